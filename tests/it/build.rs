//! Writes a `#[test]` for each folder of `tests/fixtures/<group>/`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The groups, each with a function of its name in `src/fixtures.rs`.
const GROUPS: &[&str] = &["normalize", "lower", "pass", "emit", "error"];

fn main() -> io::Result<()> {
    let fixtures = Path::new("../fixtures");
    println!("cargo::rerun-if-changed={}", fixtures.display());
    let mut tests = format!("pub(crate) const GROUPS: &[&str] = &{GROUPS:?};\n");
    for group in GROUPS {
        for case in folders(&fixtures.join(group))? {
            let name = format!("{group}__{case}");
            if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
                let message = format!("tests/fixtures/{group}/{case}: a name has a-z, 0-9 and `_`");
                return Err(io::Error::other(message));
            }
            let _ = write!(
                tests,
                "\n#[test]\n#[expect(non_snake_case, reason = \"the group stands apart\")]\n\
                 fn {name}() {{\n    super::{group}(&super::Case::new({group:?}, {case:?}));\n}}\n"
            );
        }
    }
    let out = env::var_os("OUT_DIR").map(PathBuf::from).ok_or(io::ErrorKind::NotFound)?;
    fs::write(out.join("fixtures.rs"), tests)
}

/// The names of the folders in `dir`, ordered; none where it isn't there.
fn folders(dir: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
