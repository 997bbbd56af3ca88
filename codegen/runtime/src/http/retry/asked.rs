//! How long a response asks its client to wait.
//!
//! - In: the headers of a response.
//! - Out: a time from when the response came. Dates count from the response's own `date`, so that nobody's clock has to be right.

use std::time::Duration;

use chrono::DateTime;

use crate::http::headers::{self, Headers};

/// What is at least this large is a date in seconds since 1970, and not a time in seconds: 31 years.
const EPOCH: f64 = 1e9;
/// What is at least this large is a date in milliseconds: 31,000 years in seconds.
const EPOCH_MS: f64 = 1e12;

/// How long the response says that nothing is to be sent again: `retry-after-ms`, else `retry-after`, else, of a 429, when
/// its rate limit is reset.
pub(crate) fn asked(status: u16, headers: &Headers) -> Option<Duration> {
    let reset = || if status == 429 { reset(headers) } else { None };
    after_ms(headers).or_else(|| after(headers)).or_else(reset)
}

/// What some servers send for a finer `retry-after`.
fn after_ms(headers: &Headers) -> Option<Duration> {
    Some(duration(number(headers.get("retry-after-ms")?)? / 1e3))
}

/// Seconds or a date (RFC 9110, section 10.2.3).
fn after(headers: &Headers) -> Option<Duration> {
    let value = headers.get("retry-after")?;
    Some(duration(match number(value) {
        Some(seconds) => seconds,
        None => date(value)? - sent_at(headers)?,
    }))
}

/// When a rate limit is reset.
///
/// `RateLimit` has it as `t` (draft-ietf-httpapi-ratelimit-headers-08 and later, section 2) or as `reset` (up to 07),
/// `RateLimit-Reset` as seconds (up to 05); `x-ratelimit-reset` is nobody's standard, and seconds or a date, as a number or
/// a text.
fn reset(headers: &Headers) -> Option<Duration> {
    let names = ["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"];
    let value = of_policies(headers).or_else(|| names.iter().find_map(|it| headers.get(it)))?;
    let Some(number) = number(value) else {
        return Some(duration(date(value)? - sent_at(headers)?));
    };
    if number < EPOCH {
        return Some(duration(number));
    }
    let at = if number < EPOCH_MS { number } else { number / 1e3 };
    Some(duration(at - sent_at(headers)?))
}

/// Of several policies the one of which nothing remains says it, and of several of these the one that takes longest.
fn of_policies(headers: &Headers) -> Option<&str> {
    let policies = headers.get_all("ratelimit").flat_map(|it| it.split(','));
    let resets: Vec<(&str, bool)> = policies
        .filter_map(|it| {
            let parameters = || it.split(';').filter_map(|it| it.trim().split_once('='));
            let (_, reset) = parameters().find(|(name, _)| matches!(*name, "t" | "reset"))?;
            Some((reset, parameters().any(|it| it == ("r", "0"))))
        })
        .collect();
    let used_up = resets.iter().filter(|(_, is_used_up)| *is_used_up);
    let longest = used_up.max_by(|(a, _), (b, _)| {
        number(a).unwrap_or_default().total_cmp(&number(b).unwrap_or_default())
    });
    longest.or(resets.first()).map(|(reset, _)| *reset)
}

/// When the response was sent, in seconds since 1970.
fn sent_at(headers: &Headers) -> Option<f64> {
    date(headers.get("date")?)
}

/// A date, in seconds since 1970: that of HTTP, or that of ISO 8601, with seconds or without, which some send in its place.
fn date(value: &str) -> Option<f64> {
    let value = value.trim();
    let minutes = || DateTime::parse_from_str(value, "%Y-%m-%dT%H:%M%#z").ok();
    let iso = || DateTime::parse_from_rfc3339(value).ok().or_else(minutes);
    let date = headers::date(value).or_else(iso)?;
    // Exact up to the year 285,000,000.
    #[expect(clippy::cast_precision_loss, reason = "a date of this age has at most 34 bits")]
    Some(date.timestamp() as f64)
}

fn number(value: &str) -> Option<f64> {
    value.trim().parse().ok().filter(|it: &f64| it.is_finite())
}

/// A time; one that is over is no time at all, and one that has no end is the longest there is.
fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(status: u16, pairs: &[(&str, &str)]) -> Option<f64> {
        let headers: Headers = pairs.iter().copied().collect();
        asked(status, &headers).map(|it| it.as_secs_f64())
    }

    const DATE: (&str, &str) = ("date", "Sun, 22 Nov 2026 12:00:00 GMT");

    #[test]
    fn a_time_and_a_date_are_both_understood() {
        assert_eq!(seconds(503, &[("retry-after", "120")]), Some(120.0));
        assert_eq!(seconds(503, &[("retry-after", " 1.5 ")]), Some(1.5));
        assert_eq!(seconds(429, &[("retry-after", "9"), ("retry-after-ms", "20")]), Some(0.02));
        let later = ("retry-after", "Sun, 22 Nov 2026 12:00:07 GMT");
        assert_eq!(seconds(503, &[DATE, later]), Some(7.0));
        for obsolete in ["Sunday, 22-Nov-26 12:00:08 GMT", "Sun Nov 22 12:00:08 2026"] {
            assert_eq!(seconds(503, &[DATE, ("retry-after", obsolete)]), Some(8.0), "{obsolete}");
        }
        let earlier = ("retry-after", "Sun, 22 Nov 2026 11:59:00 GMT");
        assert_eq!(seconds(503, &[DATE, earlier]), Some(0.0));
        // Without its own date nobody knows how far away it is.
        assert_eq!(seconds(503, &[later]), None);
        for odd in ["soon", "", "NaN", "inf", "1e400"] {
            assert_eq!(seconds(503, &[DATE, ("retry-after", odd)]), None, "{odd}");
        }
        assert_eq!(seconds(503, &[("retry-after", "-3")]), Some(0.0));
        // Too much to be a time isn't too little to be one.
        assert_eq!(
            seconds(503, &[("retry-after", "18446744073709551616")]),
            Some(Duration::MAX.as_secs_f64())
        );
    }

    #[test]
    fn a_rate_limit_says_when_it_is_reset() {
        for (name, value, wait) in [
            ("ratelimit-reset", "30", 30.0),
            ("ratelimit", "\"default\";r=0;t=31", 31.0),
            ("ratelimit", "limit=100, remaining=0, reset=32", 32.0),
            ("ratelimit", "\"burst\";r=3;t=9, \"day\";r=0;t=33, \"hour\";r=0;t=5", 33.0),
            ("x-ratelimit-reset", "33", 33.0),
            ("x-ratelimit-reset", "2026-11-22T12:00:36Z", 36.0),
            ("x-ratelimit-reset", "2026-11-22T12:01Z", 60.0),
            ("x-ratelimit-reset", "Sun, 22 Nov 2026 12:00:37 GMT", 37.0),
            ("x-ratelimit-reset", "1795348834", 34.0),
            ("x-rate-limit-reset", "1795348835000", 35.0),
            ("x-ratelimit-reset", "1795348800", 0.0),
        ] {
            assert_eq!(seconds(429, &[DATE, (name, value)]), Some(wait), "{name}: {value}");
            // It is sent with every response, and another reason to refuse has nothing to do with it.
            assert_eq!(seconds(503, &[DATE, (name, value)]), None);
        }
        assert_eq!(seconds(429, &[("x-ratelimit-reset", "1795348834")]), None);
        assert_eq!(seconds(429, &[("retry-after", "1"), ("ratelimit-reset", "9")]), Some(1.0));
    }
}
