//! The gateway and the services behind it: sections 3, 4 (open routes), 5 and 8.

mod administration;
mod conversations;
mod files;
mod routing;

use serde_json::{Value, json};

use super::{SERVICE, State, keycloak, messages, samples};
use crate::server::{Reply, Seen};

pub(super) fn answer(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    let segments = request.below("")?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    if !is_open(request, &segments) && !keycloak::is_authorized(request, state) {
        let description = "Bearer token is absent or expired";
        let body = json!({ "error": "invalid_token", "error_description": description });
        return Ok(Reply::json(401, &body));
    }
    match segments.as_slice() {
        ["agent-manager", "agent", "login"] => administration::agent_login(request),
        ["unified-admin", rest @ ..] => administration::answer(request, state, rest),
        ["routing-engine", rest @ ..] => routing::answer(request, rest),
        ["realtime-reports", rest @ ..] => routing::report(request, rest),
        ["ccm", "message", way @ ("receive" | "send")] => message(request, state, way),
        ["ccm", "channel-connectors", rest @ ..] => connectors(request, state, rest),
        ["cim-customer", "customers", rest @ ..] => customers(request, state, rest),
        ["conversation-manager", rest @ ..] => conversations::answer(request, state, rest),
        ["file-engine", "api", rest @ ..] => files::answer(request, state, rest),
        ["secure-link", "verifySecureLink"] => secure_link(request),
        _ => Err(unknown(request)),
    }
}

/// Section 4: the routes that the gateway lets pass without a token.
fn is_open(request: &Seen, segments: &[&str]) -> bool {
    match segments {
        ["agent-manager", "agent", "login"]
        | ["unified-admin", "keycloakLogin"]
        | ["secure-link", "verifySecureLink"]
        | ["ccm", "message", ..] => true,
        ["file-engine", "api", "downloadFileStream"] => request.method == "GET",
        _ => false,
    }
}

fn unknown(request: &Seen) -> Reply {
    Reply::refuse(404, &format!("the sheet has no {}", request.line()))
}

fn refuse(why: impl AsRef<str>) -> Reply {
    Reply::refuse(400, why.as_ref())
}

/// The body, which has these members and no others.
fn body_of(request: &Seen, required: &[&str], optional: &[&str]) -> Result<Value, Reply> {
    request.accepts("application/json")?;
    let body = request.json()?;
    messages::object(&body, "the body", required, optional).map_err(refuse)?;
    Ok(body)
}

/// R014 to R036.
fn message(request: &Seen, state: &mut State, way: &str) -> Result<Reply, Reply> {
    if request.method != "POST" {
        return Err(unknown(request));
    }
    request.query(&[])?;
    request.accepts("application/json")?;
    let message = request.json()?;
    messages::check(&message, way == "send").map_err(refuse)?;
    let has_channel = messages::has_channel(&message);
    match way {
        "receive" if !has_channel => {
            let why = "No channel is registered for the given service identifier";
            Ok(ccm_error(400, "BAD_REQUEST", why))
        }
        "receive" => {
            state.messages.push(message);
            Ok(Reply::empty(202))
        }
        _ if !has_channel => {
            Ok(ccm_error(400, "BAD_REQUEST", "Outbound channel is not configured"))
        }
        _ => {
            let id = message["id"].clone();
            state.sent.push(message);
            let details = json!({ "customer": samples::customer_ref() });
            let response =
                json!({ "id": id, "status": 200, "message": "OK", "additionalDetails": details });
            Ok(Reply::json(200, &response))
        }
    }
}

fn ccm_error(status: u16, message: &str, description: &str) -> Reply {
    let body = json!({ "status": status, "message": message, "description": description });
    Reply::json(status, &body)
}

/// R051 to R056.
fn connectors(request: &Seen, state: &mut State, rest: &[&str]) -> Result<Reply, Reply> {
    let not_found = || Ok(ccm_error(404, "NOT_FOUND", "Channel Connector not found"));
    match (request.method.as_str(), rest) {
        ("GET", []) => {
            request.accepts("application/json")?;
            let query = request.query(&["channelTypeId"])?;
            let is_of = |it: &&Value| {
                let types = &it["channelProviderInterface"]["supportedChannelTypes"];
                let mut types = types.as_array().into_iter().flatten();
                query.get("channelTypeId").is_none_or(|id| types.any(|it| it["id"] == **id))
            };
            Ok(Reply::json(200, &state.connectors.iter().filter(is_of).cloned().collect()))
        }
        ("POST", []) => {
            let connector = connector_of(request)?;
            if state.connectors.iter().any(|it| it["name"] == connector["name"]) {
                return Ok(ccm_error(409, "CONFLICT", "Channel Connector exists already"));
            }
            let mut stored = connector;
            stored["id"] =
                json!(format!("65f0c5a2b3d4e5f6010203{:02x}", 8 + state.connectors.len()));
            state.connectors.push(stored.clone());
            Ok(Reply::json(200, &stored))
        }
        ("PUT", [id]) => {
            let connector = connector_of(request)?;
            let Some(stored) = state.connectors.iter_mut().find(|it| it["id"] == *id) else {
                return not_found();
            };
            *stored = connector;
            stored["id"] = json!(id);
            Ok(Reply::json(200, stored))
        }
        ("DELETE", [id]) => {
            request.no_body()?;
            state.connectors.retain(|it| it["id"] != *id);
            Ok(Reply::empty(200))
        }
        ("GET", ["configurations", identifier]) => {
            request.accepts("application/json")?;
            match state.connectors.first() {
                Some(it) if *identifier == SERVICE => {
                    Ok(Reply::json(200, &it["channelProviderConfigs"]))
                }
                _ => not_found(),
            }
        }
        _ => Err(unknown(request)),
    }
}

/// The channel connector that a request holds, its provider in full and its tenant filled in.
fn connector_of(request: &Seen) -> Result<Value, Reply> {
    let required = ["name", "channelProviderInterface", "channelProviderConfigs", "tenant"];
    let mut connector = body_of(request, &required, &["id"])?;
    let configs = messages::list(&connector["channelProviderConfigs"]).map_err(refuse)?;
    configs.iter().try_for_each(messages::attribute).map_err(refuse)?;
    if connector["channelProviderInterface"]["id"] != samples::PROVIDER {
        return Err(refuse(format!("the provider {}", connector["channelProviderInterface"])));
    }
    connector["channelProviderInterface"] = samples::channel_provider();
    connector["tenant"] = json!({ "id": "t-001", "name": "Acme" });
    Ok(connector)
}

/// R170 and R171: an open object, whose keys come from the customer schema.
fn customers(request: &Seen, state: &mut State, rest: &[&str]) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    let error =
        |status: u16, msg: Value| Reply::json(status, &json!({ "statusCode": status, "msg": msg }));
    match (request.method.as_str(), rest) {
        ("POST", []) => {
            let mut customer = request.json()?;
            let phones = customer["phoneNumber"].as_array().into_iter().flatten();
            if !phones.into_iter().all(|it| it.as_str().is_some_and(|it| it.starts_with('+'))) {
                let validation = "value does not match PhoneNumber";
                let msg = json!({ "attribute": "phoneNumber", "validation": validation });
                return Ok(error(400, json!({ "error": msg })));
            }
            if state.customers.iter().any(|it| it["phoneNumber"] == customer["phoneNumber"]) {
                return Ok(error(409, json!("Customer already exists")));
            }
            customer["_id"] = json!("65f0c1a2b3d4e5f601020304");
            customer["__v"] = json!(0);
            state.customers.push(customer.clone());
            Ok(Reply::json(200, &customer))
        }
        ("GET", [id]) => match state.customers.iter().find(|it| it["_id"] == *id) {
            Some(it) => Ok(Reply::json(200, it)),
            None => Ok(error(404, json!("Customer not found"))),
        },
        _ => Err(unknown(request)),
    }
}

/// R222: what is wrong with a link may come with a 200.
fn secure_link(request: &Seen) -> Result<Reply, Reply> {
    let refused = |status, code: &str, message: &str| {
        Ok(Reply::json(status, &json!({ "reasonCode": code, "message": message })))
    };
    match body_of(request, &["token"], &[])?["token"].as_str() {
        Some("abc123") => {
            Ok(Reply::json(200, &json!({ "channelCustomerIdentifier": "visitor-7781" })))
        }
        Some("plain") => Ok(Reply::text("text/plain", "verified")),
        Some("expired") => refused(200, "LINK_EXPIRED", "The link is no longer valid"),
        _ => refused(400, "INVALID_LINK", "Link not recognised"),
    }
}
