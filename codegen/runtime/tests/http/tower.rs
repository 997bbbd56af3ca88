//! Layers of tower around the client's transport, over a network.

use std::{
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use clientwright_runtime::{
    BoxFuture, Error, Never, Request, RetryPolicy, TowerTransport, TransportError,
    TransportErrorKind, TransportResponse, codegen::Client,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_service::Service;

use crate::{
    loopback::{Loopback, Step},
    support::ANY,
};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Lets so many requests go at once, and takes note of each; those of `/refused` it doesn't let go.
struct Layer<S> {
    inner: S,
    permits: Arc<Semaphore>,
    permit: Option<OwnedSemaphorePermit>,
    seen: Seen,
}

/// What the layer has seen.
#[derive(Clone, Default)]
struct Seen {
    requests: Arc<Mutex<Vec<(String, u32)>>>,
    /// How many are on their way, and how many were at once at most.
    open: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl<S: Clone> Clone for Layer<S> {
    fn clone(&self) -> Self {
        let (permits, seen) = (Arc::clone(&self.permits), self.seen.clone());
        Self { inner: self.inner.clone(), permits, permit: None, seen }
    }
}

impl<S> Service<Request> for Layer<S>
where
    S: Service<Request, Response = TransportResponse> + Send,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    type Response = TransportResponse;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<TransportResponse, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        if self.permit.is_none() {
            let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            };
            self.permit = Some(permit);
        }
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let permit = self.permit.take().expect("it was ready");
        let path = request.url.rsplit('/').next().unwrap_or_default().to_owned();
        let is_refused = path == "refused";
        let seen = self.seen.clone();
        seen.requests.lock().unwrap().push((path, request.attempt()));
        let sent = self.inner.call(request);
        Box::pin(async move {
            let n_open = seen.open.fetch_add(1, Ordering::SeqCst) + 1;
            seen.most.fetch_max(n_open, Ordering::SeqCst);
            let response = if is_refused {
                Err("not by this one".into())
            } else {
                sent.await.map_err(Into::into)
            };
            seen.open.fetch_sub(1, Ordering::SeqCst);
            drop(permit);
            response
        })
    }
}

#[tokio::test]
async fn a_stack_of_tower_sees_each_attempt_and_makes_others_wait() {
    let n_asked = AtomicUsize::new(0);
    let server = Loopback::start(move |request| {
        if request.starts_with("GET /moved ") {
            return vec![Step::redirect(302, "/refused")];
        }
        if n_asked.fetch_add(1, Ordering::SeqCst) == 0 {
            return vec![Step::response(503, &["retry-after: 0"], b"")];
        }
        vec![Step::Sleep(Duration::from_millis(20)), Step::response(204, &[], b"")]
    })
    .await;
    let seen = Seen::default();
    let notes = seen.clone();
    let wrapped = server.builder().wrap(move |inner| {
        let (permits, seen) = (Arc::new(Semaphore::new(2)), notes.clone());
        let stack = |inner| Layer { inner, permits, permit: None, seen };
        Arc::new(TowerTransport::new(inner, stack))
    });
    let client = wrapped.build().unwrap();
    client.call(&ANY).body::<(), Never>().await.unwrap();
    assert_eq!(*seen.requests.lock().unwrap(), [("any".to_owned(), 1), ("any".to_owned(), 2)]);

    let calls = (0..4).map(|_| tokio::spawn(client.call(&ANY).body::<(), Never>()));
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(seen.most.load(Ordering::SeqCst), 2, "two at a time, of four");

    let error = client.request("GET", "/moved").await.unwrap_err();
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), TransportErrorKind::Other);
    assert!(error.to_string().contains("not by this one"), "{error}");
    // What a layer fails with is tried again as what the network does.
    assert_eq!(seen.requests.lock().unwrap().len(), 2 + 4 + 1 + 3);
}

/// Is never ready, or fails by an error of its own around that of the service within.
#[derive(Clone)]
struct Hostile<S> {
    inner: S,
    is_stuck: bool,
}

/// What a layer makes of an error.
#[derive(Debug)]
struct Wrapped(TransportError);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a layer failed")
    }
}

impl std::error::Error for Wrapped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl<S> Service<Request> for Hostile<S>
where
    S: Service<Request, Response = TransportResponse, Error = TransportError> + Send,
    S::Future: Send + 'static,
{
    type Response = TransportResponse;
    type Error = Wrapped;
    type Future = BoxFuture<'static, Result<TransportResponse, Wrapped>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Wrapped>> {
        if self.is_stuck {
            return Poll::Pending;
        }
        self.inner.poll_ready(cx).map_err(Wrapped)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let sent = self.inner.call(request);
        Box::pin(async move { sent.await.map_err(Wrapped) })
    }
}

/// A client through a layer that misbehaves.
fn hostile(origin: &str, is_stuck: bool) -> Client {
    let layer = move |inner| Hostile { inner, is_stuck };
    crate::transports::client(origin)
        .retry(RetryPolicy::none())
        .timeout(Duration::from_millis(50))
        .wrap(move |inner| Arc::new(TowerTransport::new(inner, layer)))
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_layer_that_is_never_ready_ends_by_the_timeout() {
    let server = Loopback::responding(204, &[], "").await;
    let call = hostile(&server.origin, true).call(&ANY).body::<(), Never>();
    let ended = tokio::time::timeout(Duration::from_secs(20), call).await;
    let error = ended.expect("the call has a limit").unwrap_err();
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), TransportErrorKind::Timeout);
    assert!(error.to_string().contains("took longer than 50ms"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_error_within_that_of_a_layer_keeps_its_kind() {
    let server = Loopback::start(|_| vec![Step::Reset]).await;
    let error = hostile(&server.origin, false).call(&ANY).body::<(), Never>().await.unwrap_err();
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), TransportErrorKind::Closed);
    assert!(error.to_string().contains("a layer failed"), "{error}");
}
