//! What goes wrong on the way, and that no error tells a secret.

use std::fmt::{Debug, Display};
use std::time::Duration;

use flexperto::types::{ArchiveStatus, CreateUserRequest, CreateUserRequestRequired};
use teamviewer_engage::clientwright_runtime::TransportErrorKind;
use teamviewer_engage::types::{Customer, DateFilterApidto, PageinationApidto};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::PATIENCE;
use crate::server::{Loopback, Reply};

/// Reads differently in a URL, so that both forms can be looked for.
const SECRET: &str = "s3cret+key/of=mine";
const ESCAPED: &str = "s3cret%2Bkey%2Fof%3Dmine";

fn flexperto(origin: &str) -> flexperto::Client {
    let server = flexperto::Server::custom(format!("{origin}/api/v2"));
    flexperto::Client::builder().server(server).api_key(SECRET).timeout(PATIENCE).build().unwrap()
}

fn flow(origin: &str) -> flow_webinars::Client {
    let server = flow_webinars::Server::custom(format!("{origin}/api/v1"));
    let builder = flow_webinars::Client::builder().server(server).api_secret(SECRET);
    builder.timeout(PATIENCE).build().unwrap()
}

/// With its token in the query, where it is easiest to lose.
fn engage(origin: &str) -> teamviewer_engage::Client {
    let server = teamviewer_engage::Server::custom(origin);
    let builder = teamviewer_engage::Client::builder().server(server).access_token(SECRET);
    // What happens to one attempt is what these tests are about.
    let once = teamviewer_engage::RetryPolicy::none();
    builder.timeout(PATIENCE).retry(once).build().unwrap()
}

/// Asserts that nothing of the secret shows, and returns what does.
#[track_caller]
fn discreet(it: &(impl Display + Debug)) -> String {
    silent(it);
    let shown = it.to_string();
    assert!(!shown.contains(SECRET) && !shown.contains(ESCAPED), "{shown}");
    shown
}

#[track_caller]
fn silent(it: &impl Debug) {
    for shown in [format!("{it:?}"), format!("{it:#?}")] {
        assert!(!shown.contains(SECRET) && !shown.contains(ESCAPED), "{shown}");
    }
}

/// A server that answers its only request with these bytes and hangs up.
async fn saying(bytes: impl Into<Vec<u8>>) -> String {
    let bytes = bytes.into();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(stream.read_u8().await.unwrap());
        }
        stream.write_all(&bytes).await.unwrap();
        stream.shutdown().await.unwrap();
    });
    origin
}

#[tokio::test]
async fn nobody_listens() {
    let origin = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let error = flexperto(&origin).users().list_users().await.unwrap_err();
    assert!(error.is_connect() && error.status().is_none(), "{error:?}");
    assert!(discreet(&error).contains(&format!("GET {origin}/api/v2/users/users")), "{error}");
    let error = flow(&origin).events().list_event_sessions().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    discreet(&error);
    let error =
        engage(&origin).report_agent().get_agent_online_times(&DateFilterApidto::new()).await;
    assert!(discreet(&error.unwrap_err()).contains("access_token=…"));
    let error = engage(&origin).call_recording().download_call_recording("1").await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    discreet(&error);
}

#[tokio::test]
async fn nobody_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let client = teamviewer_engage::Client::builder()
        .server(teamviewer_engage::Server::custom(origin))
        .access_token(SECRET)
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let error = client.customer_status().list_active_customers().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect(), "{error:?}");
    discreet(&error);
}

#[tokio::test]
async fn a_body_ends_too_early() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    for response in [
        format!("{head}content-length: 100\r\n\r\n{{\"page\":0"),
        format!("{head}transfer-encoding: chunked\r\n\r\n9\r\n{{\"page\":0\r\n"),
    ] {
        let origin = saying(response).await;
        let page = PageinationApidto::new();
        let error = engage(&origin).customer().list_customers(&page).await.unwrap_err();
        discreet(&error);
        let teamviewer_engage::Error::Transport(error) = error else { panic!("{error:?}") };
        assert_eq!(error.kind(), TransportErrorKind::Body);
    }

    // What came of a download was handed on; then comes the error, and then nothing.
    let origin = saying(format!("{head}content-length: 100\r\n\r\nID3")).await;
    let mut download = engage(&origin).call_recording().download_call_recording("1").await.unwrap();
    silent(&download);
    assert_eq!(download.chunk().await.unwrap().unwrap(), "ID3");
    let error = download.chunk().await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Body);
    assert!(discreet(&error).contains("/rest/v1/callrecording/1/download"), "{error}");
    assert_eq!(download.chunk().await.unwrap(), None);
}

#[tokio::test]
async fn a_body_is_not_what_was_agreed() {
    let archives = |second: &'static str| async move {
        let body = format!("{{\"items\":[{{\"status\":\"PACKING\"}},{second}],\"total\":2}}");
        let sent = body.clone();
        let server = Loopback::start(move |_| Ok(Reply::text("application/json", &sent))).await;
        (flexperto(&server.origin).archives().list_archives().await, body)
    };
    let (list, _) = archives(r#"{"status":"ABANDONED","brandNew":[1]}"#).await;
    assert_eq!(list.unwrap().items.unwrap()[1].status, Some(ArchiveStatus::Abandoned));

    for (second, path) in [
        (r#"{"subject":{"meta":{"closed_at":"yesterday"}}}"#, "items[1].subject.meta.closed_at"),
        (
            r#"{"subject":{"meta":{"participants":[{},{"email":7}]}}}"#,
            "items[1].subject.meta.participants[1].email",
        ),
        (r#""none""#, "items[1]"),
        (r#"{"id":"1" "tenant":"DEMO"}"#, "items[1]"),
    ] {
        let (list, body) = archives(second).await;
        let error = list.unwrap_err();
        assert!(discreet(&error).contains(&format!("`{path}`")), "{error}");
        let flexperto::Error::Decode(failure) = error else { panic!("{error:?}") };
        assert_eq!(failure.error.path(), path);
        assert_eq!((failure.status, failure.operation), (200, "listArchives"));
        assert_eq!(failure.bytes, body, "nothing of it is lost");
        let second_at = body.find(second).unwrap();
        assert!((second_at..second_at + second.len()).contains(&failure.error.offset()));
    }

    let server = Loopback::start(|_| Ok(Reply::text("text/html", "<h1>Maintenance</h1>"))).await;
    let error = flow(&server.origin).surveys().list_session_surveys("t").await.unwrap_err();
    discreet(&error);
    let flow_webinars::Error::Decode(failure) = error else { panic!("{error:?}") };
    assert_eq!(failure.error.path(), "");
    assert_eq!(failure.bytes, "<h1>Maintenance</h1>");
}

#[tokio::test]
async fn a_body_is_longer_than_wanted() {
    let server = Loopback::start(|_| Ok(Reply::text("text/csv", &"x".repeat(101)))).await;
    let client = flow_webinars::Client::builder()
        .server(flow_webinars::Server::custom(&server.origin))
        .api_secret(SECRET)
        .max_body(100)
        .build()
        .unwrap();
    let error = client.reports().get_registrants_csv("t").await.unwrap_err();
    assert!(matches!(error, flow_webinars::Error::TooLarge(_)), "{error:?}");
    discreet(&error);
}

#[tokio::test]
async fn a_redirect_copies_the_token() {
    // Servers do send one to a login page that way, and the page may be anywhere.
    for (status, to) in [(302, ""), (302, "ftp://files.test"), (307, "http://elsewhere.test")] {
        let server =
            Loopback::start(move |it| Ok(Reply::redirect(status, &format!("{to}{}", it.target))))
                .await;
        let client = engage(&server.origin);
        let error = client.customer().create_customer(&Customer::new()).await.unwrap_err();
        assert_eq!(server.seen().len(), 1);
        discreet(&error);
    }
    let server = Loopback::start(move |it| Ok(Reply::redirect(302, &it.target))).await;
    let error = engage(&server.origin).customer().get_customer("1").await.unwrap_err();
    assert!(matches!(error, teamviewer_engage::Error::Transport(_)), "{error:?}");
    assert!(discreet(&error).contains("redirects"), "{error}");
}

#[tokio::test]
async fn what_was_never_sent_keeps_the_secret_too() {
    let origin = "http://127.0.0.1:9";
    silent(&flexperto(origin));
    silent(&flow(origin));
    silent(&engage(origin));
    silent(&flexperto::Client::builder().api_key(SECRET));
    let account = CreateUserRequest::new(CreateUserRequestRequired {
        first_name: "Max".into(),
        last_name: "M".into(),
        password: SECRET.into(),
        email: "max@example.org".into(),
        roles: vec![],
    });
    silent(&flexperto(origin).users().create_user(&account));
    silent(&engage(origin).customer().assign_customer(SECRET).the_id_of_the_user(SECRET));

    let error = engage(origin).customer().get_customer("").await.unwrap_err();
    assert!(discreet(&error).contains("customerId"), "{error}");
    let key = format!("{SECRET}\r\nx-evil: 1");
    let error = flexperto::Client::builder().api_key(key).build().unwrap_err();
    discreet(&error);
    let server = flexperto::Server::custom(format!("https://max:{SECRET}@demo.test"));
    let error = flexperto::Client::builder().server(server).build().unwrap_err();
    discreet(&error);
}
