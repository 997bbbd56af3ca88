//! What a hostile server could make of parts that each hold by themselves: redirects with bodies, pages with keys, retries
//! with absurd headers, calls that are dropped halfway.

use std::{
    collections::BTreeSet,
    fmt,
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use clientwright_runtime::{
    Body, BodyStream, BoxFuture, ClientCredentials, Error, Event, Never, PasswordGrant, Reconnect,
    Request, RequestOptions, Transport, TransportError, TransportErrorKind, TransportResponse,
    bytes::Bytes,
    codegen::{
        Client, Credential, Operation, Paging, Place, ResponseSpec, Scheme, SchemeKind, Server,
        Status,
    },
    serde_json::{Value, json},
    testing::{Canned, MemoryTransport, Mock, block_on},
};

use crate::{
    authority::{Hand, OAUTH, TOKEN_URL, json as response},
    support::{ANY, client},
};

static KEY: Scheme =
    Scheme { name: "key", kind: SchemeKind::ApiKey { place: Place::Query, name: "key" } };
static KEYED: Operation = Operation { security: &[&[&KEY]], ..ANY };
static GET: Operation = Operation {
    security: &[&[&OAUTH]],
    responses: &[ResponseSpec::json(Status::Code(200))],
    ..ANY
};

/// Redirects what comes to `/a`, and takes all else.
fn redirecting(status: u16, location: &'static str) -> Arc<MemoryTransport> {
    MemoryTransport::with(move |request| {
        let is_first = request.url.starts_with("https://x.test/a");
        Ok(if is_first {
            Canned::new(status).header("location", location)
        } else {
            Canned::new(200)
        })
    })
}

#[test]
fn the_body_of_a_get_stays_within_the_origin() {
    let sent = |status, location| {
        let transport = redirecting(status, location);
        let query = client(&transport).request("GET", "/a").json(&json!({"name": "secret"}));
        let status = match block_on(query) {
            Ok(response) => response.status(),
            Err(Error::UnexpectedResponse(it)) => it.status,
            Err(error) => panic!("{error}"),
        };
        let bodies: Vec<usize> = transport
            .requests()
            .iter()
            .map(|it| it.body.as_bytes().map_or(0, Bytes::len))
            .collect();
        (status, bodies)
    };
    let length = r#"{"name":"secret"}"#.len();
    assert_eq!(sent(307, "/b"), (200, vec![length, length]));
    assert_eq!(sent(307, "https://y.test/b"), (307, vec![length]));
    assert_eq!(sent(302, "https://y.test/b"), (302, vec![length]));
    // What is to be seen elsewhere is asked for without.
    assert_eq!(sent(303, "/b"), (200, vec![length, 0]));
    assert_eq!(sent(303, "https://y.test/b"), (200, vec![length, 0]));
}

#[test]
fn a_get_whose_body_can_be_sent_once_is_not_redirected() {
    struct Empty;

    impl futures_core::Stream for Empty {
        type Item = Result<Bytes, std::io::Error>;

        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Self::Item>> {
            Poll::Ready(None)
        }
    }

    let transport = redirecting(307, "/b");
    let query = client(&transport).request("GET", "/a").bytes("text/plain", Body::stream(Empty));
    let error = block_on(query).unwrap_err();
    assert!(matches!(&error, Error::UnexpectedResponse(it) if it.status == 307), "{error}");
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn a_signed_address_that_a_redirect_leads_to_is_not_shown() {
    let signed = "https://y.test/file?signature=s3cret&s3cret";
    let transport = MemoryTransport::with(move |request| {
        if request.url == signed {
            return Err(TransportError::new(TransportErrorKind::Closed, "no response"));
        }
        Ok(Canned::new(302).header("location", signed))
    });
    let error = block_on(client(&transport).call(&ANY).body::<(), Never>()).unwrap_err();
    let shown = format!("{error} {error:#} {error:?} {:?}", transport.requests());
    assert!(shown.contains("GET https://y.test/file?signature=…&…: no response"), "{shown}");
    assert!(!shown.contains("s3cret"), "{shown}");
    assert_eq!(transport.requests()[1].url, signed);
}

#[test]
fn a_key_that_the_server_puts_into_a_link_is_not_shown() {
    let link =
        "<https://x.test/any?key=s3cret&page=2>; rel=next, <https://x.test/?key=s3cret>; rel=last";
    let transport = MemoryTransport::responding(204, &[("Link", link)], "");
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(transport.clone())
        .credential(&KEY, Credential::token("s3cret"))
        .build()
        .unwrap();
    let response = block_on(client.call(&KEYED).response::<(), Never>()).unwrap();
    let shown = format!("{response:?} {:?} {client:?}", transport.requests());
    assert!(!shown.contains("s3cret"), "{shown}");
    assert_eq!(response.headers().get("link"), Some(link));
}

#[test]
fn a_wait_too_long_to_be_a_time_is_too_long_to_wait() {
    for (name, value, waits) in [
        ("retry-after", "18446744073709551616", 0),
        ("retry-after", "99999999999999999999999999999999", 0),
        ("retry-after-ms", "1e300", 0),
        ("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT", 0),
        ("retry-after", "-99999999999999999999", 2),
        ("retry-after", "NaN", 2),
        ("retry-after", "1e999", 2),
        ("retry-after", "Thu, 01 Jan 1970 00:00:00 GMT", 2),
        ("ratelimit", "t=", 2),
        ("ratelimit", ";;=,=;t=x;reset=9", 2),
        ("x-ratelimit-reset", "99999999999999999999999", 0),
    ] {
        let date = ("date", "Sun, 22 Nov 2026 12:00:00 GMT");
        let transport = MemoryTransport::responding(429, &[date, (name, value)], "");
        let error = block_on(client(&transport).call(&ANY).body::<(), Never>()).unwrap_err();
        assert!(matches!(&error, Error::UnexpectedResponse(it) if it.status == 429), "{error}");
        assert_eq!(transport.sleeps().len(), waits, "{name}: {value}");
        assert!(transport.sleeps().iter().all(|it| *it <= Duration::from_secs(1)));
    }
}

#[test]
fn a_server_that_wants_to_be_asked_without_end_is_not_asked_without_a_pause() {
    static EVENTS: Operation = Operation {
        accept: "text/event-stream",
        responses: &[ResponseSpec::items(Status::Code(200))],
        ..ANY
    };
    // Each connection brings something, so that none counts as one in vain.
    let n = AtomicUsize::new(0);
    let transport = MemoryTransport::with(move |_| {
        if n.fetch_add(1, Ordering::SeqCst) == 1000 {
            return Ok(Canned::new(204));
        }
        let events = Canned::new(200).header("content-type", "text/event-stream");
        Ok(events.body("retry: 0\n\n"))
    });
    let events = block_on(client(&transport).call(&EVENTS).items::<Event<String>, Never>());
    let mut events = events.unwrap().reconnect(Reconnect::new());
    assert!(block_on(events.next()).is_none());
    let waited: Duration = transport.sleeps().iter().sum();
    assert!(waited > Duration::from_secs(49), "{waited:?}");
}

#[test]
fn each_page_has_an_idempotency_key_of_its_own_and_each_attempt_the_pages() {
    const SEARCH: Operation = Operation {
        method: "POST",
        paging: Some(&Paging::cursor("/after", "/next").items("/data")),
        responses: &[ResponseSpec::json(Status::Code(200))],
        ..ANY
    };
    static UNKEYED: Operation = SEARCH;
    static KEYED: Operation = Operation { idempotency_key: Some("idempotency-key"), ..SEARCH };
    let keys = |operation: &'static Operation, options: RequestOptions, own: Option<&str>| {
        let responses = ["", r#"{"data":[1],"next":"b"}"#, "", r#"{"data":[2]}"#];
        let responses = responses.map(|it| response(if it.is_empty() { 503 } else { 200 }, it));
        let transport = MemoryTransport::in_order(responses);
        let mut call = client(&transport).with_options(options).call(operation);
        call = call.json("application/json", &json!({}));
        if let Some(own) = own {
            call = call.header("Idempotency-Key", own);
        }
        let pages = block_on(call.pages::<Value, Never>().collect()).unwrap();
        assert_eq!(pages.len(), 2);
        let requests = transport.requests();
        let key = |it: &Request| it.headers.get("idempotency-key").unwrap().to_owned();
        requests.iter().map(key).collect::<Vec<_>>()
    };
    let own = RequestOptions::new().idempotency_key("mine");
    for (operation, options, parameter) in [
        (&KEYED, RequestOptions::new(), None),
        (&KEYED, RequestOptions::new(), Some("mine")),
        (&KEYED, own.clone(), None),
        (&UNKEYED, own, None),
    ] {
        let is_given = options_have_key(&options) || parameter.is_some();
        let keys = keys(operation, options, parameter);
        let [first, again, second, once_more] = &keys[..] else { panic!("{keys:?}") };
        assert_eq!((first, second), (again, once_more));
        assert_ne!(first, second, "the server would take the second page for the first");
        assert_eq!(first == "mine", is_given);
    }
}

fn options_have_key(options: &RequestOptions) -> bool {
    !format!("{options:?}").contains("idempotency_key: None")
}

#[test]
fn what_a_token_endpoint_says_is_short_and_on_one_line() {
    let said = format!(r#"{{"error": "a\nb", "error_description": "c\r\n{}"}}"#, "d".repeat(9999));
    let transport = MemoryTransport::with(move |_| Ok(response(400, &said)));
    let grant = ClientCredentials::new("c", "s3cret").token_url(TOKEN_URL);
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(transport.clone())
        .credential(&OAUTH, Credential::source(grant))
        .build()
        .unwrap();
    let error = block_on(client.call(&GET).body::<(), Never>()).unwrap_err();
    let message = error.to_string();
    assert!(message.contains(r"says `a\nb`: c\r\nddd") && message.ends_with("d…"), "{message}");
    assert!(message.len() < 700 && !message.contains(char::is_control), "{message}");
    let Error::Token(error) = error else { panic!("{error}") };
    assert_eq!(error.code(), Some("a\nb"));
}

#[test]
fn pages_nested_without_end_are_errors_and_huge_ones_are_not() {
    static PAGES: Operation = Operation {
        paging: Some(&Paging::cursor("after", "/next").items("/data")),
        responses: &[ResponseSpec::json(Status::Code(200))],
        ..ANY
    };
    let deep = |open: &str, close: &str| open.repeat(200_000) + "1" + &close.repeat(200_000);
    for body in [
        format!(r#"{{"data":{}}}"#, deep("[", "]")),
        format!(r#"{{"data":[{}]}}"#, deep("[", "]")),
        format!(r#"{{"data":[],"next":{}}}"#, deep("[", "]")),
        format!(r#"{{"data":[],"next":{}}}"#, deep("{\"a\":", "}")),
        format!(r#"{{"other":{},"data":[]}}"#, deep("[{\"a\":", "}]")),
        "[".repeat(1 << 20),
    ] {
        let transport = MemoryTransport::responding(200, &[], body.clone());
        let pages = client(&transport).call(&PAGES).pages::<Value, Never>().max_pages(2);
        assert!(block_on(pages.collect()).is_err(), "{}", &body[..30]);
        let items = client(&transport).call(&PAGES).paged_items::<Value, Never>().max_pages(2);
        let _ = block_on(items.collect());
    }
    let many =
        format!(r#"{{"data":[{}],"next":"{}"}}"#, "1,".repeat(100_000) + "1", "x".repeat(1 << 20));
    let transport =
        MemoryTransport::in_order([response(200, &many), response(200, r#"{"data":[]}"#)]);
    let items = client(&transport).call(&PAGES).paged_items::<i64, Never>();
    assert_eq!(block_on(items.collect()).unwrap().len(), 100_001);
    assert!(transport.requests()[1].url.len() > 1 << 20);
}

/// A transport that is never ready at once.
struct Hesitant(Arc<MemoryTransport>);

impl Transport for Hesitant {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            hesitate().await;
            let mut response = self.0.send(request).await?;
            hesitate().await;
            response.body = Box::new(HesitantBody(response.body, false));
            Ok(response)
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            // A wait for a token would end before its deadline, which it is asked to end at.
            hesitate().await;
            self.0.sleep(duration).await;
        })
    }
}

impl fmt::Debug for Hesitant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hesitant").finish_non_exhaustive()
    }
}

struct HesitantBody(Box<dyn BodyStream>, bool);

impl BodyStream for HesitantBody {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        self.1 = !self.1;
        if self.1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.0.poll_chunk(cx)
    }
}

async fn hesitate() {
    let mut is_ready = false;
    poll_fn(|cx| {
        cx.waker().wake_by_ref();
        if std::mem::replace(&mut is_ready, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// A call that takes all there is: a token, a 401, another token, a 503, a redirect, a body.
#[test]
fn a_call_dropped_at_any_point_leaves_the_client_as_good_as_new() {
    static GET: Operation = Operation {
        security: &[&[&OAUTH]],
        responses: &[ResponseSpec::json(Status::Code(200))],
        ..ANY
    };
    let n_tokens = Arc::new(AtomicUsize::new(0));
    let n_calls = AtomicUsize::new(0);
    let tokens = Arc::clone(&n_tokens);
    let transport = MemoryTransport::with(move |request| {
        if request.url == TOKEN_URL {
            let n = tokens.fetch_add(1, Ordering::SeqCst);
            return Ok(response(
                200,
                &format!(r#"{{"access_token":"t{n}","refresh_token":"r{n}"}}"#),
            ));
        }
        let last = format!("Bearer t{}", tokens.load(Ordering::SeqCst) - 1);
        let n = n_calls.fetch_add(1, Ordering::SeqCst);
        Ok(match n % 5 {
            _ if request.headers.get("authorization") != Some(&last) => Canned::new(401),
            0 => Canned::new(401),
            1 => Canned::new(503),
            2 => Canned::new(302).header("location", "/other"),
            _ => response(200, "1"),
        })
    });
    let grant = PasswordGrant::new("c", "u", "p").token_url(TOKEN_URL);
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(Arc::new(Hesitant(transport.clone())))
        .credential(&OAUTH, Credential::source(grant))
        .retry_budget(10_000)
        .build()
        .unwrap();
    let get = || client.call(&GET).body::<i64, Never>();
    let mut lengths = BTreeSet::new();
    for n_polls in 0..60 {
        let mut neighbour = pin!(get());
        let mut cx = Context::from_waker(Waker::noop());
        {
            let mut dropped = pin!(get());
            for n in 0..n_polls {
                if dropped.as_mut().poll(&mut cx).is_ready() {
                    lengths.insert(n);
                    break;
                }
                // Another call waits for the same token now and then.
                if n % 3 == 0 && n_polls % 2 == 0 && neighbour.as_mut().poll(&mut cx).is_ready() {
                    neighbour.set(get());
                }
            }
        }
        let before = n_tokens.load(Ordering::SeqCst);
        assert_eq!(block_on(neighbour.as_mut()).map_err(|it| it.to_string()), Ok(1), "{n_polls}");
        assert_eq!(block_on(get()).map_err(|it| it.to_string()), Ok(1), "{n_polls}");
        assert!(n_tokens.load(Ordering::SeqCst) - before <= 4, "{n_polls}");
    }
    assert!(!lengths.is_empty(), "some calls came to their end before they were dropped");
}

#[test]
fn nothing_secret_leaves_the_origin_however_the_call_goes_on() {
    const fn key(name: &'static str, place: Place) -> Scheme {
        Scheme { name, kind: SchemeKind::ApiKey { place, name: "s-key" } }
    }
    static QUERY: Scheme = key("query", Place::Query);
    static HEADER: Scheme = key("header", Place::Header);
    static COOKIE: Scheme = key("cookie", Place::Cookie);
    static PAY: Operation = Operation {
        method: "POST",
        path: "/pay",
        security: &[&[&QUERY, &HEADER, &COOKIE, &OAUTH]],
        idempotency_key: Some("idempotency-key"),
        responses: &[ResponseSpec::json(Status::Code(200))],
        ..ANY
    };
    let n = AtomicUsize::new(0);
    let transport = MemoryTransport::with(move |request| {
        if request.url == TOKEN_URL {
            return Ok(response(200, r#"{"access_token": "s3cret"}"#));
        }
        let to = |status, location: &str| Ok(Canned::new(status).header("location", location));
        let query = request.url.split_once('?').map_or("", |(_, query)| query);
        match n.fetch_add(1, Ordering::SeqCst) {
            0 => Ok(Canned::new(503)),
            1 => Ok(Canned::new(401)),
            // The server copies the query, key and all.
            2 => to(303, &format!("https://u:p@y.test/?{query}")),
            3 => Ok(Canned::new(503).header("set-cookie", "a=b")),
            4 => to(302, &format!("https://x.test/b?{query}&s-key=s3cret")),
            _ => Err(TransportError::new(TransportErrorKind::Closed, "no response")),
        }
    });
    let grant = ClientCredentials::new("c", "s3cret").token_url(TOKEN_URL);
    let client = Client::builder(Server::custom("https://elsewhere.test"))
        .transport(transport.clone())
        .credential(&QUERY, Credential::token("s3cret"))
        .credential(&HEADER, Credential::token("s3cret"))
        .credential(&COOKIE, Credential::token("s3cret"))
        .credential(&OAUTH, Credential::source(grant))
        .header("x-default", "s3cret")
        .build()
        .unwrap();
    let options = RequestOptions::new()
        .base_url("https://x.test")
        .header("x-option", "s3cret")
        .idempotency_key("s3cret");
    let call = client.with_options(options).call(&PAY).json("application/json", "s3cret");
    let call = call.header("x-parameter", "s3cret").cookie("a", "s3cret");
    let error = block_on(call.body::<Value, Never>()).unwrap_err();
    let requests = transport.requests();
    let (token, calls): (Vec<_>, Vec<_>) = requests.iter().partition(|it| it.url == TOKEN_URL);
    assert_eq!(token.len(), 2);
    let at: Vec<&str> = calls.iter().map(|it| it.url.split('?').next().unwrap()).collect();
    let (pay, away, home) = ("https://x.test/pay", "https://y.test/", "https://x.test/b");
    assert_eq!(at, [pay, pay, pay, away, away, home]);
    assert!(error.to_string().contains("no response"), "{error}");
    for (n, it) in calls.iter().enumerate() {
        assert_eq!(it.to_text().contains("s3cret"), n < 3, "{}", it.to_text());
    }
    let shown = format!("{error:?} {error:#} {transport:?} {client:?}");
    assert!(!shown.replace("x-parameter\": \"s3cret", "").contains("s3cret"), "{shown}");
}

#[test]
fn nothing_is_sent_when_the_time_is_up() {
    let hand = Hand::new();
    let clock = hand.clock();
    let transport = MemoryTransport::with(move |_| {
        hand.advance(Duration::from_secs(60));
        Ok(Canned::new(302).header("location", "/b"))
    });
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(transport.clone())
        .clock(move || clock())
        .build()
        .unwrap();
    let error = block_on(client.call(&ANY).body::<(), Never>()).unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(error.to_string(), "GET https://x.test/b: took longer than 20s");
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn a_mock_that_expects_another_form_shows_no_secrets() {
    static LOGIN: Operation = Operation { method: "POST", path: "/token", ..ANY };
    let mock = Mock::new();
    let grant = PasswordGrant::new("c", "u", "s3cret").token_url("https://x.test/token");
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(mock.clone())
        .credential(&OAUTH, Credential::source(grant))
        .build()
        .unwrap();
    let login = client.call(&LOGIN).form("user", "u").body::<(), Never>();
    mock.when(login).status(204).always();
    let error = block_on(client.call(&GET).body::<i64, Never>()).unwrap_err();
    assert!(error.to_string().contains("whose body is `user=u` and not a form"), "{error}");
    assert!(!format!("{error:?} {error:#} {mock:?}").contains("s3cret"), "{error:?}");
}
