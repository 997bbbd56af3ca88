//! `[streams]`: operations whose responses come value by value, whatever their media types say.

use serde_json::Value;

use super::{Setting, Table};

/// The table `[streams]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Streams {
    /// By `operationId`, or by method and path.
    pub operations: Vec<(String, Setting<Stream>)>,
}

/// What is said of an operation, here or by its extension `x-clientwright-stream`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stream {
    /// It is none: `false`.
    Off,
    /// Of JSON values, one after the other: `true`, or a table without `events`.
    Values(StreamMembers),
    /// Of server-sent events: `"events"`, or a table with `events = true`.
    Events(StreamMembers),
}

/// What the values of a stream hold, as JSON pointers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StreamMembers {
    /// The item, where it isn't the whole value.
    pub item: Option<String>,
    /// The error that may come instead; `/error` unless said, none where it is empty.
    pub error: Option<String>,
    /// Whether the operation's extension says so, which is the vendor's or an overlay's, and no setting.
    pub by_extension: bool,
}

/// What a value has to be.
const EXPECTED: &str = "`true`, `false`, `\"events\"`, or a table with `events`, and JSON pointers for `item` and `error`";

impl Streams {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let read = |table: &mut Table<'_>, key: &str| table.read(key, EXPECTED, Stream::of);
        Self { operations: table.each(read) }
    }

    /// What is said of the operation that the description calls `id`.
    pub(crate) fn of(&self, id: &str) -> Option<&Stream> {
        self.operations.iter().find(|(name, _)| name == id).map(|(_, it)| &it.value)
    }
}

impl Stream {
    /// Reads the value of an extension; `None` where it is none of these.
    pub(crate) fn of_extension(value: &Value) -> Option<Self> {
        let mut stream = Self::of(value)?;
        if let Self::Values(members) | Self::Events(members) = &mut stream {
            members.by_extension = true;
        }
        Some(stream)
    }

    /// Reads a value; `None` where it is none of these.
    fn of(value: &Value) -> Option<Self> {
        let table = match value {
            Value::Bool(false) => return Some(Self::Off),
            Value::Bool(true) => return Some(Self::Values(StreamMembers::default())),
            Value::String(text) => {
                return (text == "events").then(|| Self::Events(StreamMembers::default()));
            }
            Value::Object(table) => table,
            Value::Null | Value::Number(_) | Value::Array(_) => return None,
        };
        let (mut events, mut members) = (false, StreamMembers::default());
        for (key, value) in table {
            let pointer = || value.as_str().filter(|it| it.is_empty() || it.starts_with('/'));
            match key.as_str() {
                "events" => events = value.as_bool()?,
                "item" => members.item = Some(pointer()?.to_owned()),
                "error" => members.error = Some(pointer()?.to_owned()),
                _ => return None,
            }
        }
        Some(if events { Self::Events(members) } else { Self::Values(members) })
    }
}
