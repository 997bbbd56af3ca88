//! Turns security definitions into security schemes.
//!
//! - In: `components/securitySchemes` whose entries have the form of 2.0: `basic`, `apiKey`, `oauth2` with one `flow`.
//! - Out: `http`, `apiKey`, `oauth2` with `flows`. Entries that have the form of 3.0 already stay, as do unknown types.
//! - Moves: the parts of an OAuth 2 flow.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::swagger2::walk::{Object, insert_at, is_pending, members};
use crate::pointer::Pointer;

/// See the module.
pub(super) const PASS: Pass = Pass { name: "secure", run };

/// A flow of OAuth 2: its key in 3.0, and whether it has an authorization and a token endpoint.
#[derive(Clone, Copy)]
struct Flow {
    key: &'static str,
    has_authorization: bool,
    has_token: bool,
}

const IMPLICIT: Flow = Flow { key: "implicit", has_authorization: true, has_token: false };
const PASSWORD: Flow = Flow { key: "password", has_authorization: false, has_token: true };
const APPLICATION: Flow =
    Flow { key: "clientCredentials", has_authorization: false, has_token: true };
const ACCESS_CODE: Flow =
    Flow { key: "authorizationCode", has_authorization: true, has_token: true };

fn run(document: &mut Document, sink: &mut Sink) {
    if !is_pending(document) {
        return;
    }
    let at = Pointer::root().child("components").child("securitySchemes");
    let Some(mut schemes) = at.get_mut(&mut document.root).map(Value::take) else { return };
    for (at, scheme) in members(&at, &mut schemes) {
        if let Some(scheme) = scheme.as_object_mut() {
            convert(document, &at, scheme, sink);
        }
    }
    if let Some(slot) = at.get_mut(&mut document.root) {
        *slot = schemes;
    }
}

fn convert(document: &mut Document, at: &Pointer, scheme: &mut Object, sink: &mut Sink) {
    let kind = scheme.get("type").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    match kind.as_str() {
        "basic" => {
            let mut converted = Object::new();
            converted.insert("type".to_owned(), json!("http"));
            converted.insert("scheme".to_owned(), json!("basic"));
            scheme.shift_remove("type");
            converted.extend(std::mem::take(scheme));
            *scheme = converted;
        }
        "apikey" => {
            scheme.insert("type".to_owned(), json!("apiKey"));
        }
        "oauth2" => {
            scheme.insert("type".to_owned(), json!("oauth2"));
            if !scheme.contains_key("flows") {
                gather_flow(document, at, scheme, sink);
            }
        }
        _ => {}
    }
}

fn gather_flow(document: &mut Document, at: &Pointer, scheme: &mut Object, sink: &mut Sink) {
    let named = scheme.shift_remove("flow");
    let urls = [scheme.shift_remove("authorizationUrl"), scheme.shift_remove("tokenUrl")];
    let flow = flow_of(named.as_ref(), &urls);
    let Some(flow) = flow else {
        scheme.shift_remove("scopes");
        scheme.insert("flows".to_owned(), json!({}));
        let name = named.as_ref().and_then(Value::as_str);
        return document.report(sink, at, findings::security::no_flow(name));
    };
    let flow_at = at.child("flows").child(flow.key);
    document.origins.moved(at, &flow_at);
    let mut members = Object::new();
    let [authorization, token] = urls;
    for (key, url, is_needed) in [
        ("authorizationUrl", authorization, flow.has_authorization),
        ("tokenUrl", token, flow.has_token),
    ] {
        match url {
            Some(url @ Value::String(_)) if is_needed => {
                members.insert(key.to_owned(), url);
            }
            _ if is_needed => {
                document.report(sink, at, findings::security::flow_without_url(flow.key, key));
                members.insert(key.to_owned(), json!(""));
            }
            _ => {}
        }
    }
    let mut scopes = Object::new();
    if let Some(Value::Object(given)) = scheme.shift_remove("scopes") {
        for (scope, description) in given {
            let target = if scope.starts_with("x-") { &mut members } else { &mut scopes };
            target.insert(scope, description);
        }
    }
    members.insert("scopes".to_owned(), Value::Object(scopes));
    let mut flows = Object::new();
    flows.insert(flow.key.to_owned(), Value::Object(members));
    let index = scheme.keys().position(|it| it == "type").map_or(0, |it| it + 1);
    insert_at(scheme, index, "flows", Value::Object(flows));
}

/// The flow by its name in 2.0 or 3.0, or else by the endpoints that it has.
fn flow_of(name: Option<&Value>, urls: &[Option<Value>; 2]) -> Option<Flow> {
    let name = name.and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    match (name.as_str(), urls) {
        ("implicit", _) => Some(IMPLICIT),
        ("password", _) => Some(PASSWORD),
        ("application" | "clientcredentials" | "client_credentials", _) => Some(APPLICATION),
        ("accesscode" | "authorizationcode" | "authorization_code", _)
        | (_, [Some(_), Some(_)]) => Some(ACCESS_CODE),
        (_, [Some(_), None]) => Some(IMPLICIT),
        (_, [None, Some(_)]) => Some(APPLICATION),
        (_, [None, None]) => None,
    }
}
