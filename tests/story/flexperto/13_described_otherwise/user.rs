pub fn same(a: &flexperto::types::User, b: &flexperto::types::User) -> bool {
    a == b
}
