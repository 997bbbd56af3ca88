//! Keeps what stands beside a `$ref`.
//!
//! - In: references in their form, with anything beside them: 3.1 gives it a meaning, 3.0 says that it is ignored, yet
//!   those who write it mean it.
//! - Out: a reference stands alone. In a schema it became the first of `allOf`; a parameter or header was copied with
//!   the siblings in place of its own members; elsewhere the siblings, which only document, are gone.
//! - Moves: copied parameters.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::{At, Context, Object, walk};
use crate::pointer::Pointer;

pub(crate) const PASS: Pass = Pass { name: "split_ref_siblings", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let is_new = is_new(&document.root);
    let copies = overridden(document);
    walk(document, sink, &mut |cx, at, kind, value| {
        let Value::Object(object) = value else { return };
        let is_ref = kind.section().is_some() && object.get("$ref").is_some_and(Value::is_string);
        if object.len() < 2 || !is_ref {
            return;
        }
        let mut siblings = std::mem::take(object);
        let Some(reference) = siblings.shift_remove("$ref") else { return };
        if !is_new && siblings.keys().any(|it| tells_something(it)) {
            cx.report(at, findings::references::siblings(siblings.keys().map(String::as_str)));
        }
        match kind {
            Kind::Schema => *object = with_all_of(siblings, &reference),
            Kind::Parameter | Kind::Header => {
                override_copy(cx, at, object, (siblings, reference), &copies);
            }
            _ => {
                object.insert("$ref".to_owned(), reference);
            }
        }
    });
}

/// Whether the document says of itself that it is 3.1 or later.
pub(crate) fn is_new(root: &Value) -> bool {
    let version = root.get("openapi");
    let version =
        version.and_then(Value::as_str).map(|it| it.trim().trim_start_matches(['v', 'V']));
    version.is_some_and(|it| {
        it.starts_with("4.") || it.strip_prefix("3.").is_some_and(|it| !it.starts_with('0'))
    })
}

fn tells_something(key: &str) -> bool {
    !matches!(key, "description" | "title" | "summary" | "example" | "examples")
        && !key.starts_with("x-")
}

fn with_all_of(mut siblings: Object, reference: &Value) -> Object {
    let reference = json!({ "$ref": reference });
    if let Some(Value::Array(all_of)) = siblings.get_mut("allOf") {
        all_of.insert(0, reference);
        return siblings;
    }
    siblings.shift_remove("allOf");
    let mut object = Object::new();
    object.insert("allOf".to_owned(), Value::Array(vec![reference]));
    object.extend(siblings);
    object
}

type Copies = BTreeMap<String, Object>;

/// The parameters and headers that are referred to with a difference.
fn overridden(document: &mut Document) -> Copies {
    let mut wanted = Vec::new();
    walk(document, &mut Sink::default(), &mut |_, _, kind, value| {
        if let (Kind::Parameter | Kind::Header, Value::Object(object)) = (kind, value)
            && object.keys().any(|it| tells_something(it) && it != "$ref")
            && let Some(Value::String(text)) = object.get("$ref")
        {
            wanted.push(text.clone());
        }
    });
    let target =
        |text: &String| Pointer::parse(text.strip_prefix('#')?)?.get(&document.root)?.as_object();
    let plain = |it: &&Object| !it.contains_key("$ref");
    let copies =
        wanted.iter().filter_map(|text| Some((text.clone(), target(text).filter(plain)?.clone())));
    copies.collect()
}

fn override_copy(
    cx: &mut Context<'_>,
    at: &At<'_>,
    object: &mut Object,
    (siblings, reference): (Object, Value),
    copies: &Copies,
) {
    let text = reference.as_str().unwrap_or_default();
    let differs = |target: &&Object| {
        siblings.iter().any(|(key, it)| tells_something(key) && target.get(key) != Some(it))
    };
    match copies.get(text).filter(differs) {
        Some(target) => {
            object.clone_from(target);
            object.extend(siblings);
            if let Some(before) = text.strip_prefix('#').and_then(Pointer::parse) {
                cx.origins.moved(&before, &at.pointer());
            }
        }
        None => {
            object.insert("$ref".to_owned(), reference);
        }
    }
}
