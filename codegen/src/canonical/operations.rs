//! The operations of a canonical document, whichever methods they have.
//!
//! - In: path items with the eight methods of OpenAPI 3.0, and the extension that has the others.
//! - Out: one list of both, each operation with its method as it is sent and the place where it stands.

use openapiv3::{Operation, PathItem};
use serde_json::Value;

use crate::canonical::Canonical;
use crate::extensions;
use crate::normalize::operations::operation_at;
use crate::pointer::Pointer;

/// An operation where the document has it.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint<'a> {
    /// The key of its path.
    pub path: &'a str,
    /// Its method as it is sent.
    pub method: &'a str,
    /// The path item that it is in.
    pub item: &'a PathItem,
    /// The operation itself.
    pub source: &'a Operation,
}

impl Endpoint<'_> {
    /// What the description calls it: its `operationId`, or method and path where it has none.
    pub fn id(&self) -> String {
        let own = self.source.operation_id.clone();
        own.unwrap_or_else(|| format!("{} {}", self.method, self.path))
    }

    /// Where its path item stands.
    pub fn item_at(&self) -> Pointer {
        Pointer::root().child("paths").child(self.path)
    }

    /// Where it stands.
    pub fn at(&self) -> Pointer {
        operation_at(&self.item_at(), self.method)
    }
}

impl Canonical {
    /// Every operation, path by path.
    pub fn operations(&self) -> impl Iterator<Item = Endpoint<'_>> {
        let items = self.api.paths.paths.iter();
        let items = items.filter_map(|(path, it)| Some((path.as_str(), it.as_item()?)));
        items.flat_map(|(path, item)| {
            let usual = usual(item).into_iter();
            let usual = usual.filter_map(|(method, it)| Some((method, it.as_ref()?)));
            let others = self.others.get(path).into_iter().flatten();
            let others = others.map(|(method, it)| (method.as_str(), it));
            usual.chain(others).map(move |(method, source)| Endpoint { path, method, item, source })
        })
    }

    /// The operation that stands at `at`.
    pub fn operation(&self, at: &Pointer) -> Option<&Operation> {
        let tokens: Vec<String> = at.tokens().collect();
        match tokens.as_slice() {
            [_, path, method] => {
                let item = self.api.paths.paths.get(path)?.as_item()?;
                item.iter().find(|(it, _)| it == method).map(|it| it.1)
            }
            [_, path, extension, method] if extension == extensions::OPERATIONS => {
                self.others.get(path)?.iter().find(|(it, _)| it == method).map(|it| &it.1)
            }
            _ => None,
        }
    }
}

/// The parameters that the document `root` lists for the operation at `at`, as they stand there: its own before those of its
/// path.
pub(crate) fn parameters<'a>(root: &'a Value, at: &Pointer) -> impl Iterator<Item = &'a Value> {
    let item = at.split_last().map(|it| it.0);
    let item = item.and_then(|it| {
        let is_other = it.as_str().ends_with(extensions::OPERATIONS);
        if is_other { it.split_last().map(|it| it.0) } else { Some(it) }
    });
    let nodes = [Some(at.clone()), item].into_iter().flatten();
    let lists = nodes.filter_map(|it| it.child("parameters").get(root)?.as_array());
    lists.flatten()
}

/// The operations that a path item has a member for.
fn usual(item: &PathItem) -> [(&'static str, &Option<Operation>); 8] {
    [
        ("GET", &item.get),
        ("PUT", &item.put),
        ("POST", &item.post),
        ("DELETE", &item.delete),
        ("OPTIONS", &item.options),
        ("HEAD", &item.head),
        ("PATCH", &item.patch),
        ("TRACE", &item.trace),
    ]
}
