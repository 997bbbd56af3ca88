//! JSON as it is reviewed: a fact a line, whatever its length, so that a change of one is the change of one line.

use serde_json::{Value, json};

/// How deep what is on a line of its own may lie: `operations`, one of them, its `parameters`, one of these.
const LINES: usize = 4;

/// A value as text, without a line break at its end.
pub(super) fn json(value: &Value) -> String {
    lines(value, 0)
}

fn lines(value: &Value, depth: usize) -> String {
    let (open, items, close) = match value {
        Value::Array(items) if depth < LINES && items.iter().any(has_facts) => {
            ("[", items.iter().map(|it| lines(it, depth + 1)).collect::<Vec<_>>(), "]")
        }
        Value::Object(members) if depth < LINES && !members.is_empty() => {
            let member = |(name, it): (&String, &Value)| {
                format!("{}: {}", json!(name), lines(it, depth + 1))
            };
            ("{", members.iter().map(member).collect(), "}")
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => return line(value),
    };
    let (inner, outer) = ("  ".repeat(depth + 1), "  ".repeat(depth));
    format!("{open}\n{inner}{}\n{outer}{close}", items.join(&format!(",\n{inner}")))
}

/// Whether an item has more than a name, as a scheme of `security` has.
fn has_facts(item: &Value) -> bool {
    item.as_object().is_some_and(|it| it.len() > 1)
}

/// JSON on one line, with spaces as people write them.
fn line(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            format!("[{}]", items.iter().map(line).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members = members.iter().map(|(name, it)| format!("{}: {}", json!(name), line(it)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}
