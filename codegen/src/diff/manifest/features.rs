//! The features of tags that a manifest names, and what is there with each.

use serde_json::Value;

use super::{Manifest, members};

impl Manifest {
    /// The features, sorted.
    pub(in crate::diff) fn features(&self) -> Vec<&str> {
        members(&self.root, "features").map(|(name, _)| name.as_str()).collect()
    }

    /// The operations and types that are there with this feature alone, and those that always are.
    pub(in crate::diff) fn with(&self, feature: &str) -> Vec<&str> {
        let above = |it: &&str| self.root.get("features")?.get(*it)?.get(0)?.as_str();
        let lineage = std::iter::successors(Some(feature), above);
        // Nothing is under itself, whatever the manifest says.
        let own: Vec<&str> = lineage.take(self.features().len()).collect();
        let is_own = |it: &Value| it.as_str().is_some_and(|it| own.contains(&it));
        let is_there = |it: &Value| match (it.get("feature"), it.get("features")) {
            (None, None) => true,
            (Some(one), _) => is_own(one),
            (None, Some(several)) => several.as_array().into_iter().flatten().any(is_own),
        };
        self.named().filter(|(_, it)| is_there(it)).map(|(name, _)| name.as_str()).collect()
    }

    /// Whether there is an operation or a type of this name.
    pub(in crate::diff) fn has(&self, name: &str) -> bool {
        let has = |key: &str| self.root.get(key).is_some_and(|it| it.get(name).is_some());
        has("operations") || has("types")
    }

    fn named(&self) -> impl Iterator<Item = (&String, &Value)> {
        members(&self.root, "operations").chain(members(&self.root, "types"))
    }
}
