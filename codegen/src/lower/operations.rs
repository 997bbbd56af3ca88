//! Operations, by tag: which there are, what they are called, and what each consists of.

use openapiv3::{Operation as Source, PathItem, ReferenceOr};

use crate::ir::{Auth, Docs, Group, Operation};
use crate::lower::facets::provenance;
use crate::lower::names::{
    BUILDER_RESERVED, CLIENT_RESERVED, HANDLE_RESERVED, Kind, MODULE_RESERVED, Scope, camel,
    module, shouty, snake,
};
use crate::lower::{Cx, replies};
use crate::pointer::Pointer;

/// An operation where the document has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site<'a> {
    pub(super) path: &'a str,
    pub(super) method: &'static str,
    pub(super) item: &'a PathItem,
    pub(super) source: &'a Source,
}

impl Site<'_> {
    pub(super) fn at(&self) -> Pointer {
        self.item_at().child(&self.method.to_ascii_lowercase())
    }

    pub(super) fn item_at(&self) -> Pointer {
        Pointer::root().child("paths").child(self.path)
    }

    fn tag(&self) -> Option<&str> {
        self.source.tags.first().map(String::as_str).filter(|it| !it.trim().is_empty())
    }
}

/// The names of an operation.
#[derive(Clone, Debug)]
struct Names {
    method: String,
    builder: String,
    constant: String,
}

impl<'a> Cx<'a> {
    /// The operations by tag: tags in the document's order, then those it doesn't list, then what has none.
    pub(super) fn groups(&mut self, auths: &[Auth]) -> Vec<Group> {
        let sites = self.sites();
        let mut tags: Vec<Option<&str>> =
            self.api.tags.iter().map(|it| Some(it.name.as_str())).collect();
        tags.extend(sites.iter().map(Site::tag));
        let mut ordered: Vec<Option<&str>> = Vec::new();
        for tag in tags {
            if !ordered.contains(&tag) && sites.iter().any(|it| it.tag() == tag) {
                ordered.push(tag);
            }
        }
        ordered.sort_by_key(Option::is_none);
        let modules = self.modules_of_tags(&ordered);
        let mut members = Scope::new(CLIENT_RESERVED);
        let mut handles = Scope::new(BUILDER_RESERVED);
        let mut groups = Vec::new();
        for (tag, module) in ordered.into_iter().zip(modules) {
            let accessor = tag.map_or_else(String::new, |_| members.take(&module));
            let handle = tag.map(|_| {
                let name = camel(&module);
                handles.take_with(&name, &[format!("{name}Api")])
            });
            let own: Vec<Site<'a>> = sites.iter().filter(|it| it.tag() == tag).copied().collect();
            let scope = if tag.is_some() { Scope::new(HANDLE_RESERVED) } else { members.clone() };
            let names = self.operation_names(&own, tag, handle.as_deref(), scope);
            let described = self.api.tags.iter().find(|it| Some(it.name.as_str()) == tag);
            let docs = Docs {
                text: described.and_then(|it| it.description.clone()),
                provenance: described.and_then(|it| provenance(|name| it.extensions.get(name))),
                deprecated: false,
            };
            let operations = own
                .iter()
                .zip(names)
                .map(|(site, names)| self.operation(site, names, auths))
                .collect();
            let tag = tag.unwrap_or_default().to_owned();
            groups.push(Group { tag, module, handle, accessor, docs, operations });
        }
        groups.iter_mut().for_each(replies::name_enums);
        groups
    }

    fn sites(&self) -> Vec<Site<'a>> {
        let mut sites = Vec::new();
        for (path, item) in &self.api.paths.paths {
            let ReferenceOr::Item(item) = item else { continue };
            let methods = [
                ("GET", &item.get),
                ("PUT", &item.put),
                ("POST", &item.post),
                ("DELETE", &item.delete),
                ("OPTIONS", &item.options),
                ("HEAD", &item.head),
                ("PATCH", &item.patch),
                ("TRACE", &item.trace),
            ];
            for (method, source) in methods {
                if let Some(source) = source {
                    sites.push(Site { path, method, item, source });
                }
            }
        }
        sites
    }

    fn modules_of_tags(&mut self, tags: &[Option<&str>]) -> Vec<String> {
        let mut scope = Scope::new(MODULE_RESERVED);
        let at = Pointer::root().child("tags");
        let wanted: Vec<(Pointer, String)> = tags
            .iter()
            .map(|tag| (at.child(tag.unwrap_or("")), tag.unwrap_or("operations").to_owned()))
            .collect();
        self.ledger.allocate(Kind::Group, &wanted, &mut |wish| scope.take(&wish.name(module)))
    }

    fn operation_names(
        &mut self,
        sites: &[Site<'a>],
        tag: Option<&str>,
        handle: Option<&str>,
        mut methods: Scope,
    ) -> Vec<Names> {
        let wanted: Vec<(Pointer, String)> =
            sites.iter().map(|site| (site.at(), method_words(site, tag))).collect();
        let names = self
            .ledger
            .allocate(Kind::Operation, &wanted, &mut |wish| methods.take(&wish.name(snake)));
        let mut builders = Scope::new(BUILDER_RESERVED);
        builders.claim(handle.unwrap_or("Client"));
        let mut all = Vec::new();
        for (site, method) in sites.iter().zip(names) {
            let words = camel(&method);
            let builder =
                builders.take_with(&words, &[format!("{}Request", words.trim_end_matches('_'))]);
            let whole =
                site.source.operation_id.as_deref().map_or_else(|| method.clone(), clean_id);
            self.owners.insert(site.at(), camel(&whole));
            // A static shares its names with the types: of `a` both are called `A`.
            let constant = builders.take(&shouty(&method));
            all.push(Names { method, builder, constant });
        }
        all
    }

    fn operation(&mut self, site: &Site<'a>, names: Names, auths: &[Auth]) -> Operation {
        let at = site.at();
        let source = site.source;
        let security = self.requirements(source.security.as_ref(), auths);
        let mut params = self.params(site, security.is_empty());
        let body = self.body(site, &mut params);
        // Required ones are arguments and come first; the sort keeps the order within both.
        params.sort_by_key(|it| !it.required);
        let replies = self.replies(site);
        let summary = source.summary.clone().filter(|it| !it.trim().is_empty());
        let text = source
            .description
            .clone()
            .filter(|it| !it.trim().is_empty() && Some(it) != summary.as_ref());
        let outcome = replies::outcome(&replies, site.method);
        let error = replies::error(&replies);
        Operation {
            name: names.method,
            builder: names.builder,
            constant: names.constant,
            id: source
                .operation_id
                .clone()
                .unwrap_or_else(|| format!("{} {}", site.method, site.path)),
            pointer: at,
            method: site.method.to_owned(),
            path: site.path.to_owned(),
            server: own_server(site),
            summary,
            docs: Docs {
                text,
                provenance: provenance(|name| source.extensions.get(name)),
                deprecated: source.deprecated,
            },
            security,
            accept: replies::accept(&replies),
            params,
            body,
            replies,
            outcome,
            error,
            // Values are held against types, and those aren't done yet.
            requests: Vec::new(),
        }
    }
}

/// The words of a method's name: the `operationId` without what repeats the tag, or method and path.
fn method_words(site: &Site<'_>, tag: Option<&str>) -> String {
    let Some(id) =
        site.source.operation_id.as_deref().filter(|it| it.chars().any(char::is_alphanumeric))
    else {
        return path_words(site);
    };
    let id = clean_id(id);
    let Some(tag) = tag else { return id };
    let same = |prefix: &str| snake(prefix) == snake(tag);
    let short = id
        .char_indices()
        .filter(|(_, c)| matches!(c, '/' | '.' | '_' | '-' | ':'))
        .find_map(|(index, c)| {
            let rest = id.get(index + c.len_utf8()..)?;
            let named = rest.chars().any(char::is_alphabetic);
            (named && id.get(..index).is_some_and(same)).then(|| rest.to_owned())
        });
    short.unwrap_or(id)
}

/// Leaves out what server frameworks add to an `operationId`: `listUsersUsingGET_1`.
fn clean_id(id: &str) -> String {
    let stem = id.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix('_').unwrap_or(id);
    for method in ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH"] {
        if let Some(stem) = stem.strip_suffix(&format!("Using{method}")).filter(|it| !it.is_empty())
        {
            return stem.to_owned();
        }
    }
    id.to_owned()
}

/// `GET /users/{userId}/posts` gives `get users posts by userId`.
fn path_words(site: &Site<'_>) -> String {
    let mut words = vec![site.method.to_ascii_lowercase()];
    let mut by = Vec::new();
    for segment in site.path.split('/').filter(|it| !it.is_empty()) {
        match segment.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            Some(parameter) => by.push(parameter.to_owned()),
            None => words.push(segment.replace(['{', '}'], " ")),
        }
    }
    if !by.is_empty() {
        words.push("by".to_owned());
        words.push(by.join(" and "));
    }
    words.join(" ")
}

/// The server of an operation or path that has its own, its variables filled with their defaults.
fn own_server(site: &Site<'_>) -> Option<String> {
    let server = site.source.servers.first().or_else(|| site.item.servers.first())?;
    let mut url = server.url.clone();
    for (name, variable) in server.variables.iter().flatten() {
        url = url.replace(&format!("{{{name}}}"), &variable.default);
    }
    let absolute = url.starts_with("https://") || url.starts_with("http://");
    (absolute && !url.contains('{')).then(|| url.trim_end_matches('/').to_owned())
}
