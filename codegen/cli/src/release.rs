//! `release`: whether crates can go to a registry, and what to run so that they do; and it keeps what users then have.
//!
//! Nothing is published here: what is kept, `specs/<vendor>/released/`, is committed and reviewed first, and a tag or
//! `cargo publish` does the rest.

mod build;
mod checks;

use std::collections::{BTreeMap, BTreeSet};

use clientwright::diff::Version;
use clientwright::internal::release::{RECORD, notice, record};

use crate::args::{Regen, Release};
use crate::regen::{self, Update};
use crate::stage::Stage;
use crate::vendor::{self, Vendor};
use crate::{Error, Outcome, Project, Shell, files, findings};
use checks::Package;

pub(crate) fn run(args: &Release, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let project = Project::find(shell)?;
    let vendors = vendor::select(&project.root, &args.vendors)?;
    let mut crates = candidates(vendors, &project, shell)?;
    if crates.is_empty() {
        shell.eprint(vendor::NONE_YET)?;
        return Ok(Outcome::Done);
    }
    if !args.no_verify && crates.iter().all(|it| it.problems.is_empty()) {
        build::verify(&mut crates, &project)?;
    }
    for it in &crates {
        shell.print(it)?;
    }
    if crates.iter().any(|it| !it.problems.is_empty()) {
        shell.eprint("error: not everything is ready; nothing was written")?;
        return Ok(Outcome::Findings);
    }
    if !args.dry_run {
        keep(&crates, &project)?;
        // The changelog, and whatever else is made of what was just kept.
        let again = regen::run(&Regen::of(crates.iter().map(|it| it.vendor.name.clone())), shell)?;
        if again != Outcome::Done {
            return Ok(again);
        }
    }
    shell.print(commands(&crates, &project, args.dry_run))?;
    Ok(Outcome::Done)
}

/// A crate that may be released.
pub(super) struct Candidate {
    vendor: Vendor,
    package: Package,
    /// The version that users have, if they have one.
    released: Option<String>,
    /// What has to be kept of it.
    record: BTreeMap<String, String>,
    /// What keeps it from being released, each with what to do.
    problems: Vec<String>,
}

impl std::fmt::Display for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { vendor, package, released, record: _, problems } = self;
        write!(f, "{} {}", vendor.package, package.version)?;
        match released {
            None => write!(f, ", the first release: ")?,
            Some(it) if *it == package.version => write!(f, ", as released: ")?,
            Some(it) => write!(f, ", after {it}: ")?,
        }
        match problems.len() {
            0 => write!(f, "ready")?,
            n => write!(f, "{}", findings::number(n, "problem"))?,
        }
        problems.iter().try_for_each(|it| write!(f, "\n  {it}"))
    }
}

/// Generates the crates and checks all that needs no build.
fn candidates(
    vendors: Vec<Vendor>,
    project: &Project,
    shell: &mut Shell<'_>,
) -> Result<Vec<Candidate>, Error> {
    let check = Regen { check: true, ..Regen::of([]) };
    let vendors = vendors.into_iter().map(|it| (it, None)).collect();
    let (sources, runs) = regen::generate(vendors, project, shell)?;
    let plans = Update::new(&check, project)?.plans(runs)?;
    let mut crates = Vec::new();
    for plan in plans {
        let is_behind = plan.is_behind();
        let regen::Run { vendor, output, .. } = plan.run;
        let mut problems = Vec::new();
        if findings::has_errors(&output.findings) {
            findings::report(&output.findings, &sources, false, shell)?;
            problems.push("the description or vendor.toml has errors, which are shown".to_owned());
        } else if is_behind {
            problems.push(format!(
                "generated/{} is not what specs/{} gives: run `{} regen {}` and commit it",
                vendor.package, vendor.name, project.command, vendor.name
            ));
        }
        let dir = project.root.join("generated").join(&vendor.package);
        let package = Package::read(&dir)?;
        let manifest = project.vendor_manifest(&vendor.name, &vendor.package);
        let files = output.files.unwrap_or_default();
        let record = record(&files, &output.version, &notice(&manifest, &vendor.package));
        let released = released(&vendor)?;
        problems.extend(package.problems(&dir, &vendor.name));
        problems.extend(disorder(released.as_deref(), &package.version));
        crates.push(Candidate { vendor, package, released, record, problems });
    }
    Ok(crates)
}

/// The version that users have, if they have one.
fn released(vendor: &Vendor) -> Result<Option<String>, Error> {
    let path = vendor.released.join(RECORD);
    let Some(text) = files::read_optional(&path)? else { return Ok(None) };
    let table: toml::Table = text.parse().map_err(|it| Error::at(&path, it))?;
    Ok(table.get("version").and_then(|it| it.as_str()).map(str::to_owned))
}

/// What is wrong with a version after the one that is released.
fn disorder(released: Option<&str>, version: &str) -> Option<String> {
    let (before, after) = (Version::parse(released?)?, Version::parse(version)?);
    (after < before)
        .then(|| format!("{version} comes before {before}, which is released: raise it"))
}

/// Writes what has to be kept.
fn keep(crates: &[Candidate], project: &Project) -> Result<(), Error> {
    let stage = Stage::open(&project.root)?;
    for Candidate { vendor, record, .. } in crates {
        // In one step: of two releases a killed run would leave no version that is right.
        stage.install(&vendor.released, record, &BTreeSet::new())?;
    }
    Ok(())
}

/// What to run, in the order of dependencies: the runtime first.
fn commands(crates: &[Candidate], project: &Project, dry_run: bool) -> String {
    let is_new = |it: &&Candidate| it.released.as_deref() != Some(&it.package.version);
    // Where all are kept already, they may still have to be published.
    let has_new = crates.iter().any(|it| is_new(&it));
    let crates: Vec<&Candidate> = crates.iter().filter(|it| !has_new || is_new(it)).collect();
    let mut lines = vec!["\n# To release:".to_owned()];
    if dry_run {
        let names: Vec<_> = crates.iter().map(|it| it.vendor.name.as_str()).collect();
        lines.push(format!("{} release {}", project.command, names.join(" ")));
    }
    let tag = |it: &&Candidate| format!("{}-v{}", it.vendor.package, it.package.version);
    let tags: Vec<_> = crates.iter().map(tag).collect();
    lines.push("git add specs generated Cargo.lock".to_owned());
    lines.push(format!("git commit --message '{}'", tags.join(", ")));
    lines.extend(tags.iter().map(|it| format!("git tag '{it}'")));
    lines.push("# Unless a workflow publishes what is tagged:".to_owned());
    if let Some(runtime) = project.own_runtime() {
        lines.push(format!("cargo publish --package {runtime}  # unless this version is there"));
    }
    lines.extend(crates.iter().map(|it| format!("cargo publish --package {}", it.vendor.package)));
    lines.join("\n")
}
