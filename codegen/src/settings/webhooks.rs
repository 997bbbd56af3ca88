//! `[webhooks]`: which event a request of the vendor's is, and how it is signed.

use serde_json::Value;

use super::{Setting, Table};
use crate::diagnostic::{Finding, findings};
use crate::http::is_token;
use crate::ir::{EventName, Preset, Signature, Timestamp};

/// The table `[webhooks]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Webhooks {
    /// Where a request says which event it is.
    pub event: Option<Setting<EventName>>,
    /// What requests call an event, and the webhook of the description that it is.
    pub names: Vec<(String, Setting<String>)>,
    /// How requests are signed.
    pub verifier: Option<Setting<Signature>>,
}

impl Webhooks {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let event = table.table("event", read_event).flatten();
        let event = event.map(|value| Setting { value, place: table.place("event") });
        let names = table.table("names", read_names).unwrap_or_default();
        let place = table.place("verifier");
        let is_name = table.peek("verifier").is_some_and(Value::is_string);
        let verifier = if is_name {
            let name = table.string("verifier");
            let like = name.and_then(|it| preset(table, &it));
            like.map(|it| Signature { like: Some(it), ..Signature::default() })
        } else {
            table.table("verifier", read_signature).flatten()
        };
        Self { event, names, verifier: verifier.map(|value| Setting { value, place }) }
    }
}

/// The keys are what requests say, so that any may stand here.
fn read_names(table: &mut Table<'_>) -> Vec<(String, Setting<String>)> {
    table.each(Table::string)
}

fn read_event(table: &mut Table<'_>) -> Option<EventName> {
    let place = table.here();
    let is_said = ["header", "body"].iter().any(|it| table.peek(it).is_some());
    let body = table.string("body").and_then(|it| table.pointer(it, "/type")).map(EventName::Body);
    let header = header(table, "header").map(EventName::Header);
    match (header, body) {
        (Some(one), None) | (None, Some(one)) => Some(one),
        (Some(_), Some(_)) => {
            table.report(place, findings::settings::event_in_two_places());
            None
        }
        (None, None) => {
            if !is_said {
                table.report(place, findings::settings::event_in_no_place());
            }
            None
        }
    }
}

fn preset(table: &mut Table<'_>, name: &Setting<String>) -> Option<Preset> {
    let preset = match name.value.as_str() {
        "stripe" => Preset::Stripe,
        "github" => Preset::GitHub,
        "slack" => Preset::Slack,
        "standard" => Preset::Standard,
        other => {
            table.report(name.place.clone(), findings::settings::unknown_verifier(other));
            return None;
        }
    };
    Some(preset)
}

fn read_signature(table: &mut Table<'_>) -> Option<Signature> {
    let place = table.here();
    let is_said = ["like", "header"].iter().any(|it| table.peek(it).is_some());
    let like = table.string("like").and_then(|it| preset(table, &it));
    let secrets = one_of(table, "secret", &["text", "base64"]);
    let secret_prefix = table.string("secret_prefix");
    let signature = Signature {
        like,
        header: header(table, "header"),
        prefix: table.string("prefix").map(|it| it.value),
        separator: separator(table),
        base64: one_of(table, "encoding", &["hex", "base64"]) == Some("base64"),
        sha512: one_of(table, "hash", &["sha256", "sha512"]) == Some("sha512"),
        base64_secrets: (secrets == Some("base64"))
            .then(|| secret_prefix.map(|it| it.value).unwrap_or_default()),
        payload: table.string("payload").map(|it| it.value),
        timestamp: table.table("timestamp", read_timestamp).flatten(),
        tolerance: tolerance(table),
    };
    if is_said && signature.like.is_none() && signature.header.is_none() {
        return None;
    }
    match problem(&signature) {
        Some(problem) => {
            table.report(place, problem);
            None
        }
        None => Some(signature),
    }
}

/// What the runtime would refuse.
fn problem(signature: &Signature) -> Option<Finding> {
    if signature.like.is_none() && signature.header.is_none() {
        return Some(findings::settings::signature_in_no_place());
    }
    let payload = signature.payload.as_deref();
    if payload.is_some_and(|it| {
        !it.contains("{body}") || it.matches('{').count() != it.matches('}').count()
    }) {
        return Some(findings::settings::payload_without_body());
    }
    let timed = matches!(signature.like, Some(Preset::Stripe | Preset::Slack | Preset::Standard));
    let has_time = timed || signature.timestamp.is_some();
    let signs_time = payload.map_or(timed, |it| it.contains("{timestamp}"));
    (has_time != signs_time).then(findings::settings::time_is_half_said)
}

fn read_timestamp(table: &mut Table<'_>) -> Option<Timestamp> {
    let place = table.here();
    let header = header(table, "header").map(Timestamp::Header);
    let prefix = table.string("prefix").map(|it| Timestamp::Prefix(it.value));
    match (header, prefix) {
        (Some(one), None) | (None, Some(one)) => Some(one),
        (Some(_), Some(_)) | (None, None) => {
            table.report(place, findings::settings::time_in_no_place());
            None
        }
    }
}

/// The name of a header, in lower case.
fn header(table: &mut Table<'_>, key: &str) -> Option<String> {
    let Setting { value, place } = table.string(key)?;
    if is_token(&value) {
        return Some(value.to_ascii_lowercase());
    }
    table.report(place, findings::settings::no_header_name(&value));
    None
}

fn separator(table: &mut Table<'_>) -> Option<char> {
    let one = |it: &Value| {
        let mut letters = it.as_str()?.chars();
        letters.next().filter(|_| letters.next().is_none())
    };
    table.read("separator", "a string of one character", one).map(|it| it.value)
}

fn tolerance(table: &mut Table<'_>) -> Option<u64> {
    table.read("tolerance", "a number of seconds", Value::as_u64).map(|it| it.value)
}

fn one_of(table: &mut Table<'_>, key: &str, words: &[&'static str]) -> Option<&'static str> {
    let Setting { value, place } = table.string(key)?;
    let found = words.iter().find(|it| **it == value).copied();
    if found.is_none() {
        table.report(place, findings::settings::not_one_of(key, words));
    }
    found
}
