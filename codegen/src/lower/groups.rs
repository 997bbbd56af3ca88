//! Tags to groups: which there are, which is under which, and what their modules and handles are called.

use std::collections::BTreeMap;

use crate::canonical::Endpoint;
use crate::diagnostic::findings;
use crate::extensions;
use crate::ir::{Auth, Docs, Group, Operation};
use crate::lower::facets::{provenance, with_link};
use crate::lower::names::{
    BUILDER_RESERVED, CLIENT_RESERVED, Case, HANDLE_RESERVED, Kind, MODULE_RESERVED, Scope, Wanted,
    camel, module,
};
use crate::lower::operations::after_prefix;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;
use crate::settings::Setting;

/// How deep groups may be nested. Their modules are folders, and the path of a file can't be of any length.
const MOST_LEVELS: usize = 10;

/// A tag, or `None` for the operations without one.
type Tag<'a> = Option<&'a str>;

/// The tags that become groups, and which is under which.
#[derive(Debug)]
struct Tree<'a> {
    /// Each tag once, in order.
    tags: Vec<Tag<'a>>,
    parents: BTreeMap<&'a str, &'a str>,
}

impl<'a> Tree<'a> {
    fn parent(&self, tag: Tag<'a>) -> Tag<'a> {
        self.parents.get(tag?).copied()
    }

    fn below(&self, parent: Tag<'a>) -> Vec<Tag<'a>> {
        let is_root = |it: Tag<'a>| self.parent(it).is_none();
        let is_below = |it: &Tag<'a>| match parent {
            None => is_root(*it),
            Some(_) => self.parent(*it) == parent,
        };
        self.tags.iter().copied().filter(is_below).collect()
    }
}

impl<'a> Walk<'a> {
    /// The operations by tag: tags in the document's order, then those it doesn't list, then what has none.
    pub(super) fn groups(&mut self, auths: &[Auth]) -> Vec<Group> {
        let endpoints: Vec<Endpoint<'a>> = self.canonical.operations().collect();
        let tags: Vec<Tag<'a>> = endpoints.iter().map(|it| self.tag_of(it)).collect();
        // Those under which users have operations that are elsewhere now.
        let former = self.ledger.former_tags(endpoints.iter().map(Endpoint::at));
        let former = former.iter().map(|it| Some(it.as_str()).filter(|it| !it.is_empty()));
        let used: Vec<Tag<'_>> = tags.iter().copied().chain(former).collect();
        let tree = self.tree(&used);
        let places: Vec<Pointer> = tree.tags.iter().map(|it| place_of(*it)).collect();
        self.ledger.meet((Kind::Group, ""), places.iter());
        let mut groups = Vec::new();
        self.level(&tree, None, None, &mut groups);
        for index in 0..groups.len() {
            let operations = self.operations_of(&groups, index, (&endpoints, &tags), auths);
            if let Some(group) = groups.get_mut(index) {
                group.operations = operations;
            }
        }
        // Those of a tag that has none now, and is no group.
        self.ledger.leave_used(Kind::Operation);
        groups
    }

    /// The tag whose group an operation is in. Where users have it under another one, names for that are kept.
    fn tag_of(&mut self, endpoint: &Endpoint<'a>) -> Tag<'a> {
        let described = endpoint.source.tags.first().map(String::as_str);
        let described = described.filter(|it| !it.trim().is_empty());
        let tag = described.unwrap_or_default();
        if let Some(before) = self.ledger.tag(&endpoint.at()).filter(|it| *it != tag) {
            let before = Some(before.to_owned()).filter(|it| !it.is_empty());
            let finding = findings::names::moved_tag(before.as_deref(), described);
            self.report(&endpoint.at().child("tags"), finding);
            self.ledger.move_to_tag(&endpoint.at(), tag);
        }
        described
    }

    /// Gives places names, and says which of them would have had that of a place that is gone.
    pub(super) fn allocate(
        &mut self,
        kind: (Kind, &str),
        wanted: (&[Wanted], Case),
        scope: &mut Scope,
    ) -> Vec<String> {
        let take = &mut |scope: &mut Scope, name: &str| scope.take(name);
        let (names, withheld) = self.ledger.allocate(kind, wanted, scope, take);
        self.report_taken(kind.0, wanted.0, &names);
        for it in withheld {
            self.report(&it.place, findings::names::withheld(&it.asked, &it.had, &it.name));
        }
        names
    }

    /// Says which names that settings give aren't free, or are those of others, who would make way without a word.
    fn report_taken(&mut self, kind: Kind, wanted: &[Wanted], names: &[String]) {
        for (it, name) in wanted.iter().zip(names) {
            let Some(Setting { value: asked, place }) = &it.given else { continue };
            let had = |at: &Pointer| self.ledger.known(kind, at) == Some(asked);
            let mut others = wanted.iter().filter(|it| it.given.is_none());
            if asked != name || others.any(|it| it.places.iter().any(had)) {
                self.sink.push(findings::settings::taken_name(asked).at(place.clone()));
            }
        }
    }

    /// The tags of operations, `used`, and those around them.
    fn tree<'t>(&mut self, used: &[Tag<'t>]) -> Tree<'t>
    where
        'a: 't,
    {
        let listed = self.api.tags.iter().map(|it| Some(it.name.as_str()));
        let mut all: Vec<Tag<'t>> = Vec::new();
        for tag in listed.chain(used.iter().copied()) {
            if !all.contains(&tag) {
                all.push(tag);
            }
        }
        let parents = self.parents(&all);
        let mut tree = Tree { tags: Vec::new(), parents };
        // A tag without operations is there for those below it.
        let mut wanted: Vec<Tag<'t>> = Vec::new();
        for tag in &all {
            if used.contains(tag) {
                let mut next = Some(*tag);
                while let Some(tag) = next.filter(|it| !wanted.contains(it)) {
                    wanted.push(tag);
                    next = tree.parent(tag).map(Some);
                }
            }
        }
        all.retain(|it| wanted.contains(it));
        all.sort_by_key(Option::is_none);
        tree.tags = all;
        tree
    }

    /// The tag that each tag is under, where that leads to a tag that is under none.
    fn parents(&mut self, all: &[Tag<'_>]) -> BTreeMap<&'a str, &'a str> {
        let at = Pointer::root().child("tags");
        let mut given = BTreeMap::new();
        for (index, tag) in self.api.tags.iter().enumerate() {
            let Some(parent) = extensions::text(&tag.extensions, extensions::PARENT) else {
                continue;
            };
            if all.contains(&Some(parent)) {
                given.entry(tag.name.as_str()).or_insert((parent, index));
            } else {
                self.report(
                    &at.index(index).child(extensions::PARENT),
                    findings::paths::unknown_parent_tag(parent, &tag.name),
                );
            }
        }
        let mut parents = BTreeMap::new();
        for (tag, (parent, index)) in &given {
            let above = std::iter::successors(Some(*parent), |it| given.get(it).map(|it| it.0));
            if above.take(MOST_LEVELS).count() < MOST_LEVELS {
                parents.insert(*tag, *parent);
            } else {
                self.report(
                    &at.index(*index).child(extensions::PARENT),
                    findings::paths::endless_parent_tags(tag, MOST_LEVELS),
                );
            }
        }
        parents
    }

    /// Adds the groups under `above`, without their operations, each followed by those under it.
    ///
    /// Calls itself no more than [`MOST_LEVELS`] times.
    fn level(
        &mut self,
        tree: &Tree<'_>,
        above: Option<&str>,
        parent: Option<usize>,
        groups: &mut Vec<Group>,
    ) {
        let tags = tree.below(above);
        let modules = self.modules_of_tags(&tags, above);
        let mut members =
            Scope::new(if above.is_some() { HANDLE_RESERVED } else { CLIENT_RESERVED });
        let mut handles = Scope::new(BUILDER_RESERVED);
        for (tag, module) in tags.into_iter().zip(modules) {
            let index = groups.len();
            groups.push(Group {
                tag: tag.unwrap_or_default().to_owned(),
                parent,
                accessor: tag.map_or_else(String::new, |_| members.take(&module)),
                // Not by the tag alone, which schemas are called after as well.
                handle: tag.map(|_| handles.take(&handle_of(&module))),
                module,
                docs: self.tag_docs(tag),
                feature: None,
                operations: Vec::new(),
            });
            if tag.is_some() {
                self.level(tree, tag, Some(index), groups);
            }
        }
    }

    fn modules_of_tags(&mut self, tags: &[Tag<'_>], above: Option<&str>) -> Vec<String> {
        let mut scope = Scope::new(MODULE_RESERVED);
        let words = |tag: Tag<'_>| match (tag, above) {
            (None, _) => "operations".to_owned(),
            (Some(tag), None) => tag.to_owned(),
            (Some(tag), Some(above)) => after_prefix(tag, above).unwrap_or(tag).to_owned(),
        };
        let handles = &self.settings.operations.handles;
        let given = |tag: Tag<'_>| handles.iter().find(|it| Some(it.0.as_str()) == tag);
        let wanted = |tag: &Tag<'_>| Wanted {
            given: given(*tag).map(|it| it.1.clone()),
            ..Wanted::new(place_of(*tag), words(*tag))
        };
        let wanted: Vec<Wanted> = tags.iter().map(wanted).collect();
        self.allocate((Kind::Group, ""), (&wanted, module), &mut scope)
    }

    fn tag_docs(&self, tag: Tag<'_>) -> Docs {
        let described = self.api.tags.iter().find(|it| Some(it.name.as_str()) == tag);
        Docs {
            text: described
                .and_then(|it| with_link(it.description.clone(), it.external_docs.as_ref())),
            provenance: described.and_then(|it| provenance(|name| it.extensions.get(name))),
            deprecated: false,
        }
    }

    /// The operations of one group, whose names aren't those of the handles that are given there.
    fn operations_of(
        &mut self,
        groups: &[Group],
        index: usize,
        (endpoints, tags): (&[Endpoint<'a>], &[Tag<'_>]),
        auths: &[Auth],
    ) -> Vec<Operation> {
        let Some(group) = groups.get(index) else { return Vec::new() };
        let tag = group.handle.as_ref().map(|_| group.tag.as_str());
        let own = endpoints.iter().zip(tags).filter(|it| *it.1 == tag);
        let own: Vec<Endpoint<'a>> = own.map(|it| *it.0).collect();
        let (mut taken, owner) = match tag {
            Some(_) => (Scope::new(HANDLE_RESERVED), Some(index)),
            None => (Scope::new(CLIENT_RESERVED), None),
        };
        for given in groups.iter().filter(|it| it.parent == owner) {
            taken.claim(&given.accessor);
        }
        self.operations(&own, group, taken, auths)
    }
}

/// What the handle of a group asks to be called, after its module.
pub(super) fn handle_of(module: &str) -> String {
    camel(&format!("{module}_client"))
}

/// The place by which the ledger knows a tag.
pub(super) fn place_of(tag: Tag<'_>) -> Pointer {
    Pointer::root().child("tags").child(tag.unwrap_or_default())
}
