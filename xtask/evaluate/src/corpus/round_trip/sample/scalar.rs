//! Texts and numbers.

use jsonschema::Validator;
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};
use serde_json::{Map, Value, json};

use super::super::outline::Outline;
use super::Sampler;

/// Keywords that a text or number may not fit.
const RESTRICTING: [&str; 9] = [
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];

impl<'a> Sampler<'a> {
    /// Values of type `kind`, the examples first.
    pub(super) fn scalars(&self, outline: &Outline<'a>, kind: &str) -> Vec<Value> {
        let examples = outline.examples.iter().copied().take(3).cloned();
        let made = if kind == "string" { texts(outline) } else { numbers(outline, kind) };
        let mut values: Vec<Value> = Vec::new();
        for value in examples.chain(made) {
            if !values.contains(&value) && is_kind(&value, kind) && self.is_leaf(outline, &value) {
                values.push(value);
            }
        }
        values
    }

    /// Whether a scalar is what the keywords of `outline` about scalars want.
    pub(super) fn is_leaf(&self, outline: &Outline<'a>, value: &Value) -> bool {
        let restricting = outline.keywords.iter().filter(|(key, _)| RESTRICTING.contains(*key));
        let mut schema: Map<String, Value> =
            restricting.map(|(key, value)| ((*key).to_owned(), (*value).clone())).collect();
        if let Some(types) = &outline.types {
            schema.insert("type".to_owned(), json!(types));
        }
        self.fits(&Value::Object(schema), value)
    }

    /// A name that fits a pattern.
    pub(super) fn text_of_pattern(&self, pattern: &str) -> Option<String> {
        let schema = json!({ "pattern": pattern });
        let mut texts = texts_of_pattern(pattern).into_iter();
        texts.find(|it| !it.is_empty() && self.fits(&schema, &it.as_str().into()))
    }

    fn fits(&self, schema: &Value, value: &Value) -> bool {
        let mut leaves = self.leaves.borrow_mut();
        let validator: &Option<Validator> = leaves.entry(schema.to_string()).or_insert_with(|| {
            let options = jsonschema::options().should_validate_formats(true).offline();
            options.build(schema).ok()
        });
        validator.as_ref().is_some_and(|it| it.is_valid(value))
    }
}

fn is_kind(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => false,
    }
}

/// Texts that a schema may mean, without a look at its bounds.
fn texts(outline: &Outline<'_>) -> Vec<Value> {
    let keyword = |key: &str| outline.keywords.get(key).copied();
    if let Some(pattern) = keyword("pattern").and_then(Value::as_str) {
        return texts_of_pattern(pattern).into_iter().map(Value::from).collect();
    }
    let texts: &[&str] = match keyword("format").and_then(Value::as_str) {
        Some("date-time") => &[
            "2024-02-29T12:34:56Z",
            "2021-07-01T00:00:00.123456+02:00",
            "1999-12-31T23:59:59.999Z",
        ],
        Some("date") => &["2024-02-29", "1970-01-01"],
        Some("time") => &["12:34:56Z", "23:59:59.5+02:00"],
        Some("duration") => &["P3DT12H30M", "PT0.5S", "P2W"],
        Some("email" | "idn-email") => &["who@example.org"],
        Some("hostname" | "idn-hostname") => &["www.example.org"],
        Some("ipv4") => &["192.0.2.1"],
        Some("ipv6") => &["2001:db8::1", "::"],
        Some("ip") => &["192.0.2.1", "2001:db8::1"],
        Some("uri" | "iri" | "url") => &["https://example.org/a%20b?c=d#e"],
        Some("uri-reference" | "iri-reference") => &["../a?b", "https://example.org"],
        Some("uri-template") => &["https://example.org/{id}"],
        Some("uuid") => &["123e4567-e89b-12d3-a456-426614174000"],
        Some("json-pointer") => &["/a/0"],
        Some("relative-json-pointer") => &["1/a"],
        Some("regex") => &["^a+$"],
        Some("byte") => &["aGVsbG8=", "+/8=", ""],
        Some("decimal") => &["12.50", "-0.001", "0"],
        Some("int32") => &["7", "-2147483648"],
        Some("int64" | "uint64") => &["9007199254740993", "0"],
        Some("double" | "float") => &["0.5", "-1e30"],
        _ => return lengths(outline),
    };
    texts.iter().map(|it| Value::from(*it)).collect()
}

/// A usual text that no enumeration lists, the empty one, and one with what has to be escaped; as long as they have to be.
fn lengths(outline: &Outline<'_>) -> Vec<Value> {
    let length = |key: &str| {
        let length = outline.keywords.get(key).and_then(|it| it.as_u64());
        length.and_then(|it| usize::try_from(it).ok())
    };
    let least = length("minLength").unwrap_or(0).min(1 << 12);
    let most = length("maxLength").unwrap_or(usize::MAX);
    let sized =
        ["a text", "", "Gr\u{fc}\u{df}e, \u{4e16}\u{754c}\t\"\\/\n\u{1f600}\u{7f}"].map(|it| {
            let padded = it.chars().chain(std::iter::repeat('x'));
            padded.take(it.chars().count().max(least).min(most)).collect::<String>()
        });
    sized.into_iter().map(Value::from).collect()
}

/// Texts that fit a regular expression, as far as it is one without look-around.
fn texts_of_pattern(pattern: &str) -> Vec<String> {
    let parsed = regex_syntax::Parser::new().parse(pattern);
    let made = parsed.into_iter().flat_map(|hir| {
        (0..4).map(move |turn| {
            let mut text = String::new();
            write_match(&hir, turn, &mut text);
            text
        })
    });
    let usual =
        ["text", "a", "A", "1", "x-a", "12", "https://example.org", "en", "EUR", "0.5", "a1"];
    made.chain(usual.map(str::to_owned)).collect()
}

/// Writes a text that `hir` matches: a longer one, and other alternatives, with each turn.
fn write_match(hir: &Hir, turn: usize, out: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let has = |c: &char| class.iter().any(|it| (it.start()..=it.end()).contains(c));
            let usual = "a1Az0-_ .".chars().find(has);
            out.extend(usual.or_else(|| class.iter().next().map(ClassUnicodeRange::start)));
        }
        HirKind::Class(Class::Bytes(class)) => {
            out.extend(class.iter().next().map(|it| char::from(it.start())));
        }
        HirKind::Repetition(it) => {
            let extra = [0, 1, 3, 12].get(turn).copied().unwrap_or(0);
            let most = it.max.unwrap_or(u32::MAX);
            for _ in 0..it.min.saturating_add(extra).min(most).min(1 << 12) {
                write_match(&it.sub, turn, out);
            }
        }
        HirKind::Capture(it) => write_match(&it.sub, turn, out),
        HirKind::Concat(parts) => parts.iter().for_each(|it| write_match(it, turn, out)),
        HirKind::Alternation(parts) => {
            if let Some(part) = parts.get(turn % parts.len().max(1)) {
                write_match(part, turn, out);
            }
        }
    }
}

/// Numbers that a schema may mean: usual ones, the ends of its range, and multiples.
fn numbers(outline: &Outline<'_>, kind: &str) -> Vec<Value> {
    let bound = |keys: [&str; 2]| keys.iter().find_map(|it| outline.keywords.get(it).copied());
    let (low, high) =
        (bound(["minimum", "exclusiveMinimum"]), bound(["maximum", "exclusiveMaximum"]));
    let mut values: Vec<Value> = if kind == "integer" {
        [1, 0, -1, 42, (1 << 53) + 1, i64::MAX, i64::MIN].map(Value::from).to_vec()
    } else {
        [0.5, 1.0, -2.25, 0.0, 1e-7, 1_234_567.125, 1e21].map(Value::from).to_vec()
    };
    values.extend(low.cloned());
    values.extend(high.cloned());
    let step = outline.keywords.get("multipleOf").and_then(|it| it.as_f64()).unwrap_or(1.0);
    for bound in [low, high].into_iter().flatten().filter_map(Value::as_f64).chain([0.0]) {
        for n in [0.0, 1.0, -1.0, 2.0] {
            let near = (bound / step).round() * step + n * step;
            values.extend(number(near, kind));
            values.extend(number(bound + n / 4.0, kind));
        }
    }
    values
}

#[expect(clippy::cast_possible_truncation, reason = "only whole numbers of a small size are cast")]
fn number(value: f64, kind: &str) -> Option<Value> {
    if kind != "integer" {
        return serde_json::Number::from_f64(value).map(Value::Number);
    }
    (value.fract() == 0.0 && value.abs() < 1e15).then(|| Value::from(value as i64))
}
