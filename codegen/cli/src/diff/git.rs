//! Files as git has them in some revision, read into memory.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clientwright::internal::source::decode;

use crate::Error;

/// A commit of the repository that a folder is in.
pub(super) struct Commit {
    folder: PathBuf,
    /// As it was named.
    pub(super) name: String,
    id: String,
}

impl Commit {
    /// Finds the commit that `name` means: `HEAD`, a branch, a tag, the beginning of a hash.
    pub(super) fn find(folder: &Path, name: &str) -> Result<Self, Error> {
        if name.starts_with('-') {
            return Err(Error::new(format!("`{name}` names no commit: it looks like an option")));
        }
        let asked = format!("{name}^{{commit}}");
        let output = output(folder, &["rev-parse", "--verify", "--end-of-options", &asked])?;
        let id = String::from_utf8(output.stdout).ok();
        let id = id.filter(|_| output.status.success()).map(|it| it.trim().to_owned());
        let id = id.filter(|it| !it.is_empty()).ok_or_else(|| {
            let why = said(&output.stderr);
            Error::new(format!("git has no commit `{name}` in {}: {why}", folder.display()))
                .help("`--base REV` names another, `--base-dir DIR` a folder with an earlier `generated/`")
        })?;
        Ok(Self { folder: folder.to_path_buf(), name: name.to_owned(), id })
    }

    /// Whether there is something at a path, from the folder.
    pub(super) fn has(&self, path: &str) -> Result<bool, Error> {
        let at = format!("./{path}");
        run(&self.folder, &["ls-tree", "-z", &self.id, "--", &at]).map(|it| !it.is_empty())
    }

    /// The text of a file, its path from the folder; none where it isn't there or is no text.
    pub(super) fn text(&self, path: &str) -> Result<Option<String>, Error> {
        // Only this tells a file that isn't there from a git that fails.
        let at = format!("./{path}");
        if !self.has(path)? {
            return Ok(None);
        }
        let object = format!("{}:{at}", self.id);
        run(&self.folder, &["cat-file", "blob", &object]).map(decode)
    }

    /// The folders in a folder, its path from the folder of the commit.
    pub(super) fn folders(&self, path: &str) -> Result<Vec<String>, Error> {
        let at = format!("./{path}/");
        let names =
            run(&self.folder, &["ls-tree", "-d", "-z", "--name-only", &self.id, "--", &at])?;
        let names = String::from_utf8_lossy(&names).into_owned();
        let last = |it: &str| it.rsplit('/').next().unwrap_or(it).to_owned();
        Ok(names.split('\0').filter(|it| !it.is_empty()).map(last).collect())
    }
}

/// What git prints.
///
/// # Errors
///
/// It can't be run, or fails, which it explains.
fn run(folder: &Path, args: &[&str]) -> Result<Vec<u8>, Error> {
    let output = output(folder, args)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let command = args.first().copied().unwrap_or_default();
    let why = said(&output.stderr);
    Err(Error::new(format!("git {command} failed in {}: {why}", folder.display())))
}

fn output(folder: &Path, args: &[&str]) -> Result<Output, Error> {
    // `--` ends options, and a path is one even where it looks like a pattern.
    let output =
        Command::new("git").arg("--literal-pathspecs").args(args).current_dir(folder).output();
    output.map_err(|it| Error::new(format!("can't run git: {it}")))
}

/// What git says went wrong.
fn said(stderr: &[u8]) -> String {
    String::from_utf8_lossy(stderr).trim().to_owned()
}
