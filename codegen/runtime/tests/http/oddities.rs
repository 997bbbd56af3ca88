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

static TEXT: Operation = Operation { responses: &[ResponseSpec::text(Status::Code(200))], ..JSON };

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

#[tokio::test]
async fn json_and_texts_are_read_in_the_charset_that_they_say() {
    for (content_type, body) in [
        ("application/json;charset=ISO-8859-1", &b"[\"caf\xe9\"]"[..]),
        ("text/json; charset=\"UTF-16LE\"", b"[\0\"\0c\0a\0f\0\xe9\0\"\0]\0"),
        ("application/json", b"\xfe\xff\0[\0\"\0c\0a\0f\0\xe9\0\"\0]"),
    ] {
        let header = format!("content-type: {content_type}");
        let server = Loopback::start(move |_| vec![Step::response(200, &[&header], body)]).await;
        let client = server.builder().build().unwrap();
        let read = client.call(&JSON).response::<Value, Never>().await.unwrap();
        assert_eq!(read.body(), &Value::from(vec!["café"]), "{content_type}");
        assert_eq!((read.bytes().as_ref(), read.deviations().count()), (body, 0));
    }
    let headers = ["content-type: text/csv; charset=windows-1252", "content-encoding: br"];
    for (n_headers, body, read) in [
        (1, &b"\x80 5"[..], Ok("€ 5")),
        (2, b"\x8b\x02\x80", Err("it is packed as `br`, which was not asked for")),
        (0, b"\x80 5", Err("the text is not UTF-8")),
    ] {
        let server = Loopback::start(move |_| {
            vec![Step::response(200, headers.get(..n_headers).unwrap(), body)]
        })
        .await;
        let client = server.builder().build().unwrap();
        let text = client.call(&TEXT).body::<String, Never>().await;
        let text = text.map_err(|it| it.to_string());
        assert_eq!(text.as_deref().map_err(|it| it.rsplit(": ").next().unwrap()), read);
    }
}

#[tokio::test]
async fn an_error_in_another_charset_says_what_it_says() {
    let body = b"{\"message\": \"n\xe3o existe\", \"id\": 1}";
    let headers = ["content-type: application/json;charset=iso-8859-1"];
    let server = Loopback::start(move |_| vec![Step::response(404, &headers, body)]).await;
    let error = server.builder().build().unwrap().call(&JSON).body::<Value, Value>().await;
    let error = error.unwrap_err();
    assert_eq!(error.message(), Some("não existe"));
    assert_eq!(error.api().unwrap()["message"], "não existe");
}

#[tokio::test]
async fn a_page_in_place_of_an_error_is_called_by_its_title() {
    let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<hr>nginx</html>";
    let server = Loopback::responding(502, &["content-type: text/html"], page).await;
    let client = server.builder().retry(RetryPolicy::none()).build().unwrap();
    let error = client.call(&JSON).body::<Value, Value>().await.unwrap_err();
    let message = "json: status 502: a page with the title `502 Bad Gateway` (not documented)";
    assert_eq!(error.to_string(), message);
}

#[tokio::test]
async fn an_error_says_where_a_redirect_leads() {
    let json = ["content-type: application/json"];
    let other = Loopback::responding(401, &json, "{\"code\":\"none\"}").await;
    let origin = other.origin.clone();
    let to = format!("{origin}/json?key=s3cret");
    let server = Loopback::start(move |_| vec![Step::redirect(308, &to)]).await;
    let client = server.builder().build().unwrap();
    let error = client.call(&JSON).body::<Value, Problem>().await.unwrap_err().to_string();
    let expected = format!(
        "json: status 401 of `{origin}`, to which a redirect has led without credentials: \
         Problem {{ code: \"none\" }}"
    );
    assert_eq!(error, expected);
    let body = Body::from("x");
    let post = client.call(&UPLOAD).bytes("text/plain", body).body::<Value, Problem>();
    let error = post.await.unwrap_err().to_string();
    let expected = format!(
        "upload: status 308: it leads to `{origin}/json`, where nothing was sent (not documented)"
    );
    assert_eq!(error, expected);

    let login = Loopback::responding(200, &["content-type: text/html"], "<title>Log in").await;
    let (origin, to) = (login.origin.clone(), login.origin.clone());
    let server = Loopback::start(move |_| vec![Step::redirect(302, &to)]).await;
    let client = server.builder().build().unwrap();
    let error = client.call(&JSON).body::<Value, Problem>().await.unwrap_err().to_string();
    let expected = format!("status 200 of `{origin}`, to which a redirect has led");
    assert!(error.contains(&expected), "{error}");
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
