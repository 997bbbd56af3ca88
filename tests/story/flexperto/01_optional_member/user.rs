pub fn names(user: &flexperto::types::User) -> Vec<&str> {
    [&user.first_name, &user.email].into_iter().flatten().map(String::as_str).collect()
}
