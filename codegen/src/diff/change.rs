//! One change: what it is, what it does, and where.

use super::effect::{Cause, Direction, Rust, Wire};
use super::rule::Rule;
use super::rules::types::TYPE_RENAMED;
use crate::pointer::Pointer;

/// A change of an API.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// Which kind of change.
    pub rule: &'static Rule,
    /// Which way the data travels.
    pub direction: Direction,
    /// What it does to clients that don't change.
    pub wire: Wire,
    /// What it does to Rust code.
    pub rust: Rust,
    /// Who made it.
    pub cause: Cause,
    /// What it is about, as the base has it: `GET /users query limit`, `User.email`.
    pub place: String,
    /// What the sentence and the advice have in them.
    pub facts: Vec<String>,
    /// The node of the base's canonical document, or one above it.
    pub base: Option<Pointer>,
    /// The node of the revision's canonical document, or one above it.
    pub revision: Option<Pointer>,
    /// The methods and webhooks that it touches, in their order.
    pub touches: Vec<String>,
    /// The names in Rust that code can no longer use for it: `archives.get_archive`, `Pet`, `Pet.name`, `Status::Active`.
    pub gone: Vec<String>,
    /// How what is new is called, of a new operation: `client.add_pet(pet: Pet) -> Pet`.
    pub signature: Option<String>,
    /// The same for the same change, whatever it is called and wherever it stands: 16 hexadecimal digits of a hash over
    /// rule, place and facts. Not a digest: whoever wants to finds two changes with the same one.
    pub fingerprint: String,
}

/// Where the schemas of components are.
const SCHEMAS: &str = "/components/schemas/";

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words of this library.
    Words(&'static str),
    /// A name or a value of the description or of Rust, which is shown as code.
    Code(String),
}

impl Change {
    /// The sentence about it: lower case, no full stop.
    pub fn message(&self) -> Vec<Piece> {
        fill(self.rule.sentence, &self.facts)
    }

    /// What to do; empty where there is nothing to do.
    pub fn advice(&self) -> Vec<Piece> {
        fill(self.rule.advice, &self.facts)
    }

    /// How to leave what is gone its name as well, for people who generate the crate and not for those who use it; empty where
    /// nothing would.
    ///
    /// A vendor that renames a schema doesn't say so: that the one which is gone is the one which is new, people have to know.
    pub fn keeping(&self) -> Vec<Piece> {
        let place = self.revision.as_ref().filter(|it| it.as_str().starts_with(SCHEMAS));
        let (Some(place), Some(old)) = (place, self.facts.first()) else { return Vec::new() };
        if self.rule.id != TYPE_RENAMED.id || self.rust != Rust::Major {
            return Vec::new();
        }
        let line = format!("\"{place}\": [\"{old}\"]");
        vec![
            Piece::Words("where both are the same, "),
            Piece::Code(line),
            Piece::Words(" in `types` under `was` of names.lock leaves "),
            Piece::Code(old.clone()),
            Piece::Words(" as a deprecated alias"),
        ]
    }

    /// What decides its place in a list: the worst first.
    pub(super) fn rank(&self) -> impl Ord + '_ {
        use std::cmp::Reverse;
        let breaks = Reverse(self.is_breaking());
        let (wire, rust) = (Reverse(self.wire), Reverse(self.rust));
        (breaks, wire, rust, &self.place, self.rule.id, &self.facts)
    }

    /// What makes it the same change, whichever operation has it.
    pub(super) fn identity(&self) -> impl Ord + '_ {
        (&self.place, self.rule.id, &self.facts, self.direction, self.cause)
    }

    /// Takes in another one, if that is the same of other operations.
    pub(super) fn absorbs(&mut self, other: &mut Self) -> bool {
        let is_same = self.identity() == other.identity();
        if is_same {
            (self.wire, self.rust) = (self.wire.max(other.wire), self.rust.max(other.rust));
            for (own, more) in
                [(&mut self.touches, &mut other.touches), (&mut self.gone, &mut other.gone)]
            {
                own.append(more);
                own.sort();
                own.dedup();
            }
        }
        is_same
    }

    /// Returns which part of the crate's version it asks for: by its effect on Rust code, and where it does something on the
    /// wire at least a patch, which brings users what knows about it.
    pub fn asks_for(&self) -> Rust {
        let least = if self.wire == Wire::None { Rust::None } else { Rust::Patch };
        self.rust.max(least)
    }

    /// Whether it breaks somebody: clients that don't change, or Rust code.
    pub fn is_breaking(&self) -> bool {
        self.wire == Wire::Breaking || self.rust == Rust::Major
    }
}

/// The template with the facts in their places; what stands in backticks is code, and so is every fact.
fn fill(template: &'static str, facts: &[String]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (n, part) in template.split('`').enumerate() {
        if n % 2 == 1 {
            pieces.push(Piece::Code(filled(part, facts)));
            continue;
        }
        let mut rest = part;
        while let Some((words, fact, after)) = next_fact(rest) {
            pieces.extend((!words.is_empty()).then_some(Piece::Words(words)));
            let fact = facts.get(fact).map_or("", String::as_str);
            // Words of our own have no need to be code.
            pieces.extend((!fact.is_empty()).then(|| Piece::Code(fact.to_owned())));
            rest = after;
        }
        pieces.extend((!rest.is_empty()).then_some(Piece::Words(rest)));
    }
    pieces
}

fn filled(template: &'static str, facts: &[String]) -> String {
    let (mut out, mut rest) = (String::new(), template);
    while let Some((words, fact, after)) = next_fact(rest) {
        out.push_str(words);
        out.push_str(facts.get(fact).map_or("", String::as_str));
        rest = after;
    }
    out + rest
}

/// What stands before the next `{n}`, `n`, and what follows it.
fn next_fact(text: &'static str) -> Option<(&'static str, usize, &'static str)> {
    let (words, rest) = text.split_once('{')?;
    let (number, after) = rest.split_once('}')?;
    Some((words, number.parse().ok()?, after))
}

/// A hash of 64 bits over texts and their borders (FNV-1a), which is the same on each machine and in each version.
pub(crate) fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    for part in parts {
        part.bytes().for_each(&mut add);
        // No byte of UTF-8.
        add(0xff);
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_code_wherever_they_stand() {
        let facts = ["User".to_owned(), "a`b".to_owned()];
        let pieces = fill("{0} has `x::{1}` and {1}", &facts);
        let code = |it: &str| Piece::Code(it.to_owned());
        assert_eq!(
            pieces,
            [
                code("User"),
                Piece::Words(" has "),
                code("x::a`b"),
                Piece::Words(" and "),
                code("a`b")
            ]
        );
    }

    #[test]
    fn a_fingerprint_tells_borders_apart() {
        assert_eq!(fingerprint(["a"]), fingerprint(["a"]));
        assert_ne!(fingerprint(["ab", "c"]), fingerprint(["a", "bc"]));
    }
}
