//! Signatures that the vendors' own documentation and libraries have.

use std::time::{Duration, SystemTime};

use clientwright_runtime::{
    Headers,
    webhooks::{Hmac, HmacBuilder, SignatureError, Verifier},
};

/// A signed request.
pub(crate) struct Vector {
    pub(crate) scheme: fn() -> HmacBuilder,
    pub(crate) secret: &'static str,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) body: &'static str,
    /// When it was signed.
    pub(crate) at: u64,
}

impl Vector {
    pub(crate) fn headers(&self) -> Headers {
        self.headers.iter().copied().collect()
    }

    pub(crate) fn verifier(&self) -> Hmac {
        (self.scheme)().secret(self.secret).build().unwrap()
    }

    /// What becomes of it with these headers and this body, so many seconds after it was signed.
    pub(crate) fn verify(
        &self,
        headers: &Headers,
        body: &str,
        later: i64,
    ) -> Result<(), SignatureError> {
        let now = time(self.at.saturating_add_signed(later));
        self.verifier().verify(headers, body.as_bytes(), now)
    }
}

pub(crate) fn time(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// "Validating webhook deliveries", section "Testing the webhook payload validation".
pub(crate) static GITHUB: Vector = Vector {
    scheme: Hmac::github,
    secret: "It's a Secret to Everybody",
    headers: &[(
        "X-Hub-Signature-256",
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    )],
    body: "Hello, World!",
    at: 1_700_000_000,
};

/// "Verifying requests from Slack".
pub(crate) static SLACK: Vector = Vector {
    scheme: Hmac::slack,
    secret: "8f742231b10e8888abcd99yyyzzz85a5",
    headers: &[
        ("X-Slack-Request-Timestamp", "1531420618"),
        (
            "X-Slack-Signature",
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        ),
    ],
    body: "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow\
           &channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner\
           &command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com\
           %2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
           &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
    at: 1_531_420_618,
};

/// The tests of the libraries in the repository of Standard Webhooks.
pub(crate) static STANDARD: Vector = Vector {
    scheme: Hmac::standard,
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    headers: &[
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ],
    body: r#"{"test": 2432232314}"#,
    at: 1_614_265_330,
};

/// The signature in the tests of Stripe's library for .NET, of the event there.
pub(crate) static STRIPE: Vector = Vector {
    scheme: Hmac::stripe,
    secret: "webhook_secret",
    headers: &[(
        "Stripe-Signature",
        "t=1533204620,v1=f0bdba6d4eacbd8ad8a3bbadd7248e633ec1477f7899c124c51b39405fa36613,\
         v0=63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef",
    )],
    body: r#"{
  "id": "evt_123",
  "object": "event",
  "account": "acct_123",
  "api_version": "2017-05-25",
  "created": 1533204620,
  "data": {
    "object": {
      "id": "ii_123",
      "object": "invoiceitem",
      "amount": 1000,
      "currency": "usd",
      "customer": "cus_123",
      "date": 1533204620,
      "description": "Test Invoice Item",
      "discountable": false,
      "invoice": "in_123",
      "livemode": false,
      "metadata": {},
      "period": {
        "start": 1533204620,
        "end": 1533204620
      },
      "plan": null,
      "proration": false,
      "quantity": null,
      "subscription": null
    }
  },
  "livemode": false,
  "pending_webhooks": 1,
  "request": {
    "id": "req_123",
    "idempotency_key": "idempotency-key-123"
  },
  "type": "invoiceitem.created"
}
"#,
    at: 1_533_204_620,
};

pub(crate) static ALL: [&Vector; 4] = [&GITHUB, &SLACK, &STANDARD, &STRIPE];

#[test]
fn published_signatures_are_good() {
    for vector in ALL {
        assert_eq!(vector.verify(&vector.headers(), vector.body, 0), Ok(()), "{}", vector.body);
    }
}

#[test]
fn a_secret_of_standard_webhooks_may_lack_its_prefix() {
    let secret = STANDARD.secret.trim_start_matches("whsec_");
    let verifier = Hmac::standard().secret(secret).build().unwrap();
    let body = STANDARD.body.as_bytes();
    assert_eq!(verifier.verify(&STANDARD.headers(), body, time(STANDARD.at)), Ok(()));
}

/// RFC 4231, section 4.3 (test case 2).
#[test]
fn the_hash_may_be_sha_512() {
    let signature = "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd\
                     caeab1a34d4a6b4b636e070a38bce737";
    let headers: Headers = [("x-signature", signature)].into_iter().collect();
    let verifier = Hmac::in_header("X-Signature").sha512().secret("Jefe").build().unwrap();
    let body = b"what do ya want for nothing?";
    assert_eq!(verifier.verify(&headers, body, time(0)), Ok(()));
}
