//! The overlay action that a gap asks for: where to begin, and with what.
//!
//! Only the maintainer knows what the vendor means, so that an action has a placeholder where a fact is missing.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pointer::Pointer;

/// An overlay action (OpenAPI Overlay 1.0, "Action Object") that would repair a gap; `None` where none can.
pub(super) fn action(finding: &Diagnostic) -> Option<String> {
    let at = node(&finding.place);
    let update = match finding.code {
        Code::UnresolvedRef | Code::DynamicRef | Code::CircularRef => {
            return Some(refer(&finding.place, "#/components/schemas/…"));
        }
        Code::RemoteRef | Code::OutsideRef | Code::UnreadableRef => "{$ref: '…'}",
        Code::MalformedSchema | Code::UnknownType | Code::RecursiveAlias => "{type: …}",
        Code::UnmergeableAllOf => {
            return Some(replacing(at, "allOf", "{type: object, properties: {…}}"));
        }
        Code::FormWithoutFields => "{type: object, properties: {…}}",
        Code::SecurityScheme | Code::UnsupportedSecurity => {
            "{type: apiKey, in: header, name: Authorization}"
        }
        Code::SeveralBodies
        | Code::BodyAndForm
        | Code::ParameterPlace
        | Code::StatusKey
        | Code::UnknownSecurity
        | Code::Malformed
        | Code::HeaderName
        | Code::UnsupportedServer
        | Code::RejectedPart => return Some(removing(at)),
        _ => return None,
    };
    Some(updating(at, update))
}

/// The action that puts a reference to `to` in place of what can't be followed.
pub(super) fn refer(place: &Place, to: &str) -> String {
    updating(node(place), &format!("{{$ref: '{to}'}}"))
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

fn removing(at: &Pointer) -> String {
    format!("- target: {}\n  remove: true\n", json_path(at))
}

fn replacing(at: &Pointer, keyword: &str, update: &str) -> String {
    format!("{}{}", removing(&at.child(keyword)), updating(at, update))
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
    // A plain YAML scalar ends at these; a JSON string is a YAML one as well.
    if path.contains(": ") || path.contains(" #") { format!("{path:?}") } else { path }
}
