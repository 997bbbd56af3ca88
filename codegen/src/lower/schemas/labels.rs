//! What a description says of each value of an enumeration of numbers, which have no names of their own.
//!
//! Frameworks write a line for each: `* 1 - Low` (drf-spectacular), `0 = Open` (`NSwag`), `` - `2`: Deleted ``.

use std::collections::BTreeSet;

use crate::lower::names::camel;

/// How many words may be a name.
const MOST_WORDS: usize = 4;

/// What may stand between a value and what it means.
const SEPARATORS: [&str; 8] = ["=>", "->", "-", "–", "—", ":", "=", ")"];

/// The names that a text gives all of `values`; none where one of them has none, or that of another.
pub(super) fn names(text: &str, values: &[i64]) -> Option<Vec<String>> {
    let lines: Vec<&str> = text.lines().collect();
    let listed: Vec<&str> = text.split([',', ';', '\n']).collect();
    [lines, listed].iter().find_map(|lines| {
        let names: Vec<String> = values.iter().map(|it| name(lines, *it)).collect::<Option<_>>()?;
        let cased: BTreeSet<String> = names.iter().map(|it| camel(it)).collect();
        (cased.len() == values.len()).then_some(names)
    })
}

/// The name of a value, which one line alone gives it.
fn name(lines: &[&str], value: i64) -> Option<String> {
    let value = value.to_string();
    let mut labels = lines.iter().filter_map(|it| label(it, &value));
    let label = labels.next().filter(|_| labels.next().is_none())?;
    let end = label.find(['(', '[', '.', ',', ';', ':', '\n']).unwrap_or(label.len());
    let brief = label.get(..end)?;
    let brief = brief.split(" - ").next()?.trim().trim_matches(['`', '"', '\'', '*']);
    let is_name =
        brief.starts_with(char::is_alphabetic) && brief.split_whitespace().count() <= MOST_WORDS;
    is_name.then(|| brief.to_owned())
}

/// What a line says of a value that it begins with, behind a bullet or not.
fn label<'t>(line: &'t str, value: &str) -> Option<&'t str> {
    let line = line.trim();
    // A minus is part of the number.
    let bulleted = line.strip_prefix(['*', '-', '+', '•']);
    let bulleted = bulleted.filter(|it| !it.starts_with(|c: char| c.is_ascii_digit()));
    let bulleted = bulleted.map(str::trim_start);
    [Some(line), bulleted].into_iter().flatten().find_map(|line| {
        let quotes = ['`', '"', '\'', '*'];
        let rest = line.trim_start_matches(quotes).strip_prefix(value)?;
        let rest = rest.trim_start_matches(quotes).trim_start();
        let label = SEPARATORS.iter().find_map(|it| rest.strip_prefix(it))?.trim_start();
        (!label.is_empty()).then_some(label)
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    fn of(text: &str, values: &[i64]) -> Vec<String> {
        names(text, values).unwrap_or_default()
    }

    #[test]
    fn lines_name_values() {
        assert_eq!(
            of("How urgent.\n\n* `1` - Low\n* `2` - Very high", &[1, 2]),
            ["Low", "Very high"]
        );
        assert_eq!(of("0 = Open\r\n1 = Paid", &[0, 1]), ["Open", "Paid"]);
        assert_eq!(of("- `0`: Modified (\"C\")\n- `1`: Added", &[0, 1]), ["Modified", "Added"]);
        assert_eq!(of("-1 - Unknown\n10 - Ten more", &[-1, 10]), ["Unknown", "Ten more"]);
        assert_eq!(of("-1 - Left\n1 - Right", &[-1, 1]), ["Left", "Right"]);
        assert_eq!(of("0 = Off, 1 = On", &[0, 1]), ["Off", "On"]);
    }

    #[test]
    fn what_is_no_name_for_all_is_none_for_any() {
        assert!(of("* `1` - Low", &[1, 2]).is_empty());
        assert!(of("* `1` - Low\n* `2` - low", &[1, 2]).is_empty());
        assert!(of("12 - 12fps\n15 - 15fps", &[12, 15]).is_empty());
        assert!(of("1: what nobody would call a thing\n2: b", &[1, 2]).is_empty());
        assert!(of("1 - a\n1 - b\n2 - c", &[1, 2]).is_empty());
    }
}
