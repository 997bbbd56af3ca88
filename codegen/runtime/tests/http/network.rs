//! The transport over the network: downloads, time, and broken connections.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use clientwright_runtime::{
    Error, Never, TransportErrorKind,
    bytes::Bytes,
    codegen::{Client, Credential, Operation, Place, ResponseSpec, Scheme, SchemeKind, Status},
};
use tokio::{net::TcpListener, sync::Notify};

use crate::{
    loopback::{Loopback, Step},
    support::{Problem, gzipped},
};

static KEY: Scheme =
    Scheme { name: "key", kind: SchemeKind::ApiKey { place: Place::Query, name: "key" } };

static FILE: Operation = Operation {
    name: "file",
    path: "/file",
    security: &[&[&KEY]],
    responses: &[
        ResponseSpec::bytes(Status::Code(200)),
        ResponseSpec::empty(Status::Code(302)),
        ResponseSpec::json(Status::Code(404)),
    ],
    ..Operation::BASE
};

static TEXT: Operation = Operation {
    name: "text",
    path: "/text",
    security: &[&[], &[&KEY]],
    responses: &[ResponseSpec::text(Status::Code(200))],
    ..Operation::BASE
};

const SHORT: Duration = Duration::from_millis(150);
/// Enough for what has to arrive, on a machine that does much else.
const SOME: Duration = Duration::from_secs(2);
const LONG: Duration = Duration::from_secs(30);

fn client(server: &Loopback, timeout: Duration) -> Client {
    client_at(&server.origin, timeout)
}

fn client_at(origin: &str, timeout: Duration) -> Client {
    crate::transports::client(origin)
        .credential(&KEY, Credential::token("s3cret"))
        .timeout(timeout)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_download_streams_through_a_redirect_while_the_body_is_slow() {
    let go_on = Arc::new(Notify::new());
    let gate = Arc::clone(&go_on);
    let storage = Loopback::start(move |_| {
        vec![
            Step::head(200, 6),
            Step::text("abc"),
            Step::WaitFor(Arc::clone(&gate)),
            Step::text("def"),
        ]
    })
    .await;
    let target = format!("{}/signed?x=1", storage.origin);
    let server = Loopback::start(move |_| vec![Step::redirect(302, &target)]).await;

    let mut download = client(&server, LONG).call(&FILE).download::<Never>().await.unwrap();
    assert_eq!((download.status(), download.content_length()), (200, Some(6)));
    assert_eq!(download.file_name().as_deref(), Some("a.zip"));
    // The second half isn't even sent before the first is here.
    assert_eq!(download.chunk().await.unwrap().unwrap(), "abc");
    go_on.notify_one();
    assert_eq!(download.chunk().await.unwrap().unwrap(), "def");
    assert_eq!(download.chunk().await.unwrap(), None);
    assert_eq!(download.chunk().await.unwrap(), None);

    let agent = concat!("user-agent: clientwright-runtime/", env!("CARGO_PKG_VERSION"));
    let start = "GET /signed?x=1 HTTP/1.1\naccept: */*";
    assert_eq!(storage.requests(), [format!("{start}\n{agent}\n\n")]);
}

#[tokio::test]
async fn an_empty_segment_arrives_as_it_is() {
    static STATE: Operation = Operation { path: "/state/{kind}/{key}/x", ..FILE };
    let server = Loopback::start(|_| vec![Step::response(204, &[], b"")]).await;
    let call = client(&server, LONG).call(&STATE).path_or_empty("kind", &String::new());
    call.path_or_empty("key", &String::new()).body::<(), Never>().await.unwrap();
    let [request] = <[String; 1]>::try_from(server.requests()).unwrap();
    assert!(request.starts_with("GET /state///x?"), "{request}");
}

#[tokio::test]
async fn a_download_may_be_longer_than_the_limit_for_bodies() {
    let server = Loopback::start(|_| vec![Step::response(200, &[], &[7; 200_000])]).await;
    let client = server
        .builder()
        .credential(&KEY, Credential::token("s3cret"))
        .max_body(10)
        .build()
        .unwrap();
    let response = client.call(&FILE).download_response::<Never>().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.into_body().bytes().await.unwrap().len(), 200_000);
    let download = client.call(&FILE).download::<Never>().await.unwrap();
    let error = download.bytes_up_to(100_000).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::TooLarge);
    let whole = client.call(&FILE).body::<Bytes, Never>().await;
    assert!(matches!(whole, Err(Error::TooLarge(_))));
}

#[tokio::test]
async fn an_error_instead_of_a_download_is_decoded() {
    let server = Loopback::start(|_| vec![Step::response(404, &[], b"{\"code\":\"gone\"}")]).await;
    let error = client(&server, LONG).call(&FILE).download::<Problem>().await.unwrap_err();
    assert_eq!(error.api(), Some(&Problem { code: "gone".to_owned() }));
}

#[tokio::test]
async fn a_head_that_does_not_come_is_a_timeout() {
    let server = Loopback::start(|_| vec![Step::Sleep(LONG)]).await;
    let started = Instant::now();
    let error = client(&server, SHORT).call(&TEXT).body::<String, Never>().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(started.elapsed() < LONG / 2);
    let message = error.to_string();
    assert!(
        message.starts_with(&format!("GET {}/text?key=…: took longer", server.origin)),
        "{message}"
    );
    let error = client(&server, SHORT).call(&FILE).download::<Never>().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_body_has_to_be_whole_in_time() {
    // Each chunk is in time by far, the whole is not.
    let limit = SHORT * 4;
    let slow = || (0..8).flat_map(|_| [Step::Sleep(SHORT), Step::text("a")]);
    let server =
        Loopback::start(move |_| [Step::head(200, 8)].into_iter().chain(slow()).collect()).await;
    let error = client(&server, limit).call(&TEXT).body::<String, Never>().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    // A download has that time for each chunk.
    let download = client(&server, limit).call(&FILE).download::<Never>().await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), "aaaaaaaa");
}

#[tokio::test]
async fn a_chunk_that_does_not_come_is_a_timeout() {
    let server = Loopback::start(|_| {
        vec![Step::head(200, 2), Step::text("a"), Step::Sleep(LONG), Step::text("b")]
    })
    .await;
    let mut download = client(&server, SOME).call(&FILE).download::<Never>().await.unwrap();
    assert_eq!(download.chunk().await.unwrap().unwrap(), "a");
    let error = download.chunk().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(!error.to_string().contains("s3cret"));
    assert_eq!(download.chunk().await.unwrap(), None, "after an error it is over");
}

#[tokio::test]
async fn a_reader_that_takes_its_time_is_not_a_timeout() {
    let go_on = Arc::new(Notify::new());
    let gate = Arc::clone(&go_on);
    let server = Loopback::start(move |_| {
        let wait = Step::WaitFor(Arc::clone(&gate));
        let pause = || Step::Sleep(SOME / 3);
        vec![Step::head(200, 2), pause(), Step::text("a"), wait, pause(), Step::text("b")]
    })
    .await;
    let mut download = client(&server, SOME).call(&FILE).download::<Never>().await.unwrap();
    assert_eq!(download.chunk().await.unwrap().unwrap(), "a");
    tokio::time::sleep(SOME * 2).await;
    // The server is silent for less than the limit from here on.
    go_on.notify_one();
    assert_eq!(download.chunk().await.unwrap().unwrap(), "b");
}

#[tokio::test]
async fn a_connection_that_breaks_is_an_error_not_a_short_body() {
    let server = Loopback::start(|_| vec![Step::head(200, 9), Step::text("abc")]).await;
    let error = client(&server, LONG).call(&TEXT).body::<String, Never>().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert!(!error.to_string().contains("s3cret"), "{error}");
    let download = client(&server, LONG).call(&FILE).download::<Never>().await.unwrap();
    assert!(download.bytes().await.is_err());
}

#[tokio::test]
async fn nobody_there_is_a_connect_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = client_at(&origin, LONG).call(&FILE).body::<Bytes, Never>().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    let message = error.to_string();
    assert!(message.starts_with(&format!("GET {origin}/file?key=…: ")), "{message}");
    assert!(!format!("{message}{error:?}").contains("s3cret"), "{error:?}");
}

#[tokio::test]
async fn gzip_is_asked_for_but_not_for_downloads_and_unpacked_for_both() {
    let packed = gzipped(b"hello");
    let server =
        Loopback::start(move |_| vec![Step::response(200, &["content-encoding: gzip"], &packed)])
            .await;
    let client = client(&server, LONG);
    assert_eq!(client.call(&TEXT).body::<String, Never>().await.unwrap(), "hello");
    let download = client.call(&FILE).download::<Never>().await.unwrap();
    assert_eq!(
        (download.content_length(), download.headers().get("content-encoding")),
        (None, None)
    );
    assert_eq!(download.bytes().await.unwrap(), "hello");
    let asked: Vec<bool> =
        server.requests().iter().map(|it| it.contains("accept-encoding: gzip")).collect();
    assert_eq!(asked, [true, false]);
}

#[tokio::test]
async fn a_chunked_body_is_joined() {
    let server = Loopback::start(|_| {
        vec![
            Step::text("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n"),
            Step::Sleep(Duration::from_millis(20)),
            Step::text("1\r\nc\r\n0\r\nx-trailer: 1\r\n\r\n"),
        ]
    })
    .await;
    let body = client(&server, LONG).call(&TEXT).body::<String, Never>().await;
    assert_eq!(body.unwrap(), "abc");
}

#[test]
fn without_a_runtime_it_is_an_error_and_no_panic() {
    let client = client_at("http://127.0.0.1:1", LONG);
    let pending = client.call(&TEXT).body::<String, Never>();
    let error = clientwright_runtime::testing::block_on(pending).unwrap_err();
    assert!(error.to_string().ends_with("HttpTransport needs a tokio runtime"), "{error}");
}

#[test]
fn calls_can_be_spawned() {
    fn sendable<T: Send + 'static>(_: &T) {}
    let client = client_at("http://127.0.0.1:1", LONG);
    let call = client.call(&TEXT);
    sendable(&call);
    sendable(&call.body::<String, Never>());
    sendable(&client.call(&FILE).download::<Never>());
}

#[tokio::test]
async fn a_post_without_a_body_says_how_long_it_is() {
    static START: Operation = Operation {
        name: "start",
        method: "POST",
        path: "/start",
        responses: &[ResponseSpec::empty(Status::Code(204))],
        ..Operation::BASE
    };
    let server = Loopback::start(|_| vec![Step::response(204, &[], b"")]).await;
    client(&server, LONG).call(&START).body::<(), Never>().await.unwrap();
    let [request] = <[String; 1]>::try_from(server.requests()).unwrap();
    assert!(request.contains("\ncontent-length: 0\n"), "{request}");
}
