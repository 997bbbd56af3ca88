//! The folder where crates are made up, and who holds it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::workspace::is_in_workspace;
use crate::{Error, files};

/// Its name in a project.
const NAME: &str = ".clientwright";

/// The folder, held by one run at a time.
#[derive(Debug)]
pub(super) struct Home {
    /// What the crates lie below.
    base: PathBuf,
    path: PathBuf,
    /// Whether it stays after the run.
    is_kept: bool,
    _lock: File,
}

impl Home {
    /// The one of a project.
    pub(super) fn kept(root: &Path) -> Result<Self, Error> {
        Self::hold(root.to_path_buf(), root.join(NAME), true)
    }

    /// One for the crate in `dir`: in the nearest folder above where no workspace takes it for a member, or in `dir`
    /// itself where that can't be written to, or is another file system.
    pub(super) fn beside(dir: &Path) -> Result<Self, Error> {
        let name = dir.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{NAME}-{name}");
        let parent = dir.parent().unwrap_or(dir);
        if !dir.exists() {
            fs::create_dir_all(parent)
                .map_err(|it| Error::io(parent, "can't create the folder", &it))?;
        }
        let mut above = dir.ancestors().skip(1);
        let base = above.find(|it| !is_in_workspace(&it.join(&name))).unwrap_or(parent);
        match Self::hold(base.to_path_buf(), base.join(&name), false) {
            Ok(home) if !dir.exists() || is_one_system(&home.path, dir) => Ok(home),
            Err(error) if !dir.exists() => Err(error),
            Ok(_) | Err(_) => Self::hold(dir.to_path_buf(), dir.join(files::STAGE), false),
        }
    }

    fn hold(base: PathBuf, path: PathBuf, is_kept: bool) -> Result<Self, Error> {
        let lock = path.join("lock");
        loop {
            fs::create_dir_all(&path)
                .map_err(|it| Error::io(&path, "can't create the folder", &it))?;
            let file = File::options().create(true).truncate(false).write(true).open(&lock);
            let file = match file {
                // The run before has just ended, and has taken the folder away.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                file => file.map_err(|it| Error::io(&lock, "can't write", &it))?,
            };
            // A file system without locks has no two runs at a time, or so it's hoped.
            let _ = file.lock();
            if is_still(&file, &lock) {
                return Ok(Self { base, path, is_kept, _lock: file });
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What the crates lie below, and paths in a `.commit` file begin at.
    pub(super) fn base(&self) -> &Path {
        &self.base
    }

    /// Where the crate for `target` is made up.
    pub(super) fn staged(&self, target: &Path) -> PathBuf {
        self.named(target, "new")
    }

    /// What says that the staged crate counts.
    pub(super) fn commit(&self, target: &Path) -> PathBuf {
        self.named(target, "commit")
    }

    /// Where a crate goes that is removed.
    pub(super) fn old(&self, target: &Path) -> PathBuf {
        self.named(target, "old")
    }

    fn named(&self, target: &Path, ending: &str) -> PathBuf {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        self.path.join(format!("{name}.{ending}"))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if !self.is_kept {
            // While it is held, so that nobody has begun to use it.
            let _ = fs::remove_file(self.path.join("lock"));
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// Whether a file that was opened, and then waited for, is still the one of that name.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(held), Ok(named)) = (file.metadata(), fs::metadata(path)) else { return false };
    (held.dev(), held.ino()) == (named.dev(), named.ino())
}

/// Here nobody removes a file that is open.
#[cfg(not(unix))]
fn is_still(_: &File, _: &Path) -> bool {
    true
}

/// Whether both are on one file system.
#[cfg(unix)]
fn is_one_system(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(a), Ok(b)) = (fs::metadata(a), fs::metadata(b)) else { return false };
    a.dev() == b.dev()
}

/// Here a folder of another volume is rarely one of this.
#[cfg(not(unix))]
fn is_one_system(_: &Path, _: &Path) -> bool {
    true
}
