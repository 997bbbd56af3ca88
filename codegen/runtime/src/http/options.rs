//! What one call has that other calls of the client don't.

use std::{fmt, time::Duration};

use super::{
    error::request::{RequestError, RequestErrorKind},
    extensions::Extensions,
    headers,
    retry::{self, RetryPolicy},
    server::Server,
    transport::error::TransportError,
};
use crate::json::DeviationPolicy;

/// How long a call may take unless it is set.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How many bytes of a body are held unless it is set.
const MAX_BODY: usize = 32 << 20;

/// The limits, headers and so on of some calls, for `Client::with_options`.
///
/// What isn't set is as the client has it. The setters never fail: what can't be sent is the error of the call.
///
/// ```
/// use clientwright_runtime::{RequestOptions, RetryPolicy};
/// use std::time::Duration;
///
/// let options = RequestOptions::new()
///     .timeout(Duration::from_secs(5))
///     .retry(RetryPolicy::none())
///     .header("x-request-source", "nightly");
/// # assert!(format!("{options:?}").contains("x-request-source"));
/// ```
#[derive(Clone, Default)]
#[must_use = "options do nothing until a client has them"]
#[expect(clippy::option_option, reason = "whether it is set, and whether there is a limit then")]
pub struct RequestOptions {
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) query: Vec<(String, String)>,
    /// Without a slash at its end, or why it is none.
    pub(crate) base_url: Option<Result<String, String>>,
    pub(crate) timeout: Option<Option<Duration>>,
    pub(crate) attempt_timeout: Option<Option<Duration>>,
    pub(crate) idle_timeout: Option<Option<Duration>>,
    pub(crate) connect_timeout: Option<Option<Duration>>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) max_body: Option<usize>,
    pub(crate) anonymous: bool,
    pub(crate) deviations: Option<DeviationPolicy>,
    pub(crate) extensions: Extensions,
}

impl RequestOptions {
    /// Creates options of which none is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sends this header; it wins over the client's, over a parameter and over a credential that goes to the same
    /// header.
    ///
    /// Another origin that a redirect leads to doesn't get it.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        let name = name.to_ascii_lowercase();
        self.headers.retain(|(it, _)| *it != name);
        self.headers.push((name, value.into()));
        self
    }

    /// Adds a parameter to the query, name and value as they are, not encoded; those of the operation that have the
    /// same name aren't sent. Called again with the same name, it adds another.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sends the request there, whatever server the client or the operation has: an absolute http or https URL, which
    /// may have a path, but neither a query nor a user.
    ///
    /// Credentials are sent there too, since you say so. Tokens are got where they always are.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(Server::custom(url).base().map_err(|it| it.to_string()));
        self
    }

    /// Sets how long a call may take, all attempts, waits, tokens and the body included, as
    /// `ClientBuilder::timeout` does; `None` for no limit.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = Some(timeout.into());
        self
    }

    /// Sets how long one attempt of a call may take, as `ClientBuilder::attempt_timeout` does; `None` for all that is left
    /// of the call's time.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.attempt_timeout = Some(timeout.into());
        self
    }

    /// Sets how long each chunk may take of a body that is sent from disk or a stream, and of a download or a stream;
    /// `None` for no limit.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.idle_timeout = Some(timeout.into());
        self
    }

    /// Sets how long connecting may take; `None` for the transport's own limit.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = Some(timeout.into());
        self
    }

    /// Sets how often, when and after what a call is sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sends this idempotency key, in the header that the operation has for it, else in `idempotency-key`
    /// (draft-ietf-httpapi-idempotency-key-header), and sends the request again where that may help.
    ///
    /// Options with a key are for one call: the server takes a second one for the first. Of pages only the first has
    /// this key, and each other one a key of its own.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Sets how many bytes of a body are read into memory, unpacked.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// Sends no credential, neither one that the client has nor one that the description asks for: to log in, or to a
    /// server that asks for none.
    ///
    /// A header that is set for the client or its calls is sent all the same.
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Lets this value go with each request of a call, to a wrapping transport that asks for one of its type by
    /// `Request::extensions`; it isn't sent.
    pub fn extension<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.extensions.insert(value);
        self
    }

    /// Sets what to do where a response isn't as described.
    pub fn deviations(mut self, policy: DeviationPolicy) -> Self {
        self.deviations = Some(policy);
        self
    }

    /// The limits that are set, and the usual ones.
    pub(crate) fn limits(&self) -> Limits {
        let timeout = self.timeout.unwrap_or(Some(TIMEOUT));
        Limits {
            timeout,
            attempt_timeout: self.attempt_timeout,
            idle_timeout: self.idle_timeout,
            connect_timeout: self.connect_timeout.flatten(),
            max_body: self.max_body.unwrap_or(MAX_BODY),
        }
    }

    /// The policy that is set, or the usual one.
    pub(crate) fn retry_policy(&self) -> &RetryPolicy {
        self.retry.as_ref().unwrap_or(&retry::DEFAULT)
    }

    /// These over others: what is set here wins, headers and query parameters name by name.
    pub(crate) fn over(mut self, under: &Self) -> Self {
        let Self {
            headers,
            query,
            base_url,
            timeout,
            attempt_timeout,
            idle_timeout,
            connect_timeout,
            retry,
            idempotency_key,
            max_body,
            anonymous,
            deviations,
            extensions,
        } = under;
        self.headers = laid_over(self.headers, headers);
        self.query = laid_over(self.query, query);
        self.base_url = self.base_url.or_else(|| base_url.clone());
        self.timeout = self.timeout.or(*timeout);
        self.attempt_timeout = self.attempt_timeout.or(*attempt_timeout);
        self.idle_timeout = self.idle_timeout.or(*idle_timeout);
        self.connect_timeout = self.connect_timeout.or(*connect_timeout);
        self.retry = self.retry.or_else(|| retry.clone());
        self.idempotency_key = self.idempotency_key.or_else(|| idempotency_key.clone());
        self.max_body = self.max_body.or(*max_body);
        self.anonymous |= anonymous;
        self.deviations = self.deviations.or(*deviations);
        self.extensions = self.extensions.over(extensions);
        self
    }

    /// Refuses what no request can have.
    pub(crate) fn check(&self) -> Result<(), RequestError> {
        let fail = |message: String| Err(RequestError::new(RequestErrorKind::Options, message));
        for (name, value) in &self.headers {
            if let Err(problem) = headers::check(name, value) {
                return fail(problem);
            }
        }
        if let Some(Err(problem)) = &self.base_url {
            return fail(format!("the base URL of the options: {problem}"));
        }
        if self.idempotency_key.as_ref().is_some_and(|it| it.is_empty() || !headers::is_value(it)) {
            return fail("the idempotency key is empty or has a control character".to_owned());
        }
        Ok(())
    }
}

/// How much a call may take; `None` for no limit.
#[derive(Clone, Copy)]
#[expect(clippy::option_option, reason = "whether it is set, and whether there is a limit then")]
pub(crate) struct Limits {
    /// Of time for the call, all attempts included.
    pub(crate) timeout: Option<Duration>,
    /// Of time for one attempt, if it is set.
    attempt_timeout: Option<Option<Duration>>,
    /// Of time for a chunk, if it is set.
    idle_timeout: Option<Option<Duration>>,
    /// Of time for a connection to come about, if not as long as the transport says.
    pub(crate) connect_timeout: Option<Duration>,
    /// Of bytes of a body that are held.
    pub(crate) max_body: usize,
}

impl Limits {
    /// The limit of one attempt, which has so many equal shares of the call's time unless it is set.
    pub(crate) fn attempt(&self, n_shares: u32) -> Option<Duration> {
        self.attempt_timeout.unwrap_or_else(|| self.share(n_shares))
    }

    /// The limit of a chunk that is sent, likewise.
    pub(crate) fn chunk_sent(&self, n_shares: u32) -> Option<Duration> {
        self.idle_timeout.unwrap_or_else(|| self.share(n_shares))
    }

    /// The limit of a chunk of a download or a stream.
    pub(crate) fn chunk_received(&self) -> Option<Duration> {
        self.idle_timeout.unwrap_or(self.timeout)
    }

    fn share(&self, n_shares: u32) -> Option<Duration> {
        self.timeout.map(|it| it / n_shares.max(1))
    }

    /// The error of a call that took longer.
    pub(crate) fn timed_out(&self) -> TransportError {
        TransportError::timed_out(self.timeout.unwrap_or_default())
    }
}

fn laid_over(mut over: Vec<(String, String)>, under: &[(String, String)]) -> Vec<(String, String)> {
    let kept = under.iter().filter(|(name, _)| !over.iter().any(|(it, _)| it == name)).cloned();
    let kept: Vec<_> = kept.collect();
    over.splice(0..0, kept);
    over
}

/// Shows names of headers and parameters, and no values: they may be credentials.
impl fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| -> Vec<String> {
            pairs.iter().map(|(name, _)| name.clone()).collect()
        };
        f.debug_struct("RequestOptions")
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .field("base_url", &self.base_url.as_ref().map(|it| it.as_deref().unwrap_or("…")))
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("retry", &self.retry)
            .field("idempotency_key", &self.idempotency_key.as_ref().map(|_| "…"))
            .field("max_body", &self.max_body)
            .field("anonymous", &self.anonymous)
            .field("deviations", &self.deviations)
            .field("extensions", &self.extensions)
            .finish()
    }
}
