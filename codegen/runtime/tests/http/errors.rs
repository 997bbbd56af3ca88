//! What an error says, and what it never does.

use std::{any::Any, error::Error as StdError, io, time::Duration};

use clientwright_runtime::{
    AccessToken, AnyError, BoxFuture, DecodeError, Error, Never, RequestOptions, ResponseBody,
    RetryPolicy, TokenError, TokenRequest, TokenSource, TransportError, TransportErrorKind,
    codegen::{
        Client, Credential, Operation, Place, ResponseSpec, Scheme, SchemeKind, Server, Status,
    },
    json::Reader,
    testing::{Canned, MemoryTransport, block_on},
};

use crate::support::{ANY, Problem};

static USERS: Operation = Operation {
    name: "users",
    path: "/users",
    responses: &[ResponseSpec::json(Status::Code(200)), ResponseSpec::json(Status::Class(4))],
    ..Operation::BASE
};

fn error(response: Result<Canned, TransportError>) -> Error<Problem> {
    let transport = MemoryTransport::with(move |_| response.clone());
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(transport)
        .retry(RetryPolicy::new().max_retries(1))
        .build()
        .unwrap();
    block_on(client.call(&USERS).body::<Vec<i64>, Problem>()).unwrap_err()
}

#[test]
fn a_request_id_is_read_from_the_usual_headers_in_order() {
    let id = |headers: &[(&str, &str)]| {
        let mut canned = Canned::new(500);
        canned.headers = headers.iter().copied().collect();
        error(Ok(canned)).request_id().map(str::to_owned)
    };
    assert_eq!(id(&[]), None);
    assert_eq!(id(&[("cf-ray", "c"), ("X-Request-Id", "x")]).as_deref(), Some("x"));
    for name in ["request-id", "x-amzn-requestid", "x-ms-request-id", "x-correlation-id", "cf-ray"]
    {
        assert_eq!(id(&[(name, " 7 ")]).as_deref(), Some("7"), "{name}");
    }
    let transport = MemoryTransport::responding(204, &[("x-request-id", "y")], "");
    let response = crate::support::client(&transport).call(&ANY).response::<(), Never>();
    assert_eq!(block_on(response).unwrap().request_id(), Some("y"));
}

#[test]
fn an_error_says_whether_and_when_to_try_again_and_how_often_that_was_done() {
    let refused = error(Ok(Canned::new(503).header("retry-after", "7")));
    assert!(refused.is_retryable());
    assert_eq!((refused.retry_after(), refused.attempts()), (Some(Duration::from_secs(7)), 2));
    let gone = error(Ok(Canned::new(410).body(r#"{"code":"gone"}"#)));
    assert!(!gone.is_retryable() && matches!(gone, Error::Api(_)));
    assert_eq!((gone.retry_after(), gone.attempts()), (None, 1));
    assert_eq!(gone.body_bytes().unwrap(), r#"{"code":"gone"}"#);
    let odd = error(Ok(Canned::new(200).body("[1,\"a\"]")));
    assert!(!odd.is_retryable() && odd.to_string().contains("[1]"), "{odd}");
    assert_eq!(odd.body_bytes().unwrap(), "[1,\"a\"]");
    let closed = error(Err(TransportError::new(TransportErrorKind::Closed, "no")));
    assert!(closed.is_retryable() && closed.attempts() == 2);
    assert_eq!(closed.body_bytes(), None);
}

#[test]
fn a_long_error_is_cut_and_says_so() {
    for (status, body) in [(500, vec![b'a'; (1 << 20) + 1]), (400, vec![b'['; 3 << 20])] {
        let Error::UnexpectedResponse(cut) = error(Ok(Canned::new(status).body(body))) else {
            panic!("a status")
        };
        assert_eq!((cut.bytes.len(), cut.truncated), (1 << 20, true));
        assert_eq!(cut.error.is_some(), status == 400);
    }
    let Error::UnexpectedResponse(whole) = error(Ok(Canned::new(500).body(vec![b'a'; 1 << 20])))
    else {
        panic!("a status")
    };
    assert!(!whole.truncated);
    // What says how long it is isn't believed.
    let long = Canned::new(500).header("content-length", "99999999999").body("a");
    assert!(
        matches!(error(Ok(long)), Error::UnexpectedResponse(it) if it.bytes == "a" && !it.truncated)
    );
}

#[test]
fn what_an_error_came_of_is_its_source_and_said_once() {
    let cause = io::Error::new(io::ErrorKind::ConnectionRefused, "the line is dead");
    let failed = TransportError::new(TransportErrorKind::Connect, "no connection").caused_by(cause);
    let error = error(Err(failed));
    let source = error.source().unwrap();
    assert_eq!(source.to_string(), "the line is dead");
    assert!(source.downcast_ref::<io::Error>().is_some());
    assert_eq!(error.to_string(), "GET https://x.test/users: no connection");
    assert_eq!(format!("{error:#}"), "GET https://x.test/users: no connection: the line is dead");
}

const SECRET: &str = "s3cr3t-w0rd";

static HEADER: Scheme =
    Scheme { name: "header", kind: SchemeKind::ApiKey { place: Place::Header, name: "X-Key" } };
static QUERY: Scheme =
    Scheme { name: "query", kind: SchemeKind::ApiKey { place: Place::Query, name: "key" } };
static COOKIE: Scheme =
    Scheme { name: "cookie", kind: SchemeKind::ApiKey { place: Place::Cookie, name: "sid" } };
static BASIC: Scheme = Scheme { name: "basic", kind: SchemeKind::Basic };
static ALL: Operation = Operation { security: &[&[&HEADER, &QUERY, &COOKIE, &BASIC]], ..USERS };

#[test]
fn no_error_shows_a_secret_that_was_sent() {
    let responses: Vec<Result<Canned, TransportError>> = vec![
        Ok(Canned::new(404).body(r#"{"code":"gone"}"#)),
        Ok(Canned::new(500).body("no")),
        Ok(Canned::new(200).body("odd")),
        Ok(Canned::new(200).body(vec![b'1'; 99])),
        Ok(Canned::new(302).header("location", format!("http://x.test/?key={SECRET}").as_str())),
        Ok(Canned::new(500).header("set-cookie", format!("sid={SECRET}").as_str())),
    ];
    let kinds = [
        TransportErrorKind::Connect,
        TransportErrorKind::Timeout,
        TransportErrorKind::Closed,
        TransportErrorKind::Other,
    ];
    let failures = kinds.map(|it| Err(TransportError::new(it, "no")));
    let mut seen = Vec::new();
    for response in responses.into_iter().chain(failures) {
        let transport = MemoryTransport::with(move |_| response.clone());
        let client = Client::builder(Server::custom("https://x.test"))
            .transport(transport.clone())
            .credential(&HEADER, Credential::token(SECRET))
            .credential(&QUERY, Credential::token(SECRET))
            .credential(&COOKIE, Credential::token(SECRET))
            .credential(&BASIC, Credential::basic("user", SECRET))
            .header("x-own", SECRET)
            .max_body(64)
            .build()
            .unwrap();
        let options = RequestOptions::new().header("x-one", SECRET).idempotency_key(SECRET);
        let client = client.with_options(options);
        let error = block_on(client.call(&ALL).body::<Vec<i64>, Problem>()).unwrap_err();
        let untyped = block_on(client.request("GET", "/any").send()).err();
        let sent = format!("{:?} {client:?}", transport.requests());
        assert!(transport.requests()[0].to_text().matches(SECRET).count() >= 6);
        seen.extend([format!("{error} {error:#} {error:?}"), format!("{untyped:?}"), sent]);
    }
    let wrong = RequestOptions::new().base_url(format!("https://user:{SECRET}@x.test"));
    let client = crate::support::client(&MemoryTransport::responding(204, &[], ""));
    let error = block_on(client.with_options(wrong).call(&ANY).body::<(), Never>()).unwrap_err();
    seen.push(format!("{error} {error:?}"));
    let other = client.request("GET", format!("https://user:{SECRET}@y.test/?key={SECRET}"));
    seen.push(format!("{other:?}"));
    let error = block_on(other.send()).unwrap_err();
    seen.push(format!("{error} {error:?}"));
    for text in seen {
        assert!(!text.contains(SECRET), "{text}");
    }
    // The password as `authorization` has it.
    assert!(TokenError::new("no").to_string().starts_with("no access token"));
}

/// An enum over error bodies, as generated code has it.
#[derive(Clone, Debug, PartialEq)]
enum UsersError {
    Problem(Problem),
    Text(String),
}

impl ResponseBody for UsersError {
    fn read_response(status: u16, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match status {
            404 => ResponseBody::read_response(status, r).map(Self::Problem),
            _ => ResponseBody::read_response(status, r).map(Self::Text),
        }
    }

    fn content(&self) -> &dyn Any {
        match self {
            Self::Problem(it) => it,
            Self::Text(it) => it,
        }
    }
}

#[test]
fn errors_of_all_operations_are_one_type() {
    static TEXTS: Operation = Operation {
        name: "texts",
        responses: &[ResponseSpec::json(Status::Code(404)), ResponseSpec::text(Status::Class(4))],
        ..USERS
    };
    let call = |status: u16, body: &'static str| {
        let canned = Canned::new(status).header("x-request-id", "7").body(body);
        let transport = MemoryTransport::with(move |_| Ok(canned.clone()));
        let client = crate::support::client(&transport);
        block_on(async {
            client.call(&USERS).body::<Vec<i64>, Problem>().await?;
            client.call(&TEXTS).body::<Vec<i64>, UsersError>().await?;
            Ok::<_, AnyError>(client.call(&ANY).body::<(), Never>().await?)
        })
    };
    let gone = call(404, r#"{"code":"gone"}"#).unwrap_err();
    assert_eq!((gone.operation(), gone.status(), gone.code()), ("users", Some(404), Some("gone")));
    assert_eq!((gone.request_id(), gone.attempts(), gone.is_retryable()), (Some("7"), 1, false));
    assert_eq!(gone.downcast_ref(), Some(&Problem { code: "gone".to_owned() }));
    assert_eq!(gone.downcast_ref::<String>(), None);
    assert_eq!(
        gone.to_string(),
        error(Ok(Canned::new(404).body(r#"{"code":"gone"}"#))).to_string()
    );
    let Error::Api(api) = &*gone else { panic!("{gone:?}") };
    assert_eq!(api.body.downcast_ref(), Some(&Problem { code: "gone".to_owned() }));

    let unread = call(200, "{}").unwrap_err();
    assert!(matches!(&*unread, Error::Decode(_)) && unread.is_success(), "{unread:?}");
    is_good::<AnyError>();
}

fn is_good<T: Send + Sync + Clone + StdError + 'static>() {}

#[test]
fn the_body_of_an_error_is_found_by_its_type_however_many_there_are() {
    let failed = |status, body| -> Error<UsersError> {
        crate::support::response::<(), _>(&USERS, status, &[], body).unwrap_err()
    };
    let gone = failed(404, br#"{"code":"gone"}"#);
    assert_eq!(gone.downcast_ref(), Some(&Problem { code: "gone".to_owned() }));
    assert_eq!(gone.downcast_ref::<UsersError>(), None);
    assert_eq!(failed(400, br#""no""#).downcast_ref(), Some(&"no".to_owned()));
    assert_eq!(AnyError::from(failed(400, br#""no""#)).downcast_ref(), Some(&"no".to_owned()));
    // One type is itself.
    let error = error(Ok(Canned::new(404).body(r#"{"code":"gone"}"#)));
    assert_eq!(error.downcast_ref(), Some(&Problem { code: "gone".to_owned() }));
}

static SECURED: Operation = Operation { security: &[&[&crate::support::TOKEN]], ..USERS };

/// A source that has no token.
struct Failing;

impl TokenSource for Failing {
    fn fetch<'a>(&'a self, _: &'a TokenRequest) -> BoxFuture<'a, Result<AccessToken, TokenError>> {
        Box::pin(async { Err(TokenError::new("none")) })
    }
}

#[test]
fn an_error_says_of_which_operation_it_is_whatever_went_wrong() {
    let of = |response| error(response).operation();
    assert_eq!(of(Err(TransportError::new(TransportErrorKind::Connect, "no"))), "users");
    assert_eq!(of(Ok(Canned::new(404).body(r#"{"code":"gone"}"#))), "users");
    assert_eq!(of(Ok(Canned::new(500))), "users");
    assert_eq!(of(Ok(Canned::new(200).body("{}"))), "users");
    let transport = MemoryTransport::responding(204, &[], "");
    let client = crate::support::client(&transport);
    let error = block_on(client.call(&SECURED).body::<Vec<i64>, Never>()).unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(error.operation(), "users");
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(transport)
        .credential(&crate::support::TOKEN, Credential::source(Failing))
        .build()
        .unwrap();
    let error = block_on(client.call(&SECURED).body::<Vec<i64>, Never>()).unwrap_err();
    assert!(matches!(error, Error::Token(_)), "{error:?}");
    assert_eq!(error.operation(), "users");
}
