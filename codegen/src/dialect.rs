//! Which dialect a document is written in.

/// A dialect of API description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAPI (Swagger) 2.0.
    Swagger2,
    /// OpenAPI 3.0.
    OpenApi30,
    /// OpenAPI 3.1, and 3.2 as far as it is the same.
    OpenApi31,
}
