//! A JSON tree as YAML that readers of YAML 1.1 and of YAML 1.2 read as the same values.
//!
//! A text stands without quotes where no reader takes it for something else. YAML 1.1 knows more of those than 1.2: `13:00`
//! is 780 (<https://yaml.org/type/int.html>), `2026-01-01` a date (<https://yaml.org/type/timestamp.html>) and `no` is false
//! (<https://yaml.org/type/bool.html>).

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// Writes a tree.
pub(super) fn to_yaml(root: &Value) -> String {
    let mut text = String::new();
    block(&mut text, root, 0);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Writes a value whose first line has begun already; further lines are indented by `indent`.
fn block(text: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(members) if !members.is_empty() => mapping(text, members, indent),
        Value::Array(items) if !items.is_empty() => sequence(text, items, indent),
        other => scalar(text, other, indent),
    }
}

fn mapping(text: &mut String, members: &Map<String, Value>, indent: usize) {
    for (index, (key, value)) in members.iter().enumerate() {
        if index > 0 {
            line(text, indent);
        }
        if key.len() > LONGEST_KEY {
            let _ = write!(text, "? {}", quoted(key));
            line(text, indent);
            text.push_str(": ");
            block(text, value, indent + 2);
            continue;
        }
        text.push_str(&quoted(key));
        text.push(':');
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                line(text, indent + 2);
                mapping(text, inner, indent + 2);
            }
            Value::Array(items) if !items.is_empty() => {
                line(text, indent);
                sequence(text, items, indent);
            }
            other => {
                text.push(' ');
                scalar(text, other, indent + 2);
            }
        }
    }
}

/// A longer key has to be marked as one (YAML 1.1, 9.3.1 and YAML 1.2, 7.4.2: 1,024 characters); most emitters mark it earlier.
const LONGEST_KEY: usize = 128;

fn sequence(text: &mut String, items: &[Value], indent: usize) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            line(text, indent);
        }
        text.push_str("- ");
        block(text, item, indent + 2);
    }
}

fn line(text: &mut String, indent: usize) {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.extend(std::iter::repeat_n(' ', indent));
}

fn scalar(text: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(_) => text.push_str("{}"),
        Value::Array(_) => text.push_str("[]"),
        Value::Number(it) => text.push_str(&number(&it.to_string())),
        Value::String(it) if is_literal(it) => literal(text, it, indent),
        Value::String(it) => text.push_str(&quoted(it)),
        other @ (Value::Null | Value::Bool(_)) => text.push_str(&other.to_string()),
    }
}

/// A number with the fraction and the sign that YAML 1.1 asks for beside an exponent.
fn number(text: &str) -> String {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return text.to_owned() };
    let fraction = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    format!("{mantissa}{fraction}e{sign}{exponent}")
}

/// Whether a text of several lines can stand as it is.
fn is_literal(text: &str) -> bool {
    text.contains('\n')
        && !text.contains(" \n")
        && !text.ends_with(' ')
        && text.chars().all(is_printable)
}

fn literal(text: &mut String, value: &str, indent: usize) {
    let indent = indent.max(2);
    text.push('|');
    if value.starts_with([' ', '\n']) {
        text.push('2');
    }
    // What ends in no line break, in one, and in several.
    match value.strip_suffix('\n') {
        None => text.push('-'),
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => text.push('+'),
        Some(_) => {}
    }
    for row in value.split_terminator('\n') {
        text.push('\n');
        if !row.is_empty() {
            text.extend(std::iter::repeat_n(' ', indent));
            text.push_str(row);
        }
    }
    if value.ends_with('\n') {
        text.push('\n');
    }
}

/// A text of one line, in quotes where it needs some.
fn quoted(text: &str) -> String {
    if !text.chars().all(|it| it != '\n' && is_printable(it)) {
        return escaped(text);
    }
    if is_plain(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// Whether a character may stand in a text without an escape, and ends no line.
///
/// Source: YAML 1.2.2, 5.1 and 5.4; YAML 1.1 also takes U+0085, U+2028 and U+2029 for ends of lines.
fn is_printable(it: char) -> bool {
    match it {
        '\n' => true,
        '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
        other => !other.is_control(),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::from("\"");
    for it in text.chars() {
        match it {
            '"' | '\\' => out.extend(['\\', it]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            it if is_printable(it) => out.push(it),
            it => {
                let _ = write!(out, "\\u{:04X}", u32::from(it));
            }
        }
    }
    out.push('"');
    out
}

/// Whether a text of one line is that text without quotes.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let breaks_off = text.starts_with(' ')
        || text.ends_with([' ', ':'])
        || text.contains(": ")
        || text.contains(" #")
        || text.starts_with("---")
        || text.starts_with("...");
    let is_indicator = match first {
        '-' | '?' | ':' => text.chars().nth(1).is_none_or(|it| it == ' '),
        first => "#,[]{}&*!|>'\"%@`".contains(first),
    };
    !breaks_off && !is_indicator && !is_word(text) && !is_number(text) && !is_date(text)
}

/// Whether a text is another value's name: of a boolean, of `null`, of a number, of a key to merge.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 13] =
        ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "=", "<<", ".nan"];
    let lower = text.to_ascii_lowercase();
    WORDS.contains(&lower.as_str()) || lower.trim_start_matches(['-', '+']) == ".inf"
}

/// Whether a text is a number to any reader: with underscores, by bases, with an exponent, or in minutes and seconds.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let all = |digits: &str, is_digit: fn(&char) -> bool| {
        digits.chars().all(|it| it == '_' || is_digit(&it)) && digits.contains(|it| is_digit(&it))
    };
    let based = |prefixes: [&str; 2], is_digit: fn(&char) -> bool| {
        let digits = prefixes.iter().find_map(|it| text.strip_prefix(it));
        digits.is_some_and(|it| all(it, is_digit))
    };
    if based(["0x", "0X"], char::is_ascii_hexdigit)
        || based(["0o", "0O"], char::is_ascii_digit)
        || based(["0b", "0B"], char::is_ascii_digit)
    {
        return true;
    }
    let digits = |it: &str| it.is_empty() || all(it, char::is_ascii_digit);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            (mantissa, exponent.strip_prefix(['-', '+']).unwrap_or(exponent))
        }
        None => (text, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // Of base 60, `1:30:00`.
    let mut parts = whole.split(':');
    let whole = parts.next().unwrap_or_default();
    let in_sixties = |it: &str| matches!(it.len(), 1 | 2) && all(it, char::is_ascii_digit);
    (whole.starts_with(|it: char| it.is_ascii_digit())
        || fraction.starts_with(|it: char| it.is_ascii_digit()))
        && digits(whole)
        && digits(fraction)
        && parts.all(in_sixties)
        && all(exponent, char::is_ascii_digit)
}

/// Whether a text begins as a date does, with nothing or a time behind it.
fn is_date(text: &str) -> bool {
    let end = text.find(|it: char| !it.is_ascii_digit() && it != '-').unwrap_or(text.len());
    let (date, time) = text.split_at(end);
    let parts: Vec<&str> = date.split('-').collect();
    matches!(parts.as_slice(), [year, month, day]
        if year.len() == 4 && matches!(month.len(), 1 | 2) && matches!(day.len(), 1 | 2))
        && (time.is_empty() || time.starts_with(['T', 't', ' ', '\t']))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::to_yaml;
    use crate::diagnostic::Sink;
    use crate::load;
    use crate::source::Sources;

    /// The tree that a YAML 1.2 reader makes of a text.
    fn read(text: &str) -> Value {
        let mut sources = Sources::default();
        let file = sources.add("text.yaml", text.to_owned());
        let mut sink = Sink::default();
        let document = load::load(&sources, file, &mut sink);
        let findings = sink.into_findings();
        assert!(findings.is_empty(), "{text:?}: {findings:?}");
        document.unwrap().root
    }

    /// What YAML 1.1 or 1.2 takes for something else than text; from the pages of its types.
    const OTHERS: [&str; 56] = [
        "",
        "~",
        "null",
        "Null",
        "NULL",
        "true",
        "False",
        "TRUE",
        "yes",
        "Yes",
        "NO",
        "no",
        "on",
        "Off",
        "y",
        "N",
        "=",
        "<<",
        "0",
        "017",
        "0o17",
        "08",
        "1_000",
        "+1",
        "-1",
        "0x1f",
        "0X1F",
        "0b1",
        "-0b1_0",
        "1e3",
        "1E-3",
        "1.5",
        "1.",
        ".5",
        "-.5",
        "6.02e+23",
        "1_000.5",
        ".inf",
        "-.Inf",
        "+.INF",
        ".nan",
        ".NaN",
        "13:00",
        "1:30:00",
        "-1:30",
        "1:30.5",
        "190:20:30",
        "2026-01-01",
        "2026-1-1",
        "2026-01-01T08:00:00.000+00:00",
        "2026-01-01 08:00:00",
        "2026-01-01t08:00:00Z",
        "1e03",
        "1__0",
        "00",
        "12345678901234567890123",
    ];

    #[test]
    fn what_a_reader_takes_for_something_else_is_quoted() {
        for other in OTHERS {
            assert_eq!(to_yaml(&json!({ "a": other })), format!("a: '{other}'\n"));
            assert_eq!(to_yaml(&json!({ other: 1 })), format!("'{other}': 1\n"));
            assert_eq!(read(&to_yaml(&json!([other]))), json!([other]));
        }
    }

    #[test]
    fn plain_texts_stay_plain() {
        for plain in [
            "1.0.0",
            "v1",
            "10.0.0.1",
            "1-2",
            "e3",
            "0xg",
            "12 o'clock",
            "13:00:00:0x",
            "12:345",
            "a: b".trim_end_matches(": b"),
            "none",
            "nil",
            "2026-01",
            "2026-01-01/2026-01-02",
            "/a/{b}",
            "https://a.example:80/",
            "a#b",
            "-a",
            "?a",
            ":a",
            "<",
            "..",
            "1,000",
            "1e",
            "e1",
            "_1",
            "ä",
            "😀",
            "http://a",
            "true-ish",
            "+",
            "-",
            "1:2:abc",
        ] {
            let written = to_yaml(&json!({ "a": plain }));
            let quoted = plain == "-";
            assert_eq!(
                written,
                if quoted { "a: '-'\n".to_owned() } else { format!("a: {plain}\n") }
            );
        }
    }

    #[test]
    fn whatever_is_written_is_read_again() {
        let texts = [
            "a: b",
            "a:",
            "a #b",
            "#a",
            " a",
            "a ",
            "'a'",
            "\"a\"",
            "it's",
            "\\",
            "%a",
            "@a",
            "`a",
            "- a",
            "-",
            "?",
            "? a",
            ": a",
            "[a]",
            "{a}",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "---",
            "...a",
            "--- a",
            "a\tb",
            "\ta",
            "a\u{85}b",
            "a\u{2028}b",
            "\u{feff}a",
            "a\rb",
            "a\u{7f}b",
            "\u{0}",
            "a\nb",
            "a\nb\n",
            "a\n\n\nb\n\n",
            "\na",
            "\n",
            "\n\n",
            " a\n  b\n c",
            "a \nb",
            "a\n b ",
            "a\n\tb",
            "😀\n\u{e9}",
            "a\n# b",
            "a\n---\nb",
            "a\r\nb",
        ];
        let long = "k".repeat(200);
        let nested = json!({
            "texts": texts.as_slice(), "empty": { "map": {}, "list": [] }, "lists": [[1, [2, "x\ny"]], [[]], { "a": [{}], "b": { "c": "x\n" } }],
            long.as_str(): { "a": 1, "b": ["x\ny\n"] }, "numbers": [0, -1, 1.5, 1e21, -2.5e-9, u64::MAX], "more": [true, null],
            "a\nb": 1, "200": "x\n\n",
        });
        assert_eq!(read(&to_yaml(&nested)), nested);
        for text in texts {
            assert_eq!(read(&to_yaml(&json!({ text: text }))), json!({ text: text }));
            assert_eq!(
                read(&to_yaml(&json!([[{ text: [text, 1] }]]))),
                json!([[{ text: [text, 1] }]])
            );
        }
    }

    #[test]
    fn exponents_have_a_fraction_and_a_sign() {
        assert_eq!(to_yaml(&json!([1e21, 1.5e-9, 12])), "- 1.0e+21\n- 1.5e-9\n- 12\n");
    }
}
