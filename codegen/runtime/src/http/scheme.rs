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

impl Scheme {
    /// Whether it may be what a signer does: a scheme of the `authorization` header that is none of tokens and passwords.
    pub(crate) fn may_be_signature(&self) -> bool {
        match self.kind {
            SchemeKind::Http { .. } => true,
            SchemeKind::ApiKey { place: Place::Header, name } => {
                name.eq_ignore_ascii_case("authorization")
            }
            SchemeKind::ApiKey { .. }
            | SchemeKind::Bearer
            | SchemeKind::Basic
            | SchemeKind::OAuth2
            | SchemeKind::OpenIdConnect => false,
        }
    }
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
