//! Tokens over their life: kept, renewed, shared by concurrent calls, replaced after a 401.

use std::{
    future::Future,
    sync::{Arc, Mutex, atomic::AtomicUsize, atomic::Ordering},
    task::{Context, Poll, Waker},
    time::Duration,
};

use clientwright_runtime::{
    AccessToken, BoxFuture, ClientCredentials, Never, PasswordGrant, RefreshTokenGrant, TokenError,
    TokenRequest, TokenSource, TransportError, TransportErrorKind,
    codegen::{Credential, Operation, Scheme, SchemeKind, Server},
    testing::{Canned, MemoryTransport, block_on},
};

use crate::authority::{Authority, GET, Gated, Hand, OAUTH, POST, TOKEN_URL, json, status};

const PASSWORD: &str = "grant_type=password&username=u&password=p&client_id=c";
const SPENT: &str = r#"{"error": "invalid_grant", "error_description": "Token is not active"}"#;

fn password() -> PasswordGrant {
    PasswordGrant::new("c", "u", "p").token_url(TOKEN_URL)
}

fn refresh(token: &str) -> String {
    format!("grant_type=refresh_token&refresh_token={token}&client_id=c")
}

/// How many of these calls ask for a token, each so many seconds after the one before.
fn renewals(more: &str, seconds: &[u64]) -> Vec<usize> {
    let (authority, hand) = (Authority::new(more), Hand::new());
    let client = authority.client_at(password(), hand.clock());
    let after = |seconds: &u64| {
        hand.advance(Duration::from_secs(*seconds));
        assert_eq!(block_on(status(&client, &GET)), Ok(204));
        authority.n_token_requests()
    };
    seconds.iter().map(after).collect()
}

#[test]
fn a_token_is_renewed_early_by_a_tenth_of_its_life_or_half_a_minute() {
    assert_eq!(renewals(", \"expires_in\": 60", &[0, 53, 1, 53, 1]), [1, 1, 2, 2, 3]);
    assert_eq!(renewals(", \"expires_in\": 3600", &[0, 3569, 1]), [1, 1, 2]);
    assert_eq!(renewals(", \"expires_in\": \"300\"", &[0, 269, 1]), [1, 1, 2]);
    assert_eq!(renewals("", &[0, 1 << 30]), [1, 1]);
    assert_eq!(renewals(", \"expires_in\": 1e300", &[0, 1 << 30]), [1, 1]);
    assert_eq!(renewals(", \"expires_in\": 0", &[0, 0, 0]), [1, 2, 3]);
    assert_eq!(renewals(", \"expires_in\": -1", &[0, 0]), [1, 2]);
}

#[test]
fn the_next_token_is_got_by_the_refresh_token_of_the_last() {
    let (authority, hand) =
        (Authority::new(", \"expires_in\": 60, \"refresh_token\": \"r#\""), Hand::new());
    let client = authority.client_at(password().scope("s"), hand.clock());
    for _ in 0..3 {
        block_on(status(&client, &GET)).unwrap();
        hand.advance(Duration::from_secs(60));
    }
    // Without the scope: the one that was granted stays.
    let first = "grant_type=password&username=u&password=p&scope=s&client_id=c".to_owned();
    let calls = ["GET with Bearer a1", "GET with Bearer a2", "GET with Bearer a3"];
    let calls = calls.map(str::to_owned);
    let [one, two, three] = calls;
    assert_eq!(authority.log(), [first, one, refresh("r1"), two, refresh("r2"), three]);
}

#[test]
fn a_refresh_token_stays_when_no_other_comes() {
    let (authority, hand) = (Authority::new(", \"expires_in\": 60"), Hand::new());
    let source = RefreshTokenGrant::new("c", "mine").token_url(TOKEN_URL);
    let client = authority.client_at(source, hand.clock());
    authority
        .next(Ok(json(200, r#"{"access_token": "b", "expires_in": 60, "refresh_token": "r"}"#)));
    for _ in 0..3 {
        block_on(status(&client, &GET)).unwrap();
        hand.advance(Duration::from_secs(60));
    }
    let asked: Vec<String> =
        authority.log().into_iter().filter(|it| it.starts_with("grant_type")).collect();
    // The API refuses `b`, which isn't one of the authority's.
    assert_eq!(asked, [refresh("mine"), refresh("r"), refresh("r"), refresh("r")]);
}

#[test]
fn a_refused_refresh_falls_back_to_the_grant() {
    let (authority, hand) =
        (Authority::new(", \"expires_in\": 60, \"refresh_token\": \"r#\""), Hand::new());
    let client = authority.client_at(password(), hand.clock());
    block_on(status(&client, &GET)).unwrap();
    hand.advance(Duration::from_secs(60));
    authority.next(Ok(json(400, SPENT)));
    assert_eq!(block_on(status(&client, &GET)), Ok(204));
    let log = authority.log();
    assert_eq!(log[2..], [refresh("r1"), PASSWORD.to_owned(), "GET with Bearer a2".to_owned()]);

    // What isn't a matter of the refresh token is no better with the password.
    hand.advance(Duration::from_secs(60));
    authority.next(Ok(json(401, r#"{"error": "invalid_client"}"#)));
    let error = block_on(status(&client, &GET)).unwrap_err();
    assert!(error.ends_with("the token endpoint says `invalid_client`"), "{error}");
    authority.next(Ok(Canned::new(503)));
    assert!(block_on(status(&client, &GET)).unwrap_err().contains("status 503"));
    assert_eq!(authority.n_token_requests(), 5);
}

#[test]
fn a_refused_refresh_token_of_the_users_own_is_an_error() {
    let authority = Authority::new("");
    authority.next(Ok(json(400, SPENT)));
    let client = authority.client(RefreshTokenGrant::new("c", "mine").token_url(TOKEN_URL));
    let error = block_on(status(&client, &GET)).unwrap_err();
    assert!(error.ends_with("`invalid_grant`: Token is not active"), "{error}");
    assert_eq!(authority.log(), [refresh("mine")]);
    // An error isn't kept.
    assert_eq!(block_on(status(&client, &GET)), Ok(204));
}

#[test]
fn a_token_that_could_not_be_renewed_early_serves_until_it_expires() {
    let (authority, hand) = (Authority::new(", \"expires_in\": 60"), Hand::new());
    let client = authority.client_at(password(), hand.clock());
    block_on(status(&client, &GET)).unwrap();
    hand.advance(Duration::from_secs(55));
    authority.next(Ok(Canned::new(503)));
    assert_eq!(block_on(status(&client, &GET)), Ok(204));
    hand.advance(Duration::from_secs(5));
    authority.next(Ok(Canned::new(503)));
    assert!(block_on(status(&client, &GET)).unwrap_err().contains("status 503"));
}

// After a 401 --------------------------------------------------------------------------------------------------------

#[test]
fn a_401_is_answered_with_a_fresh_token_once() {
    let authority = Authority::new(", \"refresh_token\": \"r#\"");
    let client = authority.client(password());
    block_on(status(&client, &GET)).unwrap();
    authority.revoke();
    let body = client.call(&POST).text("text/plain", "body").body::<(), Never>();
    block_on(body).unwrap();
    let requests = authority.transport.requests();
    assert_eq!(
        authority.log()[2..],
        ["POST with Bearer a1", &refresh("r1"), "POST with Bearer a3"]
    );
    assert!(requests[4].to_text().ends_with("authorization: Bearer a3\n\nbody"));

    authority.refuse_all(true);
    assert_eq!(block_on(status(&client, &GET)), Ok(401));
    assert_eq!(authority.log()[5..], ["GET with Bearer a3", &refresh("r3"), "GET with Bearer a4"]);
    // The token that was refused last isn't taken for good.
    authority.refuse_all(false);
    assert_eq!(block_on(status(&client, &GET)), Ok(204));
}

#[test]
fn a_401_whose_token_cannot_be_renewed_is_the_token_endpoints_error() {
    let authority = Authority::new("");
    let client = authority.client(ClientCredentials::new("c", "s").token_url(TOKEN_URL));
    block_on(status(&client, &GET)).unwrap();
    authority.revoke();
    authority.next(Ok(json(401, r#"{"error": "invalid_client"}"#)));
    let error = block_on(status(&client, &GET)).unwrap_err();
    assert!(error.contains("`invalid_client`"), "{error}");
    assert_eq!(block_on(status(&client, &GET)), Ok(204));
    assert_eq!(authority.n_token_requests(), 3);
}

#[tokio::test]
async fn a_token_that_is_newer_than_the_refused_one_is_used_as_it_is() {
    let authority = Authority::new("");
    let gated = Gated::new(authority.transport.clone(), 9, 1);
    let client = gated.client(password());
    assert_eq!(status(&client, &GET).await, Ok(204));
    authority.revoke();
    // Both are refused; the second hears of it when the first has been replayed.
    let spawn = || {
        let client = client.clone();
        tokio::spawn(async move { status(&client, &GET).await })
    };
    let (first, second) = (spawn(), spawn());
    tokio::task::yield_now().await;
    assert_eq!(authority.log()[2..], ["GET with Bearer a1", "GET with Bearer a1"]);
    gated.calls.add_permits(2);
    tokio::task::yield_now().await;
    gated.calls.add_permits(2);
    assert_eq!((first.await.unwrap(), second.await.unwrap()), (Ok(204), Ok(204)));
    assert_eq!(authority.n_token_requests(), 2);
}

#[test]
fn a_fixed_token_is_not_replayed() {
    let transport = MemoryTransport::responding(401, &[], "");
    let client = clientwright_runtime::codegen::Client::builder(Server::custom("https://x.test"))
        .transport(transport.clone())
        .credential(&OAUTH, Credential::token("fixed"))
        .build()
        .unwrap();
    assert_eq!(block_on(status(&client, &GET)), Ok(401));
    assert_eq!(transport.requests().len(), 1);
}

/// The API's part of this client's log, where the token endpoint gives `a`.
fn redirected(
    operation: &'static Operation,
    api: impl Fn(&str) -> Canned + Send + Sync + 'static,
) -> (Result<u16, String>, Vec<String>) {
    let transport = MemoryTransport::with(move |request| {
        Ok(if request.url == TOKEN_URL {
            json(200, "{\"access_token\": \"a\"}")
        } else {
            api(&request.url)
        })
    });
    let client = Gated::new(transport.clone(), 9, 9).client(password());
    let status = block_on(status(&client, operation));
    let urls = transport.requests().into_iter().map(|request| {
        let token = request.headers.get("authorization").unwrap_or("nothing").to_owned();
        format!("{} {} with {token}", request.method, request.url)
    });
    (status, urls.collect())
}

#[test]
fn a_401_of_another_origin_says_nothing_about_the_token() {
    let (status, log) = redirected(&GET, |url| match url {
        "https://x.test/any" => Canned::new(302).header("location", "https://y.test/"),
        _ => Canned::new(401),
    });
    assert_eq!(status, Ok(401));
    assert_eq!(
        log[1..],
        ["GET https://x.test/any with Bearer a", "GET https://y.test/ with nothing"]
    );
}

#[test]
fn what_is_replayed_is_the_request_that_was_refused() {
    let (status, log) = redirected(&POST, |url| match url {
        "https://x.test/any" => Canned::new(303).header("location", "/result"),
        _ => Canned::new(401),
    });
    assert_eq!(status, Ok(401));
    let get = "GET https://x.test/result with Bearer a";
    assert_eq!(
        log,
        [
            "POST https://login.test/token with nothing",
            "POST https://x.test/any with Bearer a",
            get,
            "POST https://login.test/token with nothing",
            get,
        ]
    );
}

// Concurrent calls ---------------------------------------------------------------------------------------------------

#[tokio::test]
async fn concurrent_calls_share_one_token_request() {
    let authority = Authority::new("");
    let gated = Gated::new(authority.transport.clone(), 0, 1000);
    let client = gated.client(password());
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { status(&client, &GET).await })
        })
        .collect();
    tokio::task::yield_now().await;
    gated.tokens.add_permits(64);
    for task in tasks {
        assert_eq!(task.await.unwrap(), Ok(204));
    }
    assert_eq!(authority.n_token_requests(), 1);

    // And one for all that were refused.
    authority.revoke();
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { status(&client, &GET).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), Ok(204));
    }
    assert_eq!(authority.n_token_requests(), 2);
}

#[test]
fn calls_on_several_threads_share_one_token_request() {
    let authority = Authority::new("");
    let gated = Gated::new(authority.transport.clone(), 0, 1000);
    let client = gated.client(password());
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..64).map(|_| scope.spawn(|| block_on(status(&client, &GET)))).collect();
        while authority.n_token_requests() == 0 {
            std::thread::yield_now();
        }
        gated.tokens.add_permits(64);
        for thread in threads {
            assert_eq!(thread.join().unwrap(), Ok(204));
        }
    });
    assert_eq!(authority.n_token_requests(), 1);
}

#[tokio::test]
async fn concurrent_calls_share_a_refusal() {
    let authority = Authority::new("");
    authority.next(Ok(json(400, SPENT)));
    let gated = Gated::new(authority.transport.clone(), 0, 1000);
    let client = gated.client(password());
    let (one, two) = tokio::join!(status(&client, &GET), async {
        gated.tokens.add_permits(9);
        status(&client, &GET).await
    });
    assert_eq!(one, two);
    assert!(one.unwrap_err().contains("`invalid_grant`"));
    assert_eq!(authority.n_token_requests(), 1);
}

fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    std::pin::Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_the_token_request_to_the_others() {
    let authority = Authority::new("");
    let gated = Gated::new(authority.transport.clone(), 0, 1000);
    let client = gated.client(password());
    let mut first = client.call(&GET).body::<(), Never>();
    assert!(poll(&mut first).is_pending());
    let others: Vec<_> = (0..3)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { status(&client, &GET).await })
        })
        .collect();
    tokio::task::yield_now().await;
    others[0].abort();
    drop(first);
    tokio::task::yield_now().await;
    gated.tokens.add_permits(1);
    for task in others.into_iter().skip(1) {
        assert_eq!(task.await.unwrap(), Ok(204));
    }
    assert_eq!(authority.n_token_requests(), 1);
}

#[tokio::test]
async fn when_every_call_is_given_up_so_is_the_token_request() {
    let authority = Authority::new("");
    let gated = Gated::new(authority.transport.clone(), 0, 1000);
    let client = gated.client(password());
    let mut calls = [client.call(&GET).body::<(), Never>(), client.call(&GET).body()];
    assert!(calls.iter_mut().all(|it| poll(it).is_pending()));
    drop(calls);
    gated.tokens.add_permits(1);
    assert_eq!(status(&client, &GET).await, Ok(204));
    assert_eq!(authority.n_token_requests(), 2);
}

// Sources of a user's own --------------------------------------------------------------------------------------------

/// Counts, and panics, fails or gives tokens in turn.
#[derive(Default)]
struct Own {
    n: AtomicUsize,
    previous: Mutex<Vec<Option<String>>>,
}

impl TokenSource for Own {
    fn fetch<'a>(
        &'a self,
        request: &'a TokenRequest,
    ) -> BoxFuture<'a, Result<AccessToken, TokenError>> {
        Box::pin(async move {
            let previous = request.previous().map(|it| it.token.expose().to_owned());
            self.previous.lock().unwrap().push(previous);
            tokio::task::yield_now().await;
            match self.n.fetch_add(1, Ordering::SeqCst) {
                0 => panic!("a bug of the user's"),
                1 => Err(TokenError::new("the keyring is locked")),
                n => Ok(AccessToken::new(format!("own{n}")).expires_in(Duration::from_secs(60))),
            }
        })
    }
}

#[tokio::test]
async fn a_source_of_the_users_own_is_asked_like_any_other() {
    static BEARER: Scheme = Scheme { name: "bearer", kind: SchemeKind::Bearer };
    static CALL: Operation = Operation { security: &[&[&BEARER]], ..crate::support::ANY };
    let (source, hand) = (Arc::new(Own::default()), Hand::new());
    let transport = MemoryTransport::responding(204, &[], "");
    let clock = hand.clock();
    let client = clientwright_runtime::codegen::Client::builder(Server::custom("https://x.test"))
        .transport(transport.clone())
        .credential(&BEARER, Credential::source(Arc::clone(&source)))
        .clock(move || clock())
        .build()
        .unwrap();
    let spawn = || {
        let client = client.clone();
        tokio::spawn(async move { status(&client, &CALL).await })
    };
    // The one that drives it panics; the other gets an error and doesn't wait for ever.
    let (one, two) = (spawn(), spawn());
    let outcomes = [one.await, two.await];
    assert_eq!(outcomes.iter().filter(|it| it.is_err()).count(), 1);
    let error = outcomes.into_iter().find_map(Result::ok).unwrap().unwrap_err();
    assert_eq!(error, "no access token for `bearer`: the source of tokens panicked");
    let error = status(&client, &CALL).await.unwrap_err();
    assert_eq!(error, "no access token for `bearer`: the keyring is locked");
    assert_eq!(status(&client, &CALL).await, Ok(204));
    hand.advance(Duration::from_secs(60));
    assert_eq!(status(&client, &CALL).await, Ok(204));
    let sent = transport.requests();
    assert_eq!(sent[1].headers.get("authorization"), Some("Bearer own3"));
    let previous = source.previous.lock().unwrap().clone();
    assert_eq!(previous, [None, None, None, Some("own2".to_owned())]);
}

#[test]
fn a_failed_connection_to_the_token_endpoint_is_tried_again_by_the_next_call() {
    let authority = Authority::new("");
    authority.next(Err(TransportError::new(TransportErrorKind::Connect, "refused")));
    let client = authority.client(password());
    assert!(block_on(status(&client, &GET)).unwrap_err().contains("refused"));
    assert_eq!(block_on(status(&client, &GET)), Ok(204));
}
