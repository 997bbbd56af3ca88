//! What else people have that describes an API: known by sight, so that a finding can say what to do.

use serde_json::Value;

use super::Verdict;
use crate::diagnostic::findings;
use crate::document::Document;
use crate::pointer::Pointer;

/// A kind of document that can't be read.
struct Other {
    /// What it is.
    name: &'static str,
    is: fn(&Value) -> bool,
    help: &'static str,
}

/// In this order; the first that fits is named.
const OTHERS: [Other; 13] = [
    Other {
        name: "a list",
        is: Value::is_array,
        help: "an API description is an object; if this is a list of descriptions, give one of them",
    },
    Other { name: "an AsyncAPI document", is: |it| has(it, "asyncapi"), help: ASK },
    Other {
        name: "an Arazzo document",
        is: |it| has(it, "arazzo"),
        help: "give the description that its sources name",
    },
    Other {
        name: "an overlay",
        is: |it| has(it, "overlay"),
        help: "give the description that it is for",
    },
    Other { name: "an OpenRPC document", is: |it| has(it, "openrpc"), help: ASK },
    Other {
        name: "a Smithy model",
        is: |it| has(it, "smithy"),
        help: "convert it to OpenAPI first, which Smithy's own tools do",
    },
    Other {
        name: "a Google API Discovery document",
        is: |it| has(it, "discoveryVersion") || text(it, "kind").starts_with("discovery#"),
        help: ASK,
    },
    Other {
        name: "a GraphQL schema",
        is: |it| has(it, "__schema") || it.get("data").is_some_and(|it| has(it, "__schema")),
        help: "GraphQL has one endpoint and a query language of its own, which a client of this kind doesn't speak",
    },
    Other {
        name: "an Insomnia export",
        is: |it| {
            text(it, "_type") == "export" || text(it, "type").starts_with("collection.insomnia")
        },
        help: "export it as HAR or OpenAPI, or from its design document",
    },
    Other {
        name: "a HAR archive",
        is: |it| it.get("log").is_some_and(|it| has(it, "entries")),
        help: "it records calls, it doesn't describe an API; tools that make OpenAPI of it exist",
    },
    Other {
        name: "RAML",
        is: |it| has(it, "title") && !has(it, "paths") && keys(it).any(|key| key.starts_with('/')),
        help: "convert it to OpenAPI first",
    },
    Other {
        name: "an AWS API Gateway or CloudFormation template",
        is: |it| has(it, "AWSTemplateFormatVersion"),
        help: "export the API itself from the gateway, as OpenAPI 3.0",
    },
    Other {
        name: "a JSON Schema",
        is: |it| has(it, "$schema") && !has(it, "paths"),
        help: "it describes types, not calls; put it below `components: schemas:` of an OpenAPI document",
    },
];

const ASK: &str =
    "ask the vendor for an OpenAPI description, or look for one that a gateway exports";

/// Names what a document that can't be read is.
pub(super) fn find(document: &Document) -> Option<Verdict> {
    let other = OTHERS.iter().find(|it| (it.is)(&document.root))?;
    Some(Verdict::No(Pointer::root(), findings::dialect::unreadable(other.name, other.help)))
}

fn has(value: &Value, key: &str) -> bool {
    value.get(key).is_some()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn keys(value: &Value) -> impl Iterator<Item = &String> {
    value.as_object().into_iter().flat_map(serde_json::Map::keys)
}
