//! What OpenAPI 3.1 writes differently, and what older documents borrow from it.

pub(crate) mod anchor_refs;
pub(crate) mod drop_definitions;
pub(crate) mod expand_booleans;
pub(crate) mod fill_templates;
pub(crate) mod hoist_conditions;
pub(crate) mod lift_null;
pub(crate) mod note_newer;
pub(crate) mod rewrite_document;
pub(crate) mod rewrite_keywords;
pub(crate) mod rewrite_pattern_properties;
pub(crate) mod rewrite_tuples;
pub(crate) mod split_types;
