//! What a wrapping transport knows of the requests that it sees, over a network.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use clientwright_runtime::{
    BoxFuture, ClientCredentials, Never, Request, RequestOptions, Transport, TransportError,
    TransportResponse,
    codegen::{Credential, Operation},
};

use crate::{
    loopback::{Loopback, Step},
    support::{ANY, TOKEN},
};

static LISTED: Operation = Operation { name: "listUsers", security: &[&[&TOKEN]], ..ANY };

/// A value that a caller lets go with its calls.
struct Tenant(&'static str);

#[derive(Debug)]
struct Noting {
    inner: Arc<dyn Transport>,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Transport for Noting {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let tenant = request.extensions().get::<Tenant>().map(|it| it.0);
        let operation = request.operation();
        let path = request.url.rsplit('/').next().unwrap_or_default().to_owned();
        let line = format!("{path} {operation:?} {} {tenant:?}", request.attempt());
        assert_eq!(request.is_for_token(), operation.is_none());
        self.lines.lock().unwrap().push(line);
        self.inner.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }
}

#[tokio::test]
async fn middleware_knows_the_operation_the_attempt_and_what_the_caller_adds() {
    let other = Loopback::responding(204, &[], "").await;
    let elsewhere = format!("{}/other", other.origin);
    let n_asked = Mutex::new(0);
    let server = Loopback::start(move |request| {
        if request.starts_with("POST /token") {
            return vec![Step::response(200, &[], br#"{"access_token":"t1","expires_in":900}"#)];
        }
        let mut n_asked = n_asked.lock().unwrap();
        *n_asked += 1;
        match *n_asked {
            1 => vec![Step::Reset],
            2 => vec![Step::response(503, &["retry-after: 0"], b"")],
            3 => vec![Step::redirect(302, &elsewhere)],
            _ => vec![Step::response(204, &[], b"")],
        }
    })
    .await;
    let lines = Arc::<Mutex<Vec<String>>>::default();
    let noted = Arc::clone(&lines);
    let grant =
        ClientCredentials::new("me", "s3cret").token_url(format!("{}/token", server.origin));
    let client = server
        .builder()
        .credential(&TOKEN, Credential::source(grant))
        .wrap(move |inner| Arc::new(Noting { inner, lines: Arc::clone(&noted) }))
        .build()
        .unwrap()
        .with_options(RequestOptions::new().extension(Tenant("acme")));
    client.call(&LISTED).body::<(), Never>().await.unwrap();
    let named = RequestOptions::new().extension(Tenant("other"));
    client.with_options(named).call(&LISTED).body::<(), Never>().await.unwrap();
    // An option that has nothing to do with it.
    let slow = RequestOptions::new().timeout(Duration::from_secs(9));
    client.with_options(slow).request("GET", "/free").send().await.unwrap();
    assert_eq!(
        *lines.lock().unwrap(),
        [
            "token None 1 None",
            "any Some(\"listUsers\") 1 Some(\"acme\")",
            "any Some(\"listUsers\") 2 Some(\"acme\")",
            "any Some(\"listUsers\") 3 Some(\"acme\")",
            "other Some(\"listUsers\") 3 Some(\"acme\")",
            "any Some(\"listUsers\") 1 Some(\"other\")",
            "free Some(\"request\") 1 Some(\"acme\")",
        ]
    );
    // It goes along and is not sent.
    for request in server.requests().iter().chain(&other.requests()) {
        assert!(!request.contains("acme"), "{request}");
    }
    assert!(format!("{:?}", RequestOptions::new().extension(Tenant("s3cret"))).contains("Tenant"));
}
