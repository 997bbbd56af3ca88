//! Rewrites what 3.1 and 3.2 have outside of schemas.
//!
//! - In: `webhooks`, `query` and `additionalOperations`, media types without a schema, `itemSchema`, the newer members
//!   of `info`, `license`, `tags` and `servers`.
//! - Out: `x-clientwright-webhooks`; bodies of binary media types have a schema that says so; what 3.0 has no place for
//!   is gone, an operation with a gap.
//! - Moves: the webhooks.

use serde_json::{Value, json};

use crate::diagnostic::{Code, Sink};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::openapi30::split_ref_siblings::is_new;
use crate::normalize::openapi31::rewrite_keywords::is_binary;
use crate::normalize::walk::{At, Cx, Object, at_root, walk};

pub(crate) const PASS: Pass = Pass { name: "rewrite_document", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let is_new = is_new(&document.root);
    at_root(document, sink, |cx, root| {
        if let Some(webhooks) = root.shift_remove("webhooks") {
            let (at, before, now) = (At::root(), "webhooks", "x-clientwright-webhooks");
            if !is_new {
                cx.report(
                    Code::NewerKeyword,
                    &at.key(before),
                    "`webhooks` is of OpenAPI 3.1; read as there",
                );
            }
            if !root.contains_key(now) {
                cx.moved(&at.key(before), &at.key(now));
                root.insert(now.to_owned(), webhooks);
            }
        }
        root.shift_remove("jsonSchemaDialect");
        root.shift_remove("$self");
        root.shift_remove("$schema");
        if !root.get("paths").is_some_and(Value::is_object) {
            root.insert("paths".to_owned(), json!({}));
        }
    });
    walk(document, sink, &mut |cx, at, kind, value| {
        let Value::Object(object) = value else { return };
        match kind {
            Kind::Info => info(object),
            Kind::License => {
                object.shift_remove("identifier");
            }
            Kind::Tag => {
                object.retain(|key, _| !["summary", "parent", "kind"].contains(&key.as_str()));
            }
            Kind::Server => {
                object.shift_remove("name");
            }
            Kind::MediaType => media_type(at, object, is_new),
            Kind::PathItem => newer_methods(cx, at, object),
            _ => {}
        }
    });
}

fn info(info: &mut Object) {
    if let Some(summary) = info.shift_remove("summary")
        && !info.contains_key("description")
    {
        info.insert("description".to_owned(), summary);
    }
}

fn media_type(at: &At<'_>, media_type: &mut Object, is_new: bool) {
    if let Some(schema) = media_type.shift_remove("itemSchema") {
        media_type.entry("schema").or_insert(schema);
    }
    // In 3.1 a body of a binary media type has no schema.
    let in_content = is_new && at.parent().and_then(At::name) == Some("content");
    if in_content && !media_type.contains_key("schema") && at.name().is_some_and(is_binary) {
        media_type.insert("schema".to_owned(), json!({ "type": "string", "format": "binary" }));
    }
}

fn newer_methods(cx: &mut Cx<'_>, at: &At<'_>, item: &mut Object) {
    if item.shift_remove("query").is_some() {
        cx.report(
            Code::NewerMethod,
            &at.key("query"),
            "the method `query` can't be sent; left out",
        );
    }
    let Some(Value::Object(more)) = item.shift_remove("additionalOperations") else { return };
    let here = at.key("additionalOperations");
    for method in more.keys() {
        let message = format!("the method `{method}` can't be sent; left out");
        cx.report(Code::NewerMethod, &here.key(method), message);
    }
}
