//! Finds an expert or creates one, reserves a meeting, and fetches the archives of closed conferences.
//!
//! ```sh
//! export FLEXPERTO_URL=https://acme.live.flexperto.com/api/v2 FLEXPERTO_API_KEY=… EXPERT=max@example.org
//! cargo run --package journeys --example flexperto
//! ```

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use flexperto::types::{
    ArchiveStatus, CreateUserRequest, CreateUserRequestRequired, MeetingParticipantInput,
    RegisterWebhookRequest, RegisterWebhookRequestRequired, ReserveMeetingRequest,
};
use flexperto::{Client, RequestOptions, Server};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What the program is told.
pub(crate) struct Settings<'a> {
    pub(crate) url: &'a str,
    pub(crate) api_key: &'a str,
    /// The e-mail address of the expert.
    pub(crate) expert: &'a str,
    /// Where archives are put.
    pub(crate) folder: &'a Path,
    /// Where notices of new archives are to be posted.
    pub(crate) webhook: Option<&'a str>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let (url, api_key) = (setting("FLEXPERTO_URL")?, setting("FLEXPERTO_API_KEY")?);
    let (expert, webhook) = (setting("EXPERT")?, std::env::var("WEBHOOK_URL").ok());
    let folder = Path::new(".");
    let settings = Settings {
        url: &url,
        api_key: &api_key,
        expert: &expert,
        folder,
        webhook: webhook.as_deref(),
    };
    run(&settings, &mut std::io::stdout()).await
}

fn setting(name: &str) -> Result<String> {
    std::env::var(name).map_err(|_| format!("the environment variable {name} isn't set").into())
}

/// Does it all, and tells `out` about it.
pub(crate) async fn run(settings: &Settings<'_>, out: &mut impl Write) -> Result<()> {
    let server = Server::custom(settings.url);
    let client = Client::builder().server(server).api_key(settings.api_key).build()?;

    let id = expert(&client, settings.expert).await?;
    writeln!(out, "expert {id}")?;
    let anybody = ReserveMeetingRequest::new(vec![MeetingParticipantInput::new()]);
    let meeting =
        client.meetings().reserve_meeting(&anybody).x_user_id(id).supress_mails(true).await?;
    let link = meeting.moderator.and_then(|it| it.link).unwrap_or_default();
    writeln!(out, "meeting {:?}, to be moderated at {link}", meeting.id)?;

    if let Some(url) = settings.webhook {
        let request = RegisterWebhookRequest::new(RegisterWebhookRequestRequired {
            topic: "archive.available".into(),
            audience: "*".into(),
            url: url.into(),
        });
        client.webhooks().register_subscription_webhook(&request).await?;
        writeln!(out, "notices go to {url}")?;
    }
    fetch_archives(&client, settings.folder, out).await
}

/// The id of the expert with this e-mail address.
async fn expert(client: &Client, email: &str) -> Result<i64> {
    let found = client.users().list_users().role("expert").email(email).limit(1).await?;
    let known = found.items.unwrap_or_default().into_iter().next();
    let expert = if let Some(expert) = known {
        expert
    } else {
        let roles = vec!["EXPERT".into()];
        let request = CreateUserRequest::new(CreateUserRequestRequired {
            first_name: "Max".into(),
            last_name: "Mustermann".into(),
            password: "change me".into(),
            email: email.into(),
            roles,
        });
        client.users().create_user(&request).supress_mails(true).await?
    };
    expert.id.ok_or_else(|| "the expert has no id".into())
}

/// Puts each archive that is ready into a file.
async fn fetch_archives(client: &Client, folder: &Path, out: &mut impl Write) -> Result<()> {
    // An archive may be large: this is how long its server may take for a piece of it.
    let patient = RequestOptions::new().idle_timeout(Duration::from_secs(120));
    let archives = client.archives().list_archives().await?.items.unwrap_or_default();
    for archive in archives {
        let (Some(id), Some(status)) = (&archive.id, &archive.status) else { continue };
        if *status != ArchiveStatus::Available {
            writeln!(out, "archive {id} is {status}")?;
            continue;
        }
        let file = folder.join(format!("{id}.zip"));
        let download = client.with_options(patient.clone()).archives().download_archive(id).await?;
        let written = download.save(&file).await?;
        writeln!(out, "archive {id} has {written} bytes")?;
    }
    Ok(())
}
