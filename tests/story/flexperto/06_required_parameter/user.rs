pub async fn archives(client: &flexperto::Client) -> bool {
    client.archives().list_archives().limit(10).await.is_ok()
}
