//! The ledger as a text: JSON, sorted, a line an entry.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Kind, Ledger, Places, Tags};
use crate::lower::names::inside::{Inside, Spelling};
use crate::lower::names::is_identifier;
use crate::source::json_error;

/// What is gone.
const GONE: &str = "gone";
/// What was called otherwise.
const WAS: &str = "was";
/// How the names of an API are spelled.
const SPELLING: &str = "spelling";

impl Ledger {
    /// Reads a ledger as [`Ledger::to_text`] writes it.
    ///
    /// # Errors
    ///
    /// Says at which byte of `text` it isn't one, and what is wrong there.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let sections: BTreeMap<String, Map<String, Value>> =
            serde_json::from_str(text).map_err(|error| json_error(text, &error))?;
        let mut ledger = Self::default();
        let known = |name: &str| sections.get(name).into_iter().flatten();
        for kind in Kind::ALL {
            let entries = known(kind.section());
            let read = read(kind, entries, &mut ledger.tags);
            ledger.known.extend(read.map_err(|it| (0, it))?);
        }
        for (name, value) in known(GONE) {
            if let Some(kind) = Kind::ALL.into_iter().find(|it| it.section() == name) {
                let entries = value.as_object().into_iter().flatten();
                let read = read(kind, entries, &mut ledger.tags);
                ledger.gone.extend(read.map_err(|it| (0, it))?);
            }
        }
        for (name, value) in known(WAS) {
            let Some(kind) = Kind::ALL.into_iter().find(|it| it.section() == name) else {
                continue;
            };
            let entries = value.as_object().into_iter().flatten();
            for (key, value) in entries {
                match value {
                    Value::Object(of_tag) => {
                        for (place, names) in of_tag {
                            ledger.read_former((kind, key, place), names);
                        }
                    }
                    names => ledger.read_former((kind, "", key), names),
                }
            }
        }
        for kind in Inside::ALL {
            for (place, names) in known(kind.section()) {
                let names = names.as_object().into_iter().flatten();
                // Somebody may have made it one that Rust doesn't take.
                let names = names.filter_map(|(key, it)| {
                    let name = it.as_str().filter(|it| is_identifier(it))?;
                    Some((key.clone(), name.to_owned()))
                });
                ledger.insides.known.insert((kind, place.clone()), names.collect());
            }
            let spelling = sections.get(SPELLING).and_then(|it| it.get(kind.section())?.as_str());
            ledger.insides.spelling.extend(spelling.and_then(Spelling::of).map(|it| (kind, it)));
        }
        Ok(ledger)
    }

    /// Notes the names that a place had.
    fn read_former(&mut self, at: (Kind, &str, &str), names: &Value) {
        let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
        for name in names.filter(|it| is_identifier(it)) {
            self.formers.add(at, name);
        }
    }

    /// The ledger after a run, as text.
    pub fn to_text(&self) -> String {
        let mut sections: BTreeMap<&str, Value> = BTreeMap::new();
        let (mut gone, mut was) = (BTreeMap::new(), BTreeMap::new());
        for kind in Kind::ALL {
            for (to, written) in [
                (&mut sections, self.written(kind, &self.used)),
                (&mut gone, self.written(kind, &self.gone)),
                (&mut was, self.written_formers(kind)),
            ] {
                if !written.is_empty() {
                    to.insert(kind.section(), json!(written));
                }
            }
        }
        for (name, of) in [(GONE, gone), (WAS, was)] {
            if !of.is_empty() {
                sections.insert(name, json!(of));
            }
        }
        for ((kind, place), names) in self.insides.to_note() {
            let section = sections.entry(kind.section()).or_insert_with(|| json!({}));
            if let Some(section) = section.as_object_mut() {
                section.insert(place, json!(names));
            }
        }
        let spellings = self.insides.spellings();
        if !spellings.is_empty() {
            let spellings: BTreeMap<&str, &str> =
                spellings.into_iter().map(|(kind, it)| (kind.section(), it.word())).collect();
            sections.insert(SPELLING, json!(spellings));
        }
        format!("{}\n", serde_json::to_string_pretty(&sections).unwrap_or_default())
    }

    /// The names of one kind.
    fn written(&self, kind: Kind, places: &Places) -> BTreeMap<String, Value> {
        by_tags(places.iter().filter(|it| it.0.0 == kind).map(|((_, place), name)| {
            let tag = self.tags.get(place).filter(|_| kind == Kind::Operation);
            (tag, place.as_str(), json!(name))
        }))
    }

    /// What places of one kind were called before.
    fn written_formers(&self, kind: Kind) -> BTreeMap<String, Value> {
        by_tags(self.formers.of(kind).map(|(tag, place, names)| {
            ((kind == Kind::Operation).then_some(tag), place, json!(names))
        }))
    }
}

/// What places have, those of operations by their tags.
fn by_tags<'p>(
    entries: impl Iterator<Item = (Option<&'p str>, &'p str, Value)>,
) -> BTreeMap<String, Value> {
    let mut written: BTreeMap<String, Value> = BTreeMap::new();
    for (tag, place, value) in entries {
        let Some(tag) = tag else {
            written.insert(place.to_owned(), value);
            continue;
        };
        let of_tag = written.entry(tag.to_owned()).or_insert_with(|| json!({}));
        if let Some(of_tag) = of_tag.as_object_mut() {
            of_tag.insert(place.to_owned(), value);
        }
    }
    written
}

/// The names of one kind, and the tags of operations that are listed under one.
fn read<'v>(
    kind: Kind,
    entries: impl Iterator<Item = (&'v String, &'v Value)>,
    tags: &mut Tags,
) -> Result<Places, String> {
    let mut places = Places::new();
    for (key, value) in entries {
        match value {
            Value::String(name) => {
                places.insert((kind, key.clone()), name.clone());
            }
            Value::Object(of_tag) if kind == Kind::Operation => {
                for (place, name) in of_tag {
                    tags.insert(place.clone(), key);
                    let name = name.as_str().unwrap_or_default();
                    places.insert((kind, place.clone()), name.to_owned());
                }
            }
            _ => return Err(format!("`{key}` has no name")),
        }
    }
    Ok(places)
}
