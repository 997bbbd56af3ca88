//! The merge of an action's value into a node, and the comparison with what the action expects.

use serde_json::Value;

use crate::pointer::Pointer;

/// What a merge did.
#[derive(Debug, Default)]
pub(super) struct Merge {
    /// What it brought: the place in the document, and in the value merged.
    pub(super) brought: Vec<(Pointer, Pointer)>,
    /// What it couldn't merge.
    pub(super) conflicts: Vec<Conflict>,
}

/// Two values that can't be merged, each as it is called in a sentence.
#[derive(Debug)]
pub(super) struct Conflict {
    /// The place in the document.
    pub(super) at: Pointer,
    /// What is there.
    pub(super) found: &'static str,
    /// What the action has.
    pub(super) given: &'static str,
}

impl Merge {
    /// Merges `value`, of which this is the part at `from`, into `target`, which is at `at`.
    pub(super) fn merge(
        &mut self,
        target: &mut Value,
        value: &Value,
        at: &Pointer,
        from: &Pointer,
    ) {
        match (target, value) {
            (Value::Object(members), Value::Object(update)) => {
                for (key, value) in update {
                    let (at, from) = (at.child(key), from.child(key));
                    if let Some(target) = members.get_mut(key) {
                        self.merge(target, value, &at, &from);
                    } else {
                        members.insert(key.clone(), value.clone());
                        self.brought.push((at, from));
                    }
                }
            }
            (Value::Array(items), Value::Array(update)) => {
                for (n, value) in update.iter().enumerate() {
                    self.append(items, value, at, from.index(n));
                }
            }
            (Value::Array(items), value) if !value.is_null() => {
                self.append(items, value, at, from.clone());
            }
            // A key without a value, as in the specification's own example, changes no collection.
            (Value::Object(_) | Value::Array(_), Value::Null) => {}
            (target, value)
                if target.is_null()
                    || !target.is_object() && !value.is_object() && !value.is_array() =>
            {
                if target != value {
                    *target = value.clone();
                    self.brought.push((at.clone(), from.clone()));
                }
            }
            (target, value) => self.refuse(target, value, at),
        }
    }

    fn refuse(&mut self, target: &Value, value: &Value, at: &Pointer) {
        let (found, given) = (kind(target), kind(value));
        self.conflicts.push(Conflict { at: at.clone(), found, given });
    }

    fn append(&mut self, items: &mut Vec<Value>, value: &Value, at: &Pointer, from: Pointer) {
        if !items.contains(value) {
            self.brought.push((at.index(items.len()), from));
            items.push(value.clone());
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Where `found` differs from what is expected; `None` where it doesn't.
///
/// An object may have more members than are expected; one that is expected to be `null` may be absent.
pub(super) fn differs(expected: &Value, found: &Value) -> Option<Pointer> {
    let (Value::Object(expected), Value::Object(found)) = (expected, found) else {
        return (expected != found).then(Pointer::root);
    };
    expected.iter().find_map(|(key, expected)| {
        let below = differs(expected, found.get(key).unwrap_or(&Value::Null))?;
        Some(Pointer::root().child(key).join(&below))
    })
}
