//! Text to [`Document`].

use crate::diagnostic::{Code, Diagnostic, Place, Sink};
use crate::document::Document;
use crate::pointer::Pointer;
use crate::source::{FileId, Sources};

/// Reads the file `id` as JSON or YAML.
///
/// Returns `None`, and says why in `sink`, when it is neither.
pub fn load(sources: &Sources, id: FileId, sink: &mut Sink) -> Option<Document> {
    let file = sources.file(id)?;
    match serde_json::from_str(&file.text) {
        Ok(root) => Some(Document::new(id, root)),
        Err(error) => {
            let place = Place::value(id, Pointer::root());
            sink.push(Diagnostic::new(Code::Syntax, place, error.to_string()));
            None
        }
    }
}
