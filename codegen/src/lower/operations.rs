//! Operations: which there are, what they are called, and what each consists of.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::{Canonical, Endpoint};
use crate::diagnostic::findings;
use crate::extensions;
use crate::ir::{Auth, Docs, Group, Operation, Param};
use crate::lower::bodies::BodyVariant;
use crate::lower::facets::{provenance, with_link};
use crate::lower::names::{BUILDER_RESERVED, Kind, Scope, Wanted, camel, shouty, snake};
use crate::lower::params::is_among;
use crate::lower::responses;
use crate::lower::walk::Walk;
use crate::settings::{Operations, Setting};

/// What the request of a method is called beside what `builders` has.
pub(super) fn builder(builders: &mut Scope, method: &str) -> String {
    let words = camel(method);
    builders.take_with(&words, &[format!("{}Request", words.trim_end_matches('_'))])
}

/// The names of an operation.
#[derive(Clone, Debug)]
struct Names {
    method: String,
    builder: String,
    constant: String,
}

impl<'a> Walk<'a> {
    /// The operations of `group`, in whose place the names `taken` aren't free.
    pub(super) fn operations(
        &mut self,
        endpoints: &[Endpoint<'a>],
        group: &Group,
        taken: Scope,
        auths: &[Auth],
    ) -> Vec<Operation> {
        let body_variants: Vec<Vec<BodyVariant<'a>>> =
            endpoints.iter().map(|it| self.body_variants(it)).collect();
        let names = self.operation_names(endpoints, &body_variants, group, taken);
        let each = endpoints.iter().zip(&body_variants).zip(names);
        each.flat_map(|((endpoint, body_variants), names)| {
            self.methods(endpoint, body_variants, names, auths)
        })
        .collect()
    }

    /// The names of each endpoint: those of the operation itself, then those of its alternatives.
    fn operation_names(
        &mut self,
        endpoints: &[Endpoint<'a>],
        body_variants: &[Vec<BodyVariant<'a>>],
        group: &Group,
        mut methods: Scope,
    ) -> Vec<Vec<Names>> {
        let tag = group.handle.as_ref().map(|_| group.tag.as_str());
        let mut words = method_words(endpoints, tag, self.known.ids_have_paths);
        for ((endpoint, body_variants), words) in
            endpoints.iter().zip(body_variants).zip(&mut words)
        {
            let own = body_variants.first().and_then(|it| way_words(endpoint, it, tag));
            *words = own.unwrap_or_else(|| std::mem::take(words));
        }
        let own = endpoints.iter().map(Endpoint::at).zip(words.iter().cloned());
        let mut wanted: Vec<Wanted> = own.map(|(at, words)| Wanted::new(at, words)).collect();
        for (endpoint, it) in endpoints.iter().zip(&mut wanted) {
            it.given = self.given_method(endpoint);
        }
        // Behind all others, so that no operation's name changes for a way to send another.
        for ((endpoint, body_variants), words) in endpoints.iter().zip(body_variants).zip(&words) {
            let Some((first, others)) = body_variants.split_first() else { continue };
            wanted.extend(others.iter().map(|it| {
                let own = way_words(endpoint, it, tag);
                let words = own.unwrap_or_else(|| format!("{words} {}", it.word(first)));
                Wanted::new(it.at(&endpoint.at()), words)
            }));
        }
        self.meet(endpoints, &wanted, tag.unwrap_or_default());
        let kind = (Kind::Operation, tag.unwrap_or_default());
        let mut names = self.allocate(kind, (&wanted, snake), &mut methods).into_iter();
        let own: Vec<String> = names.by_ref().take(endpoints.len()).collect();
        let mut builders = Scope::new(BUILDER_RESERVED);
        builders.claim(group.handle.as_deref().unwrap_or("Client"));
        let mut all = Vec::new();
        for (endpoint, method) in endpoints.iter().zip(own) {
            let builder = builder(&mut builders, &method);
            let whole = self.operation_id_words(endpoint).unwrap_or_else(|| method.clone());
            self.found.operation_names.insert(endpoint.at(), camel(&whole));
            // A static shares its names with the types: of `a` both are called `A`.
            let constant = builders.take(&shouty(&method));
            all.push(vec![Names { method, builder, constant }]);
        }
        for (body_variants, all) in body_variants.iter().zip(&mut all) {
            let constant = all.first().map_or_else(String::new, |it| it.constant.clone());
            for method in names.by_ref().take(body_variants.len().saturating_sub(1)) {
                let builder = builder(&mut builders, &method);
                all.push(Names { method, builder, constant: constant.clone() });
            }
        }
        all
    }

    /// The name that the settings give to the method of an operation.
    fn given_method(&self, endpoint: &Endpoint<'a>) -> Option<Setting<String>> {
        let names = &self.settings.operations.names;
        let id = (!names.is_empty()).then(|| endpoint.id())?;
        names.iter().find(|it| it.0 == id).map(|it| it.1.clone())
    }

    /// Says which names of operations and handles nothing has.
    pub(super) fn report_idle_operation_names(&mut self) {
        let Operations { names, handles } = &self.settings.operations;
        if names.is_empty() && handles.is_empty() {
            return;
        }
        let endpoints: Vec<Endpoint<'a>> = self.canonical.operations().collect();
        let ids: BTreeSet<String> = endpoints.iter().map(Endpoint::id).collect();
        for (id, Setting { value: _, place }) in names {
            if !ids.contains(id) {
                let finding = findings::settings::unknown_key_operation(id);
                self.sink.push(finding.at(place.clone()));
            }
        }
        let tags = || self.api.tags.iter().map(|it| &it.name);
        for (tag, Setting { value: _, place }) in handles {
            let mut tags = tags().chain(endpoints.iter().filter_map(|it| it.source.tags.first()));
            if !tags.any(|it| it == tag) {
                self.sink.push(findings::settings::unknown_tag(tag).at(place.clone()));
            }
        }
    }

    /// Tells the ledger which operations there are under a tag; one that has gone elsewhere takes its names along.
    fn meet(&mut self, endpoints: &[Endpoint<'a>], wanted: &[Wanted], tag: &str) {
        let places = || wanted.iter().flat_map(|it| &it.places);
        self.ledger.meet((Kind::Operation, tag), places());
        for (endpoint, it) in endpoints.iter().zip(wanted) {
            if id(endpoint).is_some() {
                self.ledger.follow((Kind::Operation, tag), &snake(&it.words), &endpoint.at());
            }
        }
        for place in places() {
            self.ledger.record_tag(place, tag);
        }
    }

    /// The words of an operation's id, without what frameworks add where that leaves it alone in the document.
    pub(super) fn operation_id_words(&self, endpoint: &Endpoint<'a>) -> Option<String> {
        let whole = endpoint.source.operation_id.as_deref().map(clean_id)?;
        let own = own_words(endpoint, self.known.ids_have_paths)
            .filter(|it| self.known.lone_ids.contains(it));
        Some(own.unwrap_or(whole))
    }

    /// The path that requests have.
    ///
    /// The keys of `paths` have to differ; when two servers have the same path, a key has something behind a `#`.
    fn sent_path(&mut self, endpoint: &Endpoint<'a>) -> &'a str {
        let own = extensions::text(&endpoint.source.extensions, extensions::PATH)
            .map(|it| (it, endpoint.at()));
        let given = own.or_else(|| {
            extensions::text(&endpoint.item.extensions, extensions::PATH)
                .map(|it| (it, endpoint.item_at()))
        });
        let Some((given, at)) = given else { return endpoint.path };
        // The empty path adds nothing to the server's address.
        if (given.is_empty() || given.starts_with('/'))
            && variables(given) == variables(endpoint.path)
        {
            return given;
        }
        self.report(
            &at.child(extensions::PATH),
            findings::paths::misfit_extension(given, endpoint.path),
        );
        endpoint.path
    }

    /// The operation, and others that send its body in another way.
    fn methods(
        &mut self,
        endpoint: &Endpoint<'a>,
        body_variants: &[BodyVariant<'a>],
        names: Vec<Names>,
        auths: &[Auth],
    ) -> Vec<Operation> {
        let Some(first) = names.first() else { return Vec::new() };
        let base = self.operation(endpoint, first, auths);
        let mut all = Vec::new();
        for (index, Names { method, builder, constant }) in names.into_iter().enumerate() {
            let alternative = index > 0;
            let mut operation =
                Operation { name: method, builder, constant, alternative, ..base.clone() };
            if let Some(body_variant) = body_variants.get(index) {
                describe(&mut operation, body_variant);
                operation.body =
                    self.body(endpoint, body_variant, index > 0, &mut operation.params);
            }
            // Required ones are arguments and come first; the sort keeps the order within both.
            operation.params.sort_by_key(|it| !it.required);
            all.push(operation);
        }
        all
    }

    /// The credentials and the parameters of an operation, of which none goes where another one does.
    fn security_and_params(
        &mut self,
        endpoint: &Endpoint<'a>,
        server: Option<usize>,
        auths: &[Auth],
    ) -> (Vec<Vec<usize>>, Vec<Param>) {
        let own = endpoint.source.security.as_ref();
        let mut security = self.requirements(own, auths);
        if own.is_some() || self.found.usual_security.is_empty() {
            let params = self.params(endpoint, &security, auths);
            return (security, params);
        }
        // What others need isn't for a server of its own, which may be somebody else's.
        if server.is_some() {
            security.clear();
        }
        // What an operation has a parameter for it says by that, as a token endpoint does.
        let params = self.params(endpoint, &[], auths);
        let is_param = |it: &usize| auths.get(*it).is_some_and(|it| is_among(&it.kind, &params));
        security.retain(|alternative| !alternative.iter().any(is_param));
        if security.iter().all(Vec::is_empty) {
            security.clear();
        }
        (security, params)
    }

    /// The operation without its body.
    fn operation(&mut self, endpoint: &Endpoint<'a>, names: &Names, auths: &[Auth]) -> Operation {
        let source = endpoint.source;
        let server = self.named_server(endpoint, auths);
        let (security, params) = self.security_and_params(endpoint, server, auths);
        let responses = self.responses(endpoint);
        let (summary, text) = texts(source.summary.as_deref(), source.description.as_deref());
        Operation {
            name: names.method.clone(),
            builder: names.builder.clone(),
            constant: names.constant.clone(),
            id: endpoint.id(),
            pointer: endpoint.at(),
            alternative: false,
            tags: source.tags.clone(),
            method: endpoint.method.to_owned(),
            path: self.sent_path(endpoint).to_owned(),
            server,
            summary,
            docs: Docs {
                text: with_link(text, source.external_docs.as_ref()),
                provenance: provenance(|name| source.extensions.get(name)),
                deprecated: source.deprecated,
            },
            sunset: said(source, extensions::SUNSET),
            stability: said(source, extensions::STABILITY),
            requirements: self.stated_requirements(source.security.as_ref(), &security, auths),
            security,
            unsent: self.unsent(source.security.as_ref()),
            accept: responses::accept(&responses),
            params,
            required: None,
            body: None,
            // As far as it shows before equal types are one.
            outcome: responses::outcome(&responses.cases, endpoint.method),
            error: responses::error(&responses.cases),
            alternatives: responses::alternatives(&responses, endpoint.method),
            headers: responses::named_headers(responses.headers),
            responses: responses.cases,
            idempotency_key: None,
            is_repeatable: None,
            // Types have the answer, and those aren't done yet.
            paging: None,
            waiters: Vec::new(),
            requests: Vec::new(),
            testable: true,
        }
    }
}

/// The text that an extension of an operation has.
fn said(source: &openapiv3::Operation, name: &str) -> Option<String> {
    extensions::text(&source.extensions, name).map(str::to_owned)
}

/// The line that is written about an operation, and the text where that says more.
fn texts(summary: Option<&str>, text: Option<&str>) -> (Option<String>, Option<String>) {
    let is_written = |it: &&str| !it.trim().is_empty();
    let summary = summary.filter(is_written);
    let text = text.filter(is_written).filter(|it| Some(*it) != summary);
    (summary.map(str::to_owned), text.map(str::to_owned))
}

/// Says of an operation what the description says of it where its body is sent so.
fn describe(operation: &mut Operation, body_variant: &BodyVariant<'_>) {
    if !body_variant.is_described() {
        return;
    }
    if let Some(id) = body_variant.own_text("operationId") {
        id.clone_into(&mut operation.id);
    }
    let (summary, text) =
        texts(body_variant.own_text("summary"), body_variant.own_text("description"));
    operation.summary = summary;
    operation.docs.text = text;
    operation.docs.provenance = provenance(|name| body_variant.own(name));
}

/// The words of the name that an operation has where its body is sent so.
fn way_words(
    endpoint: &Endpoint<'_>,
    body_variant: &BodyVariant<'_>,
    tag: Option<&str>,
) -> Option<String> {
    let id =
        body_variant.own_text("operationId").filter(|it| it.chars().any(char::is_alphanumeric))?;
    Some(plain(&words_of(endpoint, Some(id), tag), tag.is_some()))
}

/// The words of the methods' names: the `operationId`s without what repeats the tag or path, or method and path.
fn method_words(
    endpoints: &[Endpoint<'_>],
    tag: Option<&str>,
    ids_have_paths: bool,
) -> Vec<String> {
    let short = |it: &Endpoint<'_>| {
        let id = own_id(it, ids_have_paths);
        plain(&words_of(it, id, tag), tag.is_some())
    };
    let short: Vec<String> = endpoints.iter().map(short).collect();
    let mut numbers = BTreeMap::new();
    for words in &short {
        *numbers.entry(snake(words)).or_insert(0) += 1;
    }
    let is_alone = |words: &str| numbers.get(&snake(words)) == Some(&1);
    let each = endpoints.iter().zip(short);
    each.map(|(it, short)| if is_alone(&short) { short } else { words_of(it, id(it), tag) })
        .collect()
}

/// The words that only one operation's id comes to.
pub(super) fn lone_ids(canonical: &Canonical, ids_have_paths: bool) -> BTreeSet<String> {
    let mut numbers = BTreeMap::new();
    for words in canonical.operations().filter_map(|it| own_words(&it, ids_have_paths)) {
        *numbers.entry(words).or_insert(0) += 1;
    }
    numbers.into_iter().filter(|(_, n)| *n == 1).map(|(words, _)| words).collect()
}

/// Whether most `operationId`s end in path and method.
pub(super) fn ids_have_paths(canonical: &Canonical) -> bool {
    let (mut n_ids, mut n_with_path) = (0, 0);
    for endpoint in canonical.operations().filter(|it| id(it).is_some()) {
        n_ids += 1;
        n_with_path += usize::from(without_path(&endpoint) != id(&endpoint));
    }
    n_with_path * 2 > n_ids
}

fn own_words(endpoint: &Endpoint<'_>, ids_have_paths: bool) -> Option<String> {
    own_id(endpoint, ids_have_paths).map(|it| plain(&clean_id(it), false))
}

/// The `operationId` without path and method, unless it ends in them by chance (`api_books_post`): most ids have them, or
/// two signs of the path have become underscores.
fn own_id<'a>(endpoint: &Endpoint<'a>, ids_have_paths: bool) -> Option<&'a str> {
    let is_meant = ids_have_paths || path_in_id(endpoint).contains("__");
    if is_meant { without_path(endpoint) } else { id(endpoint) }
}

/// Leaves out words that are repeated (`list_users_users`) and, within a group, the class that a framework puts in front
/// (`UsersController_findAll`).
fn plain(words: &str, in_group: bool) -> String {
    let class = words.split_once(['_', '.']).filter(|(class, method)| {
        in_group && class.ends_with("Controller") && method.starts_with(char::is_alphabetic)
    });
    let words = snake(class.map_or(words, |it| it.1));
    let mut kept: Vec<&str> = Vec::new();
    for word in words.split('_') {
        let is_name = word.starts_with(char::is_alphabetic);
        if !is_name || kept.last() != Some(&word) {
            kept.push(word);
        }
    }
    kept.join("_")
}

fn words_of(endpoint: &Endpoint<'_>, id: Option<&str>, tag: Option<&str>) -> String {
    let Some(id) = id else { return path_words(endpoint) };
    let id = clean_id(id);
    let short = tag.and_then(|tag| after_prefix(&id, tag)).map(str::to_owned);
    short.unwrap_or(id)
}

fn id<'a>(endpoint: &Endpoint<'a>) -> Option<&'a str> {
    endpoint.source.operation_id.as_deref().filter(|it| it.chars().any(char::is_alphanumeric))
}

/// The `operationId` without path and method, which `FastAPI` puts behind a name: `read_item_items__id__get`.
fn without_path<'a>(endpoint: &Endpoint<'a>) -> Option<&'a str> {
    let id = id(endpoint)?;
    let function = id.strip_suffix(&path_in_id(endpoint));
    let named = function.filter(|it| it.starts_with(char::is_alphabetic));
    Some(named.map_or(id, |it| it.trim_end_matches('_')))
}

fn path_in_id(endpoint: &Endpoint<'_>) -> String {
    let path = endpoint.path.replace(|c: char| !c.is_alphanumeric() && c != '_', "_");
    format!("{path}_{}", endpoint.method.to_ascii_lowercase())
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
fn path_words(endpoint: &Endpoint<'_>) -> String {
    let mut words = vec![endpoint.method.to_ascii_lowercase()];
    let mut by = Vec::new();
    for segment in endpoint.path.split('/').filter(|it| !it.is_empty()) {
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
