//! See `cargo fuzz` in `codegen/docs/security.md`.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &[u8]| fuzz::events(text));
