//! An argument of another type.

async fn call(client: flexperto::Client) {
    let _ = client.users().confirm_email("seven").await;
}

fn main() {}
