//! Repairs security schemes and what names them.
//!
//! - In: schemes and requirements of any form.
//! - Out: schemes of the four types of OpenAPI 3.0 with the members that each has; `security` names only these. What a transport does by itself (a
//!   client's certificate) is no scheme. An operation none of whose alternatives is left has the document's.
//!   Where no scheme is left, the root says so.
//! - Moves: the flow of the older form.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::{At, Context, Object, at_root, walk};

pub(crate) const PASS: Pass = Pass { name: "repair_security", run };

/// The members that only schemes of some types have.
const MEMBERS: [&str; 6] = ["name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"];

/// The places that an API key may have.
const PLACES: [&str; 3] = ["query", "header", "cookie"];

/// The flows of OAuth 2.0 that there are.
const FLOWS: [&str; 4] = ["implicit", "password", "clientCredentials", "authorizationCode"];

/// The members that only some flows have.
const URLS: [&str; 2] = ["authorizationUrl", "tokenUrl"];

/// The names of the schemes, of those that need nothing of a client, and of those that can't be used.
#[derive(Default)]
struct Schemes {
    known: BTreeSet<String>,
    silent: BTreeSet<String>,
    unusable: BTreeSet<String>,
}

fn run(document: &mut Document, sink: &mut Sink) {
    let mut schemes = Schemes::default();
    at_root(document, sink, |cx, root| {
        let (at, components, key) = (At::root(), "components", "securitySchemes");
        let Some(Value::Object(members)) = root.get_mut(components).and_then(|it| it.get_mut(key))
        else {
            return;
        };
        let at = at.key(components);
        let at = at.key(key);
        let is_described = !members.is_empty();
        members.retain(|name, scheme| {
            let here = at.key(name);
            let Value::Object(object) = scheme else { return false };
            if object.contains_key("$ref") {
                schemes.known.insert(name.clone());
                return true;
            }
            if is_mutual_tls(object) {
                cx.report(&here, findings::security::client_certificate(name));
                schemes.silent.insert(name.clone());
                return false;
            }
            let keep = repair_scheme(cx, &here, object);
            if keep {
                keep_own_members(cx, &here, object);
                schemes.known.insert(name.clone());
            }
            if !keep {
                schemes.unusable.insert(name.clone());
            }
            keep
        });
        if !members.is_empty() {
            return;
        }
        if let Some(Value::Object(components)) = root.get_mut(components) {
            components.shift_remove(key);
        }
        if is_described {
            root.insert(extensions::UNUSABLE_SECURITY.to_owned(), Value::Bool(true));
        }
    });
    walk(document, sink, &mut |cx, at, kind, value| {
        if let (Kind::Root | Kind::Operation, Value::Object(object)) = (kind, value) {
            repair_requirements(cx, at, object, &schemes);
        }
    });
}

/// Whether a scheme is the client's certificate, however its type is written.
fn is_mutual_tls(scheme: &Object) -> bool {
    matches!(plain(text(scheme, "type")).as_str(), "mutualtls" | "mtls")
}

/// In lower case, without what is between words.
fn plain(text: &str) -> String {
    text.to_ascii_lowercase().replace(['-', '_', ' '], "")
}

/// Leaves out what only schemes of another type have.
///
/// Source: OpenAPI 3.0.3, "Security Scheme Object", column "Applies To".
fn keep_own_members(cx: &mut Context<'_>, at: &At<'_>, scheme: &mut Object) {
    let kind = text(scheme, "type").to_owned();
    let is_bearer = text(scheme, "scheme").eq_ignore_ascii_case("bearer");
    let own: &[&str] = match kind.as_str() {
        "apiKey" => &["name", "in"],
        "http" if is_bearer => &["scheme", "bearerFormat"],
        "http" => &["scheme"],
        "oauth2" => &["flows"],
        _ => &["openIdConnectUrl"],
    };
    for key in MEMBERS.iter().filter(|it| !own.contains(it)) {
        if scheme.shift_remove(*key).is_some() {
            cx.report(&at.key(key), findings::members::key_of_another_scheme(key, &kind));
        }
    }
}

fn text<'a>(object: &'a Object, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn repair_scheme(cx: &mut Context<'_>, at: &At<'_>, scheme: &mut Object) -> bool {
    let written = text(scheme, "type").to_owned();
    let (kind, http) = match plain(&written).as_str() {
        "apikey" => ("apiKey", ""),
        "http" => ("http", ""),
        "oauth2" | "oauth" | "oauth2.0" => ("oauth2", ""),
        "openidconnect" | "oidc" => ("openIdConnect", ""),
        "basic" | "basicauth" => ("http", "basic"),
        "bearer" | "jwt" | "token" => ("http", "bearer"),
        _ if scheme.contains_key("flows") || scheme.contains_key("flow") => ("oauth2", ""),
        _ if scheme.contains_key("openIdConnectUrl") => ("openIdConnect", ""),
        _ if scheme.contains_key("scheme") => ("http", ""),
        _ if scheme.contains_key("in") && scheme.contains_key("name") => ("apiKey", ""),
        _ => {
            cx.report(at, findings::security::unknown_type(&written));
            return false;
        }
    };
    if written != kind {
        cx.report(at, findings::security::misspelled_type(&written, kind));
        scheme.insert("type".to_owned(), Value::from(kind));
    }
    if !http.is_empty() {
        scheme.insert("scheme".to_owned(), Value::from(http));
    }
    match kind {
        "apiKey" => api_key(cx, at, scheme),
        "http" => {
            if text(scheme, "scheme").is_empty() {
                let guess = if scheme.contains_key("bearerFormat") { "bearer" } else { "basic" };
                cx.report(at, findings::security::missing_http_scheme(guess));
                scheme.insert("scheme".to_owned(), Value::from(guess));
            }
            true
        }
        "oauth2" => {
            flows(cx, at, scheme);
            true
        }
        _ => {
            scheme.entry("openIdConnectUrl").or_insert(Value::from(""));
            true
        }
    }
}

fn api_key(cx: &mut Context<'_>, at: &At<'_>, scheme: &mut Object) -> bool {
    let place = text(scheme, "in").trim().to_ascii_lowercase();
    if text(scheme, "name").is_empty() || place.is_empty() {
        cx.report(at, findings::security::incomplete_api_key());
        return false;
    }
    if !PLACES.contains(&place.as_str()) {
        let near = cx.sink.most_similar(&place, PLACES);
        cx.report(at, findings::security::unknown_key_place(&place, near));
        return false;
    }
    scheme.insert("in".to_owned(), Value::from(place));
    true
}

fn flows(cx: &mut Context<'_>, at: &At<'_>, scheme: &mut Object) {
    if let Some(Value::String(flow)) = scheme.shift_remove("flow") {
        let mut members = Object::new();
        for key in ["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"] {
            if let Some(value) = scheme.shift_remove(key) {
                members.insert(key.to_owned(), value);
            }
        }
        cx.report(at, findings::security::flow_of_openapi2());
        scheme.entry("flows").or_insert_with(|| json!({ flow: members }));
    }
    let flows = scheme.entry("flows").or_insert_with(|| json!({}));
    let Value::Object(flows) = flows else {
        *flows = json!({});
        return;
    };
    let here = at.key("flows");
    let received = std::mem::take(flows);
    let sound: BTreeSet<String> =
        received.keys().filter(|it| FLOWS.contains(&it.as_str())).cloned().collect();
    for (key, mut flow) in received {
        let now = match key.to_ascii_lowercase().replace(['_', '-'], "").as_str() {
            "implicit" => "implicit",
            "password" => "password",
            "clientcredentials" | "application" | "clientcredential" => "clientCredentials",
            "authorizationcode" | "accesscode" => "authorizationCode",
            _ if key.starts_with("x-") => key.as_str(),
            _ => {
                cx.report(&here.key(&key), findings::security::unknown_flow(&key));
                continue;
            }
        };
        if now != key && (sound.contains(now) || flows.contains_key(now)) {
            let first = cx.place(&here.key(now));
            cx.report(&here.key(&key), findings::members::repeated(&key, now, first));
            continue;
        }
        if let Value::Object(flow) = &mut flow {
            urls(cx, &here.key(&key), now, flow);
        }
        cx.moved(&here.key(&key), &here.key(now));
        flows.insert(now.to_owned(), flow);
    }
}

fn urls(cx: &mut Context<'_>, at: &At<'_>, flow: &str, members: &mut Object) {
    let needed: &[&str] = match flow {
        "implicit" => &["authorizationUrl"],
        "password" | "clientCredentials" => &["tokenUrl"],
        "authorizationCode" => &["authorizationUrl", "tokenUrl"],
        _ => &[],
    };
    for key in URLS.iter().filter(|it| !needed.is_empty() && !needed.contains(it)) {
        if members.shift_remove(*key).is_some() {
            cx.report(&at.key(key), findings::members::key_of_another_flow(key, flow));
        }
    }
    for key in needed {
        if !members.get(*key).is_some_and(Value::is_string) {
            cx.report(at, findings::members::missing_url(key));
            members.insert((*key).to_owned(), Value::from(""));
        }
    }
    if let Some(Value::Array(scopes)) = members.get_mut("scopes") {
        let names =
            std::mem::take(scopes).into_iter().filter_map(|it| it.as_str().map(str::to_owned));
        let scopes = names.map(|it| (it, Value::from(""))).collect();
        members.insert("scopes".to_owned(), Value::Object(scopes));
    }
    // In 3.2.
    members.shift_remove("deviceAuthorizationUrl");
}

/// Names a scheme as it is declared, where only case differs.
fn follow_case(cx: &mut Context<'_>, at: &At<'_>, alternative: &mut Object, schemes: &Schemes) {
    if alternative.keys().all(|it| schemes.known.contains(it)) {
        return;
    }
    for (name, scopes) in std::mem::take(alternative) {
        let mut alike = schemes.known.iter().filter(|it| it.eq_ignore_ascii_case(&name));
        let now = match (alike.next(), alike.next()) {
            (Some(only), None) => only.clone(),
            _ => name.clone(),
        };
        if now != name {
            cx.report(at, findings::security::misspelled_name(&name, &now));
        }
        alternative.insert(now, scopes);
    }
}

fn repair_requirements(cx: &mut Context<'_>, at: &At<'_>, owner: &mut Object, schemes: &Schemes) {
    let Some(Value::Array(alternatives)) = owner.get_mut("security") else { return };
    if alternatives.is_empty() {
        return;
    }
    cx.keep(&at.key("security"), alternatives, |cx, here, it| {
        let Value::Object(alternative) = it else { return false };
        alternative.retain(|name, _| !schemes.silent.contains(name));
        follow_case(cx, here, alternative, schemes);
        let unknown = alternative.keys().find(|it| !schemes.known.contains(*it));
        if let Some(name) = unknown {
            let finding = if schemes.unusable.contains(name) {
                findings::security::unusable_alternative(name)
            } else {
                let known = schemes.known.iter().map(String::as_str);
                findings::security::unknown_scheme(name, cx.sink.most_similar(name, known))
            };
            cx.report(here, finding);
            return false;
        }
        for scopes in alternative.values_mut() {
            if !scopes.is_array() && !scopes.is_string() {
                *scopes = json!([]);
            }
        }
        true
    });
    if alternatives.is_empty() {
        // An empty list would say that no credential is needed.
        owner.shift_remove("security");
    }
}
