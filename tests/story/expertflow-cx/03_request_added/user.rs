pub async fn count(client: &expertflow_cx::Client) -> usize {
    client.tenants().list_tenants().await.map_or(0, |it| it.len())
}
