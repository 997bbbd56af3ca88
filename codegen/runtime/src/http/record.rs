//! A transport that records what passes another one, as HAR 1.2.
//!
//! - In: requests and responses on their way, which are neither held back nor collected beyond a bound.
//! - Out: a file that is whole after each exchange, or the same text in memory.
//! - Holds: no credential is written; an exchange that breaks off has an entry that says so.
//!
//! Source: the HTTP Archive format 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>).

mod bodies;
mod entry;
mod sink;

use std::{
    fmt, io,
    path::Path,
    sync::{Arc, Mutex},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;

pub use self::bodies::RecordBodies;
use self::{
    entry::{Options, Seen},
    sink::Sink,
};
use super::{
    clock,
    lock::lock,
    maybe_send::BoxFuture,
    redacted::Names,
    request::Request,
    transport::{BodyStream, Transport, TransportError, TransportResponse},
};

/// Records the requests and responses of a client as a HAR 1.2 file, which browsers show, `clientwright reconcile` reads and
/// [`testing::Replay`](crate::testing::Replay) answers from.
///
/// ```
/// use clientwright_runtime::{Recorder, testing::MemoryTransport};
/// # use clientwright_runtime::{Never, Pending, testing::block_on};
/// # use clientwright_runtime::codegen::{Client, Operation, ResponseSpec, Server, Status};
/// # static PING: Operation = Operation {
/// #     name: "ping",
/// #     path: "/ping",
/// #     accept: "text/plain",
/// #     responses: &[ResponseSpec::text(Status::Code(200))],
/// #     ..Operation::BASE
/// # };
/// # fn ping(client: &Client) -> Pending<String, Never> { client.call(&PING).body() }
///
/// let recorder = Recorder::in_memory(); // or `Recorder::create("session.har")?`
/// let wrapped = recorder.clone();
/// let client = Client::builder(Server::custom("https://example.org"))
///     .transport(MemoryTransport::responding(200, &[("content-type", "text/plain")], "pong"))
///     .wrap(move |inner| wrapped.wrap(inner))
///     .build()?;
/// # block_on(ping(&client))?;
///
/// assert!(recorder.to_har().contains(r#""text":"pong""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Written are at most 10,000 exchanges, of each body at most 1 MiB, and 64 MB in all. A file can be read by its owner
/// alone, where the platform has owners. Not written, but `[redacted]`, are: headers and
/// parameters that are credentials, cookies, members of JSON and of forms with names such as `password`, `secret`,
/// `token` or `api_key`, those that are a [`Secret`](crate::Secret) in the description, and what [`redact`](Self::redact)
/// names; where a text repeats a credential of its request, there is `…`.
///
/// An exchange is written when its response has ended, by whoever reads it, in one step and behind those before it: the
/// file is whole then. If the process is killed in the middle of that, only the last line is broken, and
/// `clientwright reconcile` reads the lines before it. A response that breaks off, or that nobody reads to its end, has
/// an entry with what came and an `_error`. Of a request's body that is streamed or multipart only the size is written,
/// and of a response in another content coding than gzip, too. A segment of a path can't be redacted.
///
/// A clone is the same recording.
#[derive(Clone)]
pub struct Recorder {
    shared: Arc<Mutex<Shared>>,
    options: Options,
}

struct Shared {
    sink: Sink,
    entries: usize,
    /// How many bytes they have.
    size: usize,
    /// How many bytes of bodies are held that haven't ended.
    held: usize,
    left_out: usize,
    error: Option<io::Error>,
    /// Whether the file has failed, so that nothing more is written.
    is_broken: bool,
}

impl Recorder {
    /// Creates the file, or empties the one that is there.
    ///
    /// # Errors
    ///
    /// Returns the error of the file system. One that comes later ends the recording, never a call; see
    /// [`take_error`](Self::take_error).
    pub fn create(path: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self::new(Sink::create(path.as_ref())?))
    }

    /// Creates a recording that is no file.
    pub fn in_memory() -> Self {
        Self::new(Sink::memory())
    }

    fn new(sink: Sink) -> Self {
        let shared = Shared {
            sink,
            entries: 0,
            size: 0,
            held: 0,
            left_out: 0,
            error: None,
            is_broken: false,
        };
        let options = Options {
            bodies: RecordBodies::All,
            body_limit: 1 << 20,
            entry_limit: 10_000,
            size_limit: SIZE,
            names: Names::default(),
        };
        Self { shared: Arc::new(Mutex::new(shared)), options }
    }

    /// Sets which bodies are kept; all unless set.
    #[must_use]
    pub fn bodies(mut self, bodies: RecordBodies) -> Self {
        self.options.bodies = bodies;
        self
    }

    /// Sets how many bytes of a body are kept; 1 MiB unless set.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.options.body_limit = bytes;
        self
    }

    /// Sets how many exchanges are written; 10,000 unless set.
    #[must_use]
    pub fn entry_limit(mut self, entries: usize) -> Self {
        self.options.entry_limit = entries;
        self
    }

    /// Sets how many bytes the whole recording may have, and how many bytes of bodies are held at a time until they have
    /// ended; 64 MB unless set. An exchange that would be too much is left out, and of a body what is too much.
    #[must_use]
    pub fn size_limit(mut self, bytes: usize) -> Self {
        self.options.size_limit = bytes;
        self
    }

    /// Redacts headers, parameters and members of this name, too; case, hyphens and underscores make no difference.
    #[must_use]
    pub fn redact(mut self, name: &str) -> Self {
        self.options.names.add(name);
        self
    }

    /// Puts the recorder around a transport.
    pub fn wrap(&self, inner: Arc<dyn Transport>) -> Arc<dyn Transport> {
        Arc::new(Recording { inner, recorder: self.clone() })
    }

    /// Returns what a recording in memory has so far; of a file it is empty.
    pub fn to_har(&self) -> String {
        lock(&self.shared).sink.text()
    }

    /// Returns how many exchanges were left out, because there were too many, they were too large, or the file has failed.
    pub fn left_out(&self) -> usize {
        lock(&self.shared).left_out
    }

    /// Takes the error that ended the recording, if one did.
    pub fn take_error(&self) -> Option<io::Error> {
        lock(&self.shared).error.take()
    }

    /// Makes room for so many bytes of a body on its way, or for as many as there is room.
    fn hold(&self, bytes: usize) -> usize {
        let mut shared = lock(&self.shared);
        let bytes = bytes.min(self.options.size_limit.saturating_sub(shared.held));
        shared.held += bytes;
        bytes
    }

    /// Gives it back.
    fn release(&self, bytes: usize) {
        let mut shared = lock(&self.shared);
        shared.held = shared.held.saturating_sub(bytes);
    }

    /// Writes an entry, if there is still room.
    fn write(&self, entry: impl FnOnce() -> String) {
        let mut shared = lock(&self.shared);
        if shared.is_broken || shared.entries >= self.options.entry_limit {
            shared.left_out += 1;
            return;
        }
        shared.entries += 1;
        drop(shared);
        // Nobody waits while the texts are looked through.
        let entry = entry();
        let mut shared = lock(&self.shared);
        let size = shared.size.saturating_add(entry.len());
        if shared.is_broken || size > self.options.size_limit {
            shared.left_out += 1;
            return;
        }
        shared.size = size;
        if let Err(error) = shared.sink.append(&entry) {
            shared.is_broken = true;
            shared.error = Some(error);
        }
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("options", &self.options).finish_non_exhaustive()
    }
}

/// How large a recording gets: what `clientwright reconcile` reads.
const SIZE: usize = 64_000_000;

/// The transport around another.
#[derive(Debug)]
struct Recording {
    inner: Arc<dyn Transport>,
    recorder: Recorder,
}

impl Transport for Recording {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let seen = Seen::new(&request);
        let begun = clock::now();
        Box::pin(async move {
            let mut kept = Kept { recorder: self.recorder.clone(), seen: Some(seen) };
            let sent = self.inner.send(request).await;
            let headed = clock::now();
            if let Some(seen) = &mut kept.seen {
                seen.waited = headed.saturating_sub(begun);
            }
            match sent {
                Ok(mut response) => {
                    if let Some(seen) = &mut kept.seen {
                        seen.status = response.status;
                        seen.headers = response.headers.clone();
                    }
                    let body = std::mem::replace(&mut response.body, Box::new(Bytes::new()));
                    response.body = Box::new(Recorded { inner: body, kept, headed });
                    Ok(response)
                }
                Err(error) => {
                    kept.finish(Some(error.message()));
                    Err(error)
                }
            }
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }
}

/// A body on its way, of which a part is kept.
struct Recorded {
    inner: Box<dyn BodyStream>,
    kept: Kept,
    headed: Duration,
}

impl BodyStream for Recorded {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        let chunk = ready!(self.inner.poll_chunk(cx));
        let received = clock::now().saturating_sub(self.headed);
        match &chunk {
            Ok(Some(chunk)) => self.kept.add(chunk, received),
            Ok(None) => self.kept.finish(None),
            Err(error) => self.kept.finish(Some(error.message())),
        }
        Poll::Ready(chunk)
    }
}

/// An entry that is written once, at the latest when nobody wants more of the body.
struct Kept {
    recorder: Recorder,
    seen: Option<Seen>,
}

impl Kept {
    fn add(&mut self, chunk: &Bytes, received: Duration) {
        let Some(seen) = &mut self.seen else { return };
        let limit = match self.recorder.options.bodies {
            RecordBodies::None => 0,
            RecordBodies::All | RecordBodies::Text => self.recorder.options.body_limit,
        };
        seen.received = received;
        seen.size += chunk.len();
        let room = limit.saturating_sub(seen.body.len()).min(chunk.len());
        let room = self.recorder.hold(room);
        seen.body.extend_from_slice(chunk.get(..room).unwrap_or_default());
    }

    fn finish(&mut self, error: Option<&str>) {
        let Some(mut seen) = self.seen.take() else { return };
        seen.error = error.map(str::to_owned);
        self.recorder.release(seen.body.len());
        self.recorder.write(|| seen.to_json(&self.recorder.options));
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let has_head = self.seen.as_ref().is_some_and(|it| it.status != 0);
        self.finish(Some(if has_head {
            "the body was not read to its end"
        } else {
            "the call was given up before a response came"
        }));
    }
}
