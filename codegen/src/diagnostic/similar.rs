//! Names that may be meant by one that nobody knows.

/// How alike two names have to be, where 1 is equal: one letter of four may be wrong.
const ALIKE: f64 = 0.7;

/// The most similar of `known`, if it is so similar that a misspelling is likely; the first of several.
pub fn most<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let mut best = None;
    for it in known {
        let alike = strsim::normalized_damerau_levenshtein(&lower, &it.to_lowercase());
        if alike >= ALIKE && best.is_none_or(|(most, _)| alike > most) {
            best = Some((alike, it));
        }
    }
    best.map(|(_, it)| it)
}

#[cfg(test)]
mod tests {
    use super::most;

    #[test]
    fn a_misspelling_has_a_likely_meaning() {
        let known = ["path", "query", "header", "cookie"];
        assert_eq!(most("paht", known), Some("path"));
        assert_eq!(most("Querry", known), Some("query"));
        assert_eq!(most("heder", known), Some("header"));
        assert_eq!(most("body", known), None);
        assert_eq!(most("Pett", ["Pet", "Pets"]), Some("Pet"));
        assert_eq!(most("", [""; 0]), None);
    }
}
