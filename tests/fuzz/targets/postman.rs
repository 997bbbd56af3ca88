//! See `cargo fuzz` in `codegen/docs/security.md`.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &[u8]| fuzz::postman(text));
libfuzzer_sys::fuzz_mutator!(|text: &mut [u8], size: usize, most: usize, seed: u32| {
    fuzz::guided(text, size, most, seed)
});
