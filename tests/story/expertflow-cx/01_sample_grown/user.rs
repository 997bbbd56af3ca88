pub async fn names(client: &expertflow_cx::Client) -> Vec<String> {
    let Ok(tenants) = client.tenants().list_tenants().await else { return Vec::new() };
    tenants.iter().filter_map(|it| it.tenant_name.clone()).collect()
}
