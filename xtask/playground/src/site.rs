//! The folder that the page is written into.
//!
//! - Holds: only files of an earlier page are deleted there, so a folder with anything else is refused.

use std::fs;
use std::io;
use std::path::Path;

use clientwright_cli::Error;

/// How the names of the page's files begin and end; a hash of what is in them stands between. `tools/build.js` makes
/// them.
const FILES: [(&str, &str); 6] = [
    ("engine-quick-", ".wasm.gz"),
    ("engine-", ".wasm.gz"),
    ("icon-", ".svg"),
    ("main-", ".js"),
    ("style-", ".css"),
    ("worker-", ".js"),
];

/// Refuses a folder that holds something else than an earlier page.
pub(crate) fn check(out: &Path) -> Result<(), Error> {
    let names = match names(out) {
        Err(it) if it.kind() == io::ErrorKind::NotFound => return Ok(()),
        names => names.map_err(|it| Error::io(out, "can't read the folder", &it))?,
    };
    let Some(other) = foreign(&names) else { return Ok(()) };
    let message = format!("`{other}` is there, which is of no earlier page");
    Err(Error::at(out, message).help("name a folder that is empty or isn't there yet"))
}

/// What is in a folder; the names of folders in it end with `/`, as no file's does.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let end = if entry.file_type()?.is_file() { "" } else { "/" };
        names.push(format!("{}{end}", entry.file_name().to_string_lossy()));
    }
    names.sort();
    Ok(names)
}

/// The first name that no page has. Many a folder has an `index.html`: it is ours only beside a generator.
fn foreign(names: &[String]) -> Option<&str> {
    let has_engine = names.iter().any(|it| it.starts_with("engine-"));
    let is_ours = |it: &&String| if *it == "index.html" { has_engine } else { is_hashed(it) };
    names.iter().find(|it| !is_ours(it)).map(String::as_str)
}

fn is_hashed(name: &str) -> bool {
    let hash = |(start, end)| name.strip_prefix(start)?.strip_suffix(end);
    let is_hash = |it: &str| it.len() == 10 && it.bytes().all(|it| it.is_ascii_hexdigit());
    FILES.into_iter().filter_map(hash).any(is_hash)
}

#[cfg(test)]
mod tests {
    use std::{env, fs, process};

    use super::{check, is_hashed};

    #[test]
    fn only_a_page_is_replaced() {
        let folder = env::temp_dir().join(format!("clientwright-site-{}", process::id()));
        assert_eq!(check(&folder), Ok(()), "it isn't there");
        fs::create_dir_all(&folder).unwrap();
        assert_eq!(check(&folder), Ok(()), "it is empty");
        fs::write(folder.join("index.html"), "").unwrap();
        assert!(check(&folder).is_err(), "somebody's page");
        fs::write(folder.join("engine-0123456789.wasm.gz"), "").unwrap();
        assert_eq!(check(&folder), Ok(()), "a page of ours");
        fs::create_dir(folder.join("main-0123456789.js")).unwrap();
        let error = check(&folder).unwrap_err().to_string();
        assert!(
            error.contains("`main-0123456789.js/` is there") && error.contains("help: "),
            "{error}"
        );
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn names_have_a_hash() {
        for name in ["main-0123abcdef.js", "engine-quick-0123abcdef.wasm.gz"] {
            assert!(is_hashed(name), "{name}");
        }
        for name in
            ["main.js", "main-0123abcdef.js.map", "main-0123abcdeg.js", "thesis.tex", ".git/"]
        {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
