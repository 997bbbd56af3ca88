//! The non-generic writer that every generated codec calls.

use std::collections::BTreeMap;

use super::{Json, Wire, number};

/// Writes compact JSON.
#[derive(Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
    /// The members that the next object begins with.
    tags: Vec<Tag>,
    /// The form of the value that is written next.
    pub(super) wire: Wire,
}

type Tag = (&'static str, &'static str);

impl Writer {
    /// Returns a writer without text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the text.
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) {
        self.raw(|out| push_string(out, text));
    }

    /// Writes an integer.
    pub fn integer(&mut self, number: i64) {
        self.number(|out| number::push_integer(out, number));
    }

    /// Writes an integer that isn't negative.
    pub fn unsigned(&mut self, number: u64) {
        self.number(|out| number::push_unsigned(out, number));
    }

    /// Writes a number: whole ones below 2^53 without `.0`, and `null` for what JSON has no number for.
    pub fn float(&mut self, number: f64) {
        self.number(|out| number::push_float(out, number));
    }

    /// Writes a number with the digits that a 32-bit float needs.
    pub(super) fn float32(&mut self, number: f32) {
        self.number(|out| number::push_float32(out, number));
    }

    /// Writes a boolean.
    pub fn boolean(&mut self, value: bool) {
        if self.wire != Wire::PLAIN {
            return self.boolean_as(value);
        }
        self.raw(|out| out.extend_from_slice(if value { b"true" } else { b"false" }));
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        let empty = self.wire.has(Wire::EMPTY_NULL);
        self.raw(|out| out.extend_from_slice(if empty { b"\"\"" } else { b"null" }));
    }

    /// Begins an object, to be ended with [`ObjectWriter::end`].
    pub fn object(&mut self) -> ObjectWriter<'_> {
        let tags = std::mem::take(&mut self.tags);
        self.out.push(b'{');
        let mut object = ObjectWriter { writer: self, tags: Vec::new(), is_empty: true };
        for (property, value) in &tags {
            object.begin(property);
            object.writer.string(value);
        }
        object.tags = tags;
        object
    }

    /// Begins an array, to be ended with [`ArrayWriter::end`].
    pub fn items(&mut self) -> ArrayWriter<'_> {
        self.raw(|out| out.push(b'['));
        ArrayWriter { writer: self, is_empty: true }
    }

    /// Writes an array.
    pub fn array<T: Json>(&mut self, items: &[T]) {
        if let ([only], true) = (items, self.wire.has(Wire::LIST_OR_ONE)) {
            return only.write(self);
        }
        let mut array = self.items();
        for item in items {
            array.item(item);
        }
        array.end();
    }

    /// Makes the next object begin with a member that names its variant.
    ///
    /// A member of the same name that the object writes itself is left out. Of two tags with the same property the
    /// later one counts: it is that of the inner union, which knows better. A value that isn't an object drops them.
    pub fn tag(&mut self, property: &'static str, value: &'static str) {
        self.tags.retain(|it| it.0 != property);
        self.tags.push((property, value));
    }

    /// Whether the next object begins with members that name its variant.
    pub(super) const fn has_tags(&self) -> bool {
        !self.tags.is_empty()
    }

    /// Appends a number, in quotes where it is to be a string.
    pub(super) fn number(&mut self, append: impl FnOnce(&mut Vec<u8>)) {
        let quoted = self.wire.has(Wire::STRING);
        self.raw(|out| {
            out.extend(quoted.then_some(b'"'));
            append(out);
            out.extend(quoted.then_some(b'"'));
        });
    }

    /// Appends a value that isn't an object.
    pub(super) fn raw(&mut self, append: impl FnOnce(&mut Vec<u8>)) {
        self.tags.clear();
        append(&mut self.out);
    }
}

/// Writes the members of an object.
#[derive(Debug)]
pub struct ObjectWriter<'w> {
    writer: &'w mut Writer,
    /// Members that are written already.
    tags: Vec<Tag>,
    is_empty: bool,
}

impl ObjectWriter<'_> {
    /// Writes a member.
    pub fn field<T: Json>(&mut self, name: &str, value: &T) {
        if self.begin(name) {
            value.write(self.writer);
        }
    }

    /// Writes a member if there is a value.
    pub fn optional<T: Json>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// Writes the members of a map.
    pub fn extra<T: Json>(&mut self, members: &BTreeMap<String, T>) {
        for (name, value) in members {
            self.field(name, value);
        }
    }

    /// The form of the member that is written next.
    pub(super) const fn wire(&mut self) -> &mut Wire {
        &mut self.writer.wire
    }

    /// Ends the object.
    pub fn end(self) {
        self.writer.out.push(b'}');
    }

    /// Writes a member whose value is JSON already.
    pub(super) fn raw(&mut self, name: &str, json: &[u8]) {
        if self.begin(name) {
            self.writer.raw(|out| out.extend_from_slice(json));
        }
    }

    /// Writes a name, unless it is that of a tag; returns whether it did.
    fn begin(&mut self, name: &str) -> bool {
        if self.tags.iter().any(|it| it.0 == name) {
            return false;
        }
        if !self.is_empty {
            self.writer.out.push(b',');
        }
        self.is_empty = false;
        push_string(&mut self.writer.out, name);
        self.writer.out.push(b':');
        true
    }
}

/// Writes the items of an array.
#[derive(Debug)]
pub struct ArrayWriter<'w> {
    writer: &'w mut Writer,
    is_empty: bool,
}

impl ArrayWriter<'_> {
    /// Writes an item.
    pub fn item<T: Json>(&mut self, value: &T) {
        if !self.is_empty {
            self.writer.out.push(b',');
        }
        self.is_empty = false;
        value.write(self.writer);
    }

    /// Ends the array.
    pub fn end(self) {
        self.writer.out.push(b']');
    }
}

/// Appends a string with what must be escaped ([RFC 8259], section 7).
///
/// [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259#section-7
fn push_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|it| is_escaped(*it)) {
        let (plain, escaped) = rest.split_at(at);
        out.extend_from_slice(plain);
        let Some((byte, after)) = escaped.split_first() else { break };
        push_escape(out, *byte);
        rest = after;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

fn push_escape(out: &mut Vec<u8>, byte: u8) {
    let letter = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        0x0C => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => return out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
    };
    out.extend_from_slice(&[b'\\', letter]);
}
