//! The types that definitions, operations and webhooks mention: the one walk over them.
//!
//! `types` lists them to be read, `types_mut` to be changed; both have the same, in the same order.

use std::collections::BTreeMap;

use crate::ir::{
    Body, BodyKind, ErrorBody, Group, Location, Operation, Outcome, Param, Payload, Record,
    ResponseCase, ResponseEnum, Server, Shared, Ty, TypeId, TypeKind, Webhook,
};

impl Ty {
    /// Calls `each` with every definition that this type mentions.
    pub fn each_named(&self, each: &mut dyn FnMut(TypeId)) {
        if let Self::Named(id) = self {
            each(*id);
        }
        self.inner().iter().for_each(|it| it.each_named(each));
    }

    /// Replaces the definitions that it mentions by those that `ids` has for them.
    pub fn renumber(&mut self, ids: &BTreeMap<TypeId, TypeId>) {
        self.renumber_by(&|id| ids.get(&id).copied().unwrap_or(id));
    }

    /// Replaces the definitions that it mentions by others.
    pub fn renumber_by(&mut self, new: &dyn Fn(TypeId) -> TypeId) {
        if let Self::Named(id) = self {
            *id = new(*id);
        }
        self.inner_mut().iter_mut().for_each(|it| it.renumber_by(new));
    }
}

impl TypeKind {
    /// The types that it is made of, each where it stands.
    pub fn types(&self) -> Vec<&Ty> {
        match self {
            Self::Record(Record { fields, extra }) => {
                let extra = extra.iter().map(|(_, ty)| ty);
                fields.iter().map(|it| &it.ty).chain(extra).collect()
            }
            Self::Enumeration(_) | Self::IntegerEnumeration(_) | Self::Foreign(_) => Vec::new(),
            Self::Union(union) => union.variants.iter().map(|it| &it.ty).collect(),
            Self::Alias(ty) => vec![ty],
        }
    }

    /// The types that it is made of, to change them.
    pub fn types_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Record(Record { fields, extra }) => {
                let extra = extra.iter_mut().map(|(_, ty)| ty);
                fields.iter_mut().map(|it| &mut it.ty).chain(extra).collect()
            }
            Self::Enumeration(_) | Self::IntegerEnumeration(_) | Self::Foreign(_) => Vec::new(),
            Self::Union(union) => union.variants.iter_mut().map(|it| &mut it.ty).collect(),
            Self::Alias(ty) => vec![ty],
        }
    }
}

impl Operation {
    /// The types that a request sends: those of parameters and of the body; files are bytes, whatever their schemas say.
    pub fn sent_types(&self) -> Vec<&Ty> {
        let is_file = |it: &&Param| matches!(it.location, Location::File | Location::Files);
        let params = self.params.iter().filter(|it| !is_file(it)).map(|it| &it.ty);
        params.chain(self.body.iter().flat_map(Body::types)).collect()
    }

    /// The types that come back: those of bodies by status and media type, of headers, and what is made of all bodies,
    /// items of pages too.
    pub fn received_types(&self) -> Vec<&Ty> {
        let headers = self.headers.iter().flat_map(|it| &it.fields).map(|it| &it.ty);
        let own = bodies(&self.responses).chain(self.outcome.types());
        let others = self.alternatives.iter();
        let others = others.flat_map(|it| bodies(&it.responses).chain(it.outcome.types()));
        let item = self.paging.iter().map(|it| &it.item);
        own.chain(others).chain(self.error.types()).chain(headers).chain(item).collect()
    }

    /// The types that it sends and receives, to change them.
    pub fn types_mut(&mut self) -> Vec<&mut Ty> {
        let mut types: Vec<&mut Ty> = self.params.iter_mut().map(|it| &mut it.ty).collect();
        types.extend(self.body.iter_mut().flat_map(Body::types_mut));
        types.extend(bodies_mut(&mut self.responses));
        types.extend(self.outcome.types_mut());
        for it in &mut self.alternatives {
            types.extend(bodies_mut(&mut it.responses));
            types.extend(it.outcome.types_mut());
        }
        types.extend(self.error.types_mut());
        types.extend(self.headers.iter_mut().flat_map(|it| &mut it.fields).map(|it| &mut it.ty));
        types.extend(self.paging.iter_mut().map(|it| &mut it.item));
        types
    }

    /// The types of bodies that only another media type than the first has.
    pub fn alternative_types(&self) -> impl Iterator<Item = &Ty> {
        let is_first = |case: &&ResponseCase| {
            let mut first = self.responses.iter();
            first.any(|it| it.status == case.status && it.payload == case.payload)
        };
        let others = self.alternatives.iter().flat_map(|it| &it.responses);
        others.filter(move |it| !is_first(it)).filter_map(|it| it.payload.ty())
    }
}

fn bodies(responses: &[ResponseCase]) -> impl Iterator<Item = &Ty> {
    responses.iter().filter_map(|it| it.payload.ty())
}

fn bodies_mut(responses: &mut [ResponseCase]) -> impl Iterator<Item = &mut Ty> {
    responses.iter_mut().filter_map(|it| it.payload.ty_mut())
}

impl Body {
    /// The types of its value, or of the fields that the description doesn't name.
    pub fn types(&self) -> Vec<&Ty> {
        match &self.kind {
            BodyKind::Json(ty) => vec![ty],
            BodyKind::Form(extras) | BodyKind::Multipart(extras) => {
                extras.iter().map(|it| &it.ty).collect()
            }
            BodyKind::Text | BodyKind::Bytes => Vec::new(),
        }
    }

    /// The same, to change them.
    pub fn types_mut(&mut self) -> Vec<&mut Ty> {
        match &mut self.kind {
            BodyKind::Json(ty) => vec![ty],
            BodyKind::Form(extras) | BodyKind::Multipart(extras) => {
                extras.iter_mut().map(|it| &mut it.ty).collect()
            }
            BodyKind::Text | BodyKind::Bytes => Vec::new(),
        }
    }
}

impl Payload {
    /// The type of it or of its items.
    pub fn ty(&self) -> Option<&Ty> {
        match self {
            Self::Json(ty) | Self::Items(ty) | Self::Events(ty) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes | Self::Redirect => None,
        }
    }

    /// The same, to change it.
    pub fn ty_mut(&mut self) -> Option<&mut Ty> {
        match self {
            Self::Json(ty) | Self::Items(ty) | Self::Events(ty) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes | Self::Redirect => None,
        }
    }
}

impl Outcome {
    fn types(&self) -> Vec<&Ty> {
        match self {
            Self::Value(ty) | Self::Items(ty) | Self::Events(ty) => vec![ty],
            Self::Download => Vec::new(),
            Self::Cases(it) => it.types(),
        }
    }

    fn types_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Self::Value(ty) | Self::Items(ty) | Self::Events(ty) => vec![ty],
            Self::Download => Vec::new(),
            Self::Cases(it) => it.types_mut(),
        }
    }
}

impl ErrorBody {
    fn types(&self) -> impl Iterator<Item = &Ty> {
        self.cases.iter().map(|it| &it.ty)
    }

    fn types_mut(&mut self) -> impl Iterator<Item = &mut Ty> {
        self.cases.iter_mut().map(|it| &mut it.ty)
    }
}

impl ResponseEnum {
    fn types(&self) -> Vec<&Ty> {
        self.cases.iter().filter_map(|(.., it)| it.ty()).collect()
    }

    fn types_mut(&mut self) -> Vec<&mut Ty> {
        self.cases.iter_mut().filter_map(|(.., it)| it.ty_mut()).collect()
    }
}

impl Shared {
    /// The types of errors and headers, to change them.
    pub fn types_mut(&mut self) -> impl Iterator<Item = &mut Ty> {
        let errors = self.errors.iter_mut().flat_map(ErrorBody::types_mut);
        errors.chain(self.headers.iter_mut().flat_map(|it| &mut it.fields).map(|it| &mut it.ty))
    }
}

/// The types that operations and webhooks mention, to change them.
pub fn surface_types<'a>(
    groups: &'a mut [Group],
    webhooks: &'a mut [Webhook],
) -> impl Iterator<Item = &'a mut Ty> {
    let operations = groups.iter_mut().flat_map(|it| &mut it.operations);
    operations.flat_map(Operation::types_mut).chain(webhooks.iter_mut().map(|it| &mut it.ty))
}

/// Replaces the definitions that operations, webhooks and servers mention by those that `ids` has for them.
pub fn renumber_surface(
    (groups, webhooks, servers): (&mut [Group], &mut [Webhook], &mut [Server]),
    ids: &BTreeMap<TypeId, TypeId>,
) {
    surface_types(groups, webhooks).for_each(|it| it.renumber(ids));
    for variable in servers.iter_mut().flat_map(|it| &mut it.variables) {
        variable.choices = variable.choices.map(|id| ids.get(&id).copied().unwrap_or(id));
    }
}
