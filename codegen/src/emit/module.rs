//! A crate as one module: the files of its `src`, each inside the module that declares it.
//!
//! - In: the files of a crate, as the other emitters write them: a module is declared in a line of its own, strings end in
//!   the line that they begin in, but for raw ones of constants, and there are no other modules than files.
//! - Out: one file with one module, which stands at any place of any crate. Paths from the root of the crate become
//!   relative, and the examples of the documentation are shown without being compiled, because they can't name the crate.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What is written before the items of the module, in place of the attributes of a crate.
pub(super) const ATTRIBUTES: &str = "// What isn't used, or not documented by the vendor, is no fault of the crate around it.\n\
    #![allow(dead_code, deprecated, missing_docs, unreachable_pub, unused_imports, \
    reason = \"generated\")]\n\
    #![allow(clippy::all, clippy::pedantic, reason = \"the lints of the crate around it are for code that people write\")]\n";

/// What every file of a crate has below its first line, and a module doesn't need.
const SKIPPED: &str = "#![cfg_attr(rustfmt, rustfmt_skip)]";

/// The text of the module `name`; `notice` is its first line.
pub(super) fn nested(files: &BTreeMap<String, String>, name: &str, notice: &str) -> String {
    let mut out = format!("// {notice}\n\n#[rustfmt::skip]\npub mod {name} {{\n");
    write(files, "src/lib.rs", "src", 0, &mut out);
    out.push_str("}\n");
    out
}

/// Writes what is in the file at `path`, whose modules lie in `folder`, `depth` modules below the outermost.
fn write(
    files: &BTreeMap<String, String>,
    path: &str,
    folder: &str,
    depth: usize,
    out: &mut String,
) {
    let root = if depth == 0 { "self::".to_owned() } else { "super::".repeat(depth) };
    let indent = "    ".repeat(depth + 1);
    let lines = files.get(path).map_or("", String::as_str).lines().skip(1);
    let lines = lines.skip_while(|it| it.is_empty() || *it == SKIPPED);
    let mut text_end: Option<String> = None;
    for line in lines {
        if let Some(end) = &text_end {
            // Inside a text every blank counts.
            out.push_str(line);
            out.push('\n');
            if line.contains(end.as_str()) {
                text_end = None;
            }
            continue;
        }
        if line.is_empty() {
            out.push('\n');
            continue;
        }
        let Some(module) = declared(line) else {
            out.push_str(&indent);
            out.push_str(&moved(line, &root));
            out.push('\n');
            text_end = left_open(line);
            continue;
        };
        let folder = format!("{folder}/{}", module.strip_prefix("r#").unwrap_or(module));
        let opened = line.trim_end_matches(';');
        let _ = writeln!(out, "{indent}{opened} {{");
        write(files, &format!("{folder}.rs"), &folder, depth + 1, out);
        let _ = writeln!(out, "{indent}}}");
    }
}

/// What ends the raw string of a constant that begins in this line, where that isn't in the same one.
fn left_open(line: &str) -> Option<String> {
    let (_, literal) = line.strip_prefix("const ")?.split_once(": &str = r")?;
    let (hashes, text) = literal.split_once('"')?;
    let end = format!("\"{hashes}");
    (!text.contains(&end)).then_some(end)
}

/// The name of the module that a line declares.
fn declared(line: &str) -> Option<&str> {
    line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';')
}

/// A line with its paths from the root of the crate as paths from `root`.
fn moved(line: &str, root: &str) -> String {
    const CRATE: &str = "crate::";
    if line.trim_start().starts_with("//") {
        let line = line.replace("](crate::", &format!("]({root}"));
        return match line.trim_start().strip_suffix(" ```no_run") {
            Some("///" | "//!") => line.replace("```no_run", "```ignore"),
            _ => line,
        };
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['"', 'c']) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        let is_word = !out.ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
        let length = match found.strip_prefix(CRATE) {
            Some(path) if is_word => {
                out.push_str(root);
                rest = path;
                continue;
            }
            _ if found.starts_with('"') => string(found),
            _ => 1,
        };
        let (kept, after) = found.split_at(length);
        out.push_str(kept);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The length of the string literal at the start of `text`.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::{moved, nested};

    #[test]
    fn paths_from_the_root_are_relative_and_texts_stay() {
        let table = [
            ("use crate::{client, types};", "use super::{client, types};"),
            ("impl crate::Client {", "impl super::Client {"),
            ("pub(crate) fn a() {}", "pub(crate) fn a() {}"),
            ("f(\"crate::a \\\" crate::b\", crate::c)", "f(\"crate::a \\\" crate::b\", super::c)"),
            ("f(\"\\\\\", crate::c)", "f(\"\\\\\", super::c)"),
            ("my_crate::a + ccrate::b", "my_crate::a + ccrate::b"),
            (
                "    /// [`a`](crate::Client::a), `crate::a`",
                "    /// [`a`](super::Client::a), `crate::a`",
            ),
            ("    /// ```no_run", "    /// ```ignore"),
            ("    /// Write ```no_run", "    /// Write ```no_run"),
        ];
        for (line, expected) in table {
            assert_eq!(moved(line, "super::"), expected);
        }
    }

    #[test]
    fn a_file_is_inside_the_module_that_declares_it() {
        let head = "// Generated.\n#![cfg_attr(rustfmt, rustfmt_skip)]\n";
        let files = [
            ("src/lib.rs", "\n//! A.\n\nmod a;\npub use crate::a::A;\n"),
            ("src/a.rs", "\npub mod r#in;\n"),
            (
                "src/a/in.rs",
                "\nuse crate::a;\nconst B: &str = r#\"one\n  crate::two\n\nmod c;\"#;\nmod d;\n",
            ),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), format!("{head}{text}")));
        assert_eq!(
            nested(&files.into(), "shop", "Generated."),
            "// Generated.\n\n#[rustfmt::skip]\npub mod shop {\n    //! A.\n\n    mod a {\n        pub mod r#in {\n            \
             use super::super::a;\n            const B: &str = r#\"one\n  crate::two\n\nmod c;\"#;\n            \
             mod d {\n            }\n        }\n    }\n    pub use self::a::A;\n}\n"
        );
    }
}
