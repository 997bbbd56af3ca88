//! What a run has to do to the files of one crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use clientwright::Output;

use crate::args::Regen;
use crate::files::{self, Change, Tree};
use crate::findings::number;
use crate::lock::{Ingredients, Lock, Made};
use crate::stage::Stage;
use crate::vendor::Vendor;
use crate::written::{self, Hand, Written};
use crate::{Error, Project, findings};

use super::facts::facts;

/// A vendor and what the generator made of it.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) vendor: Vendor,
    /// What the crate is made of, where that can be told.
    pub(crate) ingredients: Option<Ingredients>,
    /// The text of `names.lock` as it was.
    pub(crate) old_names: Option<String>,
    pub(crate) output: Output,
}

/// A vendor whose crate is as the last run left it, and whose files are, too.
#[derive(Debug)]
pub(super) struct Unchanged {
    pub(super) vendor: Vendor,
    pub(super) made: Made,
}

/// What a crate should be, and what is to be done about it.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) run: Run,
    /// What differs: path from the project's folder to change. Empty where nothing may be written.
    pub(super) changes: BTreeMap<String, Change>,
    /// What keeps the crate from being written, or would: path from the project's folder to what was done to it.
    pub(super) by_hand: BTreeMap<String, Hand>,
    verdict: Result<(), String>,
    /// The files of the crate.
    want: Tree,
    /// The files of its folder that go.
    remove: BTreeSet<String>,
    crate_differs: bool,
}

impl Plan {
    /// Compares what was generated with what is there.
    pub(super) fn new(run: Run, args: &Regen, project: &Project) -> Result<Self, Error> {
        let verdict = judge(&run.output);
        let want = match (&verdict, &run.output.files) {
            (Ok(()), Some(tree)) => written::locked(tree.clone()),
            _ => Tree::new(),
        };
        let (changes, by_hand) = (BTreeMap::new(), BTreeMap::new());
        let (remove, crate_differs) = (BTreeSet::new(), false);
        let mut plan = Self { run, changes, by_hand, verdict, want, remove, crate_differs };
        if plan.verdict.is_ok() {
            plan.compare(args, project)?;
        }
        Ok(plan)
    }

    fn compare(&mut self, args: &Regen, project: &Project) -> Result<(), Error> {
        let dir = project.root.join("generated").join(&self.run.vendor.package);
        let folder = Folder::read(&dir, &self.want)?;
        self.changes =
            folder.changes.iter().map(|(it, change)| (shown(&dir, it, project), *change)).collect();
        self.crate_differs = !folder.changes.is_empty();
        let gone = folder.changes.into_iter().filter(|(_, it)| *it == Change::Removed);
        self.remove = gone.map(|(path, _)| path).collect();
        if let Some(change) = self.names_change() {
            self.changes.insert(project.show(&self.run.vendor.names), change);
        }
        if !args.force {
            let by_hand = folder.by_hand.into_iter();
            self.by_hand = by_hand.map(|(it, hand)| (shown(&dir, &it, project), hand)).collect();
        }
        if !args.check && !self.by_hand.is_empty() {
            self.verdict = Err(format!("{} edited by hand", number(self.by_hand.len(), "file")));
            self.changes.clear();
        }
        Ok(())
    }

    /// Writes what differs: the crate in one step, then the names.
    ///
    /// A run killed between the two leaves names that the next run gives again.
    pub(super) fn apply(&self, stage: &Stage, root: &Path) -> Result<(), Error> {
        if self.verdict.is_err() {
            return Ok(());
        }
        if self.crate_differs {
            let generated = root.join("generated");
            stage.install(&generated.join(&self.run.vendor.package), &self.want, &self.remove)?;
        }
        if self.names_change().is_some() {
            stage.replace(&self.run.vendor.names, &self.run.output.names)?;
        }
        Ok(())
    }

    /// What the crate was made of, if it was written.
    pub(super) fn made(&self) -> Option<Made> {
        let Run { ingredients, output, .. } = &self.run;
        let lock = self.want.get(written::LOCK).filter(|_| self.verdict.is_ok())?;
        Some(Made {
            of: ingredients.as_ref()?.named(&output.names),
            output: written::digest(lock.as_bytes()),
            facts: facts(&output.census),
            findings: findings::count(&output.findings),
        })
    }

    /// Whether the lock takes the crate for unchanged though it isn't what is generated.
    pub(super) fn is_vouched_for(&self, lock: &Lock, project: &Project) -> Result<bool, Error> {
        let Some(of) = self.run.ingredients.as_ref().filter(|_| !self.changes.is_empty()) else {
            return Ok(false);
        };
        Ok(lock.unchanged(&self.run.vendor, of, project)?.is_some())
    }

    /// Whether the crate or its names aren't what is generated.
    pub(crate) fn is_behind(&self) -> bool {
        !self.changes.is_empty()
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

/// A crate's folder beside what it should be.
struct Folder {
    changes: BTreeMap<String, Change>,
    by_hand: BTreeMap<String, Hand>,
}

impl Folder {
    fn read(dir: &Path, want: &Tree) -> Result<Self, Error> {
        if files::is_link(dir) {
            // What it leads to is somebody else's: the crate is to be in its place.
            let changes = want.keys().map(|it| (it.clone(), Change::Added)).collect();
            return Ok(Self { changes, by_hand: BTreeMap::from([(String::new(), Hand::Link)]) });
        }
        let changes = files::compare(dir, want)?;
        let by_hand = Written::read(dir)?.by_hand(dir, want, &changes)?;
        Ok(Self { changes, by_hand })
    }
}

/// A path in a crate as it is shown.
fn shown(dir: &Path, path: &str, project: &Project) -> String {
    if path.is_empty() { project.show(dir) } else { project.show(&dir.join(path)) }
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
    /// What keeps it from being removed, or would.
    pub(super) by_hand: BTreeMap<String, Hand>,
}

impl Orphan {
    /// Every crate that `regen` made and that is none of `used`, which are those of all vendors.
    pub(super) fn find(
        used: &BTreeSet<&String>,
        args: &Regen,
        project: &Project,
    ) -> Result<Vec<Self>, Error> {
        let generated = project.root.join("generated");
        let mut orphans = Vec::new();
        for package in folders(&generated) {
            let dir = generated.join(&package);
            // What was put there in another way, `generate` included, is nobody's business here.
            let ours = files::mark(&dir)?.is_some_and(|it| it.contains(" regen "));
            if !ours || used.contains(&package) {
                continue;
            }
            let Folder { changes, by_hand } = Folder::read(&dir, &Tree::new())?;
            let changes =
                changes.into_iter().map(|(it, change)| (shown(&dir, &it, project), change));
            let by_hand = by_hand.into_iter().filter(|_| !args.force);
            let by_hand = by_hand.map(|(it, hand)| (shown(&dir, &it, project), hand)).collect();
            orphans.push(Self { package, changes: changes.collect(), by_hand });
        }
        Ok(orphans)
    }
}

/// The folders in `dir`, ordered by name; none where it isn't there.
fn folders(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    let folders = entries.filter(|it| it.file_type().is_ok_and(|it| it.is_dir()));
    let mut names: Vec<_> = folders.filter_map(|it| it.file_name().into_string().ok()).collect();
    names.sort();
    names
}
