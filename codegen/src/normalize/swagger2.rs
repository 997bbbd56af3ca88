//! Swagger 2.0, brought into the shape of OpenAPI 3.0.3.
//!
//! - In: a document of dialect 2.0 as received, references across files already resolved.
//! - Out: the same API in 3.0 form, with only local references; what both versions get wrong alike is left to the
//!   passes of 3.0.
//! - Moves: everything that changes its place.
//!
//! Source: OpenAPI 2.0 (<https://spec.openapis.org/oas/v2.0.html>). The passes run in this order, and none of them
//! touches a document that is already 3.0.

mod bodies;
mod components;
mod discriminators;
mod finish;
mod forms;
mod hoist;
mod media;
mod move_paths;
mod parameters;
mod responses;
mod schemas;
mod security;
mod servers;
mod walk;

#[cfg(test)]
mod tests;

use crate::normalize::Pass;

/// From 2.0 to the shape of 3.0.3.
pub(super) const PASSES: &[Pass] = &[
    move_paths::PASS,
    schemas::COMBINATORS,
    hoist::PASS,
    components::PASS,
    schemas::PASS,
    discriminators::PASS,
    bodies::PASS,
    parameters::PASS,
    responses::PASS,
    security::PASS,
    servers::PASS,
    finish::PASS,
];
