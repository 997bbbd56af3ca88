//! Where a response isn't as its description says: what is accepted of that, and what is told.
//!
//! `notes` is what a reader writes down, and `located` makes these of it.

use std::{collections::BTreeMap, fmt};

/// How many deviations of one response are kept; the others are counted.
pub(super) const KEPT: usize = 100;

/// What to do where a response isn't as its description says.
///
/// Whatever the policy, `null` or nothing for a required list or map is the empty one, and everything that deviates is
/// [reported](Deviations).
///
/// ```
/// use clientwright_runtime::{DeviationPolicy, json};
///
/// let strict = json::decode_with::<Vec<i64>>(b"[1, \"2\"]", DeviationPolicy::refuse());
/// assert_eq!(strict.value.unwrap_err().to_string(), "at `[1]`: expected an integer, found a string");
///
/// let lenient = json::decode_with::<Vec<i64>>(b"[1, \"2\"]", DeviationPolicy::accept());
/// assert_eq!(lenient.value.unwrap(), [1, 2]);
/// let deviation = &lenient.deviations.as_slice()[0];
/// assert_eq!(deviation.to_string(), "at `[1]`: expected an integer, found `\"2\"` (accepted)");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeviationPolicy {
    accepts: bool,
    skips_items: bool,
}

impl DeviationPolicy {
    /// Refuses what deviates: the response is an error. The default.
    pub const fn refuse() -> Self {
        Self { accepts: false, skips_items: false }
    }

    /// Accepts what has one reading: a number that is a string, a string that is a number or a boolean, a boolean that is
    /// `"true"` or `"1"`, a date for a time (midnight, UTC), one value for a list of it, and nothing where a required
    /// value may be `null`.
    ///
    /// What would have to be made up, such as a required text that is missing, stays an error.
    pub const fn accept() -> Self {
        Self { accepts: true, skips_items: false }
    }

    /// Leaves out items of lists that can't be read, and reads the others.
    ///
    /// A list that is read by this and sent back lacks them.
    #[must_use]
    pub const fn skip_items(self) -> Self {
        Self { skips_items: true, ..self }
    }

    /// Returns whether what has one reading is accepted.
    pub const fn accepts(self) -> bool {
        self.accepts
    }

    /// Returns whether items that can't be read are left out.
    pub const fn skips_items(self) -> bool {
        self.skips_items
    }
}

/// In which way a value isn't as described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DeviationKind {
    /// A required member didn't come.
    Missing,
    /// A value is `null` that may not be.
    Null,
    /// A value is of another type of JSON, such as a string for a number.
    Type,
    /// A value is of the right type of JSON, and not what its format says: no date, too large.
    Format,
    /// There is no body where one is described.
    EmptyBody,
    /// The body isn't JSON.
    Syntax,
    /// An object has members, but none of those that are described.
    NoKnownMember,
}

/// What became of a value that deviates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DeviationOutcome {
    /// It was read nevertheless.
    Accepted,
    /// The item of a list was left out.
    ItemSkipped,
    /// The response is an error.
    Refused,
}

/// A place where a response isn't as its description says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    pub(super) kind: DeviationKind,
    pub(super) outcome: DeviationOutcome,
    pub(super) path: String,
    pub(super) expected: String,
    pub(super) found: String,
}

impl Deviation {
    /// Returns in which way it deviates.
    pub fn kind(&self) -> DeviationKind {
        self.kind
    }

    /// Returns what became of it.
    pub fn outcome(&self) -> DeviationOutcome {
        self.outcome
    }

    /// Returns where it is, such as `items[3].id`, as [`DecodeError::path`](super::DecodeError::path) has it; empty for the whole body.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns what was expected, such as `an integer`.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Returns the beginning of the JSON that came; `nothing` where nothing did.
    ///
    /// It is `…` for a secret: by its type, or by the name of its member, such as `password`.
    pub fn found(&self) -> &str {
        &self.found
    }

    /// The same with other texts.
    pub(crate) fn rewritten(mut self, rewrite: &dyn Fn(&str) -> String) -> Self {
        for text in [&mut self.path, &mut self.found] {
            *text = rewrite(text);
        }
        self
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind: _, outcome, path, expected, found } = self;
        if !path.is_empty() {
            write!(f, "at `{path}`: ")?;
        }
        write!(f, "expected {expected}, found ")?;
        match found.as_str() {
            "nothing" => f.write_str(found)?,
            _ => write!(f, "`{found}`")?,
        }
        f.write_str(match outcome {
            DeviationOutcome::Accepted => " (accepted)",
            DeviationOutcome::ItemSkipped => " (item left out)",
            DeviationOutcome::Refused => "",
        })
    }
}

/// Where a response isn't as its description says: the first 100 places, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deviations {
    pub(super) kept: Vec<Deviation>,
    /// How many there are of each kind.
    pub(super) counts: BTreeMap<DeviationKind, usize>,
}

impl Deviations {
    /// Returns how many there are.
    pub fn count(&self) -> usize {
        self.counts.values().sum()
    }

    /// Returns how many there are of each kind, of those kinds that there are.
    pub fn counts(&self) -> impl Iterator<Item = (DeviationKind, usize)> + '_ {
        self.counts.iter().map(|(kind, n)| (*kind, *n))
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Returns the first of them, 100 at most, in the order of the text; one that was refused is the last.
    pub fn as_slice(&self) -> &[Deviation] {
        &self.kept
    }

    /// Returns an iterator over these.
    pub fn iter(&self) -> std::slice::Iter<'_, Deviation> {
        self.kept.iter()
    }

    /// Adds those of what came after.
    pub(crate) fn append(&mut self, other: Self) {
        let room = KEPT.saturating_sub(self.kept.len());
        self.kept.extend(other.kept.into_iter().take(room));
        for (kind, n) in other.counts {
            *self.counts.entry(kind).or_default() += n;
        }
    }

    /// The same where what was refused is left out as an item.
    pub(crate) fn skipped(mut self) -> Self {
        for it in &mut self.kept {
            if it.outcome == DeviationOutcome::Refused {
                it.outcome = DeviationOutcome::ItemSkipped;
            }
        }
        self
    }

    /// The same with other texts.
    pub(crate) fn rewritten(mut self, rewrite: &dyn Fn(&str) -> String) -> Self {
        self.kept = self.kept.into_iter().map(|it| it.rewritten(rewrite)).collect();
        self
    }
}

impl<'a> IntoIterator for &'a Deviations {
    type Item = &'a Deviation;
    type IntoIter = std::slice::Iter<'a, Deviation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Whether a name, in [`letters`], has a word that names of secrets alone have.
pub(crate) fn has_secret_word(letters: &str) -> bool {
    const WORDS: &[&str] =
        &["password", "passwd", "passphrase", "secret", "apikey", "privatekey", "credential"];
    WORDS.iter().any(|it| letters.contains(it))
}

/// The letters and digits of a name, in lower case.
pub(crate) fn letters(name: &str) -> String {
    let letters = name.chars().filter(|it| it.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Whether a member of this name holds what no log should have.
pub(crate) fn is_secret_name(name: &str) -> bool {
    const OTHERS: &[&str] = &["token", "accesskey", "authorization", "cookie", "sessionid"];
    let name = letters(name);
    has_secret_word(&name) || OTHERS.iter().any(|it| name.contains(it))
}
