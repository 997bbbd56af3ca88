//! Where a `$ref` leads, however it is spelled.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::Sink;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::kind_at;
use crate::pointer::{Pointer, percent_decoded, unescape};

/// References on the way to a place are followed this far.
const HOPS: usize = 64;

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    /// A component of the right kind, and the reference to it in its form.
    Component {
        /// `#/components/<section>/<name>`.
        to: String,
        /// Whether the spelling needed a guess.
        repaired: bool,
    },
    /// Another place of the document.
    Elsewhere(Pointer),
    /// Itself, through other references.
    Circle,
    /// Nothing.
    Nothing,
}

/// A document to find targets in.
#[derive(Clone, Debug)]
pub(crate) struct Targets<'a> {
    root: &'a Value,
    /// Components that are references and never end, by their sections.
    circles: OnceCell<BTreeSet<(&'a str, &'a str)>>,
}

/// The components that are references and never end: each is looked at once.
fn circles(root: &Value) -> BTreeSet<(&str, &str)> {
    let mut circles = BTreeSet::new();
    let sections = root.get("components").and_then(Value::as_object);
    for (section, components) in sections.into_iter().flatten() {
        let Some(components) = components.as_object() else { continue };
        let prefix = format!("#/components/{section}/");
        let next = |name: &str| {
            let text = components.get(name)?.get("$ref")?.as_str()?;
            Some(components.get_key_value(text.strip_prefix(&prefix)?)?.0.as_str())
        };
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for start in components.keys() {
            let (mut chain, mut name) = (BTreeSet::new(), Some(start.as_str()));
            while let Some(here) = name.filter(|it| !done.contains(it)) {
                if !chain.insert(here) {
                    break;
                }
                name = next(here);
            }
            // What leads into a circle never ends either.
            if name
                .is_some_and(|it| chain.contains(it) || circles.contains(&(section.as_str(), it)))
            {
                circles.extend(chain.iter().map(|it| (section.as_str(), *it)));
            }
            done.extend(chain);
        }
    }
    circles
}

impl<'a> Targets<'a> {
    /// Finds targets in `root`.
    pub(crate) fn new(root: &'a Value) -> Self {
        Self { root, circles: OnceCell::new() }
    }

    /// The names of the schemas there are.
    pub(crate) fn schema_names(&self) -> BTreeSet<String> {
        let schemas = self.root.pointer("/components/schemas").and_then(Value::as_object);
        schemas.into_iter().flat_map(|it| it.keys().cloned()).collect()
    }

    /// Whether `text` is in its form and leads somewhere.
    pub(crate) fn is_settled(&self, kind: Kind, text: &str) -> bool {
        let Some(section) = kind.section() else { return true };
        if kind.is_copied() {
            return false;
        }
        let name = text.strip_prefix("#/components/").and_then(|it| it.strip_prefix(section));
        let Some(name) = name.and_then(|it| it.strip_prefix('/')) else { return false };
        self.component(section, name).is_some()
            && !self.is_circle(section, name)
            && self.last(kind, section, name) == name
    }

    /// Where `text` leads from a place where an object of this kind belongs.
    pub(crate) fn find(&self, kind: Kind, text: &str) -> Target {
        let Some(section) = kind.section() else {
            return Target::Nothing;
        };
        let (file, fragment) = match text.split_once('#') {
            Some((file, fragment)) => (file, fragment.to_owned()),
            None => ("", text.to_owned()),
        };
        let pointer = percent_decoded(&fragment);
        if let Some(exact) = pointer.strip_prefix("/components/")
            && let Some(name) = exact.strip_prefix(section).and_then(|it| it.strip_prefix('/'))
            && let Some(found) = self.named(kind, section, name, !file.is_empty())
        {
            return found;
        }
        if let Some(place) = Pointer::parse(&pointer)
            && let Some(found) = self.at_place(kind, &place, 0)
        {
            return found;
        }
        self.by_last_token(kind, section, &pointer).unwrap_or(Target::Nothing)
    }

    /// The reference to the component that may be meant by `text`, which leads nowhere.
    pub(crate) fn similar(&self, kind: Kind, text: &str, sink: &mut Sink) -> Option<String> {
        let section = kind.section()?;
        let components = self.root.get("components")?.get(section)?.as_object()?;
        let (_, name) = text.rsplit_once('/')?;
        let known =
            components.iter().filter(|(_, it)| !it.is_null()).map(|(name, _)| name.as_str());
        let near = sink.most_similar(&unescape(&percent_decoded(name)), known)?;
        Some(format!("#/components/{section}/{near}"))
    }

    fn component(&self, section: &str, name: &str) -> Option<&'a Value> {
        // What was left out stands as `null` until it is swept out.
        self.root.get("components")?.get(section)?.get(name).filter(|it| !it.is_null())
    }

    fn named(&self, kind: Kind, section: &str, name: &str, repaired: bool) -> Option<Target> {
        let unescaped = unescape(name);
        let name =
            [name, &unescaped].into_iter().find(|it| self.component(section, it).is_some())?;
        if kind.is_copied() {
            let place = Pointer::root().child("components").child(section).child(name);
            return self.at_place(kind, &place, 0);
        }
        if self.is_circle(section, name) {
            return Some(Target::Circle);
        }
        let last = self.last(kind, section, name);
        Some(Target::Component { to: format!("#/components/{section}/{last}"), repaired })
    }

    /// The component that one leads to, which is no circle; of schemas each is a type, though it be another name for one.
    fn last<'n>(&self, kind: Kind, section: &str, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        let prefix = format!("#/components/{section}/");
        let mut last = name;
        while kind != Kind::Schema
            && let Some(component) = self.component(section, last)
            && let Some(text) = component.get("$ref").and_then(Value::as_str)
            && let Some(next) = text.strip_prefix(&prefix)
            && self.component(section, next).is_some()
        {
            last = next;
        }
        last
    }

    /// Whether a component is a reference that never ends.
    fn is_circle(&self, section: &str, name: &str) -> bool {
        self.circles.get_or_init(|| circles(self.root)).contains(&(section, name))
    }

    /// The node at a pointer, where a reference on the way is as good as what it leads to.
    fn at_place(&self, kind: Kind, place: &Pointer, hops: usize) -> Option<Target> {
        if hops > HOPS {
            return Some(Target::Circle);
        }
        let mut here = Pointer::root();
        let mut node = self.root;
        for token in place.tokens() {
            if let Some(text) = node.get("$ref").and_then(Value::as_str)
                && node.get(&token).is_none()
            {
                let rest = place.strip_prefix(&here)?;
                let target = Pointer::from_fragment(text.strip_prefix('#')?)?;
                return self.at_place(kind, &target.join(&rest), hops + 1);
            }
            node = match node {
                Value::Array(items) => items.get(token.parse::<usize>().ok()?)?,
                other => other.get(&token)?,
            };
            here = here.child(&token);
        }
        self.settle(kind, here, node, hops)
    }

    fn settle(&self, kind: Kind, here: Pointer, node: &'a Value, hops: usize) -> Option<Target> {
        let is_target = node.is_object() || (kind == Kind::Schema && node.is_boolean());
        if !is_target {
            return None;
        }
        if node.get("$ref").is_some_and(Value::is_string) && kind != Kind::Schema {
            let text = node.get("$ref").and_then(Value::as_str)?;
            let target = Pointer::from_fragment(text.strip_prefix('#')?)?;
            return self.at_place(kind, &target, hops + 1);
        }
        match kind_at(&here) {
            Some(found) if found == kind => {}
            // A header is written as a parameter without a name.
            Some(Kind::Parameter) if kind == Kind::Header => {}
            Some(Kind::Response | Kind::RequestBody) if kind == Kind::Schema => {
                return self.at_place(kind, &only_schema(&here, node)?, hops + 1);
            }
            Some(_) if kind == Kind::Schema && node.get("schema").is_some() => {
                return self.at_place(kind, &here.child("schema"), hops + 1);
            }
            Some(_) => return None,
            None if here.tokens().count() < 2 || is_container(&here) => return None,
            None => {}
        }
        let tokens: Vec<String> = here.tokens().collect();
        match (tokens.as_slice(), kind.section()) {
            ([components, section, name], Some(own))
                if components == "components" && section == own && !kind.is_copied() =>
            {
                Some(if self.is_circle(own, name) {
                    Target::Circle
                } else {
                    let last = self.last(kind, own, name);
                    Target::Component { to: format!("#/components/{own}/{last}"), repaired: false }
                })
            }
            _ => Some(Target::Elsewhere(here)),
        }
    }

    /// The one component that is called like the last token, where case may differ.
    fn by_last_token(&self, kind: Kind, section: &str, pointer: &str) -> Option<Target> {
        let last = unescape(pointer.rsplit('/').next()?);
        let last = last.strip_suffix(".json").or(last.strip_suffix(".yaml")).unwrap_or(&last);
        if let Some(found) = self.named(kind, section, last, true) {
            return Some(found);
        }
        let components = self.root.get("components")?.get(section)?.as_object()?;
        let mut alike = components.keys().filter(|it| it.eq_ignore_ascii_case(last));
        match (alike.next(), alike.next()) {
            (Some(only), None) => self.named(kind, section, only, true),
            _ => None,
        }
    }
}

/// Where the schema of a body stands that has one, or one for JSON.
fn only_schema(body_at: &Pointer, body: &Value) -> Option<Pointer> {
    let content = body.get("content")?.as_object()?;
    let mut all = content.keys();
    let media_type = match (all.next(), all.next()) {
        (Some(only), None) => only,
        _ => content.keys().find(|it| it.contains("json"))?,
    };
    Some(body_at.child("content").child(media_type).child("schema"))
}

fn is_container(at: &Pointer) -> bool {
    let tokens: Vec<String> = at.tokens().collect();
    tokens.len() == 2 && tokens.first().is_some_and(|it| it == "components")
        || tokens.last().is_some_and(|it| it == "properties")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Target, Targets};
    use crate::normalize::grammar::Kind;

    fn find(kind: Kind, text: &str) -> Target {
        let root = json!({
            "components": {
                "schemas": {
                    "Pet": { "properties": { "tag": { "type": "string" } } },
                    "Loop": { "$ref": "#/components/schemas/Loop" },
                    "a/b c": {},
                    "Alias": { "$ref": "#/components/schemas/Pet" },
                },
                "parameters": { "Page": { "name": "page", "in": "query", "schema": {} } },
            },
            "paths": { "/a": { "get": { "parameters": [{ "name": "x" }] } } },
        });
        Targets::new(&root).find(kind, text)
    }

    fn component(to: &str, repaired: bool) -> Target {
        Target::Component { to: to.to_owned(), repaired }
    }

    #[test]
    fn spellings_with_one_reading_are_found() {
        let pet = "#/components/schemas/Pet";
        assert_eq!(find(Kind::Schema, pet), component(pet, false));
        for odd in [
            "Pet",
            "pet",
            "#/definitions/Pet",
            "#components/schemas/Pet",
            "x.yaml#/PET",
            "Pet.json",
        ] {
            assert_eq!(find(Kind::Schema, odd), component(pet, true), "{odd}");
        }
        let odd = component("#/components/schemas/a/b c", false);
        assert_eq!(find(Kind::Schema, "#/components/schemas/a~1b%20c"), odd);
    }

    #[test]
    fn places_elsewhere_are_found_through_references() {
        let tag = "#/components/schemas/Alias/properties/tag";
        let Target::Elsewhere(at) = find(Kind::Schema, tag) else { panic!("not found") };
        assert_eq!(at.as_str(), "/components/schemas/Pet/properties/tag");
        let Target::Elsewhere(at) = find(Kind::Parameter, "#/paths/~1a/get/parameters/0") else {
            panic!("not found")
        };
        assert_eq!(at.as_str(), "/paths/~1a/get/parameters/0");
        let Target::Elsewhere(at) = find(Kind::Schema, "#/components/parameters/Page") else {
            panic!("not found")
        };
        assert_eq!(at.as_str(), "/components/parameters/Page/schema");
    }

    #[test]
    fn what_leads_nowhere_says_so() {
        assert_eq!(find(Kind::Schema, "#/components/schemas/Loop"), Target::Circle);
        for odd in
            ["", "#", "#/", "#/components/schemas", "#/components/schemas/Pett", "#/paths/~1a"]
        {
            assert!(matches!(find(Kind::Schema, odd), Target::Nothing), "{odd}");
        }
    }
}
