//! Pass lists, one a dialect, that all end in the same canonical OpenAPI 3.0 document.

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

/// Brings `document` into canonical form.
pub fn normalize(document: &mut Document, dialect: Dialect, sink: &mut Sink) {
    for pass in passes(dialect) {
        (pass.run)(document, sink);
    }
}

fn passes(dialect: Dialect) -> impl Iterator<Item = &'static Pass> {
    let own: &'static [Pass] = match dialect {
        Dialect::Swagger2 => &[],
        Dialect::OpenApi30 => &[],
        Dialect::OpenApi31 => &[],
    };
    own.iter()
}
