//! Whether a JSON value fits a scalar type, and what the type writes after it read the value.
//!
//! This says again what the runtime does; wire tests hold the two against each other.

// Not from `std`: these only read text, and the library does no I/O.
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use serde_json::{Number, Value};

use crate::ir::Ty;

/// What a value of the scalar type `ty` writes after it read `value`; `None` where it can't read it.
pub(super) fn scalar(ty: &Ty, value: &Value) -> Option<Value> {
    let text = || value.as_str().map(str::trim);
    match ty {
        Ty::Bool => value.is_boolean().then(|| value.clone()),
        Ty::I32 => integer(value).filter(|it| i32::try_from(*it).is_ok()).map(Value::from),
        Ty::I64 => integer(value).map(Value::from),
        Ty::U64 => {
            let whole = || integer(value).and_then(|it| u64::try_from(it).ok());
            value.as_u64().or_else(whole).map(Value::from)
        }
        Ty::Decimal if value.is_i64() || value.is_u64() => Some(value.clone()),
        Ty::F64 | Ty::Decimal => value.as_f64().map(float),
        Ty::String | Ty::Secret => value.is_string().then(|| value.clone()),
        // Other ways to write base64 are read, but what is written then isn't worth finding out here.
        Ty::Base64 => base64::is_canonical(value.as_str()?).then(|| value.clone()),
        Ty::Base64Url => base64::is_canonical_for_urls(value.as_str()?).then(|| value.clone()),
        Ty::DateTime => {
            let time = times::date_time(text()?)?;
            Some(Value::from(time.to_rfc3339_opts(SecondsFormat::AutoSi, true)))
        }
        Ty::Date => times::date(text()?).map(|it| Value::from(it.to_string())),
        Ty::Uuid => uuid(text()?).map(Value::from),
        Ty::Ipv4 => Some(Value::from(text()?.parse::<Ipv4Addr>().ok()?.to_string())),
        Ty::Ipv6 => Some(Value::from(text()?.parse::<Ipv6Addr>().ok()?.to_string())),
        Ty::Ip => Some(Value::from(text()?.parse::<IpAddr>().ok()?.to_string())),
        Ty::Unit
        | Ty::Any
        | Ty::List(_)
        | Ty::Map(_)
        | Ty::Tuple(_)
        | Ty::Nullable(_)
        | Ty::Boxed(_)
        | Ty::Named(_) => None,
    }
}

/// The 64-bit integer that a value is, also with a fraction of zero.
pub(super) fn integer(value: &Value) -> Option<i64> {
    match value.as_i64() {
        Some(it) => Some(it),
        None => match float(value.as_f64()?) {
            Value::Number(it) => it.as_i64(),
            _ => None,
        },
    }
}

/// A number as it is written: without a fraction of zero.
fn float(it: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^53")]
    if it.fract() == 0.0 && it.abs() < 9_007_199_254_740_992.0 {
        return Value::from(it as i64);
    }
    Number::from_f64(it).map_or(Value::Null, Value::Number)
}

/// A UUID in every form that the uuid crate reads: either case, without hyphens, in braces, as a URN.
fn uuid(text: &str) -> Option<String> {
    let bare = text.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    let bare = bare.or_else(|| text.strip_prefix("urn:uuid:")).unwrap_or(text);
    let lower = bare.to_ascii_lowercase();
    let hyphens = [8, 13, 18, 23];
    let is_hyphenated = lower.len() == 36
        && lower.bytes().enumerate().all(|(i, b)| (b == b'-') == hyphens.contains(&i));
    let digits = lower.replace('-', "");
    let is_simple = bare.len() == text.len() && lower == digits;
    let is_uuid = (is_hyphenated || is_simple)
        && digits.len() == 32
        && digits.bytes().all(|it| it.is_ascii_hexdigit());
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    let parts = [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)];
    is_uuid.then(|| parts.join("-"))
}

mod times {
    //! Dates and times as the runtime reads them.

    use super::{DateTime, FixedOffset, NaiveDate};

    pub(super) fn date(text: &str) -> Option<NaiveDate> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        date.or_else(|| date_time(text).map(|it| it.date_naive()))
    }

    pub(super) fn date_time(text: &str) -> Option<DateTime<FixedOffset>> {
        let strict = DateTime::parse_from_rfc3339(text).ok();
        strict.or_else(|| DateTime::parse_from_rfc3339(&repaired(text)?).ok())
    }

    /// RFC 3339 of a text with a space for the `T`, a comma, an odd offset or none, without seconds, hyphens or colons.
    fn repaired(text: &str) -> Option<String> {
        let is_digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
        let basic = text.split_at_checked("20241231".len()).filter(|(it, _)| is_digits(it));
        let (date, rest) = if let Some((date, rest)) = basic {
            let parts = [date.get(0..4)?, date.get(4..6)?, date.get(6..8)?];
            (parts.join("-"), rest)
        } else {
            let (date, rest) = text.split_at_checked("2024-12-31".len())?;
            (date.to_owned(), rest)
        };
        let rest = rest.trim_start_matches([' ', 'T', 't']);
        let is_time = |it: char| it.is_ascii_digit() || matches!(it, ':' | '.' | ',');
        let (time, zone) = rest.split_at(rest.find(|it| !is_time(it)).unwrap_or(rest.len()));
        let (time, zone) = (time.replace(',', "."), zone.trim().replace('\u{2212}', "-"));
        let (whole, fraction) = time.split_at(time.find('.').unwrap_or(time.len()));
        let whole = match (whole.len(), whole.contains(':')) {
            (4 | 6, false) => {
                let parts = [0..2, 2..4, 4..6].into_iter().filter_map(|it| whole.get(it));
                parts.collect::<Vec<_>>().join(":")
            }
            _ => whole.to_owned(),
        };
        let seconds = if whole.matches(':').count() == 1 { ":00" } else { "" };
        let zone = match zone.split_at_checked("+00".len()) {
            _ if ["", "Z", "UTC", "GMT"].contains(&zone.to_ascii_uppercase().as_str()) => {
                "Z".to_owned()
            }
            Some((hours, "")) => format!("{hours}:00"),
            Some((hours, minutes)) if !minutes.starts_with(':') => format!("{hours}:{minutes}"),
            _ => zone,
        };
        Some(format!("{date}T{whole}{seconds}{fraction}{zone}"))
    }
}

mod base64 {
    //! Base64 as it is written (RFC 4648, sections 4 and 5).

    /// Whether a text is exactly what encoding some bytes gives, with padding.
    pub(super) fn is_canonical(text: &str) -> bool {
        let body = text.trim_end_matches('=');
        text.len().is_multiple_of(4) && text.len() - body.len() <= 2 && is_body(body, ['+', '/'])
    }

    /// The same in the alphabet for URLs, without padding.
    pub(super) fn is_canonical_for_urls(text: &str) -> bool {
        text.len() % 4 != 1 && is_body(text, ['-', '_'])
    }

    fn is_body(body: &str, last_two: [char; 2]) -> bool {
        let value = |it: char| match it {
            'A'..='Z' => Some(u32::from(it) - u32::from('A')),
            'a'..='z' => Some(u32::from(it) - u32::from('a') + 26),
            '0'..='9' => Some(u32::from(it) - u32::from('0') + 52),
            it => (62..).zip(last_two).find(|(_, other)| *other == it).map(|(value, _)| value),
        };
        let last = body.chars().last().and_then(value).unwrap_or(0);
        let spare_bits_are_zero = match body.len() % 4 {
            2 => last.trailing_zeros() >= 4,
            3 => last.trailing_zeros() >= 2,
            _ => true,
        };
        spare_bits_are_zero && body.chars().all(|it| value(it).is_some())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scalars_are_read_as_the_runtime_reads_them() {
        let time = "2024-05-01T10:11:12Z";
        for text in [
            time,
            "2024-05-01 10:11:12",
            "2024-05-01T10:11:12+0000",
            "2024-05-01t10:11:12 gmt",
            "20240501T101112,0z",
        ] {
            assert_eq!(scalar(&Ty::DateTime, &json!(text)), Some(json!(time)), "{text}");
        }
        assert_eq!(scalar(&Ty::DateTime, &json!("2024-05-01")), None);
        assert_eq!(scalar(&Ty::Date, &json!(time)), Some(json!("2024-05-01")));
        let uuid = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        for text in [
            uuid,
            "67E5504410B1426F9247BB680E5FE0C8",
            &format!("{{{uuid}}}"),
            &format!("urn:uuid:{uuid}"),
        ] {
            assert_eq!(scalar(&Ty::Uuid, &json!(text)), Some(json!(uuid)), "{text}");
        }
        for text in
            ["67e55044-10b1-426f-9247-bb680e5fe0c", "67e55044-10b1426f-9247-bb680e5fe0c8", "{}"]
        {
            assert_eq!(scalar(&Ty::Uuid, &json!(text)), None, "{text}");
        }
        assert_eq!(scalar(&Ty::Ipv6, &json!("2001:DB8:0::1")), Some(json!("2001:db8::1")));
        assert_eq!(scalar(&Ty::Ip, &json!("10.0.0.0/8")), None);
        assert_eq!(scalar(&Ty::Base64Url, &json!("-_-_YQ")), Some(json!("-_-_YQ")));
        assert_eq!(scalar(&Ty::Base64Url, &json!("+/+/YQ==")), None);
        assert_eq!(scalar(&Ty::U64, &json!(u64::MAX)), Some(json!(u64::MAX)));
        assert_eq!(scalar(&Ty::U64, &json!(5.0)), Some(json!(5)));
        assert_eq!(scalar(&Ty::U64, &json!(-1)), None);
        assert_eq!(scalar(&Ty::Decimal, &json!(12.0)), Some(json!(12)));
    }
}
