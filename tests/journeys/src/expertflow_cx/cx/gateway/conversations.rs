//! The conversation manager: R195, R196, R200, R203, R213.

use serde_json::{Value, json};

use super::{body_of, refuse, samples, unknown};
use crate::expertflow_cx::cx::State;
use crate::server::{Reply, Seen};

pub(super) fn answer(request: &Seen, state: &mut State, rest: &[&str]) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    match (request.method.as_str(), rest) {
        ("GET", ["customer-topics", id, "conversation-data"]) => match *id {
            samples::CONVERSATION => Ok(Reply::json(200, &state.conversation_data)),
            _ => Ok(Reply::json(404, &json!({ "message": "Conversation not found" }))),
        },
        ("POST", ["customer-topics", samples::CONVERSATION, "conversation-data"]) => {
            set_data(request, state)
        }
        ("GET", ["customer-topics", samples::CONVERSATION, "past-events"]) => {
            let query = request.query(&["activityType"])?;
            if query.get("activityType").map(String::as_str) != Some("ALL") {
                return Err(refuse(format!("{query:?}")));
            }
            let events = state.messages.iter().enumerate();
            let events = events.map(|(nth, it)| samples::event(nth, it));
            Ok(Reply::json(200, &events.chain([samples::task_event()]).collect()))
        }
        ("PUT", ["customer-topics", "update-past-conversations"]) => {
            body_of(request, &["currentCustomer", "newCustomer"], &[])?;
            let message = "No conversation for this customer";
            // A word where others have a number.
            Ok(Reply::json(404, &json!({ "status": "NOT_FOUND", "message": message })))
        }
        ("POST", ["graphql"]) => search(request),
        _ => Err(unknown(request)),
    }
}

/// At most ten pairs of strings, merged into those there are.
fn set_data(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    let pairs = request.json()?;
    let pairs = pairs.as_object().filter(|it| it.values().all(Value::is_string));
    let pairs = pairs.ok_or_else(|| refuse("no map of strings"))?;
    if pairs.len() > 10 {
        return Ok(Reply::json(400, &json!({ "message": "At most 10 pairs are allowed" })));
    }
    for (key, value) in pairs {
        state.conversation_data[key] = value.clone();
    }
    Ok(Reply::json(200, &state.conversation_data))
}

fn search(request: &Seen) -> Result<Reply, Reply> {
    let body = body_of(request, &["query"], &["variables"])?;
    let query = body["query"].as_str().unwrap_or_default();
    if !query.contains("searchConversations") {
        return Err(refuse(query));
    }
    if query.contains("favouriteColour") {
        let error = json!({
            "message": "Unknown filter key", "locations": [{ "line": 2, "column": 3 }],
        });
        return Ok(Reply::json(200, &json!({ "data": null, "errors": [error] })));
    }
    let doc = json!({
        "id": samples::CONVERSATION, "creationTime": "2026-01-01T08:00:00Z",
        "conversationDirection": "INBOUND", "durationInSeconds": 320,
        "customer": { "_id": "65f0c1a2b3d4e5f601020304", "firstName": "Amina" },
    });
    let page = json!({ "docs": [doc], "totalDocs": 1, "limit": 10, "offset": 0 });
    Ok(Reply::json(200, &json!({ "data": { "searchConversations": page } })))
}
