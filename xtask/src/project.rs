//! Where a crate lies: in this project, in another workspace, or on its own.

use std::fmt::Write as _;
use std::fs;
use std::path::{Component, Path, PathBuf};

use clientwright::Manifest;
use toml::de::{DeTable, DeValue};

use crate::Error;
use crate::files::read;

/// The manifest of the crate of a vendor.
pub(crate) fn vendor_manifest(vendor: &str) -> Manifest {
    Manifest {
        runtime: format!(
            "{{ path = \"../../codegen/runtime\", version = \"{}\" }}",
            env!("CARGO_PKG_VERSION")
        ),
        workspace: true,
        command: Some(format!("cargo xtask regen {vendor}")),
    }
}

/// The manifest of a crate that nobody writes.
pub(crate) fn no_manifest() -> Manifest {
    Manifest { runtime: "{}".to_owned(), workspace: true, command: None }
}

/// The manifest of a crate in a workspace that is made for it, anywhere.
pub(crate) fn member_manifest(root: &Path) -> Manifest {
    let runtime = resolve(root).join("codegen").join("runtime");
    let runtime = format!("{{ path = {}, default-features = false }}", quote(&runtime));
    Manifest { runtime, workspace: true, command: None }
}

/// The manifest of a crate at `dir`, which is absolute.
pub(crate) fn manifest_at(root: &Path, dir: &Path) -> Result<Manifest, Error> {
    let root = resolve(root);
    let runtime = root.join("codegen").join("runtime");
    let path = if dir.starts_with(&root) { relative(dir, &runtime) } else { runtime };
    let workspace = match find_workspace(dir)? {
        Some(workspace) => is_member(&workspace, dir)?,
        None => false,
    };
    let command = dir.starts_with(&root).then(|| {
        let out = dir.strip_prefix(&root).unwrap_or(dir).to_string_lossy().replace('\\', "/");
        format!("cargo xtask generate FILE --out {out}")
    });
    Ok(Manifest { runtime: format!("{{ path = {} }}", quote(&path)), workspace, command })
}

/// The path without links and dots, as far as it is there.
pub(crate) fn resolve(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            // What a link leads to has its own parent.
            Component::ParentDir => {
                clean = fs::canonicalize(&clean).unwrap_or(clean);
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    let there = clean.ancestors().find_map(|it| Some((it, fs::canonicalize(it).ok()?)));
    match there {
        Some((prefix, real)) => match clean.strip_prefix(prefix) {
            Ok(rest) if rest.as_os_str().is_empty() => real,
            Ok(rest) => real.join(rest),
            Err(_) => clean,
        },
        None => clean,
    }
}

/// The way from the folder `from` to `to`, both absolute.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

/// A path as TOML: with `/`, which works everywhere.
fn quote(path: &Path) -> String {
    let mut text = String::from("\"");
    for c in path.to_string_lossy().chars() {
        match c {
            '\\' if cfg!(windows) => text.push('/'),
            '\\' | '"' => text.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(text, "\\u{:04X}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

/// A workspace's folder, and what its manifest says about members.
#[derive(Clone, Debug)]
struct Workspace {
    dir: PathBuf,
    members: Vec<String>,
    exclude: Vec<String>,
}

/// The workspace that cargo finds from `dir`: that of the nearest folder above.
fn find_workspace(dir: &Path) -> Result<Option<Workspace>, Error> {
    for above in dir.ancestors().skip(1) {
        let path = above.join("Cargo.toml");
        if !path.is_file() {
            continue;
        }
        let text = read(&path)?;
        let table = DeTable::parse(&text).map_err(|it| Error::at(&path, it.message()))?;
        let workspace = table.get_ref().iter().find(|(key, _)| key.get_ref() == "workspace");
        let Some((_, workspace)) = workspace else { continue };
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
        return Ok(Some(Workspace {
            dir: above.to_path_buf(),
            members: strings("members"),
            exclude: strings("exclude"),
        }));
    }
    Ok(None)
}

/// Whether cargo takes a folder at `dir` for a member of a workspace; also where it can't be told.
pub(crate) fn is_in_workspace(dir: &Path) -> bool {
    let found = find_workspace(dir).and_then(|it| match it {
        Some(workspace) => is_member(&workspace, dir),
        None => Ok(false),
    });
    found.unwrap_or(true)
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
    use std::path::Path;

    use super::{matches, pattern_parts, quote, relative};

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

    #[test]
    fn a_path_is_written_for_toml() {
        assert_eq!(
            relative(Path::new("/p/out/a"), Path::new("/p/codegen/runtime")),
            Path::new("../../codegen/runtime")
        );
        assert_eq!(quote(Path::new("/a \"b\"/c")), r#""/a \"b\"/c""#);
    }
}
