//! Saved responses.

use serde_json::Value;

use super::sent::{Defaults, is_address, sent};
use super::spot::Spot;
use super::{bodies, entries};
use crate::diagnostic::{Sink, findings};
use crate::normalize::postman::collection::{Response, Sent};

/// The responses that were saved with an item (1.0: with a request), for which `sent` is what is sent else.
pub(super) fn responses(
    item: &Spot<'_>,
    request: &Sent,
    defaults: Defaults,
    sink: &mut Sink,
) -> Vec<Response> {
    let mut responses = Vec::new();
    for spot in item.any(&["response", "responses"]).iter().flat_map(Spot::items) {
        if spot.is_object() {
            responses.push(response(&spot, request, defaults, sink));
        } else {
            spot.report(sink, findings::postman::response_is_no_object());
        }
    }
    responses
}

fn response(spot: &Spot<'_>, request: &Sent, defaults: Defaults, sink: &mut Sink) -> Response {
    let headers = entries::headers(spot.any(&["header", "headers"]).as_ref(), sink);
    let body = spot.any(&["body", "text"]);
    let is_json = body.as_ref().is_some_and(|it| it.is_object() || it.is_list());
    let stated = spot
        .word_of(&["_postman_previewlanguage", "language"])
        .or_else(|| spot.get("_").and_then(|it| it.word_of(&["postman_previewlanguage"])));
    let stated = stated.map(|it| it.to_ascii_lowercase());
    let stated = stated.filter(|it| matches!(it.as_str(), "json" | "xml" | "html" | "javascript"));
    let from_header = || bodies::content_language(&headers).map(ToOwned::to_owned);
    let plain = || Some("text".to_owned()).filter(|_| says_text(spot));
    let language = if is_json { Some("json".to_owned()) } else { stated };
    let status = status(spot);
    // A client that got no answer, and a converter that knows no status, write 0.
    let code = spot.word_of(&["code"]).filter(|it| !matches!(it.trim(), "" | "0" | "default"));
    if let (None, Some(code)) = (status, code) {
        spot.report(sink, findings::postman::response_of_no_status(&code));
    }
    Response {
        name: spot.word_of(&["name"]).or_else(|| spot.word_of(&["status"])).unwrap_or_default(),
        status,
        language: language.or_else(from_header).or_else(plain),
        body: body.and_then(|it| it.any_text()).unwrap_or_default(),
        original: original(spot, request, defaults, sink),
        at: spot.at.clone(),
        headers,
    }
}

/// Whether the response is shown as plain text.
fn says_text(spot: &Spot<'_>) -> bool {
    let language = spot.word_of(&["_postman_previewlanguage", "language"]);
    language.is_some_and(|it| matches!(it.to_ascii_lowercase().as_str(), "text" | "plain"))
}

/// The status: as a number, as the number in front of a phrase, as a phrase, or as the number that the name begins with.
///
/// What else a name says is for people: `OK` is also what an API may call an answer of any status.
fn status(spot: &Spot<'_>) -> Option<u16> {
    let old = spot.get("responseCode");
    let code = spot.word_of(&["code"]).or_else(|| old.as_ref()?.word_of(&["code"]));
    let phrase = spot.word_of(&["status"]).or_else(|| old.as_ref()?.word_of(&["name"]));
    let first = |it: &str| it.split_whitespace().next().and_then(number);
    let by_phrase = || phrase.as_deref().and_then(|it| first(it).or_else(|| by_phrase(it)));
    let by_name = || first(&spot.word_of(&["name"])?);
    code.as_deref().and_then(number).or_else(by_phrase).or_else(by_name)
}

fn number(text: &str) -> Option<u16> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    text.parse().ok().filter(|it| (100..=599).contains(it))
}

/// The status of a reason phrase (RFC 9110, section 15, and what else is in wide use).
fn by_phrase(phrase: &str) -> Option<u16> {
    Some(match phrase.to_ascii_lowercase().as_str() {
        "ok" => 200,
        "created" => 201,
        "accepted" => 202,
        "non-authoritative information" => 203,
        "no content" => 204,
        "reset content" => 205,
        "partial content" => 206,
        "multi-status" => 207,
        "multiple choices" => 300,
        "moved permanently" => 301,
        "found" => 302,
        "see other" => 303,
        "not modified" => 304,
        "temporary redirect" => 307,
        "permanent redirect" => 308,
        "bad request" => 400,
        "unauthorized" => 401,
        "payment required" => 402,
        "forbidden" => 403,
        "not found" => 404,
        "method not allowed" => 405,
        "not acceptable" => 406,
        "request timeout" => 408,
        "conflict" => 409,
        "gone" => 410,
        "length required" => 411,
        "precondition failed" => 412,
        "payload too large" | "content too large" | "request entity too large" => 413,
        "unsupported media type" => 415,
        "unprocessable entity" | "unprocessable content" => 422,
        "locked" => 423,
        "too many requests" => 429,
        "internal server error" => 500,
        "not implemented" => 501,
        "bad gateway" => 502,
        "service unavailable" => 503,
        "gateway timeout" => 504,
        _ => return None,
    })
}

/// What was sent for a response: `originalRequest` (1.0: `requestObject`, `request`), which is an object, an address, or
/// the JSON text of an object. What it leaves out is as in the request that the response belongs to.
fn original(spot: &Spot<'_>, request: &Sent, defaults: Defaults, sink: &mut Sink) -> Option<Sent> {
    let original = spot.any(&["originalRequest", "requestObject", "request"])?;
    let text = original.text();
    let parsed = text.as_deref().and_then(|it| serde_json::from_str::<Value>(it).ok());
    let parsed = parsed.filter(Value::is_object);
    let original = match &parsed {
        Some(parsed) => original.inside(parsed),
        None => original,
    };
    if text.is_some() && parsed.is_none() && !is_address(text.as_deref()) {
        return None;
    }
    let mut found = sent(&original, defaults, sink);
    if original.get("method").is_none() {
        found.method.clone_from(&request.method);
    }
    let url = found.url.filter(|it| super::url::fault(&it.base).is_none());
    let mut found = Sent {
        url: url.unwrap_or_else(|| request.url.clone()),
        method: found.method,
        headers: found.headers,
        body: found.body,
    };
    found.body = bodies::prune(found.body, &found.method, defaults.sends_all);
    Some(found)
}
