//! Puts whole crates in their place, so that a run that is killed leaves each as it was or as it should be.
//!
//! A crate is first written whole to a folder nearby: on the same file system, and out of reach of a workspace that takes
//! every folder for a member. What is not the crate's own is linked to it there. Then the two folders are exchanged in one
//! step. Where the system can't do that, a `.commit` file says that the staged crate is the one that counts, and the files
//! are replaced one by one; the next run finishes what is left of it.

mod home;
mod mirror;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::files::{self, Tree};
use home::Home;

/// The folder where crates are made up, held by one run at a time.
#[derive(Debug)]
pub(crate) struct Stage {
    home: Home,
}

impl Stage {
    /// The one of the project, for the crates of `generated/`.
    ///
    /// Waits for other runs, and finishes or drops what a killed run left behind.
    pub(crate) fn open(root: &Path) -> Result<Self, Error> {
        Self::begin(Home::kept(root)?)
    }

    /// One near `dir`, for the crate that is to be there; it goes away with the run. Otherwise as [`open`](Self::open).
    pub(crate) fn beside(dir: &Path) -> Result<Self, Error> {
        Self::begin(Home::beside(dir)?)
    }

    fn begin(home: Home) -> Result<Self, Error> {
        let stage = Self { home };
        mirror::recover(&stage.home)?;
        Ok(stage)
    }

    /// Makes the folder `target` hold `want` beside what it has, but for the files in `remove`.
    pub(crate) fn install(
        &self,
        target: &Path,
        want: &Tree,
        remove: &BTreeSet<String>,
    ) -> Result<(), Error> {
        let staged = self.home.staged(target);
        let done = self.install_by_way_of(&staged, target, want, remove);
        if done.is_err() && !self.home.commit(target).exists() {
            // The disk may be full: nothing was done, and nothing is left.
            let _ = files::remove_folder(&staged);
        }
        done
    }

    fn install_by_way_of(
        &self,
        staged: &Path,
        target: &Path,
        want: &Tree,
        remove: &BTreeSet<String>,
    ) -> Result<(), Error> {
        write(staged, target, want)?;
        if target.symlink_metadata().is_err() {
            let parent = target.parent().unwrap_or(target);
            fs::create_dir_all(parent)
                .map_err(|it| Error::io(parent, "can't create the folder", &it))?;
            if fs::rename(staged, target).is_ok() {
                return Ok(());
            }
        } else if keep(staged, target, want, remove).is_ok() && exchange(staged, target).is_ok() {
            // It is a cache: where it can't be moved it is made again.
            let _ = fs::rename(staged.join(files::BUILD), target.join(files::BUILD));
            return files::remove_folder(staged);
        } else {
            // Without what was to be kept, which stays where it is.
            write(staged, target, want)?;
        }
        mirror::commit(&self.home, target, remove)
    }

    /// Makes the folder `target`, which isn't there, with these files, in one step.
    pub(crate) fn create(
        &self,
        target: &Path,
        want: &BTreeMap<String, Vec<u8>>,
    ) -> Result<(), Error> {
        let staged = self.home.staged(target);
        files::remove_folder(&staged)?;
        for (path, bytes) in want {
            files::write_bytes(&staged.join(path), bytes)?;
        }
        fs::rename(&staged, target).map_err(|it| Error::io(target, "can't create the folder", &it))
    }

    /// Removes a crate.
    pub(crate) fn remove(&self, target: &Path) -> Result<(), Error> {
        let old = self.home.old(target);
        // Out of the workspace first: a folder without a manifest would stop cargo.
        match fs::rename(target, &old) {
            Ok(()) => files::remove_folder(&old),
            Err(_) => files::remove_folder(target),
        }
    }

    /// Writes one file in one step.
    pub(crate) fn replace(&self, path: &Path, text: impl AsRef<[u8]>) -> Result<(), Error> {
        files::replace(path, text, self.home.path())
    }
}

/// Writes the whole crate to `staged`. A file that stays the same is linked, which keeps its time.
fn write(staged: &Path, target: &Path, want: &Tree) -> Result<(), Error> {
    files::remove_folder(staged)?;
    // What a link leads to is somebody else's.
    let there = if files::is_link(target) { BTreeMap::new() } else { files::entries(target)? };
    for (path, text) in want {
        let (old, new) = (target.join(path), staged.join(path));
        if !files::holds(target, &there, path, text)? {
            files::write(&new, text)?;
        } else if link(&old, &new).is_err() {
            files::write(&new, text)?;
            keep_time(&old, &new);
        }
    }
    Ok(())
}

/// Links to `staged` what is in `target` and isn't generated, so that it is in both when they are exchanged.
///
/// # Errors
///
/// Something can't be: then the folders must not be exchanged.
fn keep(
    staged: &Path,
    target: &Path,
    want: &Tree,
    remove: &BTreeSet<String>,
) -> std::io::Result<()> {
    if files::is_link(target) {
        return Ok(());
    }
    let mut folders = vec![PathBuf::new()];
    let mut next = 0;
    while let Some(folder) = folders.get(next).cloned() {
        next += 1;
        for entry in fs::read_dir(target.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let name = path.to_string_lossy().replace('\\', "/");
            let is_no_part = [files::BUILD, files::STAGE].contains(&name.as_str());
            if is_no_part || want.contains_key(&name) || remove.contains(&name) {
                continue;
            }
            let (old, new) = (target.join(&path), staged.join(&path));
            if !entry.file_type()?.is_dir() {
                link(&old, &new)?;
            } else if fs::read_dir(&old)?.next().is_some() {
                folders.push(path);
            } else {
                fs::create_dir_all(&new)?;
            }
        }
    }
    for folder in folders.iter().filter(|it| staged.join(it).is_dir()) {
        fs::set_permissions(staged.join(folder), target.join(folder).metadata()?.permissions())?;
    }
    Ok(())
}

/// Makes one file, or link, have a second name.
fn link(old: &Path, new: &Path) -> std::io::Result<()> {
    if let Some(parent) = new.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::hard_link(old, new)
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
