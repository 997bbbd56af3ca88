//! Words: what names are made of, before a language cases them.
//!
//! - In: any text of a description, in any script.
//! - Out: words of ASCII letters and digits with spaces between them, each written so that casing takes it for one.

mod acronyms;
pub(crate) mod secrets;
mod signs;

/// The words of a text; what only separates them is left out.
pub(crate) fn symbols_as_words(text: &str) -> String {
    acronyms::joined(&signs::worded(text, signs::Told::Telling))
}

/// The words of a text with those of every sign, for where two texts differ by signs alone: `a-b` and `a_b`.
pub(crate) fn spelled(text: &str) -> String {
    acronyms::joined(&signs::worded(text, signs::Told::All))
}

/// The words of a value, in which a sign in front has a meaning: `-created_at` is `created_at` in descending order.
pub(crate) fn value(text: &str) -> String {
    acronyms::joined(&signs::worded(text, signs::Told::OfValue))
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
