//! Paths: without links, from one folder to another, and as TOML has them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The path without links and dots, as far as it is there.
pub fn resolve(path: &Path) -> PathBuf {
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
    let real = |it: &Path| fs::canonicalize(it).ok().map(without_verbatim);
    let there = clean.ancestors().find_map(|it| Some((it, real(it)?)));
    match there {
        Some((prefix, real)) => match clean.strip_prefix(prefix) {
            Ok(rest) if rest.as_os_str().is_empty() => real,
            Ok(rest) => real.join(rest),
            Err(_) => clean,
        },
        None => clean,
    }
}

/// Without the `\\?\` that Windows puts before a drive: neither manifests nor people have it.
fn without_verbatim(path: PathBuf) -> PathBuf {
    let short = path.to_str().and_then(|it| it.strip_prefix(r"\\?\"));
    let has_drive = |it: &&str| matches!(it.as_bytes(), [c, b':', ..] if c.is_ascii_alphabetic());
    match short.filter(has_drive) {
        Some(short) => PathBuf::from(short),
        None => path,
    }
}

/// The way from the folder `from` to `to`, both absolute; none leads from one drive to another.
pub(crate) fn relative(from: &Path, to: &Path) -> PathBuf {
    if from.components().next() != to.components().next() {
        return to.to_path_buf();
    }
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

/// A path as TOML: with `/`, which works everywhere.
pub fn quote(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { string(&text.replace('\\', "/")) } else { string(&text) }
}

/// A text as a basic string of TOML.
pub(crate) fn string(value: &str) -> String {
    let mut text = String::from("\"");
    for c in value.chars() {
        match c {
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{quote, relative, without_verbatim};

    #[test]
    fn a_path_of_windows_is_as_people_write_it() {
        let table = [
            (r"\\?\C:\a\b", r"C:\a\b"),
            (r"\\?\UNC\server\a", r"\\?\UNC\server\a"),
            ("/a/b", "/a/b"),
        ];
        for (path, expected) in table {
            assert_eq!(without_verbatim(path.into()), Path::new(expected), "{path}");
        }
    }

    #[test]
    fn a_path_is_written_for_toml() {
        assert_eq!(
            relative(Path::new("/p/out/a"), Path::new("/p/codegen/runtime")),
            Path::new("../../codegen/runtime")
        );
        // On Windows these are drives.
        assert_eq!(relative(Path::new("c:/p"), Path::new("d:/runtime")), Path::new("d:/runtime"));
        assert_eq!(quote(Path::new("/a \"b\"/c")), r#""/a \"b\"/c""#);
    }
}
