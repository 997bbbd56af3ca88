//! Spells references that count from somewhere else than the document.
//!
//! - In: `#/$defs/…` inside of a schema that has them, `#` and `#/properties/…` for the schema around them, `#anchor`, the
//!   `$id` of a schema, `$dynamicRef`, `$recursiveRef`.
//! - Out: `$ref`s that count from the document.
//! - Moves: nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::{At, Context, Object, walk_kind, walk_schemas};
use crate::pointer::{Pointer, unescape};

pub(crate) const PASS: Pass = Pass { name: "anchor_refs", run };

/// Where the names stand that references can count from.
#[derive(Default)]
struct Landmarks {
    /// The schemas with definitions of their own, and the names of these.
    definitions: Vec<(Pointer, BTreeSet<String>)>,
    anchors: BTreeMap<String, Vec<Pointer>>,
    /// The schemas with an `$id`.
    resources: Vec<Pointer>,
}

impl Landmarks {
    /// The schemas with an `$id` that a place is in.
    fn around(&self, here: &Pointer) -> impl Iterator<Item = &Pointer> {
        self.resources.iter().filter(|it| here.strip_prefix(it).is_some())
    }

    fn has_resource(&self, at: &At<'_>) -> bool {
        self.around(&at.pointer()).next().is_some()
    }
}

fn run(document: &mut Document, sink: &mut Sink) {
    let landmarks = survey(document);
    let root = document.root.get("$defs").or_else(|| document.root.get("definitions")).cloned();
    walk_kind(document, sink, Kind::Discriminator, &mut |_, at, discriminator| {
        let Some(Value::Object(mapping)) = discriminator.get_mut("mapping") else { return };
        for value in mapping.values_mut() {
            if let Value::String(text) = value
                && let Some(to) = spell_out(at, text, &landmarks, root.as_ref())
            {
                *text = format!("#{to}");
            }
        }
    });
    walk_schemas(document, sink, &mut |cx, at, schema| {
        dynamic_ref(cx, at, schema, &landmarks);
        let Some(Value::String(text)) = schema.get("$ref") else { return };
        if let Some(to) = spell_out(at, text, &landmarks, root.as_ref()) {
            if text.strip_prefix('#').is_some_and(is_in_schema) && !landmarks.has_resource(at) {
                cx.report(at, findings::references::misspelled(text, &format!("#{to}")));
            }
            schema.insert("$ref".to_owned(), Value::String(format!("#{to}")));
        }
    });
}

fn survey(document: &mut Document) -> Landmarks {
    let mut landmarks = Landmarks::default();
    walk_schemas(document, &mut Sink::default(), &mut |_, at, schema| {
        let lists = ["$defs", "definitions"].into_iter();
        let lists = lists.filter_map(|it| schema.get(it)?.as_object());
        let names: BTreeSet<String> = lists.flat_map(|it| it.keys().cloned()).collect();
        if !names.is_empty() {
            landmarks.definitions.push((at.pointer(), names));
        }
        for key in ["$anchor", "$dynamicAnchor"] {
            if let Some(Value::String(name)) = schema.get(key) {
                landmarks.anchors.entry(format!("#{name}")).or_default().push(at.pointer());
            }
        }
        if let Some(Value::String(id)) = schema.get("$id").or_else(|| schema.get("id")) {
            let id = id.trim_end_matches('#').to_owned();
            if schema.contains_key("$id") {
                landmarks.resources.push(at.pointer());
            }
            landmarks.anchors.entry(id).or_default().push(at.pointer());
        }
    });
    landmarks
}

fn spell_out(
    at: &At<'_>,
    text: &str,
    landmarks: &Landmarks,
    root: Option<&Value>,
) -> Option<Pointer> {
    if let Some(rest) =
        text.strip_prefix("#/$defs/").or_else(|| text.strip_prefix("#/definitions/"))
    {
        if root.is_some() || landmarks.definitions.is_empty() {
            return None;
        }
        let here = at.pointer();
        let name = unescape(rest.split('/').next().unwrap_or_default());
        let around = landmarks.definitions.iter().filter(|(it, _)| here.strip_prefix(it).is_some());
        let having = around.filter(|(_, names)| names.contains(&name));
        let (nearest, _) = having.max_by_key(|(it, _)| it.as_str().len())?;
        let list = text.get(2..text.len() - rest.len() - 1)?;
        return Some(nearest.child(list).join(&Pointer::parse(&format!("/{rest}"))?));
    }
    if let Some(rest) = text.strip_prefix('#').filter(|it| is_in_schema(it)) {
        return Some(resource(at, landmarks)?.join(&Pointer::parse(rest)?));
    }
    let (base, fragment) = text.split_once('#').unwrap_or((text, ""));
    if !fragment.is_empty() && base.is_empty() {
        return nearest(at, landmarks.anchors.get(text)?);
    }
    if base.is_empty() {
        return None;
    }
    let base = nearest(at, landmarks.anchors.get(base)?)?;
    Some(base.join(&Pointer::parse(fragment)?))
}

/// Whether the fragment of a reference counts from a schema: a description has no such keys, and is none as a whole.
fn is_in_schema(fragment: &str) -> bool {
    let keys = ["properties", "items", "additionalProperties", "allOf", "anyOf", "oneOf"];
    let first = fragment.strip_prefix('/').and_then(|it| it.split('/').next());
    fragment.is_empty() || first.is_some_and(|it| keys.contains(&it))
}

/// The schema that references within it count from: the nearest that has an `$id`, or else the component.
fn resource(at: &At<'_>, landmarks: &Landmarks) -> Option<Pointer> {
    let here = at.pointer();
    let around = landmarks.around(&here);
    around.max_by_key(|it| it.as_str().len()).cloned().or_else(|| here.component_around())
}

/// The only one, or the one in the same component.
fn nearest(at: &At<'_>, places: &[Pointer]) -> Option<Pointer> {
    if let [only] = places {
        return Some(only.clone());
    }
    let component = |it: &Pointer| it.tokens().take(3).collect::<Vec<_>>();
    let here = component(&at.pointer());
    let mut same = places.iter().filter(|it| component(it) == here);
    match (same.next(), same.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => None,
    }
}

fn dynamic_ref(cx: &mut Context<'_>, at: &At<'_>, schema: &mut Object, landmarks: &Landmarks) {
    let dynamic = schema.shift_remove("$dynamicRef").or_else(|| {
        // 2019-09: the outermost schema with a `$recursiveAnchor`, which without one is the schema's own root.
        schema.shift_remove("$recursiveRef").map(|_| Value::from("#"))
    });
    let Some(Value::String(text)) = dynamic else { return };
    let target = if text == "#" {
        resource(at, landmarks)
    } else if text.starts_with("#/") {
        Pointer::parse(text.trim_start_matches('#'))
    } else {
        landmarks.anchors.get(&text).and_then(|it| nearest(at, it))
    };
    if let Some(target) = target {
        schema.insert("$ref".to_owned(), Value::String(format!("#{target}")));
    } else {
        cx.report(at, findings::references::dynamic(&text));
    }
}
