//! Values that a type kept without knowing what they are: in the last variant of an enumeration or union.
//!
//! - In: what a decoded value looks like to `{:?}`.
//! - Out: what the last variants in it hold. It comes back unchanged, so that nothing else shows it.
//! - A name that is also a documented variant of some union is passed over, because the text doesn't tell the two apart.

use std::collections::BTreeSet;
use std::fmt;

use clientwright::internal::ir::{Api, TypeKind};
use serde_json::Value;

use super::compare::{item, member};
use super::judge::Judge;
use super::outline::{reach, reach_fitting};

/// The names of the variants that keep what isn't known.
#[derive(Debug, Default)]
pub(super) struct CatchAlls {
    of_unions: BTreeSet<String>,
    of_enumerations: BTreeSet<String>,
}

/// What such a variant holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kept<'a> {
    /// The value of a union, as it is printed.
    Json(&'a str),
    /// The value of an enumeration.
    Scalar { name: &'a str, value: Value },
}

impl fmt::Display for Kept<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(text) => {
                write!(f, "kept as `{}`", text.chars().take(80).collect::<String>())
            }
            Self::Scalar { name, value } => write!(f, "kept as `{name}({value})`"),
        }
    }
}

impl CatchAlls {
    /// The variants of the types of `api`.
    pub(super) fn of(api: &Api) -> Self {
        let mut all = Self::default();
        let mut documented = BTreeSet::new();
        for def in &api.types {
            match &def.kind {
                TypeKind::Union(union) => {
                    all.of_unions.insert(union.unknown.clone());
                    documented.extend(union.variants.iter().map(|it| it.name.clone()));
                }
                TypeKind::Enumeration(it) => drop(all.of_enumerations.insert(it.other.clone())),
                TypeKind::IntegerEnumeration(it) => {
                    all.of_enumerations.insert(it.other.clone());
                }
                TypeKind::Record(_) | TypeKind::Alias(_) | TypeKind::Foreign(_) => {}
            }
        }
        all.of_unions.retain(|it| !documented.contains(it));
        all.of_enumerations.retain(|it| !documented.contains(it));
        all
    }

    /// What these variants hold in a value that `{:?}` prints as `debug`.
    pub(super) fn find<'a>(&self, debug: &'a str) -> Vec<Kept<'a>> {
        let mut found = Vec::new();
        let mut rest = debug;
        while let Some(first) = rest.chars().next() {
            if first == '"' {
                rest = after_text(rest);
                continue;
            }
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len()).max(first.len_utf8());
            let (word, after) = rest.split_at(end);
            rest = after;
            let Some(held) = after.strip_prefix('(') else { continue };
            if self.of_unions.contains(word) && !held.starts_with('"') {
                found.push(Kept::Json(after));
            } else if self.of_enumerations.contains(word)
                && let Some(value) = scalar(held)
            {
                found.push(Kept::Scalar { name: word, value });
            }
        }
        found
    }
}

/// What follows the text literal that `debug` begins with.
fn after_text(debug: &str) -> &str {
    let mut is_escaped = false;
    let end = debug.char_indices().skip(1).find(|(_, c)| {
        let is_end = *c == '"' && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        is_end
    });
    end.and_then(|(at, _)| debug.get(at + 1..)).unwrap_or_default()
}

/// The text or integer that `debug` begins with, as Rust prints it.
fn scalar(debug: &str) -> Option<Value> {
    if debug.starts_with('"') {
        let literal = debug.get(..debug.len() - after_text(debug).len())?;
        return Some(syn::parse_str::<syn::LitStr>(literal).ok()?.value().into());
    }
    let end = debug.find(')')?;
    debug.get(..end)?.parse::<i64>().ok().map(Value::from)
}

/// Whether the schemas of a place in `value` at which `kept` stands list it.
pub(super) fn lists(judge: &Judge, schemas: &[&Value], value: &Value, kept: &Value) -> bool {
    match value {
        Value::Object(members) => {
            let schemas = reach(judge, schemas);
            members.iter().any(|(name, it)| lists(judge, &member(&schemas, name), it, kept))
        }
        Value::Array(items) => {
            let schemas = reach(judge, schemas);
            items.iter().enumerate().any(|(n, it)| lists(judge, &item(&schemas, n), it, kept))
        }
        scalar if scalar == kept => reach_fitting(judge, schemas, scalar).iter().any(|schema| {
            let listed = schema.get("enum").and_then(Value::as_array);
            listed.is_some_and(|it| it.contains(kept)) || schema.get("const") == Some(kept)
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CatchAlls, Kept};

    fn found(debug: &str) -> Vec<Kept<'_>> {
        let names = |name: &str| [name.to_owned()].into();
        CatchAlls { of_unions: names("Unknown"), of_enumerations: names("Other") }.find(debug)
    }

    #[test]
    fn what_the_last_variants_hold_is_found() {
        let debug = r#"A { b: Some(Other("x\"\u{301}")), c: [Unknown(Object {"k": Null}), Known(7)], d: Other(-3) }"#;
        assert_eq!(
            found(debug),
            [
                Kept::Scalar { name: "Other", value: json!("x\"\u{301}") },
                Kept::Json(r#"(Object {"k": Null}), Known(7)], d: Other(-3) }"#),
                Kept::Scalar { name: "Other", value: json!(-3) },
            ]
        );
    }

    #[test]
    fn texts_and_variants_of_other_types_are_passed_over() {
        assert_eq!(
            found(
                r#"A { b: "Unknown(Object {}) \\", c: Other, d: AnUnknown(Null), e: Unknown("a") }"#
            ),
            []
        );
    }
}
