//! Credentials for security schemes, and which of an operation's alternatives is used.

use std::{fmt, sync::Arc};

use super::{
    error::{BuildError, RequestError, RequestErrorKind},
    escape::Escape,
    headers::{self, is_credential_header},
    operation::Operation,
    scheme::{Place, Scheme, SchemeKind},
    secret::{Secret, basic, joined},
    server::{NamedServer, Server, TokenUrl},
    tokens::{TokenCache, TokenSource, check_url},
};

/// What a user has for a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// A key or token.
    Token(Secret),
    /// A user and a password.
    Basic {
        /// The user; it can't hold a colon.
        user: String,
        /// The password.
        password: Secret,
    },
    /// Tokens that are got when they are needed.
    Source(Tokens),
}

/// A source of tokens, and where the description says that they are got.
#[derive(Clone)]
pub struct Tokens {
    source: Arc<dyn TokenSource>,
    token_url: Option<&'static TokenUrl>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}

/// The same source and not just one like it.
impl PartialEq for Tokens {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source) && self.token_url == other.token_url
    }
}

impl Eq for Tokens {}

impl Credential {
    /// Creates a credential of a key or token.
    pub fn token(token: impl Into<Secret>) -> Self {
        Self::Token(token.into())
    }

    /// Creates a credential of a user and a password.
    pub fn basic(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Basic { user: user.into(), password: password.into() }
    }

    /// Creates a credential that takes its tokens from a source, for a scheme that goes to a header.
    pub fn source(source: impl TokenSource + 'static) -> Self {
        Self::Source(Tokens { source: Arc::new(source), token_url: None })
    }

    /// Creates a credential that takes its tokens from a source, which may need the description's token URL.
    pub fn source_at(source: impl TokenSource + 'static, token_url: &'static TokenUrl) -> Self {
        Self::Source(Tokens { source: Arc::new(source), token_url: Some(token_url) })
    }
}

/// A credential as it is put on a request.
#[derive(Clone)]
pub(crate) enum Auth {
    /// A header of this name and value.
    Header(&'static str, Secret),
    /// A query parameter, name and value as they are, not encoded.
    Query(&'static str, Secret),
    /// A cookie.
    Cookie(&'static str, Secret),
    /// A header whose value is still to be got.
    Tokens(TokenHeader),
}

/// A header that holds a token from a source.
#[derive(Clone)]
pub(crate) struct TokenHeader {
    name: &'static str,
    /// What stands before the token.
    prefix: String,
    pub(crate) cache: Arc<TokenCache>,
}

impl TokenHeader {
    /// The header with this token.
    pub(crate) fn with(&self, token: &str) -> (&'static str, Secret) {
        (self.name, joined(&[&self.prefix, token]))
    }
}

/// A scheme's credential, checked when the client is built.
pub(crate) struct SchemeAuth {
    pub(crate) scheme: &'static str,
    pub(crate) auth: Auth,
}

/// Turns a credential into what is sent.
pub(crate) fn resolve(
    scheme: &'static Scheme,
    credential: &Credential,
    server: &Server,
    named: &[(&'static NamedServer, String)],
) -> Result<SchemeAuth, BuildError> {
    let fail =
        |what: &str| Err(BuildError::new(format!("the credential for `{}` {what}", scheme.name)));
    let authorization = |kind: &str, token: &Secret| {
        Auth::Header("authorization", joined(&[kind, " ", token.expose()]))
    };
    let auth = match (scheme.kind, credential) {
        (_, Credential::Source(tokens)) => Auth::Tokens(supply(scheme, tokens, server, named)?),
        (_, Credential::Token(token)) if token.expose().trim().is_empty() => {
            return fail("is empty");
        }
        (SchemeKind::ApiKey { place, name }, Credential::Token(token)) => {
            let value = token.clone();
            match place {
                Place::Header => Auth::Header(name, value),
                Place::Query => Auth::Query(name, value),
                Place::Cookie => Auth::Cookie(name, value),
            }
        }
        (
            SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect,
            Credential::Token(token),
        ) => authorization("Bearer", token),
        (SchemeKind::Http { scheme }, Credential::Token(token)) => authorization(scheme, token),
        (SchemeKind::Basic, Credential::Basic { user, .. }) if user.contains(':') => {
            return fail("has a colon in the user (RFC 7617)");
        }
        (SchemeKind::Basic, Credential::Basic { user, password }) => {
            Auth::Header("authorization", basic(&joined(&[user, ":", password.expose()])))
        }
        (SchemeKind::Basic, Credential::Token(_)) => return fail("must be a user and a password"),
        (_, Credential::Basic { .. }) => return fail("must be a token"),
    };
    match &auth {
        Auth::Header(name, _) if !headers::is_name(name) => {
            fail("goes to a header no request can have")
        }
        Auth::Header(_, value) if !headers::is_value(value.expose()) => {
            fail("has a character no header can carry")
        }
        Auth::Cookie(_, value) if !is_cookie_value(value.expose()) => {
            fail("has a character no cookie can carry")
        }
        Auth::Tokens(header) if !headers::is_name(header.name) => {
            fail("goes to a header no request can have")
        }
        Auth::Header(..) | Auth::Query(..) | Auth::Cookie(..) | Auth::Tokens(_) => {
            Ok(SchemeAuth { scheme: scheme.name, auth })
        }
    }
}

/// Checks a source, and gives it the place that its tokens are kept in.
fn supply(
    scheme: &'static Scheme,
    Tokens { source, token_url }: &Tokens,
    server: &Server,
    named: &[(&'static NamedServer, String)],
) -> Result<TokenHeader, BuildError> {
    let fail = |what: &dyn fmt::Display| {
        Err(BuildError::new(format!("the credential for `{}` {what}", scheme.name)))
    };
    let (name, prefix) = match scheme.kind {
        SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => {
            ("authorization", "Bearer ".to_owned())
        }
        SchemeKind::Http { scheme } => ("authorization", format!("{scheme} ")),
        SchemeKind::ApiKey { place: Place::Header, name } => (name, String::new()),
        SchemeKind::ApiKey { place: Place::Query | Place::Cookie, .. } => {
            return fail(&"must be a fixed token, since it goes to no header");
        }
        SchemeKind::Basic => return fail(&"must be a user and a password"),
    };
    let filled = token_url.map(|it| server.resolve(it, it.url, named)).transpose();
    let known = filled.as_ref().ok().and_then(Option::as_deref);
    match (source.check(known), &filled) {
        (Ok(()), _) => {}
        (Err(problem), Ok(_)) => return fail(&problem),
        // The description's URL would have done, if only its variables had values.
        (Err(problem), Err(why)) => return fail(&format!("{problem}, because {why}")),
    }
    let refresh_url = token_url.and_then(|it| Some(server.resolve(it, it.refresh_url?, named)));
    let refresh_url = refresh_url.and_then(Result::ok).filter(|it| check_url(it).is_ok());
    let cache = TokenCache::new(scheme.name, Arc::clone(source), known, refresh_url.as_deref());
    Ok(TokenHeader { name, prefix, cache })
}

/// RFC 6265, section 4.1.1: `cookie-octet`.
fn is_cookie_value(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte))
}

/// The credentials that a call carries: the first alternative that is complete, else none if that is allowed. Where
/// requests are signed, a scheme that may be that of the signature is there.
///
/// # Errors
///
/// [`RequestErrorKind::Credentials`] names, for each alternative, the setters of the credentials that are missing.
pub(crate) fn choose<'a>(
    operation: &Operation,
    auths: &'a [SchemeAuth],
    is_signed: bool,
) -> Result<Vec<&'a Auth>, RequestError> {
    let find =
        |scheme: &Scheme| auths.iter().find(|it| it.scheme == scheme.name).map(|it| &it.auth);
    let alternatives = || operation.security.iter().filter(|it| !it.is_empty());
    for alternative in alternatives() {
        // What a signer makes is no credential that is kept.
        let kept = alternative.iter().filter(|it| !is_signed || !it.may_be_signature());
        if let Some(auths) = kept.map(|it| find(it)).collect() {
            return Ok(auths);
        }
    }
    if operation.security.iter().any(|it| it.is_empty()) || operation.security.is_empty() {
        return Ok(Vec::new());
    }
    let missing: Vec<String> = alternatives()
        .map(|alternative| {
            let names: Vec<String> = alternative
                .iter()
                .filter(|it| find(it).is_none())
                .map(|it| format!("`{}`", it.name))
                .collect();
            names.join(" and ")
        })
        .collect();
    Err(RequestError::new(
        RequestErrorKind::Credentials,
        format!(
            "needs a credential: set {} on the client's builder, or send the call without one by `anonymous`, \
             of the builder or of `RequestOptions`",
            missing.join(", or ")
        ),
    ))
}

impl Auth {
    /// The header whose value is secret, if it isn't one that always is.
    pub(crate) fn header(&self) -> Option<&'static str> {
        match self {
            Self::Header(name, _) | Self::Tokens(TokenHeader { name, .. }) => {
                Some(*name).filter(|it| !is_credential_header(it))
            }
            Self::Query(..) | Self::Cookie(..) => None,
        }
    }

    /// Whether it goes to one of these headers.
    pub(crate) fn goes_to_one_of(&self, headers: &[(String, String)]) -> bool {
        let (Self::Header(name, _) | Self::Tokens(TokenHeader { name, .. })) = self else {
            return false;
        };
        headers.iter().any(|(it, _)| it.eq_ignore_ascii_case(name))
    }

    /// The query parameter as it is written.
    pub(crate) fn query(&self) -> Option<(String, String)> {
        match self {
            Self::Query(name, value) => {
                Some((Escape::Strict.name(name), Escape::Strict.value(value.expose())))
            }
            Self::Header(..) | Self::Cookie(..) | Self::Tokens(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn key(name: &'static str) -> Scheme {
        Scheme { name, kind: SchemeKind::ApiKey { place: Place::Header, name: "x-key" } }
    }

    static A: Scheme = key("a");
    static B: Scheme = key("b");
    static C: Scheme = key("c");

    fn server() -> Server {
        Server::custom("https://x.test")
    }

    fn chosen(
        security: &'static [&'static [&'static Scheme]],
        have: &[&'static Scheme],
    ) -> Result<usize, String> {
        let operation = Operation { security, ..Operation::BASE };
        let auths: Vec<SchemeAuth> = have
            .iter()
            .map(|it| resolve(it, &Credential::token("t"), &server(), &[]).unwrap())
            .collect();
        choose(&operation, &auths, false).map(|it| it.len()).map_err(|it| it.to_string())
    }

    #[test]
    fn the_first_complete_alternative_is_used() {
        static EITHER: &[&[&Scheme]] = &[&[&A, &B], &[&C]];
        assert_eq!(chosen(EITHER, &[&A, &B, &C]), Ok(2));
        assert_eq!(chosen(EITHER, &[&A, &C]), Ok(1));
        for (have, setters) in [(&[&A][..], "`b`, or `c`"), (&[], "`a` and `b`, or `c`")] {
            let message = format!(
                "needs a credential: set {setters} on the client's builder, or send the call without one by \
                 `anonymous`, of the builder or of `RequestOptions`"
            );
            assert_eq!(chosen(EITHER, have), Err(message));
        }
    }

    #[test]
    fn an_empty_alternative_is_the_last_resort_wherever_it_stands() {
        static OPTIONAL: &[&[&Scheme]] = &[&[], &[&A]];
        assert_eq!(chosen(OPTIONAL, &[&A]), Ok(1));
        assert_eq!(chosen(OPTIONAL, &[&B]), Ok(0));
        assert_eq!(chosen(&[], &[&A]), Ok(0));
    }

    #[test]
    fn a_credential_fits_its_scheme_and_its_place() {
        let fails = |kind, credential: &Credential| {
            let scheme = Box::leak(Box::new(Scheme { name: "s", kind }));
            resolve(scheme, credential, &server(), &[]).err().map(|it| it.to_string())
        };
        let cookie = SchemeKind::ApiKey { place: Place::Cookie, name: "sid" };
        for (kind, credential, problem) in [
            (SchemeKind::Basic, Credential::token("t"), "must be a user and a password"),
            (
                SchemeKind::Basic,
                Credential::basic("a:b", "c"),
                "has a colon in the user (RFC 7617)",
            ),
            (SchemeKind::Bearer, Credential::basic("a", "b"), "must be a token"),
            (
                SchemeKind::Bearer,
                Credential::token("a\r\nb"),
                "has a character no header can carry",
            ),
            (A.kind, Credential::token(""), "is empty"),
            (cookie, Credential::token("a;b"), "has a character no cookie can carry"),
        ] {
            assert_eq!(fails(kind, &credential), Some(format!("the credential for `s` {problem}")));
        }
        assert_eq!(fails(SchemeKind::Basic, &Credential::basic("", "")), None);
    }

    #[test]
    fn secrets_are_never_printed() {
        let credential = Credential::basic("max", "s3cret");
        assert_eq!(format!("{credential:?}"), "Basic { user: \"max\", password: Secret(…) }");
    }
}
