//! What a request or a response brings: headers and a body.

use serde_json::Value;

/// What was sent, in either direction.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Message {
    pub(super) fn read(value: &Value) -> Self {
        let headers = value.get("headers").and_then(Value::as_array).into_iter().flatten();
        let pair = |it: &Value| Some((text(it.get(0)?), text(it.get(1)?)));
        Self {
            headers: headers.filter_map(pair).collect(),
            body: text(value.get("body").unwrap_or(&Value::Null)),
        }
    }

    /// The media type without its parameters, in lower case.
    pub(super) fn media_type(&self) -> String {
        let header = self.headers.iter().find(|(it, _)| it.eq_ignore_ascii_case("content-type"));
        let value = header.map_or("", |(_, it)| it.as_str());
        value.split(';').next().unwrap_or_default().trim().to_lowercase()
    }
}

pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
