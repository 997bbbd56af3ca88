//! What is compared: pairs that do the same.

use std::fmt::Debug;
use std::future::IntoFuture as _;
use std::hint::black_box;

use flexperto::clientwright_runtime::testing::block_on;
use flexperto::clientwright_runtime::{Json, decode, encode};
use flexperto::types::UserList;
use serde::de::DeserializeOwned;

use crate::{by_hand, generated, kinds, pages};

/// One thing done by two.
#[expect(missing_debug_implementations, reason = "nobody prints it")]
pub struct Case {
    /// What is measured: `call`, `decode` or `encode`.
    pub group: &'static str,
    /// What is special about it.
    pub name: &'static str,
    /// How the generated client does it.
    pub generated: Box<dyn Fn()>,
    /// How it is done by hand.
    pub by_hand: Box<dyn Fn()>,
}

/// Everything that is measured.
pub fn cases() -> Vec<Case> {
    vec![
        call("in_order", &pages::in_order()),
        call("other_order", &pages::other_order()),
        call("unknown_members", &pages::unknown_members()),
        decoding::<UserList, by_hand::UserList>("in_order", pages::in_order()),
        decoding::<UserList, by_hand::UserList>("other_order", pages::other_order()),
        decoding::<UserList, by_hand::UserList>("unknown_members", pages::unknown_members()),
        kind::<Vec<kinds::Reading>>("numbers", kinds::readings()),
        kind::<Vec<kinds::Event>>("unions", kinds::events()),
        kind::<Vec<kinds::Open>>("additional_properties", kinds::open()),
        encoding(),
    ]
}

#[expect(clippy::expect_used, reason = "a benchmark that can't run must stop")]
fn call(name: &'static str, page: &str) -> Case {
    let client = generated(page.to_owned());
    // Without one reqwest panics here; that another is there already doesn't matter.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let hand = by_hand::Client {
        http: reqwest::Client::builder().build().expect("a client"),
        memory: Box::new(by_hand::Memory(page.to_owned().into())),
        base: "https://demo.test.flexperto.com/api/v2".to_owned(),
        key: "not a real key".to_owned(),
    };
    Case {
        group: "call",
        name,
        generated: Box::new(move || {
            let call = client.users().list_users().limit(60).role("expert");
            black_box(block_on(call.into_future()).expect("a page"));
        }),
        by_hand: Box::new(move || {
            black_box(block_on(hand.list_users(60, "expert")).expect("a page"));
        }),
    }
}

fn kind<T: Json + DeserializeOwned + Debug>(name: &'static str, text: String) -> Case {
    decoding::<T, T>(name, text)
}

#[expect(clippy::expect_used, reason = "a benchmark that can't run must stop")]
fn decoding<G: Json, H: DeserializeOwned>(name: &'static str, text: String) -> Case {
    let copy = text.clone();
    Case {
        group: "decode",
        name,
        generated: Box::new(move || {
            black_box(decode::<G>(text.as_bytes()).expect("a value"));
        }),
        by_hand: Box::new(move || {
            black_box(serde_json::from_slice::<H>(copy.as_bytes()).expect("a value"));
        }),
    }
}

#[expect(clippy::expect_used, reason = "a benchmark that can't run must stop")]
fn encoding() -> Case {
    let text = pages::in_order();
    let page = decode::<UserList>(text.as_bytes()).expect("a page");
    let hand: by_hand::UserList = serde_json::from_str(&text).expect("a page");
    Case {
        group: "encode",
        name: "in_order",
        generated: Box::new(move || {
            black_box(encode(&page));
        }),
        by_hand: Box::new(move || {
            black_box(serde_json::to_vec(&hand).expect("JSON"));
        }),
    }
}
