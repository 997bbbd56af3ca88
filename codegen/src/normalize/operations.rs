//! The operations of a path item: those of the methods that OpenAPI 3.0 knows, and those that an extension has.

use serde_json::{Value, json};

use crate::normalize::grammar::{METHODS, OPERATIONS};
use crate::normalize::walk::{At, Object};
use crate::pointer::Pointer;

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
            Value::Object(more) if key == OPERATIONS => {
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
        item.child(OPERATIONS).child(method)
    }
}

/// Puts the operation of a method where it stands in a path item.
pub(crate) fn insert_operation(item: &mut Object, method: &str, operation: Value) {
    let lower = method.to_ascii_lowercase();
    if METHODS.contains(&lower.as_str()) {
        item.insert(lower, operation);
    } else if let Value::Object(others) = item.entry(OPERATIONS).or_insert_with(|| json!({})) {
        others.insert(method.to_owned(), operation);
    }
}

/// Whether a request can have this method: a token, and not the one that makes a tunnel instead.
///
/// Source: RFC 9110, sections 5.6.2, "Tokens", and 9.3.6, "CONNECT".
pub(crate) fn is_sendable(method: &str) -> bool {
    let is_token = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    !method.is_empty() && method.bytes().all(is_token) && !method.eq_ignore_ascii_case("CONNECT")
}
