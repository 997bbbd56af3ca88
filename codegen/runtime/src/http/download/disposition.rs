//! The name that a server proposes for a download, in `content-disposition` (RFC 6266).

use crate::http::{headers::unquote, redact::boundary};

/// `filename*` wins over `filename` (RFC 6266, section 4.3).
pub(super) fn file_name(disposition: &str) -> Option<String> {
    let parameters = parameters(disposition);
    let find = |name: &str| parameters.iter().find(|(it, _)| it == name).map(|(_, value)| value);
    let name =
        find("filename*").and_then(|it| extended(it)).or_else(|| find("filename").cloned())?;
    harmless(&name)
}

/// How long a name may be, in bytes of UTF-8: what the usual file systems take.
const LONGEST: usize = 255;

/// How much of that an extension may be.
const LONGEST_EXTENSION: usize = 32;

/// The name as a file may have it on every system, whatever folder it is joined to.
///
/// Source: [Naming Files, Paths, and Namespaces], of Windows, where a colon names a drive or a stream of the file, names
/// of devices are no files in any folder, and dots and spaces at the end are left out.
///
/// [Naming Files, Paths, and Namespaces]: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
fn harmless(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|it| !is_unseen(*it)).collect();
    // What stands before a first colon of one letter is a drive; what stands behind any other is a stream.
    let name = match name.split_once(':') {
        Some((drive, rest)) if drive.trim().len() == 1 => rest,
        _ => &name,
    };
    let name = name.split(':').next().unwrap_or_default().trim();
    let name: String =
        name.chars().map(|it| if "<>\"|?*".contains(it) { '_' } else { it }).collect();
    let mut name = shortened(&name).trim_end_matches(['.', ' ']).to_owned();
    if is_device(&name) {
        name.insert(0, '_');
    }
    (!name.is_empty()).then_some(name)
}

/// Whether a character is a control, or one of those that turn the direction of the text around it.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether Windows takes the name for a device, whatever comes behind a dot.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    port.is_some_and(|it| {
        let mut digits = it.chars();
        let digit = digits.next();
        matches!(digit, Some('0'..='9' | '¹' | '²' | '³')) && digits.next().is_none()
    })
}

/// The name with as much of its stem as leaves room for its extension.
fn shortened(name: &str) -> String {
    // One byte is for what is put before the name of a device.
    let most = LONGEST - 1;
    if name.len() <= most {
        return name.to_owned();
    }
    let dot = name.rfind('.').filter(|it| *it > 0 && name.len() - it <= LONGEST_EXTENSION);
    let (stem, extension) = name.split_at(dot.unwrap_or(name.len()));
    let (stem, _) = stem.split_at(boundary(stem, most - extension.len()));
    format!("{stem}{extension}")
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
            ("attachment; filename=\"a \\\"b\\\"; c.txt\"; size=1", Some("a _b_; c.txt")),
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

    #[test]
    fn a_name_is_one_file_of_its_folder_on_every_system() {
        for (proposed, name) in [
            ("C:evil.txt", Some("evil.txt")),
            ("C:", None),
            ("a.txt:ads", Some("a.txt")),
            ("a.txt::$DATA", Some("a.txt")),
            (":ads", None),
            ("..\\..\\boot.ini", Some("boot.ini")),
            ("a/b\\c", Some("c")),
            ("CON", Some("_CON")),
            ("con.txt", Some("_con.txt")),
            ("Aux .tar.gz", Some("_Aux .tar.gz")),
            ("COM1", Some("_COM1")),
            ("lpt9.log", Some("_lpt9.log")),
            ("COM¹.txt", Some("_COM¹.txt")),
            ("COM10", Some("COM10")),
            ("console.txt", Some("console.txt")),
            ("a.txt. . .", Some("a.txt")),
            (" ... ", None),
            ("a\u{202e}txt.exe", Some("atxt.exe")),
            ("\u{2066}a\u{2069}\u{200f}.txt", Some("a.txt")),
            ("a\0b\u{85}\u{7f}.txt", Some("ab.txt")),
            (".\u{202e}.", None),
            ("C\0ON", Some("_CON")),
            ("what?*.txt", Some("what__.txt")),
            (".profile", Some(".profile")),
        ] {
            assert_eq!(harmless(proposed).as_deref(), name, "{proposed:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = harmless(&format!("{}.tar.gz", "ä".repeat(5000))).unwrap();
        assert!(name.len() <= 255 && name.ends_with("ä.gz"), "{name}");
        let name = harmless(&format!("a.{}", "b".repeat(5000))).unwrap();
        assert_eq!(name.len(), 254);
        assert_eq!(harmless(&"日".repeat(85)).unwrap().len(), 252);
    }
}
