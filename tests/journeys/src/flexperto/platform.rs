//! Flexperto as its fact sheet has it: sections 2 (keys), 3 (operations), 4 (life of an archive) and 5 (envelope).

use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use crate::server::{Loopback, Reply, Seen, post};

/// The key of an administrator, who may do everything.
pub(crate) const ADMIN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYWRtaW4ifQ.c2VjcmV0";
/// The key of an expert, who has no business with archives and webhooks.
pub(crate) const EXPERT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiZXhwZXJ0In0.c2VjcmV0";

#[derive(Default)]
struct State {
    users: Vec<Value>,
    confirmed: Vec<i64>,
    /// Meetings: id of the moderator's account, and what was asked for.
    meetings: Vec<(String, Value)>,
    archives: Vec<Value>,
    /// Where the file of an available archive is.
    storage: String,
    webhooks: Vec<String>,
}

pub(crate) struct Platform {
    pub(crate) server: Loopback,
    state: Arc<Mutex<State>>,
}

impl Platform {
    pub(crate) async fn start() -> Self {
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        let server = Loopback::start(move |it| answer(it, &mut shared.lock().unwrap())).await;
        Self { server, state }
    }

    /// Keeps the files of archives at another host.
    pub(crate) fn store_at(&self, url: &str) {
        url.clone_into(&mut self.state().storage);
    }

    /// Closes a conference, which leaves an archive in this state.
    pub(crate) fn close_conference(&self, conference: &str, status: &str, check_sum: &str) {
        let mut state = self.state();
        let id = format!("5f4790a3c2a6b7001{:07}", state.archives.len());
        state.archives.push(archive(&id, conference, status, check_sum));
    }

    /// Lets the archive of a conference have another state.
    pub(crate) fn move_on(&self, conference: &str, status: &str) {
        let mut state = self.state();
        let archive = state.archives.iter_mut().find(|it| conference_of(it) == conference);
        archive.unwrap()["status"] = json!(status);
    }

    /// Finishes an archive: its webhooks fire.
    pub(crate) async fn finish(&self, conference: &str) -> Vec<u16> {
        let (delivery, urls) = {
            let mut state = self.state();
            let archive = state.archives.iter_mut().find(|it| conference_of(it) == conference);
            let archive = archive.unwrap();
            archive["status"] = json!("AVAILABLE");
            let data = json!({
                "archive_id": archive["id"],
                "archive_subject": archive["subject"],
                // Prose says that the hash comes along; no sample shows its name.
                "hash": archive["sha256CheckSum"],
            });
            let meta = json!({ "audience": "*", "tenant": "demo", "topic": "archive.available" });
            (json!({ "data": data, "meta": meta }), state.webhooks.clone())
        };
        let mut statuses = Vec::new();
        for url in urls {
            statuses.push(post(&url, &delivery).await);
        }
        statuses
    }

    /// The accounts whose e-mail address is confirmed.
    pub(crate) fn confirmed(&self) -> Vec<i64> {
        self.state().confirmed.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

fn answer(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    let key = request.header("api-key");
    let is_admin = key.as_deref() == Some(ADMIN);
    if !is_admin && key.as_deref() != Some(EXPERT) {
        return Err(Reply::json(401, &json!({ "message": "who are you?" })));
    }
    let segments = request.below("/api/v2")?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let for_admins = matches!(segments.as_slice(), ["communication", it, ..] if *it != "meetings");
    if for_admins && !is_admin {
        return Err(Reply::refuse(403, "only an administrator's key opens this"));
    }
    match (request.method.as_str(), segments.as_slice()) {
        ("GET", ["users", "users"]) => list_users(request, state),
        ("POST", ["users", "users"]) => create_user(request, state),
        ("POST", ["users", "users", id, "confirm"]) => confirm(request, state, id),
        ("POST", ["communication", "meetings", "reserve"]) => reserve(request, state),
        // The second is the other edition's (6.1).
        ("GET", ["communication", "conferences" | "archives", "archives"]) => {
            list_archives(request, state)
        }
        ("GET", ["communication", "archives", "archives", id]) => {
            request.accepts("application/json")?;
            find(state, "id", id).map(|it| Reply::json(200, it))
        }
        ("GET", ["communication", "archives", "archives", id, "download"]) => {
            let storage = state.storage.clone();
            download(find(state, "id", id)?, &storage)
        }
        (
            "POST",
            ["communication", "conferences", "conferences", conference, "archive", "abandon"],
        ) => {
            request.no_body()?;
            find(state, "conference", conference)?["status"] = json!("ABANDONED");
            Ok(Reply::empty(204))
        }
        (
            "POST",
            ["communication", "subscriptions", "subscriptions", "webhook"]
            | ["communication", "notifications", "notifications", "webhook"],
        ) => register(request, state),
        (method, _) => Err(Reply::refuse(404, &format!("{method} {}", request.target))),
    }
}

fn list_users(request: &Seen, state: &State) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    let query = request.query(&["limit", "offset", "role", "email"])?;
    // The query has roles in lower case, the body in upper case (7.10).
    let role = query.get("role").map(|it| json!(it.to_uppercase()));
    let matches = |user: &&Value| {
        query.get("email").is_none_or(|it| user["email"] == **it)
            && role.as_ref().is_none_or(|it| user["roles"].as_array().unwrap().contains(it))
    };
    let users: Vec<&Value> = state.users.iter().filter(matches).collect();
    let mut response = envelope(request, &users, 20)?;
    response["count"] = json!(response["items"].as_array().unwrap().len());
    Ok(Reply::json(200, &response))
}

/// Section 5, with the limit that the server applies, whatever was asked for (7.12).
fn envelope(request: &Seen, all: &[&Value], limit: usize) -> Result<Value, Reply> {
    let offset = request.query_value("offset").unwrap_or_else(|| "0".to_owned());
    let offset: usize = offset.parse().map_err(|_| Reply::refuse(400, "offset"))?;
    let items: Vec<&Value> = all.iter().copied().skip(offset).take(limit).collect();
    Ok(json!({ "items": items, "offset": offset, "limit": limit, "total": all.len() }))
}

fn create_user(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    must_suppress_mails(request)?;
    let mut user = request.json()?;
    for required in ["firstName", "lastName", "password", "email", "roles"] {
        if user[required].is_null() {
            return Err(Reply::refuse(400, required));
        }
    }
    if state.users.iter().any(|it| it["email"] == user["email"]) {
        return Err(Reply::refuse(409, "the e-mail address is taken"));
    }
    user.as_object_mut().unwrap().remove("password");
    user["id"] = json!(53 + state.users.len());
    state.users.push(user.clone());
    Ok(Reply::json(201, &user))
}

fn confirm(request: &Seen, state: &mut State, id: &str) -> Result<Reply, Reply> {
    must_suppress_mails(request)?;
    // The account may come along (3.1).
    if request.no_body().is_err() {
        request.json()?;
    }
    let known = state.users.iter().filter_map(|it| it["id"].as_i64());
    let id = known.into_iter().find(|it| it.to_string() == id);
    state.confirmed.push(id.ok_or_else(|| Reply::refuse(404, "no such account"))?);
    // The response is not documented, so there may well be one.
    Ok(Reply::json(200, &json!({ "confirmed": true })))
}

fn reserve(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    must_suppress_mails(request)?;
    let moderator = request.header("x-user-id").unwrap_or_default();
    let acts_for: Option<i64> = moderator.parse().ok();
    if !state.users.iter().any(|it| acts_for.is_some() && it["id"].as_i64() == acts_for) {
        return Err(Reply::refuse(404, &format!("no expert {moderator:?}")));
    }
    let meeting = request.json()?;
    let Some(invited) = meeting["participants"].as_array() else {
        return Err(Reply::refuse(400, "participants"));
    };
    let link = |nth: usize| format!("https://demo.test.flexperto.com/meet?token=eJw{nth}");
    let participants: Vec<Value> = invited
        .iter()
        .enumerate()
        .map(|(nth, it)| {
            let mut participant = it.clone();
            participant["link"] = json!(link(nth + 1));
            participant["meta"] = json!({});
            participant
        })
        .collect();
    state.meetings.push((moderator, meeting));
    let id = 14 + state.meetings.len();
    Ok(Reply::json(
        200,
        &json!({ "id": id, "moderator": { "link": link(0) }, "participants": participants }),
    ))
}

fn list_archives(request: &Seen, state: &State) -> Result<Reply, Reply> {
    request.accepts("application/json")?;
    request.query(&["limit", "offset"])?;
    // Without the `count` that the list of users has (section 5).
    let archives: Vec<&Value> = state.archives.iter().collect();
    Ok(Reply::json(200, &envelope(request, &archives, 100)?))
}

fn download(archive: &Value, storage: &str) -> Result<Reply, Reply> {
    match archive["status"].as_str() {
        Some("AVAILABLE" | "ABANDONED") => Ok(Reply::redirect(302, storage)),
        status => Err(Reply::refuse(409, &format!("it is {status:?}"))),
    }
}

fn register(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    let webhook = request.json()?;
    let url = webhook["url"].as_str().unwrap_or_default();
    let wanted = json!({ "topic": "archive.available", "audience": "*", "url": url });
    if webhook != wanted || url.is_empty() {
        return Err(Reply::refuse(400, &webhook.to_string()));
    }
    state.webhooks.push(url.to_owned());
    Ok(Reply::empty(201))
}

/// The name is misspelled on the wire; every journey here wants no mail sent.
fn must_suppress_mails(request: &Seen) -> Result<(), Reply> {
    match request.query(&["supressMails"])?.get("supressMails").map(String::as_str) {
        Some("true") => Ok(()),
        other => Err(Reply::refuse(400, &format!("mail would go out: {other:?}"))),
    }
}

fn find<'a>(state: &'a mut State, key: &str, value: &str) -> Result<&'a mut Value, Reply> {
    let is_it = |it: &&mut Value| match key {
        "conference" => conference_of(it) == value,
        _ => it[key] == value,
    };
    state.archives.iter_mut().find(is_it).ok_or_else(|| Reply::refuse(404, "no such archive"))
}

fn conference_of(archive: &Value) -> &str {
    archive["subject"]["conference_id"].as_str().unwrap()
}

fn archive(id: &str, conference: &str, status: &str, check_sum: &str) -> Value {
    let moderator = json!({
        "account_id": "53", "firstname": "Max", "lastname": "Mustermann", "email": "max@example.org",
    });
    let mut participant = moderator.clone();
    participant["permissions"] = json!({ "presenting": true, "publishing": true });
    participant["connection_ids"] = json!([]);
    participant["created_at"] = json!("2020-08-27T11:00:02.153Z");
    participant["updated_at"] = json!("2020-08-27T11:00:02.153Z");
    let guest = json!({
        "permissions": { "presenting": false, "publishing": true },
        "connection_ids": [],
        "created_at": "2020-08-27T11:00:05.000Z",
        "updated_at": "2020-08-27T11:00:05.000Z",
        "account_id": "9001",
    });
    json!({
        "id": id,
        "tenant": "DEMO",
        "sha256CheckSum": check_sum,
        "subject": {
            "conference_id": conference,
            "meta": {
                "tenant": "DEMO",
                "meeting_id": "9999",
                "moderator": moderator,
                "participants": [participant, guest],
                "created_at": "2020-08-27T11:00:00.000Z",
                "updated_at": "2020-08-27T11:45:00.000Z",
                "closed_at": "2020-08-27T11:45:00.000Z",
            },
        },
        "status": status,
        "fileId": "0b1c5a52-7c1e-4a0c-9a58-5f3f0a9d2c11",
        "created_at": "2020-08-27T11:45:01.250Z",
        "updated_at": "2020-08-27T11:46:00.001Z",
    })
}
