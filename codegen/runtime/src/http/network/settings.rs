//! The settings of a transport, and what each of them may be.

#[cfg(feature = "reqwest")]
use std::sync::Arc;
use std::{env, net::IpAddr, time::Duration};

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use crate::http::error::BuildError;

/// The `user-agent` of a client that is of no crate.
const USER_AGENT: &str = concat!("clientwright-runtime/", env!("CARGO_PKG_VERSION"));

/// Which proxies requests go through.
#[derive(Clone, Default)]
pub(super) struct Proxies {
    /// By the setter that they come from.
    pub(super) given: Vec<(&'static str, String)>,
    /// Whether the environment has no say.
    pub(super) ignore_environment: bool,
    /// The hosts that are reached directly.
    pub(super) except: Option<String>,
}

/// Whom TLS trusts, and as whom it shows itself.
#[derive(Clone, Default)]
pub(super) struct Trust {
    /// PEM.
    pub(super) roots: Vec<Vec<u8>>,
    pub(super) only_those: bool,
    /// The certificates and their key, both PEM.
    pub(super) identity: Option<(Vec<u8>, Vec<u8>)>,
}

/// Connections, and what is on top of them.
#[derive(Clone)]
pub(super) struct Network {
    pub(super) connect_timeout: Option<Duration>,
    pub(super) pool_idle_timeout: Option<Duration>,
    pub(super) pool_max_idle_per_host: usize,
    pub(super) https_only: bool,
    pub(super) tcp_keepalive: Option<Duration>,
    pub(super) local_address: Option<IpAddr>,
    pub(super) user_agent: Option<String>,
    pub(super) proxies: Proxies,
    /// What the user does to the builder of reqwest, which is used instead of hyper then.
    #[cfg(feature = "reqwest")]
    pub(super) change: Option<Change>,
}

/// Changes a client of reqwest before it is built.
#[cfg(feature = "reqwest")]
pub(super) type Change =
    Arc<dyn Fn(::reqwest::ClientBuilder) -> ::reqwest::ClientBuilder + Send + Sync>;

impl Default for Network {
    fn default() -> Self {
        Self {
            connect_timeout: Some(Duration::from_secs(20)),
            pool_idle_timeout: Some(Duration::from_secs(90)),
            pool_max_idle_per_host: usize::MAX,
            https_only: false,
            tcp_keepalive: Some(Duration::from_secs(15)),
            local_address: None,
            user_agent: None,
            proxies: Proxies::default(),
            #[cfg(feature = "reqwest")]
            change: None,
        }
    }
}

impl Proxies {
    /// Which proxy is for which URI.
    pub(super) fn matcher(&self) -> Result<Matcher, BuildError> {
        let Self { given, ignore_environment, except } = self;
        if except.as_ref().is_some_and(|it| it.trim().is_empty()) {
            return Err(BuildError::new("`no_proxy_for` names no host"));
        }
        if given.is_empty() && !ignore_environment {
            return Ok(from_environment());
        }
        let mut matcher = Matcher::builder().no(self.exceptions().unwrap_or_default());
        for (setter, url) in given {
            // The URL is in no message, because it may hold a password.
            let fail = || BuildError::new(format!("`{setter}` is not an http or https URL"));
            let url = Url::parse(url).map_err(|_| fail())?;
            if !matches!(url.scheme(), "http" | "https") {
                return Err(fail());
            }
            matcher = match *setter {
                "http_proxy" => matcher.http(String::from(url)),
                "https_proxy" => matcher.https(String::from(url)),
                _ => matcher.all(String::from(url)),
            };
        }
        Ok(matcher.build())
    }

    /// The hosts that are reached directly, as what matches them wants them.
    pub(super) fn exceptions(&self) -> Option<String> {
        self.except.as_deref().map(exceptions)
    }
}

/// The proxies that the environment names.
///
/// A variable that is empty says nothing. A program of CGI has none, because there `HTTP_PROXY` is what a request said in a
/// header `Proxy`.
fn from_environment() -> Matcher {
    if env::var_os("REQUEST_METHOD").is_some() {
        return Matcher::builder().build();
    }
    let of = |name: &str| {
        let values = [name.to_owned(), name.to_ascii_lowercase()].into_iter().map(env::var);
        values.flatten().find(|it| !it.is_empty()).unwrap_or_default()
    };
    Matcher::builder()
        .all(of("ALL_PROXY"))
        .http(of("HTTP_PROXY"))
        .https(of("HTTPS_PROXY"))
        .no(exceptions(&of("NO_PROXY")))
        .build()
}

/// A list of exceptions in which `*` means addresses, too, and an address of IPv6 is without brackets.
fn exceptions(list: &str) -> String {
    let each = list.split(',').map(|it| match it.trim() {
        "*" => "*,0.0.0.0/0,::/0",
        it => it.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(it),
    });
    each.collect::<Vec<_>>().join(",")
}

impl Network {
    /// The `user-agent` of requests that have none.
    pub(super) fn user_agent(&self) -> &str {
        self.user_agent.as_deref().unwrap_or(USER_AGENT)
    }
}

#[cfg(test)]
mod tests {
    use super::exceptions;

    #[test]
    fn exceptions_are_of_addresses_too() {
        assert_eq!(exceptions("*"), "*,0.0.0.0/0,::/0");
        assert_eq!(exceptions("a.test, [::1] ,10.0.0.0/8"), "a.test,::1,10.0.0.0/8");
    }
}
