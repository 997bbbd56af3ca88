//! Spells formats as OpenAPI does, for those who read the canonical document.
//!
//! Within the library a format is spelled as its author did, which is what settings name.
//!
//! - In: a canonical document.
//! - Out: `date-time` where somebody wrote `dateTime`, which other readers take for a format of somebody's own.

use serde_json::Value;

use crate::normalize::walk::each_schema;

/// The formats of OpenAPI 3.0.3, "Data Types".
const FORMATS: [&str; 9] =
    ["int32", "int64", "float", "double", "byte", "binary", "date", "date-time", "password"];

/// Spells formats for others in the whole document.
pub(crate) fn spell_formats(root: &mut Value) {
    each_schema(root, &mut |schema| {
        let Some(Value::String(format)) = schema.get_mut("format") else { return };
        if let Some(meant) = FORMATS.iter().find(|it| folded(it) == folded(format)) {
            (*meant).clone_into(format);
        }
    });
}

fn folded(name: &str) -> String {
    name.to_ascii_lowercase().replace(['-', '_'], "")
}
