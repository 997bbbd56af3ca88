//! Redirects and next pages: no credential goes where it isn't for.

use std::sync::Arc;

use clientwright_runtime::{
    Error, Never, Request,
    codegen::{
        Client, Credential, Operation, Paging, Place, ResponseSpec, Scheme, SchemeKind, Server,
        Status,
    },
    testing::{Canned, MemoryTransport, block_on},
};
use serde_json::{Value, json};
use url::Url;

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
    security: &[&[&HEADER, &QUERY, &COOKIE, &BEARER]],
    responses: &[ResponseSpec::json(Status::Code(200))],
    ..Operation::BASE
};
static POST: Operation = Operation { method: "POST", ..GET };
static BY_LINK: Operation = Operation { paging: Some(&Paging::link()), ..GET };
static BY_ADDRESS: Operation =
    Operation { paging: Some(&Paging::next_url("/next").items("/items")), ..GET };

const SECRET: &str = "s3cret";

/// Lines, each a redirect: a status and a location.
///
/// # Panics
///
/// When a promise is broken.
pub fn redirects(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let hops: Vec<(u16, &str)> = text
        .split('\n')
        .filter_map(|it| it.split_once(' '))
        .map(|(status, location)| (status.parse().unwrap_or(302), location))
        .collect();
    for base in ["https://example.com/v1", "http://example.com:8080"] {
        for operation in [&GET, &POST] {
            let responses =
                hops.iter().map(|(status, to)| Canned::new(*status).header("location", to));
            let (client, transport) = client(base, responses.chain([ok()]));
            let call = client.call(operation);
            let call =
                if operation.method == "POST" { call.text("text/plain", "body") } else { call };
            let result: Result<Value, Error<Never>> = block_on(call.body());
            followed(&transport.requests(), base);
            told(&result);
        }
        for operation in [&BY_LINK, &BY_ADDRESS] {
            pages(operation, base, &hops);
        }
    }
}

/// Pages that say where the next one is are asked for there only where that is the same origin.
fn pages(operation: &'static Operation, base: &str, hops: &[(u16, &str)]) {
    let responses = hops.iter().map(|(_, to)| {
        let body = json!({ "items": [1], "next": to });
        let link = format!("<{to}>; rel=\"next\"");
        Canned::new(200).header("link", &link).body(body.to_string())
    });
    let (client, transport) = client(base, responses.chain([ok()]));
    let mut pages = client.call(operation).pages::<Value, Never>();
    while let Some(page) = block_on(pages.next()) {
        if page.is_err() {
            break;
        }
    }
    let own = Url::parse(base);
    for request in transport.requests() {
        let url = Url::parse(&request.url);
        let origin = |it: &Result<Url, _>| it.as_ref().ok().map(Url::origin);
        assert_eq!(origin(&url), origin(&own), "{:?} with credentials", request.url);
    }
}

fn ok() -> Canned {
    Canned::new(200).body("{}")
}

fn client(
    base: &str,
    responses: impl IntoIterator<Item = Canned>,
) -> (Client, Arc<MemoryTransport>) {
    let transport = MemoryTransport::in_order(responses);
    let mut builder = Client::builder(Server::custom(base))
        .transport(Arc::clone(&transport) as _)
        .header("x-own", SECRET)
        .user_agent("tests");
    for scheme in [&HEADER, &QUERY, &COOKIE, &BEARER] {
        builder = builder.credential(scheme, Credential::token(SECRET));
    }
    let client = builder.build();
    (client.unwrap_or_else(|error| panic!("{error}")), transport)
}

/// Asserts of requests, each of which but the first follows a redirect, that none has what isn't for its origin.
fn followed(requests: &[Request], base: &str) {
    assert!(requests.len() <= 11, "more than ten redirects");
    let Ok(first) = Url::parse(base) else { return };
    let mut before = first.clone();
    let mut is_trusted = true;
    for request in requests {
        let Ok(url) = Url::parse(&request.url) else { panic!("{:?} is no URL", request.url) };
        let is_downgrade = before.scheme() == "https" && url.scheme() == "http";
        assert!(!is_downgrade, "from {before} to {url}");
        assert!(matches!(url.scheme(), "http" | "https"), "{url}");
        assert!(url.username().is_empty() && url.password().is_none(), "{url} has credentials");
        is_trusted &= url.origin() == first.origin();
        let shown: Vec<_> =
            request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let has_key = url.query_pairs().any(|(name, value)| name == "key" && value == SECRET);
        if is_trusted {
            assert!(url.query_pairs().any(|(name, _)| name == "key"), "{url}: without its key");
        } else {
            assert!(!has_key, "{url}: with the key of another origin");
            assert!(!shown.iter().any(|it| it.contains(SECRET)), "{url}: with {shown:?}");
            assert!(request.body.is_empty(), "{url}: with the body");
        }
        before = url;
    }
}

/// Asserts that no error repeats a credential.
fn told(result: &Result<Value, Error<Never>>) {
    if let Err(error) = result {
        let shown = format!("{error} {error:?} {error:#}");
        let found = shown.find(&format!("key={SECRET}"));
        assert_eq!(found, None, "{shown}");
    }
}
