//! `generated.lock`: what a run wrote to a crate, so that the next one knows what others have done to it since.
//!
//! A line a file, as `sha256sum` writes and checks it; line ends don't count, since git may have changed them. A merge
//! may leave the lines of both sides, and marks of a conflict: each line that can be read counts, so that a file is known
//! whichever side it came from. `names.lock` isn't in it: it is read before it is written, so that nothing of it is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

use clientwright::internal::release::MANIFEST;
pub(crate) use clientwright::internal::written::{LOCK, NAMES, digest, is_own, locked};

use crate::files::{self, Change, Kind, Tree};
use crate::{Error, Shell};

/// What others did to a file of a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    /// It was generated, and has other text now.
    Edited,
    /// It was not generated.
    Added,
    /// It is a link, or a folder is, which may lead anywhere.
    Link,
}

impl fmt::Display for Hand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Edited => "edited",
            Self::Added => "added",
            Self::Link => "a link",
        })
    }
}

/// What earlier runs wrote to a crate.
#[derive(Debug)]
pub(crate) struct Written {
    /// The digest of the lock itself.
    pub(crate) digest: Option<String>,
    /// The digests of each file; `None` in a crate that was written before there was a lock.
    digests: Option<BTreeMap<String, BTreeSet<String>>>,
    /// Whether the crate says that it was generated.
    is_marked: bool,
}

impl Written {
    /// Reads the lock of the crate in `dir`.
    pub(crate) fn read(dir: &Path) -> Result<Self, Error> {
        let lock = files::read_optional(&dir.join(LOCK))?;
        let digest = lock.as_deref().map(|it| digest(it.as_bytes()));
        let (digests, is_marked) = (lock.as_deref().map(parse), files::mark(dir)?.is_some());
        Ok(Self { digest, digests, is_marked })
    }

    /// Whether the crate has the files that were written, as they were, and no others.
    pub(crate) fn is_whole(&self, dir: &Path) -> Result<bool, Error> {
        let Some(digests) = &self.digests else { return Ok(false) };
        let mut entries = files::entries(dir)?;
        entries.retain(|path, _| !is_own(path));
        if entries.len() != digests.len() {
            return Ok(false);
        }
        for (path, kind) in &entries {
            if *kind != Kind::File || !self.wrote(&dir.join(path), path, &Tree::new())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the crate is one that these commands wrote.
    pub(crate) fn is_ours(&self) -> bool {
        self.digests.is_some() || self.is_marked
    }

    /// The files that others have edited or added, of those that differ from what is wanted.
    pub(crate) fn by_hand(
        &self,
        dir: &Path,
        want: &Tree,
        changes: &BTreeMap<String, Change>,
    ) -> Result<BTreeMap<String, Hand>, Error> {
        let entries = files::entries(dir)?;
        let mut hands = BTreeMap::new();
        for path in changes.keys().filter(|it| !is_own(it)) {
            let hand = match entries.get(path) {
                // It isn't there yet.
                None => continue,
                Some(Kind::File) if self.wrote(&dir.join(path), path, want)? => continue,
                Some(Kind::File) if self.knows(path) || want.contains_key(path) => Hand::Edited,
                Some(Kind::File | Kind::Special) => Hand::Added,
                Some(Kind::Link) => Hand::Link,
            };
            hands.insert(path.clone(), hand);
        }
        Ok(hands)
    }

    /// Whether the file has the text that a run gave it.
    fn wrote(&self, file: &Path, path: &str, want: &Tree) -> Result<bool, Error> {
        let Some(digests) = &self.digests else {
            // Nobody knows what was edited there. What isn't generated any more has at least its mark, if it can.
            let is_generated = want.contains_key(path) || path == MANIFEST;
            return Ok(self.is_marked && (is_generated || files::begins_with_mark(file)));
        };
        let Some(known) = digests.get(path) else { return Ok(false) };
        let text = fs::read(file).map_err(|it| Error::io(file, "can't read", &it))?;
        Ok(known.contains(&digest(&text)))
    }

    fn knows(&self, path: &str) -> bool {
        self.digests.as_ref().is_some_and(|it| it.contains_key(path))
    }
}

fn parse(lock: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut digests: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in lock.lines() {
        let Some((digest, path)) = line.split_once("  ") else { continue };
        if digest.len() == 64 && digest.bytes().all(|it| it.is_ascii_hexdigit()) {
            digests.entry(path.to_owned()).or_default().insert(digest.to_owned());
        }
    }
    digests
}

/// Whether the file can't stay beside those that are wanted: it lies where one of their folders has to be, or below one
/// of them.
pub(crate) fn is_in_the_way(path: &str, want: &Tree) -> bool {
    let below = format!("{path}/");
    let is_folder =
        want.range(below.clone()..).next().is_some_and(|(it, _)| it.starts_with(&below));
    is_folder
        || path
            .match_indices('/')
            .any(|(at, _)| want.contains_key(path.get(..at).unwrap_or_default()))
}

/// Names the files that others have edited or added, and says what to do.
pub(crate) fn report<'h>(
    hands: impl IntoIterator<Item = (&'h String, &'h Hand)>,
    force: &str,
    shell: &mut Shell<'_>,
) -> Result<(), Error> {
    shell.eprint("error: these files are not as they were generated, and stay as they are:")?;
    list(hands, force, shell)
}

/// Names the files whose edits would be lost, and says what to do.
pub(crate) fn warn<'h>(
    hands: impl IntoIterator<Item = (&'h String, &'h Hand)>,
    force: &str,
    shell: &mut Shell<'_>,
) -> Result<(), Error> {
    shell.eprint("note: these were edited by hand, and what is in them is lost when they are generated again:")?;
    list(hands, force, shell)
}

fn list<'h>(
    hands: impl IntoIterator<Item = (&'h String, &'h Hand)>,
    force: &str,
    shell: &mut Shell<'_>,
) -> Result<(), Error> {
    for (path, hand) in hands {
        shell.eprint(format_args!("  {hand:6}  {path}"))?;
    }
    shell.eprint(format_args!(
        "help: move elsewhere what is to stay; then `{force}` writes over the rest\n\
         help: if it comes of merging generated files, conflicts included, `{force}` is all there is to do"
    ))
}

#[cfg(test)]
mod tests {
    use super::{is_in_the_way, parse};
    use crate::files::Tree;

    fn tree(files: &[(&str, &str)]) -> Tree {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_merged_lock_has_the_lines_of_both_sides() {
        let (one, other) = ("1".repeat(64), "2".repeat(64));
        let lock = format!(
            "# head\n<<<<<<< a\n{one}  a.rs\n=======\n{other}  a.rs\n>>>>>>> b\nabc  b.rs\n"
        );
        let digests = parse(&lock);
        assert_eq!(digests.len(), 1);
        assert_eq!(digests["a.rs"].iter().collect::<Vec<_>>(), [&one, &other]);
    }

    #[test]
    fn what_lies_where_a_folder_or_a_file_has_to_be_is_in_the_way() {
        let want = tree(&[("src/lib.rs", ""), ("src-notes", ""), ("api.json", "")]);
        for (path, expected) in [
            ("src", true),
            ("api.json/mine", true),
            ("src/mine.rs", false),
            ("sr", false),
            ("src-notes.txt", false),
        ] {
            assert_eq!(is_in_the_way(path, &want), expected, "{path}");
        }
    }
}
