//! IP addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{DecodeError, Json, Reader, Writer, reader::not_a};

/// Implements `Json` for an address: the text that the standard library reads and writes.
macro_rules! address {
    ($ty:ty, $blank:expr, $expected:literal, $($doc:literal)+) => {
        $(#[doc = $doc])+
        impl Json for $ty {
            const ABSENT: &'static [&'static str] = &[""];

            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let offset = r.offset();
                let text = r.str()?;
                text.trim().parse().map_err(|_| not_a($expected, text, offset))
            }

            fn blank() -> Self {
                $blank
            }

            fn write(&self, w: &mut Writer) {
                w.string(&self.to_string());
            }
        }
    };
}

address!(
    Ipv4Addr,
    Self::UNSPECIFIED,
    "an IPv4 address",
    "Four decimal numbers, such as `192.0.2.1`."
);
address!(
    Ipv6Addr,
    Self::UNSPECIFIED,
    "an IPv6 address",
    "Read in every form of [RFC 4291], section 2.2, written as [RFC 5952] recommends."
    ""
    "[RFC 4291]: https://www.rfc-editor.org/rfc/rfc4291#section-2.2"
    "[RFC 5952]: https://www.rfc-editor.org/rfc/rfc5952"
);
address!(IpAddr, Self::V4(Ipv4Addr::UNSPECIFIED), "an IP address", "An address of either version.");
