//! Builds the request body of a form from its fields.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::http::essence;
use crate::normalize::swagger2::media::{FORM, MULTIPART};
use crate::normalize::swagger2::parameters::{
    array_style, collection_format, infer_type, is_array, lift_schema, report_inner_arrays,
};
use crate::normalize::swagger2::walk::Object;
use crate::pointer::Pointer;

/// A parameter that is sent in the body.
#[derive(Clone, Debug)]
pub(super) struct Payload {
    /// Where it is.
    pub(super) at: Pointer,
    /// Where it is referred to, or where it is.
    pub(super) used_at: Pointer,
    /// The parameter itself, never a reference.
    pub(super) value: Object,
    /// The name of the shared parameter that it is.
    pub(super) shared: Option<String>,
    /// Whether it is one field of a form, rather than the whole body.
    pub(super) is_field: bool,
}

impl Payload {
    pub(super) fn is_required(&self) -> bool {
        self.value.get("required") == Some(&Value::Bool(true))
    }

    pub(super) fn name(&self) -> &str {
        self.value.get("name").and_then(Value::as_str).unwrap_or_default()
    }
}

/// The media types that an operation consumes.
pub(super) struct Consumes {
    /// Those that a parameter `Content-Type` has, of which it is one.
    pub(super) stated: Vec<String>,
    /// Its own, or the document's.
    pub(super) types: Vec<String>,
    /// Whether the operation itself says so.
    pub(super) is_own: bool,
}

/// A form while it is put together.
#[derive(Default)]
struct Form {
    properties: Object,
    required: Vec<Value>,
    encoding: Object,
    has_files: bool,
    /// Where each field is.
    places: Vec<(String, Pointer)>,
}

/// The request body at `now` that is a form of these fields.
///
/// A field's description, default and extensions go into its schema.
pub(super) fn form_body(
    document: &mut Document,
    now: &Pointer,
    fields: Vec<Payload>,
    consumes: &Consumes,
    sink: &mut Sink,
) -> Object {
    let first = fields.first().map(|it| it.used_at.clone()).unwrap_or_default();
    document.origins.moved(&first, now);
    let mut form = Form::default();
    for field in fields {
        add_field(document, field, &mut form, sink);
    }
    let stated = fitting_forms(&consumes.stated, form.has_files);
    let types =
        if stated.is_empty() { form_types(&consumes.types, form.has_files) } else { stated };
    let is_said = |it| consumes.types.contains(it) || consumes.stated.contains(it);
    if consumes.is_own && !types.iter().any(is_said) {
        document.report(sink, now, findings::bodies::no_form_media_type(&types));
    }
    let mut content = Object::new();
    for media_type in types {
        let at = now.child("content").child(&media_type);
        record_places(document, &first, &at, &form);
        content.insert(media_type, media_entry(&form));
    }
    let mut body = Object::new();
    body.insert("content".to_owned(), Value::Object(content));
    if !form.required.is_empty() {
        body.insert("required".to_owned(), json!(true));
    }
    body
}

fn add_field(document: &mut Document, field: Payload, form: &mut Form, sink: &mut Sink) {
    let Payload { at, used_at, value: mut field, .. } = field;
    let Some(Value::String(name)) = field.shift_remove("name") else {
        return document.report(sink, &used_at, findings::parameters::nameless_field());
    };
    let format = field.shift_remove("collectionFormat");
    for key in ["in", "allowEmptyValue"] {
        field.shift_remove(key);
    }
    if field.shift_remove("required").is_some_and(|it| it == true || it == "true") {
        form.required.push(json!(name));
    }
    let mut schema = lift_schema(document, &at, &mut field);
    infer_type(document, &at, &mut schema, sink);
    report_inner_arrays(document, &at, &schema, sink);
    if is_array(&schema) {
        let format = collection_format(document, &at, format.as_ref(), "formData", sink);
        form.encoding.insert(name.clone(), Value::Object(array_style(format, "formData")));
    }
    if let Some(example) = field.shift_remove("x-example") {
        schema.insert("example".to_owned(), example);
    }
    form.has_files |=
        is_file(&schema) || schema.get("items").and_then(Value::as_object).is_some_and(is_file);
    // Description and extensions first, the type after them.
    field.extend(schema);
    form.properties.insert(name.clone(), Value::Object(field));
    form.places.push((name, at));
}

fn is_file(schema: &Object) -> bool {
    schema.get("format").is_some_and(|it| it == "binary" || it == "file")
}

/// The media types of a form: those that the operation consumes and that can carry it.
fn form_types(consumes: &[String], has_files: bool) -> Vec<String> {
    let types = fitting_forms(consumes, has_files);
    match (types.is_empty(), has_files) {
        (false, _) => types,
        (true, true) => vec![MULTIPART.to_owned()],
        (true, false) => vec![FORM.to_owned()],
    }
}

fn fitting_forms(types: &[String], has_files: bool) -> Vec<String> {
    let is_multipart = |it: &&String| essence(it).to_ascii_lowercase().starts_with("multipart/");
    let is_form = |it: &&String| essence(it).eq_ignore_ascii_case(FORM);
    types.iter().filter(|it| is_multipart(it) || (is_form(it) && !has_files)).cloned().collect()
}

fn media_entry(form: &Form) -> Value {
    let mut schema = Object::new();
    schema.insert("type".to_owned(), json!("object"));
    if !form.required.is_empty() {
        schema.insert("required".to_owned(), json!(form.required));
    }
    schema.insert("properties".to_owned(), Value::Object(form.properties.clone()));
    let mut entry = Object::new();
    entry.insert("schema".to_owned(), Value::Object(schema));
    if !form.encoding.is_empty() {
        entry.insert("encoding".to_owned(), Value::Object(form.encoding.clone()));
    }
    Value::Object(entry)
}

fn record_places(document: &mut Document, first: &Pointer, at: &Pointer, form: &Form) {
    let schema = at.child("schema");
    document.origins.moved(first, at);
    document.origins.moved(first, &schema);
    for (name, place) in &form.places {
        document.origins.moved(place, &schema.child("properties").child(name));
        if form.encoding.contains_key(name) {
            document.origins.moved(place, &at.child("encoding").child(name));
        }
    }
}
