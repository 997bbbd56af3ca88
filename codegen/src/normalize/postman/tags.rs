//! Folders as tags.
//!
//! A folder in a folder is a tag of its own below the other's. A folder that holds nothing but one folder adds nothing
//! and is left out, as is one that holds all others.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::extensions;
use crate::pointer::Pointer;

use super::collection::{Collection, Folder};
use super::naming::without_number;

/// The tags of a collection.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// The tag of each folder, by the names down to it.
    names: BTreeMap<Vec<String>, String>,
    /// The Tag Objects.
    objects: Vec<Value>,
    /// Where the collection has the folder of each.
    places: Vec<Pointer>,
}

impl Tags {
    /// Makes tags of the folders.
    pub(super) fn new(collection: &Collection) -> Self {
        let mut tags = Self::default();
        for folder in &collection.folders {
            let parent = folder.path.split_last().map(|(_, above)| above.to_vec());
            let parent = parent.and_then(|it| tags.names.get(&it).cloned()).unwrap_or_default();
            let own = folder.path.last().map(|it| sound(it)).unwrap_or_default();
            if own.is_empty() || is_idle(folder, collection) {
                tags.names.insert(folder.path.clone(), parent);
                continue;
            }
            let name = if parent.is_empty() { own } else { format!("{parent}/{own}") };
            // Names that differ in their slashes only make one tag.
            if !tags.names.values().any(|it| *it == name) {
                tags.objects.push(object(&name, &parent, folder));
                tags.places.push(folder.at.clone());
            }
            tags.names.insert(folder.path.clone(), name);
        }
        tags
    }

    /// The tag of the requests in a folder.
    pub(super) fn of(&self, folder: &[String]) -> Option<&str> {
        self.names.get(folder).map(String::as_str).filter(|it| !it.is_empty())
    }

    /// The document's `tags`, and where each came from.
    pub(super) fn finish(self) -> (Vec<Value>, Vec<(Pointer, Pointer)>) {
        let at = Pointer::root().child("tags");
        let moves = self.places.into_iter().enumerate();
        (self.objects, moves.map(|(index, from)| (from, at.index(index))).collect())
    }
}

fn object(name: &str, parent: &str, folder: &Folder) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), Value::from(name));
    if let Some(text) = &folder.description {
        object.insert("description".to_owned(), Value::from(text.clone()));
    }
    if !parent.is_empty() {
        object.insert(extensions::PARENT.to_owned(), Value::from(parent));
    }
    Value::Object(object)
}

/// A folder's name without the number in front of it, and without the slash that stands between those of tags.
fn sound(name: &str) -> String {
    let parts = without_number(name).split('/').map(str::trim).filter(|it| !it.is_empty());
    parts.collect::<Vec<_>>().join(" - ")
}

/// Whether a folder adds nothing: it holds one folder and no request, or is all that the collection holds.
fn is_idle(folder: &Folder, collection: &Collection) -> bool {
    let holds_requests =
        |path: &[String]| collection.requests.iter().any(|it| it.folder.as_slice() == path);
    let n_folders = |path: &[String]| {
        let is_below = |it: &&Folder| it.path.len() == path.len() + 1 && it.path.starts_with(path);
        collection.folders.iter().filter(is_below).count()
    };
    let is_all = folder.path.len() == 1 && n_folders(&[]) == 1 && !holds_requests(&[]);
    !holds_requests(&folder.path) && (is_all || n_folders(&folder.path) == 1)
}
