//! From a request to an event, with events as generated crates have them.

use clientwright_runtime::{
    DecodeError, decode,
    serde_json::{Value, json},
    webhooks::{
        EventName, Hmac, HmacBuilder, NamedEvent, Receiver, SignatureError, SignedEvent,
        WebhookError, WebhookEvent, parse,
    },
};

use crate::vectors::{GITHUB, STRIPE, time};

/// An event, with its name.
#[derive(Debug, PartialEq)]
struct Event<const BY: char>(String, Value);

impl<const BY: char> WebhookEvent for Event<BY> {
    fn parse_as(name: &str, body: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self(name.to_owned(), decode(body)?))
    }
}

impl NamedEvent for Event<'h'> {
    const NAME: EventName = EventName::Header("x-event");
}

impl NamedEvent for Event<'b'> {
    const NAME: EventName = EventName::Body("/meta/kind");
}

impl NamedEvent for Event<'s'> {
    const NAME: EventName = EventName::Body("/type");
}

impl NamedEvent for Event<'o'> {
    const NAME: EventName = EventName::Only("only");
}

impl SignedEvent for Event<'s'> {
    fn hmac() -> HmacBuilder {
        Hmac::stripe()
    }
}

fn no_headers() -> [(&'static str, &'static str); 0] {
    []
}

#[test]
fn the_name_is_where_the_vendor_says() {
    let headers = vec![("X-Event".to_owned(), b" paid ".to_vec())];
    let event: Event<'h'> = parse(headers, b"{}").unwrap();
    assert_eq!(event, Event("paid".to_owned(), json!({})));
    let body = br#"{"meta": {"kind": "paid"}}"#;
    let event: Event<'b'> = parse(no_headers(), body).unwrap();
    assert_eq!(event.0, "paid");
    let event: Event<'b'> = parse(no_headers(), br#"{"meta": {"kind": 7}}"#).unwrap();
    assert_eq!(event.0, "7");
    let event: Event<'o'> = parse(no_headers(), b"[]").unwrap();
    assert_eq!(event.0, "only");
}

#[test]
fn a_request_without_a_name_says_where_one_should_be() {
    let error = parse::<Event<'h'>>(no_headers(), b"{}").unwrap_err();
    let message = "which event it is should be in the header `x-event`, and isn't";
    assert_eq!(error.to_string(), message);
    for body in [r#"{"meta": {"kind": ""}}"#, r#"{"meta": {"kind": null}}"#, "{}", "[]"] {
        let error = parse::<Event<'b'>>(no_headers(), body.as_bytes()).unwrap_err();
        let WebhookError::Unnamed { place, bytes } = error else { panic!("{error:?}") };
        assert_eq!((place.as_str(), &*bytes), ("body at `/meta/kind`", body.as_bytes()));
    }
}

#[test]
fn a_body_that_cannot_be_read_is_kept() {
    let error = parse::<Event<'h'>>([("x-event", "paid")], b"{").unwrap_err();
    assert!(error.to_string().starts_with("`paid`: "), "{error}");
    let WebhookError::Decode(it) = error else { panic!("{error:?}") };
    assert_eq!((it.event.as_str(), &*it.bytes), ("paid", b"{".as_slice()));
    let error = parse::<Event<'b'>>(no_headers(), b"\xff").unwrap_err();
    assert!(matches!(error, WebhookError::Decode(it) if *it.bytes == *b"\xff"));
}

#[test]
fn a_receiver_verifies_before_it_reads() {
    let receiver = Receiver::<Event<'s'>>::new(STRIPE.secret).unwrap();
    let (headers, now) = (STRIPE.headers, time(STRIPE.at));
    let receive =
        |body: &str| receiver.clone().receive_at(headers.iter().copied(), body.as_bytes(), now);
    assert_eq!(receive(STRIPE.body).unwrap().0, "invoiceitem.created");
    // No JSON, and nobody has looked.
    assert_eq!(receive("{"), Err(WebhookError::Signature(SignatureError::Mismatch)));
    let late = receiver.receive(headers.iter().copied(), STRIPE.body.as_bytes());
    let header = "stripe-signature".to_owned();
    assert_eq!(late, Err(WebhookError::Signature(SignatureError::TooOld { header })));
    assert!(Receiver::<Event<'s'>>::new("").is_err());
    assert!(!format!("{receiver:?}").contains(STRIPE.secret));
}

#[test]
fn a_receiver_takes_another_verifier_or_none() {
    let receiver = Receiver::<Event<'o'>>::with(GITHUB.verifier());
    let body = GITHUB.body.as_bytes();
    let error = receiver.receive(GITHUB.headers.iter().copied(), body).unwrap_err();
    assert!(matches!(error, WebhookError::Decode(_)), "{error:?}");
    let error = receiver.receive_as("x", no_headers(), body).unwrap_err();
    assert!(matches!(error, WebhookError::Signature(SignatureError::Missing { .. })));
    let open = Receiver::<Event<'b'>>::unverified();
    assert_eq!(
        open.receive_as("paid", no_headers(), b"1").unwrap(),
        Event("paid".to_owned(), json!(1))
    );
}
