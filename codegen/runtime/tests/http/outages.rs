//! A real server that misbehaves: what is sent again, what isn't, and what is left when a call is given up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use clientwright_runtime::{
    ClientCredentials, Error, Never, RequestOptions, RetryDecision, RetryPolicy,
    TransportErrorKind,
    codegen::{Client, ClientBuilder, Credential, Operation, ResponseSpec, Status},
};
use tokio::{net::TcpListener, sync::Notify, time::timeout};

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
static PAY: Operation = Operation { idempotency_key: Some("idempotency-key"), ..POST };
static FILE: Operation = Operation { responses: &[ResponseSpec::bytes(Status::Code(200))], ..GET };
static OAUTH_GET: Operation = Operation { security: &[&[&OAUTH]], ..GET };

/// A server that does this for its first requests, one after the other, and then answers.
async fn server(faults: impl IntoIterator<Item = Vec<Fault>>) -> Loopback {
    let faults: Vec<Vec<Fault>> = faults.into_iter().collect();
    let n = AtomicUsize::new(0);
    Loopback::start(move |_| match faults.get(n.fetch_add(1, Ordering::SeqCst)) {
        Some(faults) => faults.iter().map(Fault::step).collect(),
        None => vec![Step::response(200, &[], b"ok")],
    })
    .await
}

#[derive(Clone)]
enum Fault {
    Status(u16, &'static [&'static str]),
    /// Half of a body.
    Half,
    Slow,
}

/// No response at all.
const RESET: Vec<Fault> = Vec::new();

impl Fault {
    fn step(&self) -> Step {
        match self {
            Self::Status(status, headers) => Step::response(*status, headers, b"no"),
            Self::Half => {
                Step::text("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 9\r\n\r\nhalf")
            }
            Self::Slow => Step::Sleep(Duration::from_secs(30)),
        }
    }
}

fn builder(origin: &str) -> ClientBuilder {
    let hurried = RetryPolicy::new().backoff(Duration::from_millis(20), Duration::from_millis(40));
    crate::transports::client(origin).retry(hurried)
}

async fn text(client: &Client, operation: &'static Operation) -> Result<String, Error> {
    client.call(operation).body::<String, Never>().await
}

#[tokio::test]
async fn a_burst_of_503_and_resets_is_survived() {
    let server = server([vec![Fault::Status(503, &[])], RESET]).await;
    let response = builder(&server.origin).build().unwrap().call(&GET).response::<String, Never>();
    let response = response.await.unwrap();
    assert_eq!((response.body().as_str(), response.attempts()), ("ok", 3));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_read_again() {
    let server = server([vec![Fault::Half]]).await;
    let client = builder(&server.origin).build().unwrap();
    assert_eq!(text(&client, &GET).await.unwrap(), "ok");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_stream_is_not_asked_for_again_once_it_has_begun() {
    let server = server([vec![Fault::Half]]).await;
    let client = builder(&server.origin).build().unwrap();
    let download = client.call(&FILE).download::<Never>().await.unwrap();
    assert!(download.bytes_up_to(99).await.is_err());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_429_is_waited_for_as_long_as_it_asks() {
    let server = server([vec![Fault::Status(429, &["retry-after: 1"])]]).await;
    let started = Instant::now();
    let client = builder(&server.origin).build().unwrap();
    assert_eq!(text(&client, &GET).await.unwrap(), "ok");
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_post_is_sent_once_whatever_happens_to_it() {
    for fault in [RESET, vec![Fault::Status(503, &["retry-after: 0"])], vec![Fault::Half]] {
        let server = server([fault]).await;
        let client = builder(&server.origin).build().unwrap();
        assert!(client.call(&POST).text("text/plain", "a").body::<String, Never>().await.is_err());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_post_that_was_refused_is_sent_again() {
    let refusals = [vec![Fault::Status(429, &[])], vec![Fault::Status(429, &["retry-after: 0"])]];
    let server = server(refusals).await;
    let client = builder(&server.origin).build().unwrap();
    let call = client.call(&POST).text("text/plain", "a").response::<String, Never>();
    assert_eq!(call.await.unwrap().attempts(), 3);
    let requests = server.requests();
    assert!(requests.len() == 3 && requests.iter().all(|it| *it == requests[0]), "{requests:?}");
}

#[tokio::test]
async fn a_classifier_reads_the_error_and_is_asked_again_where_that_breaks() {
    let n = AtomicUsize::new(0);
    let server = Loopback::start(move |_| match n.fetch_add(1, Ordering::SeqCst) {
        0 => vec![Step::response(409, &[], b"busy")],
        1 => vec![Step::text("HTTP/1.1 409 Conflict\r\ncontent-length: 9\r\n\r\nhalf")],
        _ => vec![Step::response(200, &[], b"ok")],
    });
    let server = server.await;
    let policy = RetryPolicy::new()
        .backoff(Duration::from_millis(20), Duration::from_millis(40))
        .classifier(|failed| match (failed.status(), failed.transport_error()) {
            (Some(409), None) if failed.body() == b"busy" => RetryDecision::Retry,
            (None, Some(TransportErrorKind::Body)) => RetryDecision::Retry,
            _ => RetryDecision::Stop,
        });
    let client = builder(&server.origin).retry(policy).build().unwrap();
    let call = client.call(&POST).text("text/plain", "a").response::<String, Never>();
    assert_eq!(call.await.unwrap().attempts(), 3);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_refusal_whose_body_breaks_off_is_one_also_for_a_classifier() {
    let n = AtomicUsize::new(0);
    let server = Loopback::start(move |_| match n.fetch_add(1, Ordering::SeqCst) {
        0 => vec![Step::text("HTTP/1.1 429 No\r\ncontent-length: 9\r\n\r\nhalf")],
        _ => vec![Step::response(200, &[], b"ok")],
    });
    let server = server.await;
    let policy = RetryPolicy::new()
        .backoff(Duration::from_millis(20), Duration::from_millis(40))
        .classifier(|_| RetryDecision::Default);
    let client = builder(&server.origin).retry(policy).build().unwrap();
    let call = client.call(&POST).text("text/plain", "a").response::<String, Never>();
    assert_eq!(call.await.unwrap().attempts(), 2);
}

#[tokio::test]
async fn a_post_with_a_key_is_sent_again_with_the_same_key() {
    let server = server([RESET, vec![Fault::Status(500, &[])]]).await;
    let client = builder(&server.origin).build().unwrap();
    let call = client.call(&PAY).text("text/plain", "a");
    assert_eq!(call.body::<String, Never>().await.unwrap(), "ok");
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|it| *it == requests[0] && it.contains("idempotency-key: ")));
}

#[tokio::test]
async fn a_server_that_is_down_is_tried_again_even_for_a_post() {
    // Nobody listens there, and then somebody does.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = builder(&format!("http://{address}"))
        .retry(
            RetryPolicy::new()
                .max_retries(20)
                .backoff(Duration::from_millis(100), Duration::from_millis(100)),
        )
        .build()
        .unwrap();
    let call = tokio::spawn(async move { text(&client, &POST).await });
    tokio::time::sleep(Duration::from_millis(80)).await;
    let server = Loopback::start_at(address, |_| vec![Step::response(200, &[], b"ok")]).await;
    assert_eq!(call.await.unwrap().unwrap(), "ok");
    assert_eq!(server.requests().len(), 1);

    let unreachable = builder("http://127.0.0.1:1").build().unwrap();
    let error = text(&unreachable, &POST).await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable() && error.attempts() == 3, "{error:?}");
    // What it came of is the source, and only `{:#}` says it too.
    let (short, long) = (error.to_string(), format!("{error:#}"));
    assert_eq!(short, "POST http://127.0.0.1:1/a: there was no connection");
    assert!(
        long.starts_with(&format!("{short}: ")) && long.to_lowercase().contains("refused"),
        "{long}"
    );
    assert_eq!(long.to_lowercase().matches("refused").count(), 1, "{long}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn an_outage_is_not_amplified_for_long() {
    let server = Loopback::start(|_| vec![Step::response(503, &[], b"")]).await;
    let client = builder(&server.origin).retry_budget(5).build().unwrap();
    for _ in 0..20 {
        assert!(text(&client, &GET).await.is_err());
    }
    assert_eq!(server.requests().len(), 25);
}

#[tokio::test]
async fn the_time_of_a_call_ends_its_attempts() {
    let server = Loopback::start(|_| vec![Step::response(503, &[], b"")]).await;
    let policy = RetryPolicy::new()
        .max_retries(1000)
        .backoff(Duration::from_millis(100), Duration::from_millis(100));
    let client =
        builder(&server.origin).timeout(Duration::from_millis(400)).retry(policy).build().unwrap();
    let started = Instant::now();
    let error = text(&client, &GET).await.unwrap_err();
    // Where the machine is busy the last attempt is under way when the time is over.
    assert!(error.status() == Some(503) || error.is_timeout(), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());

    let slow = self::server([vec![Fault::Slow]]).await;
    let client = builder(&slow.origin).build().unwrap();
    let client = client.with_options(RequestOptions::new().timeout(Duration::from_millis(200)));
    let error = text(&client, &POST).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect() && error.attempts() == 1, "{error:?}");
}

#[tokio::test]
async fn a_connection_that_does_not_come_about_is_a_timeout_of_its_own() {
    // Packets to this network go nowhere (RFC 5737).
    let client = builder("http://192.0.2.1")
        .retry(RetryPolicy::none())
        .connect_timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let started = Instant::now();
    let Err(Error::Transport(error)) = text(&client, &GET).await else { panic!("no server") };
    // Where the machine has no way to that network it says so at once.
    let kinds = [TransportErrorKind::ConnectTimeout, TransportErrorKind::Connect];
    assert!(kinds.contains(&error.kind()), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_nothing_behind() {
    let hung_up = Arc::new(Notify::new());
    let seen = Arc::clone(&hung_up);
    let server = Loopback::start(move |_| vec![Step::UntilHungUp(Arc::clone(&seen))]).await;
    let client = builder(&server.origin).build().unwrap();
    let given_up = timeout(Duration::from_millis(200), text(&client, &GET)).await;
    assert!(given_up.is_err());
    // The connection is closed, which the server sees; nothing is sent again.
    timeout(Duration::from_secs(5), hung_up.notified()).await.unwrap();
    assert_eq!(server.requests().len(), 1);

    // A stream that is dropped, too.
    let hung_up = Arc::new(Notify::new());
    let seen = Arc::clone(&hung_up);
    let server = Loopback::start(move |_| {
        vec![Step::head(200, 100), Step::text("a"), Step::UntilHungUp(Arc::clone(&seen))]
    })
    .await;
    let client = builder(&server.origin).build().unwrap();
    let mut download = client.call(&FILE).download::<Never>().await.unwrap();
    assert_eq!(download.chunk().await.unwrap().unwrap(), "a");
    drop(download);
    timeout(Duration::from_secs(5), hung_up.notified()).await.unwrap();

    // And one that waits for its next attempt.
    let server = Loopback::start(|_| vec![Step::response(503, &["retry-after: 1"], b"")]).await;
    let client = builder(&server.origin).build().unwrap();
    assert!(timeout(Duration::from_millis(300), text(&client, &GET)).await.is_err());
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_the_token_to_the_others() {
    let go_on = Arc::new(Notify::new());
    let gate = Arc::clone(&go_on);
    let server = Loopback::start(move |request| {
        if request.starts_with("POST /token") {
            let token = br#"{"access_token": "t", "expires_in": 3600}"#;
            return vec![Step::WaitFor(Arc::clone(&gate)), Step::response(200, &[], token)];
        }
        vec![Step::response(200, &[], b"ok")]
    })
    .await;
    let grant = ClientCredentials::new("c", "s").token_url(format!("{}/token", server.origin));
    let client =
        builder(&server.origin).credential(&OAUTH, Credential::source(grant)).build().unwrap();
    let (first, second) = (client.clone(), client.clone());
    let first = tokio::spawn(async move { text(&first, &OAUTH_GET).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let second = tokio::spawn(async move { text(&second, &OAUTH_GET).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    // One that has less time than the token takes.
    let hurried = client.with_options(RequestOptions::new().timeout(Duration::from_millis(200)));
    let error = text(&hurried, &OAUTH_GET).await.unwrap_err();
    assert!(matches!(error, Error::Token(_)) && error.is_timeout(), "{error:?}");
    first.abort();
    go_on.notify_one();
    assert_eq!(second.await.unwrap().unwrap(), "ok");
    let n_tokens = server.requests().iter().filter(|it| it.starts_with("POST /token")).count();
    assert_eq!(n_tokens, 1);
}
