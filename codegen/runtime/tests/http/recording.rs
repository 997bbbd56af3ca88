//! Recordings of what passes, and clients that are answered from them.

use std::{fs, sync::Arc, time::Duration};

use clientwright_runtime::{
    Error, Never, Pending, RecordBodies, Recorder, RetryPolicy, TransportErrorKind,
    codegen::{Client, Credential, Operation, ResponseSpec, Server, Status},
    serde_json::{self, Value, json},
    testing::{MemoryTransport, Replay, block_on},
};

use crate::{
    loopback::{Loopback, Step},
    support::TOKEN,
};

static LOGIN: Operation = Operation {
    name: "login",
    method: "POST",
    path: "/login",
    accept: "application/json",
    security: &[&[&TOKEN]],
    responses: &[ResponseSpec::json(Status::Code(200))],
    ..Operation::BASE
};
static TEXT: Operation = Operation {
    name: "text",
    path: "/text",
    accept: "text/plain",
    responses: &[ResponseSpec::text(Status::Code(200))],
    ..Operation::BASE
};

fn client(origin: &str, recorder: &Recorder) -> Client {
    let recorder = recorder.clone();
    crate::transports::client(origin)
        .credential(&TOKEN, Credential::token("s3cret-of-mine"))
        .retry(RetryPolicy::none())
        .wrap(move |inner| recorder.wrap(inner))
        .build()
        .unwrap()
}

fn text(client: &Client) -> Pending<String, Never> {
    client.call(&TEXT).body()
}

fn entries(har: &str) -> Vec<Value> {
    let root: Value = serde_json::from_str(har).unwrap();
    root["log"]["entries"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_file_is_whole_after_each_exchange_and_has_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.har");
    let body = br#"{"id": 7, "access_token": "t0ken-of-theirs", "echo": "s3cret-of-mine"}"#;
    let server = Loopback::start(|_| {
        let headers = ["content-type: application/json", "set-cookie: sid=c00kie"];
        vec![Step::response(200, &headers, body)]
    })
    .await;
    let recorder = Recorder::create(&path).unwrap().redact("tenant");
    let client = client(&server.origin, &recorder);
    assert!(entries(&fs::read_to_string(&path).unwrap()).is_empty());
    for count in 1..=3 {
        let call = client.call(&LOGIN).query("api_key", "k3y").query("tenant", "acme");
        let sent: Value = json!({"password": "hunter2", "user": "a"});
        let call = call.json("application/json", &sent);
        call.body::<Value, Never>().await.unwrap();
        let text = fs::read_to_string(&path).unwrap();
        for secret in ["s3cret", "t0ken", "c00kie", "hunter2", "k3y", "acme"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        assert_eq!(entries(&text).len(), count);
    }
    let entry = entries(&fs::read_to_string(&path).unwrap()).remove(0);
    let sent = &entry["request"];
    assert_eq!(sent["postData"]["text"], r#"{"password":"[redacted]","user":"a"}"#);
    assert!(
        sent["url"]
            .as_str()
            .unwrap()
            .ends_with("/login?api_key=%5Bredacted%5D&tenant=%5Bredacted%5D")
    );
    let header = |name: &str| {
        let listed = sent["headers"].as_array().unwrap();
        listed.iter().find(|it| it["name"] == name).unwrap()["value"].clone()
    };
    assert_eq!(header("authorization"), "Bearer [redacted]");
    assert_eq!(
        entry["response"]["content"]["text"],
        r#"{"id": 7, "access_token": "[redacted]", "echo": "…"}"#
    );
    assert!(entry["startedDateTime"].as_str().unwrap().starts_with("20"));
}

#[tokio::test]
async fn addresses_parts_and_packed_bodies_show_no_secret() {
    let server = Loopback::start(|_| {
        let location = "location: https://store.test/f?sig=s1gned&code=c0de#access_token=fragm3nt";
        let headers = ["content-type: text/plain", "content-encoding: br", location];
        vec![Step::response(201, &headers, b"packed-s3cret")]
    })
    .await;
    let recorder = Recorder::in_memory().body_limit(40);
    let client = client(&server.origin, &recorder);
    let form = client.call(&LOGIN).part("password", "hunter2").part("user", "ada");
    form.body::<Value, Never>().await.unwrap();
    let long = client.call(&LOGIN).text("text/plain", format!("begins{}", "x".repeat(100)));
    long.body::<Value, Never>().await.unwrap();
    let json = json!({"id": 7, "page_access_token": "t0ken", "password_set": true});
    let call = client.call(&LOGIN).query("id", "7").json("application/json", &json);
    call.body::<Value, Never>().await.unwrap();
    let har = recorder.to_har();
    for secret in ["hunter2", "s1gned", "c0de", "fragm3nt", "packed", "t0ken"] {
        assert!(!har.contains(secret), "{secret}: {har}");
    }
    let bodies = entries(&har);
    let data = |index: usize| &bodies[index]["request"]["postData"];
    assert_eq!((data(0).get("text"), &data(0)["_truncated"]), (None, &json!(true)));
    assert_eq!(data(1)["text"], format!("begins{}", "x".repeat(34)));
    let shown = r#"{"id":7,"page_access_token":"[redacted]""#;
    assert!(data(2)["text"].as_str().unwrap().starts_with(shown), "{har}");
    let location = "https://store.test/f?sig=%5Bredacted%5D&code=%5Bredacted%5D";
    assert_eq!(bodies[0]["response"]["redirectURL"], location);
}

#[tokio::test]
async fn a_call_that_is_given_up_before_its_response_has_an_entry() {
    let server = Loopback::start(|_| vec![Step::Sleep(Duration::from_secs(30))]).await;
    let recorder = Recorder::in_memory();
    let client = client(&server.origin, &recorder);
    tokio::time::timeout(Duration::from_millis(300), text(&client)).await.unwrap_err();
    let entry = entries(&recorder.to_har()).remove(0);
    assert_eq!(entry["response"]["_error"], "the call was given up before a response came");
}

#[tokio::test]
async fn a_body_that_breaks_off_has_an_entry_with_what_came() {
    let server = Loopback::start(|_| {
        let headers = ["content-type: text/plain", "content-length: 100"];
        let head = format!("HTTP/1.1 200 X\r\n{}\r\n\r\n", headers.join("\r\n"));
        let wait = Step::Sleep(Duration::from_millis(50));
        vec![Step::text(head), Step::text("the beginning"), wait, Step::Reset]
    })
    .await;
    let recorder = Recorder::in_memory();
    let client = client(&server.origin, &recorder);
    let Err(Error::Transport(error)) = text(&client).await else { panic!() };
    assert_eq!(error.kind(), TransportErrorKind::Body);
    let har = recorder.to_har();
    let entry = entries(&har).remove(0);
    assert_eq!(entry["response"]["content"]["text"], "the beginning");
    assert!(entry["response"]["_error"].is_string(), "{entry}");

    // What broke off breaks off again.
    let replay = Replay::from_har(&har).unwrap();
    let client = Client::builder(Server::custom("https://x.test")).transport(replay);
    let client = client.retry(RetryPolicy::none()).build().unwrap();
    let Err(Error::Transport(again)) = text(&client).await else { panic!() };
    assert_eq!(again.kind(), TransportErrorKind::Body);
}

#[tokio::test]
async fn a_server_that_is_not_there_has_an_entry_too() {
    let server = Loopback::start(|_| vec![Step::Reset]).await;
    let recorder = Recorder::in_memory();
    let client = client(&server.origin, &recorder);
    text(&client).await.unwrap_err();
    let entry = entries(&recorder.to_har()).remove(0);
    assert_eq!(entry["response"]["status"], 0);
    assert!(entry["response"]["_error"].is_string(), "{entry}");
}

/// A client of a server that gives this text, and what was recorded.
fn recorded(body: &'static str, recorder: &Recorder, calls: usize) -> Vec<Value> {
    let wrapped = recorder.clone();
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(MemoryTransport::responding(200, &[("content-type", "text/plain")], body))
        .wrap(move |inner| wrapped.wrap(inner))
        .build()
        .unwrap();
    for _ in 0..calls {
        assert_eq!(block_on(text(&client)).unwrap(), body);
    }
    entries(&recorder.to_har())
}

#[test]
fn a_recording_is_bounded() {
    let recorder = Recorder::in_memory().body_limit(4).entry_limit(2);
    let all = recorded("a longer text", &recorder, 3);
    let content = &all[0]["response"]["content"];
    assert_eq!((all.len(), recorder.left_out()), (2, 1));
    assert_eq!((&content["text"], &content["size"]), (&Value::from("a lo"), &Value::from(13)));
    assert_eq!(content["_truncated"], true);
    let recorder = Recorder::in_memory().bodies(RecordBodies::None);
    let content = &recorded("a text", &recorder, 1)[0]["response"]["content"];
    assert_eq!((content.get("text"), &content["size"]), (None, &Value::from(6)));
}

const HAR: &str = r#"{"log": {"entries": [
  {"request": {"method": "GET", "url": "https://api.example.org/text"},
   "response": {"status": 200, "content": {"mimeType": "text/plain", "text": "one"}}},
  {"request": {"method": "GET", "url": "https://api.example.org/text"},
   "response": {"status": 200, "content": {"mimeType": "text/plain", "text": "dHdv", "encoding": "base64"}}},
  {"request": {"method": "POST", "url": "https://api.example.org/login?a=1&key=%5Bredacted%5D",
    "postData": {"mimeType": "application/json", "text": "{\"user\": \"a\", \"password\": \"[redacted]\"}"}},
   "response": {"status": 200, "content": {"mimeType": "application/json", "text": "7"}}}
]}}"#;

fn replayed() -> (Arc<Replay>, Client) {
    let replay = Replay::from_har(HAR).unwrap();
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(replay.clone())
        .credential(&TOKEN, Credential::token("mine"))
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    (replay, client)
}

#[test]
fn a_recording_answers_in_its_order_and_says_what_is_nearest() {
    let (replay, client) = replayed();
    assert_eq!(block_on(text(&client)).unwrap(), "one");
    assert_eq!(block_on(text(&client)).unwrap(), "two");
    let error = block_on(text(&client)).unwrap_err().to_string();
    assert!(error.contains("nearest: GET /text, whose responses are used up"), "{error}");
    let login = |user: &str, a: i64| {
        let body: Value = json!({"password": "any", "user": user});
        let call = client.call(&LOGIN).query("key", "other").query("a", &a);
        block_on(call.json("application/json", &body).body::<i64, Never>())
    };
    let error = login("b", 1).unwrap_err().to_string();
    assert!(error.contains("whose body is another"), "{error}");
    let error = login("a", 2).unwrap_err().to_string();
    assert!(error.contains("whose query is another"), "{error}");
    assert_eq!(replay.left(), 1);
    assert_eq!(login("a", 1).unwrap(), 7);
    assert_eq!(replay.left(), 0);
    assert_eq!(Replay::from_har("{}").unwrap_err().to_string(), "it has no `log.entries`");
}

#[test]
fn a_recording_has_a_limit_for_all_of_it() {
    let recorder = Recorder::in_memory().size_limit(1200);
    let all = recorded("a text", &recorder, 4);
    assert!(!all.is_empty() && all.len() < 4, "{}", all.len());
    assert_eq!(recorder.left_out(), 4 - all.len());
    assert!(recorder.to_har().len() < 1400);
    // Of bodies on their way no more is held, either.
    let recorder = Recorder::in_memory().size_limit(1200);
    let long: &'static str = Box::leak("x".repeat(5000).into_boxed_str());
    let content = &recorded(long, &recorder, 1);
    assert_eq!((content.len(), recorder.left_out()), (0, 1));
}

#[test]
fn a_credential_that_is_cut_shows_nothing_of_its_beginning() {
    let body = "your token: s3cret-of-mine";
    for limit in 13..body.len() {
        let recorder = Recorder::in_memory().body_limit(limit);
        let wrapped = recorder.clone();
        let client = Client::builder(Server::custom("https://x.test"))
            .transport(MemoryTransport::responding(200, &[("content-type", "text/plain")], body))
            .credential(&TOKEN, Credential::token("s3cret-of-mine"))
            .wrap(move |inner| wrapped.wrap(inner))
            .build()
            .unwrap();
        block_on(client.call(&SECURED).body::<String, Never>()).unwrap();
        let content = &entries(&recorder.to_har())[0]["response"]["content"];
        assert_eq!(content["text"], "your token: …", "{limit}");
    }
}

static SECURED: Operation = Operation { security: &[&[&TOKEN]], ..TEXT };

#[tokio::test]
async fn members_that_are_secret_by_their_type_are_not_recorded() {
    let server =
        Loopback::responding(200, &["content-type: application/json"], r#"{"pin":"4711","id":1}"#);
    let (server, recorder) = (server.await, Recorder::in_memory());
    let wrapped = recorder.clone();
    let client = server
        .builder()
        .secret_members(&["pin"])
        .anonymous()
        .wrap(move |inner| wrapped.wrap(inner))
        .build()
        .unwrap();
    let call = client.call(&LOGIN).json("application/json", &json!({"pin": "4711", "id": 1}));
    call.body::<Value, Never>().await.unwrap();
    let entry = &entries(&recorder.to_har())[0];
    let expected = r#"{"pin":"[redacted]","id":1}"#;
    assert_eq!(entry["response"]["content"]["text"], expected);
    assert!(!entry.to_string().contains("4711"), "{entry}");
    // What the names of a description alone would hide isn't hidden without them.
    assert!(entry["request"]["postData"]["text"].as_str().unwrap().contains(r#""id":1"#));
}

#[cfg(unix)]
#[test]
fn a_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.har");
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    Recorder::create(&path).unwrap();
    assert_eq!(mode(), 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(&path, "a longer text that was there before, of which nothing stays ".repeat(9))
        .unwrap();
    Recorder::create(&path).unwrap();
    assert_eq!((mode(), entries(&fs::read_to_string(&path).unwrap()).len()), (0o600, 0));
}

/// Where the process that is to be killed records.
const RECORD_TO: &str = "CLIENTWRIGHT_TEST_RECORD_TO";

#[test]
#[ignore = "a process of its own, which `a_recording_outlives_its_process` starts and kills"]
fn records_until_it_is_killed() {
    let path = std::env::var_os(RECORD_TO).unwrap();
    let recorder = Recorder::create(path).unwrap();
    let body: &'static str = Box::leak("a body ".repeat(10_000).into_boxed_str());
    let transport = MemoryTransport::responding(200, &[("content-type", "text/plain")], body);
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(transport)
        .wrap(move |inner| recorder.wrap(inner))
        .build()
        .unwrap();
    loop {
        assert_eq!(block_on(text(&client)).unwrap(), body);
    }
}

#[test]
fn a_recording_outlives_its_process() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..5 {
        let path = folder.path().join(format!("{round}.har"));
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--ignored", "recording::records_until_it_is_killed"])
            .env(RECORD_TO, &path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let size = || fs::metadata(&path).map_or(0, |it| it.len());
        while size() < 500_000 {
            assert!(child.try_wait().unwrap().is_none(), "it should record until it is killed");
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let left = Replay::from_har(&fs::read_to_string(&path).unwrap()).unwrap().left();
        assert!(left >= 5, "{left}");
    }
}

#[test]
fn what_was_cut_within_a_write_is_read_up_to_the_line_before() {
    let recorder = Recorder::in_memory();
    recorded("a text", &recorder, 2);
    let har = recorder.to_har();
    // An entry is written over the end of the file, which it brings along.
    let (before, last) = har.rsplit_once(",\n").unwrap();
    let (tail, write) = ("\n]}}\n", format!(",\n{last}"));
    for cut in 0..=write.len() - tail.len() {
        let left_of_tail = tail.get(cut..).unwrap_or_default();
        let broken = format!("{before}{}{left_of_tail}", &write[..cut]);
        let left = Replay::from_har(&broken).map(|it| it.left());
        let n_lost = usize::from(left_of_tail.len() < tail.len() && cut < 2);
        assert_eq!(left, Ok(1 - n_lost), "{cut}: {broken}");
    }
    assert!(Replay::from_har("{\n\"log\": 1,\n\"x\"").is_err());
}

#[test]
fn placeholders_of_other_recorders_stand_for_what_is_sent() {
    for placeholder in ["[redacted]", "[Filtered]", "[MASKED]", "__redacted__", "***", "<redacted>"]
    {
        let har = json!({"log": {"entries": [{
            "request": {
                "method": "POST",
                "url": format!("https://x.test/login?key={placeholder}"),
                "postData": {"mimeType": "application/json", "text": json!({"password": placeholder}).to_string()},
            },
            "response": {"status": 200, "content": {"mimeType": "application/json", "text": "7"}},
        }]}});
        let replay = Replay::from_har(&har.to_string()).unwrap();
        let client = Client::builder(Server::custom("https://x.test")).transport(replay);
        let call = client.anonymous().build().unwrap().call(&LOGIN).query("key", "k");
        let call = call.json("application/json", &json!({"password": "hunter2"}));
        assert_eq!(block_on(call.body::<i64, Never>()).unwrap(), 7, "{placeholder}");
    }
}
