//! What the calls of a client have of it.

use std::sync::Arc;

use crate::http::{
    cookies::CookieJar,
    credentials::SchemeAuth,
    environment::Environment,
    observe::{Notices, Observer},
    options::RequestOptions,
    reading::{DeviationCounter, ErrorMembers},
    retry::RetryPolicy,
    server::{NamedServer, Server},
    signer::Signer,
    trace_context::TraceContext,
};

/// Tells where in a trace a call stands.
pub(crate) type CurrentContext = Arc<dyn Fn() -> Option<TraceContext> + Send + Sync>;

/// A client with the options that its calls have.
pub(crate) struct Inner {
    pub(crate) shared: Arc<Shared>,
    /// Those of the builder, and what `Client::with_options` has laid over them.
    pub(crate) options: RequestOptions,
}

/// What clients of other options have in common.
pub(crate) struct Shared {
    pub(crate) server: Server,
    /// Without a slash at its end.
    pub(crate) base: String,
    /// The named servers that the user has set, with their base URLs, without a slash at its end.
    pub(crate) named: Vec<(&'static NamedServer, String)>,
    pub(crate) auths: Vec<SchemeAuth>,
    /// For every request; `user-agent` first, if it was set.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) environment: Arc<Environment>,
    pub(crate) observers: Vec<Arc<dyn Observer>>,
    pub(crate) notices: Notices,
    pub(crate) error_members: ErrorMembers,
    pub(crate) secret_members: &'static [&'static str],
    pub(crate) deviations: DeviationCounter,
    pub(crate) trace_context: Option<CurrentContext>,
    pub(crate) signer: Option<Arc<dyn Signer>>,
    /// Where the client keeps cookies, if it does.
    pub(crate) cookies: Option<CookieJar>,
}

impl Inner {
    /// The same with these options laid over its own.
    pub(crate) fn with_options(&self, options: RequestOptions) -> Arc<Self> {
        let options = options.over(&self.options);
        Arc::new(Self { shared: Arc::clone(&self.shared), options })
    }

    /// The same for whoever tries again by other rules.
    pub(crate) fn without_retries(&self) -> Arc<Self> {
        self.with_options(RequestOptions::new().retry(RetryPolicy::none()))
    }

    /// The same with an idempotency key of its own in place of one of the options.
    pub(crate) fn with_another_key(&self) -> Arc<Self> {
        let key = self.shared.environment.random.uuid().to_string();
        self.with_options(RequestOptions::new().idempotency_key(key))
    }
}
