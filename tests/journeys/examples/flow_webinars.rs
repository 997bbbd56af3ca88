//! Lists the sessions that are still to come, signs somebody up for one, and prints who is registered.
//!
//! ```sh
//! export FLOW_API_SECRET=… ATTENDEE=max@example.org   # FLOW_URL is for another server than FLOW's
//! cargo run --package journeys --example flow_webinars
//! ```

use std::error::Error;
use std::io::Write;

use flow_webinars::registrants::CreateRegistrantResponse;
use flow_webinars::types::{
    CreateRegistrantRequest, CreateRegistrantRequestRequired, ListEventSessionsPeriod,
};
use flow_webinars::{Client, Server};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let url = std::env::var("FLOW_URL").ok();
    let (secret, attendee) = (setting("FLOW_API_SECRET")?, setting("ATTENDEE")?);
    run(url.as_deref(), &secret, &attendee, &mut std::io::stdout()).await
}

fn setting(name: &str) -> Result<String> {
    std::env::var(name).map_err(|_| format!("the environment variable {name} isn't set").into())
}

/// Does it all, and tells `out` about it.
pub(crate) async fn run(
    url: Option<&str>,
    secret: &str,
    attendee: &str,
    out: &mut impl Write,
) -> Result<()> {
    let mut builder = Client::builder().api_secret(secret);
    if let Some(url) = url {
        builder = builder.server(Server::custom(url));
    }
    let client = builder.build()?;

    let sessions = client.events().list_event_sessions().period(ListEventSessionsPeriod::Current);
    let sessions = sessions.await?.data.unwrap_or_default();
    for session in &sessions {
        let title = session.title.as_deref().unwrap_or("untitled");
        let state = if session.published == Some(true) { "published" } else { "a draft" };
        writeln!(out, "{title} is {state}")?;
    }
    let Some(token) = sessions.into_iter().find_map(|it| it.token) else {
        writeln!(out, "there is nothing to sign up for")?;
        return Ok(());
    };

    let who = CreateRegistrantRequest::new(CreateRegistrantRequestRequired {
        email: attendee.into(),
        first_name: "Max".into(),
        last_name: "Mustermann".into(),
        event_session_token: token.as_str().into(),
    });
    match client.registrants().create_registrant(&who).await? {
        CreateRegistrantResponse::Status200(response) => {
            let link = response.data.and_then(|it| it.url).unwrap_or_default();
            writeln!(out, "{attendee} enters at {link}")?;
        }
        CreateRegistrantResponse::Found(redirect) => {
            writeln!(out, "{attendee} enters at {}", redirect.location)?;
        }
        other => writeln!(out, "this crate doesn't know {other:?}")?,
    }

    let csv = client.reports().get_registrants_csv(&token).await?;
    writeln!(out, "{} lines of registrants", csv.lines().count())?;
    Ok(())
}
