//! Booleans, numbers, strings and UUIDs.

use uuid::Uuid;

use super::{
    DecodeError, Json, Reader, Writer,
    reader::{not_a, out_of_range},
};

impl Json for bool {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.boolean()
    }

    fn blank() -> Self {
        false
    }

    fn write(&self, w: &mut Writer) {
        w.boolean(*self);
    }
}

impl Json for i64 {
    const ABSENT: &'static [&'static str] = &[""];

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.integer()
    }

    fn blank() -> Self {
        0
    }

    fn write(&self, w: &mut Writer) {
        w.integer(*self);
    }
}

impl Json for i32 {
    const ABSENT: &'static [&'static str] = &[""];

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let offset = r.offset();
        r.integer()?.try_into().map_err(|_| out_of_range(Self::BITS, offset))
    }

    fn blank() -> Self {
        0
    }

    fn write(&self, w: &mut Writer) {
        w.integer(i64::from(*self));
    }
}

impl Json for u64 {
    const ABSENT: &'static [&'static str] = &[""];

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.unsigned()
    }

    fn blank() -> Self {
        0
    }

    fn write(&self, w: &mut Writer) {
        w.unsigned(*self);
    }
}

impl Json for u32 {
    const ABSENT: &'static [&'static str] = &[""];

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let offset = r.offset();
        r.unsigned()?.try_into().map_err(|_| out_of_range(Self::BITS, offset))
    }

    fn blank() -> Self {
        0
    }

    fn write(&self, w: &mut Writer) {
        w.unsigned(u64::from(*self));
    }
}

impl Json for f64 {
    const ABSENT: &'static [&'static str] = &[""];

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.float()
    }

    fn blank() -> Self {
        0.0
    }

    fn write(&self, w: &mut Writer) {
        w.float(*self);
    }
}

impl Json for f32 {
    const ABSENT: &'static [&'static str] = &[""];

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let offset = r.offset();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rounding is fine, and infinity is checked"
        )]
        let number = r.float()? as Self;
        if number.is_finite() {
            return Ok(number);
        }
        Err(DecodeError::new("the number is out of the range of 32 bits", offset))
    }

    fn blank() -> Self {
        0.0
    }

    fn write(&self, w: &mut Writer) {
        w.float32(*self);
    }
}

impl Json for String {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.string()
    }

    fn blank() -> Self {
        Self::new()
    }

    fn write(&self, w: &mut Writer) {
        w.string(self);
    }
}

/// Read in every form that the uuid crate knows: either case, without hyphens, in braces, as a URN.
impl Json for Uuid {
    const ABSENT: &'static [&'static str] = &[""];

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let offset = r.offset();
        let text = r.str()?;
        text.trim().parse().map_err(|_| not_a("a UUID", text, offset))
    }

    fn blank() -> Self {
        Self::nil()
    }

    fn write(&self, w: &mut Writer) {
        w.string(self.hyphenated().encode_lower(&mut Self::encode_buffer()));
    }
}
