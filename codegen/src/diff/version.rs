//! Versions of crates: which one comes next, and which of two is the later one.
//!
//! They are those of Semantic Versioning 2.0.0 as Cargo reads them: below 1.0.0 a major change raises the minor number,
//! and every other one the patch number (the Cargo Book's page on compatibility).

use std::cmp::Ordering;
use std::fmt;

use super::effect::Rust;

/// The version of a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    numbers: [u64; 3],
    /// The identifiers of a pre-release, none where it is a release.
    pre: Vec<String>,
    /// What stands behind `+`, which orders nothing.
    build: String,
}

impl Version {
    /// Reads a version; none where the text is none by Semantic Versioning 2.0.0, sections 2, 9 and 10.
    pub fn parse(text: &str) -> Option<Self> {
        let (rest, build) = text.split_once('+').map_or((text, None), |(a, b)| (a, Some(b)));
        let (core, pre) = rest.split_once('-').map_or((rest, None), |(a, b)| (a, Some(b)));
        let mut parts = core.split('.');
        let mut numbers = [0; 3];
        for number in &mut numbers {
            *number = read_number(parts.next()?)?;
        }
        let pre = pre.map(|it| it.split('.').map(str::to_owned).collect::<Vec<_>>());
        let pre = pre.unwrap_or_default();
        let is_pre = |it: &String| is_identifier(it) && (!is_digits(it) || has_no_zero(it));
        let is_build = build.is_none_or(|it| it.split('.').all(is_identifier));
        let is_one = parts.next().is_none() && pre.iter().all(is_pre) && is_build;
        is_one.then(|| Self { numbers, pre, build: build.unwrap_or_default().to_owned() })
    }

    /// Returns the release that a pre-release leads to, without what stands behind `+`; a release is that itself.
    #[must_use]
    pub fn release(&self) -> Self {
        Self { numbers: self.numbers, pre: Vec::new(), build: String::new() }
    }

    /// Returns the version that comes after this one where `effect` is the worst that a change does to Rust code.
    ///
    /// After a pre-release comes the next pre-release, whatever the effect: nobody gets it without asking for it.
    #[must_use]
    pub fn next(&self, effect: Rust) -> Self {
        let Self { numbers: [major, minor, patch], pre, build: _ } = self;
        if effect == Rust::None {
            return self.clone();
        }
        if !pre.is_empty() {
            return Self { numbers: self.numbers, pre: next_pre(pre), build: String::new() };
        }
        let numbers = match (effect, major) {
            (Rust::Major, 0) => [0, minor.saturating_add(1), 0],
            (Rust::Major, _) => [major.saturating_add(1), 0, 0],
            (Rust::Minor, 1..) => [*major, minor.saturating_add(1), 0],
            (Rust::Minor | Rust::Patch | Rust::None, _) => {
                [*major, *minor, patch.saturating_add(1)]
            }
        };
        Self { numbers, pre: Vec::new(), build: String::new() }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")?;
        if !self.pre.is_empty() {
            write!(f, "-{}", self.pre.join("."))?;
        }
        if !self.build.is_empty() {
            write!(f, "+{}", self.build)?;
        }
        Ok(())
    }
}

/// By precedence, Semantic Versioning 2.0.0, section 11; where that is the same, by what stands behind `+`.
impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_pre = || match (self.pre.is_empty(), other.pre.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => {
                let mine = self.pre.iter().map(|it| rank(it));
                mine.cmp(other.pre.iter().map(|it| rank(it)))
            }
        };
        self.numbers
            .cmp(&other.numbers)
            .then_with(by_pre)
            .then_with(|| self.build.cmp(&other.build))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Numbers come before letters, and in their order: a longer one is a greater one.
fn rank(identifier: &str) -> (bool, usize, &str) {
    if is_digits(identifier) {
        (false, identifier.len(), identifier)
    } else {
        (true, 0, identifier)
    }
}

/// `beta.1` gives `beta.2`, and `beta` gives `beta.1`.
fn next_pre(pre: &[String]) -> Vec<String> {
    let mut pre = pre.to_vec();
    let number = pre.last().and_then(|it| it.parse::<u64>().ok());
    match number {
        Some(number) => {
            pre.pop();
            pre.push(number.saturating_add(1).to_string());
        }
        None => pre.push("1".to_owned()),
    }
    pre
}

fn read_number(text: &str) -> Option<u64> {
    (is_digits(text) && has_no_zero(text)).then(|| text.parse().ok())?
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

/// No zero in front.
fn has_no_zero(digits: &str) -> bool {
    digits == "0" || !digits.starts_with('0')
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_is_what_cargo_takes_for_compatible_or_not() {
        let next = |text: &str, effect| Version::parse(text).unwrap().next(effect).to_string();
        let table = [
            ("1.2.3", "1.2.3", "1.2.4", "1.3.0", "2.0.0"),
            ("0.2.3", "0.2.3", "0.2.4", "0.2.4", "0.3.0"),
            ("0.0.3", "0.0.3", "0.0.4", "0.0.4", "0.1.0"),
            ("1.0.0-beta.9", "1.0.0-beta.9", "1.0.0-beta.10", "1.0.0-beta.10", "1.0.0-beta.10"),
            ("1.0.0-beta", "1.0.0-beta", "1.0.0-beta.1", "1.0.0-beta.1", "1.0.0-beta.1"),
            ("1.0.0+7", "1.0.0+7", "1.0.1", "1.1.0", "2.0.0"),
        ];
        for (from, none, patch, minor, major) in table {
            assert_eq!(next(from, Rust::None), none);
            assert_eq!(next(from, Rust::Patch), patch);
            assert_eq!(next(from, Rust::Minor), minor);
            assert_eq!(next(from, Rust::Major), major);
        }
    }

    #[test]
    fn versions_are_in_the_order_of_the_specification() {
        let order = [
            "0.9.9",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.0+1",
            "1.0.10",
            "1.1.0",
            "10.0.0",
        ];
        let order: Vec<_> = order.iter().map(|it| Version::parse(it).unwrap()).collect();
        assert!(order.is_sorted_by(|a, b| a < b), "{order:?}");
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in [
            "", "1", "1.0", "v1.0.0", "1.02.3", "1.0.0-", "1.0.0-01", "1.0.0+", "1.0.0 ", "1.0.0.0",
        ] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }
}
