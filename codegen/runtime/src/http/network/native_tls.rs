//! TLS as the platform has it: `SChannel`, Secure Transport or OpenSSL.

use std::io;

use ::native_tls::{Certificate, Identity, TlsConnector};
use hyper_util::rt::TokioIo;

use super::{BuildError, settings::Trust, stream::Stream};

/// How https is spoken.
#[derive(Clone)]
pub(super) struct Tls {
    own: TlsConnector,
    /// For proxies, to which HTTP/1.1 is spoken.
    proxies: TlsConnector,
}

impl Tls {
    pub(super) fn new(trust: &Trust) -> Result<(Self, Option<String>), BuildError> {
        let mut builder = TlsConnector::builder();
        for pem in &trust.roots {
            let read = Certificate::stack_from_pem(pem)
                .map_err(|error| wrong("root_certificate_pem", &error.to_string()))?;
            if read.is_empty() {
                return Err(wrong("root_certificate_pem", "there is no certificate in it"));
            }
            for root in read {
                builder.add_root_certificate(root);
            }
        }
        if trust.only_those && trust.roots.is_empty() {
            return Err(wrong("platform_certificates", "it leaves no certificate to trust"));
        }
        builder.disable_built_in_roots(trust.only_those);
        if let Some((certificates, key)) = &trust.identity {
            let identity = Identity::from_pkcs8(certificates, key)
                .map_err(|error| wrong("identity_pem", &error.to_string()))?;
            builder.identity(identity);
        }
        let fail = |error| BuildError::new(format!("no TLS: {error}"));
        let proxies = builder.build().map_err(fail)?;
        #[cfg(feature = "http2")]
        builder.request_alpns(&["h2", "http/1.1"]);
        let own = builder.build().map_err(fail)?;
        Ok((Self { own, proxies }, None))
    }

    /// The same for proxies.
    pub(super) fn for_proxies(&self) -> Self {
        let proxies = self.proxies.clone();
        Self { own: proxies.clone(), proxies }
    }

    /// Speaks TLS with a host.
    pub(super) async fn connect(&self, host: &str, stream: Stream) -> io::Result<Stream> {
        let tls = tokio_native_tls::TlsConnector::from(self.own.clone());
        let tls = tls.connect(host, TokioIo::new(stream)).await.map_err(io::Error::other)?;
        #[cfg(feature = "http2")]
        let protocol = tls.get_ref().negotiated_alpn().map_err(io::Error::other)?;
        let stream = Stream::new(TokioIo::new(tls));
        #[cfg(feature = "http2")]
        let stream = stream.speaking(protocol.as_deref());
        Ok(stream)
    }

    #[cfg(feature = "reqwest")]
    pub(super) fn apply(&self, builder: ::reqwest::ClientBuilder) -> ::reqwest::ClientBuilder {
        builder.tls_backend_preconfigured(self.own.clone())
    }
}

fn wrong(setter: &str, what: &str) -> BuildError {
    BuildError::new(format!("`{setter}`: {what}"))
}
