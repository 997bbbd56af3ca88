//! Code of the workspace that names what is gone: by names alone, since nothing is compiled.
//!
//! - In: what changed in crates, and the packages of the workspace that depend on these.
//! - Out: for each change the functions that use one of its names, and the files that weren't read.

mod functions;
mod tokens;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clientwright::diff::{Change, Use};

use crate::workspace::{self, Member};
use crate::{Error, Project};
use functions::{Usage, Wanted, find_in};

/// How many files are looked at, and how large one may be, in bytes: what people write is smaller.
const MOST_FILES: usize = 10_000;
const LARGEST: u64 = 2 << 20;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// For each crate and each of its changes.
    pub(super) uses: Vec<Vec<Vec<Use>>>,
    /// Files that weren't looked at, with the reason.
    pub(super) skipped: Vec<String>,
}

impl Found {
    /// Notes what was found in a file.
    fn note(&mut self, usages: Vec<Usage>, file: &str) {
        for it in usages {
            let (n, change) = it.wanted;
            if let Some(uses) = self.uses.get_mut(n).and_then(|it| it.get_mut(change)) {
                uses.push(Use::new(it.function, format!("{file}:{}", it.line), it.name));
            }
        }
    }
}

/// Looks through the workspace for what is gone from crates, each with the name of its package.
pub(super) fn find(project: &Project, crates: &[(&str, &[Change])]) -> Result<Found, Error> {
    let uses = crates.iter().map(|(_, changes)| vec![Vec::new(); changes.len()]);
    let mut found = Found { uses: uses.collect(), skipped: Vec::new() };
    if crates.iter().flat_map(|(_, it)| *it).all(|it| it.gone.is_empty()) {
        return Ok(found);
    }
    let (mut left, mut is_cut) = (MOST_FILES, false);
    for member in workspace::members(&project.root)? {
        let wanted = wanted(crates, &member.dependencies);
        if wanted.is_empty() {
            continue;
        }
        let files = sources(&member.folder);
        is_cut |= files.len() > left;
        let files: Vec<_> = files.into_iter().take(left).collect();
        left -= files.len();
        for path in files {
            let shown = project.show(&path);
            let module = module(&member, &path);
            let usages = read(&path).and_then(|it| {
                find_in(&it, &module, &wanted).ok_or_else(|| "it isn't read as Rust".to_owned())
            });
            match usages {
                Ok(usages) => found.note(usages, &shown),
                Err(why) => found.skipped.push(format!("{shown}: {why}")),
            }
        }
    }
    if is_cut {
        found.skipped.push(format!("what there is beside the first {MOST_FILES} files"));
    }
    Ok(found)
}

/// The names that are gone from the crates that are `used`.
fn wanted<'a>(crates: &[(&str, &'a [Change])], used: &BTreeSet<String>) -> Vec<Wanted<'a>> {
    let mut wanted = Vec::new();
    for (n, (_, changes)) in crates.iter().enumerate().filter(|(_, (it, _))| used.contains(*it)) {
        for (at, change) in changes.iter().enumerate() {
            let names = change.gone.iter();
            wanted.extend(names.map(|it| Wanted::new((n, at), it, &change.touches)));
        }
    }
    wanted
}

/// The files of Rust in a package, in their order, without those of packages within; links are not followed.
fn sources(folder: &Path) -> BTreeSet<PathBuf> {
    let (mut open, mut found) = (vec![folder.to_path_buf()], BTreeSet::new());
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let Ok(kind) = entry.file_type() else { continue };
            let is_hidden = name.to_string_lossy().starts_with('.');
            let is_own = || name != "target" && !path.join("Cargo.toml").is_file();
            if kind.is_dir() && !is_hidden && is_own() {
                open.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|it| it == "rs") {
                found.insert(path);
            }
        }
    }
    found
}

fn read(path: &Path) -> Result<String, String> {
    let size = path.metadata().map_err(|it| it.to_string())?.len();
    if size > LARGEST {
        return Err(format!("it has more than {LARGEST} bytes"));
    }
    fs::read_to_string(path).map_err(|it| it.to_string())
}

/// The module that a file most likely is, below the name of its package: `shop_app::pets`.
fn module(member: &Member, path: &Path) -> String {
    let inside = path.strip_prefix(&member.folder).unwrap_or(path).with_extension("");
    let parts = inside.components().map(|it| it.as_os_str().to_string_lossy().into_owned());
    let mut parts: Vec<_> = parts.collect();
    if parts.first().is_some_and(|it| it == "src") {
        parts.remove(0);
    }
    if parts.last().is_some_and(|it| ["lib", "main", "mod"].contains(&it.as_str())) {
        parts.pop();
    }
    parts.insert(0, member.name.replace('-', "_"));
    parts.join("::")
}
