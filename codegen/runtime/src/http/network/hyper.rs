//! hyper, with the pool of connections of hyper-util.

use ::hyper::body::Incoming;
use http::{HeaderValue, Uri, header::PROXY_AUTHORIZATION};
use hyper_util::{
    client::legacy::{Client, Error},
    rt::{TokioExecutor, TokioTimer},
};

#[cfg(feature = "http2")]
use super::engine::sources;
use super::{
    BoxFuture, TransportError, TransportErrorKind,
    connector::Connector,
    engine::{self, Engine, Outcome, is_timeout},
    settings::Network,
    upload::Outgoing,
};

pub(super) struct Hyper {
    client: Client<Connector, Outgoing>,
    connector: Connector,
}

impl Hyper {
    pub(super) fn new(network: &Network, connector: Connector) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(network.pool_idle_timeout)
            .pool_max_idle_per_host(network.pool_max_idle_per_host)
            // RFC 9112, sections 5.1 and 5.2: a line that goes on is to be read as one, and a space before a colon
            // means nothing in a response.
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .build(connector.clone());
        Self { client, connector }
    }

    /// What a proxy asks for that is told each request; one that makes tunnels is told by the connector.
    fn proxy_authorization(&self, uri: &Uri) -> Option<HeaderValue> {
        let proxy = self.connector.proxy(uri).filter(|_| uri.scheme_str() == Some("http"));
        proxy?.basic_auth().cloned()
    }
}

impl Engine for Hyper {
    fn send(&self, mut request: http::Request<Outgoing>) -> BoxFuture<'static, Outcome> {
        if let Some(secret) = self.proxy_authorization(request.uri()) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, secret);
        }
        let client = self.client.clone();
        #[cfg(feature = "http2")]
        let again = again(&request);
        let response = client.request(request);
        Box::pin(async move {
            let response = response.await;
            #[cfg(feature = "http2")]
            let response = match (response, again) {
                (Err(error), Some(again)) if is_untouched(&error) => client.request(again).await,
                (response, _) => response,
            };
            let response: http::Response<Incoming> = response.map_err(failed)?;
            Ok(engine::response(response, body_failed))
        })
    }
}

/// The same request, if its body can be sent twice.
#[cfg(feature = "http2")]
fn again(request: &http::Request<Outgoing>) -> Option<http::Request<Outgoing>> {
    let Outgoing::Whole(bytes) = request.body() else { return None };
    let mut again = http::Request::new(Outgoing::Whole(bytes.clone()));
    *again.method_mut() = request.method().clone();
    *again.uri_mut() = request.uri().clone();
    *again.headers_mut() = request.headers().clone();
    Some(again)
}

/// Whether the server says that it did nothing with the request, as one does that is about to end (RFC 9113, section 8.7).
#[cfg(feature = "http2")]
fn is_untouched(error: &Error) -> bool {
    sources(error).filter_map(|it| it.downcast_ref::<h2::Error>()).filter(|it| it.is_remote()).any(
        |it| match it.reason() {
            Some(h2::Reason::REFUSED_STREAM) => it.is_reset(),
            Some(h2::Reason::NO_ERROR) => it.is_go_away(),
            _ => false,
        },
    )
}

/// What an error means for whether the server may have acted.
///
/// `is_connect` is hyper's word for all that happens before a request is handed to a connection: names, TCP, TLS, the
/// `CONNECT` of a proxy. What is left of sending came after that.
fn failed(error: Error) -> TransportError {
    let kind = match (error.is_connect(), is_timeout(&error)) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        (false, true) => TransportErrorKind::Timeout,
        (false, false) => TransportErrorKind::Closed,
    };
    engine::failed(kind, error)
}

fn body_failed(error: ::hyper::Error) -> TransportError {
    let timeout = is_timeout(&error);
    let kind = if timeout { TransportErrorKind::Timeout } else { TransportErrorKind::Body };
    engine::failed(kind, error)
}
