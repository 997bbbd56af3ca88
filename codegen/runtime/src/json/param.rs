//! What a call takes: JSON types, and what is borrowed from them.

use super::{Json, Writer, encode};

/// A value that a parameter or a body may have: every [`Json`] type, text, and slices.
pub trait Param {
    /// The value as JSON.
    fn to_json(&self) -> Vec<u8>;
}

impl<T: Json> Param for T {
    fn to_json(&self) -> Vec<u8> {
        encode(self)
    }
}

impl Param for str {
    fn to_json(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.string(self);
        w.into_bytes()
    }
}

impl<T: Json> Param for [T] {
    fn to_json(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.array(self);
        w.into_bytes()
    }
}
