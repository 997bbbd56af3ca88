//! Why `diff` doesn't say what the other program says.

use std::collections::BTreeSet;

use clientwright::Pointer;
use serde_json::Value;

use crate::revisions::{ours, redocly};

/// A reason, as the table has it.
pub(crate) type Reason = &'static str;

/// What is for people, and no rule is about.
const TEXTS: &[&str] =
    &["description", "summary", "title", "example", "examples", "externalDocs", "termsOfService"];

/// Nodes that are for people.
const FOR_PEOPLE: &[&str] = &[
    "Tag",
    "TagList",
    "TagGroup",
    "TagGroups",
    "ExternalDocs",
    "License",
    "Contact",
    "Example",
    "ExamplesMap",
    "Logo",
    "SpecExtension",
    "XCodeSample",
    "XCodeSampleList",
];

/// Why a change is for people and not for programs.
pub(super) fn for_people(change: &redocly::Change) -> Option<Reason> {
    let property = change.property.as_deref().unwrap_or_default();
    if FOR_PEOPLE.contains(&&*change.of) || TEXTS.contains(&property) {
        return Some("text for people");
    }
    if property.starts_with("x-") {
        return Some("an extension that means nothing to a client");
    }
    match property {
        "openapi" | "swagger" => Some("the dialect, in which the rest means the same"),
        "allowEmptyValue" => Some("what OpenAPI advises against, and no client sends"),
        _ => None,
    }
}

/// Why a change means nothing.
pub(super) fn same_meaning(
    change: &redocly::Change,
    theirs: &[redocly::Change],
    ours: &[ours::Change],
) -> Option<Reason> {
    let (old, new) = &change.values;
    match change.property.as_deref().unwrap_or(&change.of) {
        "enum" if set(old) == set(new) => Some("the same values in another order"),
        "type" if nulls_aside(old) == nulls_aside(new) => Some("`null` written in another way"),
        "nullable" if has_typed_null(change, theirs) => Some("`null` written in another way"),
        "explode" if default_aside(old) == default_aside(new) => {
            Some("the default, written down or not")
        }
        _ if is_mixed(change, theirs) => Some(
            "between two places that redocly takes for one; `diff` tells each where it is used",
        ),
        _ if is_in_gone_schema(change, ours) => {
            Some("part of a schema that is gone, which is said")
        }
        "Parameter" | "ParameterList" if is_of_template(new) => {
            Some("a parameter of a path, which has it anyway")
        }
        "MediaTypesMap" => Some("a component, which is told where it is used"),
        "Parameter" | "ParameterList" if is_in_gone_path(change, ours) => {
            Some("part of a path whose operations are gone, which is said")
        }
        "Parameter" | "ParameterList" if has_moved(change, theirs) => {
            Some("moved between a path and its operations")
        }
        _ if is_component(change) => Some("a component, which is told where it is used"),
        "Schema" if has_other_place(change, theirs) => {
            Some("the same members, composed in another way")
        }
        "AllOf" | "Schema" | "SchemaProperties" | "type" | "required" | "nullable"
            if is_composed(change, theirs) =>
        {
            Some("the same members, composed in another way")
        }
        _ => None,
    }
}

fn set(it: &Value) -> BTreeSet<String> {
    it.as_array().into_iter().flatten().map(Value::to_string).collect()
}

/// The types that a schema names, without that of `null`.
fn nulls_aside(it: &Value) -> BTreeSet<String> {
    let one = it.as_str().map(str::to_owned);
    let several = it.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    one.into_iter().chain(several).filter(|it| it != "null").collect()
}

/// Whether the type of the same schema changes by `null` alone.
fn has_typed_null(change: &redocly::Change, theirs: &[redocly::Change]) -> bool {
    let above = |it: &redocly::Change| {
        let at = it.revision.as_ref().or(it.base.as_ref())?.clone();
        let (above, last) = at.split_last()?;
        Some(if it.property.as_deref() == Some(&*last) { above } else { at })
    };
    let own = above(change);
    theirs.iter().any(|it| {
        let (old, new) = &it.values;
        it.property.as_deref() == Some("type")
            && above(it) == own
            && nulls_aside(old) == nulls_aside(new)
    })
}

/// `true` is what a query has by default.
fn default_aside(it: &Value) -> Option<&Value> {
    Some(it).filter(|it| !it.is_null() && **it != Value::Bool(true))
}

/// The path that a node is of.
pub(super) fn path(at: Option<&Pointer>) -> Option<String> {
    let mut tokens = at?.tokens();
    (tokens.next()? == "paths").then(|| tokens.next()).flatten()
}

/// The component or path that a node is of.
fn owner(at: Option<&Pointer>) -> Option<Vec<String>> {
    let tokens: Vec<_> = at?.tokens().collect();
    let n = if tokens.first().is_some_and(|it| it == "components") { 3 } else { 2 };
    Some(tokens.into_iter().take(n).collect())
}

/// Whether it is about two components or paths, of which one has another name, or about two nodes of one.
fn is_mixed(change: &redocly::Change, theirs: &[redocly::Change]) -> bool {
    let (old, new) = (owner(change.base.as_ref()), owner(change.revision.as_ref()));
    if old.is_some() && new.is_some() {
        return old != new || is_elsewhere(change);
    }
    theirs.iter().any(|it| {
        let (one, other) = (owner(it.base.as_ref()), owner(it.revision.as_ref()));
        let is_other = one.is_some() && other.is_some() && one != other;
        is_other && (old.is_some() && old == one || new.is_some() && new == other)
    })
}

/// Whether the two nodes differ by more than their places in lists.
fn is_elsewhere(change: &redocly::Change) -> bool {
    let names = |at: &Pointer| {
        let at = super::subject(change, at);
        at.tokens().filter(|it| it.parse::<usize>().is_err()).collect::<Vec<_>>()
    };
    let both = change.base.as_ref().zip(change.revision.as_ref());
    both.is_some_and(|(old, new)| names(old) != names(new))
}

/// Whether a schema that came at a place is one that went from another, or the other way about: through a reference, the
/// same part lies deeper.
fn has_other_place(change: &redocly::Change, theirs: &[redocly::Change]) -> bool {
    let (base, revision) = (&change.base, &change.revision);
    theirs.iter().any(|it| {
        let is_same =
            base.is_some() && *base == it.revision || revision.is_some() && *revision == it.base;
        let is_back = it.values.0 == change.values.1 && it.values.1 == change.values.0;
        is_same && is_back && it.of == change.of
    })
}

fn is_in_gone_schema(change: &redocly::Change, ours: &[ours::Change]) -> bool {
    let own = owner(change.base.as_ref());
    let is_gone = |it: &ours::Change| {
        ["type-removed", "type-renamed", "type-split"].contains(&it.rule)
            && owner(it.base.as_ref()) == own
    };
    own.is_some() && ours.iter().any(is_gone)
}

/// Whether parameters are all of the path.
fn is_of_template(it: &Value) -> bool {
    let is_path = |it: &Value| it.get("in").and_then(Value::as_str) == Some("path");
    is_path(it) || it.as_array().is_some_and(|it| it.iter().all(is_path))
}

fn is_in_gone_path(change: &redocly::Change, ours: &[ours::Change]) -> bool {
    let own = path(change.base.as_ref());
    let is_gone =
        |it: &ours::Change| it.rule.ends_with("operation-removed") && path(it.base.as_ref()) == own;
    own.is_some() && ours.iter().any(is_gone)
}

fn has_moved(change: &redocly::Change, theirs: &[redocly::Change]) -> bool {
    let of = |it: &redocly::Change| path(it.base.as_ref().or(it.revision.as_ref()));
    let own = of(change);
    own.is_some()
        && theirs
            .iter()
            .any(|it| it.of.starts_with("Parameter") && it.kind != change.kind && of(it) == own)
}

/// Whether it is a component that came or went.
fn is_component(change: &redocly::Change) -> bool {
    let at = change.revision.as_ref().or(change.base.as_ref());
    let tokens: Vec<_> = at.into_iter().flat_map(Pointer::tokens).collect();
    let is_below = tokens.len() == 3 && tokens.first().is_some_and(|it| it == "components");
    let is_old = tokens.len() == 2
        && tokens
            .first()
            .is_some_and(|it| ["definitions", "parameters", "responses"].contains(&&**it));
    change.kind != "modified" && (is_below || is_old)
}

/// Whether the same schema comes to have `allOf`, or loses it.
fn is_composed(change: &redocly::Change, theirs: &[redocly::Change]) -> bool {
    let component = |it: &redocly::Change| {
        let at = it.revision.as_ref().or(it.base.as_ref())?;
        Some(at.tokens().take(3).collect::<Vec<_>>())
    };
    let own = component(change);
    own.is_some() && theirs.iter().any(|it| it.of == "AllOf" && component(it) == own)
}
