//! Cookies that servers set, for those that set them.
//!
//! - In: the `set-cookie` headers of responses.
//! - Out: what of them goes into a request.
//! - Invariants: a cookie goes to the origin that has set it and to no other, whatever its `Domain` says: stricter than RFC 6265,
//!   which lets it go to other ports and subdomains, and needs a list of public suffixes for that.

use std::{sync::Mutex, time::Duration};

use chrono::{DateTime, NaiveDate, Utc};
use url::Url;

use super::{
    clock::since_1970,
    headers::{Headers, date, is_value},
    lock::lock,
    secret::Secret,
};

/// How many bytes a cookie has at most, name and value (RFC 6265, section 6.1).
const LONGEST: usize = 4096;

/// How many cookies are kept; the oldest goes first.
const MOST: usize = 200;

/// The cookies of a client.
#[derive(Default)]
pub(crate) struct CookieJar(Mutex<Vec<Cookie>>);

struct Cookie {
    origin: String,
    name: String,
    value: Secret,
    path: String,
    /// By the client's clock; `None` for as long as the client lives.
    expires: Option<Duration>,
}

impl CookieJar {
    /// Keeps what the response of this URL sets.
    pub(crate) fn keep(&self, url: &str, response: &Headers, now: Duration) {
        let mut lines = response.get_all("set-cookie").peekable();
        if lines.peek().is_none() {
            return;
        }
        let Ok(url) = Url::parse(url) else { return };
        // As a server's clock has it, so that clocks needn't agree.
        let sent = response.get("date").and_then(date).map(|it| it.to_utc());
        let sent = sent.unwrap_or_else(|| DateTime::UNIX_EPOCH + since_1970());
        let mut kept = lock(&self.0);
        for line in lines {
            let Some((cookie, life)) = read(line, &url, sent) else { continue };
            let expires = life.map(|it| now.saturating_add(it));
            let cookie = Cookie { expires, ..cookie };
            let is_same = |it: &Cookie| {
                (&it.origin, &it.name, &it.path) == (&cookie.origin, &cookie.name, &cookie.path)
            };
            if life == Some(Duration::ZERO) {
                kept.retain(|it| !is_same(it));
            } else if let Some(old) = kept.iter_mut().find(|it| is_same(it)) {
                // One that is set again keeps its place (RFC 6265, section 5.3).
                *old = cookie;
            } else {
                kept.push(cookie);
            }
            if kept.len() > MOST {
                kept.remove(0);
            }
        }
    }

    /// The cookies for a request of this URL, name and value; those with the longest path first (RFC 6265, section 5.4).
    pub(crate) fn of(&self, url: &str, now: Duration) -> Vec<(String, Secret)> {
        let mut kept = lock(&self.0);
        kept.retain(|it| it.expires.is_none_or(|it| it > now));
        if kept.is_empty() {
            return Vec::new();
        }
        let Ok(url) = Url::parse(url) else { return Vec::new() };
        let origin = url.origin().ascii_serialization();
        let fits = |it: &&Cookie| it.origin == origin && matches(url.path(), &it.path);
        let mut fitting: Vec<&Cookie> = kept.iter().filter(fits).collect();
        fitting.sort_by_key(|it| std::cmp::Reverse(it.path.len()));
        fitting.into_iter().map(|it| (it.name.clone(), it.value.clone())).collect()
    }
}

/// A cookie and how long it is good for, as a `set-cookie` of a response to this URL has it; `None` where it isn't to be kept.
///
/// Source: RFC 6265, sections 5.2 and 5.3; the prefixes are of its successor's draft, section 4.1.3.
fn read(line: &str, url: &Url, sent: DateTime<Utc>) -> Option<(Cookie, Option<Duration>)> {
    let mut parts = line.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    if !is_sendable(name) || !is_value(value) || name.len() + value.len() > LONGEST {
        return None;
    }
    let (mut path, mut max_age, mut expires) = (None, None, None);
    let (mut is_secure, mut has_domain) = (false, false);
    for part in parts {
        let (attribute, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim();
        match attribute.trim().to_ascii_lowercase().as_str() {
            "path" => path = Some(value).filter(|it| it.starts_with('/')),
            "max-age" => max_age = seconds(value).or(max_age),
            "expires" => expires = expiry(value).or(expires),
            "secure" => is_secure = true,
            "domain" if !value.is_empty() => {
                has_domain = true;
                if !is_within(url.host_str()?, value.trim_start_matches('.')) {
                    return None;
                }
            }
            _ => {}
        }
    }
    let is_https = url.scheme() == "https";
    let is_whole = path == Some("/") && !has_domain;
    let is_fit = (!is_secure || is_https)
        && (!starts(name, "__Secure-") || is_secure)
        && (!starts(name, "__Host-") || (is_secure && is_whole));
    let past = |it: DateTime<Utc>| (it - sent).to_std().unwrap_or_default();
    let cookie = Cookie {
        origin: url.origin().ascii_serialization(),
        name: name.to_owned(),
        value: Secret::new(value),
        path: path.map_or_else(|| default_path(url.path()).to_owned(), str::to_owned),
        expires: None,
    };
    is_fit.then(|| (cookie, max_age.or_else(|| expires.map(past))))
}

/// Whether a cookie of this name can be sent: more than tokens (RFC 6265, section 4.1.1) are, as by PHP, whose names have
/// brackets.
fn is_sendable(name: &str) -> bool {
    !name.is_empty() && is_value(name) && !name.contains([' ', '\t'])
}

/// RFC 6265, section 5.2.2; what is no number is no attribute.
fn seconds(value: &str) -> Option<Duration> {
    let (sign, digits) = value.strip_prefix('-').map_or((1, value), |it| (-1, it));
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    // One that no number holds is as good as for ever.
    let seconds = digits.parse().unwrap_or(u64::from(u32::MAX));
    Some(if sign < 0 { Duration::ZERO } else { Duration::from_secs(seconds) })
}

/// A date as cookies have it: RFC 6265, section 5.1.1, by which its parts may stand in any order, and neither the day of
/// the week nor the zone means anything.
fn expiry(value: &str) -> Option<DateTime<Utc>> {
    let is_between = |it: char| matches!(it, '\t' | ' '..='/' | ';'..='@' | '['..='`' | '{'..='~');
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for part in value.split(is_between) {
        if time.is_none() && part.contains(':') {
            time = time_of(part);
        } else if day.is_none() && n_digits(part) <= 2 && number(part).is_some() {
            day = number(part);
        } else if month.is_none() && month_of(part).is_some() {
            month = month_of(part);
        } else if year.is_none() && matches!(n_digits(part), 2..=4) {
            year = number(part);
        }
    }
    let year = match year? {
        it @ 70..=99 => it + 1900,
        it @ 0..=69 => it + 2000,
        it => it,
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month?, day?)?;
    let (hour, minute, second) = time?;
    Some(date.and_hms_opt(hour, minute, second)?.and_utc())
}

fn time_of(part: &str) -> Option<(u32, u32, u32)> {
    let mut numbers = part.splitn(3, ':').map(number);
    Some((numbers.next()??, numbers.next()??, numbers.next()??))
}

fn month_of(part: &str) -> Option<u32> {
    let names =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    (1..).zip(names).find(|(_, name)| starts(part, name)).map(|(number, _)| number)
}

fn n_digits(part: &str) -> usize {
    part.bytes().take_while(u8::is_ascii_digit).count()
}

/// The number that a part begins with.
fn number(part: &str) -> Option<u32> {
    part.get(..n_digits(part))?.parse().ok()
}

fn starts(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|it| it.eq_ignore_ascii_case(prefix))
}

/// Whether the host is the domain or below it (RFC 6265, section 5.1.3).
fn is_within(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.to_ascii_lowercase(), domain.to_ascii_lowercase());
    host.strip_suffix(&*domain).is_some_and(|it| it.is_empty() || it.ends_with('.'))
}

/// RFC 6265, section 5.1.4: the path up to its last slash.
fn default_path(path: &str) -> &str {
    path.rsplit_once('/').map_or("/", |(folder, _)| if folder.is_empty() { "/" } else { folder })
}

/// Whether a path is the cookie's or below it (RFC 6265, section 5.1.4).
fn matches(path: &str, of_cookie: &str) -> bool {
    path.strip_prefix(of_cookie)
        .is_some_and(|rest| rest.is_empty() || of_cookie.ends_with('/') || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://api.example.co.uk/v1/login";

    /// What a request of this URL gets after a response of the first has set these.
    fn sent(set: &[&str], url: &str) -> String {
        later(set, url, 0)
    }

    /// The same after so many seconds.
    fn later(set: &[&str], url: &str, seconds: u64) -> String {
        let jar = CookieJar::default();
        let date = ("date", "Mon, 30 Nov 2026 10:00:00 GMT");
        let headers = [date].into_iter().chain(set.iter().map(|it| ("set-cookie", *it))).collect();
        jar.keep(URL, &headers, Duration::from_secs(100));
        let cookies = jar.of(url, Duration::from_secs(100 + seconds));
        let cookies = cookies.iter().map(|(name, value)| format!("{name}={}", value.expose()));
        cookies.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_cookie_goes_to_the_origin_that_has_set_it() {
        assert_eq!(
            sent(&["a=1; HttpOnly", "b=\"x y\"; Domain=.example.co.uk; Secure"], URL),
            "a=1; b=\"x y\""
        );
        for url in [
            "http://api.example.co.uk/v1/login",
            "https://api.example.co.uk:8443/v1/login",
            "https://example.co.uk/v1/login",
            "https://x.api.example.co.uk/v1/login",
        ] {
            assert_eq!(sent(&["a=1; Domain=example.co.uk; Path=/", "b=1"], url), "", "{url}");
        }
    }

    #[test]
    fn what_must_not_be_set_is_not() {
        for line in [
            "a",
            "=1",
            "a b=1",
            "a=1; Domain=evil.test",
            "a=1; Domain=pi.example.co.uk",
            "__Secure-a=1",
            "__Host-a=1; Secure; Path=/v1",
            "__host-a=1; Secure; Path=/; Domain=api.example.co.uk",
        ] {
            assert_eq!(sent(&[line], URL), "", "{line}");
        }
        assert_eq!(sent(&[&format!("a={}", "1".repeat(LONGEST))], URL), "");
        assert_eq!(sent(&["__Host-a=1; Secure; Path=/"], URL), "__Host-a=1");
        assert_eq!(sent(&["seen[7]=1", "app/id=2"], URL), "seen[7]=1; app/id=2");
        let jar = CookieJar::default();
        jar.keep(
            "http://x.test/",
            &[("set-cookie", "a=1; Secure")].into_iter().collect(),
            Duration::ZERO,
        );
        assert!(jar.of("http://x.test/", Duration::ZERO).is_empty());
    }

    #[test]
    fn a_cookie_goes_to_its_path_and_below() {
        let set = ["a=1; Path=/", "b=2", "c=3; Path=/v1/users", "d=4; Path=none"];
        for (path, expected) in [
            ("/v1/users/7", "c=3; b=2; d=4; a=1"),
            ("/v1/usersx", "b=2; d=4; a=1"),
            ("/v1", "b=2; d=4; a=1"),
            ("/v12", "a=1"),
        ] {
            let url = format!("https://api.example.co.uk{path}");
            assert_eq!(sent(&set, &url), expected, "{path}");
        }
    }

    #[test]
    fn a_cookie_ends_when_it_says() {
        for (attributes, lives) in [
            ("Max-Age=60", true),
            ("Max-Age=10", false),
            ("Max-Age=0", false),
            ("Max-Age=-1", false),
            ("Max-Age=x", true),
            ("Max-Age=99999999999999999999999", true),
            // It wins, in whichever order they stand.
            ("Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", true),
            ("Expires=Mon, 30 Nov 2026 10:00:20 GMT", false),
            ("Expires=Mon, 30-Nov-2026 10:01:00 GMT", true),
            ("Expires=Monday, 30-Nov-26 10:01:00 GMT", true),
            ("Expires=Monday, 30-Nov-26 10:00:01 GMT", false),
            // The day of the week is wrong.
            ("Expires=Tue, 30 Nov 2026 10:00:01 GMT", false),
            ("Expires=Thu, 01 Jan 1970 00:00:00 UTC", false),
            ("Expires=Mon Nov 30 2026 10:00:01 GMT+0000 (Coordinated Universal Time)", false),
            ("Expires=30 November 2026 10:01:00", true),
            ("Expires=Mon, 30 Nov 2026 1:2:3", false),
            ("Expires=soon", true),
            ("Expires=Thu, 40 Jan 1970 00:00:00 GMT", true),
            ("Expires=Thu, 01 Jan 1970", true),
        ] {
            let found = later(&[&format!("a=1; {attributes}")], URL, 30);
            assert_eq!(found, if lives { "a=1" } else { "" }, "{attributes}");
        }
        assert_eq!(sent(&["a=1", "b=2", "a=3", "b=; Max-Age=0"], URL), "a=3");
    }

    #[test]
    fn the_oldest_of_too_many_is_forgotten() {
        let lines: Vec<String> = (0..=MOST).map(|it| format!("c{it}=1")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let cookies = sent(&lines, URL);
        assert_eq!(cookies.split("; ").count(), MOST);
        assert!(!cookies.contains("c0=") && cookies.contains("c1=1"));
    }
}
