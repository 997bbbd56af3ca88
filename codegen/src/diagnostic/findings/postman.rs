//! Postman collections, and the samples in them.

use crate::diagnostic::finding::Finding;
use crate::diagnostic::findings::{beginning, listed};
use crate::diagnostic::{Code, Place};

/// Why a saved request can't be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    Method(String),
    NoAddress,
    NoHost,
    Host(String),
    /// What follows the scheme.
    Port(String),
}

pub(crate) fn unusable_request(name: &str, why: &Unusable) -> Finding {
    let why = match why {
        Unusable::Method(method) => format!("has the method `{method}`, which can't be sent"),
        Unusable::NoAddress => "has no address".to_owned(),
        Unusable::NoHost => "names no host".to_owned(),
        Unusable::Host(host) => format!("names a host that can't be, `{host}`"),
        Unusable::Port(authority) => format!("has no port that could be, in `{authority}`"),
    };
    let message = format!("the request `{name}` {why}; it is ignored");
    Finding::new(Code::UnusableRequest, message)
}

pub(crate) fn no_method(method: &str) -> Finding {
    let message = format!("requests can't have the method `{method}`; it is ignored");
    Finding::new(Code::Method, message)
}

fn repaired(message: impl Into<String>) -> Finding {
    Finding::new(Code::RepairedCollection, message)
}

pub(crate) fn item_for_list() -> Finding {
    repaired("`item` is not a list; read as one of one item")
}

pub(crate) fn no_list_of_items() -> Finding {
    repaired("`item` is not a list; it is ignored")
}

pub(crate) fn empty_item(name: Option<&str>) -> Finding {
    let name = name.map(|it| format!(" `{it}`")).unwrap_or_default();
    repaired(format!("the item{name} has neither a request nor items; it is ignored"))
}

pub(crate) fn body_of_method(method: &str) -> Finding {
    repaired(format!("Postman sends no body with `{method}`; it is ignored"))
}

pub(crate) fn body_of_mode(mode: &str) -> Finding {
    repaired(format!("a body of the unknown mode `{mode}`; it is ignored"))
}

/// A header that names another media type than the body's.
pub(crate) fn body_of_media_type(stated: &str, sent: &str) -> Finding {
    repaired(format!("the header says `{stated}` of a body that isn't; it is sent as `{sent}`"))
}

pub(crate) fn control_characters(header: &str) -> Finding {
    repaired(format!("the header `{header}` has control characters in it; it is ignored"))
}

pub(crate) fn value_without_key() -> Finding {
    repaired("a value without a key can't be sent; it is ignored")
}

pub(crate) fn response_is_no_object() -> Finding {
    repaired("a saved response is not an object; it is ignored")
}

pub(crate) fn answered_in_json(asked: &str) -> Finding {
    repaired(format!("the request asks for `{asked}` and was answered in JSON, which is asked for"))
}

pub(crate) fn response_of_no_status(code: &str) -> Finding {
    repaired(format!(
        "a saved response has the status `{code}`, which HTTP hasn't; read as that of any status"
    ))
}

pub(crate) fn two_slashes() -> Finding {
    repaired("an address has two slashes after its scheme; read so")
}

pub(crate) fn two_colons() -> Finding {
    repaired("an address with two colons before its port; read with one")
}

pub(crate) fn user_in_address() -> Finding {
    repaired("the address has a user or password in front of its host; it is ignored")
}

pub(crate) fn dots_in_path() -> Finding {
    repaired("the path has `.` or `..` in it; read as what that comes to")
}

pub(crate) fn placeholder_in_host(name: &str) -> Finding {
    repaired(format!("`{name}` in the host stands for a value; read as a variable"))
}

pub(crate) fn raw_differs() -> Finding {
    repaired("`raw` and the parts of the address differ; the parts count")
}

pub(crate) fn nearly_json() -> Finding {
    Finding::new(Code::RepairedSample, "this isn't quite JSON; it is read as what is meant")
}

pub(crate) fn many_digits() -> Finding {
    let message = "examples can't have all digits of a number in it; its type keeps them";
    Finding::new(Code::RepairedSample, message)
}

pub(crate) fn huge_number(written: &str) -> Finding {
    let written = beginning(written);
    let message = format!(
        "`{written}` is beyond a 64-bit float; examples have the largest one, and its type keeps every digit"
    );
    Finding::new(Code::NumberRange, message)
}

pub(crate) fn broken_sample(why: &str) -> Finding {
    Finding::new(Code::BrokenSample, format!("this isn't JSON: {why}; it shows no type"))
}

/// Variables that a script sets.
pub(crate) fn script<'a>(names: impl IntoIterator<Item = &'a str>) -> Finding {
    let names = listed(names, ", ");
    let message = format!("a script sets {names}, which requests need; scripts aren't run");
    Finding::new(Code::CollectionScript, message)
}

/// Requests of one method and path: the first, and these.
pub(crate) fn merged(method: &str, path: &str, others: Vec<Place>) -> Finding {
    let n_requests = others.len() + 1;
    let message = format!("{n_requests} requests are `{method} {path}`; they are one operation");
    Finding::new(Code::MergedRequests, message).label_each(others, "another of them")
}
