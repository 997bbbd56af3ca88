//! A request as it goes over the wire, and what of it is secret.

use std::{borrow::Cow, fmt, time::Duration};

use url::form_urlencoded;

use super::{
    body::Body,
    extensions::Extensions,
    headers::{Headers, is_credential_header},
    redact::Secrets,
    transport::error::TransportError,
};

/// A request as it goes over the wire.
///
/// `Debug` hides the values of credentials; [`Request::to_text`] shows everything.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The method, as it is sent.
    pub method: Cow<'static, str>,
    /// The absolute URL, already percent-encoded, without a fragment.
    pub url: String,
    /// The headers in the order they are sent; `host` and `content-length` are the transport's.
    pub headers: Headers,
    /// The body.
    pub body: Body,
    /// How long it may take: until the end of the body, or when `streaming` until the head.
    pub timeout: Option<Duration>,
    /// How long the next chunk of the response's body may take when `streaming`.
    pub idle_timeout: Option<Duration>,
    /// How long the server may take no more of a body that isn't in memory.
    pub send_idle_timeout: Option<Duration>,
    /// How long a connection may take to come about, where this call asks for another time than the transport's own.
    pub connect_timeout: Option<Duration>,
    /// Whether the body of the response is handed on as it arrives.
    pub streaming: bool,
    /// Whether a body that is gzipped is welcome; the runtime unpacks it.
    pub accepts_gzip: bool,
    /// The `user-agent` that `HttpTransport` sends where there is none among the headers; empty for its own.
    pub(crate) default_user_agent: &'static str,
    /// The operation that it is of; `None` where it asks for an access token.
    pub(crate) operation: Option<&'static str>,
    /// Which attempt at its call it is of, from 1; 0 before the first.
    pub(crate) attempt: u32,
    pub(crate) extensions: Extensions,
    /// Whether it asks for an access token, rather than being a call's own.
    pub(crate) is_for_token: bool,
    /// Which headers and query parameters `Debug` hides.
    pub(crate) sensitive: Sensitive,
}

impl Request {
    /// Creates a request without headers or body.
    pub fn new(method: impl Into<Cow<'static, str>>, url: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            url: url.into(),
            headers: Headers::new(),
            body: Body::empty(),
            timeout: None,
            idle_timeout: None,
            send_idle_timeout: None,
            connect_timeout: None,
            streaming: false,
            accepts_gzip: false,
            default_user_agent: "",
            operation: None,
            attempt: 0,
            extensions: Extensions::default(),
            is_for_token: false,
            sensitive: Sensitive::default(),
        }
    }

    /// Returns the whole request as text, secrets included, for comparing in a test.
    ///
    /// `POST https://…`, a line for each header in order, an empty line, the body if it is in memory.
    pub fn to_text(&self) -> String {
        let mut text = format!("{} {}\n", self.method, self.url);
        for (name, value) in self.headers.iter() {
            text.push_str(name);
            text.push_str(": ");
            text.push_str(value);
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&String::from_utf8_lossy(self.body.as_bytes().map_or(&[], |it| it)));
        text
    }

    /// Returns the bytes of the body where they are in memory, of an empty one none; `None` where it is streamed.
    pub fn body_bytes(&self) -> Option<&[u8]> {
        if self.body.is_empty() { Some(&[]) } else { self.body.as_bytes().map(|it| &**it) }
    }

    /// Returns the name of the operation that it is of: `None` where it is for an access token, `request` for one that
    /// no operation is.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// Returns which attempt at its call it is of, from 1; those after redirects have the number of theirs.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Returns whether it asks for an access token, rather than being a call's own.
    pub fn is_for_token(&self) -> bool {
        self.is_for_token
    }

    /// Returns the values of the user's own that go with it ([`RequestOptions::extension`](crate::RequestOptions::extension)).
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Returns the values that go with it, for adding some for those who see it next.
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.extensions
    }

    /// Hides the value of this header in `Debug`, and in the compression of HTTP/2, as that of a credential.
    ///
    /// For what a wrapping transport (`ClientBuilder::wrap`) adds, such as a signature.
    pub fn hide_header(&mut self, name: &str) {
        self.sensitive.headers.push(name.to_ascii_lowercase());
    }

    /// Returns whether the value of this header is a secret.
    pub fn hides_header(&self, name: &str) -> bool {
        self.sensitive.hides(name)
    }

    /// The error that this request came to.
    pub(crate) fn error(&self, error: TransportError) -> TransportError {
        error.during(&self.method, &self.public_url(), &self.sensitive.secrets)
    }

    /// The URL with the values of credentials hidden.
    pub(crate) fn public_url(&self) -> String {
        self.sensitive.redact(&self.url)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Headers = self
            .headers
            .iter()
            .map(|(name, value)| (name, if self.sensitive.hides(name) { "…" } else { value }))
            .collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.public_url())
            .field("headers", &headers)
            .field("body", &self.body)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// The names whose values are secret.
#[derive(Clone, Default)]
pub(crate) struct Sensitive {
    pub(crate) headers: Vec<String>,
    pub(crate) query: Vec<String>,
    /// What no error repeats.
    pub(crate) secrets: Secrets,
    /// Whether a redirect has led to another origin, which gets no credentials.
    pub(crate) is_led_away: bool,
}

impl Sensitive {
    fn hides(&self, header: &str) -> bool {
        is_credential_header(header)
            || self.headers.iter().any(|it| it.eq_ignore_ascii_case(header))
    }

    /// Hides all that is in the query of this URL.
    pub(crate) fn hide_query_of(&mut self, url: &str) {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let names = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned());
        self.query.extend(names);
    }

    /// `url` with the values of secret query parameters replaced by `…`.
    fn redact(&self, url: &str) -> String {
        let query = url.split_once('?').filter(|_| !self.query.is_empty());
        let Some((head, query)) = query else { return url.to_owned() };
        // A location may spell a name differently from this library.
        let is_secret = |pair: &str| {
            form_urlencoded::parse(pair.as_bytes())
                .any(|(name, _)| self.query.iter().any(|it| *it == name))
        };
        let pairs: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, _)) if is_secret(pair) => format!("{name}=…"),
                None if is_secret(pair) => "…".to_owned(),
                Some(_) | None => pair.to_owned(),
            })
            .collect();
        format!("{head}?{}", pairs.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_what_is_secret_and_text_shows_it() {
        let mut request =
            Request::new("GET", "https://x.test/a?api%20key=s3cret&b=1&api+key=s3cret");
        request.headers.append("authorization", "Bearer s3cret");
        request.headers.append("x-key", "s3cret");
        request.sensitive = Sensitive {
            headers: vec!["X-Key".to_owned()],
            query: vec!["api key".to_owned()],
            ..Sensitive::default()
        };
        let debug = format!("{request:?}");
        assert!(!debug.contains("s3cret"), "{debug}");
        assert!(debug.contains("https://x.test/a?api%20key=…&b=1&api+key=…"), "{debug}");
        assert_eq!(
            request.to_text(),
            "GET https://x.test/a?api%20key=s3cret&b=1&api+key=s3cret\nauthorization: Bearer s3cret\nx-key: s3cret\n\n"
        );
    }
}
