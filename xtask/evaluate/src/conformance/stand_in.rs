//! In place of `clientwright_runtime::testing`: what the wire tests send goes to a mock over HTTP, and what came of each
//! call is printed, a JSON object a line.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::sync::Arc;
use std::time::Duration;

use clientwright_runtime::blocking::Wait;
use clientwright_runtime::bytes::Bytes;
use clientwright_runtime::serde_json::{Map, Value, json};
use clientwright_runtime::{
    Body, BoxFuture, Error, Headers, HttpTransport, ObservedCall, Observer, Request, Transport,
    TransportError, TransportResponse,
};

/// What the tests assert is about responses that they know.
#[allow(unused_macros)]
macro_rules! assert {
    ($($it:tt)*) => {
        ()
    };
}

#[allow(unused_macros)]
macro_rules! assert_eq {
    ($($it:tt)*) => {
        ()
    };
}

thread_local! {
    /// What is known of the last call.
    static CALL: RefCell<Map<String, Value>> = RefCell::default();
    /// The test that runs.
    static TEST: Cell<&'static str> = const { Cell::new("") };
    /// The path of the last call as the description has it.
    static PATH: Cell<&'static str> = const { Cell::new("") };
}

fn note(key: &str, value: impl Into<Value>) {
    CALL.with_borrow_mut(|it| it.insert(key.to_owned(), value.into()));
}

/// Prints what is known of the last call, and begins another one.
fn next_call() {
    let call = CALL.take();
    if !call.is_empty() {
        println!("{}", Value::Object(call));
    }
}

/// Makes the calls of the tests.
pub(crate) fn run(tests: &'static [(&'static str, fn())]) {
    std::panic::set_hook(Box::new(|_| {}));
    let all = move || {
        for (name, test) in tests {
            TEST.set(name);
            if std::panic::catch_unwind(test).is_err() {
                note("panicked", true);
            }
            next_call();
        }
    };
    // Types nest deep; a thread's usual two megabytes are little.
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(all);
    thread.expect("a thread").join().expect("all tests are caught");
}

/// Hears which operation is called.
pub(crate) struct Listener;

impl Observer for Listener {
    fn call_started(&self, call: &ObservedCall) {
        next_call();
        PATH.set(call.path);
        note("test", TEST.get());
        note("method", &*call.method);
        note("path", call.path);
    }
}

/// Sends requests to the mock.
#[derive(Debug)]
pub(crate) struct MemoryTransport {
    network: HttpTransport,
    mock: String,
    prefer: String,
}

impl MemoryTransport {
    /// The response is the mock's, and not this one.
    pub(crate) fn responding(_: u16, _: &[(&str, &str)], _: impl Sized) -> Arc<Self> {
        let [mock, prefer] = ["CONFORMANCE_MOCK", "CONFORMANCE_PREFER"]
            .map(|it| std::env::var(it).unwrap_or_default());
        Arc::new(Self { network: HttpTransport::new().expect("a transport"), mock, prefer })
    }

    /// One that says nothing, for who compares it.
    pub(crate) fn requests(&self) -> Vec<Request> {
        vec![Request::new("", "")]
    }
}

impl Transport for MemoryTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            let mut request = request;
            let body = request.body.bytes().await?;
            request.url = format!("{}{}", self.mock, below_server(&request.url, PATH.get()));
            note("url", &*request.url);
            note("sent", json!({ "headers": pairs(&request.headers), "body": text(&body) }));
            request.body = Body::from(body);
            request.headers.append("prefer", &self.prefer);
            let mut response = self.network.send(request).await?;
            let mut body = Vec::new();
            while let Some(chunk) = poll_fn(|cx| response.body.poll_chunk(cx)).await? {
                body.extend_from_slice(&chunk);
            }
            let headers = pairs(&response.headers);
            note(
                "response",
                json!({ "status": response.status, "headers": headers, "body": text(&body) }),
            );
            Ok(TransportResponse::new(response.status, response.headers, Box::new(Bytes::from(body))))
        })
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// The path and the query of `url` without the server's path: what is left has as many segments as the template.
fn below_server<'a>(url: &'a str, template: &str) -> &'a str {
    let (path, _) = url.split_once('?').unwrap_or((url, ""));
    let n = template.split('?').next().unwrap_or_default().matches('/').count();
    let slash = n.checked_sub(1).and_then(|n| path.rmatch_indices('/').nth(n));
    slash.map_or("/", |(at, _)| &url[at..])
}

fn pairs(headers: &Headers) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}

/// Waits for a call, or for the items of its response, and notes how it ended.
pub(crate) fn block_on<T, E: fmt::Debug>(
    call: impl IntoFuture<Output = Result<T, Error<E>>>,
) -> Result<T, Error<E>> {
    let result = call.wait();
    let how = match &result {
        Ok(_) => "read",
        Err(Error::Api(_)) => "documented",
        Err(Error::UnexpectedResponse(it)) if it.error.is_none() => "undocumented",
        Err(Error::UnexpectedResponse(_) | Error::Decode(_) | Error::TooLarge(_)) => "unreadable",
        Err(_) => "unsent",
    };
    note("end", how);
    if let Err(error) = &result {
        note("message", format!("{error:#}"));
    }
    result
}
