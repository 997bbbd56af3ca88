//! A client of reqwest as the user wants it, in the place of hyper's.

use std::{error::Error as StdError, sync::Arc, time::Duration};

use ::reqwest::{Body, Client, Error, NoProxy, Proxy, Request, redirect::Policy};

use super::{
    BoxFuture, BuildError, Tls, TransportError, TransportErrorKind,
    engine::{self, Engine, Outcome},
    settings::{Change, Network, Proxies},
    upload::Outgoing,
};

/// A client of these settings but for the time that a connection may take.
pub(super) fn engine(
    network: &Network,
    change: &Change,
    tls: &Tls,
    connect_timeout: Option<Duration>,
) -> Result<Arc<dyn Engine>, BuildError> {
    let mut builder = tls
        .apply(change(Client::builder()))
        .redirect(Policy::none())
        // The client unpacks, within its limits.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .referer(false)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .pool_idle_timeout(network.pool_idle_timeout)
        .pool_max_idle_per_host(network.pool_max_idle_per_host)
        .tcp_keepalive(network.tcp_keepalive)
        .user_agent(network.user_agent());
    if network.https_only {
        builder = builder.https_only(true);
    }
    if network.local_address.is_some() {
        builder = builder.local_address(network.local_address);
    }
    // The first proxy that fits is used, and those of `change` are there already.
    if network.proxies.ignore_environment || !network.proxies.given.is_empty() {
        builder = builder.no_proxy();
    }
    for proxy in proxies(&network.proxies)? {
        builder = builder.proxy(proxy);
    }
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    {
        builder = builder.tcp_user_timeout(network.tcp_user_timeout);
    }
    if let Some(timeout) = connect_timeout {
        builder = builder.connect_timeout(timeout);
    }
    let client = builder.build().map_err(|error| no_client(&error))?;
    Ok(Arc::new(client))
}

/// Those of one scheme first, because the first that fits is used.
fn proxies(proxies: &Proxies) -> Result<Vec<Proxy>, BuildError> {
    let except = proxies.exceptions().and_then(|it| NoProxy::from_string(&it));
    let (all, own): (Vec<_>, Vec<_>) = proxies.given.iter().partition(|(it, _)| *it == "proxy");
    let read = own.into_iter().chain(all).map(|(setter, url)| {
        let proxy = match *setter {
            "http_proxy" => Proxy::http(url),
            "https_proxy" => Proxy::https(url),
            _ => Proxy::all(url),
        };
        // The URL is in no message, because it may hold a password.
        let fail = |_| BuildError::new(format!("`{setter}` is not an http or https URL"));
        Ok(proxy.map_err(fail)?.no_proxy(except.clone()))
    });
    read.collect()
}

impl Engine for Client {
    fn send(&self, request: http::Request<Outgoing>) -> BoxFuture<'static, Outcome> {
        let response = Request::try_from(request).map(|it| self.execute(it));
        Box::pin(async move {
            let response = response.map_err(failed)?.await.map_err(failed)?;
            Ok(engine::response(response.into(), failed))
        })
    }
}

impl From<Outgoing> for Body {
    fn from(body: Outgoing) -> Self {
        match body {
            Outgoing::Whole(bytes) => bytes.unwrap_or_default().into(),
            Outgoing::Chunks(upload) => Self::wrap(upload),
        }
    }
}

/// What an error means for whether the server may have acted, as `is_connect` is hyper's word here as well.
fn failed(error: Error) -> TransportError {
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        (false, true) => TransportErrorKind::Timeout,
        (false, false) if error.is_body() || error.is_decode() => TransportErrorKind::Body,
        (false, false) if error.is_request() => TransportErrorKind::Closed,
        (false, false) if error.is_builder() => TransportErrorKind::Refused,
        (false, false) => TransportErrorKind::Other,
    };
    // Without the URL, whose query may hold an API key.
    engine::failed(kind, error.without_url())
}

/// Why there is no client, with the messages of what that came of, each once.
fn no_client(error: &dyn StdError) -> BuildError {
    let mut message = format!("no HTTP client: {error}");
    let mut source = error.source();
    while let Some(error) = source {
        let more = error.to_string();
        if !message.contains(&more) {
            message.push_str(": ");
            message.push_str(&more);
        }
        source = error.source();
    }
    BuildError::new(message)
}
