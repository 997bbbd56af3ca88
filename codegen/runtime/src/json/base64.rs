//! Bytes within JSON.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use bytes::Bytes;

use super::reader::not_a;
use super::{DecodeError, Json, Reader, Writer};

/// Reads what others write: with or without padding, with whatever bits at the end.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes that travel as a base64 string: `format: byte`.
///
/// Written in the standard alphabet with padding ([RFC 4648], section 4); read in either alphabet, padded or not, white
/// space ignored.
///
/// [RFC 4648]: https://www.rfc-editor.org/rfc/rfc4648#section-4
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Base64(pub Bytes);

/// Implements `From` for what `Bytes` can be made of.
macro_rules! from {
    ($($ty:ty),+) => {$(
        impl From<$ty> for Base64 {
            fn from(bytes: $ty) -> Self {
                Self(bytes.into())
            }
        }
    )+};
}

from!(Bytes, Vec<u8>, &'static [u8], &'static str);

impl From<Base64> for Bytes {
    fn from(Base64(bytes): Base64) -> Self {
        bytes
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Json for Base64 {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let offset = r.offset();
        let text = r.str()?;
        let bytes = STANDARD.decode(text).or_else(|_| LENIENT.decode(standard_alphabet(text)));
        bytes.map(Self::from).map_err(|_| not_a("base64", text, offset))
    }

    fn blank() -> Self {
        Self(Bytes::new())
    }

    fn write(&self, w: &mut Writer) {
        w.string(&STANDARD.encode(&self.0));
    }
}

fn standard_alphabet(text: &str) -> Vec<u8> {
    let standard = text.bytes().filter(|it| !it.is_ascii_whitespace()).map(|it| match it {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    });
    standard.collect()
}
