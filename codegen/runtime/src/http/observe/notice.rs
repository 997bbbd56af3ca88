//! What a server says of the end of an operation.

use std::{collections::BTreeSet, sync::Mutex};

use chrono::{DateTime, Utc};

use crate::http::{
    headers::{self, Headers},
    lock::lock,
    operation::Operation,
};

/// That an operation is, or will be, deprecated or gone, as its response says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deprecation {
    /// Whether it says `deprecation` at all.
    pub deprecated: bool,
    /// Since when, or from when, it is deprecated (RFC 9745, section 2.1), if it says so.
    pub since: Option<DateTime<Utc>>,
    /// When it is expected to be gone (RFC 8594, section 3).
    pub sunset: Option<DateTime<Utc>>,
}

impl Deprecation {
    /// What the headers say, if anything.
    pub(super) fn read(headers: &Headers) -> Option<Self> {
        let deprecation = headers.get("deprecation").filter(|it| it.trim() != "false");
        let sunset = headers.get("sunset");
        (deprecation.is_some() || sunset.is_some()).then(|| Self {
            deprecated: deprecation.is_some(),
            since: deprecation.and_then(since),
            sunset: sunset.and_then(date),
        })
    }
}

/// `@1688169599` (RFC 9745), or a date as in its drafts, which knew `true` too.
fn since(value: &str) -> Option<DateTime<Utc>> {
    match value.trim().strip_prefix('@') {
        Some(seconds) => DateTime::from_timestamp(seconds.parse().ok()?, 0),
        None => date(value),
    }
}

fn date(value: &str) -> Option<DateTime<Utc>> {
    headers::date(value.trim().trim_matches('"')).map(Into::into)
}

/// Which operations were told of already.
#[derive(Debug, Default)]
pub(crate) struct Notices(Mutex<BTreeSet<(&'static str, &'static str)>>);

impl Notices {
    /// Whether it is the first time.
    pub(super) fn is_first(&self, operation: &Operation) -> bool {
        lock(&self.0).insert((operation.name, operation.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deprecation_and_sunset_are_read_as_specified_and_as_drafted() {
        let read = |pairs: &[(&str, &str)]| {
            let headers: Headers = pairs.iter().copied().collect();
            let notice = Deprecation::read(&headers)?;
            let text = |date: Option<DateTime<Utc>>| date.map(|it| it.timestamp());
            Some((notice.deprecated, text(notice.since), text(notice.sunset)))
        };
        let end = "Wed, 11 Nov 2026 23:59:59 GMT";
        assert_eq!(
            read(&[("deprecation", "@1688169599")]),
            Some((true, Some(1_688_169_599), None))
        );
        assert_eq!(read(&[("deprecation", end)]), Some((true, Some(1_794_441_599), None)));
        assert_eq!(read(&[("Deprecation", "true")]), Some((true, None, None)));
        assert_eq!(read(&[("sunset", end)]), Some((false, None, Some(1_794_441_599))));
        assert_eq!(read(&[("sunset", "soon")]), Some((false, None, None)));
        assert_eq!(read(&[("deprecation", "false")]), None);
        assert_eq!(read(&[]), None);
    }
}
