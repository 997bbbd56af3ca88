//! A vendor's server on the loopback interface (hyper), and the requests a vendor sends by itself: webhooks.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex};

use http_body_util::channel::{Channel, Sender};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderMap;
use hyper::service::service_fn;
use hyper::{Request, Response, client, server};
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use url::{Url, form_urlencoded};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Path and query, as they were sent.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Seen {
    /// Method and target, for comparing.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    /// The value of a header; all of them when it was sent twice, and `None` when it wasn't.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let values: Vec<_> =
            self.headers.get_all(name).iter().map(|it| it.to_str().unwrap()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// The names of the headers, sorted.
    pub(crate) fn header_names(&self) -> Vec<&str> {
        let mut names: Vec<_> =
            self.headers.keys().map(hyper::header::HeaderName::as_str).collect();
        names.sort_unstable();
        names
    }

    /// Whether `text` stands anywhere in the request.
    pub(crate) fn mentions(&self, text: &str) -> bool {
        format!("{self:?}").contains(text)
    }

    /// The decoded segments of the path below `base`.
    pub(crate) fn below(&self, base: &str) -> Result<Vec<String>, Reply> {
        let path = self.target.split('?').next().unwrap_or_default();
        let below = path.strip_prefix(base).and_then(|it| it.strip_prefix('/'));
        let below = below.ok_or_else(|| Reply::refuse(404, &format!("nothing is at {path}")))?;
        let decoded = below.split('/').map(|it| percent_decode_str(it).decode_utf8());
        let decoded = decoded.map(|it| it.map(String::from)).collect::<Result<_, _>>();
        decoded.map_err(|_| Reply::refuse(400, "the path is not UTF-8"))
    }

    /// The query, which must have no other names than these, each at most once.
    pub(crate) fn query(&self, names: &[&str]) -> Result<BTreeMap<String, String>, Reply> {
        let mut found = BTreeMap::new();
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
            if !names.contains(&name.as_str()) || found.contains_key(&name) {
                return Err(Reply::refuse(400, &format!("the query parameter `{name}`")));
            }
            found.insert(name, value);
        }
        Ok(found)
    }

    /// The first value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(it, _)| it == name).map(|(_, value)| value.into_owned())
    }

    /// The JSON body, which must call itself that.
    pub(crate) fn json(&self) -> Result<Value, Reply> {
        let media_type = self.header("content-type");
        if media_type.as_deref() != Some("application/json") {
            return Err(Reply::refuse(415, &format!("a body of {media_type:?}")));
        }
        serde_json::from_slice(&self.body).map_err(|it| Reply::refuse(400, &it.to_string()))
    }

    /// Refuses a body.
    pub(crate) fn no_body(&self) -> Result<(), Reply> {
        if self.body.is_empty() && self.header("content-type").is_none() {
            return Ok(());
        }
        Err(Reply::refuse(400, "a body where none belongs"))
    }

    /// Refuses a request that doesn't ask for this media type alone.
    pub(crate) fn accepts(&self, media_type: &str) -> Result<(), Reply> {
        let accept = self.header("accept");
        if accept.as_deref() == Some(media_type) {
            return Ok(());
        }
        Err(Reply::refuse(406, &format!("only {media_type}, not {accept:?}")))
    }
}

/// What a server answers.
pub(crate) struct Reply(Box<Response<UnsyncBoxBody<Bytes, io::Error>>>);

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::whole(status, Some("application/json"), body.to_string())
    }

    pub(crate) fn text(media_type: &str, body: &str) -> Self {
        Self::whole(200, Some(media_type), body.to_owned())
    }

    pub(crate) fn bytes(media_type: &str, body: Bytes) -> Self {
        Self::whole(200, Some(media_type), body)
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self::whole(status, None, String::new())
    }

    /// A status that says no, and why, for whoever reads the failing test.
    pub(crate) fn refuse(status: u16, why: &str) -> Self {
        Self::whole(status, Some("text/plain"), why.to_owned())
    }

    pub(crate) fn redirect(status: u16, location: &str) -> Self {
        Self::whole(status, Some("text/html"), "moved".to_owned()).with("location", location)
    }

    /// A body without a length, of what is sent on its other end.
    pub(crate) fn stream(media_type: &str) -> (Sender<Bytes, io::Error>, Self) {
        let (sender, body) = Channel::new(1);
        let response = Response::builder().header("content-type", media_type);
        (sender, Self(Box::new(response.body(body.boxed_unsync()).unwrap())))
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.headers_mut().insert(name, value.parse().unwrap());
        self
    }

    fn whole(status: u16, media_type: Option<&str>, body: impl Into<Bytes>) -> Self {
        let mut response = Response::builder().status(status);
        if let Some(media_type) = media_type {
            response = response.header("content-type", media_type);
        }
        let body = Full::new(body.into()).map_err(|never| match never {});
        Self(Box::new(response.body(body.boxed_unsync()).unwrap()))
    }
}

type Answer = dyn Fn(&Seen) -> Result<Reply, Reply> + Send + Sync;

/// A server that runs until the test ends.
pub(crate) struct Loopback {
    /// Such as `http://127.0.0.1:4321`.
    pub(crate) origin: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Loopback {
    /// Starts a server that answers with what `answer` gives, be it `Ok` or `Err`.
    pub(crate) async fn start(
        answer: impl Fn(&Seen) -> Result<Reply, Reply> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let (record, answer): (_, Arc<Answer>) = (Arc::clone(&seen), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&record), Arc::clone(&answer)));
            }
        });
        Self { origin, seen }
    }

    /// What was asked so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// What was asked last.
    pub(crate) fn last(&self) -> Seen {
        self.seen().pop().unwrap()
    }
}

async fn serve(stream: TcpStream, record: Arc<Mutex<Vec<Seen>>>, answer: Arc<Answer>) {
    let service = service_fn(|request: Request<Incoming>| {
        let (record, answer) = (Arc::clone(&record), Arc::clone(&answer));
        async move {
            let (head, body) = request.into_parts();
            let Ok(body) = body.collect().await else {
                return Ok(*Reply::refuse(400, "the body ends too early").0);
            };
            let seen = Seen {
                method: head.method.to_string(),
                target: head.uri.to_string(),
                headers: head.headers,
                body: body.to_bytes(),
            };
            record.lock().unwrap().push(seen.clone());
            let (Ok(response) | Err(response)) = answer(&seen);
            Ok::<_, Infallible>(*response.0)
        }
    });
    // A client that hangs up is what some tests are about.
    let _ =
        server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// Posts JSON, as a vendor delivers a webhook, and returns the status.
pub(crate) async fn post(url: &str, body: &Value) -> u16 {
    post_signed(url, &body.to_string(), &[]).await
}

/// Posts JSON with these headers beside its own.
pub(crate) async fn post_signed(url: &str, body: &str, headers: &[(&str, String)]) -> u16 {
    let url = Url::parse(url).unwrap();
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let stream = TcpStream::connect(host).await.unwrap();
    let (mut sender, connection) =
        client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut request = Request::post(&url[url::Position::BeforePath..])
        .header("host", host)
        .header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.body(Full::<Bytes>::from(body.to_owned())).unwrap();
    sender.send_request(request).await.unwrap().status().as_u16()
}
