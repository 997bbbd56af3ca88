//! Drops the definitions inside of schemas.
//!
//! - In: `$defs` and `definitions` in schemas; what was referred to has been hoisted to the components.
//! - Out: neither.
//! - Moves: nothing.

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::walk::{at_root, walk_schemas};

pub(crate) const PASS: Pass = Pass { name: "drop_definitions", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |_, _, schema| {
        for key in [
            "$defs",
            "definitions",
            "$anchor",
            "$dynamicAnchor",
            "$id",
            "$schema",
            "$comment",
            "$vocabulary",
        ] {
            schema.shift_remove(key);
        }
    });
    at_root(document, sink, |_, root| {
        if let Some(components) =
            root.get_mut("components").and_then(serde_json::Value::as_object_mut)
        {
            for section in ["pathItems", "callbacks", "mediaTypes"] {
                components.shift_remove(section);
            }
        }
    });
}
