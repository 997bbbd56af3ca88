//! The operations of a path item: those of the methods that OpenAPI 3.0 knows, and those that an extension has.

use serde_json::{Value, json};

use crate::extensions;
use crate::http::is_token;
use crate::normalize::grammar::{Kind, METHODS};
use crate::normalize::openapi30::find_target::{Target, Targets};
use crate::normalize::walk::{At, Object};
use crate::pointer::Pointer;

/// Where `AutoRest` has paths with a query that tells them apart, in 2.0.
pub(crate) const MORE_PATHS: &str = "x-ms-paths";

/// Hands every operation of the path item at `at` to `visit`, with where it stands.
pub(crate) fn each_operation(
    at: &At<'_>,
    item: &mut Object,
    visit: &mut dyn FnMut(&At<'_>, &mut Object),
) {
    for (key, value) in item {
        let here = at.key(key);
        match value {
            Value::Object(operation) if METHODS.contains(&key.as_str()) => visit(&here, operation),
            Value::Object(more) if key == extensions::OPERATIONS => {
                for (method, operation) in more {
                    if let Value::Object(operation) = operation {
                        visit(&here.key(method), operation);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Where the operation of a method stands in the path item at `item`.
pub(crate) fn operation_at(item: &Pointer, method: &str) -> Pointer {
    let lower = method.to_ascii_lowercase();
    if METHODS.contains(&lower.as_str()) {
        item.child(&lower)
    } else {
        item.child(extensions::OPERATIONS).child(method)
    }
}

/// Puts the operation of a method where it stands in a path item.
pub(crate) fn insert_operation(item: &mut Object, method: &str, operation: Value) {
    let lower = method.to_ascii_lowercase();
    if METHODS.contains(&lower.as_str()) {
        item.insert(lower, operation);
    } else if let Value::Object(others) =
        item.entry(extensions::OPERATIONS).or_insert_with(|| json!({}))
    {
        others.insert(method.to_owned(), operation);
    }
}

/// How many operations the paths of a document of any dialect have, whatever stands there as one.
///
/// They are counted before any pass, so that none can be lost without being missed.
pub(crate) fn described(root: &Value) -> usize {
    let more = root.get(MORE_PATHS).filter(|_| root.get("swagger").is_some());
    let paths = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    let paths = paths.filter(|(path, _)| !path.starts_with("x-"));
    let more = more.and_then(Value::as_object).into_iter().flatten();
    paths.chain(more).map(|(_, item)| described_in(root, item)).sum()
}

/// What is no path item, or a reference to none, was meant as one with an operation at least.
fn described_in(root: &Value, item: &Value) -> usize {
    let item = match item {
        Value::Array(items) if items.len() == 1 => items.first().unwrap_or(item),
        _ => item,
    };
    let Value::Object(item) = item else { return usize::from(!item.is_null()) };
    let own: usize = item.iter().map(|(key, value)| described_at(key, value)).sum();
    let Some(text) = item.get("$ref").and_then(Value::as_str) else { return own };
    match Targets::new(root).find(Kind::PathItem, text) {
        // What stands beside the reference wins over the same method there.
        Target::Elsewhere(at) => match at.get(root).and_then(Value::as_object) {
            Some(there) => {
                let others = there.iter().filter(|(key, _)| !item.contains_key(*key));
                own + others.map(|(key, value)| described_at(key, value)).sum::<usize>()
            }
            None => own.max(1),
        },
        Target::Component { .. } | Target::Circle | Target::Nothing => own.max(1),
    }
}

fn described_at(key: &str, value: &Value) -> usize {
    let is_method = METHODS.iter().any(|it| it.eq_ignore_ascii_case(key.trim()));
    match value {
        Value::Null => 0,
        _ if is_method => 1,
        Value::Object(more) if [extensions::OPERATIONS, "additionalOperations"].contains(&key) => {
            more.values().filter(|it| !it.is_null()).count()
        }
        _ => usize::from(is_direct(key, value)),
    }
}

/// Whether a request can have this method: a token, and not the one that makes a tunnel instead.
///
/// Source: RFC 9110, sections 5.6.2, "Tokens", and 9.3.6, "CONNECT".
pub(crate) fn is_sendable(method: &str) -> bool {
    is_token(method) && !method.eq_ignore_ascii_case("CONNECT")
}

/// Whether a key beside the methods holds an operation, in its place or not.
pub(crate) fn is_direct(key: &str, value: &Value) -> bool {
    let is_known = METHODS.iter().any(|it| it.eq_ignore_ascii_case(key.trim()));
    let is_member = Kind::PathItem.member(key).is_some() || key.starts_with("x-") || key == "$ref";
    let is_operation = value.get("responses").is_some() || value.get("operationId").is_some();
    value.is_object() && (is_query(key) || (!is_known && !is_member && is_operation))
}

pub(crate) fn is_query(key: &str) -> bool {
    key.eq_ignore_ascii_case("query")
}
