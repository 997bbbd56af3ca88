//! What the canonical document says of the bodies of its operations, as JSON Schemas to judge them by.

use clientwright::internal::canonical::Canonical;
use serde_json::{Map, Value};

use super::message::Message;
use crate::corpus::{Direction, Judge};
use crate::reference::resolved;

/// The methods of OpenAPI 3.0, which are all that other tools know.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The operations of a document.
pub(super) struct Contract {
    pub(super) root: Value,
    /// What clients send: members that are read-only needn't be there.
    sent: Option<Judge>,
    /// What servers send: members that are write-only needn't be there.
    received: Option<Judge>,
}

/// What is wrong with a body: where in it, and how.
pub(super) type Complaint = String;

impl Contract {
    /// The operations of the canonical document.
    pub(super) fn new(canonical: &Canonical) -> Self {
        let root = canonical.root.clone();
        let (mut sent, mut received) = (schemas(&root), schemas(&root));
        for (name, schema, is_sent) in bodies(&root) {
            let schemas = if is_sent { &mut sent } else { &mut received };
            schemas.insert(name, schema);
        }
        let sent = Judge::of_direction(&sent, Direction::Sent);
        let received = Judge::of_direction(&received, Direction::Received);
        Self { root, sent, received }
    }

    /// Judges the body of a request; `None` where it can't be, because it isn't JSON or has no schema.
    pub(super) fn judge_request(
        &self,
        method: &str,
        path: &str,
        sent: &Message,
    ) -> Option<Result<(), Complaint>> {
        let operation = self.operation(method, path)?;
        let body = self.resolved(operation.get("requestBody")?);
        let at = format!("{} {path} request", method.to_lowercase());
        judge(self.sent.as_ref()?, &at, body, sent)
    }

    /// Judges the body of a response; `None` where it can't be.
    pub(super) fn judge_response(
        &self,
        method: &str,
        path: &str,
        status: u16,
        received: &Message,
    ) -> Option<Result<(), Complaint>> {
        // These never have a body, whatever is described (RFC 9110, 6.4.1).
        if matches!(status, 100..=199 | 204 | 205 | 304) || method.eq_ignore_ascii_case("head") {
            return None;
        }
        let operation = self.operation(method, path)?;
        let responses = operation.get("responses")?.as_object()?;
        let class = format!("{}XX", status / 100);
        let keys = [status.to_string(), class, "default".to_owned()];
        let key = keys.iter().find(|it| responses.contains_key(*it))?;
        let response = self.resolved(responses.get(key)?);
        let at = format!("{} {path} {key}", method.to_lowercase());
        judge(self.received.as_ref()?, &at, response, received)
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let method = METHODS.iter().find(|it| it.eq_ignore_ascii_case(method))?;
        self.root.get("paths")?.get(path)?.get(method)
    }

    fn resolved<'a>(&'a self, node: &'a Value) -> &'a Value {
        resolved(&self.root, node)
    }
}

/// Judges by the schema of the media type that the message has.
fn judge(
    judge: &Judge,
    at: &str,
    described: &Value,
    message: &Message,
) -> Option<Result<(), String>> {
    let content = described.get("content")?.as_object()?;
    let own = message.media_type();
    if !is_json(&own) {
        return None;
    }
    let essence = |it: &str| it.split(';').next().unwrap_or_default().trim().to_lowercase();
    let range = format!("{}/*", own.split('/').next().unwrap_or_default());
    let wanted = [own.as_str(), &range, "*/*"];
    let key = wanted.iter().find_map(|wanted| content.keys().find(|it| essence(it) == *wanted))?;
    let name = format!("{at} {key}");
    judge.schema(&name)?;
    let Ok(body) = serde_json::from_str(&message.body) else {
        return Some(Err("it is not JSON".to_owned()));
    };
    Some(if judge.accepts(&name, &body) { Ok(()) } else { Err(judge.complaint(&name, &body)) })
}

pub(super) fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

pub(super) fn schemas(root: &Value) -> Map<String, Value> {
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    schemas.cloned().unwrap_or_default()
}

/// The schema of every body by a name of its own, and whether it is sent.
fn bodies(root: &Value) -> Vec<(String, Value, bool)> {
    let mut all = Vec::new();
    let paths = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    for (path, item) in paths {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let mut add = |what: &str, described: &Value, is_sent| {
                let content = resolved(root, described).get("content").and_then(Value::as_object);
                for (media_type, media) in content.into_iter().flatten() {
                    if let Some(schema) = media.get("schema") {
                        let name = format!("{method} {path} {what} {media_type}");
                        all.push((name, schema.clone(), is_sent));
                    }
                }
            };
            if let Some(body) = operation.get("requestBody") {
                add("request", body, true);
            }
            let responses = operation.get("responses").and_then(Value::as_object);
            for (status, response) in responses.into_iter().flatten() {
                add(status, response, false);
            }
        }
    }
    all
}
