//! Another way to the network, and where it leads to.
#![deny(warnings)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use flexperto::clientwright_runtime::testing::MemoryTransport;
use flexperto::clientwright_runtime::{BoxFuture, Request, TransportError, TransportResponse};
use flexperto::types::Environment;
use flexperto::{Client, Server, Transport};

/// Counts what goes by.
#[derive(Debug)]
struct Counted {
    inner: Arc<dyn Transport>,
    n: AtomicUsize,
}

impl Transport for Counted {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        self.n.fetch_add(1, Ordering::Relaxed);
        self.inner.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let memory = MemoryTransport::responding(200, &[("content-type", "application/json")], "{}");
    let counted = Arc::new(Counted { inner: memory.clone(), n: AtomicUsize::new(0) });
    let servers = [
        Server::default(),
        Server::tenant("acme", Environment::Live),
        Server::tenant("acme", "preview"),
        Server::custom("http://localhost:8080/flexperto/"),
    ];
    for server in servers {
        let builder = Client::builder().server(server).api_key("s3cr3t").transport(counted.clone());
        let client = builder.build().unwrap();
        client.users().confirm_email(7).await.unwrap();
    }
    let requests = memory.requests();
    let urls: Vec<_> = requests.iter().map(|it| it.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "https://demo.test.flexperto.com/api/v2/users/users/7/confirm",
            "https://acme.live.flexperto.com/api/v2/users/users/7/confirm",
            "https://acme.preview.flexperto.com/api/v2/users/users/7/confirm",
            "http://localhost:8080/flexperto/users/users/7/confirm",
        ]
    );
    assert_eq!(counted.n.load(Ordering::Relaxed), 4);
    assert!(!format!("{requests:?}").contains("s3cr3t"));
}
