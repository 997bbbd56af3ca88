//! Puts whole crates into `generated/`, so that a run that is killed leaves each as it was or as it should be.
//!
//! A crate is first written whole to `.clientwright/` beside `generated/`: on the same file system, and out of reach of
//! the workspace's `generated/*`. Then the two folders are exchanged in one step. Where the system can't do that, a
//! `.commit` file says that the staged crate is the one that counts, and the files are replaced one by one; the next
//! run finishes what is left of it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::files::{self, Tree};

/// The folder beside `generated/`, held by one run at a time.
#[derive(Debug)]
pub(crate) struct Stage {
    generated: PathBuf,
    home: PathBuf,
    _lock: File,
}

/// The folder in a project where crates are made up.
const HOME: &str = ".clientwright";

impl Stage {
    /// Waits for other runs, and finishes or drops what a killed run left behind.
    pub(crate) fn open(root: &Path) -> Result<Self, Error> {
        let home = root.join(HOME);
        fs::create_dir_all(&home).map_err(|it| Error::io(&home, "can't create the folder", &it))?;
        let path = home.join("lock");
        let lock = File::options().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(|it| Error::io(&path, "can't write", &it))?;
        // A file system without locks has no two runs at a time, or so it's hoped.
        let _ = lock.lock();
        let stage = Self { generated: root.join("generated"), home, _lock: lock };
        stage.recover()?;
        Ok(stage)
    }

    /// Makes `generated/<name>` hold `want` and nothing else but what its own builds left.
    pub(crate) fn install(&self, name: &str, want: &Tree) -> Result<(), Error> {
        let target = self.generated.join(name);
        let staged = self.staged(name);
        self.write(&staged, &target, want)?;
        if target.symlink_metadata().is_ok() {
            return match exchange(&staged, &target) {
                Ok(()) => self.clear_exchanged(&staged, &target),
                Err(_) => self.mirror_committed(name),
            };
        }
        fs::create_dir_all(&self.generated)
            .map_err(|it| Error::io(&self.generated, "can't create the folder", &it))?;
        match fs::rename(&staged, &target) {
            Ok(()) => Ok(()),
            Err(_) => self.mirror_committed(name),
        }
    }

    /// Removes `generated/<name>`.
    pub(crate) fn remove(&self, name: &str) -> Result<(), Error> {
        let target = self.generated.join(name);
        let old = self.home.join(format!("{name}.old"));
        // Out of the workspace first: a folder without a manifest would stop cargo.
        match fs::rename(&target, &old) {
            Ok(()) => files::remove_folder(&old),
            Err(_) => files::remove_folder(&target),
        }
    }

    /// Writes one file in one step.
    pub(crate) fn replace(&self, path: &Path, text: &str) -> Result<(), Error> {
        files::replace(path, text, &self.home)
    }

    fn staged(&self, name: &str) -> PathBuf {
        self.home.join(format!("{name}.new"))
    }

    fn commit(&self, name: &str) -> PathBuf {
        self.home.join(format!("{name}.commit"))
    }

    /// Writes the whole crate to `staged`. A file that stays the same is linked, which keeps its time.
    #[expect(clippy::unused_self, reason = "only the holder of the lock may write here")]
    fn write(&self, staged: &Path, target: &Path, want: &Tree) -> Result<(), Error> {
        files::remove_folder(staged)?;
        for (path, text) in want {
            let (old, new) = (target.join(path), staged.join(path));
            if files::is_text(&old, text)? != Some(true) {
                files::write(&new, text)?;
                continue;
            }
            if let Some(parent) = new.parent() {
                fs::create_dir_all(parent)
                    .map_err(|it| Error::io(parent, "can't create the folder", &it))?;
            }
            if fs::hard_link(&old, &new).is_err() {
                files::write(&new, text)?;
                keep_time(&old, &new);
            }
        }
        Ok(())
    }

    /// Brings what builds left from the old folder, which is now `staged`, and removes that.
    #[expect(clippy::unused_self, reason = "only the holder of the lock may write here")]
    fn clear_exchanged(&self, staged: &Path, target: &Path) -> Result<(), Error> {
        for name in files::left_by_builds(staged) {
            // It is a cache: where it can't be moved it is made again.
            let _ = fs::rename(staged.join(name), target.join(name));
        }
        files::remove_folder(staged)
    }

    /// Makes the target like the staged crate, file by file; once begun, the next run finishes it.
    fn mirror_committed(&self, name: &str) -> Result<(), Error> {
        let commit = self.commit(name);
        files::write(&commit, "")?;
        self.mirror(name)?;
        fs::remove_file(&commit).map_err(|it| Error::io(&commit, "can't remove", &it))?;
        files::remove_folder(&self.staged(name))
    }

    fn mirror(&self, name: &str) -> Result<(), Error> {
        let (staged, target) = (self.staged(name), self.generated.join(name));
        let mut want = Tree::new();
        for path in files::list(&staged)? {
            let text = files::read(&staged.join(&path))?;
            want.insert(path, text);
        }
        install_in_place(&target, &want, &self.home, &|_| true)
    }

    fn recover(&self) -> Result<(), Error> {
        let entries =
            fs::read_dir(&self.home).map_err(|it| Error::io(&self.home, "can't read", &it))?;
        let mut names: Vec<_> = entries
            .filter_map(|it| it.ok()?.file_name().into_string().ok())
            .filter(|it| it != "lock")
            .collect();
        names.sort();
        for name in names.iter().filter_map(|it| it.strip_suffix(".commit")) {
            self.mirror_committed(name)?;
        }
        for name in names {
            let path = self.home.join(&name);
            if path.is_dir() {
                files::remove_folder(&path)?;
            } else {
                let _ = fs::remove_file(&path);
            }
        }
        Ok(())
    }
}

/// Makes `target` hold `want`, file by file, and removes those of its other files that `is_ours` says may go.
///
/// The manifest comes first, so that no folder is without one.
pub(crate) fn install_in_place(
    target: &Path,
    want: &Tree,
    temporary: &Path,
    is_ours: &dyn Fn(&Path) -> bool,
) -> Result<(), Error> {
    let manifest = want.get_key_value("Cargo.toml");
    for (path, text) in manifest.into_iter().chain(want) {
        let path = target.join(path);
        if files::is_text(&path, text)? != Some(true) {
            files::replace(&path, text, temporary)?;
        }
    }
    for path in files::list(target)? {
        if !want.contains_key(&path) && is_ours(&target.join(&path)) {
            files::remove(target, &path)?;
        }
    }
    Ok(())
}

fn keep_time(old: &Path, new: &Path) {
    let Ok(time) = old.metadata().and_then(|it| it.modified()) else { return };
    if let Ok(file) = File::options().write(true).open(new) {
        let _ = file.set_modified(time);
    }
}

/// Exchanges two folders in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

/// Says that this system can't exchange two folders.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
