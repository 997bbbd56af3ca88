//! Postman collections, brought into the shape of OpenAPI 3.0.3.
//!
//! - In: a collection of any version (1.0, 2.0, 2.1), as exported or as the API and the documenter wrap it.
//! - Out: an OpenAPI 3.0 document that says what the saved requests and replies show, marked as inferred. What this
//!   version can't say travels in `x-clientwright-…`; the shared passes do the rest.
//! - Moves: everything. Findings lead back to the item of the collection.
//!
//! Source: the schemas of <https://schema.getpostman.com>, and what exporters write against them.
//!
//! The way of a collection: [`read`] brings all versions to one [`collection::Collection`]; [`sample`] reads bodies as
//! JSON with their variables replaced; [`infer`] makes schemas of all samples together; [`import`] writes the document.

mod collection;
mod infer;
mod sample;
mod variables;
