//! What servers and proxies get a little wrong, of which only one thing can be meant, or which has to be said.

use std::{sync::Arc, time::Duration};

use clientwright_runtime::{
    Body, Error, HttpTransport, Never, RetryPolicy, TransportErrorKind,
    codegen::{Client, Operation, ResponseSpec, Status},
    serde_json::Value,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};

use crate::{
    loopback::{Loopback, Step},
    support::Problem,
};

static JSON: Operation = Operation {
    name: "json",
    path: "/json",
    responses: &[ResponseSpec::json(Status::Code(200)), ResponseSpec::json(Status::Class(4))],
    ..Operation::BASE
};

static UPLOAD: Operation = Operation { name: "upload", method: "POST", ..JSON };

/// What a server gives that sends these bytes and hangs up.
async fn get(response: &'static str) -> Result<Value, Error> {
    let server = Loopback::start(move |_| vec![Step::text(response)]).await;
    let client = server.builder().retry(RetryPolicy::none()).build().unwrap();
    client.call(&JSON).body::<Value, Never>().await
}

#[tokio::test]
async fn headers_are_read_as_old_servers_write_them() {
    for header in ["x: a,\r\n b\r\ncontent-length: 3", "content-length : 3", "content-length:\t3"] {
        let response: &str = format!("HTTP/1.1 200 X\r\n{header}\r\n\r\n[1]more").leak();
        assert_eq!(get(response).await, Ok(Value::from(vec![1])), "{header}");
    }
}

#[tokio::test]
async fn what_is_no_response_of_http_is_called_that() {
    for response in
        ["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 200 X\r\nno header\r\n\r\n", "\x15\x03\x01"]
    {
        let error = get(response).await.unwrap_err();
        let Error::Transport(error) = error else { panic!("{error:?}") };
        assert_eq!(error.kind(), TransportErrorKind::Closed);
        let message = "what came can't be read as a response of HTTP";
        assert!(error.message().ends_with(message), "{response:?}: {error}");
    }
}

/// A server that is sent more than it takes, each time.
async fn flooded<F: Future<Output = ()> + Send + 'static>(
    serve: impl Fn(TcpStream) -> F + Send + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    origin
}

async fn upload(client: &Client) -> Result<Value, Error<Problem>> {
    let body = Body::from(vec![b'x'; UPLOADED]);
    client.call(&UPLOAD).bytes("application/octet-stream", body).body().await
}

/// More than lies between a client and a server that reads nothing.
const UPLOADED: usize = 30 << 20;

#[tokio::test]
async fn a_server_that_refuses_an_upload_and_hangs_up_is_heard() {
    let origin = flooded(|mut stream| async move {
        let _ = stream.read(&mut [0; 1000]).await;
        let refusal = "HTTP/1.1 413 X\r\nconnection: close\r\ncontent-length: 14\r\n\r\n";
        let _ = stream.write_all(format!("{refusal}{{\"code\":\"big\"}}").as_bytes()).await;
        // With what it hasn't read it breaks the connection off.
        let _ = stream.shutdown().await;
    })
    .await;
    // A client of reqwest's own has connections of its own.
    let transport = Arc::new(HttpTransport::without_proxy().unwrap());
    let client = crate::transports::client(&origin).transport(transport).build().unwrap();
    for _ in 0..8 {
        let error = upload(&client).await.unwrap_err();
        assert_eq!(error.status(), Some(413), "{error:#}");
        assert_eq!(error.code(), Some("big"));
    }
}

#[cfg(any(target_os = "android", target_os = "linux"))]
#[tokio::test]
async fn a_server_that_pauses_an_upload_is_waited_for_as_long_as_is_set() {
    let origin = flooded(|mut stream| async move {
        sleep(Duration::from_secs(3)).await;
        let (mut n_read, mut buffer) = (0, vec![0; 1 << 16]);
        while n_read < UPLOADED {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(n) => n_read += n,
            }
        }
        let response = b"HTTP/1.1 200 X\r\nconnection: close\r\ncontent-length: 3\r\n\r\n[1]";
        let _ = stream.write_all(response).await;
    })
    .await;
    for (limit, is_heard) in [(Some(Duration::from_millis(500)), false), (None, true)] {
        let transport = crate::transports::builder().no_proxy().tcp_user_timeout(limit);
        let transport = Arc::new(transport.build().unwrap());
        let client = crate::transports::client(&origin).transport(transport).build().unwrap();
        let outcome = upload(&client).await;
        assert_eq!(outcome.is_ok(), is_heard, "{outcome:?}");
        assert!(is_heard || outcome.unwrap_err().is_timeout());
    }
}
