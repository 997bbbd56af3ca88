//! Why a change is about what no client reads or sends.

use std::collections::BTreeSet;

use clientwright::Pointer;
use serde_json::Value;

use super::reasons::{Reason, path};
use crate::reference::resolved;
use crate::revisions::redocly;

/// Media types whose bodies are bytes, whatever schema is given.
const BYTES: &[&str] = &["application/octet-stream", "application/pdf", "application/zip"];

/// Media types whose members are parameters.
const FORMS: &[&str] = &["application/x-www-form-urlencoded", "multipart/form-data"];

/// Says why nothing came of a change in a description that was `base`.
pub(super) fn reason(change: &redocly::Change, base: &Value) -> Option<Reason> {
    let at = change.base.as_ref().or(change.revision.as_ref())?;
    let tokens: Vec<String> = at.tokens().collect();
    by_place(change, at, &tokens)
        .or_else(|| no_credential(change, base))
        .or_else(|| of_header(change, &tokens, base))
        .or_else(|| {
            let is_tag = change.property.as_deref() == Some("enum") && is_mapped_tag(&tokens, base);
            is_tag.then_some("the tag of a variant, which the discriminator's mapping says")
        })
        .or_else(|| {
            at.ancestors().find_map(|it| of_node(base.pointer(it.as_str())?, at, &it, base))
        })
        .or_else(|| is_idle(&tokens, base).then_some("a component that no operation refers to"))
}

/// By where it is alone.
fn by_place(change: &redocly::Change, at: &Pointer, tokens: &[String]) -> Option<Reason> {
    let has = |word: &str| tokens.iter().any(|it| it == word);
    let property = change.property.as_deref().unwrap_or_default();
    let is_of_body = has("requestBody") || has("requestBodies");
    if path(Some(at)).is_some_and(|it| it.contains('#')) {
        return Some(
            "a path with a fragment, which no request has: told of the operation with that route",
        );
    }
    if tokens.iter().any(|it| BYTES.contains(&&**it)) {
        return Some("part of a body that is taken as bytes");
    }
    if tokens.first().is_some_and(|it| it == "webhooks") {
        let is_of_answer = has("responses") || change.of == "MediaType" || property == "required";
        return is_of_answer.then_some("what receiving a webhook doesn't depend on");
    }
    if has("encoding") && !is_of_body {
        return Some("`encoding` of what is no form, which OpenAPI says is ignored");
    }
    if is_of_body && tokens.iter().any(|it| FORMS.contains(&&**it)) {
        return match property {
            "readOnly" | "writeOnly" => {
                Some("whether a field of a form, which is only sent, is to be read")
            }
            "additionalProperties" => Some("whether a form may have fields that no client sends"),
            _ => None,
        };
    }
    None
}

fn no_credential(change: &redocly::Change, base: &Value) -> Option<Reason> {
    if change.of != "SecurityRequirementList" || base.get("security").is_some() {
        return None;
    }
    let is_empty = |it: &Value| it.is_null() || it.as_array().is_some_and(Vec::is_empty);
    let (old, new) = &change.values;
    (is_empty(old) && is_empty(new)).then_some("no credential, before and after")
}

/// Why a header of a response isn't read as it is described.
fn of_header(change: &redocly::Change, tokens: &[String], base: &Value) -> Option<Reason> {
    let place = tokens.iter().position(|it| it == "headers")?;
    if change.property.as_deref() == Some("nullable") {
        return Some("`null` in a header, which has none");
    }
    if tokens.iter().any(|it| it.len() == 3 && !it.starts_with('2')) {
        return Some("a header of a response without a body, which clients read by its name");
    }
    let (name, response) = (tokens.get(place + 1)?, tokens.get(..place)?);
    let response = response.iter().fold(Pointer::root(), |at, it| at.child(it));
    let own = base.pointer(response.as_str())?;
    let has_it =
        |it: &Value| resolved(base, it).get("headers").is_some_and(|it| it.get(name).is_some());
    let operations =
        base.get("paths").and_then(Value::as_object).into_iter().flat_map(|it| it.values());
    let operations = operations.filter_map(Value::as_object).flat_map(|it| it.values());
    let is_mixed = operations.filter_map(|it| it.get("responses")?.as_object()).any(|all| {
        all.values().any(|it| resolved(base, it) == own)
            && all.values().filter(|it| has_it(it)).count() > 1
    });
    is_mixed.then_some("a header that responses of an operation type differently, which is text")
}

/// Why nothing at `at`, which lies below `node`, is read.
fn of_node(node: &Value, at: &Pointer, above: &Pointer, base: &Value) -> Option<Reason> {
    let text = |key: &str| node.get(key).and_then(Value::as_str);
    let last = at.strip_prefix(above).and_then(|it| it.tokens().next());
    let is_ignored = ["accept", "content-type", "authorization"];
    if text("in") == Some("header")
        && text("name").is_some_and(|it| is_ignored.contains(&&*it.to_lowercase()))
    {
        return Some("a header that OpenAPI says is not described as a parameter");
    }
    if text("in").is_some() && is_credential(text("in"), text("name"), base) {
        return Some("a parameter that is a credential, which security asks for");
    }
    match (last.as_deref(), text("type")) {
        (Some("properties"), Some(it)) if it != "object" => {
            return Some("`properties` of a schema whose `type` is no object");
        }
        (Some("items"), Some(it)) if it != "array" => {
            return Some("`items` of a schema whose `type` is no array");
        }
        _ => {}
    }
    let members = node.get("properties").and_then(Value::as_object);
    let is_envelope = members
        .is_some_and(|it| it.len() <= 3 && it.contains_key("result") && it.contains_key("error"));
    if is_envelope && text("title").is_some_and(|it| it.starts_with("Stream result")) {
        return Some("what a stream's items are wrapped in");
    }
    None
}

/// Whether a parameter is what a scheme sends.
fn is_credential(place: Option<&str>, name: Option<&str>, base: &Value) -> bool {
    let schemes = ["/components/securitySchemes", "/securityDefinitions"];
    let schemes = schemes.into_iter().filter_map(|it| base.pointer(it)?.as_object());
    schemes.flat_map(|it| it.values()).any(|it| {
        let text = |key: &str| it.get(key).and_then(Value::as_str);
        text("in") == place && text("name") == name
    })
}

/// Whether a member is what a discriminator looks at that maps its values.
fn is_mapped_tag(tokens: &[String], base: &Value) -> bool {
    let member = tokens.iter().rposition(|it| it == "properties").and_then(|n| tokens.get(n + 1));
    let schemas = base.pointer("/components/schemas").and_then(Value::as_object);
    let discriminators =
        schemas.into_iter().flat_map(|it| it.values()).filter_map(|it| it.get("discriminator"));
    let is_of = |it: &Value| {
        it.get("mapping").is_some()
            && it.get("propertyName").and_then(Value::as_str) == member.map(String::as_str)
    };
    discriminators.into_iter().any(is_of)
}

/// Whether it is in a component to which nothing leads from an operation or a webhook.
fn is_idle(tokens: &[String], base: &Value) -> bool {
    let length = match tokens.first().map(String::as_str) {
        Some("components") => 3,
        Some("definitions" | "parameters" | "responses") => 2,
        _ => return false,
    };
    let own = tokens.iter().take(length).fold(Pointer::root(), |at, it| at.child(it));
    let (mut seen, mut open) = (BTreeSet::new(), Vec::new());
    open.extend(["paths", "webhooks", "x-webhooks"].into_iter().filter_map(|it| base.get(it)));
    while let Some(node) = open.pop() {
        match node {
            Value::Object(members) => open.extend(members.values()),
            Value::Array(items) => open.extend(items),
            Value::String(text) => {
                // A mapping of a discriminator may name a schema as a reference does.
                let Some(at) = text.strip_prefix('#') else { continue };
                if let Some(target) = base.pointer(at)
                    && seen.insert(at)
                {
                    open.push(target);
                }
            }
            _ => {}
        }
    }
    !seen.contains(own.as_str())
}
