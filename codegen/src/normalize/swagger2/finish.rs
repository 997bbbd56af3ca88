//! Declares the document to be 3.0 and clears away what only 2.0 has.
//!
//! - In: a document whose every part has the form of 3.0.
//! - Out: `openapi` in front, `components` at the end, no `swagger`, `consumes`, `produces` or `schemes`; webhooks in
//!   `x-clientwright-webhooks`.
//! - Moves: the webhooks.

use serde_json::json;

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::swagger2::walk::{Object, for_each_operation, is_pending, rename_key};
use crate::pointer::Pointer;

/// See the module.
pub(super) const PASS: Pass = Pass { name: "finish", run };

/// Keys of the document that 3.0 hasn't.
const GONE: [&str; 7] =
    ["swagger", "openapi", "host", "basePath", "schemes", "consumes", "produces"];

/// Keys that come first, in this order.
const FIRST: [&str; 2] = ["info", "servers"];

fn run(document: &mut Document, _: &mut Sink) {
    if !is_pending(document) {
        return;
    }
    for_each_operation(document, |_, _, operation| {
        for key in ["consumes", "produces", "schemes"] {
            operation.shift_remove(key);
        }
    });
    let Some(root) = document.root.as_object_mut() else { return };
    if rename_key(root, "x-webhooks", extensions::WEBHOOKS) {
        let top = Pointer::root();
        document.origins.moved(&top.child("x-webhooks"), &top.child(extensions::WEBHOOKS));
    }
    for key in GONE {
        root.shift_remove(key);
    }
    let components = root.shift_remove("components");
    let mut ordered = Object::new();
    ordered.insert("openapi".to_owned(), json!("3.0.3"));
    for key in FIRST {
        ordered.extend(root.shift_remove_entry(key));
    }
    ordered.extend(std::mem::take(root));
    ordered.extend(components.map(|it| ("components".to_owned(), it)));
    *root = ordered;
}
