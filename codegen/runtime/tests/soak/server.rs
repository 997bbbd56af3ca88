//! A server that misbehaves on purpose: every tenth request or so meets a fault, the same ones in each run.
//!
//! It keeps connections open as servers do, and counts for each call how often it was asked to do it, and how often it
//! did.

use std::{
    collections::BTreeMap,
    io::Write as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    time::sleep,
};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// The connection is closed before anything is done.
    Closed,
    /// It is done, and the connection is closed before a response.
    DoneAndClosed,
    /// It is done, and the connection is closed in the middle of the body.
    Cut,
    /// It is done, and the body ends before its gzip does.
    CutGzip,
    /// Refused for now, with a time to come back.
    Busy,
    /// Too many, with a time to come back.
    TooMany,
    /// Broken on the server's side.
    Broken,
    /// The head comes late and the body in two parts.
    Slow,
}

const FAULTS: [Fault; 8] = [
    Fault::Closed,
    Fault::DoneAndClosed,
    Fault::Cut,
    Fault::CutGzip,
    Fault::Busy,
    Fault::TooMany,
    Fault::Broken,
    Fault::Slow,
];

/// What the server has seen of one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// How often it was asked.
    pub(crate) asked: u32,
    /// How often it did what it was asked.
    pub(crate) done: u32,
    /// The keys that it was asked with.
    pub(crate) keys: Vec<String>,
    /// What went wrong, in order.
    pub(crate) faults: Vec<Fault>,
}

/// The server; it runs until the test ends.
pub(crate) struct Faulty {
    /// Such as `http://127.0.0.1:4321`.
    pub(crate) origin: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// By method and call.
    seen: Mutex<BTreeMap<String, Seen>>,
    random: AtomicU64,
}

impl Faulty {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::<State>::default();
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move {
                    // A broken pipe is the client's business.
                    let _ = serve(stream, &state).await;
                });
            }
        });
        Self { origin, state }
    }

    /// What was seen, by `METHOD call`.
    pub(crate) fn seen(&self) -> BTreeMap<String, Seen> {
        self.state.seen.lock().unwrap().clone()
    }
}

impl State {
    /// One in ten requests meets a fault.
    fn fault(&self) -> Option<Fault> {
        // A linear congruential generator (Knuth, MMIX): which requests fail doesn't depend on the time.
        let step = |it: u64| {
            it.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407)
        };
        let before =
            self.random.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |it| Some(step(it)));
        let random = step(before.unwrap()) >> 33;
        (random % 10 == 0).then(|| FAULTS[usize::try_from(random / 10).unwrap() % FAULTS.len()])
    }
}

struct Asked {
    name: String,
    call: String,
    key: Option<String>,
}

async fn serve(stream: TcpStream, state: &State) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(asked) = receive(&mut stream).await? {
        let fault = state.fault();
        let is_done =
            !matches!(fault, Some(Fault::Closed | Fault::Busy | Fault::TooMany | Fault::Broken));
        {
            let mut seen = state.seen.lock().unwrap();
            let seen = seen.entry(asked.name).or_default();
            seen.asked += 1;
            seen.done += u32::from(is_done);
            seen.keys.extend(asked.key);
            seen.faults.extend(fault);
        }
        if !response(stream.get_mut(), &asked.call, fault).await? {
            return Ok(());
        }
    }
    Ok(())
}

async fn receive(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Asked>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let (method, rest) = line.split_once(' ').unwrap();
    let call = rest.split(' ').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let name = format!("{method} {call}");
    let (mut length, mut key) = (0, None);
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        match name {
            "content-length" => length = value.parse().unwrap(),
            "idempotency-key" => key = Some(value.to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some(Asked { name, call, key }))
}

/// Answers, and says whether the connection goes on.
async fn response(
    stream: &mut TcpStream,
    call: &str,
    fault: Option<Fault>,
) -> std::io::Result<bool> {
    let body = format!("{{\"call\":{call},\"padding\":\"{}\"}}", "x".repeat(400));
    let head = |status: u16, headers: &str, length: usize| {
        format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\n\r\n"
        )
    };
    match fault {
        None => {
            let whole = head(200, "", body.len()) + &body;
            stream.write_all(whole.as_bytes()).await?;
        }
        Some(Fault::Closed | Fault::DoneAndClosed) => return Ok(false),
        Some(Fault::Cut) => {
            let part = head(200, "", body.len()) + &body[..100];
            stream.write_all(part.as_bytes()).await?;
            return Ok(false);
        }
        Some(Fault::CutGzip) => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(body.as_bytes())?;
            let packed = packed.finish()?;
            let part = &packed[..packed.len() - 9];
            stream
                .write_all(head(200, "content-encoding: gzip\r\n", part.len()).as_bytes())
                .await?;
            stream.write_all(part).await?;
        }
        Some(Fault::Busy) => {
            stream.write_all(head(503, "retry-after: 0\r\n", 0).as_bytes()).await?;
        }
        Some(Fault::TooMany) => {
            stream.write_all(head(429, "retry-after: 0\r\n", 0).as_bytes()).await?;
        }
        Some(Fault::Broken) => stream.write_all(head(500, "", 0).as_bytes()).await?,
        Some(Fault::Slow) => {
            sleep(Duration::from_millis(20)).await;
            stream.write_all((head(200, "", body.len()) + &body[..100]).as_bytes()).await?;
            sleep(Duration::from_millis(20)).await;
            stream.write_all(&body.as_bytes()[100..]).await?;
        }
    }
    Ok(true)
}
