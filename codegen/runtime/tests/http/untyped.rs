//! Requests that no operation is, and responses that nobody decodes.

use clientwright_runtime::{
    Error, Never, RequestErrorKind, RequestOptions,
    bytes::Bytes,
    codegen::{
        Client, Credential, Operation, Place, ResponseSpec, Scheme, SchemeKind, Server, Status,
    },
    serde_json::{Value, json},
    testing::{Canned, MemoryTransport, block_on},
};

static HEADER: Scheme =
    Scheme { name: "header", kind: SchemeKind::ApiKey { place: Place::Header, name: "x-key" } };
static QUERY: Scheme =
    Scheme { name: "query", kind: SchemeKind::ApiKey { place: Place::Query, name: "key" } };

fn client(transport: std::sync::Arc<MemoryTransport>) -> Client {
    Client::builder(Server::custom("https://x.test/v1"))
        .transport(transport)
        .credential(&HEADER, Credential::token("s3cret"))
        .credential(&QUERY, Credential::token("k"))
        .build()
        .unwrap()
}

#[test]
fn a_request_without_an_operation_has_credentials_retries_and_options() {
    let body = Canned::new(200).header("content-type", "application/json").body("{\"a\": [1]}");
    let transport = MemoryTransport::in_order([Canned::new(503), body]);
    let client = client(transport.clone());
    let options = RequestOptions::new().header("x-more", "1");
    let request = client
        .with_options(options)
        .request("PUT", "/things/7?deep=true")
        .query("page", &2)
        .header("x-own", "a")
        .json(&json!({"b": null}));
    let response = block_on(request.send_json::<Value>()).unwrap();
    assert_eq!((response.body(), response.attempts()), (&json!({"a": [1]}), 2));
    assert_eq!(response.bytes(), "{\"a\": [1]}");
    assert_eq!(
        transport.requests()[1].to_text(),
        "PUT https://x.test/v1/things/7?deep=true&page=2&key=k\ncontent-type: application/json\n\
         x-own: a\nx-more: 1\nx-key: s3cret\n\n{\"b\":null}"
    );
}

#[test]
fn awaiting_it_gives_bytes_of_whatever_kind() {
    for (content_type, body) in
        [("application/json", &b"not json"[..]), ("text/html", b"<p>"), ("image/png", &[0xff, 0])]
    {
        let transport = MemoryTransport::responding(
            200,
            &[("content-type", content_type)],
            Bytes::from_static(body),
        );
        let response = block_on(async { client(transport).request("GET", "/x").await }).unwrap();
        assert_eq!((response.status(), &response.body()[..]), (200, body));
    }
    let transport = MemoryTransport::responding(404, &[], "gone");
    let error = block_on(client(transport).request("GET", "/x").send()).unwrap_err();
    assert!(
        matches!(error, Error::UnexpectedResponse(it) if it.status == 404 && it.bytes == "gone")
    );
    let transport = MemoryTransport::responding(200, &[], "abc");
    let download = block_on(client(transport).request("GET", "/x").download()).unwrap();
    assert_eq!(block_on(download.bytes()).unwrap(), "abc");
}

#[test]
fn another_origin_gets_nothing() {
    let transport = MemoryTransport::responding(200, &[], "");
    let request = client(transport.clone()).request("GET", "https://y.test/v1/x");
    let Err(Error::Request(error)) = block_on(request.send()) else { panic!("refused") };
    assert_eq!(error.kind(), RequestErrorKind::Argument);
    assert!(transport.requests().is_empty());
    let same = client(transport.clone()).request("GET", "https://x.test/v2/next?page=2");
    block_on(same.send()).unwrap();
    assert_eq!(transport.requests()[0].url, "https://x.test/v2/next?page=2&key=k");
    // A redirect elsewhere goes without credentials, as for any operation.
    let moved = Canned::new(302).header("location", "https://y.test/?key=k");
    let transport = MemoryTransport::in_order([moved, Canned::new(204)]);
    block_on(client(transport.clone()).request("GET", "/x").send()).unwrap();
    assert_eq!(transport.requests()[1].to_text(), "GET https://y.test/\n\n");
}

#[test]
fn a_typed_response_keeps_the_bytes_that_it_was_read_from() {
    static TYPED: Operation =
        Operation { responses: &[ResponseSpec::json(Status::Code(200))], ..Operation::BASE };
    let transport = MemoryTransport::responding(200, &[], " [1, 2] ");
    let response = block_on(client(transport).call(&TYPED).response::<Vec<i64>, Never>()).unwrap();
    assert_eq!(
        (response.body().as_slice(), &response.bytes()[..]),
        (&[1, 2][..], &b" [1, 2] "[..])
    );
}
