//! The pipeline: from the texts of a description to those of a crate.

use std::collections::BTreeSet;

use crate::bundle::{self, Bundler};
use crate::canonical::{self, Canonical};
use crate::diagnostic::{Code, Diagnostic, Place, Severity, Sink, findings, positions};
use crate::dialect::{self, Dialect};
use crate::diff::locate::located;
use crate::diff::{Diff, Manifest};
use crate::document::Document;
use crate::ir::Api;
use crate::items::{self, Item};
use crate::lower::{self, Ledger};
use crate::output::{Normalized, Output};
use crate::pointer::Pointer;
use crate::release::{self, Next, Released};
use crate::request::Request;
use crate::settings::{Setting, Settings};
use crate::source::{FileId, Sources};
use crate::{emit, load, normalize as passes, overlay};

/// Generates a crate from a description.
///
/// What is wrong with the description is a finding of the [`Output`]: an operation or a schema that can't be typed whole
/// becomes a lesser form and a [gap](crate::Severity::Gap), and the rest of the crate is there. There are no files only
/// if a finding is an error, such as a text that is no description.
///
/// The library reads no files: `sources` has all that it may need, and [`references`] says what that is.
/// It needs no more than the stack that a thread has by default, does not panic, and the same input gives the same bytes.
///
/// ```
/// use clientwright::{Request, Sources};
///
/// let mut sources = Sources::default();
/// let description = sources.add(
///     "ping.yaml",
///     r#"
/// openapi: 3.0.3
/// info: { title: Ping, version: "1" }
/// paths:
///   /ping: { get: { operationId: ping, responses: { "204": { description: Alive. } } } }
/// "#,
/// );
/// let output = clientwright::generate(&sources, &Request::new(description));
///
/// assert_eq!(output.package, "ping");
/// let files = output.files.expect("the description has no errors");
/// assert!(files["src/operations.rs"].contains("pub fn ping(&self)"));
/// ```
pub fn generate(sources: &Sources, request: &Request) -> Output {
    let reading = Reading::new(sources, request);
    let lowered = reading.lower(sources, request, Purpose::Crate);
    // What is emitted then takes its memory.
    drop(reading);
    lowered.finish(|api, next, sink, output| emit(api, next, request, sink, output))
}

/// Does the same, and says of each operation and each type where it is described and where its Rust is; there are none
/// where there are no files.
///
/// ```
/// use clientwright::{Request, Sources};
///
/// let mut sources = Sources::default();
/// let text = r#"
/// openapi: 3.0.3
/// info: { title: Ping, version: "1" }
/// paths:
///   /ping:
///     get: { operationId: ping, responses: { "204": { description: Alive. } } }
/// "#;
/// let description = sources.add("ping.yaml", text);
/// let (_, items) = clientwright::generate_with_items(&sources, &Request::new(description));
///
/// assert_eq!((&*items[0].name, &*items[0].described), ("client.ping", "GET /ping"));
/// assert_eq!(items[0].place.as_ref().map(|it| it.first), Some(6));
/// assert_eq!(items[0].code[0].file, "src/operations.rs");
/// ```
pub fn generate_with_items(sources: &Sources, request: &Request) -> (Output, Vec<Item>) {
    let reading = Reading::new(sources, request);
    let lowered = reading.lower(sources, request, Purpose::Crate);
    let mut named = Vec::new();
    let output = lowered.finish(|api, next, sink, output| {
        named = items::named(&api);
        emit(api, next, request, sink, output);
    });
    let items = match (&output.files, &reading.canonical) {
        (Some(files), Some(canonical)) => items::find(named, files, canonical, sources),
        _ => Vec::new(),
    };
    (output, items)
}

/// Generates no file but the manifest; and gives the document in which [`spots`] finds what that is about.
pub fn manifest(sources: &Sources, request: &Request) -> (Output, Option<Canonical>) {
    let reading = Reading::new(sources, request);
    let lowered = reading.lower(sources, request, Purpose::Manifest(None));
    // What is written then takes the memory of the rest.
    let document = reading.into_document();
    (lowered.finish_manifest(), document)
}

/// What an API is lowered for.
#[derive(Clone, Copy, Debug)]
pub enum Purpose<'n> {
    /// All files of a crate.
    Crate,
    /// Its manifest alone; called as another version of it, where there is one.
    Manifest(Option<&'n Names>),
}

/// What a crate is called, and what is in it.
#[derive(Clone, Debug)]
pub struct Names {
    /// The name of the package.
    pub package: String,
    /// The text of a `names.lock`, where somebody has one.
    pub within: Option<String>,
}

/// A description that was read, and what there is to say about it: where all begins, whatever names it gets.
#[derive(Debug)]
pub struct Reading {
    canonical: Option<Canonical>,
    dialect: String,
    sink: Sink,
}

impl Reading {
    /// Reads a description.
    pub fn new(sources: &Sources, request: &Request) -> Self {
        let mut sink = Sink::default();
        let is_called_well = has_good_name(request.get_package(), request, &mut sink);
        let read = if is_called_well { read(sources, request, &mut sink) } else { None };
        let dialect = read.as_ref().map(|(_, dialect)| dialect.to_string()).unwrap_or_default();
        Self { canonical: read.map(|it| it.0), dialect, sink }
    }

    /// Makes types and operations of it.
    pub fn lower(&self, sources: &Sources, request: &Request, purpose: Purpose<'_>) -> Lowered {
        let mut lowered = Lowered { sink: self.sink.clone(), ..Lowered::default() };
        let package = match purpose {
            Purpose::Manifest(Some(names)) => Some(&*names.package),
            Purpose::Manifest(None) | Purpose::Crate => request.get_package(),
        };
        if let Some(canonical) = &self.canonical
            && has_good_name(package, request, &mut lowered.sink)
        {
            lowered.output.census.dialect.clone_from(&self.dialect);
            lowered.described = canonical.described;
            lowered.lower(canonical, package, (sources, request), purpose);
        }
        lowered
    }

    /// The document, for whoever looks up places in it.
    pub fn into_document(self) -> Option<Canonical> {
        self.canonical.map(Canonical::untyped)
    }
}

/// What lowering has made of a description, of which nothing is written yet.
#[derive(Debug, Default)]
pub struct Lowered {
    api: Option<(Api, Option<Next>)>,
    sink: Sink,
    /// As far as it is known.
    output: Output,
    /// The places of the operations as received.
    operations: BTreeSet<Pointer>,
    /// How many operations the description has, without those that nobody wants.
    described: usize,
}

impl Lowered {
    fn lower(
        &mut self,
        canonical: &Canonical,
        package: Option<&str>,
        (sources, request): (&Sources, &Request),
        purpose: Purpose<'_>,
    ) {
        let sink = &mut self.sink;
        let settings = settings(sources, request, sink);
        let is_for_manifest = matches!(purpose, Purpose::Manifest(_));
        let options = lower::Options {
            settings,
            package: package.map(str::to_owned),
            title: request.get_title().map(str::to_owned),
            dialect: self.output.census.dialect.clone(),
            without_examples: is_for_manifest,
            is_module: request.get_module().is_some(),
        };
        let ledger = match purpose {
            Purpose::Manifest(Some(Names { within: Some(names), .. })) => Ledger::parse(names).ok(),
            Purpose::Manifest(_) | Purpose::Crate => ledger(sources, request, sink),
        };
        let Some(mut ledger) = ledger else { return };
        let mut api = lower::lower(canonical, &options, &mut ledger, sink);
        self.operations = places(&api, canonical);
        self.output.names = ledger.to_text();
        self.described = self.described.saturating_sub(api.left_out);
        let released = request.get_released();
        let released = released.and_then(|it| Released::read(sources, it, sink));
        // Whoever compares is told what changed, whether the settings refuse it or not.
        let mut aside = Sink::default();
        let said = if is_for_manifest { &mut aside } else { sink };
        let next = next(&mut api, released, canonical, &options.settings, said);
        self.output.package.clone_from(&api.package);
        self.api = Some((api, next));
    }

    /// What it is called; none where an error is found.
    pub fn names(&self) -> Option<Names> {
        let Output { package, names, .. } = &self.output;
        let is_whole = self.api.is_some() && !self.sink.has_errors();
        is_whole.then(|| Names { package: package.clone(), within: Some(names.clone()) })
    }

    /// Writes the manifest alone.
    pub fn finish_manifest(self) -> Output {
        self.finish(|api, _, _, output| {
            output.census.count(&api);
            output.files = Some(emit::emit_api_json(&api));
            (output.package, output.title, output.version) =
                (api.package, api.title, api.metadata.version);
        })
    }

    /// Has the files written, and counts.
    fn finish(self, emit: impl FnOnce(Api, Option<Next>, &mut Sink, &mut Output)) -> Output {
        let Self { api, mut sink, mut output, operations, described } = self;
        if let Some((api, next)) = api {
            emit(api, next, &mut sink, &mut output);
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
}

/// Brings a description into canonical form: one OpenAPI 3.0 document, whatever it was written in and however many files
/// it has.
///
/// Of the request only the description and the overlay matter.
///
/// ```
/// use clientwright::{Request, Sources};
///
/// let mut sources = Sources::default();
/// let text = r#"{"swagger": "2.0", "info": {"title": "Ping", "version": "1"}, "paths": {}}"#;
/// let description = sources.add("ping.json", text);
/// let normalized = clientwright::normalize(&sources, &Request::new(description));
///
/// assert_eq!(normalized.dialect, "OpenAPI 2.0");
/// let document = normalized.document.expect("the description has no errors");
/// assert!(document.starts_with("openapi: 3.0."));
/// ```
pub fn normalize(sources: &Sources, request: &Request) -> Normalized {
    let mut sink = Sink::default();
    let read = read(sources, request, &mut sink);
    let (document, dialect) = match read {
        Some((canonical, dialect)) => (Some(canonical.to_yaml()), dialect.to_string()),
        None => (None, String::new()),
    };
    Normalized { document, dialect, findings: sink.into_findings() }
}

/// Returns the names of the files that `file` refers to and that `sources` doesn't have yet, where `description` is the
/// one to be generated from and `file` is that or one that it leads to.
///
/// Add each by [`Sources::add_in`], or [`Sources::refuse`] it, and ask the same of those that were added.
/// References never lead out of the folder of the description.
pub fn references(sources: &Sources, description: FileId, file: FileId) -> BTreeSet<String> {
    bundle::mentioned(sources, description, file)
}

/// Reads a description and brings it into canonical form: what every later stage starts from.
///
/// The findings go to `sink`.
pub fn read(sources: &Sources, request: &Request, sink: &mut Sink) -> Option<(Canonical, Dialect)> {
    let (document, dialect) = read_with_overlay(sources, request, sink)?;
    Some((canonicalize(document, dialect, sink)?, dialect))
}

/// Brings a document into canonical form.
pub(crate) fn canonicalize(
    mut document: Document,
    dialect: Dialect,
    sink: &mut Sink,
) -> Option<Canonical> {
    passes::normalize(&mut document, dialect, sink);
    canonical::parse(document, sink)
}

/// Reads a description as its overlay leaves it, before any pass.
pub(crate) fn read_with_overlay(
    sources: &Sources,
    request: &Request,
    sink: &mut Sink,
) -> Option<(Document, Dialect)> {
    let mut document = load::load(sources, request.get_description(), sink)?;
    let mut bundler = Bundler::new(sources, request.get_description());
    let imported = dialect::imported(&document);
    match imported {
        Some(dialect) => passes::import(&mut document, dialect, sink),
        None => bundler.bundle(&mut document),
    }
    if let Some(id) = request.get_overlay() {
        let overlay = load::load(sources, id, sink)?;
        overlay::apply(&mut document, &overlay, sink);
        bundler.bundle_overlay(&mut document, id);
    }
    bundler.finish(&mut document, sink);
    let dialect = match imported {
        Some(dialect) => dialect,
        None => dialect::detect(&document, sink)?,
    };
    Some((document, dialect))
}

/// Where nodes of a canonical document, or those nearest to them that are there, stand in what was received:
/// `FILE:LINE:COLUMN`, empty where nobody knows.
pub fn spots(canonical: &Canonical, sources: &Sources, nodes: &[Pointer]) -> Vec<String> {
    positions(&origins(canonical, nodes), sources)
}

/// The same as nodes of what was received.
pub fn origins(canonical: &Canonical, nodes: &[Pointer]) -> Vec<Place> {
    nodes.iter().map(|it| canonical.origins.place(&located(&canonical.root, it))).collect()
}

/// Reads what `vendor.toml` says of the client.
pub fn settings(sources: &Sources, request: &Request, sink: &mut Sink) -> Settings {
    let document = request.get_settings().and_then(|it| load::load(sources, it, sink));
    let mut settings = document.map(|it| Settings::read(&it, sink)).unwrap_or_default();
    let asked = |it: &String| {
        // What the caller asks for stands in no file.
        let place = Place::value(request.get_description(), Pointer::root());
        Setting { value: it.clone(), place }
    };
    settings.select.include.extend(request.get_include().iter().map(asked));
    settings.select.exclude.extend(request.get_exclude().iter().map(asked));
    settings
}

/// Whether the package can have the name that was asked for.
fn has_good_name(package: Option<&str>, request: &Request, sink: &mut Sink) -> bool {
    let Some(name) = package else { return true };
    let Err(why) = lower::check_package_name(name) else { return true };
    let place = Place::value(request.get_description(), Pointer::root());
    let free = lower::package_name(name);
    sink.push(findings::settings::no_crate_name(name, &why, &free).at(place));
    false
}

/// How many of the operations at `places` have a gap at or below them.
fn degraded(places: &BTreeSet<Pointer>, findings: &[Diagnostic]) -> usize {
    let gaps = findings.iter().filter(|it| it.code.severity() == Severity::Gap);
    let operations =
        gaps.filter_map(|gap| node(&gap.place).ancestors().find(|it| places.contains(it)));
    operations.collect::<BTreeSet<_>>().len()
}

/// The node of a place in the document that overlays are about.
fn node(place: &Place) -> Pointer {
    place.target.as_ref().unwrap_or(&place.pointer).clone()
}

/// The names that earlier runs gave; `None`, and why in `sink`, where they can't be read.
pub fn ledger(sources: &Sources, request: &Request, sink: &mut Sink) -> Option<Ledger> {
    let named = request.get_names().and_then(|it| Some((it, sources.file(it)?)));
    let Some((id, file)) = named else { return Some(Ledger::default()) };
    let text = file.content();
    match Ledger::parse(text) {
        Ok(ledger) => Some(ledger),
        Err((offset, error)) => {
            let mut place = Place::value(id, Pointer::root());
            place.offset = Some(file.text.len() - text.len() + offset);
            sink.push(findings::names::unreadable_ledger(&error).at(place));
            None
        }
    }
}

/// What follows the release that users have; the crate gets its version.
fn next(
    api: &mut Api,
    released: Option<Released>,
    canonical: &Canonical,
    settings: &Settings,
    sink: &mut Sink,
) -> Option<Next> {
    let Some(released) = released else {
        release::report_unused(settings, &Diff::default(), sink);
        return None;
    };
    // What nobody has needs no alias.
    api.keep_aliases(|it| released.keeps(it, false));
    let mut aside = Sink::default();
    let mut next = released.next(&revision(api)?, settings, canonical, &mut aside);
    if next.is_major() && !api.keep_aliases(|it| next.released().keeps(it, true)) {
        aside = Sink::default();
        next = next.into_released().next(&revision(api)?, settings, canonical, &mut aside);
    }
    aside.into_findings().into_iter().for_each(|it| sink.push(it));
    api.metadata.version = next.version.to_string();
    Some(next)
}

/// The manifest of an API.
fn revision(api: &Api) -> Option<Manifest> {
    let text = emit::emit_api_json(api).remove(release::MANIFEST)?;
    Manifest::parse(&text).ok()
}

/// The places of the operations as received.
fn places(api: &Api, canonical: &Canonical) -> BTreeSet<Pointer> {
    api.operations().map(|(_, it)| node(&canonical.origins.place(&it.pointer))).collect()
}

/// What comes of an API.
fn emit(mut api: Api, next: Option<Next>, request: &Request, sink: &mut Sink, output: &mut Output) {
    output.census.count(&api);
    let files = |api: &Api| match request.get_module() {
        Some(module) => emit::emit_module(api, request.get_manifest(), module),
        None => emit::emit(api, request.get_manifest()),
    };
    let mut all = files(&api);
    if let Some(mut next) = next {
        if next.is_raised_by(&all, sink) {
            api.metadata.version = next.version.to_string();
            all = files(&api);
        }
        let notice = emit::notice(request.get_manifest(), &api.package);
        all.insert(release::CHANGELOG.to_owned(), next.changelog(&notice));
    }
    output.files = Some(all);
    output.first_call = emit::first_call(&api);
    output.first_call_variables = emit::first_call_variables(&api);
    output.version.clone_from(&api.metadata.version);
    output.package = api.package;
    output.title = api.title;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_crate_can_have_gives_no_files() {
        let mut sources = Sources::default();
        let text = r#"{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}}"#;
        let description = sources.add("description.json", text.to_owned());
        let named = |name: &str| generate(&sources, &Request::new(description).package(name));
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
