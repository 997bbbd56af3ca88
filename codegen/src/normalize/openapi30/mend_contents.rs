//! Mends bodies: what a `content` holds under which media types.
//!
//! - In: request bodies, responses, headers and media types of any form.
//! - Out: media types are in lower case without odd spaces; a request body has content or is gone; the encoding of a form's
//!   field has a style where that is meant, and says whether it explodes.
//! - Moves: media types whose key changed, schemas of the older form.

use serde_json::{Value, json};

use crate::diagnostic::{Code, Sink};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::{At, Cx, Object, walk};

pub(crate) const PASS: Pass = Pass { name: "mend_contents", run };

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
                        let message = "the request body has no content; left out";
                        cx.report(Code::EmptyBody, &at.key("requestBody"), message);
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
            media_types(cx, &at.key("content"), content);
        }
    });
}

fn encoding(cx: &mut Cx<'_>, at: &At<'_>, encoding: &mut Object) {
    const STYLES: [&str; 4] = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];
    if encoding.get("style").is_some_and(|it| !STYLES.iter().any(|style| it == style)) {
        cx.report(
            Code::MendedContent,
            at,
            "the encoding has a style that there isn't; the usual one is taken",
        );
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

fn has_content(body: &Object) -> bool {
    body.get("content").and_then(Value::as_object).is_some_and(|it| !it.is_empty())
}

/// A `schema` where 2.0 has it.
fn older(cx: &mut Cx<'_>, at: &At<'_>, body: &mut Object) {
    let Some(schema) = body.shift_remove("schema") else { return };
    if has_content(body) || !schema.is_object() {
        let message = "`schema` belongs into `content`, which is there; left out";
        return cx.report(Code::EmptyBody, at, message);
    }
    cx.report(
        Code::MendedContent,
        at,
        "`schema` belongs into `content`; read as that of `application/json`",
    );
    cx.moved(&at.key("schema"), &at.key("content").key("application/json").key("schema"));
    body.insert("content".to_owned(), json!({ "application/json": { "schema": schema } }));
}

fn media_types(cx: &mut Cx<'_>, at: &At<'_>, content: &mut Object) {
    if content.keys().all(|it| it.starts_with("x-") || mended(it).iter().eq([it])) {
        return;
    }
    for (key, media_type) in std::mem::take(content) {
        let now = mended(&key);
        if !now.iter().eq([&key]) {
            let names: Vec<String> = now.iter().map(|it| format!("`{it}`")).collect();
            let message = format!("the media type `{key}` is read as {}", names.join(" and "));
            cx.report(Code::MendedContent, &at.key(&key), message);
        }
        for name in now {
            if name != key {
                cx.moved(&at.key(&key), &at.key(&name));
            }
            content.entry(name).or_insert_with(|| media_type.clone());
        }
    }
}

/// The media types of a key as they are usually written; parameters keep their case.
fn mended(key: &str) -> Vec<String> {
    let mut mended: Vec<String> = Vec::new();
    for part in key.split([';', ',']).map(str::trim).filter(|it| !it.is_empty()) {
        match mended.last_mut() {
            Some(last) if part.contains('=') || !part.contains('/') => {
                last.push_str("; ");
                last.push_str(part);
            }
            _ => {
                let name = essence(part);
                if !mended.contains(&name) {
                    mended.push(name);
                }
            }
        }
    }
    if mended.is_empty() {
        mended.push("*/*".to_owned());
    }
    // What is sent stays as it is written, where it is a matter of spaces.
    let without_spaces = |it: &str| it.replace(' ', "");
    match mended.as_slice() {
        [only] if without_spaces(only) == without_spaces(key) && !head(key).contains(' ') => {
            vec![key.trim().to_owned()]
        }
        _ => mended,
    }
}

fn head(key: &str) -> &str {
    key.trim().split(';').next().unwrap_or_default()
}

fn essence(text: &str) -> String {
    let lower: String =
        text.to_ascii_lowercase().chars().filter(|it| !it.is_whitespace()).collect();
    match lower.as_str() {
        "*" => "*/*".to_owned(),
        "json" | "xml" | "pdf" | "zip" => format!("application/{lower}"),
        "text" | "string" => "text/plain".to_owned(),
        "html" | "csv" => format!("text/{lower}"),
        _ => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::mended;

    #[test]
    fn media_types_are_written_one_way() {
        assert_eq!(
            mended(" Application/JSON;charset=UTF-8; "),
            ["application/json; charset=UTF-8"]
        );
        assert_eq!(mended("application / json"), ["application/json"]);
        assert_eq!(mended("application/json, charset=utf-8"), ["application/json; charset=utf-8"]);
        assert_eq!(mended("application/json;text/csv"), ["application/json", "text/csv"]);
        assert_eq!(mended("application/json;charset=UTF-8"), ["application/json;charset=UTF-8"]);
        assert_eq!(mended(""), ["*/*"]);
        assert_eq!(mended("json"), ["application/json"]);
    }
}
