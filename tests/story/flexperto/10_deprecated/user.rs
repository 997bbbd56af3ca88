pub async fn confirm(client: &flexperto::Client) -> bool {
    client.users().confirm_email(53).await.is_ok()
}
