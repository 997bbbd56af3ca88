//! What a crate has: each operation and each type, where it is described and where its Rust is.
//!
//! - In: the API, the files of the crate, and the document that the places are in.
//! - Out: the [`Item`]s, ordered by name; every file is read once, however many there are.

mod code;
mod passage;

use std::collections::BTreeMap;

pub use code::{Names, Part, Parts};
pub use passage::Passage;

use crate::canonical::Canonical;
use crate::diff::locate::located;
use crate::ir::Api;
use crate::pointer::Pointer;
use crate::source::{FileId, Lines, Sources, locate};

/// What an [`Item`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ItemKind {
    /// A method of the client.
    Operation,
    /// A struct, an enum or an alias.
    Type,
}

/// An operation or a type of a crate, where it is described and where its Rust is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Item {
    /// Which of both.
    pub kind: ItemKind,
    /// Its name, as `api.json` has it: `pets.list_pets`, `Pet`.
    pub name: String,
    /// What the description calls it: `GET /pets`, or the JSON pointer of a schema as received.
    pub described: String,
    /// The lines that describe it; none where nobody knows.
    pub place: Option<Passage>,
    /// The lines of Rust that it has become: what is called or constructed comes first, codecs aren't among them.
    pub code: Vec<Passage>,
}

/// An item of which it isn't known yet where it is.
#[derive(Debug)]
pub(crate) struct Named {
    item: Item,
    /// In the canonical document.
    pointer: Pointer,
    names: Names,
}

/// Everything that an API has.
pub(crate) fn named(api: &Api) -> Vec<Named> {
    let item = |kind, name, described| Item { kind, name, described, place: None, code: vec![] };
    let operations = api.operations().map(|(group, it)| Named {
        item: item(
            ItemKind::Operation,
            api.call(group, &it.name),
            format!("{} {}", it.method, it.path),
        ),
        pointer: it.pointer.clone(),
        names: Names { method: Some(it.name.clone()), item: it.builder.clone() },
    });
    let types = api.types.iter().map(|it| Named {
        item: item(ItemKind::Type, it.name.clone(), String::new()),
        pointer: it.pointer.clone(),
        names: Names { method: None, item: it.name.clone() },
    });
    let mut all: Vec<Named> = operations.chain(types).collect();
    all.sort_by(|one, other| {
        (one.item.kind, &one.item.name).cmp(&(other.item.kind, &other.item.name))
    });
    all
}

/// Finds where they are.
pub(crate) fn find(
    named: Vec<Named>,
    files: &BTreeMap<String, String>,
    canonical: &Canonical,
    sources: &Sources,
) -> Vec<Item> {
    let places: Vec<(FileId, Pointer)> = named
        .iter()
        .map(|it| canonical.origins.place(&located(&canonical.root, &it.pointer)))
        .map(|it| (it.file, it.pointer))
        .collect();
    let passages = passages(&places, sources);
    let code = Parts::read(files);
    let each = named.into_iter().zip(places).zip(passages).map(|((it, (_, pointer)), place)| {
        let described = match it.item.kind {
            ItemKind::Operation => it.item.described,
            ItemKind::Type => format!("#{pointer}"),
        };
        let passages = code.of(&it.names).into_iter().map(|it| it.passage).collect();
        Item { described, place, code: passages, ..it.item }
    });
    each.collect()
}

/// The lines at which nodes stand, key and value.
fn passages(places: &[(FileId, Pointer)], sources: &Sources) -> Vec<Option<Passage>> {
    let mut files: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (n, (file, _)) in places.iter().enumerate() {
        files.entry(*file).or_default().push(n);
    }
    let mut passages = vec![None; places.len()];
    for (id, members) in files {
        let Some(file) = sources.file(id) else { continue };
        let pointers: Vec<&Pointer> =
            members.iter().filter_map(|n| places.get(*n).map(|(_, it)| it)).collect();
        let lines = Lines::new(&file.text);
        for (n, span) in members.into_iter().zip(locate(file, &pointers)) {
            let start = span.key.map_or(span.value.start, |it| it.start);
            let text = file.text.get(start..span.value.end).unwrap_or_default();
            let first = lines.position(start).line;
            let last = first + text.trim_end().matches('\n').count();
            if let Some(passage) = passages.get_mut(n) {
                *passage = Some(Passage { file: file.name.clone(), first, last });
            }
        }
    }
    passages
}
