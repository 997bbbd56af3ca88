//! Objects whose keys are data.

use std::collections::BTreeSet;

use super::seen::{Object, Seen};
use super::shape::{is_date, is_uuid};

/// Whether objects at one place are maps: their keys are ids, and their values are alike.
pub(super) fn is_map(objects: &[&Object<'_>]) -> bool {
    let keys: BTreeSet<&str> =
        objects.iter().flat_map(|it| it.members.iter().map(|(name, _)| *name)).collect();
    let all = |fits: fn(&str) -> bool| keys.iter().all(|it| fits(it));
    let ids = all(is_uuid) || all(is_hex_id);
    let data = keys.len() >= 2 && (all(is_number) || all(is_date) || are_serial(&keys, objects));
    (ids || data) && values_are_alike(objects)
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
        (Seen::Integer | Seen::Fraction, Seen::Integer | Seen::Fraction) => true,
        (first, other) => std::mem::discriminant(first) == std::mem::discriminant(other),
    })
}
