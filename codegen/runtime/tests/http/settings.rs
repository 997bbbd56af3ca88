//! The settings of the transport over the network: proxies, certificates, connections.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use clientwright_runtime::{
    HttpTransport, HttpTransportBuilder, Request, Transport, TransportError, TransportErrorKind,
};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use crate::{
    loopback::{Loopback, Step},
    transports,
};

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(150);
const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

fn direct() -> HttpTransportBuilder {
    transports::builder().no_proxy()
}

async fn get(transport: &HttpTransport, url: &str) -> Result<u16, TransportError> {
    send(transport, Request::new("GET", url)).await
}

/// Sends a request and reads the whole response, so that its connection is free again.
async fn send(transport: &HttpTransport, mut request: Request) -> Result<u16, TransportError> {
    request.timeout = Some(LONG);
    let mut response = transport.send(request).await?;
    while std::future::poll_fn(|cx| response.body.poll_chunk(cx)).await?.is_some() {}
    Ok(response.status)
}

/// The head of the next request, or `None` when the peer has hung up.
async fn head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8(bytes).unwrap())
}

/// Answers every request of a connection, and counts them.
async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, heads: Arc<Mutex<Vec<String>>>) {
    while let Some(head) = head(&mut stream).await {
        heads.lock().unwrap().push(head);
        stream.write_all(OK).await.unwrap();
        stream.flush().await.unwrap();
    }
}

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

/// A server that keeps its connections: how many there were, and what was asked.
struct Keeping {
    address: String,
    connections: Arc<Mutex<usize>>,
    heads: Arc<Mutex<Vec<String>>>,
}

async fn keeping() -> Keeping {
    let (listener, address) = listener().await;
    let (connections, heads) = (Arc::<Mutex<usize>>::default(), Arc::<Mutex<Vec<_>>>::default());
    let (counted, recorded) = (Arc::clone(&connections), Arc::clone(&heads));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            *counted.lock().unwrap() += 1;
            tokio::spawn(serve(stream, Arc::clone(&recorded)));
        }
    });
    Keeping { address, connections, heads }
}

/// A server of https at `localhost` whose certificate nobody has heard of, which is given too, as PEM.
struct Https {
    address: String,
    pem: String,
    heads: Arc<Mutex<Vec<String>>>,
}

async fn https() -> Https {
    let (acceptor, pem) = acceptor(&[]);
    let (listener, address) = listener().await;
    let heads = Arc::<Mutex<Vec<_>>>::default();
    let recorded = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, recorded) = (acceptor.clone(), Arc::clone(&recorded));
            tokio::spawn(async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    serve(stream, recorded).await;
                }
            });
        }
    });
    Https { address: address.replace("127.0.0.1", "localhost"), pem, heads }
}

/// What speaks TLS as `localhost`, and its certificate as PEM.
fn acceptor(protocols: &[&str]) -> (TlsAcceptor, String) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let pem = cert.pem();
    let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(signing_key.serialize_pem().as_bytes()).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|it| it.as_bytes().to_vec()).collect();
    (TlsAcceptor::from(Arc::new(config)), pem)
}

#[tokio::test]
async fn a_certificate_that_is_given_is_trusted_and_no_other() {
    let server = https().await;
    let url = format!("https://{}/a", server.address);

    let error = get(&direct().build().unwrap(), &url).await.unwrap_err();
    // Nothing was sent, and a retry would do no harm.
    assert_eq!(error.kind(), TransportErrorKind::Connect, "{error}");
    assert!(server.heads.lock().unwrap().is_empty());

    let added = direct().root_certificate_pem(server.pem.as_bytes());
    assert_eq!(get(&added.clone().build().unwrap(), &url).await, Ok(200));
    let only = added.platform_certificates(false).build().unwrap();
    assert_eq!(get(&only, &url).await, Ok(200));
    // Its certificate is trusted, not its every claim.
    let other_name = url.replace("localhost", "127.0.0.1");
    assert_eq!(get(&only, &other_name).await.unwrap_err().kind(), TransportErrorKind::Connect);
}

#[tokio::test]
async fn http_goes_through_a_proxy_by_its_whole_url() {
    let proxy = keeping().await;
    let url = format!("http://user:pa%20ss@{}", proxy.address);
    let transport = transports::builder().proxy(&url).build().unwrap();
    assert_eq!(get(&transport, "http://vendor.test/a?b=c").await, Ok(200));
    let head = proxy.heads.lock().unwrap().concat();
    assert!(head.starts_with("GET http://vendor.test/a?b=c HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("\r\nproxy-authorization: Basic dXNlcjpwYSBzcw==\r\n"), "{head}");
    assert!(!format!("{transport:?}").contains("pa%20ss"));
}

#[tokio::test]
async fn each_scheme_has_its_proxy_and_some_hosts_have_none() {
    let (proxy, server) = (keeping().await, keeping().await);
    let proxied = |it: HttpTransportBuilder| it.build().unwrap();
    let url = format!("http://{}/a", server.address);

    let nowhere = "http://127.0.0.1:1";
    let by_scheme =
        transports::builder().proxy(nowhere).http_proxy(format!("http://{}", proxy.address));
    assert_eq!(get(&proxied(by_scheme.clone()), "http://vendor.test/").await, Ok(200));
    assert_eq!(proxy.heads.lock().unwrap().len(), 1);
    for except in ["127.0.0.1", "*"] {
        let transport = proxied(by_scheme.clone().no_proxy_for(except));
        assert_eq!(get(&transport, &url).await, Ok(200), "{except}");
    }
    assert_eq!(get(&proxied(by_scheme.no_proxy()), &url).await, Ok(200));
    let https_alone = transports::builder().https_proxy(nowhere);
    assert_eq!(get(&proxied(https_alone), &url).await, Ok(200));
    assert_eq!(server.heads.lock().unwrap().len(), 4);
    assert_eq!(proxy.heads.lock().unwrap().len(), 1);
}

/// A proxy that makes tunnels to wherever it is asked, or refuses to.
async fn tunnels(refusal: Option<&'static [u8]>) -> (String, Arc<Mutex<Vec<String>>>) {
    let (listener, address) = listener().await;
    let heads = Arc::<Mutex<Vec<String>>>::default();
    let recorded = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let Some(head) = head(&mut stream).await else { continue };
            let host = head.split(' ').nth(1).unwrap().to_owned();
            recorded.lock().unwrap().push(head);
            if let Some(refusal) = refusal {
                stream.write_all(refusal).await.unwrap();
                continue;
            }
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
            let mut target = TcpStream::connect(host).await.unwrap();
            tokio::spawn(async move { copy_bidirectional(&mut stream, &mut target).await });
        }
    });
    (address, heads)
}

#[tokio::test]
async fn https_goes_through_a_tunnel_that_sees_only_the_host() {
    let server = https().await;
    let (address, heads) = tunnels(None).await;
    let transport = transports::builder()
        .https_proxy(format!("http://user:pr0xy@{address}"))
        .root_certificate_pem(server.pem.as_bytes())
        .build()
        .unwrap();
    let mut request = Request::new("GET", format!("https://{}/a?key=s3cret", server.address));
    request.headers.append("authorization", "Bearer s3cret");
    assert_eq!(send(&transport, request).await, Ok(200));
    let head = heads.lock().unwrap().concat();
    assert!(head.starts_with(&format!("CONNECT {} HTTP/1.1\r\n", server.address)), "{head}");
    assert!(!head.contains("s3cret"), "{head}");
    // `user:pr0xy`, for the proxy alone.
    assert!(head.to_ascii_lowercase().contains("proxy-authorization: basic "), "{head}");
    assert!(head.contains("dXNlcjpwcjB4eQ=="), "{head}");
    let seen = server.heads.lock().unwrap().concat();
    assert!(seen.contains("Bearer s3cret"), "{seen}");
    assert!(!seen.to_ascii_lowercase().contains("proxy-authorization"), "{seen}");
}

#[tokio::test]
async fn a_tunnel_that_is_refused_is_a_connect_error() {
    for refusal in [
        &b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"[..],
        b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n",
    ] {
        let (address, _) = tunnels(Some(refusal)).await;
        let proxy = format!("http://user:s3cret@{address}");
        let transport = transports::builder().proxy(proxy).build().unwrap();
        let error = get(&transport, "https://vendor.test/").await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Connect, "{error}");
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}

#[tokio::test]
async fn connections_are_kept_as_the_settings_say() {
    let server = keeping().await;
    let url = format!("http://{}/a", server.address);
    let transport = direct().user_agent("bookings/1.4").build().unwrap();
    for _ in 0..3 {
        assert_eq!(get(&transport, &url).await, Ok(200));
        // A connection goes back to the others in a task of its own.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(*server.connections.lock().unwrap(), 1);
    assert!(server.heads.lock().unwrap()[0].contains("\r\nuser-agent: bookings/1.4\r\n"));

    let transport = direct().pool_max_idle_per_host(0).build().unwrap();
    for _ in 0..3 {
        assert_eq!(get(&transport, &url).await, Ok(200));
    }
    assert_eq!(*server.connections.lock().unwrap(), 4);
}

#[tokio::test]
async fn a_kept_connection_that_the_server_has_closed_is_no_error() {
    let (listener, address) = listener().await;
    let served = tokio::spawn(async move {
        for n in 0..3 {
            let (mut stream, _) = listener.accept().await.unwrap();
            head(&mut stream).await.unwrap();
            stream.write_all(OK).await.unwrap();
            // It said nothing of closing, and does.
            drop(stream);
            if n == 2 {
                return listener;
            }
        }
        unreachable!("the third is the last")
    });
    let transport = direct().build().unwrap();
    for _ in 0..3 {
        let mut request = Request::new("POST", format!("http://{address}/a"));
        request.body = "x".into();
        assert_eq!(send(&transport, request).await, Ok(200));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    served.await.unwrap();
}

#[tokio::test]
async fn a_response_that_never_begins_may_have_been_acted_on() {
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let head = head(&mut stream).await.unwrap();
            if head.contains("/reset") {
                // What is left unread makes a reset of the end.
                let body = stream.read_u8().await.unwrap();
                assert_eq!(body, b'x');
                let socket = stream.into_std().unwrap();
                drop(socket);
            }
        }
    });
    let transport = direct().build().unwrap();
    for path in ["closed", "reset"] {
        let mut request = Request::new("POST", format!("http://{address}/{path}"));
        request.body = "xyz".repeat(1000).into();
        let error = send(&transport, request).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Closed, "{path}: {error}");
        assert!(!error.is_connect() && !error.is_timeout());
    }
}

#[tokio::test]
async fn a_connection_has_its_own_time() {
    // TCP takes the connection, and nobody answers TLS.
    let (listener, address) = listener().await;
    let url = format!("https://{address}/a");
    let started = Instant::now();
    let transport = direct().connect_timeout(SHORT).build().unwrap();
    let error = get(&transport, &url).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::ConnectTimeout, "{error}");
    assert!(error.is_connect() && error.is_timeout());

    // A call may ask for another than the transport's.
    let patient = direct().build().unwrap();
    let mut request = Request::new("GET", &url);
    request.connect_timeout = Some(SHORT);
    let error = send(&patient, request).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::ConnectTimeout, "{error}");
    assert!(started.elapsed() < LONG / 2);
    drop(listener);
}

#[tokio::test]
async fn a_name_that_nobody_has_is_a_connect_error() {
    let transport = direct().build().unwrap();
    let error = get(&transport, "http://vendor.invalid/a?key=s3cret").await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert!(!error.to_string().contains("s3cret"), "{error}");
}

#[tokio::test]
async fn http_is_refused_where_only_https_will_do() {
    let server = Loopback::start(|_| vec![Step::response(200, &[], b"")]).await;
    let transport = direct().https_only(true).build().unwrap();
    let error = get(&transport, &server.origin).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Refused, "{error}");
    assert!(server.requests().is_empty());
}

#[test]
fn errors_of_the_builder_name_the_setting() {
    let problem = |it: HttpTransportBuilder| it.build().unwrap_err().to_string();
    let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (builder, setting) in [
        (direct().proxy("proxy.test s3cret"), "`proxy`"),
        (direct().http_proxy("ftp://a:s3cret@proxy.test"), "`http_proxy`"),
        (direct().https_proxy(""), "`https_proxy`"),
        (direct().no_proxy_for(" "), "`no_proxy_for`"),
        (direct().root_certificate_pem(b"s3cret"), "`root_certificate_pem`"),
        (direct().root_certificate_pem(broken), "`root_certificate_pem`"),
        (direct().platform_certificates(false), "`platform_certificates`"),
        (direct().identity_pem(b"", b"s3cret"), "`identity_pem`"),
        (direct().user_agent("a\nb"), "`user_agent`"),
    ] {
        let message = problem(builder);
        assert!(message.starts_with(setting), "{setting}: {message}");
        assert!(!message.contains("s3cret"), "{message}");
    }
}

/// Runs one test of this program with a proxy in its environment.
#[test]
fn proxies_come_from_the_environment() {
    const PROXY: &str = "CLIENTWRIGHT_TEST_PROXY";
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    if std::env::var_os(PROXY).is_some() {
        let transport = transports::builder().build().unwrap();
        let without = direct().build().unwrap();
        runtime.block_on(async {
            assert_eq!(get(&transport, "http://vendor.invalid/a").await, Ok(200));
            assert!(get(&without, "http://vendor.invalid/a").await.unwrap_err().is_connect());
        });
        return;
    }
    let proxy = runtime.block_on(async {
        let proxy = keeping().await;
        let url = format!("http://{}", proxy.address);
        let run = tokio::task::spawn_blocking(move || {
            std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "settings::proxies_come_from_the_environment"])
                .env(PROXY, "1")
                .env("HTTP_PROXY", &url)
                .env("http_proxy", &url)
                .env_remove("REQUEST_METHOD")
                .env_remove("NO_PROXY")
                .env_remove("no_proxy")
                .output()
                .unwrap()
        });
        let output = run.await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        proxy
    });
    assert_eq!(proxy.heads.lock().unwrap().len(), 1);
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn a_client_of_reqwest_of_ones_own_follows_no_redirect() {
    use clientwright_runtime::reqwest::{
        ClientBuilder,
        header::{HeaderMap, HeaderName, HeaderValue},
        redirect::Policy,
    };

    let server = Loopback::start(|_| vec![Step::redirect(302, "/elsewhere")]).await;
    let own = |client: ClientBuilder| {
        let zone = (HeaderName::from_static("x-zone"), HeaderValue::from_static("b"));
        let headers = HeaderMap::from_iter([zone]);
        client.default_headers(headers).redirect(Policy::limited(3)).no_proxy()
    };
    let transport = transports::builder().reqwest(own).build().unwrap();
    let mut request = Request::new("GET", format!("{}/a", server.origin));
    assert_eq!(send(&transport, request.clone()).await.unwrap(), 302);
    // The same holds of the client for another time to connect.
    request.connect_timeout = Some(LONG);
    assert_eq!(send(&transport, request).await.unwrap(), 302);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|it| it.contains("\nx-zone: b\n")), "{requests:?}");
}

#[cfg(feature = "http2")]
#[tokio::test]
async fn http2_is_spoken_where_the_server_does() {
    // The first request is refused without having been looked at, and the second is answered.
    let (acceptor, pem) = acceptor(&["h2", "http/1.1"]);
    let (listener, address) = listener().await;
    let served = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let stream = acceptor.accept(stream).await.unwrap();
        let mut connection = h2::server::handshake(stream).await.unwrap();
        let (_, mut refused) = connection.accept().await.unwrap().unwrap();
        refused.send_reset(h2::Reason::REFUSED_STREAM);
        let (request, mut respond) = connection.accept().await.unwrap().unwrap();
        respond.send_response(http::Response::new(()), true).unwrap();
        // Until the client is gone.
        while connection.accept().await.is_some() {}
        request
    });
    let transport = direct().root_certificate_pem(pem.as_bytes()).build().unwrap();
    let port = address.split(':').nth(1).unwrap();
    let mut request = Request::new("POST", format!("https://localhost:{port}/a"));
    request.body = "x".into();
    assert_eq!(send(&transport, request).await, Ok(200));
    drop(transport);
    let request = served.await.unwrap();
    assert_eq!(request.version(), http::Version::HTTP_2);
    assert_eq!(request.uri().path(), "/a");
    assert_eq!(request.headers().get("host"), None);
}

#[cfg(feature = "http2")]
#[tokio::test]
async fn words_of_a_goaway_are_in_no_error() {
    let (acceptor, pem) = acceptor(&["h2"]);
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = acceptor.accept(stream).await.unwrap();
        // SETTINGS and GOAWAY of ENHANCE_YOUR_CALM, with words (RFC 9113, sections 6.5 and 6.8).
        let words = b"Bearer s3cret";
        stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
        stream
            .write_all(&[0, 0, 8 + u8::try_from(words.len()).unwrap(), 7, 0, 0, 0, 0, 0])
            .await
            .unwrap();
        stream.write_all(&[0, 0, 0, 0, 0, 0, 0, 0xb]).await.unwrap();
        stream.write_all(words).await.unwrap();
        stream.flush().await.unwrap();
        // The client goes first.
        while stream.read_u8().await.is_ok() {}
    });
    let transport = direct().root_certificate_pem(pem.as_bytes()).build().unwrap();
    let port = address.split(':').nth(1).unwrap();
    let error = get(&transport, &format!("https://localhost:{port}/a")).await.unwrap_err();
    let said = format!("{error:#} {error:?}");
    assert!(!said.contains("s3cret"), "{said}");
    assert!(said.contains("GOAWAY"), "{said}");
}

#[tokio::test]
async fn a_proxy_may_be_of_https_and_is_the_end_of_no_tunnel_for_http() {
    let proxy = https().await;
    let transport = transports::builder()
        .proxy(format!("https://user:s3cret@{}", proxy.address))
        .root_certificate_pem(proxy.pem.as_bytes())
        .build()
        .unwrap();
    assert_eq!(get(&transport, "http://vendor.test/a").await, Ok(200));
    let head = proxy.heads.lock().unwrap().concat();
    assert!(head.starts_with("GET http://vendor.test/a HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("\r\nproxy-authorization: Basic "), "{head}");
}
