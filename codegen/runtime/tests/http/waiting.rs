//! Waiting for a state: how often a server is asked, what ends it, and a server that never answers.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use clientwright_runtime::{
    AnyError, Error, Never, RetryPolicy, WaitError, Waiter,
    codegen::{Client, Operation, ResponseSpec, Server, Status, WaiterSpec},
    serde_json::{Value, json},
    testing::{Canned, MemoryTransport, block_on},
};

use crate::{
    loopback::{Loopback, Step},
    support::{client, seconds},
};

static GET_EXPORT: Operation = Operation {
    name: "getExport",
    path: "/exports/7",
    responses: &[ResponseSpec::json(Status::Code(200))],
    ..Operation::BASE
};

static READY: WaiterSpec = WaiterSpec {
    state: "/job/state",
    done: &["READY", "true"],
    failed: &["BROKEN"],
    pending_statuses: &[404],
    interval: 5,
    limit: 60,
};

fn state(state: &str) -> Canned {
    Canned::new(200).body(json!({ "job": { "state": state } }).to_string())
}

fn waiter(transport: &Arc<MemoryTransport>) -> Waiter<Value, Never> {
    client(transport).call(&GET_EXPORT).wait_until(&READY)
}

#[test]
fn the_response_with_the_state_that_is_waited_for_is_given() {
    let transport = MemoryTransport::in_order([state("NEW"), state("PACKING"), state("READY")]);
    let export = block_on(waiter(&transport).into_future()).unwrap();
    assert_eq!(export, json!({ "job": { "state": "READY" } }));
    assert_eq!(transport.requests().len(), 3);
    assert_eq!(seconds(&transport), [5.0, 5.0]);

    // What is there at once isn't waited for, and values are compared by their text.
    let transport = MemoryTransport::in_order([Canned::new(200).body(r#"{"job":{"state":true}}"#)]);
    block_on(waiter(&transport).into_future()).unwrap();
    assert_eq!(seconds(&transport), [0.0; 0]);
}

#[test]
fn states_are_given_one_after_the_other() {
    let transport =
        MemoryTransport::in_order([state("NEW"), Canned::new(200).body("{}"), state("READY")]);
    let mut states = waiter(&transport).interval(Duration::from_secs(1)).states();
    let mut seen = Vec::new();
    while let Some(body) = block_on(states.next()) {
        seen.push(body.unwrap().pointer("/job/state").cloned());
    }
    assert_eq!(seen, [Some(json!("NEW")), None, Some(json!("READY"))]);
    assert_eq!(seconds(&transport), [1.0, 1.0]);
    assert!(block_on(states.next()).is_none(), "it has ended");
}

#[test]
fn a_response_that_asks_for_more_time_gets_it() {
    let slow = state("NEW").header("retry-after", "20");
    let hasty = state("NEW").header("retry-after", "1");
    let transport = MemoryTransport::in_order([slow, hasty, state("READY")]);
    block_on(waiter(&transport).into_future()).unwrap();
    assert_eq!(seconds(&transport), [20.0, 5.0]);
}

#[test]
fn a_state_that_is_final_ends_it_with_its_response() {
    let transport = MemoryTransport::in_order([state("NEW"), state("BROKEN")]);
    let error = block_on(waiter(&transport).into_future()).unwrap_err();
    assert_eq!(error.to_string(), "getExport: the state is `BROKEN`, which is final");
    assert_eq!(error.state(), Some("BROKEN"));
    let WaitError::Failed { body, .. } = error else { panic!("{error:?}") };
    assert_eq!(*body, json!({ "job": { "state": "BROKEN" } }));
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn nothing_is_waited_for_that_the_limit_leaves_no_time_for() {
    let transport = MemoryTransport::with(|_| Ok(state("NEW")));
    let waiter = waiter(&transport).limit(Duration::from_secs(17));
    let error = block_on(waiter.into_future()).unwrap_err();
    assert_eq!(error.to_string(), "getExport: the state is still `NEW` after 17s");
    assert!(error.is_retryable());
    assert_eq!(seconds(&transport), [5.0; 3], "and not for the two seconds that are left");
}

#[test]
fn what_is_waited_for_in_vain_is_an_error_of_every_operation() {
    let waited = |answers: Vec<Canned>| -> Result<(), AnyError> {
        let transport = MemoryTransport::in_order(answers);
        block_on(waiter(&transport).limit(Duration::from_secs(5)).into_future())?;
        Ok(())
    };
    let error = waited(vec![state("BROKEN")]).unwrap_err();
    assert_eq!(error.to_string(), "getExport: the state is `BROKEN`, which is final");
    assert_eq!((error.operation(), error.status()), ("getExport", None));
    assert!(!error.is_retryable() && !error.is_timeout());
    let Error::State(state_error) = &*error else { panic!("{error:?}") };
    assert_eq!(state_error.state.as_deref(), Some("BROKEN"));

    let error = waited(vec![state("NEW")]).unwrap_err();
    assert_eq!(error.to_string(), "getExport: the state is still `NEW` after 5s");
    assert!(error.is_retryable() && error.is_timeout());

    let error = waited(vec![Canned::new(403).body("not for you")]).unwrap_err();
    assert_eq!((error.status(), error.message()), (Some(403), Some("not for you")));
}

#[test]
fn an_error_that_only_says_not_yet_is_passed_over_and_others_are_the_end() {
    let missing = Canned::new(404).body("no such thing");
    let transport = MemoryTransport::in_order([missing.clone(), missing, state("READY")]);
    block_on(waiter(&transport).into_future()).unwrap();
    assert_eq!(seconds(&transport), [5.0, 5.0]);

    let transport = MemoryTransport::in_order([state("NEW"), Canned::new(403).body("not for you")]);
    let error = block_on(waiter(&transport).into_future()).unwrap_err();
    let WaitError::Call(error) = error else { panic!("{error:?}") };
    assert_eq!((error.status(), error.message()), (Some(403), Some("not for you")));
    assert_eq!(transport.requests().len(), 2);

    // A success that can't be read isn't asked for again, either.
    let transport = MemoryTransport::in_order([Canned::new(200).body("{")]);
    let error = block_on(waiter(&transport).into_future()).unwrap_err();
    assert!(matches!(&error, WaitError::Call(it) if it.is_success()), "{error:?}");
}

#[test]
fn a_call_is_repeated_within_a_state_as_every_other_call_is() {
    let transport = MemoryTransport::in_order([state("NEW"), Canned::new(503), state("READY")]);
    block_on(waiter(&transport).into_future()).unwrap();
    assert_eq!(transport.requests().len(), 3);
    assert_eq!(transport.sleeps().len(), 2, "an interval, and the retry's");
}

#[tokio::test]
async fn a_server_that_hangs_does_not_outlast_the_limit() {
    let server = Loopback::start(|_| vec![Step::Sleep(Duration::from_secs(60))]).await;
    let client = Client::builder(Server::custom(&server.origin)).retry(RetryPolicy::none());
    let client = client.build().unwrap();
    let began = Instant::now();
    let waiter = client.call(&GET_EXPORT).wait_until::<Value, Never>(&READY);
    let error = waiter.limit(Duration::from_millis(300)).await.unwrap_err();
    assert_eq!(error.to_string(), "getExport: there was no state after 300ms");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[tokio::test]
async fn dropping_a_wait_for_a_state_loses_none() {
    let server = Loopback::start(|_| {
        let body = br#"{"job":{"state":"READY"}}"#;
        vec![Step::Sleep(Duration::from_millis(200)), Step::response(200, &[], body)]
    })
    .await;
    let client = Client::builder(Server::custom(&server.origin)).build().unwrap();
    let mut states = client.call(&GET_EXPORT).wait_until::<Value, Never>(&READY).states();
    let early = tokio::time::timeout(Duration::from_millis(20), states.next()).await;
    assert!(early.is_err(), "it came too early");
    assert!(states.next().await.unwrap().is_ok());
    assert_eq!(server.requests().len(), 1, "the request goes on where it was");
}
