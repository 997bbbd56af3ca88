//! Turns a response's `schema` into `content`, one entry for each media type that the operation produces.
//!
//! - In: responses with `schema` and `examples`; `produces` on the operation or the document. What is shared is read as
//!   the document's `produces` has it.
//! - Out: responses with `content`. A shared response that an operation produces in other media types is copied there.
//! - Moves: the schema and examples of each response to each media type; shared responses to where they are copied.

use serde_json::Value;

use crate::diagnostic::{Code, Sink};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::swagger2::components::share_schema;
use crate::normalize::swagger2::media::{Shape, declared, essence, fitting, is_structured, shape};
use crate::normalize::swagger2::parameters::lift_schema;
use crate::normalize::swagger2::walk::{
    Object, component, for_each_operation, is_pending, members,
};
use crate::pointer::Pointer;

/// See the module.
pub(super) const PASS: Pass = Pass { name: "describe_responses", run };

fn run(document: &mut Document, sink: &mut Sink) {
    if !is_pending(document) {
        return;
    }
    for_each_operation(document, |document, at, operation| {
        let produces = declared(Some(operation), &document.root, "produces");
        let Some(responses) = operation.get_mut("responses") else { return };
        for (at, response) in members(&at.child("responses"), responses) {
            copy_shared(document, &at, response, produces.as_deref());
            convert(document, &at, response, produces.as_deref(), sink);
        }
    });
    let at = Pointer::root().child("components").child("responses");
    let produces = declared(None, &document.root, "produces");
    let Some(mut responses) = at.get_mut(&mut document.root).map(Value::take) else { return };
    for (at, response) in members(&at, &mut responses) {
        convert(document, &at, response, produces.as_deref(), sink);
    }
    if let Some(slot) = at.get_mut(&mut document.root) {
        *slot = responses;
    }
}

/// Puts a shared response in place of the reference to it, if it would have other media types here.
fn copy_shared(
    document: &mut Document,
    at: &Pointer,
    response: &mut Value,
    produces: Option<&[String]>,
) {
    let Some(target) = response.get("$ref").and_then(Value::as_str) else { return };
    let Some((name, shared)) = component(&document.root, "responses", target) else { return };
    let Some(shared) = shared.as_object() else { return };
    let general = declared(None, &document.root, "produces");
    if media_types(&document.root, at, shared, produces)
        == media_types(&document.root, at, shared, general.as_deref())
    {
        return;
    }
    let from = Pointer::root().child("components").child("responses").child(&name);
    share_schema(document, &from);
    let Some(shared) = from.get(&document.root) else { return };
    *response = shared.clone();
    document.origins.moved(&from, at);
}

/// The media types of the response at `at`; none when it has no content.
fn media_types(
    root: &Value,
    at: &Pointer,
    response: &Object,
    produces: Option<&[String]>,
) -> Vec<String> {
    let examples = response.get("examples").and_then(Value::as_object);
    let keys = examples.into_iter().flat_map(Object::keys);
    let of_examples: Vec<String> = keys.filter(|it| it.contains('/')).cloned().collect();
    if !has_body(response) {
        return of_examples;
    }
    let shape = match response.get("schema") {
        Some(schema) => shape(root, Some(schema)),
        None => shape(root, Some(&Value::Object(response.clone()))),
    };
    // Without `produces`, examples are all that tells.
    let Some(produces) = produces else { return fitting(&of_examples, shape) };
    if shape == Shape::Structured && is_error(at) && !produces.iter().any(|it| may_be_object(it)) {
        // An operation that produces raw bytes says nothing of its errors.
        let general = declared(None, root, "produces").unwrap_or_default();
        let other: Vec<String> = of_examples
            .into_iter()
            .chain(general)
            .filter(|it| is_structured(essence(it)))
            .collect();
        if let Some(first) = other.into_iter().next() {
            return vec![first];
        }
    }
    fitting(produces, shape)
}

fn is_error(at: &Pointer) -> bool {
    let status = at.split_last().map(|(_, status)| status).unwrap_or_default();
    status == "default" || status.starts_with(['4', '5'])
}

fn may_be_object(media_type: &str) -> bool {
    is_structured(essence(media_type)) || media_type.contains('*')
}

/// Whether a response has a schema, or is written as if it were one.
fn has_body(response: &Object) -> bool {
    response.get("schema").is_some_and(Value::is_object)
        || response.get("type").is_some_and(Value::is_string)
}

fn convert(
    document: &mut Document,
    at: &Pointer,
    response: &mut Value,
    produces: Option<&[String]>,
    sink: &mut Sink,
) {
    let Some(response) = response.as_object_mut() else { return };
    if response.contains_key("$ref") || response.contains_key("content") {
        return;
    }
    let types = media_types(&document.root, at, response, produces);
    let has_body = has_body(response);
    let examples = response.shift_remove("examples");
    if types.is_empty() {
        response.shift_remove("schema");
        return;
    }
    let schema = has_body.then(|| lift_schema(document, at, response));
    let mut content = Object::new();
    for media_type in types {
        let now = at.child("content").child(&media_type);
        document.origins.moved(at, &now);
        let mut entry = Object::new();
        if let Some(schema) = &schema {
            entry.insert("schema".to_owned(), Value::Object(schema.clone()));
        }
        content.insert(media_type, Value::Object(entry));
    }
    add_examples(document, at, &mut content, examples, sink);
    let index = response.keys().position(|it| it.starts_with("x-")).unwrap_or(response.len());
    response.shift_insert(index, "content".to_owned(), Value::Object(content));
}

/// Adds each example to the media type that it is for.
fn add_examples(
    document: &mut Document,
    at: &Pointer,
    content: &mut Object,
    examples: Option<Value>,
    sink: &mut Sink,
) {
    let at_examples = at.child("examples");
    let Some(Value::Object(examples)) = examples else { return };
    for (key, example) in examples {
        let target = content.iter_mut().find(|(it, _)| essence(it) == essence(&key));
        let Some((media_type, Value::Object(entry))) = target else {
            let message = format!(
                "the example is for `{key}`, which the operation doesn't produce, it is ignored"
            );
            document.report(sink, Code::UnusedExample, &at_examples.child(&key), message);
            continue;
        };
        let now = at.child("content").child(media_type).child("example");
        document.origins.moved(&at_examples.child(&key), &now);
        entry.insert("example".to_owned(), example);
    }
}
