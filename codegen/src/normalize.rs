//! Pass lists, one a dialect, that all end in the same canonical OpenAPI 3.0 document.
//!
//! Each dialect has a list of its own, which ends in something like OpenAPI 3.0; the shared list brings that into canonical
//! form. Documents mix versions, so what 3.1 and 3.2 write differently is read in all of them.

pub(crate) mod grammar;
mod openapi30;
mod openapi31;
mod openapi32;
pub(crate) mod operations;
mod postman;
mod swagger2;
pub(crate) mod walk;

use crate::diagnostic::Sink;
use crate::dialect::Dialect;
use crate::document::Document;

/// One rewriting step. It is total: what it can't deal with it reports and leaves.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Its name, verb first.
    pub name: &'static str,
    /// What it does.
    pub run: fn(&mut Document, &mut Sink),
}

/// Makes an OpenAPI document of one that is no such thing: a Postman collection.
///
/// It comes before overlays, which are about OpenAPI documents.
pub fn import(document: &mut Document, dialect: Dialect, sink: &mut Sink) {
    match dialect {
        Dialect::Postman => postman::import(document, sink),
        Dialect::Swagger2 | Dialect::OpenApi30 | Dialect::OpenApi31 | Dialect::OpenApi32 => {}
    }
}

/// Brings `document` into canonical form.
pub fn normalize(document: &mut Document, dialect: Dialect, sink: &mut Sink) {
    document.described = operations::described(&document.root);
    for pass in passes(dialect) {
        (pass.run)(document, sink);
    }
}

/// The passes of a dialect, in their order.
pub fn passes(dialect: Dialect) -> impl Iterator<Item = &'static Pass> {
    let own: &'static [Pass] = match dialect {
        Dialect::Swagger2 => swagger2::PASSES,
        // A collection has become OpenAPI 3.0 by its import.
        Dialect::OpenApi30 | Dialect::OpenApi31 | Dialect::OpenApi32 | Dialect::Postman => &[],
    };
    own.iter().chain(SHARED)
}

/// From any mixture of versions to canonical form.
const SHARED: &[Pass] = &[
    openapi30::repair_shapes::CONTAINERS,
    openapi30::drop_malformed::EARLY,
    openapi30::repair_document::PASS,
    openapi32::localize_refs::PASS,
    openapi31::rewrite_document::PASS,
    openapi32::rewrite_document::PASS,
    openapi31::note_newer::PASS,
    openapi31::hoist_conditions::PASS,
    openapi32::event_data::PASS,
    openapi30::merge_tags::PASS,
    // References, so that everything that is referred to is in its place.
    openapi30::move_required_flags::PASS,
    openapi31::fill_templates::PASS,
    openapi31::anchor_refs::PASS,
    openapi30::note_unused::PASS,
    openapi30::resolve_refs::PASS,
    openapi30::rename_components::PASS,
    openapi31::drop_definitions::PASS,
    openapi30::split_ref_siblings::PASS,
    openapi30::move_callbacks::PASS,
    // Operations.
    openapi32::rewrite_methods::PASS,
    openapi32::rewrite_media_types::PASS,
    openapi30::repair_paths::PASS,
    openapi30::repair_parameters::PASS,
    openapi30::resolve_refs::AGAIN,
    openapi30::match_path_parameters::PASS,
    openapi30::repair_contents::PASS,
    openapi30::repair_operations::PASS,
    openapi30::repair_security::PASS,
    openapi30::repair_servers::PASS,
    // Schemas.
    openapi30::repair_types::PASS,
    openapi31::rewrite_keywords::PASS,
    openapi31::rewrite_tuples::PASS,
    openapi31::rewrite_pattern_properties::PASS,
    openapi31::expand_booleans::PASS,
    openapi30::list_mapped::PASS,
    openapi31::lift_null::PASS,
    openapi30::widen_int_or_string::PASS,
    openapi31::split_types::PASS,
    openapi30::repair_shapes::SCALARS,
    openapi30::imply_types::PASS,
    openapi30::repair_enums::PASS,
    openapi30::repair_values::PASS,
    openapi30::drop_ineffective_keywords::PASS,
    // What is left.
    openapi30::drop_malformed::PASS,
    openapi30::repair_document::VERSION,
];

pub(crate) use openapi30::spell_formats::spell_formats;
pub(crate) use openapi30::spell_null::spell_null;

#[cfg(test)]
mod tests;
