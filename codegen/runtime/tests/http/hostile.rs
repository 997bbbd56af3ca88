//! Replies that a server gets wrong, or that it sends to do harm.

use std::{
    io::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use clientwright_runtime::{
    Client, Error, HttpTransport, Never, Operation, Reply, Server, Status, TransportErrorKind,
    serde_json::Value,
};
use flate2::{Compression, write::GzEncoder};

use crate::{
    loopback::{Loopback, Step},
    support::Problem,
};

static JSON: Operation = Operation {
    name: "json",
    path: "/json",
    replies: &[Reply::json(Status::Code(200)), Reply::json(Status::Class(4))],
    ..Operation::BASE
};

static TEXT: Operation = Operation { replies: &[Reply::text(Status::Code(200))], ..JSON };

const LIMIT: usize = 1 << 20;

async fn client(steps: impl Fn() -> Vec<Step> + Send + Sync + 'static) -> Client {
    let server = Loopback::start(move |_| steps()).await;
    Client::builder(Server::custom(&server.origin))
        .transport(Arc::new(HttpTransport::without_proxy().unwrap()))
        .timeout(Duration::from_secs(20))
        .max_body(LIMIT)
        .build()
        .unwrap()
}

async fn get(steps: impl Fn() -> Vec<Step> + Send + Sync + 'static) -> Result<Value, Error> {
    client(steps).await.call(&JSON).body::<Value, Never>().await
}

fn pack(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_small_body_that_unpacks_to_a_huge_one_is_too_large() {
    // A thousand times the limit, in a body that is smaller than it.
    let part = pack(&vec![b' '; 16 << 20]);
    let bomb = std::iter::repeat_n(part, 56).collect::<Vec<_>>().concat();
    assert!(bomb.len() < LIMIT);
    let started = Instant::now();
    let error = get(move || vec![Step::reply(200, &["content-encoding: gzip"], &bomb)]).await;
    assert!(matches!(&error, Err(Error::TooLarge(it)) if it.limit == LIMIT), "{error:?}");
    // Unpacking all of it would take longer by far.
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_body_that_never_ends_is_too_large() {
    let endless = || {
        let start = vec![Step::chunked(&["content-type: application/json"]), Step::chunk("[")];
        start.into_iter().chain((0..100_000).map(|_| Step::chunk("1, ".repeat(1000)))).collect()
    };
    assert!(matches!(get(endless).await, Err(Error::TooLarge(_))));
}

#[tokio::test]
async fn a_body_that_drips_is_a_timeout_of_the_whole_call() {
    let drip = || {
        let start = vec![Step::chunked(&["content-type: application/json"])];
        let drop = || [Step::Sleep(Duration::from_millis(50)), Step::chunk(" ")];
        start.into_iter().chain((0..1000).flat_map(|_| drop())).collect()
    };
    let server = Loopback::start(move |_| drip()).await;
    let client = Client::builder(Server::custom(&server.origin))
        .transport(Arc::new(HttpTransport::without_proxy().unwrap()))
        .timeout(Duration::from_millis(400))
        .build()
        .unwrap();
    let started = Instant::now();
    let error = client.call(&JSON).body::<Value, Never>().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn what_is_not_utf8_is_kept_and_said() {
    let body = b"{\"code\":\"a\xFFb\"}";
    let reply = || vec![Step::reply(200, &["content-type: application/json"], body)];
    let error = client(reply).await.call(&JSON).body::<Problem, Never>().await.err();
    let Some(Error::Decode(it)) = error else { panic!("{error:?}") };
    assert_eq!(it.bytes.as_ref(), body);
    let text = || vec![Step::reply(200, &["content-type: text/plain"], b"a\xFFb")];
    let error = client(text).await.call(&TEXT).body::<String, Never>().await.unwrap_err();
    let Error::Decode(it) = error else { panic!("{error:?}") };
    assert_eq!((it.bytes.as_ref(), it.error.offset()), (&b"a\xFFb"[..], 1));
    assert_eq!(it.error.to_string(), "the text is not UTF-8");
}

#[tokio::test]
async fn a_page_instead_of_json_says_so() {
    let page = b"<!DOCTYPE html><title>Please log in</title>";
    for status in [200, 404] {
        let headers = &["content-type: text/html; charset=utf-8"];
        let error = get(move || vec![Step::reply(status, headers, page)]).await.unwrap_err();
        let message = error.to_string();
        assert!(message.ends_with("(the reply says that it is `text/html`)"), "{message}");
        match error {
            Error::Decode(it) => assert_eq!((it.status, it.bytes.as_ref()), (200, &page[..])),
            Error::Status(it) => assert_eq!((it.status, it.bytes.as_ref()), (404, &page[..])),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_is_cut_off_is_an_error_wherever_that_is() {
    let packed = pack(b"{\"code\":\"x\"}");
    let cut = packed[..packed.len() - 6].to_vec();
    let gzip = "content-encoding: gzip";
    let error = get(move || vec![Step::reply(200, &[gzip], &cut)]).await.unwrap_err();
    assert!(error.to_string().contains("the gzipped body is damaged"), "{error}");
    let error = get(|| vec![Step::reply(200, &[gzip], b"{\"a\":1}")]).await.unwrap_err();
    assert!(error.to_string().contains("the gzipped body is damaged"), "{error}");
    let error = get(|| vec![Step::reply(200, &[], b"{\"a\":")]).await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error}");
    let error = get(|| vec![Step::head(200, 9), Step::text("{}"), Step::Reset]).await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(it) if it.kind() == TransportErrorKind::Body),
        "{error}"
    );
}
