//! What the tests share: a client over memory, and types as generated code would write them.

use std::{io::Write, sync::Arc, time::Duration};

use clientwright_runtime::{
    DecodeError, Error, Json, Never,
    codegen::{Call, Client, Operation, ResponseSpec, Scheme, SchemeKind, Server, Status},
    json::{ObjectWriter, Reader, Writer},
    testing::{MemoryTransport, block_on},
};
use flate2::{Compression, write::GzEncoder};

/// A scheme of tokens.
pub(crate) static TOKEN: Scheme = Scheme { name: "token", kind: SchemeKind::Bearer };

/// An operation that takes anything and documents nothing but success.
pub(crate) static ANY: Operation = Operation {
    name: "any",
    path: "/any",
    responses: &[ResponseSpec::empty(Status::Code(204))],
    ..Operation::BASE
};

/// The same with a path parameter, for a body.
pub(crate) static POST: Operation = Operation { method: "POST", ..ANY };

/// A client of `https://x.test` over this transport.
pub(crate) fn client(transport: &Arc<MemoryTransport>) -> Client {
    let transport = Arc::clone(transport);
    Client::builder(Server::custom("https://x.test")).transport(transport).build().unwrap()
}

/// What a call sends, or why it sends nothing.
pub(crate) fn sent(
    operation: &'static Operation,
    fill: impl FnOnce(Call) -> Call,
) -> Result<String, String> {
    let transport = MemoryTransport::responding(204, &[], "");
    let call = fill(client(&transport).call(operation));
    block_on(call.body::<(), Never>()).map_err(|it| it.to_string())?;
    Ok(transport.requests()[0].to_text())
}

/// A call that asks for a body of `T`, against a canned response.
pub(crate) fn response<
    T: clientwright_runtime::ResponseBody,
    E: clientwright_runtime::ResponseBody,
>(
    operation: &'static Operation,
    status: u16,
    headers: &[(&str, &str)],
    body: &'static [u8],
) -> Result<T, Error<E>> {
    let transport = MemoryTransport::responding(status, headers, body);
    block_on(client(&transport).call(operation).body())
}

/// How long was waited, each time.
pub(crate) fn seconds(transport: &MemoryTransport) -> Vec<f64> {
    transport.sleeps().iter().map(Duration::as_secs_f64).collect()
}

/// A body as a server packs it.
pub(crate) fn gzipped(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// The object of the specification's style examples.
pub(crate) struct Rgb;

impl Json for Rgb {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.skip().map(|()| Self)
    }

    fn blank() -> Self {
        Self
    }

    fn write(&self, w: &mut Writer) {
        let mut o: ObjectWriter<'_> = w.object();
        o.field("R", &100);
        o.field("G", &200);
        o.field("B", &150);
        o.end();
    }
}

/// An error body as an API documents it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Problem {
    pub(crate) code: String,
}

impl Json for Problem {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["code"], |it: &mut Self, field, r| match field {
            0 => r.field(&mut it.code),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self { code: String::new() }
    }

    fn write(&self, w: &mut Writer) {
        let mut o = w.object();
        o.field("code", &self.code);
        o.end();
    }
}
