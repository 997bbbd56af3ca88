//! How many lines of a crate differ for each line of its description that does.

use std::fs;
use std::path::Path;
use std::process::Command;

use clientwright::{Manifest, Request, Sources};

use super::{Pair, text};
use clientwright_cli::{Error, Outcome, Shell, files};

/// Lines that differ, old and new ones.
#[derive(Clone, Copy, Debug, Default)]
struct Lines {
    /// Of the description.
    described: usize,
    /// Of what a reviewer reads: what people call and what is said of it.
    read: usize,
    codec: usize,
    manifest: usize,
    lock: usize,
    /// Of what says how each request is written, in tests and elsewhere.
    rest: usize,
}

pub(super) fn run(pairs: &[Pair], dir: &Path, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let mut sum = Lines::default();
    shell.print("| Pair | Described | Read | Codec | api.json | names.lock | Rest | Read per line | All per line |")?;
    shell.print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for pair in pairs {
        let lines = of_pair(pair, dir)?;
        shell.print(lines.row(&pair.name))?;
        sum = sum.and(lines);
    }
    shell.print(sum.row("all"))?;
    Ok(Outcome::Done)
}

impl Lines {
    fn and(self, other: Self) -> Self {
        Self {
            described: self.described + other.described,
            read: self.read + other.read,
            codec: self.codec + other.codec,
            manifest: self.manifest + other.manifest,
            lock: self.lock + other.lock,
            rest: self.rest + other.rest,
        }
    }

    fn row(&self, name: &str) -> String {
        let Self { described, read, codec, manifest, lock, rest } = self;
        let per = |n: usize| format!("{:.2}", float(n) / float((*described).max(1)));
        let (one, all) = (per(*read), per(read + codec + manifest + lock + rest));
        format!(
            "| {name} | {described} | {read} | {codec} | {manifest} | {lock} | {rest} | {one} | {all} |"
        )
    }

    /// Counts a file of the crate.
    fn add(&mut self, file: &str, n: usize) {
        let of = match file {
            "api.json" => &mut self.manifest,
            "names.lock" => &mut self.lock,
            _ if file.contains("codec") => &mut self.codec,
            _ if file.starts_with("tests/") => &mut self.rest,
            _ => &mut self.read,
        };
        *of += n;
    }
}

fn of_pair(pair: &Pair, dir: &Path) -> Result<Lines, Error> {
    let (old, new) = (dir.join(&pair.name).join("a"), dir.join(&pair.name).join("b"));
    let names = generate(&pair.base, None, &old)?;
    generate(&pair.revision, Some(names), &new)?;
    let described = changed(&pair.base, &pair.revision)?;
    let mut lines = Lines { described: described.iter().map(|(_, n)| n).sum(), ..Lines::default() };
    for (file, n) in changed(&old, &new)? {
        lines.add(&file, n);
    }
    Ok(lines)
}

/// Writes a crate, and returns its names.
fn generate(path: &Path, names: Option<String>, into: &Path) -> Result<String, Error> {
    let _ = fs::remove_dir_all(into);
    let mut sources = Sources::default();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let description = sources.add(name, text(path).map_err(Error::new)?);
    let names = names.map(|it| sources.add("names.lock", it));
    let request = Request::new(description).package("revised").names(names);
    let request = request.manifest(Manifest::default());
    let output = clientwright::generate(&sources, &request);
    let made = output.files.ok_or_else(|| Error::new(format!("{}: no crate", path.display())))?;
    for (file, text) in &made {
        files::write(&into.join(file), text)?;
    }
    files::write(&into.join("names.lock"), &output.names)?;
    Ok(output.names)
}

/// The files that differ below two folders, or two files, and how many lines of each, as git counts.
fn changed(old: &Path, new: &Path) -> Result<Vec<(String, usize)>, Error> {
    let args = ["diff", "--no-index", "--no-renames", "--numstat"];
    let run = Command::new("git").args(args).arg("--").args([old, new]).output();
    let run = run.map_err(|it| Error::new(format!("can't start git: {it}")))?;
    let text = String::from_utf8_lossy(&run.stdout);
    let line = |line: &str| {
        let mut cells = line.split('\t');
        let n = cells.next()?.parse::<usize>().ok()? + cells.next()?.parse::<usize>().ok()?;
        // `{a => b}/src/lib.rs`, or the whole path where only one side has the file.
        let path = cells.next()?;
        let file = path.rsplit_once("/a => b}/").or(path.rsplit_once("{a => b}/"));
        let file = file.map(|(_, it)| it).or_else(|| below(path, old)).or_else(|| below(path, new));
        Some((file.unwrap_or(path).to_owned(), n))
    };
    Ok(text.lines().filter_map(line).collect())
}

/// What stands below a folder, whose path git gives without the first slash.
fn below<'t>(path: &'t str, dir: &Path) -> Option<&'t str> {
    let dir = dir.to_string_lossy();
    let at = path.find(dir.trim_start_matches('/'))?;
    path.get(at + dir.trim_start_matches('/').len()..).map(|it| it.trim_start_matches('/'))
}

#[expect(clippy::cast_precision_loss, reason = "no description has 2^52 lines")]
fn float(n: usize) -> f64 {
    n as f64
}
