//! No TLS: http alone.

use super::{BuildError, builder::Trust};

/// How https is spoken: not at all.
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

    #[expect(clippy::unused_self, reason = "the other kinds of TLS have something to apply")]
    pub(super) fn apply(&self, builder: ::reqwest::ClientBuilder) -> ::reqwest::ClientBuilder {
        builder
    }
}

const WITHOUT: &str = "needs the feature `rustls` or `native-tls`";
