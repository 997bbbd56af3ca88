pub fn address(user: &flexperto::types::User) -> String {
    format!("{:?} {:?}", user.salutation, user.last_name)
}
