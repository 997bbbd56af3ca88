pub fn client(key: &str) -> bool {
    let server = flexperto::Server::tenant("acme", "live");
    flexperto::Client::builder().server(server).api_key(key).build().is_ok()
}
