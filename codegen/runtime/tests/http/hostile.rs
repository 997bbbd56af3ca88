//! Responses that a server gets wrong, or that it sends to do harm.

use std::{
    future::IntoFuture,
    io::{Read, Write},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use clientwright_runtime::{
    ClientCredentials, Error, Event, Never, Reconnect, RequestOptions, RetryPolicy,
    TransportErrorKind,
    codegen::{Client, Credential, Operation, ResponseSpec, Scheme, SchemeKind, Status},
    serde_json::Value,
};

use crate::{
    loopback::{Loopback, Step},
    support::{Problem, gzipped},
};

static JSON: Operation = Operation {
    name: "json",
    path: "/json",
    responses: &[ResponseSpec::json(Status::Code(200)), ResponseSpec::json(Status::Class(4))],
    ..Operation::BASE
};

static TEXT: Operation = Operation { responses: &[ResponseSpec::text(Status::Code(200))], ..JSON };

const LIMIT: usize = 1 << 20;

async fn client(steps: impl Fn() -> Vec<Step> + Send + Sync + 'static) -> Client {
    let server = Loopback::start(move |_| steps()).await;
    client_of(&server.origin, Duration::from_secs(20))
}

fn client_of(origin: &str, timeout: Duration) -> Client {
    crate::transports::client(origin).timeout(timeout).max_body(LIMIT).build().unwrap()
}

async fn get(steps: impl Fn() -> Vec<Step> + Send + Sync + 'static) -> Result<Value, Error> {
    client(steps).await.call(&JSON).body::<Value, Never>().await
}

#[tokio::test]
async fn a_small_body_that_unpacks_to_a_huge_one_is_too_large() {
    // A thousand times the limit, in a body that is smaller than it.
    let part = gzipped(&vec![b' '; 16 << 20]);
    let bomb = std::iter::repeat_n(part, 56).collect::<Vec<_>>().concat();
    assert!(bomb.len() < LIMIT);
    let started = Instant::now();
    let error = get(move || vec![Step::response(200, &["content-encoding: gzip"], &bomb)]).await;
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
    let client = client_of(&server.origin, Duration::from_millis(400));
    let started = Instant::now();
    let error = client.call(&JSON).body::<Value, Never>().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(started.elapsed() < Duration::from_secs(10));
}

/// A server that sends interim responses, as fast as it can, until the client hangs up.
fn flooding() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _request = stream.read(&mut [0; 4096]).unwrap();
        let flood = "HTTP/1.1 102 Processing\r\n\r\n".repeat(10_000);
        while stream.write_all(flood.as_bytes()).is_ok() {}
    });
    origin
}

async fn flooded() {
    // Another attempt would have another flood, which keeps another worker.
    let once = RequestOptions::new().retry(RetryPolicy::none());
    let client = client_of(&flooding(), Duration::from_secs(1)).with_options(once);
    let started = Instant::now();
    let error = client.call(&JSON).body::<Value, Never>().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    // On one thread alone it took 20 s more.
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[tokio::test]
async fn interim_responses_without_end_are_a_timeout() {
    flooded().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn interim_responses_without_end_are_a_timeout_for_the_only_worker() {
    tokio::spawn(flooded()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn interim_responses_without_end_are_a_timeout_among_workers() {
    flooded().await;
}

#[tokio::test]
async fn a_few_interim_responses_are_skipped() {
    let early = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
    let value = get(move || vec![Step::text(early), Step::response(200, &[], b"[1]")]).await;
    assert_eq!(value.unwrap(), Value::from(vec![1]));
}

#[tokio::test]
async fn what_is_not_utf8_is_kept_and_said() {
    let body = b"{\"code\":\"a\xFFb\"}";
    let response = || vec![Step::response(200, &["content-type: application/json"], body)];
    let error = client(response).await.call(&JSON).body::<Problem, Never>().await.err();
    let Some(Error::Decode(it)) = error else { panic!("{error:?}") };
    assert_eq!(it.bytes.as_ref(), body);
    let text = || vec![Step::response(200, &["content-type: text/plain"], b"a\xFFb")];
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
        let error = get(move || vec![Step::response(status, headers, page)]).await.unwrap_err();
        let message = error.to_string();
        assert!(message.contains("(the response says that it is `text/html`)"), "{message}");
        match error {
            Error::Decode(it) => assert_eq!((it.status, it.bytes.as_ref()), (200, &page[..])),
            Error::UnexpectedResponse(it) => {
                assert_eq!((it.status, it.bytes.as_ref()), (404, &page[..]));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_is_cut_off_is_an_error_wherever_that_is() {
    let packed = gzipped(b"{\"code\":\"x\"}");
    let cut = packed[..packed.len() - 6].to_vec();
    let gzip = "content-encoding: gzip";
    let error = get(move || vec![Step::response(200, &[gzip], &cut)]).await.unwrap_err();
    assert!(error.to_string().contains("the gzipped body is damaged"), "{error}");
    let error = get(|| vec![Step::response(200, &[gzip], b"{\"a\":1}")]).await.unwrap_err();
    assert!(error.to_string().contains("the gzipped body is damaged"), "{error}");
    let error = get(|| vec![Step::response(200, &[], b"{\"a\":")]).await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error}");
    let error = get(|| vec![Step::head(200, 9), Step::text("{}"), Step::Reset]).await.unwrap_err();
    assert!(
        matches!(&error, Error::Transport(it) if it.kind() == TransportErrorKind::Body),
        "{error}"
    );
}

/// A client with this much time for a call, of a server that never stops dripping what is no stream.
async fn dripping(content_type: &'static str, status: u16) -> Client {
    let server = Loopback::start(move |request| {
        if request.contains("last-event-id: 1") || status != 200 {
            let head = format!("HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\n\r\n");
            let drop = || [Step::Sleep(Duration::from_millis(50)), Step::text(" ")];
            return [Step::text(head)].into_iter().chain((0..1000).flat_map(|_| drop())).collect();
        }
        vec![
            Step::chunked(&["content-type: text/event-stream"]),
            Step::chunk("retry: 1\nid: 1\ndata: 1\n\n"),
            Step::chunk(""),
        ]
    })
    .await;
    server.builder().timeout(Duration::from_millis(400)).retry(RetryPolicy::none()).build().unwrap()
}

static EVENTS: Operation = Operation {
    accept: "text/event-stream",
    responses: &[ResponseSpec::items(Status::Code(200)), ResponseSpec::json(Status::Class(4))],
    ..JSON
};

#[tokio::test]
async fn an_error_that_drips_instead_of_a_stream_has_no_more_time_than_a_call() {
    let client = dripping("application/json", 404).await;
    let started = Instant::now();
    let error = client.call(&EVENTS).items::<Event<Value>, Never>().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().ends_with("/json: took longer than 400ms"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_page_that_drips_instead_of_the_rest_of_a_stream_has_no_more_time_than_a_call() {
    let client = dripping("text/html", 200).await;
    let events = client.call(&EVENTS).items::<Event<Value>, Never>().await.unwrap();
    let mut events = events.reconnect(Reconnect::new().max_attempts(1));
    assert_eq!(events.next().await.unwrap().unwrap().data, 1);
    let started = Instant::now();
    let error = events.next().await.unwrap().unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(started.elapsed() < Duration::from_secs(10));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn heads_without_end_are_errors_in_time() {
    let early =
        || (0..200_000).map(|_| Step::text("HTTP/1.1 103 X\r\nlink: </a>\r\n\r\n")).collect();
    let huge = || {
        let header = format!("x: {}\r\n", "y".repeat(1 << 16));
        let headers = (0..1000).map(move |_| Step::text(header.clone()));
        [Step::text("HTTP/1.1 200 X\r\n")].into_iter().chain(headers).collect()
    };
    let many = || {
        let headers = (0..1_000_000).map(|_| Step::text("x: y\r\n"));
        [Step::text("HTTP/1.1 200 X\r\n")].into_iter().chain(headers).collect()
    };
    let all: [Box<dyn Fn() -> Vec<Step> + Send + Sync>; 3] =
        [Box::new(early), Box::new(huge), Box::new(many)];
    for steps in all {
        let started = Instant::now();
        let options =
            RequestOptions::new().timeout(Duration::from_secs(5)).retry(RetryPolicy::none());
        let client = client(steps).await.with_options(options);
        let error = client.call(&JSON).body::<Value, Never>().await.unwrap_err();
        assert!(matches!(&error, Error::Transport(_)), "{error}");
        assert!(started.elapsed() < Duration::from_secs(9), "{:?}", started.elapsed());
    }
}

#[tokio::test]
async fn a_call_with_little_time_for_its_token_takes_none_from_the_others() {
    static OAUTH: Scheme = Scheme { name: "oauth", kind: SchemeKind::OAuth2 };
    static GET: Operation = Operation { security: &[&[&OAUTH]], ..JSON };
    let n = AtomicUsize::new(0);
    let server = Loopback::start(move |request| {
        if request.starts_with("GET") {
            return vec![Step::response(200, &[], b"1")];
        }
        let token = Step::response(200, &[], br#"{"access_token": "t"}"#);
        if n.fetch_add(1, Ordering::SeqCst) == 0 {
            return vec![Step::Sleep(Duration::from_secs(3)), token];
        }
        vec![token]
    })
    .await;
    let grant = ClientCredentials::new("c", "s").token_url(format!("{}/token", server.origin));
    let client = server.builder().credential(&OAUTH, Credential::source(grant)).build().unwrap();
    let hasty =
        RequestOptions::new().timeout(Duration::from_millis(200)).retry(RetryPolicy::none());
    let hasty = client.with_options(hasty).call(&GET).body::<i64, Never>().into_future();
    let patient = async {
        // When the other one has asked for the token.
        tokio::time::sleep(Duration::from_millis(50)).await;
        client.call(&GET).body::<i64, Never>().await
    };
    let (hasty, patient) = tokio::join!(hasty, patient);
    assert!(hasty.unwrap_err().is_timeout());
    assert_eq!(patient, Ok(1));
}

#[tokio::test]
async fn times_without_end_are_no_times_that_overflow() {
    let steps = || vec![Step::response(200, &["content-type: application/json"], b"1")];
    let most = Duration::MAX;
    let policy = RetryPolicy::new().max_wait(most).backoff(most, most).max_retries(u32::MAX);
    let options = RequestOptions::new().timeout(most).idle_timeout(most).connect_timeout(most);
    let client = client(steps).await.with_options(options.retry(policy));
    assert_eq!(client.call(&JSON).body::<i64, Never>().await, Ok(1));
    let mut items = client.call(&EVENTS).items::<Value, Never>().await.unwrap();
    assert_eq!(items.next().await, Some(Ok(Value::from(1))));
    let none = RequestOptions::new().timeout(Duration::ZERO).connect_timeout(Duration::ZERO);
    let call = client.with_options(none).call(&JSON).body::<i64, Never>();
    assert!(call.await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_token_that_never_ends_is_an_error() {
    static OAUTH: Scheme = Scheme { name: "oauth", kind: SchemeKind::OAuth2 };
    static GET: Operation = Operation { security: &[&[&OAUTH]], ..JSON };
    let packed = gzipped(&[b"{\"access_token\":\"", &vec![b'x'; 20 << 20][..], b"\"}"].concat());
    let steps = move |_: &str| vec![Step::response(200, &["content-encoding: gzip"], &packed)];
    let server = Loopback::start(steps).await;
    let grant = ClientCredentials::new("c", "s").token_url(&server.origin);
    let client = server.builder().credential(&OAUTH, Credential::source(grant)).build().unwrap();
    let error = client.call(&GET).body::<i64, Never>().await.unwrap_err();
    assert!(error.to_string().ends_with("status 200 and a body that is too long"), "{error}");
}
