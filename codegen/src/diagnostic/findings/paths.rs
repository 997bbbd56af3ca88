//! Paths, the methods and operations below them, and the tags that these have.

use crate::diagnostic::finding::Finding;
use crate::diagnostic::suggestion::Repair;
use crate::diagnostic::{Code, Place};

fn repaired(message: String) -> Finding {
    Finding::new(Code::RepairedPath, message)
}

pub(crate) fn not_a_path(key: &str, read_as: &str, server: Option<&str>) -> Finding {
    let server = server.map_or_else(String::new, |it| format!(" at the server `{it}`"));
    repaired(format!("`{key}` isn't a path; read as `{read_as}`{server}"))
}

pub(crate) fn fragment(sent: &str) -> Finding {
    repaired(format!("no request has what is behind a `#`; `{sent}` is sent"))
}

pub(crate) fn method_in_upper_case(read_as: &str) -> Finding {
    repaired(format!("methods are in lower case; read as `{read_as}`"))
}

pub(crate) fn own_method(method: &str, read_as: &str) -> Finding {
    repaired(format!("`{method}` is the path's own `{read_as}`"))
}

pub(crate) fn additional_method(key: &str) -> Finding {
    repaired(format!("`{key}` belongs into `additionalOperations`; read as there"))
}

fn invalid(message: String) -> Finding {
    Finding::new(Code::InvalidPath, message)
}

pub(crate) fn open_brace() -> Finding {
    invalid("a brace of the path isn't closed; sent as it is".to_owned())
}

pub(crate) fn likely_variable(segment: &str) -> Finding {
    invalid(format!(
        "`{segment}` looks like a parameter, but none of that name is declared; sent as it is"
    ))
}

pub(crate) fn empty() -> Finding {
    Finding::new(Code::EmptyPath, "the path has no operations; it is ignored")
}

/// A second spelling of a path.
pub(crate) fn repeated(path: &str, other: Option<Place>) -> Finding {
    let message = format!("`{path}` is there in another spelling; both are sent to that path");
    let finding = Finding::new(Code::DuplicatePath, message);
    match other {
        Some(other) => finding.label(other, "the other spelling"),
        None => finding,
    }
}

/// A method that the path has in two spellings.
pub(crate) fn repeated_method(method: &str, ignored: &str, first: Place) -> Finding {
    let message = format!("the path has `{method}` already; `{ignored}` is ignored");
    Finding::new(Code::DuplicateMethod, message).label(first, "this one is taken")
}

/// `x-clientwright-path` says what can't be sent.
pub(crate) fn misfit_extension(given: &str, path: &str) -> Finding {
    let message = format!("`{given}` is not a path, or has other variables than `{path}`");
    Finding::new(Code::UnknownKey, message)
}

pub(crate) fn no_method(method: &str) -> Finding {
    let message = format!("requests can't have the method `{method}`; its operation is ignored");
    Finding::new(Code::Method, message)
}

pub(crate) fn repeated_operation_id(id: &str, first: Place) -> Finding {
    let message = format!("another operation is called `{id}`; this one goes without");
    Finding::new(Code::DuplicateOperationId, message).label(first, "the operation that keeps it")
}

pub(crate) fn no_status(key: &str) -> Finding {
    let message = format!("`{key}` is not a status; the response is ignored");
    Finding::new(Code::StatusKey, message).repair(Repair::Remove)
}

pub(crate) fn misspelled_status(key: &str, read_as: &str) -> Finding {
    let message = format!("`{key}` is not a status; read as `{read_as}`");
    Finding::new(Code::RepairedStatus, message)
}

pub(crate) fn repeated_tag(name: &str, first: Place) -> Finding {
    let message = format!("there is a tag `{name}` before this one; they are one");
    Finding::new(Code::RepeatedTag, message).label(first, "the first of them")
}

pub(crate) fn unknown_parent_tag(parent: &str, tag: &str) -> Finding {
    let message = format!("`{parent}` is not a tag; `{tag}` is under none");
    Finding::new(Code::UnknownKey, message)
}

pub(crate) fn endless_parent_tags(tag: &str, most: usize) -> Finding {
    let message =
        format!("the tags above `{tag}` have no end, or are {most} and more; it is under none");
    Finding::new(Code::UnknownKey, message)
}
