//! The JSONPath (RFC 9535) that selects a node of a document, as people write it.

use std::fmt::Write as _;

use serde_json::Value;

use crate::pointer::Pointer;

/// The path to the node at `at` of `root`.
///
/// Items of a list that have a name are found by it, so that the path stays right when the list grows.
pub(super) fn to(root: &Value, at: &Pointer) -> String {
    let mut path = "$".to_owned();
    let mut here = Pointer::root();
    for token in at.tokens() {
        let node = here.get(root);
        let below = here.child(&token);
        path.push_str(&match node {
            Some(Value::Array(items)) => item(items, &token),
            _ => member(&token),
        });
        here = below;
    }
    path
}

/// What selects a member.
pub(super) fn member(name: &str) -> String {
    let is_letter = |it: char| it.is_ascii_alphabetic() || it == '_';
    let is_plain =
        name.starts_with(is_letter) && name.chars().all(|it| is_letter(it) || it.is_ascii_digit());
    if is_plain { format!(".{name}") } else { format!("[{}]", quoted(name)) }
}

/// What selects all of these members.
pub(super) fn members(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|it| quoted(it)).collect();
    format!("[{}]", quoted.join(", "))
}

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

fn item(items: &[Value], token: &str) -> String {
    let text = |it: &Value, key: &str| it.get(key).and_then(Value::as_str).map(str::to_owned);
    let named = |it: &Value| Some((text(it, "name")?, text(it, "in")?));
    let own = token.parse::<usize>().ok().and_then(|it| items.get(it)).and_then(named);
    let Some((name, place)) = own else { return format!("[{token}]") };
    let same = items.iter().filter(|it| named(it).as_ref() == Some(&(name.clone(), place.clone())));
    if same.count() > 1 {
        return format!("[{token}]");
    }
    format!("[?@.name == {} && @.in == {}]", quoted(&name), quoted(&place))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_short_and_parameters_have_names() {
        let root =
            json!({"paths": {"/a'b": {"get": {"parameters": [{"name": "q", "in": "query"}]}}}});
        let at = Pointer::parse("/paths/~1a'b/get/parameters/0/schema").unwrap();
        let path = to(&root, &at);
        assert_eq!(
            path,
            r"$.paths['/a\'b'].get.parameters[?@.name == 'q' && @.in == 'query'].schema"
        );
    }
}
