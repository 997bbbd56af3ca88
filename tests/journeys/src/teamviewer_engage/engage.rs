//! `TeamViewer` Engage as its fact sheet has it: sections 1 (token), 2 (webhooks), 3 (paging), 4 (schemas), 5 (operations).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use crate::server::{Loopback, Reply, Seen, post};

pub(crate) const TOKEN: &str = "tv+t0ken/s3cret=";
pub(crate) const AGENT: &str = "testuser@chatvisor.com";

#[derive(Default)]
struct State {
    customers: Vec<Value>,
    /// By the customer's id.
    statuses: BTreeMap<String, String>,
    /// By the customer's id, the user in charge or else the team.
    assigned: BTreeMap<String, String>,
    messages: Vec<Value>,
    /// By the rule's id.
    rules: BTreeMap<String, Value>,
    recording: Option<Reply>,
    /// Where an administrator has the three webhooks sent; the last segment is the webhook.
    webhooks: String,
    /// What they have to say: webhook and payload.
    pending: Vec<(&'static str, Value)>,
}

pub(crate) struct Engage {
    pub(crate) server: Loopback,
    state: Arc<Mutex<State>>,
}

impl Engage {
    pub(crate) async fn start() -> Self {
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let server = Loopback::start(move |it| answer(it, &mut shared.lock().unwrap())).await;
        Self { server, state }
    }

    /// Has the webhooks sent below this URL.
    pub(crate) fn send_webhooks_to(&self, url: &str) {
        url.clone_into(&mut self.state().webhooks);
    }

    /// Sends what the webhooks have to say, in order, and returns the statuses.
    pub(crate) async fn deliver(&self) -> Vec<u16> {
        let (pending, url) = {
            let mut state = self.state();
            (std::mem::take(&mut state.pending), state.webhooks.clone())
        };
        let mut statuses = Vec::new();
        for (webhook, payload) in pending {
            statuses.push(post(&format!("{url}/{webhook}"), &payload).await);
        }
        statuses
    }

    /// A customer writes, who becomes unread by that.
    pub(crate) fn customer_writes(&self, id: &str, text: &str) {
        let mut state = self.state();
        let message =
            json!({ "message": text, "type": "MESSAGE", "customerId": id, "emoji": "🙂" });
        state.messages.push(message.clone());
        state.pending.push(("newMessage", message));
        set_status(&mut state, id, "UNREAD");
    }

    /// Someone else made a rule, with what newer versions can do.
    pub(crate) fn put_rule(&self, id: &str, rule: Value) {
        self.state().rules.insert(id.to_owned(), rule);
    }

    /// The one recording there is.
    pub(crate) fn put_recording(&self, file: Reply) {
        self.state().recording = Some(file);
    }

    pub(crate) fn assigned(&self, id: &str) -> Option<String> {
        self.state().assigned.get(id).cloned()
    }

    pub(crate) fn status(&self, id: &str) -> Option<String> {
        self.state().statuses.get(id).cloned()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

/// The token goes in the header or in the query, with every request (section 1).
fn authenticate(request: &Seen) -> Result<(), Reply> {
    let header = request.header("authorization");
    let query = request.query_value("access_token");
    match (header.as_deref(), query.as_deref()) {
        (Some(_), Some(_)) => Err(Reply::refuse(400, "the token is there twice")),
        (Some(it), None) if it.strip_prefix("Bearer ") == Some(TOKEN) => Ok(()),
        (None, Some(TOKEN)) => Ok(()),
        _ => Err(Reply::json(401, &json!({ "error": "Authentication failed" }))
            .with("www-authenticate", "Bearer")),
    }
}

fn answer(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    authenticate(request)?;
    let segments = request.below("/rest/v1")?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["customer", rest @ ..] => customers(request, state, rest),
        ["message", rest @ ..] => messages(request, state, rest),
        ["report", "agent", rest @ ..] => agent_reports(request, rest),
        ["routingrule", rest @ ..] => rules(request, state, rest),
        ["callrecording", id, "download"] => recording(request, state, id),
        ["tenant", "queue"] => queue(request),
        _ => Err(Reply::refuse(404, &request.line())),
    }
}

fn customers(request: &Seen, state: &mut State, rest: &[&str]) -> Result<Reply, Reply> {
    match (request.method.as_str(), rest) {
        ("GET", []) => {
            request.accepts("application/json")?;
            page(request, &[], &state.customers)
        }
        ("POST", []) => {
            request.accepts("application/json")?;
            let mut customer = request.json()?;
            let id = format!("5c593c728b02502bc3f8ff{:02x}", state.customers.len());
            customer["id"] = json!(id);
            state.customers.push(customer.clone());
            set_status(state, &id, "UNREAD");
            Ok(Reply::json(200, &customer))
        }
        ("GET", [id]) => find(state, id).map(|it| Reply::json(200, it)),
        ("PUT", [id, "status"]) => {
            let status = request.json()?;
            find(state, id)?;
            match status.as_str() {
                Some(it @ ("UNREAD" | "UNRESOLVED" | "DONE")) => set_status(state, id, it),
                _ => return Err(Reply::refuse(400, &status.to_string())),
            }
            Ok(Reply::empty(200))
        }
        ("PUT", [id, "assign"]) => {
            request.no_body()?;
            find(state, id)?;
            let query =
                request.query(&["access_token", "The id of the user", "The id of the team"])?;
            let to = match (query.get("The id of the user"), query.get("The id of the team")) {
                (Some(it), None) | (None, Some(it)) => it.clone(),
                _ => return Err(Reply::refuse(400, "a user or a team, never both")),
            };
            state.assigned.insert((*id).to_owned(), to);
            Ok(Reply::empty(200))
        }
        _ => Err(Reply::refuse(404, &request.line())),
    }
}

fn find<'a>(state: &'a State, id: &str) -> Result<&'a Value, Reply> {
    let found = state.customers.iter().find(|it| it["id"] == id);
    found.ok_or_else(|| Reply::refuse(404, "no such customer"))
}

/// Sets the status of a customer, which two of the webhooks report (section 2).
fn set_status(state: &mut State, id: &str, status: &str) {
    let before = state.statuses.insert(id.to_owned(), status.to_owned());
    if before.as_deref() == Some(status) {
        return;
    }
    let last = state.messages.iter().rfind(|it| it["customerId"] == id);
    let conversation = json!({
        "customerId": id,
        "status": status,
        "lastMessage": { "test": last.map_or(&Value::Null, |it| &it["message"]) },
        "url": format!("https://app.chatvisor.com/chat/{id}"),
    });
    let is_new = before.is_none() || (before.as_deref() == Some("DONE") && status == "UNREAD");
    if is_new {
        state.pending.push(("newConversation", conversation.clone()));
    }
    if before.is_some() {
        state.pending.push(("statusChange", conversation));
    }
}

fn messages(request: &Seen, state: &mut State, rest: &[&str]) -> Result<Reply, Reply> {
    match (request.method.as_str(), rest) {
        ("POST", [id]) => {
            let query = request.query(&["access_token", "isExternalId"])?;
            let key = match query.get("isExternalId").map(String::as_str) {
                Some("false") => "id",
                Some("true") => "externalId",
                other => return Err(Reply::refuse(400, &format!("isExternalId: {other:?}"))),
            };
            let customer = state.customers.iter().find(|it| it[key] == *id);
            let customer = customer.ok_or_else(|| Reply::refuse(404, "no such customer"))?;
            let mut message = request.json()?;
            if message["type"].is_null() {
                return Err(Reply::refuse(400, "a message has a type"));
            }
            message["customerId"] = customer["id"].clone();
            state.messages.push(message);
            Ok(Reply::empty(200))
        }
        ("GET", []) => {
            let id = request.query_value("customerId");
            let of = state.messages.iter().filter(|it| it["customerId"].as_str() == id.as_deref());
            page(request, &["customerId"], &of.cloned().collect::<Vec<_>>())
        }
        _ => Err(Reply::refuse(404, &request.line())),
    }
}

/// One page; the members of the pagination object travel alone, its own name never does (section 3).
fn page(request: &Seen, more: &[&str], of: &[Value]) -> Result<Reply, Reply> {
    let names = [&["access_token", "offset", "pageNumber", "pageSize"], more].concat();
    let query = request.query(&names)?;
    let number = |name: &str, default: usize| match query.get(name).map(|it| it.parse()) {
        None => Ok(default),
        Some(Ok(it)) => Ok(it),
        Some(Err(_)) => Err(Reply::refuse(400, name)),
    };
    let (nth, size) = (number("pageNumber", 0)?, number("pageSize", 20)?);
    let skipped = number("offset", 0)? + nth * size;
    let results: Vec<&Value> = of.iter().skip(skipped).take(size).collect();
    Ok(Reply::json(200, &json!({ "page": nth, "results": results })))
}

/// The bodies and responses that the sheet has from the vendor's own page (W3).
fn agent_reports(request: &Seen, rest: &[&str]) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    let body = request.json()?;
    let week = json!({ "grouping": "LAST_7_DAYS" });
    let custom = json!({
        "From Date (unix timestamp in milliseconds)": 1_604_012_400_000_u64,
        "To Date (unix timestamp in milliseconds)": 1_604_185_200_794_u64,
        "grouping": "CUSTOM",
    });
    match (request.method.as_str(), rest) {
        ("POST", []) => {
            let metric = json!({ "metricName": "ONLINE_TIME", "groupBy": "AGENT" });
            if body != json!({ "metrics": [metric], "dateFilter": week }) {
                return Err(Reply::refuse(400, &body.to_string()));
            }
            Ok(Reply::json(
                200,
                &json!({ "results": {
                "2020/10/30": { AGENT: "205" },
                "2020/10/31": { AGENT: "0", "other@chatvisor.com": "86400" },
            } }),
            ))
        }
        ("POST", ["times", "online"]) if body == week || body == custom => {
            let ranges = json!([
                { "start": "2020-10-30T23:00:00.794Z", "end": "2020-10-31T00:30:00.000Z" },
                { "start": "2020-10-31T23:00:00.794Z", "end": "2020-10-31T23:00:01.794Z" },
            ]);
            let times = json!({ "userId": AGENT, "timeRanges": ranges, "sumMinutes": 90 });
            Ok(Reply::json(200, &json!([times])))
        }
        _ => Err(Reply::refuse(400, &format!("{} {body}", request.line()))),
    }
}

fn rules(request: &Seen, state: &mut State, rest: &[&str]) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    match (request.method.as_str(), rest) {
        ("GET", []) => Ok(Reply::json(200, &state.rules.values().cloned().collect())),
        ("GET", [id]) => {
            let rule = state.rules.get(*id).ok_or_else(|| Reply::refuse(404, "no such rule"))?;
            Ok(Reply::json(200, rule))
        }
        ("POST", []) => {
            let mut rule = request.json()?;
            let id = format!("rule-{}", state.rules.len());
            rule["id"] = json!(id);
            rule["active"] = json!(true);
            state.rules.insert(id, rule.clone());
            Ok(Reply::json(200, &rule))
        }
        _ => Err(Reply::refuse(404, &request.line())),
    }
}

fn recording(request: &Seen, state: &mut State, id: &str) -> Result<Reply, Reply> {
    request.accepts("application/octet-stream")?;
    let channel = "(Optional) The channel to download for split recordings";
    let query = request.query(&["access_token", channel])?;
    match (query.get(channel).map(String::as_str), state.recording.take()) {
        (None | Some("0" | "1"), Some(file)) if id == "5c593c9c8b02502bc3f8ffe3" => Ok(file),
        _ => Err(Reply::refuse(404, "no such recording")),
    }
}

/// The body may be missing, which is not the same as an empty list.
fn queue(request: &Seen) -> Result<Reply, Reply> {
    let tenants = match request.no_body() {
        Ok(()) => json!(["all"]),
        Err(_) => request.json()?,
    };
    let tenants = tenants.as_array().ok_or_else(|| Reply::refuse(400, "a list of tenants"))?;
    let status = |it: &Value| json!({ "tenantId": it, "waiting": 3 });
    Ok(Reply::json(200, &tenants.iter().map(status).collect()))
}
