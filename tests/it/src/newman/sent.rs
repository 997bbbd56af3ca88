//! A request in a form that can be compared: what is written in several ways on the wire is written in one here.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::export;
use super::part::{self, Part};
use super::run::{Raw, Recorded};
use super::wire::Expectation;

/// What newman adds to every request, and what the transport does.
const TRANSPORT: [&str; 9] = [
    "accept-encoding",
    "cache-control",
    "connection",
    "content-length",
    "host",
    "postman-token",
    "te",
    "transfer-encoding",
    "user-agent",
];

/// Which headers and query parameters carry keys, whose values the tests give.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    headers: BTreeSet<String>,
    query: BTreeSet<String>,
    /// The requests whose operations have several ways of authenticating.
    varying: BTreeSet<String>,
}

impl Secrets {
    /// Those of the document's security schemes.
    pub(super) fn of(canonical: &Value) -> Self {
        let mut all = Self { varying: export::varying(canonical), ..Self::default() };
        let schemes = &canonical["components"]["securitySchemes"];
        for scheme in schemes.as_object().into_iter().flat_map(|it| it.values()) {
            let Some(name) = scheme["name"].as_str() else { continue };
            match scheme["in"].as_str() {
                Some("header") => drop(all.headers.insert(name.to_ascii_lowercase())),
                Some("query") => drop(all.query.insert(name.to_owned())),
                _ => {}
            }
        }
        all
    }
}

/// A request.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    /// What it is called where it comes from.
    pub(super) name: String,
    /// What the collection calls it, where it comes from one.
    pub(super) saved_as: Option<String>,
    /// Why it wasn't sent.
    pub(super) failure: Option<String>,
    /// Whether its operation stands for requests with different credentials.
    pub(super) may_vary: bool,
    pub(super) method: String,
    /// Scheme, host and port, and the segments of the path, decoded.
    pub(super) path: Vec<String>,
    /// The query, decoded, in order.
    pub(super) query: Vec<(String, String)>,
    /// By their names in lower case.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Body,
}

/// A body.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Body {
    None,
    Json(Value),
    Form(Vec<(String, String)>),
    Parts(Vec<Part>),
    Text(String),
}

impl Sent {
    /// What newman sent.
    pub(super) fn recorded(recorded: Recorded, secrets: &Secrets) -> Self {
        let saved_as = recorded.name.last().map(|it| it.trim().to_owned());
        let may_vary = saved_as.as_ref().is_some_and(|it| secrets.varying.contains(it));
        let name = recorded.name.join(" / ");
        let (raw, failure) = match recorded.sent {
            Ok(raw) => (raw, None),
            Err(failure) => {
                let nothing = Raw {
                    method: String::new(),
                    url: String::new(),
                    headers: Vec::new(),
                    body: String::new(),
                };
                (nothing, Some(failure))
            }
        };
        Self { saved_as, failure, may_vary, ..Self::new(name, &raw, secrets) }
    }

    /// What a wire test expects.
    pub(super) fn expected(expectation: &Expectation, secrets: &Secrets) -> Self {
        Self::new(expectation.test.clone(), &expectation.raw, secrets)
    }

    fn new(name: String, raw: &Raw, secrets: &Secrets) -> Self {
        let (address, query) = raw.url.split_once('?').unwrap_or((&raw.url, ""));
        let mut headers = BTreeMap::new();
        for (name, value) in &raw.headers {
            let name = name.to_ascii_lowercase();
            if !TRANSPORT.contains(&name.as_str()) {
                let value = header(&name, value.trim(), secrets);
                headers.insert(name, value);
            }
        }
        let content_type =
            raw.headers.iter().find(|(it, _)| it.eq_ignore_ascii_case("content-type"));
        let content_type = content_type.map_or("", |(_, it)| it.as_str());
        let hidden = |(name, value): (String, String)| {
            let is_secret = secrets.query.contains(&name);
            (name, if is_secret { "…".to_owned() } else { value })
        };
        Self {
            name,
            saved_as: None,
            failure: None,
            may_vary: false,
            method: raw.method.clone(),
            path: path(address),
            query: pairs(query, false).into_iter().map(hidden).collect(),
            headers,
            body: Body::new(content_type, &raw.body),
        }
    }
}

/// Scheme and host, and then the segments.
fn path(address: &str) -> Vec<String> {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let usual = if scheme == "https" { ":443" } else { ":80" };
    let host = host.strip_suffix(usual).unwrap_or(host).to_ascii_lowercase();
    let segments = path.split('/').map(|it| decoded(it, false));
    [format!("{scheme}://{host}")].into_iter().chain(segments).collect()
}

/// The value of a header as far as it matters: no parameters of media types, and no secrets.
fn header(name: &str, value: &str, secrets: &Secrets) -> String {
    let word = value.split(' ').next().unwrap_or_default().to_ascii_lowercase();
    match name {
        "content-type" => essence(value),
        "authorization" if ["basic", "bearer"].contains(&word.as_str()) => format!("{word} …"),
        _ if secrets.headers.contains(name) => "…".to_owned(),
        _ => value.to_owned(),
    }
}

fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

impl Body {
    fn new(content_type: &str, text: &str) -> Self {
        let kind = essence(content_type);
        let text_body = || if text.is_empty() { Self::None } else { Self::Text(text.to_owned()) };
        if kind.ends_with("/json") || kind.ends_with("+json") {
            serde_json::from_str(text).map_or_else(|_| text_body(), Self::Json)
        } else if kind == "application/x-www-form-urlencoded" {
            Self::Form(pairs(text, true))
        } else if kind == "multipart/form-data" {
            part::parse(content_type, text).map_or_else(text_body, Self::Parts)
        } else {
            text_body()
        }
    }
}

/// The pairs of a query or of a form; only in a form is `+` a blank.
fn pairs(text: &str, is_form: bool) -> Vec<(String, String)> {
    let fields = text.split('&').filter(|it| !it.is_empty());
    let pair = |it: &str| {
        let (name, value) = it.split_once('=').unwrap_or((it, ""));
        (decoded(name, is_form), decoded(value, is_form))
    };
    fields.map(pair).collect()
}

fn decoded(text: &str, is_form: bool) -> String {
    let text = if is_form { text.replace('+', " ") } else { text.to_owned() };
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}
