//! Repairs of what documents of any dialect get wrong, once they have the form of OpenAPI 3.0.

pub(crate) mod drop_idle_keywords;
pub(crate) mod drop_misshapen;
pub(crate) mod find_target;
pub(crate) mod imply_types;
pub(crate) mod list_mapped;
pub(crate) mod match_path_parameters;
mod media_types;
pub(crate) mod mend_contents;
pub(crate) mod mend_document;
pub(crate) mod mend_enums;
pub(crate) mod mend_operations;
pub(crate) mod mend_parameters;
pub(crate) mod mend_paths;
pub(crate) mod mend_security;
pub(crate) mod mend_servers;
pub(crate) mod mend_shapes;
pub(crate) mod mend_types;
pub(crate) mod mend_values;
pub(crate) mod move_callbacks;
pub(crate) mod move_required_flags;
pub(crate) mod note_unused;
pub(crate) mod path_template;
pub(crate) mod rename_components;
pub(crate) mod resolve_refs;
pub(crate) mod server_address;
pub(crate) mod spell_null;
pub(crate) mod split_ref_siblings;
