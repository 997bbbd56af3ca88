//! `lint`: findings and nothing else.

use std::path::Path;

use clientwright::{Request, Sources, render};

use crate::args::{Format, Lint};
use crate::paths::resolve;
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
    shell: &mut Shell<'_>,
) -> Result<Vec<Request>, Error> {
    if targets.is_empty() {
        let project = Project::find(shell)?;
        let vendors = vendor::select(&project.root, &[])?;
        if vendors.is_empty() {
            shell.eprint(vendor::NONE_YET)?;
        }
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
        let folder = project.as_ref().and_then(|it| vendor_folder(&path, it, &known));
        let is_file = target == "-" || (path.exists() && !known.contains(target));
        if is_file && folder.is_none() {
            if path.is_dir() {
                return Err(is_folder(&path, target));
            }
            let description = sources::add_described(sources, Path::new(target), shell)?;
            requests.push(Request::new(description));
            continue;
        }
        let is_path = Path::new(target).components().count() > 1 || target.contains('.');
        let is_vendor = folder.is_some() || known.contains(target) || !is_path;
        let project = project.as_ref().filter(|_| is_vendor);
        let project = project.ok_or_else(|| Error::no_file(&path))?;
        let name = folder.unwrap_or_else(|| target.clone());
        for vendor in vendor::select(&project.root, &[name])? {
            requests.push(regen::request(&vendor, sources, project)?);
        }
    }
    Ok(requests)
}

/// The vendor whose folder a path leads to.
fn vendor_folder(path: &Path, project: &Project, known: &[String]) -> Option<String> {
    let specs = resolve(&project.root.join("specs"));
    let name = resolve(path).strip_prefix(specs).ok()?.to_str()?.to_owned();
    known.contains(&name).then_some(name)
}

/// Complains about a folder where a description belongs, and says which there are in it.
fn is_folder(path: &Path, shown: &str) -> Error {
    let mut found: Vec<_> = vendor::descriptions(path).unwrap_or_default();
    found.truncate(3);
    let found: Vec<_> = found.iter().filter_map(|it| it.file_name()?.to_str()).collect();
    let help = match found.as_slice() {
        [] => "no *.json, *.yaml or *.yml lies in it".to_owned(),
        names => {
            let shown = shown.trim_end_matches(['/', '\\']);
            let names: Vec<_> = names.iter().map(|it| format!("`{shown}/{it}`")).collect();
            format!("name a file of it, such as {}", names.join(" or "))
        }
    };
    Error::at(path, "is a folder, and neither a description nor that of a vendor").help(help)
}
