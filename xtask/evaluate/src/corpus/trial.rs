//! One description through the generator.

use std::path::Path;
use std::time::Duration;

use clientwright::internal::diagnostic::Sink;
use clientwright::internal::dialect;
use clientwright::internal::load;
use clientwright::{FileId, Manifest, Output, Request, Severity, Sources};

use super::by_code::ByCode;
use super::input::Input;
use super::inventory::counts::{Inventory, Kind};
use super::inventory::hold::hold;
use super::isolate::{self, Stop};
use super::row::{Counts, Row, Status};
use super::{clock, code, usage};
use clientwright_cli::files::{self, Tree};

/// A row, and the crate where there is one.
pub(crate) struct Trial {
    pub(crate) row: Row,
    pub(crate) tree: Option<Tree>,
    /// What the description describes; `None` where there is no crate.
    pub(crate) inventory: Option<Inventory>,
}

/// Generates a crate from `input`, whatever happens; `None` where it is no description.
///
/// What is part of another description is none where nothing comes of it alone.
pub(crate) fn run(input: &Input, manifest: &Manifest, limit: Duration) -> Option<Trial> {
    let trial = attempt(input, manifest, limit)?;
    (!input.is_part || trial.row.status != Status::Error).then_some(trial)
}

fn attempt(input: &Input, manifest: &Manifest, limit: Duration) -> Option<Trial> {
    let (file, key) = (input.file.clone(), input.key.clone());
    let row = Row { file, key, bytes: input.bytes, ..Row::default() };
    let failed = |row: Row, status, problem: &str| {
        Some(Trial {
            row: Row { status, problem: problem.to_owned(), ..row },
            tree: None,
            inventory: None,
        })
    };
    let read = match input.read() {
        Ok(read) => read,
        Err(problem) => return failed(row, Status::Error, problem),
    };
    let (package, manifest) = (input.package.clone(), manifest.clone());
    match isolate::run(limit, move || generate(read, package, manifest)) {
        Ok(done) => done.map(|done| done.trial(row)),
        Err(Stop::Panic(message)) => failed(row, Status::Panic, &message),
        Err(Stop::TimeOut) => {
            failed(row, Status::TimeOut, &format!("not done after {} seconds", limit.as_secs()))
        }
    }
}

/// What the generator gave.
struct Done {
    dialect: Option<String>,
    inventory: Option<Inventory>,
    output: Output,
    seconds: f64,
}

/// Returns `None` where the document is no description.
fn generate(
    (sources, description): (Sources, FileId),
    package: String,
    manifest: Manifest,
) -> Option<Done> {
    let request = Request::new(description).package(package).manifest(manifest);
    let start = clock::worked();
    let output = clientwright::generate(&sources, &request);
    let seconds = clock::worked().saturating_sub(start).as_secs_f64();

    let document = || load::load(&sources, description, &mut Sink::default());
    let mut dialect = Some(output.census.dialect.clone()).filter(|it| !it.is_empty());
    if dialect.is_none() {
        // Text that can't be parsed may be meant to be a description; what can be parsed says what it is.
        dialect = match document() {
            Some(document) => Some(dialect::detect(&document, &mut Sink::default())?.to_string()),
            None => None,
        };
    }
    let inventory = output
        .files
        .as_ref()
        .zip(document())
        .and_then(|(tree, document)| hold(&document.root, description, tree, &output.findings));
    Some(Done { dialect, inventory, output, seconds })
}

impl Done {
    fn trial(self, row: Row) -> Trial {
        let Self { dialect, inventory, output, seconds } = self;
        let census = &output.census;
        let counts = Counts {
            operations: census.operations,
            degraded: census.degraded,
            skipped: census.skipped,
            requests: inventory.as_ref().map_or(0, |it| it.described(Kind::Request)),
            emitted: census.requests,
            types: census.types,
            inferred: census.inferred_types,
            untyped: census.untyped,
            missing: inventory.as_ref().map_or(0, |it| it.missing.len()),
            gaps: census.gaps,
        };
        let findings = ByCode::of(&output.findings);
        let (tree, problem) = match whole(output) {
            Ok(tree) => (Some(tree), String::new()),
            Err(problem) => (None, problem),
        };
        let is_rust = |path: &str| Path::new(path).extension().is_some_and(|it| it == "rs");
        let rust = tree.iter().flatten().filter(|(path, _)| is_rust(path));
        let lines = rust.map(|(_, text)| text.lines().count()).sum();
        let row = Row {
            status: if tree.is_some() { Status::Written } else { Status::Error },
            dialect: dialect.unwrap_or_default(),
            counts,
            findings,
            seconds,
            peak: usage::of_this_program().map_or(0, |it| it.megabytes),
            lines,
            code: tree.as_ref().map_or(0, code::lines),
            problem,
            ..row
        };
        Trial { row, tree, inventory }
    }
}

/// The crate, or why there is none.
fn whole(output: Output) -> Result<Tree, String> {
    let error = output.findings.iter().find(|it| it.code.severity() == Severity::Error);
    if let Some(error) = error {
        return Err(format!("{}: {}", error.code.slug(), error.message));
    }
    let tree = output.files.ok_or("the generator made no crate and found no error")?;
    files::is_whole(&tree)?;
    Ok(tree)
}
