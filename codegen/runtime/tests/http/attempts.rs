//! How long one attempt may take, against servers that never answer, stop in the middle, or take no more of a body.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use clientwright_runtime::{
    Body, ClientCredentials, Error, Never, RequestOptions, RetryPolicy,
    bytes::Bytes,
    codegen::{Client, ClientBuilder, Credential, Operation, ResponseSpec, Status},
};
use futures_core::Stream;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};

use crate::{
    authority::OAUTH,
    loopback::{Loopback, Step},
};

static GET: Operation = Operation {
    name: "get",
    path: "/a",
    responses: &[ResponseSpec::text(Status::Code(200))],
    ..Operation::BASE
};
static POST: Operation = Operation { method: "POST", ..GET };
static PUT: Operation = Operation { method: "PUT", ..GET };
static FILE: Operation = Operation { responses: &[ResponseSpec::bytes(Status::Code(200))], ..GET };
static OAUTH_GET: Operation = Operation { security: &[&[&OAUTH]], ..GET };

const LONG: Duration = Duration::from_secs(30);

const fn millis(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// A server that does this at its first requests, one after the other, and then answers.
async fn server(faults: Vec<fn() -> Vec<Step>>) -> Loopback {
    let n = AtomicUsize::new(0);
    Loopback::start(move |_| match faults.get(n.fetch_add(1, Ordering::SeqCst)) {
        Some(steps) => steps(),
        None => vec![Step::response(200, &[], b"ok")],
    })
    .await
}

/// It has the request and never answers.
fn hangs() -> Vec<Step> {
    vec![Step::Sleep(LONG)]
}

fn stops_in_the_body() -> Vec<Step> {
    vec![Step::head(200, 9), Step::text("half"), Step::Sleep(LONG)]
}

fn builder(origin: &str) -> ClientBuilder {
    crate::transports::client(origin).retry(RetryPolicy::new().backoff(millis(10), millis(10)))
}

async fn text(client: &Client, operation: &'static Operation) -> Result<String, Error> {
    client.call(operation).body::<String, Never>().await
}

#[tokio::test]
async fn a_server_that_never_answers_is_asked_again() {
    let hung = server(vec![hangs, hangs]).await;
    let client = builder(&hung.origin).timeout(millis(1500)).build().unwrap();
    let response = client.call(&GET).response::<String, Never>().await.unwrap();
    assert_eq!((response.body().as_str(), response.attempts()), ("ok", 3));

    // Where it never does, the call takes no longer than it may.
    let dead = Loopback::start(|_| hangs()).await;
    let started = Instant::now();
    let client = builder(&dead.origin).timeout(millis(900)).build().unwrap();
    let error = text(&client, &GET).await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 3, "{error:?}");
    assert!(started.elapsed() < millis(2500), "{:?}", started.elapsed());
    assert_eq!(dead.requests().len(), 3);

    // More retries don't make the attempts shorter than a third.
    let client = builder(&dead.origin).timeout(millis(900)).build().unwrap();
    let many = RetryPolicy::new().max_retries(50).backoff(millis(10), millis(10));
    let client = client.with_options(RequestOptions::new().retry(many));
    assert_eq!(text(&client, &GET).await.unwrap_err().attempts(), 3);
}

#[tokio::test]
async fn the_head_of_a_download_has_the_time_of_an_attempt() {
    let hung = server(vec![hangs]).await;
    let client = builder(&hung.origin).timeout(millis(1500)).build().unwrap();
    let download = client.call(&FILE).download::<Never>().await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), "ok");
    assert_eq!(hung.requests().len(), 2);
}

#[tokio::test]
async fn a_body_that_stops_in_the_middle_is_read_again() {
    let stops = server(vec![stops_in_the_body]).await;
    let client = builder(&stops.origin).timeout(millis(1500)).build().unwrap();
    assert_eq!(text(&client, &GET).await.unwrap(), "ok");
    assert_eq!(stops.requests().len(), 2);
}

#[tokio::test]
async fn the_time_of_an_attempt_is_set_for_a_client_or_a_call() {
    let dead = Loopback::start(|_| hangs()).await;
    let client = builder(&dead.origin).attempt_timeout(millis(100)).build().unwrap();
    let started = Instant::now();
    let error = text(&client, &GET).await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 3, "{error:?}");
    assert!(error.to_string().ends_with("/a: took longer than 100ms"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(5));
    let client = client.with_options(RequestOptions::new().attempt_timeout(millis(120)));
    let error = text(&client, &GET).await.unwrap_err();
    assert!(error.to_string().ends_with("/a: took longer than 120ms"), "{error}");
    // The call's own time is the most.
    let client = client.with_options(RequestOptions::new().attempt_timeout(LONG));
    let client = client.with_options(RequestOptions::new().timeout(millis(150)));
    let error = text(&client, &GET).await.unwrap_err();
    assert!(error.attempts() == 1 && error.to_string().ends_with("150ms"), "{error}");
}

#[tokio::test]
async fn what_is_not_sent_again_has_the_whole_time_of_the_call() {
    let slow: fn() -> Vec<Step> =
        || vec![Step::Sleep(millis(600)), Step::response(200, &[], b"ok")];
    let all = RequestOptions::new().timeout(millis(1500));
    let post = server(vec![slow]).await;
    let client = builder(&post.origin).build().unwrap().with_options(all.clone());
    assert_eq!(text(&client, &POST).await.unwrap(), "ok");
    // The last attempt, too.
    let last = server(vec![hangs, slow]).await;
    let once = RetryPolicy::new().max_retries(1).backoff(millis(10), millis(10));
    let client = builder(&last.origin).build().unwrap().with_options(all.clone().retry(once));
    assert_eq!(text(&client, &GET).await.unwrap(), "ok");
    assert_eq!(last.requests().len(), 2);
    // Unless a time is set, which a POST has but once.
    let post = server(vec![slow]).await;
    let client = builder(&post.origin).attempt_timeout(millis(100)).build().unwrap();
    let error = text(&client, &POST).await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 1, "{error:?}");
}

#[tokio::test]
async fn a_token_endpoint_that_never_answers_is_asked_again() {
    let n = AtomicUsize::new(0);
    let hung = Loopback::start(move |request| {
        if request.starts_with("GET") {
            return vec![Step::response(200, &[], b"ok")];
        }
        if n.fetch_add(1, Ordering::SeqCst) == 0 {
            return hangs();
        }
        vec![Step::response(200, &[], br#"{"access_token": "t"}"#)]
    })
    .await;
    let grant = ClientCredentials::new("c", "s").token_url(format!("{}/token", hung.origin));
    let client = builder(&hung.origin).credential(&OAUTH, Credential::source(grant));
    let client = client.timeout(millis(1500)).build().unwrap();
    assert_eq!(text(&client, &OAUTH_GET).await.unwrap(), "ok");
}

/// More than what the system takes for a server that reads nothing.
const HUGE: usize = 64 << 20;
const CHUNK: usize = 1 << 14;

/// A stream of so many bytes.
struct Zeros(usize);

impl Stream for Zeros {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let n_bytes = self.0.min(CHUNK);
        self.0 -= n_bytes;
        let zeros = Bytes::from_static(&[0; CHUNK]).slice(..n_bytes);
        Poll::Ready((n_bytes > 0).then_some(Ok(zeros)))
    }
}

/// A server that takes nothing at its first connections, and all of the body at the next.
async fn taking_nothing(n_stuck: usize) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let n_connections = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&n_connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let is_stuck = counted.fetch_add(1, Ordering::SeqCst) < n_stuck;
            tokio::spawn(async move {
                if is_stuck {
                    sleep(LONG).await;
                }
                take(stream).await;
            });
        }
    });
    (origin, n_connections)
}

async fn take(mut stream: TcpStream) {
    let (mut n_bytes, mut buffer) = (0, vec![0; CHUNK]);
    while n_bytes < HUGE {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(n) => n_bytes += n,
        }
    }
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
}

fn upload(
    client: &Client,
    operation: &'static Operation,
) -> clientwright_runtime::Pending<String, Never> {
    let length = u64::try_from(HUGE).unwrap();
    let body = Body::from_fn(|| Zeros(HUGE)).with_content_length(length);
    client.call(operation).bytes("application/octet-stream", body).body::<String, Never>()
}

#[tokio::test]
async fn an_upload_that_the_server_takes_no_more_of_is_sent_again() {
    let (origin, n_connections) = taking_nothing(1).await;
    let client = builder(&origin).idle_timeout(millis(300)).build().unwrap();
    assert_eq!(upload(&client, &PUT).await.unwrap(), "ok");
    assert_eq!(n_connections.load(Ordering::SeqCst), 2);

    // A POST isn't, but need not wait for all of its time.
    let (origin, n_connections) = taking_nothing(9).await;
    let client = builder(&origin).idle_timeout(millis(200)).build().unwrap();
    let error = upload(&client, &POST).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let message = "/a: the server took no more of the body for 200ms";
    assert!(error.to_string().ends_with(message), "{error}");
    assert_eq!(n_connections.load(Ordering::SeqCst), 1);

    // Unless it is set, it is as long as an attempt.
    let (origin, n_connections) = taking_nothing(1).await;
    let client = builder(&origin).timeout(Duration::from_secs(6)).build().unwrap();
    assert_eq!(upload(&client, &PUT).await.unwrap(), "ok");
    assert_eq!(n_connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn an_upload_that_its_own_stream_holds_up_is_not_the_servers_fault() {
    /// Chunks with pauses before them.
    struct Slow(usize, Pin<Box<tokio::time::Sleep>>);

    impl Stream for Slow {
        type Item = Result<Bytes, Infallible>;

        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            std::task::ready!(self.1.as_mut().poll(cx));
            if self.0 == 0 {
                return Poll::Ready(None);
            }
            self.0 -= 1;
            self.1.set(sleep(millis(250)));
            Poll::Ready(Some(Ok(Bytes::from_static(b"a"))))
        }
    }

    let server = Loopback::start(|_| vec![Step::response(200, &[], b"ok")]).await;
    let client = builder(&server.origin).idle_timeout(millis(100)).build().unwrap();
    let body = Body::stream(Slow(3, Box::pin(sleep(millis(250))))).with_content_length(3);
    let call = client.call(&POST).bytes("text/plain", body).body::<String, Never>();
    assert_eq!(call.await.unwrap(), "ok");
    assert!(server.requests()[0].ends_with("\n\naaa"));
}
