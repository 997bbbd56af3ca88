//! Where generated crates are to get their runtime from, as the command line or somebody says.

use std::path::Path;

use toml_edit::{InlineTable, Value};

use crate::args::Init;
use crate::args::values::{url, version};
use crate::paths::relative;
use crate::{Error, Shell, runtime};

/// Whether the version of this program is on a registry, which its release says.
pub(super) const IS_PUBLISHED: bool = false;

/// A source of the runtime.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Version(String),
    /// The folder, as a manifest names it.
    Path(String),
    Git {
        url: String,
        rev: Option<String>,
    },
}

impl Default for Source {
    /// The version of this program.
    fn default() -> Self {
        Self::Version(env!("CARGO_PKG_VERSION").to_owned())
    }
}

impl Source {
    /// What the command line says.
    pub(super) fn of_args(
        args: &Init,
        root: &Path,
        shell: &Shell<'_>,
    ) -> Result<Option<Self>, Error> {
        let runtime = if let Some(dir) = &args.runtime_path {
            Self::folder(dir, root, shell)?
        } else if let Some(url) = &args.runtime_git {
            Self::Git { url: url.clone(), rev: args.runtime_rev.clone() }
        } else if let Some(version) = &args.runtime_version {
            Self::Version(version.clone())
        } else {
            return Ok(None);
        };
        Ok(Some(runtime))
    }

    /// What somebody says who is asked.
    pub(super) fn ask(root: &Path, shell: &mut Shell<'_>) -> Result<Self, Error> {
        let question =
            "Where do generated crates get their runtime? A version, a folder or a git address";
        let answer = shell.ask(question, env!("CARGO_PKG_VERSION"))?;
        if answer.contains("://") || answer.starts_with("git@") {
            Ok(Self::Git { url: url(&answer).map_err(Error::new)?, rev: None })
        } else if answer.starts_with(|c: char| "=^~<>*".contains(c) || c.is_ascii_digit()) {
            Ok(Self::Version(version(&answer).map_err(Error::new)?))
        } else {
            Self::folder(Path::new(&answer), root, shell)
        }
    }

    /// The runtime's folder, or that of a clone of the project that has it.
    fn folder(dir: &Path, root: &Path, shell: &Shell<'_>) -> Result<Self, Error> {
        let folder = runtime::folder(dir, &shell.cwd)?;
        let is_near = dir.is_relative() || folder.starts_with(root);
        let path = if is_near { relative(root, &folder) } else { folder };
        let path = path.to_string_lossy();
        Ok(Self::Path(if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }))
    }

    /// The line in `[workspace.dependencies]`.
    ///
    /// Members can have features of their own only where it has none by default.
    pub(super) fn dependency(&self) -> Value {
        let mut table = InlineTable::new();
        match self {
            Self::Version(version) => drop(table.insert("version", version.into())),
            Self::Path(path) => drop(table.insert("path", path.into())),
            Self::Git { url, rev } => {
                table.insert("git", url.into());
                if let Some(rev) = rev {
                    table.insert("rev", rev.into());
                }
            }
        }
        table.insert("default-features", false.into());
        Value::InlineTable(table)
    }
}
