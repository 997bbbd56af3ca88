//! Leaves out what no pass could read.
//!
//! - In: a document whose members were repaired where they could be.
//! - Out: every member is known and has its shape; required members are there. What stood in the place of a schema is `{}`.
//!   From 3.1 on a schema may be annotated with any key, which is noted once for the document.
//! - Moves: the items after one that went.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::{Kind, METHODS, Shape};
use crate::normalize::openapi30::split_ref_siblings::is_new;
use crate::normalize::walk::{At, Context, Object, walk};
use crate::pointer::Pointer;

/// What the passes in between may rely on: members of objects other than schemas have their shape.
pub(crate) const EARLY: Pass =
    Pass { name: "drop_malformed_early", run: |document, sink| run(document, sink, true) };

/// All of it.
pub(crate) const PASS: Pass =
    Pass { name: "drop_malformed", run: |document, sink| run(document, sink, false) };

fn run(document: &mut Document, sink: &mut Sink, early: bool) {
    if !document.root.is_object() {
        document.root = json!({});
    }
    let may_annotate = !early && is_new(&document.root);
    let mut annotations = Annotations::new();
    walk(document, sink, &mut |cx, at, kind, value| {
        let Value::Object(object) = value else { return };
        if object.get("$ref").is_some_and(Value::is_string) && kind.section().is_some() {
            return;
        }
        if kind.section().is_some() && object.shift_remove("$ref").is_some() {
            cx.report(at, findings::references::not_text());
        }
        if may_annotate && kind == Kind::Schema {
            annotated(at, object, &mut annotations);
        }
        sweep(cx, at, kind, object, early);
        if !early {
            fill(kind, object);
        }
    });
    for (key, (at, n_places)) in annotations {
        document.report(sink, &at, findings::members::annotation(&key, n_places));
    }
}

/// Keys of schemas that OpenAPI doesn't know: where the first one stands, and how many there are.
type Annotations = BTreeMap<String, (Pointer, usize)>;

/// Takes out what a schema of 3.1 may have beside keywords.
///
/// Source: OpenAPI 3.1.0, "Schema Object": "additional properties MAY omit the `x-` prefix within this object".
fn annotated(at: &At<'_>, schema: &mut Object, annotations: &mut Annotations) {
    schema.retain(|key, _| {
        let is_known = key.starts_with("x-") || Kind::Schema.member(key).is_some();
        if !is_known && !key.starts_with('$') {
            let first = || (at.key(key).pointer(), 0);
            annotations.entry(key.clone()).or_insert_with(first).1 += 1;
        }
        is_known
    });
}

fn sweep(cx: &mut Context<'_>, at: &At<'_>, kind: Kind, object: &mut Object, early: bool) {
    object.retain(|key, value| {
        let here = at.key(key);
        match kind.member(key) {
            Some(shape) if early && kind == Kind::Schema && !holds_schemas(shape) => true,
            Some(shape) => fits(cx, &here, shape, value, early),
            None if early || key.starts_with("x-") => true,
            None => {
                unknown(cx, &here, kind, key);
                false
            }
        }
    });
}

fn holds_schemas(shape: Shape) -> bool {
    matches!(shape, Shape::One(_) | Shape::List(_) | Shape::Map(_) | Shape::SchemaOrFlag)
}

fn unknown(cx: &mut Context<'_>, at: &At<'_>, kind: Kind, key: &str) {
    let is_quiet = key.starts_with('$') && kind == Kind::Schema;
    if is_quiet {
        return;
    }
    if kind == Kind::PathItem && METHODS.contains(&key.to_ascii_lowercase().as_str()) {
        return cx.report(at, findings::members::upper_case_method(key));
    }
    let owner = (kind != Kind::Root).then(|| format!("{kind:?}"));
    let near = cx.sink.most_similar(key, kind.members());
    cx.report(at, findings::members::unknown_key(key, owner.as_deref(), near));
}

/// Whether a member can stay, after what in it can't is out.
fn fits(cx: &mut Context<'_>, at: &At<'_>, shape: Shape, value: &mut Value, early: bool) -> bool {
    let fits = match (shape, &mut *value) {
        (Shape::Any, _)
        | (Shape::Text, Value::String(_))
        | (Shape::Flag, Value::Bool(_))
        | (Shape::Number, Value::Number(_))
        | (Shape::Values, Value::Array(_))
        | (Shape::Object, Value::Object(_))
        | (Shape::SchemaOrFlag, Value::Bool(_) | Value::Object(_)) => true,
        (Shape::Count, Value::Number(number)) => number.is_u64(),
        (Shape::Texts, Value::Array(items)) => {
            keep_items(cx, at, items, Value::is_string);
            // Of a schema an empty list is nothing, and not allowed.
            !items.is_empty() || at.name() != Some("required") || early
        }
        (Shape::TextMap, Value::Object(members)) => {
            members.retain(|_, it| it.is_string());
            true
        }
        (Shape::One(kind), value) => return is_usable(cx, at, kind, value, early),
        (Shape::List(kind), Value::Array(items)) => {
            cx.keep(at, items, |cx, at, item| is_usable(cx, at, kind, item, early));
            true
        }
        (Shape::Map(kind), Value::Object(members)) => {
            members.retain(|name, it| {
                let is_extension = name.starts_with("x-") && !it.is_object();
                !is_extension && is_usable(cx, &at.key(name), kind, it, early)
            });
            true
        }
        (Shape::SchemaOrFlag, value) => return is_usable(cx, at, Kind::Schema, value, early),
        _ => false,
    };
    if !fits && value.as_array().is_none_or(|it| !it.is_empty()) {
        let name = at.name().unwrap_or("this");
        cx.report(at, findings::members::malformed_value(name));
    }
    fits
}

fn keep_items(
    cx: &mut Context<'_>,
    at: &At<'_>,
    items: &mut Vec<Value>,
    is_fit: fn(&Value) -> bool,
) {
    if !items.iter().all(is_fit) {
        cx.report(at, findings::members::malformed_item());
        items.retain(is_fit);
    }
}

/// Whether an object can stay. Where a schema belongs something always can.
fn is_usable(
    cx: &mut Context<'_>,
    at: &At<'_>,
    kind: Kind,
    value: &mut Value,
    early: bool,
) -> bool {
    let fault = match &*value {
        Value::Object(object)
            if kind.section().is_some() && object.get("$ref").is_some_and(Value::is_string) =>
        {
            None
        }
        // A later pass tells the type from the other members, and expands booleans and lists.
        Value::Object(_) if early && kind == Kind::SecurityScheme => None,
        Value::Bool(_) | Value::Array(_) if early && kind == Kind::Schema => None,
        Value::Object(object) => missing(kind, object).map(Fault::Missing),
        Value::Null => Some(Fault::Nothing),
        _ => Some(Fault::NoObject),
    };
    let Some(fault) = fault else { return true };
    if kind == Kind::Schema {
        if fault != Fault::Nothing {
            cx.report(at, findings::members::malformed_schema());
        }
        *value = json!({});
        return true;
    }
    if matches!(kind, Kind::Response | Kind::Info | Kind::Paths | Kind::Responses) {
        // Some languages write an empty object as a list.
        if fault != Fault::Nothing && *value != json!([]) {
            let matters = matches!(kind, Kind::Paths | Kind::Responses);
            cx.report(at, findings::members::empty_instead(&words(kind), matters));
        }
        *value = json!({});
        return true;
    }
    let matters = matches!(
        kind,
        Kind::PathItem
            | Kind::Operation
            | Kind::Callback
            | Kind::Parameter
            | Kind::RequestBody
            | Kind::MediaType
    );
    match fault {
        Fault::Nothing => {}
        Fault::NoObject => cx.report(at, findings::members::not_an_object(&words(kind), matters)),
        Fault::Missing(key) => {
            let finding = findings::members::incomplete_object(&words(kind), key, matters);
            cx.report(at, finding);
        }
    }
    false
}

/// Why what stands in the place of an object isn't usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// An earlier pass has left nothing there, and said so.
    Nothing,
    NoObject,
    Missing(&'static str),
}

/// A kind in a sentence: `request body`.
fn words(kind: Kind) -> String {
    let mut words = String::new();
    for c in format!("{kind:?}").chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

/// The member without which an object of this kind is of no use.
fn missing(kind: Kind, object: &Object) -> Option<&'static str> {
    let needed: &[&str] = match kind {
        Kind::ExternalDocs | Kind::Server => &["url"],
        Kind::Tag => &["name"],
        Kind::Discriminator => &["propertyName"],
        Kind::Parameter => &["name", "in"],
        Kind::SecurityScheme => &["type"],
        Kind::Link if object.contains_key("operationRef") => &["operationRef"],
        Kind::Link => &["operationId"],
        _ => &[],
    };
    needed.iter().copied().find(|it| !object.get(*it).is_some_and(Value::is_string))
}

/// Adds the required members that have one neutral value.
fn fill(kind: Kind, object: &mut Object) {
    let defaults: &[(&str, Value)] = match kind {
        Kind::Root => {
            &[("openapi", Value::from("3.0.3")), ("info", json!({})), ("paths", json!({}))]
        }
        Kind::License => &[("name", Value::from(""))],
        Kind::Response => &[("description", Value::from(""))],
        Kind::Operation => &[("responses", json!({}))],
        Kind::RequestBody => &[("content", json!({}))],
        Kind::Flow => &[("scopes", json!({}))],
        _ => &[],
    };
    for (key, value) in defaults {
        object.entry(*key).or_insert_with(|| value.clone());
    }
    match kind {
        Kind::Responses if object.keys().all(|it| it.starts_with("x-")) => {
            object.insert("default".to_owned(), json!({ "description": "" }));
        }
        Kind::ServerVariable if !object.get("default").is_some_and(Value::is_string) => {
            let first = object.get("enum").and_then(|it| it.get(0)).filter(|it| it.is_string());
            let default = first.cloned().unwrap_or_else(|| Value::from(""));
            object.insert("default".to_owned(), default);
        }
        _ => {}
    }
}
