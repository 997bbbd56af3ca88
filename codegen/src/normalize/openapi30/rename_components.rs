//! Gives components names that a reference can spell.
//!
//! - In: references in their form, names of any characters.
//! - Out: names of `A-Z a-z 0-9 . - _` only, as the specification asks; references and mappings follow. Security schemes
//!   keep theirs: they are named in `security`, not in references. A schema has its old name in `x-clientwright-name`.
//! - Moves: the renamed components.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::openapi30::resolve_refs::plain_name;
use crate::normalize::walk::{At, Context, Object, at_root, walk};

pub(crate) const PASS: Pass = Pass { name: "rename_components", run };

const SECTIONS: [&str; 7] =
    ["schemas", "responses", "parameters", "examples", "requestBodies", "headers", "links"];

fn run(document: &mut Document, sink: &mut Sink) {
    let mut renamed = BTreeMap::new();
    at_root(document, sink, |cx, root| {
        let Some(Value::Object(components)) = root.get_mut("components") else { return };
        for section in SECTIONS {
            if let Some(Value::Object(members)) = components.get_mut(section) {
                rename(cx, section, members, &mut renamed);
            }
        }
    });
    if renamed.is_empty() {
        return;
    }
    walk(document, sink, &mut |_, _, kind, value| {
        let Value::Object(object) = value else { return };
        if let Some(Value::String(text)) = object.get_mut("$ref") {
            follow(text, &renamed);
        }
        if let (Kind::Discriminator, Some(Value::Object(mapping))) =
            (kind, object.get_mut("mapping"))
        {
            for value in mapping.values_mut() {
                if let Value::String(text) = value {
                    follow(text, &renamed);
                }
            }
        }
    });
}

fn rename(
    cx: &mut Context<'_>,
    section: &'static str,
    members: &mut Object,
    renamed: &mut BTreeMap<String, String>,
) {
    if members.keys().all(|it| is_plain(it)) {
        return;
    }
    let (root, components) = (At::root(), "components");
    let here = root.key(components);
    let here = here.key(section);
    let mut fresh = Object::new();
    let old = std::mem::take(members);
    let taken: Vec<String> = old.keys().filter(|it| is_plain(it)).cloned().collect();
    for (name, mut member) in old {
        let new = if is_plain(&name) {
            name.clone()
        } else {
            let base = match plain_name(&name) {
                empty if empty.is_empty() => "Component".to_owned(),
                base => base,
            };
            let mut numbered =
                std::iter::once(base.clone()).chain((2..).map(|n: u32| format!("{base}_{n}")));
            numbered.find(|it| !taken.contains(it) && !fresh.contains_key(it)).unwrap_or(base)
        };
        if new != name {
            if let (Value::Object(schema), "schemas") = (&mut member, section) {
                schema.entry(extensions::NAME).or_insert_with(|| name.as_str().into());
            }
            cx.report(&here.key(&name), findings::references::renamed(&name, &new));
            cx.moved(&here.key(&name), &here.key(&new));
            renamed.insert(
                format!("#/components/{section}/{name}"),
                format!("#/components/{section}/{new}"),
            );
        }
        fresh.insert(new, member);
    }
    *members = fresh;
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

fn follow(text: &mut String, renamed: &BTreeMap<String, String>) {
    if let Some(new) = renamed.get(text) {
        new.clone_into(text);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn clashes_are_numbered() {
        let root = json!({
            "components": { "schemas": { "a b": {}, "a_b": {}, "": { "$ref": "#/components/schemas/a b" } } },
        });
        let mut document = Document::new(crate::normalize::tests::file(), root);
        run(&mut document, &mut Sink::default());
        let want = json!({
            "a_b_2": { "x-clientwright-name": "a b" },
            "a_b": {},
            "Component": { "$ref": "#/components/schemas/a_b_2", "x-clientwright-name": "" },
        });
        assert_eq!(document.root["components"]["schemas"], want);
    }
}
