//! `reconcile`: what a server does otherwise than its description says, and the overlay that mends it.

use std::path::PathBuf;

use clientwright::{Observed, Reconciliation, Request, Sources};

use crate::args::Reconcile;
use crate::findings::number;
use crate::{Error, Outcome, Project, Shell, files, findings, regen, sources, vendor};

pub(crate) fn run(args: &Reconcile, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let mut sources = Sources::default();
    let Target { request, overlay } = target(args, &mut sources, shell)?;
    if args.write && overlay.is_none() {
        return Err(Error::new("there is no overlay to write to")
            .help("name one by `--overlay FILE`, or a vendor of specs/"));
    }
    let mut recordings = Vec::new();
    for path in &args.recordings {
        let text = files::read(&shell.cwd.join(path))?;
        recordings.push(sources.add(path.to_string_lossy().replace('\\', "/"), text));
    }
    let (path, name) =
        overlay.clone().unwrap_or_else(|| ("overlay.yaml".into(), "overlay.yaml".into()));
    let folder = name.rsplit_once('/').map_or("", |it| it.0);
    let found = clientwright::reconcile(&sources, &request, &recordings, (folder, &name));
    report(&found, shell)?;
    if findings::has_errors(&found.findings) {
        findings::report(&found.findings, &sources, true, shell)?;
        return Ok(Outcome::Findings);
    }
    match &found.overlay {
        Some(text) if args.write => {
            files::overwrite(&path, text)?;
            let n = number(found.actions, "action");
            shell.print(format_args!("wrote {n} to {name}"))?;
            Ok(Outcome::Done)
        }
        // Nothing was compared: a recording of another server, or a base path that the description doesn't have.
        _ if found.exchanges.1 == 0 => Ok(Outcome::Findings),
        _ if found.deviations.is_empty() => Ok(Outcome::Done),
        _ => Ok(Outcome::Findings),
    }
}

/// What is held against the recordings, and where its overlay is, with the name that is shown.
struct Target {
    request: Request,
    overlay: Option<(PathBuf, String)>,
}

fn target(args: &Reconcile, sources: &mut Sources, shell: &mut Shell<'_>) -> Result<Target, Error> {
    let path = shell.cwd.join(&args.target);
    if path.is_file() {
        let description = sources::add_described(sources, args.target.as_ref(), shell)?;
        let mut request = Request::new(description);
        let mut overlay = None;
        if let Some(file) = &args.overlay {
            let (path, name) = (shell.cwd.join(file), file.to_string_lossy().replace('\\', "/"));
            if path.is_file() {
                request = request.overlay(sources::add(sources, &path, &name)?);
            }
            overlay = Some((path, name));
        }
        return Ok(Target { request, overlay });
    }
    let project = Project::find(shell)?;
    let vendors = vendor::select(&project.root, std::slice::from_ref(&args.target))?;
    let Some(vendor) = vendors.first() else {
        return Err(Error::no_file(&path));
    };
    if args.overlay.is_some() {
        return Err(Error::new("`--overlay` is for the file of a description")
            .help("a vendor's overlay is overlay.yaml in its folder"));
    }
    let request = regen::request(vendor, sources, &project)?;
    let path = vendor.folder.join(vendor::OVERLAY);
    let name = project.show(&path);
    Ok(Target { request, overlay: Some((path, name)) })
}

/// Prints each deviation, and a line about all.
fn report(found: &Reconciliation, shell: &mut Shell<'_>) -> Result<(), Error> {
    for skipped in &found.skipped {
        shell.eprint(format_args!("skipped {skipped}"))?;
    }
    for Observed { what, place, count, excerpt, seen, actions, .. } in &found.deviations {
        let (n, of) = count;
        shell.print(format_args!("{place}: {what}, in {n} of {}", number(*of, "exchange")))?;
        shell.print(format_args!("  {seen}: {excerpt}"))?;
        if actions.is_empty() {
            shell.print("  no overlay action can say this")?;
        }
        for line in actions.lines() {
            shell.print(format_args!("  {line}"))?;
        }
    }
    for Observed { what, place, count, .. } in &found.harmless {
        let (n, of) = count;
        let of = number(*of, "exchange");
        shell.print(format_args!("{place}: {what}, in {n} of {of}: harmless, clients read it"))?;
    }
    let (all, known) = found.exchanges;
    let deviations = number(found.deviations.len(), "deviation");
    shell.eprint(format_args!(
        "{}, {known} of documented operations: {deviations}, {}",
        number(all, "exchange"),
        number(found.actions, "action")
    ))
}
