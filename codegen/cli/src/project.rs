//! The project that a command works on: a Cargo workspace with `specs/` in its folder.

use std::path::{Path, PathBuf};

use crate::paths::resolve;
use crate::runtime::{self, Runtime};
use crate::{Error, Shell, files, workspace};
use clientwright::Manifest;

/// Where a manifest has settings of ours.
const SETTINGS: [&str; 3] = ["workspace", "metadata", "clientwright"];

/// A Cargo workspace with `specs/` beside its manifest.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its folder.
    pub root: PathBuf,
    /// How its crates are generated again, as their files say: `clientwright`, `cargo xtask`.
    ///
    /// `command` in `[workspace.metadata.clientwright]` says so; where nothing does it is the program that runs.
    pub command: String,
    runtime: Runtime,
}

impl Project {
    /// The project that `--manifest-path` names, or the nearest one from where the command was started upwards.
    ///
    /// # Errors
    ///
    /// There is none, or its manifest can't be read.
    pub fn find(shell: &Shell<'_>) -> Result<Self, Error> {
        Self::find_optional(shell)?.ok_or_else(|| {
            Error::new(format!(
                "no `specs/` beside the Cargo.toml of a workspace, neither in `{}` nor in a folder above",
                shell.cwd.display()
            ))
            .help("`clientwright init` makes one; `--manifest-path` names one that lies elsewhere")
        })
    }

    /// As [`find`](Self::find), for commands that can do without.
    ///
    /// # Errors
    ///
    /// What `--manifest-path` names is none, or a manifest can't be read.
    pub fn find_optional(shell: &Shell<'_>) -> Result<Option<Self>, Error> {
        if let Some(path) = &shell.manifest_path {
            let path = resolve(&shell.cwd.join(path));
            let root = path.parent().unwrap_or(Path::new("/"));
            let found = if path.ends_with("Cargo.toml") { Self::at(root, shell)? } else { None };
            let found = found.ok_or_else(|| {
                Error::at(&path, "is not the Cargo.toml of a workspace with `specs/` beside it")
                    .help("`clientwright init` makes `specs/`")
            })?;
            return Ok(Some(found));
        }
        let mut folders = shell.cwd.ancestors();
        folders.find_map(|it| Self::at(it, shell).transpose()).transpose()
    }

    /// The project in the folder `root`, if that is one.
    fn at(root: &Path, shell: &Shell<'_>) -> Result<Option<Self>, Error> {
        let manifest = root.join("Cargo.toml");
        if !root.join("specs").is_dir() || !manifest.is_file() {
            return Ok(None);
        }
        let text = files::read(&manifest)?;
        let table = workspace::parse(&text, &manifest)?;
        let table = table.get_ref();
        if !table.contains_key("workspace") {
            return Ok(None);
        }
        let settings = SETTINGS
            .iter()
            .try_fold(table, |table, key| table.get(*key).and_then(|it| it.get_ref().as_table()));
        let command = settings.and_then(|it| it.get("command")?.get_ref().as_str());
        let command = command.unwrap_or(shell.command);
        Ok(Some(Self {
            root: root.to_path_buf(),
            command: command.to_owned(),
            runtime: Runtime::read(table).unwrap_or_default(),
        }))
    }

    /// The path as it is shown: from the project's folder where it lies in there, with `/`.
    pub fn show(&self, path: &Path) -> String {
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        shown.to_string_lossy().replace('\\', "/")
    }

    /// The runtime, where it is a package of this workspace.
    pub(crate) fn own_runtime(&self) -> Option<&'static str> {
        self.runtime.is_member(&self.root).then_some(runtime::NAME)
    }

    /// The manifest of the crate of a vendor.
    pub(crate) fn vendor_manifest(&self, vendor: &str, package: &str) -> Manifest {
        let root = resolve(&self.root);
        let dir = root.join("generated").join(package);
        Manifest::default()
            .runtime(self.runtime.of_member(&root, &dir))
            .in_workspace(true)
            .command(format!("{} regen {vendor}", self.command))
    }

    /// The manifest of a crate at `dir`, which is absolute and without links.
    fn manifest_at(&self, dir: &Path) -> Result<Manifest, Error> {
        let root = resolve(&self.root);
        let member_of = workspace::of_member(dir)?;
        let command = dir.strip_prefix(&root).ok().map(|inside| {
            let out = inside.to_string_lossy().replace('\\', "/");
            format!("{} generate FILE --out {out}", self.command)
        });
        let manifest = Manifest::default()
            .runtime(self.runtime.of_other(&root, dir))
            .in_workspace(member_of.is_some());
        Ok(match command {
            Some(command) => manifest.command(command),
            None => manifest,
        })
    }
}

/// The manifest of a crate at `dir`, which is absolute and without links.
pub(crate) fn manifest_at(project: Option<&Project>, dir: &Path) -> Result<Manifest, Error> {
    match project {
        Some(project) => project.manifest_at(dir),
        None => Ok(Manifest::default()
            .runtime(Runtime::default().of_other(dir, dir))
            .in_workspace(workspace::of_member(dir)?.is_some())),
    }
}
