//! The API as Rust will see it: all that the emitters read.
//!
//! Every question is answered here (names, optionality, boxing, media types, examples), so that an emitter has no
//! fallback and reports nothing. Types live in one arena and refer to each other by [`TypeId`].

mod access;
mod alias;
mod facts;
mod features;
mod operation;
mod package;
mod paging;
mod required;
mod response;
mod retry;
mod rewrite;
mod types;
mod visit;
mod waiter;
mod webhook;
mod wire;

pub use access::{
    Auth, AuthKind, AuthorizationRequest, Flow, Grant, GrantKind, NamedServer, Place,
    RequestSigner, Server, ServerVariable, TokenUrl,
};
pub use alias::{Aliases, GroupAlias, OperationAlias, TypeAlias};
pub use facts::Facts;
pub use features::{ALL_TAGS, Part, RESERVED_FEATURES, UNTAGGED, WEBHOOK_EVENTS};
pub use operation::{
    Body, BodyKind, Extra, Group, Location, MediaTypeChoice, Operation, Param, ParamStyle,
    SavedRequest, Sent,
};
pub use package::{Dependency, Metadata};
pub use paging::{FirstPage, PagePlace, PageStep, Paging};
pub use response::{
    Alternative, Envelope, ErrorBody, ErrorCase, ErrorNote, Example, HeaderField, HeaderForm,
    Outcome, OwnHeader, Payload, ResponseCase, ResponseEnum, ResponseHeaders, ResponseRules,
    Shared, Status,
};
pub use retry::Retry;
pub use types::{
    Absent, Constant, Constructor, Conversion, Enumeration, Extras, Field, Foreign, JsonKind,
    NestedMember, Presence, Record, Scalar, Shape, Tagging, Ty, TypeDef, TypeId, TypeKind, Union,
    Usage, Value, Variant,
};
pub use visit::{renumber_surface, surface_types};
pub use waiter::Waiter;
pub use webhook::{EventName, Preset, Signature, Timestamp, Webhook};
pub use wire::{Wire, WireForm};

/// What a crate is generated from.
#[derive(Clone, Debug)]
pub struct Api {
    /// The name of the package, such as `flow-webinars`.
    pub package: String,
    /// What the package says of itself beside its name.
    pub metadata: Metadata,
    /// The name by which people know the API.
    pub title: String,
    /// The version that the description states of itself.
    pub version: String,
    /// What the description says about the API.
    pub docs: Docs,
    /// The dialect of the description, as reports name it.
    pub dialect: String,
    /// The servers, the first one being the default.
    pub servers: Vec<Server>,
    /// The servers that single operations have.
    pub named_servers: Vec<NamedServer>,
    /// The kinds of credential.
    pub auths: Vec<Auth>,
    /// What signs requests for schemes of the description that aren't among these, each once.
    pub signers: Vec<RequestSigner>,
    /// How calls are sent again, where that differs from the runtime's own policy.
    pub retry: Option<Retry>,
    /// The crates that types of the user's own are in.
    pub dependencies: Vec<Dependency>,
    /// Every named type, sorted by name.
    pub types: Vec<TypeDef>,
    /// What things were called in earlier versions.
    pub aliases: Aliases,
    /// What operations document alike about errors and headers.
    pub shared: Shared,
    /// The operations by tag, each below the tag it is under; those without are in the group whose `handle` is `None`.
    pub groups: Vec<Group>,
    /// How many operations of the description these are without, because somebody wants a part of them.
    pub left_out: usize,
    /// What the vendor sends to a URL of the user's.
    pub webhooks: Vec<Webhook>,
    /// Where such requests say which webhook they are, if they do.
    pub event_name: Option<EventName>,
    /// How they are signed, where that is known.
    pub signature: Option<Signature>,
    /// What clients do with responses unless they are told otherwise.
    pub response_rules: ResponseRules,
}

impl Api {
    /// The definition behind an id.
    ///
    /// Ids are made by `lower` together with the arena, so the lookup can't fail.
    #[expect(
        clippy::indexing_slicing,
        reason = "an id is an index into the arena that it was made with"
    )]
    pub fn def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// The type that `ty` is another name of.
    pub fn aliased<'a>(&'a self, ty: &Ty) -> Option<&'a Ty> {
        let Ty::Named(id) = ty else { return None };
        let TypeKind::Alias(ty) = &self.def(*id).kind else { return None };
        Some(ty)
    }

    /// `ty` without the aliases and boxes at its top.
    pub fn resolved<'a>(&'a self, ty: &'a Ty) -> &'a Ty {
        match ty {
            Ty::Boxed(inner) => self.resolved(inner),
            _ => self.aliased(ty).map_or(ty, |it| self.resolved(it)),
        }
    }

    /// Every operation, group by group.
    pub fn operations(&self) -> impl Iterator<Item = (&Group, &Operation)> {
        self.groups.iter().flat_map(|group| group.operations.iter().map(move |it| (group, it)))
    }

    /// A method of a group as a text: the accessors that lead to the handle, or `client`, and the method's name.
    pub fn call(&self, group: &Group, method: &str) -> String {
        let mut under = self.accessors(group);
        if under.is_empty() {
            under.push("client");
        }
        format!("{}.{method}", under.join("."))
    }

    /// By what an operation was called in earlier versions and still is.
    pub fn aliases_of(&self, group: &Group, operation: &Operation) -> Vec<String> {
        let own = self.aliases.operations.iter().filter(|it| {
            let of = self.groups.get(it.group).and_then(|of| of.operations.get(it.operation));
            of.is_some_and(|it| std::ptr::eq(it, operation))
        });
        let own = own.filter_map(|it| Some(self.call(self.groups.get(it.under)?, &it.name)));
        let mut all: Vec<String> = own.collect();
        let renamed = self.aliases.groups.iter();
        all.extend(renamed.filter_map(|it| self.call_under(it, group, operation)));
        all.sort();
        all
    }

    /// An operation by a former name of its group, or of one above that.
    fn call_under(
        &self,
        alias: &GroupAlias,
        group: &Group,
        operation: &Operation,
    ) -> Option<String> {
        let renamed = self.groups.get(alias.group)?;
        let is_it = |it: &&&Group| std::ptr::eq(**it, renamed);
        let lineage = group.lineage(&self.groups);
        lineage.iter().find(is_it)?;
        let under = lineage.iter().map(|it| if is_it(&it) { &*alias.name } else { &*it.accessor });
        Some(format!("{}.{}", under.collect::<Vec<_>>().join("."), operation.name))
    }

    /// Leaves only those former names that `is_kept` says of, types and methods as `api.json` has them; of a group those by
    /// which one of its operations is. Returns whether all are kept.
    pub fn keep_aliases(&mut self, is_kept: impl Fn(&str) -> bool) -> bool {
        let of_type = |it: &TypeAlias| {
            is_kept(&it.name) || it.name.strip_suffix("Required").is_some_and(&is_kept)
        };
        let of_operation = |it: &OperationAlias| {
            self.groups.get(it.under).is_some_and(|under| is_kept(&self.call(under, &it.name)))
        };
        let of_group = |alias: &GroupAlias| {
            let mut calls =
                self.operations().filter_map(|(group, it)| self.call_under(alias, group, it));
            calls.any(|it| is_kept(&it))
        };
        let mut aliases = self.aliases.clone();
        aliases.types.retain(of_type);
        aliases.operations.retain(of_operation);
        aliases.groups.retain(of_group);
        let all = aliases == self.aliases;
        self.aliases = aliases;
        all
    }

    /// The accessors that lead to a group's handle, from the client on; none for the client's own operations.
    pub fn accessors<'a>(&'a self, group: &'a Group) -> Vec<&'a str> {
        let lineage = group.lineage(&self.groups).into_iter().filter(|it| it.handle.is_some());
        lineage.map(|it| it.accessor.as_str()).collect()
    }

    /// The modules that lead to a group's own, from the crate's root on.
    pub fn modules<'a>(&'a self, group: &'a Group) -> Vec<&'a str> {
        group.lineage(&self.groups).into_iter().map(|it| it.module.as_str()).collect()
    }

    /// The path of what stands in the module of a group, from the crate on.
    pub fn path_of(&self, group: &Group, name: &str) -> Vec<String> {
        let krate = self.crate_name();
        let modules = self.modules(group).into_iter().map(str::to_owned);
        [krate].into_iter().chain(modules).chain([name.to_owned()]).collect()
    }

    /// The groups right under one, or those that are under none.
    pub fn groups_under(&self, parent: Option<usize>) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |it| it.parent == parent)
    }

    /// Every mark of provenance: on operations, parameters, bodies, responses, types, members, servers and webhooks.
    pub fn provenances(&self) -> impl Iterator<Item = &Provenance> {
        let types = self.types.iter().flat_map(|def| {
            let fields = match &def.kind {
                TypeKind::Record(record) => record.fields.as_slice(),
                _ => &[],
            };
            std::iter::once(&def.docs).chain(fields.iter().map(|it| &it.docs))
        });
        let operations = self.operations().flat_map(|(_, it)| {
            let own = (!it.alternative).then_some(&it.docs);
            let params = it.own_params().map(|it| &it.docs);
            let body = it.body.iter().map(|it| &it.docs);
            let responses = it.own_replies().iter().map(|it| &it.docs);
            let headers = it.own_headers().iter().map(|it| &it.docs);
            own.into_iter().chain(params).chain(body).chain(responses).chain(headers)
        });
        let named = self.named_servers.iter().map(|it| &it.docs);
        let webhooks = self.webhooks.iter().map(|it| &it.docs);
        let rest = self.servers.iter().map(|it| &it.docs).chain(named).chain(webhooks);
        types.chain(operations).chain(rest).filter_map(|it| it.provenance.as_ref())
    }

    /// Every type where it is used: in definitions, parameters, bodies, responses and webhooks.
    pub fn uses(&self) -> impl Iterator<Item = &Ty> {
        let operations = self.operations().flat_map(|(_, it)| {
            let body = it.body.as_ref().map_or_else(Vec::new, Body::types);
            let responses = it.own_replies().iter().filter_map(|it| it.payload.ty());
            let headers = it.own_headers().iter().map(|it| &it.ty);
            let own = it.own_params().map(|it| &it.ty).chain(body).chain(responses).chain(headers);
            own.chain(it.alternative_types())
        });
        let webhooks = self.webhooks.iter().map(|it| &it.ty);
        self.types.iter().flat_map(described).chain(operations).chain(webhooks)
    }

    /// The name of the crate in Rust code, such as `flow_webinars`.
    pub fn crate_name(&self) -> String {
        self.package.replace('-', "_")
    }
}

/// The types of a definition, but for room for members that nobody has named: it isn't one that lacks a type.
fn described(def: &TypeDef) -> Vec<&Ty> {
    let mut types = def.kind.types();
    if matches!(&def.kind, TypeKind::Record(Record { extra: Some((_, Ty::Any)), .. })) {
        types.pop();
    }
    types
}

/// What is written about an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Docs {
    /// The description's text (CommonMark), if it has one.
    pub text: Option<String>,
    /// Where the fact comes from, unless it is the vendor's own.
    pub provenance: Option<Provenance>,
    /// Whether the vendor advises against using it.
    pub deprecated: bool,
}

/// Where a fact comes from that isn't the vendor's own statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Provenance {
    /// How it is known.
    pub kind: ProvenanceKind,
    /// A clause that says why, in lower case and without a full stop.
    pub note: Option<String>,
}

/// How a fact is known that isn't the vendor's own statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProvenanceKind {
    /// Found on the public web.
    Web,
    /// Concluded by whoever wrote the description.
    Inferred,
    /// Seen in recorded traffic.
    Observed,
}
