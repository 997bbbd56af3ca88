//! What is sent: by a request, and by the copy of it that a saved response holds.

use super::spot::Spot;
use super::{bodies, entries, url};
use crate::diagnostic::Sink;
use crate::normalize::postman::collection::{Body, Entry, Url};

/// What holds for all requests of a part of the collection.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Defaults {
    /// Whether they are written in version 1.0.
    pub(super) is_old: bool,
    /// Whether bodies are sent with every method.
    pub(super) sends_all: bool,
}

impl Defaults {
    /// These, as an item, folder or collection changes them.
    pub(super) fn within(self, spot: &Spot<'_>) -> Self {
        let behaviour = spot.get("protocolProfileBehavior");
        let said = behaviour.and_then(|it| it.text_of("disableBodyPruning"));
        Self { sends_all: said.map_or(self.sends_all, |it| it == "true"), ..self }
    }
}

/// What is sent, as far as it is stated.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) method: String,
    pub(super) url: Option<Url>,
    pub(super) headers: Vec<Entry>,
    pub(super) body: Option<Body>,
}

/// What a request sends: an object, or an address alone. Its body may be one that goes with no such method.
pub(super) fn sent(request: &Spot<'_>, defaults: Defaults, sink: &mut Sink) -> Found {
    if let Some(text) = request.text() {
        let url = url::bare(request, &text, sink);
        return Found { method: "GET".to_owned(), url, ..Found::default() };
    }
    let method = request.word_of(&["method"]).unwrap_or_else(|| "GET".to_owned());
    let method = method.to_ascii_uppercase();
    let (headers, body, url) =
        if defaults.is_old { old(request, sink) } else { new(request, sink) };
    Found { method, url, headers, body }
}

type Parts = (Vec<Entry>, Option<Body>, Option<Url>);

fn new(request: &Spot<'_>, sink: &mut Sink) -> Parts {
    let headers = entries::headers(request.any(&["header", "headers"]).as_ref(), sink);
    let body = bodies::body(request, &headers, sink);
    (headers, body, url::address(request, sink))
}

/// As version 1.0 writes it: what is known as a list counts, and the text adds what that lacks.
fn old(request: &Spot<'_>, sink: &mut Sink) -> Parts {
    let mut headers = entries::headers(request.get("headerData").as_ref(), sink);
    let written = entries::headers(request.any(&["headers", "header"]).as_ref(), sink);
    add_missing(&mut headers, written);
    let body = bodies::old(request, &headers, sink);
    let mut url = url::address(request, sink);
    if let Some(url) = &mut url {
        let listed = request.get("queryParams").map(|it| entries::query(&it)).unwrap_or_default();
        let written = std::mem::replace(&mut url.query, listed);
        add_missing(&mut url.query, written);
        for key in ["pathVariableData", "pathVariables"] {
            let known = request.get(key).map(|it| entries::path_variables(&it));
            add_missing(&mut url.variables, known.unwrap_or_default());
        }
    }
    (headers, body, url)
}

/// Adds the entries whose key isn't there yet.
fn add_missing(entries: &mut Vec<Entry>, more: Vec<Entry>) {
    let known = entries.len();
    for entry in more {
        if !entries.iter().take(known).any(|it| it.key == entry.key) {
            entries.push(entry);
        }
    }
}

/// Whether a text may be an address.
pub(super) fn is_address(text: Option<&str>) -> bool {
    text.is_some_and(|it| {
        let it = it.trim();
        it.contains('/') || it.starts_with("{{")
    })
}
