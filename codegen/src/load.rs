//! Text to [`Document`].
//!
//! - In: a file as received, JSON or YAML 1.2, by its name TOML, with or without a byte order mark.
//! - Out: its tree; the last of equal keys counts, merge keys are merged, aliases are what they stand for.
//! - What is odd but has a reading is read and reported. Only a text that is neither JSON nor YAML gives no document.

mod json;
mod toml;
mod yaml;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Part, Place, Sink};
use crate::document::Document;
use crate::pointer::Pointer;
use crate::source::{FileId, Repair, SourceFile, Sources, What, looks_like_json};

/// The deepest nesting that is read: the limit of `serde_json`, so that whatever was loaded can be printed and read again.
const MAX_DEPTH: usize = 127;

/// Reads the file `id` as JSON or YAML.
///
/// Returns `None`, and says why in `sink`, when it is neither.
pub fn load(sources: &Sources, id: FileId, sink: &mut Sink) -> Option<Document> {
    let file = sources.file(id)?;
    match read(file, id) {
        Ok(Read { root, raw, findings }) => {
            for finding in findings {
                sink.push(finding);
            }
            let mut document = Document::new(id, root);
            document.raw = raw.into_iter().map(|(at, text)| ((id, at), text)).collect();
            Some(document)
        }
        Err(error) => {
            sink.push(*error);
            None
        }
    }
}

/// What a reader makes of a text.
struct Read {
    root: Value,
    raw: BTreeMap<Pointer, String>,
    findings: Vec<Diagnostic>,
}

fn read(file: &SourceFile, id: FileId) -> Result<Read, Box<Diagnostic>> {
    let text = file.content();
    let mark = file.text.len() - text.len();
    let cx = TextFile { file: id, mark, is_named_json: file.is_named_json() };
    if file.is_named_toml() {
        return toml::read(&cx, text);
    }
    let trimmed = text.trim_start();
    if trimmed.is_empty() {
        return Err(cx.error(0, "the file is empty"));
    }
    if trimmed
        .strip_prefix('<')
        .is_some_and(|it| it.starts_with(|c: char| c.is_alphabetic() || "!?/".contains(c)))
    {
        let message = "this is HTML or XML, not an API description";
        let help = "download the description itself: the page that shows it often links to a JSON or YAML file";
        let offset = text.len() - trimmed.len();
        return Err(Box::new(cx.at_offset(Code::Syntax, offset, message).help(help)));
    }
    let read =
        if looks_like_json(file) { json_or_yaml(&cx, text)? } else { yaml::read(&cx, text)? };
    if matches!(read.root, Value::Object(_) | Value::Array(_)) {
        return Ok(read);
    }
    Err(cx.error(text.len() - trimmed.len(), "the text is a single value, not an object"))
}

/// Reads what looks like JSON; as YAML, which knows comments and trailing commas, where JSON doesn't allow it.
fn json_or_yaml(cx: &TextFile, text: &str) -> Result<Read, Box<Diagnostic>> {
    let error = match json::read(cx, text) {
        Ok(read) => return Ok(read),
        Err(error) => error,
    };
    let Ok(mut read) = yaml::read(cx, text) else { return Err(error) };
    if !matches!(read.root, Value::Object(_)) {
        return Err(error);
    }
    // A .json file that begins like YAML is just misnamed, and with another name a file may be either.
    if text.trim_start().starts_with(['{', '[']) && cx.is_named_json {
        let message =
            format!("the text is not quite JSON ({}) and was read as YAML", error.message);
        read.findings.push(Diagnostic::new(Code::NotQuiteJson, error.place, message));
    }
    Ok(read)
}

/// What findings of a reader are about.
struct TextFile {
    file: FileId,
    /// The bytes that the byte order mark takes.
    mark: usize,
    /// Whether the file says of itself that it is JSON.
    is_named_json: bool,
}

impl TextFile {
    /// The finding that ends the reading.
    fn error(&self, offset: usize, message: &str) -> Box<Diagnostic> {
        Box::new(self.at_offset(Code::Syntax, offset, message))
    }

    /// A finding at a byte of the text.
    fn at_offset(&self, code: Code, offset: usize, message: impl Into<String>) -> Diagnostic {
        let mut place = Place::value(self.file, Pointer::root());
        place.offset = Some(self.mark + offset);
        Diagnostic::new(code, place, message)
    }

    /// A finding about the value or the key at a pointer.
    fn at(
        &self,
        code: Code,
        pointer: Pointer,
        part: Part,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, Place { part, ..Place::value(self.file, pointer) }, message)
    }

    /// A finding that says how a text was repaired.
    fn repaired(&self, text: &str, repair: &Repair) -> Diagnostic {
        let written = text.get(repair.bytes.clone()).unwrap_or_default();
        let (code, message) = match repair.what {
            What::TabLine => (
                Code::TabLine,
                "an otherwise empty line contains a tab, which was read as spaces".to_owned(),
            ),
            What::Outdented => (
                Code::Outdented,
                "this line stands further left than the block that its brackets or quotes are in"
                    .to_owned(),
            ),
            What::LoneSurrogate => (
                Code::LoneSurrogate,
                format!("`{written}` is half of a surrogate pair and was read as U+FFFD"),
            ),
            What::HugeNumber => (Code::NumberRange, huge_number(written)),
        };
        self.at_offset(code, repair.bytes.start, message)
    }
}

/// The message about a number that was replaced by the largest one.
fn huge_number(written: &str) -> String {
    let written: String = written.chars().take(40).collect();
    format!("`{written}` is beyond a 64-bit float and was read as the largest one")
}

#[cfg(test)]
mod tests;
