//! Where a request goes that is none of the operations.

use std::{borrow::Cow, fmt};

use url::Url;

use super::{
    error::{RequestError, RequestErrorKind},
    escape, headers,
};

/// Where an untyped request goes.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) method: Cow<'static, str>,
    /// A path, which continues the base URL, or an absolute URL of the same origin; with its query.
    path: String,
}

impl Target {
    pub(crate) fn new(method: Cow<'static, str>, path: String) -> Self {
        Self { method, path }
    }

    /// The URL, where `base` is the client's.
    ///
    /// # Errors
    ///
    /// [`RequestErrorKind::Argument`] for another origin, which must not get the credentials, for a segment of dots, and for
    /// a method that is none.
    pub(crate) fn url(&self, base: &str) -> Result<String, RequestError> {
        let fail = |what: &str| Err(RequestError::new(RequestErrorKind::Argument, what));
        if !headers::is_name(&self.method) {
            return fail("the method is not one");
        }
        let path = self.path.split('#').next().unwrap_or_default();
        let before_query = path.split('?').next().unwrap_or_default();
        if before_query.split(['/', '\\']).any(escape::is_dots) {
            return fail("the path has a segment of `.` or `..`");
        }
        if !is_absolute(path) {
            let slash = if path.is_empty() || path.starts_with(['/', '?']) { "" } else { "/" };
            return Ok(format!("{base}{slash}{}", escape::literal(path)));
        }
        let (Ok(own), Ok(url)) = (Url::parse(base), Url::parse(path)) else {
            return fail("the URL cannot be read");
        };
        if own.origin() != url.origin() || !url.username().is_empty() || url.password().is_some() {
            return fail(
                "the URL is of another origin than the client's, which must not get its credentials",
            );
        }
        Ok(url.into())
    }
}

/// Whether a scheme begins it (RFC 3986, section 3.1): a slash or a query comes later than a colon.
fn is_absolute(path: &str) -> bool {
    path.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|it: char| it.is_ascii_alphabetic())
            && scheme.chars().all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it))
    })
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target").field("method", &self.method).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(path: &str) -> Result<String, String> {
        let target = Target { method: "GET".into(), path: path.to_owned() };
        target.url("https://x.test/v1").map_err(|it| it.message().to_owned())
    }

    #[test]
    fn a_path_continues_the_base_url() {
        for (path, expected) in [
            ("/a/b?c=d", "https://x.test/v1/a/b?c=d"),
            ("a b", "https://x.test/v1/a%20b"),
            ("", "https://x.test/v1"),
            ("?a=http://y.test/../z", "https://x.test/v1?a=http://y.test/../z"),
            ("//y.test/a", "https://x.test/v1//y.test/a"),
            ("/a#b", "https://x.test/v1/a"),
            ("/a/{b}/%41", "https://x.test/v1/a/%7Bb%7D/%41"),
            ("https://x.test/v2/a?b=c", "https://x.test/v2/a?b=c"),
            ("https://x.test:443/v2", "https://x.test/v2"),
        ] {
            assert_eq!(url(path).as_deref(), Ok(expected), "{path}");
        }
    }

    #[test]
    fn another_origin_is_refused() {
        for path in [
            "https://y.test/v1/a",
            "http://x.test/v1/a",
            "https://x.test:444/v1",
            "https://x.test@y.test/",
            "https://u:p@x.test/",
            "ftp://x.test/",
        ] {
            assert!(url(path).unwrap_err().contains("another origin"), "{path}");
        }
        for path in ["/a/../b", "..", "/a/%2E%2e/b", "/a/..\\b", "https://x.test/v1/../b"] {
            assert!(url(path).unwrap_err().contains("segment"), "{path}");
        }
        let odd = Target { method: "GET /\r\n".into(), path: String::new() };
        assert_eq!(odd.url("https://x.test").unwrap_err().message(), "the method is not one");
    }
}
