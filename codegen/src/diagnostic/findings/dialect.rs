//! What a document is, and of which version.

use crate::diagnostic::Code;
use crate::diagnostic::finding::Finding;

pub(crate) fn no_description() -> Finding {
    let message =
        "this is not an API description: it has neither `openapi` nor `swagger` nor `paths`";
    Finding::new(Code::UnknownDialect, message)
}

/// Something else that has to do with APIs.
pub(crate) fn unreadable(what: &str, help: &str) -> Finding {
    Finding::new(Code::UnknownDialect, format!("this is {what}, which can't be read")).help(help)
}

/// A version whose first number is none of those that `read` has.
pub(crate) fn unknown_major(key: &str, version: &str, read: &str) -> Finding {
    let message =
        format!("`{key}: {version}` is of a major version that isn't known: {read} are read");
    let help = "ask the vendor for a description in OpenAPI 3; if this is one, correct the version";
    Finding::new(Code::UnknownDialect, message).help(help)
}

pub(crate) fn no_version(key: &str, version: &str, read_as: &str) -> Finding {
    let message =
        format!("`{key}: {version}` is not a version; the document was read as {read_as}");
    Finding::new(Code::InvalidVersion, message)
}

pub(crate) fn missing_version(read_as: &str) -> Finding {
    let message =
        format!("the document doesn't say of which version it is; it was read as {read_as}");
    Finding::new(Code::InvalidVersion, message)
}

pub(crate) fn newer_version(version: &str) -> Finding {
    let message = format!("OpenAPI {version} was read as 3.2; what is new in it is ignored");
    Finding::new(Code::NewVersion, message)
}

/// A keyword of a later version than the document's.
pub(crate) fn newer_keyword(key: &str, version: &str) -> Finding {
    Finding::new(Code::NewerKeyword, format!("`{key}` is of OpenAPI {version}; read as there"))
}

pub(crate) fn newer_type() -> Finding {
    Finding::new(Code::NewerKeyword, "such a `type` is of OpenAPI 3.1; read as there")
}

pub(crate) fn boolean_schema(flag: bool) -> Finding {
    Finding::new(Code::NewerKeyword, format!("`{flag}` as a schema is of OpenAPI 3.1"))
}
