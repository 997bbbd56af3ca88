//! The node of a canonical document that a pointer of a change means.

use serde_json::Value;

use crate::pointer::Pointer;

/// How many references are followed.
const MOST_REFERENCES: usize = 32;

/// The nearest node that is there, references being followed; an item of a list is found by its `name`.
pub(crate) fn located(root: &Value, pointer: &Pointer) -> Pointer {
    let (mut at, mut node) = (Pointer::root(), root);
    for token in pointer.tokens() {
        for _ in 0..MOST_REFERENCES {
            let reference = node.get("$ref").and_then(Value::as_str);
            let target = reference.and_then(|it| Pointer::parse(it.strip_prefix('#')?));
            let Some((target, found)) = target.and_then(|it| Some((it.clone(), it.get(root)?)))
            else {
                break;
            };
            (at, node) = (target, found);
        }
        let next = match node {
            Value::Array(items) => {
                let is_meant = |it: &Value| {
                    let it = it.get("$ref").and_then(Value::as_str).map_or(Some(it), |reference| {
                        Pointer::parse(reference.strip_prefix('#')?)?.get(root)
                    });
                    it.and_then(|it| it.get("name")?.as_str()) == Some(&token)
                };
                items.iter().position(is_meant).map(|n| at.index(n))
            }
            _ => Some(at.child(&token)),
        };
        match next.and_then(|it| Some((it.clone(), it.get(root)?))) {
            Some(found) => (at, node) = found,
            None => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_there_is_found_by_name_and_by_reference() {
        let root = json!({
            "a": [{"name": "x", "s": 1}, {"$ref": "#/b"}],
            "b": {"name": "y", "s": {"$ref": "#/c"}},
            "c": {"properties": {"m": 1}},
            "d": {"$ref": "#/d"},
        });
        for (from, to) in [
            ("/a/x/s", "/a/0/s"),
            ("/a/y/s/properties/m", "/c/properties/m"),
            ("/a/z", "/a"),
            ("/c/properties/none/at/all", "/c/properties"),
            ("/d/e", "/d"),
        ] {
            let pointer = Pointer::parse(from).unwrap();
            assert_eq!(located(&root, &pointer).as_str(), to, "{from}");
        }
    }
}
