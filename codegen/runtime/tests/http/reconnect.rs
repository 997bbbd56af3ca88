//! Streams of events that break off and are connected again.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use clientwright_runtime::{
    AccessToken, BoxFuture, Event, Items, Never, Reconnect, Request, TokenError, TokenRequest,
    TokenSource, TransportError, TransportErrorKind,
    codegen::{Client, Credential, Operation, ResponseSpec, Server, Status},
    testing::{Canned, MemoryTransport, block_on},
};

use crate::support::{TOKEN, client};

static EVENTS: Operation = Operation {
    name: "events",
    path: "/events",
    accept: "text/event-stream",
    security: &[&[], &[&TOKEN]],
    responses: &[ResponseSpec::items(Status::Code(200)), ResponseSpec::json(Status::Class(4))],
    ..Operation::BASE
};

fn events(body: &'static str) -> Canned {
    Canned::new(200).header("content-type", "text/event-stream").body(body)
}

fn start(
    client: &Client,
    operation: &'static Operation,
    policy: Reconnect,
) -> Items<Event<String>> {
    let items = block_on(client.call(operation).items::<Event<String>, Never>());
    items.unwrap().reconnect(policy)
}

/// What the events are about, and the errors among them.
fn all(mut items: Items<Event<String>>) -> Vec<String> {
    std::iter::from_fn(|| block_on(items.next()))
        .map(|it| it.map_or_else(|it| format!("error: {it}"), |it| it.data))
        .collect()
}

fn run(
    operation: &'static Operation,
    responses: Vec<Canned>,
) -> (Vec<String>, Arc<MemoryTransport>) {
    let transport = MemoryTransport::in_order(responses);
    (all(start(&client(&transport), operation, Reconnect::new())), transport)
}

/// The id that each request was sent with, or nothing.
fn ids(transport: &MemoryTransport) -> Vec<String> {
    let requests = transport.requests();
    requests
        .iter()
        .map(|it| it.headers.get("last-event-id").unwrap_or_default().to_owned())
        .collect()
}

const MS: Duration = Duration::from_millis(1);

#[test]
fn it_goes_on_after_the_last_id_until_the_server_has_no_more() {
    let (found, transport) = run(
        &EVENTS,
        vec![
            events("retry: 1500\nid: 7\ndata: a\n\nid: 8\n\ndata: b\n\nid: 9\ndata: half"),
            events("id: 9\ndata: c\n\n"),
            Canned::new(204),
        ],
    );
    // An event that had no end isn't one, and its id isn't the last; one without data has an id all the same.
    assert_eq!(found, ["a", "b", "c"]);
    assert_eq!(ids(&transport), ["", "8", "9"]);
    assert_eq!(transport.sleeps(), [1500 * MS, 1500 * MS]);
}

#[test]
fn without_being_asked_to_it_does_not_connect_again() {
    let transport = MemoryTransport::in_order([events("id: 7\ndata: a\n\ndata: half")]);
    let items = block_on(client(&transport).call(&EVENTS).items::<Event<String>, Never>());
    assert_eq!(all(items.unwrap()), ["a", "half"]);
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn an_event_that_the_server_repeats_is_given_once() {
    let (found, transport) = run(
        &EVENTS,
        vec![
            events("id: 7\ndata: a\n\n"),
            // The same, then another one of the same id.
            events("id: 7\ndata: a\n\nid: 7\ndata: a\n\n"),
            // Nothing says that it is the same.
            events("data: a\n\n"),
            Canned::new(204),
        ],
    );
    assert_eq!(found, ["a", "a", "a"]);
    assert_eq!(ids(&transport), ["", "7", "7", "7"]);
}

#[test]
fn another_status_or_media_type_is_an_error_and_the_end() {
    let (found, _) = run(&EVENTS, vec![events("data: a\n\n"), Canned::new(410).body("gone")]);
    assert_eq!(found[0], "a");
    assert!(found[1].starts_with("error: events: status 410: gone"), "{found:?}");
    assert_eq!(found.len(), 2);
    let page = Canned::new(200).header("content-type", "text/html").body("<html>");
    let (found, _) = run(&EVENTS, vec![events("data: a\n\n"), page]);
    let message = "expected `text/event-stream`, found `text/html`";
    assert!(found[1].ends_with(message), "{found:?}");
    assert_eq!(found.len(), 2);
}

#[test]
fn attempts_are_counted_until_something_comes() {
    let down = || TransportError::new(TransportErrorKind::Connect, "nobody there");
    let count = AtomicUsize::new(0);
    let transport = MemoryTransport::with(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 | 3 => Ok(events("id: 1\ndata: a\n\n")),
        _ => Err(down()),
    });
    let policy = Reconnect::new().max_attempts(3).delay(100 * MS).max_delay(300 * MS);
    let found = all(start(&client(&transport), &EVENTS, policy));
    assert_eq!(found[0], "a", "the second is the first one repeated");
    assert!(found[1].ends_with("/events: nobody there"), "{found:?}");
    let most = [100, 200, 300, 100, 200, 300].map(|it| it * MS);
    let sleeps = transport.sleeps();
    assert_eq!(sleeps.len(), most.len());
    for (wait, most) in sleeps.into_iter().zip(most) {
        assert!(most / 2 <= wait && wait <= most, "{wait:?} of {most:?}");
    }
}

#[test]
fn a_server_that_gives_nothing_is_given_up() {
    let transport =
        MemoryTransport::with(|_| Ok(Canned::new(200).header("content-type", "text/event-stream")));
    assert!(all(start(&client(&transport), &EVENTS, Reconnect::new().max_attempts(4))).is_empty());
    assert_eq!(transport.requests().len(), 5);
}

#[test]
fn a_request_that_does_something_is_not_sent_again() {
    static POST: Operation = Operation { method: "POST", ..EVENTS };
    static LINES: Operation = Operation { accept: "application/x-ndjson", ..EVENTS };
    let (found, transport) = run(&POST, vec![events("id: 7\ndata: a\n\n")]);
    assert_eq!((found, transport.requests().len()), (vec!["a".to_owned()], 1));
    // Lines have no ids.
    let lines = Canned::new(200).header("content-type", "application/x-ndjson").body("\"a\"\n");
    let transport = MemoryTransport::in_order([lines]);
    let items = block_on(client(&transport).call(&LINES).items::<String, Never>()).unwrap();
    assert_eq!(block_on(items.reconnect(Reconnect::new()).collect()).unwrap(), ["a"]);
    assert_eq!(transport.requests().len(), 1);
}

/// Tokens that serve once.
struct Counting(AtomicUsize);

impl TokenSource for Counting {
    fn fetch<'a>(&'a self, _: &'a TokenRequest) -> BoxFuture<'a, Result<AccessToken, TokenError>> {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        let token = AccessToken::new(format!("t{number}")).expires_in(Duration::ZERO);
        Box::pin(std::future::ready(Ok(token)))
    }
}

#[test]
fn each_connection_has_a_good_token_and_another_origin_has_none() {
    let transport = MemoryTransport::in_order([
        events("id: 7\ndata: a\n\n"),
        events("id: 8\ndata: b\n\n"),
        Canned::new(302).header("location", "https://y.test/events"),
        Canned::new(204),
    ]);
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(Arc::clone(&transport) as Arc<_>)
        .credential(&TOKEN, Credential::source(Counting(AtomicUsize::new(0))))
        .build()
        .unwrap();
    assert_eq!(all(start(&client, &EVENTS, Reconnect::new())), ["a", "b"]);
    let sent: Vec<String> = transport.requests().iter().map(Request::to_text).collect();
    let accept = "accept: text/event-stream\n";
    assert_eq!(
        sent,
        [
            format!("GET https://x.test/events\n{accept}authorization: Bearer t0\n\n"),
            format!(
                "GET https://x.test/events\n{accept}last-event-id: 7\nauthorization: Bearer t1\n\n"
            ),
            format!(
                "GET https://x.test/events\n{accept}last-event-id: 8\nauthorization: Bearer t2\n\n"
            ),
            format!("GET https://y.test/events\n{accept}\n"),
        ]
    );
}

#[test]
fn a_dropped_future_loses_nothing() {
    let transport = MemoryTransport::in_order([
        events("id: 7\ndata: a\n\n"),
        events("id: 8\ndata: b\n\n"),
        Canned::new(204),
    ]);
    let mut items = start(&client(&transport), &EVENTS, Reconnect::new());
    let mut found = Vec::new();
    loop {
        drop(items.next());
        match block_on(items.next()) {
            Some(item) => found.push(item.unwrap().data),
            None => break,
        }
    }
    assert_eq!(found, ["a", "b"]);
}

#[cfg(feature = "http")]
mod network {
    use clientwright_runtime::Error;

    use super::*;
    use crate::loopback::{Loopback, Step};

    #[tokio::test]
    async fn a_reset_in_the_middle_of_an_event_costs_none() {
        let server = Loopback::start(|request| {
            let head = || Step::chunked(&["content-type: text/event-stream"]);
            if request.contains("last-event-id: 2\n") {
                return vec![Step::response(204, &[], b"")];
            }
            if request.contains("last-event-id: 1\n") {
                return vec![head(), Step::chunk("id: 2\ndata: two\n\n"), Step::Reset];
            }
            let half = Step::chunk("retry: 20\nid: 1\ndata: one\n\nid: 2\ndata: t");
            vec![head(), half, Step::Sleep(50 * MS), Step::Reset]
        })
        .await;
        let client = server.builder().build().unwrap();
        let items = client.call(&EVENTS).items::<Event<String>, Never>().await.unwrap();
        let events: Result<Vec<_>, Error> = items.reconnect(Reconnect::new()).collect().await;
        let data: Vec<String> = events.unwrap().into_iter().map(|it| it.data).collect();
        assert_eq!(data, ["one", "two"]);
        assert_eq!(server.requests().len(), 3);
    }
}
