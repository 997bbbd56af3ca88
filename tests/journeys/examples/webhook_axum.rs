//! Receives Flexperto's notices with axum.
//!
//! Flexperto documents no signature, so that here a relay signs what it passes on, as Standard Webhooks has it:
//! `WEBHOOK_SECRET=whsec_… cargo run --package journeys --example webhook_axum`

use std::{env, error::Error};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use flexperto::clientwright_runtime::webhooks::{Hmac, WebhookError};
use flexperto::webhook_events::{Event, Webhooks};

/// The server: one address for all events.
pub(crate) fn app(webhooks: Webhooks) -> Router {
    Router::new().route("/flexperto", post(receive)).with_state(webhooks)
}

/// The body is the bytes that came, since the signature is over these.
async fn receive(State(webhooks): State<Webhooks>, headers: HeaderMap, body: Bytes) -> StatusCode {
    match webhooks.receive(&headers, &body) {
        Ok(Event::ArchiveAvailable(notice)) => {
            let id = notice.data.and_then(|it| it.archive_id);
            say(&format!("to be downloaded: {id:?}"));
            StatusCode::NO_CONTENT
        }
        // A new event is none of the sender's mistakes.
        Ok(other) => {
            say(&format!("not for us: {other:?}"));
            StatusCode::NO_CONTENT
        }
        Err(WebhookError::Signature(error)) => {
            say(&format!("refused: {error}"));
            StatusCode::UNAUTHORIZED
        }
        Err(error) => {
            say(&format!("not understood: {error}"));
            StatusCode::BAD_REQUEST
        }
    }
}

#[expect(clippy::print_stdout, reason = "it is all that this example does with an event")]
fn say(what: &str) {
    println!("{what}");
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let verifier = Hmac::standard().secret(env::var("WEBHOOK_SECRET")?).build()?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, app(Webhooks::with(verifier))).await?;
    Ok(())
}
