//! The responses that a Postman collection has saved, each with the request that it came to.
//!
//! - In: a collection of version 2.0 or 2.1, with its folders.
//! - Out: an exchange for each saved response that names its request and its status.
//!
//! Source: the Postman Collection Format 2.1.0, `response` and `originalRequest`.

use serde_json::{Map, Value};
use url::Url;

use crate::diagnostic::Place;
use crate::document::Document;
use crate::pointer::Pointer;

use super::exchange::{Body, Exchange, Message, Recording, plain_media_type};

/// Reads what the collection `document` has saved.
pub(super) fn read(document: &Document) -> Recording {
    let mut recording = Recording::default();
    let inner = document.root.get("collection").filter(|it| it.is_object());
    let (at, root) = match inner {
        Some(inner) => (Pointer::root().child("collection"), inner),
        None => (Pointer::root(), &document.root),
    };
    let mut variables = Map::new();
    for variable in list(root, "variable") {
        if let (Some(key), Some(value)) = (text(variable, "key"), variable.get("value")) {
            variables.insert(key.to_owned(), value.clone());
        }
    }
    let mut open = vec![(at.child("item"), root.get("item"))];
    while let Some((at, items)) = open.pop() {
        for (index, item) in items.and_then(Value::as_array).into_iter().flatten().enumerate() {
            let at = at.index(index);
            open.push((at.child("item"), item.get("item")));
            for (index, response) in list(item, "response").enumerate() {
                let at = at.child("response").index(index);
                match exchange(item, response, &variables, document.origins.place(&at)) {
                    Ok(exchange) => recording.exchanges.push(exchange),
                    Err(why) => recording.skip(document, &at, why),
                }
            }
        }
    }
    recording.exchanges.sort_by(|a, b| a.place.cmp(&b.place));
    recording
}

fn exchange(
    item: &Value,
    response: &Value,
    variables: &Map<String, Value>,
    place: Place,
) -> Result<Exchange, String> {
    let own = response.get("originalRequest").filter(|it| it.is_object());
    let request = own.or_else(|| item.get("request")).ok_or("it names no request")?;
    let status = response.get("code").and_then(Value::as_u64).and_then(|it| u16::try_from(it).ok());
    let status = status.filter(|it| (100..600).contains(it)).ok_or("it has no `code`")?;
    let url = request.get("url").ok_or("its request has no `url`")?;
    let raw = url.as_str().or_else(|| text(url, "raw")).map(str::to_owned);
    let raw = raw.or_else(|| joined(url)).ok_or("its request has no `url`")?;
    let raw = fill(&raw, variables);
    let full = if raw.contains("://") { raw } else { format!("http://{raw}") };
    let mut url = Url::parse(&full).map_err(|error| format!("`url` is no address: {error}"))?;
    let query = url.query_pairs().map(|(name, it)| (name.into_owned(), it.into_owned())).collect();
    url.set_query(None);
    let mut sent = message(request, &request_text(request, variables));
    let auth = request.get("auth").or_else(|| item.get("request")?.get("auth"));
    if sent.header("authorization").is_none() {
        sent.headers.extend(auth.and_then(credential));
    }
    Ok(Exchange {
        place,
        date: String::new(),
        method: text(request, "method").unwrap_or("GET").to_ascii_uppercase(),
        url,
        query,
        request: sent,
        status,
        response: message(response, text(response, "body").unwrap_or_default()),
        // What is set for a folder or by an environment isn't saved with a request.
        shows_credentials: false,
    })
}

/// An address that is there in parts alone.
fn joined(url: &Value) -> Option<String> {
    let parts = |key: &str, between: &str| {
        let parts: Vec<&str> = list(url, key).filter_map(Value::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(between))
    };
    let protocol = text(url, "protocol").unwrap_or("http");
    let (host, path) = (parts("host", ".")?, parts("path", "/").unwrap_or_default());
    let query = list(url, "query").filter(|it| it.get("disabled").is_none_or(|it| *it != true));
    let query = query.filter_map(|it| Some((text(it, "key")?, text(it, "value").unwrap_or(""))));
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    Some(format!("{protocol}://{host}/{path}?{query}"))
}

/// The header that `auth` stands for, without what is secret.
fn credential(auth: &Value) -> Option<(String, String)> {
    let header = |name: &str, value: &str| Some((name.to_ascii_lowercase(), value.to_owned()));
    match text(auth, "type")? {
        "bearer" | "oauth2" => header("authorization", "Bearer [redacted]"),
        "basic" => header("authorization", "Basic [redacted]"),
        "apikey" => {
            let said = |name: &str| {
                let listed = list(auth, "apikey").find(|it| text(it, "key") == Some(name));
                let one = auth.get("apikey").and_then(|it| text(it, name));
                listed.and_then(|it| text(it, "value")).or(one)
            };
            let name = said("key").filter(|_| said("in") != Some("query"))?;
            header(name, "[redacted]")
        }
        _ => None,
    }
}

fn request_text(request: &Value, variables: &Map<String, Value>) -> String {
    let raw = request.get("body").and_then(|it| text(it, "raw")).unwrap_or_default();
    fill(raw, variables)
}

fn message(node: &Value, body: &str) -> Message {
    let listed = list(node, "header");
    let pairs = listed.filter_map(|it| Some((text(it, "key")?, text(it, "value")?)));
    let headers: Vec<_> =
        pairs.map(|(name, it)| (name.to_ascii_lowercase(), it.to_owned())).collect();
    let mut message = Message { headers, media_type: String::new(), body: Body::Empty };
    let stated = message.header("content-type").map(plain_media_type);
    let looks_like_json = body.trim_start().starts_with(['{', '[']);
    let guess = || if looks_like_json { "application/json" } else { "" }.to_owned();
    message.media_type = stated.unwrap_or_else(guess);
    message.body = Body::of_text(body, &message.media_type);
    message
}

/// The text with the collection's own variables in place.
fn fill(text: &str, variables: &Map<String, Value>) -> String {
    let mut text = text.to_owned();
    for (name, value) in variables {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let variable = format!("{{{{{name}}}}}");
        // Variables within variables may double each time.
        let grows = text.matches(&variable).count().saturating_mul(value.len());
        if grows <= 1 << 20 && text.len() <= 1 << 24 {
            text = text.replace(&variable, &value);
        }
    }
    text.replace("{{", "").replace("}}", "")
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}
