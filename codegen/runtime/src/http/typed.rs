//! Headers of a response, typed: a value that isn't there, or reads otherwise than documented, is `None`.

use super::headers::{self, Headers};
use crate::json::{DecodeError, Json, Reader};

/// What generated code calls, a line for each documented header.
///
/// Source: OpenAPI 3.0.4, "Header Object": the style is `simple`.
impl Headers {
    /// Returns the value of `name`, read as a scalar.
    ///
    /// Several lines of one name are one value with commas (RFC 9110, section 5.3); a number is the first of them.
    /// A time may be an HTTP date too.
    pub fn typed<T: Json>(&self, name: &str) -> Option<T> {
        let mut slot = None;
        self.scalar(name, &mut |r| r.field(&mut slot));
        slot
    }

    /// Returns the items of `name`, one for each line and comma; cookies have a line each.
    pub fn list<T: Json>(&self, name: &str) -> Option<Vec<T>> {
        let mut items = Vec::new();
        let read = self.items(name, &mut |r| {
            items.push(T::read(r)?);
            Ok(())
        });
        read.then_some(items)
    }

    /// Returns the value of `name`, read as JSON.
    pub fn json<T: Json>(&self, name: &str) -> Option<T> {
        let mut r = Reader::new(self.get(name)?.as_bytes());
        T::read(&mut r).ok().filter(|_| r.finish().is_ok())
    }

    fn scalar(&self, name: &str, read: &mut Read<'_>) {
        let Some(first) = self.get(name).map(str::trim) else { return };
        if !is_cookie(name) && self.get_all(name).nth(1).is_some() {
            let all = self.get_all(name).map(str::trim).collect::<Vec<_>>().join(", ");
            if read(&mut Reader::text(&all)).is_ok() {
                return;
            }
        }
        if read(&mut Reader::text(first)).is_err()
            && let Some(date) = headers::date(first)
        {
            // What isn't read leaves `None`.
            drop(read(&mut Reader::text(&date.to_rfc3339())));
        }
    }

    /// Reads every item; says whether there is such a header and all of them could be read.
    fn items(&self, name: &str, read: &mut Read<'_>) -> bool {
        let mut found = false;
        for line in self.get_all(name) {
            found = true;
            let items = if is_cookie(name) { vec![line] } else { split(line) };
            let mut items = items.into_iter().map(str::trim).filter(|it| !it.is_empty());
            if !items.all(|it| read(&mut Reader::text(it)).is_ok()) {
                return false;
            }
        }
        found
    }
}

type Read<'a> = dyn FnMut(&mut Reader<'_>) -> Result<(), DecodeError> + 'a;

/// The one header whose lines can't be joined (RFC 9110, section 5.3).
fn is_cookie(name: &str) -> bool {
    name.eq_ignore_ascii_case("set-cookie")
}

/// The parts between commas that are not quoted.
fn split(line: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    let separates = |c: char| {
        let separates = c == ',' && !quoted;
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        separates
    };
    line.split(separates).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset};

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> Headers {
        lines.iter().copied().collect()
    }

    #[test]
    fn scalars_read_from_their_text() {
        let headers = headers(&[
            ("X-Total-Count", " 12 "),
            ("more", "true"),
            ("word", "12"),
            ("when", "2026-11-22T14:30:00Z"),
            ("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ]);
        assert_eq!(headers.typed::<i64>("x-total-count"), Some(12));
        assert_eq!(headers.typed::<bool>("more"), Some(true));
        assert_eq!(headers.typed::<String>("word").as_deref(), Some("12"));
        let time = |name| headers.typed::<DateTime<FixedOffset>>(name).map(|it| it.timestamp());
        assert_eq!(time("when"), Some(1_795_357_800));
        assert_eq!(time("last-modified"), Some(784_111_777));
    }

    #[test]
    fn what_is_missing_or_reads_otherwise_is_none() {
        let headers = headers(&[("count", "many"), ("ids", "1, x"), ("page", "{")]);
        assert_eq!(headers.typed::<i64>("count"), None);
        assert_eq!(headers.typed::<i64>("other"), None);
        assert_eq!(headers.list::<i64>("ids"), None);
        assert_eq!(headers.list::<i64>("other"), None);
        assert_eq!(headers.json::<i64>("page"), None);
    }

    #[test]
    fn lines_of_one_name_are_one_value() {
        let headers = headers(&[("link", "</a>; rel=x"), ("n", "1"), ("Link", "</b>"), ("n", "2")]);
        assert_eq!(headers.typed::<String>("link").as_deref(), Some("</a>; rel=x, </b>"));
        assert_eq!(headers.typed::<i64>("n"), Some(1));
    }

    #[test]
    fn lists_are_split_at_commas_and_lines() {
        let headers = headers(&[
            ("ids", "1, 2"),
            ("ids", "3,"),
            ("etags", "\"a,\\\"b\", \"c\""),
            ("set-cookie", "a=1; expires=Sun, 06 Nov 1994 08:49:37 GMT"),
            ("set-cookie", "b=2"),
            ("none", ""),
        ]);
        assert_eq!(headers.list::<i64>("ids"), Some(vec![1, 2, 3]));
        let texts = |name| headers.list::<String>(name).unwrap_or_default();
        assert_eq!(texts("etags"), ["\"a,\\\"b\"", "\"c\""]);
        assert_eq!(texts("set-cookie"), ["a=1; expires=Sun, 06 Nov 1994 08:49:37 GMT", "b=2"]);
        assert_eq!(headers.list::<i64>("none"), Some(vec![]));
    }

    #[test]
    fn json_is_read_as_json() {
        let headers = headers(&[("page", "[1,2]"), ("cut", "[1,2] 3")]);
        assert_eq!(headers.json::<Vec<i64>>("page"), Some(vec![1, 2]));
        assert_eq!(headers.json::<Vec<i64>>("cut"), None);
    }
}
