pub fn same(a: &expertflow_cx::types::TenantDetails, b: &expertflow_cx::types::TenantDetails) -> bool {
    a == b
}
