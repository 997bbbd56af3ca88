//! Dates and times: read leniently, written as RFC 3339 wants them.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SecondsFormat};

use super::{DecodeError, DeviationKind, Json, Reader, Writer, reader::not_a};

/// What is no date: nothing, and the zero date of `MySQL`, also as others write a time of it.
const ZERO_DATES: &[&str] = &[
    "",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "0000-00-00T00:00:00",
    "0000-00-00T00:00:00Z",
    "0000-00-00T00:00:00+00:00",
];

/// Written as [RFC 3339] has it, `Z` for UTC; read with a space or small letter for the `T`, with a comma before a fraction
/// of any length, with an offset without a colon or minutes, without an offset or seconds, and in ISO 8601's basic format
/// without hyphens and colons. A time without an offset is taken for UTC; of a fraction nine digits are kept.
///
/// [RFC 3339]: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
impl Json for DateTime<FixedOffset> {
    const ABSENT: &'static [&'static str] = ZERO_DATES;

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        const WHAT: &str = "a date and time (RFC 3339)";
        if let Some(time) = r.unix_time()? {
            return Ok(time);
        }
        let offset = r.offset();
        let accepts = r.accepts();
        let text = r.str()?;
        if let Ok(time) = DateTime::parse_from_rfc3339(text.trim()) {
            return Ok(time);
        }
        let time = other_form(text.trim()).or_else(|| midnight(text.trim()).filter(|_| accepts));
        let time = time.ok_or_else(|| not_a(WHAT, text, offset))?;
        r.note(DeviationKind::Format, WHAT, offset);
        Ok(time)
    }

    fn blank() -> Self {
        Self::default()
    }

    fn write(&self, w: &mut Writer) {
        if !w.unix_time(self) {
            w.string(&self.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        }
    }
}

/// Written as [RFC 3339] has a full date; of a date and time the date is read.
///
/// [RFC 3339]: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
impl Json for NaiveDate {
    const ABSENT: &'static [&'static str] = ZERO_DATES;

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        const WHAT: &str = "a date (RFC 3339)";
        let offset = r.offset();
        let text = r.str()?;
        if let Ok(date) = Self::parse_from_str(text.trim(), DATE) {
            return Ok(date);
        }
        let time = date_time(text.trim()).ok_or_else(|| not_a(WHAT, text, offset))?;
        r.note(DeviationKind::Format, WHAT, offset);
        Ok(time.date_naive())
    }

    fn blank() -> Self {
        Self::default()
    }

    fn write(&self, w: &mut Writer) {
        w.string(&self.to_string());
    }
}

const DATE: &str = "%Y-%m-%d";

/// The beginning of a day, UTC.
fn midnight(text: &str) -> Option<DateTime<FixedOffset>> {
    let date = NaiveDate::parse_from_str(text, DATE).ok()?;
    Some(date.and_time(NaiveTime::MIN).and_utc().fixed_offset())
}

pub(super) fn date_time(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok().or_else(|| other_form(text))
}

fn other_form(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(&repaired(text)?).ok()
}

/// Brings the forms that others write into that of RFC 3339; `None` when there is no time in the text.
fn repaired(text: &str) -> Option<String> {
    let (date, rest) = split_date(text)?;
    let rest = rest.trim_start_matches([' ', 'T', 't']);
    let zone_at = rest
        .find(|it: char| !it.is_ascii_digit() && !matches!(it, ':' | '.' | ','))
        .unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone_at);
    Some(format!("{date}T{}{}", repaired_time(time), repaired_zone(zone.trim())))
}

/// The date with its hyphens, which the basic format of ISO 8601 hasn't, and what comes after it.
fn split_date(text: &str) -> Option<(String, &str)> {
    if let Some((digits, rest)) = text.split_at_checked("20241231".len())
        && digits.bytes().all(|it| it.is_ascii_digit())
    {
        let (year, day) = digits.split_at_checked(4)?;
        let (month, day) = day.split_at_checked(2)?;
        return Some((format!("{year}-{month}-{day}"), rest));
    }
    let (date, rest) = text.split_at_checked("2024-12-31".len())?;
    Some((date.to_owned(), rest))
}

/// The time with a point before its fraction, its seconds, and its colons.
fn repaired_time(time: &str) -> String {
    let time = time.replace(',', ".");
    let (whole, fraction) = time.split_at(time.find('.').unwrap_or(time.len()));
    let parts: Vec<&str> = match (whole.contains(':'), whole.len()) {
        (true, _) => whole.split(':').collect(),
        (false, 4 | 6) => [0..2, 2..4, 4..6].into_iter().filter_map(|it| whole.get(it)).collect(),
        (false, _) => return time,
    };
    let seconds = if parts.len() == 2 { ":00" } else { "" };
    format!("{}{seconds}{fraction}", parts.join(":"))
}

fn repaired_zone(zone: &str) -> String {
    let zone = zone.replace('\u{2212}', "-");
    match zone.split_at_checked("+00".len()) {
        _ if ["", "Z", "UTC", "GMT"].iter().any(|it| zone.eq_ignore_ascii_case(it)) => {
            "Z".to_owned()
        }
        Some((hours, "")) => format!("{hours}:00"),
        Some((hours, minutes)) if !minutes.starts_with(':') => format!("{hours}:{minutes}"),
        _ => zone,
    }
}
