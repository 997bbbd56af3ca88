//! Cargo workspaces: where they are, and who their members are.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Error;
use crate::files::read;

/// A workspace's folder, and what its manifest says about members.
#[derive(Clone, Debug)]
struct Workspace {
    dir: PathBuf,
    members: Vec<String>,
    exclude: Vec<String>,
}

impl Workspace {
    /// What the manifest in `dir` says; `None` where it is that of a package alone.
    fn parse(text: &str, dir: &Path) -> Result<Option<Self>, Error> {
        let table = parse(text, &dir.join("Cargo.toml"))?;
        let Some(workspace) = table.get_ref().get("workspace") else { return Ok(None) };
        let strings = |key: &str| -> Vec<String> {
            let value = workspace.get_ref().as_table().and_then(|it| it.get(key));
            let items =
                value.and_then(|it| it.get_ref().as_array()).into_iter().flat_map(|it| it.iter());
            items
                .filter_map(|it| match it.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect()
        };
        Ok(Some(Self {
            dir: dir.to_path_buf(),
            members: strings("members"),
            exclude: strings("exclude"),
        }))
    }
}

/// The text of the manifest at `path` as TOML.
pub(crate) fn parse<'t>(text: &'t str, path: &Path) -> Result<Spanned<DeTable<'t>>, Error> {
    DeTable::parse(text).map_err(|it| {
        let offset = it.span().map_or(0, |span| span.start);
        Error::at_offset(path, text, offset, it.message())
    })
}

/// The workspace that cargo finds for a crate at `dir`: that of the nearest folder above.
fn find_workspace(dir: &Path) -> Result<Option<Workspace>, Error> {
    for above in dir.ancestors().skip(1) {
        let path = above.join("Cargo.toml");
        if !path.is_file() {
            continue;
        }
        let found = Workspace::parse(&read(&path)?, above)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The folder of the workspace in `dir` or around it, if there is one.
#[cfg(feature = "program")]
pub(crate) fn find(dir: &Path) -> Result<Option<PathBuf>, Error> {
    Ok(find_workspace(&dir.join("any"))?.map(|it| it.dir))
}

/// The names of the packages in the workspace at `root`, but for generated ones: its root's, and those of members.
pub(crate) fn packages(root: &Path) -> Result<Vec<String>, Error> {
    Ok(members(root)?.into_iter().map(|it| it.name).collect())
}

/// A package of a workspace.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// The names of the packages that it depends on, for whatever.
    pub(crate) dependencies: BTreeSet<String>,
}

/// The packages in the workspace at `root`, but for generated ones: its root's, and those of members.
pub(crate) fn members(root: &Path) -> Result<Vec<Member>, Error> {
    let workspace = Workspace::parse(&read(&root.join("Cargo.toml"))?, root)?;
    let mut folders = BTreeSet::from([root.to_path_buf()]);
    for pattern in workspace.iter().flat_map(|it| &it.members) {
        if pattern_parts(pattern).first() != Some(&"generated") {
            folders.extend(expand(root, &pattern_parts(pattern)));
        }
    }
    Ok(folders.into_iter().filter_map(member).collect())
}

/// The folders below `dir` that a pattern matches.
fn expand(dir: &Path, pattern: &[&str]) -> Vec<PathBuf> {
    let [first, rest @ ..] = pattern else { return vec![dir.to_path_buf()] };
    if !first.contains(['*', '?']) {
        return expand(&dir.join(first), rest);
    }
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let is_match = |it: &PathBuf| {
        let name = it.file_name().unwrap_or_default().to_string_lossy();
        it.is_dir() && matches_part(first.as_bytes(), name.as_bytes())
    };
    entries.map(|it| it.path()).filter(is_match).flat_map(|it| expand(&it, rest)).collect()
}

/// The package in a folder, if there is one.
fn member(folder: PathBuf) -> Option<Member> {
    let text = read(&folder.join("Cargo.toml")).ok()?;
    let manifest = DeTable::parse(&text).ok()?;
    let manifest = manifest.get_ref();
    let package = manifest.get("package")?.get_ref().as_table()?;
    let name = package.get("name")?.get_ref().as_str()?.to_owned();
    let targets = manifest.get("target").and_then(|it| it.get_ref().as_table());
    let targets = targets.into_iter().flat_map(|it| it.values());
    let tables = targets.filter_map(|it| it.get_ref().as_table()).chain([manifest]);
    let dependencies = tables.flat_map(dependencies).collect();
    Some(Member { name, folder, dependencies })
}

/// The names of the packages in the tables of dependencies.
fn dependencies(of: &DeTable<'_>) -> Vec<String> {
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = kinds.iter().filter_map(|it| of.get(*it)?.get_ref().as_table());
    let all = tables.flat_map(|it| it.iter());
    let named = all.map(|(key, it)| {
        let package = it.get_ref().as_table().and_then(|it| it.get("package")?.get_ref().as_str());
        package.unwrap_or(key.get_ref()).to_owned()
    });
    named.collect()
}

/// Whether a workspace at `root` with the manifest `text` takes a crate at `member`.
#[cfg(feature = "program")]
pub(crate) fn takes(text: &str, root: &Path, member: &Path) -> Result<bool, Error> {
    match Workspace::parse(text, root)? {
        Some(workspace) => is_member(&workspace, member),
        None => Ok(false),
    }
}

/// The folder of the workspace that takes a crate at `dir` for a member, if one does.
pub(crate) fn of_member(dir: &Path) -> Result<Option<PathBuf>, Error> {
    let Some(workspace) = find_workspace(dir)? else { return Ok(None) };
    Ok(is_member(&workspace, dir)?.then_some(workspace.dir))
}

/// Whether cargo takes a folder at `dir` for a member of a workspace; also where it can't be told.
pub(crate) fn is_in_workspace(dir: &Path) -> bool {
    of_member(dir).map_or(true, |it| it.is_some())
}

/// Whether the crate at `dir` is one of the workspace's members.
fn is_member(workspace: &Workspace, dir: &Path) -> Result<bool, Error> {
    let inside = dir.strip_prefix(&workspace.dir);
    let inside =
        inside.map_err(|_| Error::at(dir, "is not below the workspace that was found above it"))?;
    let parts: Vec<_> =
        inside.components().map(|it| it.as_os_str().to_string_lossy().into_owned()).collect();
    let excluded = workspace.exclude.iter().any(|it| {
        let it = pattern_parts(it);
        parts.len() >= it.len() && parts.iter().zip(&it).all(|(part, it)| part == it)
    });
    Ok(!excluded && workspace.members.iter().any(|it| matches(&pattern_parts(it), &parts)))
}

fn pattern_parts(pattern: &str) -> Vec<&str> {
    pattern.split('/').filter(|it| !it.is_empty() && *it != ".").collect()
}

/// Whether a path matches a pattern with `*`, `?` and `**`, part by part.
fn matches(pattern: &[&str], path: &[String]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["**", rest @ ..], _) => {
            (0..=path.len()).any(|n| path.get(n..).is_some_and(|it| matches(rest, it)))
        }
        ([first, pattern @ ..], [part, path @ ..]) => {
            matches_part(first.as_bytes(), part.as_bytes()) && matches(pattern, path)
        }
        _ => false,
    }
}

fn matches_part(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => {
            (0..=text.len()).any(|n| text.get(n..).is_some_and(|it| matches_part(rest, it)))
        }
        ([b'?', pattern @ ..], [_, text @ ..]) => matches_part(pattern, text),
        ([a, pattern @ ..], [b, text @ ..]) => a == b && matches_part(pattern, text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{matches, pattern_parts};

    #[test]
    fn a_member_matches_its_pattern() {
        let table = [
            ("generated/*", "generated/flow", true),
            ("generated/*", "generated", false),
            ("generated/*", "generated/flow/sub", false),
            ("./tests/it", "tests/it", true),
            ("crates/a-?", "crates/a-b", true),
            ("**/x", "a/b/x", true),
        ];
        for (pattern, path, expected) in table {
            let path: Vec<_> = path.split('/').map(str::to_owned).collect();
            assert_eq!(matches(&pattern_parts(pattern), &path), expected, "{pattern}");
        }
    }
}
