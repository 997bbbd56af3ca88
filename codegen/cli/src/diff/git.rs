//! Files as git has them in some revision, read into memory.

use std::path::{Path, PathBuf};
use std::process::Command;

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
        let asked = format!("{name}^{{commit}}");
        let args = ["rev-parse", "--verify", "--quiet", "--end-of-options", &asked];
        let id = run(folder, &args)?.and_then(|it| String::from_utf8(it).ok());
        let id = id.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        let id = id.ok_or_else(|| {
            Error::new(format!("git has no commit `{name}` in {}", folder.display()))
                .help("`--base REV` names another, `--base-dir DIR` a folder with an earlier `generated/`")
        })?;
        Ok(Self { folder: folder.to_path_buf(), name: name.to_owned(), id })
    }

    /// The text of a file, its path from the folder; none where it isn't there or is no text.
    pub(super) fn text(&self, path: &str) -> Result<Option<String>, Error> {
        let object = format!("{}:./{path}", self.id);
        let bytes = run(&self.folder, &["cat-file", "blob", &object])?;
        Ok(bytes.and_then(decode))
    }
}

/// What git prints; none where it fails.
fn run(folder: &Path, args: &[&str]) -> Result<Option<Vec<u8>>, Error> {
    let output = Command::new("git").args(args).current_dir(folder).output();
    let output = output.map_err(|it| Error::new(format!("can't run git: {it}")))?;
    Ok(output.status.success().then_some(output.stdout))
}
