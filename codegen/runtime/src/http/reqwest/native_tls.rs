//! TLS as the platform has it: `SChannel`, Secure Transport or OpenSSL.

use ::reqwest::{Certificate, Identity};

use super::{BuildError, builder::Trust, chain};

/// How https is spoken.
pub(super) struct Tls {
    roots: Vec<Certificate>,
    only_those: bool,
    identity: Option<Identity>,
}

impl Tls {
    pub(super) fn new(trust: &Trust) -> Result<(Self, Option<String>), BuildError> {
        let mut roots = Vec::new();
        for pem in &trust.roots {
            let read = Certificate::from_pem_bundle(pem)
                .map_err(|error| wrong("root_certificate_pem", &chain(&error)))?;
            if read.is_empty() {
                return Err(wrong("root_certificate_pem", "there is no certificate in it"));
            }
            roots.extend(read);
        }
        if trust.only_those && roots.is_empty() {
            return Err(wrong("platform_certificates", "it leaves no certificate to trust"));
        }
        let identity = trust.identity.as_ref().map(|(certificates, key)| {
            Identity::from_pkcs8_pem(certificates, key)
                .map_err(|error| wrong("identity_pem", &chain(&error)))
        });
        let tls = Self { roots, only_those: trust.only_those, identity: identity.transpose()? };
        Ok((tls, None))
    }

    pub(super) fn apply(&self, builder: ::reqwest::ClientBuilder) -> ::reqwest::ClientBuilder {
        let roots = self.roots.iter().cloned();
        let builder = builder.tls_backend_native();
        let builder = match (&self.only_those, self.roots.is_empty()) {
            (true, _) => builder.tls_certs_only(roots),
            (false, false) => builder.tls_certs_merge(roots),
            (false, true) => builder,
        };
        match &self.identity {
            Some(identity) => builder.identity(identity.clone()),
            None => builder,
        }
    }
}

fn wrong(setter: &str, what: &str) -> BuildError {
    BuildError::new(format!("`{setter}`: {what}"))
}
