//! What a comparison has found so far: changes, and which types stand for each other.
//!
//! - A pair is a type of the base and the type of the revision that stands where it stood; what differs between them is
//!   found once, however many places lead there, and is about all operations that do.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::change::{Change, fingerprint};
use super::effect::{Cause, Direction, Rust, Wire};
use super::manifest::Manifest;
use super::reach::{Pair, Reach, reaches};
use super::rule::Rule;
use super::rules;
use crate::pointer::Pointer;

/// With how many types of the revision one of the base is compared.
const MOST_PARTNERS: usize = 16;

#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) base: &'a Manifest,
    pub(super) revision: &'a Manifest,
    pairs: Vec<Pair<'a>>,
    known: BTreeMap<(&'a str, &'a str), usize>,
    partners: BTreeMap<&'a str, BTreeSet<&'a str>>,
    queue: VecDeque<usize>,
    users: Vec<String>,
    drafts: Vec<Draft>,
    pub(super) names: Vec<Names<'a>>,
}

/// What a place belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    /// The API as a whole.
    Api,
    /// An operation or a webhook.
    User(usize, Direction),
    /// Two types.
    Pair(usize),
}

/// A place in both manifests.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) owner: Owner,
    /// What people call it, by the names of the revision.
    pub(super) label: String,
    /// The same by the names of the base, which is what a fingerprint has.
    pub(super) key: String,
    pub(super) base: Option<Pointer>,
    pub(super) revision: Option<Pointer>,
}

impl Spot {
    /// The API as a whole.
    pub(super) fn api(key: &str) -> Self {
        let root = Some(Pointer::root());
        let (label, key) = (key.to_owned(), key.to_owned());
        Self { owner: Owner::Api, label, key, base: root.clone(), revision: root }
    }

    /// What operations share, where this one has it from there in both documents, in which it stands at `base` and
    /// `revision`.
    ///
    /// What is said of that is the same for each of them, and is one change in the end.
    pub(super) fn shared(
        &self,
        base: Option<&Pointer>,
        revision: Option<&Pointer>,
    ) -> Option<Self> {
        let (label, key) = (shown(revision?), shown(base?));
        let (base, revision) = (base.cloned(), revision.cloned());
        Some(Self { owner: self.owner, label, key, base, revision })
    }

    /// What a part of this is said of, and where that is: the place that parts of others share, as `shared` has it, or this
    /// and `own`.
    pub(super) fn part(
        &self,
        own: Self,
        base: Option<&Pointer>,
        revision: Option<&Pointer>,
    ) -> (Cow<'_, Self>, Self) {
        match self.shared(base, revision) {
            Some(it) => (Cow::Owned(it.clone()), it),
            None => (Cow::Borrowed(self), own),
        }
    }

    /// Whether it is a component.
    pub(super) fn is_component(&self) -> bool {
        let first = self.base.as_ref().and_then(|it| it.tokens().next());
        first.is_some_and(|it| it == COMPONENTS)
    }

    /// What stands below, `suffix` being what people add to the name, and the tokens those of the canonical document.
    pub(super) fn below(&self, suffix: &str, tokens: &[&str]) -> Self {
        let down = |at: &Option<Pointer>| {
            Some(tokens.iter().fold(at.clone()?, |at, token| at.child(token)))
        };
        Self {
            owner: self.owner,
            label: format!("{}{suffix}", self.label),
            key: format!("{}{suffix}", self.key),
            base: down(&self.base),
            revision: down(&self.revision),
        }
    }

    /// The same in the revision alone: it is new.
    pub(super) fn added(self) -> Self {
        Self { base: None, ..self }
    }

    /// The same in the base alone: it is gone.
    pub(super) fn removed(self) -> Self {
        Self { revision: None, ..self }
    }
}

/// Where components are.
const COMPONENTS: &str = "components";

/// What people call what operations share: `components/parameters/Limit`, or the path that has it.
fn shown(at: &Pointer) -> String {
    let tokens: Vec<String> = at.tokens().collect();
    match tokens.as_slice() {
        [section, rest @ ..] if section != COMPONENTS => rest.join("/"),
        all => all.join("/"),
    }
}

/// Two Rust types of the same form on the wire, which are the same if what they mention was only renamed.
#[derive(Debug)]
pub(super) struct Names<'a> {
    pub(super) spot: Spot,
    pub(super) rule: &'static Rule,
    pub(super) base: &'a str,
    pub(super) revision: &'a str,
}

/// A change whose direction isn't known yet.
#[derive(Debug)]
pub(super) struct Draft {
    rule: &'static Rule,
    spot: Spot,
    facts: Vec<String>,
    rust: Option<Rust>,
    cause: Option<Cause>,
    gone: Vec<String>,
    signature: Option<String>,
}

impl Draft {
    /// A name in Rust that code can no longer use.
    pub(super) fn gone(&mut self, name: impl Into<String>) -> &mut Self {
        self.gone.push(name.into());
        self
    }

    /// How what is new is called.
    pub(super) fn signature(&mut self, signature: String) {
        self.signature = Some(signature);
    }

    /// What it does to Rust code, where the rule can't know.
    pub(super) fn rust(&mut self, rust: Rust) -> &mut Self {
        self.rust = Some(rust);
        self
    }

    /// Who made it, where the rule can't know.
    pub(super) fn cause(&mut self, cause: Cause) {
        self.cause = Some(cause);
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(base: &'a Manifest, revision: &'a Manifest) -> Self {
        Self {
            base,
            revision,
            pairs: Vec::new(),
            known: BTreeMap::new(),
            partners: BTreeMap::new(),
            queue: VecDeque::new(),
            users: Vec::new(),
            drafts: Vec::new(),
            names: Vec::new(),
        }
    }

    /// Adds an operation or a webhook, by its name in Rust.
    pub(super) fn user(&mut self, name: &str) -> usize {
        self.users.push(name.to_owned());
        self.users.len() - 1
    }

    /// Notes a change: the facts that its sentence has, of which the label of the spot is the first.
    pub(super) fn say(&mut self, spot: &Spot, rule: &'static Rule, facts: &[&str]) {
        self.draft(spot, rule, facts);
    }

    /// As [`say`](Self::say), with what the rule can't know to be added.
    pub(super) fn draft(&mut self, spot: &Spot, rule: &'static Rule, facts: &[&str]) -> &mut Draft {
        let facts = facts.iter().map(|it| (*it).to_owned()).collect();
        let spot = spot.clone();
        let (gone, signature) = (Vec::new(), None);
        self.drafts.push(Draft { rule, spot, facts, rust: None, cause: None, gone, signature });
        let last = self.drafts.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "it was pushed just now")]
        &mut self.drafts[last]
    }

    /// Notes that something of a place, which is `what`, has another name in Rust or is gone; one that is new is no change.
    pub(super) fn renamed(
        &mut self,
        spot: &Spot,
        what: &str,
        one: Option<&String>,
        other: Option<&String>,
    ) {
        if let Some(old) = one
            && other != one
        {
            let new = other.map_or("none", String::as_str);
            let facts = [&*spot.label, what, old, new];
            self.draft(spot, &rules::types::RUST_NAME_CHANGED, &facts).gone(old);
        }
    }

    /// Has two types compared that stand for each other at a place.
    ///
    /// Returns whether they will be: a type that is taken apart into very many isn't compared with all of them.
    pub(super) fn pair(&mut self, owner: Owner, base: &'a str, revision: &'a str) -> bool {
        let index = if let Some(index) = self.known.get(&(base, revision)) {
            *index
        } else {
            let partners = self.partners.entry(base).or_default();
            if partners.len() >= MOST_PARTNERS {
                return false;
            }
            partners.insert(revision);
            self.add(base, revision)
        };
        if let Some(pair) = self.pairs.get_mut(index) {
            match owner {
                Owner::Api => {}
                Owner::User(user, direction) => {
                    pair.users.insert((user, direction));
                }
                Owner::Pair(parent) => {
                    pair.parents.insert(parent);
                }
            }
        }
        true
    }

    fn add(&mut self, base: &'a str, revision: &'a str) -> usize {
        let index = self.pairs.len();
        let (parents, users) = (BTreeSet::new(), BTreeSet::new());
        self.pairs.push(Pair { base, revision, parents, users });
        self.known.insert((base, revision), index);
        self.queue.push_back(index);
        index
    }

    /// The next two types to compare.
    pub(super) fn next(&mut self) -> Option<(usize, &'a str, &'a str)> {
        let index = self.queue.pop_front()?;
        self.pairs.get(index).map(|it| (index, it.base, it.revision))
    }

    /// The types of the revision that stand for one of the base.
    pub(super) fn partners(&self, base: &str) -> Option<&BTreeSet<&'a str>> {
        self.partners.get(base)
    }

    /// Whether a type of the base is still called `name`, if only besides: whether one that stands for it is.
    pub(super) fn is_called(&self, base: &str, name: &str) -> bool {
        let of =
            |it: &&str| self.revision.types.get(*it).is_some_and(|it| it.aliases.contains(name));
        self.partners(base).into_iter().flatten().any(|it| *it == name || of(it))
    }

    /// The owner of what is about two types that were compared.
    pub(super) fn owner(&self, base: &str, revision: &str) -> Owner {
        let known = self.known.get(&(base, revision));
        known.map_or(Owner::Api, |it| Owner::Pair(*it))
    }

    /// The types of the revision that were compared with one of the base.
    pub(super) fn compared(&self) -> BTreeSet<&'a str> {
        self.known.keys().map(|(_, revision)| *revision).collect()
    }

    /// Whether two types were compared.
    pub(super) fn is_compared(&self, base: &str, revision: &str) -> bool {
        self.partners(base).is_some_and(|it| it.contains(revision))
    }

    /// The changes, the worst first, each once: what operations share is about all of these.
    pub(super) fn finish(self) -> Vec<Change> {
        let reaches = reaches(&self.pairs);
        let name = |user: usize| self.users.get(user).cloned();
        let mut known = BTreeMap::new();
        let mut changes = Vec::new();
        for draft in self.drafts {
            let (direction, touches) = match draft.spot.owner {
                Owner::Api => (Direction::None, Vec::new()),
                Owner::User(user, direction) => (direction, name(user).into_iter().collect()),
                Owner::Pair(pair) => {
                    let reach = reaches.get(pair);
                    let direction = reach.map_or(Direction::None, |it| it.direction);
                    let touches = known.entry(pair).or_insert_with(|| {
                        let users = reach.into_iter().flat_map(Reach::users);
                        users.filter_map(name).collect::<BTreeSet<_>>()
                    });
                    (direction, touches.iter().cloned().collect())
                }
            };
            changes.push(draft.finish(direction, touches));
        }
        changes.sort_by(|one, other| one.identity().cmp(&other.identity()));
        changes.dedup_by(|it, first| first.absorbs(it));
        changes.sort_by(|one, other| one.rank().cmp(&other.rank()));
        changes
    }
}

impl Draft {
    fn finish(self, direction: Direction, touches: Vec<String>) -> Change {
        let Self { rule, spot, facts, rust, cause, gone, signature } = self;
        let (wire, by_rule) = match direction {
            // Nobody sends or receives it, but somebody may name it.
            Direction::None if matches!(spot.owner, Owner::Pair(_)) => {
                (Wire::None, rule.request.1.max(rule.response.1))
            }
            Direction::None | Direction::Both => {
                (rule.request.0.max(rule.response.0), rule.request.1.max(rule.response.1))
            }
            Direction::Request => rule.request,
            Direction::Response => rule.response,
        };
        // The first fact is what people call the place, which the key says, too.
        let what = facts.iter().filter(|it| facts.first() != Some(*it)).map(String::as_str);
        let fingerprint = fingerprint([rule.id, &spot.key].into_iter().chain(what));
        Change {
            rule,
            direction,
            wire,
            rust: rust.unwrap_or(by_rule),
            cause: cause.unwrap_or(rule.cause),
            place: spot.key,
            facts,
            base: spot.base,
            revision: spot.revision,
            touches,
            gone,
            signature,
            fingerprint,
        }
    }
}
