//! Ten thousand calls, 64 at a time, through a server of which every tenth response is a fault.
//!
//! No call is lost, none is done twice that must not be, none gets another's response, and neither memory nor open files
//! grow.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use clientwright_runtime::{
    Error, HttpTransport, Never, RequestOptions, RetryPolicy, TransportErrorKind,
    codegen::{Client, Operation, ResponseSpec, Server, Status},
    serde_json::Value,
};
use tokio::{sync::Mutex, task::JoinSet};

use crate::server::{Fault, Faulty, Seen};

const CALLS: usize = 10_000;
const IN_FLIGHT: usize = 64;

static GET: Operation = Operation {
    name: "get",
    path: "/things/{id}",
    accept: "application/json",
    responses: &[ResponseSpec::json(Status::Code(200))],
    ..Operation::BASE
};

static PUT: Operation = Operation { name: "put", method: "PUT", ..GET };
static POST: Operation = Operation { name: "post", method: "POST", ..GET };
/// A `POST` that the server does once for each key.
static PAY: Operation = Operation { name: "pay", idempotency_key: Some("idempotency-key"), ..POST };

/// What the process holds is counted, so that the tests take turns.
static TURN: Mutex<()> = Mutex::const_new(());

/// What the calls came to.
#[derive(Default)]
struct Tally {
    done: AtomicUsize,
    refused: AtomicUsize,
    broken: AtomicUsize,
}

impl Tally {
    fn all(&self) -> usize {
        [&self.done, &self.refused, &self.broken].iter().map(|it| it.load(Ordering::Relaxed)).sum()
    }
}

/// Makes the call of this number, and counts what it comes to.
async fn call(client: Client, n: usize, tally: Arc<Tally>) {
    let operation = match n % 4 {
        0 | 1 => &GET,
        2 if n % 8 == 2 => &PUT,
        2 => &PAY,
        _ => &POST,
    };
    let call = client.call(operation).path("id", &(n as u64));
    let call = if operation.method == "GET" {
        call
    } else {
        call.json("application/json", &"x".repeat(300))
    };
    match call.body::<Value, Never>().await {
        Ok(body) => {
            assert_eq!(body["call"], n, "a call gets its own response");
            tally.done.fetch_add(1, Ordering::Relaxed);
        }
        Err(Error::UnexpectedResponse(response)) => {
            assert!(matches!(response.status, 429 | 500 | 503), "{response}");
            tally.refused.fetch_add(1, Ordering::Relaxed);
        }
        Err(Error::Transport(error)) => {
            assert!(!error.is_timeout() && !error.is_connect(), "{error}");
            assert_ne!(error.kind(), TransportErrorKind::Redirect, "{error}");
            tally.broken.fetch_add(1, Ordering::Relaxed);
        }
        Err(error) => panic!("call {n}: {error}"),
    }
}

/// Kilobytes that this process holds, and how many files it has open; `None` where the system doesn't say.
fn held() -> Option<(usize, usize)> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"))?;
    let kilobytes = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some((kilobytes, fs::read_dir("/proc/self/fd").ok()?.count()))
}

/// The most times that a call is sent.
const ATTEMPTS: u32 = 3;

/// What the server must not have seen, of one call.
fn check(name: &str, seen: &Seen) {
    let is_post = name.starts_with("POST ");
    let is_keyed = !seen.keys.is_empty();
    if is_post && !is_keyed {
        let refused = seen.faults.iter().filter(|it| **it == Fault::TooMany).count();
        assert!(
            usize::try_from(seen.asked).unwrap() <= 1 + refused && seen.done <= 1,
            "{name} is sent again only where the server has refused it: {seen:?}"
        );
    }
    assert!(seen.asked <= ATTEMPTS, "{name}: {seen:?}");
    if is_keyed {
        assert_eq!(seen.keys.len(), usize::try_from(seen.asked).unwrap(), "{name}: {seen:?}");
        assert!(seen.keys.iter().all(|it| *it == seen.keys[0]), "one call, one key: {seen:?}");
    }
    assert!(
        seen.asked == 1 || !seen.faults.is_empty(),
        "{name} is sent again only after a fault: {seen:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_through_a_tenth_of_faults() {
    let _turn = TURN.lock().await;
    let server = Faulty::start().await;
    let client = Client::builder(Server::custom(&server.origin))
        .transport(Arc::new(HttpTransport::without_proxy().unwrap()))
        .retry(RetryPolicy::new().backoff(Duration::from_millis(20), Duration::from_millis(100)))
        .build()
        .unwrap();

    let tally = Arc::<Tally>::default();
    let mut calls = JoinSet::new();
    let mut early = None;
    for n in 0..CALLS {
        if calls.len() == IN_FLIGHT {
            calls.join_next().await.unwrap().unwrap();
        }
        if n == CALLS / 5 {
            early = held();
        }
        calls.spawn(call(client.clone(), n, Arc::clone(&tally)));
    }
    while let Some(done) = calls.join_next().await {
        done.unwrap();
    }
    let late = held();

    let seen = server.seen();
    assert_eq!((tally.all(), seen.len()), (CALLS, CALLS), "no call is lost");
    for (name, seen) in &seen {
        check(name, seen);
    }
    let n_faults: usize = seen.values().map(|it| it.faults.len()).sum();
    assert!((CALLS / 12..CALLS / 8).contains(&n_faults), "{n_faults} faults");
    // Of those that may be sent again, one in a thousand meets three faults.
    let failed = |may_repeat: bool| {
        let is_lost = |(name, seen): &(&String, &Seen)| {
            (name.starts_with("POST ") && seen.keys.is_empty()) != may_repeat && {
                let is_fault = |it: &&Fault| **it != Fault::Slow;
                seen.faults.iter().filter(is_fault).count() == seen.asked as usize
            }
        };
        seen.iter().filter(is_lost).count()
    };
    assert!(failed(true) < CALLS / 200, "{} calls that may be repeated failed", failed(true));
    assert_eq!(tally.all() - tally.done.load(Ordering::Relaxed), failed(true) + failed(false));

    if let (Some((early, _)), Some((late, files))) = (early, late) {
        // What the server remembers of each call is in here too.
        assert!(late < early + 8_000, "from {early} to {late} kB");
        // Both ends of each connection are in this process, and some that are closing.
        assert!(files <= 4 * IN_FLIGHT, "{files} open files after {n_faults} faults");
    }
}

/// Dropping calls half-way leaves nothing behind either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_given_up_leave_nothing_behind() {
    let _turn = TURN.lock().await;
    let server = Faulty::start().await;
    let client = Client::builder(Server::custom(&server.origin))
        .transport(Arc::new(HttpTransport::without_proxy().unwrap()))
        .build()
        .unwrap()
        .with_options(RequestOptions::new().header("x-soak", "given up"));
    let before = held();
    for n in 0..1000_u64 {
        let call = client.call(&GET).path("id", &n).body::<Value, Never>();
        let limit = Duration::from_micros(n % 100 * 20);
        let _ = tokio::time::timeout(limit, call).await;
    }
    // Connections that were given up are closed by a task of the transport, sooner or later.
    let Some((_, before)) = before else { return };
    let mut after = usize::MAX;
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        after = held().map_or(0, |(_, files)| files);
        if after <= before + 16 {
            return;
        }
    }
    panic!("from {before} to {after} open files");
}
