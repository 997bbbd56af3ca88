//! `cargo xtask corpus`: a crate from every description of a folder, and a row about each.

mod by_code;
mod census;
mod check;
mod clock;
mod code;
pub(crate) mod find;
mod input;
mod inventory;
mod isolate;
mod markdown;
mod report;
mod round_trip;
mod row;
pub(crate) mod sample;
mod speed;
pub mod stopwatch;
mod summary;
mod trial;
pub(crate) mod usage;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use clientwright::Manifest;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::args::{self, Corpus};
use crate::member;
use census::Task;
pub(crate) use check::Workspace;
use clientwright_cli::paths::resolve;
use clientwright_cli::{Error, Outcome, Project, Shell, findings};
use find::Choice;
pub(crate) use find::{inputs, package};
use input::Input;
use report::Report;
pub(crate) use round_trip::wait;
pub use round_trip::{Direction, Judge};
use row::{Check, Row, Status};
use sample::Day;
use stopwatch::Stopwatch;

/// How many crates one run of cargo checks: few, so that a run that is stopped has lost little.
const BATCH: usize = 16;

pub(crate) fn run(args: &Corpus, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let run = Run::new(args, Project::find(shell)?, shell);
    let census = census(&args.census, &run.project, shell)?;
    let inputs = inputs(&shell.cwd.join(&args.dir), &run.project.root)?;
    let choice = choice(args);
    let chosen = choice.of(&inputs);
    if let Some((_, day)) = choice.sample {
        let files: Vec<&str> = chosen.iter().map(|it| it.file.as_str()).collect();
        let files = files.join(", ");
        shell
            .eprint(format_args!("the sample of {day} (`--day {day}` takes it again): {files}"))?;
    }
    if args.round_trip {
        return round_trip::run(args, &run, &inputs, &chosen, shell);
    }
    if args.inventory {
        return inventory::run(&run, &chosen, shell);
    }
    let path = match &args.report {
        Some(path) => resolve(&shell.cwd.join(path)),
        None => run.work.join("report.tsv"),
    };
    let mut report = Report::open(&path, &inputs, args.fresh)?;

    let is_due = |it: &&&Input| report.row(&it.file).is_none_or(|row| row.is_due(args.check));
    let due: Vec<&Input> = chosen.iter().filter(is_due).copied().collect();
    let reused = chosen.len() - due.len();
    let workspace = if args.check { Some(run.workspace(shell)?) } else { None };
    let strangers = run.generate(&due, workspace.as_ref(), &mut report)?;
    if let Some(workspace) = &workspace {
        run.check(&due, workspace, &mut report)?;
    }
    report.write()?;

    if let Some(path) = &args.table {
        let all: Vec<&Row> = report.rows().collect();
        markdown::write(&shell.cwd.join(path), &all)?;
        if all.len() < inputs.len() - strangers.len() {
            let n = findings::number(inputs.len(), "file");
            shell.eprint(format_args!("the table has {} of {n} of the folder", all.len()))?;
        }
    }
    let rows: Vec<&Row> = chosen.iter().filter_map(|it| report.row(&it.file)).collect();
    if !rows.is_empty() {
        shell.print(summary::text(&rows))?;
    }
    let (parts, others): (Vec<&Input>, Vec<_>) = strangers.iter().partition(|it| it.is_part);
    if !others.is_empty() {
        let n = findings::number(others.len(), "file");
        let names: Vec<&str> = others.iter().map(|it| it.file.as_str()).collect();
        shell.eprint(format_args!("no descriptions, {n}: {}", names.join(", ")))?;
    }
    if !parts.is_empty() {
        let n = findings::number(parts.len(), "file");
        shell.eprint(format_args!("parts of other descriptions, {n}"))?;
    }
    if reused > 0 {
        let n = findings::number(reused, "row");
        let path = run.project.show(&path);
        shell
            .eprint(format_args!("{n} of an earlier run in {path}; `--fresh` makes them again"))?;
    }
    let failed = rows.iter().any(|it| it.is_failed());
    let held = match census {
        Some(task) => task.run(&chosen, choice.is_all(), &report, shell)?,
        None => true,
    };
    Ok(if failed || !held { Outcome::Findings } else { Outcome::Done })
}

/// What the run takes of the corpus.
fn choice(args: &Corpus) -> Choice<'_> {
    let day = || args.day.unwrap_or_else(Day::today);
    Choice {
        only: args.only.as_deref(),
        max_bytes: args.max_bytes,
        shard: args.shard,
        sample: args.sample.map(|n| (n, day())),
    }
}

/// The census that the rows are held against.
fn census(
    args: &args::Census,
    project: &Project,
    shell: &Shell<'_>,
) -> Result<Option<Task>, Error> {
    let args::Census { path: Some(path), update, accept_growth } = args else { return Ok(None) };
    if *update && shell.ci {
        return Err(Error::new(
            "the census is not rewritten in CI, because nobody would look at it",
        )
        .help("run with `--update` at your desk and commit what it writes"));
    }
    let path = shell.cwd.join(path);
    let shown = project.show(&path);
    Ok(Some(Task { path, shown, update: *update, accept_growth: *accept_growth }))
}

/// What the steps of a run have in common.
struct Run {
    project: Project,
    /// Where things are kept.
    work: PathBuf,
    jobs: NonZeroUsize,
    limit: Duration,
    manifest: Manifest,
    progress: bool,
}

impl Run {
    fn new(args: &Corpus, project: Project, shell: &Shell<'_>) -> Self {
        let work = match &args.work {
            Some(work) => shell.cwd.join(work),
            None => project.root.join("target").join("corpus"),
        };
        let jobs = args.jobs.or_else(|| thread::available_parallelism().ok());
        Self {
            jobs: jobs.unwrap_or(NonZeroUsize::MIN),
            limit: Duration::from_secs(args.timeout),
            manifest: member::manifest(&project.root),
            progress: shell.style.progress,
            work: resolve(&work),
            project,
        }
    }

    /// The workspace in which crates are checked, and measured where this program can stand in for the compiler.
    fn workspace(&self, shell: &Shell<'_>) -> Result<Workspace, Error> {
        let stopwatch = shell.program.as_deref();
        let stopwatch = stopwatch.map(|it| Stopwatch::new(it, self.manifest.get_runtime()));
        Workspace::open(&self.work, &self.project.root, self.jobs, stopwatch)
    }

    fn pool(&self) -> Result<rayon::ThreadPool, Error> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.jobs.get()).build();
        pool.map_err(|it| Error::new(format!("can't start threads: {it}")))
    }

    fn bar(&self, length: usize, what: &'static str) -> ProgressBar {
        if !self.progress {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(length as u64).with_prefix(what);
        if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        bar
    }

    /// Generates a crate for each input and reports it; returns the files that are no descriptions.
    ///
    /// The crates are written to the workspace, if there is one to check them in.
    fn generate<'i>(
        &self,
        inputs: &[&'i Input],
        workspace: Option<&Workspace>,
        report: &mut Report,
    ) -> Result<Vec<&'i Input>, Error> {
        let bar = self.bar(inputs.len(), "generating");
        let pool = self.pool()?;
        let report = Mutex::new(report);
        let strangers = pool.install(|| {
            let each = inputs.par_iter().map(|input| {
                bar.set_message(input.file.clone());
                let trial = trial::run(input, &self.manifest, self.limit);
                bar.inc(1);
                let Some(trial) = trial else { return Ok(Some(*input)) };
                if let (Some(workspace), Some(tree)) = (workspace, &trial.tree) {
                    workspace.write(&input.package, tree)?;
                }
                // Nothing panics while it holds the lock, so that what is behind it is sound.
                report.lock().unwrap_or_else(std::sync::PoisonError::into_inner).add(trial.row)?;
                Ok(None)
            });
            each.collect::<Result<Vec<_>, Error>>()
        })?;
        bar.finish_and_clear();
        Ok(strangers.into_iter().flatten().collect())
    }

    /// Checks the crates that were written, batch by batch, and reports each batch.
    fn check(
        &self,
        inputs: &[&Input],
        workspace: &Workspace,
        report: &mut Report,
    ) -> Result<(), Error> {
        let is_written =
            |it: &&&Input| report.row(&it.file).is_some_and(|row| row.status == Status::Written);
        let written: Vec<&Input> = inputs.iter().filter(is_written).copied().collect();
        let bar = self.bar(written.len(), "checking");
        for batch in written.chunks(BATCH) {
            let packages: Vec<&str> = batch.iter().map(|it| it.package.as_str()).collect();
            let mut verdicts = workspace.check(&packages, &|package| {
                bar.set_message(package.to_owned());
                bar.inc(1);
            })?;
            for input in batch {
                let (Some(row), Some(verdict)) =
                    (report.row(&input.file).cloned(), verdicts.remove(input.package.as_str()))
                else {
                    continue;
                };
                let check = Check::of(verdict.errors, verdict.warnings);
                let problem = verdict.first().unwrap_or_default().to_owned();
                report.add(Row { check, cost: verdict.cost, problem, ..row })?;
            }
        }
        bar.finish_and_clear();
        Ok(())
    }
}
