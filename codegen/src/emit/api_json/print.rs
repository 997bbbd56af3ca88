//! JSON as it is reviewed: a fact a line, whatever its length, so that a change of one is the change of one line; what an
//! operation or type says in a few words is one fact, so that a new one takes few lines.

use serde_json::Value;

/// How deep what is on a line of its own may lie: `operations`, one of them, its `parameters`, one of these.
const LINES: usize = 4;

/// How deep what has a line for each of its facts lies: an operation or a type. What lies below, as its body, stands on one
/// line where it is short.
const FACTS: usize = 3;

/// How long that may be between its brackets.
const SHORT: usize = 98;

/// A value as text, without a line break at its end.
pub(super) fn json(value: &Value) -> String {
    let mut out = String::new();
    lines(value, 0, &mut out);
    out
}

fn lines(value: &Value, depth: usize, out: &mut String) {
    if depth >= FACTS {
        let start = out.len();
        line(value, out);
        let brackets = if value.is_object() { "{  }" } else { "[]" };
        if depth >= LINES || out.len() - start <= SHORT + brackets.len() {
            return;
        }
        out.truncate(start);
    }
    let inner = depth + 1;
    match value {
        Value::Array(items) if depth < LINES && items.iter().any(has_facts) => {
            for (n, item) in items.iter().enumerate() {
                new_line(if n == 0 { "[" } else { "," }, inner, out);
                lines(item, inner, out);
            }
            new_line("", depth, out);
            out.push(']');
        }
        Value::Object(members) if depth < LINES && !members.is_empty() => {
            for (n, (name, it)) in members.iter().enumerate() {
                new_line(if n == 0 { "{" } else { "," }, inner, out);
                text(name, out);
                out.push_str(": ");
                lines(it, inner, out);
            }
            new_line("", depth, out);
            out.push('}');
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => line(value, out),
    }
}

/// Ends a line with `end`, and begins the next one.
fn new_line(end: &str, depth: usize, out: &mut String) {
    out.push_str(end);
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Whether an item has more than a name, as a scheme of `security` has.
fn has_facts(item: &Value) -> bool {
    item.as_object().is_some_and(|it| it.len() > 1)
}

/// JSON on one line, with spaces as people write them.
fn line(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                out.push_str(if n == 0 { "" } else { ", " });
                line(item, out);
            }
            out.push(']');
        }
        Value::Object(members) if members.is_empty() => out.push_str("{}"),
        Value::Object(members) => {
            for (n, (name, it)) in members.iter().enumerate() {
                out.push_str(if n == 0 { "{ " } else { ", " });
                text(name, out);
                out.push_str(": ");
                line(it, out);
            }
            out.push_str(" }");
        }
        Value::String(it) => text(it, out),
        Value::Null | Value::Bool(_) | Value::Number(_) => out.push_str(&value.to_string()),
    }
}

/// A text in quotes.
fn text(it: &str, out: &mut String) {
    // A text can always be written.
    out.push_str(&serde_json::to_string(it).unwrap_or_default());
}
