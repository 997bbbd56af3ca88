//! Bodies that are sequences: lines, records and server-sent events, typed as they arrive.

use clientwright_runtime::{
    DecodeError, Error, Event, Item, Items, Json, Never,
    codegen::{Operation, ResponseSpec, Status},
    json::{Reader, Writer},
    serde_json::{Value, json},
    testing::{Canned, MemoryTransport, block_on},
};

use crate::support::{Problem, client};

static LOGS: Operation = Operation {
    name: "logs",
    path: "/logs",
    accept: "application/x-ndjson",
    responses: &[ResponseSpec::items(Status::Code(200)), ResponseSpec::json(Status::Class(4))],
    ..Operation::BASE
};

static EVENTS: Operation = Operation { accept: "text/event-stream", ..LOGS };

fn items<T: Item>(
    operation: &'static Operation,
    content_type: &str,
    chunks: &[&'static str],
) -> Vec<Result<T, Error>> {
    let canned = Canned::new(200).header("content-type", content_type);
    let canned = chunks.iter().fold(canned, |canned, chunk| canned.body(*chunk));
    let call = client(&MemoryTransport::in_order([canned])).call(operation);
    let mut items: Items<T> = block_on(call.items::<T, Never>()).unwrap();
    assert_eq!((items.status(), items.headers().len()), (200, 1));
    std::iter::from_fn(|| block_on(items.next())).collect()
}

fn texts<T>(items: Vec<Result<T, Error>>, show: impl Fn(T) -> String) -> Vec<String> {
    items.into_iter().map(|it| it.map_or_else(|it| format!("error: {it}"), &show)).collect()
}

#[test]
fn lines_come_one_by_one_and_a_broken_one_ends_nothing() {
    let chunks = ["1\n", "2", "3\n\nx\n[", "]\n4"];
    assert_eq!(
        texts(items::<i64>(&LOGS, "application/x-ndjson", &chunks), |it| it.to_string()),
        [
            "1",
            "23",
            "error: logs: the call succeeded with status 200, but its body is not as documented: at `[2]`: not JSON: `x`",
            "error: logs: the call succeeded with status 200, but its body is not as documented: at `[3]`: expected an integer, found an array",
            "4",
        ]
    );
}

#[test]
fn a_broken_item_is_kept() {
    let broken = items::<i64>(&LOGS, "", &["x\n"]).remove(0);
    let Err(Error::Decode(it)) = broken else { panic!("{broken:?}") };
    assert_eq!((it.status, it.bytes.as_ref(), it.error.path()), (200, &b"x"[..], "[0]"));
}

#[test]
fn the_response_says_how_items_are_kept_apart() {
    let show = |it: Value| it.to_string();
    let records = items(&LOGS, "application/json-seq", &["\u{1e}{\"a\":\n1}\n\u{1e}2\n"]);
    assert_eq!(texts(records, show), ["{\"a\":1}", "2"]);
    // A type that says nothing of it leaves it to what was asked for.
    let lines = items(&LOGS, "application/json", &["1\n2\n"]);
    assert_eq!(texts(lines, show), ["1", "2"]);
}

#[test]
fn events_have_typed_data() {
    let show = |it: Event<i64>| format!("{:?} {:?} {} {:?}", it.id, it.event, it.data, it.retry);
    let chunks =
        ["id: a\nevent: tick\ndata", ": 1\n\n", ": still here\n\nretry: 5\ndata: 2\r", "\n\r\n"];
    assert_eq!(
        texts(items(&EVENTS, "text/event-stream", &chunks), show),
        ["Some(\"a\") Some(\"tick\") 1 None", "Some(\"a\") None 2 Some(5)"]
    );
}

#[test]
fn data_that_is_no_json_is_text_or_the_announced_end() {
    let body = ["data: {\"code\":\"x\"}\n\ndata:\n\ndata: oops\n\ndata: [DONE]\n\ndata: late\n\n"];
    let problems = items::<Event<Problem>>(&EVENTS, "text/event-stream", &body);
    assert_eq!(
        texts(problems, |it| it.data.code),
        [
            "x",
            "error: logs: the call succeeded with status 200, but its body is not as documented: at `[1]`: not JSON: `oops`"
        ]
    );
    let words = texts(items::<Event<String>>(&EVENTS, "text/event-stream", &body), |it| it.data);
    assert_eq!(words, ["{\"code\":\"x\"}", "", "oops", "[DONE]", "late"]);
    let values = items::<Event<Value>>(&EVENTS, "text/event-stream", &["data: hi\n\ndata: 1\n\n"]);
    assert_eq!(texts(values, |it| it.data.to_string()), ["\"hi\"", "1"]);
}

/// An event as a description of OpenAPI 3.2 has it.
struct Whole {
    event: String,
    data: Problem,
}

impl Json for Whole {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["event", "data"], |it: &mut Self, field, r| match field {
            0 => r.field(&mut it.event),
            1 => r.field(&mut it.data),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self { event: String::new(), data: Problem::blank() }
    }

    fn write(&self, _: &mut Writer) {}
}

#[test]
fn an_event_may_be_read_as_an_object() {
    let body = ["id: 1\nevent: bad\nretry: 3\ndata: {\"code\":\"x\"}\n\n"];
    let whole = items::<Whole>(&EVENTS, "text/event-stream", &body);
    assert_eq!(texts(whole, |it| it.event + &it.data.code), ["badx"]);
    let value = items::<Value>(&EVENTS, "text/event-stream", &body).remove(0).unwrap();
    // Nothing says that the data is more than a string.
    let expected = json!({"id": "1", "event": "bad", "retry": 3, "data": "{\"code\":\"x\"}"});
    assert_eq!(value, expected);
}

#[test]
fn a_document_where_events_were_asked_for_is_one_broken_item() {
    let body = ["{\n\"id\": 1\n}"];
    let mut found = items::<Event<Problem>>(&EVENTS, "application/json", &body);
    assert_eq!(found.len(), 1);
    let Err(Error::Decode(it)) = found.remove(0) else { panic!("it was read") };
    assert_eq!(it.bytes.as_ref(), b"{\n\"id\": 1\n}");
}

#[test]
fn an_error_response_is_an_error_of_the_call() {
    let transport = MemoryTransport::responding(404, &[], "{\"code\":\"gone\"}");
    let call = client(&transport).call(&LOGS);
    let error = block_on(call.items::<i64, Problem>()).unwrap_err();
    assert_eq!(error.api().map(|it| it.code.as_str()), Some("gone"));
}

#[test]
fn collect_gives_all_up_to_the_first_error() {
    let collect = |body: &'static str| {
        let transport = MemoryTransport::responding(200, &[], body);
        let items = block_on(client(&transport).call(&LOGS).items_response::<i64, Never>());
        block_on(items.unwrap().into_body().collect()).map_err(|it| it.status())
    };
    assert_eq!(collect("1\n2\n"), Ok(vec![1, 2]));
    assert_eq!(collect("1\nx\n2\n"), Err(Some(200)));
}

#[test]
fn another_media_type_is_asked_for_by_another_static() {
    static LINES: Operation = Operation { accept: "text/plain", ..TEXT };
    static TEXT: Operation = Operation {
        name: "text",
        path: "/text",
        accept: "application/json",
        responses: &[ResponseSpec::text(Status::Code(200))],
        ..Operation::BASE
    };
    let transport = MemoryTransport::responding(200, &[], "plain");
    let call = || {
        let call = client(&transport).call(&TEXT).query("a", &1);
        call.accept(&LINES).request::<String, Never>()
    };
    assert_eq!(block_on(call().into_future()).unwrap(), "plain");
    assert_eq!(block_on(call().send()).unwrap().body(), "plain");
    assert_eq!(
        transport.requests()[1].to_text(),
        "GET https://x.test/text?a=1\naccept: text/plain\n\n"
    );
}
