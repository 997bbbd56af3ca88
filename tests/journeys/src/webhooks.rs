//! The example with axum, over HTTP: what a relay signs is taken, and what somebody has changed isn't.

use std::time::{SystemTime, UNIX_EPOCH};

use flexperto::clientwright_runtime::serde_json::json;
use flexperto::clientwright_runtime::webhooks::Hmac;
use flexperto::webhook_events::Webhooks;
use hmac::{Hmac as Mac, KeyInit, Mac as _};
use sha2::Sha256;
use tokio::net::TcpListener;

use crate::server::post_signed;

#[expect(dead_code, reason = "its `main` is for those who run it")]
#[path = "../examples/webhook_axum.rs"]
mod example;

/// In base64 for the receiver, and its bytes.
const SECRET: (&str, &[u8]) = ("whsec_c2VjcmV0IG9mIHRoZSByZWxheQ==", b"secret of the relay");

/// Starts the example and returns its address.
async fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let webhooks = Webhooks::with(Hmac::standard().secret(SECRET.0).build().unwrap());
    let app = example::app(webhooks);
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("{origin}/flexperto")
}

/// The headers of Standard Webhooks, made from the specification and not by the runtime.
fn sign(body: &str, at: u64) -> Vec<(&'static str, String)> {
    let mut mac = Mac::<Sha256>::new_from_slice(SECRET.1).unwrap();
    mac.update(format!("msg_1.{at}.{body}").as_bytes());
    let signature = format!("v1,{}", base64(&mac.finalize().into_bytes()));
    vec![
        ("webhook-id", "msg_1".to_owned()),
        ("webhook-timestamp", at.to_string()),
        ("webhook-signature", signature),
    ]
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, it| bits << 8 | u32::from(*it));
        let bits = bits << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            let index = (bits >> (18 - 6 * place)) & 63;
            text.push(char::from(letters[index as usize]));
        }
        text.extend(std::iter::repeat_n('=', 3 - group.len()));
    }
    text
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

#[tokio::test]
async fn a_signed_event_is_received_and_a_changed_one_is_not() {
    let url = start().await;
    let body = json!({
        "data": { "archive_id": "5f4621d0c8a1b2000f3e9a10" },
        "meta": { "topic": "archive.available" },
    });
    let body = body.to_string();
    let signed = sign(&body, now());
    assert_eq!(post_signed(&url, &body, &signed).await, 204);

    let changed = body.replace("9a10", "9a11");
    assert_eq!(post_signed(&url, &changed, &signed).await, 401);
    assert_eq!(post_signed(&url, &body, &signed[..2]).await, 401);
    assert_eq!(post_signed(&url, &body, &[]).await, 401);
    assert_eq!(post_signed(&url, &body, &sign(&body, now() - 301)).await, 401);
    assert_eq!(post_signed(&url, &body, &sign(&body, now() + 400)).await, 401);
}

#[tokio::test]
async fn an_event_of_tomorrow_is_received_and_one_without_a_name_is_not() {
    let url = start().await;
    let unknown = r#"{"meta":{"topic":"archive.expired"}}"#;
    assert_eq!(post_signed(&url, unknown, &sign(unknown, now())).await, 204);
    let odd = r#"{"meta":{"topic":"archive.available"},"data":"archive"}"#;
    for bad in ["", "{", "{}", odd] {
        assert_eq!(post_signed(&url, bad, &sign(bad, now())).await, 400, "{bad}");
    }
}
