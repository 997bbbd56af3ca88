//! Responses: which documented one came, how its body reads, and what is kept when it doesn't.

use clientwright_runtime::{
    Base64, DecodeError, Error, Never, Redirect, RequestOptions, ResponseBody,
    bytes::Bytes,
    codegen::{BodyKind, Client, Operation, ResponseSpec, Server, Status},
    json::Reader,
    serde_json::{Value, json},
    testing::{Canned, MemoryTransport, block_on},
};

use crate::support::{POST, Problem, client, gzipped, response};

static USERS: Operation = Operation {
    name: "users",
    path: "/users",
    responses: &[
        ResponseSpec::json(Status::Code(200)),
        ResponseSpec::empty(Status::Code(204)),
        ResponseSpec::json(Status::Code(404)),
        ResponseSpec::text(Status::Code(409)),
        ResponseSpec::empty(Status::Code(410)),
        ResponseSpec::json(Status::Class(4)),
    ],
    ..Operation::BASE
};

/// Several successes, as generated code has them.
#[derive(Debug, PartialEq)]
enum Users {
    Ok(Vec<i64>),
    None,
    Other(u16),
}

impl ResponseBody for Users {
    fn read_response(status: u16, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match status {
            200 => Self::Ok(Vec::read_response(status, r)?),
            204 => Self::None,
            other => Self::Other(other),
        })
    }
}

/// Several errors, likewise.
#[derive(Debug, PartialEq)]
enum UsersError {
    NotFound(Problem),
    Conflict(String),
    Other(u16, Value),
}

impl ResponseBody for UsersError {
    fn read_response(status: u16, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match status {
            404 => Self::NotFound(Problem::read_response(status, r)?),
            409 => Self::Conflict(String::read_response(status, r)?),
            other => Self::Other(other, Value::read_response(status, r)?),
        })
    }
}

fn users(status: u16, body: &'static [u8]) -> Result<Users, Error<UsersError>> {
    response(&USERS, status, &[("x-request-id", "r1")], body)
}

#[test]
fn a_request_without_setters_takes_options_and_has_both_ends() {
    let transport = MemoryTransport::responding(200, &[], "[1]");
    let request = client(&transport).call(&USERS).request::<Users, UsersError>();
    assert_eq!(block_on(request.clone()).unwrap(), Users::Ok(vec![1]));
    let shown = format!("{request:?}");
    assert!(shown.starts_with("ApiRequest(Call { operation: \"users\""), "{shown}");

    let request = request.options(RequestOptions::new().header("x-tenant", "7"));
    let response = block_on(request.send()).unwrap();
    assert_eq!((response.status(), response.into_body()), (200, Users::Ok(vec![1])));
    let tenants =
        transport.requests().into_iter().map(|it| it.headers.get("x-tenant").map(str::to_owned));
    assert_eq!(tenants.collect::<Vec<_>>(), [None, Some("7".to_owned())]);
}

#[test]
fn a_success_reads_by_its_status() {
    assert_eq!(users(200, b"[1, 2]").unwrap(), Users::Ok(vec![1, 2]));
    assert_eq!(users(204, b"").unwrap(), Users::None);
    assert_eq!(users(299, b"").unwrap(), Users::Other(299));
}

#[test]
fn an_error_reads_by_its_status_then_its_class() {
    let api = |status, body| match users(status, body) {
        Err(Error::Api(it)) => {
            (it.status, it.headers.get("X-Request-Id").map(str::to_owned), it.body)
        }
        other => panic!("{other:?}"),
    };
    let id = || Some("r1".to_owned());
    let problem = Problem { code: "gone".to_owned() };
    assert_eq!(api(404, b"{\"code\":\"gone\"}"), (404, id(), UsersError::NotFound(problem)));
    assert_eq!(api(409, b"\"quoted\""), (409, id(), UsersError::Conflict("\"quoted\"".to_owned())));
    assert_eq!(api(422, b"{\"a\":1}"), (422, id(), UsersError::Other(422, json!({"a": 1}))));
    let error = users(404, b"{\"code\":\"gone\"}").unwrap_err();
    assert_eq!(error.to_string(), "users: status 404: NotFound(Problem { code: \"gone\" })");
    assert_eq!(error.status(), Some(404));
    assert!(error.api().is_some());
}

#[test]
fn an_undocumented_status_is_kept_whole() {
    for (status, body) in [(500, &b"<html>"[..]), (410, b"gone"), (302, b"")] {
        let Err(Error::UnexpectedResponse(it)) = users(status, body) else { panic!("{status}") };
        assert_eq!((it.status, &it.bytes[..], it.error), (status, body, None));
        assert_eq!(it.headers.get("x-request-id"), Some("r1"));
    }
    let error = users(500, b"<html>").unwrap_err();
    assert_eq!(error.to_string(), "users: status 500: <html> (not documented)");
}

#[test]
fn an_error_body_that_does_not_decode_is_kept_whole_with_the_reason() {
    for (body, reason) in [
        (&b"{\"code\":1}"[..], "at `code`: "),
        (b"<html>", ""),
        (b"", "the body is empty"),
        (b"{\"code\":\"a\"} trailing", ""),
    ] {
        let Err(Error::UnexpectedResponse(it)) = users(404, body) else { panic!("{body:?}") };
        assert_eq!(&it.bytes[..], body);
        let error = it.error.as_ref().unwrap().to_string();
        assert!(error.starts_with(reason), "{error}");
        assert!(it.to_string().contains("the body is not as documented: "), "{it}");
    }
}

#[test]
fn a_success_body_that_does_not_decode_is_kept_whole_with_the_reason() {
    let Err(Error::Decode(it)) = users(200, b"[1, \"x\"]") else { panic!() };
    assert_eq!((it.status, &it.bytes[..], it.error.path()), (200, &b"[1, \"x\"]"[..], "[1]"));
    assert!(it.to_string().starts_with(
        "users: the call succeeded with status 200, but its body is not as documented: at `[1]`"
    ));
}

#[test]
fn an_undocumented_success_reads_as_the_documented_ones_or_by_its_type() {
    static NOTHING: Operation = Operation { name: "nothing", ..Operation::BASE };
    static ERRORS: Operation =
        Operation { responses: &[ResponseSpec::text(Status::Default)], ..Operation::BASE };
    static CREATED: Operation = Operation {
        responses: &[ResponseSpec::json(Status::Code(201)), ResponseSpec::text(Status::Default)],
        ..Operation::BASE
    };
    type Got = Result<Value, Error<Never>>;
    let read = |operation, content_type: &str, body| -> Got {
        response(operation, 200, &[("content-type", content_type)], body)
    };
    assert_eq!(read(&CREATED, "text/plain", b"{}").unwrap(), json!({}));
    assert_eq!(read(&ERRORS, "application/json", b"{}").unwrap(), json!("{}"));
    assert_eq!(read(&NOTHING, "application/hal+json; charset=utf-8", b"{}").unwrap(), json!({}));
    assert_eq!(read(&NOTHING, "Text/HTML", b"{}").unwrap(), json!("{}"));
    assert_eq!(response::<Option<Value>, Never>(&NOTHING, 200, &[], b"").unwrap(), None);
    let raw: Result<Bytes, Error<Never>> = response(&NOTHING, 200, &[], b"\xff\x00");
    assert_eq!(&raw.unwrap()[..], b"\xff\x00");
}

#[test]
fn text_never_goes_through_json() {
    static TEXT: Operation =
        Operation { responses: &[ResponseSpec::text(Status::Code(200))], ..Operation::BASE };
    let read = |content_type: &str, body| -> Result<String, Error<Never>> {
        response(&TEXT, 200, &[("content-type", content_type)], body)
    };
    assert_eq!(read("text/plain", b"\"a\\n\"").unwrap(), "\"a\\n\"");
    assert_eq!(read("text/plain", b"").unwrap(), "");
    assert_eq!(read("text/plain", b"\xef\xbb\xbfa").unwrap(), "a");
    assert_eq!(read("text/plain; charset=ISO-8859-1", b"caf\xe9").unwrap(), "café");
    let Err(Error::Decode(it)) = read("text/plain", b"caf\xe9") else { panic!() };
    assert_eq!(
        it.to_string(),
        "the call succeeded with status 200, but its body is not as documented: the text is not UTF-8"
    );
    let number: Result<i64, Error<Never>> = response(&TEXT, 200, &[], b" 42\n");
    assert_eq!(number.unwrap(), 42);
}

#[test]
fn a_text_where_json_is_documented_is_a_string_for_those_who_take_one() {
    static JSON: Operation =
        Operation { responses: &[ResponseSpec::json(Status::Code(200))], ..Operation::BASE };
    fn read<T: ResponseBody>(content_type: &str, body: &'static [u8]) -> Result<T, Error<Never>> {
        response(&JSON, 200, &[("content-type", content_type)], body)
    }
    assert_eq!(read::<String>("text/plain; charset=utf-8", b"verified").unwrap(), "verified");
    assert_eq!(read::<i64>("text/plain", b"42").unwrap(), 42);
    let Err(Error::Decode(it)) = read::<i64>("text/plain", b"verified") else { panic!() };
    assert!(!it.to_string().contains("string"), "{it}");
    // What says that it is JSON, and is broken off, is no string.
    assert!(matches!(read::<Value>("application/json", b"{\"a\": "), Err(Error::Decode(_))));
}

#[test]
fn bytes_are_given_as_they_came() {
    static BYTES: Operation =
        Operation { responses: &[ResponseSpec::bytes(Status::Code(200))], ..Operation::BASE };
    assert_eq!(BYTES.responses[0].body, BodyKind::Bytes);
    let raw: Result<Bytes, Error<Never>> = response(&BYTES, 200, &[], b"\x00\xffPDF");
    assert_eq!(&raw.unwrap()[..], b"\x00\xffPDF");
    let raw: Result<Base64, Error<Never>> = response(&BYTES, 200, &[], b"\x00\xff");
    assert_eq!(&raw.unwrap().0[..], b"\x00\xff");
}

#[test]
fn an_empty_json_body_is_nothing() {
    let read = |body| response::<Option<i64>, Never>(&USERS, 200, &[], body);
    assert_eq!(read(b"").unwrap(), None);
    assert_eq!(read(b" \r\n").unwrap(), None);
    assert_eq!(read(b"5").unwrap(), Some(5));
    assert_eq!(response::<(), Never>(&USERS, 200, &[], b"[1]").unwrap(), ());
    assert!(matches!(response::<i64, Never>(&USERS, 200, &[], b""), Err(Error::Decode(_))));
}

#[test]
fn a_response_has_status_headers_and_place() {
    let transport =
        MemoryTransport::responding(200, &[("ETag", "e"), ("x", "1"), ("X", "2")], "[3]");
    let call = client(&transport).call(&USERS).query("a", &1);
    let response = block_on(call.response::<Vec<i64>, Never>()).unwrap();
    assert_eq!((response.status(), response.body()), (200, &vec![3]));
    assert_eq!(response.headers().get("etag"), Some("e"));
    assert_eq!(response.headers().get_all("x").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(response.url(), "https://x.test/users?a=1");
    assert_eq!(response.into_body(), [3]);
}

static LOGIN: Operation = Operation {
    name: "login",
    responses: &[ResponseSpec::json(Status::Code(200)), ResponseSpec::empty(Status::Code(302))],
    ..POST
};

#[test]
fn a_documented_redirect_of_a_post_is_its_response() {
    let headers = &[("location", "/app?token=1")];
    let redirect: Redirect = response::<_, Never>(&LOGIN, 302, headers, b"<html>").unwrap();
    assert_eq!((redirect.status, redirect.location.as_str()), (302, "/app?token=1"));
    // Without a location there is nothing to give.
    assert!(matches!(response::<Redirect, Never>(&LOGIN, 302, &[], b""), Err(Error::Decode(_))));
}

#[test]
fn an_undocumented_redirect_of_a_post_is_an_error() {
    let Err(Error::UnexpectedResponse(it)) =
        response::<(), Never>(&POST, 302, &[("location", "/app")], b"")
    else {
        panic!()
    };
    assert_eq!((it.status, it.headers.get("location")), (302, Some("/app")));
}

fn limited(limit: usize, canned: Canned) -> Result<String, Error<Never>> {
    static TEXT: Operation = Operation {
        name: "text",
        responses: &[ResponseSpec::text(Status::Code(200))],
        ..Operation::BASE
    };
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(MemoryTransport::with(move |_| Ok(canned.clone())))
        .max_body(limit)
        .build()
        .unwrap();
    block_on(client.call(&TEXT).body())
}

#[test]
fn a_body_is_read_up_to_the_limit() {
    let chunks = || Canned::new(200).body("ab").body("cd").body("e");
    assert_eq!(limited(5, chunks()).unwrap(), "abcde");
    let error = limited(4, chunks()).unwrap_err();
    assert_eq!(error.to_string(), "text: status 200, whose body is longer than 4 bytes");
    assert!(matches!(error, Error::TooLarge(it) if it.limit == 4));
    // An announced length is enough; an error's body is cut instead.
    let announced = Canned::new(200).header("content-length", "5");
    assert!(matches!(limited(4, announced), Err(Error::TooLarge(_))));
    let Err(Error::UnexpectedResponse(cut)) = limited(4, Canned::new(400).body("ab").body("cde"))
    else {
        panic!("a status")
    };
    assert_eq!((&cut.bytes[..], cut.truncated), (&b"abcd"[..], true));
}

#[test]
fn a_gzipped_body_is_unpacked_within_the_limit() {
    let canned =
        |text: &[u8]| Canned::new(200).header("Content-Encoding", "gzip").body(gzipped(text));
    assert_eq!(limited(5, canned(b"abcde")).unwrap(), "abcde");
    let bomb = vec![b'a'; 100_000];
    assert!(gzipped(&bomb).len() < 1_000);
    assert!(matches!(limited(1_000, canned(&bomb)), Err(Error::TooLarge(_))));
    let damaged = Canned::new(200).header("content-encoding", "gzip").body("not gzip");
    let error = limited(9, damaged).unwrap_err();
    assert!(
        error.to_string().starts_with("GET https://x.test: the gzipped body is damaged"),
        "{error}"
    );
}

#[test]
fn not_modified_is_no_success_even_where_it_is_documented() {
    static CACHED: Operation = Operation {
        name: "cached",
        responses: &[ResponseSpec::json(Status::Code(200)), ResponseSpec::empty(Status::Code(304))],
        ..Operation::BASE
    };
    let error = response::<i64, Never>(&CACHED, 304, &[("etag", "\"a\"")], b"").unwrap_err();
    assert!(matches!(error, Error::UnexpectedResponse(_)), "{error:?}");
    assert_eq!(error.headers().and_then(|it| it.get("etag")), Some("\"a\""));
}
