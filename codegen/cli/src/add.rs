//! `add`: a description into `specs/`, its crate, and what to do with it first.
//!
//! Nothing is written before the description has been read whole and its crate has been generated; then the folder of the
//! vendor comes to be in one step, and the crate in another.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clientwright::{FileId, Format, Output, Request, Severity, Sources, render};

use crate::args::{Add, Regen};
use crate::lock::Ingredients;
use crate::paths::string;
use crate::regen::{Plan, Run, Update};
use crate::vendor::Vendor;
use crate::{Error, Outcome, Project, Shell, batch, findings, regen, sources, vendor, workspace};

/// How many gaps are shown.
const SHOWN: usize = 10;

/// The files of a vendor's folder: path in it, with `/`, to bytes as they were received.
type Received = BTreeMap<String, Vec<u8>>;

pub(crate) fn run(args: &Add, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let project = Project::find(shell)?;
    if let Some(name) = &args.name {
        vendor::check_name(name, "a vendor and its crate")?;
    }
    let input = Input::read(&args.file, shell)?;
    let (name, vendors) = (args.name.as_deref(), vendor::select(&project.root, &[])?);
    match vendors.iter().find(|it| name.is_none_or(|name| name == it.name) && has(it, &input)) {
        Some(vendor) => again(vendor.clone(), &project, shell),
        None => bring_in(name, &input, &vendors, &project, shell),
    }
}

/// Whether a vendor has this description already, under whichever name of its file.
fn has(vendor: &Vendor, input: &Input) -> bool {
    let folder = vendor.description.parent().unwrap_or(&vendor.folder);
    input.received.iter().all(|(path, new)| {
        let is_main = *path == input.main;
        let path = if is_main { vendor.description.clone() } else { folder.join(path) };
        let is_as_long = fs::metadata(&path).is_ok_and(|it| it.len() == new.len() as u64);
        is_as_long && fs::read(&path).is_ok_and(|old| old == *new)
    })
}

/// Brings the crate of a vendor who is known up to date.
fn again(vendor: Vendor, project: &Project, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let (args, folder) = (of_vendor(&vendor.name), project.show(&vendor.folder));
    let update = Update::new(&args, project)?;
    let ingredients = Ingredients::read(&vendor, project, shell.generator)?;
    let (sources, runs) = regen::generate(vec![(vendor, ingredients)], project, shell)?;
    let plans = update.plans(runs)?;
    let outcome = update.write(&plans, None, shell)?;
    for Plan { run, .. } in &plans {
        if outcome == Outcome::Done {
            shell.print(format_args!("unchanged  {folder}"))?;
            tell(run, &sources, project, shell)?;
        } else {
            findings::report(&run.output.findings, &sources, false, shell)?;
        }
    }
    Ok(outcome)
}

/// Makes the folder of a vendor, and the crate.
fn bring_in(
    name: Option<&str>,
    input: &Input,
    others: &[Vendor],
    project: &Project,
    shell: &mut Shell<'_>,
) -> Result<Outcome, Error> {
    // The description says how the vendor is called.
    let manifest = project.vendor_manifest("{package}", "{package}");
    let mut request = Request::new(input.description).manifest(manifest);
    if let Some(name) = name {
        is_free(name, others, project)?;
        request = request.package(name);
    }
    let outputs = batch::generate(&input.sources, &[request], shell)?;
    let Some(output) = outputs.into_iter().next() else { return Ok(Outcome::Findings) };
    if findings::has_errors(&output.findings) || output.files.is_none() {
        findings::report(&output.findings, &input.sources, false, shell)?;
        shell.eprint("error: the description has errors; nothing written")?;
        return Ok(Outcome::Findings);
    }
    if name.is_none() {
        is_free(&output.package, others, project)?;
    }
    let args = of_vendor(&output.package);
    let update = Update::new(&args, project)?;
    let folder = project.root.join("specs").join(&output.package);
    let mut files = input.received.clone();
    let main = (files.len() > 1).then_some(input.main.as_str());
    files.insert("vendor.toml".to_owned(), settings(&output, main).into_bytes());
    if let Some(stage) = &update.stage {
        stage.create(&folder, &files)?;
    }

    let vendors = vendor::select(&project.root, &args.vendors)?.into_iter();
    let runs = vendors.map(|vendor| {
        let ingredients = Ingredients::read(&vendor, project, shell.generator)?;
        Ok(Run { vendor, ingredients, old_names: None, output: output.clone() })
    });
    let plans = update.plans(runs.collect::<Result<_, Error>>()?)?;
    let outcome = update.write(&plans, None, shell)?;
    if let (Outcome::Done, [plan]) = (outcome, plans.as_slice()) {
        shell.print(format_args!("added  {}", project.show(&folder)))?;
        tell(&plan.run, &input.sources, project, shell)?;
    }
    Ok(outcome)
}

/// A run of `regen` for one vendor.
fn of_vendor(name: &str) -> Regen {
    Regen { vendors: vec![name.to_owned()], check: false, force: false, verbose: false }
}

/// What is brought in: a description and the files that it refers to.
struct Input {
    sources: Sources,
    description: FileId,
    /// The name that the description gets in the folder of the vendor.
    main: String,
    received: Received,
}

impl Input {
    fn read(file: &Path, shell: &mut Shell<'_>) -> Result<Self, Error> {
        let mut sources = Sources::default();
        let description = sources::add_described(&mut sources, file, shell)?;
        let text = sources.file(description).map_or("", |it| it.content());
        if file == Path::new("-") {
            let is_json = text.trim_start().starts_with('{');
            let main = if is_json { "openapi.json" } else { "openapi.yaml" }.to_owned();
            let received = Received::from([(main.clone(), text.as_bytes().to_vec())]);
            return Ok(Self { sources, description, main, received });
        }
        let shown = file.to_string_lossy().replace('\\', "/");
        let name = shown.rsplit('/').next().unwrap_or(&shown);
        let is_known = [".json", ".yaml", ".yml"].iter().any(|it| name.ends_with(it));
        // An overlay is known by its name.
        let main = match name {
            "overlay.yaml" => "openapi.yaml".to_owned(),
            name if is_known => name.to_owned(),
            name => format!("{name}.yaml"),
        };
        let received = received(&sources, description, &shell.cwd.join(file), &main)?;
        Ok(Self { sources, description, main, received })
    }
}

/// The bytes of the files as they are, by path in the folder of the vendor.
fn received(
    sources: &Sources,
    description: FileId,
    path: &Path,
    main: &str,
) -> Result<Received, Error> {
    let mut received = Received::new();
    let shown = sources.file(description).map_or("", |it| it.name.as_str());
    let folder = shown.rsplit_once('/').map_or("", |(folder, _)| folder);
    for file in sources.files() {
        let is_main = file.name == shown;
        let below = file.name.strip_prefix(folder).unwrap_or(&file.name).trim_start_matches('/');
        let path = if is_main { path.to_path_buf() } else { path.with_file_name(below) };
        let bytes = fs::read(&path).map_err(|it| Error::io(&path, "can't read", &it))?;
        received.insert(if is_main { main } else { below }.to_owned(), bytes);
    }
    Ok(received)
}

/// The `vendor.toml` of a new vendor.
fn settings(output: &Output, main: Option<&str>) -> String {
    let (package, title) = (string(&output.package), string(&output.title));
    let input = main.map_or_else(String::new, |it| format!("input = {}\n", string(it)));
    format!("crate = {package}\ntitle = {title}\n{input}")
}

/// Refuses a name that a vendor has, or whose crate is another vendor's, or isn't one of ours.
fn is_free(name: &str, others: &[Vendor], project: &Project) -> Result<(), Error> {
    let folder = project.root.join("specs").join(name);
    if folder.join("vendor.toml").symlink_metadata().is_ok() {
        let help = format!(
            "for a new version, put it in place of the old one and run `{} regen {name}`; for another API, `--name NAME`",
            project.command
        );
        let shown = project.show(&folder);
        return Err(
            Error::at(Path::new(&shown), "is there already, with another description").help(help)
        );
    }
    if folder.symlink_metadata().is_ok() {
        return Err(vendor::unknown_vendor(&project.root.join("specs"), name, &[]));
    }
    // Two that differ only in these are one name in Rust.
    let plain = |it: &str| it.replace('_', "-").to_ascii_lowercase();
    let mut packages = others.iter().map(|it| &it.package);
    if let Some(other) = packages.find(|it| plain(it) == plain(name)) {
        return Err(Error::new(format!("`{other}` is the crate of another vendor"))
            .help("name this one otherwise: `--name NAME`"));
    }
    if workspace::packages(&project.root)?.iter().any(|it| it == name) {
        return Err(Error::new(format!("the workspace has a package `{name}` already"))
            .help("name this one otherwise: `--name NAME`"));
    }
    let dir = project.root.join("generated").join(name);
    if dir.symlink_metadata().is_ok() {
        return Err(Error::at(Path::new(&project.show(&dir)), "is there already")
            .help("name this one otherwise: `--name NAME`"));
    }
    Ok(())
}

/// Says what was found, and what to do first.
fn tell(
    run: &Run,
    sources: &Sources,
    project: &Project,
    shell: &mut Shell<'_>,
) -> Result<(), Error> {
    let Run { vendor, output, .. } = run;
    let Vendor { name, package, .. } = vendor;
    let findings = &output.findings;
    if !workspace::is_in_workspace(&project.root.join("generated").join(package)) {
        let what = "the crate is no member of the workspace: `clientwright init` adds `generated/*` to `members`";
        shell.eprint(format_args!("warning: {what}"))?;
    }
    shell.print(format_args!("lint: {}", findings::count(findings)))?;
    let gaps: Vec<_> = findings.iter().filter(|it| it.code.severity() == Severity::Gap).collect();
    for gap in gaps.iter().take(SHOWN) {
        let line = render(std::slice::from_ref(*gap), sources, Format::Short);
        shell.print_raw(&format!("  {}", line.trim_end()))?;
    }
    if !findings.is_empty() {
        shell.print(format_args!("`{} lint {name}` prints them all", project.command))?;
    }
    if output.census.operations == 0 {
        return shell.print("\nThere is no operation to call.");
    }
    shell.print(format_args!(
        "\nThe first call, in a program with these dependencies:\n\n\
         [dependencies]\n\
         {package} = {{ path = \"generated/{package}\" }} # from the workspace's folder\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n\n\
         {}",
        output.first_call.trim_end(),
    ))?;
    match reads(&output.first_call_variables, shell) {
        Some(line) => shell.print(format_args!("\n{line}")),
        None => Ok(()),
    }
}

/// What the first call reads from its environment, and what of that isn't there.
fn reads(variables: &[String], shell: &Shell<'_>) -> Option<String> {
    let unset: Vec<_> = variables.iter().filter(|it| !(shell.is_set)(it)).cloned().collect();
    let what = match variables {
        [] => return None,
        [_] => "variable",
        _ => "variables",
    };
    let be = if unset.len() == 1 { "is" } else { "are" };
    let missing = match unset.len() {
        0 => String::new(),
        n if n == variables.len() => format!(", which {be} not set here"),
        _ => format!(", of which {} {be} not set here", unset.join(" and ")),
    };
    Some(format!("It reads the environment {what} {}{missing}.", variables.join(" and ")))
}
