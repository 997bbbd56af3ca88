//! Schemas as descriptions write them to JSON Schema, draft 2020-12.
//!
//! - In: the schemas of a description by name, in the words of OpenAPI 2.0, 3.0 or 3.1, or of the canonical document.
//! - Out: the same schemas under `$defs`. What `nullable`, `exclusiveMinimum: true`, the integer formats and `format: byte`
//!   say is said in keywords that a validator knows; examples are under [`EXAMPLES`]; `discriminator` stays, as a remark.
//! - A schema that can't be judged so is left out, and so are those that refer to it.
//!
//! This is written from the specifications and shares nothing with the library, so that it sees the library's mistakes.

mod polymorphism;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clientwright::Pointer;
use serde_json::{Map, Value, json};

/// The key of a list of examples.
pub(super) const EXAMPLES: &str = "x-examples";

/// The largest and smallest values of the integer formats.
///
/// Source: OpenAPI Format Registry, `int32`, `int64` and others.
const INTEGERS: [(&str, i64, u64); 9] = [
    // Not in the registry; what `type: number` with it means is plain.
    ("integer", i64::MIN, i64::MAX.cast_unsigned()),
    ("int8", -0x80, 0x7F),
    ("int16", -0x8000, 0x7FFF),
    ("int32", -0x8000_0000, 0x7FFF_FFFF),
    ("int64", i64::MIN, i64::MAX.cast_unsigned()),
    ("uint8", 0, 0xFF),
    ("uint16", 0, 0xFFFF),
    ("uint32", 0, 0xFFFF_FFFF),
    ("uint64", 0, u64::MAX),
];

/// Translates schemas by name; those that can't be are missing in what is returned.
pub(super) fn definitions(schemas: &Map<String, Value>) -> Map<String, Value> {
    let mut definitions = Map::new();
    for (name, schema) in schemas {
        let mut translator = Translator { is_odd: false };
        let translated = translator.schema(schema);
        if !translator.is_odd && jsonschema::draft202012::meta::is_valid(&translated) {
            definitions.insert(name.clone(), translated);
        }
    }
    polymorphism::told_apart(without_dangling(definitions))
}

/// The reference to a definition.
pub(super) fn reference(name: &str) -> String {
    format!("#{}", encoded(Pointer::root().child("$defs").child(name).as_str()))
}

/// What a reference of a translated schema leads to.
pub(super) fn target(reference: &str) -> Option<Pointer> {
    Pointer::parse(&decoded(reference.strip_prefix('#')?)?)
}

/// Leaves out definitions that refer to what isn't there, and those that refer to them.
fn without_dangling(definitions: Map<String, Value>) -> Map<String, Value> {
    let mut root = Value::Object(Map::from_iter([("$defs".to_owned(), definitions.into())]));
    while let Some(definitions) = root.get("$defs").and_then(Value::as_object) {
        let dangles = |schema: &Value| {
            let mut references = BTreeSet::new();
            collect_references(schema, &mut references);
            references.iter().any(|it| target(it).and_then(|at| at.get(&root)).is_none())
        };
        let lost = definitions.iter().filter(|(_, it)| dangles(it)).map(|(name, _)| name.clone());
        let lost: BTreeSet<String> = lost.collect();
        if lost.is_empty() {
            return definitions.clone();
        }
        if let Some(definitions) = root.get_mut("$defs").and_then(Value::as_object_mut) {
            definitions.retain(|name, _| !lost.contains(name));
        }
    }
    Map::new()
}

fn collect_references<'a>(schema: &'a Value, references: &mut BTreeSet<&'a str>) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(reference) if key == "$ref" => drop(references.insert(reference)),
                    _ if ["enum", "const", EXAMPLES, "discriminator"].contains(&key.as_str()) => {}
                    value => collect_references(value, references),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|it| collect_references(it, references)),
        _ => {}
    }
}

struct Translator {
    /// Whether something was met that has no translation.
    is_odd: bool,
}

impl Translator {
    fn schema(&mut self, schema: &Value) -> Value {
        let Value::Object(schema) = schema else {
            self.is_odd |= !schema.is_boolean();
            return schema.clone();
        };
        let mut out = Map::new();
        let says_type = schema.contains_key("type");
        for (key, value) in schema {
            match value {
                // Where no type says that there is an array, who lists several schemas means either of them.
                Value::Array(_) if key == "items" && !says_type => {
                    self.keyword("anyOf", value, &mut out);
                }
                value => self.keyword(key, value, &mut out),
            }
        }
        imply_object(&mut out);
        bounds(schema, &mut out);
        formats(schema, &mut out);
        let nullable = |key: &str| schema.get(key) == Some(&Value::Bool(true));
        if nullable("nullable") || nullable("x-nullable") {
            return or_null(out);
        }
        Value::Object(out)
    }

    fn keyword(&mut self, key: &str, value: &Value, out: &mut Map<String, Value>) {
        match (key, value) {
            ("$ref", Value::String(reference)) => match renamed(reference) {
                Some(reference) => drop(out.insert(key.to_owned(), reference.into())),
                None => self.is_odd = true,
            },
            (
                "$ref" | "$id" | "$anchor" | "$dynamicRef" | "$dynamicAnchor" | "$recursiveRef",
                _,
            ) => {
                self.is_odd = true;
            }
            ("properties" | "patternProperties" | "dependentSchemas", Value::Object(members)) => {
                let members = members.iter().map(|(name, it)| (name.clone(), self.schema(it)));
                out.insert(key.to_owned(), Value::Object(members.collect()));
            }
            ("x-clientwright-pattern-properties", _) => {
                self.keyword("patternProperties", value, out);
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(parts)) => {
                let parts: Vec<Value> = parts.iter().map(|it| self.schema(it)).collect();
                // None is as good as no keyword, though JSON Schema forbids it.
                let is_idle = parts.is_empty();
                out.extend((!is_idle).then(|| (key.to_owned(), parts.into())));
            }
            ("items", Value::Array(_)) | ("x-clientwright-prefix-items", _) => {
                self.keyword("prefixItems", value, out);
            }
            ("x-clientwright-closed-items", Value::Bool(true)) => {
                out.insert("items".to_owned(), Value::Bool(false));
            }
            (
                "items"
                | "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedProperties"
                | "unevaluatedItems",
                _,
            ) => {
                let translated = self.schema(value);
                // A list that is closed says so with another keyword in the canonical document.
                out.entry(key).or_insert(translated);
            }
            ("discriminator", Value::String(name)) => {
                out.insert(key.to_owned(), json!({ "propertyName": name }));
            }
            ("type", Value::String(name)) if name == "file" => self.is_odd = true,
            ("pattern", Value::String(pattern)) => {
                // Expressions of other languages than JavaScript say nothing to a validator.
                let is_known = jsonschema::validator_for(&json!({ "pattern": pattern })).is_ok();
                out.extend(is_known.then(|| (key.to_owned(), value.clone())));
            }
            ("example", _) => add_examples(out, std::slice::from_ref(value)),
            ("examples", Value::Array(examples)) => add_examples(out, examples),
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) => {}
            (key, _) if KEPT.contains(&key) => drop(out.insert(key.to_owned(), value.clone())),
            _ => {}
        }
    }
}

/// Keywords that mean the same in all dialects.
const KEPT: [&str; 26] = [
    "type",
    "enum",
    "const",
    "required",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minContains",
    "maxContains",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "format",
    "discriminator",
    "readOnly",
    "writeOnly",
    "x-discriminator-value",
    "x-ms-discriminator-value",
];

/// Who lists the members of a value means an object, although JSON Schema takes anything else as well.
fn imply_object(out: &mut Map<String, Value>) {
    const OTHERS: [&str; 7] = ["type", "$ref", "allOf", "anyOf", "oneOf", "enum", "const"];
    if out.contains_key("properties") && !OTHERS.iter().any(|it| out.contains_key(*it)) {
        out.insert("type".to_owned(), "object".into());
    }
}

fn add_examples(out: &mut Map<String, Value>, examples: &[Value]) {
    let known = out.entry(EXAMPLES).or_insert_with(|| json!([]));
    if let Value::Array(known) = known {
        known.extend_from_slice(examples);
    }
}

/// Source: JSON Schema Wright draft 00, 5.3 and 5.5: the booleans of OpenAPI 2.0 and 3.0.
fn bounds(schema: &Map<String, Value>, out: &mut Map<String, Value>) {
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if schema.get(flag) == Some(&Value::Bool(true))
            && let Some(value) = out.shift_remove(bound)
        {
            out.insert(flag.to_owned(), value);
        }
    }
}

/// Formats in other spellings than the registry's, without case, hyphens and underscores, and what is meant.
const SPELLINGS: [(&str, &str); 6] = [
    ("datetime", "date-time"),
    ("fulldate", "date"),
    ("guid", "uuid"),
    ("uuid", "uuid"),
    ("base64", "byte"),
    ("date", "date"),
];

/// Formats of numbers that are texts, and what such texts look like.
const TEXTS: [(&[&str], &str); 3] = [
    (&["int32", "uint32", "int64", "long", "sint64", "sfixed64"], "^-?[0-9]{1,9}$"),
    (&["uint64", "fixed64"], "^[0-9]{1,9}$"),
    (&["decimal", "decimal128"], "^-?[0-9]{1,9}([.][0-9]{1,9})?$"),
];

/// Says formats of texts in the registry's words, and those of numbers as patterns.
fn formats_of_texts(out: &mut Map<String, Value>) {
    let is_text = match out.get("type") {
        Some(Value::Array(types)) => types.iter().any(|it| it == "string"),
        of => of == Some(&"string".into()),
    };
    let Some(format) = out.get("format").and_then(Value::as_str).filter(|_| is_text) else {
        return;
    };
    let plain = format.to_ascii_lowercase().replace(['-', '_'], "");
    if let Some((_, meant)) = SPELLINGS.iter().find(|it| it.0 == plain) {
        out.insert("format".to_owned(), (*meant).into());
    } else if let Some((_, pattern)) = TEXTS.iter().find(|it| it.0.contains(&format)) {
        out.entry("pattern").or_insert_with(|| (*pattern).into());
    }
}

fn formats(schema: &Map<String, Value>, out: &mut Map<String, Value>) {
    formats_of_texts(out);
    if schema.get("contentEncoding").and_then(Value::as_str) == Some("base64") {
        out.insert("format".to_owned(), "byte".into());
    }
    let format = schema.get("format").and_then(Value::as_str);
    let Some((_, least, most)) = INTEGERS.iter().find(|it| Some(it.0) == format) else { return };
    let is_number = |it: &Value| it == "integer" || it == "number";
    match out.get_mut("type") {
        Some(Value::Array(types)) if types.iter().any(is_number) => {
            types.iter_mut().filter(|it| is_number(it)).for_each(|it| *it = "integer".into());
        }
        Some(of) if is_number(of) => *of = "integer".into(),
        _ => return,
    }
    let below = |key: &str| out.get(key).and_then(Value::as_f64);
    #[expect(clippy::cast_precision_loss, reason = "a bound that is as large is as good")]
    let (is_low, is_high) = (
        below("minimum").is_none_or(|it| it < *least as f64),
        below("maximum").is_none_or(|it| it > *most as f64),
    );
    if is_low {
        out.insert("minimum".to_owned(), (*least).into());
    }
    if is_high {
        out.insert("maximum".to_owned(), (*most).into());
    }
}

/// What `schema` allows, or `null`: also where an `enum` doesn't list it, as it is meant.
fn or_null(mut schema: Map<String, Value>) -> Value {
    let composed = ["$ref", "allOf", "anyOf", "oneOf", "not", "const"];
    if composed.iter().any(|it| schema.contains_key(*it)) || !schema.contains_key("type") {
        let examples = schema.shift_remove(EXAMPLES);
        let mut out = json!({ "anyOf": [schema, { "type": "null" }] });
        if let (Some(examples), Some(out)) = (examples, out.as_object_mut()) {
            out.insert(EXAMPLES.to_owned(), examples);
        }
        return out;
    }
    match schema.get_mut("type") {
        Some(Value::Array(types)) if types.iter().all(|it| it != "null") => {
            types.push("null".into());
        }
        Some(of @ Value::String(_)) if *of != "null" => *of = json!([of, "null"]),
        _ => {}
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    Value::Object(schema)
}

/// A reference to a component as one to a definition; `None` where it leads elsewhere.
fn renamed(reference: &str) -> Option<String> {
    let at = Pointer::parse(&decoded(reference.strip_prefix('#')?)?)?;
    let sections = [&["components", "schemas"][..], &["definitions"]];
    let rest = sections.iter().find_map(|section| {
        at.strip_prefix(&section.iter().fold(Pointer::root(), |at, it| at.child(it)))
    })?;
    let now = Pointer::root().child("$defs").join(&rest);
    (rest != Pointer::root()).then(|| format!("#{}", encoded(now.as_str())))
}

/// A pointer as the fragment of a URI.
fn encoded(pointer: &str) -> String {
    let mut out = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"/~._-$".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn decoded(fragment: &str) -> Option<String> {
    let mut out = Vec::with_capacity(fragment.len());
    let mut bytes = fragment.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            out.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}
