//! What is sent again, after how long, and what never is.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use clientwright_runtime::{
    Body, ClientCredentials, Error, FailedAttempt, Never, RefreshTokenGrant, Request,
    RequestOptions, RetryDecision, RetryPolicy, TransportError, TransportErrorKind,
    bytes::Bytes,
    codegen::{
        Client, ClientBuilder, Credential, ErrorMembers, Operation, ResponseSpec, Server, Status,
    },
    testing::{Canned, MemoryTransport, block_on},
};
use futures_core::Stream;

use crate::{
    authority::{Authority, Hand, OAUTH, TOKEN_URL, json},
    support::{ANY, POST, seconds},
};

static PUT: Operation = Operation { method: "PUT", ..ANY };
static PAY: Operation = Operation { idempotency_key: Some("idempotency-key"), ..POST };
static FILE: Operation =
    Operation { responses: &[ResponseSpec::bytes(Status::Code(200))], ..Operation::BASE };

type Answer = Result<Canned, TransportError>;

fn fails(kind: TransportErrorKind) -> Answer {
    Err(TransportError::new(kind, "no"))
}

#[expect(clippy::unnecessary_wraps, reason = "it stands beside `fails`")]
fn ok(status: u16) -> Answer {
    Ok(Canned::new(status))
}

/// Answers in order, and then with the last one for ever.
fn answering(answers: impl IntoIterator<Item = Answer>) -> Arc<MemoryTransport> {
    let mut answers: Vec<Answer> = answers.into_iter().collect();
    answers.reverse();
    let answers = Mutex::new(answers);
    MemoryTransport::with(move |_| {
        let mut answers = answers.lock().unwrap();
        match answers.as_slice() {
            [last] => last.clone(),
            _ => answers.pop().unwrap(),
        }
    })
}

fn builder(transport: &Arc<MemoryTransport>) -> ClientBuilder {
    Client::builder(Server::custom("https://x.test")).transport(transport.clone())
}

fn client(transport: &Arc<MemoryTransport>) -> Client {
    builder(transport).build().unwrap()
}

fn status(client: &Client, operation: &'static Operation) -> Result<u16, Error> {
    let call = client.call(operation).response::<(), Never>();
    match block_on(call) {
        Ok(response) => Ok(response.status()),
        Err(Error::UnexpectedResponse(unexpected)) => Ok(unexpected.status),
        Err(error) => Err(error),
    }
}

#[test]
fn a_call_is_sent_three_times_at_most_and_waits_at_random_in_between() {
    let transport = answering([ok(503)]);
    assert_eq!(status(&client(&transport), &ANY).unwrap(), 503);
    assert_eq!(transport.requests().len(), 3);
    let [first, second] = transport.sleeps()[..] else { panic!("two waits") };
    assert!(first <= Duration::from_millis(500) && second <= Duration::from_secs(1));
    let texts: Vec<String> = transport.requests().iter().map(Request::to_text).collect();
    assert!(texts.iter().all(|it| *it == texts[0]), "{texts:?}");

    // The same seed, the same waits.
    let seeded = |seed| {
        let transport = answering([ok(503)]);
        status(&builder(&transport).seed(seed).build().unwrap(), &ANY).unwrap();
        transport.sleeps()
    };
    assert_eq!(seeded(1), seeded(1));
    assert_ne!(seeded(1), seeded(2));
}

#[test]
fn a_server_that_comes_back_is_waited_for() {
    for failure in [
        ok(408),
        ok(429),
        ok(500),
        ok(502),
        ok(504),
        fails(TransportErrorKind::Other),
        fails(TransportErrorKind::Timeout),
        fails(TransportErrorKind::Connect),
    ] {
        let transport = answering([failure.clone(), ok(204)]);
        assert_eq!(status(&client(&transport), &ANY).unwrap(), 204, "{failure:?}");
        assert_eq!(transport.requests().len(), 2);
    }
    for final_status in [400, 401, 403, 404, 409, 501, 505] {
        let transport = answering([ok(final_status), ok(204)]);
        assert_eq!(status(&client(&transport), &ANY).unwrap(), final_status);
    }
}

#[test]
fn what_a_server_asks_for_is_waited_exactly() {
    let date = "Sun, 22 Nov 2026 12:00:00 GMT";
    for (status_, headers, wait) in [
        (429, vec![("retry-after", "7")], 7.0),
        (503, vec![("date", date), ("retry-after", "Sun, 22 Nov 2026 12:00:09 GMT")], 9.0),
        (503, vec![("retry-after-ms", "1500"), ("retry-after", "2")], 1.5),
        (429, vec![("ratelimit-reset", "11")], 11.0),
        (429, vec![("date", date), ("x-ratelimit-reset", "1795348812")], 12.0),
    ] {
        let mut canned = Canned::new(status_);
        canned.headers = headers.iter().copied().collect();
        let transport = answering([Ok(canned), ok(204)]);
        assert_eq!(status(&client(&transport), &ANY).unwrap(), 204);
        assert_eq!(seconds(&transport), [wait], "{headers:?}");
    }
}

#[test]
fn a_server_that_asks_for_too_long_is_not_waited_for() {
    let asks = |seconds: &str| Ok(Canned::new(503).header("retry-after", seconds));
    let patient = RetryPolicy::new().max_wait(Duration::from_secs(900));
    let short = || RequestOptions::new().timeout(Duration::from_secs(5));
    for (asked, options, comes_back) in [
        ("60", RequestOptions::new().timeout(None), true),
        ("61", RequestOptions::new().timeout(None), false),
        ("600", RequestOptions::new().timeout(None).retry(patient.clone()), true),
        // Longer than the rest of the call's time.
        ("60", RequestOptions::new(), false),
        ("5", short(), false),
        ("4", short(), true),
    ] {
        let transport = answering([asks(asked), ok(204)]);
        let client = builder(&transport).clock(Duration::default).build().unwrap();
        let status = status(&client.with_options(options.clone()), &ANY).unwrap();
        assert_eq!(status == 204, comes_back, "{asked}, {options:?}");
        assert_eq!(transport.sleeps().len(), usize::from(comes_back));
    }
}

#[test]
fn a_server_may_say_whether_it_should_be_asked_again() {
    let says = |status, word| Ok(Canned::new(status).header("x-should-retry", word));
    let transport = answering([says(503, "false"), ok(204)]);
    assert_eq!(status(&client(&transport), &ANY).unwrap(), 503);
    let transport = answering([says(409, "true"), ok(204)]);
    assert_eq!(status(&client(&transport), &ANY).unwrap(), 204);
    let transport = answering([says(409, "true"), ok(204)]);
    assert_eq!(status(&client(&transport), &POST).unwrap(), 409, "a POST stays one POST");
}

#[test]
fn a_request_that_must_not_be_sent_twice_is_sent_again_only_if_it_never_left() {
    for failure in [
        ok(408),
        ok(500),
        // A proxy may have made it after the server behind it has acted, whether it says when to come again or not.
        ok(503),
        Ok(Canned::new(503).header("retry-after", "2")),
        Ok(Canned::new(504).header("retry-after", "1")),
        fails(TransportErrorKind::Other),
        fails(TransportErrorKind::Timeout),
        fails(TransportErrorKind::Body),
    ] {
        let transport = answering([failure, ok(204)]);
        assert_ne!(status(&client(&transport), &POST).ok(), Some(204));
        assert_eq!(transport.requests().len(), 1);
    }
    let transport = answering([fails(TransportErrorKind::Connect), ok(204)]);
    assert_eq!(status(&client(&transport), &POST).unwrap(), 204);
    let transport = answering([ok(503), ok(204)]);
    let reads = RequestOptions::new().retry(RetryPolicy::new().any_method());
    assert_eq!(status(&client(&transport).with_options(reads), &POST).unwrap(), 204);
    let transport = answering([ok(503), ok(204)]);
    assert_eq!(status(&client(&transport), &PUT).unwrap(), 204);
}

#[test]
fn what_the_server_has_refused_is_sent_again_whatever_its_method() {
    static PATCH: Operation = Operation { method: "PATCH", ..ANY };
    let later = || Ok(Canned::new(503).header("retry-after", "2"));
    for operation in [&POST, &PATCH] {
        for refusal in [ok(429), Ok(Canned::new(429).header("retry-after", "1"))] {
            let transport = answering([refusal, ok(204)]);
            assert_eq!(status(&client(&transport), operation).unwrap(), 204);
            assert_eq!(transport.requests().len(), 2);
        }
    }
    // Where that is wrong, a client or a call can say so, and name other statuses that are refusals.
    let with = |policy: RetryPolicy, failure: Answer| {
        let transport = answering([failure, ok(204)]);
        let options = RequestOptions::new().retry(policy);
        status(&client(&transport).with_options(options), &POST).unwrap()
    };
    assert_eq!(with(RetryPolicy::new().refusals([]), ok(429)), 429);
    assert_eq!(with(RetryPolicy::new().refusals([423]), ok(423)), 204);
    assert_eq!(with(RetryPolicy::new().refusals([423]), later()), 503);
    assert_eq!(with(RetryPolicy::new().refusals([429, 503]), later()), 204);
    assert_eq!(with(RetryPolicy::new().refusals([429, 503]), ok(503)), 503);
    assert_eq!(with(RetryPolicy::none(), ok(429)), 429);
}

#[test]
fn a_classifier_decides_by_status_code_and_operation() {
    let classify =
        |failed: &FailedAttempt<'_>| match (failed.status(), failed.member("/error/code")) {
            (Some(409), Some(code)) if code == "lock_timeout" => RetryDecision::Retry,
            (Some(429), Some(code)) if code == "quota_exhausted" => RetryDecision::Stop,
            (None, _) if failed.operation() == POST.name && failed.transport_error().is_some() => {
                RetryDecision::Retry
            }
            _ => RetryDecision::Default,
        };
    let error = |status: u16, code: &str| {
        Ok(Canned::new(status).body(format!("{{\"error\": {{\"code\": \"{code}\"}}}}")))
    };
    let sent = |operation, failure: Answer| {
        let transport = answering([failure, ok(204)]);
        let client = builder(&transport).retry(RetryPolicy::new().classifier(classify));
        let last = status(&client.build().unwrap(), operation);
        (transport.requests().len(), last.ok())
    };
    assert_eq!(sent(&POST, error(409, "lock_timeout")), (2, Some(204)));
    assert_eq!(sent(&POST, error(409, "exists")), (1, Some(409)), "as without it");
    assert_eq!(sent(&ANY, error(429, "quota_exhausted")), (1, Some(429)));
    assert_eq!(sent(&POST, error(429, "slow_down")), (2, Some(204)));
    assert_eq!(sent(&ANY, Ok(Canned::new(503).body("no JSON"))), (2, Some(204)));
    assert_eq!(sent(&POST, fails(TransportErrorKind::Closed)), (2, Some(204)));
    assert_eq!(sent(&PAY, ok(204)), (1, Some(204)), "nothing failed");
}

#[test]
fn codes_of_errors_decide_unless_a_classifier_does() {
    let policy = RetryPolicy::new()
        .code("lock_timeout", RetryDecision::Stop)
        .code("lock_timeout", RetryDecision::Retry)
        .code("quota_exhausted", RetryDecision::Stop);
    let sent = |policy: RetryPolicy, operation, status_code, body: &str| {
        let transport = answering([Ok(Canned::new(status_code).body(body.to_owned())), ok(204)]);
        let client = builder(&transport).retry(policy);
        let members = ErrorMembers { message: &[], code: &["/fault/number"] };
        let last = status(&client.error_members(members).build().unwrap(), operation);
        (transport.requests().len(), last.ok())
    };
    let locked = r#"{"code": "lock_timeout"}"#;
    assert_eq!(sent(policy.clone(), &POST, 409, locked), (2, Some(204)), "the later one counts");
    assert_eq!(sent(policy.clone(), &POST, 409, r#"{"code": "exists"}"#), (1, Some(409)));
    assert_eq!(sent(policy.clone(), &ANY, 429, r#"{"error": "quota_exhausted"}"#), (1, Some(429)));
    assert_eq!(sent(policy.clone(), &ANY, 429, r#"{"error": "slow_down"}"#), (2, Some(204)));
    let by_number = policy.clone().code("7", RetryDecision::Retry);
    assert_eq!(sent(by_number, &POST, 400, r#"{"fault": {"number": 7}}"#), (2, Some(204)));

    let never = policy.clone().classifier(|failed| {
        assert_eq!(failed.code(), Some("lock_timeout"));
        RetryDecision::Stop
    });
    assert_eq!(sent(never, &POST, 409, locked), (1, Some(409)));
    let undecided = policy.classifier(|_| RetryDecision::Default);
    assert_eq!(sent(undecided, &POST, 409, locked), (2, Some(204)));
}

#[test]
fn a_classifier_sees_each_attempt_and_ends_with_the_policy() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let policy = RetryPolicy::new().max_retries(2).classifier(move |failed| {
        assert_eq!((failed.method(), failed.is_repeatable()), ("POST", false));
        assert_eq!(failed.headers().and_then(|it| it.get("x-step")), Some("1"));
        kept.lock().unwrap().push((failed.attempt(), failed.body().to_vec()));
        RetryDecision::Retry
    });
    let transport = answering([Ok(Canned::new(400).header("x-step", "1").body("a"))]);
    let client = builder(&transport).retry(policy).build().unwrap();
    assert_eq!(status(&client, &POST).unwrap(), 400);
    let expected = [1, 2, 3].map(|n| (n, b"a".to_vec()));
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[test]
fn an_operation_may_say_otherwise_than_its_method() {
    static SEARCH: Operation = Operation { is_repeatable: Some(true), ..POST };
    static COUNT: Operation = Operation { method: "PUT", is_repeatable: Some(false), ..ANY };
    for (operation, n) in [(&SEARCH, 2), (&POST, 1), (&COUNT, 1), (&PUT, 2)] {
        let transport = answering([ok(503), ok(204)]);
        let _ = status(&client(&transport), operation);
        assert_eq!(transport.requests().len(), n, "{}", operation.method);
    }
    // Who says that every request may be sent twice says so of this one.
    let transport = answering([ok(503), ok(204)]);
    let client = builder(&transport).retry(RetryPolicy::new().any_method()).build().unwrap();
    assert_eq!(status(&client, &COUNT).unwrap(), 204);
}

#[test]
fn a_body_that_can_be_read_once_is_sent_once() {
    struct Once(Option<Bytes>);

    impl Stream for Once {
        type Item = Result<Bytes, std::io::Error>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.take().map(Ok))
        }
    }

    let (closed, connect) = (TransportErrorKind::Closed, TransportErrorKind::Connect);
    for failure in [ok(429), ok(503), fails(closed), fails(connect)] {
        for (replayable, n) in [(false, 1), (true, 2)] {
            let transport = answering([failure.clone(), ok(204)]);
            let body = if replayable {
                Body::from("abc")
            } else {
                Body::stream(Once(Some(Bytes::from_static(b"abc"))))
            };
            let call = client(&transport).call(&PUT).bytes("text/plain", body);
            let outcome = block_on(call.body::<(), Never>());
            assert_eq!((outcome.is_ok(), transport.requests().len()), (replayable, n));
        }
    }
}

#[test]
fn a_key_is_made_once_for_a_call_and_makes_it_repeatable() {
    let keys = |transport: &MemoryTransport| -> Vec<String> {
        let requests = transport.requests();
        let key = |it: &Request| it.headers.get("idempotency-key").unwrap().to_owned();
        requests.iter().map(key).collect()
    };
    let transport = answering([ok(503), fails(TransportErrorKind::Other), ok(204)]);
    let client = client(&transport);
    assert_eq!(status(&client, &PAY).unwrap(), 204);
    assert_eq!(status(&client, &PAY).unwrap(), 204);
    let keys_ = keys(&transport);
    assert_eq!(keys_.len(), 4);
    assert!(keys_[0] == keys_[1] && keys_[1] == keys_[2] && keys_[2] != keys_[3], "{keys_:?}");
    assert_eq!(keys_[0].len(), 36);

    // One's own wins, from the options or from a parameter, and is kept.
    let transport = answering([ok(503), ok(204)]);
    let own = builder(&transport).build().unwrap();
    let own = own.with_options(RequestOptions::new().idempotency_key("mine"));
    assert_eq!(status(&own, &PAY).unwrap(), 204);
    assert_eq!(keys(&transport), ["mine", "mine"]);
    let transport = answering([ok(503), ok(204)]);
    let call = builder(&transport).build().unwrap().call(&PAY).header("Idempotency-Key", "param");
    block_on(call.body::<(), Never>()).unwrap();
    assert_eq!(keys(&transport), ["param", "param"]);
    // An operation that knows no such header is the user's word.
    let transport = answering([ok(503), ok(204)]);
    let own = builder(&transport).build().unwrap();
    let own = own.with_options(RequestOptions::new().idempotency_key("mine"));
    assert_eq!(status(&own, &POST).unwrap(), 204);
    assert_eq!(keys(&transport), ["mine", "mine"]);
}

#[test]
fn an_outage_is_not_amplified() {
    let transport = answering([ok(503)]);
    let client = builder(&transport).retry_budget(10).build().unwrap();
    for _ in 0..50 {
        // Clones and options share the budget.
        let clone = client.clone().with_options(RequestOptions::new().header("x-a", "b"));
        status(&clone, &ANY).unwrap();
    }
    assert_eq!(transport.requests().len(), 60, "50 calls and ten retries");
    assert_eq!(transport.sleeps().len(), 10);
}

#[test]
fn a_budget_is_filled_by_successes() {
    let answers = [ok(503), ok(503), ok(503), ok(204)].into_iter();
    let answers = answers.chain((0..4).map(|_| ok(204))).chain([ok(503), ok(204)]);
    let transport = answering(answers);
    let client = builder(&transport).retry_budget(2).build().unwrap();
    assert_eq!(status(&client, &ANY).unwrap(), 503, "the budget is spent");
    for _ in 0..5 {
        assert_eq!(status(&client, &ANY).unwrap(), 204);
    }
    assert_eq!(status(&client, &ANY).unwrap(), 204, "five successes pay for a retry");
    assert_eq!(transport.requests().len(), 3 + 5 + 2);
}

#[test]
fn the_time_of_a_call_is_for_all_attempts() {
    let hand = Hand::new();
    let (clock, slow) = (hand.clock(), hand.clone());
    let transport = MemoryTransport::with(move |_| {
        slow.advance(Duration::from_secs(20));
        fails(TransportErrorKind::Other)
    });
    let client = builder(&transport)
        .clock(move || clock())
        .timeout(Duration::from_secs(50))
        .retry(RetryPolicy::new().max_retries(9).backoff(Duration::ZERO, Duration::ZERO))
        .build()
        .unwrap();
    assert!(status(&client, &ANY).is_err());
    let left: Vec<u64> =
        transport.requests().iter().map(|it| it.timeout.unwrap().as_secs()).collect();
    // Two more attempts may follow the first two, the one after them has what is left.
    assert_eq!(left, [16, 16, 10]);
}

#[test]
fn a_redirect_that_was_followed_is_where_the_next_attempt_begins() {
    let see = Ok(Canned::new(303).header("location", "/made/1"));
    let transport = answering([see, ok(503), fails(TransportErrorKind::Connect), ok(204)]);
    assert_eq!(status(&client(&transport), &POST).unwrap(), 204);
    let lines: Vec<String> =
        transport.requests().iter().map(|it| format!("{} {}", it.method, it.url)).collect();
    let made = "GET https://x.test/made/1";
    assert_eq!(lines, ["POST https://x.test/any", made, made, made]);
}

#[test]
fn a_download_is_tried_again_until_its_head_has_come() {
    let transport = answering([ok(503), Ok(Canned::new(200).body("abc"))]);
    let download = block_on(client(&transport).call(&FILE).download::<Never>()).unwrap();
    assert_eq!(block_on(download.bytes()).unwrap(), "abc");
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn a_token_is_asked_for_again_unless_that_may_spend_the_refresh_token() {
    static GET: Operation = Operation { security: &[&[&OAUTH]], ..ANY };
    let n_token_requests = |credential: Credential, answer: Answer| {
        let authority = Authority::new("");
        authority.next(answer);
        let client = builder(&authority.transport).credential(&OAUTH, credential).build().unwrap();
        let outcome = status(&client, &GET);
        (outcome.ok(), authority.n_token_requests())
    };
    let own = || Credential::source(ClientCredentials::new("c", "s").token_url(TOKEN_URL));
    let refresh = || Credential::source(RefreshTokenGrant::new("c", "r").token_url(TOKEN_URL));
    let refused = || Ok(json(400, r#"{"error": "invalid_client"}"#));
    assert_eq!(n_token_requests(own(), ok(503)), (Some(204), 2));
    assert_eq!(n_token_requests(own(), fails(TransportErrorKind::Other)), (Some(204), 2));
    assert_eq!(n_token_requests(own(), refused()), (None, 1));
    assert_eq!(n_token_requests(refresh(), ok(503)), (None, 1));
    assert_eq!(n_token_requests(refresh(), fails(TransportErrorKind::Other)), (None, 1));
    assert_eq!(n_token_requests(refresh(), fails(TransportErrorKind::Connect)), (Some(204), 2));
}
