//! Keycloak: section 4, and R001 to R004.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use url::form_urlencoded;

use super::State;
use crate::server::{Reply, Seen};

pub(crate) const CLIENT_SECRET: &str = "cl1ent+secret/=";
pub(crate) const PASSWORD: &str = "p4ss&word=";
const REFRESH_LIFE: u64 = 1800;

pub(super) fn answer(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    let segments = request.below("/auth/realms/expertflow/protocol/openid-connect")?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("POST", ["token"]) => token(request, state),
        ("POST", ["token", "introspect"]) => introspect(request, state),
        _ => Err(Reply::refuse(404, &request.line())),
    }
}

/// The fields of the form, each at most once.
pub(super) fn form(request: &Seen) -> Result<BTreeMap<String, String>, Reply> {
    let media_type = request.header("content-type");
    if media_type.as_deref() != Some("application/x-www-form-urlencoded") {
        return Err(Reply::refuse(415, &format!("a body of {media_type:?}")));
    }
    let mut fields = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(&request.body).into_owned() {
        if let Some(twice) = fields.insert(name.clone(), value) {
            return Err(Reply::refuse(400, &format!("`{name}` is also {twice:?}")));
        }
    }
    Ok(fields)
}

/// Makes an access token and a refresh token.
pub(super) fn issue(state: &mut State) -> (String, String) {
    let number = state.refresh.len() + 1;
    let access = format!("eyJhbGciOiJSUzI1NiJ9.access-{number}.s1g");
    let refresh = format!("eyJhbGciOiJIUzI1NiJ9.refresh-{number}.s1g");
    state.access.insert(access.clone(), state.now + state.life);
    state.refresh.insert(refresh.clone(), state.now + REFRESH_LIFE);
    (access, refresh)
}

/// Whether the request has an access token that is still good.
pub(super) fn is_authorized(request: &Seen, state: &State) -> bool {
    let header = request.header("authorization").unwrap_or_default();
    let token = header.strip_prefix("Bearer ").unwrap_or_default();
    state.access.get(token).is_some_and(|end| state.now < *end)
}

fn token(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    request.query(&[])?;
    request.accepts("application/json")?;
    let mut fields = form(request)?;
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let grant = take("grant_type");
    if (take("client_id").as_str(), take("client_secret").as_str()) != ("cim", CLIENT_SECRET) {
        return Ok(refused(
            401,
            "unauthorized_client",
            "Invalid client or Invalid client credentials",
        ));
    }
    let mut scope = String::new();
    match grant.as_str() {
        "password" => {
            scope = take("scope");
            if (take("username").as_str(), take("password").as_str()) != ("sam.reed", PASSWORD) {
                return Ok(refused(401, "invalid_grant", "Invalid user credentials"));
            }
        }
        "refresh_token" => {
            let end = state.refresh.get(&take("refresh_token"));
            if end.is_none_or(|end| *end <= state.now) {
                return Ok(refused(400, "invalid_grant", "Token is not active"));
            }
        }
        "urn:ietf:params:oauth:grant-type:uma-ticket" => {
            if !is_authorized(request, state) || take("audience") != "cim" {
                return Ok(refused(403, "access_denied", "not_authorized"));
            }
        }
        other => return Err(Reply::refuse(400, &format!("no grant `{other}`"))),
    }
    if !fields.is_empty() {
        return Err(Reply::refuse(400, &format!("{grant} with {:?}", fields.keys())));
    }
    let (access, refresh) = issue(state);
    let mut response = json!({
        "access_token": access, "expires_in": state.life, "refresh_expires_in": REFRESH_LIFE,
        "refresh_token": refresh, "token_type": "Bearer", "not-before-policy": 0,
        "session_state": "0c9d6d0e-2f5f-4d0a-8c59-7b1d8f1b3a10", "scope": "profile email",
    });
    if scope == "openid" {
        response["id_token"] = json!("eyJhbGciOiJSUzI1NiJ9.id.s1g");
    }
    if grant.ends_with("uma-ticket") {
        response["upgraded"] = json!(false);
    }
    Ok(Reply::json(200, &response))
}

fn introspect(request: &Seen, state: &State) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    let fields = form(request)?;
    let names: Vec<&str> = fields.keys().map(String::as_str).collect();
    if names != ["client_id", "client_secret", "grant_type", "token"] {
        return Err(Reply::refuse(400, &format!("{names:?}")));
    }
    let is_active = state.access.get(&fields["token"]).is_some_and(|end| state.now < *end);
    let response: Value = if is_active {
        json!({
            "active": true, "sub": super::AGENT, "preferred_username": "sam.reed",
            "exp": 1_767_226_200, "iat": 1_767_225_900, "azp": "cim",
            "realm_access": { "roles": ["agent"] },
            "authorization": {
                "permissions": [{ "rsid": "c0a1", "rsname": "agent-desk", "scopes": ["view"] }],
            },
        })
    } else {
        json!({ "active": false })
    };
    Ok(Reply::json(200, &response))
}

fn refused(status: u16, error: &str, description: &str) -> Reply {
    Reply::json(status, &json!({ "error": error, "error_description": description }))
}
