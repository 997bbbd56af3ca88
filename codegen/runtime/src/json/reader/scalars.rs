//! How strings, numbers, booleans and `null` are read, from JSON or from a text.

use std::borrow::Cow;

use jiter::{NumberInt, Peek};

use super::{Reader, Source, not_a, out_of_range, syntax};
use crate::json::{DecodeError, DeviationKind, Kind, Wire, number};

impl Reader<'_> {
    /// Reads a string.
    ///
    /// # Errors
    ///
    /// Fails when the value isn't a string.
    pub fn string(&mut self) -> Result<String, DecodeError> {
        if self.policy.accepts()
            && let Some(text) = self.text_of_scalar()?
        {
            return Ok(text);
        }
        self.str().map(str::to_owned)
    }

    /// Reads a number or a boolean in place of a string, where that is accepted.
    fn text_of_scalar(&mut self) -> Result<Option<String>, DecodeError> {
        let kind = self.kind()?;
        if !matches!(kind, Kind::Number | Kind::Bool) || !self.accepts() {
            return Ok(None);
        }
        let offset = self.offset();
        let text = String::from_utf8_lossy(self.raw()?).into_owned();
        self.note(DeviationKind::Type, "a string", offset);
        Ok(Some(text))
    }

    /// Reads a string that needs no copy.
    ///
    /// # Errors
    ///
    /// Fails when the value isn't a string.
    #[inline]
    pub fn str(&mut self) -> Result<&str, DecodeError> {
        let base = self.base;
        if self.peek()? != Some(Peek::String) {
            return Err(self.wrong("a string"));
        }
        match &mut self.source {
            Source::Json(json) => json.known_str().map_err(|it| syntax(&it, base)),
            Source::Text(text) => Ok(text),
            Source::Empty => Ok(""),
        }
    }

    /// Reads a string as [`string`](Self::string) does, without a copy where none is needed: the value of an enum.
    ///
    /// # Errors
    ///
    /// Fails when the value isn't a string.
    pub fn choice(&mut self) -> Result<Cow<'_, str>, DecodeError> {
        if self.policy.accepts()
            && let Some(text) = self.text_of_scalar()?
        {
            return Ok(Cow::Owned(text));
        }
        self.str().map(Cow::Borrowed)
    }

    /// Reads an integer; `5.0` is one.
    ///
    /// # Errors
    ///
    /// Fails when the value isn't a number, has a fraction, or is out of range.
    pub fn integer(&mut self) -> Result<i64, DecodeError> {
        let offset = self.offset();
        if let Some(number) = self.plain_integer()? {
            return Ok(number);
        }
        i64::try_from(self.wide()?).map_err(|_| out_of_range(64, offset))
    }

    /// Reads an integer that isn't negative; `5.0` is one.
    ///
    /// # Errors
    ///
    /// Fails when the value isn't a number, has a fraction, or is out of range.
    pub fn unsigned(&mut self) -> Result<u64, DecodeError> {
        let offset = self.offset();
        let number = match self.plain_integer()? {
            Some(number) => i128::from(number),
            None => self.wide()?,
        };
        u64::try_from(number).map_err(|_| out_of_range(64, offset))
    }

    /// Reads a JSON number without fraction and exponent that `i64` holds; leaves everything else alone.
    fn plain_integer(&mut self) -> Result<Option<i64>, DecodeError> {
        let peek = self.peek()?;
        let offset = self.offset();
        let (Some(peek), Source::Json(json)) = (peek, &mut self.source) else { return Ok(None) };
        if !peek.is_num() {
            return Ok(None);
        }
        let number = json.known_int(peek);
        if let Ok(NumberInt::Int(number)) = number {
            return Ok(Some(number));
        }
        // Another crate may have switched the parser's big integers on.
        if number.is_ok() { Err(out_of_range(64, offset)) } else { Ok(None) }
    }

    fn wide(&mut self) -> Result<i128, DecodeError> {
        self.number_by("an integer", number::whole)
    }

    /// Reads a number by `parse`, and takes note of one that is a string.
    pub(in crate::json) fn number_by<T>(
        &mut self,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, DecodeError> {
        let is_text = self.is_number_as_text()?;
        let offset = self.offset();
        let text = self.number(expected)?;
        let number = parse(text).ok_or_else(|| not_a(expected, text, offset))?;
        if is_text {
            self.note(DeviationKind::Type, expected, offset);
        }
        Ok(number)
    }

    /// Reads a number.
    ///
    /// # Errors
    ///
    /// Fails when the value isn't a number or is out of range.
    pub fn float(&mut self) -> Result<f64, DecodeError> {
        const WHAT: &str = "a number";
        let peek = self.peek()?;
        let offset = self.offset();
        if let (Some(peek), Source::Json(json)) = (peek, &mut self.source)
            && peek.is_num()
        {
            let start = json.current_index();
            // What it can't read is read once more for the error.
            if let Ok(number) = json.known_float(peek) {
                if number.is_finite() {
                    return Ok(number);
                }
                let text = String::from_utf8_lossy(json.slice_to_current(start));
                return Err(not_a(WHAT, &text, offset));
            }
        }
        self.number_by(WHAT, number::float)
    }

    /// Whether a string comes where a number is described, and is accepted.
    fn is_number_as_text(&mut self) -> Result<bool, DecodeError> {
        let may_be = self.accepts()
            && matches!(self.source, Source::Json(_))
            && !self.wire.has(Wire::STRING);
        Ok(may_be && self.kind()? == Kind::String)
    }

    /// Reads a number and returns its text.
    pub(in crate::json) fn number(&mut self, expected: &'static str) -> Result<&str, DecodeError> {
        let base = self.base;
        let peek = self.peek()?;
        let is_number = match self.source {
            Source::Json(_) => {
                peek.is_some_and(Peek::is_num)
                    || (peek == Some(Peek::String)
                        && (self.wire.has(Wire::STRING) || self.accepts()))
            }
            Source::Text(_) => true,
            Source::Empty => false,
        };
        let (true, Some(peek)) = (is_number, peek) else { return Err(self.wrong(expected)) };
        match &mut self.source {
            Source::Json(json) => {
                if peek == Peek::String {
                    return json.known_str().map(str::trim).map_err(|it| syntax(&it, base));
                }
                let bytes = json.known_number_bytes(peek).map_err(|it| syntax(&it, base))?;
                // A number is ASCII.
                Ok(std::str::from_utf8(bytes).unwrap_or_default())
            }
            Source::Text(text) => Ok(text.trim()),
            Source::Empty => Ok(""),
        }
    }

    /// Reads a boolean.
    ///
    /// # Errors
    ///
    /// Fails when the value isn't a boolean.
    pub fn boolean(&mut self) -> Result<bool, DecodeError> {
        const WHAT: &str = "a boolean";
        let base = self.base;
        let (peek, offset) = (self.peek()?, self.offset());
        let as_text = self.wire.has(Wire::STRING);
        let accepts_text = as_text || self.accepts();
        match (peek, &mut self.source) {
            (Some(peek @ (Peek::True | Peek::False)), Source::Json(json)) => {
                json.known_bool(peek).map_err(|it| syntax(&it, base))
            }
            (_, Source::Text(text)) => text.trim().parse().map_err(|_| not_a(WHAT, text, 0)),
            // What a database hands through.
            (Some(peek), Source::Json(json)) if peek.is_num() => {
                let mut ahead = json.clone();
                let digits = ahead.known_number_bytes(peek).map_err(|it| syntax(&it, base))?;
                let value = match std::str::from_utf8(digits).ok().and_then(number::whole) {
                    Some(0) => false,
                    Some(1) => true,
                    _ => return Err(self.wrong(WHAT)),
                };
                *json = ahead;
                if !self.wire.has(Wire::NUMBER) && !as_text {
                    self.note(DeviationKind::Type, WHAT, offset);
                }
                Ok(value)
            }
            (Some(Peek::String), Source::Json(json)) if accepts_text => {
                let text = json.known_str().map_err(|it| syntax(&it, base))?.trim();
                let value = match text.to_ascii_lowercase().as_str() {
                    "0" | "false" => false,
                    "1" | "true" => true,
                    _ => return Err(not_a(WHAT, text, offset)),
                };
                if !as_text {
                    self.note(DeviationKind::Type, WHAT, offset);
                }
                Ok(value)
            }
            _ => Err(self.wrong(WHAT)),
        }
    }

    /// Consumes a `null`, and returns whether there was one; so is the absence of a body.
    ///
    /// # Errors
    ///
    /// Fails when the text isn't JSON.
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        let base = self.base;
        match &mut self.source {
            Source::Json(json) => match json.peek() {
                Ok(Peek::Null) => json.known_null().map(|()| true).map_err(|it| syntax(&it, base)),
                Ok(_) => Ok(false),
                Err(error) => Err(syntax(&error, base)),
            },
            Source::Text(_) => Ok(false),
            Source::Empty => Ok(true),
        }
    }

    /// Consumes a string that is one of the texts of [`Json::ABSENT`](crate::Json::ABSENT), and returns whether there was
    /// one.
    ///
    /// A union counts it among what a variant doesn't know, as another one may have a string there.
    pub(in crate::json) fn absent(&mut self, texts: &[&str]) -> Result<bool, DecodeError> {
        if self.peek()? != Some(Peek::String) {
            return Ok(false);
        }
        let Source::Json(json) = &mut self.source else { return Ok(false) };
        let mut ahead = json.clone();
        let is_absent = ahead.known_str().is_ok_and(|it| texts.contains(&it.trim()));
        if is_absent {
            let offset = self.offset();
            let Source::Json(json) = &mut self.source else { return Ok(false) };
            *json = ahead;
            self.n_unknown += 1;
            self.note(DeviationKind::Format, "a value or `null`", offset);
        }
        Ok(is_absent)
    }

    /// Reads a `null` that isn't the absence of a body.
    pub(in crate::json) fn literal_null(&mut self) -> Result<(), DecodeError> {
        match self.source {
            Source::Json(_) => self.null().map(|_| ()),
            Source::Text(_) | Source::Empty => Err(self.wrong("null")),
        }
    }
}
