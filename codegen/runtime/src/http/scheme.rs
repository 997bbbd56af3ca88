//! Security schemes, as generated code states them.

/// A security scheme of the description.
///
/// Source: OpenAPI 3.0.4, [Security Scheme Object].
///
/// [Security Scheme Object]: https://spec.openapis.org/oas/v3.0.4.html#security-scheme-object
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The setter of the client's builder that takes its credential; two schemes of one name are the same.
    pub name: &'static str,
    /// How it proves who asks.
    pub kind: SchemeKind,
}

/// How a scheme proves who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemeKind {
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// Where the key goes.
        place: Place,
        /// The name of the header, parameter or cookie.
        name: &'static str,
    },
    /// `authorization: Bearer …` (RFC 6750).
    Bearer,
    /// `authorization: Basic …` (RFC 7617).
    Basic,
    /// OAuth 2.0: an access token, sent as a bearer token.
    OAuth2,
    /// `OpenID` Connect: a token, sent as a bearer token.
    OpenIdConnect,
    /// Another scheme of the `authorization` header, sent as `authorization: <scheme> <token>`.
    Http {
        /// The name of the authentication scheme.
        scheme: &'static str,
    },
}

/// Where an API key goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A header.
    Header,
    /// A query parameter.
    Query,
    /// A cookie.
    Cookie,
}
