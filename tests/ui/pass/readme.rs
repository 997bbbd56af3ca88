//! The first call of each README. It would need a server, so nothing runs it.
#![allow(dead_code)]

type Failure = Box<dyn std::error::Error>;

#[rustfmt::skip]
async fn expertflow_cx() -> Result<(), Failure> {
    let client = expertflow_cx::Client::builder()
        .server(expertflow_cx::Server::custom("https://api.example.com"))
        .access_token(std::env::var("EXPERTFLOW_CX_TOKEN")?)
        .build()?;
    let reply = client.authentication().application_logins().get_service_token().await?;
    println!("{reply:?}");
    Ok(())
}

#[rustfmt::skip]
async fn flexperto() -> Result<(), Failure> {
    let client = flexperto::Client::builder()
        .api_key(std::env::var("FLEXPERTO_API_KEY")?)
        .build()?;
    let reply = client.users().list_users().await?;
    println!("{reply:?}");
    Ok(())
}

#[rustfmt::skip]
async fn flow_webinars() -> Result<(), Failure> {
    let client = flow_webinars::Client::builder()
        .api_secret(std::env::var("FLOW_WEBINARS_API_KEY")?)
        .build()?;
    let reply = client.events().list_event_sessions().await?;
    println!("{reply:?}");
    Ok(())
}

#[rustfmt::skip]
async fn teamviewer_engage() -> Result<(), Failure> {
    let client = teamviewer_engage::Client::builder()
        .bearer_token(std::env::var("TEAMVIEWER_ENGAGE_TOKEN")?)
        .build()?;
    let reply = client.customer_status().list_active_customers().await?;
    println!("{reply:?}");
    Ok(())
}

fn main() {}
