use flexperto::types::CreateUserRequest;

pub async fn create(client: &flexperto::Client, it: &CreateUserRequest) -> Option<String> {
    match client.users().create_user(it).await {
        Ok(user) => user.email.clone(),
        Err(error) => error.status().map(|it| it.to_string()),
    }
}
