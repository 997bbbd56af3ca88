//! What of a canonical operation an exchange is held against.

use serde_json::Value;

use crate::canonical::{self, Canonical};
use crate::extensions;
use crate::lower::follow;
use crate::pointer::Pointer;
use crate::settings::{Settings, Stream};

/// An operation, and how its requests are recognized.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    /// Where it stands.
    pub(super) at: Pointer,
    /// Where its path item stands.
    pub(super) item: Pointer,
    /// Its method as it is sent.
    pub(super) method: String,
    /// Its path, without a query.
    pub(super) path: String,
    /// What the query has to hold.
    pub(super) query: Vec<(String, String)>,
    /// What is said of its response besides: that it is a stream, or none.
    pub(super) stream: Option<Stream>,
    /// Whether that is a setting, which no overlay changes.
    pub(super) is_stream_set: bool,
    /// Whether the last segment is a parameter that may be sent empty, or could be.
    pub(super) ends_in_text: bool,
}

/// The operations of a document.
pub(super) fn all(canonical: &Canonical, settings: &Settings) -> Vec<Operation> {
    let all = canonical.operations().map(|endpoint| {
        let (item, at) = (endpoint.item_at(), endpoint.at());
        let named = |at: &Pointer| {
            let own = at.get(&canonical.root).and_then(|it| it.get(extensions::PATH));
            own.and_then(Value::as_str)
        };
        let path = named(&at).or_else(|| named(&item)).unwrap_or(endpoint.path);
        let path = path.split('#').next().unwrap_or_default();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query = url::form_urlencoded::parse(query.as_bytes());
        let query = query.map(|(name, it)| (name.into_owned(), it.into_owned())).collect();
        let method = endpoint.method.to_ascii_uppercase();
        let ends_in_text =
            last_parameter(path).is_some_and(|name| is_text(&canonical.root, &at, name));
        let set = settings.streams.of(&endpoint.id());
        let extension = || endpoint.source.extensions.get(extensions::STREAM);
        let stream = set.cloned().or_else(|| extension().and_then(Stream::of_extension));
        let (is_stream_set, path) = (set.is_some(), path.to_owned());
        Operation { at, item, method, path, query, stream, is_stream_set, ends_in_text }
    });
    all.collect()
}

/// The parameter that the last segment of a path is.
pub(super) fn last_parameter(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?.strip_prefix('{')?.strip_suffix('}')?;
    (!name.contains(['{', '}'])).then_some(name)
}

/// Whether a path parameter of the operation at `at` is a text.
fn is_text(root: &Value, at: &Pointer, name: &str) -> bool {
    let mut parameters = canonical::parameters(root, at).filter_map(|it| follow(root, it));
    let own = parameters.find(|it| {
        it.get("in").is_some_and(|it| it == "path") && it.get("name").is_some_and(|it| it == name)
    });
    let schema = own.and_then(|it| follow(root, it.get("schema")?));
    let ty = schema.and_then(|it| it.get("type"));
    own.is_some() && ty.is_none_or(|it| it == "string")
}
