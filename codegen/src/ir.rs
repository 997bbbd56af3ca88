//! The API as Rust will see it: all that the emitters read.
//!
//! Every question is answered here (names, optionality, boxing, media types, examples), so that an emitter has no
//! fallback and reports nothing. Types live in one arena and refer to each other by [`TypeId`].

mod operation;
mod types;

pub use operation::{
    Auth, AuthKind, Body, BodyKind, ErrorBody, Example, Grant, GrantKind, Group, Location,
    Operation, Outcome, Param, ParamStyle, Payload, Place, ReplyCase, ReplyEnum, Server,
    ServerVariable, Status, TokenUrl, Webhook,
};
pub use types::{
    Choice, Constant, Enumeration, Field, JsonKind, Presence, Record, Scalar, Shape, Ty, TypeDef,
    TypeId, TypeKind, Union, Usage, Value, Variant,
};

/// What a crate is generated from.
#[derive(Clone, Debug)]
pub struct Api {
    /// The name of the package, such as `flow-webinars`.
    pub package: String,
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
    /// The kinds of credential.
    pub auths: Vec<Auth>,
    /// Every named type, sorted by name.
    pub types: Vec<TypeDef>,
    /// The operations by tag; those without a tag are in the group whose `handle` is `None`.
    pub groups: Vec<Group>,
    /// What the vendor sends to a URL of the user's.
    pub webhooks: Vec<Webhook>,
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

    /// Every operation, group by group.
    pub fn operations(&self) -> impl Iterator<Item = (&Group, &Operation)> {
        self.groups.iter().flat_map(|group| group.operations.iter().map(move |it| (group, it)))
    }

    /// Every mark of provenance: on operations, parameters, bodies, replies, types, members, servers and webhooks.
    pub fn provenances(&self) -> impl Iterator<Item = &Provenance> {
        let types = self.types.iter().flat_map(|def| {
            let fields = match &def.kind {
                TypeKind::Record(record) => record.fields.as_slice(),
                _ => &[],
            };
            std::iter::once(&def.docs).chain(fields.iter().map(|it| &it.docs))
        });
        let operations = self.operations().flat_map(|(_, it)| {
            let params = it.params.iter().map(|it| &it.docs);
            let body = it.body.iter().map(|it| &it.docs);
            std::iter::once(&it.docs)
                .chain(params)
                .chain(body)
                .chain(it.replies.iter().map(|it| &it.docs))
        });
        let rest =
            self.servers.iter().map(|it| &it.docs).chain(self.webhooks.iter().map(|it| &it.docs));
        types.chain(operations).chain(rest).filter_map(|it| it.provenance.as_ref())
    }

    /// The name of the crate in Rust code, such as `flow_webinars`.
    pub fn crate_name(&self) -> String {
        self.package.replace('-', "_")
    }
}

/// What is written about an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// The description's text (CommonMark), if it has one.
    pub text: Option<String>,
    /// Where the fact comes from, unless it is the vendor's own.
    pub provenance: Option<Provenance>,
    /// Whether the vendor advises against using it.
    pub deprecated: bool,
}

/// Where a fact comes from that isn't the vendor's own statement.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}
