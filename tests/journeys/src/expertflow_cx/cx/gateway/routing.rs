//! The routing engine, and reports of what it does: R130, R136, R141, R261, R266.

use serde_json::json;

use super::{body_of, samples, unknown};
use crate::server::{Reply, Seen};

pub(super) fn answer(request: &Seen, rest: &[&str]) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    request.no_body()?;
    match (request.method.as_str(), rest) {
        ("GET", ["tasks", samples::TASK]) => Ok(Reply::json(200, &samples::task())),
        // Refused with the tasks that wait there.
        ("DELETE", ["precision-queues", samples::QUEUE]) => {
            Ok(Reply::json(409, &json!([samples::task()])))
        }
        ("DELETE", ["precision-queues", "65f0c6a2b3d4e5f60102030a"]) => {
            Ok(done("Successfully deleted"))
        }
        ("GET", ["tasks", _]) | ("DELETE", ["precision-queues", _]) => Ok(not_found()),
        ("DELETE", ["precision-queues", queue, "tasks"]) => {
            let since = request.query(&["enqueuedSince"])?;
            let since = since.get("enqueuedSince").map_or("0", String::as_str);
            let since: Option<i64> = since.parse().ok();
            match (*queue, since) {
                ("Sales Chat", Some(0..)) => Ok(done("Queue Flush request executed successfully.")),
                ("Sales Chat", Some(_)) => {
                    let message = "enqueuedSince must not be negative";
                    Ok(error(400, "error.illegal-argument(s)", message))
                }
                ("Board/Legal", _) => Ok(error(403, "error.access.denied", "Access is denied")),
                (_, None) => Err(unknown(request)),
                _ => Ok(not_found()),
            }
        }
        _ => Err(unknown(request)),
    }
}

pub(super) fn report(request: &Seen, rest: &[&str]) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    match (request.method.as_str(), rest) {
        ("POST", ["queued-chats", "detail"]) => {
            let body = body_of(request, &["teamId", "queues"], &[])?;
            if body != json!({ "teamId": "team-1", "queues": [samples::QUEUE] }) {
                return Ok(Reply::json(200, &json!([])));
            }
            let chat = json!({
                "conversationId": samples::CONVERSATION, "customerName": "Amina Khan",
                "customerLabels": ["VIP"], "channelType": "WEB",
                "waitingSince": "2026-01-01T08:00:00.000Z",
            });
            let queue =
                json!({ "queueId": samples::QUEUE, "queueName": "Sales Chat", "chats": [chat] });
            Ok(Reply::json(200, &json!([queue])))
        }
        ("GET", ["queue", samples::QUEUE, "historical-stats"]) => {
            request.no_body()?;
            let queue = json!({ "queueId": samples::QUEUE, "queueName": "Sales Chat" });
            let stats = json!({ "queue": queue, "averageWaitTime": 32, "averageHandleTime": 240 });
            Ok(Reply::json(200, &stats))
        }
        _ => Err(unknown(request)),
    }
}

/// A success without an object of its own.
fn done(message: &str) -> Reply {
    Reply::json(200, &json!({ "timestamp": samples::NOW, "message": message }))
}

fn error(status: u16, error: &str, message: &str) -> Reply {
    let body = json!({ "timestamp": samples::NOW, "error": error, "message": message });
    Reply::json(status, &body)
}

fn not_found() -> Reply {
    error(404, "error.resource-not-found", "Could not find the resource to act on")
}
