//! Rewrites what 3.1 has outside of schemas.
//!
//! - In: `webhooks`, media types without a schema, the newer members of `info` and `license`.
//! - Out: `x-clientwright-webhooks`; bodies of binary media types have a schema that says so; what 3.0 has no place for
//!   is gone.
//! - Moves: the webhooks.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::openapi30::split_ref_siblings::is_new;
use crate::normalize::openapi31::rewrite_keywords::is_binary;
use crate::normalize::walk::{At, Object, at_root, walk};

pub(crate) const PASS: Pass = Pass { name: "rewrite_document", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let is_new = is_new(&document.root);
    at_root(document, sink, |cx, root| {
        if let Some(webhooks) = root.shift_remove("webhooks") {
            let (at, before, now) = (At::root(), "webhooks", extensions::WEBHOOKS);
            if !is_new {
                cx.report(&at.key(before), findings::dialect::newer_keyword(before, "3.1"));
            }
            if !root.contains_key(now) {
                cx.moved(&at.key(before), &at.key(now));
                root.insert(now.to_owned(), webhooks);
            }
        }
        root.shift_remove("jsonSchemaDialect");
        root.shift_remove("$schema");
        if !root.get("paths").is_some_and(Value::is_object) {
            root.insert("paths".to_owned(), json!({}));
        }
    });
    walk(document, sink, &mut |_, at, kind, value| {
        let Value::Object(object) = value else { return };
        match kind {
            Kind::Info => info(object),
            Kind::License => {
                object.shift_remove("identifier");
            }
            Kind::MediaType => media_type(at, object, is_new),
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
    // In 3.1 a body of a binary media type has no schema.
    let in_content = is_new && at.parent().and_then(At::name) == Some("content");
    let is_silent = !["schema", "itemSchema", "$ref"].iter().any(|it| media_type.contains_key(*it));
    if in_content && is_silent && at.name().is_some_and(is_binary) {
        media_type.insert("schema".to_owned(), json!({ "type": "string", "format": "binary" }));
    }
}
