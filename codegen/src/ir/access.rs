//! Where requests go, and with which credentials.

use crate::ir::{Docs, TypeId};

/// A server.
#[derive(Clone, Debug)]
pub struct Server {
    /// The constructor's name.
    pub name: String,
    /// The URL with `{variable}`s; relative where the description names no host.
    pub url: String,
    /// What is written about it.
    pub docs: Docs,
    /// The variables in the URL.
    pub variables: Vec<ServerVariable>,
}

/// A server that some operations have instead of the client's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedServer {
    /// The setter's name.
    pub name: String,
    /// The name of the static that describes it to the runtime.
    pub constant: String,
    /// The URL with `{variable}`s; what it becomes when all have values is absolute.
    pub url: String,
    /// What is written about it.
    pub docs: Docs,
    /// The variables in the URL: their names there, and the values to use when told none.
    pub variables: Vec<(String, Option<String>)>,
}

/// A variable in a server's URL.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// The argument's name.
    pub name: String,
    /// Its name in the URL.
    pub wire: String,
    /// The value to use when told none, if the description has one.
    pub default: Option<String>,
    /// The known values with their variants' names, and the name of the enum; `None` where any text may stand.
    pub choices: Option<TypeId>,
    /// What is written about it.
    pub docs: Docs,
    /// A value for tests.
    pub example: String,
}

/// What signs requests for a scheme that no fixed credential is enough for, of those that the runtime has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequestSigner {
    /// AWS Signature Version 4.
    AwsSigV4,
    /// HTTP's digest authentication (RFC 7616).
    Digest,
}

impl RequestSigner {
    /// The name of its type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AwsSigV4 => "AwsSigV4",
            Self::Digest => "Digest",
        }
    }

    /// The feature that it is there with.
    pub const fn feature(self) -> &'static str {
        match self {
            Self::AwsSigV4 => "aws-sigv4",
            Self::Digest => "digest",
        }
    }

    /// What it signs by.
    pub const fn key(self) -> &'static str {
        match self {
            Self::AwsSigV4 => "the keys of an AWS account",
            Self::Digest => "a user and a password (RFC 7616)",
        }
    }
}

/// A kind of credential.
#[derive(Clone, Debug)]
pub struct Auth {
    /// Its name in the description.
    pub wire: String,
    /// The setter's name.
    pub name: String,
    /// The name of the static that describes it to the runtime.
    pub constant: String,
    /// How it is sent.
    pub kind: AuthKind,
    /// The name of the setter that takes a source of tokens, where one can be.
    pub source: Option<String>,
    /// The grants of OAuth 2.0 that get tokens for it.
    pub grants: Vec<Grant>,
    /// The flows of OAuth 2.0 that the description has, also those that no client can use.
    pub flows: Vec<Flow>,
    /// Where `OpenID` Connect is described.
    pub discovery: Option<String>,
    /// What is written about it.
    pub docs: Docs,
}

/// A flow of OAuth 2.0, as the description has it.
///
/// Source: OpenAPI 3.0.4, "OAuth Flow Object".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Its name in the description: `clientCredentials`.
    pub name: &'static str,
    /// Where people are asked.
    pub authorization_url: Option<String>,
    /// Where tokens are got.
    pub token_url: Option<String>,
    /// Where tokens are refreshed, if that is elsewhere.
    pub refresh_url: Option<String>,
    /// The names of the scopes.
    pub scopes: Vec<String>,
}

/// A grant of OAuth 2.0.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Which one.
    pub kind: GrantKind,
    /// The setter's name.
    pub name: String,
    /// Where tokens are got, unless the user has to say that.
    pub token_url: Option<TokenUrl>,
    /// Where people are asked before, for a grant that takes what they allow.
    pub request: Option<AuthorizationRequest>,
    /// The scopes and what is written about them.
    pub scopes: Vec<(String, String)>,
}

/// How a person is asked for an authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// The name of the function that begins it.
    pub name: String,
    /// The authorization URL.
    pub url: TokenUrl,
}

/// A way to get a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantKind {
    /// A user's name and password.
    Password,
    /// The client's id and secret.
    ClientCredentials,
    /// A refresh token that was got elsewhere.
    RefreshToken,
    /// A code that a person's browser has brought.
    AuthorizationCode,
}

/// The URL of a token endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenUrl {
    /// The URL, with variables in braces; a relative one continues the server's.
    pub url: String,
    /// Where tokens are refreshed, if that is elsewhere.
    pub refresh_url: Option<String>,
    /// The variables in them, and their defaults.
    pub variables: Vec<(String, Option<String>)>,
    /// The named servers that they begin with: indices into [`Api::named_servers`](super::Api::named_servers).
    pub servers: Vec<usize>,
}

/// How a credential is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthKind {
    /// A key under a name.
    ApiKey {
        /// Where.
        place: Place,
        /// The header's, query parameter's or cookie's name.
        name: String,
    },
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// Another scheme of `Authorization`, whose credentials are the same for every request.
    Http {
        /// The name of the scheme.
        scheme: String,
    },
    /// An access token got by OAuth 2.0.
    OAuth2,
    /// An access token got by `OpenID` Connect.
    OpenIdConnect,
}

/// Where a key is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a header.
    Header,
    /// In the query.
    Query,
    /// In a cookie.
    Cookie,
}
