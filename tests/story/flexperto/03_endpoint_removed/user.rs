pub async fn abandon(client: &flexperto::Client, id: &str) -> bool {
    client.archives().abandon_archive_by_id(id).await.is_ok()
}
