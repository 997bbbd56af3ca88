//! The words of names: what each type is called by its place, after what owns it.
//!
//! A name is a function of the place where a type is defined, so that it doesn't depend on what else there is; only
//! where two places ask for the same name does the ledger, and then the order of the document, decide.

use crate::extensions;
use crate::ir::{Ty, TypeKind, Variant};
use crate::lower::draft::{Definition, Draft};
use crate::lower::owner::Owner;
use crate::lower::pass::{Context, Pass};
use crate::lower::resolver::Resolver;
use crate::lower::steps;
use crate::markdown::code;
use crate::pointer::Pointer;
use crate::words::singular;

/// Finds the words of the name that each type asks for, and says what an inline one is that nothing is written about.
pub(super) const PASS: Pass = Pass { name: "find_words", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    let naming = Naming::new(draft, context.resolver);
    let found: Vec<_> = draft
        .types
        .iter()
        .map(|it| {
            let words = naming.words(&it.pointer);
            let is_told = it.docs.text.is_some();
            let text = if is_told { None } else { naming.place_in_words(it, &words) };
            let after = it.own.as_ref().and_then(|it| it.after.clone());
            (after.map_or(words, |it| vec![it]), text)
        })
        .collect();
    for (def, (words, text)) in draft.types.iter_mut().zip(found) {
        def.words = words;
        def.docs.text = def.docs.text.take().or(text);
    }
}

/// Names by places.
#[derive(Clone, Copy)]
pub(super) struct Naming<'d> {
    draft: &'d Draft,
    resolver: &'d Resolver<'d>,
}

impl<'d> Naming<'d> {
    pub(super) fn new(draft: &'d Draft, resolver: &'d Resolver<'d>) -> Self {
        Self { draft, resolver }
    }

    /// The words of the name that a type asks for: those of its place, or after the type around it that is called
    /// otherwise.
    fn words(&self, at: &Pointer) -> Vec<String> {
        let steps = self.steps(at);
        for place in at.ancestors() {
            if let Some(name) = self.draft.shared.name(&place)
                && let Some(rest) = steps.strip_prefix(self.steps(&place).as_slice())
            {
                return std::iter::once(name.to_owned()).chain(rest.iter().cloned()).collect();
            }
        }
        steps
    }

    /// The words of a place step by step, from what owns it.
    pub(super) fn steps(&self, at: &Pointer) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut rest = self.owner_words(at, &mut words).into_iter();
        let length = at.tokens().count();
        while let Some(token) = rest.next() {
            match token.as_str() {
                "properties" => words.extend(rest.next()),
                "items" => {
                    let last = words.pop().unwrap_or_default();
                    let one = singular(&last);
                    let same = one == last || words.is_empty();
                    words.push(one);
                    if same {
                        words.push("Item".to_owned());
                    }
                }
                "additionalProperties" => words.push("Value".to_owned()),
                "allOf" => {
                    rest.next();
                }
                "oneOf" | "anyOf" => {
                    let number =
                        rest.next().and_then(|it| it.parse::<usize>().ok()).unwrap_or(0) + 1;
                    let variant = at.tokens().take(length - rest.len());
                    let variant = variant.fold(Pointer::root(), |at, token| at.child(&token));
                    words.push(self.title(&variant).unwrap_or_else(|| format!("Variant {number}")));
                }
                extensions::PREFIX_ITEMS => {
                    words.push(format!("Item {}", rest.next().unwrap_or_default()));
                }
                steps::BASE => words.push("Base".to_owned()),
                steps::TEXTS => words.push("Text".to_owned()),
                steps::INTEGERS => words.push("Integer".to_owned()),
                steps::ITEMS => words.push("Item".to_owned()),
                _ => words.push(token),
            }
        }
        words
    }

    /// The words of a component's name.
    fn short_name(&self, name: &str) -> String {
        let short = self.draft.short_names.get(name).map(String::as_str);
        short.unwrap_or_else(|| self.resolver.given_name(name)).to_owned()
    }

    /// What an inline type is, where the description says nothing about it: the member or parameter that it belongs to,
    /// `words` being those of its name.
    fn place_in_words(&self, def: &Definition, words: &[String]) -> Option<String> {
        if def.is_component() {
            return None;
        }
        // A name that is made for several places says nothing of one.
        let own = self.draft.shared.name(&def.pointer).map(|_| self.steps(&def.pointer));
        let (owner, rest) = own.as_deref().unwrap_or(words).split_first()?;
        let tokens: Vec<String> = def.pointer.tokens().collect();
        let property = tokens.iter().rposition(|it| it == "properties");
        // As it is on the wire: a name of several words is a singular where the property is a plural.
        let member = property.and_then(|it| tokens.get(it + 1)).or(rest.last())?;
        Some(match (self.draft.shared.places(&def.pointer), property) {
            (None, _) => format!("{} of {}.", code(member), code(owner)),
            (Some(_), Some(_)) => format!("{} in several places.", code(member)),
            (Some(_), None) => {
                // Whatever the status of an error is, and whether it is a list.
                let kind = rest.first()?.split(' ').next()?;
                format!("{} of several operations.", code(kind))
            }
        })
    }

    fn title(&self, at: &Pointer) -> Option<String> {
        let document = self.arena_title(at)?;
        (document.len() <= 40 && !document.is_empty()).then_some(document)
    }

    /// The title of the inline schema at `at`, if a variant was made of it.
    fn arena_title(&self, at: &Pointer) -> Option<String> {
        let (parent, index) = at.split_last()?;
        let index: usize = index.parse().ok()?;
        let union_at = parent.split_last()?.0;
        let def = self.draft.def_at(&union_at)?;
        let TypeKind::Union(union) = &def.kind else { return None };
        // Alternatives of the same type are one variant.
        let ty = self.draft.places.get(at);
        let is_it = |it: &&Variant| ty.is_some_and(|ty| is_same(&it.ty, ty));
        let there = union.variants.get(index);
        let variant =
            there.filter(is_it).or_else(|| union.variants.iter().find(is_it)).or(there)?;
        (!variant.name.starts_with("Variant")).then(|| variant.name.clone())
    }

    /// What has the schema that the type at `at` is made of, and the tokens that lead from that schema to the type.
    pub(super) fn owner(&self, at: &Pointer) -> Option<(&'d Owner, Vec<String>)> {
        for it in at.ancestors() {
            if let Some(owner) = self.draft.owners.get(&it) {
                let rest: Vec<String> = at.strip_prefix(&it)?.tokens().collect();
                return Some(match owner {
                    Owner::Schema(_) => (owner, rest),
                    _ => (owner, after_schema(rest)),
                });
            }
        }
        None
    }

    /// Begins a name with what owns the type; returns the tokens of the pointer that are still to be told.
    fn owner_words(&self, at: &Pointer, words: &mut Vec<String>) -> Vec<String> {
        let Some((owner, rest)) = self.owner(at) else { return at.tokens().collect() };
        let mut add = |of: &str, what: &str| words.extend([of.to_owned(), what.to_owned()]);
        match owner {
            Owner::Schema(name) | Owner::Component(name) => words.push(self.short_name(name)),
            Owner::SharedResponse(name) => words.push(format!("{name} Response")),
            Owner::SharedHeader { response, name } => words.push(format!("{response} {name}")),
            Owner::SharedBody(name) => words.push(format!("{name} Body")),
            Owner::ServerVariable(name) => words.push(name.clone()),
            Owner::Parameter { of, name } | Owner::Header { of, name } => add(of, name),
            // A form's fields are parameters of the operation, and so are their types.
            Owner::Request { of } | Owner::Payload { of }
                if rest.first().is_some_and(|it| it == "properties") =>
            {
                words.push(of.clone());
            }
            Owner::Request { of } => add(of, "Request"),
            Owner::Payload { of } => add(of, "Payload"),
            Owner::Response { of, status } => add(of, &Owner::of_status(status)),
        }
        rest
    }
}

/// Whether two types are the same but for `null`.
fn is_same(ty: &Ty, other: &Ty) -> bool {
    fn inner(ty: &Ty) -> &Ty {
        if let Ty::Nullable(ty) = ty { ty } else { ty }
    }
    inner(ty) == inner(other)
}

/// What of a pointer follows the step to a schema.
fn after_schema(mut tokens: Vec<String>) -> Vec<String> {
    let is_schema = |it: &String| matches!(it.as_str(), "schema" | extensions::ITEM_SCHEMA);
    let begin = tokens.iter().position(is_schema).map_or(tokens.len(), |it| it + 1);
    tokens.split_off(begin)
}
