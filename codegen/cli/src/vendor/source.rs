//! `source` of a `vendor.toml`: where the files of the folder come from.

use std::path::Path;

use toml::Spanned;
use toml::de::DeValue;

use super::OVERLAY;
use crate::files;

/// Where a file of a vendor's folder comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// Its path in the folder, with `/`; none is that of the description.
    pub(crate) path: Option<String>,
    /// Where it is.
    pub(crate) url: String,
}

/// Reads an address, that of the description, or a table of paths in the folder to addresses.
///
/// An error is a byte offset and a message.
pub(super) fn read(value: &Spanned<DeValue<'_>>) -> Result<Vec<Source>, (usize, String)> {
    let start = value.span().start;
    match value.get_ref() {
        DeValue::String(url) => Ok(vec![Source { path: None, url: address(url, start)? }]),
        DeValue::Table(files) if !files.is_empty() => files
            .iter()
            .map(|(path, url)| {
                let (at, path) = (path.span().start, path.get_ref());
                is_file(path).map_err(|why| (at, format!("`{path}` {why}")))?;
                let at = url.span().start;
                let Some(url) = url.get_ref().as_str() else {
                    return Err((at, format!("the source of `{path}` must be a string")));
                };
                Ok(Source { path: Some(path.to_string()), url: address(url, at)? })
            })
            .collect(),
        _ => {
            Err((start, "`source` must be an address, or a table of files to addresses".to_owned()))
        }
    }
}

/// Whether a path can be that of a fetched file.
pub(super) fn is_file(path: &str) -> Result<(), &'static str> {
    if !files::is_inside(path) {
        return Err("is no path in the vendor's folder");
    }
    if path.eq_ignore_ascii_case(OVERLAY) {
        return Err("is your overlay, which nobody sends");
    }
    let ending = Path::new(path).extension().and_then(|it| it.to_str());
    if !matches!(ending, Some("json" | "yaml" | "yml")) {
        return Err("must end with `.json`, `.yaml` or `.yml`");
    }
    Ok(())
}

/// The address, if files may be fetched from there.
fn address(url: &str, at: usize) -> Result<String, (usize, String)> {
    let refuse = |why: &str| Err((at, format!("`{}` {why}", shown(url))));
    let Some((scheme, rest)) = url.split_once("://") else {
        return refuse("is no address: it begins with `https://`");
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() || url.contains(|it: char| it.is_control() || it.is_whitespace()) {
        return refuse("is no address");
    }
    if authority.contains('@') {
        return refuse("holds credentials, which don't belong in a file that is committed");
    }
    match scheme {
        "https" => Ok(url.to_owned()),
        // Nobody stands between.
        "http" if is_loopback(authority) => Ok(url.to_owned()),
        "http" => refuse("can be changed on its way: take the one with `https://`"),
        _ => refuse("has to begin with `https://`"),
    }
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|it| it.is_ascii_digit()) => host,
        _ => authority,
    };
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// An address without what may be secret in it.
fn shown(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) if rest.contains('@') => {
            format!("{scheme}://…@{}", rest.rsplit_once('@').map_or("", |it| it.1))
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::{Source, read};

    fn of(text: &str) -> Result<Vec<Source>, String> {
        let table = DeTable::parse(text).unwrap();
        read(table.get_ref().get("source").unwrap()).map_err(|(_, why)| why)
    }

    #[test]
    fn a_source_is_one_address_or_several_files() {
        let one = |path: Option<&str>, url: &str| Source {
            path: path.map(str::to_owned),
            url: url.to_owned(),
        };
        let url = "https://example.com/openapi.yaml?v=2";
        assert_eq!(of(&format!("source = \"{url}\"")), Ok(vec![one(None, url)]));
        let two = "[source]\n\"a.yaml\" = \"https://example.com/a\"\n\"b/c.json\" = \"http://127.0.0.1:8000/c\"";
        let expected = vec![
            one(Some("a.yaml"), "https://example.com/a"),
            one(Some("b/c.json"), "http://127.0.0.1:8000/c"),
        ];
        assert_eq!(of(two), Ok(expected));
    }

    #[test]
    fn what_can_not_be_fetched_says_why() {
        let table = [
            ("source = 1", "`source` must be an address, or a table of files to addresses"),
            ("source = {}", "`source` must be an address, or a table of files to addresses"),
            (
                "source = \"openapi.yaml\"",
                "`openapi.yaml` is no address: it begins with `https://`",
            ),
            ("source = \"https://\"", "`https://` is no address"),
            ("source = \"ftp://a/b\"", "`ftp://a/b` has to begin with `https://`"),
            (
                "source = \"http://example.com/a\"",
                "`http://example.com/a` can be changed on its way: take the one with `https://`",
            ),
            (
                "source = \"http://localhost.example.com/a\"",
                "`http://localhost.example.com/a` can be changed on its way: take the one with `https://`",
            ),
            (
                "source = \"https://me:hunter2@example.com/a\"",
                "`https://…@example.com/a` holds credentials, which don't belong in a file that is committed",
            ),
            (
                "[source]\n\"../a.yaml\" = \"https://e/a\"",
                "`../a.yaml` is no path in the vendor's folder",
            ),
            (
                "[source]\n\"overlay.yaml\" = \"https://e/a\"",
                "`overlay.yaml` is your overlay, which nobody sends",
            ),
            (
                "[source]\n\"vendor.toml\" = \"https://e/a\"",
                "`vendor.toml` must end with `.json`, `.yaml` or `.yml`",
            ),
            ("[source]\n\"a.yaml\" = 1", "the source of `a.yaml` must be a string"),
        ];
        for (text, why) in table {
            assert_eq!(of(text), Err(why.to_owned()), "{text}");
        }
    }
}
