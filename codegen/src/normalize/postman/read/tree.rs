//! Folders and requests, brought into one order: names, inheritance, and the scripts of folders.

use std::collections::BTreeSet;

use super::auth::Stated;
use super::request::Own;
use crate::normalize::postman::collection::{Auth, Collection, Folder};
use crate::pointer::Pointer;

/// An item.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A folder.
    Group(Box<Group>),
    /// A request.
    Request(Box<Own>),
}

/// A folder with what is in it.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Its name; what is in a folder without one is in the folder above.
    pub(super) name: String,
    /// What is written about it.
    pub(super) description: Option<String>,
    /// What it says about authentication.
    pub(super) stated: Stated,
    /// The variables that its scripts set.
    pub(super) sets: Vec<String>,
    /// Where the collection has it.
    pub(super) at: Pointer,
    /// What is in it.
    pub(super) nodes: Vec<Node>,
}

impl Group {
    /// Whether there is a request in it.
    fn has_request(&self) -> bool {
        self.nodes.iter().any(|it| match it {
            Node::Group(group) => group.has_request(),
            Node::Request(_) => true,
        })
    }
}

/// Brings what is in `top`, the collection as a folder, to `collection`.
pub(super) fn settle(top: Group, collection: &mut Collection) {
    let auth = top.stated.or(&Auth::Unsaid);
    let mut walk = Walk { collection, seen: BTreeSet::new(), sets: top.sets };
    walk.nodes(top.nodes, &[], &auth);
}

struct Walk<'a> {
    collection: &'a mut Collection,
    /// The folders so far.
    seen: BTreeSet<Vec<String>>,
    /// What the scripts of the folders set whose first request is still to come.
    sets: Vec<String>,
}

impl Walk<'_> {
    fn nodes(&mut self, nodes: Vec<Node>, path: &[String], auth: &Auth) {
        let names: Vec<_> = nodes.iter().filter_map(group_name).collect();
        let is_numbered = are_numbered(&names);
        for node in nodes {
            match node {
                Node::Request(own) => self.request(*own, path, auth),
                Node::Group(group) if group.has_request() => {
                    let name = unnumbered(&group.name).filter(|_| is_numbered);
                    let name = name.unwrap_or(&group.name).to_owned();
                    self.group(*group, name, path, auth);
                }
                Node::Group(_) => {}
            }
        }
    }

    fn group(&mut self, group: Group, name: String, path: &[String], auth: &Auth) {
        let mut path = path.to_vec();
        if !name.is_empty() {
            path.push(name);
            self.folder(&path, group.description, group.at);
        }
        let auth = group.stated.or(auth);
        add(&mut self.sets, group.sets);
        self.nodes(group.nodes, &path, &auth);
    }

    /// Siblings of one name are one folder, which the first of them describes that says anything.
    fn folder(&mut self, path: &[String], description: Option<String>, at: Pointer) {
        if self.seen.insert(path.to_vec()) {
            self.collection.folders.push(Folder { path: path.to_vec(), description, at });
        } else if let Some(known) = self.collection.folders.iter_mut().find(|it| it.path == path) {
            known.description = known.description.take().or(description);
        }
    }

    fn request(&mut self, own: Own, path: &[String], auth: &Auth) {
        let [request, item] = own.stated;
        let mut settled = own.request;
        settled.folder = path.to_vec();
        settled.auth = request.or(&item.or(auth));
        let mut sets = std::mem::take(&mut self.sets);
        add(&mut sets, std::mem::take(&mut settled.sets));
        settled.sets = sets;
        self.collection.requests.push(settled);
    }
}

/// Adds the names that aren't there yet.
fn add(names: &mut Vec<String>, more: Vec<String>) {
    for name in more {
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

fn group_name(node: &Node) -> Option<&str> {
    match node {
        Node::Group(group) if group.has_request() && !group.name.is_empty() => Some(&group.name),
        Node::Group(_) | Node::Request(_) => None,
    }
}

/// Whether the folders of a level have numbers in front that only put them in order: all of them have, and they are
/// told apart without.
fn are_numbered(names: &[&str]) -> bool {
    let bare: Option<Vec<_>> = names.iter().map(|it| unnumbered(it)).collect();
    let distinct =
        |names: &[&str]| names.iter().map(|it| it.to_lowercase()).collect::<BTreeSet<_>>().len();
    bare.is_some_and(|bare| !bare.is_empty() && distinct(&bare) == distinct(names))
}

/// A name without the number in front: `01 Users`, `1. Users`, `2.1) Users`, `03_users`, `4 - Users`.
///
/// Up to three digits are such a number, and what follows has to begin with a letter.
fn unnumbered(name: &str) -> Option<&str> {
    let name = name.trim();
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let rest = name.trim_start_matches(is_number);
    let number = name.strip_suffix(rest)?;
    let is_short = number.split('.').all(|it| it.len() <= 3);
    if !number.starts_with(|c: char| c.is_ascii_digit()) || !is_short {
        return None;
    }
    let word = rest.trim_start_matches([' ', ')', '_', '-', '–', ':', '\t']);
    let is_apart = word.len() < rest.len() || number.ends_with('.');
    (is_apart && word.starts_with(char::is_alphabetic)).then_some(word)
}
