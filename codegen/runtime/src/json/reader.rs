//! The non-generic reader that every generated codec calls.
//!
//! - In: JSON, the text of a `text/plain` body, or nothing.
//! - Out: calls into generated code, one for each member or item.
//! - Invariants: a value is consumed exactly once; nesting is limited; nothing of the parser underneath shows.

mod lenient;
mod members;
mod scalars;

use std::fmt;

use jiter::{Jiter, JiterError, Peek};

use super::error::shortened;
use super::notes::Notes;
use super::{DecodeError, DeviationKind, DeviationPolicy, Json, Kind, Wire};

/// How deep objects and arrays may nest.
///
/// Each level is a frame of the stack or two; `serde_json` draws the same line.
const MAX_DEPTH: usize = 128;

/// Reads one value after the other from a body.
///
/// Generated code gets it in [`Json::read`] and calls [`object`](Self::object), [`field`](Self::field) and the like.
pub struct Reader<'a> {
    pub(super) source: Source<'a>,
    /// The name of the member being read, when it is none of those the caller listed.
    key: String,
    pub(super) depth: usize,
    /// The byte of the whole body at which `source` starts.
    pub(super) base: usize,
    /// How many bytes unions may still read for a second time; see [`Reader::union`].
    pub(super) retries: usize,
    /// How many values were skipped, and how many unions had no variant that fits: by it a union sees which of its variants
    /// knows most of a value.
    pub(super) n_unknown: usize,
    /// The member that didn't come, where the object being read has ended and those are gone through.
    pub(super) ended: Option<&'static str>,
    /// Whether required members that don't come stay as they are in a blank value: in tests.
    pub(super) fills: bool,
    /// What was come across that notes depend on.
    pub(super) met: Met,
    /// What is accepted that isn't as described.
    pub(super) policy: DeviationPolicy,
    /// Whether nothing is accepted, whatever the policy: a union tries its variants.
    pub(super) is_trying: bool,
    /// Whether something was refused for that alone.
    pub(super) is_held_back: bool,
    /// What was accepted that isn't as described.
    pub(super) notes: Notes,
    /// The form of the value that is read next.
    pub(super) wire: Wire,
}

/// What a reader has come across.
#[derive(Default)]
pub(super) struct Met {
    /// A member that has a place beside those that objects list: a tag, or one of the others.
    other: bool,
    /// Something that no report shows.
    pub(super) secret: bool,
}

/// What a reader reads.
pub(super) enum Source<'a> {
    /// A JSON text.
    Json(Jiter<'a>),
    /// A text without quotes, such as a `text/plain` body.
    Text(&'a str),
    /// No body at all.
    Empty,
}

/// What is taken where an object or an array isn't there, as an empty one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Instead {
    /// Nothing.
    Nothing,
    /// That there is no body.
    NoBody,
    /// `null`, or that there is no body: what Go writes for an empty list or map that was never made.
    Null,
}

impl fmt::Debug for Reader<'_> {
    /// Shows the place and not the body, which may be large or private.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("offset", &self.offset())
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}

impl<'a> Reader<'a> {
    /// Returns a reader of a JSON text; a leading byte order mark is skipped.
    pub fn new(text: &'a [u8]) -> Self {
        let json = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        let mut reader = Self::over(Source::Json(Jiter::new(json)));
        reader.base = text.len() - json.len();
        reader.retries = text.len().saturating_mul(16).saturating_add(64 * 1024);
        reader
    }

    /// Returns a reader of a text without quotes, such as a `text/plain` body.
    ///
    /// [`string`](Self::string) returns all of it, numbers and booleans parse it, and it is neither an object nor an
    /// array.
    pub fn text(text: &'a str) -> Self {
        Self::over(Source::Text(text))
    }

    /// Returns a reader of no body: an `Option` is `None`, `()` is fine, and everything else an error.
    pub fn empty() -> Self {
        Self::over(Source::Empty)
    }

    /// Leaves required members that don't come as they are in a [blank](Json::blank) value.
    pub(crate) fn filling(mut self) -> Self {
        self.fills = true;
        self
    }

    /// Returns whether everything that was read had a place.
    pub(crate) fn knows_all(&self) -> bool {
        self.n_unknown == 0
    }

    pub(super) fn over(source: Source<'a>) -> Self {
        Self {
            source,
            key: String::new(),
            depth: 0,
            base: 0,
            retries: 0,
            n_unknown: 0,
            ended: None,
            fills: false,
            met: Met::default(),
            wire: Wire::PLAIN,
            policy: DeviationPolicy::refuse(),
            is_trying: false,
            is_held_back: false,
            notes: Notes::default(),
        }
    }

    /// Reads an object into a [blank](Json::blank) value, calling `each` for its members in their order.
    ///
    /// `each` gets the value, and the index of the member's name in `fields`, or `usize::MAX` when it isn't one of them,
    /// and reads the member. One that it leaves alone is skipped. A name that occurs twice is passed twice, so that the
    /// last value wins.
    ///
    /// When the object has ended, `each` is called for the `fields` that didn't come as well:
    /// [`field`](Self::field) fails then, and [`optional`](Self::optional), [`present`](Self::present) and
    /// [`patch`](Self::patch) do nothing.
    ///
    /// # Errors
    ///
    /// Fails when the value isn't an object, nests too deeply, or when `each` fails.
    pub fn object<T: Json>(
        &mut self,
        fields: &'static [&'static str],
        each: impl Fn(&mut T, usize, &mut Self) -> Result<(), DecodeError>,
    ) -> Result<T, DecodeError> {
        let mut value = T::blank();
        self.record(fields, &mut |field, r| each(&mut value, field, r))?;
        Ok(value)
    }

    /// What [`object`](Self::object) does, for all types.
    fn record(
        &mut self,
        fields: &'static [&'static str],
        each: &mut dyn FnMut(usize, &mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let seen = self.known_members(fields, Instead::NoBody, each)?;
        if self.fills || seen.has_all(fields.len()) {
            return Ok(());
        }
        let mut rest = fields.iter().enumerate().filter(|(field, _)| !seen.has(*field));
        let result = rest.try_for_each(|(field, name)| {
            self.ended = Some(name);
            each(field, self).map_err(|it| self.not_come(it, name))
        });
        self.ended = None;
        result
    }

    /// Reads an object, calling `each` for its members in their order; it finds the name in the reader's key.
    pub(crate) fn members(
        &mut self,
        each: &mut dyn FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.known_members(&[], Instead::Nothing, &mut |_, r| each(r)).map(|_| ())
    }

    /// Does the same; `null` or no body is an object without members.
    pub(super) fn members_or_none(
        &mut self,
        each: &mut dyn FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.known_members(&[], Instead::Null, &mut |_, r| each(r)).map(|_| ())
    }

    /// Reads an object, calling `each` for its members in their order; returns which of `fields` came.
    fn known_members(
        &mut self,
        fields: &'static [&'static str],
        instead: Instead,
        each: &mut dyn FnMut(usize, &mut Self) -> Result<(), DecodeError>,
    ) -> Result<Seen, DecodeError> {
        let mut seen = Seen::default();
        if !self.enter(Peek::Object, "an object", instead)? {
            return Ok(seen);
        }
        // The brace is behind.
        let object = self.offset().saturating_sub(1);
        let mut key_start = self.position();
        // Most texts have the members in the order of the description.
        let mut guess = 0;
        let mut next = self.next_key(fields, guess, true)?;
        let has_members = next.is_some();
        while let Some(field) = next {
            if field != usize::MAX {
                seen.add(field);
                guess = field + 1;
            }
            let start = self.value_start()?;
            if let Err(error) = each(field, self) {
                return Err(self.in_member(error, fields, field, key_start));
            }
            if self.position() == start {
                self.skip()?;
            }
            key_start = self.position();
            next = self.next_key(fields, guess, false)?;
        }
        self.depth -= 1;
        let may_be_known = !seen.is_empty() || self.met.other || fields.is_empty();
        if self.depth == 0 && has_members && !may_be_known {
            self.knew_none(object);
        }
        Ok(seen)
    }

    /// Reads an array, calling `each` for its items in their order; an item that it leaves alone is skipped.
    ///
    /// # Errors
    ///
    /// Fails when the value isn't an array, nests too deeply, or when `each` fails.
    pub fn array(
        &mut self,
        each: &mut dyn FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.enter(Peek::Array, "an array", Instead::Nothing)?;
        self.items(each)
    }

    /// Reads the items of an array that was entered.
    fn items(
        &mut self,
        each: &mut dyn FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let mut more = self.next_item(true)?;
        let mut index = 0;
        while more {
            let start = self.position();
            each(self).map_err(|it| it.in_item(index))?;
            if self.position() == start {
                self.skip()?;
            }
            index += 1;
            more = self.next_item(false)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Reads any value and drops it.
    ///
    /// # Errors
    ///
    /// Fails when it isn't JSON.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        let base = self.base;
        let Source::Json(json) = &mut self.source else { return Ok(()) };
        self.n_unknown += 1;
        let peek = json.peek().map_err(|it| syntax(&it, base))?;
        let skipped = match peek {
            Peek::Array | Peek::Object => return self.raw().map(|_| ()),
            // Read, because what skips a string doesn't look into it.
            Peek::String => json.known_str().map(|_| ()),
            _ => json.known_skip(peek),
        };
        skipped.map_err(|it| syntax(&it, base))
    }

    /// Reads any value and returns its text; nothing for a reader of anything but JSON.
    pub(crate) fn raw(&mut self) -> Result<&'a [u8], DecodeError> {
        let base = self.base;
        let Source::Json(json) = &mut self.source else { return Ok(&[]) };
        let peek = json.peek().map_err(|it| syntax(&it, base))?;
        let start = json.current_index();
        json.known_skip(peek).map_err(|it| syntax(&it, base))?;
        let raw = json.slice_to_current(start);
        // The parser doesn't look into the strings that it skips.
        match std::str::from_utf8(raw) {
            Ok(_) => Ok(raw),
            Err(error) => {
                Err(DecodeError::new("invalid JSON: not UTF-8", base + start + error.valid_up_to()))
            }
        }
    }

    /// Ends the text.
    ///
    /// # Errors
    ///
    /// Fails when something other than white space is left of a JSON text.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        match &mut self.source {
            Source::Json(json) => json.finish().map_err(|it| syntax(&it, self.base)),
            Source::Text(_) | Source::Empty => Ok(()),
        }
    }

    /// Returns an error at the current place, for a value that was read and isn't right.
    #[cold]
    pub fn error(&self, message: impl Into<String>) -> DecodeError {
        DecodeError::new(message, self.offset())
    }

    /// Returns the byte of the body that is read next.
    pub fn offset(&self) -> usize {
        self.base + self.position()
    }

    /// Returns what kind of value is next; never [`Kind::Any`], and [`Kind::Number`] for every number.
    pub(crate) fn kind(&mut self) -> Result<Kind, DecodeError> {
        let Some(peek) = self.peek()? else { return Ok(Kind::Null) };
        Ok(match peek {
            Peek::Null => Kind::Null,
            Peek::True | Peek::False => Kind::Bool,
            Peek::String => Kind::String,
            Peek::Array => Kind::Array,
            Peek::Object => Kind::Object,
            _ if peek.is_num() => Kind::Number,
            _ => return Err(self.error("invalid JSON: expected value")),
        })
    }

    /// Returns the first byte of the value, with white space before it consumed; `None` when there is no body.
    fn peek(&mut self) -> Result<Option<Peek>, DecodeError> {
        match &mut self.source {
            Source::Json(json) => match json.peek() {
                Ok(peek) => Ok(Some(peek)),
                Err(error) => Err(syntax(&error, self.base)),
            },
            Source::Text(_) => Ok(Some(Peek::String)),
            Source::Empty => Ok(None),
        }
    }

    fn position(&self) -> usize {
        match &self.source {
            Source::Json(json) => json.current_index(),
            Source::Text(_) | Source::Empty => 0,
        }
    }

    pub(super) fn value_start(&mut self) -> Result<usize, DecodeError> {
        self.peek()?;
        Ok(self.position())
    }

    /// Goes into an object or array; returns whether there is one, and not what is taken `instead`.
    fn enter(
        &mut self,
        bracket: Peek,
        expected: &'static str,
        instead: Instead,
    ) -> Result<bool, DecodeError> {
        if self.peek()? != Some(bracket) {
            return self.take_instead(instead, expected).map(|()| false);
        }
        self.deepen().map(|()| true)
    }

    fn deepen(&mut self) -> Result<(), DecodeError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("nested more than {MAX_DEPTH} levels deep")));
        }
        self.depth += 1;
        Ok(())
    }

    /// Reads the next name: its index in `fields`, `usize::MAX` for another, or `None` at the end of the object.
    ///
    /// `guess` is the index that is looked at first.
    fn next_key(
        &mut self,
        fields: &'static [&'static str],
        guess: usize,
        first: bool,
    ) -> Result<Option<usize>, DecodeError> {
        let Source::Json(json) = &mut self.source else { return Ok(None) };
        let key = if first { json.known_object() } else { json.next_key() };
        let key = match key {
            Ok(Some(key)) => key,
            Ok(None) => return Ok(None),
            Err(error) => return Err(syntax(&error, self.base)),
        };
        if fields.get(guess) == Some(&key) {
            return Ok(Some(guess));
        }
        if let Some(index) = fields.iter().position(|it| *it == key) {
            return Ok(Some(index));
        }
        self.key.clear();
        self.key.push_str(key);
        Ok(Some(usize::MAX))
    }

    fn next_item(&mut self, first: bool) -> Result<bool, DecodeError> {
        let Source::Json(json) = &mut self.source else { return Ok(false) };
        let item = if first { json.known_array() } else { json.array_step() };
        match item {
            Ok(peek) => Ok(peek.is_some()),
            Err(error) => Err(syntax(&error, self.base)),
        }
    }

    /// Adds the name of a member to an error in its value.
    #[cold]
    fn in_member(
        &self,
        error: DecodeError,
        fields: &[&str],
        field: usize,
        key_start: usize,
    ) -> DecodeError {
        if let Some(name) = fields.get(field) {
            return error.in_field(name);
        }
        let Source::Json(json) = &self.source else { return error };
        // `self.key` may be another's by now: read it once more.
        let text = json.slice_to_current(key_start);
        let quote = text.iter().position(|it| *it == b'"').unwrap_or_default();
        match Jiter::new(text.get(quote..).unwrap_or_default()).next_str() {
            Ok(name) => error.in_field(name),
            Err(_) => error,
        }
    }
}

/// The indices of the members that came.
#[derive(Default)]
struct Seen {
    /// A bit for each of the first ones.
    first: u64,
    /// Those beyond, which hardly any object has.
    others: Vec<usize>,
}

impl Seen {
    /// How many have a bit.
    const FIRST: usize = u64::BITS as usize;

    fn add(&mut self, field: usize) {
        if field < Self::FIRST {
            self.first |= 1 << field;
        } else {
            self.others.push(field);
        }
    }

    fn is_empty(&self) -> bool {
        self.first == 0 && self.others.is_empty()
    }

    fn has(&self, field: usize) -> bool {
        if field < Self::FIRST {
            self.first & (1 << field) != 0
        } else {
            self.others.contains(&field)
        }
    }

    /// Whether the first `n` have come, which is known at once where all of them have a bit.
    fn has_all(&self, n: usize) -> bool {
        n < Self::FIRST && self.first == (1 << n) - 1
    }
}

/// Returns the error that a number is too large for its type.
#[cold]
pub(super) fn out_of_range(bits: u32, offset: usize) -> DecodeError {
    let expected = format!("an integer of {bits} bits");
    let message = format!("the integer is out of the range of {bits} bits");
    DecodeError::of(DeviationKind::Format, &expected, message, offset)
}

/// Returns the error that a text, of the right kind, isn't what was `expected`.
#[cold]
pub(super) fn not_a(expected: &str, text: &str, offset: usize) -> DecodeError {
    let message = format!("expected {expected}, found `{}`", shortened(text.trim(), 40));
    DecodeError::of(DeviationKind::Format, expected, message, offset)
}

#[cold]
fn syntax(error: &JiterError, base: usize) -> DecodeError {
    let message = format!("invalid JSON: {}", error.error_type);
    DecodeError::of(DeviationKind::Syntax, "JSON", message, base + error.index)
}
