//! Words: what names are made of, before a language cases them.

/// Gives signs that alone make a difference a word (`+1` and `-1`), and leaves out what no identifier may have.
pub(crate) fn spoken(words: &str) -> String {
    let bare = !words.chars().any(char::is_alphanumeric);
    let mut out = String::with_capacity(words.len());
    for (i, c) in words.chars().enumerate() {
        match c {
            '+' if i == 0 || bare => out.push_str(" plus "),
            '-' if bare || (i == 0 && words.chars().nth(1).is_some_and(|c| c.is_ascii_digit())) => {
                out.push_str(" minus ");
            }
            _ if bare => out.push_str(sign(c)),
            // An apostrophe joins: `don't` is one word.
            '\'' | '\u{2019}' => {}
            c if c.is_alphanumeric() => out.push(c),
            _ => out.push(' '),
        }
    }
    one_word(&out)
}

/// Writes as one word what casing would take for several: `OAuth`, `GraphQL`, and plurals of acronyms (`APIs`).
fn one_word(words: &str) -> String {
    let known = words.replace("OAuth", "Oauth").replace("GraphQL", "Graphql");
    let mut out = String::with_capacity(known.len());
    let mut chars = known.chars().peekable();
    while let Some(c) = chars.next() {
        let capitals = out.chars().rev().take_while(char::is_ascii_uppercase).count();
        let goes_on = chars.peek().is_some_and(char::is_ascii_lowercase);
        if c == 's' && capitals > 1 && !goes_on {
            let (before, run) = out.split_at(out.len() - capitals + 1);
            out = format!("{before}{}", run.to_ascii_lowercase());
        }
        out.push(c);
    }
    out
}

fn sign(c: char) -> &'static str {
    match c {
        '*' => " star ",
        '<' => " less ",
        '>' => " greater ",
        '=' => " equal ",
        '!' => " not ",
        '&' => " and ",
        '|' => " or ",
        '%' => " percent ",
        '/' => " slash ",
        '.' => " dot ",
        '?' => " question ",
        '#' => " hash ",
        '@' => " at ",
        '$' => " dollar ",
        '~' => " tilde ",
        '"' => " quote ",
        '\\' => " backslash ",
        ',' => " comma ",
        ';' => " semicolon ",
        ':' => " colon ",
        '^' => " caret ",
        '_' => " underscore ",
        ' ' => " space ",
        _ => " ",
    }
}

/// The singular of an English plural, where its form tells; otherwise the word as it is.
pub(crate) fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|it| it.len() > 2) {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn plurals_that_show_it_become_singular() {
        let table = [
            ("roles", "role"),
            ("entries", "entry"),
            ("status", "status"),
            ("address", "address"),
            ("boxes", "box"),
            ("data", "data"),
        ];
        for (plural, expected) in table {
            assert_eq!(singular(plural), expected);
        }
    }
}
