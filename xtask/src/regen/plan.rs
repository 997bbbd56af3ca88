//! What a run has to do to the files of one crate.

use std::collections::BTreeMap;

use clientwright::Output;

use crate::files::{self, Change, Tree};
use crate::stage::Stage;
use crate::vendor::Vendor;
use crate::{Error, Shell, findings};

/// A vendor and what the generator made of it.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) vendor: Vendor,
    /// The text of `names.lock` as it was.
    pub(super) old_names: Option<String>,
    pub(super) output: Output,
}

/// What a crate should be, and what is to be done about it.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) run: Run,
    /// What differs: path from the project's folder to change. Empty where nothing may be written.
    pub(super) changes: BTreeMap<String, Change>,
    verdict: Result<(), String>,
    crate_differs: bool,
}

impl Plan {
    /// Compares what was generated with what is there.
    pub(super) fn new(run: Run, shell: &Shell<'_>) -> Result<Self, Error> {
        let verdict = judge(&run.output);
        let mut plan = Self { run, changes: BTreeMap::new(), verdict, crate_differs: false };
        let (Ok(()), Some(tree)) = (&plan.verdict, &plan.run.output.files) else { return Ok(plan) };

        let dir = shell.root.join("generated").join(&plan.run.vendor.package);
        for (path, change) in files::compare(&dir, tree)? {
            plan.changes.insert(shell.show(&dir.join(path)), change);
        }
        plan.crate_differs = !plan.changes.is_empty();
        if let Some(change) = plan.names_change() {
            plan.changes.insert(shell.show(&plan.run.vendor.names), change);
        }
        Ok(plan)
    }

    /// Writes what differs: the crate in one step, then the names.
    ///
    /// A run killed between the two leaves names that the next run gives again.
    pub(super) fn apply(&self, stage: &Stage) -> Result<(), Error> {
        if let Some(tree) = self.run.output.files.as_ref().filter(|_| self.crate_differs) {
            stage.install(&self.run.vendor.package, tree)?;
        }
        if self.verdict.is_ok() && self.names_change().is_some() {
            stage.replace(&self.run.vendor.names, &self.run.output.names)?;
        }
        Ok(())
    }

    /// Whether nothing may be written.
    pub(super) fn is_failed(&self) -> bool {
        self.verdict.is_err()
    }

    /// Why nothing may be written, where the findings don't say it.
    pub(super) fn refusal(&self) -> Option<&str> {
        let reason = self.verdict.as_ref().err()?;
        (!findings::has_errors(&self.run.output.findings)).then_some(reason)
    }

    fn names_change(&self) -> Option<Change> {
        match &self.run.old_names {
            None => Some(Change::Added),
            Some(old) => (*old != self.run.output.names).then_some(Change::Changed),
        }
    }
}

/// Whether what came out may be written.
fn judge(output: &Output) -> Result<(), String> {
    if findings::has_errors(&output.findings) {
        return Err("the description has errors".to_owned());
    }
    let tree: &Tree =
        output.files.as_ref().ok_or("the generator made no crate and found no error")?;
    files::is_whole(tree)
}

/// A crate in `generated/` that was made from a vendor who is no longer in `specs/`.
#[derive(Debug)]
pub(super) struct Orphan {
    pub(super) package: String,
    pub(super) changes: BTreeMap<String, Change>,
}

impl Orphan {
    /// Every crate that `regen` made and that is none of `plans`, which are those of all vendors.
    pub(super) fn find(plans: &[Plan], shell: &Shell<'_>) -> Result<Vec<Self>, Error> {
        let generated = shell.root.join("generated");
        let mut orphans = Vec::new();
        for package in folders(&generated) {
            let dir = generated.join(&package);
            // What was put there in another way, `cargo xtask generate` included, is nobody's business here.
            let ours = files::mark(&dir)?.is_some_and(|it| it.contains("xtask regen"));
            if ours && plans.iter().all(|it| it.run.vendor.package != package) {
                let removed = files::list(&dir)?.into_iter();
                let changes =
                    removed.map(|it| (shell.show(&dir.join(it)), Change::Removed)).collect();
                orphans.push(Self { package, changes });
            }
        }
        Ok(orphans)
    }
}

/// The folders in `dir`, ordered by name; none where it isn't there.
fn folders(dir: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    let folders = entries.filter(|it| it.path().is_dir());
    let mut names: Vec<_> = folders.filter_map(|it| it.file_name().into_string().ok()).collect();
    names.sort();
    names
}
