//! Where the items of a stream begin and end: lines, records and server-sent events.
//!
//! - In: the chunks of a body, cut anywhere.
//! - Out: [`Frame`]s, each the bytes of one item, as soon as its end has come.
//! - Invariants: no more is held than one item up to the limit and the chunk at hand; each byte is looked at once.

mod values;

use bytes::Bytes;

use self::values::{Byte, Values};
use super::media_type::essence;

/// How the items of a body are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// A line each: `application/x-ndjson` and its like.
    Lines,
    /// A record separator in front of each: `application/json-seq` (RFC 7464).
    Records,
    /// Server-sent events: `text/event-stream` (WHATWG HTML, section 9.2).
    Events,
    /// JSON values with any space between, or none: what isn't said of a stream.
    Values,
    /// There is but one.
    Whole,
}

impl Framing {
    /// The framing of a media type; `None` where it says nothing of one.
    pub(crate) fn of(media_type: &str) -> Option<Self> {
        match essence(media_type).as_str() {
            "text/event-stream" => Some(Self::Events),
            "application/json-seq" => Some(Self::Records),
            it if it.ends_with("+json-seq") => Some(Self::Records),
            it if it.contains("ndjson") || it.contains("jsonl") || it.contains("json-lines") => {
                Some(Self::Lines)
            }
            "application/stream+json" => Some(Self::Lines),
            _ => None,
        }
    }
}

/// One item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Its text.
    pub(crate) data: Bytes,
    /// What an event says beside it.
    pub(crate) event: Option<Box<Fields>>,
    /// Whether it was longer than the limit, and `data` is its beginning.
    pub(crate) cut: bool,
}

/// The fields of a server-sent event besides its data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    /// The last id that there was.
    pub(crate) id: Option<String>,
    /// Whether the event has it for its own.
    pub(crate) has_id: bool,
    pub(crate) event: Option<String>,
    pub(crate) retry: Option<u64>,
}

/// Finds the items in the chunks of a body.
#[derive(Debug)]
pub(crate) struct Frames {
    framing: Framing,
    limit: usize,
    /// The bytes that have come and weren't looked at.
    chunk: Bytes,
    /// The line, record or value so far.
    part: Vec<u8>,
    /// Whether more of it came than may.
    cut: bool,
    /// How many bytes of the byte order mark came, until it is settled whether there is one.
    mark: Option<usize>,
    record: Record,
    values: Values,
    event: Event,
    /// The last id of an event that was complete, with data or without.
    last_id: Option<String>,
    /// How many milliseconds the server last asked to wait before another connection.
    retry: Option<u64>,
}

/// Where in a JSON text a record is.
#[derive(Debug, Default)]
struct Record {
    depth: usize,
    quoted: bool,
    escaped: bool,
}

/// The event so far.
#[derive(Debug, Default)]
struct Event {
    data: Vec<u8>,
    has_data: bool,
    cut: bool,
    /// A line feed belongs to the carriage return before it.
    after_return: bool,
    fields: Fields,
}

/// How many bytes an id may have, or it is none: each event after it has it too, and so has a header.
const LONGEST_ID: usize = 8 << 10;

const MARK: &[u8] = b"\xEF\xBB\xBF";
const RECORD_SEPARATOR: u8 = 0x1E;

impl Frames {
    pub(crate) fn new(framing: Framing, limit: usize) -> Self {
        Self {
            framing,
            limit,
            chunk: Bytes::new(),
            part: Vec::new(),
            cut: false,
            mark: Some(0),
            record: Record::default(),
            values: Values::default(),
            event: Event::default(),
            last_id: None,
            retry: None,
        }
    }

    /// Begins with another body, which goes on after the last complete event of the one before.
    ///
    /// Source: WHATWG HTML, section 9.2.6: what has no empty line after it is discarded.
    pub(crate) fn restart(&mut self) {
        let (last_id, retry) = (self.last_id.take(), self.retry);
        let fields = Fields { id: last_id.clone(), ..Fields::default() };
        let event = Event { fields, ..Event::default() };
        *self = Self { event, last_id, retry, ..Self::new(self.framing, self.limit) };
    }

    pub(crate) fn framing(&self) -> Framing {
        self.framing
    }

    pub(crate) fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref().filter(|it| !it.is_empty())
    }

    pub(crate) fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// Takes the next chunk, once [`next`](Self::next) has found nothing more in the one before.
    pub(crate) fn push(&mut self, chunk: Bytes) {
        self.chunk = chunk;
    }

    /// The next item that is complete.
    pub(crate) fn next(&mut self) -> Option<Frame> {
        let chunk = std::mem::take(&mut self.chunk);
        for (at, byte) in chunk.iter().enumerate() {
            if let Some(frame) = self.byte(*byte) {
                self.chunk = chunk.slice(at + 1..);
                return Some(frame);
            }
        }
        None
    }

    /// What is left when no more will come: an item whose end is missing.
    pub(crate) fn end(&mut self) -> Option<Frame> {
        let seen = self.mark.take().unwrap_or(0);
        self.part.extend(MARK.iter().take(seen));
        match self.framing {
            Framing::Events => {
                self.line();
                self.dispatch()
            }
            Framing::Records => {
                // A number may have lost digits (RFC 7464, section 2.4).
                let first = self.part.trim_ascii().first().copied();
                let closed = matches!(first, Some(b'{' | b'[' | b'"'));
                if closed {
                    return self.item();
                }
                self.part.clear();
                None
            }
            Framing::Lines | Framing::Values | Framing::Whole => self.item(),
        }
    }

    fn byte(&mut self, byte: u8) -> Option<Frame> {
        if let Some(seen) = self.mark {
            if MARK.get(seen) == Some(&byte) {
                self.mark = (seen + 1 < MARK.len()).then_some(seen + 1);
                return None;
            }
            self.mark = None;
            self.part.extend(MARK.iter().take(seen));
        }
        match self.framing {
            Framing::Lines if byte == b'\n' => self.item(),
            Framing::Records | Framing::Values if byte == RECORD_SEPARATOR => self.item(),
            Framing::Records => {
                self.keep(byte);
                if self.record.ends(byte) { self.item() } else { None }
            }
            Framing::Values => self.value_byte(byte),
            Framing::Events => self.event_byte(byte),
            Framing::Lines | Framing::Whole => {
                self.keep(byte);
                None
            }
        }
    }

    fn keep(&mut self, byte: u8) {
        if self.part.len() < self.limit {
            self.part.push(byte);
        } else {
            self.cut = true;
        }
    }

    /// The line, record or value, unless there is nothing in it.
    fn item(&mut self) -> Option<Frame> {
        self.record = Record::default();
        self.values = Values::default();
        let cut = std::mem::take(&mut self.cut);
        let part = std::mem::take(&mut self.part);
        let data = Bytes::copy_from_slice(part.trim_ascii());
        (!data.is_empty()).then_some(Frame { data, event: None, cut })
    }

    fn value_byte(&mut self, byte: u8) -> Option<Frame> {
        let before = if self.values.end_before(byte) { self.item() } else { None };
        match self.values.take(byte) {
            Byte::Space => before,
            Byte::Part => {
                self.keep(byte);
                before
            }
            Byte::Last => {
                self.keep(byte);
                self.item()
            }
        }
    }

    fn event_byte(&mut self, byte: u8) -> Option<Frame> {
        let after_return = std::mem::replace(&mut self.event.after_return, byte == b'\r');
        match byte {
            b'\n' if after_return => None,
            b'\n' | b'\r' if self.part.is_empty() => self.dispatch(),
            b'\n' | b'\r' => {
                self.line();
                None
            }
            byte => {
                self.keep(byte);
                None
            }
        }
    }

    /// Reads a field of an event.
    ///
    /// Source: WHATWG HTML, section 9.2.6, "Interpreting an event stream".
    fn line(&mut self) {
        let line = std::mem::take(&mut self.part);
        let cut = std::mem::take(&mut self.cut);
        let colon = line.iter().position(|it| *it == b':').unwrap_or(line.len());
        let (name, value) = line.split_at(colon);
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let text = || String::from_utf8_lossy(value).into_owned();
        let event = &mut self.event;
        match name {
            b"data" => {
                let mut room = self.limit.saturating_sub(event.data.len());
                if std::mem::replace(&mut event.has_data, true) {
                    event.cut |= room == 0;
                    event.data.extend((room > 0).then_some(b'\n'));
                    room = room.saturating_sub(1);
                }
                event.cut |= cut || value.len() > room;
                event.data.extend_from_slice(value.get(..room).unwrap_or(value));
            }
            b"event" => event.fields.event = Some(text()).filter(|it| !it.is_empty()),
            b"id" if !cut && value.len() <= LONGEST_ID && !value.contains(&0) => {
                event.fields.id = Some(text());
                event.fields.has_id = true;
            }
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                event.fields.retry = text().parse().ok();
                self.retry = event.fields.retry.or(self.retry);
            }
            // A comment begins with the colon; other names mean nothing.
            _ => {}
        }
    }

    /// The event, unless there is no data in it.
    fn dispatch(&mut self) -> Option<Frame> {
        let event = &mut self.event;
        let (name, retry) = (event.fields.event.take(), event.fields.retry.take());
        let (data, cut) = (std::mem::take(&mut event.data), std::mem::take(&mut event.cut));
        let has_id = std::mem::take(&mut event.fields.has_id);
        if has_id {
            self.last_id.clone_from(&event.fields.id);
        }
        if !std::mem::take(&mut event.has_data) {
            return None;
        }
        // The id stays until another one comes.
        let fields = Fields { id: event.fields.id.clone(), has_id, event: name, retry };
        Some(Frame { data: data.into(), event: Some(Box::new(fields)), cut })
    }
}

impl Record {
    /// Whether a text is complete with this byte: the line feed after it.
    fn ends(&mut self, byte: u8) -> bool {
        if self.quoted {
            self.quoted = byte != b'"' || self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
            return false;
        }
        match byte {
            b'"' => self.quoted = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        byte == b'\n' && self.depth == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(framing: Framing, chunks: &[&[u8]], limit: usize) -> Vec<Frame> {
        let mut frames = Frames::new(framing, limit);
        let mut found = Vec::new();
        for chunk in chunks {
            frames.push(Bytes::copy_from_slice(chunk));
            found.extend(std::iter::from_fn(|| frames.next()));
        }
        found.extend(frames.end());
        found
    }

    /// The texts of the items, the same wherever the body is cut.
    #[track_caller]
    fn texts(framing: Framing, body: &[u8]) -> Vec<String> {
        let whole = frames(framing, &[body], 1000);
        for at in 0..=body.len() {
            let (head, tail) = body.split_at(at);
            assert_eq!(frames(framing, &[head, tail], 1000), whole, "cut at {at}");
        }
        let bytes: Vec<&[u8]> = body.chunks(1).collect();
        assert_eq!(frames(framing, &bytes, 1000), whole, "byte by byte");
        whole.iter().map(|it| String::from_utf8_lossy(&it.data).into_owned()).collect()
    }

    fn fields(body: &[u8]) -> Vec<(Option<String>, Option<String>, Option<u64>)> {
        let frames = frames(Framing::Events, &[body], 1000);
        let fields = frames.into_iter().filter_map(|it| it.event);
        fields.map(|it| (it.id, it.event, it.retry)).collect()
    }

    #[test]
    fn a_line_is_an_item() {
        let body = b"\xEF\xBB\xBF{\"a\":1}\n\n  \r\n{\"b\":\"\xC3\xA9\"}\r\n[3]";
        assert_eq!(texts(Framing::Lines, body), ["{\"a\":1}", "{\"b\":\"é\"}", "[3]"]);
        assert!(texts(Framing::Lines, b"").is_empty());
        // The beginning of a byte order mark is none.
        assert_eq!(frames(Framing::Lines, &[b"\xEF\xBB"], 9)[0].data.as_ref(), b"\xEF\xBB");
    }

    #[test]
    fn a_record_ends_with_its_line_or_where_the_next_begins() {
        let body = b"\x1E{\"a\":\n \"}\\\"\"}\n\x1E[1\x1E2\n\x1E\x1E\"x\"\n\x1E{}";
        assert_eq!(
            texts(Framing::Records, body),
            ["{\"a\":\n \"}\\\"\"}", "[1", "2", "\"x\"", "{}"]
        );
        // The number may be the beginning of a longer one.
        assert_eq!(texts(Framing::Records, b"\x1E1\n\x1E23"), ["1"]);
    }

    #[test]
    fn values_need_nothing_between_them() {
        let body = b"\xEF\xBB\xBF{\"a\":[1,\"}\\\"{\"]}{\n\"b\": 2\n}[3]\"x\"4 5\ntrue{}null\r\n \x1E[6]\n7";
        assert_eq!(
            texts(Framing::Values, body),
            [
                "{\"a\":[1,\"}\\\"{\"]}",
                "{\n\"b\": 2\n}",
                "[3]",
                "\"x\"",
                "4",
                "5",
                "true",
                "{}",
                "null",
                "[6]",
                "7"
            ]
        );
        assert!(texts(Framing::Values, b" \n").is_empty());
    }

    #[test]
    fn after_a_broken_value_comes_the_next_line_or_record() {
        // No text goes over a line (RFC 8259, section 7), and what is no JSON is read to its end.
        let body = b"{\"a\":\"x\n{\"b\":1}\n<p class=\"x\"> no\n[2]\x1E{\"c\":\x1E[3]{\"d\"";
        assert_eq!(
            texts(Framing::Values, body),
            ["{\"a\":\"x", "{\"b\":1}", "<p class=\"x\"> no", "[2]", "{\"c\":", "[3]", "{\"d\""]
        );
    }

    #[test]
    fn a_value_is_there_with_its_last_byte() {
        let mut frames = Frames::new(Framing::Values, 100);
        frames.push(Bytes::from_static(b"{\"a\":1}"));
        assert_eq!(frames.next().unwrap().data.as_ref(), b"{\"a\":1}");
    }

    #[test]
    fn a_record_is_there_before_the_next_one() {
        let mut frames = Frames::new(Framing::Records, 100);
        frames.push(Bytes::from_static(b"\x1E{\"a\":1}\n"));
        assert_eq!(frames.next().unwrap().data.as_ref(), b"{\"a\":1}");
    }

    #[test]
    fn an_event_ends_with_an_empty_line_of_any_kind() {
        for (end, name) in [("\n", "LF"), ("\r\n", "CR LF"), ("\r", "CR")] {
            let body = ["data: a", "data:b", "", ": comment", "data", "", "data:  c", "", ""];
            assert_eq!(
                texts(Framing::Events, body.join(end).as_bytes()),
                ["a\nb", "", " c"],
                "{name}"
            );
        }
        assert_eq!(texts(Framing::Events, b"\xEF\xBB\xBFdata: x\r\r\ndata: y\n"), ["x", "y"]);
    }

    #[test]
    fn an_event_without_data_is_none() {
        assert!(texts(Framing::Events, b": hello\n\nevent: ping\n\nid: 1\n\n").is_empty());
        assert_eq!(texts(Framing::Events, b"event: a\n\ndata: x\n\n"), ["x"]);
    }

    #[test]
    fn an_id_stays_and_other_fields_do_not() {
        let body = b"id: 7\nevent: add\nretry: 10\ndata: x\n\ndata: y\n\nid\nretry: 1s\nnope: 1\ndata: z\n\n";
        let text = |it: &str| Some(it.to_owned());
        assert_eq!(
            fields(body),
            [(text("7"), text("add"), Some(10)), (text("7"), None, None), (text(""), None, None)]
        );
        assert_eq!(fields(b"id: a\0b\ndata: x\n\n"), [(None, None, None)]);
    }

    #[test]
    fn an_item_is_held_up_to_the_limit() {
        let cut = |framing, body: &[u8]| {
            let frames = frames(framing, &[body], 4);
            frames
                .into_iter()
                .map(|it| (String::from_utf8_lossy(&it.data).into_owned(), it.cut))
                .collect::<Vec<_>>()
        };
        let expected = [("1234".to_owned(), true), ("56".to_owned(), false)];
        assert_eq!(cut(Framing::Lines, b"12345\n56\n"), expected);
        assert_eq!(cut(Framing::Records, b"\x1E12345\n\x1E56\n"), expected);
        let events = frames(Framing::Events, &[b"data: 123456\n\ndata: 5\ndata: 6\n\n"], 9);
        assert_eq!(events.iter().map(|it| it.cut).collect::<Vec<_>>(), [true, false]);
        assert_eq!(events[1].data.as_ref(), b"5\n6");
        // So are the line feeds between lines of nothing.
        let [event] = &frames(Framing::Events, &["data\n".repeat(99).as_bytes(), b"\n"], 4)[..]
        else {
            panic!("one event");
        };
        assert_eq!((event.data.as_ref(), event.cut), (&b"\n\n\n\n"[..], true));
    }

    #[test]
    fn an_id_that_no_header_could_carry_is_none() {
        let ids = |length: usize, limit| {
            let body = format!("id: a\ndata: 1\n\nid: {}\ndata: 2\n\n", "x".repeat(length));
            let frames = frames(Framing::Events, &[body.as_bytes()], limit).into_iter();
            frames.map(|it| it.event.unwrap().id.unwrap().len()).collect::<Vec<_>>()
        };
        assert_eq!(ids(LONGEST_ID, 1 << 20), [1, LONGEST_ID]);
        assert_eq!(ids(LONGEST_ID + 1, 1 << 20), [1, 1]);
        // Nor is the beginning of one.
        assert_eq!(ids(1000, 100), [1, 1]);
    }

    #[test]
    fn media_types_tell_how_items_are_kept_apart() {
        for (media_type, framing) in [
            ("text/event-stream; charset=utf-8", Some(Framing::Events)),
            ("application/json-seq", Some(Framing::Records)),
            ("application/geo+json-seq", Some(Framing::Records)),
            ("Application/X-NDJSON", Some(Framing::Lines)),
            ("application/x-jsonlines", Some(Framing::Lines)),
            ("application/json-lines", Some(Framing::Lines)),
            ("application/stream+json", Some(Framing::Lines)),
            ("application/json", None),
        ] {
            assert_eq!(Framing::of(media_type), framing, "{media_type}");
        }
    }
}
