//! Which saved requests are one operation.
//!
//! Requests of one method, server and path are: OpenAPI has one place for them, whatever bodies they send.
//! Paths are the same where they have parameters in the same places, whatever those are called; the first request names
//! them. An id that is written into a path is the value of a parameter, too: where another request has a parameter in
//! its place, where it is a UUID or the like, and where it is a number behind a plural.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use heck::ToLowerCamelCase;

use super::collection::{Collection, Entry, Request, Sent, Url};
use super::provenance::{self, Marked};
use super::variables::{Piece, Variables, pieces};
use crate::words::singular;

/// One method of one path, and the requests that are saved for it.
#[derive(Debug)]
pub(super) struct Endpoint<'a> {
    /// The template of the server: `{baseUrl}`, `https://api.example.com`; empty where requests name none.
    pub base: String,
    /// The method, in capitals.
    pub method: &'a str,
    /// The path template: `/users/{userId}`.
    pub path: String,
    /// The key under which the document has the path: another server has the path itself where this has a suffix.
    pub key: String,
    /// The requests, in the order of the collection; never empty.
    pub requests: Vec<Saved<'a>>,
}

/// A saved request, and what stands for the parameters of its path.
#[derive(Clone, Debug)]
pub(super) struct Saved<'a> {
    /// The request.
    pub request: &'a Request,
    /// Its path parameters, in their order.
    pub path: Vec<PathValue<'a>>,
}

/// What stands for a parameter of a path.
#[derive(Clone, Debug)]
pub(super) struct PathValue<'a> {
    /// The parameter's name in this operation.
    pub name: String,
    /// The value.
    pub value: String,
    /// What the collection says about it.
    pub entry: Option<&'a Entry>,
    /// Whether the request has a parameter there, and not a value that looks like an id.
    pub is_said: bool,
}

/// A segment's text, or a parameter in it.
#[derive(Clone)]
enum Part<'a> {
    Text(&'a str),
    Parameter { name: Cow<'a, str>, value: String, entry: Option<&'a Entry>, is_said: bool },
}

/// A path, taken apart: the parts of each segment.
type Parts<'a> = Vec<Vec<Part<'a>>>;

/// Groups the requests of a collection, in the order of their first ones.
pub(super) fn group(collection: &Collection) -> Vec<Endpoint<'_>> {
    let mut endpoints: Vec<Endpoint<'_>> = Vec::new();
    let mut places: BTreeMap<(String, String, &str), usize> = BTreeMap::new();
    let mut templates = Templates::default();
    for (request, parts) in taken_apart(collection, &mut templates) {
        let (base, shape) = (template(&request.sent.url.base), shape(&parts));
        let Template { path, key, names } = templates.of(&base, &parts);
        let saved = Saved { request, path: path_values(names, &parts) };
        let method = request.sent.method.as_str();
        let place = places.entry((base.clone(), shape, method)).or_insert(endpoints.len());
        match endpoints.get_mut(*place) {
            Some(endpoint) => endpoint.requests.push(saved),
            None => endpoints.push(Endpoint {
                base,
                method,
                path: path.clone(),
                key: key.clone(),
                requests: vec![saved],
            }),
        }
    }
    endpoints
}

/// The requests with their paths taken apart, ids that stand in these being parameters.
///
/// A path that says itself what its parameters are called makes its template before those that don't.
fn taken_apart<'a>(
    collection: &'a Collection,
    templates: &mut Templates,
) -> Vec<(&'a Request, Parts<'a>)> {
    let of = |it: &'a Request| (it, parts(&it.sent.url, &collection.variables));
    let written: Vec<(&Request, Parts<'_>)> = collection.requests.iter().map(of).collect();
    let place = |url: &Url, parts: &Parts<'_>| (template(&url.base), shape(parts));
    let shapes: BTreeSet<(String, String)> =
        written.iter().map(|(request, parts)| place(&request.sent.url, parts)).collect();
    let all: Vec<(&Request, Parts<'_>, bool)> = written
        .into_iter()
        .map(|(request, written)| {
            let is_known = |it: &Parts<'_>| shapes.contains(&place(&request.sent.url, it));
            let (parts, has_ids) = ids_as_parameters(&written, &is_known);
            (request, parts, has_ids)
        })
        .collect();
    for (request, parts, _) in all.iter().filter(|(_, _, has_ids)| !has_ids) {
        templates.of(&template(&request.sent.url.base), parts);
    }
    all.into_iter().map(|(request, parts, _)| (request, parts)).collect()
}

/// A path whose ids are parameters, and whether there are such; `is_known` tells which paths other requests have.
fn ids_as_parameters<'a>(
    written: &Parts<'a>,
    is_known: &dyn Fn(&Parts<'a>) -> bool,
) -> (Parts<'a>, bool) {
    let mut parts = written.clone();
    let mut previous = None;
    for (index, segment) in written.iter().enumerate() {
        let text = match segment.as_slice() {
            [Part::Text(text)] => Some(*text),
            _ => None,
        };
        if let Some(text) = text.filter(|it| is_number(it) || is_key(it)) {
            let name = Cow::Owned(parameter_name(previous));
            let mut other = parts.clone();
            if let Some(segment) = other.get_mut(index) {
                let value = text.to_owned();
                *segment = vec![Part::Parameter { name, value, entry: None, is_said: false }];
            }
            if is_key(text) || previous.is_some_and(is_plural) || is_known(&other) {
                parts = other;
            }
        }
        previous = text;
    }
    let has_ids = shape(&parts) != shape(written);
    (parts, has_ids)
}

/// Whether a segment is a number as ids are.
fn is_number(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|it| it.is_ascii_digit())
}

/// Whether a segment is an id by itself: a UUID, or what databases make.
fn is_key(segment: &str) -> bool {
    let hex = |it: &str| it.bytes().all(|it| it.is_ascii_hexdigit());
    let lengths = segment.split('-').map(str::len);
    (lengths.eq([8, 4, 4, 4, 12]) && segment.split('-').all(hex))
        || (matches!(segment.len(), 24 | 32 | 40) && hex(segment) && !is_number(segment))
}

/// Whether a segment names several things of one kind.
fn is_plural(segment: &str) -> bool {
    let last = segment.rsplit(['-', '_']).next().unwrap_or(segment);
    last.chars().all(char::is_alphabetic) && singular(last) != last
}

/// What an id behind a segment is called.
fn parameter_name(previous: Option<&str>) -> String {
    match previous.filter(|it| is_plural(it)) {
        Some(things) => format!("{} id", singular(things)).to_lower_camel_case(),
        None => "id".to_owned(),
    }
}

/// What the paths of all requests are in the document, by server and shape.
#[derive(Default)]
struct Templates {
    known: BTreeMap<(String, String), Template>,
    keys: BTreeSet<String>,
}

/// What a path is in the document.
struct Template {
    path: String,
    /// See [`Endpoint::key`].
    key: String,
    /// What its parameters are called.
    names: Vec<String>,
}

impl Templates {
    /// That of a path on a server: the first path of its shape says what its parameters are called.
    fn of(&mut self, base: &str, parts: &Parts<'_>) -> &Template {
        let Self { known, keys } = self;
        known.entry((base.to_owned(), shape(parts))).or_insert_with(|| {
            let names = unique_names(parts);
            let mut next = names.iter();
            let path =
                write(parts, &mut |_| format!("{{{}}}", next.next().map_or("", String::as_str)));
            // A variable may hold an address as a whole, to which not even a slash is added.
            let is_bare = path.is_empty() && !base.ends_with('}');
            let path = if is_bare { "/".to_owned() } else { path };
            let key = free_key(&path, base, keys);
            Template { path, key, names }
        })
    }
}

/// A path without the names of its parameters.
fn shape(parts: &Parts<'_>) -> String {
    write(parts, &mut |_| "{}".to_owned())
}

impl Endpoint<'_> {
    /// The same with no other requests than those at `indexes`.
    pub(super) fn only(&self, indexes: &[usize]) -> Self {
        let requests = indexes.iter().filter_map(|it| self.requests.get(*it).cloned());
        Self {
            base: self.base.clone(),
            method: self.method,
            path: self.path.clone(),
            key: self.key.clone(),
            requests: requests.collect(),
        }
    }

    /// The request that names the operation.
    pub(super) fn first(&self) -> Option<&Request> {
        self.requests.first().map(|it| it.request)
    }

    /// Where the facts of each request come from, and what is written about it besides.
    pub(super) fn marks(&self) -> Vec<Marked> {
        let marked = |it: &Saved<'_>| provenance::split(it.request.description.as_deref());
        self.requests.iter().map(marked).collect()
    }

    /// The segments of the path that are no parameters, but for those that only say which version of an API it is.
    pub(super) fn literals(&self) -> impl DoubleEndedIterator<Item = &str> {
        let literal =
            |it: &&str| !it.is_empty() && !it.contains('{') && it.chars().any(char::is_alphabetic);
        self.path.split('/').filter(literal).filter(|it| !is_version(it))
    }
}

/// The requests that good responses were saved for: the same but for query, headers and body.
///
/// What was refused shows what is wrong.
pub(super) fn originals<'r>(
    request: &'r Request,
    variables: &'r Variables,
) -> impl Iterator<Item = &'r Sent> {
    let place = move |it: &Sent| {
        (it.method.clone(), template(&it.url.base), shape(&parts(&it.url, variables)))
    };
    let own = place(&request.sent);
    let good = request.responses.iter().filter(|it| it.status.is_some_and(|it| it < 400));
    good.filter_map(|it| it.original.as_ref()).filter(move |it| place(it) == own)
}

/// A text with `{{name}}` written as OpenAPI writes it: `{name}`.
pub(super) fn template(text: &str) -> String {
    pieces(text)
        .map(|it| match it {
            Piece::Text(text) => text.to_owned(),
            Piece::Variable(name) => format!("{{{}}}", sound_name(name)),
        })
        .collect()
}

/// A variable's name as a template can have it.
pub(super) fn sound_name(name: &str) -> String {
    let sound = name.trim_start_matches('$').replace(['{', '}', '/', '?', '#'], "-");
    if sound.is_empty() { "variable".to_owned() } else { sound }
}

fn is_version(segment: &str) -> bool {
    let digits = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
    let is_number = digits.starts_with(|it: char| it.is_ascii_digit())
        && digits.chars().all(|it| it.is_ascii_digit() || it == '.');
    is_number || matches!(segment, "api" | "rest" | "public")
}

fn parts<'a>(url: &'a Url, variables: &Variables) -> Parts<'a> {
    url.path.iter().map(|segment| segment_parts(segment, url, variables)).collect()
}

fn segment_parts<'a>(segment: &'a str, url: &'a Url, variables: &Variables) -> Vec<Part<'a>> {
    let named = segment.strip_prefix(':').filter(|it| !it.is_empty() && !it.contains(['{', ':']));
    if let Some(name) = named {
        let entry = url.variables.iter().find(|it| it.key == name);
        let given = entry.and_then(|it| it.value.as_deref()).filter(|it| !it.is_empty());
        let value = given.map(|it| variables.fill(it)).or_else(|| variables.value(name));
        let value = value.filter(|it| !it.is_empty()).unwrap_or_else(|| name.to_owned());
        return vec![Part::Parameter { name: name.into(), value, entry, is_said: true }];
    }
    // Documentation writes `<name>` where a value is to stand.
    let marked = segment.strip_prefix('<').and_then(|it| it.strip_suffix('>'));
    if let Some(name) = marked.filter(|it| !it.is_empty() && !it.contains(['<', '{'])) {
        return vec![variable(name, variables)];
    }
    let mut all = Vec::new();
    for piece in pieces(segment) {
        match piece {
            Piece::Variable(name) => all.push(variable(name, variables)),
            Piece::Text(text) => split_braces(text, variables, &mut all),
        }
    }
    all
}

/// A parameter that stands for a variable, or whose name says what the value is.
fn variable<'a>(name: &'a str, variables: &Variables) -> Part<'a> {
    let value = variables.value(name).filter(|it| !it.is_empty());
    let value = value.unwrap_or_else(|| name.to_owned());
    Part::Parameter { name: name.into(), value, entry: None, is_said: true }
}

/// People write `{name}` for a parameter where Postman knows `:name` only.
fn split_braces<'a>(text: &'a str, variables: &Variables, all: &mut Vec<Part<'a>>) {
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        let Some((name, after)) = from.split_once('}') else { break };
        if name.is_empty() || name.contains('{') {
            break;
        }
        if !before.is_empty() {
            all.push(Part::Text(before));
        }
        all.push(variable(name, variables));
        rest = after;
    }
    if !rest.is_empty() {
        all.push(Part::Text(rest));
    }
}

/// What stands for each parameter of a path, by the names that these have in the document.
fn path_values<'a>(names: &[String], parts: &Parts<'a>) -> Vec<PathValue<'a>> {
    let parameters = parts.iter().flatten().filter_map(|part| match part {
        Part::Parameter { value, entry, is_said, .. } => Some((value.clone(), *entry, *is_said)),
        Part::Text(_) => None,
    });
    let values = names.iter().cloned().zip(parameters);
    values
        .map(|(name, (value, entry, is_said))| PathValue { name, value, entry, is_said })
        .collect()
}

/// The names of the parameters, a repeated one with a number behind it.
fn unique_names(parts: &[Vec<Part<'_>>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in parts.iter().flatten() {
        let Part::Parameter { name, .. } = part else { continue };
        let name = sound_name(name);
        let mut unique = name.clone();
        let mut number = 2;
        while names.contains(&unique) {
            unique = format!("{name}{number}");
            number += 1;
        }
        names.push(unique);
    }
    names
}

fn write(parts: &[Vec<Part<'_>>], parameter: &mut dyn FnMut(&str) -> String) -> String {
    let mut path = String::new();
    for segment in parts {
        path.push('/');
        for part in segment {
            match part {
                Part::Text(text) => path.push_str(&text.replace('#', "%23").replace('?', "%3F")),
                Part::Parameter { name, .. } => path.push_str(&parameter(name)),
            }
        }
    }
    path
}

/// The key of a path: the path itself unless that is taken, or else with what is special about it behind.
fn free_key(path: &str, special: &str, keys: &mut BTreeSet<String>) -> String {
    let own = if path.is_empty() { "/" } else { path };
    let sound = |it: char| it.is_alphanumeric() || matches!(it, '.' | '-' | '_' | ':');
    let special = special.rsplit('/').next().unwrap_or_default();
    let special: String = special.chars().filter(|it| sound(*it)).collect();
    let suffixed = format!("{own}#{special}");
    let numbered = (2..).map(|number| format!("{suffixed}-{number}"));
    let proposals = [own.to_owned(), suffixed.clone()].into_iter().chain(numbered);
    proposals.into_iter().find(|it| keys.insert(nameless(it))).unwrap_or_default()
}

/// A key without the names of its parameters, which don't tell paths apart (OpenAPI 3.0.4, "Paths Object").
fn nameless(key: &str) -> String {
    let mut shape = String::new();
    let mut rest = key;
    while let Some((before, from)) = rest.split_once('{') {
        let Some((_, after)) = from.split_once('}') else { break };
        shape.push_str(before);
        shape.push_str("{}");
        rest = after;
    }
    shape + rest
}
