//! Repairs the top of a document.
//!
//! - In: any root.
//! - Out: `info` with a title and a version, `x-clientwright-webhooks` where there was an `x-webhooks`.
//! - Moves: the webhooks.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::walk::{At, Context, Object, at_root};

pub(crate) const PASS: Pass = Pass { name: "repair_document", run };

/// The last pass of all: from here on it is OpenAPI 3.0.
pub(crate) const VERSION: Pass = Pass { name: "set_version", run: set_version };

fn run(document: &mut Document, sink: &mut Sink) {
    if !document.root.is_object() {
        document.root = json!({});
    }
    at_root(document, sink, |cx, root| {
        info(cx, root);
        if let Some(webhooks) = root.shift_remove("x-webhooks") {
            let (at, before, now) = (At::root(), "x-webhooks", extensions::WEBHOOKS);
            if webhooks.is_object() && !root.contains_key(now) {
                cx.moved(&at.key(before), &at.key(now));
                root.insert(now.to_owned(), webhooks);
            }
        }
    });
}

fn info(cx: &mut Context<'_>, root: &mut Object) {
    let (at, key) = (At::root(), "info");
    let at = at.key(key);
    let info = root.entry(key).or_insert(Value::Null);
    if !info.is_object() {
        *info = json!({});
    }
    let Value::Object(info) = info else { return };
    for (key, default) in [("title", "API"), ("version", "0")] {
        if !matches!(info.get(key), Some(Value::String(_) | Value::Number(_))) {
            cx.report(&at, findings::members::missing(key, default));
            info.insert(key.to_owned(), Value::from(default));
        }
    }
}

fn set_version(document: &mut Document, sink: &mut Sink) {
    at_root(document, sink, |_, root| {
        root.insert("openapi".to_owned(), Value::from("3.0.3"));
    });
}
