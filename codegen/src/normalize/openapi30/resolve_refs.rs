//! Brings every `$ref` into the form `#/components/<section>/<name>`.
//!
//! - In: references in any spelling, to any place of the document, to nothing, or in circles.
//! - Out: a reference names a component of the kind that belongs there. Schemas elsewhere were hoisted to one; what
//!   else stands elsewhere, and path items and callbacks in any case, were copied in. Values of a discriminator's
//!   `mapping` are references too.
//! - Moves: hoisted schemas, copies.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::diagnostic::findings::references::{Instead, Unfollowed};
use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::openapi30::find_target::{Target, Targets};
use crate::normalize::walk::{At, Context, Object, kind_at, walk, walk_up};
use crate::pointer::Pointer;

pub(crate) const PASS: Pass = Pass { name: "resolve_refs", run };

/// For what leads to a component that a repair has left out since.
pub(crate) const AGAIN: Pass = Pass { name: "resolve_refs_again", run };

/// Copies can bring further references in; each round resolves those of the one before.
const ROUNDS: usize = 8;

/// How many copies there may be, and how many nodes they may have together: more come of copies in copies, in a document
/// that means harm.
const MOST_COPIES: usize = 10_000;
const MOST_NODES: usize = 300_000;

/// What has been copied so far.
#[derive(Default)]
struct Copied {
    copies: usize,
    nodes: usize,
    /// Whether it was said that there are too many.
    is_reported: bool,
}

impl Copied {
    /// Counts one more, if it may be.
    fn take(&mut self, nodes: usize) -> bool {
        let fits = self.copies < MOST_COPIES && self.nodes + nodes <= MOST_NODES;
        if fits {
            self.copies += 1;
            self.nodes += nodes;
        }
        fits
    }
}

type Plan = BTreeMap<(Kind, String), Fix>;

/// What becomes of a reference.
#[derive(Clone, Debug)]
enum Fix {
    Rename { to: String, repaired: bool },
    Copy { value: Value, n_nodes: usize, from: Pointer },
    Drop { unfollowed: Unfollowed, near: Option<String> },
    Refuse(Unfollowed),
}

fn run(document: &mut Document, sink: &mut Sink) {
    let mut copied = Copied::default();
    for round in 0..ROUNDS {
        let wanted = collect(document);
        if wanted.is_empty() {
            return;
        }
        let (mut plan, hoists) = plan(document, sink, &wanted, round + 1 == ROUNDS);
        hoist(document, hoists);
        fill_copies(document, &mut plan);
        apply(document, sink, &plan, &mut copied);
    }
}

/// The references that aren't in their form yet.
fn collect(document: &mut Document) -> BTreeSet<(Kind, String)> {
    let mut seen = BTreeSet::new();
    walk(document, &mut Sink::default(), &mut |_, _, kind, value| {
        let Value::Object(object) = value else { return };
        if let Some(Value::String(text)) = object.get("$ref") {
            let key = (kind, text.clone());
            if kind.section().is_some() && !seen.contains(&key) {
                seen.insert(key);
            }
        }
        if let (Kind::Discriminator, Some(Value::Object(mapping))) = (kind, object.get("mapping")) {
            let texts = mapping.values().filter_map(Value::as_str);
            seen.extend(texts.map(|it| (Kind::Schema, it.to_owned())));
        }
    });
    let targets = Targets::new(&document.root);
    seen.retain(|(kind, text)| !targets.is_settled(*kind, text));
    seen
}

/// What to do about each, and which nodes to hoist to components of which name.
fn plan(
    document: &Document,
    sink: &mut Sink,
    wanted: &BTreeSet<(Kind, String)>,
    is_last: bool,
) -> (Plan, BTreeMap<Pointer, String>) {
    let targets = Targets::new(&document.root);
    let mut taken = targets.schema_names();
    let mut hoists: BTreeMap<Pointer, String> = BTreeMap::new();
    let mut plan = Plan::new();
    for (kind, text) in wanted {
        let refused = document.refused.get(text);
        let said = document.origins.spelled(text);
        let mut dangling = |unfollowed: Unfollowed| {
            if let Some(refusal) = refused {
                return Fix::Refuse(refusal.unfollowed.clone());
            }
            Fix::Drop { unfollowed, near: targets.similar(*kind, text, sink) }
        };
        let circle = || Fix::Drop { unfollowed: Unfollowed::leads_back(&said), near: None };
        let fix = match targets.find(*kind, text) {
            _ if refused.is_some_and(|it| !it.may_be_name) => {
                dangling(Unfollowed::leads_nowhere(&said))
            }
            Target::Nothing => dangling(Unfollowed::leads_nowhere(&said)),
            Target::Circle => circle(),
            Target::Component { to, repaired } => Fix::Rename { to, repaired },
            Target::Elsewhere(_) if is_last => dangling(Unfollowed::never_ends(&said)),
            Target::Elsewhere(from) if *kind == Kind::Schema => {
                let name =
                    hoists.entry(from.clone()).or_insert_with(|| free_name(&from, &mut taken));
                Fix::Rename { to: format!("#/components/schemas/{name}"), repaired: false }
            }
            Target::Elsewhere(from) => match from.get(&document.root) {
                Some(value) if holds_ref(value, text) => circle(),
                Some(_) => Fix::Copy { value: Value::Null, n_nodes: 0, from },
                None => dangling(Unfollowed::nothing_there(&said)),
            },
        };
        plan.insert((*kind, text.clone()), fix);
    }
    (plan, hoists)
}

fn holds_ref(value: &Value, text: &str) -> bool {
    match value {
        Value::Object(object) => {
            object.get("$ref").is_some_and(|it| it == text)
                || object.values().any(|it| holds_ref(it, text))
        }
        Value::Array(items) => items.iter().any(|it| holds_ref(it, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// A component name made from the telling tokens of a place, such as `a_get_200` for a response's schema.
fn free_name(from: &Pointer, taken: &mut BTreeSet<String>) -> String {
    const SILENT: [&str; 13] = [
        "components",
        "schemas",
        "properties",
        "paths",
        "responses",
        "content",
        "schema",
        "requestBody",
        "parameters",
        "$defs",
        "definitions",
        "application/json",
        extensions::WEBHOOKS,
    ];
    let tokens = from.tokens().filter(|it| !SILENT.contains(&it.as_str()));
    let words: Vec<String> = tokens.map(|it| plain_name(&it)).filter(|it| !it.is_empty()).collect();
    let base = if words.is_empty() { "Schema".to_owned() } else { words.join("_") };
    // A definition is known by its own name where that is free.
    let own = from.split_last().and_then(|(parent, name)| {
        let (_, list) = parent.split_last()?;
        ["$defs", "definitions"].contains(&list.as_str()).then(|| plain_name(&name))
    });
    let numbered = (2..u32::MAX).map(|n| format!("{base}_{n}"));
    let mut candidates = own.into_iter().chain(std::iter::once(base.clone())).chain(numbered);
    candidates.find(|it| !it.is_empty() && taken.insert(it.clone())).unwrap_or(base)
}

/// `text` with every run of characters that a component's name can't have as one `_`.
pub(crate) fn plain_name(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
            name.push(c);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    name.trim_matches('_').to_owned()
}

/// Moves schemas to components, the deepest first, so that what is in one that moves has moved before.
fn hoist(document: &mut Document, hoists: BTreeMap<Pointer, String>) {
    let mut hoists: Vec<_> = hoists.into_iter().collect();
    hoists.sort_by_key(|(from, _)| std::cmp::Reverse(from.tokens().count()));
    for (from, name) in hoists {
        let Some(place) = from.get_mut(&mut document.root) else { continue };
        let schema =
            std::mem::replace(place, json!({ "$ref": format!("#/components/schemas/{name}") }));
        let Some(schemas) = section_mut(&mut document.root, "schemas") else { continue };
        let now = Pointer::root().child("components").child("schemas").child(&name);
        schemas.insert(name, schema);
        document.origins.moved(&from, &now);
    }
}

/// A section of the components, made where it is missing.
pub(crate) fn section_mut<'a>(root: &'a mut Value, section: &str) -> Option<&'a mut Object> {
    let components = root.as_object_mut()?.entry("components").or_insert_with(|| json!({}));
    components.as_object_mut()?.entry(section).or_insert_with(|| json!({})).as_object_mut()
}

/// Copies are of what is there after schemas have been hoisted out of it.
fn fill_copies(document: &Document, plan: &mut Plan) {
    for fix in plan.values_mut() {
        if let Fix::Copy { value, n_nodes, from } = fix
            && let Some(found) = from.get(&document.root)
        {
            *n_nodes = size(found);
            if *n_nodes < MOST_NODES {
                value.clone_from(found);
            }
        }
    }
}

/// The number of nodes in a value.
fn size(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

fn apply(document: &mut Document, sink: &mut Sink, plan: &Plan, copied: &mut Copied) {
    // Children first, so that a copy isn't walked: it may hold the reference that it replaces.
    walk_up(document, sink, &mut |cx, at, kind, value| {
        let Value::Object(object) = value else { return };
        if kind == Kind::Discriminator {
            return apply_to_mapping(cx, at, object, plan);
        }
        let Some(Value::String(text)) = object.get("$ref") else { return };
        match plan.get(&(kind, text.clone())) {
            None => {}
            Some(Fix::Rename { to, repaired }) => {
                if *repaired {
                    let (said, read) = (cx.origins.spelled(text), cx.origins.spelled(to));
                    cx.report(at, findings::references::misspelled(&said, &read));
                }
                object.insert("$ref".to_owned(), Value::String(to.clone()));
            }
            Some(Fix::Copy { n_nodes, .. }) if !copied.take(*n_nodes) => {
                if !std::mem::replace(&mut copied.is_reported, true) {
                    cx.report(at, findings::references::too_many_copies());
                }
                *value = Value::Null;
            }
            Some(Fix::Copy { value: copy, from, n_nodes: _ }) => {
                if kind == Kind::Header && kind_at(from) == Some(Kind::Parameter) {
                    let said = cx.origins.spelled(text);
                    cx.report(at, findings::references::parameter_as_header(&said));
                }
                let siblings = std::mem::take(object);
                *value = copy.clone();
                if let Value::Object(target) = value {
                    target.extend(siblings.into_iter().filter(|(key, _)| key != "$ref"));
                }
                cx.origins.moved(from, &at.pointer());
            }
            Some(Fix::Drop { unfollowed, near }) => {
                let section = format!("#/components/{}", kind.section().unwrap_or("schemas"));
                let section = cx.origins.spelled(&section);
                let near = near.as_ref().map(|it| cx.origins.spelled(it));
                let instead = instead(kind, at);
                cx.report(at, unfollowed.component(instead, &section, near.as_deref()));
                drop_ref(instead, value);
            }
            Some(Fix::Refuse(unfollowed)) => {
                let instead = instead(kind, at);
                cx.report(&at.key("$ref"), unfollowed.finding(instead));
                drop_ref(instead, value);
            }
        }
    });
}

/// What is done where a reference leads nowhere.
fn instead(kind: Kind, at: &At<'_>) -> Instead {
    match kind {
        Kind::Schema => Instead::AnyValue,
        Kind::Response if has_result(at) => Instead::AnyResponse,
        Kind::Response => Instead::EmptyResponse,
        Kind::MediaType => Instead::MediaTypeWithoutSchema,
        _ => Instead::Nothing,
    }
}

/// Whether the response at this place is what somebody makes the call for. Where it would be read as one without a body,
/// that would be lost, while of an error everything is kept as it came.
fn has_result(at: &At<'_>) -> bool {
    let status = at.name().unwrap_or_default();
    status.starts_with('2') && !matches!(status, "204" | "205")
}

fn drop_ref(instead: Instead, value: &mut Value) {
    *value = match instead {
        Instead::AnyValue => {
            if let Value::Object(object) = value {
                object.shift_remove("$ref");
            }
            return;
        }
        Instead::AnyResponse => json!({ "description": "", "content": { "application/json": {} } }),
        Instead::EmptyResponse => json!({ "description": "" }),
        Instead::MediaTypeWithoutSchema => json!({}),
        // Nulls in the place of objects are swept out by a later pass.
        Instead::Nothing => Value::Null,
    };
}

fn apply_to_mapping(cx: &mut Context<'_>, at: &At<'_>, discriminator: &mut Object, plan: &Plan) {
    let Some(Value::Object(mapping)) = discriminator.get_mut("mapping") else { return };
    mapping.retain(|name, value| {
        let Value::String(text) = value else { return true };
        match plan.get(&(Kind::Schema, text.clone())) {
            Some(Fix::Rename { to, .. }) => to.clone_into(text),
            Some(Fix::Drop { unfollowed, .. } | Fix::Refuse(unfollowed)) => {
                cx.report(at, unfollowed.mapping(name));
                return false;
            }
            Some(Fix::Copy { .. }) | None => {}
        }
        true
    });
}
