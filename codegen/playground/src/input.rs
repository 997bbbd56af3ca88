//! What a task has: texts of files, read as the command reads files.

use clientwright::{FileId, Request, Sources, Unavailable, references};
use serde_json::{Map, Value};

/// The names that findings show for the texts of the two boxes.
const OVERLAY: &str = "overlay.yaml";
const SETTINGS: &str = "vendor.toml";

/// A member that is a text.
pub(crate) fn text<'v>(task: &'v Value, key: &str) -> Result<&'v str, String> {
    optional(task, key).ok_or_else(|| format!("the task has no text `{key}`"))
}

/// A member that is a text with something in it.
fn optional<'v>(task: &'v Value, key: &str) -> Option<&'v str> {
    task.get(key).and_then(Value::as_str).filter(|it| !it.trim().is_empty())
}

/// What to generate from: the description with the files that it refers to, the overlay and the settings.
pub(crate) fn request(task: &Value) -> Result<(Sources, Request), String> {
    let files = task.get("files").and_then(Value::as_object);
    let files = files.ok_or("the task has no object `files`")?;
    let name = text(task, "description")?;
    let description = files.get(name).and_then(Value::as_str);
    let description = description.ok_or_else(|| format!("there is no file `{name}`"))?;
    let mut sources = Sources::default();
    let mut request = Request::new(add(&mut sources, name, description, files));
    if let Some(it) = optional(task, "overlay") {
        request = request.overlay(add(&mut sources, OVERLAY, it, files));
    }
    if let Some(it) = optional(task, "settings") {
        request = request.settings(sources.add(SETTINGS, it));
    }
    Ok((sources, request))
}

/// Adds a file, and those that it refers to, as far as they are there.
fn add(sources: &mut Sources, name: &str, text: &str, files: &Map<String, Value>) -> FileId {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let first = sources.add_in(folder, name, text);
    let mut open = vec![first];
    while let Some(file) = open.pop() {
        for name in references(sources, first, file) {
            match files.get(&name).and_then(Value::as_str) {
                Some(text) => open.push(sources.add_in(folder, name, text)),
                None => sources.refuse(name, Unavailable::Missing),
            }
        }
    }
    first
}
