//! A parameter that is the whole query string.
//!
//! - In: `in: querystring`, which has a `content` and no `schema`.
//! - Out: of `application/x-www-form-urlencoded` an exploded query parameter, each member a pair; none of other media
//!   types, which can't be sent.
//! - Moves: the schema.
//!
//! Source: OpenAPI 3.2.0, "Parameter Object", `in`, and "Media Type Object", form-encoded query strings.

use serde_json::Value;

use crate::diagnostic::findings;
use crate::normalize::walk::{At, Context, Object};

const FORM: &str = "application/x-www-form-urlencoded";

/// Makes a query parameter of the one at `at`; `false` where it can't be sent.
pub(crate) fn rewrite(cx: &mut Context<'_>, at: &At<'_>, parameter: &mut Object) -> bool {
    let content = parameter.shift_remove("content");
    let media_type = match &content {
        Some(Value::Object(content)) => content.iter().next().map(|(name, it)| (name.as_str(), it)),
        _ => None,
    };
    let (name, media_type) = media_type.unwrap_or((FORM, &Value::Null));
    if !name.to_ascii_lowercase().starts_with(FORM) {
        cx.report(at, findings::parameters::query_string_of(name));
        return false;
    }
    if media_type.get("encoding").and_then(Value::as_object).is_some_and(|it| !it.is_empty()) {
        cx.report(
            &at.key("content").key(name).key("encoding"),
            findings::parameters::query_string_encoding(),
        );
    }
    for key in ["schema", "example", "examples"] {
        if let Some(value) = media_type.get(key) {
            cx.moved(&at.key("content").key(name).key(key), &at.key(key));
            parameter.entry(key).or_insert_with(|| value.clone());
        }
    }
    // Without a schema it is any pairs of text.
    parameter.entry("schema").or_insert_with(
        || serde_json::json!({ "type": "object", "additionalProperties": { "type": "string" } }),
    );
    for (key, value) in [("in", "query".into()), ("style", "form".into()), ("explode", true.into())]
    {
        parameter.insert(key.to_owned(), value);
    }
    true
}
