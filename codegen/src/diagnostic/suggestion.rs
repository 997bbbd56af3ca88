//! The overlay action that repairs what a finding is about: where to begin, and with what.
//!
//! Only the maintainer knows what the vendor means, so that an action has a placeholder where a fact is missing.

use serde_json::Value;

use crate::diagnostic::Place;
use crate::diagnostic::render::{is_obeyed, visible_json};
use crate::pointer::Pointer;

/// How an overlay would repair what is at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Repair {
    /// By taking it out.
    Remove,
    /// By adding this to it (YAML).
    Update(&'static str),
    /// By taking out a keyword of it, and adding this instead.
    Replace(&'static str, &'static str),
    /// By a reference to this in its place.
    Refer(String),
    /// By other media types for what one holds, which is a key of `content`, or a `contentType`.
    Rename { from: String, to: Vec<String> },
    /// By adding this to the document (YAML).
    UpdateRoot(String),
    /// By taking out what a JSONPath selects, and adding this to the document (YAML).
    ReplaceRoot(&'static str, String),
}

impl Repair {
    /// A reference to some schema.
    pub(super) fn refer_to_schema() -> Self {
        Self::Refer("#/components/schemas/…".to_owned())
    }

    /// Something that is added to the document.
    pub(super) fn update_root(update: &str) -> Self {
        Self::UpdateRoot(update.to_owned())
    }

    /// Something that is added to the document, and the JSONPath of what stands against it.
    pub(super) fn replace_root(path: &'static str, update: &str) -> Self {
        Self::ReplaceRoot(path, update.to_owned())
    }

    /// The overlay action (OpenAPI Overlay 1.0, "Action Object").
    ///
    /// There is none where what is to be repaired doesn't stand at the place: OpenAPI 2.0 lists media types elsewhere.
    pub(super) fn action(&self, place: &Place) -> Option<String> {
        let at = node(place);
        Some(match self {
            Self::Remove => removing(at),
            Self::Update(update) => updating(at, update),
            Self::Replace(keyword, update) => {
                format!("{}{}", removing(&at.child(keyword)), updating(at, update))
            }
            Self::UpdateRoot(update) => updating(&Pointer::root(), update),
            Self::ReplaceRoot(path, update) => {
                format!("- target: {path}\n  remove: true\n{}", updating(&Pointer::root(), update))
            }
            Self::Refer(to) if to.contains('\'') || to.contains(is_obeyed) => {
                updating(at, &format!("{{$ref: {}}}", quoted(to)))
            }
            Self::Refer(to) => updating(at, &format!("{{$ref: '{to}'}}")),
            Self::Rename { from, to } => return renaming(at, from, to),
        })
    }
}

/// The node in the document that overlays are about.
fn node(place: &Place) -> &Pointer {
    place.target.as_ref().unwrap_or(&place.pointer)
}

fn updating(at: &Pointer, update: &str) -> String {
    // A reference is replaced as a whole: an update reaches the object that holds it.
    let holder = at.split_last().filter(|(_, last)| last == "$ref").map(|(holder, _)| holder);
    format!("- target: {}\n  update: {update}\n", json_path(holder.as_ref().unwrap_or(at)))
}

fn renaming(at: &Pointer, from: &str, to: &[String]) -> Option<String> {
    let (holder, last) = at.split_last()?;
    if last == "contentType" {
        return Some(updating(&holder, &format!("{{contentType: {}}}", yaml_text(&to.join(", ")))));
    }
    let each =
        to.iter().map(|it| updating(&holder, &format!("{{{}: {{schema: …}}}}", yaml_text(it))));
    (last == from).then(|| removing(at) + &each.collect::<String>())
}

fn removing(at: &Pointer) -> String {
    format!("- target: {}\n  remove: true\n", json_path(at))
}

/// A text as a YAML scalar in a flow: in quotes, unless it is a word.
pub(crate) fn yaml_text(text: &str) -> String {
    let is_word = text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text.chars().all(|it| it.is_ascii_alphanumeric() || "-_/+.".contains(it));
    if is_word { text.to_owned() } else { quoted(text) }
}

/// A JSON string, which is a YAML scalar as well.
fn quoted(text: &str) -> String {
    visible_json(&Value::from(text).to_string())
}

/// The JSONPath (RFC 9535) that selects the node at `at`.
fn json_path(at: &Pointer) -> String {
    let mut path = "$".to_owned();
    for token in at.tokens() {
        let index = !token.is_empty() && token.bytes().all(|it| it.is_ascii_digit());
        // A number may also be a member's name, such as a status; the places where lists stand are few.
        let list = path.ends_with("['parameters']")
            || path.ends_with("['allOf']")
            || path.ends_with("['oneOf']")
            || path.ends_with("['anyOf']")
            || path.ends_with("['prefixItems']")
            || path.ends_with("['security']")
            || path.ends_with("['servers']");
        if index && list {
            path = format!("{path}[{token}]");
        } else {
            let quoted = token.replace('\\', "\\\\").replace('\'', "\\'");
            path = format!("{path}['{quoted}']");
        }
    }
    // A plain YAML scalar ends at these.
    let ends = path.contains(": ") || path.contains(" #") || path.contains(is_obeyed);
    if ends { quoted(&path) } else { path }
}
