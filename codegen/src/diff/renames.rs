//! Which types are new, gone or renamed, and what has another name for no other reason.

use std::collections::BTreeMap;

use super::context::{Context, Owner, Spot};
use super::effect::{Cause, Rust};
use super::expression;
use super::manifest::Manifest;
use super::rules::types as rules;
use crate::pointer::Pointer;

/// Reports the types that are gone by name, and then where a value's type has another name that no such report explains.
pub(super) fn report(cx: &mut Context<'_>) {
    let renames = gone(cx);
    new(cx);
    let rename = |it| renames.get(it).copied().unwrap_or(it);
    for names in std::mem::take(&mut cx.names) {
        if expression::renamed(names.base, rename) == names.revision {
            continue;
        }
        let cause = cause(cx, names.base, names.revision);
        let facts = [&*names.spot.label, names.base, names.revision];
        cx.draft(&names.spot, names.rule, &facts).cause(cause);
    }
}

/// Reports types that are gone, and returns those that one other stands for.
fn gone<'a>(cx: &mut Context<'a>) -> BTreeMap<&'a str, &'a str> {
    let mut renames = BTreeMap::new();
    for (name, ty) in &cx.base.types {
        if cx.revision.types.contains_key(name) {
            continue;
        }
        let at = |it: Option<&String>| it.and_then(|it| Pointer::parse(it));
        let partners: Vec<&'a str> = cx.partners(name).into_iter().flatten().copied().collect();
        let new = partners.first().and_then(|it| cx.revision.types.get(*it));
        let spot = Spot {
            owner: partners.first().map_or(Owner::Api, |it| cx.owner(name, it)),
            label: name.clone(),
            key: name.clone(),
            base: at(ty.at.as_ref()),
            revision: at(new.and_then(|it| it.at.as_ref())),
        };
        match partners.as_slice() {
            [] => {
                cx.draft(&spot.removed(), &rules::TYPE_REMOVED, &[name]).gone(name);
            }
            [other] => {
                renames.insert(name.as_str(), *other);
                let cause = cause(cx, name, other);
                let stays = cx.is_called(name, name);
                let draft = cx.draft(&spot, &rules::TYPE_RENAMED, &[name, other]);
                draft.cause(cause);
                if stays {
                    draft.rust(Rust::Minor);
                } else {
                    draft.gone(name);
                }
            }
            several => {
                let facts = [name, &*several.join(", ")];
                cx.draft(&spot, &rules::TYPE_SPLIT, &facts).gone(name);
            }
        }
    }
    renames
}

/// Reports types that are new and that the vendor has named; what has a place below another is told with that.
fn new(cx: &mut Context<'_>) {
    let known = cx.compared();
    for (name, ty) in &cx.revision.types {
        let at = ty.at.as_deref().and_then(Pointer::parse);
        let schema = at.as_ref().and_then(Pointer::split_last).map(|(above, _)| above);
        let is_named = schema.is_some_and(|it| it.as_str() == SCHEMAS);
        if !is_named || cx.base.types.contains_key(name) || known.contains(name.as_str()) {
            continue;
        }
        let (label, key) = (name.clone(), name.clone());
        let spot = Spot { owner: Owner::Api, label, key, base: None, revision: at };
        cx.say(&spot, &rules::TYPE_ADDED, &[name]);
    }
}

/// Where schemas of components are.
const SCHEMAS: &str = "/components/schemas";

/// Who gave the name: a schema that stands where it stood was renamed by nobody but the generator.
fn cause(cx: &Context<'_>, base: &str, revision: &str) -> Cause {
    let one = cx.base.types.get(base).and_then(|it| it.at.as_ref());
    let other = cx.revision.types.get(revision).and_then(|it| it.at.as_ref());
    if one.is_some() && one == other { Cause::Generator } else { Cause::Description }
}

impl Manifest {
    /// Whether a type or a method is called so, and not only besides.
    pub(crate) fn names(&self, name: &str) -> bool {
        self.types.contains_key(name) || self.operations.contains_key(name)
    }

    /// Whether a type or a method is called so, if only besides: by a name that it had earlier.
    pub(crate) fn knows(&self, name: &str) -> bool {
        let types = self.types.values().map(|it| &it.aliases);
        let mut former = types.chain(self.operations.values().map(|it| &it.aliases));
        self.names(name) || former.any(|it| it.contains(name))
    }
}
