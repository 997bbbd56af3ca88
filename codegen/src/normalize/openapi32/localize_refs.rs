//! Makes references to the document's own address references within it.
//!
//! - In: `$self`, and references and mappings that spell it out.
//! - Out: no `$self`; such a reference begins with `#`.
//! - Moves: nothing.
//!
//! Source: OpenAPI 3.2.0, "OpenAPI Object", `$self`; RFC 3986, section 5.1.1.

use serde_json::Value;

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::walk;

pub(crate) const PASS: Pass = Pass { name: "localize_refs", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let Some(root) = document.root.as_object_mut() else { return };
    let Some(Value::String(own)) = root.shift_remove("$self") else { return };
    walk(document, sink, &mut |_, _, kind, value| {
        let Value::Object(object) = value else { return };
        if kind.section().is_some()
            && let Some(Value::String(text)) = object.get_mut("$ref")
        {
            localize(text, &own);
        }
        if kind == Kind::Discriminator {
            if let Some(Value::String(text)) = object.get_mut("defaultMapping") {
                localize(text, &own);
            }
            let mapping = object.get_mut("mapping").and_then(Value::as_object_mut);
            for text in mapping.into_iter().flat_map(|it| it.values_mut()) {
                if let Value::String(text) = text {
                    localize(text, &own);
                }
            }
        }
    });
}

fn localize(text: &mut String, own: &str) {
    if let Some((address, fragment)) = text.split_once('#')
        && is_own(address, own)
    {
        *text = format!("#{fragment}");
    }
}

/// Whether `address`, resolved against `own`, is `own`.
fn is_own(address: &str, own: &str) -> bool {
    let path =
        own.split_once("://").map_or(own, |(_, rest)| rest.split_once('/').map_or("", |it| it.1));
    let name = path.rsplit('/').next().unwrap_or_default();
    let address = address.strip_prefix("./").unwrap_or(address);
    !address.is_empty()
        && (address == own
            || address == name
            || address.strip_prefix('/') == Some(path.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn an_address_is_resolved_against_the_documents_own() {
        let own = "https://example.com/api/openapi.yaml";
        for it in [own, "openapi.yaml", "./openapi.yaml", "/api/openapi.yaml"] {
            assert!(is_own(it, own), "{it}");
        }
        for it in ["", "other.yaml", "/openapi.yaml", "../openapi.yaml", "https://example.com/"] {
            assert!(!is_own(it, own), "{it}");
        }
        assert!(is_own("/a", "/a"));
    }
}
