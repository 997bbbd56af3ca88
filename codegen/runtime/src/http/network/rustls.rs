//! TLS by rustls, with ring; certificates are checked as the platform does.

use std::{io, sync::Arc};

use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
};
use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;

use super::{BuildError, settings::Trust, stream::Stream};

/// How https is spoken.
#[derive(Clone)]
pub(super) struct Tls(Arc<ClientConfig>);

impl Tls {
    /// The configuration, and why it trusts nobody when the platform has no certificates to go by.
    ///
    /// A machine without them, such as a bare container, can still use plain http.
    pub(super) fn new(trust: &Trust) -> Result<(Self, Option<String>), BuildError> {
        let fail = |error: rustls::Error| BuildError::new(format!("no TLS: {error}"));
        let provider = Arc::new(ring::default_provider());
        let (verifier, no_tls) = verifier(trust, &provider)?;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(fail)?;
        let builder = match verifier {
            Some(verifier) => builder.dangerous().with_custom_certificate_verifier(verifier),
            None => builder.with_root_certificates(RootCertStore::empty()),
        };
        let mut config = match &trust.identity {
            None => builder.with_no_client_auth(),
            Some((certificates, key)) => {
                let certificates = read("identity_pem", certificates)?;
                let key = PrivateKeyDer::from_pem_slice(key)
                    .map_err(|error| wrong("identity_pem", &format!("has no key: {error}")))?;
                builder.with_client_auth_cert(certificates, key).map_err(|error| {
                    wrong("identity_pem", &format!("is no certificate with its key: {error}"))
                })?
            }
        };
        if cfg!(feature = "http2") {
            config.alpn_protocols.push(b"h2".to_vec());
        }
        config.alpn_protocols.push(HTTP1.to_vec());
        Ok((Self(config.into()), no_tls))
    }

    /// The same for proxies, to which HTTP/1.1 is spoken.
    pub(super) fn for_proxies(&self) -> Self {
        let mut config = Arc::clone(&self.0);
        if cfg!(feature = "http2") {
            Arc::make_mut(&mut config).alpn_protocols = vec![HTTP1.to_vec()];
        }
        Self(config)
    }

    /// Speaks TLS with a host.
    pub(super) async fn connect(&self, host: &str, stream: Stream) -> io::Result<Stream> {
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        let tls = TlsConnector::from(Arc::clone(&self.0));
        let tls = tls.connect(name, TokioIo::new(stream)).await?;
        #[cfg(feature = "http2")]
        let protocol = tls.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
        let stream = Stream::new(TokioIo::new(tls));
        #[cfg(feature = "http2")]
        let stream = stream.speaking(protocol.as_deref());
        Ok(stream)
    }

    #[cfg(feature = "reqwest")]
    pub(super) fn apply(&self, builder: ::reqwest::ClientBuilder) -> ::reqwest::ClientBuilder {
        builder.tls_backend_preconfigured(ClientConfig::clone(&self.0))
    }
}

/// Its name among the protocols that TLS agrees on (ALPN, RFC 7301).
const HTTP1: &[u8] = b"http/1.1";

type Checked = (Option<Arc<dyn ServerCertVerifier>>, Option<String>);

fn verifier(trust: &Trust, provider: &Arc<CryptoProvider>) -> Result<Checked, BuildError> {
    let mut roots = Vec::new();
    for pem in &trust.roots {
        roots.extend(read("root_certificate_pem", pem)?);
    }
    if trust.only_those {
        if roots.is_empty() {
            return Err(wrong("platform_certificates", "leaves no certificate to trust"));
        }
        let mut store = RootCertStore::empty();
        for root in roots {
            store.add(root).map_err(|it| unfit(&it))?;
        }
        let builder =
            WebPkiServerVerifier::builder_with_provider(store.into(), Arc::clone(provider));
        let verifier =
            builder.build().map_err(|error| wrong("root_certificate_pem", &error.to_string()))?;
        return Ok((Some(verifier), None));
    }
    if roots.is_empty() {
        return Ok(match Verifier::new(Arc::clone(provider)) {
            Ok(verifier) => (Some(Arc::new(verifier)), None),
            Err(error) => (None, Some(error.to_string())),
        });
    }
    beside_the_platform(roots, provider).map(|it| (Some(it), None))
}

#[cfg(not(target_os = "android"))]
fn beside_the_platform(
    roots: Vec<CertificateDer<'static>>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, BuildError> {
    let verifier =
        Verifier::new_with_extra_roots(roots, Arc::clone(provider)).map_err(|it| unfit(&it))?;
    Ok(Arc::new(verifier))
}

#[cfg(target_os = "android")]
fn beside_the_platform(
    _: Vec<CertificateDer<'static>>,
    _: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, BuildError> {
    let what = "can't stand beside the platform's certificates on Android";
    Err(wrong("root_certificate_pem", what))
}

fn read(setter: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let all = all.map_err(|error| wrong(setter, &format!("is not PEM: {error}")))?;
    if all.is_empty() {
        return Err(wrong(setter, "holds no certificate"));
    }
    Ok(all)
}

fn unfit(error: &rustls::Error) -> BuildError {
    wrong("root_certificate_pem", &format!("holds a certificate that is no root: {error}"))
}

fn wrong(setter: &str, what: &str) -> BuildError {
    BuildError::new(format!("`{setter}` {what}"))
}
