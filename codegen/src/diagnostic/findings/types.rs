//! `[types]` of `vendor.toml`: types of the user's own, derives and names.

use crate::diagnostic::finding::Finding;
use crate::diagnostic::{Code, Place};

fn invalid(message: impl Into<String>) -> Finding {
    Finding::new(Code::InvalidSetting, message)
}

// What the settings alone say

pub(crate) fn no_type() -> Finding {
    invalid("a `type` is missing, such as `rust_decimal::Decimal`")
}

pub(crate) fn with_without_serde() -> Finding {
    invalid("`with` goes with `as = \"serde\"` alone")
}

pub(crate) fn reserved_crate(name: &str) -> Finding {
    invalid(format!("generated code has a `{name}` of its own"))
        .help("call it otherwise: `other = { package = \"…\", version = \"…\" }`")
}

pub(crate) fn optional_crate(name: &str) -> Finding {
    invalid(format!("the crate `{name}` can't be optional, since the generated code needs it"))
        .help("leave `optional` out")
}

/// A path into a crate that nobody has declared.
pub(crate) fn unknown_crate(path: &str, krate: &str, near: Option<&str>) -> Finding {
    let table = "`[types.dependencies]`";
    invalid(format!("`{path}` is in the crate `{krate}`, which {table} doesn't have"))
        .did_you_mean(near)
}

pub(crate) fn unused_crate(krate: &str) -> Finding {
    invalid(format!("no type, macro or attribute here is from the crate `{krate}`"))
}

pub(crate) fn no_macro(path: &str) -> Finding {
    invalid(format!("`{path}` is not the path of a derive macro"))
}

pub(crate) fn no_attribute(text: &str) -> Finding {
    invalid(format!("`#[{text}]` is not an attribute of Rust"))
}

pub(crate) fn unknown_kind(kind: &str, near: Option<&str>) -> Finding {
    invalid(format!("`{kind}` is not a kind of types")).did_you_mean(near)
}

// What the description has to have

pub(crate) fn unknown_schema(name: &str, near: Option<&str>) -> Finding {
    invalid(format!("there is no schema `{name}` in the description")).did_you_mean(near)
}

/// A second type for a schema, and where it has the `first`.
pub(crate) fn two_types(schema: &str, first: &str, place: &Place) -> Finding {
    invalid(format!("the schema `{schema}` has the type `{first}` already"))
        .label(place.clone(), "the first one")
        .help("leave one of the two out")
}

/// A component that no type is made of by itself.
pub(crate) fn no_schema_of_its_own(name: &str) -> Finding {
    invalid(format!("no type is made of the schema `{name}`"))
        .help("name the schema that it refers to, if it is a reference")
}

pub(crate) fn no_schema_at(pointer: &str, near: Option<&str>) -> Finding {
    invalid(format!(
        "no schema that requests or responses have stands at `{pointer}`; one behind a `$ref` is named as the component"
    ))
    .did_you_mean(near)
}

pub(crate) fn unknown_format(name: &str, near: Option<&str>) -> Finding {
    invalid(format!("no scalar of the description has the format `{name}`")).did_you_mean(near)
}

/// A type that is read from texts, for a schema that has none.
pub(crate) fn no_text(ty: &str, schema: &str) -> Finding {
    invalid(format!(
        "`{ty}` can't be read by `FromStr`: `{schema}` is neither a string nor a number"
    ))
    .help("`as = \"serde\"` reads values of every kind")
}

/// A type for what is never a value in JSON: a body of text or bytes, the fields of a form, known values.
pub(crate) fn unused_type(what: &str, name: &str, ty: &str) -> Finding {
    let message =
        format!("`{ty}` isn't used: no value that is sent or received has the {what} `{name}`");
    Finding::new(Code::UnusedType, message).help(match what {
        "format" => "bodies of text or bytes and schemas with an `enum` don't have it; name the schema with the `enum`",
        _ => "bodies of text or bytes don't have it, and of a form the members do",
    })
}

// `[types.derives]`

pub(crate) fn unknown_pattern(pattern: &str, near: Option<&str>) -> Finding {
    invalid(format!("no type is called `{pattern}`")).did_you_mean(near)
}

pub(crate) fn pattern_of_no_kind(pattern: &str) -> Finding {
    invalid(format!("`{pattern}` is of no kind that is meant here"))
        .help("`kinds` are `structs`, `enums`, `unions` and `own`")
}

pub(crate) fn serde_derive(path: &str) -> Finding {
    invalid(format!("the crate's feature `serde` implements `{path}` already"))
}

/// A pattern of names that are all other names of types of somebody's own.
pub(crate) fn pattern_of_aliases(pattern: &str) -> Finding {
    invalid(format!("what `{pattern}` means is another name of a type, which derives nothing"))
}

/// A trait of the standard library that can't be.
pub(crate) fn no_derive(ty: &str, name: &str, why: &str) -> Finding {
    invalid(format!("`{ty}` can't derive `{name}`: {why}"))
        .help("what is given to a pattern with `*` is derived where it can be")
}

// `[types.names]` and `[types.members]`

pub(crate) fn name_of_no_type(schema: &str, near: Option<&str>) -> Finding {
    invalid(format!("no type is made of a schema `{schema}`")).did_you_mean(near)
}

/// A second name for a type or member, and where it has the `first`.
pub(crate) fn two_names(first: &str, name: &str, place: &Place) -> Finding {
    invalid(format!("what is called `{first}` can't be called `{name}`, too"))
        .label(place.clone(), "the first name")
        .help("leave one of the two lines out")
}

pub(crate) fn reserved_name(name: &str) -> Finding {
    invalid(format!("`{name}` has a meaning in generated code")).help("name it otherwise")
}

pub(crate) fn taken_type_name(name: &str) -> Finding {
    invalid(format!("another type is called `{name}` already"))
        .help("give that one another name, too, by its name or its JSON pointer")
}

pub(crate) fn taken_member_name(name: &str) -> Finding {
    invalid(format!("another member, or something in generated code, is called `{name}` already"))
}

pub(crate) fn unknown_schema_of_members(name: &str, near: Option<&str>) -> Finding {
    invalid(format!("there is no schema `{name}` with members in the description"))
        .did_you_mean(near)
}

/// A schema whose members are described elsewhere, by a reference or in a part of it.
pub(crate) fn no_members_of_its_own(name: &str) -> Finding {
    invalid(format!("the schema `{name}` describes no members itself"))
        .help("name the schema that does, such as a part of its `allOf` by the JSON pointer")
}

pub(crate) fn unknown_member(schema: &str, name: &str, near: Option<&str>) -> Finding {
    invalid(format!("the schema `{schema}` has no member `{name}`")).did_you_mean(near)
}
