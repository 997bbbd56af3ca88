//! The headers that responses document: their types, and one struct where operations have the same.

use openapiv3::{Header, ParameterSchemaOrContent, Response};
use serde_json::Value;

use crate::canonical::Endpoint;
use crate::diagnostic::findings;
use crate::extensions;
use crate::http::is_token;
use crate::ir::{
    Docs, Facts, Group, HeaderField, HeaderForm, OwnHeader, ResponseHeaders, Ty, TypeKind,
};
use crate::lower::facets::{Facets, Node, provenance};
use crate::lower::names::{Scope, camel, member_name};
use crate::lower::owner::Owner;
use crate::lower::resolver::HEADERS;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

/// How many headers a struct is called after.
const MOST_NAMED: usize = 3;

impl<'a> Walk<'a> {
    /// Adds the headers of a response to those of the operation's others, and returns what this one says of its own.
    pub(super) fn response_headers(
        &mut self,
        source: &'a Response,
        (at, endpoint): (&Pointer, &Endpoint<'a>),
        fields: &mut Vec<HeaderField>,
    ) -> Vec<OwnHeader> {
        let mut all = Vec::new();
        let of_shared = match self.found.owners.get(at) {
            Some(Owner::SharedResponse(response)) => Some(response.clone()),
            _ => None,
        };
        let of = self.operation_name(&endpoint.at());
        for (name, node) in &source.headers {
            let at = at.child("headers").child(name);
            let wire = name.trim().to_ascii_lowercase();
            // Source: OpenAPI 3.0.4, "Response Object", `headers`: this one is ignored.
            if wire == "content-type" {
                continue;
            }
            let Some((header, at)) = self.follow(&HEADERS, node, &at) else { continue };
            if !is_token(&wire) {
                self.report(&at, findings::parameters::no_header_name(name));
                continue;
            }
            let own = || match of_shared.clone() {
                Some(response) => Owner::SharedHeader { response, name: name.clone() },
                None => Owner::Header { of: of.clone(), name: name.clone() },
            };
            self.note_owner((&HEADERS, node), &at, Owner::Component, own);
            let field = self.header(wire, header, &at);
            all.push(OwnHeader {
                wire: field.wire.clone(),
                required: header.required,
                deprecated: field.docs.deprecated,
                facts: self.header_facts(header, &at, &field.ty),
                shared_at: HEADERS.name(node).is_some().then(|| at.clone()),
            });
            match fields.iter_mut().find(|it| it.wire == field.wire) {
                // Where two responses differ, what both are is text.
                Some(known) if (known.form, &known.ty) != (field.form, &field.ty) => {
                    (known.form, known.ty) = (HeaderForm::Scalar, Ty::String);
                }
                Some(_) => {}
                None => fields.push(field),
            }
        }
        all
    }

    fn header_facts(&self, header: &Header, at: &Pointer, ty: &Ty) -> Facts {
        match &header.format {
            ParameterSchemaOrContent::Schema(_) => self.facts(&at.child("schema"), ty),
            ParameterSchemaOrContent::Content(content) => {
                let media_type = content.keys().next().map(String::as_str).unwrap_or_default();
                self.facts(&at.child("content").child(media_type).child("schema"), ty)
            }
        }
    }

    fn header(&mut self, wire: String, header: &'a Header, at: &Pointer) -> HeaderField {
        let description = header.description.clone().filter(|it| !it.trim().is_empty());
        let (form, ty, own, own_example) = match &header.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let (node, at) = (Node::from(schema), at.child("schema"));
                // No style of 3.0 says so, and what is read is split at commas.
                let is_split_otherwise = matches!(
                    extensions::text(&header.extensions, extensions::COLLECTION_FORMAT),
                    Some("ssv" | "tsv" | "pipes")
                );
                let (form, ty) = if is_split_otherwise {
                    (HeaderForm::Scalar, Ty::String)
                } else {
                    self.header_ty(node, &at)
                };
                let (docs, example) = self.schema_docs(node, &at, description.clone());
                (form, ty, docs, example)
            }
            ParameterSchemaOrContent::Content(content) => {
                let found = content.iter().find(|(name, _)| name.contains("json"));
                let (form, ty) = found.map_or((HeaderForm::Scalar, Ty::String), |(name, it)| {
                    let at = at.child("content").child(name).child("schema");
                    let ty = it.schema.as_ref().map_or(Ty::Any, |it| self.ty(it.into(), &at));
                    (HeaderForm::Json, crate::lower::params::argument_ty(ty))
                });
                let media = content.values().next();
                let example = media
                    .and_then(|it| it.example.clone().or_else(|| self.first_example(&it.examples)));
                (form, ty, Docs::default(), example)
            }
        };
        let docs = Docs {
            text: own.text.or(description),
            provenance: provenance(|name| header.extensions.get(name)).or(own.provenance),
            deprecated: header.deprecated.unwrap_or(false) || own.deprecated,
        };
        let example =
            header.example.clone().or_else(|| self.first_example(&header.examples)).or(own_example);
        HeaderField {
            name: String::new(),
            wire,
            form,
            ty,
            docs,
            example: example.unwrap_or(Value::Null),
        }
    }

    /// The form and type of a header with a schema: what isn't a scalar or a list of them is text.
    fn header_ty(&mut self, node: Node<'a>, at: &Pointer) -> (HeaderForm, Ty) {
        let items = self.resolver.resolve_value(node, at).and_then(|it| {
            let at = it.at.child("items");
            Some((Facets::new(it.schema).items?, at))
        });
        let (form, ty) = match items {
            Some((node, at)) => (HeaderForm::List, self.ty(node, &at)),
            None => (HeaderForm::Scalar, self.ty(node, at)),
        };
        match (form, self.scalar(ty)) {
            (HeaderForm::List, Some(ty)) => (form, Ty::List(Box::new(ty))),
            (_, Some(ty)) => (form, ty),
            (_, None) => (HeaderForm::Scalar, Ty::String),
        }
    }

    /// The type, where a single text can be one of its values.
    fn scalar(&self, ty: Ty) -> Option<Ty> {
        match ty {
            Ty::Nullable(ty) | Ty::Boxed(ty) => self.scalar(*ty),
            Ty::Unit | Ty::Any | Ty::List(_) | Ty::Map(_) | Ty::Tuple(_) => None,
            Ty::Named(id) => {
                let def = self.arena.def(id)?;
                match &def.kind {
                    TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) => Some(ty),
                    // A type of the user's own stands for the scalar.
                    TypeKind::Alias(inner) => {
                        let inner = self.scalar(inner.clone())?;
                        Some(if def.own.is_some() { ty } else { inner })
                    }
                    TypeKind::Record(_) | TypeKind::Union(_) | TypeKind::Foreign(_) => None,
                }
            }
            ty => Some(ty),
        }
    }
}

/// The headers of an operation, with names for the fields and not yet one for the struct.
pub(in crate::lower) fn named(mut fields: Vec<HeaderField>) -> Option<ResponseHeaders> {
    let mut scope = Scope::default();
    for field in &mut fields {
        field.name = member_name(&mut scope, &field.wire);
    }
    (!fields.is_empty()).then(|| ResponseHeaders { name: String::new(), same_as: None, fields })
}

/// Makes one struct of those of several operations that document the same headers, in whichever order.
pub(super) fn share(groups: &mut [Group]) -> Vec<ResponseHeaders> {
    let mut alike: Vec<(Vec<HeaderField>, Vec<&mut ResponseHeaders>)> = Vec::new();
    let operations = groups.iter_mut().flat_map(|it| &mut it.operations);
    let operations = operations.filter(|it| !it.alternative);
    for headers in operations.filter_map(|it| it.headers.as_mut()) {
        headers.same_as = None;
        let mut fields = headers.fields.clone();
        fields.sort_by(|a, b| a.wire.cmp(&b.wire));
        match alike.iter_mut().find(|it| are_same(&it.0, &fields)) {
            Some((shared, known)) => {
                for (it, other) in shared.iter_mut().zip(fields) {
                    // Of several texts one that doesn't hang on the order of operations.
                    if other.docs.text <= it.docs.text {
                        it.docs = other.docs;
                    }
                }
                known.push(headers);
            }
            None => alike.push((fields, vec![headers])),
        }
    }
    alike.retain(|it| it.1.len() > 1);
    let key = |it: &HeaderField| (it.wire.clone(), it.ty.clone());
    alike.sort_by_cached_key(|it| it.0.iter().map(key).collect::<Vec<_>>());
    let mut scope = Scope::default();
    let mut shared = Vec::new();
    for (fields, members) in alike {
        let name = scope.take(&shared_name(&fields));
        for it in members {
            it.same_as = Some(name.clone());
        }
        shared.push(ResponseHeaders { name, same_as: None, fields });
    }
    shared.sort_by(|a, b| a.name.cmp(&b.name));
    shared
}

/// What a struct is called by what it holds: `LinkHeaders`, `EtagAndLastModifiedHeaders`.
fn shared_name(fields: &[HeaderField]) -> String {
    let names =
        fields.iter().take(MOST_NAMED).map(|it| it.wire.strip_prefix("x-").unwrap_or(&it.wire));
    let names = names.map(camel).collect::<Vec<_>>().join("And");
    let others = if fields.len() > MOST_NAMED { "AndOther" } else { "" };
    format!("{names}{others}Headers")
}

fn are_same(first: &[HeaderField], other: &[HeaderField]) -> bool {
    let same = |(a, b): (&HeaderField, &HeaderField)| {
        (&a.wire, &a.name, a.form, &a.ty) == (&b.wire, &b.name, b.form, &b.ty)
    };
    first.len() == other.len() && first.iter().zip(other).all(same)
}
