//! Version 1.0: flat lists of folders and requests, put in order by lists of ids.
//!
//! Folders come before requests, as Postman shows them. What no list names comes at the end of the folder that it names
//! itself, or else at the end of the collection, so that nothing is lost; what two lists name counts once, in the deeper one.

use std::collections::{BTreeMap, BTreeSet};

use super::request;
use super::sent::Defaults;
use super::spot::Spot;
use super::tree::{Group, Node};
use super::{auth, scripts};
use crate::diagnostic::Sink;

/// How deep folders may be; a deeper one is read as one of the collection.
const DEPTH: usize = 64;

/// Whether a collection is of version 1.0.
pub(super) fn is_old(spot: &Spot<'_>) -> bool {
    let is_list = |key| spot.get(key).is_some_and(|it: Spot<'_>| it.is_list());
    is_list("requests") && !is_list("item")
}

/// Reads the collection as a folder; the variables' places are added to `scopes`.
pub(super) fn group<'a>(
    spot: &Spot<'a>,
    defaults: Defaults,
    scopes: &mut Vec<Spot<'a>>,
    sink: &mut Sink,
) -> Group {
    let defaults = Defaults { is_old: true, ..defaults.within(spot) };
    let folders: Vec<_> = spot.get("folders").iter().flat_map(Spot::items).collect();
    let requests: Vec<_> = spot.get("requests").iter().flat_map(Spot::items).collect();
    scopes.extend(spot.any(&["variables", "variable"]));
    for spot in folders.iter().chain(&requests) {
        scopes.extend(spot.any(&["variables", "variable"]));
    }
    let mut shelf = Shelf {
        folder_ids: ids(&folders),
        request_ids: ids(&requests),
        listed: folders.iter().flat_map(|it| order(it, "folders_order")).collect(),
        folders,
        requests,
        defaults,
        sink,
    };
    let (folders, requests) = (shelf.top_folders(spot), order(spot, "order"));
    let mut left: Left = ((0..shelf.folders.len()).collect(), (0..shelf.requests.len()).collect());
    let mut nodes = Vec::new();
    shelf.folders(&folders, DEPTH, &mut left, &mut nodes);
    // Folders that are in each other.
    let rest: Vec<_> = left.0.iter().copied().collect();
    shelf.folders(&rest, DEPTH, &mut left, &mut nodes);
    let requests: Vec<_> = requests.iter().filter_map(|it| shelf.request_ids.get(it)).collect();
    let requests: Vec<_> = requests.into_iter().copied().collect();
    shelf.requests(&requests, &mut left, &mut nodes);
    let rest: Vec<_> = left.1.iter().copied().collect();
    shelf.requests(&rest, &mut left, &mut nodes);
    Group {
        name: String::new(),
        description: None,
        stated: auth::stated(spot),
        sets: scripts::sets(spot),
        at: spot.at.clone(),
        nodes,
    }
}

/// The folders and the requests that are in no folder yet.
type Left = (BTreeSet<usize>, BTreeSet<usize>);

struct Shelf<'a, 'b> {
    folders: Vec<Spot<'a>>,
    requests: Vec<Spot<'a>>,
    folder_ids: BTreeMap<String, usize>,
    request_ids: BTreeMap<String, usize>,
    /// The ids of folders that another folder lists.
    listed: BTreeSet<String>,
    defaults: Defaults,
    sink: &'b mut Sink,
}

impl Shelf<'_, '_> {
    /// The folders of the collection itself: those in its order, and those that aren't in another.
    fn top_folders(&self, collection: &Spot<'_>) -> Vec<usize> {
        let ordered = order(collection, "folders_order");
        let ordered = ordered.iter().filter_map(|it| self.folder_ids.get(it).copied());
        let mut top: Vec<_> = ordered.collect();
        for (index, folder) in self.folders.iter().enumerate() {
            let parent = folder.word_of(&["folder"]);
            let has_parent = parent.is_some_and(|it| self.folder_ids.contains_key(&it));
            let is_listed = folder.word_of(&["id"]).is_some_and(|it| self.listed.contains(&it));
            if !has_parent && !is_listed && !top.contains(&index) {
                top.push(index);
            }
        }
        top
    }

    fn folders(&mut self, indexes: &[usize], depth: usize, left: &mut Left, nodes: &mut Vec<Node>) {
        for index in indexes {
            if depth > 0 && left.0.remove(index) {
                nodes.extend(
                    self.folder(*index, depth - 1, left).map(|it| Node::Group(Box::new(it))),
                );
            }
        }
    }

    fn folder(&mut self, index: usize, depth: usize, left: &mut Left) -> Option<Group> {
        let spot = self.folders.get(index)?.clone();
        let id = spot.word_of(&["id"]);
        let mut nodes = Vec::new();
        let inner =
            members(&order(&spot, "folders_order"), &self.folder_ids, &self.folders, id.as_ref());
        self.folders(&inner, depth, left, &mut nodes);
        let inner = members(&order(&spot, "order"), &self.request_ids, &self.requests, id.as_ref());
        self.requests(&inner, left, &mut nodes);
        Some(Group {
            name: spot.word_of(&["name"]).unwrap_or_default(),
            description: spot.description(),
            stated: auth::stated(&spot),
            sets: scripts::sets(&spot),
            at: spot.at.clone(),
            nodes,
        })
    }

    fn requests(&mut self, indexes: &[usize], left: &mut Left, nodes: &mut Vec<Node>) {
        for index in indexes {
            let Some(spot) = self.requests.get(*index).filter(|_| left.1.remove(index)) else {
                continue;
            };
            let own = request::request(spot, spot, self.defaults, self.sink);
            nodes.extend(own.map(|it| Node::Request(Box::new(it))));
        }
    }
}

/// What is in the folder `id`: what its order names, then what names it.
fn members(
    order: &[String],
    ids: &BTreeMap<String, usize>,
    all: &[Spot<'_>],
    id: Option<&String>,
) -> Vec<usize> {
    let mut members: Vec<_> = order.iter().filter_map(|it| ids.get(it).copied()).collect();
    for (index, spot) in all.iter().enumerate() {
        if id.is_some() && spot.word_of(&["folder"]).as_ref() == id && !members.contains(&index) {
            members.push(index);
        }
    }
    members
}

/// The ids in a list.
fn order(spot: &Spot<'_>, key: &str) -> Vec<String> {
    spot.get(key).iter().flat_map(Spot::items).filter_map(|it| it.text()).collect()
}

/// Where the element of each id is; the first counts.
fn ids(spots: &[Spot<'_>]) -> BTreeMap<String, usize> {
    let mut ids = BTreeMap::new();
    for (index, spot) in spots.iter().enumerate() {
        if let Some(id) = spot.word_of(&["id"]) {
            ids.entry(id).or_insert(index);
        }
    }
    ids
}
