//! Parameters and headers.

use crate::diagnostic::finding::Finding;
use crate::diagnostic::suggestion::Repair;
use crate::diagnostic::{Code, Place};

fn repaired(message: impl Into<String>) -> Finding {
    Finding::new(Code::RepairedParameter, message)
}

pub(crate) fn misspelled_place(place: &str, read_as: &str) -> Finding {
    repaired(format!("there is no place `{place}`; read as `{read_as}`")).keyword("in")
}

pub(crate) fn empty_value_in_path() -> Finding {
    repaired("`allowEmptyValue` is for queries; read as `x-clientwright-allow-empty`")
        .keyword("allowEmptyValue")
}

pub(crate) fn optional_in_path() -> Finding {
    repaired("a path parameter is always required")
}

/// A parameter with both, of which the second is at `content`.
pub(crate) fn schema_and_content(content: Place) -> Finding {
    repaired("both `schema` and `content` are there; `schema` is taken")
        .label(content, "what is ignored")
}

pub(crate) fn no_schema() -> Finding {
    repaired("neither `schema` nor `content` is there; read as text")
}

pub(crate) fn schema_of_openapi2() -> Finding {
    repaired(
        "neither `schema` nor `content` is there; the members of OpenAPI 2.0 are read as its schema",
    )
}

pub(crate) fn keyword_beside_schema(key: &str) -> Finding {
    repaired(format!("`{key}` belongs in the schema; moved there"))
}

pub(crate) fn misspelled_style(style: &str, read_as: &str) -> Finding {
    repaired(format!("there is no style `{style}`; read as `{read_as}`")).keyword("style")
}

pub(crate) fn unknown_style(style: &str) -> Finding {
    repaired(format!("there is no style `{style}` here; the usual one is taken")).keyword("style")
}

pub(crate) fn body_as_parameter() -> Finding {
    repaired("a body is not a parameter of OpenAPI 3")
}

pub(crate) fn field_as_parameter() -> Finding {
    repaired("a field of a form is not a parameter of OpenAPI 3")
}

pub(crate) fn misspelled_name(name_in_path: &str) -> Finding {
    repaired(format!("the path calls it `{name_in_path}`; that name is taken"))
}

/// A parameter whose name and place are those of an earlier one.
pub(crate) fn repeated(name: &str, first: Place) -> Finding {
    let message = format!("the parameter `{name}` is there already; it is ignored");
    Finding::new(Code::DuplicateParameter, message).label(first, "the one that counts")
}

/// A variable of the path.
pub(crate) fn undeclared(name: &str) -> Finding {
    let message = format!("`{name}` of the path isn't declared; read as text");
    Finding::new(Code::UndeclaredParameter, message)
}

pub(crate) fn surplus(name: &str) -> Finding {
    let message = format!("the path has no `{name}`; the parameter is ignored");
    Finding::new(Code::SurplusParameter, message)
}

fn unusable_place(message: String) -> Finding {
    Finding::new(Code::ParameterPlace, message).repair(Repair::Remove)
}

pub(crate) fn unknown_place(place: &str, near: Option<&str>) -> Finding {
    let message = format!("a parameter in `{place}` can't be sent; it is ignored");
    unusable_place(message).keyword("in").did_you_mean(near)
}

pub(crate) fn query_string_of(media_type: &str) -> Finding {
    unusable_place(format!("a query string of `{media_type}` can't be sent; it is ignored"))
}

pub(crate) fn query_string_encoding() -> Finding {
    let message = "`encoding` of a query string isn't followed; members are written as usual";
    Finding::new(Code::PartEncoding, message)
}

/// A parameter of OpenAPI 2.0 that says nothing of its type.
pub(crate) fn untyped(read_as: &str) -> Finding {
    let message = format!("the parameter has no type; read as `{read_as}`");
    Finding::new(Code::UntypedParameter, message)
}

pub(crate) fn unknown_collection_format(format: &str, place: &str) -> Finding {
    let message =
        format!("`{format}` is not a collection format of a `{place}` parameter; `csv` is used");
    Finding::new(Code::InvalidCollectionFormat, message)
}

/// A list in a list, which is written with commas whatever the format of the outer one.
pub(crate) fn inner_collection_format(format: &str) -> Finding {
    let message = format!("a list in a list isn't written as `{format}`; `csv` is used");
    Finding::new(Code::InvalidCollectionFormat, message)
}

pub(crate) fn nameless_field() -> Finding {
    Finding::new(Code::NamelessParameter, "a form field without a name is ignored")
}

/// A parameter or a header of a response.
pub(crate) fn no_header_name(name: &str) -> Finding {
    let message = format!("no header can be called `{name}`; it is ignored");
    Finding::new(Code::HeaderName, message).repair(Repair::Remove)
}

/// A parameter `Content-Type` that names another media type than `content` does.
pub(crate) fn undescribed_media_type(media_type: &str) -> Finding {
    let message = format!(
        "the parameter `Content-Type` names `{media_type}`, in which no body is described; add that to `content` \
         where it is sent"
    );
    Finding::new(Code::UndescribedMediaType, message)
}
