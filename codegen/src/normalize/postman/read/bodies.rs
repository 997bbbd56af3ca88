//! Bodies of requests.

use super::entries;
use super::spot::Spot;
use crate::diagnostic::{Sink, findings};
use crate::normalize::postman::collection::{Body, Entry};

/// The methods whose body Postman doesn't send, unless `disableBodyPruning` is set.
const BODILESS: [&str; 5] = ["GET", "HEAD", "COPY", "PURGE", "UNLOCK"];

/// The body that a request of version 2 sends; `None` where there is nothing in it.
pub(super) fn body(request: &Spot<'_>, headers: &[Entry], sink: &mut Sink) -> Option<Body> {
    let body = request.get("body")?;
    if body.is_off() {
        return None;
    }
    if let Some(text) = body.text() {
        return raw(text, None, headers, &body);
    }
    let mode = body.word_of(&["mode"]).map(|it| it.to_ascii_lowercase());
    let mode = mode.or_else(|| guess(&body)).unwrap_or_default();
    let part = body.get(&mode);
    match mode.as_str() {
        "raw" => {
            let part = part?;
            let options = body.get("options").and_then(|it| it.get("raw"));
            raw(part.any_text()?, options.and_then(|it| language(&it)), headers, &part)
        }
        "urlencoded" => filled(entries::fields(&part?, sink)).map(Body::UrlEncoded),
        "formdata" => filled(entries::fields(&part?, sink)).map(Body::FormData),
        // Which file is sent is chosen later, often enough.
        "file" | "binary" => Some(Body::File),
        "graphql" => graphql(&part?),
        "" | "none" => None,
        other => {
            body.report(sink, findings::postman::body_of_mode(other));
            None
        }
    }
}

/// The mode of a body that states none.
fn guess(body: &Spot<'_>) -> Option<String> {
    let known = ["raw", "urlencoded", "formdata", "graphql", "file"];
    known.iter().find(|it| body.get(it).is_some()).map(|it| (*it).to_owned())
}

/// The body that a request of version 1.0 sends: `dataMode` says where it is.
pub(super) fn old(request: &Spot<'_>, headers: &[Entry], sink: &mut Sink) -> Option<Body> {
    if request.is_set("dataDisabled") {
        return None;
    }
    let data = request.get("data");
    let text = request.get("rawModeData");
    let mode = request.word_of(&["dataMode"]).unwrap_or_else(|| {
        let is_form = text.is_none() && data.as_ref().is_some_and(Spot::is_list);
        if is_form { "params" } else { "raw" }.to_owned()
    });
    match mode.as_str() {
        "urlencoded" => filled(entries::fields(&data.or(text)?, sink)).map(Body::UrlEncoded),
        "params" | "formdata" => filled(entries::fields(&data.or(text)?, sink)).map(Body::FormData),
        "binary" | "file" => Some(Body::File),
        "graphql" => graphql(&request.get("graphqlModeData").or(text).or(data)?),
        _ => {
            let lines = text.as_ref().and_then(|it| it.items().into_iter().next());
            let data = data.filter(|it| it.text().is_some());
            let spot = lines.or(text.filter(|it| !it.is_list())).or(data)?;
            let options = request.get("dataOptions").and_then(|it| it.get("raw"));
            raw(spot.any_text()?, options.and_then(|it| language(&it)), headers, &spot)
        }
    }
}

/// The body as far as the method sends it.
pub(super) fn prune(body: Option<Body>, method: &str, sends_all: bool) -> Option<Body> {
    body.filter(|_| sends_all || !BODILESS.contains(&method))
}

fn raw(text: String, language: Option<String>, headers: &[Entry], spot: &Spot<'_>) -> Option<Body> {
    if text.trim().is_empty() {
        return None;
    }
    // `text` is what Postman says before anyone has chosen; a header is written by someone.
    let language = match language {
        Some(it) if it != "text" => Some(it),
        default => content_language(headers).map(ToOwned::to_owned).or(default),
    };
    Some(Body::Raw { text, language, at: spot.at.clone() })
}

fn graphql(spot: &Spot<'_>) -> Option<Body> {
    let query = spot.get("query").unwrap_or_else(|| spot.clone());
    let variables = spot.get("variables").and_then(|it| it.any_text()).unwrap_or_default();
    let variables = if variables.trim().is_empty() { String::new() } else { variables };
    let text = query.text().filter(|it| !it.trim().is_empty())?;
    let operation = spot.text_of("operationName").filter(|it| !it.trim().is_empty());
    Some(Body::GraphQl { query: text, variables, operation, at: query.at })
}

fn language(options: &Spot<'_>) -> Option<String> {
    options.word_of(&["language"]).map(|it| it.to_ascii_lowercase())
}

/// The language that the header `Content-Type` stands for.
pub(super) fn content_language(headers: &[Entry]) -> Option<&'static str> {
    let is_type = |it: &&Entry| !it.disabled && it.key.eq_ignore_ascii_case("content-type");
    let value = headers.iter().find(is_type)?.value.as_deref()?.to_ascii_lowercase();
    let known = ["json", "xml", "html", "javascript"];
    known.into_iter().find(|it| value.contains(it)).or(value.contains("text/").then_some("text"))
}

fn filled(entries: Vec<Entry>) -> Option<Vec<Entry>> {
    (!entries.is_empty()).then_some(entries)
}
