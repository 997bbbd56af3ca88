//! Notes what a 3.0 or 2.0 document borrows from 3.1; the passes after this one read it as 3.1 does.
//!
//! - In, out: the same document.
//! - Moves: nothing.

use serde_json::Value;

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::openapi30::split_ref_siblings::is_new;
use crate::normalize::walk::walk_schemas;

pub(crate) const PASS: Pass = Pass { name: "note_newer", run };

fn run(document: &mut Document, sink: &mut Sink) {
    if is_new(&document.root) {
        return;
    }
    walk_schemas(document, sink, &mut |cx, at, schema| {
        for key in [
            "const",
            "$defs",
            "prefixItems",
            "patternProperties",
            "contentEncoding",
            "contentMediaType",
        ] {
            if schema.contains_key(key) {
                cx.report(at, findings::dialect::newer_keyword(key, "3.1"));
            }
        }
        let is_newer = match schema.get("type") {
            Some(Value::Array(_)) => true,
            Some(Value::String(name)) => name == "null",
            _ => false,
        };
        if is_newer {
            cx.report(at, findings::dialect::newer_type());
        }
    });
}
