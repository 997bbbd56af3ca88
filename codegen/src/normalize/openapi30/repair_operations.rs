//! Repairs what else an operation has.
//!
//! - In: operations of any form.
//! - Out: responses under statuses, at least one; operation ids that are there once.
//! - Moves: responses whose key changed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::{At, Context, Object, walk};
use crate::pointer::Pointer;

pub(crate) const PASS: Pass = Pass { name: "repair_operations", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let mut ids = BTreeMap::new();
    walk(document, sink, &mut |cx, at, kind, value| {
        let Value::Object(object) = value else { return };
        match kind {
            Kind::Operation => {
                operation_id(cx, at, object, &mut ids);
                if !object.get("responses").is_some_and(Value::is_object) {
                    cx.report(at, findings::members::missing_responses());
                    object.insert(
                        "responses".to_owned(),
                        json!({ "default": { "description": "" } }),
                    );
                }
            }
            Kind::Responses => statuses(cx, at, object),
            _ => {}
        }
    });
}

fn operation_id(
    cx: &mut Context<'_>,
    at: &At<'_>,
    operation: &mut Object,
    ids: &mut BTreeMap<String, Pointer>,
) {
    let Some(Value::String(id)) = operation.get_mut("operationId") else { return };
    if id.trim() != id {
        *id = id.trim().to_owned();
    }
    if id.is_empty() {
        operation.shift_remove("operationId");
        return;
    }
    let here = at.key("operationId");
    if let Some(first) = ids.get(id) {
        let first = cx.origins.place(first);
        cx.report(&here, findings::paths::repeated_operation_id(id, first));
        operation.shift_remove("operationId");
    } else {
        ids.insert(id.clone(), here.pointer());
    }
}

fn statuses(cx: &mut Context<'_>, at: &At<'_>, responses: &mut Object) {
    if responses.keys().all(|it| it.starts_with("x-") || status(it).as_ref() == Some(it)) {
        return;
    }
    let received = std::mem::take(responses);
    let sound = received.keys().filter(|it| status(it).as_ref() == Some(it));
    let sound: BTreeSet<String> = sound.cloned().collect();
    for (key, response) in received {
        if key.starts_with("x-") {
            responses.insert(key, response);
            continue;
        }
        let here = at.key(&key);
        let Some(now) = status(&key) else {
            cx.report(&here, findings::paths::no_status(&key));
            continue;
        };
        if now != key {
            if sound.contains(&now) || responses.contains_key(&now) {
                let first = cx.place(&at.key(&now));
                cx.report(&here, findings::members::repeated(&key, &now, first));
                continue;
            }
            cx.report(&here, findings::paths::misspelled_status(&key, &now));
            cx.moved(&here, &at.key(&now));
        }
        responses.insert(now, response);
    }
}

/// The status that a key means: `200`, `2XX`, `default`.
fn status(key: &str) -> Option<String> {
    let text = key.trim();
    if text.eq_ignore_ascii_case("default") {
        return Some("default".to_owned());
    }
    // `200 OK`, `200.0`, `HTTP 200`
    let mut words =
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '*').filter(|it| !it.is_empty());
    let first = words.next()?;
    let first = if first.eq_ignore_ascii_case("http") { words.next()? } else { first };
    if words.any(|it| it.len() == 3 && it.bytes().all(|it| it.is_ascii_digit())) {
        // Several of them.
        return None;
    }
    match *first.as_bytes() {
        [class @ b'1'..=b'5', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => {
            std::str::from_utf8(&[class, tens, ones]).ok().map(str::to_owned)
        }
        // Statuses of a vendor's own.
        // Generators of descriptions write the response to all other statuses so.
        [b'0'] => Some("default".to_owned()),
        [b'6'..=b'9', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => {
            Some(first.to_owned())
        }
        [class @ b'1'..=b'5', b'x' | b'X' | b'*', b'x' | b'X' | b'*'] => {
            Some(format!("{}XX", char::from(class)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::status;

    #[test]
    fn statuses_with_one_reading_are_read() {
        for (key, want) in
            [("200", "200"), ("2xx", "2XX"), ("4**", "4XX"), ("200 OK", "200"), ("200.0", "200")]
        {
            assert_eq!(status(key).as_deref(), Some(want), "{key}");
        }
        assert_eq!(status("Default").as_deref(), Some("default"));
    }

    #[test]
    fn zero_is_what_has_no_status() {
        assert_eq!(status("0").as_deref(), Some("default"));
    }

    #[test]
    fn others_are_none() {
        for key in ["", "ok", "20", "2000", "200,201", "40X", "🦀"] {
            assert_eq!(status(key), None, "{key}");
        }
    }
}
