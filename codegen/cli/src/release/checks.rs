//! What a registry asks of a package, as its `Cargo.toml` says it.

use std::path::Path;

use toml::{Table, Value};

use crate::{Error, files};

/// What a `Cargo.toml` says.
pub(super) struct Package {
    pub(super) version: String,
    table: Table,
}

impl Package {
    /// Reads that of a crate; one that isn't there says nothing.
    pub(super) fn read(dir: &Path) -> Result<Self, Error> {
        let path = dir.join("Cargo.toml");
        let text = files::read_optional(&path)?.unwrap_or_default();
        let table: Table = text.parse().map_err(|it| Error::at(&path, it))?;
        let version = table.get("package").and_then(|it| it.get("version"));
        let version = version.and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Self { version, table })
    }

    /// What a registry would refuse, or people would miss there.
    pub(super) fn problems(&self, dir: &Path, vendor: &str) -> Vec<String> {
        let has = |key: &str| self.get(key).is_some();
        let settings = format!("`[package]` in specs/{vendor}/vendor.toml");
        let mut problems = Vec::new();
        if !has("license") && !has("license-file") {
            problems.push(format!("no licence, which registries ask for: `license` in {settings}"));
        }
        if !has("description") {
            problems.push(format!("no description, which registries ask for: {settings}"));
        }
        if !has("repository") && !has("homepage") {
            problems.push(format!("neither `repository` nor `homepage`: {settings}"));
        }
        let readme = self.get("readme").and_then(Value::as_str);
        if !readme.is_some_and(|it| dir.join(it).is_file()) {
            problems.push("no README".to_owned());
        }
        if self.get("publish").and_then(Value::as_bool) == Some(false) {
            problems.push(format!("`publish = false` in {settings}"));
        }
        problems.extend(self.unversioned().map(|it| {
            format!("the dependency `{it}` has no version, without which registries don't take it")
        }));
        problems
    }

    fn get(&self, key: &str) -> Option<&Value> {
        self.table.get("package")?.get(key)
    }

    /// The dependencies that only a path or a repository is known of; what is inherited is the workspace's business.
    fn unversioned(&self) -> impl Iterator<Item = &String> {
        let all = self.table.get("dependencies").and_then(Value::as_table).into_iter().flatten();
        let has = |it: &Value, key: &str| it.get(key).is_some();
        let is_bare = move |it: &Value| (has(it, "path") || has(it, "git")) && !has(it, "version");
        all.filter(move |(_, it)| is_bare(it)).map(|(name, _)| name)
    }
}
