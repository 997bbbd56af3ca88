//! Signatures by HMAC with SHA-256 or SHA-512 (RFC 2104), from the parts in which vendors differ.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{KeyInit, Mac};
use sha2::{Sha256, Sha512};
use zeroize::Zeroizing;

use super::{SignatureError, Verifier};
use crate::http::{BuildError, Headers, Secret};

/// Verifies signatures that are made by HMAC.
///
/// Signatures are compared in constant time. One that fits is enough where a header has several, and so is one of
/// several secrets, so that a secret can be changed while requests come in.
///
/// ```
/// use clientwright_runtime::webhooks::{Hmac, Verifier};
/// use clientwright_runtime::Headers;
/// use std::time::SystemTime;
///
/// let verifier = Hmac::github().secret("It's a Secret to Everybody").build()?;
/// let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
/// let headers: Headers = [("X-Hub-Signature-256", signature)].into_iter().collect();
/// assert_eq!(verifier.verify(&headers, b"Hello, World!", SystemTime::now()), Ok(()));
/// # Ok::<(), clientwright_runtime::BuildError>(())
/// ```
pub struct Hmac {
    scheme: Scheme,
    keys: Vec<Zeroizing<Vec<u8>>>,
    payload: Vec<Piece>,
}

/// Puts an [`Hmac`] together.
#[derive(Clone)]
#[must_use = "a builder does nothing until it builds"]
pub struct HmacBuilder {
    scheme: Scheme,
    secrets: Vec<Secret>,
    /// What secrets begin with that are base64; `None` where they are text.
    base64_secrets: Option<String>,
    payload: String,
}

/// What a vendor's way to sign consists of.
#[derive(Clone)]
struct Scheme {
    header: String,
    prefix: String,
    separator: Option<char>,
    base64: bool,
    sha512: bool,
    timestamp: Option<Timestamp>,
    tolerance: Duration,
}

#[derive(Clone)]
enum Timestamp {
    /// The value of a header.
    Header(String),
    /// What follows this in one of the items of the signature's header.
    Prefix(String),
}

/// What is signed, piece by piece.
enum Piece {
    Text(String),
    Body,
    Timestamp,
    Header(String),
}

impl Hmac {
    /// Begins with the header that holds the signature: of the body, by SHA-256, in hexadecimal digits.
    pub fn in_header(name: &str) -> HmacBuilder {
        let scheme = Scheme {
            header: name.to_ascii_lowercase(),
            prefix: String::new(),
            separator: None,
            base64: false,
            sha512: false,
            timestamp: None,
            tolerance: Duration::from_secs(300),
        };
        let payload = "{body}".to_owned();
        HmacBuilder { scheme, secrets: Vec::new(), base64_secrets: None, payload }
    }

    /// As Stripe signs: `stripe-signature: t=1492774577,v1=<hex>` of `{timestamp}.{body}`.
    ///
    /// Source: Stripe's documentation, [Verify webhook signatures manually].
    ///
    /// [Verify webhook signatures manually]: https://docs.stripe.com/webhooks#verify-manually
    pub fn stripe() -> HmacBuilder {
        Self::in_header("stripe-signature")
            .separator(',')
            .prefix("v1=")
            .timestamp_prefix("t=")
            .payload("{timestamp}.{body}")
    }

    /// As GitHub signs: `x-hub-signature-256: sha256=<hex>` of the body, without a time.
    ///
    /// Source: GitHub's documentation, [Validating webhook deliveries].
    ///
    /// [Validating webhook deliveries]:
    /// https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
    pub fn github() -> HmacBuilder {
        Self::in_header("x-hub-signature-256").prefix("sha256=")
    }

    /// As Slack signs: `x-slack-signature: v0=<hex>` of `v0:{timestamp}:{body}`, with the time in
    /// `x-slack-request-timestamp`.
    ///
    /// Source: Slack's documentation, [Verifying requests from Slack].
    ///
    /// [Verifying requests from Slack]: https://docs.slack.dev/authentication/verifying-requests-from-slack
    pub fn slack() -> HmacBuilder {
        Self::in_header("x-slack-signature")
            .prefix("v0=")
            .timestamp_header("x-slack-request-timestamp")
            .payload("v0:{timestamp}:{body}")
    }

    /// As [Standard Webhooks] has it: `webhook-signature: v1,<base64>` of `{webhook-id}.{timestamp}.{body}`, with the
    /// time in `webhook-timestamp` and a secret in base64, with or without `whsec_` before it.
    ///
    /// [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    pub fn standard() -> HmacBuilder {
        Self::in_header("webhook-signature")
            .separator(' ')
            .prefix("v1,")
            .base64()
            .base64_secrets("whsec_")
            .timestamp_header("webhook-timestamp")
            .payload("{webhook-id}.{timestamp}.{body}")
    }

    /// The signatures of the header, and the time's text and number.
    fn read<'h>(&self, headers: &'h Headers) -> Result<Signed<'h>, SignatureError> {
        let scheme = &self.scheme;
        let header = one(headers, &scheme.header)?;
        let malformed = |header: &str| SignatureError::Malformed { header: header.to_owned() };
        let items: Vec<&str> = match scheme.separator {
            Some(separator) => header.split(separator).map(str::trim).collect(),
            None => vec![header.trim()],
        };
        let time = match &scheme.timestamp {
            Some(Timestamp::Header(name)) => Some((name, one(headers, name)?.trim())),
            Some(Timestamp::Prefix(prefix)) => {
                let mut times = items.iter().filter_map(|it| it.strip_prefix(prefix.as_str()));
                // Of two times nobody knows which is signed.
                match (times.next(), times.next()) {
                    (Some(time), None) => Some((&scheme.header, time)),
                    _ => return Err(malformed(&scheme.header)),
                }
            }
            None => None,
        };
        let timestamp = match time {
            Some((name, text)) => Some(seconds(text).ok_or_else(|| malformed(name))?),
            None => None,
        };
        let texts = items.iter().filter_map(|it| it.strip_prefix(scheme.prefix.as_str()));
        let signatures: Option<Vec<Vec<u8>>> = texts.map(|it| self.scheme.decode(it)).collect();
        let signatures = signatures.filter(|it| !it.is_empty());
        let signatures = signatures.ok_or_else(|| malformed(&scheme.header))?;
        Ok(Signed { signatures, time: time.map_or("", |(_, text)| text), timestamp })
    }

    /// Whether one of the signatures fits one of the keys.
    fn fits<M: Mac + KeyInit + Clone>(
        &self,
        signed: &Signed<'_>,
        headers: &Headers,
        body: &[u8],
    ) -> Result<bool, SignatureError> {
        let mut fits = false;
        for key in &self.keys {
            // An HMAC takes keys of any length.
            let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else { continue };
            for piece in &self.payload {
                match piece {
                    Piece::Text(text) => mac.update(text.as_bytes()),
                    Piece::Body => mac.update(body),
                    Piece::Timestamp => mac.update(signed.time.as_bytes()),
                    Piece::Header(name) => mac.update(one(headers, name)?.as_bytes()),
                }
            }
            for signature in &signed.signatures {
                fits |= mac.clone().verify_slice(signature).is_ok();
            }
        }
        Ok(fits)
    }

    fn is_recent(&self, timestamp: u64, now: SystemTime) -> Result<(), SignatureError> {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |it| it.as_secs());
        let tolerance = self.scheme.tolerance.as_secs();
        let header = match &self.scheme.timestamp {
            Some(Timestamp::Header(name)) => name.clone(),
            Some(Timestamp::Prefix(_)) | None => self.scheme.header.clone(),
        };
        if now > timestamp.saturating_add(tolerance) {
            Err(SignatureError::TooOld { header })
        } else if timestamp > now.saturating_add(tolerance) {
            Err(SignatureError::TooNew { header })
        } else {
            Ok(())
        }
    }
}

impl Verifier for Hmac {
    fn verify(
        &self,
        headers: &Headers,
        body: &[u8],
        now: SystemTime,
    ) -> Result<(), SignatureError> {
        let signed = self.read(headers)?;
        let fits = if self.scheme.sha512 {
            self.fits::<hmac::Hmac<Sha512>>(&signed, headers, body)?
        } else {
            self.fits::<hmac::Hmac<Sha256>>(&signed, headers, body)?
        };
        if !fits {
            return Err(SignatureError::Mismatch);
        }
        // Only now is it known who says when it was.
        signed.timestamp.map_or(Ok(()), |it| self.is_recent(it, now))
    }
}

/// What the headers say.
struct Signed<'h> {
    signatures: Vec<Vec<u8>>,
    time: &'h str,
    timestamp: Option<u64>,
}

impl Scheme {
    fn decode(&self, text: &str) -> Option<Vec<u8>> {
        if self.base64 { STANDARD.decode(text).ok() } else { hex(text) }
    }
}

/// The value of a header that must be there once.
fn one<'h>(headers: &'h Headers, name: &str) -> Result<&'h str, SignatureError> {
    let mut values = headers.iter().filter(|(it, _)| *it == name).map(|(_, value)| value);
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        (None, _) => Err(SignatureError::Missing { header: name.to_owned() }),
        (Some(_), Some(_)) => Err(SignatureError::Repeated { header: name.to_owned() }),
    }
}

/// Seconds since 1970-01-01T00:00:00Z, in digits alone.
fn seconds(text: &str) -> Option<u64> {
    text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |it: &u8| char::from(*it).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    });
    pairs.collect()
}

impl HmacBuilder {
    /// Adds a secret: give the new one and the old one while the secret is being changed.
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// Takes secrets as base64, after `prefix` if they have one; as text, by default.
    pub fn base64_secrets(mut self, prefix: &str) -> Self {
        self.base64_secrets = Some(prefix.to_owned());
        self
    }

    /// Takes the signature from another header.
    pub fn header(mut self, name: &str) -> Self {
        self.scheme.header = name.to_ascii_lowercase();
        self
    }

    /// Sets what stands before a signature, such as `sha256=`.
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.scheme.prefix);
        self
    }

    /// Sets what separates the items of the header, of which those with the prefix are signatures; one that is known
    /// and good is enough, and others are passed over.
    pub fn separator(mut self, separator: char) -> Self {
        self.scheme.separator = Some(separator);
        self
    }

    /// Takes signatures in base64 (RFC 4648, section 4) instead of hexadecimal digits.
    pub fn base64(mut self) -> Self {
        self.scheme.base64 = true;
        self
    }

    /// Takes SHA-512 instead of SHA-256.
    pub fn sha512(mut self) -> Self {
        self.scheme.sha512 = true;
        self
    }

    /// Sets what is signed: text in which `{body}`, `{timestamp}` and the names of headers in braces stand for what
    /// they are, such as `{webhook-id}.{timestamp}.{body}`.
    pub fn payload(mut self, template: &str) -> Self {
        template.clone_into(&mut self.payload);
        self
    }

    /// Says which header has the time at which it was signed, in seconds since 1970-01-01T00:00:00Z.
    pub fn timestamp_header(mut self, name: &str) -> Self {
        self.scheme.timestamp = Some(Timestamp::Header(name.to_ascii_lowercase()));
        self
    }

    /// Says what stands before the time among the items of the signature's header, such as `t=`.
    pub fn timestamp_prefix(mut self, prefix: &str) -> Self {
        self.scheme.timestamp = Some(Timestamp::Prefix(prefix.to_owned()));
        self
    }

    /// Sets how far the time may lie in the past, or in the future, in whole seconds; five minutes by default.
    ///
    /// Who has seen a request can send it again for that long.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.scheme.tolerance = tolerance;
        self
    }

    /// Builds the verifier.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when there is no secret, one is empty or isn't base64 where it should be, or the
    /// payload holds no body, an open brace, or a time that comes from nowhere.
    pub fn build(self) -> Result<Hmac, BuildError> {
        let Self { scheme, secrets, base64_secrets, payload } = self;
        let fail = |what: &str| Err(BuildError::new(format!("the webhooks' {what}")));
        if secrets.is_empty() {
            return fail("secret is not set");
        }
        let mut keys = Vec::new();
        for secret in &secrets {
            let Some(key) = key(secret, base64_secrets.as_deref()) else {
                return fail("secret is not base64");
            };
            // Everybody can sign with it.
            if key.is_empty() {
                return fail("secret is empty");
            }
            keys.push(key);
        }
        let Some(payload) = pieces(&payload) else {
            return fail("signed payload has an open brace");
        };
        if !payload.iter().any(|it| matches!(it, Piece::Body)) {
            return fail("signed payload lacks `{body}`");
        }
        let is_timed = payload.iter().any(|it| matches!(it, Piece::Timestamp));
        match &scheme.timestamp {
            None if is_timed => return fail("signed payload has a time that no header gives"),
            // Who has seen a request could give it another time.
            Some(_) if !is_timed => return fail("signed payload lacks `{timestamp}`"),
            Some(_) | None => {}
        }
        Ok(Hmac { scheme, keys, payload })
    }
}

fn key(secret: &Secret, base64: Option<&str>) -> Option<Zeroizing<Vec<u8>>> {
    let text = secret.expose();
    let bytes = match base64 {
        Some(prefix) => STANDARD.decode(text.strip_prefix(prefix).unwrap_or(text)).ok()?,
        None => text.as_bytes().to_vec(),
    };
    Some(Zeroizing::new(bytes))
}

/// The pieces of a template, unless a brace has no end.
fn pieces(template: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, from)) = rest.split_once('{') {
        let (name, after) = from.split_once('}')?;
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(match name {
            "body" => Piece::Body,
            "timestamp" => Piece::Timestamp,
            header => Piece::Header(header.to_ascii_lowercase()),
        });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Some(pieces)
}

/// Shows how it verifies, and no secret.
impl fmt::Debug for Hmac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hmac")
            .field("header", &self.scheme.header)
            .field("secrets", &self.keys.len())
            .field("tolerance", &self.scheme.tolerance)
            .finish_non_exhaustive()
    }
}

/// Shows how it verifies, and no secret.
impl fmt::Debug for HmacBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HmacBuilder")
            .field("header", &self.scheme.header)
            .field("secrets", &self.secrets.len())
            .field("payload", &self.payload)
            .finish_non_exhaustive()
    }
}
