//! Path parameters whose values are several segments, which are sent with their slashes.
//!
//! - In: a path item, and the names that its key spells as such (`{+name}`, `{name=shelves/*}`, `{proxy+}`, `{path*}`).
//! - Out: `x-clientwright-allow-reserved` at each of these parameters; one that nobody declares is declared.

use serde_json::{Value, json};

use crate::extensions;
use crate::normalize::openapi30::match_path_parameters::plain;
use crate::normalize::operations::each_operation;
use crate::normalize::walk::{At, Object};

/// Has the values of `names` sent as they are, but for what would end the path.
///
/// Of several values (`{ids*}` with a list) it is the commas that are meant. A reference becomes a copy, since the
/// parameter may stand for one segment elsewhere.
pub(crate) fn mark(item: &mut Value, names: &[String], components: Option<&Object>) {
    let Value::Object(item) = item else { return };
    for name in names {
        let is_common = mark_in(item, name, components);
        let mut is_missing = false;
        each_operation(&At::root(), item, &mut |_, operation| {
            is_missing |= !mark_in(operation, name, components);
        });
        if is_missing
            && !is_common
            && let Value::Array(list) = item.entry("parameters").or_insert(json!([]))
        {
            list.push(json!({
                "name": name, "in": "path", "required": true, "schema": { "type": "string" },
                extensions::ALLOW_RESERVED: true,
            }));
        }
    }
}

/// Marks the parameter of a path item or an operation, and says whether it is there.
fn mark_in(owner: &mut Object, name: &str, components: Option<&Object>) -> bool {
    let Some(Value::Array(list)) = owner.get_mut("parameters") else { return false };
    let mut found = false;
    for parameter in list {
        if let Some(shared) = referred(parameter, components).filter(|it| is_it(it, name)) {
            *parameter = shared.clone();
        }
        if !is_it(parameter, name) {
            continue;
        }
        found = true;
        let Value::Object(parameter) = parameter else { continue };
        if !has_several_values(parameter) {
            parameter.insert(extensions::ALLOW_RESERVED.to_owned(), Value::Bool(true));
        }
    }
    found
}

fn is_it(parameter: &Value, name: &str) -> bool {
    let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
    text("in") == "path" && plain(text("name")) == plain(name)
}

fn referred<'c>(parameter: &Value, components: Option<&'c Object>) -> Option<&'c Value> {
    let reference = parameter.get("$ref")?.as_str()?;
    components?.get("parameters")?.get(reference.strip_prefix("#/components/parameters/")?)
}

fn has_several_values(parameter: &Object) -> bool {
    let ty = parameter.get("schema").and_then(|it| it.get("type")).and_then(Value::as_str);
    matches!(ty, Some("array" | "object"))
}

/// Whether a pattern asks for a slash, so that the value can't be one segment: `shelves/[^/]+`, as gRPC gateways write it.
pub(crate) fn is_asked_for(pattern: &str) -> bool {
    let mut in_class = false;
    let mut escaped = false;
    let mut found = false;
    for (index, c) in pattern.char_indices() {
        match c {
            _ if escaped => {
                found |= c == '/' && !in_class;
                escaped = false;
            }
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            // What may be left out or be something else is asked of nobody.
            '(' | '|' if !in_class => return false,
            '/' if !in_class => {
                let next = pattern.get(index + 1..).and_then(|it| it.chars().next());
                found |= !matches!(next, Some('?' | '*'));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::is_asked_for;

    #[test]
    fn a_pattern_may_ask_for_a_slash() {
        for pattern in ["shelves/[^/]+", "^projects\\/[^/]+/topics/.*$"] {
            assert!(is_asked_for(pattern), "{pattern}");
        }
        for pattern in ["[^/]+", "^(?!api/).*", "a/?", "a|b/c", "^[a-z/]*$"] {
            assert!(!is_asked_for(pattern), "{pattern}");
        }
    }
}
