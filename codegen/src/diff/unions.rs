//! The alternatives of two unions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::context::{Context, Spot};
use super::manifest::Manifest;
use super::manifest::{Kind, Variant};
use super::rules::values as rules;
use super::values::{self, Of};

pub(super) fn compare<'a>(cx: &mut Context<'a>, spot: &Spot, one: &'a Kind, other: &'a Kind) {
    let (
        Kind::Union { tag, form, variants },
        Kind::Union { tag: new_tag, form: new_form, variants: new_variants },
    ) = (one, other)
    else {
        return;
    };
    discriminator(cx, spot, tag.as_deref(), new_tag.as_deref());
    if let (Some(one), Some(other)) = (form, new_form)
        && one != other
    {
        cx.say(spot, &rules::COMPOSITION_CHANGED, &[&spot.label, one, other]);
    }
    let matched = Matched::new(cx.base, cx.revision, variants, new_variants);
    for (one, other) in &matched.both {
        alternative(cx, spot, one, other);
    }
    for it in matched.added {
        let at = spot.below(&format!(" {}", it.ty), &[]).added();
        cx.say(&at, &rules::ALTERNATIVE_ADDED, &[&spot.label, &it.ty]);
    }
    for it in matched.removed {
        let at = spot.below(&format!(" {}", it.ty), &[]).removed();
        let gone = format!("{}::{}", spot.key, it.name);
        cx.draft(&at, &rules::ALTERNATIVE_REMOVED, &[&spot.label, &it.ty]).gone(gone);
    }
}

fn discriminator(cx: &mut Context<'_>, spot: &Spot, one: Option<&str>, other: Option<&str>) {
    match (one, other) {
        (one, other) if one == other => {}
        (None, Some(tag)) => cx.say(spot, &rules::DISCRIMINATOR_ADDED, &[&spot.label, tag]),
        (Some(tag), None) => {
            cx.say(spot, &rules::DISCRIMINATOR_REMOVED, &[&spot.label, tag]);
        }
        (one, other) => {
            let facts = [&*spot.label, one.unwrap_or(""), other.unwrap_or("")];
            cx.say(spot, &rules::DISCRIMINATOR_CHANGED, &facts);
        }
    }
}

fn alternative<'a>(cx: &mut Context<'a>, spot: &Spot, one: &'a Variant, other: &'a Variant) {
    let at = spot.below(&format!(" {}", other.ty), &[]);
    let of = |it: &'a Variant| Of { ty: &it.ty, form: &Value::Null, schema: &Value::Null };
    values::compare(cx, &at, of(one), of(other), &rules::TYPE_NAME_CHANGED);
    if one.name != other.name {
        let facts = [&*spot.label, &*other.ty, &one.name, &other.name];
        let gone = format!("{}::{}", spot.key, one.name);
        cx.draft(&at, &rules::ALTERNATIVE_RENAMED, &facts).gone(gone);
    }
    cx.renamed(&at, "constructor", one.constructor.as_ref(), other.constructor.as_ref());
    for tag in other.tags.difference(&one.tags) {
        cx.say(&at, &rules::DISCRIMINATOR_VALUE_ADDED, &[&spot.label, tag, &other.ty]);
    }
    for tag in one.tags.difference(&other.tags) {
        cx.say(&at, &rules::DISCRIMINATOR_VALUE_REMOVED, &[&spot.label, tag, &one.ty]);
    }
}

/// Which alternatives stand for each other.
struct Matched<'a> {
    both: Vec<(&'a Variant, &'a Variant)>,
    added: Vec<&'a Variant>,
    removed: Vec<&'a Variant>,
}

impl<'a> Matched<'a> {
    /// Those of a type, those of a value of the discriminator, those that look the same, and those of a name.
    fn new(
        base: &'a Manifest,
        revision: &'a Manifest,
        one: &'a [Variant],
        other: &'a [Variant],
    ) -> Self {
        let mut it =
            Self { both: Vec::new(), added: other.iter().collect(), removed: one.iter().collect() };
        it.by(|it| vec![it.ty.clone()], |it| vec![it.ty.clone()]);
        let tags = |it: &Variant| it.tags.iter().cloned().collect::<Vec<_>>();
        it.by(tags, tags);
        it.by(|it| looks(base, it), |it| looks(revision, it));
        it.by(|it| vec![it.name.clone()], |it| vec![it.name.clone()]);
        it
    }

    /// Brings those together that have a key in common.
    fn by(&mut self, old: impl Fn(&Variant) -> Vec<String>, new: impl Fn(&Variant) -> Vec<String>) {
        let mut known = BTreeMap::new();
        for (n, it) in self.added.iter().enumerate() {
            for key in new(it) {
                known.entry(key).or_insert_with(BTreeSet::new).insert(n);
            }
        }
        let mut taken = BTreeSet::new();
        let removed = std::mem::take(&mut self.removed);
        for it in removed {
            let found = old(it).into_iter().filter_map(|key| known.get(&key)).flatten();
            let found = found.copied().find(|it| !taken.contains(it));
            match found.and_then(|n| Some((n, *self.added.get(n)?))) {
                Some((n, other)) => {
                    taken.insert(n);
                    self.both.push((it, other));
                }
                None => self.removed.push(it),
            }
        }
        let mut n = 0..;
        self.added.retain(|_| n.next().is_none_or(|it| !taken.contains(&it)));
    }
}

/// What the members of a record are called.
fn looks(of: &Manifest, variant: &Variant) -> Vec<String> {
    match of.types.get(&variant.ty).map(|it| &it.kind) {
        Some(Kind::Record { fields, .. }) if !fields.is_empty() => {
            let names: Vec<_> = fields.keys().map(String::as_str).collect();
            vec![names.join("\n")]
        }
        _ => Vec::new(),
    }
}
