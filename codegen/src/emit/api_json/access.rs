//! Where requests go, with which credentials, and how often.

use serde_json::{Map, Value, json};

use crate::emit::client::place_words;
use crate::ir::{Api, Auth, AuthKind, Flow, NamedServer, Retry, Server, ServerVariable};

use super::object::Object;

pub(super) fn server(api: &Api, server: &Server) -> Value {
    let variable = |it: &ServerVariable| {
        let ServerVariable { name, wire, default, choices, docs: _, example: _ } = it;
        let mut out = Object::new();
        out.put("name", name.as_str());
        out.put("wire", wire.as_str());
        out.put_some("default", default.as_deref());
        out.put_some("choices", choices.map(|id| api.def(id).name.as_str()));
        Value::from(out)
    };
    let mut out = Object::new();
    out.put("name", server.name.as_str());
    out.put("url", server.url.as_str());
    out.put_all("variables", server.variables.iter().map(variable).collect::<Vec<_>>());
    out.into()
}

pub(super) fn named_server(server: &NamedServer) -> Value {
    let NamedServer { name, constant: _, url, docs: _, variables } = server;
    let variable = |(wire, default): &(String, Option<String>)| {
        let mut out = Object::new();
        out.put("wire", wire.as_str());
        out.put_some("default", default.as_deref());
        Value::from(out)
    };
    let mut out = Object::new();
    out.put("name", name.as_str());
    out.put("url", url.as_str());
    out.put_all("variables", variables.iter().map(variable).collect::<Vec<_>>());
    out.into()
}

pub(super) fn retry(retry: &Retry) -> Value {
    let Retry { max_retries, max_wait, statuses, refusals, codes } = retry;
    let mut out = Object::new();
    out.put_some("max_retries", max_retries.map(Value::from));
    out.put_some("max_wait", max_wait.map(Value::from));
    out.put_some("statuses", statuses.clone());
    out.put_some("refusals", refusals.clone());
    let codes = codes.iter().map(|(code, it)| (code.clone(), Value::from(*it)));
    out.put_all("codes", codes.collect::<Map<_, _>>());
    out.into()
}

pub(super) fn credential(it: &Auth) -> Value {
    let Auth { wire, name, constant: _, kind, source, grants, flows, discovery, docs } = it;
    let mut out = Object::new();
    out.put("name", name.as_str());
    out.put("wire", wire.as_str());
    out.put("kind", auth(kind));
    out.put_some("source", source.as_deref());
    out.put_all("grants", grants.iter().map(|it| it.name.as_str()).collect::<Vec<_>>());
    out.put_all("flows", flows.iter().map(flow).collect::<Map<_, _>>());
    out.put_some("discovery", discovery.as_deref());
    out.put_on("deprecated", docs.deprecated);
    out.into()
}

fn flow(flow: &Flow) -> (String, Value) {
    let Flow { name, authorization_url, token_url, refresh_url, scopes } = flow;
    let mut out = Object::new();
    out.put_some("authorization_url", authorization_url.as_deref());
    out.put_some("token_url", token_url.as_deref());
    out.put_some("refresh_url", refresh_url.as_deref());
    out.put_all("scopes", self::scopes(scopes));
    ((*name).to_owned(), out.into())
}

/// Names of scopes, whose order says nothing.
pub(super) fn scopes(names: &[String]) -> Value {
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_unstable();
    json!(names)
}

fn auth(kind: &AuthKind) -> String {
    match kind {
        AuthKind::ApiKey { place, name } => format!("{name} in the {}", place_words(*place)),
        AuthKind::Bearer => "bearer".to_owned(),
        AuthKind::Basic => "basic".to_owned(),
        AuthKind::Http { scheme } => format!("http {scheme}"),
        AuthKind::OAuth2 => "oauth2".to_owned(),
        AuthKind::OpenIdConnect => "openIdConnect".to_owned(),
    }
}
