pub async fn ids(client: &expertflow_cx::Client) -> Vec<String> {
    let Ok(tenants) = client.tenants().list_tenants().await else { return Vec::new() };
    tenants.iter().map(|it| it.tenant_id.clone()).collect()
}
