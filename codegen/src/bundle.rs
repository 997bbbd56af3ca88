//! Brings what a description refers to in other files into it.
//!
//! - In: a document as loaded, and the files of its folder, which whoever calls has read: [`mentioned`] says which. After
//!   an overlay, what it refers to.
//! - Out: one document. What a component can stand for is one, once for each place of a file; anything else is put where
//!   the reference stood. References that can't be followed stay, and `refused` has why.
//!   One that is empty, or means the whole document, is dropped.
//! - Moves: what is brought is recorded as introduced from its file.
//!
//! Source: OpenAPI 3.1.1, "Relative References in API Description URIs"; 3.0.4, "Relative References in URIs". A reference
//! counts from the file that it stands in, its fragment is a JSON pointer or an anchor there, and a file of fragments is
//! read in the dialect of the description. `externalValue` and `operationRef` are no such references.

mod address;
mod files;
mod names;
mod open;
mod positions;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::diagnostic::findings::references::Instead;
use crate::diagnostic::{Place, Sink, findings};
use crate::dialect::{self, Dialect};
use crate::document::Document;
use crate::load;
use crate::normalize::grammar::{Kind, Shape};
use crate::pointer::Pointer;
use crate::source::{FileId, Sources};
use files::{Files, Found, Spot};
use positions::{Seen, is_whole, references};
use tree::{Opened, TreeSource};

/// The names of the files that `file` refers to and that nobody has looked for yet, where the description `of` is bundled.
///
/// It may be more than bundling will follow, and never a file outside of the description's folder.
pub fn mentioned(sources: &Sources, of: FileId, file: FileId) -> BTreeSet<String> {
    let (Some(entry), Some(source)) = (sources.file(of), sources.file(file)) else {
        return BTreeSet::new();
    };
    if !may_lead_elsewhere(source.content()) {
        return BTreeSet::new();
    }
    let document = load::load(sources, file, &mut Sink::default());
    let mut texts = BTreeSet::new();
    if let Some(document) = &document {
        elsewhere(&document.root, &mut |text| {
            texts.insert(text.to_owned());
        });
    }
    let url = document.as_ref().and_then(|it| files::own_url(&it.root));
    let base = address::Base { name: &source.name, folder: &entry.folder, url };
    let names =
        texts.iter().filter_map(|text| match address::address(address::split(text).0, base) {
            address::Address::File(name) => Some(name),
            _ => None,
        });
    names.filter(|it| sources.find(it).is_none()).collect()
}

/// Whether a text can have references to other files: a look that is cheaper than reading it.
fn may_lead_elsewhere(text: &str) -> bool {
    let leads = |(at, _): (usize, &str)| {
        // The value may be in quotes, or begin on the next line.
        let rest = text.get(at + "$ref".len()..).unwrap_or_default();
        let value = rest.trim_start_matches(|c: char| c.is_whitespace() || "\"':>|-".contains(c));
        !value.starts_with('#')
    };
    let is_end = |rest: &str| {
        rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || "\"'#,}".contains(c))
    };
    let names = |text: &str| {
        let ends = |extension| {
            let mut all = text.match_indices(extension);
            all.any(|(at, it)| is_end(text.get(at + it.len()..).unwrap_or("")))
        };
        [".yaml", ".yml", ".json"].into_iter().any(ends)
    };
    let mapped = |rest: &str| {
        let rest = rest.trim_start_matches(['"', '\'']).trim_start();
        let value = rest.strip_prefix(':').map(str::trim_start);
        value.is_some_and(|it| names(braced(it).unwrap_or(it)))
    };
    text.match_indices("$ref").any(leads) || text.split("mapping").skip(1).any(mapped)
}

/// What stands between the braces that a text begins with; none where that isn't told at a glance.
fn braced(text: &str) -> Option<&str> {
    let text = text.strip_prefix('{')?;
    let (mut is_quoted, mut is_escaped) = (false, false);
    let end = text.find(|c| {
        is_quoted ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        c == '}' && !is_quoted
    });
    text.get(..end?).filter(|it| !it.contains(['\'', '{']))
}

/// Hands the texts of all references that begin with something else than `#` to `visit`.
fn elsewhere(node: &Value, visit: &mut dyn FnMut(&str)) {
    let mut text = |it: &Value| {
        if let Some(text) =
            it.as_str().filter(|it| !it.trim_start().starts_with('#') && !is_whole(it))
        {
            visit(text);
        }
    };
    match node {
        Value::Object(members) => {
            members.get("$ref").into_iter().for_each(&mut text);
            let mapping = members.get("mapping").and_then(Value::as_object).into_iter().flatten();
            let is_reference = |it: &&Value| it.as_str().is_some_and(positions::is_file_or_place);
            mapping.map(|(_, it)| it).filter(is_reference).for_each(&mut text);
            members.values().for_each(|it| elsewhere(it, visit));
        }
        Value::Array(items) => items.iter().for_each(|it| elsewhere(it, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Bundles one description, first as it was received and then what its overlay brings.
#[derive(Debug)]
pub struct Bundler<'a> {
    files: Files<'a>,
    /// Whether the description is of OpenAPI 2.0, and has its components at its root.
    is_old: bool,
    /// The components that other files gave.
    homes: BTreeMap<Part, Pointer>,
    /// References that aren't followed and that no later stage looks at: the object that holds one, and its text.
    stuck: Vec<(Pointer, String)>,
    /// How often something was put in the place of a reference.
    inlined: usize,
}

/// A place of another file, and what a component of it would be.
///
/// The order is the one in which names are given: files that are further up come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    kind: Kind,
    depth: usize,
    path: String,
    spot: Spot,
}

impl<'a> Bundler<'a> {
    /// For the description `entry`.
    pub fn new(sources: &'a Sources, entry: FileId) -> Self {
        Self {
            files: Files::new(sources, entry),
            is_old: false,
            homes: BTreeMap::new(),
            stuck: Vec::new(),
            inlined: 0,
        }
    }

    /// Brings in what the document refers to.
    pub fn bundle(&mut self, document: &mut Document) {
        self.run(document, None);
        document.origins.prepared();
    }

    /// Brings in what an overlay's actions refer to, counted from the overlay.
    pub fn bundle_overlay(&mut self, document: &mut Document, overlay: FileId) {
        self.files.allow_folder_of(overlay);
        self.run(document, Some(overlay));
    }

    /// Reports what no later stage will.
    pub fn finish(self, document: &mut Document, sink: &mut Sink) {
        document.refused = self.files.refused;
        // What was made one file by others may have references left to what has become a component.
        let is_single = self.homes.is_empty() && self.inlined == 0;
        for refusal in document.refused.values_mut() {
            refusal.may_be_name &= is_single;
        }
        for (at, text) in self.stuck {
            let text_at = at.child("$ref");
            let is_there = text_at.get(&document.root).is_some_and(|it| *it == text);
            let Some(refusal) = document.refused.get(&text).filter(|_| is_there) else { continue };
            document.report(sink, &text_at, refusal.unfollowed.finding(Instead::Nothing));
            if let Some(Value::Object(holder)) = at.get_mut(&mut document.root) {
                holder.shift_remove("$ref");
            }
        }
        for finding in self.files.findings {
            sink.push(finding);
        }
        drop_whole(document, sink);
    }

    fn run(&mut self, document: &mut Document, overlay: Option<FileId>) {
        let mut is_single = true;
        elsewhere(&document.root, &mut |_| is_single = false);
        if is_single {
            return;
        }
        let dialect = dialect::detect(document, &mut Sink::default());
        self.is_old = dialect == Some(Dialect::Swagger2);
        self.files.set_entry(document);
        let root = document.root.take();
        let from = TreeSource::Document { origins: &document.origins, overlay };
        let mut opened = self.open(root, Shape::One(Kind::Root), from);
        document.root = opened.tree.take();

        let parts = self.open_parts(&mut opened);
        self.claim(&opened);
        self.name(&document.root, parts.keys());

        self.place(document, &Pointer::root(), opened);
        for (part, mut opened) in parts {
            let Some(home) = self.homes.get(&part).cloned() else { continue };
            put(&mut document.root, &home, opened.tree.take());
            document.origins.introduced(&home, Place::value(part.spot.file, part.spot.at));
            self.place(document, &home, opened);
        }
        document.raw.extend(self.files.raw());
    }

    /// Reads the parts that become components, with all that they refer to.
    fn open_parts(&mut self, document: &mut Opened) -> BTreeMap<Part, Opened> {
        let mut parts = BTreeMap::new();
        let mut wanted = self.wanted(&mut document.refs);
        while let Some(part) = wanted.pop() {
            if parts.contains_key(&part) || self.homes.contains_key(&part) {
                continue;
            }
            let value = self.files.node(&part.spot).cloned().unwrap_or_default();
            let from = TreeSource::Part(part.spot.clone());
            let mut opened = self.open(value, Shape::One(part.kind), from);
            wanted.extend(self.wanted(&mut opened.refs));
            parts.insert(part, opened);
        }
        parts
    }

    /// The parts that references lead to. One that leads to no object isn't followed.
    fn wanted(&mut self, refs: &mut [(Seen, Found)]) -> Vec<Part> {
        let mut parts = Vec::new();
        for (seen, found) in refs {
            let (Found::There(spot), Some(kind)) = (&*found, seen.kind()) else { continue };
            let node = self.files.node(spot);
            let is_schema = kind == Kind::Schema && node.is_some_and(Value::is_boolean);
            if is_schema || node.is_some_and(Value::is_object) {
                parts.push(self.part(kind, spot));
            } else {
                *found = self.files.refuse_misfit(&seen.text, spot);
            }
        }
        parts
    }

    fn part(&self, kind: Kind, spot: &Spot) -> Part {
        let path = self.files.path(spot.file).to_owned();
        Part { kind, depth: path.matches('/').count(), path, spot: spot.clone() }
    }

    /// Where components of a kind stand; `None` where no component can stand for what is referred to.
    fn section(&self, kind: Kind) -> Option<Pointer> {
        let root = Pointer::root();
        Some(match (self.is_old, kind) {
            // Paths and callbacks have no components in 3.0, and in 3.1 nobody misses them.
            (_, Kind::PathItem | Kind::Callback) => return None,
            (false, kind) => root.child("components").child(kind.section()?),
            (true, Kind::Schema) => root.child("definitions"),
            (true, Kind::Parameter) => root.child("parameters"),
            (true, Kind::Response) => root.child("responses"),
            (true, Kind::SecurityScheme) => root.child("securityDefinitions"),
            (true, _) => return None,
        })
    }

    /// Gives parts the names of the description's own components that are nothing but references to them: to the part
    /// itself, or else to what leads there.
    fn claim(&mut self, document: &Opened) {
        let mut claims = Vec::new();
        for (seen, found) in &document.refs {
            let (Found::There(spot), Some(kind)) = (found, seen.kind()) else { continue };
            let parent = seen.at.split_last().map(|(parent, _)| parent);
            if seen.is_alone && !seen.is_mapping && parent == self.section(kind) {
                claims.push((!self.files.names(&seen.text, spot), self.part(kind, spot), &seen.at));
            }
        }
        // Of several alike the first one counts.
        claims.sort_by_key(|it| it.0);
        for (_, part, at) in claims {
            self.homes.entry(part).or_insert_with(|| at.clone());
        }
    }

    /// Gives the other parts names.
    fn name<'p>(&mut self, root: &Value, parts: impl Iterator<Item = &'p Part>) {
        let mut taken: BTreeMap<Pointer, BTreeSet<String>> = BTreeMap::new();
        for part in parts {
            let Some(section) = self.section(part.kind) else { continue };
            if self.homes.contains_key(part) {
                continue;
            }
            let taken = taken.entry(section.clone()).or_insert_with(|| {
                let members = section.get(root).and_then(Value::as_object);
                members.into_iter().flat_map(|it| it.keys().cloned()).collect()
            });
            let name = names::free_name(&part.path, &part.spot.at, taken);
            self.homes.insert(part.clone(), section.child(&name));
        }
    }

    /// Spells the references of a tree that stands at `at` now, and records what was put into it.
    fn place(&mut self, document: &mut Document, at: &Pointer, opened: Opened) {
        for (now, place) in opened.inlined {
            document.origins.introduced(&at.join(&now), place);
        }
        for (seen, found) in opened.refs {
            let here = at.join(&seen.at);
            let text = match found {
                Found::Unknown => continue,
                Found::Here(text) => text,
                Found::There(spot) => {
                    let part = seen.kind().map(|it| self.part(it, &spot));
                    let Some(home) = part.and_then(|it| self.homes.get(&it)) else { continue };
                    // It is about to be replaced by what it leads to.
                    if *home == here {
                        continue;
                    }
                    format!("#{}", home.as_str().replace('%', "%25"))
                }
                Found::Refused(text) => {
                    if seen.kind().and_then(Kind::section).is_none() {
                        self.stuck.push((here.clone(), text.clone()));
                    }
                    text
                }
            };
            let text_at = if seen.is_mapping { here } else { here.child("$ref") };
            if let Some(slot) = text_at.get_mut(&mut document.root) {
                *slot = Value::String(text);
            }
        }
    }
}

/// Drops references that are empty or mean the whole document, and not the schema around them; what stands beside one is
/// read.
fn drop_whole(document: &mut Document, sink: &mut Sink) {
    let all = references(Shape::One(Kind::Root), &document.root);
    let is_whole = |it: &&Seen| !it.is_mapping && is_whole(&it.text) && !it.means_its_schema();
    for seen in all.iter().filter(is_whole) {
        let finding = findings::references::whole_document(&seen.text, seen.is_alone);
        document.report(sink, &seen.text_at(), finding);
        if let Some(Value::Object(holder)) = seen.at.get_mut(&mut document.root) {
            holder.shift_remove("$ref");
        }
    }
}

/// Puts a component in its place, and makes the sections that it stands in.
fn put(root: &mut Value, home: &Pointer, value: Value) {
    let mut node = root;
    for token in home.tokens() {
        if !node.is_object() {
            *node = json!({});
        }
        let Value::Object(members) = node else { return };
        node = members.entry(token).or_insert(Value::Null);
    }
    *node = value;
}

#[cfg(test)]
mod tests;
