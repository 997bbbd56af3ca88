//! A credential that the API does not take, and one that is no text.

fn main() {
    let _ = flexperto::Client::builder().bearer("token");
    let _ = flexperto::Client::builder().api_key(7);
}
