//! The snippets of each README. They would need a server, so nothing runs them.
#![allow(dead_code)]

type Failure = Box<dyn std::error::Error>;

#[rustfmt::skip]
async fn expertflow_cx_first_call() -> Result<(), Failure> {
    let client = expertflow_cx::Client::builder()
        .server(expertflow_cx::Server::base_url("https://api.example.com"))
        .access_token(std::env::var("EXPERTFLOW_CX_ACCESS_TOKEN")?)
        .build()?;
    let response = client.authentication().application_logins().get_service_token().await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn expertflow_cx_errors(client: &expertflow_cx::Client) -> Result<(), Failure> {
    match client.authentication().application_logins().get_service_token().await {
        Ok(response) => println!("{response:?}"),
        Err(expertflow_cx::Error::Api(error)) => println!("{}: {:?}", error.status, error.body),
        Err(error) if error.is_timeout() || error.is_connect() => println!("try later: {error}"),
        Err(error) => return Err(error.into()),
    }

    async fn all(client: &expertflow_cx::Client) -> Result<(), expertflow_cx::AnyError> {
        client.authentication().application_logins().get_service_token().await?;
        Ok(())
    }
    if let Err(error) = all(client).await {
        println!("{}: {:?} {:?}", error.operation(), error.status(), error.message());
        if let Some(body) = error.downcast_ref::<expertflow_cx::types::KeycloakError>() {
            println!("{body:?}");
        }
    }
    Ok(())
}

#[rustfmt::skip]
async fn expertflow_cx_options(client: &expertflow_cx::Client) -> Result<(), Failure> {
    use std::time::Duration;
    use expertflow_cx::{RequestOptions, RetryPolicy};

    let patient = RequestOptions::new()
        .timeout(Duration::from_secs(120))
        .retry(RetryPolicy::new().max_retries(5));
    let response = client.with_options(patient).authentication().application_logins().get_service_token().await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn flexperto_first_call() -> Result<(), Failure> {
    let client = flexperto::Client::builder()
        .server(flexperto::Server::tenant("your-tenant", "test"))
        .api_key(std::env::var("FLEXPERTO_API_KEY")?)
        .build()?;
    let response = client.users().list_users().await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn flexperto_errors(client: &flexperto::Client) -> Result<(), Failure> {
    match client.users().list_users().await {
        Ok(response) => println!("{response:?}"),
        Err(flexperto::Error::Api(error)) => println!("{}: {:?}", error.status, error.body),
        Err(error) if error.is_timeout() || error.is_connect() => println!("try later: {error}"),
        Err(error) => return Err(error.into()),
    }

    async fn all(client: &flexperto::Client) -> Result<(), flexperto::AnyError> {
        client.users().list_users().await?;
        Ok(())
    }
    if let Err(error) = all(client).await {
        println!("{}: {:?} {:?}", error.operation(), error.status(), error.message());
    }
    Ok(())
}

#[rustfmt::skip]
async fn flexperto_options(client: &flexperto::Client) -> Result<(), Failure> {
    use std::time::Duration;
    use flexperto::{RequestOptions, RetryPolicy};

    let patient = RequestOptions::new()
        .timeout(Duration::from_secs(120))
        .retry(RetryPolicy::new().max_retries(5));
    let response = client.with_options(patient).users().list_users().await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn flow_webinars_first_call() -> Result<(), Failure> {
    let client = flow_webinars::Client::builder()
        .api_secret(std::env::var("FLOW_WEBINARS_API_SECRET")?)
        .build()?;
    let response = client.events().list_event_sessions().await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn flow_webinars_errors(client: &flow_webinars::Client) -> Result<(), Failure> {
    match client.events().list_event_sessions().await {
        Ok(response) => println!("{response:?}"),
        Err(flow_webinars::Error::Api(error)) => println!("{}: {:?}", error.status, error.body),
        Err(error) if error.is_timeout() || error.is_connect() => println!("try later: {error}"),
        Err(error) => return Err(error.into()),
    }

    async fn all(client: &flow_webinars::Client) -> Result<(), flow_webinars::AnyError> {
        client.events().list_event_sessions().await?;
        Ok(())
    }
    if let Err(error) = all(client).await {
        println!("{}: {:?} {:?}", error.operation(), error.status(), error.message());
        if let Some(body) = error.downcast_ref::<flow_webinars::types::ApiError>() {
            println!("{body:?}");
        }
    }
    Ok(())
}

#[rustfmt::skip]
async fn flow_webinars_options(client: &flow_webinars::Client) -> Result<(), Failure> {
    use std::time::Duration;
    use flow_webinars::{RequestOptions, RetryPolicy};

    let patient = RequestOptions::new()
        .timeout(Duration::from_secs(120))
        .retry(RetryPolicy::new().max_retries(5));
    let response = client.with_options(patient).events().list_event_sessions().await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn teamviewer_engage_first_call() -> Result<(), Failure> {
    let client = teamviewer_engage::Client::builder()
        .bearer_token(std::env::var("TEAMVIEWER_ENGAGE_BEARER_TOKEN")?)
        .build()?;
    let response = client.customer_status().list_active_customers().await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn teamviewer_engage_errors(client: &teamviewer_engage::Client) -> Result<(), Failure> {
    match client.customer_status().list_active_customers().await {
        Ok(response) => println!("{response:?}"),
        Err(teamviewer_engage::Error::Api(error)) => println!("{}: {:?}", error.status, error.body),
        Err(error) if error.is_timeout() || error.is_connect() => println!("try later: {error}"),
        Err(error) => return Err(error.into()),
    }

    async fn all(client: &teamviewer_engage::Client) -> Result<(), teamviewer_engage::AnyError> {
        client.customer_status().list_active_customers().await?;
        Ok(())
    }
    if let Err(error) = all(client).await {
        println!("{}: {:?} {:?}", error.operation(), error.status(), error.message());
    }
    Ok(())
}

#[rustfmt::skip]
async fn teamviewer_engage_options(client: &teamviewer_engage::Client) -> Result<(), Failure> {
    use std::time::Duration;
    use teamviewer_engage::{RequestOptions, RetryPolicy};

    let patient = RequestOptions::new()
        .timeout(Duration::from_secs(120))
        .retry(RetryPolicy::new().max_retries(5));
    let response = client.with_options(patient).customer_status().list_active_customers().await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn flexperto_pages(client: &flexperto::Client) -> Result<(), Failure> {
    let mut items = client.users().list_users().items();
    while let Some(item) = items.next().await {
        println!("{:?}", item?);
    }
    Ok(())
}

#[rustfmt::skip]
async fn expertflow_cx_uploads(client: &expertflow_cx::Client) -> Result<(), Failure> {
    let response = client
        .licenses()
        .upload_license_file(
            expertflow_cx::FilePart::new("file.bin", std::fs::read("file.bin")?),
        )
        .await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn expertflow_cx_downloads(client: &expertflow_cx::Client) -> Result<(), Failure> {
    let download = client.files().download_file_stream("b4a7d0c9_receipt.png").await?;
    let bytes = download.bytes().await?;
    drop(bytes);
    Ok(())
}

#[rustfmt::skip]
fn expertflow_cx_tests_of_yours() -> Result<(), Failure> {
    use expertflow_cx::TransportErrorKind;
    use expertflow_cx::clientwright_runtime::testing::{Mock, block_on};

    let mock = Mock::new();
    let client = expertflow_cx::Client::builder()
        .transport(mock.clone())
        .server(expertflow_cx::Server::base_url("https://api.example.com"))
        .access_token("not a secret")
        .build()?;
    mock.when(client.authentication().application_logins().get_service_token()).error(TransportErrorKind::Timeout).always();
    let error = block_on(client.authentication().application_logins().get_service_token()).unwrap_err();
    assert!(error.is_timeout());
    Ok(())
}

#[rustfmt::skip]
fn expertflow_cx_without_async(client: &expertflow_cx::Client) -> Result<(), Failure> {
    use expertflow_cx::blocking::Wait;

    let response = client.authentication().application_logins().get_service_token().wait()?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn flexperto_waiting(client: &flexperto::Client) -> Result<(), Failure> {
    let response = client.archives().wait_until_available("5f4621d0c8a1b2000f3e9a10").await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn flexperto_downloads(client: &flexperto::Client) -> Result<(), Failure> {
    let download = client.archives().download_archive("5f4621d0c8a1b2000f3e9a10").await?;
    let bytes = download.bytes().await?;
    drop(bytes);
    Ok(())
}

#[rustfmt::skip]
fn flexperto_tests_of_yours() -> Result<(), Failure> {
    use flexperto::TransportErrorKind;
    use flexperto::clientwright_runtime::testing::{Mock, block_on};

    let mock = Mock::new();
    let client = flexperto::Client::builder()
        .transport(mock.clone())
        .server(flexperto::Server::tenant("your-tenant", "test"))
        .api_key("not a secret")
        .build()?;
    mock.when(client.users().list_users()).error(TransportErrorKind::Timeout).always();
    let error = block_on(client.users().list_users()).unwrap_err();
    assert!(error.is_timeout());
    Ok(())
}

#[rustfmt::skip]
fn flexperto_without_async(client: &flexperto::Client) -> Result<(), Failure> {
    use flexperto::blocking::Wait;

    let response = client.users().list_users().wait()?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
fn flow_webinars_tests_of_yours() -> Result<(), Failure> {
    use flow_webinars::TransportErrorKind;
    use flow_webinars::clientwright_runtime::testing::{Mock, block_on};

    let mock = Mock::new();
    let client = flow_webinars::Client::builder()
        .transport(mock.clone())
        .api_secret("not a secret")
        .build()?;
    mock.when(client.events().list_event_sessions()).error(TransportErrorKind::Timeout).always();
    let error = block_on(client.events().list_event_sessions()).unwrap_err();
    assert!(error.is_timeout());
    Ok(())
}

#[rustfmt::skip]
fn flow_webinars_without_async(client: &flow_webinars::Client) -> Result<(), Failure> {
    use flow_webinars::blocking::Wait;

    let response = client.events().list_event_sessions().wait()?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn teamviewer_engage_downloads(client: &teamviewer_engage::Client) -> Result<(), Failure> {
    let download = client
        .call_recording()
        .download_call_recording("5c593c9c8b02502bc3f8ffe3")
        .await?;
    let bytes = download.bytes().await?;
    drop(bytes);
    Ok(())
}

#[rustfmt::skip]
fn teamviewer_engage_tests_of_yours() -> Result<(), Failure> {
    use teamviewer_engage::TransportErrorKind;
    use teamviewer_engage::clientwright_runtime::testing::{Mock, block_on};

    let mock = Mock::new();
    let client = teamviewer_engage::Client::builder()
        .transport(mock.clone())
        .bearer_token("not a secret")
        .build()?;
    mock.when(client.customer_status().list_active_customers()).error(TransportErrorKind::Timeout).always();
    let error = block_on(client.customer_status().list_active_customers()).unwrap_err();
    assert!(error.is_timeout());
    Ok(())
}

#[rustfmt::skip]
fn teamviewer_engage_without_async(client: &teamviewer_engage::Client) -> Result<(), Failure> {
    use teamviewer_engage::blocking::Wait;

    let response = client.customer_status().list_active_customers().wait()?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn expertflow_cx_optional_values(client: &expertflow_cx::Client) -> Result<(), Failure> {
    use expertflow_cx::Maybe;
    use expertflow_cx::customers::customers::ListCustomers;

    let limit = Some(25);
    let request = client.customers().customers().list_customers().maybe(limit, ListCustomers::limit);
    request.await?;
    Ok(())
}

#[rustfmt::skip]
async fn flexperto_optional_values(client: &flexperto::Client) -> Result<(), Failure> {
    use flexperto::Maybe;
    use flexperto::users::ListUsers;

    let limit = Some(1);
    let request = client.users().list_users().maybe(limit, ListUsers::limit);
    request.await?;
    Ok(())
}

#[rustfmt::skip]
async fn teamviewer_engage_optional_values(client: &teamviewer_engage::Client) -> Result<(), Failure> {
    use teamviewer_engage::Maybe;
    use teamviewer_engage::operations::CreateChatLink;

    let language = Some("de");
    let request = client.create_chat_link("agent@example.com").maybe(language, CreateChatLink::language);
    request.await?;
    Ok(())
}

#[rustfmt::skip]
fn expertflow_cx_grant() -> Result<(), Failure> {
    let grant = expertflow_cx::PasswordGrant::new(
        std::env::var("EXPERTFLOW_CX_CLIENT_ID")?,
        std::env::var("EXPERTFLOW_CX_USERNAME")?,
        std::env::var("EXPERTFLOW_CX_PASSWORD")?,
    )
    .scope("openid");
    let client = expertflow_cx::Client::builder()
        .server(expertflow_cx::Server::base_url("https://api.example.com"))
        .password_grant(grant)
        .build()?;
    let _ = client;
    Ok(())
}

#[rustfmt::skip]
async fn expertflow_cx_values(client: &expertflow_cx::Client) -> Result<(), Failure> {
    use expertflow_cx::types::ChannelSession;

    let body = ChannelSession::new("0d9c1be27f6a4d4b9e3354c6a1b2c3d4");
    client.queues_and_routing().tasks().add_channel_session_to_media(&body).await?;
    Ok(())
}

#[rustfmt::skip]
async fn flexperto_values(client: &flexperto::Client) -> Result<(), Failure> {
    use flexperto::types::{MeetingParticipantInput, ReserveMeetingRequest};

    let body = ReserveMeetingRequest::new([
        MeetingParticipantInput::new(), MeetingParticipantInput::new(),
    ]);
    let response = client.meetings().reserve_meeting(&body).await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn flow_webinars_values(client: &flow_webinars::Client) -> Result<(), Failure> {
    use flow_webinars::types::{CreateRegistrantRequest, CreateRegistrantRequestRequired};

    let body = CreateRegistrantRequest::new(CreateRegistrantRequestRequired {
        email: "carla@example.org".into(), event_session_token: "demo-session-4821".into(),
        first_name: "Carla".into(), last_name: "Muster".into(),
    });
    let response = client.registrants().create_registrant(&body).await?;
    println!("{response:?}");
    Ok(())
}

#[rustfmt::skip]
async fn teamviewer_engage_values(client: &teamviewer_engage::Client) -> Result<(), Failure> {
    use teamviewer_engage::types::{MessageSend, MessageType};

    let body = MessageSend::new(MessageType::Card);
    client.message().send_message("5c593c728b02502bc3f8ffe1", false, &body).await?;
    Ok(())
}

fn main() {}
