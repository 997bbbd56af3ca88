//! Extensions that hold schemas, which the typed model keeps as plain values.

use serde_json::Value;

use crate::pointer::Pointer;

/// A step of the way to a node.
#[derive(Clone, Copy)]
enum Step<'v> {
    Name(&'v str),
    Index(usize),
}

/// Calls `each` with every member called `key` of any object below `root`, and where it is.
pub(super) fn each(root: &Value, key: &str, each: &mut dyn FnMut(Pointer, &Value)) {
    find(root, key, &mut Vec::new(), each);
}

/// The way is made a pointer only where something is found: few documents have such members.
fn find<'v>(
    value: &'v Value,
    key: &str,
    way: &mut Vec<Step<'v>>,
    each: &mut dyn FnMut(Pointer, &Value),
) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                way.push(Step::Name(name));
                if name == key {
                    each(pointer(way), member);
                }
                find(member, key, way, each);
                way.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                way.push(Step::Index(index));
                find(item, key, way, each);
                way.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn pointer(way: &[Step<'_>]) -> Pointer {
    way.iter().fold(Pointer::root(), |at, step| match step {
        Step::Name(name) => at.child(name),
        Step::Index(index) => at.index(*index),
    })
}
