//! Whether something is a manifest at all, and no description.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny};
use serde_json::Value;

/// What every manifest has, and no description.
const KEYS: [&str; 3] = ["package", "operations", "types"];

/// What every description has, one of them.
const OF_DESCRIPTIONS: [&str; 3] = ["openapi", "swagger", "info"];

pub(super) fn is_root(root: &Value) -> bool {
    KEYS.iter().all(|it| root.get(it).is_some())
}

#[expect(clippy::zero_sized_map_values, reason = "what serde reads an object to is a map")]
pub(super) fn is_text(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let members = serde_json::from_str::<BTreeMap<Key, IgnoredAny>>(text);
    members.is_ok_and(|it| KEYS.iter().all(|key| it.contains_key(*key)))
}

/// A key of what may be a manifest. A large description is read no further than to one of its own.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key(String);

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        if OF_DESCRIPTIONS.contains(&&*key) {
            return Err(D::Error::custom("a description, and no manifest"));
        }
        Ok(Self(key))
    }
}
