//! Calls from threads that aren't async, against a server on the loopback interface.

use std::{thread, time::Duration};

use clientwright_runtime::{
    Never,
    blocking::{Wait, WaitEach},
    codegen::{Client, Operation, ResponseSpec, Server, Status},
};
use tokio::runtime::{Builder, Runtime};

use crate::loopback::{Loopback, Step};

static TEXT: Operation = Operation {
    name: "text",
    path: "/text",
    responses: &[ResponseSpec::text(Status::Code(200))],
    ..Operation::BASE
};
static FILE: Operation = Operation { responses: &[ResponseSpec::bytes(Status::Code(200))], ..TEXT };
static LINES: Operation = Operation {
    accept: "application/x-ndjson",
    responses: &[ResponseSpec::items(Status::Code(200))],
    ..TEXT
};

/// A server with a thread of its own, and a client of it.
fn start(answer: impl Fn(&str) -> Vec<Step> + Send + Sync + 'static) -> (Runtime, Client) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Loopback::start(answer));
    let client = server.builder().timeout(Duration::from_secs(30)).build().unwrap();
    (runtime, client)
}

#[test]
fn several_threads_wait_at_once() {
    let (_server, client) =
        start(|_| vec![Step::Sleep(Duration::from_millis(50)), Step::response(200, &[], b"hello")]);
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            thread::spawn(move || {
                (0..3)
                    .map(|_| client.call(&TEXT).body::<String, Never>().wait().unwrap())
                    .collect::<String>()
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), "hellohellohello");
    }
}

#[test]
fn streams_are_iterators() {
    let (_server, client) = start(|_| {
        vec![
            Step::head(200, 6),
            Step::text("1\n2"),
            Step::Sleep(Duration::from_millis(20)),
            Step::text("\n3\n"),
        ]
    });
    let items = client.call(&LINES).items::<i64, Never>().wait().unwrap();
    let items: Result<Vec<i64>, _> = items.wait_each().collect();
    assert_eq!(items, Ok(vec![1, 2, 3]));
    let mut download = client.call(&FILE).download::<Never>().wait().unwrap();
    let first = download.chunk().wait().unwrap().unwrap();
    let rest = download.wait_each().map(|it| it.unwrap().to_vec());
    assert_eq!([first.to_vec()].into_iter().chain(rest).collect::<Vec<_>>().concat(), b"1\n2\n3\n");
}

#[tokio::test]
#[should_panic(expected = "from within a runtime")]
async fn a_thread_that_drives_tasks_must_not_wait() {
    let client = Client::builder(Server::custom("http://127.0.0.1:1")).build().unwrap();
    let _ = client.call(&TEXT).body::<String, Never>().wait();
}

#[tokio::test]
async fn a_thread_for_blocking_tasks_may_wait() {
    let waited = tokio::task::spawn_blocking(|| {
        let (_server, client) = start(|_| vec![Step::response(200, &[], b"hello")]);
        client.call(&TEXT).body::<String, Never>().wait()
    });
    assert_eq!(waited.await.unwrap().unwrap(), "hello");
}
