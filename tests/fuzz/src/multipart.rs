//! Forms in parts: what a server that follows RFC 2046 and RFC 7578 finds in them is what was put in.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use clientwright_runtime::{
    Body, Error, FilePart, Never, TransportError,
    codegen::{Client, Operation, ResponseSpec, Server, Status},
    testing::{MemoryTransport, block_on},
};

static FORM: Operation = Operation {
    name: "form",
    method: "POST",
    path: "/form",
    responses: &[ResponseSpec::empty(Status::Code(204))],
    ..Operation::BASE
};

/// Parts, each ended by a zero byte: the first of a pair is the name of a file, the second what is in it.
///
/// # Panics
///
/// When a promise is broken.
pub fn multipart(text: &[u8]) {
    let pieces: Vec<&[u8]> = text.split(|it| *it == 0).collect();
    let files: Vec<(String, &[u8])> = pieces
        .chunks(2)
        .map(|it| {
            let name = it.first().copied().unwrap_or_default();
            (String::from_utf8_lossy(name).into_owned(), it.get(1).copied().unwrap_or_default())
        })
        .collect();
    let in_memory = send(&files, |it| it.to_vec().into());
    assert!(in_memory.is_some(), "what is in memory can be sent whatever it is");
    for size in [1, 5, 64, text.len().max(1)] {
        // A stream is read but once, so that one which holds the boundary is not sent at all.
        send(&files, |it| {
            let chunks = it.chunks(size).map(<[u8]>::to_vec).collect::<Vec<_>>();
            Body::from_fn(move || Chunks(chunks.clone().into_iter()))
        });
    }
}

/// Sends the files in a form and asserts that they came; `None` where nothing was sent.
fn send(files: &[(String, &[u8])], body: impl Fn(&[u8]) -> Body) -> Option<()> {
    let transport = MemoryTransport::responding(204, &[], "");
    let client = Client::builder(Server::custom("https://x.test"));
    let client = client.transport(Arc::clone(&transport) as _).build().ok()?;
    let mut call = client.call(&FORM).multipart_body();
    for (name, content) in files {
        call = call.file(name, FilePart::new(name.as_str(), body(content)));
    }
    let sent: Result<(), Error<Never>> = block_on(call.body());
    let requests = transport.requests();
    let request = requests.first()?;
    sent.ok()?;
    let content_type = request.headers.get("content-type").unwrap_or_default();
    let (_, boundary) = content_type.split_once("boundary=").unwrap_or_default();
    let is_token = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
    assert!(!boundary.is_empty() && boundary.len() <= 70 && boundary.bytes().all(is_token));
    let found = parts(request.body.as_bytes().map_or(&[], |it| it), boundary);
    let found: Vec<(&str, &[u8])> = found.iter().map(|(name, it)| (name.as_str(), *it)).collect();
    let expected: Vec<(String, &[u8])> =
        files.iter().map(|(it, body)| (quoted(it), *body)).collect();
    let expected: Vec<(&str, &[u8])> =
        expected.iter().map(|(name, it)| (name.as_str(), *it)).collect();
    assert_eq!(found, expected, "the parts by the boundary `{boundary}`");
    Some(())
}

/// The names and contents of the parts between the delimiters (RFC 2046, section 5.1.1).
fn parts<'b>(body: &'b [u8], boundary: &str) -> Vec<(String, &'b [u8])> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut rest = body;
    let mut part = None;
    while let Some(at) = find(rest, delimiter.as_bytes()) {
        let (before, after) = rest.split_at(at);
        if let Some(head) = part.take() {
            let content = before.strip_suffix(b"\r\n");
            assert!(content.is_some(), "a delimiter begins a line");
            parts.push((head, content.unwrap_or_default()));
        }
        let after = after.get(delimiter.len()..).unwrap_or_default();
        if after.starts_with(b"--") {
            assert_eq!(after, b"--\r\n", "nothing comes after the end");
            return parts;
        }
        let end = find(after, b"\r\n\r\n").unwrap_or(0);
        let (head, content) = after.split_at(end);
        part = Some(name(&String::from_utf8_lossy(head)));
        rest = content.get(4..).unwrap_or_default();
    }
    panic!("the form has no end: {}", String::from_utf8_lossy(body));
}

/// The name that a part's head gives it, which has no other lines than those that each has.
fn name(head: &str) -> String {
    let lines: Vec<&str> = head.split("\r\n").collect();
    let [_, disposition, content_type] = lines.as_slice() else { panic!("{head:?}") };
    assert_eq!(*content_type, "Content-Type: application/octet-stream");
    let rest = disposition.strip_prefix("Content-Disposition: form-data; name=\"");
    rest.and_then(|it| it.split('"').next()).unwrap_or_default().to_owned()
}

/// As WHATWG HTML, "multipart form data", writes a name.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|it| it == word)
}

/// A stream that is there at once.
struct Chunks(std::vec::IntoIter<Vec<u8>>);

impl futures_core::Stream for Chunks {
    type Item = Result<Vec<u8>, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

/// What means something in a form.
pub(crate) const WORDS: &[&str] = &[
    "\0",
    "\r\n",
    "\r",
    "\n",
    "--",
    "\"",
    "clientwright-form-data",
    "--clientwright-form-data",
    "\r\n--clientwright-form-data--\r\n",
    "clientwright-form-data-1",
    "clientwright-form-data-2",
    "; filename=\"",
    "%22",
    "é",
    "\u{feff}",
];
