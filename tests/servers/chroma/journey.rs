//! Three texts with their vectors are kept, and the nearest to a fourth are found.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;

use client::types::QueryRequestPayload;
use client::types::{AddCollectionRecordsPayload, CreateCollectionPayload, EmbeddingsPayload};
use client::types::{DeleteCollectionRecordsPayload, GetRequestPayload, HashMapValue, Include};
use client::{Client, Server};

#[path = "../recording.rs"]
mod recording;

/// The tenant and the database that a new server has.
const TENANT: &str = "default_tenant";
const DATABASE: &str = "default_database";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Its description asks for a key; a server that nobody gave one wants none.
    let client = Client::builder()
        .wrap(recording::wrap)
        .server(Server::custom(env::var("SERVER_URL")?))
        .anonymous()
        .build()?;
    let (system, collections, records) = (client.system(), client.collection(), client.record());

    assert!(system.heartbeat().await?.nanosecond_heartbeat > 0);
    assert!(!system.version().await?.is_empty());

    let payload = CreateCollectionPayload::new("fruit").with_get_or_create(true);
    let fruit = collections.create_collection(TENANT, DATABASE, &payload).await?;
    assert_eq!(fruit.name, "fruit");
    let id = fruit.id.to_string();

    let colour =
        |it: &str| Some(BTreeMap::from([("colour".to_owned(), HashMapValue::Text(it.to_owned()))]));
    let vectors = vec![vec![1.0, 0.0], vec![0.9, 0.1], vec![0.0, 1.0]];
    let ids = ["apple", "cherry", "plum"].map(str::to_owned).to_vec();
    let payload = AddCollectionRecordsPayload::new(EmbeddingsPayload::NumberListList(vectors), ids)
        .with_documents(["an apple", "a cherry", "a plum"].map(|it| Some(it.to_owned())).to_vec())
        .with_metadatas(vec![colour("red"), colour("red"), colour("blue")]);
    records.collection_add(TENANT, DATABASE, &id, &payload).await?;
    assert_eq!(records.collection_count(TENANT, DATABASE, &id).await?, 3);

    let payload = QueryRequestPayload::new(vec![vec![1.0, 0.0]])
        .with_n_results(2)
        .with_include(vec![Include::Documents, Include::Distances, Include::Metadatas]);
    let near = records.collection_query(TENANT, DATABASE, &id, &payload).await?;
    assert_eq!(near.ids, [["apple", "cherry"]]);
    let documents = near.documents.unwrap_or_default();
    assert_eq!(documents[0][0].as_deref(), Some("an apple"));
    let distances = near.distances.unwrap_or_default();
    assert!(distances[0][0] < distances[0][1]);

    let payload = DeleteCollectionRecordsPayload::new().with_ids(vec!["cherry".to_owned()]);
    records.collection_delete(TENANT, DATABASE, &id, &payload).await?;
    let payload = GetRequestPayload::new().with_include(vec![Include::Metadatas]);
    let left = records.collection_get(TENANT, DATABASE, &id, &payload).await?;
    assert_eq!(left.ids, ["apple", "plum"]);

    let all = collections.list_collections(TENANT, DATABASE).await?;
    assert_eq!(all.len(), 1);
    assert_eq!(collections.count_collections(TENANT, DATABASE).await?, 1);
    collections.delete_collection(TENANT, DATABASE, "fruit").await?;
    let gone = collections.get_collection(TENANT, DATABASE, "fruit").await.map(drop);
    assert_eq!(gone.map_err(|it| it.status()), Err(Some(404)));
    Ok(())
}
