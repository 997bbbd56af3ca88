//! `diff`: what changed since an earlier version, on the wire and in Rust, without compiling.

mod base;
mod git;
mod side;

use std::path::Path;

use clientwright::diff::{self, Change, Manifest, Places, Report, Wire};

use crate::args::{Diff, DiffFormat, FailOn};
use crate::findings::has_errors;
use crate::vendor::Vendor;
use crate::{Error, Outcome, Project, Shell, findings, vendor};
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
    /// Compares a crate, and finds the places of what changed.
    fn new(base: (&Side, &str), revision: &Side) -> Self {
        let (base, name) = base;
        let diff = diff::diff(&base.manifest, &revision.manifest);
        let changes = &diff.changes;
        let old = base.places(changes.iter().map(|it| it.base.as_ref()));
        let new = revision.places(changes.iter().map(|it| it.revision.as_ref()));
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
    let Some(one) = Side::of_file(Path::new(base), None, shell)? else { return Ok(None) };
    let Some(other) = Side::of_file(Path::new(revision), Some(&one), shell)? else {
        return Ok(None);
    };
    Ok(Some(vec![Compared::new((&one, base), &other)]))
}

/// Compares what vendors' descriptions give now with an earlier version; none where one has errors, which were printed.
fn vendors(args: &Diff, shell: &mut Shell<'_>) -> Result<Option<Vec<Compared>>, Error> {
    let project = Project::find(shell)?;
    let vendors = vendor::select(&project.root, &args.targets)?;
    if vendors.is_empty() {
        shell.eprint(vendor::NONE_YET)?;
    }
    let base = Base::open(args, &project, shell)?;
    let mut compared = Vec::new();
    let (described, outputs) = Described::now(&vendors, &project, shell)?;
    for ((vendor, described), output) in vendors.iter().zip(described).zip(outputs) {
        if has_errors(&output.findings) {
            findings::report(&output.findings, described.sources(), false, shell)?;
            return Ok(None);
        }
        let text = output.files.as_ref().and_then(|it| it.get(side::MANIFEST));
        let text = text.ok_or_else(|| Error::new("the generator made no api.json"))?;
        let manifest = side::parse(text, &vendor.package)?;
        let Some(before) = base.manifest(&vendor.package, vendors.len() == 1)? else {
            shell.eprint(format_args!("{}: new since {}", vendor.package, base.name()))?;
            continue;
        };
        let before: Manifest = side::parse(&before, base.name())?;
        let one = Side { manifest: before, described: base.described(vendor, &project) };
        let other = Side { manifest, described: Some(described) };
        compared.push(Compared::new((&one, base.name()), &other));
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
