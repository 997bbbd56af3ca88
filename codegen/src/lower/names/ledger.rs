//! The ledger of names: which place of a description got which name, so that a new one never renames an old one.

mod file;
mod former;
mod kind;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Included, Unbounded};

use crate::lower::names::inside::{Called, Inside, Insides, Kept};
use crate::lower::names::ledger::former::Formers;
use crate::lower::names::{Scope, is_identifier};
use crate::pointer::Pointer;
use crate::settings::Setting;

pub(in crate::lower) use former::Former;
pub(in crate::lower) use kind::Kind;

/// What makes a name of words.
pub(in crate::lower) type Case = fn(&str) -> String;

/// Names by places.
type Places = BTreeMap<(Kind, String), String>;

/// The tags that operations are under.
#[derive(Clone, Debug, Default)]
struct Tags {
    by_place: BTreeMap<String, String>,
    by_tag: BTreeMap<String, BTreeSet<String>>,
}

impl Tags {
    fn get(&self, place: &str) -> Option<&str> {
        self.by_place.get(place).map(String::as_str)
    }

    /// The places under `tag`, in their order.
    fn under(&self, tag: &str) -> impl Iterator<Item = &String> {
        self.by_tag.get(tag).into_iter().flatten()
    }

    fn insert(&mut self, place: String, tag: &str) {
        self.remove(&place);
        self.by_tag.entry(tag.to_owned()).or_default().insert(place.clone());
        self.by_place.insert(place, tag.to_owned());
    }

    fn remove(&mut self, place: &str) -> Option<String> {
        let tag = self.by_place.remove(place)?;
        if let Some(places) = self.by_tag.get_mut(&tag) {
            places.remove(place);
        }
        Some(tag)
    }
}

/// What wants a name.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Wanted {
    /// Where it stands: in one place, or a type in several that are alike.
    pub(in crate::lower) places: Vec<Pointer>,
    /// The words of the name that it asks for.
    pub(in crate::lower) words: String,
    /// The name that the settings give it.
    pub(in crate::lower) given: Option<Setting<String>>,
}

impl Wanted {
    pub(in crate::lower) fn new(place: Pointer, words: String) -> Self {
        Self { places: vec![place], words, given: None }
    }
}

/// A name that a new place asked for and didn't get, because it is that of a place that is gone, or was that of another.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Withheld {
    /// The place that asked.
    pub(in crate::lower) place: Pointer,
    /// What it is called instead.
    pub(in crate::lower) name: String,
    /// The name that it asked for.
    pub(in crate::lower) asked: String,
    /// The place that had it.
    pub(in crate::lower) had: String,
}

/// The names that places of a description have had since they were first seen.
///
/// Kept beside a vendor's description as `names.lock`. The name of a place that is gone goes to no other.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    known: Places,
    gone: Places,
    /// Which of the known ones had gone before.
    back: BTreeSet<(Kind, String)>,
    used: Places,
    /// What places were called before, by which users still reach them.
    formers: Formers,
    /// The tags of the operations, by their places, those that are gone too.
    tags: Tags,
    insides: Insides,
    /// What places are called here whose pointers hang on an order.
    keys: BTreeMap<String, String>,
    calls: BTreeSet<Pointer>,
}

impl Ledger {
    /// Calls `place`, and all below it, after `name` instead of its number among others, unless another one is called so.
    pub(in crate::lower) fn call(&mut self, place: &Pointer, name: &str) {
        let Some((above, _)) = place.split_last() else { return };
        let call = above.child(name);
        if !self.calls.insert(call.clone()) {
            return;
        }
        if self.insides.spelling.is_empty() {
            // Earlier files had the numbers.
            self.rename(place.as_str(), call.as_str());
        }
        self.keys.insert(place.as_str().to_owned(), call.as_str().to_owned());
    }

    /// Calls the server at `place`, and all below it, after its URL instead of its number.
    pub(in crate::lower) fn call_server(&mut self, place: &Pointer, url: &str) {
        let numbered = place.as_str().to_owned();
        self.call(place, url);
        let called = self.key(place);
        let is_known = |at: &str| self.known.keys().any(|it| below(&it.1, at).is_some());
        // Earlier files had the numbers.
        if !is_known(&called) {
            self.rename(&numbered, &called);
        }
    }

    /// Has the server at `place`, which isn't known, and all below it stand for the one of the constructor `name` that is gone:
    /// it has another address now.
    pub(in crate::lower) fn move_server(&mut self, place: &Pointer, name: &str) {
        let is_here = |at: &str| self.calls.iter().any(|it| it.as_str() == at);
        let mut servers = self.known.iter().filter(|it| it.0.0 == Kind::Server);
        let gone = servers.find(|((_, at), it)| *it == name && !is_here(at));
        if let Some(((_, gone), _)) = gone {
            self.rename(&gone.clone(), &self.key(place));
        }
    }

    /// What the ledger calls a place.
    fn key(&self, place: &Pointer) -> String {
        let place = place.as_str();
        let mut at = place;
        // In their order, what is above a place comes before it; between the two comes only what shares the way there.
        while let Some((called, call)) =
            self.keys.range::<str, _>((Unbounded, Included(at))).next_back()
        {
            if let Some(rest) = below(place, called) {
                return format!("{call}{rest}");
            }
            let Some(shared) = shared_way(at, called) else { break };
            at = shared;
        }
        place.to_owned()
    }

    /// The name that `place` had, if it was seen before.
    pub(in crate::lower) fn known(&self, kind: Kind, place: &Pointer) -> Option<&str> {
        // Somebody may have made it one that Rust doesn't take.
        self.known.get(&(kind, self.key(place))).map(String::as_str).filter(|it| is_identifier(it))
    }

    /// The names that places had, those of places that are gone too.
    pub(in crate::lower) fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        let all = self.known.iter().chain(&self.gone);
        all.filter(move |it| it.0.0 == kind).map(|it| it.1.as_str())
    }

    /// The tag under which users have the operation at `place`; the empty one where it has none.
    pub(in crate::lower) fn tag(&self, place: &Pointer) -> Option<&str> {
        self.tags.get(&self.key(place))
    }

    /// Says which places of a kind there are, of operations under `tag`: all others are gone, and what was gone may be back.
    pub(in crate::lower) fn meet<'p>(
        &mut self,
        (kind, tag): (Kind, &str),
        present: impl Iterator<Item = &'p Pointer>,
    ) {
        let present: BTreeSet<String> = present.map(|it| self.key(it)).collect();
        let asked = self.places(kind, tag);
        for place in asked.into_iter().filter(|it| !present.contains(it)) {
            self.bury((kind, place));
        }
        for place in present.into_iter().map(|it| (kind, it)) {
            if let Some(name) = self.gone.remove(&place) {
                self.back.insert(place.clone());
                self.known.insert(place, name);
            }
        }
    }

    /// Says that of a kind there is nothing but what has a name now: other places are gone, with the tags that they were under.
    pub(in crate::lower) fn leave_used(&mut self, kind: Kind) {
        let is_absent = |it: &&(Kind, String)| it.0 == kind && !self.used.contains_key(*it);
        let absent: Vec<_> = self.known.keys().filter(is_absent).cloned().collect();
        for place in absent {
            self.bury(place);
        }
    }

    /// Has a place for gone, if it is known.
    fn bury(&mut self, place: (Kind, String)) {
        if let Some(name) = self.known.remove(&place) {
            self.gone.insert(place, name);
        }
    }

    /// The places of operations under `tag`, or all of another kind, those that are gone too.
    fn places(&self, kind: Kind, tag: &str) -> Vec<String> {
        if kind == Kind::Operation {
            return self.tags.under(tag).cloned().collect();
        }
        let all = self.known.keys().chain(self.gone.keys());
        all.filter(|it| it.0 == kind).map(|it| it.1.clone()).collect()
    }

    /// Takes what is new at `place` for what had the name `name` and is gone, with all that lies in it.
    pub(in crate::lower) fn follow(
        &mut self,
        (kind, tag): (Kind, &str),
        name: &str,
        place: &Pointer,
    ) {
        let to = self.key(place);
        if self.known.contains_key(&(kind, to.clone())) {
            return;
        }
        let is_it =
            |it: &&String| self.gone.get(&(kind, (*it).clone())).is_some_and(|it| it == name);
        let Some(from) = self.tags.under(tag).find(is_it).cloned() else { return };
        self.rename(&from, &to);
    }

    /// Has the names of the place `from`, and of all in it, for `to`.
    fn rename(&mut self, from: &str, to: &str) {
        let moved = |at: &str| Some(format!("{to}{}", below(at, from)?));
        let places = self.gone.keys().chain(self.known.keys());
        let places: Vec<(Kind, String)> =
            places.filter(|it| moved(&it.1).is_some()).cloned().collect();
        for from in places {
            let Some(to) = moved(&from.1) else { continue };
            if let Some(name) = self.gone.remove(&from).or_else(|| self.known.remove(&from)) {
                self.known.insert((from.0, to.clone()), name);
            }
            if let Some(tag) = self.tags.remove(&from.1) {
                self.tags.insert(to, &tag);
            }
        }
        self.formers.rename(moved);
        self.insides.rename(moved);
    }

    /// Notes the name that `place` has now, and remembers another that it had.
    pub(in crate::lower) fn record(&mut self, kind: Kind, place: &Pointer, name: &str) {
        let place = (kind, self.key(place));
        let tag = self.tag_of(kind, &place.1);
        self.formers.remove((kind, &tag, &place.1), name);
        let old = self.known.get(&place).filter(|it| *it != name && is_identifier(it));
        if let Some(old) = old {
            self.formers.add((kind, &tag, &place.1), old);
        }
        self.used.insert(place, name.to_owned());
    }

    /// The tag of an operation's place; none for what isn't one.
    fn tag_of(&self, kind: Kind, place: &str) -> String {
        let tag = self.tags.get(place).filter(|_| kind == Kind::Operation);
        tag.unwrap_or_default().to_owned()
    }

    /// Has the operation at `place`, and all that lies in it, under another tag; what it was called under the first one is
    /// remembered there, and what it was called under this one is its name again.
    pub(in crate::lower) fn move_to_tag(&mut self, place: &Pointer, tag: &str) {
        let place = self.key(place);
        let all = self.tags.by_place.keys();
        let places: Vec<String> = all.filter(|it| below(it, &place).is_some()).cloned().collect();
        for place in places {
            let Some(old) = self.tags.remove(&place) else { continue };
            let at = (Kind::Operation, place.clone());
            if let Some(name) = self.gone.remove(&at).or_else(|| self.known.remove(&at)) {
                self.formers.add((Kind::Operation, &old, &place), &name);
            }
            if let Some(name) = self.formers.take_first((Kind::Operation, tag, &place)) {
                self.known.insert(at, name);
            }
            self.tags.insert(place, tag);
        }
    }

    /// The tags under which operations were that are there still.
    pub(in crate::lower) fn former_tags(
        &self,
        present: impl Iterator<Item = Pointer>,
    ) -> BTreeSet<String> {
        let present: BTreeSet<String> = present.map(|it| self.key(&it)).collect();
        let formers = self.formers.of(Kind::Operation);
        formers.filter(|it| present.contains(it.1)).map(|it| it.0.to_owned()).collect()
    }

    /// What the place was called first, as far as users still reach it so.
    pub(in crate::lower) fn first_name(&self, kind: Kind, place: &Pointer) -> Option<&str> {
        self.formers.first((kind, "", &self.key(place)))
    }

    /// What places of a kind were called, of those that there are.
    pub(in crate::lower) fn formers(&self, kind: Kind) -> Vec<Former> {
        let all = self.formers.of(kind);
        all.filter_map(|(tag, place, names)| {
            let now = self.used.get(&(kind, place.to_owned()))?;
            Some(Former {
                tag: tag.to_owned(),
                place: place.to_owned(),
                names: names.to_vec(),
                now: (self.tag_of(kind, place), now.clone()),
            })
        })
        .collect()
    }

    /// Forgets that what stands at the former's place was called `name`, which is something else's name now.
    pub(in crate::lower) fn forget(&mut self, kind: Kind, former: &Former, name: &str) {
        self.formers.remove((kind, &former.tag, &former.place), name);
    }

    /// Notes the tag that the operation at `place` is under.
    pub(in crate::lower) fn record_tag(&mut self, place: &Pointer, tag: &str) {
        self.tags.insert(self.key(place), tag);
    }

    /// Gives each thing a name: first those that had one, then the others in the order given, but none that something had
    /// which is gone.
    ///
    /// `case` makes names of words; `take` takes one in `scope`, which is that of the operations under `tag`, or of all
    /// that is of the kind.
    pub(in crate::lower) fn allocate(
        &mut self,
        (kind, tag): (Kind, &str),
        (wanted, case): (&[Wanted], Case),
        scope: &mut Scope,
        take: &mut dyn FnMut(&mut Scope, &str) -> String,
    ) -> (Vec<String>, Vec<Withheld>) {
        let mut names = self.kept(kind, wanted);
        for (name, it) in names.iter_mut().zip(wanted) {
            let given = it.given.as_ref().map(|it| &it.value);
            if let Some(given) = given.filter(|it| scope.claim(it)) {
                *name = Some(given.clone());
            }
        }
        for (name, it) in names.iter_mut().zip(wanted) {
            if let (Some(name), None) = (name, &it.given) {
                // Somebody may have made it one that Rust doesn't take.
                let asked = if is_identifier(name) { name.clone() } else { case(name) };
                *name = take(scope, &asked);
            }
        }
        let gone = self.former_names(kind, tag);
        for name in gone.keys() {
            scope.claim(name);
        }
        let mut withheld = Vec::new();
        let mut given = Vec::new();
        for (it, name) in wanted.iter().zip(names) {
            let name = name.unwrap_or_else(|| {
                let known = it.places.iter().find_map(|at| self.known(kind, at));
                let asked = case(known.unwrap_or(&it.words));
                let name = take(scope, &asked);
                if let Some(had) = gone.get(&asked).filter(|_| name != asked) {
                    let (had, name) = (had.clone(), name.clone());
                    let place = it.places.first().cloned().unwrap_or_default();
                    withheld.push(Withheld { place, name, asked, had });
                }
                name
            });
            given.push(name);
        }
        for (it, name) in wanted.iter().zip(&given) {
            for place in &it.places {
                self.record(kind, place, name);
            }
        }
        (given, withheld)
    }

    /// The names that things had: where several had one together, or one has several now, each goes where most of its places
    /// are.
    fn kept(&self, kind: Kind, wanted: &[Wanted]) -> Vec<Option<String>> {
        // Of each the places that have it, and those that are back.
        let mut claims: BTreeMap<(usize, &str), (usize, usize)> = BTreeMap::new();
        for (index, it) in wanted.iter().enumerate() {
            for place in it.places.iter().map(|at| (kind, self.key(at))) {
                let Some(name) = self.known.get(&place) else { continue };
                let (n_there, n_back) = claims.entry((index, name)).or_default();
                *if self.back.contains(&place) { n_back } else { n_there } += 1;
            }
        }
        let mut claims: Vec<_> = claims.into_iter().collect();
        claims.sort_by_key(|(_, n_places)| Reverse(*n_places));
        let mut names = vec![None; wanted.len()];
        let mut taken = BTreeSet::new();
        for ((index, name), _) in claims {
            if let Some(slot @ None) = names.get_mut(index)
                && taken.insert(name)
            {
                *slot = Some(name.to_owned());
            }
        }
        names
    }

    /// The places that are gone, and those that are called otherwise now, by the names that they had.
    fn former_names(&self, kind: Kind, tag: &str) -> BTreeMap<String, String> {
        let places = self.places(kind, tag).into_iter().map(|it| (kind, it));
        let gone = places.filter_map(|it| Some((self.gone.get(&it)?.clone(), it.1)));
        let tag = if kind == Kind::Operation { tag } else { "" };
        let formers = self.formers.of(kind).filter(|it| it.0 == tag);
        let formers = formers
            .flat_map(|(_, place, names)| names.iter().map(|it| (it.clone(), place.to_owned())));
        formers.chain(gone).collect()
    }

    /// What is noted of the names within the type or operation at `place`.
    pub(in crate::lower) fn inside(&self, kind: Inside, place: &Pointer) -> Kept {
        self.insides.kept(kind, &self.key(place))
    }

    /// Whether an earlier run knew the type at `place`, and noted of the names within it what needs a note.
    pub(in crate::lower) fn knows_type(&self, place: &Pointer) -> bool {
        !self.insides.spelling.is_empty() && self.known(Kind::Type, place).is_some()
    }

    /// Notes what something within the type or operation at `place` is called; `key` tells it from others there.
    pub(in crate::lower) fn note(
        &mut self,
        (kind, place): (Inside, &Pointer),
        key: String,
        called: Called,
    ) {
        self.insides.note(kind, &self.key(place), key, called);
    }

    /// Leaves of the names within places those of these, which there are in the end.
    pub(in crate::lower) fn retain<'p>(&mut self, places: impl Iterator<Item = &'p Pointer>) {
        let places = places.map(|it| self.key(it)).collect();
        self.insides.retain(&places);
    }
}

/// The longest way above `place` that leads to `other` as well; none but the root.
fn shared_way<'p>(place: &'p str, other: &str) -> Option<&'p str> {
    let n_same = place.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let end = place.bytes().take(n_same + 1).rposition(|it| it == b'/')?;
    place.get(..end).filter(|it| !it.is_empty())
}

/// What of a place follows `above`, where it is that or below it.
fn below<'p>(place: &'p str, above: &str) -> Option<&'p str> {
    place.strip_prefix(above).filter(|it| it.is_empty() || it.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::Ledger;
    use crate::pointer::Pointer;

    #[test]
    fn what_is_nearest_above_a_place_says_what_it_is_called() {
        let mut ledger = Ledger::default();
        let at = |text: &str| Pointer::parse(text).unwrap();
        for (place, name) in
            [("/a/0", "x"), ("/a/0/b/1", "y"), ("/a/0/b/1!/2", "z"), ("/a/00", "w")]
        {
            ledger.call(&at(place), name);
        }
        let key = |place: &str| ledger.key(&at(place));
        assert_eq!(key("/a/0"), "/a/x");
        assert_eq!(key("/a/0/c"), "/a/x/c");
        assert_eq!(key("/a/0/b/1/d"), "/a/0/b/y/d");
        assert_eq!(key("/a/0/b/10"), "/a/x/b/10");
        assert_eq!(key("/a/0/b/1!/3"), "/a/x/b/1!/3");
        assert_eq!(key("/a/00/é"), "/a/w/é");
        assert_eq!(key("/a/0é"), "/a/0é");
        assert_eq!(key("/a"), "/a");
        assert_eq!(key(""), "");
    }
}
