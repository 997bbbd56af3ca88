//! Members of a document that are of another kind than belongs there, that nobody knows, or that are missing.

use crate::diagnostic::finding::Finding;
use crate::diagnostic::suggestion::Repair;
use crate::diagnostic::{Code, Place};

pub(crate) fn not_text(name: &str, read_as: &str) -> Finding {
    let message = format!("`{name}` isn't text; read as the text `{read_as}`");
    Finding::new(Code::RepairedText, message)
}

pub(crate) fn not_a_boolean(value: &str, read_as: bool) -> Finding {
    let message = format!("`{value}` isn't a boolean; read as `{read_as}`");
    Finding::new(Code::RepairedScalar, message)
}

pub(crate) fn not_a_number(value: &str, read_as: &str) -> Finding {
    let message = format!("`{value}` isn't a number; read as `{read_as}`");
    Finding::new(Code::RepairedScalar, message)
}

fn shape(message: impl Into<String>) -> Finding {
    Finding::new(Code::RepairedShape, message)
}

pub(crate) fn value_for_list() -> Finding {
    shape("one value stands where a list belongs; read as a list of it")
}

pub(crate) fn object_for_list() -> Finding {
    shape("an object stands where a list belongs; read as a list")
}

pub(crate) fn object_for_name() -> Finding {
    shape("an object stands where a name belongs; its `name` is taken")
}

pub(crate) fn list_for_keys() -> Finding {
    shape("a list stands where a map belongs; read as its keys")
}

pub(crate) fn list_for_map() -> Finding {
    shape("a list stands where a map belongs; read as a map")
}

pub(crate) fn list_for_object() -> Finding {
    shape("a list stands where one object belongs; its only item is taken")
}

pub(crate) fn text_for_object(text: &str) -> Finding {
    shape(format!("`{text}` stands where an object belongs"))
}

pub(crate) fn text_for_schema(text: &str) -> Finding {
    shape(format!("`{text}` stands where a schema belongs; read as its type"))
}

pub(crate) fn text_for_discriminator() -> Finding {
    shape("`discriminator` is an object; read as its `propertyName`")
}

pub(crate) fn schema_for_media_type() -> Finding {
    shape("a schema stands where a media type belongs; read as its schema")
}

pub(crate) fn items_for_any_of() -> Finding {
    shape("`items` is a list of schemas, and nothing says that this is a list; read as `anyOf`")
}

pub(crate) fn items_of_one() -> Finding {
    shape("`items` is a list of one schema; that one is taken")
}

fn unknown(message: String) -> Finding {
    Finding::new(Code::UnknownKey, message)
}

/// A key that means nothing in an object of a kind, or in the document.
pub(crate) fn unknown_key(key: &str, kind: Option<&str>, near: Option<&str>) -> Finding {
    let owner = kind.unwrap_or("a document");
    unknown(format!("`{key}` means nothing in {owner}; it is ignored")).did_you_mean(near)
}

pub(crate) fn key_of_another_scheme(key: &str, kind: &str) -> Finding {
    unknown(format!("`{key}` means nothing in a scheme of type `{kind}`; it is ignored"))
}

pub(crate) fn key_of_another_flow(key: &str, flow: &str) -> Finding {
    unknown(format!("`{key}` means nothing in the flow `{flow}`; it is ignored"))
}

pub(crate) fn upper_case_method(key: &str) -> Finding {
    unknown(format!("methods are in lower case; `{key}` is ignored"))
}

/// A key that 3.1 lets schemas have, at so many places.
pub(crate) fn annotation(key: &str, n_places: usize) -> Finding {
    let places = if n_places == 1 { String::new() } else { format!(", at {n_places} places") };
    let message = format!("`{key}` is an annotation of schemas that is left out{places}");
    Finding::new(Code::Annotation, message)
}

pub(crate) fn malformed_value(name: &str) -> Finding {
    let message = format!("`{name}` has a malformed value; it is ignored");
    Finding::new(Code::MalformedMember, message)
}

pub(crate) fn malformed_item() -> Finding {
    Finding::new(Code::MalformedMember, "an item of the list is malformed; it is ignored")
}

/// What stands where an object belongs, called `what`; whether requests are lost with it.
pub(crate) fn not_an_object(what: &str, matters: bool) -> Finding {
    malformed(format!("this {what} is ignored: it is not an object"), matters)
}

/// What stands where an object belongs that there has to be, called `what`; whether requests are lost with it.
pub(crate) fn empty_instead(what: &str, matters: bool) -> Finding {
    malformed(format!("the {what} should be an object; it is read as an empty one"), matters)
}

/// An object, called `what`, without a member that it needs; whether requests are lost with it.
pub(crate) fn incomplete_object(what: &str, key: &str, matters: bool) -> Finding {
    malformed(format!("this {what} is ignored: `{key}` is missing"), matters)
}

fn malformed(message: String, matters: bool) -> Finding {
    if matters {
        Finding::new(Code::Malformed, message).repair(Repair::Remove)
    } else {
        Finding::new(Code::MalformedMember, message)
    }
}

pub(crate) fn malformed_schema() -> Finding {
    let message = "a schema has to be an object; any value is taken instead";
    Finding::new(Code::MalformedSchema, message).repair(Repair::Update("{type: …}"))
}

/// A section of OpenAPI 2.0 that isn't an object.
pub(crate) fn malformed_section(key: &str) -> Finding {
    Finding::new(Code::InvalidSection, format!("`{key}` is not an object; it is ignored"))
}

pub(crate) fn missing(key: &str, default: &str) -> Finding {
    Finding::new(Code::MissingMember, format!("`{key}` is missing; `{default}` instead"))
}

pub(crate) fn missing_responses() -> Finding {
    Finding::new(Code::MissingMember, "`responses` is missing; any response is taken")
}

pub(crate) fn missing_url(key: &str) -> Finding {
    Finding::new(Code::MissingMember, format!("`{key}` of the flow is missing; empty"))
}

/// A member whose key is another spelling of that of an earlier one.
pub(crate) fn repeated(key: &str, read_as: &str, first: Place) -> Finding {
    let message = format!("`{key}` is `{read_as}` once more; it is ignored");
    Finding::new(Code::DuplicateMember, message).label(first, "the one that counts")
}

/// An item of a list that is read as a map, whose name an earlier one has.
pub(crate) fn repeated_name(name: &str, first: Place) -> Finding {
    let message = format!("an item before this one has the name `{name}`; this one is ignored");
    Finding::new(Code::DuplicateMember, message).label(first, "the one that counts")
}

fn rejected(message: String) -> Finding {
    Finding::new(Code::RejectedPart, message).repair(Repair::Remove)
}

/// Part of the canonical document that the typed model has no place for.
pub(crate) fn unreadable(what: &str, why: &str) -> Finding {
    rejected(format!("{what} can't be read: {why}; it is ignored"))
}

pub(crate) fn unreadable_schema(why: &str) -> Finding {
    rejected(format!("the schema can't be read: {why}; any value is taken instead"))
}
