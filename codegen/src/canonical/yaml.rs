//! A JSON tree as YAML that readers of YAML 1.1 and of YAML 1.2 read as the same values.
//!
//! A text stands without quotes where no reader takes it for something else. YAML 1.1 knows more of those than 1.2: `13:00`
//! is 780 (<https://yaml.org/type/int.html>), `2026-01-01` a date (<https://yaml.org/type/timestamp.html>) and `no` is false
//! (<https://yaml.org/type/bool.html>).

use serde_json::{Map, Value};

/// Begins a text that stands in quotes; no plain scalar begins with `!` (YAML 1.2.2, 7.3.3), so that the writer adds them.
const QUOTED: &str = "!\u{e000}";

/// Begins a number that is written as a text, whose quotes are taken off again.
const BARE: &str = "!\u{e001}";

/// Begins a text whose every odd character the writer is to escape: it does so where there is a control character.
const ESCAPED: &str = "\u{7}";

/// Writes a tree.
///
/// The writer quotes what readers of YAML 1.2 misread. What those of 1.1 misread is marked before and unmarked after, in
/// documents that have none of the marks' characters themselves.
pub(super) fn to_yaml(root: &Value) -> String {
    let written = |root: &Value| serde_yaml::to_string(root).unwrap_or_default();
    let json = root.to_string();
    if json.contains(['\u{e000}', '\u{e001}']) || json.contains("\\u0007") {
        return written(root);
    }
    unmarked(&written(&marked(root)))
}

/// The tree with marks at the keys, texts and numbers that a reader of YAML 1.1 takes for something else.
fn marked(value: &Value) -> Value {
    let text = |it: &str| match it {
        it if is_misread(it) => format!("{QUOTED}{it}"),
        // Line breaks to YAML 1.1, which the writer would indent.
        it if it.contains(['\u{2028}', '\u{2029}']) => format!("{ESCAPED}{it}"),
        it => it.to_owned(),
    };
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| (text(key), marked(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(marked).collect(),
        Value::String(it) => text(it).into(),
        Value::Number(it) => match with_fraction(&it.to_string()) {
            Some(number) => format!("{BARE}{number}").into(),
            None => value.clone(),
        },
        Value::Null | Value::Bool(_) => value.clone(),
    }
}

/// A number with an exponent, with the fraction and the sign that YAML 1.1 asks for beside it.
fn with_fraction(number: &str) -> Option<String> {
    let (mantissa, exponent) = number.split_once(['e', 'E'])?;
    let fraction = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    Some(format!("{mantissa}{fraction}e{sign}{exponent}"))
}

/// The text without marks, and marked numbers without quotes.
fn unmarked(text: &str) -> String {
    let mut pieces = text.split(BARE);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        // The quote before the mark, and the one behind the number.
        out.pop();
        let (number, rest) = piece.split_once('\'').unwrap_or((piece, ""));
        out.push_str(number);
        out.push_str(rest);
    }
    out.replace(QUOTED, "").replace("\"\\a", "\"")
}

/// Whether a reader of YAML 1.1 takes a text for something else.
fn is_misread(text: &str) -> bool {
    is_word(text) || is_number(text) || is_date(text)
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
