//! Addresses of requests: whatever is put into one, it stays where it was put.

use std::sync::Arc;

use clientwright_runtime::{
    Error, Never, Request, Response,
    bytes::Bytes,
    codegen::{Client, Operation, ResponseSpec, Server, Status, Style},
    testing::{MemoryTransport, block_on},
};
use url::Url;

static THING: Operation = Operation {
    name: "thing",
    path: "/things/{id}/parts/{part}",
    responses: &[ResponseSpec::empty(Status::Code(204))],
    ..Operation::BASE
};

/// Lines: the base URL or a template of it, two values for its variables or for the path, the name and the value of a
/// query parameter, and a path for a request that no operation is.
///
/// # Panics
///
/// When a promise is broken.
pub fn urls(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let mut lines = text.split('\n');
    let [base, one, two, name, value, path] = [(); 6].map(|()| lines.next().unwrap_or_default());
    template(one, two);
    let transport = MemoryTransport::responding(204, &[], "");
    let client = Client::builder(Server::custom(base)).transport(Arc::clone(&transport) as _);
    let Ok(client) = client.build() else { return };
    let Ok(own) = Url::parse(client.base_url()) else { panic!("{base:?} is no URL") };
    let path_of = own.path().trim_end_matches('/').to_owned();

    let call = client.call(&THING).path("id", one).path("part", two).query(name, value);
    let sent: Result<(), Error<Never>> = block_on(call.body());
    if sent.is_ok() {
        let url = sent_to(transport.requests().first(), &own);
        let rest = url.path().strip_prefix(&path_of).map(|it| it.split('/').collect::<Vec<_>>());
        let Some(["", "things", id, "parts", part]) = rest.as_deref() else {
            panic!("{url}: the values left their segments")
        };
        assert_eq!((decoded(id).as_str(), decoded(part).as_str()), (one, two), "{url}");
        let pairs: Vec<_> = url.query_pairs().collect();
        assert_eq!(pairs, [(name.into(), value.into())], "{url}");
    }
    let reserved = Style::Simple { explode: false };
    let call = client.call(&THING).path_as(reserved, "id", one).path("part", "x");
    let sent: Result<(), Error<Never>> = block_on(call.body());
    if sent.is_ok() {
        let url = sent_to(transport.requests().last(), &own);
        assert!(url.path().ends_with("/parts/x"), "{url}: the value left its segment");
    }
    let n = transport.requests().len();
    let sent: Result<Bytes, _> = block_on(client.request("GET", path)).map(Response::into_body);
    let requests = transport.requests();
    if sent.is_ok() && requests.len() > n {
        sent_to(requests.last(), &own);
    }
}

/// Where a request was sent, which is the origin of the client, without credentials or a fragment.
fn sent_to(request: Option<&Request>, own: &Url) -> Url {
    let sent = request.map(|it| it.url.as_str()).unwrap_or_default();
    let Ok(url) = Url::parse(sent) else { panic!("sent to {sent:?}, which is no URL") };
    assert_eq!(url.origin(), own.origin(), "{sent:?} is another origin");
    assert!(url.username().is_empty() && url.password().is_none(), "{sent:?} has credentials");
    assert_eq!(url.fragment(), None, "{sent:?} has a fragment");
    let is_plain = |it: u8| it.is_ascii() && !it.is_ascii_control() && it != b' ';
    assert!(sent.bytes().all(is_plain), "{sent:?} has other characters than a URL");
    url
}

/// Values of a server's variables move it nowhere else.
fn template(tenant: &str, version: &str) {
    let variables = vec![("tenant", tenant.to_owned()), ("version", version.to_owned())];
    let server = Server::new("https://{tenant}.example.com:8443/api/{version}", variables);
    let transport = MemoryTransport::responding(204, &[], "");
    let Ok(client) = Client::builder(server).transport(transport).build() else { return };
    let Ok(url) = Url::parse(client.base_url()) else { panic!("{:?}", client.base_url()) };
    let host = url.host_str().unwrap_or_default();
    assert!(host.ends_with(".example.com") && url.port() == Some(8443), "{url}: another server");
    assert!(url.path().starts_with("/api"), "{url}: another path");
    assert!(url.username().is_empty() && url.query().is_none() && url.fragment().is_none());
}

/// What a segment says.
fn decoded(segment: &str) -> String {
    // A query's rules, but for the plus.
    let query = format!("https://x.test/?{}", segment.replace('+', "%2B"));
    let Ok(url) = Url::parse(&query) else { return String::new() };
    let all = url.query_pairs().map(|(name, value)| format!("{name}{value}"));
    all.collect()
}

/// What means something in addresses and in redirects.
pub(crate) const WORDS: &[&str] = &[
    "http://",
    "https://",
    "ftp://",
    "//",
    "/",
    "\\",
    "..",
    "/../",
    "/./",
    "%2e%2e",
    "%2F",
    "%00",
    "%",
    "?",
    "#",
    "@",
    ":",
    ":443",
    ":80",
    ":8443",
    "example.com",
    "other.test",
    "user:pass@",
    "[::1]",
    "127.1",
    "xn--",
    "key=s3cret",
    "k%65y=s3cret",
    "key=",
    "&",
    "=",
    "+",
    ";",
    "{tenant}",
    "{",
    "}",
    "\n",
    "\t",
    "\r",
    " ",
    "302 ",
    "301 ",
    "303 ",
    "307 ",
    "308 ",
    "ü",
    "\u{3002}",
    "data:",
    "javascript:",
];
