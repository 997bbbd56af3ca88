//! Logs in, lists the channel connectors, and passes on a message of a customer.
//!
//! ```sh
//! export CX_URL=https://cx.acme.example CX_CLIENT_SECRET=… CX_USER=sam.reed CX_PASSWORD=…
//! cargo run --package journeys --example expertflow_cx   # CX_KEYCLOAK_URL, where Keycloak isn't at CX_URL
//! ```

use std::error::Error;
use std::io::Write;

use expertflow_cx::clientwright_runtime::uuid::Uuid;
use expertflow_cx::types::{
    ChannelData, ChannelDataRequired, MessageHeader, PlainBody, PlainMessageRequired,
    ReceiveRequest, Sender, SenderRequired, SenderType,
};
use expertflow_cx::{Client, PasswordGrant, Server};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What the program is told.
pub(crate) struct Settings {
    pub(crate) url: String,
    pub(crate) keycloak_url: String,
    pub(crate) client_secret: String,
    pub(crate) user: String,
    pub(crate) password: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let url = setting("CX_URL")?;
    let settings = Settings {
        keycloak_url: std::env::var("CX_KEYCLOAK_URL").unwrap_or_else(|_| url.clone()),
        url,
        client_secret: setting("CX_CLIENT_SECRET")?,
        user: setting("CX_USER")?,
        password: setting("CX_PASSWORD")?,
    };
    run(settings, &mut std::io::stdout()).await
}

fn setting(name: &str) -> Result<String> {
    std::env::var(name).map_err(|_| format!("the environment variable {name} isn't set").into())
}

/// Does it all, and tells `out` about it.
pub(crate) async fn run(settings: Settings, out: &mut impl Write) -> Result<()> {
    let Settings { url, keycloak_url, client_secret, user, password } = settings;
    // The client gets a token when the first call needs one, and renews it before it ends.
    let login = PasswordGrant::new("cim", user, password).client_secret(client_secret);
    let client = Client::builder()
        .server(Server::base_url(url))
        .keycloak_url(keycloak_url)
        .password_grant(login)
        .build()?;

    let connectors = client.channel_configuration().channel_connectors();
    let connectors = connectors.list_channel_connectors().await?;
    writeln!(out, "{} channel connectors", connectors.len())?;

    let sender = Sender::new(SenderRequired {
        id: "visitor-7781".into(),
        type_: SenderType::Customer,
        sender_name: "Amina Khan".into(),
    });
    let header = MessageHeader::new(
        ChannelData::new(ChannelDataRequired {
            channel_customer_identifier: "visitor-7781".into(),
            service_identifier: "1122".into(),
        }),
        sender,
    );
    let id = Uuid::from_u128(0x5e8e_3d0b_7f7e_4f0a_9a53_6a3b_7d4c_9f02);
    let message = ReceiveRequest::customer_plain_message(PlainMessageRequired {
        id,
        header,
        body: PlainBody::new("Hello"),
    });
    let response = client.cim_messages_ccm().inbound_receive().receive(&message).send().await?;
    writeln!(out, "the message was taken with {}", response.status())?;
    Ok(())
}
