//! References within a document.

use clientwright::Pointer;
use serde_json::Value;

/// What a reference leads to, or the node itself where it is none.
pub(crate) fn resolved<'a>(root: &'a Value, node: &'a Value) -> &'a Value {
    let target = node.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
    target.and_then(|it| Pointer::parse(it)?.get(root)).unwrap_or(node)
}
