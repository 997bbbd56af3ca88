//! Calls without a credential, streams that the response's media type says nothing of, and the untyped request, against a
//! real server.

use std::sync::Arc;

use clientwright_runtime::{
    Error, Event, FilePart, Items, Json, Never, Reconnect, RequestErrorKind, RequestOptions,
    chrono,
    codegen::{Credential, Envelope, Operation, Place, ResponseSpec, Scheme, SchemeKind, Status},
    random_uuid,
    serde_json::{Value, json},
};
use tokio::sync::Notify;

use crate::loopback::{Loopback, Step};

static TOKEN: Scheme =
    Scheme { name: "token", kind: SchemeKind::ApiKey { place: Place::Header, name: "x-token" } };

static LOGIN: Operation = Operation {
    name: "login",
    method: "POST",
    path: "/login",
    security: &[&[&TOKEN]],
    responses: &[ResponseSpec::empty(Status::Code(200))],
    ..Operation::BASE
};

/// As gRPC-gateway describes what it streams.
static WATCH: Operation = Operation {
    name: "watch",
    method: "POST",
    path: "/watch",
    accept: "application/json",
    responses: &[ResponseSpec::items(Status::Code(200))],
    envelope: Some(&Envelope { item: "/result", error: "/error" }),
    ..Operation::BASE
};

/// As Docker sends the progress of a pull: in its values there may be an error.
static PULL: Operation = Operation {
    name: "pull",
    path: "/pull",
    envelope: Some(&Envelope { item: "", error: "/error" }),
    ..WATCH
};

async fn streamed<T: Json>(
    operation: &'static Operation,
    server: &Loopback,
) -> Vec<Result<T, Error>> {
    let client = server.builder().build().unwrap();
    let mut items: Items<T> = client.call(operation).items::<T, Never>().await.unwrap();
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item);
    }
    all
}

#[test]
fn times_and_ids_are_at_hand() {
    let begun = std::time::SystemTime::now();
    assert!(chrono::Utc::now() >= chrono::DateTime::<chrono::Utc>::from(begun));
    let (one, other) = (random_uuid(), random_uuid());
    assert_eq!((one.get_version_num(), one == other), (4, false));
}

#[tokio::test]
async fn an_anonymous_client_sends_no_credential_and_needs_none() {
    let server = Loopback::responding(200, &[], "").await;
    let error =
        server.builder().build().unwrap().call(&LOGIN).body::<(), Never>().await.unwrap_err();
    let Error::Request(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), RequestErrorKind::Credentials);
    assert!(error.message().contains("set `token` on the client's builder"), "{error}");
    assert!(error.message().contains("`anonymous`"), "{error}");
    assert!(server.requests().is_empty());

    let client = server.builder().anonymous().build().unwrap();
    client.call(&LOGIN).body::<(), Never>().await.unwrap();
    client.request("GET", "/version").await.unwrap();
    assert_eq!(server.requests().len(), 2);
    assert!(!server.requests().concat().contains("x-token"));
}

#[tokio::test]
async fn a_single_call_is_anonymous_and_the_next_one_is_not() {
    let server = Loopback::responding(200, &[], "").await;
    let client = server.builder().credential(&TOKEN, Credential::token("old")).build().unwrap();
    let login = client.with_options(RequestOptions::new().anonymous());
    login.call(&LOGIN).body::<(), Never>().await.unwrap();
    login.request("POST", "/login").await.unwrap();
    client.call(&LOGIN).body::<(), Never>().await.unwrap();
    let sent = server.requests().into_iter().map(|it| it.contains("x-token: old"));
    assert_eq!(sent.collect::<Vec<_>>(), [false, false, true]);
}

#[tokio::test]
async fn a_client_is_not_anonymous_and_something_else_at_once() {
    let server = Loopback::responding(200, &[], "").await;
    let both = server.builder().credential(&TOKEN, Credential::token("t")).anonymous().build();
    assert!(both.unwrap_err().to_string().contains("`token` is set, which would never be sent"));
}

#[tokio::test]
async fn a_stream_in_envelopes_gives_what_is_in_them_and_its_errors() {
    let server = Loopback::responding(200,
        &["content-type: application/json"],
        "{\"result\":{\"key\":\"a\"}}\n{\"result\":{\"key\":\"b\"},\"error\":null}\n\
         {\"error\":{\"code\":14,\"message\":\"gone\"}}\n{\"other\":1}\n{\"result\":{\"key\":\"c\"}}\n",
    )
    .await;
    let items = streamed::<Value>(&WATCH, &server).await;
    let [Ok(a), Ok(b), Err(Error::Item(error)), Err(Error::Decode(_)), Ok(c)] = &items[..] else {
        panic!("{items:?}")
    };
    assert_eq!([a, b, c], [&json!({"key": "a"}), &json!({"key": "b"}), &json!({"key": "c"})]);
    assert_eq!(error.bytes, "{\"code\":14,\"message\":\"gone\"}");
    assert_eq!(
        error.to_string(),
        "watch: the stream has an error: {\"code\":14,\"message\":\"gone\"}"
    );
    assert_eq!(items[2].as_ref().unwrap_err().status(), Some(200));
}

#[tokio::test]
async fn an_item_of_a_stream_is_there_before_the_next_one() {
    let more = Arc::new(Notify::new());
    let waited = Arc::clone(&more);
    let server = Loopback::start(move |_| {
        vec![
            Step::chunked(&["content-type: application/json"]),
            Step::chunk("{\"result\":1}"),
            Step::WaitFor(Arc::clone(&waited)),
            Step::chunk("{\"result\":2}"),
            Step::chunk(""),
        ]
    })
    .await;
    let client = server.builder().build().unwrap();
    let mut items = client.call(&WATCH).items::<i64, Never>().await.unwrap();
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    more.notify_one();
    assert_eq!(items.next().await.unwrap().unwrap(), 2);
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn values_without_anything_between_are_items_whatever_the_media_type() {
    let types: [&'static [&'static str]; 4] = [
        &["content-type: application/json"],
        &["content-type: application/octet-stream"],
        &["content-type: text/plain"],
        &[],
    ];
    for headers in types {
        let server = Loopback::responding(
            200,
            headers,
            "{\"id\":\"a\"}{\"id\":\"b\"}\r\n{\"error\":\"no space\"}",
        )
        .await;
        let items = streamed::<Value>(&PULL, &server).await;
        let [Ok(a), Ok(b), Err(Error::Item(error))] = &items[..] else { panic!("{items:?}") };
        assert_eq!([a, b], [&json!({"id": "a"}), &json!({"id": "b"})], "{headers:?}");
        assert_eq!(error.bytes, "\"no space\"");
    }
}

#[tokio::test]
async fn records_and_events_are_items_where_json_was_described() {
    let records = Loopback::responding(
        200,
        &["content-type: application/json-seq"],
        "\u{1e}{\"result\":1}\n\u{1e}{\"result\":2}\n",
    );
    let events = Loopback::responding(
        200,
        &["content-type: text/event-stream"],
        "data: {\"result\":1}\n\ndata: {\"result\":2}\n\ndata: [DONE]\n\n",
    );
    for server in [records.await, events.await] {
        let items = streamed::<i64>(&WATCH, &server).await;
        let items: Result<Vec<i64>, Error> = items.into_iter().collect();
        assert_eq!(items.unwrap(), [1, 2]);
    }
}

#[tokio::test]
async fn a_request_without_an_operation_reads_items_and_events() {
    let lines = Loopback::responding(200, &["content-type: application/x-ndjson"], "1\n2\n").await;
    let client = lines.builder().build().unwrap();
    let items = client.request("GET", "/lines").items::<i64>().await.unwrap();
    assert_eq!(items.collect().await.unwrap(), [1, 2]);

    let events = Loopback::responding(
        200,
        &["content-type: text/event-stream"],
        "id: 7\nevent: e\ndata: {\"a\":1}\n\n",
    )
    .await;
    let client = events.builder().build().unwrap();
    let items = client.request("GET", "/events").items::<Event<Value>>().await.unwrap();
    let all = items.collect().await.unwrap();
    assert_eq!((all[0].id.as_deref(), all[0].event.as_deref()), (Some("7"), Some("e")));
    assert_eq!(all[0].data, json!({"a": 1}));
    let data = client.request("GET", "/events").items::<Value>().await.unwrap();
    assert_eq!(data.collect().await.unwrap(), [json!({"a": 1})]);
}

#[tokio::test]
async fn events_of_a_request_without_an_operation_connect_again() {
    let server = Loopback::start(|request| {
        if request.contains("last-event-id: 1") {
            return vec![Step::response(204, &[], b"")];
        }
        vec![Step::response(
            200,
            &["content-type: text/event-stream"],
            b"retry: 1\nid: 1\ndata: 5\n\n",
        )]
    })
    .await;
    let client = server.builder().build().unwrap();
    let events = client.request("GET", "/events").header("accept", "text/event-stream");
    let events = events.items::<Event<i64>>().await.unwrap().reconnect(Reconnect::new());
    let data: Vec<i64> = events.collect().await.unwrap().into_iter().map(|it| it.data).collect();
    assert_eq!((data, server.requests().len()), (vec![5], 2));
}

#[tokio::test]
async fn a_request_without_an_operation_sends_forms() {
    let server = Loopback::responding(200, &[], "").await;
    let client = server.builder().build().unwrap();
    client.request("POST", "/form").form("a", "1 2").form("b", &[3, 4][..]).await.unwrap();
    let part =
        client.request("POST", "/parts").part("a", "x").file("f", FilePart::new("f.txt", "bytes"));
    part.await.unwrap();
    let requests = server.requests();
    assert!(
        requests[0].contains("content-type: application/x-www-form-urlencoded"),
        "{}",
        requests[0]
    );
    assert!(requests[0].ends_with("a=1+2&b=3&b=4"), "{}", requests[0]);
    assert!(
        requests[1].contains("content-type: multipart/form-data; boundary="),
        "{}",
        requests[1]
    );
    assert!(
        requests[1].contains("name=\"a\"") && requests[1].contains("filename=\"f.txt\""),
        "{}",
        requests[1]
    );
}
