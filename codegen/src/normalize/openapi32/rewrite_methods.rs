//! Brings the operations of methods that 3.0 doesn't know to one place.
//!
//! - In: `query` and `additionalOperations` of path items (OpenAPI 3.2.0, "Path Item Object").
//! - Out: `x-clientwright-operations`, by method as it is sent: `QUERY` (RFC 10008) and any other token (RFC 9110,
//!   section 5.6.2). What is no method, or can't be sent as a request, is left out with a gap.
//! - Moves: these operations.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::grammar::{Kind, METHODS};
use crate::normalize::openapi30::split_ref_siblings::is_new;
use crate::normalize::operations::{is_direct, is_query, is_sendable};
use crate::normalize::walk::{At, Context, Object, walk_kind};

pub(crate) const PASS: Pass = Pass { name: "rewrite_methods", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let is_new = is_new(&document.root);
    walk_kind(document, sink, Kind::PathItem, &mut |cx, at, item| {
        for key in item.keys().filter(|it| is_query(it) || *it == "additionalOperations") {
            if !is_new {
                cx.report(&at.key(key), findings::dialect::newer_keyword(key, "3.2"));
            }
        }
        for key in [extensions::OPERATIONS, "additionalOperations"] {
            let Some(Value::Object(more)) = item.shift_remove(key) else { continue };
            for (method, operation) in more {
                additional(cx, (at, &at.key(key).key(&method)), item, &method, operation);
            }
        }
        let direct: Vec<String> =
            item.iter().filter(|(key, it)| is_direct(key, it)).map(|it| it.0.clone()).collect();
        for key in direct {
            let Some(operation) = item.shift_remove(&key) else { continue };
            if !is_query(&key) {
                cx.report(&at.key(&key), findings::paths::additional_method(&key));
            }
            insert(cx, (at, &at.key(&key)), item, &key.trim().to_ascii_uppercase(), operation);
        }
    });
}

/// One entry of `additionalOperations`: what has a member of its own in a path item is meant to be that.
fn additional(
    cx: &mut Context<'_>,
    (at, from): (&At<'_>, &At<'_>),
    item: &mut Object,
    method: &str,
    operation: Value,
) {
    let method = method.trim();
    let lower = method.to_ascii_lowercase();
    if !METHODS.contains(&lower.as_str()) {
        let method = if is_query(method) { "QUERY" } else { method };
        return insert(cx, (at, from), item, method, operation);
    }
    if item.contains_key(&lower) {
        let first = cx.place(&at.key(&lower));
        return cx.report(from, findings::paths::repeated_method(&lower, method, first));
    }
    cx.report(from, findings::paths::own_method(method, &lower));
    cx.moved(from, &at.key(&lower));
    item.insert(lower, operation);
}

fn insert(
    cx: &mut Context<'_>,
    (at, from): (&At<'_>, &At<'_>),
    item: &mut Object,
    method: &str,
    operation: Value,
) {
    if !is_sendable(method) {
        return cx.report(from, findings::paths::no_method(method));
    }
    let Value::Object(more) = item.entry(extensions::OPERATIONS).or_insert_with(|| json!({}))
    else {
        return;
    };
    if more.contains_key(method) {
        let first = cx.place(&at.key(extensions::OPERATIONS).key(method));
        let ignored = from.name().unwrap_or(method);
        return cx.report(from, findings::paths::repeated_method(method, ignored, first));
    }
    if from.parent().and_then(At::name) != Some(extensions::OPERATIONS) {
        cx.moved(from, &at.key(extensions::OPERATIONS).key(method));
    }
    more.insert(method.to_owned(), operation);
}
