//! A whole call, and decoding alone, by a generated client and by hand.
//!
//! `cargo bench -p overhead`: the groups' ratios are what counts.
#![expect(clippy::expect_used, reason = "a benchmark that can't run must stop")]

use std::future::IntoFuture as _;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use flexperto::clientwright_runtime::decode;
use flexperto::clientwright_runtime::testing::block_on;
use flexperto::types::UserList;
use overhead::{by_hand, generated, page};

fn call(c: &mut Criterion) {
    let client = generated(page());
    // Without one reqwest panics here; that another is there already doesn't matter.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let hand = by_hand::Client {
        http: reqwest::Client::builder().build().expect("a client"),
        memory: Box::new(by_hand::Memory(page().into())),
        base: "https://demo.test.flexperto.com/api/v2".to_owned(),
        key: "not a real key".to_owned(),
    };
    let mut group = c.benchmark_group("call");
    group.bench_function("generated", |b| {
        b.iter(|| {
            let call = client.users().list_users().limit(60).role("expert");
            block_on(call.into_future()).expect("a page")
        });
    });
    group.bench_function("by_hand", |b| {
        b.iter(|| block_on(hand.list_users(60, "expert")).expect("a page"));
    });
    group.finish();
}

fn decoding(c: &mut Criterion) {
    let page = page();
    let mut group = c.benchmark_group("decode");
    group.throughput(Throughput::Bytes(page.len() as u64));
    group.bench_function("generated", |b| {
        b.iter(|| decode::<UserList>(page.as_bytes()).expect("a page"));
    });
    group.bench_function("by_hand", |b| {
        b.iter(|| serde_json::from_slice::<by_hand::UserList>(page.as_bytes()).expect("a page"));
    });
    group.finish();
}

criterion_group!(benches, call, decoding);
criterion_main!(benches);
