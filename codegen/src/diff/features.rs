//! Features of Cargo that tags have: what somebody who names some of them has no longer.

use std::collections::BTreeSet;

use serde_json::Value;

use super::context::{Context, Spot};
use super::manifest::Manifest;
use super::rules::features as rules;

/// How many names a sentence has; the rest is counted.
const NAMED: usize = 8;

pub(super) fn compare(cx: &mut Context<'_>) {
    let (one, other) = (features(cx.base), features(cx.revision));
    let at = |name: &str| Spot::api(&format!("feature {name}"));
    if one.is_empty() != other.is_empty() {
        let is_new = one.is_empty();
        let rule = if is_new { &rules::FEATURES_INTRODUCED } else { &rules::FEATURES_ABOLISHED };
        cx.say(&Spot::api("API"), rule, &[]);
        return;
    }
    for name in other.iter().filter(|it| !one.contains(*it)) {
        cx.say(&at(name).added(), &rules::FEATURE_ADDED, &[name]);
    }
    let (base, revision) = (cx.base, cx.revision);
    if other == one && is_placed_alike(base, revision) {
        return;
    }
    let there = there(revision);
    for name in one {
        if !other.contains(&name) {
            cx.say(&at(name).removed(), &rules::FEATURE_REMOVED, &[name]);
            continue;
        }
        let lost = lost(base, revision, name, &there);
        if !lost.is_empty() {
            cx.say(&at(name), &rules::FEATURE_NARROWED, &[name, &listed(&lost)]);
        }
    }
}

/// The features, sorted.
fn features(manifest: &Manifest) -> Vec<&str> {
    members(manifest, "features").map(|(name, _)| name.as_str()).collect()
}

/// Whether everything of the base that the revision has, too, is there with the same features.
fn is_placed_alike(base: &Manifest, revision: &Manifest) -> bool {
    let is_alike = |one: &Value, other: &Value| {
        let keys = ["feature", "features", "aliases"];
        keys.iter().all(|key| one.get(key) == other.get(key))
    };
    base.root.get("features") == revision.root.get("features")
        && ["operations", "types"].iter().all(|section| {
            members(base, section).all(|(name, it)| {
                let other = revision.root.get(section).and_then(|all| all.get(name));
                other.is_none_or(|other| is_alike(it, other))
            })
        })
}

/// What is there with some feature or without.
fn there(manifest: &Manifest) -> BTreeSet<&str> {
    named(manifest).flat_map(|(name, it)| names(name, it)).collect()
}

/// What a feature had that is `there` still, but not with that feature alone.
fn lost<'a>(
    base: &'a Manifest,
    revision: &Manifest,
    feature: &str,
    there: &BTreeSet<&str>,
) -> Vec<&'a str> {
    let has: BTreeSet<&str> = with(revision, feature).into_iter().collect();
    let is_lost = |it: &&str| !has.contains(it) && there.contains(it);
    with(base, feature).into_iter().filter(is_lost).collect()
}

/// The operations and types that are there with this feature alone, and those that always are.
fn with<'m>(manifest: &'m Manifest, feature: &str) -> Vec<&'m str> {
    let above = |it: &&str| manifest.root.get("features")?.get(*it)?.get(0)?.as_str();
    let features = features(manifest);
    // Nothing is under itself, whatever the manifest says.
    let lineage = std::iter::successors(Some(feature), above).take(features.len());
    let own: Vec<&str> = lineage.collect();
    let is_own = |it: &Value| it.as_str().is_some_and(|it| own.contains(&it));
    let is_there = |it: &Value| match (it.get("feature"), it.get("features")) {
        (None, None) => true,
        (Some(one), _) => is_own(one),
        (None, Some(several)) => several.as_array().into_iter().flatten().any(is_own),
    };
    let shown = named(manifest).filter(|(_, it)| is_there(it));
    let all = shown.flat_map(|(name, it)| names(name, it));
    // A method that moved is still where it was, but only with the feature that it had there, too.
    let is_shown = |name: &&str| match name.rsplit_once('.') {
        Some((group, _)) => {
            let feature = group.replace('_', "-");
            !features.contains(&&*feature) || own.contains(&&*feature)
        }
        None => true,
    };
    all.filter(is_shown).collect()
}

/// The name of an operation or a type, and what it was called before and still is.
fn names<'m>(name: &'m str, it: &'m Value) -> impl Iterator<Item = &'m str> {
    let former = it.get("aliases").and_then(Value::as_array).into_iter().flatten();
    std::iter::once(name).chain(former.filter_map(Value::as_str))
}

/// The operations and types by their names.
fn named(manifest: &Manifest) -> impl Iterator<Item = (&String, &Value)> {
    members(manifest, "operations").chain(members(manifest, "types"))
}

fn members<'m>(
    manifest: &'m Manifest,
    key: &str,
) -> impl Iterator<Item = (&'m String, &'m Value)> + use<'m> {
    manifest.root.get(key).and_then(Value::as_object).into_iter().flatten()
}

fn listed(names: &[&str]) -> String {
    let (shown, rest) = names.split_at(names.len().min(NAMED));
    let shown = shown.join(", ");
    if rest.is_empty() { shown } else { format!("{shown} and {} more", rest.len()) }
}

#[cfg(test)]
mod tests {
    use super::{Manifest, lost, there};

    /// A crate in which one method is called so, with a feature of its tag.
    fn manifest(name: &str, feature: &str, aliases: &str) -> Manifest {
        let text = format!(
            r#"{{ "manifest": 1, "package": "shop", "title": "Shop", "version": "1", "servers": [], "credentials": [],
                "operations": {{ "{name}": {{ "id": "list", "aliases": [{aliases}], "method": "GET", "path": "/pets",
                    "builder": "List", "security": [], "gives": "()", "error": {{ "name": "ListError" }},
                    "feature": "{feature}" }} }},
                "types": {{}}, "webhooks": [], "features": {{ "pets": [], "shops": [] }} }}"#
        );
        Manifest::parse(&text).unwrap()
    }

    #[test]
    fn a_method_that_moved_is_not_there_with_its_former_feature_alone() {
        let base = manifest("pets.list", "pets", "");
        let moved = manifest("shops.list", "shops", r#""pets.list""#);
        assert_eq!(lost(&base, &moved, "pets", &there(&moved)), ["pets.list"]);
        assert!(lost(&base, &base, "pets", &there(&base)).is_empty());
        assert!(lost(&base, &moved, "shops", &there(&moved)).is_empty());
    }
}
