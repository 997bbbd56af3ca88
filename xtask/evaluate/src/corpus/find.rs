//! The files of a corpus, which of them a run takes, and what a row about one depends on.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hasher};
use std::num::NonZeroUsize;
use std::path::Path;
use std::str::FromStr;
use std::{env, fs};

use clientwright::internal::source;
use clientwright::{FileId, Sources};

use super::input::Input;
use super::sample::{self, Day};
use clientwright_cli::{Error, Folder, files, include};

/// Every file below `dir` that may be a description by its name, ordered by path.
pub(crate) fn inputs(dir: &Path, root: &Path) -> Result<Vec<Input>, Error> {
    if !dir.is_dir() {
        return Err(Error::at(dir, "is not a folder"));
    }
    let generator = generator(root)?;
    let mut packages = BTreeSet::new();
    let mut parts = BTreeSet::new();
    let mut inputs = Vec::new();
    for file in files::list(dir)?.into_iter().filter(|it| is_readable(it)) {
        let path = dir.join(&file);
        let bytes = fs::read(&path).map_err(|it| Error::io(&path, "can't read", &it))?;
        let package = package(&file, &mut packages);
        let mut digested = vec![generator.to_le_bytes().to_vec(), bytes.clone()];
        let n_bytes = bytes.len();
        if let Some(text) = source::decode(bytes) {
            let (sources, _) = gather(&file, &path, text);
            for other in sources.files().skip(1) {
                parts.insert(other.name.clone());
                digested.push(other.text.clone().into_bytes());
            }
        }
        let key = digest(&digested.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let key = format!("{key:016x}");
        inputs.push(Input { file, path, package, bytes: n_bytes, key, is_part: false });
    }
    for input in &mut inputs {
        input.is_part = parts.contains(&input.file);
    }
    Ok(inputs)
}

impl Input {
    /// Reads the file and those that it refers to; `Err` says why it can't be.
    pub(crate) fn read(&self) -> Result<(Sources, FileId), &'static str> {
        let bytes = fs::read(&self.path).map_err(|_| "the file can't be read")?;
        let text = source::decode(bytes).ok_or("the file is neither UTF-8 nor UTF-16")?;
        Ok(gather(&self.file, &self.path, text))
    }
}

/// A file with those that it refers to.
fn gather(file: &str, path: &Path, text: String) -> (Sources, FileId) {
    let mut sources = Sources::default();
    let description = sources.add(file, text);
    let name = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = path.parent().unwrap_or(Path::new(""));
    include(&mut sources, Folder { path, name }, description);
    (sources, description)
}

fn is_readable(file: &str) -> bool {
    let extension = Path::new(file).extension();
    extension.is_some_and(|it| ["json", "yaml", "yml"].iter().any(|known| it == *known))
}

/// The name of a package that isn't in `taken` yet, and can't be a keyword or that of a dependency.
pub(crate) fn package(file: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
    let words = stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    let name = std::iter::once("corpus").chain(words).collect::<Vec<_>>().join("-");
    let name = name.to_ascii_lowercase();
    let mut free = name.clone();
    for n in 2.. {
        if taken.insert(free.clone()) {
            break;
        }
        free = format!("{name}-{n}");
    }
    free
}

/// A digest of this program and of the runtime that the crates are checked against.
fn generator(root: &Path) -> Result<u64, Error> {
    let program =
        env::current_exe().map_err(|it| Error::new(format!("can't find this program: {it}")))?;
    let program = fs::read(&program).map_err(|it| Error::io(&program, "can't read", &it))?;
    let mut parts = vec![program];
    let runtime = root.join("codegen").join("runtime");
    for file in files::list(&runtime)? {
        let path = runtime.join(&file);
        let text = fs::read(&path).map_err(|it| Error::io(&path, "can't read", &it))?;
        parts.extend([file.into_bytes(), text]);
    }
    Ok(digest(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

/// It has to be the same for the same program only, which is part of what is digested.
fn digest(parts: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        hasher.write_usize(part.len());
        hasher.write(part);
    }
    hasher.finish()
}

/// What a run takes of a corpus: each part narrows down what those before it leave.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Choice<'a> {
    /// Files with this in their path.
    pub(crate) only: Option<&'a str>,
    /// Files that have no more bytes.
    pub(crate) max_bytes: Option<usize>,
    /// Files of this part.
    pub(crate) shard: Option<Shard>,
    /// As many, those of a day.
    pub(crate) sample: Option<(NonZeroUsize, Day)>,
}

impl Choice<'_> {
    /// Whether it takes all there is, whatever that may be.
    pub(crate) fn is_all(&self) -> bool {
        let Self { only, max_bytes, shard, sample } = self;
        only.is_none() && max_bytes.is_none() && shard.is_none() && sample.is_none()
    }

    /// The inputs of this run, in their order.
    pub(crate) fn of<'a>(&self, inputs: &'a [Input]) -> Vec<&'a Input> {
        let named = inputs.iter().filter(|it| self.only.is_none_or(|only| it.file.contains(only)));
        let small = named.filter(|it| self.max_bytes.is_none_or(|most| it.bytes <= most));
        let mine = small.enumerate().filter(|(n, _)| self.shard.is_none_or(|it| it.has(*n)));
        let mine = mine.map(|(_, it)| it).collect();
        match self.sample {
            Some((n, day)) => sample::take(mine, n.get(), day),
            None => mine,
        }
    }
}

/// One of several equal parts of a corpus: `1/4` is every fourth file, beginning with the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    part: usize,
    of: usize,
}

impl Shard {
    fn has(self, n: usize) -> bool {
        n % self.of == self.part - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text
            .split_once('/')
            .and_then(|(part, of)| Some(Self { part: part.parse().ok()?, of: of.parse().ok()? }));
        parts
            .filter(|it| (1..=it.of).contains(&it.part))
            .ok_or_else(|| "a part and how many there are, such as `1/4`".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Shard, package};

    #[test]
    fn the_shards_of_a_corpus_are_all_of_it_once() {
        let shards: Vec<Shard> = ["1/3", "2/3", "3/3"].map(|it| it.parse().unwrap()).to_vec();
        for n in 0..10 {
            assert_eq!(shards.iter().filter(|it| it.has(n)).count(), 1, "{n}");
        }
        for wrong in ["0/3", "4/3", "1", "1/0", "a/b"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn each_file_has_a_package_of_its_own() {
        let mut taken = BTreeSet::new();
        let table = [
            ("specs/async.json", "corpus-async"),
            ("specs/1password.Connect v2.yaml", "corpus-1password-connect-v2"),
            ("postman/async.json", "corpus-async-2"),
            ("postman/\u{e9}.json", "corpus"),
        ];
        for (file, expected) in table {
            assert_eq!(package(file, &mut taken), expected);
        }
    }
}
