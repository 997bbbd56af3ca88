//! Single values of a JSON text, found by JSON pointers (RFC 6901), as they stand there.
//!
//! - In: a text, and pointers to some of its values.
//! - Out: slices of the text; nothing is decoded, and only what is on the way to a value is looked at.

use std::borrow::Cow;
use std::ops::Range;

use super::{DecodeError, Flat, Kind, Reader, Writer};

/// Returns the text of the value at each pointer, where there is one; the last of several members of one name.
///
/// # Errors
///
/// Fails when the text isn't JSON as far as it is read.
pub(crate) fn pick<'a>(
    text: &'a [u8],
    pointers: &[&str],
) -> Result<Vec<Option<&'a [u8]>>, DecodeError> {
    let mut found = vec![None; pointers.len()];
    let wanted: Vec<(usize, &str)> = pointers.iter().copied().enumerate().collect();
    let mut reader = Reader::new(text);
    walk(&mut reader, &wanted, &mut found)?;
    reader.finish()?;
    Ok(found)
}

/// Returns the scalar at a pointer as text; `None` where there is none, or where the text isn't JSON.
pub(crate) fn scalar(text: &[u8], pointer: &str) -> Option<String> {
    Flat::scalar(pick(text, &[pointer]).ok()?.pop()??)
}

/// Returns where the items of the array at `pointer` stand in the text; none where nothing or `null` is there.
///
/// # Errors
///
/// Fails when something else than an array is there.
pub(crate) fn items(text: &[u8], array: &[u8]) -> Result<Vec<Range<usize>>, DecodeError> {
    let mut ranges = Vec::new();
    let mut reader = Reader::new(array);
    if reader.kind()? == Kind::Null {
        return Ok(ranges);
    }
    reader.array(&mut |r| {
        ranges.push(range(text, r.raw()?));
        Ok(())
    })?;
    Ok(ranges)
}

/// Whether a member of an object is a list with items.
pub(crate) fn has_items(object: &[u8]) -> bool {
    let mut found = false;
    let mut reader = Reader::new(object);
    let read = reader.members(&mut |r| {
        r.take_key();
        if r.kind()? != Kind::Array {
            return r.skip();
        }
        r.array(&mut |r| {
            found = true;
            r.skip()
        })
    });
    read.is_ok() && found
}

/// Returns the text with `value` at `pointer`; objects on the way are made where there are none.
///
/// `None` when the text isn't JSON, or has something on the way that is no object.
pub(crate) fn put(text: &[u8], pointer: &str, value: &[u8]) -> Option<Vec<u8>> {
    let mut at = pointer;
    let mut missing = Vec::new();
    let found = loop {
        if let Some(found) = pick(text, &[at]).ok()?.into_iter().next().flatten() {
            break found;
        }
        let (above, name) = at.rsplit_once('/')?;
        missing.push(name);
        at = above;
    };
    let mut new = value.to_vec();
    let outermost = missing.len();
    let within = found.starts_with(b"{");
    if outermost > 0 && !within && found != b"null" {
        return None;
    }
    for (depth, name) in missing.into_iter().enumerate() {
        let mut member = Writer::new();
        member.string(&unescape(name));
        let mut member = member.into_bytes();
        member.push(b':');
        member.append(&mut new);
        new = member;
        // The outermost one goes into an object that is there.
        if depth + 1 < outermost || !within {
            new.insert(0, b'{');
            new.push(b'}');
        }
    }
    let Range { mut start, mut end } = range(text, found);
    if outermost > 0 && within {
        start += 1;
        end = start;
        if !text.get(start..)?.trim_ascii_start().starts_with(b"}") {
            new.push(b',');
        }
    }
    Some([text.get(..start)?, &new, text.get(end..)?].concat())
}

/// Returns where a part of a text stands in it.
fn range(text: &[u8], part: &[u8]) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + part.len()
}

fn walk<'a>(
    r: &mut Reader<'a>,
    wanted: &[(usize, &str)],
    found: &mut [Option<&'a [u8]>],
) -> Result<(), DecodeError> {
    let (here, deeper): (Vec<_>, Vec<_>) = wanted.iter().partition(|(_, rest)| rest.is_empty());
    if !here.is_empty() {
        r.kind()?;
        let raw = r.raw()?;
        for (index, _) in here {
            if let Some(slot) = found.get_mut(index) {
                *slot = Some(raw);
            }
        }
        return if deeper.is_empty() {
            Ok(())
        } else {
            walk(&mut Reader::new(raw), &deeper, found)
        };
    }
    match r.kind()? {
        Kind::Object => r.members(&mut |r| {
            let name = r.take_key();
            let inner = below(&deeper, &name);
            if inner.is_empty() { Ok(()) } else { walk(r, &inner, found) }
        }),
        Kind::Array => {
            let mut index = 0_usize;
            r.array(&mut |r| {
                let inner = below(&deeper, &index.to_string());
                index += 1;
                if inner.is_empty() { Ok(()) } else { walk(r, &inner, found) }
            })
        }
        _ => r.skip(),
    }
}

/// The pointers that lead through the member `name`, from there on.
fn below<'p>(wanted: &[(usize, &'p str)], name: &str) -> Vec<(usize, &'p str)> {
    let step = |(index, pointer): &(usize, &'p str)| {
        let rest = pointer.strip_prefix('/')?;
        let end = rest.find('/').unwrap_or(rest.len());
        let (token, rest) = rest.split_at(end);
        (unescape(token) == name).then_some((*index, rest))
    };
    wanted.iter().filter_map(step).collect()
}

/// RFC 6901, section 4.
pub(crate) fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_wherever_they_stand() {
        let text = br#" {"a":{"b~/c":[1, {"d" : "x"}],"n":null},"@odata.nextLink":"u","a2":{}} "#;
        let pointers =
            ["/a/b~0~1c/1/d", "/@odata.nextLink", "/a/n", "/a/b~0~1c", "/none", "/a2/d", "/a/n/x"];
        let found = pick(text, &pointers).unwrap();
        let found: Vec<_> =
            found.into_iter().map(|it| it.map(|it| str::from_utf8(it).unwrap())).collect();
        let expected = [
            Some(r#""x""#),
            Some(r#""u""#),
            Some("null"),
            Some(r#"[1, {"d" : "x"}]"#),
            None,
            None,
            None,
        ];
        assert_eq!(found, expected);
        assert_eq!(pick(b"[1,2]", &["", "/1"]).unwrap(), [Some(&b"[1,2]"[..]), Some(b"2")]);
        assert!(pick(b"{\"a\":1", &["/a"]).is_err());
    }

    #[test]
    fn items_are_told_apart() {
        let text = br#"{"items":[ {"a":[1]} , 2,"]" ]}"#;
        let array = pick(text, &["/items"]).unwrap()[0].unwrap();
        let ranges = items(text, array).unwrap();
        let found: Vec<_> =
            ranges.into_iter().map(|it| str::from_utf8(&text[it]).unwrap()).collect();
        assert_eq!(found, [r#"{"a":[1]}"#, "2", r#""]""#]);
        assert_eq!(items(b"null", b"null").unwrap(), []);
        assert!(items(b"{}", b"{}").is_err());
    }

    #[test]
    fn a_value_is_put_where_it_belongs_and_the_rest_stays() {
        let table = [
            (r#"{"a": 1.50,"b":2}"#, "/b", r#"{"a": 1.50,"b":"v"}"#),
            (r#"{"a":1}"#, "/c", r#"{"c":"v","a":1}"#),
            ("{ }", "/c", r#"{"c":"v" }"#),
            (r#"{"p":{"x":1}}"#, "/p/after", r#"{"p":{"after":"v","x":1}}"#),
            (r#"{"p":null}"#, "/p/after", r#"{"p":{"after":"v"}}"#),
            ("{}", "/p/q/r", r#"{"p":{"q":{"r":"v"}}}"#),
            ("null", "/p/q", r#"{"p":{"q":"v"}}"#),
        ];
        for (text, pointer, expected) in table {
            let put = put(text.as_bytes(), pointer, b"\"v\"");
            assert_eq!(str::from_utf8(&put.unwrap()), Ok(expected), "{text}");
        }
        assert_eq!(put(b"[1]", "/a", b"1"), None);
        assert_eq!(put(b"{", "/a", b"1"), None);
    }
}
