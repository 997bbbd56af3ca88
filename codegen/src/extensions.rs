//! The extensions that normalizing and lowering understand: their names, each of them written here and nowhere else.
//!
//! Whoever writes an overlay may use them; `docs/overlays-and-provenance.md` says what each one does.
//! They also carry what a later version of OpenAPI has a keyword for and OpenAPI 3.0 doesn't.

use indexmap::IndexMap;
use serde_json::Value;

use crate::pointer::Pointer;

/// What every name here begins with.
pub(crate) const PREFIX: &str = "x-clientwright-";

/// At a parameter: it may be sent without a value.
pub(crate) const ALLOW_EMPTY: &str = "x-clientwright-allow-empty";

/// At a path parameter: reserved characters of its value are sent as they are, as `allowReserved` says it of a query's.
pub(crate) const ALLOW_RESERVED: &str = "x-clientwright-allow-reserved";

/// At a tuple's schema: it has no more items than `prefixItems` describes.
pub(crate) const CLOSED_ITEMS: &str = "x-clientwright-closed-items";

/// At a parameter, an encoding or the items of either: how a list is written where OpenAPI 3.0 has no style for it, as the
/// `collectionFormat` of 2.0 says it.
pub(crate) const COLLECTION_FORMAT: &str = "x-clientwright-collection-format";

/// At a security scheme: it shouldn't be used any more.
pub(crate) const DEPRECATED: &str = "x-clientwright-deprecated";

/// At a media type: the schema of one item of a stream.
pub(crate) const ITEM_SCHEMA: &str = "x-clientwright-item-schema";

/// At a schema or a server: the name that types or methods are called by.
pub(crate) const NAME: &str = "x-clientwright-name";

/// At a media type of a request body: what the operation is called, and what is written about it, where its body is sent so.
pub(crate) const OPERATION: &str = "x-clientwright-operation";

/// At a path item: operations whose methods OpenAPI 3.0 has no field for.
pub(crate) const OPERATIONS: &str = "x-clientwright-operations";

/// At a tag: the tag above it.
pub(crate) const PARENT: &str = "x-clientwright-parent";

/// At an operation or a path item: the path that is sent, where the key had to be another one.
pub(crate) const PATH: &str = "x-clientwright-path";

/// At a schema: the schemas of members whose names match a pattern.
pub(crate) const PATTERN_PROPERTIES: &str = "x-clientwright-pattern-properties";

/// At a schema: those of a tuple's items, one by one.
pub(crate) const PREFIX_ITEMS: &str = "x-clientwright-prefix-items";

/// At an operation: requests that were saved with it.
pub(crate) const REQUESTS: &str = "x-clientwright-requests";

/// At a server variable: its default was made up, so that users have to say a value.
pub(crate) const REQUIRED: &str = "x-clientwright-required";

/// At an operation: its response comes value by value, whatever its media type says.
pub(crate) const STREAM: &str = "x-clientwright-stream";

/// At an operation: how stable it is, `draft`, `alpha`, `beta` or `stable`; a name that others use as well.
pub(crate) const STABILITY: &str = "x-stability-level";

/// At an operation: when it goes away, a date; a name that others use as well.
pub(crate) const SUNSET: &str = "x-sunset";

/// At a cookie parameter: `cookie`, the style that OpenAPI 3.2 has for values that are sent as they are.
pub(crate) const STYLE: &str = "x-clientwright-style";

/// At the root: there were security schemes, and none of them can be used.
pub(crate) const UNUSABLE_SECURITY: &str = "x-clientwright-unusable-security";

/// At a union: the names of its variants.
pub(crate) const VARIANTS: &str = "x-clientwright-variants";

/// At the root: the requests that a server sends to whoever asked for them.
pub(crate) const WEBHOOKS: &str = "x-clientwright-webhooks";

/// At a schema: the form that a value has in JSON, where `format` can't say it.
pub(crate) const WIRE: &str = "x-clientwright-wire";

/// Whether an extension that can be on or off is on.
pub(crate) fn is_on(value: Option<&Value>) -> bool {
    value == Some(&Value::Bool(true))
}

/// The text that the extension `name` has.
pub(crate) fn text<'v>(extensions: &'v IndexMap<String, Value>, name: &str) -> Option<&'v str> {
    extensions.get(name).and_then(Value::as_str)
}

/// A step of the way to a node.
#[derive(Clone, Copy)]
enum Step<'v> {
    Name(&'v str),
    Index(usize),
}

/// Calls `each` with every member of any object below `root` that is called one of `names`, with its name and where it is.
pub(crate) fn each_member(
    root: &Value,
    names: &[&str],
    each: &mut dyn FnMut(&str, Pointer, &Value),
) {
    find(root, names, &mut Vec::new(), each);
}

/// The way is made a pointer only where something is found: few documents have such members.
fn find<'v>(
    value: &'v Value,
    names: &[&str],
    way: &mut Vec<Step<'v>>,
    each: &mut dyn FnMut(&str, Pointer, &Value),
) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                way.push(Step::Name(name));
                if names.contains(&name.as_str()) {
                    each(name, pointer(way), member);
                }
                find(member, names, way, each);
                way.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                way.push(Step::Index(index));
                find(item, names, way, each);
                way.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn pointer(way: &[Step<'_>]) -> Pointer {
    way.iter().fold(Pointer::root(), |at, step| match step {
        Step::Name(name) => at.child(name),
        Step::Index(index) => at.index(*index),
    })
}
