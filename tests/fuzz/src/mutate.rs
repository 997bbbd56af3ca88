//! Changes to inputs: of their bytes, or of the JSON that they are.
//!
//! - In: an input, and the words that mean something to what reads it.
//! - Out: another input near it. The same seed gives the same.

use serde_json::{Map, Value, json};

use crate::Random;

/// How long an input may become.
pub(crate) const LONGEST: usize = 8 << 10;

/// Changes a few bytes.
pub fn bytes(text: &mut Vec<u8>, words: &[&str], random: &mut Random) {
    for _ in 0..=random.below(4) {
        let (at, len) = (random.below(text.len() + 1), random.below(12));
        let range = at..text.len().min(at + len);
        match random.below(6) {
            0 => drop(text.drain(range)),
            1 => {
                let part = text.get(range).unwrap_or_default().repeat(1 + random.below(3));
                let to = random.below(text.len() + 1);
                text.splice(to..to, part);
            }
            2 => {
                if let Some(byte) = text.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            3 => {
                let byte = u8::try_from(random.below(256)).unwrap_or_default();
                text.insert(at, byte);
            }
            _ => {
                let word = random.pick(words).copied().unwrap_or_default();
                text.splice(at..at, word.bytes());
            }
        }
    }
    text.truncate(LONGEST);
}

/// Changes a node or two of a JSON text; the bytes of what is none.
pub fn tree(text: &mut Vec<u8>, words: &[&str], random: &mut Random) {
    let Ok(mut root) = serde_json::from_slice::<Value>(text) else {
        return bytes(text, words, random);
    };
    for _ in 0..=random.below(3) {
        let mut nodes = Vec::new();
        list(&root, &mut String::new(), &mut nodes);
        let at = random.pick(&nodes).cloned().unwrap_or_default();
        let other = random.pick(&nodes).cloned().unwrap_or_default();
        let copy = root.pointer(&other).cloned().unwrap_or_default();
        if let Some(node) = root.pointer_mut(&at) {
            change(node, copy, &other, words, random);
        }
    }
    let changed = root.to_string();
    if changed.len() <= LONGEST {
        *text = changed.into_bytes();
    }
}

/// The pointers to all nodes.
fn list(node: &Value, at: &mut String, nodes: &mut Vec<String>) {
    nodes.push(at.clone());
    let end = at.len();
    let mut below = |key: &str, node: &Value| {
        at.push('/');
        at.push_str(&key.replace('~', "~0").replace('/', "~1"));
        list(node, at, nodes);
        at.truncate(end);
    };
    match node {
        Value::Object(members) => members.iter().for_each(|(key, it)| below(key, it)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, it)| below(&n.to_string(), it));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Changes one node; `copy` is another node of the same tree, which stands at `place`.
fn change(node: &mut Value, copy: Value, place: &str, words: &[&str], random: &mut Random) {
    let word = random.pick(words).copied().unwrap_or_default();
    match random.below(9) {
        0 => *node = odd(word, random),
        1 => *node = copy,
        2 => *node = json!({ "$ref": format!("#{place}") }),
        3 => *node = Value::Array(vec![node.take(), copy]),
        4 => {
            *node =
                [(word.to_owned(), Value::Array(vec![node.take(), copy]))].into_iter().collect();
        }
        5 | 6 => match node {
            Value::Object(members) => drop(members.insert(word.to_owned(), copy)),
            Value::Array(items) => items.push(copy),
            Value::String(text) => {
                let at =
                    (0..=random.below(text.len() + 1)).rev().find(|it| text.is_char_boundary(*it));
                text.insert_str(at.unwrap_or(0), word);
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => *node = odd(word, random),
        },
        _ => match node {
            Value::Object(members) => rename(members, word, random),
            Value::Array(items) if !items.is_empty() => {
                drop(items.remove(random.below(items.len())));
            }
            Value::Array(_)
            | Value::String(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_) => {
                *node = word.into();
            }
        },
    }
}

/// Takes a member out, or calls it otherwise.
fn rename(members: &mut Map<String, Value>, word: &str, random: &mut Random) {
    let keys: Vec<String> = members.keys().cloned().collect();
    let Some(value) = random.pick(&keys).and_then(|it| members.remove(it)) else { return };
    if random.below(2) == 0 {
        members.insert(word.to_owned(), value);
    }
}

/// A value that may not be what is expected.
fn odd(word: &str, random: &mut Random) -> Value {
    match random.below(12) {
        0 => Value::Null,
        1 => true.into(),
        2 => 0.into(),
        3 => (-1).into(),
        4 => u64::MAX.into(),
        5 => 1e300.into(),
        6 => 0.5.into(),
        7 => Value::Array(Vec::new()),
        8 => Map::new().into(),
        _ => word.into(),
    }
}
