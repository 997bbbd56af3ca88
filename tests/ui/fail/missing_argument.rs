//! A required parameter is left out.

async fn call(client: flexperto::Client) {
    let _ = client.users().confirm_email().await;
}

fn main() {}
