//! Cookies that a server sets, over a network.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use clientwright_runtime::{Never, Recorder, RequestOptions, codegen::Client};

use crate::{
    loopback::{Loopback, Step, header},
    support::ANY,
};

/// Sets cookies where it is asked to, leads on where it is asked to, and else says nothing.
async fn server(elsewhere: &str) -> Loopback {
    let elsewhere = elsewhere.to_owned();
    Loopback::start(move |request| {
        let asked = header(request, "x-do").unwrap_or_default();
        vec![match asked.as_str() {
            "login" => Step::response(204, &["set-cookie: sid=s3cret-1; HttpOnly"], b""),
            "minute" => Step::response(204, &["set-cookie: sid=s3cret-1; Max-Age=60"], b""),
            "logout" => Step::response(204, &["set-cookie: sid=; Max-Age=0"], b""),
            "move" => Step::redirect(302, &format!("{elsewhere}/there")),
            // As if it were a mistake of a program of its own: it repeats what was sent.
            "repeat" => {
                let cookie = header(request, "cookie").unwrap_or_default();
                Step::response(500, &["content-type: text/plain"], cookie.as_bytes())
            }
            _ => Step::response(204, &[], b""),
        }]
    })
    .await
}

async fn call(client: &Client, what: &str, options: RequestOptions) {
    let call = client.with_options(options).call(&ANY).header("x-do", &what.to_owned());
    call.body::<(), Never>().await.unwrap();
}

/// The cookies of each request, empty where there are none.
fn sent(server: &Loopback) -> Vec<String> {
    let cookies = |it: &String| header(it, "cookie").unwrap_or_default();
    server.requests().iter().map(cookies).collect()
}

/// What a login sets.
const SID: &str = "sid=s3cret-1";

#[tokio::test]
async fn a_cookie_that_is_set_is_sent_until_it_is_deleted() {
    let server = server("").await;
    let client = server.builder().cookies().build().unwrap();
    let none = RequestOptions::new;
    // A login needs no credential, and what it gives is one.
    call(&client, "login", none().anonymous()).await;
    call(&client, "", none()).await;
    let other = client.clone().with_options(none().header("x-other", "1"));
    other.call(&ANY).cookie("own", &"1".to_owned()).body::<(), Never>().await.unwrap();
    other.call(&ANY).cookie("sid", &"mine".to_owned()).body::<(), Never>().await.unwrap();
    call(&client, "", none().anonymous()).await;
    call(&client, "logout", none()).await;
    call(&client, "", none()).await;
    assert_eq!(sent(&server), ["", SID, "own=1; sid=s3cret-1", "sid=mine", "", SID, ""]);
}

#[tokio::test]
async fn without_being_asked_to_a_client_keeps_no_cookie() {
    let server = server("").await;
    let client = server.builder().build().unwrap();
    call(&client, "login", RequestOptions::new()).await;
    call(&client, "", RequestOptions::new()).await;
    assert_eq!(sent(&server), ["", ""]);
}

#[tokio::test]
async fn another_origin_gets_no_cookie_by_a_call_or_a_redirect() {
    let stranger =
        Loopback::start(|_| vec![Step::response(204, &["set-cookie: sid=theirs"], b"")]).await;
    let server = server(&stranger.origin).await;
    let client = server.builder().cookies().build().unwrap();
    call(&client, "login", RequestOptions::new()).await;
    call(&client, "move", RequestOptions::new()).await;
    call(&client, "", RequestOptions::new().base_url(&stranger.origin)).await;
    call(&client, "", RequestOptions::new()).await;
    assert_eq!(sent(&stranger), ["", ""]);
    assert_eq!(sent(&server), ["", SID, SID]);
}

#[tokio::test]
async fn a_cookie_expires_by_the_clients_clock() {
    let server = server("").await;
    let now = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&now);
    let clock = move || Duration::from_secs(clock.load(Ordering::SeqCst));
    let client = server.builder().cookies().clock(clock).build().unwrap();
    call(&client, "minute", RequestOptions::new()).await;
    for seconds in [59, 60] {
        now.store(seconds, Ordering::SeqCst);
        call(&client, "", RequestOptions::new()).await;
    }
    assert_eq!(sent(&server), ["", SID, ""]);
}

#[tokio::test]
async fn no_cookie_is_ever_shown() {
    let server = server("").await;
    let recorder = Recorder::in_memory();
    let records = recorder.clone();
    let builder = server.builder().cookies().wrap(move |inner| records.wrap(inner));
    let client = builder.build().unwrap();
    call(&client, "login", RequestOptions::new()).await;
    let call = client.call(&ANY).header("x-do", &"repeat".to_owned());
    let error = call.body::<(), Never>().await.unwrap_err();
    assert_eq!(error.status(), Some(500));
    let har = recorder.to_har();
    // What was sent back, without the cookie.
    assert!(har.contains("sid="), "{har}");
    for shown in [format!("{client:?}"), format!("{error}"), format!("{error:?}"), har] {
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}

#[tokio::test]
async fn a_short_cookie_hides_no_word_of_an_error() {
    let server = Loopback::start(|request| match header(request, "cookie") {
        None => vec![Step::response(204, &["set-cookie: theme=light"], b"")],
        Some(_) => vec![Step::response(500, &["content-type: text/plain"], b"no light here")],
    })
    .await;
    let client = server.builder().cookies().build().unwrap();
    call(&client, "", RequestOptions::new()).await;
    let error = client.call(&ANY).body::<(), Never>().await.unwrap_err();
    assert!(error.to_string().contains("no light here"), "{error}");
}
