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

use crate::diagnostic::{Diagnostic, Finding, Part, Place, Sink, findings};
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
        return Err(cx.error(0, findings::load::empty_file()));
    }
    if trimmed
        .strip_prefix('<')
        .is_some_and(|it| it.starts_with(|c: char| c.is_alphabetic() || "!?/".contains(c)))
    {
        return Err(cx.error(text.len() - trimmed.len(), findings::load::markup()));
    }
    let read =
        if looks_like_json(file) { json_or_yaml(&cx, text)? } else { yaml::read(&cx, text)? };
    if matches!(read.root, Value::Object(_) | Value::Array(_)) {
        return Ok(read);
    }
    Err(cx.error(text.len() - trimmed.len(), findings::load::single_value()))
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
        let finding = findings::load::not_quite_json(&error.message);
        read.findings.push(finding.at(error.place));
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
    fn error(&self, offset: usize, finding: Finding) -> Box<Diagnostic> {
        Box::new(finding.at(self.offset(offset)))
    }

    /// The place of a byte of the text.
    fn offset(&self, offset: usize) -> Place {
        Place { offset: Some(self.mark + offset), ..Place::value(self.file, Pointer::root()) }
    }

    /// The place of the value or the key at a pointer.
    fn place(&self, pointer: Pointer, part: Part) -> Place {
        Place { part, ..Place::value(self.file, pointer) }
    }

    /// A finding that says how a text was repaired.
    fn repaired(&self, text: &str, repair: &Repair) -> Diagnostic {
        let written = text.get(repair.bytes.clone()).unwrap_or_default();
        let finding = match repair.what {
            What::TabLine => findings::load::tab_line(),
            What::Outdented => findings::load::outdented(),
            What::LoneSurrogate => findings::load::lone_surrogate(written),
            What::HugeNumber => findings::load::huge_number(written),
        };
        finding.at(self.offset(repair.bytes.start))
    }
}

#[cfg(test)]
mod tests;
