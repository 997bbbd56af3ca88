//! What a schema itself says about the members of its objects.

use std::collections::BTreeSet;

use crate::lower::facets::{Additional, Facets, Node, Placed};
use crate::pointer::Pointer;

/// A property of an object, wherever in a composition it stands.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Member<'a> {
    pub(in crate::lower) wire: &'a str,
    pub(in crate::lower) node: Node<'a>,
    pub(in crate::lower) at: Pointer,
    pub(in crate::lower) required: bool,
    /// What other parts of an `allOf` say about it; `node` is the last one.
    pub(super) also: Vec<Placed<'a>>,
    /// Parts that say nothing of its values, but may have a text or a default.
    pub(super) told: Vec<Placed<'a>>,
    /// Where what all of them come to stands.
    pub(super) whole: Pointer,
}

impl<'a> Member<'a> {
    /// One that may be missing.
    pub(super) fn new(wire: &'a str, node: Node<'a>, at: Pointer) -> Self {
        let (also, told, whole) = (Vec::new(), Vec::new(), at.clone());
        Self { wire, node, at, required: false, also, told, whole }
    }

    /// Where what holds for it stands, each part of an `allOf` by itself.
    pub(in crate::lower) fn places(&self) -> impl Iterator<Item = &Pointer> {
        let (also, told) = (self.also.iter(), self.told.iter());
        also.map(|it| &it.1).chain([&self.at]).chain(told.map(|it| &it.1))
    }
}

/// What the parts of a composition say together about the members of an object that none of them lists.
#[derive(Clone, Debug, Default)]
pub(in crate::lower) enum Others<'a> {
    /// Nothing: others may come, and are skipped.
    #[default]
    Unstated,
    /// There are none.
    None,
    /// Any.
    Any,
    /// Each is like this one.
    Of(Member<'a>),
}

/// What the schema itself says about members that it doesn't list.
pub(in crate::lower) fn own_others<'a>(facets: &Facets<'a>, at: &Pointer) -> Others<'a> {
    const KEYWORD: &str = "additionalProperties";
    match facets.additional {
        Additional::Unstated => Others::Unstated,
        Additional::None => Others::None,
        Additional::Any => Others::Any,
        Additional::Schema(node) => Others::Of(Member::new(KEYWORD, node, at.child(KEYWORD))),
    }
}

/// The properties that the schema itself lists.
pub(in crate::lower) fn own_members<'a>(facets: &Facets<'a>, at: &Pointer) -> Vec<Member<'a>> {
    let properties = at.child("properties");
    let required: BTreeSet<&str> = facets.required.iter().map(String::as_str).collect();
    facets
        .properties
        .iter()
        .map(|(wire, node)| {
            let required = required.contains(wire);
            Member { required, ..Member::new(wire, *node, properties.child(wire)) }
        })
        .collect()
}
