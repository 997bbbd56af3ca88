//! The registry of formats: what type each gives, by the type that it is a format of.
//!
//! Sources: OpenAPI 3.0.4, "Data Types"; the OpenAPI Initiative's Format Registry; JSON Schema 2020-12 validation,
//! section 7; the JSON mapping of Protocol Buffers, which writes 64-bit integers as texts. `codegen/docs/formats.md` has
//! this table for users.

use crate::diagnostic::findings;
use crate::ir::Ty;
use crate::lower::facets::{Basic, Facets};
use crate::lower::walk::Walk;
use crate::settings::Setting;

/// Formats that give one type.
#[derive(Clone, Debug)]
pub struct Format {
    /// The type that they are formats of, as descriptions write it.
    pub of: &'static str,
    /// Their names. Case, hyphens and underscores make no difference.
    pub names: &'static [&'static str],
    /// The type.
    pub ty: Ty,
    /// Whether it travels as the text of a number, where it is that of a member or parameter; elsewhere it is a text.
    pub in_text: bool,
    /// What there is to say about it.
    pub note: &'static str,
}

const fn of(
    of: &'static str,
    names: &'static [&'static str],
    ty: Ty,
    note: &'static str,
) -> Format {
    Format { of, names, ty, in_text: false, note }
}

const fn in_text(names: &'static [&'static str], ty: Ty, note: &'static str) -> Format {
    Format { of: "string", names, ty, in_text: true, note }
}

/// Every known format; one that isn't here is its type: `i64`, `f64` or `String`.
pub const FORMATS: &[Format] = &[
    of(
        "integer",
        &["int8", "int16", "int32", "uint8", "uint16"],
        Ty::I32,
        "wider where bounds or examples ask for it",
    ),
    of("integer", &["int64", "long", "uint32", "fixed32", "sint64", "sfixed64"], Ty::I64, ""),
    of("integer", &["uint64", "ulong", "fixed64"], Ty::U64, ""),
    of(
        "integer",
        &["unix-time", "timestamp"],
        Ty::I64,
        "seconds or milliseconds, which only the vendor knows: `x-clientwright-wire` makes times of them",
    ),
    of("number", &["float", "double"], Ty::F64, ""),
    of(
        "number",
        &["decimal", "decimal128", "money", "currency"],
        Ty::Decimal,
        "every digit is kept",
    ),
    of(
        "number",
        &["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "integer", "long"],
        Ty::I64,
        "",
    ),
    of("number", &["uint64"], Ty::U64, ""),
    in_text(
        &["int32", "uint32", "int64", "long", "sint64", "sfixed64"],
        Ty::I64,
        "as the JSON mapping of Protocol Buffers has it",
    ),
    in_text(&["uint64", "fixed64"], Ty::U64, "as the JSON mapping of Protocol Buffers has it"),
    in_text(&["decimal", "decimal128"], Ty::Decimal, "every digit is kept"),
    of("string", &["date-time", "datetime"], Ty::DateTime, "RFC 3339; `dateTime` is a slip of it"),
    of("string", &["date", "full-date"], Ty::Date, "RFC 3339"),
    of("string", &["uuid", "guid"], Ty::Uuid, "RFC 9562"),
    of("string", &["byte", "base64"], Ty::Base64, "RFC 4648, section 4"),
    of("string", &["base64url"], Ty::Base64Url, "RFC 4648, section 5"),
    of("string", &["ipv4"], Ty::Ipv4, ""),
    of("string", &["ipv6"], Ty::Ipv6, ""),
    of("string", &["ip"], Ty::Ip, "of either version"),
    of("string", &["password"], Ty::Secret, "never printed"),
    of("string", &["binary"], Ty::String, "bytes where it is a whole body or part"),
    of(
        "string",
        &[
            "email",
            "idn-email",
            "hostname",
            "idn-hostname",
            "uri",
            "url",
            "uri-reference",
            "uri-template",
            "iri",
            "iri-reference",
            "json-pointer",
            "relative-json-pointer",
            "regex",
        ],
        Ty::String,
        "kept as it came",
    ),
    of(
        "string",
        &[
            "duration",
            "time",
            "timestamp",
            "http-date",
            "char",
            "commonmark",
            "html",
            "media-range",
        ],
        Ty::String,
        "kept as it came",
    ),
];

impl<'a> Walk<'a> {
    /// The format of a schema, or the known one that a setting says it is read as.
    pub(in crate::lower) fn format<'f>(&self, facets: &'f Facets<'_>) -> &'f str
    where
        'a: 'f,
    {
        let own = facets.format.as_deref().unwrap_or_default();
        self.settings
            .formats
            .read_as
            .iter()
            .find(|(name, _)| name == own)
            .map_or(own, |(_, known)| &known.value)
    }

    /// Notes which setting a schema of this type makes use of.
    pub(in crate::lower) fn meet_format(&mut self, basic: Basic, facets: &Facets<'_>) {
        let Some(own) = facets.format.as_deref() else { return };
        let Some((_, known)) = self.settings.formats.read_as.iter().find(|(name, _)| name == own)
        else {
            return;
        };
        let of_its_type = find(basic, &known.value).is_some();
        *self.found.formats_met.entry(own.to_owned()).or_default() |= of_its_type;
    }

    /// Says which settings nothing makes use of, when all schemas are known.
    pub(in crate::lower) fn report_idle_formats(&mut self) {
        for (name, Setting { value, place }) in &self.settings.formats.read_as {
            let finding = match self.found.formats_met.get(name) {
                _ if !is_known(value) => findings::settings::unknown_format(value),
                Some(true) => continue,
                Some(false) => findings::settings::format_of_another_type(value, name),
                None => findings::settings::unused_format(name),
            };
            self.sink.push(finding.at(place.clone()));
        }
    }
}

/// What is known of a format.
pub(in crate::lower) fn find(basic: Basic, name: &str) -> Option<&'static Format> {
    let of = match basic {
        Basic::Integer => "integer",
        Basic::Number => "number",
        Basic::String => "string",
        Basic::Boolean | Basic::Array | Basic::Object => return None,
    };
    if name.is_empty() {
        return None;
    }
    FORMATS.iter().find(|it| it.of == of && it.names.iter().any(|known| is_same(known, name)))
}

/// The type that a basic type and a format say: without a known format it is the plain one.
pub(in crate::lower) fn formatted(basic: Basic, format: &str) -> Ty {
    match (find(basic, format), basic) {
        (Some(known), _) if !known.in_text => known.ty.clone(),
        (_, Basic::Boolean) => Ty::Bool,
        (_, Basic::Integer) => Ty::I64,
        (_, Basic::Number) => Ty::F64,
        (_, Basic::String) => Ty::String,
        (_, Basic::Array) => Ty::List(Box::new(Ty::Any)),
        (_, Basic::Object) => Ty::Map(Box::new(Ty::Any)),
    }
}

/// Whether there is a format of this name.
fn is_known(name: &str) -> bool {
    FORMATS.iter().flat_map(|it| it.names).any(|it| is_same(it, name))
}

/// Whether two names are the same, once folded.
fn is_same(one: &str, other: &str) -> bool {
    fn telling(name: &str) -> impl Iterator<Item = u8> {
        let bytes = name.bytes().filter(|it| !matches!(it, b'-' | b'_'));
        bytes.map(|it| it.to_ascii_lowercase())
    }
    telling(one).eq(telling(other))
}

/// Formats come as `uint64`, `u-int64`, `UInt64`, `dateTime` and `date_time`.
pub(in crate::lower) fn folded(name: &str) -> String {
    name.to_ascii_lowercase().replace(['-', '_'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_format_is_listed_twice() {
        for (index, format) in FORMATS.iter().enumerate() {
            for name in format.names {
                let same = |it: &&Format| it.of == format.of && it.names.contains(name);
                assert_eq!(FORMATS.iter().position(|it| same(&it)), Some(index), "{name}");
            }
        }
    }

    #[test]
    fn spelling_makes_no_difference() {
        for name in ["date-time", "dateTime", "datetime", "date_time", "DATE-TIME"] {
            assert_eq!(find(Basic::String, name).map(|it| &it.ty), Some(&Ty::DateTime), "{name}");
        }
        assert_eq!(find(Basic::Integer, "u-int64").map(|it| &it.ty), Some(&Ty::U64));
        assert!(find(Basic::Boolean, "int64").is_none());
        assert!(find(Basic::String, "colour").is_none());
    }
}
