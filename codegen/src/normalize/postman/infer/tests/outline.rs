//! Schemas in a few words, for tests: `{a: integer, b?: [Pet]}`, `(Cat | Dog)` for `oneOf`, `(Cat / Dog)` for `anyOf`.

use serde_json::Value;

/// A schema: `?` behind a name means optional, behind a type nullable.
pub(super) fn outline(schema: &Value) -> String {
    let null = if schema.get("nullable").is_some() { "?" } else { "" };
    let text = |name: &str| schema.get(name).and_then(Value::as_str);
    let all = |name: &str| -> Option<Vec<String>> {
        Some(schema.get(name)?.as_array()?.iter().map(outline).collect())
    };
    if let Some(reference) = text("$ref") {
        return reference.replace("#/components/schemas/", "");
    }
    if let Some(all) = all("allOf") {
        return format!("{}{null}", all.join(" & "));
    }
    for (keyword, between) in [("oneOf", " | "), ("anyOf", " / ")] {
        let Some(any) = all(keyword) else { continue };
        let tag = schema.pointer("/discriminator/propertyName").and_then(Value::as_str);
        let tag = tag.map(|it| format!(" by {it}")).unwrap_or_default();
        return format!("({}{tag}){null}", any.join(between));
    }
    let body = match text("type") {
        None => "any".to_owned(),
        Some("array") => format!("[{}]", outline(&schema["items"])),
        Some("object") if schema.get("properties").is_some() => members(schema),
        Some("object") => format!("map of {}", outline(&schema["additionalProperties"])),
        Some(name) => match schema.get("enum") {
            Some(values) => values[0].to_string(),
            None => text("format").unwrap_or(name).to_owned(),
        },
    };
    format!("{body}{null}")
}

fn members(schema: &Value) -> String {
    let required = schema.get("required").and_then(Value::as_array);
    let member = |(name, member): (&String, &Value)| {
        let is_required = required.is_some_and(|it| it.contains(&Value::from(name.as_str())));
        format!("{name}{}: {}", if is_required { "" } else { "?" }, outline(member))
    };
    let members: Vec<String> =
        schema["properties"].as_object().unwrap().iter().map(member).collect();
    format!("{{{}}}", members.join(", "))
}
