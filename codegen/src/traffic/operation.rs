//! What of a canonical operation an exchange is held against.

use serde_json::Value;

use crate::canonical::Canonical;
use crate::extensions;
use crate::pointer::Pointer;

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
}

/// The operations of a document.
pub(super) fn all(canonical: &Canonical) -> Vec<Operation> {
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
        Operation { at, item, method, path: path.to_owned(), query }
    });
    all.collect()
}
