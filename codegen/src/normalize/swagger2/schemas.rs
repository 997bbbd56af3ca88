//! Says in 3.0's words what 2.0 says in extensions of schemas.
//!
//! - In: schemas anywhere; `x-nullable`, `x-example`, `x-oneOf` and the like, `type: file`, `discriminator: name`.
//! - Out: `nullable`, `example`, `oneOf`, a string of format `binary`, `discriminator: {propertyName: name}`.
//! - Moves: each of these members to its new name.

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::swagger2::walk::{Object, for_each_schema, is_pending, rename_key};
use crate::pointer::Pointer;

/// Takes the `x-` off combinators, so that the passes that follow see the schemas in them.
pub(super) const COMBINATORS: Pass = Pass { name: "unprefix_combinators", run: run_combinators };

/// See the module.
pub(super) const PASS: Pass = Pass { name: "repair_schemas", run };

/// Members that vendors write as extensions because 2.0 has no word for them.
const PREFIXED: [(&str, &str); 6] = [
    ("x-nullable", "nullable"),
    ("x-isnullable", "nullable"),
    ("x-isNullable", "nullable"),
    ("x-example", "example"),
    ("x-deprecated", "deprecated"),
    ("x-writeOnly", "writeOnly"),
];

fn run_combinators(document: &mut Document, _: &mut Sink) {
    if !is_pending(document) {
        return;
    }
    for_each_schema(document, |document, at, schema| {
        for (before, now) in [("x-oneOf", "oneOf"), ("x-anyOf", "anyOf"), ("x-not", "not")] {
            rename(document, at, schema, (before, now));
        }
    });
}

fn run(document: &mut Document, _: &mut Sink) {
    if is_pending(document) {
        for_each_schema(document, repair);
    }
}

/// Repairs the members of one schema, but not what is nested in it.
pub(super) fn repair(document: &mut Document, at: &Pointer, schema: &mut Object) {
    for names in PREFIXED {
        rename(document, at, schema, names);
    }
    if schema.get("type").and_then(Value::as_str).is_some_and(|it| it.eq_ignore_ascii_case("file"))
    {
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("format".to_owned(), json!("binary"));
    }
    if let Some(property @ Value::String(_)) = schema.get_mut("discriminator") {
        *property = json!({"propertyName": property.take()});
        let at = at.child("discriminator");
        document.origins.moved(&at, &at.child("propertyName"));
    }
}

fn rename(document: &mut Document, at: &Pointer, schema: &mut Object, (before, now): (&str, &str)) {
    if rename_key(schema, before, now) {
        document.origins.moved(&at.child(before), &at.child(now));
    }
}
