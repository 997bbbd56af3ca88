//! `diff`: what changed since an earlier version, on the wire and in Rust, without compiling.

mod base;
mod git;
mod side;

use std::rc::Rc;

use clientwright::diff::{self, Change, Manifest, Places, Report, Wire};
use clientwright::{Sources, internal};

use crate::args::{Diff, DiffFormat, FailOn};
use crate::vendor::Vendor;
use crate::{Error, Outcome, Project, Shell, batch, regen, vendor};
use base::Base;
use side::{Described, Side};

pub(crate) fn run(args: &Diff, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let compared =
        if is_files(args, shell) { files(&args.targets, shell)? } else { vendors(args, shell)? };
    let Some(compared) = compared else { return Ok(Outcome::Findings) };
    let reports: Vec<Report<'_>> = compared.iter().map(Compared::report).collect();
    let format = match args.format {
        DiffFormat::Text if shell.style.colour_out => diff::Format::Coloured,
        DiffFormat::Text => diff::Format::Text,
        DiffFormat::Markdown => diff::Format::Markdown,
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
}

impl Compared {
    /// Compares a crate, and finds the places of what changed: `described` is asked only if something has.
    fn new(
        base: &Manifest,
        name: &str,
        described: impl FnOnce() -> Option<Described>,
        revision: &Side,
    ) -> Self {
        let diff = diff::diff(base, &revision.manifest);
        let changes = &diff.changes;
        let described = if changes.iter().any(|it| it.base.is_some()) { described() } else { None };
        let old = side::places(described.as_ref(), changes.iter().map(|it| it.base.as_ref()));
        let new = changes.iter().map(|it| it.revision.as_ref());
        let new = side::places(revision.described.as_ref(), new);
        let places = old.into_iter().zip(new).map(|(base, revision)| Places { base, revision });
        Self {
            package: revision.manifest.package().to_owned(),
            base: name.to_owned(),
            places: places.collect(),
            diff,
        }
    }

    fn report(&self) -> Report<'_> {
        let Self { package, base, diff, places } = self;
        Report { package, base, diff, places }
    }
}

/// Whether the command line names two files.
fn is_files(args: &Diff, shell: &Shell<'_>) -> bool {
    let is_file = |it: &String| it == "-" || shell.cwd.join(it).is_file();
    args.targets.len() == 2 && args.targets.iter().all(is_file)
}

/// Compares two files; none where one has errors, which were printed.
fn files(targets: &[String], shell: &mut Shell<'_>) -> Result<Option<Vec<Compared>>, Error> {
    let [base, revision] = targets else { return Ok(None) };
    let Some((one, other)) = Side::of_files([base, revision], shell)? else { return Ok(None) };
    let Side { manifest, described } = one;
    Ok(Some(vec![Compared::new(&manifest, base, || described, &other)]))
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
    let all = batch::each(&sources, &requests, shell, internal::manifest)?;
    let (sources, mut compared) = (Rc::new(sources), Vec::new());
    for (vendor, made) in vendors.iter().zip(all) {
        let Some(other) = Side::of_made(made, &sources, &vendor.package, shell)? else {
            return Ok(None);
        };
        let Some(before) = base.manifest(&vendor.package, vendors.len() == 1)? else {
            shell.eprint(format_args!("{}: new since {}", vendor.package, base.name()))?;
            continue;
        };
        let before = side::parse(&before, base.name())?;
        let described = || base.described(vendor, &project);
        compared.push(Compared::new(&before, base.name(), described, &other));
    }
    if args.targets.is_empty() {
        compared.extend(gone(&base, &vendors)?);
    }
    Ok(Some(compared))
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
        }));
    }
    Ok(all)
}
