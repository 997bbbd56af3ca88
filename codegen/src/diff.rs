//! What changed between two versions of a generated crate: on the wire, and for Rust code that calls it.
//!
//! - In: two [`Manifest`]s, which are the `api.json` of the crate before and after.
//! - Out: a [`Diff`], whose changes each have a stable rule, an effect on the wire and one on Rust code, a place in both
//!   descriptions, and a sentence.
//!
//! What is compared on the wire is what goes by the same name there: operations by method and path, members by their
//! names in JSON, and types by where they are used, whatever they are called. Names in Rust are compared on top of that, so
//! that a renamed schema breaks code and no wire. A change in a type is reported once, with all operations that it touches.
//!
//! ```
//! use clientwright::diff::{Manifest, Rust, Wire, diff};
//!
//! let manifest = |fields: &str| {
//!     Manifest::parse(&format!(
//!         r#"{{"package": "shop", "types": {{"Pet": {{"kind": "record", "sent": true, "fields": {{{fields}}}}}}},
//!         "operations": {{"client.add_pet": {{"method": "POST", "path": "/pets", "gives": "()",
//!             "body": {{"type": "Pet", "required": true}}}}}}}}"#
//!     ))
//! };
//! let base = manifest("")?;
//! let revision = manifest(r#""name": {"wire": "name", "type": "String", "presence": "required"}"#)?;
//!
//! let found = diff(&base, &revision);
//! assert_eq!(found.changes[0].rule.id, "member-added-required");
//! assert_eq!((found.wire(), found.rust()), (Wire::Breaking, Rust::Major));
//! # Ok::<(), clientwright::diff::Unreadable>(())
//! ```

mod api;
mod automatic;
mod change;
mod context;
mod effect;
mod expression;
mod features;
pub(crate) mod locate;
mod manifest;
mod members;
mod operations;
mod reach;
mod renames;
mod render;
mod requests;
mod responses;
mod rule;
mod rules;
mod schema;
mod security;
mod types;
mod unions;
mod values;
mod version;

use std::collections::BTreeSet;

pub(crate) use change::fingerprint;
pub use change::{Change, Piece};
pub use effect::{Cause, Direction, Rust, Wire};
pub use manifest::{Manifest, NEWEST, Unreadable};
pub use render::{Format, Place, Places, Report, Snippet, Use, render};
pub(crate) use render::{plain, sentence};
pub use rule::{Area, Rule};
pub use rules::areas;
pub use version::Version;

use context::{Context, Spot};

/// What changed.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Diff {
    /// The changes, the worst first; the order depends on nothing but the two manifests.
    pub changes: Vec<Change>,
}

impl Diff {
    /// Returns the worst that it does to clients that don't change.
    pub fn wire(&self) -> Wire {
        self.changes.iter().map(|it| it.wire).max().unwrap_or(Wire::None)
    }

    /// Tells apart who made each change: `between` is what the generator makes now of the description of the base.
    ///
    /// What differs between `base` and `between` is the generator's or its settings' doing, whatever the description does
    /// besides.
    pub fn tell_apart(&mut self, base: &Manifest, between: &Manifest) {
        let by_generator = diff(base, between).changes;
        let known: BTreeSet<&str> = by_generator.iter().map(|it| &*it.fingerprint).collect();
        for change in &mut self.changes {
            let is_known = known.contains(&*change.fingerprint);
            change.cause = if is_known { Cause::Generator } else { Cause::Description };
        }
        let unknown = &rules::api::MANIFEST_CHANGED;
        if !self.changes.iter().any(|it| it.rule == unknown) {
            self.changes.extend(by_generator.into_iter().filter(|it| it.rule == unknown));
        }
        self.changes.sort_by(|one, other| one.rank().cmp(&other.rank()));
    }

    /// Says of all changes who made them, such as the description where both manifests are what the generator makes now.
    pub fn attribute(&mut self, cause: Cause) {
        self.changes.iter_mut().for_each(|it| it.cause = cause);
    }

    /// Returns which part of the crate's version has to grow, if any.
    pub fn asks_for(&self) -> Rust {
        self.changes.iter().map(Change::asks_for).max().unwrap_or(Rust::None)
    }

    /// Returns the worst that it does to Rust code.
    pub fn rust(&self) -> Rust {
        self.changes.iter().map(|it| it.rust).max().unwrap_or(Rust::None)
    }
}

/// Compares two versions of a crate.
///
/// It takes time in proportion to the manifests and to what it finds: each type is compared once with each that took its
/// place, of which sixteen are looked at; where tags are features, all is looked at once for each of them. A change names
/// each operation that it touches, which very many may be.
pub fn diff(base: &Manifest, revision: &Manifest) -> Diff {
    if base.is_same(revision) {
        return Diff::default();
    }
    if base.has_wire_facts() != revision.has_wire_facts() {
        return diff_of(&base.without_wire_facts(), &revision.without_wire_facts());
    }
    diff_of(base, revision)
}

/// Says that a crate is gone, as far as the project knows: it is no longer generated, or by another name.
pub fn removed(base: &Manifest) -> Diff {
    let mut cx = Context::new(base, base);
    cx.say(&Spot::api("API").removed(), &rules::api::CRATE_REMOVED, &[base.package()]);
    Diff { changes: cx.finish() }
}

fn diff_of(base: &Manifest, revision: &Manifest) -> Diff {
    let mut cx = Context::new(base, revision);
    api::compare(&mut cx);
    features::compare(&mut cx);
    operations::compare(&mut cx);
    types::compare(&mut cx);
    renames::report(&mut cx);
    let mut changes = cx.finish();
    if changes.is_empty() && !base.is_same_elsewhere(revision) {
        let mut cx = Context::new(base, revision);
        cx.say(&Spot::api("API"), &rules::api::MANIFEST_CHANGED, &[]);
        changes = cx.finish();
    }
    Diff { changes }
}
