//! Signatures of requests, made when all else of them is known.

#[cfg(feature = "aws-sigv4")]
mod aws_sigv4;
#[cfg(feature = "digest")]
mod digest;

use std::error::Error;
#[cfg(any(feature = "aws-sigv4", feature = "digest"))]
use std::fmt::Write as _;

#[cfg(feature = "aws-sigv4")]
pub use self::aws_sigv4::AwsSigV4;
#[cfg(feature = "digest")]
pub use self::digest::Digest;
use super::{
    headers::{self, Headers},
    maybe_send::{MaybeSend, MaybeSync},
    request::Request,
};

/// Signs requests; `ClientBuilder::signer` takes one.
///
/// It is asked for each request right before it is sent: for each attempt, and each redirect within the origin, and sees the
/// method, the URL and all headers, kept cookies among them, but `host`, `content-length` and what the transport adds, and
/// the bytes of a body that is in memory. What it gives is sent with that request alone: a redirect to another origin gets
/// none of it, nor does a token endpoint, nor a call that is anonymous. No `Debug` and no error shows it.
///
/// ```
/// use std::error::Error;
/// use clientwright_runtime::{Headers, Request, Signer};
///
/// struct Shared(&'static [u8]);
///
/// impl Signer for Shared {
///     fn sign(&self, request: &Request) -> Result<Headers, Box<dyn Error + Send + Sync>> {
///         let body = request.body_bytes().ok_or("a body that is streamed can't be signed")?;
///         let signature = hmac(self.0, &[request.method.as_bytes(), request.url.as_bytes(), body]);
///         Ok([("x-signature", signature.as_str())].into_iter().collect())
///     }
/// }
/// # fn hmac(_: &[u8], _: &[&[u8]]) -> String { String::new() }
/// ```
pub trait Signer: MaybeSend + MaybeSync {
    /// Returns the headers that the request gets, in place of others of their names.
    ///
    /// # Errors
    ///
    /// With an error nothing is sent; the call ends in `Error::Request` with its text.
    fn sign(&self, request: &Request) -> Result<Headers, Box<dyn Error + Send + Sync>>;

    /// Takes note of a response of 401 to a request that was signed; returns whether it is to be signed and sent again, which
    /// is done once, where its body can be sent again.
    ///
    /// For schemes whose server begins with a challenge in `www-authenticate` (RFC 9110, section 11).
    fn challenged(&self, request: &Request, response: &Headers) -> bool {
        let _ = (request, response);
        false
    }
}

/// Adds the headers of the request's signature, which are secrets of it from now on.
///
/// # Errors
///
/// Returns why it can't be signed.
pub(crate) fn sign(signer: &dyn Signer, request: &mut Request) -> Result<(), String> {
    let signature = signer.sign(request).map_err(|it| it.to_string())?;
    for (name, value) in signature.iter() {
        headers::check(name, value)?;
        if !request.hides_header(name) {
            request.hide_header(name);
        }
        request.sensitive.secrets.add_other(value);
        request.headers.set_secret(name, value);
    }
    Ok(())
}

/// Bytes as hashes and signatures are written.
#[cfg(any(feature = "aws-sigv4", feature = "digest"))]
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
