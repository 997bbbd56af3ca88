//! The version that is compared with: of git, or in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use clientwright::diff::Version;
use clientwright::internal::release::MANIFEST;
use clientwright::{FileId, Request, Sources, Unavailable, references};

use super::git::Commit;
use super::side::parse;
use crate::args::Diff;
use crate::vendor::Vendor;
use crate::{Error, Project, Shell, files};

/// Where the earlier version is.
pub(super) enum Base {
    Commit(Commit),
    Folder { name: String, path: PathBuf },
}

impl Base {
    pub(super) fn open(args: &Diff, project: &Project, shell: &Shell<'_>) -> Result<Self, Error> {
        match &args.base_dir {
            Some(dir) => {
                let path = shell.cwd.join(dir);
                if !path.is_dir() {
                    return Err(Error::at(&path, "is no folder"));
                }
                Ok(Self::Folder { name: dir.to_string_lossy().into_owned(), path })
            }
            None => Ok(Self::Commit(Commit::find(&project.root, &args.base)?)),
        }
    }

    /// What people call it.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Commit(commit) => &commit.name,
            Self::Folder { name, .. } => name,
        }
    }

    /// The text of the `api.json` of a crate, if it has one.
    ///
    /// A folder may be that of one crate, which is meant where it has that name, or where there `is_only` one.
    pub(super) fn manifest(&self, package: &str, is_only: bool) -> Result<Option<String>, Error> {
        match self {
            Self::Commit(commit) => commit.text(&format!("generated/{package}/{MANIFEST}")),
            Self::Folder { path, .. } => {
                let text = files::read_optional(&path.join(package).join(MANIFEST))?;
                if text.is_some() {
                    return Ok(text);
                }
                let is_meant = |it: &String| {
                    is_only || parse(it, self.name()).is_ok_and(|it| it.package() == package)
                };
                Ok(files::read_optional(&path.join(MANIFEST))?.filter(is_meant))
            }
        }
    }

    /// The names of all crates that it has.
    pub(super) fn packages(&self) -> Result<Vec<String>, Error> {
        let folders = match self {
            Self::Commit(commit) => commit.folders("generated")?,
            Self::Folder { path, .. } => folders(path)?,
        };
        let mut packages = Vec::new();
        for folder in folders {
            let is_crate = match self {
                Self::Commit(commit) => commit.has(&format!("generated/{folder}/{MANIFEST}"))?,
                Self::Folder { path, .. } => path.join(&folder).join(MANIFEST).is_file(),
            };
            if is_crate {
                packages.push(folder);
            }
        }
        Ok(packages)
    }

    /// The version of a crate, if it has one.
    pub(super) fn version(&self, package: &str) -> Option<Version> {
        let texts = match self {
            Self::Commit(commit) => {
                vec![commit.text(&format!("generated/{package}/Cargo.toml")).ok()?]
            }
            Self::Folder { path, .. } => [path.join(package), path.clone()]
                .map(|it| files::read_optional(&it.join("Cargo.toml")).ok().flatten())
                .to_vec(),
        };
        let mut manifests = texts.into_iter().flatten();
        manifests.find_map(|it| version(&it, package))
    }

    /// The description of a vendor as it was, if git has it where it is now; read by the settings and names that there are
    /// now, so that what it gives differs from what it gave by the generator and its settings alone.
    pub(super) fn described(
        &self,
        vendor: &Vendor,
        project: &Project,
    ) -> Option<(Sources, Request)> {
        let Self::Commit(commit) = self else { return None };
        let folder = project.show(&vendor.folder);
        let mut sources = Sources::default();
        let mut add = |path: &Path| {
            let name = project.show(path);
            let text = commit.text(&name).ok()??;
            let file = sources.add_in(folder.clone(), name, text);
            include(&mut sources, commit, file);
            Some(file)
        };
        let description = add(&vendor.description)?;
        let overlay = vendor.overlay.as_deref().and_then(&mut add);
        let mut now = |path: &Path| {
            let text = files::read_optional(path).ok()??;
            Some(sources.add_in(folder.clone(), project.show(path), text))
        };
        let (settings, names) = (now(&vendor.settings), now(&vendor.names));
        let request = Request::new(description)
            .overlay(overlay)
            .settings(settings)
            .names(names)
            .package(&vendor.package)
            .title(&vendor.title)
            .manifest(project.vendor_manifest(&vendor.name, &vendor.package));
        Some((sources, request))
    }

    /// What stands before a path of it.
    pub(super) fn prefix(&self) -> String {
        format!("{}:", self.name())
    }
}

/// The version that a manifest gives a package.
fn version(manifest: &str, package: &str) -> Option<Version> {
    let table: toml::Table = manifest.parse().ok()?;
    let of = table.get("package")?;
    let is_own = of.get("name")?.as_str()? == package;
    Version::parse(of.get("version")?.as_str()?).filter(|_| is_own)
}

/// The names of the folders in a folder, in their order.
fn folders(path: &Path) -> Result<Vec<String>, Error> {
    let entries = fs::read_dir(path).map_err(|it| Error::at(path, it))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|it| Error::at(path, it))?;
        if entry.path().is_dir() {
            names.extend(entry.file_name().into_string().ok());
        }
    }
    names.sort();
    Ok(names)
}

/// Reads the files that a file refers to, as they were.
fn include(sources: &mut Sources, commit: &Commit, first: FileId) {
    let folder = sources.file(first).map(|it| it.folder.clone()).unwrap_or_default();
    let mut open = vec![first];
    while let Some(file) = open.pop() {
        for name in references(sources, first, file) {
            match commit.text(&name) {
                Ok(Some(text)) => open.push(sources.add_in(folder.clone(), name, text)),
                Ok(None) | Err(_) => sources.refuse(name, Unavailable::Missing),
            }
        }
    }
}
