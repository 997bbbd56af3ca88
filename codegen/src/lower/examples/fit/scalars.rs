//! Texts and numbers within the limits of a schema.

use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};
use serde_json::{Number, Value};

use crate::lower::examples::sample::TEXT;

/// Longer texts aren't made.
const LONGEST: usize = 256;

/// The text itself where the schema takes it, else one that it takes.
pub(super) fn text(schema: &Value, text: &str) -> String {
    let length = |key: &str| schema.get(key).and_then(Value::as_u64);
    let length = |key: &str| length(key).and_then(|it| usize::try_from(it).ok());
    let least = length("minLength").unwrap_or(0);
    let most = length("maxLength").unwrap_or(usize::MAX);
    let fits = |it: &String| (least..=most).contains(&it.chars().count());
    let is_made_up = text.starts_with(TEXT);
    if is_made_up && let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        return of_pattern(pattern, &fits).unwrap_or_else(|| text.to_owned());
    }
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    if is_made_up && let Some(usual) = usual(format) {
        return usual.to_owned();
    }
    let text = text.to_owned();
    if !is_made_up || least > LONGEST || fits(&text) {
        return text;
    }
    let n = text.chars().count().clamp(least, most);
    text.chars().cycle().take(n).collect()
}

/// Another text of the same kind; `turn` begins with 1.
pub(super) fn other_text(text: &str, turn: usize) -> String {
    if text == TEXT {
        return format!("{TEXT}{}", turn + 1);
    }
    // The last letter or digit that another one can follow; of dates and times the year's, which stays one.
    let year = text.get(..4).filter(|it| it.bytes().all(|it| it.is_ascii_digit()));
    if let Some((year, rest)) = year.zip(text.get(4..).filter(|it| it.starts_with('-')))
        && let Ok(year) = year.parse::<usize>()
    {
        // Of leap years the next one: the day may be its last.
        return format!("{:04}{rest}", year + 4 * turn);
    }
    let next = |c: char| char::from_u32(u32::from(c) + u32::try_from(turn).ok()?);
    let can = |c: &char| {
        next(*c).is_some_and(|next| {
            (c.is_ascii_digit() && next.is_ascii_digit())
                || (c.is_ascii_lowercase() && next.is_ascii_lowercase())
                || (c.is_ascii_uppercase() && next.is_ascii_uppercase())
        })
    };
    let Some((at, found)) = text.char_indices().rev().find(|(_, c)| can(c)) else {
        return text.to_owned();
    };
    let mut other = text.to_owned();
    if let Some(next) = next(found) {
        other.replace_range(at..=at, next.encode_utf8(&mut [0; 4]));
    }
    other
}

/// A text of a format that has no type of its own.
///
/// Source: JSON Schema 2020-12, validation, 7.3; domains for documentation are those of RFC 2606.
fn usual(format: &str) -> Option<&'static str> {
    Some(match format {
        "email" | "idn-email" => "who@example.org",
        "hostname" | "idn-hostname" => "www.example.org",
        "uri" | "url" | "iri" => "https://example.org/a",
        "uri-reference" | "iri-reference" | "json-pointer" => "/a",
        "uri-template" => "/a/{b}",
        "time" => "12:30:00Z",
        "duration" => "PT1H",
        "date" => "2024-01-31",
        "date-time" => "2024-01-31T12:30:00Z",
        "uuid" => "123e4567-e89b-42d3-a456-426614174000",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "dGV4dA==",
        "int32" | "uint32" | "int64" | "uint64" | "long" | "fixed64" | "sint64" | "sfixed64" => "1",
        "decimal" | "decimal128" => "1.5",
        "relative-json-pointer" => "1/a",
        "regex" => "a+",
        _ => return None,
    })
}

/// A short text that fits a regular expression and `fits`; none where there is look-around, or no such text is short.
fn of_pattern(pattern: &str, fits: &dyn Fn(&String) -> bool) -> Option<String> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let made = std::iter::once(1).chain(0..=64).map(|more| {
        let mut text = String::new();
        write_match(&hir, more, &mut text);
        text
    });
    let mut made = made.take_while(|it| it.len() <= LONGEST).filter(|it| fits(it));
    made.find(|it| !it.is_empty()).filter(|it| !it.chars().any(char::is_control))
}

/// Writes a text that `hir` matches; what may repeat does so `more` times more often than it must.
fn write_match(hir: &Hir, more: u32, out: &mut String) {
    if out.len() > LONGEST {
        return;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let has = |c: &char| class.iter().any(|it| (it.start()..=it.end()).contains(c));
            let usual = "aA1-_ .".chars().find(has);
            out.extend(usual.or_else(|| class.iter().next().map(ClassUnicodeRange::start)));
        }
        HirKind::Class(Class::Bytes(class)) => {
            out.extend(class.iter().next().map(|it| char::from(it.start())));
        }
        HirKind::Repetition(it) => {
            let times = it.min.saturating_add(more).min(it.max.unwrap_or(u32::MAX));
            for _ in 0..times.min(256) {
                write_match(&it.sub, more, out);
            }
        }
        HirKind::Capture(it) => write_match(&it.sub, more, out),
        HirKind::Concat(parts) => parts.iter().for_each(|it| write_match(it, more, out)),
        HirKind::Alternation(parts) => {
            if let Some(first) = parts.first() {
                write_match(first, more, out);
            }
        }
    }
}

/// The number itself where the schema takes it, else the nearest one that it takes.
pub(super) fn number(schema: &Value, number: &Number) -> Number {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let is_open = |key: &str| schema.get(key).is_some_and(|it| *it == true);
    let Some(given) = number.as_f64() else { return number.clone() };
    let is_integer = schema.get("type").is_some_and(|it| it == "integer") || !number.is_f64();
    let step = bound("multipleOf").filter(|it| *it > 0.0);
    let grid = step.or(is_integer.then_some(1.0));
    // What lies a little within an open bound; between narrow bounds the middle.
    let (low, high) = (bound("minimum"), bound("maximum"));
    let inside = |from: f64, to: Option<f64>, sign: f64| match (grid, to) {
        (Some(grid), _) => sign.mul_add(grid, from),
        (None, Some(to)) if (to - from).abs() <= 1.0 => f64::midpoint(from, to),
        (None, _) => sign.mul_add(0.5, from),
    };
    let low = low.map(|it| if is_open("exclusiveMinimum") { inside(it, high, 1.0) } else { it });
    let high = high.map(|it| if is_open("exclusiveMaximum") { inside(it, low, -1.0) } else { it });
    let mut fitting = given;
    if let Some(low) = low {
        fitting = fitting.max(low);
    }
    if let Some(high) = high {
        fitting = fitting.min(high);
    }
    if let Some(grid) = grid {
        // A product of decimals such as 3 * 0.2 has digits that nobody wrote.
        let times = |n: f64| (n * grid * 1e9).round() / 1e9;
        let up = times((fitting / grid).ceil());
        let is_in = high.is_none_or(|it| up <= it);
        fitting = if is_in { up } else { times((fitting / grid).floor()) };
    }
    let is_same = (fitting - given).abs() < f64::EPSILON;
    if is_same { number.clone() } else { of_float(fitting).unwrap_or_else(|| number.clone()) }
}

/// A number without a fraction as an integer.
fn of_float(it: f64) -> Option<Number> {
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction, and is small")]
    if it.fract() == 0.0 && it.abs() < 9e15 {
        return Some((it as i64).into());
    }
    Number::from_f64(it)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{number, other_text, text};

    #[test]
    fn texts_have_the_length_and_the_pattern() {
        let made = |schema: Value| text(&schema, "text");
        assert_eq!(made(json!({ "maxLength": 1 })), "t");
        assert_eq!(made(json!({ "minLength": 6 })), "textte");
        assert_eq!(made(json!({ "pattern": "^[A-Z]{2}\\d?$", "minLength": 3 })), "AA1");
        assert_eq!(made(json!({ "pattern": "^a+$", "minLength": 5, "maxLength": 5 })), "aaaaa");
        assert_eq!(made(json!({ "format": "uri" })), "https://example.org/a");
        // There is no such text, or finding one is too much.
        assert_eq!(made(json!({ "pattern": "^(?=a)b$" })), "text");
        assert_eq!(made(json!({ "minLength": 100_000 })), "text");
        // What a type made knows better.
        assert_eq!(text(&json!({ "maxLength": 3 }), "2024-01-31"), "2024-01-31");
    }

    #[test]
    fn other_texts_differ_by_a_letter_or_a_digit() {
        assert_eq!(other_text("text", 1), "text2");
        assert_eq!(other_text("2024-01-31", 1), "2028-01-31");
        assert_eq!(other_text("--", 1), "--");
    }

    #[test]
    fn numbers_lie_within_their_bounds_and_on_their_grid() {
        let made = |schema: Value, given: Value| {
            Value::Number(number(&schema, given.as_number().unwrap()))
        };
        let integer = json!({ "type": "integer", "minimum": 30, "multipleOf": 25 });
        assert_eq!(made(integer, json!(1)), json!(50));
        let open = json!({ "type": "integer", "minimum": 7, "exclusiveMinimum": true });
        assert_eq!(made(open, json!(1)), json!(8));
        assert_eq!(made(json!({ "maximum": -4 }), json!(1)), json!(-4));
        let narrow = json!({ "minimum": 0, "exclusiveMinimum": true, "maximum": 0.25 });
        assert_eq!(made(narrow, json!(0.5)), json!(0.25));
        assert_eq!(made(json!({ "multipleOf": 0.2 }), json!(0.5)), json!(0.6));
        assert_eq!(made(json!({ "multipleOf": 0.01 }), json!(0.5)), json!(0.5));
    }
}
