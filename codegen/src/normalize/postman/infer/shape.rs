//! Shapes: what all values at one place have in common.
//!
//! - In: the values at a place.
//! - Out: an [`Observed`]; the objects in it are records of a [`Forest`], so that places can share them.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::formats::{is_date, is_date_time, is_uuid};
use super::maps;
use super::names::Place;
use super::numbers::{Number, is_coordinate};
use super::seen::{Object, Seen};
use super::unions::{self, Split};

/// What was seen at a place: each kind of value by itself, so that joining never loses any.
#[derive(Debug, Default)]
pub(super) struct Observed<'t> {
    /// How many values were seen.
    pub(super) seen: usize,
    pub(super) null: bool,
    pub(super) boolean: bool,
    pub(super) number: Option<Number>,
    pub(super) text: Option<Format>,
    /// The items of all lists.
    pub(super) list: Option<Box<Observed<'t>>>,
    pub(super) objects: Objects<'t>,
}

/// What all texts at a place are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Plain,
    DateTime,
    Date,
    Uuid,
}

/// The objects at a place.
#[derive(Debug, Default)]
pub(super) enum Objects<'t> {
    /// There are none.
    #[default]
    None,
    /// None has a member.
    Empty,
    /// The keys are data.
    Map(Box<Observed<'t>>),
    /// All are of one type.
    Record(RecordId),
    /// They are of several types; where `tag` is given, its value tells which.
    Either { tag: Option<&'t str>, kinds: Vec<RecordId> },
}

impl Observed<'_> {
    /// Whether no value but null shows what is at the place.
    pub(super) fn is_unknown(&self) -> bool {
        !self.boolean
            && self.number.is_none()
            && self.text.is_none()
            && self.list.is_none()
            && self.objects.are_none()
    }
}

impl Objects<'_> {
    /// Whether there are none.
    pub(super) fn are_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// A record of a [`Forest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RecordId(pub(super) usize);

/// Objects of one type.
#[derive(Debug)]
pub(super) struct Record<'t> {
    pub(super) objects: Vec<&'t Object<'t>>,
    pub(super) members: IndexMap<&'t str, Observed<'t>>,
    /// The members whose value is the type's mark.
    pub(super) constants: Vec<(&'t str, &'t str)>,
    pub(super) place: Place,
}

impl Record<'_> {
    /// The number of the object that was met first.
    pub(super) fn first(&self) -> usize {
        self.objects.iter().map(|it| it.id).min().unwrap_or_default()
    }

    /// The only value that a member has, where it is the type's mark.
    pub(super) fn constant(&self, member: &str) -> Option<&str> {
        self.constants.iter().find(|(name, _)| *name == member).map(|(_, value)| *value)
    }

    /// Whether every object has a member.
    pub(super) fn requires(&self, shape: &Observed<'_>) -> bool {
        shape.seen == self.objects.len()
    }
}

/// All records.
#[derive(Debug, Default)]
pub(super) struct Forest<'t> {
    records: Vec<Record<'t>>,
    /// The record that took the place of another when they were merged.
    became: BTreeMap<RecordId, RecordId>,
    /// Which record the objects belong to that several places share.
    owners: BTreeMap<usize, RecordId>,
    /// The members by which objects are told apart.
    marks: BTreeMap<usize, Vec<&'t str>>,
}

impl<'t> Forest<'t> {
    /// A forest that tells objects apart by the members in `marks`.
    pub(super) fn new(marks: BTreeMap<usize, Vec<&'t str>>) -> Self {
        Self { marks, ..Self::default() }
    }

    /// The record that an id means, after all merging.
    pub(super) fn resolve(&self, mut id: RecordId) -> RecordId {
        while let Some(next) = self.became.get(&id) {
            id = *next;
        }
        id
    }

    pub(super) fn record(&self, id: RecordId) -> &Record<'t> {
        let id = self.resolve(id);
        #[expect(clippy::indexing_slicing, reason = "ids come from `add`, and records stay")]
        &self.records[id.0]
    }

    /// Makes one record of several; all that mention one of them mention it from now on.
    pub(super) fn merge(&mut self, ids: &[RecordId]) {
        let mut objects: BTreeMap<usize, &'t Object<'t>> = BTreeMap::new();
        let mut places = Vec::new();
        let mut constants = Vec::new();
        for id in ids {
            let record = self.record(*id);
            objects.extend(record.objects.iter().map(|it| (it.id, *it)));
            places.push((record.first(), record.place.clone()));
            constants.clone_from(&record.constants);
        }
        places.sort_by_key(|(first, _)| *first);
        let place = Place::joined(places.into_iter().map(|(_, place)| place));
        let id = RecordId(self.records.len());
        let objects: Vec<&Object<'_>> = objects.into_values().collect();
        for object in &objects {
            self.owners.insert(object.id, id);
        }
        for old in ids {
            let old = self.resolve(*old);
            self.became.insert(old, id);
        }
        self.add(objects, constants, &place);
    }

    /// The shape of all values at a place.
    pub(super) fn shape(
        &mut self,
        values: impl IntoIterator<Item = &'t Seen<'t>>,
        place: &Place,
    ) -> Observed<'t> {
        let mut shape = Observed::default();
        let mut items: Option<Vec<&Seen<'t>>> = None;
        let mut objects: Vec<&Object<'t>> = Vec::new();
        for value in values {
            shape.seen += 1;
            match value {
                Seen::Unknown => {}
                Seen::Null => shape.null = true,
                Seen::Bool => shape.boolean = true,
                Seen::Number(it) => {
                    shape.number = Some(shape.number.unwrap_or_default().and(*it));
                }
                Seen::Text(text) => shape.text = Some(joined(shape.text, text)),
                Seen::List(it) => items.get_or_insert_default().extend(it),
                Seen::Object(it) => objects.push(it),
            }
        }
        shape.list = items.map(|items| Box::new(self.shape(items, &place.item())));
        shape.objects = self.objects(objects, place);
        shape
    }

    fn objects(&mut self, objects: Vec<&'t Object<'t>>, place: &Place) -> Objects<'t> {
        if objects.is_empty() {
            return Objects::None;
        }
        if objects.iter().all(|it| it.members.is_empty()) {
            return Objects::Empty;
        }
        if let Some(marks) = self.common_marks(&objects) {
            return self.marked(objects, &marks, place);
        }
        if maps::is_map(&objects) {
            let values = objects.iter().flat_map(|it| it.members.iter().map(|(_, value)| value));
            return Objects::Map(Box::new(self.shape(values, &place.item())));
        }
        match unions::split(&objects, place.is_root) {
            Split::Whole => Objects::Record(self.place_record(objects, Vec::new(), place)),
            Split::Tagged(tag) => {
                for object in &objects {
                    self.marks.insert(object.id, vec![tag]);
                }
                self.marked(objects, &[tag], place)
            }
            Split::Untagged(groups) => {
                let kinds = groups.into_iter().map(|(member, group)| {
                    self.place_record(group, Vec::new(), &place.part(member))
                });
                Objects::Either { tag: None, kinds: kinds.collect() }
            }
        }
    }

    /// The members by which all objects are told apart.
    fn common_marks(&self, objects: &[&'t Object<'t>]) -> Option<Vec<&'t str>> {
        let marks = self.marks.get(&objects.first()?.id)?;
        let same = objects.iter().all(|it| self.marks.get(&it.id) == Some(marks));
        same.then(|| marks.clone())
    }

    /// The types of objects that the values of members tell apart.
    fn marked(
        &mut self,
        objects: Vec<&'t Object<'t>>,
        marks: &[&'t str],
        place: &Place,
    ) -> Objects<'t> {
        let mut groups: IndexMap<Vec<(&'t str, &'t str)>, Vec<&'t Object<'t>>> = IndexMap::new();
        for object in objects {
            let constants = marks.iter().filter_map(|it| Some((*it, object.text(it)?))).collect();
            groups.entry(constants).or_default().push(object);
        }
        let mut kinds: Vec<RecordId> = Vec::new();
        for (constants, group) in groups {
            let value = constants.first().map(|(_, value)| *value).unwrap_or_default();
            let place = if unions::is_constant(value) { place.kind(value) } else { place.clone() };
            kinds.push(self.place_record(group, constants, &place));
        }
        match (kinds.as_slice(), marks.first()) {
            ([only], _) => Objects::Record(*only),
            (_, tag) => Objects::Either { tag: tag.copied(), kinds },
        }
    }

    /// The record of objects at a place: the one that they belong to already, or a new one.
    fn place_record(
        &mut self,
        objects: Vec<&'t Object<'t>>,
        constants: Vec<(&'t str, &'t str)>,
        place: &Place,
    ) -> RecordId {
        let owner = objects.first().and_then(|it| self.owners.get(&it.id)).copied();
        if let Some(owner) = owner.map(|it| self.resolve(it)) {
            let all = objects
                .iter()
                .all(|it| self.owners.get(&it.id).is_some_and(|it| self.resolve(*it) == owner));
            if all && self.record(owner).constants == constants {
                return owner;
            }
        }
        self.add(objects, constants, place)
    }

    fn add(
        &mut self,
        objects: Vec<&'t Object<'t>>,
        constants: Vec<(&'t str, &'t str)>,
        place: &Place,
    ) -> RecordId {
        let id = RecordId(self.records.len());
        let mut values: IndexMap<&'t str, Vec<&'t Seen<'t>>> = IndexMap::new();
        let members = objects.iter().flat_map(|it| &it.members);
        for (name, value) in members.filter(|(name, _)| !maps::is_filler(name)) {
            values.entry(name).or_default().push(value);
        }
        self.records.push(Record {
            objects,
            members: IndexMap::new(),
            constants,
            place: place.clone(),
        });
        let mut members = IndexMap::new();
        for (name, values) in values {
            let mut member = self.shape(values, &place.member(name));
            if is_coordinate(name) {
                member.number = member.number.map(Number::or_fractions);
            }
            members.insert(name, member);
        }
        if let Some(record) = self.records.get_mut(id.0) {
            record.members = members;
        }
        id
    }
}

/// What texts of one format are together with one more.
fn joined(known: Option<Format>, text: &str) -> Format {
    let fits = |format| match format {
        Format::Plain => true,
        Format::DateTime => is_date_time(text),
        Format::Date => is_date(text),
        Format::Uuid => is_uuid(text),
    };
    match known {
        Some(format) if fits(format) => format,
        Some(_) => Format::Plain,
        None => [Format::DateTime, Format::Date, Format::Uuid]
            .into_iter()
            .find(|it| fits(*it))
            .unwrap_or(Format::Plain),
    }
}
