//! Streams of items: however a body is cut into chunks, the same items come of it.

use std::sync::Arc;

use clientwright_runtime::{
    Error, Event, Item, Items, Never,
    codegen::{Client, Operation, ResponseSpec, Server, Status},
    testing::{Canned, MemoryTransport, block_on},
};
use serde_json::Value;

static STREAM: Operation = Operation {
    name: "stream",
    path: "/stream",
    responses: &[ResponseSpec::items(Status::Code(200))],
    ..Operation::BASE
};

/// A byte that says how items are kept apart, one that says where the body is cut, and the body.
///
/// # Panics
///
/// When a promise is broken.
pub fn events(text: &[u8]) {
    let [framing, seed, body @ ..] = text else { return };
    let media_type = ["text/event-stream", "application/x-ndjson", "application/json-seq"]
        .get(usize::from(*framing))
        .copied()
        .unwrap_or("text/event-stream");
    let cuts = [body.len().max(1), 1, 2 + usize::from(*seed % 7), 1 + usize::from(*seed)];
    let mut found = cuts.iter().map(|size| {
        let chunks: Vec<&[u8]> = body.chunks(*size).collect();
        (items::<Event<String>>(media_type, &chunks), items::<Value>(media_type, &chunks))
    });
    let whole = found.next().unwrap_or_default();
    for cut in found {
        assert_eq!(cut, whole, "{media_type}: other items where the body is cut");
    }
    if media_type == "text/event-stream" {
        let expected = expected(&String::from_utf8_lossy(body));
        assert_eq!(whole.0.len(), expected.len(), "{:?} instead of {expected:?}", whole.0);
        for (item, expected) in whole.0.iter().zip(&expected) {
            // Text that isn't UTF-8 is an error, which has its data; other items come after it.
            let is_error = item.starts_with("error") && expected.contains('\u{fffd}');
            assert!(item == expected || is_error, "{item:?} instead of {expected:?}");
        }
    }
}

/// The items that come of these chunks, or what is wrong with each.
fn items<T: Item + std::fmt::Debug>(media_type: &str, chunks: &[&[u8]]) -> Vec<String> {
    let mut canned = Canned::new(200).header("content-type", media_type);
    for chunk in chunks {
        canned = canned.body(chunk.to_vec());
    }
    let transport = MemoryTransport::in_order([canned]);
    let client =
        Client::builder(Server::custom("https://x.test")).transport(Arc::clone(&transport) as _);
    let Ok(client) = client.build() else { return Vec::new() };
    let opened: Result<Items<T>, Error<Never>> = block_on(client.call(&STREAM).items());
    let Ok(mut items) = opened else { return vec!["no stream".to_owned()] };
    let mut found = Vec::new();
    while let Some(item) = block_on(items.next()) {
        found.push(match item {
            Ok(item) => format!("{item:?}"),
            Err(error) => format!("error: {error:?}"),
        });
    }
    found
}

/// The events of a stream, read as WHATWG HTML, section 9.2.6, has it, line by line of the whole text.
///
/// As in the runtime, an event that isn't ended counts, and `[DONE]` ends the stream.
fn expected(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (mut id, mut event, mut retry, mut data) = (None, None, None, None::<String>);
    let mut found = Vec::new();
    for line in text.split('\n').chain([""]) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            _ if line.is_empty() => {
                let (event, retry) = (event.take(), retry.take());
                let Some(data) = data.take() else { continue };
                if data.trim_ascii() == "[DONE]" {
                    break;
                }
                let data = match serde_json::from_str(&data) {
                    Ok(Value::String(text)) => text,
                    _ => data,
                };
                found.push(format!("{:?}", Fields { id: id.clone(), event, data, retry }));
            }
            "data" => data = Some(data.map_or(value.to_owned(), |it| format!("{it}\n{value}"))),
            "event" => event = Some(value.to_owned()).filter(|it| !it.is_empty()),
            "id" if !value.contains('\0') => id = Some(value.to_owned()),
            "retry" if !value.is_empty() && value.bytes().all(|it| it.is_ascii_digit()) => {
                retry = value.parse::<u64>().ok();
            }
            _ => {}
        }
    }
    found.into_iter().map(|it| it.replacen("Fields", "Event", 1)).collect()
}

/// As the runtime's event is shown.
#[derive(Debug)]
#[expect(dead_code, reason = "it is made to be shown")]
struct Fields {
    id: Option<String>,
    event: Option<String>,
    data: String,
    retry: Option<u64>,
}

/// What means something in a stream.
pub(crate) const WORDS: &[&str] = &[
    "data:",
    "data: ",
    "data",
    "id: 1",
    "id",
    "event: a",
    "retry: 10",
    "retry: 99999999999999999999",
    ":",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\r\r",
    "\r\n\r\n",
    "\u{feff}",
    "\u{1e}",
    "{\"a\": 1}",
    "[",
    "]",
    "\"",
    "\\\"",
    "[DONE]",
    "7",
    "null",
    " ",
    "\0",
    "é",
];
