//! Requests that are signed when all else of them is known, over a network.

use std::{
    error::Error as StdError,
    sync::{Arc, Mutex},
};

use clientwright_runtime::{
    Body, Error, Headers, Never, Request, RequestOptions, Signer,
    codegen::{Operation, Place, Scheme, SchemeKind},
};

use crate::{
    loopback::{Loopback, Step, header},
    support::{ANY, POST},
};

static HMAC: Scheme = Scheme { name: "hmac", kind: SchemeKind::Http { scheme: "hmac" } };
static KEY: Scheme = Scheme {
    name: "key",
    kind: SchemeKind::ApiKey { place: Place::Header, name: "Authorization" },
};
static SIGNED: Operation = Operation { security: &[&[&HMAC], &[&KEY]], ..POST };
static READ: Operation = Operation { security: &[&[&KEY]], ..ANY };

/// Signs by what it sees, and counts.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Signer for Seen {
    fn sign(&self, request: &Request) -> Result<Headers, Box<dyn StdError + Send + Sync>> {
        let body = request.body_bytes().ok_or("its body is streamed")?;
        let names: Vec<&str> = request.headers.iter().map(|(name, _)| name).collect();
        let path = request.url.rsplit_once('/').map_or("", |it| it.1);
        let body = String::from_utf8_lossy(body);
        let line = format!("{} {path} {} {body}", request.method, names.join(","));
        let mut seen = self.0.lock().unwrap();
        seen.push(line);
        let signature = format!("Signed sig-{:04}", seen.len());
        Ok([("authorization", signature.as_str()), ("x-signed-at", "12")].into_iter().collect())
    }
}

#[tokio::test]
async fn each_attempt_is_signed_with_all_that_is_sent() {
    let server = Loopback::start(|request| {
        if request.contains("sig-0001") {
            return vec![Step::response(429, &["retry-after: 0"], b"")];
        }
        if request.starts_with("POST /any ") {
            return vec![Step::redirect(307, "/moved")];
        }
        // As if it had the secret: it repeats what was sent.
        let authorization = header(request, "authorization").unwrap();
        vec![Step::response(500, &[], authorization.as_bytes())]
    })
    .await;
    let seen = Seen::default();
    let client = server.builder().signer(seen.clone()).build().unwrap();
    let call = client.call(&SIGNED).header("x-a", "1").text("text/plain", "body");
    let error = call.body::<(), Never>().await.unwrap_err();
    assert_eq!(
        *seen.0.lock().unwrap(),
        [
            "POST any content-type,x-a body",
            "POST any content-type,x-a body",
            "POST moved content-type,x-a body",
        ]
    );
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().map(|it| header(it, "authorization").unwrap()).collect();
    assert_eq!(sent, ["Signed sig-0001", "Signed sig-0002", "Signed sig-0003"]);
    assert_eq!(header(&requests[2], "x-signed-at").as_deref(), Some("12"));
    assert_eq!(error.status(), Some(500));
    for shown in [format!("{error}"), format!("{error:?}")] {
        assert!(!shown.contains("sig-0003"), "{shown}");
    }
}

/// Signs the cookies.
struct Cookies;

impl Signer for Cookies {
    fn sign(&self, request: &Request) -> Result<Headers, Box<dyn StdError + Send + Sync>> {
        let signature = format!("of {}", request.headers.get("cookie").unwrap_or_default());
        Ok([("x-signature", signature.as_str())].into_iter().collect())
    }
}

#[tokio::test]
async fn a_signature_covers_the_cookies_that_are_kept() {
    let server = Loopback::start(|request| {
        if request.starts_with("GET /any ") {
            return vec![Step::redirect(302, "/moved")];
        }
        let kept = ["set-cookie: sid=s3cret-1", "set-cookie: own=kept"];
        vec![Step::response(204, &kept, b"")]
    })
    .await;
    let client = server.builder().cookies().signer(Cookies).build().unwrap();
    client.call(&READ).body::<(), Never>().await.unwrap();
    let own = RequestOptions::new().header("cookie", "a=1;own=mine");
    client.with_options(own).call(&READ).body::<(), Never>().await.unwrap();
    let requests = server.requests();
    let sent = requests.iter().map(|it| {
        let (cookies, signature) = (header(it, "cookie"), header(it, "x-signature"));
        let cookies = cookies.unwrap_or_default();
        assert_eq!(
            signature.as_deref().map(str::trim_end),
            Some(format!("of {cookies}").trim_end())
        );
        cookies
    });
    let all = "a=1; own=mine; sid=s3cret-1";
    assert_eq!(sent.collect::<Vec<_>>(), ["", "", all, all]);
}

#[tokio::test]
async fn a_signature_goes_to_no_other_origin() {
    let other = Loopback::responding(204, &[], "").await;
    let elsewhere = other.origin.clone();
    let server = Loopback::start(move |_| vec![Step::redirect(302, &elsewhere)]).await;
    let seen = Seen::default();
    let client = server.builder().signer(seen.clone()).build().unwrap();
    client.call(&READ).body::<(), Never>().await.unwrap();
    assert!(header(&server.requests()[0], "authorization").is_some());
    let moved = &other.requests()[0];
    assert_eq!((header(moved, "authorization"), header(moved, "x-signed-at")), (None, None));
    // The one that stayed.
    assert_eq!(seen.0.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_can_not_be_signed_is_not_sent() {
    let server = Loopback::responding(204, &[], "").await;
    let client = server.builder().signer(Seen::default()).build().unwrap();
    let body = Body::from_path("Cargo.toml").unwrap();
    let result = client.call(&SIGNED).bytes("text/plain", body).body::<(), Never>().await;
    let Err(Error::Request(error)) = result else { panic!("{result:?}") };
    assert_eq!(error.message(), "the request can't be signed: its body is streamed");
    assert!(server.requests().is_empty());
    // Nobody asked for it here.
    let anonymous = client.with_options(RequestOptions::new().anonymous());
    anonymous.call(&SIGNED).body::<(), Never>().await.unwrap();
    assert_eq!(header(&server.requests()[0], "authorization"), None);
}

#[cfg(feature = "digest")]
mod digest {
    use clientwright_runtime::{Digest, RetryPolicy};

    use super::*;

    fn challenge(nonce: &str, more: &str) -> Vec<Step> {
        let value = format!(
            "www-authenticate: Basic realm=x, Digest realm=\"r\", qop=\"auth\", nonce=\"{nonce}\"{more}"
        );
        vec![Step::response(401, &[&value], b"")]
    }

    #[tokio::test]
    async fn calls_at_once_answer_the_same_challenge() {
        let server = Loopback::start(|request| match header(request, "authorization") {
            Some(it) if it.contains("response=") => vec![Step::response(204, &[], b"")],
            _ => challenge("n", ""),
        })
        .await;
        let client = server.builder().signer(Digest::new("sam", "s3cret pass")).build().unwrap();
        let call = async || client.call(&READ).body::<(), Never>().await;
        let (a, b) = tokio::join!(call(), call());
        assert!(a.is_ok() && b.is_ok(), "{a:?} {b:?}");
        let signed = server.requests().into_iter().filter_map(|it| header(&it, "authorization"));
        let mut counts: Vec<_> =
            signed.map(|it| it.split_once("nc=").unwrap().1[..8].to_owned()).collect();
        counts.sort();
        assert_eq!(counts, ["00000001", "00000002"]);
    }

    #[tokio::test]
    async fn a_challenge_is_answered_once_and_then_at_once() {
        let server = Loopback::start(|request| match header(request, "authorization") {
            Some(it) if it.contains("nonce=\"n1\"") && it.contains("nc=00000003") => {
                challenge("n2", ", stale=true")
            }
            Some(it) if it.contains("response=") => vec![Step::response(204, &[], b"")],
            _ => challenge("n1", ""),
        })
        .await;
        let client = server.builder().signer(Digest::new("sam", "s3cret pass")).build().unwrap();
        for _ in 0..3 {
            let call = client.call(&SIGNED).query("a", "b c").text("text/plain", "body");
            call.body::<(), Never>().await.unwrap();
        }
        let sent: Vec<_> = server.requests().iter().map(|it| header(it, "authorization")).collect();
        assert_eq!(sent[0], None);
        let counts = sent[1..].iter().map(|it| {
            let it = it.as_ref().unwrap();
            assert!(it.starts_with("Digest username=\"sam\", realm=\"r\", "), "{it}");
            assert!(it.contains("uri=\"/any?a=b%20c\""), "{it}");
            assert!(!it.contains("s3cret"), "{it}");
            let (_, nonce) = it.split_once("nonce=\"").unwrap();
            let (_, count) = it.split_once("nc=").unwrap();
            format!("{} {}", &nonce[..2], &count[..8])
        });
        let counts: Vec<String> = counts.collect();
        assert_eq!(counts, ["n1 00000001", "n1 00000002", "n1 00000003", "n2 00000001"]);
    }

    #[tokio::test]
    async fn a_password_that_is_refused_is_sent_no_third_time() {
        // A nonce for each request, as some servers do it.
        let nonces = std::sync::atomic::AtomicUsize::new(0);
        let server = Loopback::start(move |_| {
            let nonce = nonces.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            challenge(&nonce.to_string(), "")
        })
        .await;
        let client = server
            .builder()
            .retry(RetryPolicy::none())
            .signer(Digest::new("sam", "wrong"))
            .build()
            .unwrap();
        let error = client.call(&READ).body::<(), Never>().await.unwrap_err();
        assert_eq!((error.status(), server.requests().len()), (Some(401), 2));
    }

    #[tokio::test]
    async fn another_origin_that_asks_gets_no_answer() {
        let other = Loopback::start(|_| challenge("n", "")).await;
        let elsewhere = other.origin.clone();
        let server = Loopback::start(move |_| vec![Step::redirect(302, &elsewhere)]).await;
        let client = server.builder().signer(Digest::new("sam", "s3cret pass")).build().unwrap();
        let error = client.call(&READ).body::<(), Never>().await.unwrap_err();
        assert_eq!((error.status(), other.requests().len()), (Some(401), 1));
        assert_eq!(header(&other.requests()[0], "authorization"), None);
    }
}

#[cfg(feature = "aws-sigv4")]
#[tokio::test]
async fn each_attempt_has_a_signature_of_its_own_time() {
    use std::sync::atomic::{AtomicI64, Ordering};

    use clientwright_runtime::{AwsSigV4, chrono::DateTime};

    let server = Loopback::start(|request| {
        let date = header(request, "x-amz-date").unwrap();
        let status = if date == "19700101T000100Z" { 503 } else { 204 };
        vec![Step::response(status, &["retry-after: 0"], b"")]
    })
    .await;
    let minutes = AtomicI64::new(0);
    let signer = AwsSigV4::new("AKIDEXAMPLE", "s3cret", "eu-central-1", "execute-api")
        .session_token("t0ken")
        .clock(move || {
            let minutes = minutes.fetch_add(1, Ordering::SeqCst) + 1;
            DateTime::from_timestamp(60 * minutes, 0).unwrap()
        });
    let client = server.builder().signer(signer).build().unwrap();
    client.call(&READ).body::<(), Never>().await.unwrap();
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().map(|it| header(it, "authorization").unwrap()).collect();
    assert_eq!(sent.len(), 2);
    assert_ne!(sent[0], sent[1]);
    for authorization in sent {
        let scope = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/19700101/eu-central-1/execute-api/aws4_request, ";
        assert!(authorization.starts_with(scope), "{authorization}");
        assert!(!authorization.contains("s3cret"), "{authorization}");
    }
    assert_eq!(header(&requests[1], "x-amz-security-token").as_deref(), Some("t0ken"));
    assert_eq!(header(&requests[1], "x-amz-content-sha256"), None);
}
