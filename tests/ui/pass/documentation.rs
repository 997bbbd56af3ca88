//! The snippets of `README.md` and `codegen/docs/client.md`. They would need servers, so that nothing runs most of them.
#![allow(dead_code, unused_variables)]

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[rustfmt::skip]
async fn readme_1() -> Outcome {
    let client = flexperto::Client::builder()
        .server(flexperto::Server::tenant("demo", "test"))
        .api_key(std::env::var("FLEXPERTO_API_KEY")?)
        .build()?;
    let page = client.users().list_users().role("expert").email("max@example.org").limit(1).await?;
    println!("{:?}", page.items);
    Ok(())
}

#[rustfmt::skip]
async fn readme_2(client: flexperto::Client) -> Outcome {
    let response = client.users().list_users().send().await?;
    println!("{} {:?}", response.status(), response.headers().get("date"));
    let page = response.into_body();
    Ok(())
}

#[rustfmt::skip]
async fn readme_3(client: flexperto::Client) -> Outcome {
    let download = client.archives().download_archive("5f4621d0c8a1b2000f3e9a10").await?;
    let length = download.save("archive.zip").await?;
    Ok(())
}

#[rustfmt::skip]
async fn readme_4() -> Outcome {
    use flow_webinars::{Client, Error};

    let client = Client::builder().api_secret(std::env::var("FLOW_API_SECRET")?).build()?;
    match client.events().get_event_session("demo-session-4821").await {
        Ok(envelope) => println!("{:?}", envelope.data),
        Err(Error::Api(refused)) => println!("{}: {:?}", refused.status, refused.message()),
        Err(Error::UnexpectedResponse(it)) => println!("{}: {}", it.status, it.text()),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

#[rustfmt::skip]
async fn readme_options(client: flexperto::Client) -> Outcome {
    use std::time::Duration;

    use flexperto::{RequestOptions, RetryPolicy};

    let patient = RequestOptions::new().timeout(Duration::from_secs(300)).retry(RetryPolicy::new().max_retries(5));
    let page = client.with_options(patient).users().list_users().await?;
    Ok(())
}

#[rustfmt::skip]
fn readme_5(secret: &str, headers: Vec<(String, Vec<u8>)>, body: &[u8]) -> Outcome {
    use flexperto::clientwright_runtime::webhooks::Hmac;
    use flexperto::webhook_events::{Event, Webhooks};

    let webhooks = Webhooks::with(Hmac::standard().secret(secret).build()?);
    match webhooks.receive(headers, body)? {
        Event::ArchiveAvailable(notice) => println!("{:?}", notice.data),
        Event::Unknown { name, body } => println!("{name}: {body}"),
        _ => {}
    }
    Ok(())
}

#[rustfmt::skip]
mod start {
    #[tokio::main]
    async fn main() -> Result<(), Box<dyn std::error::Error>> {
        let client = flexperto::Client::builder()
            .server(flexperto::Server::tenant("acme", "live"))
            .api_key(std::env::var("FLEXPERTO_API_KEY")?)
            .build()?;
        let page = client.users().list_users().limit(10).await?;
        for user in page.items.iter().flatten() {
            println!("{:?} {:?}", user.id, user.email);
        }
        Ok(())
    }
}

#[rustfmt::skip]
async fn cookies(key: &str, password: String) -> Outcome {
    let client = flexperto::Client::builder().cookies().api_key(key).build()?;
    client.request("POST", "/login").form("user", "max").form("password", &password).await?;
    Ok(())
}

#[rustfmt::skip]
fn from_the_environment() -> Outcome {
    use std::time::Duration;

    let client = flexperto::Client::from_env()?; // FLEXPERTO_API_KEY, FLEXPERTO_TENANT, FLEXPERTO_ENVIRONMENT
    let hasty = flexperto::ClientBuilder::from_env()?.timeout(Duration::from_secs(5)).build()?;
    Ok(())
}

#[rustfmt::skip]
fn from_an_environment_of_ones_own() -> Outcome {
    use std::ffi::OsString;

    let client = flexperto::ClientBuilder::from_variables(|name| {
        (name == "FLEXPERTO_API_KEY").then(|| OsString::from("not a real key"))
    })?;
    Ok(())
}

#[rustfmt::skip]
fn without_a_credential(client: teamviewer_engage::Client) -> Outcome {
    use teamviewer_engage::RequestOptions;

    let open = teamviewer_engage::Client::builder().anonymous().build()?;
    let login = client.with_options(RequestOptions::new().anonymous());
    Ok(())
}

#[rustfmt::skip]
fn client_1() -> Outcome {
    use std::time::Duration;

    let client = flexperto::Client::builder()
        .server(flexperto::Server::tenant("acme", "live"))
        .api_key(std::env::var("FLEXPERTO_API_KEY")?)
        .timeout(Duration::from_secs(20))
        .user_agent("bookings/1.4")
        .build()?;
    let same_connections = client.clone();
    Ok(())
}

#[rustfmt::skip]
async fn client_2(client: flexperto::Client) -> Outcome {
    use flexperto::types::{MeetingParticipantInput, ReserveMeetingRequest};

    let guest = MeetingParticipantInput::new();
    let request = ReserveMeetingRequest::new(vec![guest]);
    let meeting = client.meetings().reserve_meeting(&request).x_user_id(54).supress_mails(true).await?;
    println!("{:?}", meeting.id);
    Ok(())
}

#[rustfmt::skip]
async fn client_3(client: flow_webinars::Client) -> Outcome {
    use flow_webinars::registrants::CreateRegistrantHeaders;
    use flow_webinars::types::{CreateRegistrantRequest, CreateRegistrantRequestRequired};

    let who = CreateRegistrantRequest::new(CreateRegistrantRequestRequired {
        email: "max@example.org".into(),
        first_name: "Max".into(),
        last_name: "Muster".into(),
        event_session_token: "demo-session-4821".into(),
    });
    match client.registrants().create_registrant(&who).send().await {
        Ok(response) => println!("{:?}", CreateRegistrantHeaders::from(response.headers()).location),
        Err(error) => println!("{:?}", error.headers().map(CreateRegistrantHeaders::from)),
    }
    Ok(())
}

#[rustfmt::skip]
async fn client_4(client: flow_webinars::Client) -> Outcome {
    use flow_webinars::registrants::CreateRegistrantResponse;
    use flow_webinars::types::{CreateRegistrantRequest, CreateRegistrantRequestRequired};

    let who = CreateRegistrantRequest::new(CreateRegistrantRequestRequired {
        email: "max@example.org".into(),
        first_name: "Max".into(),
        last_name: "Muster".into(),
        event_session_token: "demo-session-4821".into(),
    });
    match client.registrants().create_registrant(&who.with_redirect(true)).await? {
        CreateRegistrantResponse::Status200(envelope) => println!("{:?}", envelope.data),
        CreateRegistrantResponse::Found(redirect) => println!("send the browser to {}", redirect.location),
        _ => {}
    }
    Ok(())
}

#[rustfmt::skip]
fn client_5() -> Outcome {
    use flexperto::types::ArchiveStatus;

    let status = ArchiveStatus::from("QUARANTINED");
    assert_eq!(status, ArchiveStatus::Other("QUARANTINED".to_owned()));
    assert_eq!(status.as_str(), "QUARANTINED");
    let Ok(status) = "EXPIRED".parse::<ArchiveStatus>();
    println!("{status}, as text {}", String::from(status.clone()));
    Ok(())
}

#[rustfmt::skip]
async fn client_flags(flow: flow_webinars::Client) -> Outcome {
    let sessions = flow.events().list_event_sessions().await?.data.unwrap_or_default();
    let published = sessions.iter().filter(|it| it.published == Some(true)).count();
    Ok(())
}

#[rustfmt::skip]
async fn client_6(client: teamviewer_engage::Client) -> Outcome {
    use teamviewer_engage::types::RuleCondition;

    let rule = client.routing_rules().get_routing_rule("rule-1").await?;
    for condition in rule.conditions.iter().flatten() {
        match condition {
            RuleCondition::UrlRoutingRuleConditionApidto(it) => println!("{:?}", it.url),
            RuleCondition::Unknown(json) => println!("new to this crate: {json}"),
            other => println!("{other:?}"),
        }
    }
    println!("{:?}", rule.additional_properties.get("active"));
    Ok(())
}

#[rustfmt::skip]
async fn client_any_error(client: flow_webinars::Client) -> Outcome {
    use flow_webinars::{AnyError, Client, types};

    async fn overview(client: &Client) -> Result<(), AnyError> {
        let sessions = client.events().list_event_sessions().await?;
        let operators = client.operators().list_operators().await?;
        println!("{:?} {:?}", sessions.data, operators.data);
        Ok(())
    }

    match overview(&client).await {
        Ok(()) => {}
        Err(error) if error.is_retryable() => println!("try later: {error}"),
        Err(error) => match error.downcast_ref::<types::ApiError>() {
            Some(body) => println!("{}: {:?} {:?}", error.operation(), error.status(), body.message),
            None => println!("{error}"),
        },
    }
    Ok(())
}

#[rustfmt::skip]
async fn client_7(client: flexperto::Client) -> Outcome {
    match client.users().list_users().await {
        Ok(page) => println!("{:?}", page.total),
        Err(error) if error.is_timeout() || error.is_connect() => println!("try later: {error}"),
        Err(error) if error.status() == Some(401) => println!("the key is not valid any more"),
        Err(flexperto::Error::Decode(it)) => println!("{} in {:?}", it.error, it.bytes),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

#[rustfmt::skip]
fn client_8() -> Outcome {
    let client = teamviewer_engage::Client::builder()
        .bearer_token(std::env::var("ENGAGE_TOKEN")?)
        .build()?;
    Ok(())
}

#[rustfmt::skip]
fn client_9() -> Outcome {
    use teamviewer_engage::PasswordGrant;

    let grant = PasswordGrant::new("my-client", "agent", std::env::var("PASSWORD")?)
        .client_secret(std::env::var("CLIENT_SECRET")?)
        .token_url("https://login.example.com/token");
    let client = teamviewer_engage::Client::builder().bearer_token_source(grant).build()?;
    Ok(())
}

#[rustfmt::skip]
fn token_source() {
    use std::time::Duration;
    use teamviewer_engage::clientwright_runtime::BoxFuture;
    use teamviewer_engage::{AccessToken, TokenError, TokenRequest, TokenSource};

    /// Tokens that another process writes into a file.
    struct TokenFile;

    impl TokenSource for TokenFile {
        fn fetch<'a>(&'a self, _: &'a TokenRequest) -> BoxFuture<'a, Result<AccessToken, TokenError>> {
            Box::pin(async {
                let token = std::fs::read_to_string("token")
                    .map_err(|error| TokenError::new(format!("no token file: {error}")))?;
                Ok(AccessToken::new(token.trim()).expires_in(Duration::from_secs(300)))
            })
        }
    }
}

#[rustfmt::skip]
async fn client_10(client: flexperto::Client) -> Outcome {
    let download = client.archives().download_archive("5f4621d0c8a1b2000f3e9a10").await?;
    println!("{:?} {:?}", download.content_length(), download.file_name());
    let bytes = download.bytes_up_to(64 << 20).await?;
    Ok(())
}

#[rustfmt::skip]
async fn client_saved(client: flexperto::Client) -> Outcome {
    let download = client.archives().download_archive("5f4621d0c8a1b2000f3e9a10").await?;
    let length = download
        .limit(4 << 30)
        .on_progress(|it| println!("{} of {:?} bytes", it.received, it.total))
        .save("archive.zip")
        .await?;
    Ok(())
}

#[rustfmt::skip]
async fn client_uploads(client: expertflow_cx::Client, flexperto: flexperto::Client) -> Outcome {
    use expertflow_cx::FilePart;

    let file = FilePart::from_path("recording.mp4")?.content_type("video/mp4");
    client.files().upload_file("5f4621d0", file).await?;

    let archive = flexperto.archives().download_archive("5f4621d0c8a1b2000f3e9a10").await?;
    client.files().upload_file("5f4621d0", FilePart::new("archive.zip", archive)).await?;
    Ok(())
}

#[rustfmt::skip]
fn client_11(secret: &str, headers: Vec<(String, Vec<u8>)>, body: &[u8]) -> Outcome {
    use flexperto::clientwright_runtime::webhooks::{Hmac, WebhookError};
    use flexperto::webhook_events::{Event, Webhooks};

    let webhooks = Webhooks::with(Hmac::standard().secret(secret).build()?);
    match webhooks.receive(headers, body) {
        Ok(Event::ArchiveAvailable(notice)) => println!("{:?}", notice.data),
        Ok(Event::Unknown { name, body }) => println!("new to this crate: {name}: {body}"),
        Ok(_) => {}
        Err(WebhookError::Signature(why)) => println!("to be answered with 401: {why}"),
        Err(error) => println!("to be answered with 400: {error}"),
    }
    Ok(())
}

#[rustfmt::skip]
fn client_11a(old: &str, new: &str) -> Outcome {
    use std::time::Duration;

    use flexperto::clientwright_runtime::webhooks::Hmac;

    let verifier = Hmac::in_header("x-acme-signature")
        .payload("{x-acme-time}.{x-acme-id}.{body}")
        .base64()
        .secret(new)
        .secret(old)
        .build()?;
    let patient = Hmac::stripe().header("x-acme-signature").tolerance(Duration::from_secs(900)).secret(new).build()?;
    Ok(())
}

#[rustfmt::skip]
async fn client_pagination(client: flexperto::Client) -> Outcome {
    let mut users = client.users().list_users().role("expert").limit(50).items();
    while let Some(user) = users.next().await {
        println!("{:?}", user?.email);
    }
    let archives = client.archives().list_archives().items().max_pages(10).collect().await?;
    let mut pages = client.archives().list_archives().offset(200).pages();
    while let Some(page) = pages.next().await {
        println!("of {:?}", page?.total);
    }
    Ok(())
}

#[rustfmt::skip]
async fn client_waiting(client: flexperto::Client) -> Outcome {
    use std::time::Duration;

    let archive = client.archives().wait_until_available("5f4621d0c8a1b2000f3e9a10").await?;

    let waiter = client.archives().wait_until_available("5f4621d0c8a1b2000f3e9a10");
    let mut states = waiter.interval(Duration::from_secs(30)).limit(Duration::from_secs(3600)).states();
    while let Some(archive) = states.next().await {
        println!("{:?}", archive?.status);
    }
    drop(archive);
    Ok(())
}

#[rustfmt::skip]
async fn client_places(client: flexperto::Client) -> Outcome {
    let mut users = client.users().list_users().items();
    let mut failures = 0;
    while let Some(user) = users.next().await {
        match user {
            Ok(user) => println!("{:?}", user.email),
            Err(error) if error.is_retryable() && failures < 5 => {
                failures += 1;
                users.resume();
            }
            Err(error) => {
                std::fs::write("place", users.continuation_token().unwrap_or_default())?;
                return Err(error.into());
            }
        }
    }
    let rest = client.users().list_users().items().continue_from(&std::fs::read_to_string("place")?);
    drop(rest);
    Ok(())
}

#[rustfmt::skip]
async fn client_12(id: expertflow_cx::clientwright_runtime::uuid::Uuid) -> Outcome {
    use expertflow_cx::PasswordGrant;
    use expertflow_cx::types::{ChannelData, ChannelDataRequired, MessageHeader, PlainBody, PlainMessageRequired};
    use expertflow_cx::types::{ReceiveRequest, Sender, SenderRequired, SenderType};

    let client = expertflow_cx::Client::builder()
        .server(expertflow_cx::Server::base_url("https://cx.acme.example"))
        .password_grant(PasswordGrant::new("cim", "sam.reed", std::env::var("CX_PASSWORD")?))
        .build()?;
    let sender = Sender::new(SenderRequired {
        id: "visitor-7781".into(),
        type_: SenderType::Customer,
        sender_name: "Amina Khan".into(),
    });
    let channel = ChannelData::new(ChannelDataRequired {
        channel_customer_identifier: "visitor-7781".into(),
        service_identifier: "1122".into(),
    });
    let header = MessageHeader::new(channel, sender);
    let message = ReceiveRequest::customer_plain_message(PlainMessageRequired {
        id,
        header,
        body: PlainBody::new("Hello"),
    });
    client.cim_messages_ccm().inbound_receive().receive(&message).await?;
    Ok(())
}

#[rustfmt::skip]
async fn client_arguments(client: expertflow_cx::Client, secret: String, password: String) -> Outcome {
    use expertflow_cx::authentication::keycloak_oauth2::TokenRequired;

    let keycloak = client.authentication().keycloak_oauth2();
    let required = TokenRequired { grant_type: "password", client_id: "cim", client_secret: &secret };
    let token = keycloak.token("expertflow", required).username("sam.reed").password(&password).await?;
    println!("{:?}", token.access_token); // Secret(…)
    let text: &str = token.access_token.expose();
    drop(text);
    Ok(())
}

#[rustfmt::skip]
#[rustfmt::skip]
async fn client_optional_values(client: flexperto::Client) -> Outcome {
    use flexperto::Maybe;
    use flexperto::users::ListUsers;

    let limit = std::env::args().nth(1).and_then(|it| it.parse().ok());
    let page = client.users().list_users().maybe(limit, ListUsers::limit).await?;
    drop(page);
    Ok(())
}

#[rustfmt::skip]
fn client_received() {
    use flexperto::clientwright_runtime::testing::{blank, from_json};
    use flexperto::types::User;

    let mut user: User = blank();
    user.email = Some("sam@example.org".to_owned());
    assert_eq!(user, from_json(r#"{"email": "sam@example.org"}"#));
}

#[rustfmt::skip]
fn client_conversions() {
    use teamviewer_engage::clientwright_runtime::chrono::Utc;
    use teamviewer_engage::types::Appointment;

    let demo = Appointment::new("Demo").with_date(Utc::now()).with_attendees(["sam@example.org"]);
    drop(demo);
}

fn client_13() -> Outcome {
    use flexperto::clientwright_runtime::testing::{Canned, MemoryTransport, block_on};

    let transport = MemoryTransport::in_order([
        Canned::new(200)
            .header("content-type", "application/json")
            .body(r#"{"items":[],"total":0}"#),
        Canned::new(410).body("no longer"),
    ]);
    let client = flexperto::Client::builder()
        .transport(transport.clone())
        .api_key("not a real key")
        .build()?;

    let page = block_on(client.users().list_users().limit(1).send())?;
    assert_eq!(page.body().total, Some(0));
    let error = block_on(client.users().list_users().send()).unwrap_err();
    assert_eq!(error.status(), Some(410));
    assert_eq!(
        transport.requests()[0].to_text(),
        "GET https://demo.test.flexperto.com/api/v2/users/users?limit=1\n\
         accept: application/json\napi-key: not a real key\n\n"
    );
    Ok(())
}

#[rustfmt::skip]
fn transports() -> Outcome {
    use std::{sync::Arc, time::Duration};
    use flexperto::clientwright_runtime::HttpTransport;

    let transport = HttpTransport::builder()
        .proxy("http://proxy.acme.example:3128")
        .no_proxy_for("localhost, .acme.example")
        .root_certificate_pem(&std::fs::read("acme-root.pem")?)
        .connect_timeout(Duration::from_secs(5))
        .pool_max_idle_per_host(8)
        .build()?;
    let client = flexperto::Client::builder().transport(Arc::new(transport)).build()?;
    Ok(())
}

fn sign(method: &str, url: &str) -> String {
    format!("{method}{url}")
}

#[rustfmt::skip]
fn middleware() -> Outcome {
    use std::{sync::Arc, time::Duration};
    use flexperto::clientwright_runtime::{BoxFuture, Request, Transport, TransportError, TransportResponse};

    /// Signs each request, and says what became of it.
    #[derive(Debug)]
    struct Signed(Arc<dyn Transport>);

    impl Transport for Signed {
        fn send(&self, mut request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
            let signature = sign(&request.method, &request.url);
            request.headers.insert("x-signature", signature);
            request.hide_header("x-signature");
            let line = format!("{request:?}");
            Box::pin(async move {
                let response = self.0.send(request).await;
                eprintln!("{line}: {:?}", response.as_ref().map(|it| it.status));
                response
            })
        }

        fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
            self.0.sleep(duration)
        }
    }

    let client = flexperto::Client::builder()
        .api_key(std::env::var("FLEXPERTO_API_KEY")?)
        .wrap(|inner| Arc::new(Signed(inner)))
        .build()?;
    Ok(())
}

#[rustfmt::skip]
fn blocking(client: flexperto::Client) -> Outcome {
    use flexperto::blocking::{Wait, WaitEach};

    let page = client.users().list_users().limit(1).wait()?;
    let mut file = std::fs::File::create("archive.zip")?;
    let download = client.archives().download_archive("5f4621d0c8a1b2000f3e9a10").wait()?;
    for chunk in download.wait_each() {
        std::io::Write::write_all(&mut file, &chunk?)?;
    }
    Ok(())
}

#[rustfmt::skip]
fn mocks() -> Outcome {
    use flexperto::clientwright_runtime::TransportErrorKind;
    use flexperto::clientwright_runtime::testing::{Mock, block_on};

    let mock = Mock::new();
    let client = flexperto::Client::builder()
        .transport(mock.clone())
        .api_key("not a real key")
        .build()?;
    mock.when(client.users().list_users().limit(1))
        .responds_json(200, r#"{"items":[],"total":0}"#)
        .error(TransportErrorKind::Connect)
        .times(3); // the client's retries are requests like others
    mock.when(client.archives().download_archive("a1")).streams(["PK", "..."]);

    let page = block_on(client.users().list_users().limit(1))?;
    assert_eq!(page.total, Some(0));
    let error = block_on(client.users().list_users().limit(1)).unwrap_err();
    assert!(error.is_connect());
    let download = block_on(client.archives().download_archive("a1"))?;
    assert_eq!(block_on(download.bytes())?, "PK...");
    mock.assert_done();
    Ok(())
}

#[rustfmt::skip]
fn client_retries() -> Outcome {
    use std::time::Duration;

    use flexperto::RetryPolicy;

    let client = flexperto::Client::builder()
        .api_key(std::env::var("FLEXPERTO_API_KEY")?)
        .retry(RetryPolicy::new().max_retries(4).max_wait(Duration::from_secs(300)))
        .build()?;
    Ok(())
}

#[rustfmt::skip]
async fn client_options(client: flexperto::Client) -> Outcome {
    use std::time::Duration;

    use flexperto::RequestOptions;

    let options = RequestOptions::new()
        .timeout(Duration::from_secs(5))
        .header("x-request-source", "nightly")
        .query("debug", "true");
    let page = client.with_options(options).users().list_users().await?;
    Ok(())
}

#[rustfmt::skip]
async fn client_what_deviates(client: flexperto::Client) -> Outcome {
    use flexperto::{DeviationPolicy, RequestOptions};

    let lenient = RequestOptions::new().deviations(DeviationPolicy::accept().skip_items());
    let response = client.with_options(lenient).users().list_users().send().await?;
    for deviation in response.deviations() {
        println!("{:?}: {deviation}", deviation.kind());
    }
    for (operation, kind, count) in client.deviation_counts().iter() {
        println!("{operation}: {count} of {kind:?}");
    }
    Ok(())
}

#[rustfmt::skip]
async fn client_any_request(client: flexperto::Client) -> Outcome {
    use flexperto::clientwright_runtime::serde_json::Value;

    let response = client.request("GET", "/users/users/7/badges").query("page", &1).await?;
    println!("{} {:?}", response.status(), response.body());
    let badges = client.request("GET", "/users/users/7/badges").send_json::<Value>().await?;
    Ok(())
}

#[rustfmt::skip]
async fn client_bytes(client: flexperto::Client) -> Outcome {
    let response = client.users().list_users().send().await?;
    println!("{} bytes, {:?}", response.bytes().len(), response.body().total);
    Ok(())
}

#[rustfmt::skip]
fn client_classifier() {
    use flexperto::{RetryDecision, RetryPolicy};

    let policy = RetryPolicy::new().classifier(|failed| {
        match (failed.status(), failed.member("/error/code").as_deref()) {
            (Some(409), Some("lock_timeout")) => RetryDecision::Retry,
            (_, Some("quota_exhausted")) => RetryDecision::Stop,
            _ if failed.operation() == "startExport" => RetryDecision::Stop,
            _ => RetryDecision::Default,
        }
    });
    drop(policy);
}

#[rustfmt::skip]
fn client_observing() {
    use flexperto::clientwright_runtime::{CallEnded, ObservedCall, Observer};

    struct Slow;

    impl Observer for Slow {
        fn call_ended(&self, call: &ObservedCall, ended: &CallEnded<'_>) {
            if ended.duration.as_secs() >= 2 {
                println!("{} {}: {:?}", call.method, call.path, ended.status);
            }
        }
    }
}

fn signature(_: &str, _: &str, _: &[u8]) -> String {
    String::new()
}

#[rustfmt::skip]
fn client_signatures(key: &str) -> Outcome {
    use std::error::Error as StdError;

    use flexperto::clientwright_runtime::{Headers, Request, Signer};

    struct Hmac;

    impl Signer for Hmac {
        fn sign(&self, request: &Request) -> Result<Headers, Box<dyn StdError + Send + Sync>> {
            let body = request.body_bytes().ok_or("a body that is streamed can't be signed")?;
            let mut headers = Headers::new();
            headers.insert("x-signature", signature(&request.method, &request.url, body));
            Ok(headers)
        }
    }

    let client = flexperto::Client::builder().api_key(key).signer(Hmac).build()?;
    drop(client);
    Ok(())
}

#[rustfmt::skip]
async fn client_extensions(client: flexperto::Client) -> Outcome {
    use flexperto::RequestOptions;

    struct Tenant(&'static str);

    let options = RequestOptions::new().extension(Tenant("acme"));
    let page = client.with_options(options).users().list_users().await?;

    fn tenant_of(request: &flexperto::clientwright_runtime::Request) -> Option<&'static str> {
        request.extensions().get::<Tenant>().map(|it| it.0)
    }
    let _ = (page, tenant_of);
    Ok(())
}

struct CurrentSpan {
    trace_id: [u8; 16],
    span_id: [u8; 8],
    flags: u8,
}

fn current_span() -> Option<CurrentSpan> {
    Some(CurrentSpan { trace_id: [1; 16], span_id: [1; 8], flags: 1 })
}

#[rustfmt::skip]
fn client_trace() -> Outcome {
    use flexperto::clientwright_runtime::TraceContext;

    let client = flexperto::Client::builder()
        .server(flexperto::Server::tenant("acme", "live"))
        .api_key(std::env::var("FLEXPERTO_API_KEY")?)
        .trace_context(|| {
            let span = current_span()?;
            Some(TraceContext::new(span.trace_id, span.span_id, span.flags))
        })
        .build()?;
    drop(client);
    Ok(())
}

fn main() -> Outcome {
    client_5()?;
    client_13()?;
    client_received();
    mocks()?;
    Ok(())
}
