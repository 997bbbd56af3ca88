//! Redirects between real servers, and refusals that need no server.

use std::sync::Arc;

use clientwright_runtime::{
    Error, Never, Request, TransportErrorKind,
    codegen::{
        Call, Client, Credential, Operation, Place, ResponseSpec, Scheme, SchemeKind, Server,
        Status,
    },
    serde_json::json,
    testing::{Canned, MemoryTransport, block_on},
};

use crate::{
    loopback::{Loopback, Step},
    support::{POST, client},
};

static HEADER: Scheme =
    Scheme { name: "header", kind: SchemeKind::ApiKey { place: Place::Header, name: "x-key" } };
static QUERY: Scheme =
    Scheme { name: "query", kind: SchemeKind::ApiKey { place: Place::Query, name: "key" } };
static COOKIE: Scheme =
    Scheme { name: "cookie", kind: SchemeKind::ApiKey { place: Place::Cookie, name: "sid" } };
static BEARER: Scheme = Scheme { name: "bearer", kind: SchemeKind::Bearer };

static GET: Operation = Operation {
    name: "get",
    path: "/get",
    accept: "text/plain",
    security: &[&[&HEADER, &QUERY, &COOKIE, &BEARER]],
    // Documented, and followed all the same: a GET is.
    responses: &[ResponseSpec::text(Status::Code(200)), ResponseSpec::empty(Status::Code(302))],
    ..Operation::BASE
};

fn network(server: &Loopback) -> Client {
    server
        .builder()
        .user_agent("tests")
        .header("x-own", "own")
        .credential(&HEADER, Credential::token("s3cret"))
        .credential(&QUERY, Credential::token("s3cret"))
        .credential(&COOKIE, Credential::token("s3cret"))
        .credential(&BEARER, Credential::token("s3cret"))
        .build()
        .unwrap()
}

fn filled(call: Call) -> Call {
    call.query("a", &1).header("x-param", &"p".to_owned()).cookie("c", &"d".to_owned())
}

const KEPT: &str = "accept-encoding: gzip\naccept: text/plain\nauthorization: Bearer s3cret\n\
                    cookie: c=d; sid=s3cret\nuser-agent: tests\nx-key: s3cret\nx-own: own\n\
                    x-param: p\n\n";
const STRANGER: &str = "accept-encoding: gzip\naccept: text/plain\nuser-agent: tests\n\n";

#[tokio::test]
async fn another_origin_gets_no_credentials_and_the_same_one_keeps_them() {
    let stranger = Loopback::start(|_| vec![Step::response(200, &[], b"hello")]).await;
    // The first server copies its whole query into the location, as some do.
    let target = format!("{}/there?signature=1&a=1&key=s3cret", stranger.origin);
    let server = Loopback::start(move |request| {
        let first = request.starts_with("GET /get?");
        vec![Step::redirect(302, if first { "/here" } else { &target })]
    })
    .await;
    let response = filled(network(&server).call(&GET)).response::<String, Never>().await.unwrap();
    assert_eq!(response.body(), "hello");
    assert_eq!(response.url(), format!("{}/there?signature=…&a=…", stranger.origin));
    assert_eq!(
        server.requests(),
        [
            format!("GET /get?a=1&key=s3cret HTTP/1.1\n{KEPT}"),
            format!("GET /here?key=s3cret HTTP/1.1\n{KEPT}"),
        ]
    );
    assert_eq!(stranger.requests(), [format!("GET /there?signature=1&a=1 HTTP/1.1\n{STRANGER}")]);
}

#[tokio::test]
async fn a_post_is_sent_again_within_the_origin_only() {
    static CREATE: Operation =
        Operation { responses: &[ResponseSpec::text(Status::Code(200))], accept: "", ..POST };
    let server = Loopback::start(|request| {
        vec![if request.starts_with("POST /any ") {
            Step::redirect(307, "/again")
        } else {
            Step::response(200, &[], b"done")
        }]
    })
    .await;
    let done = network(&server)
        .call(&CREATE)
        .json("application/json", &json!({"a": 1}))
        .body::<String, Never>()
        .await
        .unwrap();
    assert_eq!(done, "done");
    let requests = server.requests();
    assert!(requests[1].starts_with("POST /again HTTP/1.1\n"), "{}", requests[1]);
    assert!(requests[1].ends_with("x-own: own\n\n{\"a\":1}"), "{}", requests[1]);

    let stranger = Loopback::start(|_| vec![Step::response(200, &[], b"mine")]).await;
    let target = format!("{}/again", stranger.origin);
    let server = Loopback::start(move |_| vec![Step::redirect(307, &target)]).await;
    let call = network(&server).call(&CREATE).json("application/json", &json!({"a": 1}));
    let Err(Error::UnexpectedResponse(it)) = call.body::<String, Never>().await else { panic!() };
    assert_eq!(it.status, 307);
    assert_eq!(stranger.requests(), [""; 0]);
}

#[test]
fn see_other_is_followed_with_a_get() {
    let transport = MemoryTransport::in_order([
        Canned::new(303).header("location", "/result/1"),
        Canned::new(204),
    ]);
    let call = client(&transport).call(&POST).json("application/json", &json!({}));
    block_on(call.body::<(), Never>()).unwrap();
    let texts: Vec<String> = transport.requests().iter().map(Request::to_text).collect();
    assert_eq!(
        texts,
        [
            "POST https://x.test/any\ncontent-type: application/json\n\n{}",
            "GET https://x.test/result/1\n\n",
        ]
    );
}

fn refused(location: &'static str) -> (String, usize) {
    static OPERATION: Operation = Operation { security: &[&[&QUERY]], ..crate::support::ANY };
    let transport = MemoryTransport::responding(302, &[("location", location)], "");
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(transport.clone())
        .credential(&QUERY, Credential::token("s3cret"))
        .build()
        .unwrap();
    match block_on(client.call(&OPERATION).body::<(), Never>()) {
        Err(Error::Transport(error)) if error.kind() == TransportErrorKind::Redirect => {
            (error.to_string(), transport.requests().len())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn https_never_becomes_http_and_a_circle_ends() {
    assert_eq!(
        refused("http://x.test/any"),
        (
            "GET https://x.test/any?key=…: a redirect from https to http is not followed"
                .to_owned(),
            1
        )
    );
    assert_eq!(
        refused("/any"),
        ("GET https://x.test/any?key=…: more than 10 redirects".to_owned(), 11)
    );
}

#[tokio::test]
async fn a_redirect_back_home_stays_without_credentials() {
    let home = Arc::new(std::sync::Mutex::new(String::new()));
    let back = Arc::clone(&home);
    let stranger = Loopback::start(move |_| {
        vec![Step::redirect(302, &format!("{}/home", back.lock().unwrap()))]
    })
    .await;
    let away = format!("{}/away", stranger.origin);
    let server = Loopback::start(move |request| {
        vec![if request.starts_with("GET /home ") {
            Step::response(200, &[], b"home")
        } else {
            Step::redirect(302, &away)
        }]
    })
    .await;
    home.lock().unwrap().clone_from(&server.origin);
    let body = filled(network(&server).call(&GET)).body::<String, Never>().await.unwrap();
    assert_eq!(body, "home");
    assert_eq!(server.requests()[1], format!("GET /home HTTP/1.1\n{STRANGER}"));
}
