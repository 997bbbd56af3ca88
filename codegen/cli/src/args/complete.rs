//! What a shell can go on with where a vendor or a code belongs.

use std::env;
use std::ffi::OsStr;
use std::path::Path;

use clap_complete::engine::ValueCompleter;
use clap_complete::{ArgValueCompleter, CompletionCandidate, PathCompleter};
use clientwright::Code;

use crate::vendor;

/// Completes vendors of the workspace that the shell is in.
pub(crate) fn vendors() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let dir = env::current_dir().unwrap_or_default();
        beginning(current, vendors_at(&dir).into_iter().map(CompletionCandidate::new))
    })
}

/// Completes vendors and paths.
pub(crate) fn vendors_and_files() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let vendors = vendors().complete(current);
        vendors.into_iter().chain(PathCompleter::any().complete(current)).collect()
    })
}

/// Completes codes of findings.
pub(crate) fn codes() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let candidate =
            |it: &Code| CompletionCandidate::new(it.slug()).help(Some(it.summary().into()));
        beginning(current, Code::ALL.iter().map(candidate))
    })
}

/// Those that begin with what stands there.
fn beginning(
    current: &OsStr,
    all: impl Iterator<Item = CompletionCandidate>,
) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    all.filter(|it| it.get_value().to_string_lossy().starts_with(&*current)).collect()
}

/// The vendors of the workspace around a folder; none where it has none, or they can't be read.
pub(crate) fn vendors_at(dir: &Path) -> Vec<String> {
    let is_project = |it: &&Path| it.join("specs").is_dir() && it.join("Cargo.toml").is_file();
    let root = dir.ancestors().find(is_project);
    root.and_then(|it| vendor::list(&it.join("specs")).ok()).unwrap_or_default()
}
