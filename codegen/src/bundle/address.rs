//! What file the text of a reference names.
//!
//! Source: RFC 3986, sections 4.2 and 5.2; OpenAPI 3.1.1, "Relative References in API Description URIs". Nothing is looked
//! up here: a path is taken apart and counted from the file that the text stands in, and it can't get out of the folder.

use crate::diagnostic::findings::references::Outside;
use crate::pointer::percent_decoded;

/// What a reference names, but for its fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// The file that it stands in.
    Here,
    /// Another file of the folder, by its name in the sources.
    File(String),
    /// A resource of a server.
    Url(String),
    /// Something else on this machine.
    Outside(Outside),
    /// No file that anybody could know of: a name, a URN.
    Unknown,
}

/// The file that a reference stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Base<'a> {
    /// Its name in the sources.
    pub(super) name: &'a str,
    /// The folder that references can't leave: the beginning of the name.
    pub(super) folder: &'a str,
    /// The URL that the file says that it has (`$self`, `$id`).
    pub(super) url: Option<&'a str>,
}

/// A reference without its fragment, and the fragment.
pub(super) fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once('#').unwrap_or((text, ""))
}

/// Takes a reference without its fragment.
pub(super) fn address(reference: &str, base: Base<'_>) -> Address {
    // What a server would do with a query, a file doesn't.
    let reference = reference.split_once('?').map_or(reference, |(path, _)| path);
    if reference.is_empty() {
        return Address::Here;
    }
    if let Some(scheme) = scheme(reference) {
        return match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => {
                below_own(reference, base).unwrap_or_else(|| Address::Url(reference.to_owned()))
            }
            "file" => Address::Outside(Outside::FileUrl),
            drive if drive.len() == 1 => Address::Outside(Outside::Drive),
            _ => Address::Unknown,
        };
    }
    if reference.starts_with("//") {
        return Address::Url(reference.to_owned());
    }
    // No URL has a `\`, and those who write one mean a path of Windows.
    let path = reference.replace('\\', "/");
    if path.starts_with("//") {
        return Address::Outside(Outside::Network);
    }
    if path.starts_with('/') {
        let is_file = names_text(&path);
        return if is_file { Address::Outside(Outside::AbsolutePath) } else { Address::Unknown };
    }
    join(&path, base)
}

/// The path from the folder to the file of that name.
pub(super) fn below<'a>(name: &'a str, folder: &str) -> &'a str {
    let rest = if folder.is_empty() { Some(name) } else { name.strip_prefix(folder) };
    rest.unwrap_or(name).trim_start_matches('/')
}

/// Whether the name is one of a file that can hold a description, or part of one.
pub(super) fn names_text(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, it)| it.to_ascii_lowercase());
    extension.is_some_and(|it| ["json", "yaml", "yml"].contains(&it.as_str()))
}

/// The scheme of an absolute URL, or the drive of a path of Windows.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}

/// A URL below the one that the file has: what lies beside it there lies beside it here.
fn below_own(url: &str, base: Base<'_>) -> Option<Address> {
    let (own, _) = split(base.url?);
    if own == url {
        return Some(Address::Here);
    }
    let (folder, _) = own.rsplit_once('/').filter(|(it, _)| it.contains("://"))?;
    let path = url.strip_prefix(folder)?.strip_prefix('/')?;
    (!path.is_empty()).then(|| join(path, base))
}

fn join(path: &str, base: Base<'_>) -> Address {
    let here = below(base.name, base.folder).rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<String> =
        here.split('/').filter(|it| !it.is_empty()).map(str::to_owned).collect();
    for step in path.split('/') {
        let step = percent_decoded(step);
        match step.as_str() {
            ".." if steps.pop().is_none() => {
                return Address::Outside(Outside::OtherFolder);
            }
            "" | "." | ".." => {}
            // What is encoded is part of a name, and no file has one like that.
            odd if odd.contains(['/', '\\', '\0']) => {
                return Address::Outside(Outside::Separator);
            }
            _ => steps.push(step),
        }
    }
    let path = steps.join("/");
    match (path.as_str(), base.folder) {
        ("", _) => Address::Unknown,
        (_, "") => Address::File(path),
        (_, folder) => Address::File(format!("{folder}/{path}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, Base, address, split};

    const BASE: Base<'_> = Base { name: "api/v1/paths/a.yaml", folder: "api", url: None };

    #[track_caller]
    fn names(text: &str, file: &str) {
        assert_eq!(address(split(text).0, BASE), Address::File(file.to_owned()), "{text}");
    }

    #[test]
    fn paths_count_from_the_file_that_they_stand_in() {
        names("b.yaml", "api/v1/paths/b.yaml");
        names("./b.yaml#/x", "api/v1/paths/b.yaml");
        names("../b.yaml", "api/v1/b.yaml");
        names("../../x/./y/../b.yaml?raw=1#/a", "api/x/b.yaml");
        names("..\\schemas\\b.yaml", "api/v1/schemas/b.yaml");
        names("a%20b/%C3%A4.yaml", "api/v1/paths/a b/\u{e4}.yaml");
        assert_eq!(address("", BASE), Address::Here);
    }

    #[test]
    fn nothing_leaves_the_folder() {
        for text in [
            "../../../b.yaml",
            "../../x/../../b.yaml",
            "%2e%2e/%2E./../b.yaml",
            "..\\..\\..\\b.yaml",
            "a%2f..%2f..%2f..%2fb.yaml",
            "/etc/b.yaml",
            "file:///etc/b.yaml",
            "FILE:b.yaml",
            "C:\\b.yaml",
            "c:/b.yaml",
            "\\\\host\\b.yaml",
        ] {
            assert!(matches!(address(text, BASE), Address::Outside(_)), "{text}");
        }
    }

    #[test]
    fn servers_are_told_apart_from_files() {
        let url = |it: &str| Address::Url(it.to_owned());
        assert_eq!(address("https://a.example/b.yaml", BASE), url("https://a.example/b.yaml"));
        assert_eq!(address("//a.example/b.yaml", BASE), url("//a.example/b.yaml"));
        assert_eq!(address("urn:example:b", BASE), Address::Unknown);
        assert_eq!(address("/definitions/Pet", BASE), Address::Unknown);
    }

    #[test]
    fn what_is_beside_the_own_url_is_beside_the_file() {
        let base = Base { url: Some("https://a.example/v1/a"), ..BASE };
        assert_eq!(address("https://a.example/v1/a", base), Address::Here);
        let file = Address::File("api/v1/paths/x/b.yaml".to_owned());
        assert_eq!(address("https://a.example/v1/x/b.yaml", base), file);
        let other = "https://a.example/v2/b.yaml";
        assert_eq!(address(other, base), Address::Url(other.to_owned()));
    }
}
