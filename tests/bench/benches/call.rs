//! Whole calls, decoding and encoding, by a generated client and by hand.
//!
//! `cargo bench -p bench --bench call`: the ratios of each pair are what counts.

use criterion::{Criterion, criterion_group, criterion_main};

fn pairs(c: &mut Criterion) {
    for case in overhead::cases::cases() {
        let mut group = c.benchmark_group(format!("{}/{}", case.group, case.name));
        group.bench_function("generated", |b| b.iter(&case.generated));
        group.bench_function("by_hand", |b| b.iter(&case.by_hand));
        group.finish();
    }
}

criterion_group!(benches, pairs);
criterion_main!(benches);
