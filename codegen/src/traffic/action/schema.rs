//! Actions on schemas.

use serde_json::{Map, Value, json};

use crate::extensions;
use crate::pointer::Pointer;

use super::super::deviation::Form;
use super::super::json_path;
use super::super::observe::{Spelling, schema};
use super::super::redacted::is_redacted_value;
use super::{Builder, Effect};

/// How many new values an enumeration is given; with more of them it is none.
const MOST_NEW: usize = 20;

/// Members of a schema that say nothing about its values.
const ANNOTATIONS: [&str; 9] = [
    "description",
    "title",
    "example",
    "examples",
    "default",
    "deprecated",
    "nullable",
    "readOnly",
    "writeOnly",
];

impl Builder<'_> {
    /// Takes a member out of those that are required.
    pub(super) fn optional(&mut self, at: &Pointer, node: &Value, name: &str) {
        let listed = node.get("required").and_then(Value::as_array);
        let property = node.get("properties").and_then(|it| it.get(name));
        let has_flag = property.and_then(|it| it.get("required")).is_some_and(|it| *it == true);
        let property_at = at.child("properties").child(name);
        match listed {
            Some(names) if names.iter().any(|it| it == name) => {
                // An empty list is not allowed before OpenAPI 3.1.
                if names.len() == 1 {
                    self.remove(at, &["required"]);
                } else {
                    let required = json_path::to(&self.described.root, &at.child("required"));
                    let target = format!("{required}[?@ == {}]", json_path::quoted(name));
                    self.push(target, Effect::Remove);
                }
            }
            _ if has_flag => return self.update_marked(&property_at, json!({ "required": false })),
            _ => return,
        }
        if property.is_some_and(|it| it.is_object() && it.get("$ref").is_none()) {
            self.update_marked(&property_at, json!({}));
        }
    }

    pub(super) fn nullable(&mut self, at: &Pointer, node: &Value) {
        let spelling = self.described.spelling();
        let Some(members) = node.as_object() else { return };
        let null = json!({ "type": "null" });
        if let Some(reference) = members.get("$ref") {
            let reference = json!({ "$ref": reference });
            let update = match spelling.keyword() {
                Some(keyword) => json!({ "allOf": [reference], keyword: true }),
                None => json!({ "anyOf": [reference, null] }),
            };
            self.remove(at, &["$ref"]);
            return self.update_marked(at, update);
        }
        let mut update = Map::new();
        let lists = members.get("enum").and_then(Value::as_array);
        if lists.is_some_and(|it| !it.contains(&Value::Null)) {
            update.insert("enum".to_owned(), Value::Array(vec![Value::Null]));
        }
        match (spelling.keyword(), members.get("type")) {
            (Some(keyword), _) => {
                update.insert(keyword.to_owned(), Value::Bool(true));
            }
            (None, Some(Value::String(ty))) => {
                self.remove(at, &["type"]);
                update.insert("type".to_owned(), json!([ty, "null"]));
            }
            (None, Some(_)) => {
                update.insert("type".to_owned(), json!(["null"]));
            }
            (None, None) => {
                let union = ["anyOf", "oneOf"].into_iter().find(|it| members.contains_key(*it));
                let Some(union) = union else { return self.wrap(at, members, null) };
                update.insert(union.to_owned(), json!([null]));
            }
        }
        self.update_marked(at, Value::Object(update));
    }

    pub(super) fn form(&mut self, at: &Pointer, node: &Value, form: Form) {
        if form == Form::EmptyNull {
            self.nullable(at, node);
            if node.get("type").is_some_and(|it| it != "string" && *it != json!(["string"])) {
                return;
            }
        }
        let name = form.name();
        let forms = match node.get(extensions::WIRE) {
            Some(Value::String(known)) => {
                self.remove(at, &[extensions::WIRE]);
                json!([known, name])
            }
            Some(_) => json!([name]),
            None => json!(name),
        };
        self.update_marked(at, json!({ extensions::WIRE: forms }));
    }

    pub(super) fn format(&mut self, at: &Pointer, node: &Value) {
        let values = &self.deviation.values;
        let ty = node.get("type").and_then(Value::as_str).unwrap_or_default();
        let all = |fits: fn(&Value) -> bool| values.iter().all(fits);
        let wider = match ty {
            "integer" if all(Value::is_i64) => Some("int64"),
            "integer" if all(Value::is_u64) => Some("uint64"),
            "number" => Some("decimal"),
            _ => None,
        };
        match wider {
            Some(format) => self.update_marked(at, json!({ "format": format })),
            None if ty == "integer" => {
                self.update_marked(at, json!({ "type": "number", "format": "decimal" }));
            }
            None if node.get("format").is_some() => {
                self.remove(at, &["format"]);
                self.update_marked(at, json!({}));
            }
            None => {}
        }
    }

    /// Adds the schema of what was seen to the alternatives.
    pub(super) fn widen(&mut self, at: &Pointer, node: &Value) {
        let values: Vec<&Value> = self.deviation.values.iter().collect();
        let seen = schema(&values, self.described.spelling());
        let Some(members) = node.as_object() else { return };
        let is_integer = members.get("type").is_some_and(|it| it == "integer");
        if is_integer && values.iter().all(|it| it.is_number()) {
            if members.contains_key("format") {
                self.remove(at, &["format"]);
            }
            return self.update_marked(at, json!({ "type": "number" }));
        }
        // A whole body that never was what is described is what was seen.
        if self.deviation.is_body && self.deviation.seen.len() == self.deviation.of {
            return self.replace(at, members, seen);
        }
        let seen = match seen.get("anyOf").and_then(Value::as_array) {
            Some(several) => several.clone(),
            None => vec![seen],
        };
        let types: Vec<&Value> = seen.iter().filter_map(only_type).collect();
        if types.len() == seen.len() && members.get("type").is_some_and(Value::is_array) {
            return self.update_marked(at, json!({ "type": types }));
        }
        for union in ["anyOf", "oneOf"] {
            if members.contains_key(union) && !members.contains_key("type") {
                return self.update_marked(at, json!({ union: seen }));
            }
        }
        let is_new = self.described.spelling() == Spelling::Type;
        if let (true, Some(Value::String(ty))) = (is_new, members.get("type"))
            && types.len() == seen.len()
            && !members.contains_key("enum")
        {
            let mut all = vec![json!(ty)];
            all.extend(types.into_iter().cloned());
            self.remove(at, &["type"]);
            return self.update_marked(at, json!({ "type": all }));
        }
        self.wrap(at, members, Value::Array(seen));
    }

    /// Puts a schema in the place of another.
    fn replace(&mut self, at: &Pointer, members: &Map<String, Value>, schema: Value) {
        let own = own(members);
        let keys: Vec<&str> = own.keys().map(String::as_str).collect();
        self.remove(at, &keys);
        self.update_marked(at, schema);
    }

    /// Makes a schema one of several alternatives: itself, and `others`.
    fn wrap(&mut self, at: &Pointer, members: &Map<String, Value>, others: Value) {
        let own = own(members);
        let keys: Vec<&str> = own.keys().map(String::as_str).collect();
        self.remove(at, &keys);
        let mut alternatives = vec![Value::Object(own.clone())];
        match others {
            Value::Array(others) => alternatives.extend(others),
            other => alternatives.push(other),
        }
        self.update_marked(at, json!({ "anyOf": alternatives }));
    }

    pub(super) fn value(&mut self, at: &Pointer, node: &Value) {
        let values = self.deviation.values.iter().filter(|it| !is_redacted_value(it));
        let mut values: Vec<Value> = values.cloned().collect();
        values.sort_by_key(ToString::to_string);
        if values.len() > MOST_NEW {
            return self.open(at, node, &values);
        }
        if let Some(only) = node.get("const") {
            values.insert(0, only.clone());
            self.remove(at, &["const"]);
        }
        self.update_marked(at, json!({ "enum": values }));
    }

    /// Takes the enumeration away from a schema whose values nobody can list.
    fn open(&mut self, at: &Pointer, node: &Value, values: &[Value]) {
        let Some(members) = node.as_object() else { return };
        let is_list = |it: &&str| matches!(*it, "enum" | "const") || it.starts_with("x-enum");
        let names: Vec<&str> = members.keys().map(String::as_str).filter(is_list).collect();
        let listed = node.get("enum").and_then(Value::as_array).into_iter().flatten();
        let is_text = values.iter().chain(listed).all(|it| it.is_string() || it.is_null());
        self.when.push_str(", with more new values than can be listed");
        self.remove(at, &names);
        let has_type = members.contains_key("type");
        let update = if is_text && !has_type { json!({ "type": "string" }) } else { json!({}) };
        self.update_marked(at, update);
    }

    pub(super) fn member(&mut self, at: &Pointer, node: &Value, name: &str) {
        if node.get("$ref").is_some() {
            return;
        }
        let values: Vec<&Value> = self.deviation.values.iter().collect();
        let mut seen = schema(&values, self.described.spelling());
        self.mark(&mut seen);
        self.update(at, json!({ "properties": { name: seen } }));
    }
}

/// What a schema says of its values.
fn own(members: &Map<String, Value>) -> Map<String, Value> {
    let is_own = |key: &str| !ANNOTATIONS.contains(&key) && !key.starts_with("x-");
    let own = members.iter().filter(|(key, _)| is_own(key));
    own.map(|(key, it)| (key.clone(), it.clone())).collect()
}

/// The type of a schema that says nothing else.
fn only_type(schema: &Value) -> Option<&Value> {
    let members = schema.as_object()?;
    let ty = members.get("type")?;
    (members.len() == 1 && ty.is_string() && ty != "object" && ty != "array").then_some(ty)
}
