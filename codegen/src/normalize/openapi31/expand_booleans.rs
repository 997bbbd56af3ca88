//! Writes boolean schemas as objects.
//!
//! - In: `true` and `false` where a schema belongs.
//! - Out: `{}` and `{not: {}}`; `additionalProperties`, where 3.0 knows booleans, stays.
//! - Moves: nothing.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::openapi30::split_ref_siblings::is_new;
use crate::normalize::walk::walk;

pub(crate) const PASS: Pass = Pass { name: "expand_booleans", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let is_new = is_new(&document.root);
    walk(document, sink, &mut |cx, at, kind, value| {
        if let (Kind::Schema, Value::Bool(flag)) = (kind, &*value) {
            let schema = if *flag { json!({}) } else { json!({ "not": {} }) };
            if !is_new {
                cx.report(at, findings::dialect::boolean_schema(*flag));
            }
            *value = schema;
        }
    });
}
