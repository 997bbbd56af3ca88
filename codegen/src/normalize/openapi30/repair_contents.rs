//! Repairs bodies: what a `content` holds under which media types.
//!
//! - In: request bodies, responses, headers and media types of any form.
//! - Out: media types are in lower case without odd spaces, and misspelt ones what they are meant to be; a request body has content or is gone; the encoding of a form's
//!   field has a style where that is meant, and says whether it explodes.
//! - Moves: media types whose key changed, schemas of the older form.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::openapi30::media_types::{Use, meant};
use crate::normalize::walk::{At, Context, Object, walk};

pub(crate) const PASS: Pass = Pass { name: "repair_contents", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk(document, sink, &mut |cx, at, kind, value| {
        let Value::Object(object) = value else { return };
        match kind {
            Kind::Operation => {
                if let Some(Value::Object(body)) = object.get_mut("requestBody")
                    && !body.contains_key("$ref")
                {
                    older(cx, &at.key("requestBody"), body);
                    if !has_content(body) {
                        cx.report(&at.key("requestBody"), findings::bodies::empty());
                        object.shift_remove("requestBody");
                    }
                }
            }
            Kind::Response if !object.contains_key("$ref") => older(cx, at, object),
            Kind::Encoding => encoding(cx, at, object),
            _ => {}
        }
        if let Some(Value::Object(content)) = object.get_mut("content")
            && matches!(kind, Kind::RequestBody | Kind::Response | Kind::Parameter | Kind::Header)
        {
            let used = match kind {
                Kind::RequestBody => Use::Sent,
                _ => Use::Received,
            };
            media_types(cx, &at.key("content"), used, content);
        }
    });
}

fn encoding(cx: &mut Context<'_>, at: &At<'_>, encoding: &mut Object) {
    const STYLES: [&str; 4] = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];
    content_type(cx, at, encoding);
    if encoding.get("style").is_some_and(|it| !STYLES.iter().any(|style| it == style)) {
        cx.report(at, findings::bodies::unknown_encoding_style());
        encoding.shift_remove("style");
    }
    // OpenAPI 3.0.4, "Encoding Object": either of these brings the style, whose default is `form`.
    if !encoding.contains_key("style")
        && ["explode", "allowReserved"].iter().any(|it| encoding.contains_key(*it))
    {
        encoding.insert("style".to_owned(), Value::from("form"));
    }
    if encoding.get("style").is_some_and(|it| it == "form") && !encoding.contains_key("explode") {
        // What is not said is true, which a model without three states loses.
        encoding.insert("explode".to_owned(), Value::Bool(true));
    }
}

/// The media types of a part, a list with commas.
fn content_type(cx: &mut Context<'_>, at: &At<'_>, encoding: &mut Object) {
    let Some(Value::String(text)) = encoding.get_mut("contentType") else { return };
    let each = text.split(',').map(str::trim).filter(|it| !it.is_empty());
    let now: Vec<String> = each.flat_map(|it| meant(it, Use::Received)).collect();
    let now = now.join(", ");
    let is_same =
        |it: &str| it.chars().filter(|it| *it != ' ').eq(now.chars().filter(|it| *it != ' '));
    if is_same(text) {
        return;
    }
    let finding = if now.is_empty() {
        findings::bodies::part_of_no_media_type(text)
    } else {
        findings::bodies::misspelled_media_type(text, [now.as_str()])
    };
    cx.report(&at.key("contentType"), finding);
    if now.is_empty() {
        encoding.shift_remove("contentType");
    } else {
        *text = now;
    }
}

fn has_content(body: &Object) -> bool {
    body.get("content").and_then(Value::as_object).is_some_and(|it| !it.is_empty())
}

/// A `schema` where 2.0 has it.
fn older(cx: &mut Context<'_>, at: &At<'_>, body: &mut Object) {
    let Some(schema) = body.shift_remove("schema") else { return };
    if has_content(body) {
        let content = cx.place(&at.key("content"));
        return cx.report(&at.key("schema"), findings::bodies::schema_beside_content(content));
    }
    if !schema.is_object() {
        return cx.report(&at.key("schema"), findings::members::malformed_value("schema"));
    }
    cx.report(at, findings::bodies::schema_without_content());
    cx.moved(&at.key("schema"), &at.key("content").key("application/json").key("schema"));
    body.insert("content".to_owned(), json!({ "application/json": { "schema": schema } }));
}

fn media_types(cx: &mut Context<'_>, at: &At<'_>, used: Use, content: &mut Object) {
    let is_sound = |key: &String| {
        let meant = meant(key, used);
        meant.is_empty() && key.starts_with("x-") || meant.iter().eq([key])
    };
    if content.keys().all(is_sound) {
        return;
    }
    let is_alone = !content.keys().any(|it| !meant(it, used).is_empty());
    let received = std::mem::take(content);
    for (key, media_type) in &received {
        if is_sound(key) {
            content.insert(key.clone(), media_type.clone());
            continue;
        }
        let mut now = meant(key, used);
        let finding = if !now.is_empty() {
            findings::bodies::misspelled_media_type(key, now.iter().map(String::as_str))
        } else if is_alone {
            now.push("*/*".to_owned());
            findings::bodies::any_media_type(key)
        } else {
            findings::bodies::no_media_type(key)
        };
        let mut is_read = now.is_empty();
        for name in now {
            let sound = received.get(&name).filter(|_| is_sound(&name));
            match sound.or_else(|| content.get(&name)) {
                None => {
                    is_read = true;
                    cx.moved(&at.key(key), &at.key(&name));
                    content.insert(name, media_type.clone());
                }
                Some(same) if same == media_type => is_read = true,
                Some(_) => {
                    let first = cx.place(&at.key(&name));
                    cx.report(&at.key(key), findings::members::repeated(key, &name, first));
                }
            }
        }
        // What is ignored isn't read as anything.
        if is_read {
            cx.report(&at.key(key), finding);
        }
    }
}
