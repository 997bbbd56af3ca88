//! What values of arguments must be: what cargo would refuse later is refused at once.

/// A version, as cargo requires one: `0.1`, `=0.1.2`, `>=0.1, <0.3`.
pub(crate) fn version(text: &str) -> Result<String, String> {
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|c| c.is_ascii_digit());
    let is_tail = |it: &str| {
        let is_part =
            |it: &str| !it.is_empty() && it.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
        it.split('.').all(is_part)
    };
    let is_one = |it: &str| {
        let it = it.trim();
        let it = [">=", "<=", "=", "^", "~", ">", "<"]
            .iter()
            .find_map(|op| it.strip_prefix(op))
            .unwrap_or(it);
        let (it, build) = it.trim().split_once('+').unwrap_or((it.trim(), "0"));
        let (it, pre) = it.split_once('-').unwrap_or((it, "0"));
        let parts: Vec<&str> = it.split('.').collect();
        let is_whole = parts.len() == 3 || (pre == "0" && build == "0");
        let is_wild = |it: &str| matches!(it, "*" | "x" | "X");
        is_tail(build)
            && is_tail(pre)
            && is_whole
            && parts.len() <= 3
            && parts.iter().all(|it| is_number(it) || is_wild(it))
    };
    if text.split(',').all(is_one) {
        return Ok(text.trim().to_owned());
    }
    Err("not a version, such as `0.1` or `=0.1.2`".to_owned())
}

/// The address of a repository, as cargo takes one.
pub(crate) fn url(text: &str) -> Result<String, String> {
    let known = ["https", "http", "ssh", "git", "file"];
    match text.split_once("://") {
        Some((scheme, rest))
            if known.contains(&scheme)
                && !rest.is_empty()
                && !text.contains(char::is_whitespace) =>
        {
            Ok(text.to_owned())
        }
        Some(_) => {
            Err(format!("not the address of a repository: cargo takes {}", known.join(", ")))
        }
        // As git's own command line has it.
        None => match text.split_once(':').filter(|(host, _)| host.contains('@')) {
            Some((host, path)) => Err(format!("cargo writes it `ssh://{host}/{path}`")),
            None => Err("not a URL, such as `https://git.example.com/clientwright`".to_owned()),
        },
    }
}

/// A commit or a tag.
pub(crate) fn rev(text: &str) -> Result<String, String> {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c);
    if text.is_empty() || text.starts_with('-') || text.contains(is_odd) {
        return Err("not the name of a commit or a tag".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{rev, url, version};

    #[test]
    fn a_version_is_what_cargo_requires() {
        for text in [
            "0.1",
            "0.1.0",
            "=0.1.2",
            "^1",
            "~1.2",
            ">=0.1, <0.3",
            "0.1.*",
            "*",
            "1.0.0-rc.1",
            "1.0.0+a",
        ] {
            assert_eq!(version(text).as_deref(), Ok(text));
        }
        for text in ["", "latest", "v0.1", "0.1.0.0", "0..1", "1.0-rc", "1,", "0.1\"", "1.0.0-"] {
            assert!(version(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_is_one_that_cargo_takes() {
        for text in ["https://a.example/c.git", "ssh://git@a.example/c", "file:///c"] {
            assert_eq!(url(text).as_deref(), Ok(text));
        }
        let said = "cargo writes it `ssh://git@a.example/b/c.git`";
        assert_eq!(url("git@a.example:b/c.git"), Err(said.to_owned()));
        for text in ["", "a.example", "https://", "ftp://a.example", "https://a b"] {
            assert!(url(text).is_err(), "{text}");
        }
        assert!(rev("v0.1.0").is_ok() && rev("0a1b").is_ok());
        assert!(rev("--help").is_err() && rev("a b").is_err() && rev("").is_err());
    }
}
