//! Calls and what comes of them: bodies, whole responses, documented errors, and calls on other tasks.
#![deny(warnings)]

use flow_webinars::clientwright_runtime::testing::MemoryTransport;
use flow_webinars::events::ListEventSessions;
use flow_webinars::events::ListEventSessionsError;
use flow_webinars::registrants::CreateRegistrantResponse;
use flow_webinars::types::{ApiError, CreateRegistrantRequest, CreateRegistrantRequestRequired};
use flow_webinars::{AnyError, Client, Error, Maybe, RequestOptions};

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

fn client(status: u16, body: &'static str) -> Client {
    let transport = MemoryTransport::responding(status, JSON, body);
    Client::builder().api_secret("s").transport(transport).build().unwrap()
}

/// Tells apart what an application would.
async fn n_sessions(client: &Client) -> Result<usize, String> {
    match client.events().list_event_sessions().await {
        Ok(envelope) => Ok(envelope.data.unwrap_or_default().len()),
        Err(Error::Api(error)) => match error.body {
            ListEventSessionsError::ApiError(it) => Err(it.message.unwrap_or_default()),
            other => Err(format!("{other:?}")),
        },
        Err(Error::UnexpectedResponse(unexpected)) => {
            Err(format!("{}: {}", unexpected.status, unexpected.text()))
        }
        Err(error) if error.is_timeout() => Err("later".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    assert_eq!(n_sessions(&client(200, r#"{"code":200,"data":[{},{}]}"#)).await, Ok(2));
    let refused = client(404, r#"{"code":404,"message":"no such session"}"#);
    assert_eq!(n_sessions(&refused).await, Err("no such session".to_owned()));
    assert_eq!(n_sessions(&client(404, "<html>")).await, Err("404: <html>".to_owned()));

    // A response with its status and headers.
    let happy = client(200, r#"{"code":200,"data":[]}"#);
    let response = happy.events().list_event_sessions().period("past").send().await.unwrap();
    assert_eq!(
        (response.status(), response.headers().get("content-type")),
        (200, Some("application/json"))
    );
    assert_eq!(response.into_body().code, Some(200));

    // One of several responses.
    let who = CreateRegistrantRequest::new(CreateRegistrantRequestRequired {
        email: "a@example.org".into(),
        first_name: "Ada".into(),
        last_name: "L".into(),
        event_session_token: "t".into(),
    })
    .with_redirect(false);
    let registrar = client(200, r#"{"code":200,"data":{}}"#);
    match registrar.registrants().create_registrant(&who).await.unwrap() {
        CreateRegistrantResponse::Status200(envelope) => assert_eq!(envelope.code, Some(200)),
        CreateRegistrantResponse::Found(redirect) => panic!("{redirect:?}"),
        other => panic!("{other:?}"),
    }

    // One error for calls of several operations.
    let both = async |client: &Client| {
        client.events().list_event_sessions().await?;
        Ok::<_, AnyError>(client.surveys().list_session_surveys("t").await?)
    };
    assert!(both(&happy).await.is_ok());
    let error = both(&refused).await.unwrap_err();
    assert_eq!((error.operation(), error.status()), ("listEventSessions", Some(404)));
    assert_eq!(error.downcast_ref::<ApiError>().unwrap().code, Some(404));

    // A request is sent as often as it is cloned, with options of its own.
    let transport = MemoryTransport::responding(200, JSON, r#"{"data":[]}"#);
    let client = Client::builder().api_secret("s").transport(transport.clone()).build().unwrap();
    let past = client.events().list_event_sessions().period("past");
    past.clone().options(RequestOptions::new().header("x-source", "nightly")).await.unwrap();
    past.await.unwrap();
    let sent = transport.requests();
    assert_eq!((&sent[0].url, sent.len()), (&sent[1].url, 2));
    assert_eq!(sent[0].headers.get("x-source"), Some("nightly"));
    assert_eq!(sent[1].headers.get("x-source"), None);

    // Setters for what may be there, of requests and types.
    let (some, none) = (Some("past".to_owned()), None::<String>);
    let sessions = client.events().list_event_sessions();
    let sessions = sessions.maybe(none.as_deref(), ListEventSessions::period);
    sessions.maybe(some, ListEventSessions::period).await.unwrap();
    assert_eq!(transport.requests()[2].url, sent[0].url);
    let redirected = who.clone().maybe(Some(true), CreateRegistrantRequest::with_redirect);
    assert_ne!(redirected, who);
    assert_eq!(who.clone().maybe(None, CreateRegistrantRequest::with_redirect), who);

    // On another task, the call as well as what it comes to: `Send` and `'static`.
    let call = happy.events().list_event_sessions();
    let sessions = tokio::spawn(async move { call.await }).await.unwrap();
    assert!(sessions.is_ok());
    let call = happy.events().list_event_sessions();
    assert!(tokio::spawn(call.into_future()).await.unwrap().is_ok());
    let pending = happy.surveys().list_session_surveys("t").send();
    assert!(tokio::spawn(pending).await.unwrap().is_ok());
}
