//! Bodies of requests that aren't in memory, against a server that looks at each byte as it comes.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use clientwright_runtime::{
    Body, Error, FilePart, Never, TransportError, TransportErrorKind,
    bytes::Bytes,
    codegen::Client,
    testing::{Canned, MemoryTransport, block_on},
};
use futures_core::Stream;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
    time::timeout,
};

use crate::{
    loopback::{Loopback, Step},
    support::{POST, client},
};

/// A stream of what the test says.
struct Fed(UnboundedReceiver<io::Result<&'static str>>);

fn fed() -> (UnboundedSender<io::Result<&'static str>>, Fed) {
    let (sender, receiver) = unbounded_channel();
    (sender, Fed(receiver))
}

impl Stream for Fed {
    type Item = io::Result<&'static str>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

/// A stream that is there at once, and counts what was taken of it.
#[derive(Clone)]
struct Counted {
    chunks: std::vec::IntoIter<Bytes>,
    taken: Arc<AtomicUsize>,
}

impl Counted {
    fn new(chunks: Vec<Bytes>) -> Self {
        Self { chunks: chunks.into_iter(), taken: Arc::default() }
    }

    fn of(texts: &[&'static str]) -> Self {
        Self::new(texts.iter().copied().map(Bytes::from).collect())
    }

    fn again(self) -> Body {
        Body::from_fn(move || self.clone())
    }
}

impl Stream for Counted {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = self.chunks.next();
        self.taken.fetch_add(chunk.as_ref().map_or(0, Bytes::len), Ordering::SeqCst);
        Poll::Ready(chunk.map(Ok))
    }
}

/// A server for one request, which the test reads by hand.
struct Peer(TcpListener);

impl Peer {
    async fn start() -> (Self, Client) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        (Self(listener), client_at(&origin))
    }

    async fn accept(self) -> Connection {
        let (stream, _) = self.0.accept().await.unwrap();
        Connection { stream, seen: Vec::new() }
    }
}

fn client_at(origin: &str) -> Client {
    crate::transports::client(origin).build().unwrap()
}

struct Connection {
    stream: TcpStream,
    seen: Vec<u8>,
}

impl Connection {
    /// What came up to the end of this text, and is gone then.
    async fn until(&mut self, text: &str) -> String {
        loop {
            let found = self.seen.windows(text.len()).position(|it| it == text.as_bytes());
            if let Some(at) = found {
                let rest = self.seen.split_off(at + text.len());
                return String::from_utf8(std::mem::replace(&mut self.seen, rest)).unwrap();
            }
            assert!(self.more().await > 0, "{text:?} never came");
        }
    }

    async fn more(&mut self) -> usize {
        let mut chunk = vec![0; 1 << 16];
        let read = timeout(Duration::from_secs(20), self.stream.read(&mut chunk));
        let n_read = read.await.expect("nothing more came in time").unwrap_or(0);
        self.seen.extend_from_slice(&chunk[..n_read]);
        n_read
    }

    /// All that comes until the client hangs up.
    async fn rest(mut self) -> String {
        while self.more().await > 0 {}
        String::from_utf8(self.seen).unwrap()
    }

    async fn done(mut self) {
        self.stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
    }
}

fn send(client: &Client, body: Body) -> JoinHandle<Result<(), Error>> {
    tokio::spawn(client.call(&POST).bytes("text/plain", body).body::<(), Never>())
}

fn failure(sent: Result<(), Error>) -> TransportError {
    match sent {
        Err(Error::Transport(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_stream_is_sent_while_it_is_made() {
    let (peer, client) = Peer::start().await;
    let (say, stream) = fed();
    let sent = send(&client, Body::stream(stream));
    let mut connection = peer.accept().await;
    let head = connection.until("\r\n\r\n").await;
    assert!(head.contains("\r\ntransfer-encoding: chunked\r\n"), "{head}");
    assert!(!head.contains("content-length"), "{head}");
    for text in ["one", "two"] {
        // The next isn't even made before this one is here.
        say.send(Ok(text)).unwrap();
        assert_eq!(connection.until(&format!("{text}\r\n")).await, format!("3\r\n{text}\r\n"));
    }
    drop(say);
    assert_eq!(connection.until("0\r\n\r\n").await, "0\r\n\r\n");
    connection.done().await;
    sent.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_stream_of_known_length_says_so() {
    let (peer, client) = Peer::start().await;
    let (say, stream) = fed();
    let sent = send(&client, Body::stream(stream).with_content_length(6));
    let mut connection = peer.accept().await;
    let head = connection.until("\r\n\r\n").await;
    assert!(head.contains("\r\ncontent-length: 6\r\n"), "{head}");
    assert!(!head.contains("transfer-encoding"), "{head}");
    say.send(Ok("one")).unwrap();
    assert_eq!(connection.until("one").await, "one");
    say.send(Ok("two")).unwrap();
    assert_eq!(connection.until("two").await, "two");
    connection.done().await;
    sent.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_stream_that_fails_breaks_the_request_off() {
    let (peer, client) = Peer::start().await;
    let (say, stream) = fed();
    let sent = send(&client, Body::stream(stream));
    let mut connection = peer.accept().await;
    say.send(Ok("one")).unwrap();
    connection.until("one\r\n").await;
    say.send(Err(io::Error::other("the disk is gone"))).unwrap();
    // Without its last chunk nobody takes it for a whole body.
    assert_eq!(connection.rest().await, "");
    let error = failure(sent.await.unwrap());
    assert_eq!((error.kind(), error.is_connect()), (TransportErrorKind::RequestBody, false));
    let message = error.to_string();
    assert!(
        message.ends_with("the stream of the request's body failed: the disk is gone"),
        "{message}"
    );
}

#[tokio::test]
async fn a_stream_of_another_length_than_said_breaks_the_request_off() {
    for (texts, message) in [
        (&["12", "345"], "the request's body is longer than its 4 bytes"),
        (&["12", "3"], "the request's body ended after 3 of 4 bytes"),
    ] {
        let (peer, client) = Peer::start().await;
        let sent = send(&client, Body::stream(Counted::of(texts)).with_content_length(4));
        let rest = peer.accept().await.rest().await;
        assert!(!rest.ends_with("1234"), "{rest}");
        let error = failure(sent.await.unwrap());
        assert_eq!(error.kind(), TransportErrorKind::RequestBody);
        assert!(error.to_string().ends_with(message), "{error}");
    }
}

#[tokio::test]
async fn a_slow_server_slows_the_stream_down() {
    let (peer, client) = Peer::start().await;
    let stream = Counted::new(vec![Bytes::from(vec![b'x'; 1 << 20]); 64]);
    let taken = Arc::clone(&stream.taken);
    let sent = send(&client, stream.again());
    let mut connection = peer.accept().await;
    connection.until("\r\n\r\n").await;
    // What the operating system keeps under way is far less than the body.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(taken.load(Ordering::SeqCst) < 32 << 20, "{taken:?}");
    sent.abort();
}

#[test]
fn a_stream_that_was_sent_is_an_error_and_no_empty_body() {
    let transport = MemoryTransport::responding(204, &[], "");
    let body = Body::stream(Counted::of(&["a", "b"]));
    assert!(!body.is_replayable());
    let send = |body: &Body| {
        let call = client(&transport).call(&POST).bytes("text/plain", body.clone());
        block_on(call.body::<(), Never>())
    };
    send(&body).unwrap();
    let error = failure(send(&body));
    assert_eq!(error.kind(), TransportErrorKind::RequestBody);
    assert!(error.to_string().ends_with("can be sent only once, and it was"), "{error}");
    let [request] = <[_; 1]>::try_from(transport.requests()).unwrap();
    assert!(request.to_text().ends_with("\n\nab"), "{}", request.to_text());
}

#[tokio::test]
async fn only_what_can_be_sent_again_follows_a_redirect() {
    let server = Loopback::start(|request| {
        vec![if request.starts_with("POST /any ") {
            Step::redirect(307, "/other")
        } else {
            Step::response(204, &[], b"")
        }]
    })
    .await;
    let client = client_at(&server.origin);
    let stream = || Counted::of(&["a", "b"]);
    let once = || Body::stream(stream()).with_content_length(2);
    let error = send(&client, once()).await.unwrap().unwrap_err();
    assert_eq!(error.status(), Some(307));
    let form = client.call(&POST).file("a", FilePart::new("b", once())).body::<(), Never>();
    assert_eq!(form.await.unwrap_err().status(), Some(307), "one such part is enough");
    assert_eq!(server.requests().len(), 2);
    send(&client, stream().again().with_content_length(2)).await.unwrap().unwrap();
    let bodies: Vec<_> = server
        .requests()
        .split_off(2)
        .iter()
        .map(|it| it.split_once("\n\n").unwrap().1.to_owned())
        .collect();
    assert_eq!(bodies, ["ab", "ab"]);
}

#[tokio::test]
async fn a_form_sends_a_file_as_it_reads_it() {
    const LENGTH: usize = 50 << 20;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.bin");
    let content: Vec<u8> = (0..=250).cycle().take(LENGTH).collect();
    std::fs::write(&path, &content).unwrap();

    let (peer, client) = Peer::start().await;
    let file = FilePart::from_path(&path).unwrap().content_type("video/mp4");
    assert_eq!(file.body.content_length(), Some(LENGTH as u64));
    let call = client.call(&POST).part("title", &"Zoë".to_owned()).file("video", file);
    let sent = tokio::spawn(call.body::<(), Never>());
    let mut connection = peer.accept().await;
    let head = connection.until("\r\n\r\n").await;
    let line = |name: &str| head.lines().find_map(|it| it.strip_prefix(name)).unwrap().to_owned();
    let boundary = line("content-type: multipart/form-data; boundary=");
    let start = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"title\"\r\nContent-Type: text/plain\r\n\r\nZoë\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"video\"; filename=\"big.bin\"\r\n\
         Content-Type: video/mp4\r\n\r\n"
    );
    let end = format!("\r\n--{boundary}--\r\n");
    let length = start.len() + LENGTH + end.len();
    assert_eq!(line("content-length: "), length.to_string());
    while connection.seen.len() < length {
        assert!(connection.more().await > 0);
    }
    assert_eq!(connection.seen[..start.len()], *start.as_bytes());
    assert!(connection.seen[start.len()..][..LENGTH] == content, "the file came as it is");
    assert_eq!(connection.seen[start.len() + LENGTH..], *end.as_bytes());
    connection.done().await;
    sent.await.unwrap().unwrap();
}

#[test]
fn a_file_is_in_memory_chunk_by_chunk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.bin");
    std::fs::File::create(&path).unwrap().set_len(10 << 20).unwrap();
    let body = Body::from_path(&path).unwrap();
    assert!(body.is_replayable());
    for _ in 0..2 {
        let (mut chunks, mut sizes) = (body.chunks(), Vec::new());
        while let Some(chunk) = block_on(std::future::poll_fn(|cx| chunks.poll_chunk(cx))).unwrap()
        {
            sizes.push(chunk.len());
        }
        assert_eq!(sizes, vec![64 << 10; 160]);
    }
}

#[test]
fn a_file_that_is_gone_or_has_grown_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    assert_eq!(Body::from_path(&path).unwrap_err().kind(), io::ErrorKind::NotFound);
    assert!(Body::from_path(folder.path()).is_err());
    std::fs::write(&path, "hello").unwrap();
    let body = Body::from_path(&path).unwrap();
    std::fs::write(&path, "hello!").unwrap();
    let error = block_on(body.bytes()).unwrap_err();
    assert_eq!(error.to_string(), "the request's body is longer than its 5 bytes");
    std::fs::remove_file(&path).unwrap();
    let error = block_on(body.bytes()).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::RequestBody);
    assert!(error.to_string().starts_with("the file to send can't be read: "), "{error}");
}

/// A pipe that nobody has written to yet keeps its reader waiting.
#[cfg(unix)]
#[test]
fn reading_a_file_does_not_stop_the_executor() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let (done, is_done) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let bytes = runtime.block_on(async {
            let body = Body::from_path(&path).unwrap();
            assert_eq!(body.content_length(), None);
            let read = tokio::spawn(async move { body.bytes().await });
            let write = tokio::spawn(async move {
                // This task gets its turn although the other one waits.
                std::fs::OpenOptions::new().write(true).open(&path).unwrap()
            });
            io::Write::write_all(&mut write.await.unwrap(), b"hello").unwrap();
            read.await.unwrap()
        });
        done.send(bytes).unwrap();
    });
    let bytes = is_done.recv_timeout(Duration::from_secs(20)).expect("the executor is stuck");
    assert_eq!(bytes.unwrap(), "hello");
}

#[test]
fn a_boundary_for_what_cannot_be_seen_yet_follows_from_what_is_known() {
    let boundary = |name: &str, length: u64| {
        let transport = MemoryTransport::responding(204, &[], "");
        let body = Counted::of(&["ab", "c"]).again().with_content_length(length);
        let call = client(&transport).call(&POST).file("a", FilePart::new(name, body));
        let sent = block_on(call.body::<(), Never>());
        sent.unwrap();
        let request = transport.requests().remove(0);
        let content_type = request.headers.get("content-type").unwrap().to_owned();
        content_type.strip_prefix("multipart/form-data; boundary=").unwrap().to_owned()
    };
    let first = boundary("x", 3);
    assert_eq!(first.len(), "clientwright-form-data-".len() + 16);
    assert_eq!(first, boundary("x", 3), "the same call writes the same bytes");
    assert_ne!(first, boundary("y", 3));
}

#[test]
fn a_file_cannot_add_parts_to_its_form() {
    let transport = MemoryTransport::with(|_| Ok(Canned::new(204)));
    let send = |texts: &[&'static str]| {
        let file = FilePart::new("x", Body::stream(Counted::of(texts)));
        block_on(client(&transport).call(&POST).file("a", file).body::<(), Never>())
    };
    send(&["harmless"]).unwrap();
    let text = transport.requests().remove(0).to_text();
    let boundary: &'static str =
        text.lines().find_map(|it| it.split_once("boundary=")).unwrap().1.to_owned().leak();
    let injected: &'static str =
        format!("\r\n--{boundary}\r\nContent-Disposition: form-data").leak();
    for at in 0..=injected.len() {
        let (head, tail) = injected.split_at(at);
        let error = failure(send(&[head, tail]));
        assert_eq!(error.kind(), TransportErrorKind::RequestBody, "cut at {at}");
        assert!(error.to_string().ends_with("whose end it would be"), "{error}");
    }
    let one_by_one: Vec<&str> = injected.split_inclusive(|_: char| true).collect();
    failure(send(&one_by_one));
    // Neither does what only begins like it.
    send(&[&injected[..injected.len() / 2], "x", boundary.split_at(9).0]).unwrap();
}

#[test]
fn a_body_shows_nothing_of_its_content() {
    let body = Body::from("s3cret");
    let file = FilePart::new("a", "s3cret");
    let debug = format!("{body:?} {file:?}");
    assert!(!debug.contains("s3cret"), "{debug}");
    let call = client(&MemoryTransport::responding(204, &[], "")).call(&POST);
    assert!(!format!("{:?}", call.bytes("text/plain", body)).contains("s3cret"));
}
