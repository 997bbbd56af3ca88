//! `vendor.toml`, and the name that a package is given.

use crate::diagnostic::Code;
use crate::diagnostic::finding::Finding;
use crate::diagnostic::findings::listed;

fn invalid(message: impl Into<String>) -> Finding {
    Finding::new(Code::InvalidSetting, message)
}

pub(crate) fn unknown_key(key: &str, near: Option<&str>) -> Finding {
    invalid(format!("there is no setting `{key}` here")).did_you_mean(near)
}

/// A key whose value is none of what it must be.
pub(crate) fn misfit(key: &str, what: &str) -> Finding {
    invalid(format!("`{key}` must be {what}"))
}

pub(crate) fn not_one_of(key: &str, words: &[&str]) -> Finding {
    misfit(key, &listed(words.iter().copied(), " or "))
}

pub(crate) fn missing(key: &str) -> Finding {
    invalid(format!("`{key}` is missing"))
}

pub(crate) fn no_header_name(text: &str) -> Finding {
    invalid(format!("`{text}` is not the name of a header"))
}

pub(crate) fn no_pointer(text: &str, such_as: &str) -> Finding {
    invalid(format!("`{text}` is not a JSON pointer such as `{such_as}`"))
}

pub(crate) fn no_crate_name(name: &str, why: &str, free: &str) -> Finding {
    invalid(format!("`{name}` can't be the name of a crate: it {why}"))
        .help(format!("name it otherwise, such as `{free}`"))
}

/// An operation that nothing in the description is called by.
pub(crate) fn unknown_operation(id: &str) -> Finding {
    invalid(format!("there is no operation `{id}`"))
}

// `[select]`

/// A pattern of operations that none is like.
pub(crate) fn selects_nothing(pattern: &str, near: Option<&str>) -> Finding {
    invalid(format!("`{pattern}` selects no operation")).did_you_mean(near)
}

// `[features]`

pub(crate) fn no_tags() -> Finding {
    invalid("no operation has a tag, so that there is nothing to make features of")
}

// `[operations]`

pub(crate) fn unknown_tag(tag: &str) -> Finding {
    invalid(format!("no operation has the tag `{tag}` first"))
}

pub(crate) fn taken_name(name: &str) -> Finding {
    invalid(format!(
        "another operation or handle, or something in generated code, is called `{name}`"
    ))
    .help("give that one another name, too")
}

// `[package]`

pub(crate) fn no_version(text: &str) -> Finding {
    invalid(format!("`{text}` is not a version such as `1.2.3`"))
}

pub(crate) fn no_keyword(text: &str) -> Finding {
    invalid(format!("registries take no keyword `{text}`"))
}

pub(crate) fn too_many_keywords() -> Finding {
    invalid("registries take five keywords at most")
}

// `[changes]`

pub(crate) fn unknown_rule(id: &str, near: Option<&str>) -> Finding {
    let finding = invalid(format!("there is no rule `{id}`"));
    match near {
        Some(_) => finding.did_you_mean(near),
        None => finding.help("codegen/docs/diff-rules.md has all of them"),
    }
}

// `[formats]`

fn of_formats(message: String) -> Finding {
    invalid(message).help("a format such as `decimal`, `date-time` or `int64`")
}

pub(crate) fn unknown_format(given: &str) -> Finding {
    of_formats(format!("`{given}` is not a known format"))
}

pub(crate) fn format_of_another_type(given: &str, name: &str) -> Finding {
    of_formats(format!("`{given}` is not a format of the type that `{name}` has here"))
}

pub(crate) fn unused_format(name: &str) -> Finding {
    of_formats(format!("no scalar of the description has the format `{name}`"))
}

// `[secrets]`

pub(crate) fn unused_secret(name: &str) -> Finding {
    invalid(format!("`{name}` changes nothing here"))
        .help("the name of a member that is a string; `also` hides it, `never` shows it")
}

// `[idempotency]`

pub(crate) fn no_key_header() -> Finding {
    invalid("a `header` is missing here, such as `Idempotency-Key`")
}

pub(crate) fn unknown_key_operation(id: &str) -> Finding {
    unknown_operation(id).help("an `operationId`, or method and path such as `POST /payments`")
}

// `[streams]`

pub(crate) fn unknown_stream(id: &str) -> Finding {
    unknown_operation(id).help("an `operationId`, or method and path such as `GET /events`")
}

/// What the setting or extension of a stream says of its items.
pub(super) const STREAM_ITEM: &str =
    "the `item` of a stream is a JSON pointer into each of its values, such as `/result`";

/// What is said of an `item` that isn't there.
pub(super) fn no_item(pointer: &str) -> String {
    format!("the values of the stream have no `{pointer}` that is described; items are any JSON")
}

pub(crate) fn no_stream_item(pointer: &str) -> Finding {
    invalid(no_item(pointer)).help(STREAM_ITEM)
}

// `[webhooks]`

pub(crate) fn event_in_two_places() -> Finding {
    invalid("an event's name is in a `header` or in the `body`, not in both")
}

pub(crate) fn event_in_no_place() -> Finding {
    invalid("where is the event's name: `header` or `body`?")
}

pub(crate) fn unknown_webhook(name: &str) -> Finding {
    invalid(format!("there is no webhook `{name}`"))
}

pub(crate) fn no_webhooks() -> Finding {
    invalid("the description has no webhooks that bring JSON")
}

pub(crate) fn unknown_verifier(name: &str) -> Finding {
    let known = "`stripe`, `github`, `slack`, `standard`, or a table";
    invalid(format!("`{name}` is not a verifier: {known}"))
}

pub(crate) fn signature_in_no_place() -> Finding {
    invalid("a verifier needs the `header` of the signature, or a vendor that it is `like`")
}

pub(crate) fn payload_without_body() -> Finding {
    invalid("the `payload` must have `{body}`, and an end for each brace")
}

pub(crate) fn time_is_half_said() -> Finding {
    invalid("a verifier has both a `timestamp` and a `payload` with `{timestamp}`, or neither")
}

pub(crate) fn time_in_no_place() -> Finding {
    invalid("the time has a `header` of its own or a `prefix`")
}

// `[pagination]`

pub(crate) fn no_page_style() -> Finding {
    invalid("a `style` is missing, such as `offset` or `cursor`")
}

pub(crate) fn unknown_page_style<'a>(
    style: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Finding {
    invalid(format!("`{style}` is not a style; there are {}", listed(known, ", ")))
}

pub(crate) fn no_page(id: &str) -> Finding {
    invalid(format!("`{id}` gives no JSON of one type that could be a page"))
}

pub(crate) fn nothing_to_confirm(id: &str) -> Finding {
    invalid(format!("nothing was concluded about `{id}` that could be confirmed"))
}

pub(crate) fn no_page_parameter(id: &str, name: &str) -> Finding {
    let what = if name.starts_with('/') { "member of the body" } else { "query parameter" };
    invalid(format!("`{id}` has no {what} `{name}`"))
}

pub(crate) fn nothing_in_page(id: &str, at: &str) -> Finding {
    invalid(format!("the response of `{id}` has nothing at `{at}`"))
}

/// What is no JSON pointer either.
pub(crate) fn no_header_of_page(id: &str, name: &str, near: Option<&str>) -> Finding {
    invalid(format!("the responses of `{id}` document no header `{name}`"))
        .help("a place in the body is a JSON pointer such as `/items`")
        .did_you_mean(near)
}

pub(crate) fn page_is_no_list(id: &str) -> Finding {
    invalid(format!("the response of `{id}` is not a list; `items` says where it is"))
}

pub(crate) fn no_list_in_page(id: &str, at: &str) -> Finding {
    invalid(format!("the response of `{id}` has no list at `{at}`"))
}

pub(crate) fn nothing_in_item(at: &str) -> Finding {
    invalid(format!("an item has nothing at `{at}`"))
}

// `[waiters]`

pub(crate) fn done_and_failed(state: &str) -> Finding {
    invalid(format!(
        "`{state}` can't be both a state that is waited for and one that never becomes it"
    ))
}

pub(crate) fn unknown_waiter_operation(id: &str) -> Finding {
    unknown_operation(id).help("an `operationId`, or method and path such as `GET /exports/{id}`")
}

pub(crate) fn no_state(id: &str) -> Finding {
    invalid(format!("`{id}` gives no JSON of one type that could tell a state"))
}

pub(crate) fn unknown_state(state: &str, at: &str, near: Option<&str>) -> Finding {
    invalid(format!("`{state}` is none of the values that are documented at `{at}`"))
        .did_you_mean(near)
        .help("an action of the overlay adds a value to the `enum`")
}

pub(crate) fn waiter_takes_a_name(method: &str) -> Finding {
    invalid(format!("there is a method `{method}` already")).help("call the waiter otherwise")
}
