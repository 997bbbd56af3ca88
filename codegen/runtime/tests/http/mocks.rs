//! Mocks that expect calls, and transports around others.

use std::{
    future::Future as _,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Waker},
    time::Duration,
};

use clientwright_runtime::{
    BoxFuture, DecodeError, Items, Json, Never, PasswordGrant, Pending, Request, RequestOptions,
    RetryPolicy, Transport, TransportError, TransportErrorKind, TransportResponse,
    codegen::{
        BodyKind, Client, ClientBuilder, Credential, Operation, Place, ResponseSpec, Scheme,
        SchemeKind, Server, Status,
    },
    decode,
    json::{Reader, Shape, Wire, Writer},
    serde_json,
    testing::{Canned, MemoryTransport, Mock, blank, block_on, from_json},
};

use crate::support::{Problem, TOKEN};

static KEY: Scheme =
    Scheme { name: "key", kind: SchemeKind::ApiKey { place: Place::Query, name: "key" } };

static ADD: Operation = Operation {
    name: "add",
    method: "POST",
    path: "/sums",
    accept: "application/json",
    responses: &[
        ResponseSpec::empty(Status::Code(204)),
        ResponseSpec::json(Status::Code(201)),
        ResponseSpec::json(Status::Class(4)),
    ],
    ..Operation::BASE
};
static TAIL: Operation = Operation {
    name: "tail",
    path: "/tail",
    accept: "application/x-ndjson",
    responses: &[ResponseSpec { status: Status::Code(200), body: BodyKind::Items }],
    ..Operation::BASE
};
static SECRET: Operation = Operation { security: &[&[&TOKEN]], ..ADD };
static EMPTY: Operation =
    Operation { responses: &[ResponseSpec::empty(Status::Code(204))], ..SECRET };
static KEYED: Operation = Operation { security: &[&[&KEY]], ..ADD };

fn builder(transport: Arc<dyn Transport>) -> ClientBuilder {
    let builder = Client::builder(Server::custom("https://x.test/v1")).transport(transport);
    builder.retry(RetryPolicy::none())
}

fn mocked() -> (Arc<Mock>, Client) {
    let mock = Mock::new();
    let client = builder(mock.clone()).build().unwrap();
    (mock, client)
}

fn add(client: &Client, sum: &[i64]) -> Pending<i64, Problem> {
    let call = client.call(&ADD).query("exact", &true).query("base", &10);
    call.json("application/json", &sum.to_vec()).body()
}

fn panic_of(f: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).unwrap_err();
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(|it| (*it).to_owned())).unwrap()
}

#[test]
fn an_expected_call_is_answered_as_it_was_told() {
    let (mock, client) = mocked();
    let when = mock.when(add(&client, &[1, 2]));
    when.responds(3)
        .responds_with(201, 4)
        .times(2)
        .fails_with(404, Problem { code: "a".to_owned() });
    // To learn what is expected sends nothing.
    assert!(mock.requests().is_empty());

    let response = client
        .call(&ADD)
        // In another order, and laid out otherwise: it is the same call.
        .query("base", &10)
        .query("exact", &true)
        .text("application/json", "[ 1,\n2 ]")
        .response::<i64, Problem>();
    let response = block_on(response).unwrap();
    assert_eq!((response.status(), *response.body()), (201, 3));
    assert_eq!(block_on(add(&client, &[1, 2])), Ok(4));
    assert_eq!(block_on(add(&client, &[1, 2])), Ok(4));
    let error = block_on(add(&client, &[1, 2])).unwrap_err();
    assert_eq!(error.api(), Some(&Problem { code: "a".to_owned() }));
    mock.assert_done();
    assert_eq!(mock.requests().len(), 4);
}

#[test]
fn a_request_builder_and_its_send_are_expected_alike() {
    let (mock, client) = mocked();
    mock.when(client.call(&ADD).response::<i64, Problem>())
        .status(500)
        .canned(Canned::new(429).header("retry-after", "1").body("{}"));
    let error = block_on(client.call(&ADD).body::<i64, Problem>()).unwrap_err();
    assert_eq!(error.status(), Some(500));
    let error = block_on(client.call(&ADD).body::<i64, Problem>()).unwrap_err();
    assert_eq!(error.headers().and_then(|it| it.get("retry-after")), Some("1"));
}

#[test]
fn json_is_checked_when_it_is_told() {
    let (mock, client) = mocked();
    let when = || mock.when(add(&client, &[]));
    when().responds_json(201, 7).fails_json(409, r#"{"code":"busy"}"#);
    let message = panic_of(|| drop(when().responds_json(201, r#"{"a":1}"#)));
    assert!(
        message.starts_with("`responds_json` is not what the operation gives: add"),
        "{message}"
    );
    let message = panic_of(|| drop(when().fails_json(400, r#"{"code":[]}"#)));
    assert!(message.contains("code"), "{message}");
    assert!(panic_of(|| drop(when().fails_json(201, "7"))).contains("success"));
    assert_eq!(block_on(add(&client, &[])), Ok(7));
    assert_eq!(block_on(add(&client, &[])).unwrap_err().status(), Some(409));
}

/// A union whose variants require more than a test may tell.
#[derive(Debug, PartialEq)]
enum Pet {
    Cat { name: String, lives: i64 },
    Dog { name: String, tricks: i64 },
    Unknown(serde_json::Value),
}

impl Pet {
    fn cat(name: &str, lives: i64) -> Self {
        Self::Cat { name: name.to_owned(), lives }
    }

    fn dog(name: &str, tricks: i64) -> Self {
        Self::Dog { name: name.to_owned(), tricks }
    }
}

/// A variant's object: its name, and how many of what it counts there are.
struct Counted<const DOG: bool>(String, i64);

impl<const DOG: bool> Json for Counted<DOG> {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let fields = if DOG { &["name", "tricks"] } else { &["name", "lives"] };
        r.object(fields, |it: &mut Self, field, r| match field {
            0 => r.field(&mut it.0),
            1 => r.field(&mut it.1),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self(String::new(), 0)
    }

    fn write(&self, _: &mut Writer) {}
}

impl Json for Pet {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        const SHAPES: &[Shape] = &[
            Shape::object(&["name", "lives"], &["name", "lives"]),
            Shape::object(&["name", "tricks"], &["name", "tricks"]),
        ];
        r.union(SHAPES, &mut |index, r| match index {
            0 => Counted::<false>::read(r).map(|it| Self::Cat { name: it.0, lives: it.1 }),
            1 => Counted::<true>::read(r).map(|it| Self::Dog { name: it.0, tricks: it.1 }),
            _ => Json::read(r).map(Self::Unknown),
        })
    }

    fn blank() -> Self {
        Self::Unknown(serde_json::Value::Null)
    }

    fn write(&self, _: &mut Writer) {}
}

/// A member that is read through its raw text, because an empty one means `null`.
struct Owner(Option<Problem>);

impl Json for Owner {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["problem"], |it: &mut Self, field, r| match field {
            0 => r.optional_as(Wire::EMPTY_NULL, &mut it.0),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self(None)
    }

    fn write(&self, _: &mut Writer) {}
}

#[test]
fn values_of_json_are_filled_within_unions_and_other_forms() {
    assert_eq!(from_json::<Pet>(r#"{"tricks":3}"#), Pet::dog("", 3));
    assert_eq!(from_json::<Pet>(r#"{"name":"Tom","lives":9}"#), Pet::cat("Tom", 9));
    let message = panic_of(|| drop(from_json::<Pet>(r#"{"wings":2}"#)));
    assert!(message.contains("no place for, a member or a variant: "), "{message}");
    // Elsewhere what is required tells the variants apart.
    assert!(matches!(decode::<Pet>(br#"{"tricks":3}"#), Ok(Pet::Unknown(_))));

    let owner = from_json::<Owner>(r#"{"problem":{}}"#);
    assert_eq!(owner.0.map(|it| it.code), Some(String::new()));
    let message = panic_of(|| drop(from_json::<Owner>(r#"{"problem":{"kode":"a"}}"#)));
    assert!(message.contains("has what the type has no place for"), "{message}");
}

#[test]
fn values_without_a_constructor_are_made_of_json() {
    assert_eq!(from_json::<Problem>(serde_json::json!({ "code": "a" })).code, "a");
    assert_eq!(from_json::<Problem>("{}").code, blank::<Problem>().code);
    let [wrong, unknown, cut] = [r#"{"code":1}"#, r#"{"kode":"a"}"#, "{"]
        .map(|json| panic_of(|| drop(from_json::<Problem>(json))));
    assert!(wrong.starts_with("`from_json` is not of the type: at `code`: "), "{wrong}");
    assert_eq!(
        unknown,
        r#"`from_json` has what the type has no place for, a member or a variant: {"kode":"a"}"#
    );
    assert!(cut.starts_with("`from_json` is not of the type: "), "{cut}");
    // Elsewhere what is required stays so.
    assert!(decode::<Problem>(b"{}").is_err());
}

#[test]
fn what_nobody_expected_is_shown_beside_what_is_nearest() {
    let mock = Mock::new();
    let client =
        builder(mock.clone()).credential(&KEY, Credential::token("s3cret")).build().unwrap();
    let call = |n: i64, body: i64| {
        client.call(&KEYED).query("n", &n).json("application/json", &body).body::<i64, Problem>()
    };
    mock.when(call(1, 1)).responds(1);
    let error = |pending: Pending<i64, Problem>| block_on(pending).unwrap_err().to_string();
    let nearest = "nearest expectation: POST https://x.test/v1/sums?n=1&key=…, whose";
    let message = error(call(2, 1));
    let shown = "unexpected request: POST https://x.test/v1/sums?n=2&key=…; ";
    assert!(message.contains(&format!("{shown}{nearest} query is another")), "{message}");
    let message = error(call(1, 2));
    assert!(message.contains(&format!("{nearest} body is `1` and not `2`")), "{message}");
    assert_eq!(block_on(call(1, 1)), Ok(1));
    assert!(error(call(1, 1)).contains(&format!("{nearest} answers are used up")));
    let message = panic_of(|| mock.assert_done());
    assert_eq!(message.lines().count(), 3, "{message}");
    assert!(!message.contains("s3cret"), "{message}");
}

#[test]
fn answers_that_were_not_asked_for_are_missed() {
    let (mock, client) = mocked();
    mock.when(add(&client, &[])).responds(1).times(3);
    mock.when(client.call(&TAIL).body::<i64, Never>()).responds(1).always();
    block_on(add(&client, &[])).unwrap();
    let message = panic_of(|| mock.assert_done());
    assert_eq!(
        message,
        "2 answers were not asked for: POST https://x.test/v1/sums?exact=true&base=10"
    );
}

#[test]
fn an_expectation_can_be_looser() {
    let (mock, client) = mocked();
    mock.when(add(&client, &[])).any_query().any_body().responds(1).always();
    assert_eq!(block_on(add(&client, &[1, 2, 3])), Ok(1));
    assert_eq!(block_on(client.call(&ADD).body::<i64, Problem>()), Ok(1));
    assert!(block_on(client.call(&TAIL).body::<i64, Never>()).is_err());
}

#[test]
fn a_network_fails_when_it_is_told_to() {
    let (mock, client) = mocked();
    mock.when(add(&client, &[])).error(TransportErrorKind::Connect).responds(1);
    assert!(block_on(add(&client, &[])).unwrap_err().is_connect());
    assert_eq!(block_on(add(&client, &[])), Ok(1));
}

#[test]
fn a_retry_is_a_request_and_what_nobody_expects_is_not_retried() {
    let mock = Mock::new();
    let client = Client::builder(Server::custom("https://x.test")).transport(mock.clone());
    let client = client.build().unwrap();
    let get = || client.call(&TAIL).body::<String, Never>();
    mock.when(get()).status(503).error(TransportErrorKind::Closed).responds("a".to_owned());
    assert_eq!(block_on(get()), Ok("a".to_owned()));
    assert_eq!((mock.requests().len(), mock.sleeps().len()), (3, 2));
    mock.assert_done();
    block_on(get()).unwrap_err();
    assert_eq!(mock.requests().len(), 4);
}

#[test]
fn items_and_downloads_come_in_chunks() {
    let (mock, client) = mocked();
    let tail = || -> Pending<Items<i64>, Never> { client.call(&TAIL).items() };
    mock.when(tail()).streams(["1\n2", "\n3\n"]);
    assert_eq!(block_on(block_on(tail()).unwrap().collect()), Ok(vec![1, 2, 3]));
    let file = || client.call(&ADD).download::<Never>();
    mock.when(file()).streams([&b"ab"[..], b"c"]);
    assert_eq!(block_on(block_on(file()).unwrap().bytes()).unwrap(), "abc");
    mock.assert_done();
}

#[test]
fn learning_asks_for_no_token() {
    let mock = Mock::new();
    let grant = PasswordGrant::new("id", "user", "pass").token_url("https://x.test/token");
    let client =
        builder(mock.clone()).credential(&TOKEN, Credential::source(grant)).build().unwrap();
    let call = || client.call(&SECRET).body::<i64, Problem>();
    mock.when(call()).responds(1);
    assert!(mock.requests().is_empty());
    mock.gives_token("t0ken");
    assert_eq!(block_on(call()), Ok(1));
    let requests = mock.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[1].headers.get("authorization"), Some("Bearer t0ken"));
    mock.assert_done();
}

#[test]
fn a_call_that_sends_nothing_cannot_be_expected() {
    let (mock, client) = mocked();
    let message = panic_of(|| drop(mock.when(client.call(&SECRET).body::<i64, Never>())));
    assert!(message.starts_with("the expected call sends nothing: add: "), "{message}");
    mock.when(client.call(&TAIL).body::<i64, Never>()).responds(1);
    let mut sent = Box::pin(client.call(&TAIL).body::<i64, Never>());
    assert!(sent.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    let message = panic_of(|| drop(mock.when(*Pin::into_inner(sent))));
    assert_eq!(message, "the expected call was sent already");
}

/// Notes which way requests and responses go, and signs.
#[derive(Debug)]
struct Layer {
    name: &'static str,
    inner: Arc<dyn Transport>,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Transport for Layer {
    fn send(
        &self,
        mut request: Request,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let note = |what: &str| self.seen.lock().unwrap().push(format!("{} {what}", self.name));
        note(request.url.rsplit('/').next().unwrap());
        request.headers.append("x-signature", format!("s3cret-{}", self.name));
        request.hide_header("x-signature");
        let response = self.inner.send(request);
        Box::pin(async move {
            let response = response.await;
            self.seen.lock().unwrap().push(format!("{} responded", self.name));
            response
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }
}

#[test]
fn a_call_is_expected_by_predicates() {
    let (mock, client) = mocked();
    let add = |n: i64| {
        let call = client.call(&ADD).query("unit", "m").query("n", &n);
        let body = serde_json::json!({"sum": n, "at": "2026-11-30T05:00:00Z"});
        call.json("application/json", &body).header("x-tenant", "acme").body::<i64, Problem>()
    };
    mock.when(add(0))
        .query_where("n", |values| values == ["7"])
        .json_where(|body| body["sum"].as_i64() == Some(7) && body["at"].is_string())
        .header("X-Tenant", "acme")
        .request_where(|request| !request.url.contains("debug"))
        .responds_with(201, 14)
        .always();
    // Neither the number nor the time of the one that was written down.
    assert_eq!(block_on(add(7)), Ok(14));
    let unexpected = |call: clientwright_runtime::codegen::Call| {
        block_on(call.body::<i64, Problem>()).unwrap_err().to_string()
    };
    let call = |n: i64, sum: i64, tenant: &str| {
        let call = client.call(&ADD).query("unit", "m").query("n", &n);
        let body = serde_json::json!({"sum": sum, "at": ""});
        call.json("application/json", &body).header("x-tenant", tenant)
    };
    for (call, said) in [
        (call(8, 7, "acme"), "whose predicate doesn't take [\"8\"] for `n`"),
        (call(7, 8, "acme"), "whose predicate doesn't take the body `{\""),
        (call(7, 7, "other"), "whose header `x-tenant` has another value; it is `other`"),
        (call(7, 7, "acme").query("unit", "km"), "whose query is another"),
        (client.call(&ADD).query("unit", "m").query("n", &7), "doesn't take the body none"),
    ] {
        let message = unexpected(call);
        assert!(message.contains(said), "{message}");
    }
    let debug = RequestOptions::new().header("x-tenant", "s3cret-tenant");
    let (mock, client) = (&mock, client.with_options(debug));
    let body = serde_json::json!({"sum": 7, "at": ""});
    let call = client.call(&ADD).query("unit", "m").query("n", &7);
    let message = unexpected(call.json("application/json", &body));
    assert!(message.contains("has another value; it is another"), "{message}");
    assert!(!message.contains("s3cret"), "{message}");
    assert_eq!(mock.requests().len(), 7);
}

#[test]
fn transports_wrap_each_other_in_order() {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let layer = |name| {
        let seen = Arc::clone(&seen);
        move |inner| Arc::new(Layer { name, inner, seen: Arc::clone(&seen) }) as Arc<dyn Transport>
    };
    let n_hops = AtomicUsize::new(0);
    let memory = MemoryTransport::with(move |request| {
        if request.url.ends_with("/token") {
            return Ok(Canned::new(200).body(r#"{"access_token":"a"}"#));
        }
        Ok(match n_hops.fetch_add(1, Ordering::Relaxed) {
            0 => Canned::new(307).header("location", "/v1/moved"),
            _ => Canned::new(204),
        })
    });
    let grant = PasswordGrant::new("id", "user", "pass").token_url("https://x.test/token");
    let client = builder(memory.clone())
        .credential(&TOKEN, Credential::source(grant))
        .wrap(layer("inner"))
        .wrap(layer("outer"))
        .build()
        .unwrap();
    block_on(client.call(&EMPTY).body::<(), Never>()).unwrap();
    let order = ["token", "sums", "moved"].into_iter().flat_map(|url| {
        let sent = ["outer", "inner"].map(|it| format!("{it} {url}"));
        sent.into_iter().chain(["inner responded", "outer responded"].map(str::to_owned))
    });
    assert_eq!(*seen.lock().unwrap(), order.collect::<Vec<_>>());
    let requests = memory.requests();
    let signatures: Vec<&str> = requests[1].headers.get_all("x-signature").collect();
    assert_eq!(signatures, ["s3cret-outer", "s3cret-inner"]);
    assert!(!format!("{requests:?}").contains("s3cret"));
}

#[cfg(feature = "http")]
#[tokio::test]
async fn the_default_transport_is_wrapped_too() {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let noted = Arc::clone(&seen);
    let client = Client::builder(Server::custom("http://127.0.0.1:1"))
        .retry(RetryPolicy::none())
        .wrap(move |inner| Arc::new(Layer { name: "only", inner, seen: Arc::clone(&noted) }))
        .build()
        .unwrap();
    let error = client.call(&TAIL).body::<i64, Never>().await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert_eq!(*seen.lock().unwrap(), ["only tail", "only responded"]);
}
