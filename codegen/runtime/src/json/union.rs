//! Unions: which variant to try first, and which one a tag names.

use std::borrow::Cow;

use jiter::{Jiter, JiterResult, Peek};

use super::{
    DecodeError, DeviationPolicy, Kind, Reader, Scalar, Shape, notes::Notes, number, reader::Source,
};

impl<'a> Reader<'a> {
    /// Reads a value of a union, trying the variants whose shape matches, the best fit first.
    ///
    /// A shape matches when the kind does, every required member is there, nested or not, and every constant that is there
    /// and isn't `null` is equal. Of those that match, the one with the most constants is the best fit; then the most
    /// specific kind (an integer before a number unless it is written with a fraction or an exponent, both before
    /// anything); then one that loses no member; then the most known members; then the most nested ones; then the most
    /// required ones; then the order. `each` gets the index of the shape and a reader of the value.
    ///
    /// The first `Ok` wins, unless something deeper within is unknown to it (a member that is left out, a union whose
    /// variants don't fit), and another that fits as well by constants, kind and known members knows more. Where no shape
    /// gives `Ok`, `each` is called with `usize::MAX`, and its result is that of the union.
    ///
    /// A variant never swallows what another one knows: where a value has members of several shapes that match with as
    /// many constants, only those that keep all of them are tried. An `anyOf` whose value is several variants at once
    /// therefore goes to `usize::MAX`, which keeps it whole.
    ///
    /// Unions within unions could be read exponentially often by a hostile text. A second try therefore costs as many
    /// bytes as it reads, of a budget that is a multiple of the body; without any left it goes to `usize::MAX`, or to what
    /// was read before.
    ///
    /// # Errors
    ///
    /// Fails when the text isn't JSON, or as `each` does for `usize::MAX`.
    pub fn union<T>(
        &mut self,
        shapes: &'static [Shape],
        each: &mut dyn FnMut(usize, &mut Reader<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let value = self.capture()?;
        let candidates = value.candidates(shapes);
        // What one variant takes for a deviation is another one's way.
        let outer = std::mem::replace(&mut self.is_trying, true);
        self.is_held_back &= outer;
        let mut read = self.best(&value, &candidates, each);
        self.is_trying = outer;
        let others_may_fit = self.is_held_back || self.policy != DeviationPolicy::refuse();
        if read.is_none() && !outer && others_may_fit {
            read = self.best(&value, &candidates, each);
        }
        match read {
            Some(read) => Ok(read),
            None => self.again(&value, usize::MAX, each),
        }
    }

    /// Reads a value by the variant that knows most of it.
    fn best<T>(
        &mut self,
        value: &Captured<'_>,
        candidates: &[Candidate<'_>],
        each: &mut dyn FnMut(usize, &mut Reader<'_>) -> Result<T, DecodeError>,
    ) -> Option<T> {
        let mut best: Option<Fit<'_, T>> = None;
        for (nth, candidate) in candidates.iter().enumerate() {
            let is_rival = best.as_ref().is_none_or(|it| it.rank.rivals(&candidate.rank));
            let is_first = nth == 0 && self.is_trying;
            if !(is_first || is_rival && self.may_retry(value)) {
                break;
            }
            let mut reader = value.reader(self);
            let read = each(candidate.index, &mut reader);
            self.go_on_after(&reader);
            let n_unknown = reader.n_unknown;
            let Ok(read) = read else { continue };
            if best.as_ref().is_none_or(|it| n_unknown < it.n_unknown) {
                let notes = reader.take_notes();
                best = Some(Fit { read, n_unknown, rank: &candidate.rank, notes });
            }
            if n_unknown == 0 {
                break;
            }
        }
        let Fit { read, n_unknown, notes, rank: _ } = best?;
        self.n_unknown += n_unknown;
        self.notes.append(notes);
        Some(read)
    }

    /// Reads a value of a union whose variant a string member of the object names.
    ///
    /// `each` gets the index of the tag in `tags` and reads the whole object, the tag included, wherever that stands. It
    /// gets `usize::MAX` when the tag is unknown, missing or not a string, and when the value isn't an object. An error
    /// in a known variant is an error. The first member named `property` counts.
    ///
    /// # Errors
    ///
    /// Fails as `each` does.
    pub fn tagged<T>(
        &mut self,
        property: &'static str,
        tags: &'static [&'static str],
        each: &mut dyn FnMut(usize, &mut Reader<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let index = match self.tag(property, tags) {
            Tag::Known(index) => {
                self.has_tag();
                index
            }
            Tag::Missing | Tag::Unknown => usize::MAX,
        };
        self.named(index, each)
    }

    /// Reads a value as [`tagged`](Self::tagged) does, or, where an object lacks the tag, by what it looks like.
    ///
    /// The indices of `shapes` follow those of `tags`. Such an object is a variant only if its shape fits as in
    /// [`union`](Self::union), loses no member, and fits better than all others; of several that fit alike one may have
    /// no members but those that the others have as well, and is taken then, as a base is.
    ///
    /// # Errors
    ///
    /// Fails as `each` does.
    pub fn tagged_or_shaped<T>(
        &mut self,
        property: &'static str,
        tags: &'static [&'static str],
        shapes: &'static [Shape],
        each: &mut dyn FnMut(usize, &mut Reader<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        match self.tag(property, tags) {
            Tag::Known(index) => {
                self.has_tag();
                each(index, self)
            }
            Tag::Unknown => self.named(usize::MAX, each),
            Tag::Missing => {
                let value = self.capture()?;
                if let Some(index) = value.only_candidate(shapes)
                    && let Ok(read) = self.again(&value, tags.len() + index, each)
                {
                    return Ok(read);
                }
                self.again(&value, usize::MAX, each)
            }
        }
    }

    /// Reads a captured value.
    fn again<T>(
        &mut self,
        value: &Captured<'_>,
        index: usize,
        each: &mut dyn FnMut(usize, &mut Reader<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let mut reader = value.reader(self);
        let result = reader.named(index, each);
        self.go_on_after(&reader);
        if result.is_ok() {
            self.notes.append(reader.take_notes());
            self.n_unknown += reader.n_unknown;
        }
        result
    }

    fn named<T>(
        &mut self,
        index: usize,
        each: &mut dyn FnMut(usize, &mut Reader<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        self.n_unknown += usize::from(index == usize::MAX);
        each(index, self)
    }

    fn tag(&self, property: &str, tags: &[&str]) -> Tag {
        match &self.source {
            // What isn't JSON is for the caller's `each` to find, with its path.
            Source::Json(json) => find_tag(json.clone(), property, tags).unwrap_or(Tag::Unknown),
            Source::Text(_) | Source::Empty => Tag::Unknown,
        }
    }

    fn capture(&mut self) -> Result<Captured<'a>, DecodeError> {
        let (kind, start, fills) = (self.kind()?, self.offset(), self.fills);
        let (raw, text): (&[u8], _) = match self.source {
            Source::Json(_) => (self.raw()?, None),
            Source::Text(text) => (&[], Some(text)),
            Source::Empty => (&[], None),
        };
        Ok(Captured { kind, raw, start, text, fills })
    }

    fn may_retry(&mut self, value: &Captured<'_>) -> bool {
        let left = self.retries.checked_sub(value.raw.len());
        self.retries = left.unwrap_or(0);
        left.is_some()
    }
}

fn find_tag(mut json: Jiter<'_>, property: &str, tags: &[&str]) -> JiterResult<Tag> {
    if json.peek()? != Peek::Object {
        return Ok(Tag::Unknown);
    }
    let mut is_tag = json.known_object()?.map(|it| it == property);
    while let Some(found) = is_tag {
        if found {
            let tag = json.next_str()?;
            return Ok(tags.iter().position(|it| *it == tag).map_or(Tag::Unknown, Tag::Known));
        }
        json.next_skip()?;
        is_tag = json.next_key()?.map(|it| it == property);
    }
    Ok(Tag::Missing)
}

/// What the member says that tells the variant of an object.
enum Tag {
    /// The index of the tag.
    Known(usize),
    /// Another text, or another kind of value.
    Unknown,
    /// The object has no such member.
    Missing,
}

/// A variant that was read.
struct Fit<'r, T> {
    read: T,
    /// See [`Reader::n_unknown`].
    n_unknown: usize,
    rank: &'r Rank,
    notes: Notes,
}

/// A shape that matches.
struct Candidate<'s> {
    index: usize,
    shape: &'s Shape,
    rank: Rank,
}

/// A value whose variant isn't known yet.
struct Captured<'a> {
    kind: Kind,
    /// Its JSON; empty for the other sources, whose readers can be started again.
    raw: &'a [u8],
    start: usize,
    text: Option<&'a str>,
    /// Whether objects may lack what is required of them; see [`Reader::filling`].
    fills: bool,
}

impl<'a> Captured<'a> {
    fn reader(&self, outer: &Reader<'_>) -> Reader<'a> {
        let mut reader = match (self.raw, self.text) {
            ([], Some(text)) => Reader::text(text),
            ([], None) => Reader::empty(),
            (raw, _) => Reader::new(raw),
        };
        reader.inherit(outer);
        reader.base = self.start;
        reader
    }

    /// Returns the shapes that are worth a try, the best fit first.
    fn candidates<'s>(&self, shapes: &'s [Shape]) -> Vec<Candidate<'s>> {
        let members = self.members();
        let mut ranked = self.ranked(shapes, &members);
        if let [best, _, ..] = ranked.as_slice() {
            let n_constants = best.rank.constants;
            let rivals = ranked.iter().filter(|it| it.rank.constants == n_constants);
            let rivals: Vec<&Shape> = rivals.map(|it| it.shape).collect();
            let known = |it: &Member<'_>| rivals.iter().any(|shape| knows(shape, it));
            let told: Vec<&Member<'_>> = members.iter().filter(|it| known(it)).collect();
            ranked
                .retain(|it| keeps(it.shape) || told.iter().all(|member| knows(it.shape, member)));
        }
        ranked
    }

    /// Returns the index of the one shape that an object without a tag has; see [`Reader::tagged_or_shaped`].
    fn only_candidate(&self, shapes: &[Shape]) -> Option<usize> {
        let mut ranked = self.ranked(shapes, &self.members());
        ranked.retain(|it| it.rank.keeps);
        let n_best =
            ranked.iter().take_while(|it| Some(&it.rank) == ranked.first().map(|it| &it.rank));
        let best = ranked.get(..n_best.count())?;
        let is_base = |base: &&Candidate<'_>| {
            let others = best.iter().filter(|it| it.index != base.index);
            let names = base.shape.known;
            others.into_iter().all(|it| {
                let known = it.shape.known;
                known.len() > names.len() && names.iter().all(|name| known.contains(name))
            })
        };
        best.iter().find(is_base).map(|it| it.index)
    }

    /// Returns the shapes that match, the best fit first, and of those that fit alike in their order.
    fn ranked<'s>(&self, shapes: &'s [Shape], members: &[Member<'_>]) -> Vec<Candidate<'s>> {
        let shapes = shapes.iter().enumerate();
        let ranked = shapes.filter_map(|(index, shape)| {
            Some(Candidate { index, shape, rank: self.rank(shape, members)? })
        });
        let mut ranked: Vec<_> = ranked.collect();
        ranked.sort_by(|a, b| b.rank.cmp(&a.rank));
        ranked
    }

    fn members(&self) -> Vec<Member<'a>> {
        match self.kind {
            Kind::Object => members(self.raw).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Returns how well a shape fits; `None` when it doesn't.
    fn rank(&self, shape: &Shape, members: &[Member<'_>]) -> Option<Rank> {
        let kind = self.fit(shape.kind)?;
        let has = |name: &&str| members.iter().any(|it| it.name == *name);
        if !self.fills && !shape.required.iter().all(has)
            || !shape.constants.iter().all(|it| self.allows(shape, it, members))
            || !shape.nested.iter().all(|(path, value)| has_nested(members, path, *value))
        {
            return None;
        }
        let known = members.iter().filter(|it| knows(shape, it)).count();
        let is_null = |it: &Member<'_>| it.value == b"null";
        let there = |(name, _): &&(&str, Scalar)| {
            shape.kind != Kind::Object || members.iter().any(|it| it.name == *name && !is_null(it))
        };
        Some(Rank {
            constants: shape.constants.iter().filter(there).count(),
            kind,
            keeps: keeps(shape) || known == members.len(),
            known,
            nested: shape.nested.len(),
            required: shape.required.iter().filter(|it| has(it)).count(),
        })
    }

    /// Returns how specific a kind is that this value has; `None` for another.
    ///
    /// `3.0` is an integer for who has nothing else; a number keeps that it was written so.
    fn fit(&self, kind: Kind) -> Option<u8> {
        let is_text = self.text.is_some();
        let is_number = is_text || self.kind == Kind::Number;
        let fits = match kind {
            Kind::Any => return Some(0),
            Kind::String if is_text => return Some(1),
            Kind::Number if is_text => return number::float(self.as_text().trim()).map(|_| 3),
            Kind::Number if self.kind == Kind::Number => return Some(3),
            Kind::Integer if is_number => {
                let text = self.as_text().trim();
                let digits = !text.contains(['.', 'e', 'E']);
                return number::whole(text).map(|_| if digits { 4 } else { 2 });
            }
            Kind::Bool if is_text => matches!(self.as_text().trim(), "true" | "false"),
            _ => kind == self.kind,
        };
        fits.then_some(4)
    }

    fn as_text(&self) -> &'a str {
        self.text.unwrap_or_else(|| std::str::from_utf8(self.raw).unwrap_or_default())
    }

    /// Whether the value has a constant, or lacks a member that it may lack.
    fn allows(
        &self,
        shape: &Shape,
        (name, constant): &(&str, Scalar),
        members: &[Member<'_>],
    ) -> bool {
        if shape.kind != Kind::Object {
            return match (self.text, constant) {
                (Some(text), Scalar::String(constant)) => text == *constant,
                (Some(text), constant) => equals(text.trim().as_bytes(), *constant),
                (None, constant) => equals(self.raw, *constant),
            };
        }
        // The last one wins, as it does when the object is read; that required ones are there is known. A member that
        // may be `null` says nothing then.
        let found = members.iter().rfind(|it| it.name == *name);
        found.is_none_or(|it| it.value == b"null" || equals(it.value, *constant))
    }
}

/// How well a shape fits; the larger, the better.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    constants: usize,
    kind: u8,
    /// Whether no member is lost.
    keeps: bool,
    /// The more are known, the fewer are unknown.
    known: usize,
    nested: usize,
    required: usize,
}

impl Rank {
    /// Whether a value may as well be the other, as far as its own members say.
    fn rivals(&self, other: &Self) -> bool {
        let sides = |it: &Self| (it.constants, it.kind, it.keeps, it.known);
        sides(self) == sides(other)
    }
}

/// Whether values of a shape keep members that it isn't described with.
fn keeps(shape: &Shape) -> bool {
    shape.open || shape.kind == Kind::Any
}

/// Whether a shape is described with the member.
fn knows(shape: &Shape, member: &Member<'_>) -> bool {
    shape.known.contains(&&*member.name)
}

/// A member of an object, its value as JSON.
struct Member<'a> {
    name: Cow<'a, str>,
    value: &'a [u8],
}

/// Lists the members of an object that was checked already.
fn members(object: &[u8]) -> JiterResult<Vec<Member<'_>>> {
    let mut members = Vec::new();
    let mut json = Jiter::new(object);
    json.peek()?;
    let mut next = json.known_object()?.map(str::to_owned);
    while let Some(name) = next {
        let peek = json.peek()?;
        let start = json.current_index();
        json.known_skip(peek)?;
        members.push(Member { name: Cow::Owned(name), value: json.slice_to_current(start) });
        next = json.next_key()?.map(str::to_owned);
    }
    Ok(members)
}

/// Whether there is a member of a member at `path`, with this value where one is given.
fn has_nested(members: &[Member<'_>], path: &[&str], value: Option<Scalar>) -> bool {
    let Some((name, rest)) = path.split_first() else { return true };
    let Some(found) = members.iter().rfind(|it| it.name == *name) else { return false };
    if rest.is_empty() {
        return value.is_none_or(|it| equals(found.value, it));
    }
    found.value.starts_with(b"{")
        && self::members(found.value).is_ok_and(|inner| has_nested(&inner, rest, value))
}

fn equals(json: &[u8], constant: Scalar) -> bool {
    match constant {
        Scalar::Bool(constant) => json == if constant { &b"true"[..] } else { b"false" },
        Scalar::Integer(constant) => {
            std::str::from_utf8(json).ok().and_then(number::whole) == Some(i128::from(constant))
        }
        Scalar::String(constant) => Jiter::new(json).next_str().is_ok_and(|it| it == constant),
    }
}
