//! Operations: which there are, what they are called, and what each consists of.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::Canonical;
pub(super) use crate::canonical::Endpoint as Site;
use crate::diagnostic::Code;
use crate::extensions;
use crate::ir::{Auth, Docs, ErrorBody, Group, Operation, Outcome, Ty};
use crate::lower::bodies::Offer;
use crate::lower::facets::provenance;
use crate::lower::names::{BUILDER_RESERVED, Kind, Scope, camel, shouty, snake};
use crate::lower::{Cx, replies};
use crate::pointer::Pointer;

/// The tag whose group an operation is in.
pub(super) fn tag<'a>(site: &Site<'a>) -> Option<&'a str> {
    site.source.tags.first().map(String::as_str).filter(|it| !it.trim().is_empty())
}

/// The names of an operation.
#[derive(Clone, Debug)]
struct Names {
    method: String,
    builder: String,
    constant: String,
}

impl<'a> Cx<'a> {
    /// The operations of `group`, in whose place the names `taken` aren't free.
    pub(super) fn operations(
        &mut self,
        sites: &[Site<'a>],
        group: &Group,
        taken: Scope,
        auths: &[Auth],
    ) -> Vec<Operation> {
        let offers: Vec<Vec<Offer<'a>>> = sites.iter().map(|it| self.offers(it)).collect();
        let names = self.operation_names(sites, &offers, group, taken);
        let each = sites.iter().zip(&offers).zip(names);
        each.flat_map(|((site, offers), names)| self.methods(site, offers, names, auths)).collect()
    }

    /// The names of each site: those of the operation itself, then those of its alternatives.
    fn operation_names(
        &mut self,
        sites: &[Site<'a>],
        offers: &[Vec<Offer<'a>>],
        group: &Group,
        mut methods: Scope,
    ) -> Vec<Vec<Names>> {
        let tag = group.handle.as_ref().map(|_| group.tag.as_str());
        let mut words = method_words(sites, tag);
        for ((site, offers), words) in sites.iter().zip(offers).zip(&mut words) {
            let own = offers.first().and_then(|it| way_words(site, it, tag));
            *words = own.unwrap_or_else(|| std::mem::take(words));
        }
        let mut wanted: Vec<(Pointer, String)> =
            sites.iter().map(Site::at).zip(words.iter().cloned()).collect();
        // Behind all others, so that no operation's name changes for a way to send another.
        for ((site, offers), words) in sites.iter().zip(offers).zip(&words) {
            let Some((first, others)) = offers.split_first() else { continue };
            wanted.extend(others.iter().map(|it| {
                let own = way_words(site, it, tag);
                let words = own.unwrap_or_else(|| format!("{words} {}", it.word(first)));
                (it.at(&site.at()), words)
            }));
        }
        let mut names = self
            .ledger
            .allocate(Kind::Operation, &wanted, &mut |wish| methods.take(&wish.name(snake)))
            .into_iter();
        let own: Vec<String> = names.by_ref().take(sites.len()).collect();
        let mut builders = Scope::new(BUILDER_RESERVED);
        builders.claim(group.handle.as_deref().unwrap_or("Client"));
        let builder = |builders: &mut Scope, method: &str| {
            let words = camel(method);
            builders.take_with(&words, &[format!("{}Request", words.trim_end_matches('_'))])
        };
        let mut all = Vec::new();
        for (site, method) in sites.iter().zip(own) {
            let builder = builder(&mut builders, &method);
            let whole = self.operation_id_words(site).unwrap_or_else(|| method.clone());
            self.owners.insert(site.at(), camel(&whole));
            // A static shares its names with the types: of `a` both are called `A`.
            let constant = builders.take(&shouty(&method));
            all.push(vec![Names { method, builder, constant }]);
        }
        for (offers, all) in offers.iter().zip(&mut all) {
            let constant = all.first().map_or_else(String::new, |it| it.constant.clone());
            for method in names.by_ref().take(offers.len().saturating_sub(1)) {
                let builder = builder(&mut builders, &method);
                all.push(Names { method, builder, constant: constant.clone() });
            }
        }
        all
    }

    /// The words of an operation's id, without what frameworks add where that leaves it alone in the document.
    pub(super) fn operation_id_words(&self, site: &Site<'a>) -> Option<String> {
        let whole = site.source.operation_id.as_deref().map(clean_id)?;
        let own = own_words(site).filter(|it| self.lone_ids.contains(it));
        Some(own.unwrap_or(whole))
    }

    /// The path that requests have.
    ///
    /// The keys of `paths` have to differ; when two servers have the same path, a key has something behind a `#`.
    fn sent_path(&mut self, site: &Site<'a>) -> &'a str {
        let own =
            extensions::text(&site.source.extensions, extensions::PATH).map(|it| (it, site.at()));
        let given = own.or_else(|| {
            extensions::text(&site.item.extensions, extensions::PATH).map(|it| (it, site.item_at()))
        });
        let Some((given, at)) = given else { return site.path };
        // The empty path adds nothing to the server's address.
        if (given.is_empty() || given.starts_with('/')) && variables(given) == variables(site.path)
        {
            return given;
        }
        let message = format!("`{given}` is no path, or has other variables than `{}`", site.path);
        self.report(Code::UnknownKey, &at.child(extensions::PATH), message);
        site.path
    }

    /// The operation, and others that send its body in another way.
    fn methods(
        &mut self,
        site: &Site<'a>,
        offers: &[Offer<'a>],
        names: Vec<Names>,
        auths: &[Auth],
    ) -> Vec<Operation> {
        let base = self.operation(site, auths);
        let mut all = Vec::new();
        for (index, names) in names.into_iter().enumerate() {
            let mut operation = base.clone();
            operation.alternative = index > 0;
            operation.name = names.method;
            operation.builder = names.builder;
            operation.constant = names.constant;
            if let Some(offer) = offers.get(index) {
                describe(&mut operation, offer);
                operation.body = self.body(site, offer, index > 0, &mut operation.params);
            }
            // Required ones are arguments and come first; the sort keeps the order within both.
            operation.params.sort_by_key(|it| !it.required);
            all.push(operation);
        }
        all
    }

    /// The operation without its names and its body.
    fn operation(&mut self, site: &Site<'a>, auths: &[Auth]) -> Operation {
        let source = site.source;
        let security = self.requirements(source.security.as_ref(), auths);
        let params = self.params(site, &security, auths);
        let replies = self.replies(site);
        let (summary, text) = texts(source.summary.as_deref(), source.description.as_deref());
        Operation {
            name: String::new(),
            builder: String::new(),
            constant: String::new(),
            id: source
                .operation_id
                .clone()
                .unwrap_or_else(|| format!("{} {}", site.method, site.path)),
            pointer: site.at(),
            alternative: false,
            method: site.method.to_owned(),
            path: self.sent_path(site).to_owned(),
            server: self.named_server(site, auths),
            summary,
            docs: Docs {
                text,
                provenance: provenance(|name| source.extensions.get(name)),
                deprecated: source.deprecated,
            },
            security,
            accept: replies::accept(&replies),
            params,
            body: None,
            // These show when the types are done.
            outcome: Outcome::Value(Ty::Unit),
            error: ErrorBody::None,
            alternatives: replies::alternatives(&replies, site.method),
            headers: replies::named_headers(replies.headers),
            responses: replies.cases,
            idempotency_key: None,
            // So does this.
            paging: None,
            // Values are held against types, and those aren't done yet.
            requests: Vec::new(),
            testable: true,
        }
    }
}

/// The line that is written about an operation, and the text where that says more.
fn texts(summary: Option<&str>, text: Option<&str>) -> (Option<String>, Option<String>) {
    let said = |it: &&str| !it.trim().is_empty();
    let summary = summary.filter(said);
    let text = text.filter(said).filter(|it| Some(*it) != summary);
    (summary.map(str::to_owned), text.map(str::to_owned))
}

/// Says of an operation what the description says of it where its body is sent so.
fn describe(operation: &mut Operation, offer: &Offer<'_>) {
    if !offer.is_described() {
        return;
    }
    if let Some(id) = offer.own_text("operationId") {
        id.clone_into(&mut operation.id);
    }
    let (summary, text) = texts(offer.own_text("summary"), offer.own_text("description"));
    operation.summary = summary;
    operation.docs.text = text;
    operation.docs.provenance = provenance(|name| offer.own(name));
}

/// The words of the name that an operation has where its body is sent so.
fn way_words(site: &Site<'_>, offer: &Offer<'_>, tag: Option<&str>) -> Option<String> {
    let id = offer.own_text("operationId").filter(|it| it.chars().any(char::is_alphanumeric))?;
    Some(plain(&words_of(site, Some(id), tag), tag.is_some()))
}

/// The words of the methods' names: the `operationId`s without what repeats the tag or path, or method and path.
fn method_words(sites: &[Site<'_>], tag: Option<&str>) -> Vec<String> {
    let short = |it: &Site<'_>| plain(&words_of(it, without_path(it), tag), tag.is_some());
    let short: Vec<String> = sites.iter().map(short).collect();
    let mut numbers = BTreeMap::new();
    for words in &short {
        *numbers.entry(snake(words)).or_insert(0) += 1;
    }
    let is_alone = |words: &str| numbers.get(&snake(words)) == Some(&1);
    let each = sites.iter().zip(short);
    each.map(|(it, short)| if is_alone(&short) { short } else { words_of(it, id(it), tag) })
        .collect()
}

/// The words that only one operation's id comes to.
pub(super) fn lone_ids(canonical: &Canonical) -> BTreeSet<String> {
    let mut numbers = BTreeMap::new();
    for words in canonical.operations().filter_map(|it| own_words(&it)) {
        *numbers.entry(words).or_insert(0) += 1;
    }
    numbers.into_iter().filter(|(_, n)| *n == 1).map(|(words, _)| words).collect()
}

fn own_words(site: &Site<'_>) -> Option<String> {
    without_path(site).map(|it| plain(&clean_id(it), false))
}

/// Leaves out words that are repeated (`list_users_users`) and, within a group, the class that a framework puts in front
/// (`UsersController_findAll`).
fn plain(words: &str, in_group: bool) -> String {
    let class = words.split_once(['_', '.']).filter(|(class, method)| {
        in_group && class.ends_with("Controller") && method.starts_with(char::is_alphabetic)
    });
    let words = snake(class.map_or(words, |it| it.1));
    let mut told: Vec<&str> = Vec::new();
    for word in words.split('_') {
        let is_name = word.starts_with(char::is_alphabetic);
        if !is_name || told.last() != Some(&word) {
            told.push(word);
        }
    }
    told.join("_")
}

fn words_of(site: &Site<'_>, id: Option<&str>, tag: Option<&str>) -> String {
    let Some(id) = id else { return path_words(site) };
    let id = clean_id(id);
    let short = tag.and_then(|tag| after_prefix(&id, tag)).map(str::to_owned);
    short.unwrap_or(id)
}

fn id<'a>(site: &Site<'a>) -> Option<&'a str> {
    site.source.operation_id.as_deref().filter(|it| it.chars().any(char::is_alphanumeric))
}

/// The `operationId` without path and method, which `FastAPI` puts behind a name: `read_item_items__id__get`.
fn without_path<'a>(site: &Site<'a>) -> Option<&'a str> {
    let id = id(site)?;
    let path = site.path.replace(|c: char| !c.is_alphanumeric() && c != '_', "_");
    let function = id.strip_suffix(&format!("{path}_{}", site.method.to_ascii_lowercase()));
    let named = function.filter(|it| it.starts_with(char::is_alphabetic));
    Some(named.map_or(id, |it| it.trim_end_matches('_')))
}

/// What of `name` stands behind `prefix` and a separator, however the prefix is spelled.
pub(super) fn after_prefix<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let prefix = snake(prefix);
    let separators = name.char_indices().filter(|(_, c)| matches!(c, '/' | '.' | '_' | '-' | ':'));
    separators.into_iter().find_map(|(index, c)| {
        let rest = name.get(index + c.len_utf8()..)?;
        let named = rest.chars().any(char::is_alphabetic);
        (named && name.get(..index).is_some_and(|it| snake(it) == prefix)).then_some(rest)
    })
}

/// The names in the braces of a path, in order.
fn variables(path: &str) -> Vec<&str> {
    let mut names: Vec<&str> =
        path.split('{').skip(1).filter_map(|it| it.split_once('}')).map(|it| it.0).collect();
    names.sort_unstable();
    names.dedup();
    names
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
