//! What types are called.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::words::{singular, symbols_as_words};

/// Names of members that say nothing without the name of what they are in.
const VAGUE: &[&str] = &[
    "array",
    "attribute",
    "body",
    "content",
    "data",
    "datum",
    "detail",
    "element",
    "entry",
    "field",
    "info",
    "input",
    "item",
    "kind",
    "list",
    "meta",
    "metadata",
    "model",
    "node",
    "object",
    "option",
    "output",
    "param",
    "parameter",
    "payload",
    "property",
    "record",
    "request",
    "resource",
    "response",
    "result",
    "row",
    "type",
    "value",
    "variable",
];

/// Where a type was met, as far as it gives the type its name.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// What the type may be called, best first; words in any case.
    names: Vec<String>,
    /// The name of the place alone.
    own: String,
    /// What stands in front of the names of what is in it, where they need it.
    prefix: String,
    /// What places are called that are called alike: singular, in snake case.
    calls: BTreeSet<String>,
    /// Whether a whole body, or an item of one, is here.
    pub(super) is_root: bool,
}

impl Place {
    /// The place of a body.
    pub(super) fn body(names: &[String]) -> Self {
        let own = names.first().cloned().unwrap_or_else(|| "body".to_owned());
        let names = if names.is_empty() { vec![own.clone()] } else { names.to_vec() };
        Self { prefix: first(&names), names, calls: call(&own), own, is_root: true }
    }

    /// The place of the items of a list, or of the values of a map.
    pub(super) fn item(&self) -> Self {
        let names: Vec<String> = self.names.iter().map(|it| singular(it)).collect();
        Self { prefix: first(&names), names, own: singular(&self.own), ..self.clone() }
    }

    /// The place of a member.
    pub(super) fn member(&self, name: &str) -> Self {
        let own = name.to_owned();
        let full = joined(&self.prefix, name);
        let is_vague = VAGUE.contains(&singular(&name.to_snake_case()).as_str());
        let names = if is_vague { vec![full] } else { vec![own.clone(), full] };
        Self { prefix: first(&names), names, calls: call(&own), own, is_root: false }
    }

    /// The place of the objects that a tag has a value for.
    pub(super) fn kind(&self, value: &str) -> Self {
        let (words, own) = (value.to_snake_case(), self.own.to_snake_case());
        let says_enough = words.contains('_') || words.ends_with(&own);
        let own = if says_enough { value.to_owned() } else { format!("{value} {}", self.own) };
        let names = vec![own.clone(), joined(&self.prefix, value)];
        Self { prefix: first(&names), names, calls: call(&own), own, is_root: false }
    }

    /// The place of the objects that have a member which others here don't have.
    pub(super) fn part(&self, member: &str) -> Self {
        let own = format!("{} with {member}", first(&self.names));
        let names = vec![own.clone()];
        Self { names, calls: call(&own), own, prefix: self.prefix.clone(), is_root: false }
    }

    /// Several places that have one type; the first one's name comes first, or its shorter form that another one has.
    pub(super) fn joined(places: impl IntoIterator<Item = Self>) -> Self {
        let mut places: Vec<Self> = places.into_iter().collect();
        let start = places.first().map(|it| it.own.to_snake_case()).unwrap_or_default();
        let is_short = |it: &Self| {
            let own = it.own.to_snake_case();
            start != own && singular(&start) == own || start.ends_with(&format!("_{own}"))
        };
        if let Some(index) = places.iter().position(is_short) {
            let short = places.remove(index);
            places.insert(0, short);
        }
        let mut places = places.into_iter();
        let mut all = places.next().unwrap_or_else(|| Self::body(&[]));
        for place in places {
            for name in place.names {
                if !all.names.contains(&name) {
                    all.names.push(name);
                }
            }
            all.calls.extend(place.calls);
            all.is_root &= place.is_root;
        }
        all
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn calls(&self) -> &BTreeSet<String> {
        &self.calls
    }

    /// How alike two places are called.
    pub(super) fn likeness(&self, other: &Self) -> Likeness {
        let mut shared = self.calls.intersection(&other.calls).peekable();
        if shared.peek().is_some() {
            let is_vague = shared.all(|it| VAGUE.contains(&it.as_str()));
            return if is_vague { Likeness::Vague } else { Likeness::Same };
        }
        if self.last_words().any(|it| other.last_words().any(|word| word == it)) {
            Likeness::LastWord
        } else {
            Likeness::None
        }
    }

    /// The last words of what it is called, as far as they say anything.
    pub(super) fn last_words(&self) -> impl Iterator<Item = &str> {
        let last = self.calls.iter().filter_map(|it| it.rsplit('_').next());
        last.filter(|it| !VAGUE.contains(it))
    }
}

fn first(names: &[String]) -> String {
    names.first().cloned().unwrap_or_default()
}

/// How alike two places are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// Not at all.
    None,
    /// `billing_address` and `address`.
    LastWord,
    /// `data` and `data`.
    Vague,
    /// `address` and `addresses`.
    Same,
}

fn call(name: &str) -> BTreeSet<String> {
    BTreeSet::from([singular(&name.to_snake_case())])
}

/// The name of what `own` is in, and `own`, unless that says it already.
fn joined(parent: &str, own: &str) -> String {
    let (before, behind) = (parent.to_snake_case(), own.to_snake_case());
    if behind.starts_with(&before) { own.to_owned() } else { format!("{parent} {own}") }
}

/// The names of components.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// Takes the first of `names` that is free, or else a number behind the first.
    pub(super) fn take(&mut self, names: &[String]) -> String {
        for name in names {
            let name = component(name);
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
        let first = component(names.first().map(String::as_str).unwrap_or_default());
        let mut number = 2;
        loop {
            let name = format!("{first}{number}");
            if self.taken.insert(name.clone()) {
                return name;
            }
            number += 1;
        }
    }
}

/// A name that components may have: OpenAPI 3.0.4, "Components Object".
fn component(words: &str) -> String {
    let name = symbols_as_words(words).to_upper_camel_case();
    if name.is_empty() { "Value".to_owned() } else { name }
}
