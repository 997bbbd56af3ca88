//! `diff`: what changed since an earlier version, on the wire and in Rust, without compiling.

mod base;
mod git;
mod side;
mod uses;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use clientwright::Sources;
use clientwright::diff::{self, Cause, Change, Places, Report, Version, Wire};
use clientwright::internal::Made;

use crate::args::{Diff, DiffFormat, FailOn};
use crate::vendor::Vendor;
use crate::{Error, Outcome, Project, Shell, batch, regen, vendor};
use base::Base;
use side::{Described, Side};

pub(crate) fn run(args: &Diff, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let compared = if is_files(args, shell) { files(args, shell)? } else { vendors(args, shell)? };
    let Some(compared) = compared else { return Ok(Outcome::Findings) };
    let reports: Vec<Report<'_>> = compared.iter().map(Compared::report).collect();
    let format = match args.format {
        DiffFormat::Text if shell.style.colour_out => diff::Format::Coloured,
        DiffFormat::Text => diff::Format::Text,
        DiffFormat::Markdown => diff::Format::Markdown,
        DiffFormat::Html => diff::Format::Html,
        DiffFormat::Json => diff::Format::Json,
        DiffFormat::Github => diff::Format::GitHub,
    };
    let text = diff::render(&reports, format);
    if !text.is_empty() {
        shell.print_raw(text.trim_end())?;
    }
    let mut changes = compared.iter().flat_map(|it| &it.diff.changes);
    let fails = changes.any(|it| fails(args.fail_on, it));
    Ok(if fails { Outcome::Findings } else { Outcome::Done })
}

/// Whether a change is what `--fail-on` names, or worse.
fn fails(on: FailOn, change: &Change) -> bool {
    match on {
        FailOn::Breaking => change.is_breaking(),
        FailOn::Risky => change.is_breaking() || change.wire == Wire::Risky,
        FailOn::Any => true,
        FailOn::Nothing => false,
    }
}

/// A crate before and after.
struct Compared {
    package: String,
    base: String,
    diff: diff::Diff,
    places: Vec<Places>,
    /// That of the base, and the one that it has now.
    versions: Option<(String, String)>,
}

impl Compared {
    /// Says what changed in a crate, and finds the places of that in the description that the base was made of, where that
    /// is at hand.
    fn new(
        base: &str,
        diff: diff::Diff,
        described: Option<&Described>,
        revision: &Side,
        with_lines: bool,
    ) -> Result<Self, Error> {
        let changes = &diff.changes;
        // Each looks through a whole description.
        let (old, new) = thread::scope(|scope| {
            let old =
                scope.spawn(|| side::places(described, changes, |it| it.base.as_ref(), with_lines));
            let described = revision.described.as_ref();
            let new = side::places(described, changes, |it| it.revision.as_ref(), with_lines);
            (old.join(), new)
        });
        let old = old.map_err(|_| Error::new(format!("can't find what changed since {base}")))?;
        let places = old.into_iter().zip(new).map(|(base, revision)| Places::new(base, revision));
        Ok(Self {
            package: revision.manifest.package().to_owned(),
            base: base.to_owned(),
            places: places.collect(),
            versions: None,
            diff,
        })
    }

    /// Says which version the crate had and has, where that is another one.
    fn versioned(mut self, base: Option<Version>, now: Option<Version>) -> Self {
        // Only files that the API doesn't show may have raised the base, too.
        let both = base.zip(now).filter(|(base, now)| base < now);
        self.versions = both.map(|(base, now)| (base.to_string(), now.to_string()));
        self
    }

    fn report(&self) -> Report<'_> {
        let report = Report::new(&self.package, &self.base, &self.diff).places(&self.places);
        match &self.versions {
            Some((base, next)) => report.versions(base, next),
            None => report,
        }
    }
}

/// Whether the command line names two files.
fn is_files(args: &Diff, shell: &Shell<'_>) -> bool {
    let is_file = |it: &String| it == "-" || shell.cwd.join(it).is_file();
    args.targets.len() == 2 && args.targets.iter().all(is_file)
}

/// Compares two files; none where one has errors, which were printed.
fn files(args: &Diff, shell: &mut Shell<'_>) -> Result<Option<Vec<Compared>>, Error> {
    let [base, revision] = args.targets.as_slice() else { return Ok(None) };
    let Some((one, other)) = Side::of_files([base, revision], shell)? else { return Ok(None) };
    let Side { manifest, described, .. } = one;
    let with_lines = args.format == DiffFormat::Html;
    let mut diff = diff::diff(&manifest, &other.manifest);
    if described.is_some() {
        diff.attribute(Cause::Description);
    }
    Ok(Some(vec![Compared::new(base, diff, described.as_ref(), &other, with_lines)?]))
}

/// Compares what vendors' descriptions give now with an earlier version; none where one has errors, which were printed.
fn vendors(args: &Diff, shell: &mut Shell<'_>) -> Result<Option<Vec<Compared>>, Error> {
    let project = Project::find(shell)?;
    let vendors = vendor::select(&project.root, &args.targets)?;
    if vendors.is_empty() {
        shell.eprint(vendor::NONE_YET)?;
    }
    let base = Base::open(args, &project, shell)?;
    let mut sources = Sources::default();
    let requests = vendors.iter().map(|it| regen::request(it, &mut sources, &project));
    let requests = requests.collect::<Result<Vec<_>, _>>()?;
    let all = batch::each(&sources, &requests, shell, Made::of)?;
    let (sources, mut pairs) = (Arc::new(sources), Vec::new());
    for (vendor, made) in vendors.iter().zip(all) {
        let Some(other) = Side::of_made(made, &sources, &vendor.package, shell)? else {
            return Ok(None);
        };
        let Some(before) = base.manifest(&vendor.package, vendors.len() == 1)? else {
            shell.eprint(format_args!("{}: new since {}", vendor.package, base.name()))?;
            continue;
        };
        let before = side::parse(&before, base.name())?;
        let diff = diff::diff(&before, &other.manifest);
        pairs.push((vendor, before, other, diff));
    }
    let changed = pairs.iter().filter(|it| !it.3.changes.is_empty());
    let mut described = bases(changed.map(|it| it.0), &base, &project, shell)?;
    let mut compared = Vec::new();
    for (vendor, before, other, mut diff) in pairs {
        let with_lines = args.format == DiffFormat::Html;
        let (version, described) = (base.version(&vendor.package), described.remove(&vendor.name));
        if let Some(between) = described.as_ref().and_then(|it| it.manifest.as_ref()) {
            diff.tell_apart(&before, between);
        }
        let found = Compared::new(base.name(), diff, described.as_ref(), &other, with_lines)?;
        compared.push(found.versioned(version, other.version));
    }
    if args.targets.is_empty() {
        compared.extend(gone(&base, &vendors)?);
    }
    find_uses(&mut compared, &project, shell)?;
    Ok(Some(compared))
}

/// Reads the descriptions of several vendors as they were, at a time, those of them that are at hand and can be read; by
/// vendor.
fn bases<'v>(
    vendors: impl Iterator<Item = &'v Vendor>,
    base: &Base,
    project: &Project,
    shell: &Shell<'_>,
) -> Result<BTreeMap<String, Described>, Error> {
    let found = vendors.filter_map(|it| Some((it.name.clone(), base.described(it, project)?)));
    let found: Vec<_> = found.collect();
    let jobs: Vec<batch::Job<'_>> = found.iter().map(|(_, (sources, it))| (sources, it)).collect();
    let made = batch::several(&jobs, shell, Made::of)?;
    let described = found.into_iter().zip(made).filter_map(|((name, (sources, _)), made)| {
        Some((name, Described::of_made(made, sources, base.prefix())?))
    });
    Ok(described.collect())
}

/// Finds the code of the workspace that names what is gone.
fn find_uses(
    compared: &mut [Compared],
    project: &Project,
    shell: &mut Shell<'_>,
) -> Result<(), Error> {
    let crates = compared.iter().map(|it| (&*it.package, it.diff.changes.as_slice()));
    let found = uses::find(project, &crates.collect::<Vec<_>>())?;
    for why in &found.skipped {
        shell.eprint(format_args!("not looked through for what is gone: {why}"))?;
    }
    for (it, uses) in compared.iter_mut().zip(found.uses) {
        it.places.resize_with(it.diff.changes.len(), Places::default);
        it.places.iter_mut().zip(uses).for_each(|(places, uses)| places.uses = uses);
    }
    Ok(())
}

/// The crates of an earlier version that no vendor has any more.
fn gone(base: &Base, vendors: &[Vendor]) -> Result<Vec<Compared>, Error> {
    let mut all = Vec::new();
    for package in base.packages()? {
        if vendors.iter().any(|it| it.package == package) {
            continue;
        }
        let text = base.manifest(&package, false)?;
        let manifest = text.map(|it| side::parse(&it, base.name())).transpose()?;
        all.extend(manifest.map(|it| Compared {
            diff: diff::removed(&it),
            package,
            base: base.name().to_owned(),
            places: Vec::new(),
            versions: None,
        }));
    }
    Ok(all)
}
