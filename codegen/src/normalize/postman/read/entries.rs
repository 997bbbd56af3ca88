//! Lists of keys with values: headers, queries, path variables, form fields.

use super::spot::Spot;
use crate::diagnostic::{Sink, findings};
use crate::http::is_token;
use crate::normalize::postman::collection::Entry;
use crate::normalize::postman::variables::{Piece, pieces};
use crate::pointer::Pointer;
use crate::pointer::percent_decoded;

/// The headers of a request or response: a list, a map, or one text with a header a line.
///
/// Headers without a name can't be sent and are left out; one that is commented out (`// X-Debug`) is switched off. One
/// that is switched off and has a name that no header can have is a remark.
pub(super) fn headers(spot: Option<&Spot<'_>>, sink: &mut Sink) -> Vec<Entry> {
    let Some(spot) = spot else { return Vec::new() };
    let lines = spot.text().map(|text| header_lines(&text, spot)).unwrap_or_default();
    let mut entries = lines;
    for item in spot.items() {
        match item.text() {
            Some(text) => entries.extend(header_lines(&text, &item)),
            None => entries.extend(entry(&item, &["key", "name"]).map(header)),
        }
    }
    entries.extend(map(spot).into_iter().map(header));
    entries.retain(|it| is_named(it, spot, sink) && (!it.disabled || may_be_header(&it.key)));
    for entry in &mut entries {
        drop_controls(entry, spot, sink);
    }
    entries
}

/// A header's value has no line breaks or the like in it (RFC 9110, section 5.5), however it was pasted.
fn drop_controls(entry: &mut Entry, spot: &Spot<'_>, sink: &mut Sink) {
    let Some(value) = &mut entry.value else { return };
    let trimmed = value.trim();
    let is_odd = |c: char| c.is_control() && c != '\t';
    if trimmed.contains(is_odd) {
        spot.report(sink, findings::postman::control_characters(&entry.key));
    }
    *value = trimmed.replace(is_odd, "");
}

/// The headers in a text, one a line.
fn header_lines(text: &str, spot: &Spot<'_>) -> Vec<Entry> {
    let line = |line: &str| {
        let comment = line.trim_start().strip_prefix("//");
        let (key, value) = comment.unwrap_or(line).split_once(':')?;
        Some(Entry {
            key: key.trim().to_owned(),
            value: Some(value.trim().to_owned()),
            disabled: comment.is_some(),
            at: spot.at.clone(),
            ..Entry::default()
        })
    };
    text.lines().filter_map(line).collect()
}

fn header(mut entry: Entry) -> Entry {
    let comment = entry.key.trim_start().strip_prefix("//");
    let key = comment.unwrap_or(&entry.key).trim().to_owned();
    entry.disabled |= comment.is_some();
    entry.key = key;
    entry
}

fn is_named(entry: &Entry, spot: &Spot<'_>, sink: &mut Sink) -> bool {
    let is_named = !entry.key.trim().is_empty();
    if !is_named && !entry.disabled && entry.value.as_deref().is_some_and(|it| !it.is_empty()) {
        spot.report(sink, findings::postman::value_without_key());
    }
    is_named
}

/// Whether a header can have the name, once variables in it are replaced.
fn may_be_header(key: &str) -> bool {
    pieces(key).all(|it| match it {
        Piece::Variable(_) => true,
        Piece::Text(text) => is_token(text),
    })
}

/// The query: a list, a map, or the text after the question mark.
///
/// Keys and values have no percent-encoding left, because parameters are encoded when they are sent; a `%` that begins
/// no such triple stays, and so does `+`. What has neither key nor value is left out; what has no key but a value keeps
/// the empty key, which is sent as `=value`.
pub(super) fn query(spot: &Spot<'_>) -> Vec<Entry> {
    let mut entries = spot.text().map(|text| query_text(&text, &spot.at)).unwrap_or_default();
    for item in spot.items() {
        match item.text() {
            Some(text) => entries.extend(query_text(&text, &item.at)),
            None => entries.extend(entry(&item, &["key"]).map(decoded)),
        }
    }
    entries.extend(map(spot).into_iter().map(decoded));
    entries.retain(|it| !it.key.is_empty() || it.value.as_deref().is_some_and(|it| !it.is_empty()));
    entries
}

/// The parameters in the text of a query, which is at `at`.
pub(super) fn query_text(text: &str, at: &Pointer) -> Vec<Entry> {
    let pair = |pair: &str| {
        let (key, value) = match pair.split_once('=') {
            Some((key, value)) => (key, Some(value.to_owned())),
            None => (pair, None),
        };
        decoded(Entry { key: key.to_owned(), value, at: at.clone(), ..Entry::default() })
    };
    let text = text.trim_start_matches('?');
    text.split('&').filter(|it| !it.is_empty() && *it != "=").map(pair).collect()
}

/// What is known of the `:name` segments of a path: a list, or a map from names to values.
pub(super) fn path_variables(spot: &Spot<'_>) -> Vec<Entry> {
    let items = spot.items();
    let listed = items.iter().filter_map(|it| entry(it, &["key", "id", "name"]));
    let mut entries: Vec<_> = listed.map(decoded).collect();
    entries.extend(map(spot).into_iter().map(decoded));
    entries.retain(|it| !it.key.is_empty());
    entries
}

/// The fields of a form: a list, a map, or the text of an urlencoded body.
pub(super) fn fields(spot: &Spot<'_>, sink: &mut Sink) -> Vec<Entry> {
    let mut entries = Vec::new();
    entries.extend(spot.text().iter().flat_map(|text| form_text(text, &spot.at)));
    entries.extend(spot.items().iter().flat_map(field));
    entries.extend(map(spot));
    entries.retain(|it| is_named(it, spot, sink));
    entries
}

/// The fields of a form that is written as text: `a=1&b=2`.
pub(in crate::normalize::postman) fn form_text(text: &str, at: &Pointer) -> Vec<Entry> {
    // People write one field a line, with the `&` at either end.
    let fields: Vec<&str> = text.split('&').map(|it| it.trim_matches(['\r', '\n'])).collect();
    let pairs = query_text(&fields.join("&").trim().replace('+', " "), at).into_iter();
    pairs.map(|it| Entry { value: it.value.or_else(|| Some(String::new())), ..it }).collect()
}

/// A field of a form; a file for each path that `src` lists, which are sent one after the other.
fn field(spot: &Spot<'_>) -> Vec<Entry> {
    let Some(mut entry) = entry(spot, &["key", "name"]) else { return Vec::new() };
    let kind = spot.text_of("type").unwrap_or_default();
    entry.is_file = kind == "file" || (kind.is_empty() && spot.get("src").is_some());
    entry.content_type = spot.word_of(&["contentType"]);
    if !entry.is_file || entry.value.as_deref().is_some_and(|it| !it.is_empty()) {
        return vec![entry];
    }
    let source = spot.get("src");
    let mut paths: Vec<String> =
        source.iter().flat_map(Spot::items).filter_map(|it| it.text()).collect();
    paths.extend(source.and_then(|it| it.text()));
    if paths.is_empty() {
        return vec![entry];
    }
    paths.into_iter().map(|it| Entry { value: Some(it), ..entry.clone() }).collect()
}

/// An element of a list: an object with a `value`, and with the key as the first of `keys` that is there.
fn entry(spot: &Spot<'_>, keys: &[&str]) -> Option<Entry> {
    let key = |key: &&str| spot.text_of(key).filter(|it| !it.is_empty());
    spot.is_object().then(|| Entry {
        key: keys.iter().find_map(key).unwrap_or_default(),
        value: spot.get("value").and_then(|it| it.any_text()),
        description: spot.description(),
        disabled: spot.is_off(),
        at: spot.at.clone(),
        ..Entry::default()
    })
}

/// The members of a map from keys to values.
fn map(spot: &Spot<'_>) -> Vec<Entry> {
    let entry = |(key, spot): (&str, Spot<'_>)| Entry {
        key: key.to_owned(),
        value: spot.any_text(),
        at: spot.at,
        ..Entry::default()
    };
    spot.members().into_iter().map(entry).collect()
}

fn decoded(mut entry: Entry) -> Entry {
    entry.key = decode(&entry.key);
    entry.value = entry.value.map(|it| decode(&it));
    entry
}

/// `text` with its percent-encoded triples decoded, where they are UTF-8; variables stay as they are.
fn decode(text: &str) -> String {
    pieces(text)
        .map(|piece| match piece {
            Piece::Variable(name) => format!("{{{{{name}}}}}"),
            Piece::Text(text) => percent_decoded(text),
        })
        .collect()
}
