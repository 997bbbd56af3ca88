//! How types meet JSON: text in, value or message out, and back.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

mod containers;
mod foreign;
mod formats;
mod objects;
mod parameters;
mod scalars;
mod sources;
mod syntax;
mod unions;

use clientwright_runtime::{DecodeError, Json, decode, encode};

/// Reads a value that must be there.
#[track_caller]
fn read<T: Json>(text: &str) -> T {
    decode(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Returns the error of a text that must not be read.
#[track_caller]
fn error<T: Json>(text: impl AsRef<[u8]>) -> DecodeError {
    match decode::<T>(text.as_ref()) {
        Ok(_) => panic!("{} was read", String::from_utf8_lossy(text.as_ref())),
        Err(error) => error,
    }
}

/// Writes a value as text.
fn write<T: Json>(value: &T) -> String {
    String::from_utf8(encode(value)).expect("JSON is UTF-8")
}

/// Reads a text and writes it again.
#[track_caller]
fn again<T: Json>(text: &str) -> String {
    write(&read::<T>(text))
}
