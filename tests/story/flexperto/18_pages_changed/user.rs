pub async fn users(client: &flexperto::Client) -> bool {
    client.users().list_users().limit(50).offset(100).await.is_ok()
}
