//! What one call has that other calls of the client don't.

use std::{sync::Arc, time::Duration};

use clientwright_runtime::{
    Error, Never, RequestErrorKind, RequestOptions, RetryPolicy,
    codegen::{Client, Credential, NamedServer, Operation, Place, Scheme, SchemeKind, Server},
    testing::{MemoryTransport, block_on},
};

use crate::support::ANY;

static HEADER: Scheme =
    Scheme { name: "header", kind: SchemeKind::ApiKey { place: Place::Header, name: "X-Key" } };
static QUERY: Scheme =
    Scheme { name: "query", kind: SchemeKind::ApiKey { place: Place::Query, name: "key" } };
static CALL: Operation = Operation { security: &[&[&HEADER, &QUERY]], ..ANY };

fn client(transport: &Arc<MemoryTransport>) -> Client {
    Client::builder(Server::custom("https://x.test/v1"))
        .transport(transport.clone())
        .credential(&HEADER, Credential::token("s3cret"))
        .credential(&QUERY, Credential::token("k"))
        .header("x-app", "1")
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap()
}

/// What a call with these options sends, or why it sends nothing.
fn sent(options: RequestOptions) -> Result<String, Error> {
    let transport = MemoryTransport::responding(204, &[], "");
    let client = client(&transport).with_options(options);
    let call = client.call(&CALL).query("page", &1).query("size", &2);
    block_on(call.body::<(), Never>())?;
    Ok(transport.requests()[0].to_text())
}

#[test]
fn headers_and_query_of_the_options_win() {
    let options = RequestOptions::new()
        .header("X-App", "2")
        .header("x-key", "other")
        .query("size", "a b")
        .query("size", "c")
        .query("more", "1");
    assert_eq!(
        sent(options).unwrap(),
        "GET https://x.test/v1/any?page=1&size=a%20b&size=c&more=1&key=k\nx-app: 2\nx-key: other\n\n"
    );
}

#[test]
fn options_are_laid_over_those_before_name_by_name() {
    let transport = MemoryTransport::responding(204, &[], "");
    let first = RequestOptions::new().header("x-a", "1").header("x-b", "1").query("q", "1");
    let second = RequestOptions::new().header("X-B", "2").query("r", "2").max_body(7);
    let client = client(&transport).with_options(first).with_options(second);
    block_on(client.call(&ANY).body::<(), Never>()).unwrap();
    let text = transport.requests()[0].to_text();
    assert_eq!(text, "GET https://x.test/v1/any?q=1&r=2\nx-app: 1\nx-a: 1\nx-b: 2\n\n");
}

#[test]
fn a_base_url_is_for_every_operation_and_gets_the_credentials() {
    static OWN: NamedServer = NamedServer { name: "own", url: "https://own.test", variables: &[] };
    static ELSEWHERE: Operation = Operation { server: Some(&OWN), ..CALL };
    let transport = MemoryTransport::responding(204, &[], "");
    let options = RequestOptions::new().base_url("http://localhost:1/dev/");
    let client = client(&transport).with_options(options);
    assert_eq!(client.base_url(), "http://localhost:1/dev");
    for operation in [&CALL, &ELSEWHERE] {
        block_on(client.call(operation).body::<(), Never>()).unwrap();
        let request = transport.requests().pop().unwrap();
        assert_eq!(request.url, "http://localhost:1/dev/any?key=k");
        assert_eq!(request.headers.get("x-key"), Some("s3cret"));
    }
}

#[test]
fn options_that_cannot_be_are_errors_of_the_call() {
    for (options, message) in [
        (
            RequestOptions::new().header("a b", "c"),
            "any: the header `a b` is not the name of a header",
        ),
        (
            RequestOptions::new().header("host", "c"),
            "any: the header `host` is set by each operation",
        ),
        (
            RequestOptions::new().header("x", "a\r\nb: c"),
            "any: the header `x` has a character no header can carry",
        ),
        (
            RequestOptions::new().idempotency_key(""),
            "any: the idempotency key is empty or has a control character",
        ),
    ] {
        assert_eq!(sent(options).unwrap_err().to_string(), message);
    }
    for url in ["nowhere", "ftp://x.test", "https://u:p4ss@x.test", "https://x.test?a=b"] {
        let error = sent(RequestOptions::new().base_url(url)).unwrap_err();
        let Error::Request(error) = error else { panic!("{error:?}") };
        assert_eq!(error.kind(), RequestErrorKind::Options, "{url}");
        let text = error.to_string();
        assert!(
            text.starts_with("any: the base URL of the options: ") && !text.contains("p4ss"),
            "{text}"
        );
    }
}

#[test]
fn times_are_those_of_the_call() {
    let transport = MemoryTransport::responding(204, &[], "");
    let client = client(&transport);
    let times = |options: RequestOptions| {
        let client = client.with_options(options);
        block_on(client.call(&ANY).body::<(), Never>()).unwrap();
        let request = transport.requests().pop().unwrap();
        let seconds = |it: Option<Duration>| it.map(|it| it.as_secs_f64().ceil());
        (seconds(request.timeout), seconds(request.idle_timeout), seconds(request.connect_timeout))
    };
    let second = Duration::from_secs;
    // One attempt of three.
    assert_eq!(times(RequestOptions::new()), (Some(10.0), Some(30.0), None));
    let options = RequestOptions::new().timeout(second(6)).connect_timeout(second(1));
    assert_eq!(times(options), (Some(2.0), Some(6.0), Some(1.0)));
    let options = RequestOptions::new().timeout(second(6)).attempt_timeout(second(5));
    assert_eq!(times(options), (Some(5.0), Some(6.0), None));
    let options = RequestOptions::new().timeout(second(6)).attempt_timeout(None);
    assert_eq!(times(options), (Some(6.0), Some(6.0), None));
    let options = RequestOptions::new().timeout(second(6)).retry(RetryPolicy::none());
    assert_eq!(times(options), (Some(6.0), Some(6.0), None));
    let options = RequestOptions::new().timeout(None).idle_timeout(second(9));
    assert_eq!(times(options), (None, Some(9.0), None));
}

#[test]
fn options_show_no_values() {
    let options = RequestOptions::new()
        .header("x-key", "s3cret")
        .query("key", "s3cret")
        .base_url("https://u:s3cret@x.test")
        .idempotency_key("s3cret");
    let shown = format!("{options:?}");
    assert!(!shown.contains("s3cret") && shown.contains("x-key"), "{shown}");
}

#[test]
fn a_call_has_options_of_its_own() {
    let transport = MemoryTransport::responding(204, &[], "");
    let client = client(&transport).with_options(RequestOptions::new().header("x-all", "1"));
    let call = client.call(&ANY).query("of", "call");
    let own = call.clone().options(RequestOptions::new().header("x-own", "2"));
    block_on(own.body::<(), Never>()).unwrap();
    block_on(call.body::<(), Never>()).unwrap();
    let sent = transport.requests();
    let header = |n: usize, name| sent[n].headers.get(name);
    assert_eq!((header(0, "x-all"), header(0, "x-own")), (Some("1"), Some("2")));
    assert_eq!((header(1, "x-all"), header(1, "x-own")), (Some("1"), None));
    assert_eq!((&sent[0].url, sent.len()), (&sent[1].url, 2));
}
