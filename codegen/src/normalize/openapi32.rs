//! What OpenAPI 3.2 adds to 3.1, and what older documents borrow from it.

pub(crate) mod event_data;
pub(crate) mod localize_refs;
pub(crate) mod querystring;
pub(crate) mod rewrite_document;
pub(crate) mod rewrite_media_types;
pub(crate) mod rewrite_methods;
