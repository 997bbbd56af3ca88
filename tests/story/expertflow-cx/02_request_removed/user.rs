pub async fn remove(client: &expertflow_cx::Client, tenant: &str) -> bool {
    client.tenants().delete_tenant(tenant).await.is_ok()
}
