//! Objects whose keys are data.

use std::collections::BTreeSet;

use super::formats::{is_date, is_uuid};
use super::seen::{Object, Seen};

/// Whether objects at one place are maps: their keys are ids, and their values are alike.
pub(super) fn is_map(objects: &[&Object<'_>]) -> bool {
    let keys: BTreeSet<&str> =
        objects.iter().flat_map(|it| it.members.iter().map(|(name, _)| *name)).collect();
    let all = |fits: fn(&str) -> bool| keys.iter().all(|it| fits(it));
    let ids = all(is_uuid) || all(is_hex_id);
    let data = keys.len() >= 2 && (all(is_number) || all(is_date) || are_serial(&keys, objects));
    // Whatever values were made up beside such keys.
    let made_up = all(is_filler);
    made_up || ((ids || data || are_lorem(&keys)) && values_are_alike(objects))
}

/// The words of "lorem ipsum", with which converters from OpenAPI fill `additionalProperties`: `ut_8`, `nulla2b`.
const LOREM: &[&str] = &[
    "adipisicing",
    "aliqua",
    "aliquip",
    "amet",
    "anim",
    "aute",
    "cillum",
    "commodo",
    "consectetur",
    "consequat",
    "culpa",
    "cupidatat",
    "deserunt",
    "dolor",
    "dolore",
    "duis",
    "ea",
    "eiusmod",
    "elit",
    "enim",
    "esse",
    "et",
    "eu",
    "excepteur",
    "exercitation",
    "fugiat",
    "incididunt",
    "ipsum",
    "irure",
    "labore",
    "laboris",
    "laborum",
    "lorem",
    "magna",
    "minim",
    "mollit",
    "nisi",
    "nostrud",
    "nulla",
    "occaecat",
    "officia",
    "pariatur",
    "proident",
    "qui",
    "quis",
    "reprehenderit",
    "sed",
    "sint",
    "sunt",
    "tempor",
    "ullamco",
    "ut",
    "velit",
    "veniam",
    "voluptate",
    // Words of programs too, which tell nothing by themselves.
    "ad",
    "do",
    "ex",
    "est",
    "id",
    "in",
    "non",
    "sit",
];

/// Those of them that name members as well.
const AMBIGUOUS: [&str; 11] = ["ad", "do", "ea", "est", "et", "eu", "ex", "id", "in", "non", "sit"];

/// A key as a word of "lorem ipsum" and what was put behind it; `None` for any other.
fn lorem(key: &str) -> Option<(&'static str, &str)> {
    let lower = key.to_ascii_lowercase();
    // The longest: `dolore` is no `dolor` with an `e` behind it.
    let word = LOREM.iter().filter(|it| lower.starts_with(**it)).max_by_key(|it| it.len())?;
    let rest = key.get(word.len()..)?;
    let suffix = rest.strip_prefix('_').unwrap_or(rest);
    let is_hex =
        suffix.len() <= 4 && suffix.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    // `utc` is no `ut`.
    let is_apart =
        suffix.len() < rest.len() || word.len() > 4 || suffix.bytes().any(|it| it.is_ascii_digit());
    let is_bare = rest.is_empty() && !AMBIGUOUS.contains(word);
    (is_bare || (!suffix.is_empty() && is_hex && is_apart)).then_some((word, rest))
}

/// Whether all keys are words of "lorem ipsum", and one of them is nothing else.
fn are_lorem(keys: &BTreeSet<&str>) -> bool {
    let tells = |key: &&str| lorem(key).is_some_and(|(word, _)| !AMBIGUOUS.contains(&word));
    keys.iter().all(|it| lorem(it).is_some()) && keys.iter().any(tells)
}

/// Whether a key is a word of "lorem ipsum" with something behind it, as only converters write.
pub(super) fn is_filler(key: &str) -> bool {
    lorem(key).is_some_and(|(word, rest)| !rest.is_empty() && !AMBIGUOUS.contains(&word))
}

fn is_hex_id(key: &str) -> bool {
    key.len() >= 24
        && key.bytes().all(|it| it.is_ascii_hexdigit())
        && key.bytes().any(|it| it.is_ascii_digit())
}

fn is_number(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|it| it.is_ascii_digit())
}

/// Whether keys are of one pattern with digits in it, such as `A12`, and aren't always the same ones.
fn are_serial(keys: &BTreeSet<&str>, objects: &[&Object<'_>]) -> bool {
    let hold_objects =
        objects.iter().all(|it| it.members.iter().all(|(_, it)| matches!(it, Seen::Object(_))));
    let pattern = |key: &str| -> String {
        let class = |it: char| match it {
            '0'..='9' => '0',
            'a'..='z' => 'a',
            'A'..='Z' => 'A',
            other => other,
        };
        let mut pattern: Vec<char> = key.chars().map(class).collect();
        // `user9` and `user10` are of one series; with values that are no objects, `sha1` and `sha256` aren't.
        if hold_objects {
            pattern.dedup_by(|next, before| (*next, *before) == ('0', '0'));
        }
        pattern.into_iter().collect()
    };
    let mut patterns = keys.iter().map(|it| pattern(it));
    let Some(first) = patterns.next().filter(|it| it.contains('0')) else { return false };
    let vary = objects.iter().any(|it| it.members.len() < keys.len());
    keys.len() >= 3 && patterns.all(|it| it == first) && (vary || hold_objects)
}

fn values_are_alike(objects: &[&Object<'_>]) -> bool {
    let mut values = objects
        .iter()
        .flat_map(|it| it.members.iter().map(|(_, value)| value))
        .filter(|it| !matches!(it, Seen::Unknown | Seen::Null));
    let Some(first) = values.next() else { return true };
    values.all(|it| match (first, it) {
        (Seen::Object(first), Seen::Object(other)) => {
            let shared = other.members.iter().filter(|(name, _)| first.has(name)).count();
            shared * 2 >= other.members.len()
        }
        (first, other) => std::mem::discriminant(first) == std::mem::discriminant(other),
    })
}
