//! Postman collections, brought into the shape of OpenAPI 3.0.3.
//!
//! - In: a collection of any version (1.0, 2.0, 2.1), as exported or as the API and the documenter wrap it.
//! - Out: an OpenAPI 3.0 document that says what the saved requests and responses show, marked as inferred. What this
//!   version can't say travels in `x-clientwright-…`; the shared passes do the rest.
//! - Moves: everything. Findings lead back to the item of the collection.
//!
//! Source: the schemas of <https://schema.getpostman.com>, and what exporters write against them.
//!
//! The way of a collection: `read` brings all versions to one `Collection`; `endpoints` finds out which requests are one
//! operation; `parameters`, `bodies`, `responses` and `security` read what those send and get, `sample` the JSON in it;
//! `infer` makes schemas of all samples together; `import` writes the document.

mod bodies;
mod collection;
mod context;
mod endpoints;
mod forms;
mod import;
mod infer;
mod media;
mod naming;
mod parameters;
mod provenance;
mod read;
mod responses;
mod sample;
mod security;
mod servers;
mod tags;
mod values;
mod variables;

use crate::diagnostic::Sink;
use crate::document::Document;

/// Makes an OpenAPI document of a collection.
pub(super) fn import(document: &mut Document, sink: &mut Sink) {
    let collection = read::read(document, sink);
    let (root, moves) = import::import(document, &collection, sink);
    document.root = root;
    document.raw.clear();
    for (before, now) in moves {
        document.origins.moved(&before, &now);
    }
    document.origins.prepared();
}
