//! Reading and writing of values in other forms than their types' own: see [`Wire`].

use chrono::{DateTime, FixedOffset};
use jiter::Jiter;

use super::{
    DecodeError, Json, ObjectWriter, Param, Patch, Reader, Wire, Wired, Writer, number,
    reader::{Source, not_a},
};

impl<T: Json> Param for Wired<'_, T> {
    fn to_json(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.wire = self.wire;
        self.value.write(&mut w);
        w.into_bytes()
    }
}

impl Reader<'_> {
    /// Does what [`field`](Self::field) does for a value of this form.
    ///
    /// # Errors
    ///
    /// Fails as [`field`](Self::field) does.
    pub fn field_as<T: Json>(&mut self, wire: Wire, slot: &mut T) -> Result<(), DecodeError> {
        if self.ended.is_some() {
            return self.field(slot);
        }
        *slot = self.wired(wire)?.unwrap_or_else(T::blank);
        Ok(())
    }

    /// Does what [`optional`](Self::optional) does for a value of this form.
    ///
    /// # Errors
    ///
    /// Fails as [`optional`](Self::optional) does.
    pub fn optional_as<T: Json>(
        &mut self,
        wire: Wire,
        slot: &mut Option<T>,
    ) -> Result<(), DecodeError> {
        if self.ended.is_none() {
            *slot = self.wired::<Option<T>>(wire)?.flatten();
        }
        Ok(())
    }

    /// Does what [`patch`](Self::patch) does for a value of this form.
    ///
    /// # Errors
    ///
    /// Fails as [`patch`](Self::patch) does.
    pub fn patch_as<T: Json>(
        &mut self,
        wire: Wire,
        slot: &mut Patch<T>,
    ) -> Result<(), DecodeError> {
        if self.ended.is_none() {
            *slot = Patch::from(self.wired::<Option<T>>(wire)?.flatten());
        }
        Ok(())
    }

    /// Reads a value of this form; `None` for an empty string that means `null`.
    fn wired<T: Json>(&mut self, wire: Wire) -> Result<Option<T>, DecodeError> {
        if !wire.has(Wire::EMPTY_NULL) || !matches!(self.source, Source::Json(_)) {
            let outer = std::mem::replace(&mut self.wire, wire);
            let value = T::read(self);
            self.wire = outer;
            return value.map(Some);
        }
        let start = self.value_start()?;
        let base = self.base + start;
        let text = self.raw()?;
        if text == b"\"\"" {
            return Ok(None);
        }
        let mut inner = Reader::over(Source::Json(Jiter::new(text)));
        inner.inherit(self);
        (inner.base, inner.wire) = (base, wire);
        let read = T::read(&mut inner);
        self.go_on_after(&inner);
        self.notes.append(inner.take_notes());
        self.n_unknown += inner.n_unknown;
        read.map(Some)
    }

    /// Reads a time that is a number or the text of one; `None` where the next value is to be read as RFC 3339.
    pub(super) fn unix_time(&mut self) -> Result<Option<DateTime<FixedOffset>>, DecodeError> {
        const WHAT: &str = "a time";
        let Some(units) = self.wire.units() else { return Ok(None) };
        let offset = self.offset();
        // Another text is read as it is elsewhere.
        let outer = self.wire;
        self.wire = outer.and(Wire::STRING);
        let text = self.number(WHAT).map(str::to_owned);
        self.wire = outer;
        let text = text?;
        match from_unix(&text, units) {
            Some(time) => Ok(Some(time)),
            None => match super::time::date_time(text.trim()) {
                Some(time) => Ok(Some(time)),
                None => Err(not_a("a date and time, or its number", &text, offset)),
            },
        }
    }
}

impl ObjectWriter<'_> {
    /// Writes a member in this form.
    pub fn field_as<T: Json>(&mut self, wire: Wire, name: &str, value: &T) {
        let outer = std::mem::replace(self.wire(), wire);
        self.field(name, value);
        *self.wire() = outer;
    }

    /// Writes a member in this form if there is a value.
    pub fn optional_as<T: Json>(&mut self, wire: Wire, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.field_as(wire, name, value);
        }
    }

    /// Writes a member in this form if it isn't absent.
    pub fn patch_as<T: Json>(&mut self, wire: Wire, name: &str, value: &Patch<T>) {
        if !value.is_absent() {
            self.field_as(wire, name, value);
        }
    }
}

impl Writer {
    /// Writes a boolean that has another form.
    #[cold]
    pub(super) fn boolean_as(&mut self, value: bool) {
        let text = match (self.wire.has(Wire::NUMBER), value) {
            (true, true) => "1",
            (true, false) => "0",
            (false, true) => "true",
            (false, false) => "false",
        };
        self.text_as(text);
    }

    /// Writes the text of a number or boolean, in quotes where it is a string.
    #[cold]
    pub(super) fn text_as(&mut self, text: &str) {
        if self.wire.has(Wire::STRING) {
            self.string(text);
        } else {
            self.raw(|out| out.extend_from_slice(text.as_bytes()));
        }
    }

    /// Writes a time as a number, and returns whether it is to be one.
    pub(super) fn unix_time(&mut self, time: &DateTime<FixedOffset>) -> bool {
        let Some(units) = self.wire.units() else { return false };
        self.text_as(&unix(time, units));
        true
    }
}

const NANOS: i128 = 1_000_000_000;

/// The time that so many units of a second after 1970 are; `None` where the text is no number, or beyond what there is.
fn from_unix(text: &str, units: i128) -> Option<DateTime<FixedOffset>> {
    let nanos_in_unit = NANOS / units;
    let nanos = if let Some(whole) = number::whole(text.trim()) {
        whole.checked_mul(nanos_in_unit)?
    } else {
        let (sign, digits) = match text.trim().strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text.trim()),
        };
        let (whole, fraction) = digits.split_once('.')?;
        let is_digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        if !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let whole = whole.parse::<i128>().ok()?.checked_mul(nanos_in_unit)?;
        let nine: String = fraction.chars().chain(std::iter::repeat('0')).take(9).collect();
        sign * (whole + nine.parse::<i128>().ok()? / units)
    };
    let seconds = i64::try_from(nanos.div_euclid(NANOS)).ok()?;
    let rest = u32::try_from(nanos.rem_euclid(NANOS)).ok()?;
    DateTime::from_timestamp(seconds, rest).map(|it| it.fixed_offset())
}

/// The units of a second since 1970, with a fraction where there is one.
fn unix(time: &DateTime<FixedOffset>, units: i128) -> String {
    let nanos = i128::from(time.timestamp()) * NANOS + i128::from(time.timestamp_subsec_nanos());
    let in_unit = NANOS / units;
    let sign = if nanos < 0 { "-" } else { "" };
    let (whole, rest) = (nanos.abs() / in_unit, nanos.abs() % in_unit);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let width = in_unit.ilog10() as usize;
    let fraction = format!("{rest:0width$}");
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Decimal, decode, encode};

    /// A value in a form, as a member of an object.
    fn read<T: Json>(wire: Wire, value: &str) -> Result<Option<T>, String> {
        let text = format!("[{value}]");
        let mut r = Reader::new(text.as_bytes());
        let mut slot = None;
        r.array(&mut |r| r.optional_as(wire, &mut slot)).map_err(|it| it.to_string())?;
        r.finish().map_err(|it| it.to_string())?;
        Ok(slot)
    }

    fn written<T: Json>(wire: Wire, value: &T) -> String {
        let mut w = Writer::new();
        let mut o = w.object();
        o.field_as(wire, "it", value);
        o.field("plain", &true);
        o.end();
        String::from_utf8(w.into_bytes()).unwrap()
    }

    #[track_caller]
    fn both<T: Json + PartialEq + std::fmt::Debug>(
        wire: Wire,
        read_as: &T,
        texts: &[&str],
        written_as: &str,
    ) {
        for text in texts {
            assert_eq!(read::<T>(wire, text).unwrap().as_ref(), Some(read_as), "{text}");
        }
        assert_eq!(written(wire, read_as), format!(r#"{{"it":{written_as},"plain":true}}"#));
    }

    #[test]
    fn booleans_as_numbers_and_strings() {
        let number_string = Wire::NUMBER.and(Wire::STRING);
        both(Wire::NUMBER, &true, &["1", "true", "1.0"], "1");
        both(
            Wire::STRING,
            &false,
            &["false", "0", r#""0""#, r#""false""#, r#""False""#],
            r#""false""#,
        );
        both(number_string, &true, &["true", "1", r#""1""#, r#""true""#], r#""1""#);
        assert!(read::<bool>(Wire::NUMBER, "2").is_err());
        assert!(read::<bool>(Wire::STRING, r#""yes""#).is_err());
        assert!(read::<bool>(Wire::NUMBER, r#""1""#).is_err());
    }

    #[test]
    fn numbers_as_strings() {
        both(Wire::STRING, &12_i64, &["12", r#""12""#, r#"" 12 ""#, r#""12.0""#], r#""12""#);
        both(Wire::STRING, &3.5, &["3.5", r#""3.5""#], r#""3.5""#);
        both(Wire::STRING, &u64::MAX, &[r#""18446744073709551615""#], r#""18446744073709551615""#);
        let price: Decimal = "12.50".parse().unwrap();
        both(Wire::STRING, &price, &["12.50", r#""12.50""#], r#""12.50""#);
        let prices = vec![price.clone(), "0.10".parse().unwrap()];
        both(
            Wire::STRING,
            &prices,
            &[r#"["12.50","0.10"]"#, "[12.50,0.10]"],
            r#"["12.50","0.10"]"#,
        );
        let digits: Decimal = "12345678901234567890.123".parse().unwrap();
        both(
            Wire::STRING,
            &digits,
            &[r#""12345678901234567890.123""#],
            r#""12345678901234567890.123""#,
        );
        let error = read::<Decimal>(Wire::STRING, r#""12,50""#).unwrap_err();
        assert_eq!(error, "at `[0]`: expected a number, found `12,50`");
        let error = read::<u64>(Wire::STRING, r#""-1""#).unwrap_err();
        assert_eq!(error, "at `[0]`: the integer is out of the range of 64 bits");
        let error = read::<i64>(Wire::STRING, r#""twelve""#).unwrap_err();
        assert_eq!(error, "at `[0]`: expected an integer, found `twelve`");
    }

    #[test]
    fn times_as_numbers() {
        let time = |text| DateTime::parse_from_rfc3339(text).unwrap();
        let whole = time("2026-01-01T00:00:00Z");
        let texts = ["1767225600", r#""1767225600""#, "1767225600.0", r#""2026-01-01 00:00:00""#];
        both(Wire::UNIX_SECONDS, &whole, &texts, "1767225600");
        both(Wire::UNIX_MILLISECONDS, &whole, &["1767225600000", "1.7672256e12"], "1767225600000");
        let string = Wire::UNIX_MILLISECONDS.and(Wire::STRING);
        both(string, &whole, &["1767225600000", r#""1767225600000""#], r#""1767225600000""#);
        let half = time("2026-01-01T00:00:00.5Z");
        both(Wire::UNIX_SECONDS, &half, &["1767225600.5"], "1767225600.5");
        both(Wire::UNIX_MILLISECONDS, &half, &["1767225600500"], "1767225600500");
        let early = time("1969-12-31T23:59:58.75Z");
        both(Wire::UNIX_SECONDS, &early, &["-1.25"], "-1.25");
        for odd in ["true", r#""soon""#, "1e30", "1.5e0", r#""-.5""#] {
            assert!(read::<DateTime<FixedOffset>>(Wire::UNIX_SECONDS, odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn one_item_for_a_list_of_it() {
        let one = vec!["a".to_owned()];
        both(Wire::LIST_OR_ONE, &one, &[r#""a""#, r#"["a"]"#], r#""a""#);
        both(Wire::LIST_OR_ONE, &vec![1_i64, 2], &["[1,2]"], "[1,2]");
        both(Wire::LIST_OR_ONE, &Vec::<i64>::new(), &["[]"], "[]");
        both(
            Wire::LIST_OR_ONE.and(Wire::STRING),
            &vec![12_i64],
            &[r#""12""#, r#"["12"]"#],
            r#""12""#,
        );
        let error = read::<Vec<i64>>(Wire::LIST_OR_ONE, "{}").unwrap_err();
        assert_eq!(error, "at `[0]`: expected an integer, found an object");
    }

    #[test]
    fn an_empty_string_for_null() {
        let form = Wire::EMPTY_NULL.and(Wire::STRING);
        assert_eq!(read::<i64>(form, r#""""#), Ok(None));
        assert_eq!(read::<i64>(form, "null"), Ok(None));
        assert_eq!(read::<i64>(form, r#""7""#), Ok(Some(7)));
        assert_eq!(written(form, &None::<i64>), r#"{"it":"","plain":true}"#);
        assert_eq!(written(form, &Patch::<i64>::Null), r#"{"it":"","plain":true}"#);
        let error = read::<i64>(form, r#"    "x""#).unwrap_err();
        assert_eq!(error, "at `[0]`: expected an integer, found `x`");
    }

    #[test]
    fn the_form_reaches_into_lists_and_maps_and_no_further() {
        let list = vec![Some(true), None, Some(false)];
        both(Wire::NUMBER, &list, &["[1,null,0]"], "[1,null,0]");
        let map = std::collections::BTreeMap::from([("a".to_owned(), 1_i64), ("b".to_owned(), 2)]);
        both(Wire::STRING, &map, &[r#"{"a":"1","b":"2"}"#], r#"{"a":"1","b":"2"}"#);
    }

    #[test]
    fn without_a_form_a_value_is_of_its_json_type() {
        for text in [r#""1""#, r#""true""#, "2"] {
            assert!(decode::<bool>(text.as_bytes()).is_err(), "{text}");
        }
        assert!(decode::<i64>(br#""12""#).is_err());
        assert!(decode::<f64>(br#""3.5""#).is_err());
        assert!(decode::<Option<i64>>(br#""12""#).is_err());
        assert!(decode::<Vec<i64>>(b"1").is_err());
        assert!(decode::<DateTime<FixedOffset>>(b"1767225600").is_err());
        assert_eq!(encode(&true), b"true");
    }

    #[test]
    fn parameters_are_written_in_their_form() {
        assert_eq!(Wire::NUMBER.of(&true).to_json(), b"1");
        let time = DateTime::parse_from_rfc3339("2026-01-01T01:00:00+01:00").unwrap();
        assert_eq!(Wire::UNIX_SECONDS.of(&time).to_json(), b"1767225600");
    }
}
