//! Server-sent events, as far as a recording needs them: their data.
//!
//! Source: HTML Living Standard, section 9.2.6, "Interpreting an event stream".

use serde_json::Value;

/// Whether a text is a stream of events, whatever its media type says: all its lines are fields or comments, and some
/// event has an end.
pub(super) fn looks_like_some(text: &str) -> bool {
    const FIELDS: [&str; 5] = ["data:", "event:", "id:", "retry:", ":"];
    let is_field = |line: &str| line.is_empty() || FIELDS.iter().any(|it| line.starts_with(it));
    let has_end = || text.contains("\n\n") || text.contains("\r\n\r\n");
    text.lines().all(is_field) && has_end() && text.lines().any(|it| it.starts_with("data:"))
}

/// The data of each event: JSON, or else a text. `[DONE]` ends them, as it does for the client.
pub(super) fn data(text: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.split('\n').map(|it| it.strip_suffix('\r').unwrap_or(it)) {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        if line.is_empty() && !lines.is_empty() {
            let data = lines.join("\n");
            lines.clear();
            if data.trim() == "[DONE]" {
                return all;
            }
            all.push(serde_json::from_str(&data).unwrap_or(Value::String(data)));
        } else if field == "data" {
            lines.push(value.strip_prefix(' ').unwrap_or(value));
        }
    }
    // Of the last one there may be only a part.
    all.extend(serde_json::from_str::<Value>(&lines.join("\n")).ok());
    all
}
