//! Rewrites what 3.2 has outside of schemas, operations and media types.
//!
//! - In: `parent`, `kind` and `summary` of tags, `name` of servers, `summary` of responses, `defaultMapping` of
//!   discriminators, the newer members of security schemes, requirements that name a scheme by its address.
//! - Out: `x-clientwright-parent`, `-name` and `-deprecated`; a summary is the description where there is none. The first
//!   tag of an operation is one that groups, where it has such. What says nothing to a client is gone.
//! - Moves: nothing.
//!
//! Source: OpenAPI 3.2.0, "Tag Object", "Server Object", "Response Object", "Discriminator Object",
//! "Security Scheme Object", "OAuth Flows Object", "Security Requirement Object".

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::{At, Context, Object, walk};
use crate::pointer::unescape;

pub(crate) const PASS: Pass = Pass { name: "rewrite_newer_document", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let marks = marks(&document.root);
    walk(document, sink, &mut |cx, at, kind, value| {
        let Value::Object(object) = value else { return };
        match kind {
            Kind::Tag => tag(object),
            Kind::Operation => group(object, &marks),
            Kind::Server => rename(object, "name", extensions::NAME),
            Kind::Response => describe(object),
            Kind::Discriminator => default_mapping(cx, at, object),
            Kind::SecurityScheme => {
                object.shift_remove("oauth2MetadataUrl");
                if object.shift_remove("deprecated") == Some(Value::Bool(true)) {
                    object.insert(extensions::DEPRECATED.to_owned(), Value::Bool(true));
                }
            }
            // Whoever asks the user for leave has an access token in the end, as with the other flows.
            Kind::Flows => {
                object.shift_remove("deviceAuthorization");
            }
            Kind::Requirement => requirement(object),
            _ => {}
        }
    });
}

/// The tags that mark operations for something else than groups: those of any kind but `nav`.
fn marks(root: &Value) -> BTreeSet<String> {
    let tags = root.get("tags").and_then(Value::as_array);
    let text = |it: &Value, key: &str| it.get(key).and_then(Value::as_str).map(str::to_owned);
    let mark =
        |it: &Value| text(it, "name").filter(|_| text(it, "kind").is_some_and(|it| it != "nav"));
    tags.into_iter().flatten().filter_map(mark).collect()
}

fn tag(tag: &mut Object) {
    tag.shift_remove("kind");
    rename(tag, "parent", extensions::PARENT);
    describe(tag);
}

/// Puts the first tag that groups before those that mark.
fn group(operation: &mut Object, marks: &BTreeSet<String>) {
    let Some(Value::Array(tags)) = operation.get_mut("tags") else { return };
    let groups = |it: &Value| it.as_str().is_some_and(|it| !marks.contains(it));
    if let Some(first) = tags.iter().position(groups) {
        let first = tags.remove(first);
        tags.insert(0, first);
    }
}

fn rename(object: &mut Object, before: &str, now: &str) {
    if let Some(value) = object.shift_remove(before).filter(Value::is_string) {
        object.entry(now).or_insert(value);
    }
}

fn describe(object: &mut Object) {
    let Some(summary) = object.shift_remove("summary").filter(Value::is_string) else { return };
    if object.get("description").and_then(Value::as_str).is_none_or(str::is_empty) {
        object.insert("description".to_owned(), summary);
    }
}

fn default_mapping(cx: &mut Context<'_>, at: &At<'_>, discriminator: &mut Object) {
    if let Some(target) = discriminator.shift_remove("defaultMapping") {
        cx.report(
            &at.key("defaultMapping"),
            findings::unions::default_mapping(&target.to_string()),
        );
    }
}

/// A scheme may be named by its address; that of a component is its name.
fn requirement(requirement: &mut Object) {
    const SECTION: &str = "#/components/securitySchemes/";
    if requirement.keys().any(|it| it.contains(SECTION)) {
        let named = |(key, scopes): (String, Value)| match key.split_once(SECTION) {
            Some((_, name)) => (unescape(name), scopes),
            None => (key, scopes),
        };
        *requirement = std::mem::take(requirement).into_iter().map(named).collect();
    }
}
