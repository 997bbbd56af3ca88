//! The settings of a transport, and what each of them may be.

#[cfg(feature = "reqwest")]
use std::sync::Arc;
use std::{env, net::IpAddr, time::Duration};

use ::http::Uri;
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
    pub(super) tcp_user_timeout: Option<Duration>,
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
            tcp_user_timeout: Some(Duration::from_secs(30)),
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
            return from_environment(|name| env::var(name).ok());
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
/// header `Proxy`. One that can't be read is an error: without it requests would go out directly.
fn from_environment(value: impl Fn(&str) -> Option<String>) -> Result<Matcher, BuildError> {
    if value("REQUEST_METHOD").is_some() {
        return Ok(Matcher::builder().build());
    }
    let of = |name: &str| {
        let values = [name.to_owned(), name.to_ascii_lowercase()].map(|it| value(&it));
        values.into_iter().flatten().find(|it| !it.is_empty()).unwrap_or_default()
    };
    let proxy = |name: &str| {
        let url = of(name);
        // The URL is in no message, because it may hold a password.
        let fail = || {
            BuildError::new(format!("the environment variable `{name}` is not the URL of a proxy"))
        };
        (url.is_empty() || is_proxy(&url)).then_some(url).ok_or_else(fail)
    };
    let matcher = Matcher::builder()
        .all(proxy("ALL_PROXY")?)
        .http(proxy("HTTP_PROXY")?)
        .https(proxy("HTTPS_PROXY")?)
        .no(exceptions(&of("NO_PROXY")));
    Ok(matcher.build())
}

/// Whether the matcher can read the URL: it passes over one that it can't.
fn is_proxy(url: &str) -> bool {
    let matcher = Matcher::builder().all(url).build();
    matcher.intercept(&Uri::from_static("http://host.invalid")).is_some()
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
    use super::{exceptions, from_environment};

    #[test]
    fn a_proxy_of_the_environment_that_cannot_be_read_is_an_error() {
        let with = |name: &'static str, url: &'static str| {
            from_environment(move |it| (it == name).then(|| url.to_owned()))
        };
        for url in ["", "http://proxy:3128", "proxy:3128", "https://user:word@proxy"] {
            assert!(with("HTTPS_PROXY", url).is_ok(), "{url}");
            assert!(with("https_proxy", url).is_ok(), "{url}");
        }
        for name in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy"] {
            let error = with(name, "ftp://user:word@proxy").unwrap_err().to_string();
            let name = name.to_uppercase();
            assert_eq!(
                error,
                format!("the environment variable `{name}` is not the URL of a proxy")
            );
        }
        assert!(with("HTTP_PROXY", "not a proxy").is_err());
    }

    #[test]
    fn exceptions_are_of_addresses_too() {
        assert_eq!(exceptions("*"), "*,0.0.0.0/0,::/0");
        assert_eq!(exceptions("a.test, [::1] ,10.0.0.0/8"), "a.test,::1,10.0.0.0/8");
    }
}
