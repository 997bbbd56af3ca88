//! Names that may be meant by one that nobody knows.

/// How alike two names have to be, where 1 is equal: one letter of four may be wrong.
const ALIKE: f64 = 0.7;

/// How many pairs of letters are compared in a run: a description may have thousands of unknown names, and thousands that
/// each of them could be.
const COMPARED: usize = 20_000_000;

/// The most similar of `known`, if it is so similar that a misspelling is likely; the first of several.
pub fn most<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    Similar::default().most(name, known)
}

/// What is left to spend on comparing names.
#[derive(Clone, Debug)]
pub(super) struct Similar {
    left: usize,
}

impl Default for Similar {
    fn default() -> Self {
        Self { left: COMPARED }
    }
}

impl Similar {
    /// As [`most`]; nothing once too much has been compared.
    pub(super) fn most<'a>(
        &mut self,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        let lower = name.to_lowercase();
        let length = lower.chars().count();
        let mut best = None;
        for it in known {
            let other = it.chars().count();
            let may_be = may_be_alike(length, other);
            self.left = self.left.checked_sub(if may_be { 1 + length * other } else { 1 })?;
            if !may_be {
                continue;
            }
            let alike = strsim::normalized_damerau_levenshtein(&lower, &it.to_lowercase());
            if alike >= ALIKE && best.is_none_or(|(most, _)| alike > most) {
                best = Some((alike, it));
            }
        }
        best.map(|(_, it)| it)
    }
}

/// Whether names of so many letters can be alike: each letter that only one of them has counts against it.
fn may_be_alike(one: usize, other: usize) -> bool {
    // Lower case may have another letter or two.
    let (short, long) = (one.min(other) + 2, one.max(other));
    short * 10 >= long * 7
}

#[cfg(test)]
mod tests {
    use super::{Similar, most};

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

    #[test]
    fn what_is_compared_in_a_run_is_bounded() {
        let mut similar = Similar::default();
        let (long, known) = ("x".repeat(3000), ["y".repeat(3000), "x".repeat(2999)]);
        let known = || known.iter().map(String::as_str);
        assert_eq!(similar.most(&long, known()).map(str::len), Some(2999));
        assert_eq!(similar.most(&long, known()), None);
        assert_eq!(similar.most("paht", ["path"]), Some("path"));
    }
}
