//! Whether a change that the other program finds is one that `diff` finds.
//!
//! - It is where a change is about the same node, or one below or just above it, and of a rule about what differs.
//! - What `diff` doesn't say is told with its reason.

mod reasons;
mod unread;

use std::collections::BTreeSet;

use clientwright::Pointer;
use serde_json::Value;

use super::{ours, redocly};
pub(super) use reasons::Reason;

/// What became of a change.
#[derive(Debug)]
pub(super) enum Verdict<'a> {
    /// These are about it.
    Found(Vec<&'a ours::Change>),
    /// It isn't reported, for a reason.
    Told(Reason),
    /// It should have been found.
    Missed,
}

/// Words of names of rules that are about what differs: by property, or by what the node is.
const ABOUT: &[(&str, &[&str])] = &[
    (
        "required",
        &["required", "optional", "member-", "parameter-", "body-", "type-", "alternative-"],
    ),
    (
        "type",
        &[
            "type-",
            "became-",
            "wire-form",
            "-kind-",
            "alternative-",
            "nullable",
            "constant",
            "more-members",
        ],
    ),
    ("format", &["format-", "type-", "wire-form", "-kind-"]),
    ("nullable", &["nullable", "type-"]),
    ("enum", &["enum", "constant", "type-", "discriminator"]),
    ("const", &["enum", "constant", "type-", "discriminator"]),
    ("default", &["default-", "server-variable-"]),
    ("deprecated", &["deprecated"]),
    ("readOnly", &["read-only", "presence"]),
    ("writeOnly", &["write-only", "presence"]),
    ("explode", &["style-"]),
    ("operationId", &["operation-", "builder-"]),
    ("tags", &["tag-", "operation-moved"]),
    ("url", &["server-", "oauth-url"]),
    ("additionalProperties", &["more-members", "type-", "keyword-"]),
    ("Operation", &["operation-", "webhook-"]),
    ("PathItem", &["operation-", "webhook-"]),
    ("WebhooksMap", &["webhook-"]),
    ("Response", &["response-", "error-", "end-", "type-", "returned-type"]),
    ("Parameter", &["parameter-", "body-", "header-", "member-"]),
    ("ParameterList", &["parameter-", "body-", "type-"]),
    ("SecurityRequirement", &["security-"]),
    ("SecurityRequirementList", &["security-"]),
    ("SecurityScheme", &["credential-"]),
    ("RequestBody", &["body-"]),
    ("Server", &["server-"]),
    ("ServerList", &["server-"]),
];

/// Nodes that are a keyword of the one above them.
const KEYWORDS: &[&str] = &[
    "AllOf",
    "OneOf",
    "AnyOf",
    "SchemaProperties",
    "MediaTypesMap",
    "HeadersMap",
    "Discriminator",
    "SecurityRequirementList",
];

/// Says whether a change was found, `theirs` being all changes between the two files, of which `base` is the first.
pub(super) fn verdict<'a>(
    change: &redocly::Change,
    theirs: &[redocly::Change],
    ours: &'a [ours::Change],
    base: &Value,
) -> Verdict<'a> {
    if let Some(reason) = reasons::for_people(change) {
        return Verdict::Told(reason);
    }
    let about = about(change);
    let is_about =
        |it: &&ours::Change| about.is_empty() || about.iter().any(|word| it.rule.contains(word));
    let nodes =
        [change.base.as_ref(), change.revision.as_ref()].map(|it| it.map(|at| subject(change, at)));
    let [old, new] = &nodes;
    let is_here = |it: &&ours::Change| {
        let both = [it.base.as_ref(), it.revision.as_ref()];
        is_near(old.as_ref(), both[0])
            || is_near(new.as_ref(), both[1])
            || both.into_iter().any(|it| is_near(change.used.as_ref(), it))
    };
    let found: Vec<_> = ours.iter().filter(is_about).filter(is_here).collect();
    if !found.is_empty() {
        return Verdict::Found(found);
    }
    // Equal schemas are one type, which one of them stands for; and parts of an `allOf` are where the whole is.
    let mut names = members(change, &nodes);
    names.extend(old.iter().filter_map(|it| parameter(it, base)));
    let is_twin = |it: &&ours::Change| {
        if is_of_path(change, it) {
            return true;
        }
        let own = [it.base.as_ref(), it.revision.as_ref()].into_iter().flatten().filter_map(member);
        let said = it.facts.first().and_then(|it| it.rsplit_once(' ')).map(|it| it.1.to_owned());
        own.into_iter().chain(it.name.clone()).chain(said).any(|it| names.contains(&it))
    };
    let is_told = |it: &&ours::Change| is_about(it) && is_twin(it) || is_of_merged(change, it);
    let twins: Vec<_> = ours.iter().filter(is_told).collect();
    if !twins.is_empty() {
        return Verdict::Found(twins);
    }
    let reason = reasons::same_meaning(change, theirs, ours);
    reason.or_else(|| unread::reason(change, base)).map_or(Verdict::Missed, Verdict::Told)
}

/// The node that a change is about: a property's own pointer ends with its name.
fn subject(change: &redocly::Change, at: &Pointer) -> Pointer {
    let Some((above, last)) = at.split_last() else { return at.clone() };
    let is_property = change.property.as_deref() == Some(&*last);
    let is_part =
        above.split_last().is_some_and(|(_, it)| ["allOf", "oneOf", "anyOf"].contains(&&*it));
    if is_property || KEYWORDS.contains(&&*change.of) {
        above
    } else if change.of == "Schema" && is_part {
        above.split_last().map_or(above, |(it, _)| it)
    } else {
        at.clone()
    }
}

/// The members that a change is about, each by its name.
fn members(change: &redocly::Change, nodes: &[Option<Pointer>; 2]) -> BTreeSet<String> {
    let (old, new) = &change.values;
    let mut names: BTreeSet<_> = nodes.iter().flatten().filter_map(member).collect();
    let parameters = [old, new].into_iter().filter_map(|it| it.get("name")?.as_str());
    if change.of == "Parameter" {
        names.extend(parameters.map(str::to_owned));
    }
    if change.property.as_deref() == Some("required") {
        let all = |it: &Value| {
            let items = it.as_array().into_iter().flatten().filter_map(Value::as_str);
            items.map(str::to_owned).collect::<BTreeSet<_>>()
        };
        names = all(old).symmetric_difference(&all(new)).cloned().collect();
    } else if change.of == "SchemaProperties" {
        let all = [old, new].into_iter().filter_map(Value::as_object).flatten();
        names = all.map(|(name, _)| name.clone()).collect();
    }
    names
}

/// Whether theirs is about a parameter of a path, and ours about one of its operations, which have those of the path.
fn is_of_path(change: &redocly::Change, ours: &ours::Change) -> bool {
    let at = change.used.as_ref().or(change.revision.as_ref()).or(change.base.as_ref());
    let is_shared = at.and_then(|it| it.tokens().nth(2)).as_deref() == Some("parameters");
    let own = reasons::path(at);
    is_shared
        && own.is_some()
        && own == reasons::path(ours.revision.as_ref().or(ours.base.as_ref()))
}

/// Whether theirs is about a keyword of a schema that was one type with others, of which ours says that they now differ.
fn is_of_merged(change: &redocly::Change, ours: &ours::Change) -> bool {
    let Some(property) = change.property.as_deref() else { return false };
    let said = format!("\"{property}\":{}", change.values.1);
    ours.rule == "keyword-changed" && ours.facts.iter().any(|it| it.contains(&said))
}

/// The last member on the way to a node.
fn member(at: &Pointer) -> Option<String> {
    let tokens: Vec<_> = at.tokens().collect();
    let last = tokens.iter().rposition(|it| it == "properties")?;
    tokens.get(last + 1).cloned()
}

/// What the parameter is called that a node is in, by the document.
fn parameter(at: &Pointer, document: &Value) -> Option<String> {
    let above = at.ancestors().find(|it| {
        it.split_last().is_some_and(|(list, _)| {
            list.split_last().is_some_and(|(_, last)| last == "parameters")
        })
    })?;
    document.pointer(above.as_str())?.get("name")?.as_str().map(str::to_owned)
}

/// What the name of a rule about it may have; empty where any will do.
fn about(change: &redocly::Change) -> &'static [&'static str] {
    let key = change.property.as_deref().unwrap_or(&change.of);
    ABOUT.iter().find(|(it, _)| *it == key).map_or(&[], |(_, words)| words)
}

/// How far above a node a change may be said to be.
const MOST_ABOVE: usize = 6;

/// Whether ours is at their node, below it, or just above it with nothing in between that has rules of its own.
fn is_near(theirs: Option<&Pointer>, ours: Option<&Pointer>) -> bool {
    let (Some(theirs), Some(ours)) = (theirs, ours) else { return false };
    if ours.strip_prefix(theirs).is_some() {
        return true;
    }
    let rest = theirs.strip_prefix(ours).map(|it| it.tokens().collect::<Vec<_>>());
    let has_own = |it: &String| ["properties", "parameters", "responses", "paths"].contains(&&**it);
    rest.is_some_and(|it| it.len() <= MOST_ABOVE && !it.iter().any(has_own))
}
