//! Turns API descriptions into typed Rust client crates.
//!
//! A description takes this way, and [`generate`] reads like it:
//!
//! 1. [`load`]: text to a [`Document`](document::Document), JSON or YAML; a Postman collection is imported, other files
//!    are [`bundle`]d, then an [`overlay`] applied;
//! 2. [`dialect`]: which of the known dialects it is;
//! 3. [`normalize`]: a list of passes, one list a dialect, to plain OpenAPI 3.0;
//! 4. [`canonical`]: the typed parse, piece by piece;
//! 5. `lower`: to the API as Rust sees it ([`ir`]), names included, with what [`settings`] say of the client;
//! 6. `emit`: to the files of a crate.
//!
//! The library does no I/O and knows neither clock nor environment: the same input gives the same bytes.
//! It needs the stack that a thread has by default (2 MB), however deep schemas refer to each other and however many
//! parameters, fields and credentials there are.

pub mod bundle;
pub mod canonical;
pub mod diagnostic;
pub mod dialect;
pub mod document;
mod emit;
mod extensions;
mod format;
mod http;
pub mod ir;
pub mod load;
pub mod lower;
mod markdown;
pub mod normalize;
pub mod overlay;
pub mod pointer;
pub mod settings;
pub mod source;
mod words;

pub use emit::Manifest;

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle::Bundler;
use crate::canonical::Canonical;
use crate::diagnostic::{Code, Diagnostic, Place, Severity, Sink, findings};
use crate::dialect::Dialect;
use crate::ir::{Api, ProvenanceKind, Ty, TypeDef};
use crate::lower::Ledger;
use crate::pointer::Pointer;
use crate::settings::Settings;
use crate::source::{FileId, Sources};

/// What to generate from, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// The description.
    pub description: FileId,
    /// An OpenAPI Overlay to apply first.
    pub overlay: Option<FileId>,
    /// The `vendor.toml`, where there is one: what it says of the client.
    pub settings: Option<FileId>,
    /// The names that earlier runs gave, as `names.lock` holds them.
    pub names: Option<String>,
    /// The name of the package; made from the description's title where there is none. One that
    /// [no crate can have](lower::check_package_name) is an error.
    pub package: Option<String>,
    /// The name by which people know the API; the description's title where there is none.
    pub title: Option<String>,
    /// Where the generated crate finds its runtime and whether it is part of a workspace.
    pub manifest: Manifest,
}

impl Request {
    /// A request for a crate of the description alone, called by its title.
    pub fn new(description: FileId, manifest: Manifest) -> Self {
        Self {
            description,
            overlay: None,
            settings: None,
            names: None,
            package: None,
            title: None,
            manifest,
        }
    }
}

/// What a run gives.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The crate: path in it to text. `None` when a finding is an error.
    pub files: Option<BTreeMap<String, String>>,
    /// The name of the package.
    pub package: String,
    /// The name by which people know the API.
    pub title: String,
    /// A program that makes a first call, as the crate's documentation shows it.
    pub first_call: String,
    /// The names given, to be kept as `names.lock`.
    pub names: String,
    /// What there is to say about the input, ordered by place.
    pub findings: Vec<Diagnostic>,
    /// What came out, in numbers.
    pub census: Census,
}

/// What came out of a run, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// The dialect of the description: `OpenAPI 2.0`.
    pub dialect: String,
    /// Operations that became methods.
    pub operations: usize,
    /// Operations among them with a gap of their own: one that is found below the operation and not in what it refers
    /// to.
    pub degraded: usize,
    /// Operations that the description has, however they are written, and that did not.
    pub skipped: usize,
    /// Requests of a Postman collection that the operations stand for.
    pub requests: usize,
    /// Named types.
    pub types: usize,
    /// Named types that are marked as inferred.
    pub inferred_types: usize,
    /// Places in types, parameters, bodies, responses and webhooks that hold any JSON value.
    pub untyped: usize,
    /// Webhooks.
    pub webhooks: usize,
    /// Facts (operations, parameters, fields, types, responses) that are marked as found on the web.
    pub web: usize,
    /// Facts that are marked as inferred.
    pub inferred: usize,
    /// Findings that are gaps.
    pub gaps: usize,
}

/// Generates a crate from a description.
pub fn generate(sources: &Sources, request: &Request) -> Output {
    let mut sink = Sink::default();
    let mut output = Output::default();
    let mut operations = BTreeSet::new();
    let mut described = 0;
    if has_good_name(request, &mut sink)
        && let Some((canonical, dialect)) = read(sources, request, &mut sink)
    {
        output.census.dialect = dialect.to_string();
        described = canonical.described;
        let settings = settings(sources, request, &mut sink);
        let options = lower::Options {
            settings,
            package: request.package.clone(),
            title: request.title.clone(),
            dialect: dialect.to_string(),
        };
        operations = write(&canonical, &options, request, &mut sink, &mut output);
    }
    if sink.has_errors() {
        output.files = None;
    }
    output.findings = sink.into_findings();
    output.census.degraded = degraded(&operations, &output.findings);
    // What a collection's import leaves out was no operation yet.
    let unusable = output.findings.iter().filter(|it| it.code == Code::UnusableRequest).count();
    output.census.skipped = unusable + described.saturating_sub(output.census.operations);
    output.census.gaps =
        output.findings.iter().filter(|it| it.code.severity() == Severity::Gap).count();
    output
}

/// Reads a description and brings it into canonical form: what every later stage starts from.
pub fn read(sources: &Sources, request: &Request, sink: &mut Sink) -> Option<(Canonical, Dialect)> {
    let mut document = load::load(sources, request.description, sink)?;
    let mut bundler = Bundler::new(sources, request.description);
    let imported = dialect::imported(&document);
    match imported {
        Some(dialect) => normalize::import(&mut document, dialect, sink),
        None => bundler.bundle(&mut document),
    }
    if let Some(id) = request.overlay {
        let overlay = load::load(sources, id, sink)?;
        overlay::apply(&mut document, &overlay, sink);
        bundler.bundle_overlay(&mut document, id);
    }
    bundler.finish(&mut document, sink);
    let dialect = match imported {
        Some(dialect) => dialect,
        None => dialect::detect(&document, sink)?,
    };
    normalize::normalize(&mut document, dialect, sink);
    Some((canonical::parse(document, sink)?, dialect))
}

/// Reads what `vendor.toml` says of the client.
pub fn settings(sources: &Sources, request: &Request, sink: &mut Sink) -> Settings {
    let document = request.settings.and_then(|it| load::load(sources, it, sink));
    document.map(|it| Settings::read(&it, sink)).unwrap_or_default()
}

/// Whether the package can have the name that was asked for.
fn has_good_name(request: &Request, sink: &mut Sink) -> bool {
    let Some(name) = &request.package else { return true };
    let Err(why) = lower::check_package_name(name) else { return true };
    let place = Place::value(request.description, Pointer::root());
    let free = lower::package_name(name);
    sink.push(findings::settings::no_crate_name(name, &why, &free).at(place));
    false
}

/// How many of the operations at `places` have a gap at or below them.
fn degraded(places: &BTreeSet<Pointer>, findings: &[Diagnostic]) -> usize {
    let gaps = findings.iter().filter(|it| it.code.severity() == Severity::Gap);
    let operations = gaps.filter_map(|gap| {
        let mut at = node(&gap.place);
        loop {
            if places.contains(&at) {
                return Some(at);
            }
            at = at.split_last()?.0;
        }
    });
    operations.collect::<BTreeSet<_>>().len()
}

/// The node of a place in the document that overlays are about.
fn node(place: &Place) -> Pointer {
    place.target.as_ref().unwrap_or(&place.pointer).clone()
}

/// Lowers and emits, and returns the places of the operations as received.
fn write(
    canonical: &Canonical,
    options: &lower::Options,
    request: &Request,
    sink: &mut Sink,
    output: &mut Output,
) -> BTreeSet<Pointer> {
    let mut ledger = match request.names.as_deref().map(Ledger::parse).transpose() {
        Ok(ledger) => ledger.unwrap_or_default(),
        Err(error) => {
            let place = Place::value(request.description, Pointer::root());
            sink.push(findings::settings::unreadable_ledger(&error.to_string()).at(place));
            return BTreeSet::new();
        }
    };
    let api = lower::lower(canonical, options, &mut ledger, sink);
    output.census.count(&api);
    output.files = Some(emit::emit(&api, &request.manifest));
    output.names = ledger.to_text();
    output.first_call = emit::first_call(&api);
    let places = api.operations().map(|(_, it)| node(&canonical.origins.place(&it.pointer)));
    let places = places.collect();
    output.package = api.package;
    output.title = api.title;
    places
}

impl Census {
    /// Counts what came out.
    fn count(&mut self, api: &Api) {
        // One that has a method for each of several media types is still one.
        self.operations = api.operations().filter(|(_, it)| !it.alternative).count();
        self.requests = api.operations().map(|(_, it)| it.requests.len()).sum();
        self.types = api.types.len();
        let kind = |it: &TypeDef| it.docs.provenance.as_ref().map(|it| it.kind);
        let inferred = api.types.iter().filter(|it| kind(it) == Some(ProvenanceKind::Inferred));
        self.inferred_types = inferred.count();
        self.untyped = api.uses().map(Ty::untyped).sum();
        self.webhooks = api.webhooks.len();
        for provenance in api.provenances() {
            match provenance.kind {
                ProvenanceKind::Web => self.web += 1,
                ProvenanceKind::Inferred => self.inferred += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_crate_can_have_gives_no_files() {
        let mut sources = Sources::default();
        let text = r#"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}}"#;
        let description = sources.add("description.json", text.to_owned());
        let named = |name: &str| {
            let request = Request {
                package: Some(name.to_owned()),
                ..Request::new(
                    description,
                    Manifest { runtime: String::new(), workspace: true, command: None },
                )
            };
            generate(&sources, &request)
        };
        for name in ["std", "a/../b", "a\"\n[dependencies]", "clientwright-runtime", ""] {
            let output = named(name);
            assert!(output.files.is_none(), "{name:?}");
            let [said] = output.findings.as_slice() else { panic!("{:?}", output.findings) };
            assert_eq!(said.code, Code::InvalidSetting);
            assert!(said.message.contains("can't be the name of a crate: it "), "{said:?}");
        }
        assert!(named("stds").files.is_some());
    }
}
