//! Canonical document to [`Api`]: types, operations, security, webhooks, and all their names.
//!
//! - In: a [`Canonical`] document and the [`Ledger`] of earlier names.
//! - Out: an [`Api`] that answers every question of the emitters, the ledger as it is now, and findings.
//! - Invariant: total. What has no Rust form becomes a lesser one with a named gap.

mod arena;
mod bodies;
mod components;
mod dedup;
mod disambiguate;
mod docs;
mod events;
mod examples;
mod facets;
mod formats_from_examples;
mod forms;
mod grants;
mod groups;
mod idempotency;
mod least;
mod names;
mod naming;
mod operations;
mod package;
mod paging;
mod params;
mod pending;
mod recursion;
mod responses;
mod schemas;
mod security;
mod servers;
mod steps;
mod usage;
mod webhooks;
mod wire;

pub use names::Ledger;
pub use package::{check_package_name, package_name};
pub use schemas::formats::{FORMATS, Format};

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use indexmap::IndexMap;
use openapiv3::{OpenAPI, PathItem, ReferenceOr, Schema};

use crate::canonical::Canonical;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Api, Docs, NamedServer, Ty, TypeDef, TypeId, TypeKind};
use crate::pointer::Pointer;
use crate::settings::{Formats, Setting, Settings};

use self::arena::Arena;
use self::pending::UnresolvedDiscriminator;

/// What the description doesn't say about the crate.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The name of the package; made from the title where there is none.
    pub package: Option<String>,
    /// The name by which people know the API; the description's title where there is none.
    pub title: Option<String>,
    /// The dialect of the description, as reports name it.
    pub dialect: String,
    /// What `vendor.toml` says of the client.
    pub settings: Settings,
}

/// Lowers a canonical document.
pub fn lower(
    canonical: &Canonical,
    options: &Options,
    ledger: &mut Ledger,
    sink: &mut Sink,
) -> Api {
    let parsed = Parsed::new(canonical);
    let mut cx = Cx::new(canonical, &parsed, &options.settings.formats, ledger, sink);
    let mut auths = cx.auths();
    let mut servers = cx.servers();
    let mut groups = cx.groups(&auths);
    grants::find_servers(&mut auths, &cx.named_servers);
    let mut webhooks = cx.webhooks();
    cx.components();
    cx.resolve_discriminators();
    cx.report_idle_wires();
    cx.report_idle_formats();

    let mut types = cx.finish_types(&mut groups, &mut webhooks, &mut servers);
    responses::dedup_headers(&mut groups);
    for index in recursion::end_choices(&mut types) {
        let at = types.get(index).map(|it| it.pointer.clone()).unwrap_or_default();
        cx.report(
            Code::InfiniteType,
            &at,
            "a variant is the union again; it is ignored".to_owned(),
        );
    }
    for (index, member) in recursion::end_requirement(&mut types) {
        let at = types.get(index).map(|it| it.pointer.clone()).unwrap_or_default();
        let message = format!("`{member}` needs itself without end; it may be missing");
        cx.report(Code::InfiniteType, &at, message);
    }
    recursion::end_recursion(&mut types);
    schemas::shape::resolve(&mut types);
    disambiguate::look_deeper(&mut types);
    cx.report_alike(&types);
    idempotency::resolve(&options.settings.idempotency, &mut groups, cx.sink);
    let settings = &options.settings.webhooks;
    let event_name = cx.event_name(settings, &mut webhooks, &types);
    let signature = cx.signature(settings, &webhooks);
    paging::resolve(canonical, &options.settings.pagination, &types, &mut groups, cx.sink);
    examples::fill(canonical, &types, &mut groups, &mut webhooks, cx.sink);

    let info = &canonical.api.info;
    let title = options.title.clone().unwrap_or_else(|| info.title.clone());
    Api {
        package: options.package.clone().unwrap_or_else(|| package_name(&title)),
        metadata: package::metadata(&options.settings.package),
        title,
        version: info.version.clone(),
        docs: Docs { text: info.description.clone(), ..Docs::default() },
        dialect: options.dialect.clone(),
        servers,
        named_servers: cx.named_servers,
        auths,
        types,
        groups,
        webhooks,
        event_name,
        signature,
    }
}

/// What all of lowering shares.
struct Cx<'a> {
    canonical: &'a Canonical,
    api: &'a OpenAPI,
    parsed: &'a Parsed,
    ledger: &'a mut Ledger,
    sink: &'a mut Sink,
    arena: Arena,
    /// Components that others extend by `allOf`, with those that do, in the document's order.
    subtypes: BTreeMap<Pointer, Vec<String>>,
    /// What examples show of the scalars inside.
    formats_from_examples: formats_from_examples::Found,
    /// Unions with a discriminator whose variants aren't all known yet.
    pending: BTreeMap<TypeId, UnresolvedDiscriminator<'a>>,
    /// What the types below an operation or webhook are called after it.
    owners: BTreeMap<Pointer, String>,
    /// Components whose names are shorter than in the description.
    short_names: BTreeMap<String, String>,
    /// The words that only one operation's id comes to, without what frameworks add.
    lone_ids: BTreeSet<String>,
    /// Members that only one side sends.
    one_way: BTreeMap<(TypeId, String), Way>,
    /// The servers that operations have of their own, in the order they were met.
    named_servers: Vec<NamedServer>,
    /// The schemas whose values have another form, and whether a member or parameter has it.
    wired: BTreeMap<Pointer, bool>,
    /// What formats of the vendor's own are read as.
    formats: &'a [(String, Setting<String>)],
    /// Those of them that schemas have, and whether the known format is one of such a schema's type.
    formats_met: BTreeMap<String, bool>,
    /// The credentials by their names in the description, each with its place in the list of them.
    auths: BTreeMap<&'a str, usize>,
    /// Whether nothing says which requests need credentials.
    unsaid_security: bool,
    /// The references that components are no more than, each with that to the schema at the end of the chain.
    aliases: BTreeMap<&'a str, &'a str>,
    /// How many schemas are open, one within the other.
    depth: usize,
    /// Components that wait until these are done.
    later: VecDeque<schemas::Resolved<'a>>,
}

/// Which side alone sends a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The server.
    ReadOnly,
    /// The client.
    WriteOnly,
}

/// What is parsed of extensions, because the typed model has no place for it.
struct Parsed {
    webhooks: Vec<(String, PathItem)>,
    /// The schemas that describe the items of sequences, by their places.
    item_schemas: BTreeMap<Pointer, ReferenceOr<Schema>>,
    tuples: BTreeMap<Pointer, Vec<ReferenceOr<Schema>>>,
}

impl Parsed {
    fn new(canonical: &Canonical) -> Self {
        Self {
            webhooks: webhooks::parse(canonical),
            item_schemas: responses::item_schemas(canonical),
            tuples: schemas::tuple::parse(canonical),
        }
    }
}

impl<'a> Cx<'a> {
    fn new(
        canonical: &'a Canonical,
        parsed: &'a Parsed,
        formats: &'a Formats,
        ledger: &'a mut Ledger,
        sink: &'a mut Sink,
    ) -> Self {
        let api = &canonical.api;
        let mut cx = Self {
            canonical,
            api,
            parsed,
            ledger,
            sink,
            arena: Arena::default(),
            subtypes: BTreeMap::new(),
            formats_from_examples: formats_from_examples::Found::new(),
            pending: BTreeMap::new(),
            owners: BTreeMap::new(),
            short_names: BTreeMap::new(),
            lone_ids: operations::lone_ids(canonical),
            one_way: BTreeMap::new(),
            named_servers: Vec::new(),
            wired: BTreeMap::new(),
            formats: &formats.read_as,
            formats_met: BTreeMap::new(),
            auths: BTreeMap::new(),
            unsaid_security: security::is_unsaid(canonical),
            aliases: BTreeMap::new(),
            depth: 0,
            later: VecDeque::new(),
        };
        cx.aliases = cx.schemas().map(schemas::aliases).unwrap_or_default();
        cx.subtypes = cx.find_subtypes();
        cx.formats_from_examples = cx.find_formats_in_examples();
        cx.short_names = cx.find_short_names();
        cx
    }

    fn schemas(&self) -> Option<&'a IndexMap<String, ReferenceOr<Schema>>> {
        self.api.components.as_ref().map(|it| &it.schemas)
    }

    fn subtypes(&self, at: &Pointer) -> Option<Vec<String>> {
        self.subtypes.get(at).cloned()
    }

    /// Lowers every component, also those that no operation mentions.
    fn components(&mut self) {
        let at = Pointer::root().child("components").child("schemas");
        for (name, schema) in self.schemas().into_iter().flatten() {
            let at = at.child(name);
            let mut ty = self.ty(schema.into(), &at);
            if !self.arena.is_defined(&at) {
                let docs =
                    schema.as_item().map(|it| facets::Facets::new(it).docs()).unwrap_or_default();
                // Named for members, which can have other forms on the wire.
                self.read_texts(schema.into(), &at, &mut ty);
                self.alias(&at, docs, ty);
            }
        }
    }

    /// Gives a component that is no type of its own a name all the same.
    fn alias(&mut self, at: &Pointer, docs: Docs, ty: Ty) {
        self.arena.define_apart(at, docs, TypeKind::Alias(ty));
    }

    /// Says which unions have variants that can't be told.
    fn report_alike(&mut self, types: &[TypeDef]) {
        for def in types {
            let TypeKind::Union(union) = &def.kind else { continue };
            let Some((a, b)) = disambiguate::alike(types, union) else { continue };
            let message = format!(
                "nothing tells the variants `{}` and `{}` apart; a value that fits both is read as the first, or \
                 as the one that knows more of its members; give them a discriminator, or a required member that \
                 only one of them has",
                a.name, b.name
            );
            self.report(Code::AmbiguousUnion, &def.pointer, message);
        }
    }

    fn report(&mut self, code: Code, at: &Pointer, message: impl Into<String>) {
        self.sink.push(Diagnostic::new(code, self.canonical.origins.place(at), message));
    }
}
