//! What the walk over a description needs and gathers: it goes to each thing once and makes a draft of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use openapiv3::{OpenAPI, ReferenceOr};
use serde_json::Value;

use crate::canonical::Canonical;
use crate::diagnostic::{Finding, Sink, findings};
use crate::ir::{NamedServer, RequestSigner, TypeId};
use crate::lower::arena::Arena;
use crate::lower::draft::{Access, OwnMet};
use crate::lower::names::{Called, Hold, Inside, Ledger, REST, Scope};
use crate::lower::owner::Owner;
use crate::lower::pending::UnresolvedDiscriminator;
use crate::lower::resolver::{Resolved, Resolver, Section};
use crate::pointer::Pointer;
use crate::settings::Settings;

/// The values that examples show of a scalar.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// How many are of its format.
    pub(super) n_fitting: usize,
    /// Those that aren't.
    pub(super) odd: Vec<Value>,
}

/// What all of the walk shares.
pub(super) struct Walk<'a> {
    pub(super) canonical: &'a Canonical,
    pub(super) api: &'a OpenAPI,
    pub(super) resolver: &'a Resolver<'a>,
    pub(super) settings: &'a Settings,
    pub(super) ledger: &'a mut Ledger,
    pub(super) sink: &'a mut Sink,
    pub(super) arena: Arena,
    /// What is found out first.
    pub(super) known: Known,
    /// What is found on the way.
    pub(super) found: Found<'a>,
    /// How many schemas are open, one within the other.
    pub(super) depth: usize,
    /// Components that wait until these are done.
    pub(super) later: VecDeque<Resolved<'a>>,
    /// What the node lies in that was looked up last, and where that is.
    near: RefCell<(Pointer, &'a Value)>,
}

/// What the walk knows of the description as a whole before it goes anywhere.
#[derive(Default)]
pub(super) struct Known {
    /// Components that others extend by `allOf`, with those that do, in the document's order.
    pub(super) subtypes: BTreeMap<Pointer, Vec<String>>,
    /// What examples show of the scalars inside, by the places of their schemas.
    pub(super) formats_from_examples: BTreeMap<Pointer, Evidence>,
    /// The names of components without their namespaces, where these tell nothing apart.
    pub(super) shorter_names: BTreeMap<String, String>,
    /// Whether most operations' ids end in path and method.
    pub(super) ids_have_paths: bool,
    /// The words that only one operation's id comes to, without what frameworks add.
    pub(super) lone_ids: BTreeSet<String>,
    /// Whether nothing says which requests need credentials.
    pub(super) security_is_missing: bool,
}

/// What the walk finds beside types.
#[derive(Default)]
pub(super) struct Found<'a> {
    /// Unions with a discriminator whose variants aren't all known yet.
    pub(super) pending: BTreeMap<TypeId, UnresolvedDiscriminator>,
    /// Members that only one side sends.
    pub(super) one_way: BTreeMap<(TypeId, String), Access>,
    /// Whose the types are that are made of what stands at a place, and below.
    pub(super) owners: BTreeMap<Pointer, Owner>,
    /// What the types of an operation are called after it.
    pub(super) operation_names: BTreeMap<Pointer, String>,
    /// The credentials by their names in the description, each with its place in the list of them.
    pub(super) auths: BTreeMap<&'a str, usize>,
    /// What signs requests for schemes that aren't among these.
    pub(super) signers: BTreeSet<RequestSigner>,
    /// What operations may need that say nothing of it, where others do.
    pub(super) usual_security: Vec<Vec<usize>>,
    /// The servers that operations have of their own, in the order they were met.
    pub(super) named_servers: Vec<NamedServer>,
    /// The schemas whose values have another form, and whether a member or parameter has it.
    pub(super) wired: BTreeMap<Pointer, bool>,
    /// The vendor's own formats that schemas have, and whether the known format is one of such a schema's type.
    pub(super) formats_met: BTreeMap<String, bool>,
    /// The types of the user's own that something was found for.
    pub(super) own_met: OwnMet,
    /// The members of the schemas that a setting names members of.
    pub(super) members_met: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        canonical: &'a Canonical,
        resolver: &'a Resolver<'a>,
        settings: &'a Settings,
        ledger: &'a mut Ledger,
        sink: &'a mut Sink,
    ) -> Self {
        Self {
            canonical,
            api: &canonical.api,
            resolver,
            settings,
            ledger,
            sink,
            arena: Arena::default(),
            known: Known::default(),
            found: Found::default(),
            depth: 0,
            later: VecDeque::new(),
            near: RefCell::new((Pointer::root(), &canonical.root)),
        }
    }

    /// The node at `at`. Those that lie beside each other, as members of a type do, are found quickly one after the other.
    pub(super) fn node_at(&self, at: &Pointer) -> Option<&'a Value> {
        let root = &self.canonical.root;
        let Some((above, name)) = at.as_str().rsplit_once('/') else { return Some(root) };
        let mut near = self.near.borrow_mut();
        if near.0.as_str() != above {
            let above = Pointer::parse(above)?;
            let node = above.get(root)?;
            *near = (above, node);
        }
        match near.1 {
            Value::Object(members) if !name.contains('~') => members.get(name),
            _ => at.get(root),
        }
    }

    /// Reports something about what the canonical document has at `at`.
    pub(super) fn report(&mut self, at: &Pointer, finding: Finding) {
        self.sink.push(finding.at(self.canonical.origins.place(at)));
    }

    /// What stands at `at`, or what it refers to, and where that is; `None`, and a finding, where it leads nowhere.
    pub(super) fn follow<T>(
        &mut self,
        section: &Section<T>,
        node: &'a ReferenceOr<T>,
        at: &Pointer,
    ) -> Option<(&'a T, Pointer)> {
        let found = self.resolver.find(section, node, at);
        if let (None, ReferenceOr::Reference { reference }) = (&found, node) {
            let spelled = self.canonical.origins.spelled(reference);
            self.report(at, findings::references::lost_component(&spelled));
        }
        found
    }

    /// Notes whose the types are that are made of what was found at `at`: that of `own`, or that of all who refer to it.
    pub(super) fn note_owner<T>(
        &mut self,
        (section, node): (&Section<T>, &ReferenceOr<T>),
        at: &Pointer,
        shared: fn(String) -> Owner,
        own: impl FnOnce() -> Owner,
    ) {
        let owner = section.name(node).map_or_else(own, |it| shared(it.to_owned()));
        self.found.owners.insert(at.clone(), owner);
    }

    /// Takes the name of the variant for what isn't described, where users have that type already: what is new makes way.
    pub(super) fn kept_rest(
        &self,
        kind: Inside,
        at: &Pointer,
        usual: &str,
        scope: &mut Scope,
    ) -> Option<String> {
        let kept = self.ledger.inside(kind, at);
        let usual = self.ledger.knows_type(at).then_some(usual);
        let name = kept.name(REST).or(usual)?;
        scope.claim(name).then(|| name.to_owned())
    }

    /// Notes the name of that variant.
    pub(super) fn note_rest(&mut self, at: (Inside, &Pointer), usual: &str, name: &str) {
        let (wire, plain, name) = (REST.to_owned(), usual.to_owned(), name.to_owned());
        let called = Called { wire, plain, name, hold: Hold::Alone };
        self.ledger.note(at, REST.to_owned(), called);
    }

    /// What the types of an operation are called after it.
    pub(super) fn operation_name(&self, at: &Pointer) -> String {
        self.found.operation_names.get(at).cloned().unwrap_or_default()
    }

    /// What a component is called where a variant is of its type: like the type, without its namespace.
    pub(super) fn component_words<'n>(&'n self, name: &'n str) -> &'n str {
        self.known.shorter_names.get(name).map_or(name, String::as_str)
    }

    pub(super) fn subtypes(&self, at: &Pointer) -> Option<Vec<String>> {
        self.known.subtypes.get(at).cloned()
    }
}
