//! The canonical document: plain OpenAPI 3.0, parsed.

use openapiv3::OpenAPI;

use crate::document::Origins;

/// A canonical document: valid OpenAPI 3.0, and where its nodes came from.
#[derive(Clone, Debug)]
pub struct Canonical {
    /// The document, typed.
    pub api: OpenAPI,
    /// Where its nodes came from, for findings.
    pub origins: Origins,
}
