//! Which components operations need, by the references in the document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::canonical::{Canonical, parameters};
use crate::pointer::Pointer;

/// The components that the operations and webhooks at `from` lead to, and the others. Of security schemes, which are
/// referred to by name, there are none.
pub(super) fn components(
    canonical: &Canonical,
    from: &BTreeSet<Pointer>,
) -> (BTreeSet<Pointer>, BTreeSet<Pointer>) {
    let root = &canonical.root;
    let mut walk = Walk { reached: BTreeSet::new(), open: Vec::new() };
    for at in from {
        at.get(root).into_iter().chain(parameters(root, at)).for_each(|it| walk.look(it));
    }
    let children = children(root);
    while let Some(at) = walk.open.pop() {
        let Some(node) = at.get(root) else { continue };
        walk.look(node);
        // Whoever reads a schema with a discriminator may meet any that extends it.
        if node.get("discriminator").is_some() {
            let children = children.get(&at).into_iter().flatten();
            children.for_each(|it| walk.meet(it.clone()));
        }
    }
    let at = Pointer::root().child("components");
    let kinds = at.get(root).and_then(Value::as_object).into_iter().flatten();
    let kinds = kinds.filter(|(kind, _)| *kind != "securitySchemes");
    let all = kinds.flat_map(|(kind, components)| {
        let at = at.child(kind);
        components.as_object().into_iter().flatten().map(move |(name, _)| at.child(name))
    });
    let others = all.filter(|it| !walk.reached.contains(it)).collect();
    (walk.reached, others)
}

/// Schemas that extend another by `allOf`, by that.
fn children(root: &Value) -> BTreeMap<Pointer, Vec<Pointer>> {
    let at = Pointer::root().child("components").child("schemas");
    let mut children: BTreeMap<Pointer, Vec<Pointer>> = BTreeMap::new();
    for (name, schema) in at.get(root).and_then(Value::as_object).into_iter().flatten() {
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for parent in parts.filter_map(|it| component(it.get("$ref")?)) {
            children.entry(parent).or_default().push(at.child(name));
        }
    }
    children
}

/// The component that a reference leads to.
fn component(reference: &Value) -> Option<Pointer> {
    let at = Pointer::parse(reference.as_str()?.strip_prefix('#')?)?;
    at.as_str().starts_with("/components/").then_some(at)
}

struct Walk {
    reached: BTreeSet<Pointer>,
    open: Vec<Pointer>,
}

impl Walk {
    fn meet(&mut self, at: Pointer) {
        if self.reached.insert(at.clone()) {
            self.open.push(at);
        }
    }

    /// Notes what `node` refers to, mappings of discriminators included.
    fn look(&mut self, node: &Value) {
        match node {
            Value::Object(members) => members.values().for_each(|it| self.look(it)),
            Value::Array(items) => items.iter().for_each(|it| self.look(it)),
            // Texts that only look like references cost a finding that could be left out, at most.
            Value::String(_) => component(node).into_iter().for_each(|it| self.meet(it)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
