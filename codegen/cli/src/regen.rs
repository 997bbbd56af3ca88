//! `regen`: `specs/` to `generated/`.

mod facts;
mod line;
mod plan;

use std::path::Path;

use clientwright::internal::release::{CHANGELOG, MANIFEST, RECORD};
use clientwright::{Released, Request, Sources};

use crate::args::Regen;
use crate::lock::{Ingredients, Lock};
use crate::stage::Stage;
use crate::vendor::{self, Vendor};
use crate::{Error, Outcome, Project, Shell, batch, findings, sources, written};
use plan::{Orphan, Unchanged};
pub(crate) use plan::{Plan, Run};

pub(crate) fn run(args: &Regen, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let project = Project::find(shell)?;
    // Before anything is read: a killed run may have left half a crate, and another one may be fetching.
    let mut update = Update::new(args, &project)?;
    let vendors = vendor::select(&project.root, &args.vendors)?;
    if vendors.is_empty() {
        shell.eprint(vendor::NONE_YET)?;
    }
    let vendors = update.skip_unchanged(vendors, shell.generator)?;
    let (sources, runs) = generate(vendors, &project, shell)?;
    let plans = update.plans(runs)?;
    update.write(&plans, Some(&sources), shell)
}

/// A run that brings crates of a project up to date.
pub(crate) struct Update<'a> {
    args: &'a Regen,
    project: &'a Project,
    /// None where nothing is written.
    pub(crate) stage: Option<Stage>,
    lock: Lock,
    /// What needn't be generated.
    unchanged: Vec<Unchanged>,
}

impl<'a> Update<'a> {
    /// Finishes what a killed run has left.
    pub(crate) fn new(args: &'a Regen, project: &'a Project) -> Result<Self, Error> {
        let stage = if args.check { None } else { Some(Stage::open(&project.root)?) };
        Ok(Self { args, project, stage, lock: Lock::read(project)?, unchanged: Vec::new() })
    }

    /// The vendors whose crates have to be generated, and of what: all of them where a user wants to see what generating
    /// says, or that it gives the same.
    fn skip_unchanged(
        &mut self,
        vendors: Vec<Vendor>,
        generator: &str,
    ) -> Result<Vec<(Vendor, Option<Ingredients>)>, Error> {
        let Regen { vendors: _, check, force, verbose } = self.args;
        let is_all = *check || *force || *verbose;
        let mut others = Vec::new();
        for vendor in vendors {
            let ingredients = Ingredients::read(&vendor, self.project, generator)?;
            let made = match &ingredients {
                Some(it) if !is_all => self.lock.unchanged(&vendor, it, self.project)?,
                _ => None,
            };
            match made {
                Some(made) => self.unchanged.push(Unchanged { vendor, made }),
                None => others.push((vendor, ingredients)),
            }
        }
        Ok(others)
    }

    /// Compares what was generated with what is there.
    pub(crate) fn plans(&self, runs: Vec<Run>) -> Result<Vec<Plan>, Error> {
        runs.into_iter().map(|it| Plan::new(it, self.args, self.project)).collect()
    }

    /// Writes what differs and says so; findings are printed where `sources` are given.
    pub(crate) fn write(
        self,
        plans: &[Plan],
        sources: Option<&Sources>,
        shell: &mut Shell<'_>,
    ) -> Result<Outcome, Error> {
        let Self { args, project, stage, mut lock, unchanged } = self;
        let orphans = if args.vendors.is_empty() {
            let used = plans.iter().map(|it| &it.run.vendor);
            let used = used.chain(unchanged.iter().map(|it| &it.vendor)).map(|it| &it.package);
            Orphan::find(&used.collect(), args, project)?
        } else {
            Vec::new()
        };
        if let Some(stage) = &stage {
            for plan in plans {
                plan.apply(stage, &project.root)?;
                lock.note_made(&plan.run.vendor, plan.made());
            }
            for orphan in orphans.iter().filter(|it| it.by_hand.is_empty()) {
                stage.remove(&project.root.join("generated").join(&orphan.package))?;
            }
            lock.write(&vendor::list(&project.root.join("specs"))?, stage)?;
        }
        if !plans.is_empty() || !unchanged.is_empty() || !orphans.is_empty() {
            shell.print(line::table(plans, &unchanged, &orphans, args.check))?;
        }
        if let Some(sources) = sources {
            let all = plans.iter().flat_map(|it| it.run.output.findings.iter().cloned());
            findings::report(&all.collect::<Vec<_>>(), sources, args.verbose, shell)?;
        }
        if let Some(line) = line::left(&unchanged, &project.command) {
            shell.eprint(line)?;
        }
        let by_hand = plans.iter().flat_map(|it| &it.by_hand);
        let by_hand: Vec<_> = by_hand.chain(orphans.iter().flat_map(|it| &it.by_hand)).collect();
        let force = format!("{} regen --force", project.command);
        if !args.check && !by_hand.is_empty() {
            written::report(by_hand.iter().copied(), &force, shell)?;
        }
        let drifted = args.check && report_drift(plans, &orphans, shell)?;
        if drifted && by_hand.is_empty() {
            let command = &project.command;
            let vouched = plans.iter().map(|it| it.is_vouched_for(&lock, project));
            let vouched = vouched.collect::<Result<Vec<_>, _>>()?.contains(&true);
            let first =
                if vouched { "remove specs/regen.lock, which is wrong about it, " } else { "" };
            shell.eprint(format_args!(
                "help: {first}run `{command} regen`, look at the difference and commit it"
            ))?;
        } else if drifted {
            written::warn(by_hand.iter().copied(), &force, shell)?;
        }
        let failed = plans.iter().any(Plan::is_failed);
        Ok(if drifted || failed || !by_hand.is_empty() { Outcome::Findings } else { Outcome::Done })
    }
}

/// Names the files that differ, and says whether there are any.
fn report_drift(plans: &[Plan], orphans: &[Orphan], shell: &mut Shell<'_>) -> Result<bool, Error> {
    let of_plans = plans.iter().flat_map(|it| &it.changes);
    let changes: Vec<_> = of_plans.chain(orphans.iter().flat_map(|it| &it.changes)).collect();
    for (path, change) in &changes {
        shell.print(format_args!("  {change:7}  {path}"))?;
    }
    if !changes.is_empty() {
        shell.eprint("error: generated/ is not what specs/ and this generator give")?;
    }
    Ok(!changes.is_empty())
}

/// Generates every crate, several at a time; the order stays that of `vendors`.
///
/// Of what each is made was read before its files are, so that what is written to them meanwhile counts as a change.
pub(crate) fn generate(
    vendors: Vec<(Vendor, Option<Ingredients>)>,
    project: &Project,
    shell: &Shell<'_>,
) -> Result<(Sources, Vec<Run>), Error> {
    let mut sources = Sources::default();
    let requests = vendors.iter().map(|(vendor, _)| request(vendor, &mut sources, project));
    let requests = requests.collect::<Result<Vec<_>, _>>()?;
    let outputs = batch::generate(&sources, &requests, shell)?;
    let runs = vendors.into_iter().zip(requests).zip(outputs);
    let runs = runs.map(|(((vendor, ingredients), request), output)| {
        let old_names =
            request.get_names().and_then(|it| sources.file(it)).map(|it| it.text.clone());
        Run { vendor, ingredients, old_names, output }
    });
    let runs = runs.collect();
    Ok((sources, runs))
}

/// Reads the files of a vendor.
pub(crate) fn request(
    vendor: &Vendor,
    sources: &mut Sources,
    project: &Project,
) -> Result<Request, Error> {
    let name = project.show(&vendor.folder);
    let folder = sources::Folder { path: &vendor.folder, name: &name };
    let mut add = |path: &Path| sources::add_in(sources, folder, path, &project.show(path));
    let description = add(&vendor.description)?;
    let overlay = vendor.overlay.as_deref().map(&mut add).transpose()?;
    let settings = add(&vendor.settings)?;
    let released = if vendor.released.exists() {
        let mut file = |name: &str| add(&vendor.released.join(name));
        Some(Released::new(file(RECORD)?, file(MANIFEST)?, file(CHANGELOG)?))
    } else {
        None
    };
    let names = sources::add_names(sources, &vendor.names, &project.show(&vendor.names))?;
    Ok(Request::new(description)
        .overlay(overlay)
        .settings(settings)
        .names(names)
        .released(released)
        .package(&vendor.package)
        .title(&vendor.title)
        .manifest(project.vendor_manifest(&vendor.name, &vendor.package)))
}
