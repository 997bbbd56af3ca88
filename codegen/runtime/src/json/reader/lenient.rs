//! What is read that isn't as described: noted, and accepted only where the policy says so.
//!
//! All of this is off the way of what is as described.

use jiter::Peek;

use super::{Instead, Reader, Source};
use crate::json::{
    DecodeError, DeviationKind, DeviationOutcome, DeviationPolicy, Kind, Wire,
    notes::{Noted, Notes},
};

impl Reader<'_> {
    /// Sets what is accepted that isn't as described.
    pub(crate) fn accept(&mut self, policy: DeviationPolicy) {
        self.policy = policy;
    }

    /// Returns what was noted so far.
    pub(crate) fn take_notes(&mut self) -> Notes {
        std::mem::take(&mut self.notes)
    }

    /// Makes this one read a part of what `outer` reads.
    pub(in crate::json) fn inherit(&mut self, outer: &Reader<'_>) {
        (self.depth, self.retries) = (outer.depth, outer.retries);
        (self.policy, self.is_trying) = (outer.policy, outer.is_trying);
        self.fills = outer.fills;
    }

    /// Goes on after `inner`, which has read a part of this, with what that left.
    pub(in crate::json) fn go_on_after(&mut self, inner: &Reader<'_>) {
        self.retries = inner.retries;
        self.is_held_back |= inner.is_held_back;
        self.met.secret |= inner.met.secret;
    }

    /// Whether what has one reading is accepted.
    pub(in crate::json) fn accepts(&self) -> bool {
        self.policy.accepts() && !self.is_trying
    }

    /// Takes note of a value that was accepted, at this byte.
    #[cold]
    pub(in crate::json) fn note(&mut self, kind: DeviationKind, expected: &str, offset: usize) {
        let (outcome, within) = (DeviationOutcome::Accepted, String::new());
        let expected = expected.to_owned();
        self.notes.add(Noted { kind, outcome, offset, within, at: offset, expected });
    }

    /// Reads what no report shows.
    pub(crate) fn unseen<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let n_notes = self.notes.len();
        let read = read(self);
        self.notes.hide_after(n_notes);
        self.met.secret = true;
        read.map_err(DecodeError::hidden)
    }

    /// Takes note that the required member didn't come which is gone through.
    #[cold]
    fn note_missing(&mut self, expected: &str) {
        // That there is nothing at all is noted already.
        if let (Some(name), Source::Json(_)) = (self.ended, &self.source) {
            let within = DecodeError::new("", 0).in_field(name).path().to_owned();
            // Its object has just ended.
            let offset = self.offset().saturating_sub(1);
            let (kind, outcome) = (DeviationKind::Missing, DeviationOutcome::Accepted);
            let expected = expected.to_owned();
            self.notes.add(Noted { kind, outcome, offset, within, at: offset, expected });
        }
    }

    /// Returns the error that a required member didn't come.
    #[cold]
    pub(in crate::json) fn missing(&self) -> DecodeError {
        let message = "the field is missing".to_owned();
        DecodeError::of(DeviationKind::Missing, "a value", message, self.offset())
    }

    /// Adds the name of a member that didn't come to its error, and tells of no body at all.
    #[cold]
    pub(super) fn not_come(&mut self, error: DecodeError, name: &str) -> DecodeError {
        match self.source {
            Source::Empty => {
                // That it was empty, and taken for an object.
                self.take_notes();
                self.wrong("an object")
            }
            Source::Json(_) | Source::Text(_) => error.in_field(name),
        }
    }

    /// Accepts that a required list or map didn't come.
    pub(in crate::json) fn missing_as_empty(&mut self, expected: &str) -> Result<(), DecodeError> {
        if self.is_trying {
            self.is_held_back = true;
            return Err(self.missing());
        }
        self.note_missing(expected);
        Ok(())
    }

    /// Accepts that a required value didn't come that may be `null`.
    pub(in crate::json) fn missing_as_null(&mut self) -> Result<(), DecodeError> {
        if !self.accepts() {
            return Err(self.missing());
        }
        self.note_missing("a value or `null`");
        Ok(())
    }

    /// Consumes what is taken instead of an object or array.
    #[cold]
    pub(super) fn take_instead(
        &mut self,
        instead: Instead,
        expected: &'static str,
    ) -> Result<(), DecodeError> {
        let is_null = self.kind()? == Kind::Null;
        let kind = match self.source {
            Source::Empty if instead != Instead::Nothing => DeviationKind::EmptyBody,
            Source::Json(_) if instead == Instead::Null && is_null => DeviationKind::Null,
            Source::Json(_) | Source::Text(_) | Source::Empty => return Err(self.wrong(expected)),
        };
        if self.is_trying {
            self.is_held_back = true;
            return Err(self.wrong(expected));
        }
        let offset = self.offset();
        self.null()?;
        self.note(kind, expected, offset);
        Ok(())
    }

    /// Takes note of an object at the top, which begins at byte `object`, that has members, and none that is described.
    #[cold]
    pub(super) fn knew_none(&mut self, object: usize) {
        self.note(DeviationKind::NoKnownMember, "a described member", object);
    }

    /// Reads a list, calling `each` for its items in their order.
    ///
    /// `null` or no body is the empty one; an item that can't be read is left out where the policy says so.
    pub(in crate::json) fn list(
        &mut self,
        each: &mut dyn FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let peek = self.peek()?;
        if peek != Some(Peek::Array) {
            return self.list_of_one(peek, each);
        }
        self.deepen()?;
        if self.policy.skips_items() && !self.is_trying {
            return self.items(&mut |r| r.item(each));
        }
        self.items(each)
    }

    #[cold]
    fn list_of_one(
        &mut self,
        peek: Option<Peek>,
        each: &mut dyn FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        const WHAT: &str = "an array";
        let is_nothing = matches!(peek, None | Some(Peek::Null));
        if self.wire.has(Wire::LIST_OR_ONE) && !is_nothing {
            return each(self);
        }
        let is_json = matches!(self.source, Source::Json(_));
        if !self.accepts() || !is_json || is_nothing {
            return self.take_instead(Instead::Null, WHAT);
        }
        let offset = self.offset();
        let outer = std::mem::take(&mut self.met.secret);
        each(self)?;
        let n_notes = self.notes.len();
        self.note(DeviationKind::Type, WHAT, offset);
        // What is shown would be all of it.
        if self.met.secret {
            self.notes.hide_after(n_notes);
        }
        self.met.secret |= outer;
        Ok(())
    }

    /// Reads an item, or leaves it out.
    fn item(
        &mut self,
        each: &mut dyn FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let Source::Json(json) = &self.source else { return each(self) };
        let (before, depth, wire) = (json.clone(), self.depth, self.wire);
        let start = self.value_start()?;
        let notes = self.take_notes();
        let read = each(self);
        let own = std::mem::replace(&mut self.notes, notes);
        let Err(error) = read else {
            self.notes.append(own);
            return Ok(());
        };
        self.source = Source::Json(before);
        (self.depth, self.wire, self.ended) = (depth, wire, None);
        // Where the text itself is broken, nothing can be left out.
        self.raw()?;
        let skipped = Noted::of(&error, DeviationOutcome::ItemSkipped);
        self.notes.add(Noted { offset: self.base + start, ..skipped });
        Ok(())
    }

    /// Returns the error that the next value isn't what was `expected`.
    #[cold]
    pub(in crate::json) fn wrong(&mut self, expected: &'static str) -> DecodeError {
        let offset = self.offset();
        let (kind, found) = match (self.kind(), &self.source) {
            (Err(error), _) => return error,
            (_, Source::Empty) => {
                let message = "the body is empty".to_owned();
                return DecodeError::of(DeviationKind::EmptyBody, expected, message, offset);
            }
            (_, Source::Text(_)) => (DeviationKind::Type, "text"),
            (Ok(kind), Source::Json(json)) => {
                // `Not found` begins like a number of JavaScript.
                if let Err(error) = json.clone().next_skip() {
                    return super::syntax(&error, self.base);
                }
                let is_null = kind == Kind::Null;
                let deviation = if is_null { DeviationKind::Null } else { DeviationKind::Type };
                (deviation, kind.with_article())
            }
        };
        let message = format!("expected {expected}, found {found}");
        DecodeError::of(kind, expected, message, offset)
    }
}
