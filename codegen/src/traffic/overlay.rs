//! Writes actions into the text of an overlay, which keeps all that it has.
//!
//! - In: the text of an overlay, or none, and actions.
//! - Out: the text with the actions behind those that are there; comments, order and spelling stay.

use std::fmt::Write as _;

use serde_json::Value;

use crate::diagnostic::{is_obeyed, visible_json};
use crate::pointer::Pointer;
use crate::source::{SourceFile, Sources, locate};

use super::action::{Action, Effect};

/// How long a value may be to stand in one line.
const LINE: usize = 88;

/// The text of an overlay with further actions; `None` where no place for them is found.
///
/// `title` is what a new one is called.
pub(crate) fn append(
    existing: Option<&SourceFile>,
    title: &str,
    actions: &[Action],
) -> Option<String> {
    let flow = || actions.iter().map(|it| json(it).to_string()).collect();
    insert(existing, title, |indent| items(actions, indent), flow)
}

/// Adds what repairs a finding to an overlay: the action that [`Diagnostic::overlay`](crate::Diagnostic::overlay) has,
/// behind those that are there. All that the overlay has stays as it is.
///
/// An empty text becomes an overlay that is called `title`. `None` where `overlay` has no list of actions, or where `action`
/// is no list of YAML.
///
/// ```
/// let action = "- target: $.info\n  update: {version: \"2\"}\n";
/// let overlay = clientwright::add_action("", "Mine", action).expect("an action");
///
/// assert_eq!(overlay, format!("overlay: 1.0.0\ninfo: {{title: Mine, version: \"1\"}}\nactions:\n  - target: $.info\n    update: {{version: \"2\"}}\n"));
/// ```
pub fn add_action(overlay: &str, title: &str, action: &str) -> Option<String> {
    let values: Vec<Value> = serde_yaml::from_str(action).ok()?;
    let block = |indent: usize| {
        let lead = " ".repeat(indent);
        action.lines().fold(String::new(), |text, line| {
            if line.is_empty() { text + "\n" } else { text + &lead + line + "\n" }
        })
    };
    let flow = || values.iter().map(Value::to_string).collect();
    let mut sources = Sources::default();
    let file = sources.add("overlay.yaml", overlay);
    let existing = sources.file(file).filter(|it| !it.content().trim().is_empty());
    insert(existing, title, block, flow)
}

/// Puts actions behind those of an overlay: as a block with that indent, or each in one line.
fn insert(
    existing: Option<&SourceFile>,
    title: &str,
    block: impl Fn(usize) -> String,
    flow_items: impl Fn() -> Vec<String>,
) -> Option<String> {
    let Some(file) = existing else {
        let info = flow(&serde_json::json!({ "title": title, "version": "1" }));
        return Some(format!("overlay: 1.0.0\ninfo: {info}\nactions:\n{}", block(2)));
    };
    let at = Pointer::root().child("actions");
    let first = at.index(0);
    let spans = locate(file, &[&at, &first]);
    let [list, first] = spans.as_slice() else { return None };
    if list.depth == 0 {
        return None;
    }
    let text = &file.text;
    let inner = text.get(list.value.clone())?;
    if inner.starts_with('[') {
        return in_flow(text, list.value.end, last_item(file, &at, inner), &flow_items());
    }
    let start = text.get(..first.value.start)?.rfind('\n').map_or(0, |it| it + 1);
    let indent = text.get(start..first.value.start)?.find('-')?;
    let end = line_end(text, list.value.end.saturating_sub(1));
    let (before, after) = (text.get(..end)?, text.get(end..).unwrap_or_default());
    let after = after.strip_prefix("\r\n").or_else(|| after.strip_prefix('\n')).unwrap_or(after);
    Some(format!("{before}\n{}{after}", block(indent)))
}

/// The end of the line that a byte is on.
fn line_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.find('\n').map_or(text.len(), |it| from + it)
}

/// Where the last item of a list in brackets ends; `None` where it has none.
fn last_item(file: &SourceFile, list: &Pointer, inner: &str) -> Option<usize> {
    // It has no more items than commas, and one.
    let all: Vec<Pointer> = (0..=inner.matches(',').count()).map(|it| list.index(it)).collect();
    let spans = locate(file, &all.iter().collect::<Vec<_>>());
    spans.iter().rev().find(|it| it.depth == 2).map(|it| it.value.end)
}

/// Before the bracket that ends the list; JSON is YAML, too.
///
/// `last` is where its last item ends, before or behind a comment.
fn in_flow(text: &str, end: usize, last: Option<usize>, items: &[String]) -> Option<String> {
    let before = text.get(..end)?.strip_suffix(']')?;
    let after = text.get(end..)?;
    let rest = before.get(last.unwrap_or(before.len())..).unwrap_or_default();
    let is_code = |line: &str| !line.split('#').next().unwrap_or_default().trim().is_empty();
    let has_comma = last.is_none() || rest.lines().any(is_code);
    let before = before.trim_end();
    let has_comment = before.lines().last().is_some_and(|it| it.contains('#'));
    let comma = match (has_comma, has_comment) {
        (true, _) => "\n    ",
        (false, false) => ",\n    ",
        // Behind a comment it would be a part of it.
        (false, true) => "\n    , ",
    };
    Some(format!("{before}{comma}{}\n  ]{after}", items.join(",\n    ")))
}

/// An action as JSON.
fn json(action: &Action) -> Value {
    let mut json = serde_json::json!({
        "target": action.target,
        "description": action.description,
        "x-provenance": "observed",
    });
    let (key, value) = match &action.effect {
        Effect::Update(update) => ("update", update.clone()),
        Effect::Remove => ("remove", Value::Bool(true)),
    };
    if let Some(members) = json.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
    json
}

/// Actions as items of a block.
pub(crate) fn items(actions: &[Action], indent: usize) -> String {
    let mut text = String::new();
    let lead = " ".repeat(indent);
    for action in actions {
        let _ = writeln!(text, "{lead}- target: {}", scalar(&action.target));
        let _ = writeln!(text, "{lead}  description: {}", scalar(&action.description));
        let _ = writeln!(text, "{lead}  x-provenance: observed");
        match &action.effect {
            Effect::Remove => {
                let _ = writeln!(text, "{lead}  remove: true");
            }
            Effect::Update(update) => {
                let _ = write!(text, "{lead}  update:");
                block(update, indent + 4, &mut text);
            }
        }
    }
    text
}

/// How long a key in a line of its own may be.
const KEY: usize = 500;

/// A value behind a key: in its line where it is short.
fn block(value: &Value, indent: usize, text: &mut String) {
    let line = flow(value);
    let is_short = line.chars().count() + indent <= LINE;
    match value {
        // A key in a line of its own has an end of its length for readers of YAML.
        Value::Object(members)
            if !is_short && !members.is_empty() && members.keys().all(|it| it.len() < KEY) =>
        {
            text.push('\n');
            for (name, value) in members {
                let _ = write!(text, "{}{}:", " ".repeat(indent), key(name));
                block(value, indent + 2, text);
            }
        }
        Value::Array(items) if !is_short && !items.is_empty() => {
            text.push('\n');
            for item in items {
                let _ = writeln!(text, "{}- {}", " ".repeat(indent), flow(item));
            }
        }
        _ => {
            let _ = writeln!(text, " {line}");
        }
    }
}

/// A value in one line.
fn flow(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, it)| format!("{}: {}", key(name), flow(it)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Value::String(text) if is_word(text) => text.clone(),
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

fn key(name: &str) -> String {
    if is_word(name) { name.to_owned() } else { quoted(name) }
}

/// Whether a character steers a terminal, ends a line for some reader, or isn't allowed in YAML.
fn is_odd(it: char) -> bool {
    is_obeyed(it) || it == '\u{feff}'
}

/// A text in quotes, as JSON has it.
fn quoted(text: &str) -> String {
    visible_json(&Value::from(text).to_string()).replace('\u{feff}', "\\ufeff")
}

/// Whether no reader of YAML takes a text for something else.
fn is_word(text: &str) -> bool {
    const OTHERS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_inner = |it: char| it.is_ascii_alphanumeric() || "-_".contains(it);
    text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text.chars().all(is_inner)
        && !OTHERS.contains(&text.to_ascii_lowercase().as_str())
}

/// A text behind a key: without quotes where these aren't needed.
fn scalar(text: &str) -> String {
    let begins_well = text.starts_with(|it: char| it.is_ascii_alphabetic() || it == '$');
    let is_plain = begins_well
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' '])
        && !text.contains(is_odd);
    if is_plain { text.to_owned() } else { quoted(text) }
}
