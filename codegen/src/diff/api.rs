//! The API as a whole: servers, credentials, webhooks.

use std::collections::BTreeMap;

use serde_json::Value;

use super::context::{Context, Owner, Spot};
use super::effect::Direction;
use super::manifest::{Credential, Server, Webhook};
use super::rules::api as rules;
use super::rules::responses as webhook_rules;
use super::rules::values as value_rules;
use super::values::{self, Of};
use crate::pointer::Pointer;

pub(super) fn compare(cx: &mut Context<'_>) {
    let (one, other) = (cx.base, cx.revision);
    let at = Spot::api("API");
    let version = at.below(" version", &["info", "version"]);
    let title = at.below(" title", &["info", "title"]);
    let texts = [
        (&version, &rules::API_VERSION_CHANGED, &one.version, &other.version),
        (&title, &rules::API_TITLE_CHANGED, &one.title, &other.title),
        (&at, &rules::PACKAGE_RENAMED, &one.package, &other.package),
    ];
    for (at, rule, one, other) in texts {
        if one != other {
            cx.say(at, rule, &[&at.label, one, other]);
        }
    }
    if one.retry != other.retry {
        cx.say(&at, &rules::RETRY_SETTINGS_CHANGED, &[]);
    }
    servers(cx);
    credentials(cx);
    webhooks(cx);
}

fn servers(cx: &mut Context<'_>) {
    let (one, other) = (&cx.base.servers, &cx.revision.servers);
    let of = |it: &Server| Spot::api("API").below(&format!(" server {}", it.name), &["servers"]);
    let pairs = server_pairs(one, other);
    for (server, n) in other.iter().zip(&pairs) {
        let Some(old) = n.and_then(|it| one.get(it)) else {
            let at = of(server).added();
            cx.say(&at, &rules::SERVER_ADDED, &[&server.name, &server.url]);
            continue;
        };
        if old.name != server.name {
            cx.say(&of(old), &rules::SERVER_RENAMED, &[&old.name, &server.name]);
        }
        same_server(cx, &of(server), old, server);
    }
    for (n, server) in one.iter().enumerate() {
        if !pairs.contains(&Some(n)) {
            let at = of(server).removed();
            cx.say(&at, &rules::SERVER_REMOVED, &[&server.name, &server.url]);
        }
    }
    if let (Some(one), Some(other)) = (&cx.base.default_server, &cx.revision.default_server)
        && one != other
        && pairs.first() != Some(&Some(0))
    {
        // Where it is the same server, that one has moved, which was said.
        let at = Spot::api("API");
        cx.say(&at, &rules::DEFAULT_SERVER_CHANGED, &[&at.label, one, other]);
    }
}

/// For each server of the revision which one of the base it is: by name, and among the rest by URL, each at most once.
fn server_pairs(one: &[Server], other: &[Server]) -> Vec<Option<usize>> {
    let named = |it: &Server| one.iter().position(|old| old.name == it.name);
    let mut pairs: Vec<_> = other.iter().map(named).collect();
    for (n, server) in other.iter().enumerate() {
        if pairs.get(n) == Some(&None) {
            let is_free =
                |(at, old): &(usize, &Server)| old.url == server.url && !pairs.contains(&Some(*at));
            let found = one.iter().enumerate().find(is_free).map(|(at, _)| at);
            pairs.get_mut(n).into_iter().for_each(|it| *it = found);
        }
    }
    pairs
}

fn same_server<'a>(cx: &mut Context<'a>, at: &Spot, one: &'a Server, other: &'a Server) {
    if one.url != other.url {
        cx.say(at, &rules::SERVER_MOVED, &[&other.name, &one.url, &other.url]);
    }
    for (name, it) in &other.variables {
        let Some(old) = one.variables.get(name) else {
            let facts = [&*other.name, name, &it.default];
            cx.say(at, &rules::SERVER_VARIABLE_ADDED, &facts);
            continue;
        };
        if old.default != it.default {
            let facts = [&*other.name, name, &old.default, &it.default];
            cx.say(at, &rules::SERVER_VARIABLE_DEFAULT_CHANGED, &facts);
        }
        let at = at.below(&format!(" variable {name}"), &["variables", name]);
        if it.name.is_some() {
            cx.renamed(&at, "argument", old.name.as_ref(), it.name.as_ref());
        }
        choices(cx, &at, old.choices.as_deref(), it.choices.as_deref());
    }
    for name in one.variables.keys().filter(|it| !other.variables.contains_key(*it)) {
        cx.say(at, &rules::SERVER_VARIABLE_REMOVED, &[&other.name, name]);
    }
}

/// What values a variable of a server has: those of an enum, or any text.
fn choices<'a>(cx: &mut Context<'a>, at: &Spot, one: Option<&'a str>, other: Option<&'a str>) {
    let (base, revision) = (one.unwrap_or("String"), other.unwrap_or("String"));
    if base != revision {
        let of = |ty| Of { ty, form: &Value::Null, schema: &Value::Null };
        values::compare(cx, at, of(base), of(revision), &value_rules::TYPE_NAME_CHANGED);
    }
}

fn credentials(cx: &mut Context<'_>) {
    let by_wire = |all: &'_ [Credential]| {
        all.iter().map(|it| (it.wire.clone(), it.clone())).collect::<BTreeMap<_, _>>()
    };
    let (one, other) = (by_wire(&cx.base.credentials), by_wire(&cx.revision.credentials));
    let of = |wire: &str| {
        let tokens = ["components", "securitySchemes", wire];
        Spot::api("API").below(&format!(" credential {wire}"), &tokens)
    };
    for (wire, it) in &other {
        match one.get(wire) {
            None => {
                cx.say(&of(wire).added(), &rules::CREDENTIAL_ADDED, &[wire, &it.kind]);
            }
            Some(old) => credential(cx, &of(wire), old, it),
        }
    }
    for (wire, it) in one.iter().filter(|(wire, _)| !other.contains_key(*wire)) {
        cx.say(&of(wire).removed(), &rules::CREDENTIAL_REMOVED, &[wire, &it.kind]);
    }
}

fn credential(cx: &mut Context<'_>, at: &Spot, one: &Credential, other: &Credential) {
    let wire = &*other.wire;
    if one.kind != other.kind {
        cx.say(at, &rules::CREDENTIAL_KIND_CHANGED, &[wire, &one.kind, &other.kind]);
    } else if one.name != other.name {
        cx.say(at, &rules::CREDENTIAL_RENAMED, &[wire, &one.name, &other.name]);
    }
    if one.kind == other.kind {
        cx.renamed(at, "setter of the source", one.source.as_ref(), other.source.as_ref());
        // Where a flow is gone, that says it.
        let is_same = one.flows.keys().eq(other.flows.keys());
        for grant in one.grants.difference(&other.grants).filter(|_| is_same) {
            cx.renamed(at, "grant", Some(grant), None);
        }
    }
    for (name, flow) in &other.flows {
        let at = at.below(&format!(" flow {name}"), &["flows", name]);
        let Some(old) = one.flows.get(name) else {
            cx.say(&at.added(), &rules::OAUTH_FLOW_ADDED, &[wire, name]);
            continue;
        };
        for (key, url) in &flow.urls {
            let old = old.urls.get(key).map_or("none", String::as_str);
            if old != url {
                cx.say(&at, &rules::OAUTH_URL_CHANGED, &[wire, name, key, old, url]);
            }
        }
        for (key, old) in old.urls.iter().filter(|(key, _)| !flow.urls.contains_key(*key)) {
            cx.say(&at, &rules::OAUTH_URL_CHANGED, &[wire, name, key, old, "none"]);
        }
        for scope in flow.scopes.difference(&old.scopes) {
            cx.say(&at, &rules::OAUTH_SCOPE_ADDED, &[wire, name, scope]);
        }
        for scope in old.scopes.difference(&flow.scopes) {
            cx.say(&at, &rules::OAUTH_SCOPE_REMOVED, &[wire, name, scope]);
        }
    }
    for name in one.flows.keys().filter(|it| !other.flows.contains_key(*it)) {
        let at = at.below(&format!(" flow {name}"), &["flows", name]).removed();
        cx.say(&at, &rules::OAUTH_FLOW_REMOVED, &[wire, name]);
    }
}

fn webhooks(cx: &mut Context<'_>) {
    let (one, other) = (&cx.base.webhooks, &cx.revision.webhooks);
    let key = |it: &Webhook| (it.wire.clone(), it.method.clone());
    let by_key = |all: &'_ [Webhook]| {
        all.iter().enumerate().map(|(n, it)| (key(it), n)).collect::<BTreeMap<_, _>>()
    };
    let (old, new) = (by_key(one), by_key(other));
    for it in other {
        let user = cx.user(&format!("webhook {}", it.wire));
        let before = old.get(&key(it)).and_then(|n| one.get(*n));
        let at = webhook(user, before.unwrap_or(it), it);
        let Some(before) = before else {
            cx.say(&at.added(), &webhook_rules::WEBHOOK_ADDED, &[&it.wire]);
            continue;
        };
        if before.name != it.name {
            let facts = [&*it.wire, &before.name, &it.name];
            cx.say(&at, &webhook_rules::WEBHOOK_RENAMED, &facts);
        }
        let of = |ty| Of { ty, form: &Value::Null, schema: &Value::Null };
        let rule = &value_rules::TYPE_NAME_CHANGED;
        values::compare(cx, &at, of(&before.ty), of(&it.ty), rule);
    }
    for it in one.iter().filter(|it| !new.contains_key(&key(it))) {
        let user = cx.user(&format!("webhook {}", it.wire));
        let at = webhook(user, it, it).removed();
        cx.say(&at, &webhook_rules::WEBHOOK_REMOVED, &[&it.wire]);
    }
}

fn webhook(user: usize, one: &Webhook, other: &Webhook) -> Spot {
    let at = |it: &Webhook| it.at.as_deref().and_then(Pointer::parse);
    Spot {
        owner: Owner::User(user, Direction::Response),
        label: format!("webhook {}", other.wire),
        key: format!("webhook {}", one.wire),
        base: at(one),
        revision: at(other),
    }
}
