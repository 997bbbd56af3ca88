//! A zone is made, gets records and is signed, is found again, and goes.

use std::env;
use std::error::Error;

use client::types::{
    Comment, Cryptokey, CryptokeyKeytype, GetStatsResponseItem, Metadata, TsigKey,
};
use client::types::{Record, RrSet, RrSetRequired, Zone, ZoneKind};
use client::{Client, Server};

#[path = "../recording.rs"]
mod recording;

/// The server that answers is called so by itself.
const HERE: &str = "localhost";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder()
        .wrap(recording::wrap)
        .server(Server::standard(env::var("SERVER_URL")?))
        .api_key_header(env::var("SERVER_KEY")?)
        .build()?;

    let servers = client.servers().list_servers().await?;
    assert_eq!(servers[0].id.as_deref(), Some(HERE));
    let server = client.servers().list_server(HERE).await?;
    assert_eq!(server.daemon_type.as_deref(), Some("authoritative"));

    let zone = Zone::new()
        .with_name("example.org.")
        .with_kind(ZoneKind::Native)
        .with_nameservers(["ns1.example.org."]);
    let zone = client.zones().create_zone(HERE, &zone).await?;
    let id = zone.id.ok_or("the zone has no id")?;
    let www = RrSet::new(RrSetRequired {
        name: "www.example.org.".into(),
        type_: "A".into(),
        ttl: 300,
        records: vec![Record::new("192.0.2.1").with_disabled(false)],
    });
    let www = www
        .with_changetype("REPLACE")
        .with_comments(vec![Comment::new().with_content("the web").with_account("sam")]);
    client.zones().patch_zone(HERE, &id, &Zone::new().with_rrsets(vec![www])).await?;

    let zone = client.zones().list_zone(HERE, &id).await?;
    let sets = zone.rrsets.unwrap_or_default();
    let www = sets.iter().find(|it| it.type_ == "A").ok_or("the record isn't there")?;
    assert_eq!(www.records[0].content, "192.0.2.1");
    let exported = client.zones().axfr_export_zone(HERE, &id).await?;
    assert!(exported.zone.contains("192.0.2.1"));
    let zones = client.zones().list_zones(HERE).await?;
    assert_eq!(zones.len(), 1);
    client.zones().rectify_zone(HERE, &id).await?;

    let key = Cryptokey::new().with_keytype(CryptokeyKeytype::Csk).with_active(true);
    let key = client.zonecryptokey().create_cryptokey(HERE, &id, &key).await?;
    let keys = client.zonecryptokey().list_cryptokeys(HERE, &id).await?;
    assert_eq!(keys[0].id, key.id);
    let key = client
        .zonecryptokey()
        .get_cryptokey(HERE, &id, &key.id.ok_or("no id")?.to_string())
        .await?;
    assert!(key.dnskey.is_some_and(|it| !it.is_empty()));
    assert_eq!(client.zones().list_zone(HERE, &id).await?.dnssec, Some(true));

    let allowed = Metadata::new().with_kind("ALLOW-AXFR-FROM").with_metadata(["AUTO-NS"]);
    client.zonemetadata().create_metadata(HERE, &id, &allowed).await?;
    let allowed = client.zonemetadata().get_metadata(HERE, &id, "ALLOW-AXFR-FROM").await?;
    assert_eq!(allowed.metadata, Some(vec!["AUTO-NS".to_owned()]));
    assert!(!client.zonemetadata().list_metadata(HERE, &id).await?.is_empty());

    let key = TsigKey::new().with_name("transfer").with_algorithm("hmac-sha256");
    let key = client.tsigkey().create_tsig_key(HERE, &key).await?;
    assert!(key.key.is_some_and(|it| !it.is_empty()));
    assert_eq!(client.tsigkey().list_tsig_keys(HERE).await?.len(), 1);
    client.tsigkey().delete_tsig_key(HERE, &key.id.ok_or("the key has no id")?).await?;

    let found = client.search().search_data(HERE, 10, "www*").await?;
    assert_eq!(found[0].content.as_deref(), Some("192.0.2.1"));
    let flushed = client.servers().cache_flush_by_name(HERE, "www.example.org.").await?;
    assert!(flushed.result.is_some());
    let statistics = client.stats().get_stats(HERE).await?;
    let uptime = |it: &&GetStatsResponseItem| matches!(it, GetStatsResponseItem::StatisticItem(it) if it.name.as_deref() == Some("uptime"));
    assert!(statistics.iter().any(|it| uptime(&it)));
    assert!(!client.config().get_config(HERE).await?.is_empty());

    client.zones().delete_zone(HERE, &id).await?;
    let gone = client.zones().list_zone(HERE, &id).await.map(drop);
    assert_eq!(gone.map_err(|it| it.status()), Err(Some(404)));
    Ok(())
}
