//! HTTP's digest authentication: RFC 7616, and RFC 2069 where a server knows no `qop`.

use std::{
    error::Error,
    fmt,
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use md5::Md5;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256, Sha512_256};
use url::Url;
use zeroize::Zeroizing;

use super::{Signer, hex};
use crate::http::{
    headers::{Headers, unquote},
    lock::lock,
    random::random_uuid,
    request::Request,
    secret::Secret,
};

/// Signs requests by a user and a password that don't go over the wire (RFC 7616).
///
/// The first call is sent without a signature, and again when the server has sent its challenge; later ones are signed at
/// once, until it has another. It knows SHA-512/256, SHA-256 and MD5, their `-sess`, and `qop=auth` and `auth-int`; of
/// several challenges it takes the first that it knows, as the server has them by preference (section 3.7).
/// A clone shares the challenge.
///
/// MD5 keeps nobody from a password that can be guessed: without TLS a longer one is all that helps.
#[derive(Clone)]
pub struct Digest {
    user: String,
    password: Secret,
    session: Arc<Mutex<Option<Session>>>,
}

/// A challenge that is being answered.
struct Session {
    challenge: Challenge,
    /// How many requests were signed by its nonce.
    count: u32,
    /// The client's own nonce, which with `-sess` is that of the first request (RFC 7616, section 3.4.2).
    cnonce: String,
}

impl Digest {
    /// Creates a signer of a user and a password.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { user: user.into(), password: password.into(), session: Arc::default() }
    }

    /// The `authorization` of the request.
    ///
    /// Source: RFC 7616, section 3.4.
    fn authorization(
        &self,
        challenge: &Challenge,
        request: &Request,
        count: u32,
        cnonce: &str,
    ) -> Result<String, &'static str> {
        let Challenge { realm, nonce, opaque, algorithm, is_session, qop, hashes_user, .. } =
            challenge;
        let hash = |text: &str| algorithm.hash(text.as_bytes());
        let url = Url::parse(&request.url).map_err(|_| "its URL can't be read")?;
        let uri = url
            .query()
            .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let secret = Zeroizing::new(format!("{}:{realm}:{}", self.user, self.password.expose()));
        let mut a1 = Zeroizing::new(hash(&secret));
        if *is_session {
            let text = Zeroizing::new(format!("{}:{nonce}:{cnonce}", *a1));
            a1 = Zeroizing::new(hash(&text));
        }
        let method = &request.method;
        let a2 = match qop {
            Some(Qop::AuthInt) => {
                let body = request.body_bytes();
                let body = body.ok_or("a body that is streamed can't be signed")?;
                format!("{method}:{uri}:{}", algorithm.hash(body))
            }
            Some(Qop::Auth) | None => format!("{method}:{uri}"),
        };
        let a2 = hash(&a2);
        let response = match qop {
            Some(qop) => format!("{}:{nonce}:{count:08x}:{cnonce}:{}:{a2}", *a1, qop.name()),
            None => format!("{}:{nonce}:{a2}", *a1),
        };
        let response = hash(&Zeroizing::new(response));
        let user = if *hashes_user {
            format!("username=\"{}\"", hash(&format!("{}:{realm}", self.user)))
        } else if self.user.is_ascii() {
            format!("username={}", quoted(&self.user))
        } else {
            // RFC 8187, section 3.2.1.
            format!("username*=UTF-8''{}", utf8_percent_encode(&self.user, NON_ALPHANUMERIC))
        };
        let mut out = format!(
            "Digest {user}, realm={}, nonce={}, uri={}, response=\"{response}\"",
            quoted(realm),
            quoted(nonce),
            quoted(&uri)
        );
        if let Some(name) = &challenge.algorithm_name {
            let _ = write!(out, ", algorithm={name}");
        }
        if let Some(opaque) = opaque {
            let _ = write!(out, ", opaque={}", quoted(opaque));
        }
        if let Some(qop) = qop {
            let _ = write!(out, ", qop={}, nc={count:08x}", qop.name());
        }
        if qop.is_some() || *is_session {
            let _ = write!(out, ", cnonce=\"{cnonce}\"");
        }
        if *hashes_user {
            out.push_str(", userhash=true");
        }
        Ok(out)
    }
}

impl Signer for Digest {
    fn sign(&self, request: &Request) -> Result<Headers, Box<dyn Error + Send + Sync>> {
        let mut session = lock(&self.session);
        let Some(Session { challenge, count, cnonce }) = &mut *session else {
            return Ok(Headers::new());
        };
        *count = count.saturating_add(1);
        let authorization = self.authorization(challenge, request, *count, cnonce)?;
        Ok([("authorization", authorization.as_str())].into_iter().collect())
    }

    fn challenged(&self, request: &Request, response: &Headers) -> bool {
        let challenges = response.get_all("www-authenticate").flat_map(Challenge::read_all);
        let Some(challenge) = challenges.into_iter().next() else { return false };
        // One that this request has answered is a refusal, unless it has only grown old.
        let nonce = format!(", nonce={}, ", quoted(&challenge.nonce));
        let sent = request.headers.get("authorization").unwrap_or_default();
        if sent.contains(&nonce) && !challenge.is_stale {
            return false;
        }
        let mut session = lock(&self.session);
        match &mut *session {
            // Other calls answer the same one: its count goes on.
            Some(known) if known.challenge.nonce == challenge.nonce => known.challenge = challenge,
            _ => {
                let cnonce = random_uuid().simple().to_string();
                *session = Some(Session { challenge, count: 0, cnonce });
            }
        }
        true
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Digest").field("user", &self.user).finish_non_exhaustive()
    }
}

/// What a server asks for (RFC 7616, section 3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Challenge {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    /// As the server has it, if it has one.
    algorithm_name: Option<String>,
    is_session: bool,
    qop: Option<Qop>,
    is_stale: bool,
    hashes_user: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha256,
    Sha512_256,
}

impl Algorithm {
    fn hash(self, text: &[u8]) -> String {
        let bytes: &[u8] = match self {
            Self::Md5 => &Md5::digest(text),
            Self::Sha256 => &Sha256::digest(text),
            Self::Sha512_256 => &Sha512_256::digest(text),
        };
        hex(bytes)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Qop {
    Auth,
    AuthInt,
}

impl Qop {
    fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::AuthInt => "auth-int",
        }
    }
}

impl Challenge {
    /// The challenges of a `www-authenticate` that this signer can answer.
    fn read_all(header: &str) -> Vec<Self> {
        let challenges = challenges(header).into_iter();
        let digests = challenges.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("digest"));
        digests.filter_map(|(_, parameters)| Self::of(&parameters)).collect()
    }

    fn of(parameters: &[(String, String)]) -> Option<Self> {
        let get = |name: &str| {
            let found = parameters.iter().find(|(it, _)| it.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.clone())
        };
        let is_true = |name: &str| get(name).is_some_and(|it| it.eq_ignore_ascii_case("true"));
        let algorithm_name = get("algorithm");
        let name = algorithm_name.as_deref().unwrap_or("MD5").to_ascii_uppercase();
        let (name, is_session) = match name.strip_suffix("-SESS") {
            Some(name) => (name, true),
            None => (name.as_str(), false),
        };
        let algorithm = match name {
            "MD5" => Algorithm::Md5,
            "SHA-256" => Algorithm::Sha256,
            "SHA-512-256" => Algorithm::Sha512_256,
            _ => return None,
        };
        let qop = get("qop").map(|it| {
            let has = |word: &str| it.split(',').any(|it| it.trim().eq_ignore_ascii_case(word));
            // Without the body, which may be long, where that will do.
            if has("auth") { Some(Qop::Auth) } else { has("auth-int").then_some(Qop::AuthInt) }
        });
        let qop = match qop {
            Some(None) => return None,
            Some(known) => known,
            None => None,
        };
        Some(Self {
            realm: get("realm")?,
            nonce: get("nonce")?,
            opaque: get("opaque"),
            algorithm,
            algorithm_name,
            is_session,
            qop,
            is_stale: is_true("stale"),
            hashes_user: is_true("userhash"),
        })
    }
}

/// A scheme and its parameters.
type Parameters = (String, Vec<(String, String)>);

/// The challenges of a header (RFC 9110, section 11.6.1), of which a comma divides parameters as well.
fn challenges(header: &str) -> Vec<Parameters> {
    let mut challenges: Vec<Parameters> = Vec::new();
    let mut rest = header;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let end = rest.find([' ', '\t', ',', '=']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_empty() {
            return challenges;
        }
        let Some(value) = after.trim_start().strip_prefix('=') else {
            challenges.push((word.to_owned(), Vec::new()));
            rest = after;
            continue;
        };
        let (value, after) = value_of(value.trim_start());
        if let Some((_, parameters)) = challenges.last_mut() {
            parameters.push((word.to_owned(), value));
        }
        rest = after;
    }
}

/// A token or a quoted string, and what comes after it.
fn value_of(text: &str) -> (String, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        return unquote(quoted);
    }
    let end = text.find([' ', '\t', ',']).unwrap_or(text.len());
    // The padding of a `token68` is no name of a parameter.
    let (value, after) = text.split_at(end);
    (value.to_owned(), after)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 7616, section 3.9.1.
    #[test]
    fn responses_are_those_of_the_specification() {
        let digest = Digest::new("Mufasa", "Circle of Life");
        let request = Request::new("GET", "http://www.example.org/dir/index.html");
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        for (algorithm, response) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let header = format!(
                "Basic realm=\"a, b\", Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", \
                 algorithm={algorithm}, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", \
                 opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
            );
            let challenge = Challenge::read_all(&header).remove(0);
            let sent = digest.authorization(&challenge, &request, 1, cnonce).unwrap();
            assert_eq!(
                sent,
                format!(
                    "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", \
                     nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", uri=\"/dir/index.html\", \
                     response=\"{response}\", algorithm={algorithm}, \
                     opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", qop=auth, nc=00000001, \
                     cnonce=\"{cnonce}\""
                )
            );
        }
    }

    /// The challenge of RFC 7616, section 3.9.2.
    #[test]
    fn users_are_hashed_where_the_server_says_so() {
        let digest = Digest::new("J\u{e4}s\u{f8}n Doe", "Secret, or not?");
        let request = Request::new("GET", "http://api.example.org/doe.json");
        let header = "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, \
                      nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", \
                      opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", charset=UTF-8, userhash=true";
        let challenge = Challenge::read_all(header).remove(0);
        let cnonce = "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm";
        let sent = digest.authorization(&challenge, &request, 1, cnonce).unwrap();
        // By Python's `hashlib`: what the RFC has is of another function, as its errata say.
        let user = "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b";
        assert!(sent.contains(&format!("username=\"{user}\"")), "{sent}");
        let response = "7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c";
        assert!(sent.contains(&format!("response=\"{response}\"")), "{sent}");
        assert!(sent.ends_with("userhash=true"), "{sent}");
        let plain = Challenge { hashes_user: false, ..challenge };
        let sent = digest.authorization(&plain, &request, 1, cnonce).unwrap();
        assert!(sent.starts_with("Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, "), "{sent}");
    }

    #[test]
    fn challenges_are_told_apart() {
        let read = |header: &str| {
            let all = Challenge::read_all(header).into_iter();
            all.map(|it| (it.realm, it.algorithm, it.qop)).collect::<Vec<_>>()
        };
        let r = |it: &str| it.to_owned();
        assert_eq!(
            read(
                "Digest realm=\"a\\\"b\",nonce=n,algorithm=SHA-256-sess, Digest realm=c, nonce=\"n\""
            ),
            [(r("a\"b"), Algorithm::Sha256, None), (r("c"), Algorithm::Md5, None)]
        );
        assert_eq!(read("Digest realm=a, nonce=n, qop=auth-int").len(), 1);
        for none in [
            "",
            "Digest",
            "Digest realm=a",
            "Basic realm=\"Digest realm=a, nonce=n\"",
            "Digest realm=a, nonce=n, algorithm=SHA-3",
            "Digest realm=a, nonce=n, qop=other",
            "Digest realm=\"a, nonce=n",
            "Negotiate YWJj==, Digest",
        ] {
            assert_eq!(read(none), [], "{none}");
        }
    }
}
