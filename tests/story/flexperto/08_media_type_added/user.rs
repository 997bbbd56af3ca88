pub async fn download(client: &flexperto::Client, id: &str) -> bool {
    client.archives().download_archive(id).await.is_ok()
}
