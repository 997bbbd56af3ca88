//! Turns a response's `schema` into `content`, one entry for each media type that the operation produces.
//!
//! - In: responses with `schema` and `examples`; `produces` on the operation or the document, and what a parameter
//!   `Accept` says instead. What is shared is read as the document's `produces` has it.
//! - Out: responses with `content`; without a schema those that are raw by what their operation produces. A shared response that an operation produces in other media types is copied there.
//! - Moves: the schema and examples of each response to each media type; shared responses to where they are copied.

use serde_json::Value;

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::http::essence;
use crate::normalize::Pass;
use crate::normalize::swagger2::components::share_schema;
use crate::normalize::swagger2::media::{
    ContentKind, declared, fitting, is_raw, is_structured, shape, stated,
};
use crate::normalize::swagger2::parameters::lift_schema;
use crate::normalize::swagger2::walk::{
    Object, component, for_each_path_item, insert_at, is_pending, members, operations,
};
use crate::pointer::Pointer;

/// See the module.
pub(super) const PASS: Pass = Pass { name: "describe_responses", run };

/// What an operation produces.
#[derive(Clone, Debug, Default)]
struct Produces {
    /// `None` where nothing is said of it.
    types: Option<Vec<String>>,
    /// Those in which a success without a schema can be.
    raw: Vec<String>,
    /// Whether `default` stands for successes, because no other response does.
    default_succeeds: bool,
}

impl Produces {
    fn of(root: &Value, method: &str, operation: &Object, shared: Option<&Value>) -> Self {
        let accepted = stated(root, [operation.get("parameters"), shared], "accept");
        let types = if accepted.is_empty() {
            declared(Some(operation), root, "produces")
        } else {
            Some(accepted)
        };
        let is_own = operation.get("produces").is_some_and(|it| !it.is_null());
        let all = types.clone().unwrap_or_default();
        let raw: Vec<String> = all.iter().filter(|it| is_raw(essence(it))).cloned().collect();
        let is_structured = |it: &String| is_structured(essence(it)) || it.contains('*');
        let raw = if method.eq_ignore_ascii_case("head") {
            Vec::new()
        } else if is_own && !all.iter().any(is_structured) {
            // Whoever says it of one operation means it: texts too.
            all
        } else if is_own || (method.eq_ignore_ascii_case("get") && raw.len() == all.len()) {
            raw
        } else {
            Vec::new()
        };
        let responses = operation.get("responses").and_then(Value::as_object);
        let is_success = |it: &String| it.starts_with('2');
        let default_succeeds = responses.is_some_and(|it| !it.keys().any(is_success));
        Self { types, raw, default_succeeds }
    }

    /// What is said for all operations.
    fn general(root: &Value) -> Self {
        Self { types: declared(None, root, "produces"), ..Self::default() }
    }
}

fn run(document: &mut Document, sink: &mut Sink) {
    if !is_pending(document) {
        return;
    }
    for_each_path_item(document, |document, at, item| {
        let shared = item.get("parameters").cloned();
        for (at, operation) in operations(at, item) {
            let method = at.split_last().map(|(_, method)| method).unwrap_or_default();
            let produces = Produces::of(&document.root, &method, operation, shared.as_ref());
            let Some(responses) = operation.get_mut("responses") else { continue };
            for (at, response) in members(&at.child("responses"), responses) {
                copy_shared(document, &at, response, &produces);
                convert(document, &at, response, &produces, sink);
            }
        }
    });
    let at = Pointer::root().child("components").child("responses");
    let produces = Produces::general(&document.root);
    let Some(mut responses) = at.get_mut(&mut document.root).map(Value::take) else { return };
    for (at, response) in members(&at, &mut responses) {
        convert(document, &at, response, &produces, sink);
    }
    if let Some(slot) = at.get_mut(&mut document.root) {
        *slot = responses;
    }
}

/// Puts a shared response in place of the reference to it, if it would have other media types here.
fn copy_shared(document: &mut Document, at: &Pointer, response: &mut Value, produces: &Produces) {
    let Some(target) = response.get("$ref").and_then(Value::as_str) else { return };
    let Some((name, shared)) = component(&document.root, "responses", target) else { return };
    let Some(shared) = shared.as_object() else { return };
    let general = Produces::general(&document.root);
    if media_types(&document.root, at, shared, produces)
        == media_types(&document.root, at, shared, &general)
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
fn media_types(root: &Value, at: &Pointer, response: &Object, produces: &Produces) -> Vec<String> {
    let examples = response.get("examples").and_then(Value::as_object);
    let keys = examples.into_iter().flat_map(Object::keys);
    let of_examples: Vec<String> = keys.filter(|it| it.contains('/')).cloned().collect();
    if !has_body(response) {
        let is_raw = of_examples.is_empty() && may_have_body(at, produces.default_succeeds);
        return if is_raw { produces.raw.clone() } else { of_examples };
    }
    let shape = match response.get("schema") {
        Some(schema) => shape(root, Some(schema)),
        None => shape(root, Some(&Value::Object(response.clone()))),
    };
    // Without `produces`, examples are all that tells.
    let Some(produces) = &produces.types else { return fitting(&of_examples, shape) };
    if shape == ContentKind::Structured
        && is_error(at)
        && !produces.iter().any(|it| may_be_object(it))
    {
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

/// Whether it is a success that can have a body (RFC 9110, sections 15.3.5 and 15.3.6).
fn may_have_body(at: &Pointer, default_succeeds: bool) -> bool {
    let status = at.split_last().map(|(_, status)| status).unwrap_or_default();
    if status == "default" {
        return default_succeeds;
    }
    status.starts_with('2') && !status.starts_with("204") && !status.starts_with("205")
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
    produces: &Produces,
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
    insert_at(response, index, "content", Value::Object(content));
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
            document.report(sink, &at_examples.child(&key), findings::bodies::unused_example(&key));
            continue;
        };
        let now = at.child("content").child(media_type).child("example");
        document.origins.moved(&at_examples.child(&key), &now);
        entry.insert("example".to_owned(), example);
    }
}
