//! Somebody is told of an alert, silences it for the time of a repair, and hears of it again afterwards.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::time::{Duration, SystemTime};

use client::clientwright_runtime::chrono::{DateTime, Utc};
use client::types::{AlertStatusState, Matcher, MatcherRequired, PostableAlert};
use client::types::{PostableSilence, PostableSilenceRequired, SilenceStatusState};
use client::{Client, Server};

#[path = "../recording.rs"]
mod recording;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder()
        .wrap(recording::wrap)
        .server(Server::standard(env::var("SERVER_URL")?))
        .build()?;

    let status = client.general().get_status().await?;
    assert!(status.version_info.version.starts_with("0.25"));
    assert!(status.config.original.contains("receiver: nobody"));
    let receivers = client.receiver().get_receivers().await?;
    assert_eq!(receivers.len(), 1);

    let labels = BTreeMap::from([
        ("alertname".to_owned(), "DiskFull".to_owned()),
        ("host".to_owned(), "db1".to_owned()),
    ]);
    let summary = BTreeMap::from([("summary".to_owned(), "less than 1 %".to_owned())]);
    let alert = PostableAlert::new(labels).with_annotations(summary);
    client.alert().post_alerts(&[alert]).await?;
    let alerts = client.alert().get_alerts().filter(["host=db1"]).await?;
    assert_eq!(alerts[0].status.state, AlertStatusState::Active);
    assert_eq!(alerts[0].annotations["summary"], "less than 1 %");

    let now = SystemTime::now();
    let silence = PostableSilence::new(PostableSilenceRequired {
        matchers: vec![Matcher::new(MatcherRequired {
            name: "host".into(),
            value: "db1".into(),
            is_regex: false,
        })],
        starts_at: DateTime::<Utc>::from(now).into(),
        ends_at: DateTime::<Utc>::from(now + Duration::from_secs(3600)).into(),
        created_by: "sam".into(),
        comment: "a larger disk is on its way".into(),
    });
    let silenced = client.silence().post_silences(&silence).await?;
    let id = silenced.silence_id.ok_or("the silence has no id")?;
    let found = client.silence().get_silence(id.parse()?).await?;
    assert_eq!(found.status.state, SilenceStatusState::Active);
    assert_eq!(client.silence().get_silences().filter(["host=db1"]).await?.len(), 1);
    let groups = client.alertgroup().get_alert_groups().silenced(true).await?;
    assert_eq!(groups[0].receiver.name, "nobody");
    assert_eq!(groups[0].alerts[0].labels["host"], "db1");

    client.silence().delete_silence(id.parse()?).await?;
    let found = client.silence().get_silence(id.parse()?).await?;
    assert_eq!(found.status.state, SilenceStatusState::Expired);
    let unknown =
        client.silence().get_silence("00000000-0000-4000-8000-000000000000".parse()?).await;
    assert_eq!(unknown.map_err(|it| it.status()), Err(Some(404)));
    Ok(())
}
