//! Folders as tags.
//!
//! A folder in a folder is a tag of its own below the other's. A folder that holds nothing but one folder adds nothing
//! and is left out.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::pointer::Pointer;

use super::collection::{Collection, Folder};

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
            if is_idle(folder, collection) {
                tags.names.insert(folder.path.clone(), parent);
                continue;
            }
            let own = folder.path.last().map(|it| it.replace('/', " - ")).unwrap_or_default();
            let name = if parent.is_empty() { own } else { format!("{parent}/{own}") };
            tags.objects.push(object(&name, &parent, folder));
            tags.places.push(folder.at.clone());
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
        object.insert("x-clientwright-parent".to_owned(), Value::from(parent));
    }
    Value::Object(object)
}

/// Whether a folder holds nothing but one other.
fn is_idle(folder: &Folder, collection: &Collection) -> bool {
    let depth = folder.path.len();
    let is_below = |it: &[String]| it.len() == depth + 1 && it.starts_with(&folder.path);
    let n_folders = collection.folders.iter().filter(|it| is_below(&it.path)).count();
    n_folders == 1 && !collection.requests.iter().any(|it| it.folder == folder.path)
}
