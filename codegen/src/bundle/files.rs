//! The files that references lead to, and the places in them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::bundle::address::{Address, Base, address, below, names_text, split};
use crate::bundle::positions::is_whole;
use crate::diagnostic::findings::references::{Outside, Unfollowed};
use crate::diagnostic::{Diagnostic, Finding, Place, Sink, findings};
use crate::document::{Document, Refusal};
use crate::load::load;
use crate::pointer::{Pointer, percent_decoded};
use crate::source::{FileId, Lines, Sources, Unavailable};

/// References to references are followed this far.
const HOPS: usize = 64;

/// A node of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) file: FileId,
    pub(super) at: Pointer,
}

/// What a reference leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A place of the description: the reference as it is spelled there.
    Here(String),
    /// A place of another file.
    There(Spot),
    /// What nobody may follow; the text by which [`Document::refused`] knows why.
    Refused(String),
    /// Nothing that this stage knows of.
    Unknown,
}

/// The files of a description.
#[derive(Debug)]
pub(super) struct Files<'a> {
    sources: &'a Sources,
    /// The description.
    entry: FileId,
    /// The folder of the description, and that of its overlay.
    folders: Vec<&'a str>,
    /// The files as read, or why they can't be; the description as it is before anything is brought into it.
    read: BTreeMap<FileId, Result<Document, String>>,
    /// Why references aren't followed.
    pub(super) refused: BTreeMap<String, Refusal>,
    /// What there is to say about files and references.
    pub(super) findings: Vec<Diagnostic>,
}

impl<'a> Files<'a> {
    pub(super) fn new(sources: &'a Sources, entry: FileId) -> Self {
        let mut files = Self {
            sources,
            entry,
            folders: Vec::new(),
            read: BTreeMap::new(),
            refused: BTreeMap::new(),
            findings: Vec::new(),
        };
        files.allow_folder_of(entry);
        files
    }

    /// Lets references lead to the folder of a file.
    pub(super) fn allow_folder_of(&mut self, file: FileId) {
        self.folders.extend(self.sources.file(file).map(|it| it.folder.as_str()));
    }

    /// Takes the description as it is now.
    pub(super) fn set_entry(&mut self, document: &Document) {
        self.read.insert(self.entry, Ok(document.clone()));
    }

    /// The node at a spot that was found.
    pub(super) fn node(&self, spot: &Spot) -> Option<&Value> {
        spot.at.get(&self.read.get(&spot.file)?.as_ref().ok()?.root)
    }

    /// The path of a file from the folder.
    pub(super) fn path(&self, file: FileId) -> &'a str {
        let name = self.sources.file(file).map_or("", |it| it.name.as_str());
        below(name, self.folder_of(name))
    }

    /// The texts of odd scalars in the files that were read.
    pub(super) fn raw(&self) -> impl Iterator<Item = ((FileId, Pointer), String)> {
        let others = self.read.iter().filter(|(id, _)| **id != self.entry);
        others.filter_map(|(_, it)| it.as_ref().ok()).flat_map(|it| it.raw.clone())
    }

    /// Where the reference `text`, which stands at `place`, leads.
    pub(super) fn find(&mut self, place: &Place, text: &str) -> Found {
        // In a file of one schema `#` is that schema.
        if text.trim().is_empty() || (place.file == self.entry && is_whole(text)) {
            return Found::Unknown;
        }
        let found = self.follow(place.file, text, HOPS);
        if matches!(found, Found::There(_)) && text.contains('\\') {
            self.report(place, findings::references::backslash(text));
        }
        let reference = split(text).0;
        let is_guess = self.named(reference).is_none();
        if is_guess
            && let (Found::Here(local), Address::Url(_)) =
                (&found, self.address(place.file, reference))
        {
            self.report(place, findings::references::own_server(text, local));
        }
        if found != Found::Unknown || place.file == self.entry || !text.starts_with('#') {
            return found;
        }
        // Those who paste files together write what it is then.
        match self.in_file(self.entry, split(text).1, HOPS) {
            Ok(Some(_)) => {
                let path = self.path(place.file);
                let entry = self.path(self.entry);
                self.report(place, findings::references::of_description(text, path, entry));
                Found::Here(text.to_owned())
            }
            _ => Found::Unknown,
        }
    }

    fn follow(&mut self, file: FileId, text: &str, hops: usize) -> Found {
        let (reference, fragment) = split(text);
        if let Some(named) = self.named(reference)
            && let Ok(Some(found)) = self.in_file(named, fragment, hops)
        {
            return found;
        }
        match self.address(file, reference) {
            Address::Here => match self.in_file(file, fragment, hops) {
                Ok(found) => found.unwrap_or(Found::Unknown),
                Err(_) => Found::Unknown,
            },
            Address::File(name) => self.follow_file(text, &name, fragment, hops),
            Address::Url(url) => self.follow_url(text, &url, fragment, hops),
            Address::Outside(how) => self.refuse_outside(text, how),
            Address::Unknown => Found::Unknown,
        }
    }

    /// Whether the reference `text` of the description names `spot` itself, and nothing that leads there.
    pub(super) fn names(&self, text: &str, spot: &Spot) -> bool {
        let (reference, fragment) = split(text);
        let file = self.named(reference).or_else(|| match self.address(self.entry, reference) {
            Address::File(name) => self.sources.find(&name)?.ok(),
            _ => None,
        });
        let Some(Ok(document)) = file.and_then(|it| self.read.get(&it)) else { return false };
        file == Some(spot.file) && pointer(&document.root, fragment).as_ref() == Some(&spot.at)
    }

    /// The file that says that it has this URL.
    fn named(&self, url: &str) -> Option<FileId> {
        let is_named = |it: &Result<Document, _>| {
            it.as_ref().is_ok_and(|it| own_url(&it.root).is_some_and(|own| split(own).0 == url))
        };
        self.read.iter().find(|(_, it)| is_named(it)).map(|(id, _)| *id)
    }

    fn address(&self, file: FileId, reference: &str) -> Address {
        let name = self.sources.file(file).map_or("", |it| it.name.as_str());
        let document = self.read.get(&file).and_then(|it| it.as_ref().ok());
        let url = document.and_then(|it| own_url(&it.root));
        address(reference, Base { name, folder: self.folder_of(name), url })
    }

    fn folder_of(&self, name: &str) -> &'a str {
        let has = |it: &&&str| {
            it.is_empty() || name.strip_prefix(**it).is_some_and(|rest| rest.starts_with('/'))
        };
        self.folders.iter().find(has).copied().unwrap_or_default()
    }

    fn follow_file(&mut self, text: &str, name: &str, fragment: &str, hops: usize) -> Found {
        let path = below(name, self.folder_of(name)).to_owned();
        // A text that stays has to mean the same wherever it stands.
        let spelled = if fragment.is_empty() { path.clone() } else { format!("{path}#{fragment}") };
        let why = match self.sources.find(name) {
            Some(Ok(id)) => match self.in_file(id, fragment, hops) {
                Ok(Some(found)) => return found,
                Ok(None) => {
                    return self.refuse(spelled, Unfollowed::no_such_place(text, &path));
                }
                Err(why) => why,
            },
            Some(Err(Unavailable::Missing)) | None => {
                // Without the name of a file it may be that of a component.
                if !names_text(name) {
                    return Found::Unknown;
                }
                return self.refuse(spelled, Unfollowed::no_such_file(text, &path));
            }
            Some(Err(Unavailable::Outside)) => {
                return self.refuse_outside(text, Outside::Link);
            }
            Some(Err(Unavailable::Unreadable(why))) => format!(": {why}"),
        };
        self.refuse(spelled, Unfollowed::unreadable_file(text, &path, &why))
    }

    fn follow_url(&mut self, text: &str, url: &str, fragment: &str, hops: usize) -> Found {
        let is_own = !fragment.is_empty() && self.is_on_own_server(url);
        let file = Some(self.entry).filter(|_| is_own);
        if let Some(Ok(Some(found))) = file.map(|it| self.in_file(it, fragment, hops)) {
            return found;
        }
        self.refuse(text.to_owned(), Unfollowed::on_server(text))
    }

    /// Whether a URL is below one of the description's servers, which serve the description too.
    fn is_on_own_server(&self, url: &str) -> bool {
        let Some(Ok(Document { root, .. })) = self.read.get(&self.entry) else { return false };
        let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
        let servers = root.get("servers").and_then(Value::as_array).into_iter().flatten();
        let mut servers: Vec<String> = servers.filter_map(|it| it.get("url").map(text)).collect();
        if let Some(host) = root.get("host").map(text).filter(|it| !it.is_empty()) {
            servers.push(format!("//{host}{}", root.get("basePath").map(text).unwrap_or_default()));
        }
        let without_scheme = |it: &str| it.split_once("//").map(|(_, rest)| rest.to_owned());
        let url = without_scheme(url).unwrap_or_default();
        let mut servers = servers.iter().filter_map(|it| without_scheme(it));
        servers.any(|it| {
            let rest = url.strip_prefix(it.trim_end_matches('/'));
            !it.is_empty() && rest.is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// The place in a file that a fragment names; an error says why the file can't be read.
    fn in_file(
        &mut self,
        file: FileId,
        fragment: &str,
        hops: usize,
    ) -> Result<Option<Found>, String> {
        let root = self.root(file)?;
        let Some(at) = pointer(root, fragment) else { return Ok(None) };
        let (text, rest, is_last) = match step_down(root, &at) {
            Step::Nothing => return Ok(None),
            _ if file == self.entry => return Ok(Some(Found::Here(format!("#{fragment}")))),
            Step::Node => return Ok(Some(Found::There(Spot { file, at }))),
            Step::Through { text, rest, is_last } => (text, rest, is_last),
        };
        let found = if hops == 0 {
            Found::Unknown
        } else {
            // What follows is a fragment, in which a `%` begins an encoded byte.
            let rest = rest.as_str().replace('%', "%25");
            let has_fragment = text.contains('#');
            let hash = if has_fragment || rest.is_empty() { "" } else { "#" };
            self.follow(file, &format!("{text}{hash}{rest}"), hops - 1)
        };
        Ok(match found {
            Found::Unknown | Found::Refused(_) if is_last => Some(Found::There(Spot { file, at })),
            Found::Unknown => None,
            found => Some(found),
        })
    }

    /// The tree of a file.
    fn root(&mut self, file: FileId) -> Result<&Value, String> {
        if !self.read.contains_key(&file) {
            let mut sink = Sink::default();
            let read = load(self.sources, file, &mut sink);
            let findings = sink.into_findings();
            let read = match read {
                Some(document) => {
                    self.findings.extend(findings);
                    Ok(document)
                }
                None => Err(self.reason(file, &findings)),
            };
            self.read.insert(file, read);
        }
        match self.read.get(&file) {
            Some(Ok(document)) => Ok(&document.root),
            Some(Err(why)) => Err(why.clone()),
            None => Err(": there is nothing".to_owned()),
        }
    }

    /// Why a file can't be read, as it follows its path.
    fn reason(&self, file: FileId, findings: &[Diagnostic]) -> String {
        let Some(finding) = findings.last() else { return ": there is nothing".to_owned() };
        let text = self.sources.file(file).map_or("", |it| it.text.as_str());
        let line = finding.place.offset.map(|it| Lines::new(text).position(it).line);
        let line = line.map_or_else(String::new, |it| format!(", line {it}"));
        format!("{line}: {}", finding.message)
    }

    fn refuse_outside(&mut self, text: &str, how: Outside) -> Found {
        self.refuse(text.to_owned(), Unfollowed::outside(text, how))
    }

    /// What leads to `spot`, which isn't anything that can stand there.
    pub(super) fn refuse_misfit(&mut self, text: &str, spot: &Spot) -> Found {
        self.refuse_spot(spot, Unfollowed::leads_to_no_object(text))
    }

    /// What leads to `spot`, which it is part of.
    pub(super) fn refuse_endless(&mut self, text: &str, spot: &Spot) -> Found {
        self.refuse_spot(spot, Unfollowed::leads_back_in_file(text))
    }

    fn refuse_spot(&mut self, spot: &Spot, unfollowed: Unfollowed) -> Found {
        let text = format!("{}#{}", self.path(spot.file), spot.at);
        self.refuse(text, unfollowed)
    }

    /// Notes why `text` isn't followed.
    fn refuse(&mut self, text: String, unfollowed: Unfollowed) -> Found {
        let may_be_name = unfollowed.may_be_name();
        let refusal = Refusal { unfollowed, may_be_name };
        self.refused.entry(text.clone()).or_insert(refusal);
        Found::Refused(text)
    }

    fn report(&mut self, place: &Place, finding: Finding) {
        self.findings.push(finding.at(place.clone()));
    }
}

/// The URL that a document says that it has: OpenAPI 3.2, `$self`; JSON Schema, `$id`.
pub(super) fn own_url(root: &Value) -> Option<&str> {
    let url = root.get("$self").or_else(|| root.get("$id"))?.as_str()?;
    url.contains("://").then_some(url)
}

/// The place that a fragment names: by a pointer or an anchor.
fn pointer(root: &Value, fragment: &str) -> Option<Pointer> {
    Pointer::from_fragment(fragment)
        .or_else(|| anchored(root, &percent_decoded(fragment), &Pointer::root()))
}

/// The first node with that `$anchor`.
fn anchored(node: &Value, name: &str, at: &Pointer) -> Option<Pointer> {
    let is_it = |key: &str| node.get(key).is_some_and(|it| it == name);
    if is_it("$anchor") || is_it("$dynamicAnchor") {
        return Some(at.clone());
    }
    match node {
        Value::Object(members) => {
            members.iter().find_map(|(key, it)| anchored(it, name, &at.child(key)))
        }
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(n, it)| anchored(it, name, &at.index(n)))
        }
        _ => None,
    }
}

/// What a pointer comes to.
enum Step {
    /// A node.
    Node,
    /// A reference, and what of the pointer is left behind it.
    Through { text: String, rest: Pointer, is_last: bool },
    /// Nothing.
    Nothing,
}

fn step_down(root: &Value, at: &Pointer) -> Step {
    let mut here = Pointer::root();
    let mut node = root;
    for token in at.tokens() {
        let next = match node {
            Value::Array(items) => token.parse().ok().and_then(|it: usize| items.get(it)),
            other => other.get(&token),
        };
        let reference = node.get("$ref").and_then(Value::as_str);
        node = match (next, reference) {
            (Some(next), _) => next,
            (None, Some(text)) => {
                let Some(rest) = at.strip_prefix(&here) else { return Step::Nothing };
                return Step::Through { text: text.to_owned(), rest, is_last: false };
            }
            (None, None) => return Step::Nothing,
        };
        here = here.child(&token);
    }
    // A name for what is in another file is as good as that; a name in the same file is the vendor's.
    match node {
        Value::Object(members) if members.len() == 1 => match members.get("$ref") {
            Some(Value::String(text)) if !text.starts_with('#') => {
                Step::Through { text: text.clone(), rest: Pointer::root(), is_last: true }
            }
            _ => Step::Node,
        },
        _ => Step::Node,
    }
}
