//! Whether a sample fits a schema, as far as inference writes schemas.

use chrono::DateTime;
use serde_json::Value;

use crate::normalize::postman::infer::Inferred;
use crate::normalize::postman::infer::formats::{is_date, is_uuid};
use crate::normalize::postman::infer::maps::is_filler;
use crate::normalize::postman::sample::Sample;
use crate::pointer::Pointer;

/// Asserts that a sample fits a schema.
pub(super) fn check(sample: &Sample, schema: &Value, inferred: &Inferred) {
    let fits = Fits { sample, inferred, knows_all: true };
    if let Err(trouble) = fits.value(&sample.value, schema, &Pointer::root()) {
        panic!("{trouble} of {}, {schema:#}", sample.value);
    }
}

struct Fits<'a> {
    sample: &'a Sample,
    inferred: &'a Inferred,
    /// Whether a member has to be described, though all objects are open.
    knows_all: bool,
}

impl Fits<'_> {
    fn value(&self, value: &Value, schema: &Value, at: &Pointer) -> Result<(), String> {
        if self.sample.unknown.contains(at) {
            return Ok(());
        }
        let wrong = || Err(format!("{at} doesn't fit {schema}"));
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            assert_eq!(schema.as_object().map(serde_json::Map::len), Some(1));
            let name = reference.strip_prefix("#/components/schemas/").unwrap();
            return self.value(value, &self.inferred.schemas[name], at);
        }
        if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
            return Ok(());
        }
        for keyword in ["oneOf", "anyOf", "allOf"] {
            let Some(schemas) = schema.get(keyword).and_then(Value::as_array) else { continue };
            let count =
                |fits: &Self| schemas.iter().filter(|it| fits.value(value, it, at).is_ok()).count();
            let is_fit = match keyword {
                "oneOf" => count(self) == 1 && count(&Fits { knows_all: false, ..*self }) == 1,
                "anyOf" => count(self) > 0,
                _ => count(self) == schemas.len(),
            };
            return if is_fit { Ok(()) } else { wrong() };
        }
        match (schema.get("type").and_then(Value::as_str), value) {
            (None, _) if schema.as_object().is_some_and(serde_json::Map::is_empty) => Ok(()),
            (Some("boolean"), Value::Bool(_)) | (Some("number"), Value::Number(_)) => Ok(()),
            (Some("integer"), Value::Number(it)) if !it.is_f64() => Ok(()),
            (Some("string"), Value::String(text)) => {
                if has_format(text, schema) {
                    Ok(())
                } else {
                    wrong()
                }
            }
            (Some("array"), Value::Array(items)) => {
                let mut items = items.iter().enumerate();
                items.try_for_each(|(index, it)| self.value(it, &schema["items"], &at.index(index)))
            }
            (Some("object"), Value::Object(_)) => self.object(value, schema, at),
            _ => wrong(),
        }
    }

    fn object(&self, value: &Value, schema: &Value, at: &Pointer) -> Result<(), String> {
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            if value.get(name.as_str().unwrap()).is_none() {
                return Err(format!("{at} lacks {name}"));
            }
        }
        for (name, member) in value.as_object().into_iter().flatten() {
            // Objects are open, but what a sample shows has to be known.
            let known = match schema.get("properties") {
                Some(_) if is_filler(name) => continue,
                Some(properties) => properties.get(name),
                None => schema.get("additionalProperties"),
            };
            let Some(schema) = known else {
                if !self.knows_all {
                    continue;
                }
                return Err(format!("{at} has an unknown {name}"));
            };
            self.value(member, schema, &at.child(name))?;
        }
        Ok(())
    }
}

fn has_format(text: &str, schema: &Value) -> bool {
    let format = match schema.get("format").and_then(Value::as_str) {
        None | Some("password") => true,
        Some("date-time") => DateTime::parse_from_rfc3339(text).is_ok(),
        Some("date") => is_date(text),
        Some("uuid") => is_uuid(text),
        Some(_) => false,
    };
    let value = schema.get("enum").is_none_or(|it| it.get(0).and_then(Value::as_str) == Some(text));
    format && value
}
