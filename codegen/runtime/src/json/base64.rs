//! Bytes within JSON.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{
    GeneralPurpose, GeneralPurposeConfig, STANDARD, URL_SAFE_NO_PAD,
};
use bytes::Bytes;

use super::{DecodeError, Json, Reader, Writer, reader::not_a};

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

/// Bytes that travel as a base64 string for URLs: `format: base64url`.
///
/// Written in the URL-safe alphabet without padding ([RFC 4648], sections 5 and 3.2); read as [`Base64`] is.
///
/// [RFC 4648]: https://www.rfc-editor.org/rfc/rfc4648#section-5
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Base64Url(pub Bytes);

/// Implements what both have in common: conversions, and `Json` with the engine that writes.
macro_rules! bytes_as_text {
    ($name:ident, $engine:ident, from $($ty:ty),+) => {
        $(impl From<$ty> for $name {
            fn from(bytes: $ty) -> Self {
                Self(bytes.into())
            }
        })+

        impl<const N: usize> From<[u8; N]> for $name {
            fn from(bytes: [u8; N]) -> Self {
                Self(Bytes::copy_from_slice(&bytes))
            }
        }

        impl<const N: usize> From<&'static [u8; N]> for $name {
            fn from(bytes: &'static [u8; N]) -> Self {
                Self(Bytes::from_static(bytes))
            }
        }

        impl From<$name> for Bytes {
            fn from($name(bytes): $name) -> Self {
                bytes
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl Json for $name {
            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                read(r).map(Self::from)
            }

            fn blank() -> Self {
                Self(Bytes::new())
            }

            fn write(&self, w: &mut Writer) {
                w.string(&$engine.encode(&self.0));
            }
        }
    };
}

bytes_as_text!(Base64, STANDARD, from Bytes, Vec<u8>, String, &'static [u8], &'static str);
bytes_as_text!(Base64Url, URL_SAFE_NO_PAD, from Bytes, Vec<u8>, String, &'static [u8], &'static str);

fn read(r: &mut Reader<'_>) -> Result<Vec<u8>, DecodeError> {
    let offset = r.offset();
    let text = r.str()?;
    let bytes = STANDARD.decode(text).or_else(|_| LENIENT.decode(standard_alphabet(text)));
    bytes.map_err(|_| not_a("base64", text, offset))
}

fn standard_alphabet(text: &str) -> Vec<u8> {
    let standard = text.bytes().filter(|it| !it.is_ascii_whitespace()).map(|it| match it {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    });
    standard.collect()
}
