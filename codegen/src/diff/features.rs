//! Features of Cargo that tags have: what somebody who names some of them has no longer.

use std::collections::BTreeSet;

use super::context::{Context, Spot};
use super::manifest::Manifest;
use super::rules::features as rules;

/// How many names a sentence has; the rest is counted.
const NAMED: usize = 8;

pub(super) fn compare(cx: &mut Context<'_>) {
    let (one, other) = (cx.base.features(), cx.revision.features());
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
    for name in one {
        if !other.contains(&name) {
            cx.say(&at(name).removed(), &rules::FEATURE_REMOVED, &[name]);
            continue;
        }
        let lost = lost(cx.base, cx.revision, name);
        if !lost.is_empty() {
            cx.say(&at(name), &rules::FEATURE_NARROWED, &[name, &listed(&lost)]);
        }
    }
}

/// What a feature had that is there still, but not with that feature alone.
fn lost<'a>(base: &'a Manifest, revision: &Manifest, feature: &str) -> Vec<&'a str> {
    let has: BTreeSet<&str> = revision.with(feature).into_iter().collect();
    let had = base.with(feature).into_iter();
    had.filter(|it| !has.contains(it) && revision.has(it)).collect()
}

fn listed(names: &[&str]) -> String {
    let (shown, rest) = names.split_at(names.len().min(NAMED));
    let shown = shown.join(", ");
    if rest.is_empty() { shown } else { format!("{shown} and {} more", rest.len()) }
}
