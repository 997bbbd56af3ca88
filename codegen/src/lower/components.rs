//! References to components other than schemas.

use indexmap::IndexMap;
use openapiv3::{Components, Header, Parameter, ReferenceOr, RequestBody, Response};

use crate::diagnostic::Code;
use crate::lower::Cx;
use crate::pointer::Pointer;

/// A section of `components`.
pub(super) struct Section<T: 'static> {
    /// Its key.
    key: &'static str,
    /// What is in it.
    of: fn(&Components) -> &IndexMap<String, ReferenceOr<T>>,
    /// What one of them is called in findings.
    one: &'static str,
}

pub(super) const PARAMETERS: Section<Parameter> =
    Section { key: "parameters", of: |it| &it.parameters, one: "parameter" };

pub(super) const BODIES: Section<RequestBody> =
    Section { key: "requestBodies", of: |it| &it.request_bodies, one: "body" };

pub(super) const RESPONSES: Section<Response> =
    Section { key: "responses", of: |it| &it.responses, one: "response" };

pub(super) const HEADERS: Section<Header> =
    Section { key: "headers", of: |it| &it.headers, one: "header" };

impl<'a> Cx<'a> {
    /// What stands at `at`, or what it refers to, and where that is; `None`, and a finding, where it leads nowhere.
    pub(super) fn follow<T>(
        &mut self,
        section: &Section<T>,
        node: &'a ReferenceOr<T>,
        at: &Pointer,
    ) -> Option<(&'a T, Pointer)> {
        let found = self.find(section, node, at);
        if let (None, ReferenceOr::Reference { reference }) = (&found, node) {
            let said = self.canonical.origins.spelled(reference);
            let message = format!("`{said}` leads nowhere; the {} is ignored", section.one);
            self.report(Code::UnresolvedRef, at, message);
        }
        found
    }

    /// The same without a finding.
    pub(super) fn find<T>(
        &self,
        section: &Section<T>,
        node: &'a ReferenceOr<T>,
        at: &Pointer,
    ) -> Option<(&'a T, Pointer)> {
        let reference = match node {
            ReferenceOr::Item(item) => return Some((item, at.clone())),
            ReferenceOr::Reference { reference } => reference,
        };
        let at = Pointer::parse(reference.strip_prefix('#')?)?;
        let section_at = Pointer::root().child("components").child(section.key);
        let name = at.strip_prefix(&section_at)?.tokens().next()?;
        let item = (section.of)(self.api.components.as_ref()?).get(&name)?.as_item()?;
        Some((item, at))
    }
}
