//! A real HTTP/1.1 server on the loopback interface, as plain as can be: one request a connection, responses as bytes.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use clientwright_runtime::codegen::ClientBuilder;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    time::sleep,
};

/// What the server does after it has read a request; then it closes the connection.
pub(crate) enum Step {
    Send(Vec<u8>),
    Sleep(Duration),
    /// Waits until the client has closed the connection, and says so.
    UntilHungUp(Arc<Notify>),
    /// Waits until the test says so.
    WaitFor(Arc<Notify>),
    /// Breaks the connection off at once, instead of closing it as after a response.
    Reset,
}

impl Step {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Send(text.into().into_bytes())
    }

    /// A whole response with its length.
    pub(crate) fn response(status: u16, headers: &[&str], body: &[u8]) -> Self {
        let mut bytes = head(status, headers);
        let end = format!("content-length: {}\r\n\r\n", body.len());
        bytes.extend_from_slice(end.as_bytes());
        bytes.extend_from_slice(body);
        Self::Send(bytes)
    }

    /// The head of a response whose body comes in chunks, and no one knows how many.
    pub(crate) fn chunked(headers: &[&str]) -> Self {
        let mut bytes = head(200, headers);
        bytes.extend_from_slice(b"transfer-encoding: chunked\r\n\r\n");
        Self::Send(bytes)
    }

    /// A chunk of such a body; one of no bytes is its end.
    pub(crate) fn chunk(bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        Self::Send([format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat())
    }

    pub(crate) fn redirect(status: u16, location: &str) -> Self {
        Self::response(status, &[&format!("location: {location}")], b"<html>moved</html>")
    }

    /// The head of a response whose body of `length` bytes is still to come.
    pub(crate) fn head(status: u16, length: usize) -> Self {
        let mut bytes = head(status, &["content-disposition: attachment; filename=\"a.zip\""]);
        bytes.extend_from_slice(format!("content-length: {length}\r\n\r\n").as_bytes());
        Self::Send(bytes)
    }
}

fn head(status: u16, headers: &[&str]) -> Vec<u8> {
    let status = format!("HTTP/1.1 {status} X");
    let lines = [&[status.as_str(), "connection: close"], headers, &[""]].concat();
    lines.join("\r\n").into_bytes()
}

type Answer = dyn Fn(&str) -> Vec<Step> + Send + Sync;

/// A server that runs until the test ends.
pub(crate) struct Loopback {
    /// Such as `http://127.0.0.1:4321`.
    pub(crate) origin: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Loopback {
    /// One that gives every request the same response.
    pub(crate) async fn responding(
        status: u16,
        headers: &[&'static str],
        body: &'static str,
    ) -> Self {
        let headers = headers.to_vec();
        Self::start(move |_| vec![Step::response(status, &headers, body.as_bytes())]).await
    }

    pub(crate) async fn start(answer: impl Fn(&str) -> Vec<Step> + Send + Sync + 'static) -> Self {
        Self::start_at(([127, 0, 0, 1], 0).into(), answer).await
    }

    pub(crate) async fn start_at(
        address: SocketAddr,
        answer: impl Fn(&str) -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let (recorded, answer): (_, Arc<Answer>) = (Arc::clone(&requests), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&answer), Arc::clone(&recorded)));
            }
        });
        Self { origin, requests }
    }

    /// A client of it.
    pub(crate) fn builder(&self) -> ClientBuilder {
        crate::transports::client(&self.origin)
    }

    /// What was asked so far: the request line and the headers without `host`, sorted, then the body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// The value of a header of a request.
pub(crate) fn header(request: &str, name: &str) -> Option<String> {
    let start = format!("{name}: ");
    request.lines().find_map(|it| it.strip_prefix(&start)).map(str::to_owned)
}

async fn serve(mut stream: TcpStream, answer: Arc<Answer>, requests: Arc<Mutex<Vec<String>>>) {
    let Some(request) = receive(&mut stream).await else { return };
    let steps = answer(&request);
    requests.lock().unwrap().push(request);
    for step in steps {
        match step {
            // The client may have hung up; that is what some tests are about.
            Step::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() || stream.flush().await.is_err() {
                    return;
                }
            }
            Step::Sleep(duration) => sleep(duration).await,
            Step::WaitFor(notify) => notify.notified().await,
            Step::UntilHungUp(notify) => {
                while stream.read(&mut [0; 64]).await.is_ok_and(|it| it > 0) {}
                notify.notify_one();
            }
            Step::Reset => {
                let _ = stream.set_zero_linger();
                return;
            }
        }
    }
    let _ = stream.shutdown().await;
}

async fn receive(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let n_read = stream.read(&mut chunk).await.ok().filter(|it| *it > 0)?;
        bytes.extend_from_slice(&chunk[..n_read]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .find_map(|it| it.strip_prefix("content-length: "))
            .map_or(0, |it| it.parse::<usize>().unwrap());
        if body.len() >= length {
            let mut lines = head.lines();
            let line = lines.next()?.to_owned();
            let mut headers: Vec<&str> = lines.filter(|it| !it.starts_with("host: ")).collect();
            headers.sort_unstable();
            return Some(format!("{line}\n{}\n\n{body}", headers.join("\n")));
        }
    }
}
