//! Makes one of tags that have the same name.
//!
//! - In: `tags` of the document, with the members of 3.0.
//! - Out: every name once. What only a later tag says is added to the first; a description of its own is one more paragraph.
//! - Moves: the tags after one that went.
//!
//! Source: OpenAPI 3.0.3, "OpenAPI Object": "Each tag name in the list MUST be unique."

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::walk::{At, Context, Object, at_root};

pub(crate) const PASS: Pass = Pass { name: "merge_tags", run };

fn run(document: &mut Document, sink: &mut Sink) {
    at_root(document, sink, |cx, root| {
        let (at, key) = (At::root(), "tags");
        if let Some(Value::Array(tags)) = root.get_mut(key) {
            merge(cx, &at.key(key), tags);
        }
    });
}

fn merge(cx: &mut Context<'_>, at: &At<'_>, tags: &mut Vec<Value>) {
    let mut merged: Vec<Value> = Vec::with_capacity(tags.len());
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (index, tag) in std::mem::take(tags).into_iter().enumerate() {
        let name = tag.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let known_at = known.get(&name).copied().unwrap_or_default();
        let first = known.get(&name).and_then(|it| merged.get_mut(*it));
        if let (Some(Value::Object(first)), Value::Object(tag)) = (first, &tag) {
            let earlier = cx.place(&at.index(known_at));
            cx.report(&at.index(index), findings::paths::repeated_tag(&name, earlier));
            add(first, tag);
            continue;
        }
        if index != merged.len() {
            cx.moved(&at.index(index), &at.index(merged.len()));
        }
        if !name.is_empty() {
            known.insert(name, merged.len());
        }
        merged.push(tag);
    }
    *tags = merged;
}

/// Adds to a tag what another one says.
fn add(first: &mut Object, other: &Object) {
    for (key, value) in other {
        match (first.get_mut(key), value) {
            (Some(Value::String(text)), Value::String(more)) if key == "description" => {
                if !text.contains(more.as_str()) {
                    *text = format!("{text}\n\n{more}");
                }
            }
            (Some(_), _) => {}
            (None, value) => {
                first.insert(key.clone(), value.clone());
            }
        }
    }
}
