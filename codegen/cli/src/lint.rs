//! `lint`: findings and nothing else.

use std::path::Path;

use clientwright::{Request, Sources, render};

use crate::args::{Format, Lint};
use crate::{Error, Outcome, Project, Shell, batch, findings, regen, sources, vendor};

pub(crate) fn run(args: &Lint, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let mut sources = Sources::default();
    let requests = requests(&args.targets, &mut sources, shell)?;
    let outputs = batch::generate(&sources, &requests, shell)?;
    let all: Vec<_> = outputs.into_iter().flat_map(|it| it.findings).collect();

    let format = match args.format {
        Format::Human if shell.style.colour_out => clientwright::Format::Coloured,
        Format::Human => clientwright::Format::Human,
        Format::Short => clientwright::Format::Short,
        Format::Json => clientwright::Format::Json,
        Format::Github => clientwright::Format::GitHub,
        Format::Sarif => clientwright::Format::Sarif,
    };
    let text = render(&all, &sources, format);
    if !text.is_empty() {
        shell.print_raw(text.trim_end())?;
    }
    if args.format == Format::Human {
        let n = findings::number(requests.len(), "description");
        shell.eprint(format_args!("{n}: {}", findings::count(&all)))?;
    }
    Ok(if findings::has_errors(&all) { Outcome::Findings } else { Outcome::Done })
}

/// What to look at: vendors and files as named, or all vendors.
///
/// # Errors
///
/// A target is neither, or a file can't be read.
pub fn requests(
    targets: &[String],
    sources: &mut Sources,
    shell: &Shell<'_>,
) -> Result<Vec<Request>, Error> {
    if targets.is_empty() {
        let project = Project::find(shell)?;
        let vendors = vendor::select(&project.root, &[])?;
        return vendors.iter().map(|it| regen::request(it, sources, &project)).collect();
    }
    let project = Project::find_optional(shell)?;
    let known = match &project {
        Some(project) => vendor::list(&project.root.join("specs"))?,
        None => Vec::new(),
    };
    let mut requests = Vec::new();
    for target in targets {
        let path = shell.cwd.join(target);
        if let Some(project) = project.as_ref().filter(|_| known.contains(target)) {
            let vendors = vendor::select(&project.root, std::slice::from_ref(target))?;
            for vendor in &vendors {
                requests.push(regen::request(vendor, sources, project)?);
            }
        } else if path.exists() {
            requests.push(of_file(target, &path, sources)?);
        } else if Path::new(target).components().count() > 1 || target.contains('.') {
            return Err(Error::at(&path, "there is no such file"));
        } else if let Some(project) = &project {
            return Err(vendor::unknown_vendor(&project.root.join("specs"), target, &known));
        } else {
            return Err(Error::at(&path, "there is no such file"));
        }
    }
    Ok(requests)
}

fn of_file(name: &str, path: &Path, sources: &mut Sources) -> Result<Request, Error> {
    Ok(Request::new(sources::add(sources, path, name)?))
}
