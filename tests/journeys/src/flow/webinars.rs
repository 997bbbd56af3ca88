//! FLOW as its fact sheet has it: sections 1 (who needs the secret), 2 (envelope), 3 (operations) and 4 (schemas).

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::server::{Loopback, Reply, Seen};

pub(crate) const SECRET: &str = "flow-s3cret-0a1b2c";
/// The session that is on now.
pub(crate) const SESSION: &str = "sess-4711";
/// A session whose compiled report has the surveys as a map.
pub(crate) const PAST: &str = "sess-0815";
/// Begins with a quote, so that reading it as JSON would fail or cut it short.
pub(crate) const CSV: &str =
    "\"email\",\"First \"\"name\"\"\"\r\n\"max@example.org\",\"Max, Dr.\"\r\n";

#[derive(Default)]
struct State {
    registrants: Vec<Value>,
}

pub(crate) struct Webinars {
    pub(crate) server: Loopback,
}

impl Webinars {
    pub(crate) async fn start() -> Self {
        let state = Arc::<Mutex<State>>::default();
        let server = Loopback::start(move |it| answer(it, &mut state.lock().unwrap())).await;
        Self { server }
    }
}

fn answer(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    let segments = request.below("/api/v1")?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("GET", ["events", "sessions", "public", token]) => {
            if request.header("api-secret").is_some() {
                return Err(Reply::refuse(400, "the secret has no business in a public call"));
            }
            session(token).map(|it| envelope(&it))
        }
        ("POST", ["registrants"]) => {
            // Without a secret it is anybody, with one it must be the right one.
            if request.header("api-secret").is_some() {
                authenticate(request)?;
            }
            register(request, state)
        }
        (method, segments) => {
            authenticate(request)?;
            with_secret(request, state, method, segments)
        }
    }
}

fn authenticate(request: &Seen) -> Result<(), Reply> {
    if request.header("api-secret").as_deref() == Some(SECRET) {
        return Ok(());
    }
    Err(Reply::json(401, &json!({ "code": 401, "message": "Unauthorized" })))
}

fn with_secret(
    request: &Seen,
    state: &mut State,
    method: &str,
    segments: &[&str],
) -> Result<Reply, Reply> {
    if let ["reports", "events", "sessions", "csv", report @ ..] = segments {
        return reports(request, report);
    }
    if method == "GET" {
        request.accepts("application/json")?;
    }
    match (method, segments) {
        ("GET", ["events", "sessions"]) => {
            let query = request.query(&["period", "simple_analytics"])?;
            let mut session = session(SESSION)?;
            match query.get("simple_analytics").map(String::as_str) {
                Some("1") => session["analytics"] = json!({ "visits": 12 }),
                None => {}
                Some(other) => return Err(Reply::refuse(400, other)),
            }
            match query.get("period").map(String::as_str) {
                None | Some("current") => Ok(envelope(&json!([session]))),
                Some("past" | "future") => Ok(envelope(&json!([]))),
                Some(other) => Err(Reply::refuse(400, other)),
            }
        }
        ("GET", ["events", "sessions", token]) => session(token).map(|it| envelope(&it)),
        ("POST", ["event"]) => create_event(request),
        ("GET", ["reports", "events", "sessions", "registrants", SESSION]) => {
            Ok(envelope(&json!(state.registrants)))
        }
        ("GET", ["reports", "events", "sessions", "surveys", PAST]) => {
            Ok(envelope(&json!([{ "id": 12, "name": "Was it good?", "anonymous": true }])))
        }
        ("GET", ["rooms", "lookup", "acc-1"]) => Ok(envelope(&json!([{
            "id": 1, "title": "Lobby", "room_id": 7501, "description": "", "account_token": "acc-1",
            "creator_id": 0, "account_id": 17,
        }]))),
        ("GET", ["rooms", "register", "7501", attendee]) => match attendee
            .split("*_*")
            .collect::<Vec<_>>()[..]
        {
            [email, first, last] => Ok(envelope(&enrol(state, email, first, last, "room-7501"))),
            _ => Err(Reply::refuse(400, attendee)),
        },
        (method, _) => Err(Reply::refuse(404, &format!("{method} {}", request.target))),
    }
}

/// 3.9 and 3.10: CSV, but for the first.
fn reports(request: &Seen, report: &[&str]) -> Result<Reply, Reply> {
    let surveys = match report {
        ["summary", SESSION] => json!(CSV),
        ["summary", PAST] => json!({ "12": CSV, "13": "" }),
        ["registrants" | "attendeeChat" | "operatorChat", SESSION]
        | ["surveyDetail", PAST, "12"] => {
            request.accepts("text/csv")?;
            return Ok(Reply::text("text/csv; charset=utf-8", CSV));
        }
        _ => return Err(Reply::json(404, &json!({ "code": 404, "message": "no such report" }))),
    };
    request.accepts("application/json")?;
    let report = json!({
        "registrants": CSV, "attendeeChat": "", "operatorChat": "", "surveys": surveys,
    });
    Ok(envelope(&report))
}

fn register(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    let body = request.json()?;
    let text = |name: &str| body[name].as_str().ok_or_else(|| Reply::refuse(400, name));
    if text("eventSessionToken")? != SESSION {
        let why = "The session is over.";
        let error = json!({ "code": 4031, "message": "EVENT_CLOSED", "localDescription": why });
        return Err(Reply::json(403, &error));
    }
    let enrolled = enrol(state, text("email")?, text("firstName")?, text("lastName")?, SESSION);
    if body["redirect"] == true {
        return Ok(Reply::redirect(302, enrolled["url"].as_str().unwrap()));
    }
    Ok(envelope(&enrolled))
}

fn enrol(state: &mut State, email: &str, first: &str, last: &str, of: &str) -> Value {
    let known = state.registrants.iter().position(|it| it["email"] == email);
    let (is_new, id) = (known.is_none(), known.unwrap_or(state.registrants.len()) + 1);
    if is_new {
        state.registrants.push(json!({
            "userID": id, "eventSessionID": 3, "email": email, "firstName": first, "lastName": last,
            "token": "tok-9", "role": 0, "micEnabled": 0, "camEnabled": 1, "screenSharingEnabled": 0,
            "entryTime": null, "exitTime": null,
        }));
    }
    json!({
        "url": format!("https://prod.flowapp.com/s/{of}/tok-9/{id}"),
        "token": "tok-9", "date": "2023-01-31", "time": "15:00:00", "timezone": "Europe/Berlin",
        "isNew": is_new, "passCode": null, "id": id,
    })
}

fn create_event(request: &Seen) -> Result<Reply, Reply> {
    let event = request.json()?;
    let expected = json!({
        "published": true, "creatorID": 7, "title": "Launch", "description": "What is new",
        "date": "2024-02-29", "time": "15:00:00", "timezone": "Europe/Berlin",
        "operators": [
            { "id": 7, "role": 10, "micEnabled": true, "camEnabled": true, "screenSharingEnabled": true },
            { "id": 8, "role": 5, "micEnabled": true, "camEnabled": false, "screenSharingEnabled": false },
        ],
        "duration": 1.5, "earlyAccessPeriod": 15, "videoRecord": false, "onDemandReplays": true,
    });
    let refusal =
        json!({ "code": 409, "message": "REFUSED", "localDescription": "Mind the zone." });
    match event["timezone"].as_str() {
        _ if event == expected => Ok(Reply::json(200, &json!({ "code": 200, "message": "OK" }))),
        // Whether a refusal comes with 200 is not known: it may do so or not.
        Some("Mars/Olympus") => Ok(Reply::json(200, &refusal)),
        Some("Mars/Utopia") => Err(Reply::json(409, &refusal)),
        _ => Err(Reply::refuse(400, &event.to_string())),
    }
}

/// 4.1, with the booleans that come as numbers.
fn session(token: &str) -> Result<Value, Reply> {
    if token != SESSION {
        let error = json!({ "code": 404, "message": "NOT_FOUND", "localDescription": token });
        return Err(Reply::json(404, &error));
    }
    Ok(json!({
        "title": "Launch", "description": "What is new", "time": "15:00:00", "date": "2023-01-31",
        "timezone": "Europe/Berlin", "published": 1, "eventToken": "ev-1", "token": SESSION,
        "duration": 1.5, "earlyAccessPeriod": 15, "creator": { "id": 7 }, "createDate": "2023-01-01",
        "refSources": ["newsletter", 3], "operators": [{ "id": 7, "role": 10 }], "accessStatus": 2,
        "videoRecord": 0, "privatizeChat": 1, "hasQnA": true, "useAdvancedQna": false,
        "reminderOne": 24, "reminderTwo": 0.5, "hasRecording": false, "questions": [],
        "onDemandReplays": true, "feedbackQuestions": [{ "text": "And?" }], "brandNew": { "a": 1 },
    }))
}

fn envelope(data: &Value) -> Reply {
    Reply::json(200, &json!({ "code": 200, "data": data, "redirectURL": null }))
}
