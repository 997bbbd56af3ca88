//! The name that a server proposes for a download, in `content-disposition` (RFC 6266).

/// `filename*` wins over `filename` (RFC 6266, section 4.3).
pub(super) fn file_name(disposition: &str) -> Option<String> {
    let parameters = parameters(disposition);
    let find = |name: &str| parameters.iter().find(|(it, _)| it == name).map(|(_, value)| value);
    let name =
        find("filename*").and_then(|it| extended(it)).or_else(|| find("filename").cloned())?;
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let name: String = name.chars().filter(|it| !it.is_control()).collect();
    (!matches!(name.as_str(), "" | "." | "..")).then_some(name)
}

/// The parameters after the first semicolon, unquoted, names in lower case.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = header.split_once(';').map_or("", |(_, rest)| rest);
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([' ', '\t', ';']).to_ascii_lowercase();
        let after = after.trim_start();
        let (value, next) = if let Some(quoted) = after.strip_prefix('"') {
            unquote(quoted)
        } else {
            let (value, next) = after.split_once(';').unwrap_or((after, ""));
            (value.trim().to_owned(), next)
        };
        found.push((name, value));
        rest = next;
    }
    found
}

/// The text up to the closing quote, and what follows it.
fn unquote(quoted: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, it)) = chars.next() {
        match it {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(chars.next().map(|(_, it)| it)),
            it => value.push(it),
        }
    }
    (value, "")
}

/// `UTF-8''na%C3%AFve.txt` (RFC 8187, section 3.2).
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_language, text) = rest.split_once('\'')?;
    let bytes = percent_encoding::percent_decode_str(text);
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" => bytes.decode_utf8().ok().map(std::borrow::Cow::into_owned),
        "iso-8859-1" => Some(bytes.map(char::from).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_as_servers_write_them() {
        for (disposition, name) in [
            ("attachment; filename=report.pdf", Some("report.pdf")),
            ("attachment; filename=\"a \\\"b\\\"; c.txt\"; size=1", Some("a \"b\"; c.txt")),
            (
                "attachment; filename=\"plain.txt\"; filename*=UTF-8''na%C3%AFve%20x.txt",
                Some("naïve x.txt"),
            ),
            ("attachment; filename*=ISO-8859-1'en'caf%E9.txt", Some("café.txt")),
            ("attachment; FileName = \"A.txt\"", Some("A.txt")),
            ("attachment; filename*=koi8'x'a; filename=b", Some("b")),
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename=\"C:\\\\x\\\\evil.exe\"", Some("evil.exe")),
            ("attachment; filename*=UTF-8''..%2Fx", Some("x")),
            ("attachment; filename=\"..\"", None),
            ("attachment; filename=\"\"", None),
            ("inline", None),
        ] {
            assert_eq!(file_name(disposition).as_deref(), name, "{disposition}");
        }
    }
}
