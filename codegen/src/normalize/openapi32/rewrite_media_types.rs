//! Rewrites what 3.2 has in media types and their examples.
//!
//! - In: `itemSchema`, `prefixEncoding` and `itemEncoding` of media types, encodings in encodings, `dataValue` and
//!   `serializedValue` of examples.
//! - Out: `x-clientwright-item-schema`; an example has a `value` or none. Encodings by place are gone with a gap, and so
//!   are the items of what is sent: such a body is taken whole.
//! - Moves: the schemas of items, the values of examples.
//!
//! Source: OpenAPI 3.2.0, "Media Type Object", "Encoding Object", "Example Object".

use serde_json::Value;

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::{At, Context, Object, walk};

pub(crate) const PASS: Pass = Pass { name: "rewrite_media_types", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk(document, sink, &mut |cx, at, kind, value| {
        let Value::Object(object) = value else { return };
        match kind {
            Kind::MediaType => {
                item_schema(cx, at, object);
                drop_encodings(cx, (at, at), object, &["prefixEncoding", "itemEncoding"]);
            }
            Kind::Encoding => {
                let media_type = at.parent().and_then(At::parent).unwrap_or(at);
                let keys = ["encoding", "prefixEncoding", "itemEncoding"];
                drop_encodings(cx, (at, media_type), object, &keys);
            }
            Kind::Example => example(cx, at, object),
            _ => {}
        }
    });
}

fn item_schema(cx: &mut Context<'_>, at: &At<'_>, media_type: &mut Object) {
    let Some(schema) = media_type.shift_remove("itemSchema") else { return };
    if is_sent(at) {
        cx.report(&at.key("itemSchema"), findings::bodies::sequence());
    }
    if !media_type.contains_key(extensions::ITEM_SCHEMA) {
        cx.moved(&at.key("itemSchema"), &at.key(extensions::ITEM_SCHEMA));
        media_type.insert(extensions::ITEM_SCHEMA.to_owned(), schema);
    }
}

/// Whether a media type is that of a request body.
fn is_sent(at: &At<'_>) -> bool {
    let body = at.parent().and_then(At::parent);
    let list = body.and_then(At::parent);
    [body, list]
        .into_iter()
        .flatten()
        .any(|it| matches!(it.name(), Some("requestBody" | "requestBodies")))
}

/// Of what is received nothing is taken apart.
fn drop_encodings(
    cx: &mut Context<'_>,
    (at, media_type): (&At<'_>, &At<'_>),
    owner: &mut Object,
    keys: &[&str],
) {
    for key in keys {
        if owner.shift_remove(*key).is_some() && is_sent(media_type) {
            cx.report(&at.key(key), findings::bodies::part_encoding(key));
        }
    }
}

fn example(cx: &mut Context<'_>, at: &At<'_>, example: &mut Object) {
    let data = example.shift_remove("dataValue").map(|it| ("dataValue", it));
    let written = example.shift_remove("serializedValue").filter(Value::is_string);
    let written = written.and_then(|it| Some(("serializedValue", parse(at, it)?)));
    if let Some((key, value)) = data.or(written)
        && !example.contains_key("value")
    {
        cx.moved(&at.key(key), &at.key("value"));
        example.insert("value".to_owned(), value);
    }
}

/// The value that a media type's text stands for; of parameters and shared examples nothing says how they are written.
fn parse(at: &At<'_>, written: Value) -> Option<Value> {
    let media_type = at.parent().and_then(At::parent)?;
    (media_type.parent()?.name() == Some("content")).then_some(())?;
    if media_type.name()?.contains("json") {
        return serde_json::from_str(written.as_str()?).ok();
    }
    Some(written)
}
