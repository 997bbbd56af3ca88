//! `api.json`: the API's manifest, by which two versions of a crate are compared without compiling.
//!
//! - In: the API.
//! - Out: what is public in Rust and what goes over the wire, sorted, a fact a line; `docs/api-json.md` says what each key
//!   means.
//! - Holds: nothing is written that says nothing: what is absent is off, none or unbounded.

mod access;
mod facts;
mod object;
mod operation;
mod paging;
mod parameter;
mod print;
mod response;
mod ty;
mod types;

use serde_json::{Map, Value, json};

use super::Files;
use crate::ir::{Api, Webhook};

use facts::schema;
use object::Object;
use ty::ty;

/// The version of the format.
///
/// It changes when something that is there changes its meaning, or goes; a new key changes nothing.
const FORMAT: u64 = 1;

/// Adds the file.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    let text = print::json(&root(api)) + "\n";
    files.bare("api.json", crate::markdown::seen(text));
}

fn root(api: &Api) -> Value {
    let mut root = Object::new();
    root.put("manifest", FORMAT);
    root.put("package", api.package.as_str());
    root.put("title", api.title.as_str());
    root.put("version", api.version.as_str());
    root.put("servers", api.servers.iter().map(|it| access::server(api, it)).collect::<Vec<_>>());
    root.put("credentials", api.auths.iter().map(access::credential).collect::<Vec<_>>());
    root.put("operations", operations(api));
    root.put("types", types(api));
    root.put("webhooks", api.webhooks.iter().map(|it| webhook(api, it)).collect::<Vec<_>>());
    let named = api.named_servers.iter().map(access::named_server).collect::<Vec<_>>();
    root.put_some("named_servers", (!named.is_empty()).then(|| json!(named)));
    root.put_all("features", features(api));
    root.put_some("retry", api.retry.as_ref().map(access::retry));
    root.into()
}

/// By name those of tags, each with the features that come with it.
fn features(api: &Api) -> Map<String, Value> {
    let needed = |it: Option<&str>| json!(it.into_iter().collect::<Vec<_>>());
    sorted(api.parts().map(|it| (it.name.to_owned(), needed(it.needs))))
}

/// By the handle and the method.
fn operations(api: &Api) -> Map<String, Value> {
    let named = api
        .operations()
        .map(|(group, it)| (api.call(group, &it.name), operation::operation(api, group, it)));
    sorted(named)
}

fn types(api: &Api) -> Map<String, Value> {
    sorted(api.types.iter().map(|it| (it.name.clone(), types::definition(api, it))))
}

fn sorted(members: impl Iterator<Item = (String, Value)>) -> Map<String, Value> {
    let mut members: Vec<_> = members.collect();
    members.sort_by(|a, b| a.0.cmp(&b.0));
    members.into_iter().collect()
}

fn webhook(api: &Api, webhook: &Webhook) -> Value {
    let mut out = Object::new();
    out.put("name", webhook.name.as_str());
    out.put("function", webhook.function.as_str());
    out.put("wire", webhook.wire.as_str());
    out.put("method", webhook.method.as_str());
    out.put("type", ty(api, &webhook.ty));
    out.put_on("deprecated", webhook.docs.deprecated);
    out.put_some("schema", schema(&webhook.facts));
    out.put("at", webhook.pointer.to_string());
    out.into()
}
