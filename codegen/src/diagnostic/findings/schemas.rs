//! Schemas: their types, keywords, values and members.

use crate::diagnostic::finding::Finding;
use crate::diagnostic::findings::listed;
use crate::diagnostic::suggestion::Repair;
use crate::diagnostic::{Code, Place};

fn repaired_type(message: impl Into<String>) -> Finding {
    Finding::new(Code::RepairedType, message)
}

pub(crate) fn misspelled_type(name: &str, read_as: &str) -> Finding {
    repaired_type(format!("there is no type `{name}`; read as `{read_as}`")).keyword("type")
}

pub(crate) fn type_for_any(name: &str) -> Finding {
    repaired_type(format!("there is no type `{name}`; read as any value")).keyword("type")
}

pub(crate) fn type_for_list(name: &str, of: &str) -> Finding {
    repaired_type(format!("there is no type `{name}`; read as a list of `{of}`")).keyword("type")
}

pub(crate) fn type_for_schema(name: &str) -> Finding {
    repaired_type(format!("`{name}` is a schema, not a type; read as a reference")).keyword("type")
}

pub(crate) fn misspelled_type_in_list() -> Finding {
    repaired_type("a name in the list of types is repaired")
}

pub(crate) fn unsigned_maximum() -> Finding {
    repaired_type("`maximum` is above every signed integer; read as `format: uint64`")
}

fn unknown(message: String) -> Finding {
    Finding::new(Code::UnknownType, message).repair(Repair::Update("{type: …}"))
}

pub(crate) fn unknown_type(name: &str, near: Option<&str>) -> Finding {
    unknown(format!("there is no type `{name}`; any value is taken instead"))
        .keyword("type")
        .did_you_mean(near)
}

pub(crate) fn type_is_no_name() -> Finding {
    unknown("`type` isn't a name; any value is taken instead".to_owned()).keyword("type")
}

fn implied(message: String) -> Finding {
    Finding::new(Code::ImpliedType, message)
}

pub(crate) fn implied_type(because: &str, read_as: &str) -> Finding {
    implied(format!("`type` is missing; `{because}` makes it `{read_as}`"))
}

pub(crate) fn object_or_array(because: &str) -> Finding {
    implied(format!("`type` is missing; `{because}` and `items` allow `object` and `array`"))
}

pub(crate) fn array_without_items() -> Finding {
    implied("an array without `items` has items of any kind".to_owned())
}

pub(crate) fn items_without_type() -> Finding {
    let message = "`type` is missing beside `items`, which says nothing of values that are no \
                   lists; these are kept";
    implied(message.to_owned())
}

pub(crate) fn required_flag() -> Finding {
    let message = "`required` of a schema is a list of names; this one says nothing";
    Finding::new(Code::RequiredFlag, message)
}

pub(crate) fn required_flag_of(member: &str) -> Finding {
    let message =
        format!("`required` of `{member}` belongs in the list of the object; moved there");
    Finding::new(Code::RequiredFlag, message)
}

fn repaired_enum(message: impl Into<String>) -> Finding {
    Finding::new(Code::RepairedEnum, message)
}

pub(crate) fn enum_as_object() -> Finding {
    repaired_enum("`enum` is an object; its values are taken")
}

pub(crate) fn enum_as_text() -> Finding {
    repaired_enum("`enum` is one text; it is split at its commas")
}

pub(crate) fn enum_as_value() -> Finding {
    repaired_enum("`enum` is one value; read as a list of it")
}

pub(crate) fn enum_of_items() -> Finding {
    repaired_enum("`enum` lists what the items can be; moved there")
}

pub(crate) fn unusable_enum(of: &str) -> Finding {
    repaired_enum(format!("`enum` of an `{of}` can't be expressed; it is ignored"))
}

pub(crate) fn converted_enum(to: &str) -> Finding {
    repaired_enum(format!("values of `enum` aren't of type `{to}`; converted"))
}

pub(crate) fn enum_of_texts(of: &str) -> Finding {
    let message = format!("no value of `enum` is of type `{of}`; read as `string`");
    Finding::new(Code::MismatchedEnum, message)
}

pub(crate) fn mismatched_enum(of: &str) -> Finding {
    let message = format!("some values of `enum` aren't of type `{of}`; it is ignored");
    Finding::new(Code::MismatchedEnum, message)
}

/// A value of an `enum` that is there already; as JSON.
pub(crate) fn repeated_enum_value(value: &str, first: Place) -> Finding {
    let message = format!("`enum` has the value `{value}` already; it is read once");
    Finding::new(Code::DuplicateEnumValue, message).label(first, "the one that counts")
}

/// A `default` that is meant as `read_as`, which is JSON.
pub(crate) fn converted_default(of: &str, read_as: &str) -> Finding {
    let message = format!("`default` isn't of type `{of}`; read as `{read_as}`");
    Finding::new(Code::MismatchedValue, message)
}

/// A `default` or `example`.
pub(crate) fn mismatched_value(key: &str, of: &str) -> Finding {
    let message = format!("`{key}` isn't of type `{of}`; it is ignored");
    Finding::new(Code::MismatchedValue, message)
}

pub(crate) fn keyword_of_another_type(key: &str, of: &str) -> Finding {
    let message = format!("`{key}` says nothing about a `{of}`; it is ignored");
    Finding::new(Code::IneffectiveKeyword, message)
}

pub(crate) fn keyword_alone(key: &str, needed: &str) -> Finding {
    let message = format!("`{key}` says nothing without `{needed}`; it is ignored");
    Finding::new(Code::IneffectiveKeyword, message)
}

pub(crate) fn unknown_wire_form<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Finding {
    let known = listed(known, ", ");
    wire_form(format!("`{name}` is not a known form of a value; there are {known}"))
}

pub(crate) fn wire_form_of_another_type(name: &str) -> Finding {
    wire_form(format!("a value of this type has no form `{name}`; it is read as its type says"))
}

pub(crate) fn unused_wire_form() -> Finding {
    let message = "only a member or parameter, the items of a list in one, and for `empty-null` one that may be \
                   missing or `null`, can have another form; the value is read as its type says";
    wire_form(message.to_owned())
}

fn wire_form(message: String) -> Finding {
    Finding::new(Code::InvalidWireForm, message)
}

fn mismatched_format(what: &str, read_as: &str) -> Finding {
    Finding::new(Code::MismatchedFormat, format!("{what}; it is read as {read_as}"))
}

/// A value that isn't of the format beside it, which may be none but the usual one of integers.
pub(crate) fn value_of_another_format(value: &str, format: &str, read_as: &str) -> Finding {
    let what = match format {
        "" => format!("`{value}` is not a signed 64-bit integer"),
        format => format!("`{value}` isn't of the format `{format}`"),
    };
    mismatched_format(&what, read_as)
}

pub(crate) fn bounds_beyond_format(format: &str, read_as: &str) -> Finding {
    mismatched_format(&format!("the bounds are beyond the format `{format}`"), read_as)
}

pub(crate) fn recursive_alias() -> Finding {
    let message = "this schema is nothing but itself; any value is taken";
    Finding::new(Code::RecursiveAlias, message).repair(Repair::Update("{type: …}"))
}

pub(crate) fn endless_member(name: &str) -> Finding {
    let message = format!("`{name}` needs itself without end; it may be missing");
    Finding::new(Code::InfiniteType, message)
}

pub(crate) fn undescribed_member(name: &str) -> Finding {
    let message = format!("`{name}` is required but not described; any value is taken");
    Finding::new(Code::UndescribedMember, message)
}

/// A required member that only `additionalProperties` describes.
pub(crate) fn member_like_others(name: &str) -> Finding {
    let message = format!(
        "`{name}` is required but not described; it is taken for one of `additionalProperties`"
    );
    Finding::new(Code::UndescribedMember, message)
}

/// Members that `then`, `else` or `dependentSchemas` name.
pub(crate) fn conditional<'a>(names: impl IntoIterator<Item = &'a str>) -> Finding {
    let message =
        format!("only a condition names {}; taken as optional members", listed(names, ", "));
    Finding::new(Code::ConditionalMembers, message)
}
