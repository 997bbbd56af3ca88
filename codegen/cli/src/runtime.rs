//! How generated crates depend on `clientwright-runtime`: by path, git or version, as the workspace says.
//!
//! `[workspace.dependencies]` has the line. A member whose features are its own can inherit it where it says
//! `default-features = false`; where it doesn't, and outside of the workspace, the line is repeated in the crate.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::Error;
use crate::paths::{quote, relative, resolve, string};

/// The name of the package.
pub(crate) const NAME: &str = "clientwright-runtime";

/// What the line in `[workspace.dependencies]` says: keys with their values as TOML, and the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Runtime {
    /// The folder of the runtime as it stands there, from the workspace's.
    path: Option<String>,
    keys: BTreeMap<String, String>,
    /// Whether the line leaves the features to the members.
    is_inherited: bool,
}

/// The runtime's folder that somebody names, or that of a clone of the project that has it.
///
/// # Errors
///
/// It isn't there.
pub(crate) fn folder(dir: &Path, cwd: &Path) -> Result<PathBuf, Error> {
    let given = resolve(&cwd.join(dir));
    let is_runtime = |it: &PathBuf| it.join("Cargo.toml").is_file() && it.ends_with("runtime");
    let candidates = [given.clone(), given.join("codegen").join("runtime")];
    candidates.into_iter().find(is_runtime).ok_or_else(|| {
        Error::at(&given, format_args!("`{NAME}` isn't here"))
            .help("name the folder `codegen/runtime` of a clone of Clientwright")
    })
}

/// The dependency on the runtime in that folder.
pub(crate) fn at(folder: &Path) -> String {
    format!("{{ path = {} }}", quote(folder))
}

impl Default for Runtime {
    /// The version of this program.
    fn default() -> Self {
        let version = string(env!("CARGO_PKG_VERSION"));
        Self {
            path: None,
            keys: BTreeMap::from([("version".to_owned(), version)]),
            is_inherited: false,
        }
    }
}

impl Runtime {
    /// Reads the manifest of a workspace; `None` where it doesn't say.
    pub(crate) fn read(manifest: &DeTable<'_>) -> Option<Self> {
        let workspace = manifest.get("workspace")?.get_ref().as_table()?;
        let line = workspace.get("dependencies")?.get_ref().as_table()?.get(NAME)?;
        let mut runtime = Self { path: None, keys: BTreeMap::new(), is_inherited: false };
        if let DeValue::String(version) = line.get_ref() {
            runtime.keys.insert("version".to_owned(), string(version));
            return Some(runtime);
        }
        for (key, value) in line.get_ref().as_table()? {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("path", DeValue::String(path)) => runtime.path = Some(path.to_string()),
                ("default-features", value) => {
                    runtime.is_inherited = value.as_bool() == Some(false);
                }
                (key, value) => {
                    runtime.keys.extend(plain(value).map(|it| (key.to_owned(), it)));
                }
            }
        }
        Some(runtime)
    }

    /// The right-hand side of the dependency of a member of the workspace at `root`; `dir` is its folder.
    pub(crate) fn of_member(&self, root: &Path, dir: &Path) -> String {
        if self.is_inherited {
            return "{ workspace = true, default-features = false }".to_owned();
        }
        let path = self.path.as_ref().map(|it| relative(dir, &resolve(&root.join(it))));
        self.written(path.as_deref(), true)
    }

    /// Whether it is a package of the workspace at `root`: Cargo takes what lies in its folder for one.
    pub(crate) fn is_member(&self, root: &Path) -> bool {
        self.path.as_ref().is_some_and(|it| resolve(&root.join(it)).starts_with(resolve(root)))
    }

    /// The right-hand side of the dependency of a crate at `dir` that is not a member.
    pub(crate) fn of_other(&self, root: &Path, dir: &Path) -> String {
        let path = self.path.as_ref().map(|it| {
            let path = resolve(&root.join(it));
            if dir.starts_with(root) { relative(dir, &path) } else { path }
        });
        self.written(path.as_deref(), false)
    }

    /// With a path a version matters only for packages, which are of members.
    fn written(&self, path: Option<&Path>, with_version: bool) -> String {
        let path = path.map(|it| format!("path = {}", quote(it)));
        let has_path = path.is_some();
        let keys =
            self.keys.iter().filter(|(key, _)| with_version || !has_path || *key != "version");
        let keys = keys.map(|(key, value)| format!("{key} = {value}"));
        format!("{{ {} }}", path.into_iter().chain(keys).collect::<Vec<_>>().join(", "))
    }
}

/// A string, a truth value or a list of strings as TOML.
fn plain(value: &DeValue<'_>) -> Option<String> {
    if let Some(list) = value.as_array() {
        let items: Option<Vec<_>> = list.iter().map(|it| plain(it.get_ref())).collect();
        return Some(format!("[{}]", items?.join(", ")));
    }
    value.as_str().map(string).or_else(|| value.as_bool().map(|it| it.to_string()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use toml::de::DeTable;

    use super::Runtime;

    fn written(line: &str) -> (String, String) {
        let text = format!("[workspace.dependencies]\nclientwright-runtime = {line}\n");
        let table = DeTable::parse(&text).unwrap();
        let runtime = Runtime::read(table.get_ref()).unwrap();
        let root = Path::new("/nowhere/p");
        (
            runtime.of_member(root, &root.join("generated/a")),
            runtime.of_other(root, Path::new("/nowhere/b")),
        )
    }

    #[test]
    fn a_line_of_the_workspace_is_inherited_or_repeated() {
        let inherited = "{ workspace = true, default-features = false }";
        let table = [
            ("\"0.1\"", "{ version = \"0.1\" }", "{ version = \"0.1\" }"),
            (
                "{ path = \"codegen/runtime\", version = \"0.1.0\" }",
                "{ path = \"../../codegen/runtime\", version = \"0.1.0\" }",
                "{ path = \"/nowhere/p/codegen/runtime\" }",
            ),
            (
                "{ git = \"https://a.example/c\", rev = \"0a\", default-features = false }",
                inherited,
                "{ git = \"https://a.example/c\", rev = \"0a\" }",
            ),
            (
                "{ version = \"0.1\", features = [\"blocking\"], default-features = true }",
                "{ features = [\"blocking\"], version = \"0.1\" }",
                "{ features = [\"blocking\"], version = \"0.1\" }",
            ),
        ];
        for (line, member, other) in table {
            assert_eq!(written(line), (member.to_owned(), other.to_owned()), "{line}");
        }
    }
}
