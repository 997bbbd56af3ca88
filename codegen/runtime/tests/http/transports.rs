//! What carries the requests of the tests: hyper, or a client of reqwest in a run of its own.

use std::sync::Arc;

use clientwright_runtime::{
    HttpTransport, HttpTransportBuilder,
    codegen::{Client, ClientBuilder, Server},
};

/// Where it is set, requests go by reqwest.
#[cfg(feature = "reqwest")]
const BY_REQWEST: &str = "CLIENTWRIGHT_TEST_BY_REQWEST";

/// A transport with the default settings.
pub(crate) fn builder() -> HttpTransportBuilder {
    let builder = HttpTransport::builder();
    #[cfg(feature = "reqwest")]
    if std::env::var_os(BY_REQWEST).is_some() {
        return builder.reqwest(|client| client);
    }
    builder
}

/// A client of a server, whatever proxy the environment names.
pub(crate) fn client(origin: &str) -> ClientBuilder {
    let direct = builder().no_proxy().build().unwrap();
    Client::builder(Server::custom(origin)).transport(Arc::new(direct))
}

/// Runs all other tests of this program once more.
#[cfg(feature = "reqwest")]
#[test]
fn every_test_holds_by_a_client_of_reqwest_too() {
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    let skipped = "transports::every_test_holds_by_a_client_of_reqwest_too";
    let again = again.args(["--skip", skipped]).env(BY_REQWEST, "1");
    let output = again.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
