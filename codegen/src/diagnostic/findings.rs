//! What findings say: a function for each, which has the code, the message, the help, the places that have to do with it
//! and the overlay action that repairs it.
//!
//! A module for each area; in it findings stand in the order of their codes. Whoever finds something says where it is:
//! `cx.report(at, findings::parameters::repeated(name, first))`.

pub(crate) mod bodies;
pub(crate) mod dialect;
pub(crate) mod examples;
pub(crate) mod load;
pub(crate) mod members;
pub(crate) mod names;
pub(crate) mod overlay;
pub(crate) mod pagination;
pub(crate) mod parameters;
pub(crate) mod paths;
pub(crate) mod postman;
pub(crate) mod references;
pub(crate) mod release;
pub(crate) mod schemas;
pub(crate) mod security;
pub(crate) mod servers;
pub(crate) mod settings;
pub(crate) mod types;
pub(crate) mod unions;
pub(crate) mod webhooks;

/// Names in backticks, one after the other.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>, between: &str) -> String {
    let names: Vec<String> = names.into_iter().map(|it| format!("`{it}`")).collect();
    names.join(between)
}

/// A text as far as it fits into a message.
fn beginning(text: &str) -> String {
    text.chars().take(40).collect()
}
