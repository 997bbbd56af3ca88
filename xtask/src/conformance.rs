//! `cargo xtask conformance`: what other people's tools say of our clients and documents.
//!
//! - In: descriptions. The calls of each crate's wire tests go over HTTP to a mock that validates them by the canonical
//!   document, and that makes up replies: from the examples, and at random from the schemas.
//! - Out: for each crate how many calls the mock took, how many replies the client read, and how many bodies are what
//!   the crate `jsonschema` says the document asks for; every fault that isn't known.

mod call;
mod contract;
mod known;
mod node;
mod prism;
mod program;

use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, thread};

use clientwright::diagnostic::Sink;
use clientwright::source::Sources;
use clientwright::{Manifest, Request};

use crate::args::Conformance;
use crate::corpus::Workspace;
use crate::{Error, Outcome, Shell, findings, lint, project};
use call::{Call, Fault};
use contract::Contract;
use known::Known;
use prism::Prism;

/// How long a mock may take to start, and a program to make its calls.
const LIMIT: Duration = Duration::from_secs(300);

/// A crate whose calls are tried.
struct Candidate {
    package: String,
    contract: Contract,
    /// Where the canonical document is.
    document: PathBuf,
}

/// What came of a crate.
#[derive(Debug, Default)]
struct Tally {
    calls: usize,
    accepted: usize,
    replies: usize,
    read: usize,
    bodies: usize,
    valid: usize,
    faults: Vec<Fault>,
}

pub(crate) fn run(args: &Conformance, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let target = project::resolve(&shell.root.join("target"));
    let prism = match Prism::find(&target) {
        Ok(prism) => prism,
        Err(reason) => {
            shell.note(format_args!("skipped: {reason}"))?;
            return Ok(Outcome::Done);
        }
    };
    let mut known = Known::read(&shell.root.join("tests/conformance/faults.tsv"))?;
    let mut sources = Sources::default();
    let requests = lint::requests(&args.targets, &mut sources, shell)?;
    let jobs = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let workspace =
        Workspace::open(&target.join("conformance"), &shell.root, jobs, None)?.building();
    let mut candidates = Vec::new();
    let mut taken = BTreeSet::new();
    for mut request in requests {
        request.manifest = manifest(&shell.root);
        let package = match &request.package {
            Some(package) => package.clone(),
            None => package(&sources, &request, &mut taken),
        };
        request.package = Some(package.clone());
        candidates.push(prepare(&sources, &request, package, &workspace, shell)?);
    }
    fetch(&shell.root);
    let packages: Vec<&str> = candidates.iter().map(|it| it.package.as_str()).collect();
    let verdicts = workspace.check(&packages, &|_| {})?;
    let mut outcome = Outcome::Done;
    for candidate in &candidates {
        let verdict = verdicts.get(candidate.package.as_str());
        if let Some(verdict) = verdict.filter(|it| it.errors > 0) {
            let why = verdict.first().unwrap_or_default();
            shell.say(format_args!("{}: it doesn't compile: {why}", candidate.package))?;
            outcome = Outcome::Findings;
            continue;
        }
        let tally = candidate.try_calls(&prism, &workspace, args)?;
        if !report(candidate, &tally, &mut known, shell)? {
            outcome = Outcome::Findings;
        }
    }
    let unused = known.unused(&packages, args.targets.is_empty());
    for entry in &unused {
        shell.say(format_args!("no fault is like this any more: {entry}"))?;
    }
    Ok(if unused.is_empty() { outcome } else { Outcome::Findings })
}

/// Has cargo get what the clients link, which the workspace doesn't: what is missing then is what it complains of.
fn fetch(root: &Path) {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let _ = cargo.args(["fetch", "--locked", "--quiet"]).current_dir(root).status();
}

/// The manifest of a crate that speaks HTTP.
fn manifest(root: &Path) -> Manifest {
    let mut manifest = project::member_manifest(root);
    let runtime = manifest.runtime.trim_end_matches('}').trim_end().to_owned();
    manifest.runtime = format!("{runtime}, features = [\"reqwest\", \"blocking\"] }}");
    manifest
}

/// A name for the package of a file.
fn package(sources: &Sources, request: &Request, taken: &mut BTreeSet<String>) -> String {
    let name = sources.file(request.description).map_or("", |it| it.name.as_str());
    crate::corpus::package(name, taken)
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
    let canonical = clientwright::read(sources, request, &mut sink);
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
        prism: &Prism,
        workspace: &Workspace,
        args: &Conformance,
    ) -> Result<Tally, Error> {
        let mock = prism.start(&self.document, LIMIT)?;
        let mock = mock.map_err(|it| Error::new(format!("`{}`: prism: {it}", self.package)))?;
        let program = workspace.program(&self.package);
        let dir = workspace.folder(&self.package);
        let mut tally = Tally::default();
        let seeds = (1..=args.seeds).map(|seed| format!("dynamic=true, seed={seed}"));
        for prefer in std::iter::once("dynamic=false".to_owned()).chain(seeds) {
            let lines = program::run(&program, &dir, &mock.url, &prefer, LIMIT)?;
            let calls: Vec<Call> = lines.iter().map(Call::read).collect();
            let is_first = tally.calls == 0;
            for call in &calls {
                tally.add(call, &self.contract, is_first);
            }
        }
        Ok(tally)
    }
}

impl Tally {
    /// Counts a call. What is sent is the same each time, and counted and judged once.
    fn add(&mut self, call: &Call, contract: &Contract, is_first: bool) {
        if is_first {
            self.calls += 1;
            self.accepted += usize::from(call.is_accepted());
        }
        self.replies += 1;
        self.read += usize::from(call.is_read());
        let [sent, reply] = call.bodies(contract);
        for judged in sent.filter(|_| is_first).into_iter().chain(reply) {
            self.bodies += 1;
            self.valid += usize::from(judged.is_ok());
        }
        for fault in call.faults(contract) {
            let is_known = |it: &Fault| it.operation == fault.operation && it.kind == fault.kind;
            if !self.faults.iter().any(is_known) {
                self.faults.push(fault);
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} calls, {} accepted; {} of {} replies read; {} of {} bodies as described",
            self.calls, self.accepted, self.read, self.replies, self.valid, self.bodies
        )
    }
}

/// Prints what came of a crate; returns whether all is well.
fn report(
    candidate: &Candidate,
    tally: &Tally,
    known: &mut Known,
    shell: &mut Shell<'_>,
) -> Result<bool, Error> {
    let (known, faults): (Vec<&Fault>, Vec<&Fault>) =
        tally.faults.iter().partition(|it| known.knows(&candidate.package, it));
    let n_known = match known.len() {
        0 => String::new(),
        n => format!("; {} known", findings::number(n, "fault")),
    };
    shell.say(format_args!("{}: {tally}{n_known}", candidate.package))?;
    for Fault { operation, kind, message } in &faults {
        shell.say(format_args!("  {operation}: {kind}: {message}"))?;
    }
    Ok(faults.is_empty() && tally.calls > 0)
}
