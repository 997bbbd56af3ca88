//! Logins, and unified admin: R006, R008, R012, R112 to R116, R259.

use serde_json::{Value, json};

use super::{body_of, keycloak, samples, unknown};
use crate::expertflow_cx::cx::State;
use crate::server::{Reply, Seen};

/// The built-in reason.
const BUILT_IN: &str = "65f0cca2b3d4e5f601020301";

/// R006: some of the errors are wrapped.
pub(super) fn agent_login(request: &Seen) -> Result<Reply, Reply> {
    let login = body_of(request, &["username", "password"], &[])?;
    if login["password"] != keycloak::PASSWORD {
        return Ok(login_refused());
    }
    if login["username"] == "one.too.many" {
        let error = login_error("License check failed", 412, "No seat left");
        return Ok(Reply::json(412, &json!({ "error": error })));
    }
    let mut user = samples::user();
    user["secondarySupervisedTeams"] = json!([]);
    let data = json!({
        "token": "eyJhbGciOi.sample.sig", "refresh_token": "eyJhbGciOi.sample.sig",
        "keycloak_User": user,
    });
    Ok(Reply::json(200, &json!({ "statusCode": 200, "data": data })))
}

pub(super) fn answer(request: &Seen, state: &mut State, rest: &[&str]) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    match (request.method.as_str(), rest) {
        ("POST", ["keycloakLogin"]) => {
            let login = body_of(request, &["username", "password"], &[])?;
            if login["password"] != keycloak::PASSWORD {
                return Ok(login_refused());
            }
            let token = "eyJhbGciOi.sample.sig";
            let login =
                json!({ "token": token, "refresh_token": token, "keycloak_User": samples::user() });
            Ok(Reply::json(200, &login))
        }
        ("GET", ["users"]) => users(request),
        ("POST", ["reasons"]) => create_reason(request, state),
        ("GET" | "DELETE", ["reasons", id]) => reason(request, state, id),
        ("PUT", ["log-level", level]) => {
            request.no_body()?;
            if ["debug", "info", "error"].contains(level) {
                let msg = format!("log level updated to: {level}");
                return Ok(Reply::json(200, &json!({ "msg": msg })));
            }
            let list = "[debug,info,error]";
            let msg = format!("log level {level} is not in the defined list of log levels {list}");
            Ok(Reply::json(400, &json!({ "msg": msg })))
        }
        _ => Err(unknown(request)),
    }
}

/// The name of the parameter has brackets, and may come more than once; Keycloak knows no role `nobody`.
fn users(request: &Seen) -> Result<Reply, Reply> {
    let (_, query) = request.target.split_once('?').unwrap_or_default();
    let pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    if pairs.is_empty() || pairs.iter().any(|(name, _)| name != "roles[]") {
        return Err(Reply::refuse(400, &format!("{pairs:?}")));
    }
    if pairs.iter().any(|(_, role)| role == "nobody") {
        let error = login_error("An unknown error occurred", 500, "Internal Server Error");
        return Ok(Reply::json(500, &error));
    }
    Ok(Reply::json(200, &json!([samples::user()])))
}

fn create_reason(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    let mut reason = body_of(request, &[], &["name", "description", "type"])?;
    if reason["name"].as_str().is_none_or(str::is_empty) {
        return Ok(Reply::json(400, &json!({ "code": 400, "message": "\"name\" is required" })));
    }
    if state.reasons.iter().any(|it| it["name"] == reason["name"]) {
        let message = "Name Already Exists";
        let error = json!({ "error": "REASON_NAME_CONFLICT", "message": message });
        return Ok(Reply::json(409, &error));
    }
    reason["id"] = json!(format!("65f0cca2b3d4e5f6010203{:02x}", 15 + state.reasons.len()));
    reason["code"] = json!(3 + state.reasons.len());
    state.reasons.push(reason.clone());
    Ok(Reply::json(200, &reason))
}

fn reason(request: &Seen, state: &mut State, id: &str) -> Result<Reply, Reply> {
    request.no_body()?;
    let error =
        |code: u16, message: &str| Reply::json(code, &json!({ "code": code, "message": message }));
    if id.len() != 24 || !id.bytes().all(|it| it.is_ascii_hexdigit()) {
        return Ok(error(400, "Invalid Request Parameter"));
    }
    if id == BUILT_IN && request.method == "DELETE" {
        let message = "Default reason code cannot be deleted";
        return Ok(Reply::json(405, &json!({ "error": "NOT_ALLOWED", "message": message })));
    }
    let Some(index) = state.reasons.iter().position(|it| it["id"] == id) else {
        return Ok(error(404, "Not Found"));
    };
    if request.method == "GET" {
        return Ok(Reply::json(200, &state.reasons[index]));
    }
    state.reasons.remove(index);
    // A word where errors have the status.
    Ok(Reply::json(200, &json!({ "code": "Deleted", "message": "Deleted Successfully" })))
}

/// `@LoginRefused`
fn login_refused() -> Reply {
    let message = "Error occurred while fetching user access token";
    Reply::json(401, &login_error(message, 401, "Invalid user credentials"))
}

fn login_error(message: &str, status: u16, reason: &str) -> Value {
    json!({ "error_message": message, "error_detail": { "status": status, "reason": reason } })
}
