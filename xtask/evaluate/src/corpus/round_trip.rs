//! `cargo xtask corpus --round-trip`: whether values of a description's schemas come back as they were.
//!
//! - In: descriptions. For each component, and for each other schema that became a type, its examples and values made
//!   from the schema, all of them valid by the crate `jsonschema`.
//! - Out: a row for each description and one for each value that isn't the same, or not valid any more, after it was
//!   decoded into the generated type and encoded again, or that the type kept without knowing what it is.

mod catch_all;
mod compare;
mod harness;
mod judge;
mod outline;
mod report;
mod sample;
mod summary;
mod translate;
mod trial;

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::check::Workspace;
use super::input::Input;
use super::isolate::{self, Stop};
use super::{BATCH, Run};
use crate::args::Corpus;
use clientwright_cli::paths::resolve;
use clientwright_cli::{Error, Outcome, Shell, findings};
pub(crate) use harness::wait;
pub use judge::{Direction, Judge};
use report::{Failure, Report, Row};
use trial::Trial;

/// Tries the descriptions `chosen` of `inputs`.
pub(super) fn run(
    args: &Corpus,
    run: &Run,
    inputs: &[Input],
    chosen: &[&Input],
    shell: &mut Shell<'_>,
) -> Result<Outcome, Error> {
    let path = match &args.report {
        Some(path) => resolve(&shell.cwd.join(path)),
        None => run.work.join("round-trip.tsv"),
    };
    let mut report = Report::open(&path, inputs, args.fresh)?;
    let due: Vec<&Input> =
        chosen.iter().filter(|it| report.row(&it.file).is_none()).copied().collect();
    let (work, root) = (run.work.join("round-trip"), &run.project.root);
    let workspace = Workspace::open(&work, root, run.jobs, None)?.building();
    let runtime = resolve(root).join("codegen").join("runtime");
    let strangers = run.round_trip(&due, &workspace, &runtime, &mut report)?;
    report.write()?;

    let rows: Vec<&Row> = chosen.iter().filter_map(|it| report.row(&it.file)).collect();
    let failures: Vec<&Failure> = chosen.iter().flat_map(|it| report.failures(&it.file)).collect();
    shell.print(summary::text(&rows, &failures))?;
    if !strangers.is_empty() {
        let n = findings::number(strangers.len(), "file");
        shell.eprint(format_args!("no descriptions, {n}: {}", strangers.join(", ")))?;
    }
    let is_failed = rows.iter().any(|it| it.counts.failed > 0 || !it.problem.is_empty());
    Ok(if is_failed { Outcome::Findings } else { Outcome::Done })
}

impl Run {
    /// Tries descriptions batch by batch; returns the files that are none.
    fn round_trip(
        &self,
        inputs: &[&Input],
        workspace: &Workspace,
        runtime: &Path,
        report: &mut Report,
    ) -> Result<Vec<String>, Error> {
        let bar = self.bar(inputs.len(), "round trip");
        let pool = self.pool()?;
        let mut strangers = Vec::new();
        for batch in inputs.chunks(BATCH) {
            let prepared: Vec<_> =
                pool.install(|| batch.par_iter().map(|it| (*it, self.prepare(it))).collect());
            let mut trials: BTreeMap<&str, Trial> = BTreeMap::new();
            for (input, trial) in prepared {
                match trial {
                    None => strangers.push(input.file.clone()),
                    Some(Err(row)) => report.add(row, Vec::new())?,
                    Some(Ok(trial)) if trial.tasks.is_empty() => {
                        let (row, failures) = trial.verdict(&[], String::new());
                        report.add(row, failures)?;
                    }
                    Some(Ok(trial)) => {
                        let program =
                            harness::program(&input.package, &trial.krate, runtime, &trial.tasks);
                        workspace.write(&input.package, &program)?;
                        trials.insert(&input.package, trial);
                    }
                }
            }
            let packages: Vec<&str> = trials.keys().copied().collect();
            let verdicts = if packages.is_empty() {
                BTreeMap::new()
            } else {
                workspace.check(&packages, &|it| bar.set_message(it.to_owned()))?
            };
            let done = pool.install(|| {
                let each = trials.into_par_iter().map(|(package, trial)| {
                    let verdict = verdicts.get(package);
                    if let Some(verdict) = verdict.filter(|it| it.errors > 0) {
                        let problem = verdict.first().unwrap_or_default().to_owned();
                        return Ok(trial.verdict(&[], problem));
                    }
                    let (program, dir) = (workspace.program(package), workspace.folder(package));
                    let answers = harness::run(&program, &dir, &trial.tasks, self.limit)?;
                    Ok(trial.verdict(&answers, String::new()))
                });
                each.collect::<Result<Vec<_>, Error>>()
            })?;
            for (row, failures) in done {
                report.add(row, failures)?;
            }
            bar.inc(batch.len() as u64);
        }
        bar.finish_and_clear();
        Ok(strangers)
    }

    /// Generates a crate and values; `None` for what is no description.
    fn prepare(&self, input: &Input) -> Option<Result<Trial, Row>> {
        let (its, manifest) = (input.clone(), self.manifest.clone());
        let problem = match isolate::run(self.limit, move || trial::prepare(&its, &manifest)) {
            Ok(trial) => return trial,
            Err(Stop::Panic(message)) => message,
            Err(Stop::TimeOut) => format!("not done after {} seconds", self.limit.as_secs()),
        };
        Some(Err(trial::without_crate(input, String::new(), problem)))
    }
}
