//! No TLS: http alone.

use std::io;

use super::{BuildError, settings::Trust, stream::Stream};

/// How https is spoken: not at all.
#[derive(Clone)]
pub(super) struct Tls;

impl Tls {
    pub(super) fn new(trust: &Trust) -> Result<(Self, Option<String>), BuildError> {
        let Trust { roots, only_those, identity } = trust;
        let setter = if !roots.is_empty() {
            "root_certificate_pem"
        } else if *only_those {
            "platform_certificates"
        } else if identity.is_some() {
            "identity_pem"
        } else {
            return Ok((Self, Some(format!("https {WITHOUT}"))));
        };
        Err(BuildError::new(format!("`{setter}` {WITHOUT}")))
    }

    #[expect(clippy::unused_self, reason = "the other kinds of TLS have some for proxies")]
    pub(super) fn for_proxies(&self) -> Self {
        Self
    }

    /// Fails: a proxy of https, since servers of https are refused before.
    #[expect(clippy::unused_self, clippy::unused_async, reason = "the other kinds of TLS connect")]
    pub(super) async fn connect(&self, _: &str, _: Stream) -> io::Result<Stream> {
        Err(io::Error::new(io::ErrorKind::Unsupported, format!("https {WITHOUT}")))
    }

    #[cfg(feature = "reqwest")]
    #[expect(clippy::unused_self, reason = "the other kinds of TLS have something to apply")]
    pub(super) fn apply(&self, builder: ::reqwest::ClientBuilder) -> ::reqwest::ClientBuilder {
        builder
    }
}

const WITHOUT: &str = "needs the feature `rustls` or `native-tls`";
