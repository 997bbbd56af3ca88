pub fn rename(it: &mut flexperto::types::CreateUserRequest) {
    it.first_name = "Max".to_owned();
}
