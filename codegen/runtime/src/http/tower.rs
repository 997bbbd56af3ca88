//! Services and layers of tower, between a client and its transport.

use std::{
    error::Error,
    fmt,
    future::poll_fn,
    iter,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use tower_service::Service;

use super::{
    lock::lock,
    maybe_send::BoxFuture,
    request::Request,
    transport::{Transport, TransportError, TransportErrorKind, TransportResponse},
};

/// A transport that is a service of tower; `ClientBuilder::wrap` puts it around the client's own.
///
/// The stack sees each request as it goes out, as every transport does: attempts and redirects one by one, with credentials.
/// It says with which of them it is done by [`poll_ready`](Service::poll_ready), so that a limit makes the others wait, which
/// counts as time of the attempt and ends by its timeout. A clone of it makes each request, as tower's own clients do.
///
/// ```
/// use std::sync::Arc;
/// use clientwright_runtime::codegen::{Client, Server};
/// use clientwright_runtime::{TowerTransport, testing::MemoryTransport};
/// # struct ServiceBuilder;
/// # impl ServiceBuilder {
/// #     fn new() -> Self { Self }
/// #     fn concurrency_limit(self, _: usize) -> Self { self }
/// #     fn service<S>(self, service: S) -> S { service }
/// # }
///
/// let client = Client::builder(Server::custom("https://example.org"))
///     .transport(MemoryTransport::responding(204, &[], ""))
///     .wrap(|inner| {
///         let stack = |service| ServiceBuilder::new().concurrency_limit(8).service(service);
///         Arc::new(TowerTransport::new(inner, stack))
///     })
///     .build()?;
/// # Ok::<(), clientwright_runtime::BuildError>(())
/// ```
pub struct TowerTransport<S> {
    service: Mutex<S>,
    /// Keeps the time.
    inner: Arc<dyn Transport>,
}

impl<S> TowerTransport<S> {
    /// Creates a transport of what `stack` makes of a service that sends by `inner`.
    pub fn new(inner: Arc<dyn Transport>, stack: impl FnOnce(TransportService) -> S) -> Self {
        let service = stack(TransportService { inner: Arc::clone(&inner) });
        Self { service: Mutex::new(service), inner }
    }
}

impl<S> Transport for TowerTransport<S>
where
    S: Service<Request, Response = TransportResponse> + Clone + Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send,
{
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let mut service = lock(&self.service).clone();
        Box::pin(async move {
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(|it| error(it.into()))?;
            service.call(request).await.map_err(|it| error(it.into()))
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }
}

/// The transport's own error, through however many layers; what one of them has made of it is of its kind.
fn error(error: Box<dyn Error + Send + Sync>) -> TransportError {
    match error.downcast::<TransportError>() {
        Ok(own) => *own,
        Err(other) => {
            let mut sources = iter::successors(other.source(), |it| (*it).source());
            let own = sources.find_map(|it| it.downcast_ref::<TransportError>());
            let kind = own.map_or(TransportErrorKind::Other, TransportError::kind);
            TransportError::new(kind, other.to_string())
        }
    }
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TowerTransport").field("inner", &self.inner).finish_non_exhaustive()
    }
}

/// A service of tower that sends requests by a transport: the innermost of a [`TowerTransport`].
#[derive(Clone, Debug)]
pub struct TransportService {
    inner: Arc<dyn Transport>,
}

impl Service<Request> for TransportService {
    type Response = TransportResponse;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<TransportResponse, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let inner = Arc::clone(&self.inner);
        Box::pin(async move { inner.send(request).await })
    }
}
