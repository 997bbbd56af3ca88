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
pub(crate) fn relative(from: &Path, to: &Path) -> PathBuf {
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

    use super::{quote, relative};

    #[test]
    fn a_path_is_written_for_toml() {
        assert_eq!(
            relative(Path::new("/p/out/a"), Path::new("/p/codegen/runtime")),
            Path::new("../../codegen/runtime")
        );
        assert_eq!(quote(Path::new("/a \"b\"/c")), r#""/a \"b\"/c""#);
    }
}
