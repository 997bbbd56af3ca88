//! `cargo xtask conformance`: what other people's tools say of our clients and documents.
//!
//! - In: descriptions. The calls of each crate's wire tests go over HTTP to a mock that validates them by the canonical
//!   document, and that makes up responses: from the examples, and at random from the schemas.
//!   Without Node the examples of the documents are all that is tried.
//! - Out: for each crate how many calls the mock took, how many responses the client read, and how many bodies are what
//!   the crate `jsonschema` says the document asks for; every fault that isn't known.

mod call;
mod contract;
mod examples;
mod message;
mod prism;
mod program;
mod tally;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, thread};

use clientwright::internal::diagnostic::Sink;
use clientwright::{Manifest, Request, Sources};

use crate::args::{Conformance, SEEDS};
use crate::corpus::Workspace;
use crate::known::Known;
use crate::member;
use call::{Call, Fault};
use clientwright_cli::paths::resolve;
use clientwright_cli::{Error, Outcome, Project, Shell, findings, lint};
use contract::Contract;
use prism::Source;
use tally::Tally;

/// How long a mock may take to start, and a program to make its calls.
const LIMIT: Duration = Duration::from_secs(300);

/// A crate whose calls are tried.
struct Candidate {
    package: String,
    contract: Contract,
    /// Where the canonical document is.
    document: PathBuf,
}

pub(crate) fn run(args: &Conformance, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let root = Project::find(shell)?.root;
    let target = resolve(&root.join("target"));
    let mut known = Known::read(&root.join("tests/conformance/faults.tsv"))?;
    let jobs = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let workspace = Workspace::open(&target.join("conformance"), &root, jobs, None)?.building();
    let candidates = candidates(&args.targets, &manifest(&root), &workspace, shell)?;
    let packages: Vec<&str> = candidates.iter().map(|it| it.package.as_str()).collect();
    let mocks = match &args.mock {
        Some(url) => Ok(Source::Running(url.trim_end_matches('/').to_owned())),
        None => Source::prism(&target),
    };
    let verdicts = if mocks.is_ok() {
        fetch(&root);
        workspace.check(&packages, &|_| {})?
    } else {
        BTreeMap::new()
    };
    let mut is_well = true;
    for candidate in &candidates {
        let mut tally = Tally::default();
        tally.add_examples(&candidate.contract);
        let verdict = verdicts.get(candidate.package.as_str());
        if let Some(verdict) = verdict.filter(|it| it.errors > 0) {
            let why = verdict.first().unwrap_or_default();
            shell.print(format_args!("{}: it doesn't compile: {why}", candidate.package))?;
            is_well = false;
        } else if let Ok(mocks) = &mocks {
            candidate.try_calls(mocks, &workspace, args.seeds, &mut tally)?;
        }
        is_well &= report(candidate, &tally, &mut known, shell)?;
    }
    match mocks {
        Err(reason) => shell.eprint(format_args!("skipped: {reason}"))?,
        // With fewer responses some faults don't show.
        Ok(_) if args.seeds >= SEEDS => {
            for entry in known.unused(&packages, args.targets.is_empty()) {
                shell.print(format_args!("no fault is like this any more: {entry}"))?;
                is_well = false;
            }
        }
        Ok(_) => {}
    }
    Ok(if is_well { Outcome::Done } else { Outcome::Findings })
}

/// Has cargo get what the clients link, which the workspace doesn't: what is missing then is what it complains of.
fn fetch(root: &Path) {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let _ = cargo.args(["fetch", "--locked", "--quiet"]).current_dir(root).status();
}

/// The manifest of a crate that speaks HTTP.
fn manifest(root: &Path) -> Manifest {
    let manifest = member::manifest(root);
    let runtime = manifest.get_runtime().trim_end_matches('}').trim_end();
    let runtime = format!("{runtime}, features = [\"http\", \"blocking\"] }}");
    manifest.runtime(runtime)
}

/// A name for the package of a file.
fn package(sources: &Sources, request: &Request, taken: &mut BTreeSet<String>) -> String {
    let name = sources.file(request.get_description()).map_or("", |it| it.name.as_str());
    crate::corpus::package(name, taken)
}

/// Writes the programs and the documents of what is named.
fn candidates(
    targets: &[String],
    manifest: &Manifest,
    workspace: &Workspace,
    shell: &mut Shell<'_>,
) -> Result<Vec<Candidate>, Error> {
    let mut sources = Sources::default();
    let requests = lint::requests(targets, &mut sources, shell)?;
    let mut taken = BTreeSet::new();
    let each = requests.into_iter().map(|request| {
        let package = match request.get_package() {
            Some(package) => package.to_owned(),
            None => package(&sources, &request, &mut taken),
        };
        let request = request.manifest(manifest.clone()).package(&package);
        prepare(&sources, &request, package, workspace, shell)
    });
    each.collect()
}

/// Writes the program of a crate and its document.
fn prepare(
    sources: &Sources,
    request: &Request,
    package: String,
    workspace: &Workspace,
    shell: &mut Shell<'_>,
) -> Result<Candidate, Error> {
    let mut sink = Sink::default();
    let canonical = clientwright::internal::read(sources, request, &mut sink);
    let output = (shell.generate)(sources, request);
    let (Some((canonical, _)), Some(krate)) = (canonical, output.files) else {
        findings::report(&output.findings, sources, false, shell)?;
        return Err(Error::new(format!("`{package}`: there is no crate")));
    };
    let Some(mut program) = program::of(krate) else {
        return Err(Error::new(format!(
            "`{package}`: its wire tests aren't such as were expected"
        )));
    };
    program.insert("canonical.yaml".to_owned(), canonical.to_yaml());
    workspace.write(&package, &program)?;
    let document = workspace.folder(&package).join("canonical.yaml");
    Ok(Candidate { package, contract: Contract::new(&canonical), document })
}

impl Candidate {
    /// Makes all calls, once for the examples and once for each seed.
    fn try_calls(
        &self,
        mocks: &Source,
        workspace: &Workspace,
        seeds: u32,
        tally: &mut Tally,
    ) -> Result<(), Error> {
        let mock = mocks.mock(&self.document, LIMIT)?;
        let mock = mock.map_err(|it| Error::new(format!("`{}`: prism: {it}", self.package)))?;
        let program = workspace.program(&self.package);
        let dir = workspace.folder(&self.package);
        let seeds = (1..=seeds).map(|seed| format!("dynamic=true, seed={seed}"));
        for prefer in std::iter::once("dynamic=false".to_owned()).chain(seeds) {
            let lines = program::run(&program, &dir, &mock.url, &prefer, LIMIT)?;
            let is_first = tally.calls == 0;
            for call in lines.iter().map(Call::read) {
                tally.add(&call, &self.contract, is_first);
            }
        }
        Ok(())
    }
}

/// Prints what came of a crate; returns whether all is well.
fn report(
    candidate: &Candidate,
    tally: &Tally,
    known: &mut Known,
    shell: &mut Shell<'_>,
) -> Result<bool, Error> {
    let (known, faults): (Vec<&Fault>, Vec<&Fault>) = tally.faults.iter().partition(|it| {
        known.knows(&candidate.package, &it.operation, &it.kind.to_string(), &it.message)
    });
    let n_known = match known.len() {
        0 => String::new(),
        n => format!("; {} known", findings::number(n, "fault")),
    };
    shell.print(format_args!("{}: {tally}{n_known}", candidate.package))?;
    for Fault { operation, kind, message } in &faults {
        shell.print(format_args!("  {operation}: {kind}: {message}"))?;
    }
    Ok(faults.is_empty())
}
