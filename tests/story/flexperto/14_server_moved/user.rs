pub fn server() -> flexperto::Server {
    flexperto::Server::tenant("acme", "live")
}
