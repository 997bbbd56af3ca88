//! The requests of a canonical document as a Postman collection again.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// All but what RFC 3986, section 2.3, calls unreserved.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The values of server variables that the collection leaves to the user.
pub(super) fn environment(canonical: &Value) -> Value {
    let mut values = Map::new();
    let of_root = servers(canonical);
    for (_, _, item, operation) in operations(canonical) {
        for server in of_root.iter().chain(servers(item)).chain(servers(operation)) {
            for (name, variable) in members(&server["variables"]) {
                if variable["x-clientwright-required"] == json!(true) {
                    values.insert(name.clone(), variable["default"].clone());
                }
            }
        }
    }
    Value::Object(values)
}

/// The servers of the document and of its operations, with the defaults of their variables.
pub(super) fn bases(canonical: &Value) -> Vec<String> {
    let of_operations = operations(canonical)
        .flat_map(|(_, _, item, operation)| servers(item).iter().chain(servers(operation)));
    servers(canonical).iter().chain(of_operations).map(filled).collect()
}

/// The names of the requests whose operations have several ways of authenticating.
pub(super) fn varying(canonical: &Value) -> BTreeSet<String> {
    let varies = |it: &Value| it["security"].as_array().is_some_and(|it| it.len() > 1);
    let operations = operations(canonical).filter(|(_, _, _, it)| varies(it));
    let requests = operations.flat_map(|(_, _, _, it)| saved(it));
    requests.filter_map(|it| it["name"].as_str()).map(str::to_owned).collect()
}

/// The requests that an operation stands for.
fn saved(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["x-clientwright-requests"].as_array().into_iter().flatten()
}

/// The collection: an item for each saved request.
pub(super) fn collection(canonical: &Value) -> Value {
    let mut items = Vec::new();
    for (key, method, item, operation) in operations(canonical) {
        let own_path = [operation, item].iter().find_map(|it| it["x-clientwright-path"].as_str());
        let path = own_path.unwrap_or(key);
        let server = [operation, item, canonical].iter().find_map(|it| servers(it).first());
        let security = [operation, canonical].iter().find_map(|it| it["security"].as_array());
        let base = server.map(filled).unwrap_or_default();
        for saved in saved(operation) {
            let mut request = Request {
                url: format!("{}{}", base.trim_end_matches('/'), filled_path(path, saved)),
                query: entries(saved, "query"),
                headers: entries(saved, "header"),
                auth: json!({ "type": "noauth" }),
            };
            let needed = security.and_then(|it| it.first());
            for (name, _) in needed.map(members).into_iter().flatten() {
                request.authenticate(&canonical["components"]["securitySchemes"][name]);
            }
            items.push(json!({
                "name": saved["name"],
                // Else newman would take the bodies of `GET` away.
                "protocolProfileBehavior": { "disableBodyPruning": true },
                "request": request.finish(method, saved, &operation["requestBody"]["content"]),
            }));
        }
    }
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    json!({ "info": { "name": "exported", "schema": schema }, "item": items })
}

/// A request on its way to an item.
struct Request {
    url: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    auth: Value,
}

impl Request {
    fn authenticate(&mut self, scheme: &Value) {
        let name = scheme["name"].as_str().unwrap_or_default().to_owned();
        let secret = "secret".to_owned();
        match (scheme["type"].as_str(), scheme["in"].as_str(), scheme["scheme"].as_str()) {
            (Some("apiKey"), Some("query"), _) => self.query.push((name, secret)),
            (Some("apiKey"), _, _) => self.headers.push((name, secret)),
            (_, _, Some("basic")) => self.auth = json!({ "type": "basic", "basic": [] }),
            (Some("http"), _, Some(scheme)) if scheme != "bearer" => {
                self.headers.push(("Authorization".to_owned(), format!("{scheme} {secret}")));
            }
            _ => self.auth = json!({ "type": "bearer", "bearer": [] }),
        }
    }

    fn finish(mut self, method: &str, saved: &Value, content: &Value) -> Value {
        let body = body(saved, content, &mut self.headers);
        let pair =
            |(name, value): &(String, String)| format!("{}={}", encoded(name), encoded(value));
        let query: Vec<String> = self.query.iter().map(pair).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        let header = |(key, value)| json!({ "key": key, "value": value });
        let mut request = json!({
            "method": method.to_ascii_uppercase(),
            "url": format!("{}{mark}{}", self.url, query.join("&")),
            "auth": self.auth,
            "header": self.headers.into_iter().map(header).collect::<Vec<_>>(),
        });
        if let Some(body) = body {
            request["body"] = body;
        }
        request
    }
}

/// Key, method, path item and operation.
fn operations(canonical: &Value) -> impl Iterator<Item = (&str, &str, &Value, &Value)> {
    members(&canonical["paths"]).flat_map(|(key, item)| {
        let methods = members(item).filter(|(it, _)| METHODS.contains(&it.as_str()));
        methods.map(move |(method, operation)| (key.as_str(), method.as_str(), item, operation))
    })
}

fn members(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

fn servers(of: &Value) -> &[Value] {
    of["servers"].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The URL of a server with the defaults of its variables.
fn filled(server: &Value) -> String {
    let url = server["url"].as_str().unwrap_or_default().to_owned();
    members(&server["variables"]).fold(url, |url, (name, variable)| {
        url.replace(&format!("{{{name}}}"), variable["default"].as_str().unwrap_or_default())
    })
}

fn filled_path(path: &str, saved: &Value) -> String {
    let path = path.split('#').next().unwrap_or_default().to_owned();
    entries(saved, "path")
        .into_iter()
        .fold(path, |path, (name, value)| path.replace(&format!("{{{name}}}"), &encoded(&value)))
}

/// What a request sends in one place, a repeated name once for each value.
fn entries(saved: &Value, place: &str) -> Vec<(String, String)> {
    let parameters = saved["parameters"].as_array().into_iter().flatten();
    let here = parameters.filter(|it| it["in"] == place);
    here.flat_map(|it| repeated(it["name"].as_str().unwrap_or_default(), &it["value"])).collect()
}

fn repeated(name: &str, value: &Value) -> Vec<(String, String)> {
    let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    values.iter().map(|it| (name.to_owned(), text(it))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, STRICT).to_string()
}

/// The body, and the header that says what it is.
fn body(saved: &Value, content: &Value, headers: &mut Vec<(String, String)>) -> Option<Value> {
    let kind = saved["mediaType"].as_str()?;
    let value = &saved["body"];
    match kind {
        "application/x-www-form-urlencoded" => {
            let field = |(key, value)| json!({ "key": key, "value": value, "type": "text" });
            let fields = members(value).flat_map(|(name, it)| repeated(name, it));
            let fields: Vec<Value> = fields.map(field).collect();
            Some(json!({ "mode": "urlencoded", "urlencoded": fields }))
        }
        "multipart/form-data" => {
            let encoding = &content[kind]["encoding"];
            let values = |(name, it): (&String, &Value)| -> Vec<Value> {
                let all = it.as_array().map_or(std::slice::from_ref(it), Vec::as_slice);
                all.iter().map(|it| part(name, it, &encoding[name]["contentType"])).collect()
            };
            let parts: Vec<Value> = members(value).flat_map(values).collect();
            Some(json!({ "mode": "formdata", "formdata": parts }))
        }
        _ => {
            headers.push(("Content-Type".to_owned(), kind.to_owned()));
            match saved.get("body") {
                None => Some(json!({ "mode": "file", "file": { "src": "file" } })),
                Some(Value::String(text)) if !kind.ends_with("json") => {
                    Some(json!({ "mode": "raw", "raw": text }))
                }
                Some(value) => Some(json!({ "mode": "raw", "raw": value.to_string() })),
            }
        }
    }
}

fn part(name: &str, value: &Value, kind: &Value) -> Value {
    match value.get("file") {
        Some(file) => json!({ "key": name, "type": "file", "src": file }),
        None => json!({ "key": name, "type": "text", "value": text(value), "contentType": kind }),
    }
}
