//! AWS Signature Version 4.
//!
//! Source: AWS, "Create a signed AWS API request"; what is special about Amazon S3, "Authenticating Requests: Using the
//! Authorization Header".

use std::{error::Error, fmt, fmt::Write as _, sync::Arc};

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{percent_decode_str, percent_encode, utf8_percent_encode};
use sha2::{Digest as _, Sha256};
use url::Url;
use zeroize::Zeroizing;

use super::{Signer, hex};
use crate::http::{
    clock::since_1970, escape::STRICT, headers::Headers, request::Request, secret::Secret,
};

/// Signs requests by the keys of an AWS account (AWS Signature Version 4).
///
/// The signature is of the method, the URL, the body, and all headers but `user-agent` and those that proxies change. It holds
/// for five minutes by the service's clock; each attempt has one of its own.
///
/// ```
/// use clientwright_runtime::AwsSigV4;
///
/// let signer = AwsSigV4::new("AKIDEXAMPLE", "secret", "eu-central-1", "execute-api").session_token("token");
/// assert!(!format!("{signer:?}").contains("secret"));
/// ```
#[derive(Clone)]
#[must_use = "a signer does nothing until a client has it"]
pub struct AwsSigV4 {
    access_key_id: String,
    secret_access_key: Secret,
    session_token: Option<Secret>,
    region: String,
    service: String,
    leaves_streams_out: bool,
    clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
}

impl AwsSigV4 {
    /// Creates a signer of an access key for a service in a region, such as `execute-api` (API Gateway) in `eu-central-1`.
    pub fn new(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<Secret>,
        region: impl Into<String>,
        service: impl Into<String>,
    ) -> Self {
        Self {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token: None,
            region: region.into(),
            service: service.into(),
            leaves_streams_out: false,
            clock: Arc::new(now),
        }
    }

    /// Sets the token of a session, which temporary keys have.
    pub fn session_token(mut self, token: impl Into<Secret>) -> Self {
        self.session_token = Some(token.into());
        self
    }

    /// Leaves bodies that are sent as they are read out of the signature (`UNSIGNED-PAYLOAD`), which some services take over
    /// https, Amazon S3 among them; without it such a request is an error. A body in memory is signed all the same.
    pub fn unsigned_streams(mut self) -> Self {
        self.leaves_streams_out = true;
        self
    }

    /// Tells the time that signatures have, for tests and machines whose clock is wrong; the system's by default.
    pub fn clock(mut self, now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Whether the service is Amazon S3, which encodes a path once and wants the digest of the body in a header.
    fn is_s3(&self) -> bool {
        matches!(&*self.service, "s3" | "s3express" | "s3-outposts" | "s3-object-lambda")
    }

    /// The headers of the request that are part of the signature, with those that the signer adds.
    fn headers(&self, request: &Request, url: &Url, time: &str, payload: &str) -> Headers {
        let mut headers: Headers =
            request.headers.iter().filter(|(name, _)| is_signed(name)).collect();
        let host = url.host_str().unwrap_or_default();
        let host = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        headers.insert("host", host);
        headers.insert("x-amz-date", time);
        if let Some(token) = &self.session_token {
            headers.insert("x-amz-security-token", token.expose());
        }
        if self.is_s3() || payload == UNSIGNED {
            headers.insert("x-amz-content-sha256", payload);
        }
        headers
    }

    /// What a hash of is signed.
    fn canonical(&self, request: &Request, url: &Url, headers: &Headers, payload: &str) -> String {
        let path = if self.is_s3() { s3_path(url.path()) } else { path(url.path()) };
        let mut text = format!("{}\n{path}\n{}\n", request.method, query(url));
        let names = names(headers);
        for name in &names {
            let values = headers
                .get_all(name)
                .map(|it| it.split_ascii_whitespace().collect::<Vec<_>>().join(" "));
            let _ = writeln!(text, "{name}:{}", values.collect::<Vec<_>>().join(","));
        }
        let _ = write!(text, "\n{}\n{payload}", names.join(";"));
        text
    }

    /// The signature of a text, by a key that is good for the service on this day.
    fn signature(&self, day: &str, text: &str) -> String {
        let secret = Zeroizing::new(format!("AWS4{}", self.secret_access_key.expose()));
        let parts = [day, &self.region, &self.service, "aws4_request"];
        let key = parts.iter().fold(Zeroizing::new(secret.as_bytes().to_vec()), |key, part| {
            Zeroizing::new(hmac(&key, part))
        });
        hex(&hmac(&key, text))
    }
}

impl Signer for AwsSigV4 {
    fn sign(&self, request: &Request) -> Result<Headers, Box<dyn Error + Send + Sync>> {
        let url = Url::parse(&request.url).map_err(|_| "its URL can't be read")?;
        let payload = match request.body_bytes() {
            Some(body) => hex(&Sha256::digest(body)),
            None if self.leaves_streams_out && url.scheme() == "https" => UNSIGNED.to_owned(),
            None if self.leaves_streams_out => {
                return Err("a body that is streamed can't go without a signature by http".into());
            }
            None => {
                return Err("a body that is streamed can't be signed: have it in memory, or let `unsigned_streams` leave \
                     it out, where the service takes that"
                    .into());
            }
        };
        let time = (self.clock)().format("%Y%m%dT%H%M%SZ").to_string();
        let day = time.split('T').next().unwrap_or_default();
        let headers = self.headers(request, &url, &time, &payload);
        let canonical = hex(&Sha256::digest(self.canonical(request, &url, &headers, &payload)));
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let signature = self.signature(day, &format!("{ALGORITHM}\n{time}\n{scope}\n{canonical}"));
        let authorization = format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={}, Signature={signature}",
            self.access_key_id,
            names(&headers).join(";")
        );
        let own = ["x-amz-date", "x-amz-security-token", "x-amz-content-sha256"];
        let mut out: Headers = headers.iter().filter(|(name, _)| own.contains(name)).collect();
        out.insert("authorization", authorization);
        Ok(out)
    }
}

impl fmt::Debug for AwsSigV4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsSigV4")
            .field("access_key_id", &self.access_key_id)
            .field("region", &self.region)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Stands for the digest of a body that isn't signed.
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// Whether a header is part of the signature: what the transport or a proxy writes anew isn't.
fn is_signed(name: &str) -> bool {
    const OTHERS: [&str; 13] = [
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "expect",
        "host",
        "te",
        "traceparent",
        "tracestate",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amzn-trace-id",
    ];
    !OTHERS.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// The names of the headers in their order, each once.
fn names(headers: &Headers) -> Vec<&str> {
    let mut names: Vec<&str> = headers.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A path as it is signed: without empty segments, and encoded once more than it is sent.
fn path(sent: &str) -> String {
    let segments = sent.split('/').filter(|it| !it.is_empty());
    let segments = segments.map(|it| utf8_percent_encode(it, STRICT).to_string());
    let path = segments.collect::<Vec<_>>().join("/");
    let end = if sent.ends_with('/') && !path.is_empty() { "/" } else { "" };
    format!("/{path}{end}")
}

/// The path of Amazon S3, where a key may have empty segments: encoded once.
fn s3_path(sent: &str) -> String {
    let encode = |it: &[u8]| percent_encode(it, STRICT).to_string();
    let segments = sent.split('/').map(|it| encode(&percent_decode_str(it).collect::<Vec<_>>()));
    segments.collect::<Vec<_>>().join("/")
}

/// The query as it is signed: sorted, each name with an equals sign.
fn query(url: &Url) -> String {
    let encode = |it: &str| utf8_percent_encode(it, STRICT).to_string();
    let pairs = url.query_pairs().map(|(name, value)| (encode(&name), encode(&value)));
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_unstable();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    // A key may be of any length (RFC 2104, section 3).
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + since_1970()
}

#[cfg(test)]
mod tests {
    use std::{
        pin::Pin,
        task::{Context, Poll},
    };

    use chrono::TimeZone;
    use futures_core::Stream;

    use super::*;
    use crate::http::body::Body;

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn at(signer: AwsSigV4, year: i32, month: u32, day: u32, time: (u32, u32)) -> AwsSigV4 {
        signer.clock(move || Utc.with_ymd_and_hms(year, month, day, time.0, time.1, 0).unwrap())
    }

    /// Of the suite: in August 2015.
    fn suite(service: &str) -> AwsSigV4 {
        at(AwsSigV4::new("AKIDEXAMPLE", SECRET, "us-east-1", service), 2015, 8, 30, (12, 36))
    }

    fn request(method: &'static str, url: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = Request::new(method, url);
        for (name, value) in headers {
            request.headers.append(name, *value);
        }
        request
    }

    /// The names of what is signed, and the signature.
    fn signed(signer: &AwsSigV4, request: &Request) -> (String, String) {
        let headers = signer.sign(request).unwrap();
        let sent = headers.get("authorization").unwrap();
        let (rest, signature) = sent.split_once(", Signature=").unwrap();
        let (_, names) = rest.split_once("SignedHeaders=").unwrap();
        (names.to_owned(), signature.to_owned())
    }

    /// Of the suite that AWS publishes, and the example of its documentation.
    #[test]
    fn signatures_are_those_that_aws_publishes() {
        let vanilla = request("GET", "https://example.amazonaws.com/", &[]);
        let headers = suite("service").sign(&vanilla).unwrap();
        assert_eq!(
            headers.get("authorization").unwrap(),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
             SignedHeaders=host;x-amz-date, \
             Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        );
        assert_eq!(headers.get("x-amz-date"), Some("20150830T123600Z"));
        let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
        for (service, request, names, signature) in [
            (
                "iam",
                request(
                    "GET",
                    "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
                    &form,
                ),
                "content-type;host;x-amz-date",
                "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            ),
            (
                "service",
                request("GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", &[]),
                "host;x-amz-date",
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ),
        ] {
            let (signed_names, found) = signed(&suite(service), &request);
            assert_eq!((&*signed_names, &*found), (names, signature), "{}", request.url);
        }
    }

    /// The examples of the documentation of Amazon S3.
    #[test]
    fn signatures_for_s3_have_the_digest_and_a_path_that_is_encoded_once() {
        const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        let signer = AwsSigV4::new("AKIAIOSFODNN7EXAMPLE", SECRET, "us-east-1", "s3");
        let signer = at(signer, 2013, 5, 24, (0, 0));
        let url = |path: &str| format!("https://examplebucket.s3.amazonaws.com/{path}");
        let mut put = request(
            "PUT",
            &url("test$file.text"),
            &[
                ("date", "Fri, 24 May 2013 00:00:00 GMT"),
                ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ],
        );
        put.body = Body::from("Welcome to Amazon S3.");
        for (request, names, signature) in [
            (
                request("GET", &url("test.txt"), &[("range", "bytes=0-9")]),
                "host;range;x-amz-content-sha256;x-amz-date",
                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            ),
            (
                put,
                "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            ),
            (
                request("GET", &url("?lifecycle"), &[]),
                "host;x-amz-content-sha256;x-amz-date",
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
            ),
        ] {
            let (signed_names, found) = signed(&signer, &request);
            assert_eq!((&*signed_names, &*found), (names, signature), "{}", request.url);
        }
    }

    #[test]
    fn what_is_signed_is_what_the_service_reads() {
        let signer = suite("service").session_token("t0ken");
        let url = "https://x.test:8443//a%20b/./c!/?b=2&a=x+y&b=1&%7E&a";
        let given = [
            ("X-Two", "  a   b "),
            ("X-Two", "c"),
            ("user-agent", "it"),
            ("Authorization", "Bearer no"),
        ];
        let request = request("GET", url, &given);
        let parsed = Url::parse(url).unwrap();
        let headers = signer.headers(&request, &parsed, "20150830T123600Z", "hash");
        assert_eq!(
            signer.canonical(&request, &parsed, &headers, "hash"),
            "GET\n/a%2520b/c%21/\na=&a=x%20y&b=1&b=2&~=\nhost:x.test:8443\nx-amz-date:20150830T123600Z\n\
             x-amz-security-token:t0ken\nx-two:a b,c\n\nhost;x-amz-date;x-amz-security-token;x-two\nhash"
        );
        let sent = signer.sign(&request).unwrap();
        assert_eq!(sent.get("x-amz-security-token"), Some("t0ken"));
        assert_eq!(sent.get("host"), None);
        assert!(!format!("{signer:?}").contains("t0ken"));
        assert_eq!(path("/"), "/");
        assert_eq!(s3_path("//a%2Bb/c+d%20"), "//a%2Bb/c%2Bd%20");
    }

    struct Nothing;

    impl Stream for Nothing {
        type Item = Result<Vec<u8>, &'static str>;

        fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(None)
        }
    }

    #[test]
    fn a_body_that_is_streamed_is_an_error_unless_it_may_be_left_out() {
        let upload = |url: &str| {
            let mut request = request("PUT", url, &[]);
            request.body = Body::stream(Nothing);
            request
        };
        let message =
            |signer: &AwsSigV4, url: &str| signer.sign(&upload(url)).unwrap_err().to_string();
        assert!(message(&suite("s3"), "https://x.test/a").contains("`unsigned_streams`"));
        let signer = suite("s3").unsigned_streams();
        assert!(message(&signer, "http://x.test/a").ends_with("by http"));
        let headers = signer.sign(&upload("https://x.test/a")).unwrap();
        assert_eq!(headers.get("x-amz-content-sha256"), Some("UNSIGNED-PAYLOAD"));
    }
}
