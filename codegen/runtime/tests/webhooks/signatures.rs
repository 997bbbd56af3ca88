//! Requests that nobody should believe.

use std::time::Duration;

use clientwright_runtime::{
    Headers,
    webhooks::{Hmac, SignatureError, Verifier},
};

use crate::vectors::{ALL, GITHUB, SLACK, STANDARD, STRIPE, Vector, time};

fn header(header: &str) -> String {
    header.to_owned()
}

/// The headers of a vector, one of them replaced.
fn with(vector: &Vector, name: &str, value: &str) -> Headers {
    let mut headers = vector.headers();
    headers.insert(name, value);
    headers
}

#[test]
fn a_body_that_was_changed_is_refused() {
    for vector in ALL {
        let headers = vector.headers();
        let longer = format!("{} ", vector.body);
        assert_eq!(vector.verify(&headers, &longer, 0), Err(SignatureError::Mismatch));
        assert_eq!(vector.verify(&headers, "", 0), Err(SignatureError::Mismatch));
    }
}

#[test]
fn another_secret_is_refused_and_one_of_several_is_enough() {
    for vector in ALL {
        let (headers, now) = (vector.headers(), time(vector.at));
        let body = vector.body.as_bytes();
        let other = "whsec_c2VjcmV0IG9mIGFub3RoZXIgZW5kcG9pbnQ=";
        let wrong = (vector.scheme)().secret(other).build().unwrap();
        assert_eq!(wrong.verify(&headers, body, now), Err(SignatureError::Mismatch));
        for [first, second] in [[other, vector.secret], [vector.secret, other]] {
            let rotated = (vector.scheme)().secret(first).secret(second).build().unwrap();
            assert_eq!(rotated.verify(&headers, body, now), Ok(()));
        }
    }
}

#[test]
fn one_of_several_signatures_is_enough() {
    let value = STRIPE.headers().get("stripe-signature").unwrap().to_owned();
    let (time, rest) = value.split_once(',').unwrap();
    let other = "00".repeat(32);
    let both = format!("{time},v1={other},{rest}");
    assert_eq!(STRIPE.verify(&with(&STRIPE, "stripe-signature", &both), STRIPE.body, 0), Ok(()));
    let value = STANDARD.headers().get("webhook-signature").unwrap().to_owned();
    let both = format!("v1a,QUJD v1,QUJD {value}");
    let headers = with(&STANDARD, "webhook-signature", &both);
    assert_eq!(STANDARD.verify(&headers, STANDARD.body, 0), Ok(()));
}

#[test]
fn a_signature_of_an_unknown_version_counts_for_nothing() {
    // The right one, under the name of a version that is no longer in use.
    let value = STRIPE.headers().get("stripe-signature").unwrap().replace("v1=", "v2=");
    let headers = with(&STRIPE, "stripe-signature", &value);
    let malformed = SignatureError::Malformed { header: header("stripe-signature") };
    assert_eq!(STRIPE.verify(&headers, STRIPE.body, 0), Err(malformed));
}

#[test]
fn what_was_signed_more_than_five_minutes_ago_or_ahead_is_refused() {
    let named = [
        (&SLACK, "x-slack-request-timestamp"),
        (&STANDARD, "webhook-timestamp"),
        (&STRIPE, "stripe-signature"),
    ];
    for (vector, name) in named {
        let verify = |later| vector.verify(&vector.headers(), vector.body, later);
        assert_eq!([verify(300), verify(-300)], [Ok(()), Ok(())]);
        assert_eq!(verify(301), Err(SignatureError::TooOld { header: header(name) }));
        assert_eq!(verify(-301), Err(SignatureError::TooNew { header: header(name) }));
    }
    let verifier = Hmac::slack().tolerance(Duration::from_secs(10)).secret(SLACK.secret);
    let verifier = verifier.build().unwrap();
    let verify = |at| verifier.verify(&SLACK.headers(), SLACK.body.as_bytes(), time(at)).is_ok();
    assert!(verify(SLACK.at + 10) && !verify(SLACK.at + 11));
    // GitHub signs no time.
    assert_eq!(GITHUB.verify(&GITHUB.headers(), GITHUB.body, 1_000_000), Ok(()));
}

#[test]
fn another_time_is_not_the_one_that_was_signed() {
    let headers = with(&SLACK, "x-slack-request-timestamp", "1531420619");
    assert_eq!(SLACK.verify(&headers, SLACK.body, 0), Err(SignatureError::Mismatch));
    let value = STRIPE.headers().get("stripe-signature").unwrap().replace("t=15", "t=16");
    let headers = with(&STRIPE, "stripe-signature", &value);
    assert_eq!(STRIPE.verify(&headers, STRIPE.body, 0), Err(SignatureError::Mismatch));
    let headers = with(&STANDARD, "webhook-id", "msg_another");
    assert_eq!(STANDARD.verify(&headers, STANDARD.body, 0), Err(SignatureError::Mismatch));
}

#[test]
fn a_header_that_is_missing_or_there_twice_is_named() {
    for vector in ALL {
        for (name, value) in vector.headers {
            let mut headers = vector.headers();
            headers.remove(name);
            let lower = name.to_lowercase();
            let missing = SignatureError::Missing { header: lower.clone() };
            assert_eq!(vector.verify(&headers, vector.body, 0), Err(missing));
            let mut headers = vector.headers();
            headers.append(name, *value);
            let repeated = SignatureError::Repeated { header: lower };
            assert_eq!(vector.verify(&headers, vector.body, 0), Err(repeated));
        }
    }
}

#[test]
fn a_header_that_is_malformed_is_named() {
    let signature = "f0bdba6d4eacbd8ad8a3bbadd7248e633ec1477f7899c124c51b39405fa36613";
    let table: [(&Vector, &str, &[String]); 4] = [
        (
            &GITHUB,
            "x-hub-signature-256",
            &[
                header(""),
                header("sha256"),
                header("sha1=00"),
                header("sha256=0"),
                header("sha256=zz"),
            ],
        ),
        (
            &SLACK,
            "x-slack-request-timestamp",
            &[header(""), header("now"), header("-1"), header("+1")],
        ),
        (&STANDARD, "webhook-signature", &[header("v1,*"), header("v1"), header("v2,QUJD")]),
        (
            &STRIPE,
            "stripe-signature",
            &[
                format!("v1={signature}"),
                format!("t=,v1={signature}"),
                format!("t=1533204620,t=1533204621,v1={signature}"),
                header("t=1533204620"),
                header("t=1533204620,v1=é"),
            ],
        ),
    ];
    for (vector, name, values) in table {
        for value in values {
            let result = vector.verify(&with(vector, name, value), vector.body, 0);
            let malformed = SignatureError::Malformed { header: header(name) };
            assert_eq!(result, Err(malformed), "{value}");
        }
    }
}

#[test]
fn a_header_in_another_encoding_is_malformed_and_nothing_worse() {
    let mut headers = Headers::new();
    headers.append_bytes("x-hub-signature-256", b"sha256=\xff\xfe");
    let malformed = SignatureError::Malformed { header: header("x-hub-signature-256") };
    assert_eq!(GITHUB.verify(&headers, GITHUB.body, 0), Err(malformed));
}

#[test]
fn digits_may_be_capital() {
    let (name, value) = GITHUB.headers[0];
    let value = value.to_uppercase().replace("SHA256", "sha256");
    assert_eq!(GITHUB.verify(&with(&GITHUB, name, &value), GITHUB.body, 0), Ok(()));
}

#[test]
fn an_error_tells_neither_secret_nor_signature() {
    for vector in ALL {
        let error = vector.verify(&vector.headers(), "", 0).unwrap_err();
        let verifier = vector.verifier();
        let builder = (vector.scheme)().secret(vector.secret);
        let shown = format!("{error} {error:?} {verifier:?} {builder:?}");
        assert!(!shown.contains(vector.secret), "{shown}");
        assert_eq!(error.to_string(), "no signature fits the body");
    }
}

#[test]
fn a_verifier_is_not_built_from_what_cannot_work() {
    let message =
        |it: clientwright_runtime::webhooks::HmacBuilder| it.build().unwrap_err().to_string();
    assert_eq!(message(Hmac::github()), "the webhooks' secret is not set");
    assert_eq!(message(Hmac::github().secret("")), "the webhooks' secret is empty");
    assert_eq!(message(Hmac::standard().secret("whsec_")), "the webhooks' secret is empty");
    assert_eq!(message(Hmac::standard().secret("whsec_*")), "the webhooks' secret is not base64");
    let own = || Hmac::in_header("x").secret("s");
    assert_eq!(message(own().payload("{id}")), "the webhooks' signed payload lacks `{body}`");
    assert_eq!(message(own().payload("{body")), "the webhooks' signed payload has an open brace");
    assert_eq!(
        message(own().payload("{timestamp}{body}")),
        "the webhooks' signed payload has a time that no header gives"
    );
    assert_eq!(
        message(own().timestamp_header("y")),
        "the webhooks' signed payload lacks `{timestamp}`"
    );
}
