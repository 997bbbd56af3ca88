//! `add`: a description into `specs/`, its crate, and what to do with it first.
//!
//! Nothing is written before the description has been read whole and its crate has been generated; then the folder of the
//! vendor comes to be in one step, and the crate in another.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use clientwright::{FileId, Format, Output, Request, Severity, Sources, render};

use crate::args::{Add, Regen};
use crate::paths::string;
use crate::stage::Stage;
use crate::{
    Error, Outcome, Project, Shell, batch, files, findings, regen, sources, vendor, workspace,
};

/// How many gaps are shown.
const SHOWN: usize = 10;

/// The files of a vendor's folder: path in it, with `/`, to bytes as they were received.
type Received = BTreeMap<String, Vec<u8>>;

pub(crate) fn run(args: &Add, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let project = Project::find(shell)?;
    if let Some(name) = &args.name {
        vendor::check_name(name, "a vendor and its crate")?;
    }
    let mut sources = Sources::default();
    let input = Input::read(&args.file, &mut sources, shell)?;
    let mut request = Request::new(input.description);
    if let Some(name) = &args.name {
        request = request.package(name);
    }
    let outputs = batch::generate(&sources, &[request], shell)?;
    let Some(output) = outputs.into_iter().next() else { return Ok(Outcome::Findings) };
    if findings::has_errors(&output.findings) || output.files.is_none() {
        findings::report(&output.findings, &sources, false, shell)?;
        shell.eprint("error: the description has errors; nothing written")?;
        return Ok(Outcome::Findings);
    }

    let name = &output.package;
    let folder = project.root.join("specs").join(name);
    let is_there = folder.symlink_metadata().is_ok();
    let mut received = input.received(&sources)?;
    if is_there {
        is_same(&folder, &received, &project)?;
    } else {
        is_free(name, &project)?;
        let main = (received.len() > 1).then_some(input.main.as_str());
        received.insert("vendor.toml".to_owned(), settings(&output, main).into_bytes());
        Stage::open(&project.root)?.create(&folder, &received)?;
    }
    let args = Regen { vendors: vec![name.clone()], check: false, force: false, verbose: false };
    let outcome = regen::regenerate(&args, &project, false, shell)?;
    if outcome == Outcome::Done {
        let verb = if is_there { "unchanged" } else { "added" };
        shell.print(format_args!("{verb}  {}", project.show(&folder)))?;
        tell(&output, &sources, &project, shell)?;
    }
    Ok(outcome)
}

/// What is brought in: a description and the files that it refers to.
struct Input {
    description: FileId,
    /// Where it is, and what names in `Sources` begin with; none for standard input.
    file: Option<(PathBuf, String)>,
    /// Its own name in that folder.
    main: String,
}

impl Input {
    fn read(file: &Path, sources: &mut Sources, shell: &mut Shell<'_>) -> Result<Self, Error> {
        if file == Path::new("-") {
            let text = piped(shell)?;
            let is_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
            let main = if is_json { "openapi.json" } else { "openapi.yaml" };
            let description = sources.add(main, text);
            return Ok(Self { description, file: None, main: main.to_owned() });
        }
        let path = shell.cwd.join(file);
        let shown = file.to_string_lossy().replace('\\', "/");
        let description = sources::add(sources, &path, &shown)?;
        let (prefix, main) = shown.rsplit_once('/').unwrap_or(("", shown.as_str()));
        let is_known = [".json", ".yaml", ".yml"].iter().any(|it| main.ends_with(it));
        // An overlay is known by its name.
        let main = match main {
            "overlay.yaml" => "openapi.yaml".to_owned(),
            main if is_known => main.to_owned(),
            main => format!("{main}.yaml"),
        };
        Ok(Self { description, file: Some((path, prefix.to_owned())), main })
    }

    /// The files as they were received, by path in the folder of the vendor.
    fn received(&self, sources: &Sources) -> Result<Received, Error> {
        let mut received = Received::new();
        let main = sources.file(self.description).map(|it| it.name.as_str());
        for file in sources.files() {
            let is_main = main == Some(file.name.as_str());
            let Some((path, prefix)) = &self.file else {
                received.insert(self.main.clone(), file.text.clone().into_bytes());
                continue;
            };
            let below = file.name.strip_prefix(prefix.as_str()).unwrap_or(&file.name);
            let below = below.trim_start_matches('/');
            let path = if is_main { path.clone() } else { path.with_file_name(below) };
            let bytes = fs::read(&path).map_err(|it| Error::io(&path, "can't read", &it))?;
            received.insert(if is_main { &self.main } else { below }.to_owned(), bytes);
        }
        Ok(received)
    }
}

/// All of standard input.
fn piped(shell: &mut Shell<'_>) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = shell.input.take(files::MOST_BYTES + 1).read_to_end(&mut bytes);
    let read = read.map_err(|it| Error::new(format!("can't read standard input: {it}")))?;
    if read as u64 > files::MOST_BYTES {
        return Err(Error::new("standard input is too large for a description"));
    }
    clientwright::internal::source::decode(bytes)
        .ok_or_else(|| Error::new("standard input is neither UTF-8 nor UTF-16"))
}

/// The `vendor.toml` of a new vendor.
fn settings(output: &Output, main: Option<&str>) -> String {
    let (package, title) = (string(&output.package), string(output.title.trim()));
    let title = if title == "\"\"" { package.clone() } else { title };
    let input = main.map_or_else(String::new, |it| format!("input = {}\n", string(it)));
    format!("crate = {package}\ntitle = {title}\n{input}")
}

/// Refuses to take another description for the one that is there.
fn is_same(folder: &Path, received: &Received, project: &Project) -> Result<(), Error> {
    let is_equal =
        |(path, new): (&String, &Vec<u8>)| fs::read(folder.join(path)).is_ok_and(|old| old == *new);
    if received.iter().all(is_equal) {
        return Ok(());
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let shown = project.show(folder);
    Err(Error::at(Path::new(&shown), "is there already, with another description").help(format!(
        "for a new version, put it in place of the old one and run `{} regen {name}`; for another API, `--name NAME`",
        project.command
    )))
}

/// Refuses a name whose crate is another vendor's, or isn't one of ours.
fn is_free(name: &str, project: &Project) -> Result<(), Error> {
    // Two that differ only in these are one name in Rust.
    let plain = |it: &str| it.replace('_', "-").to_ascii_lowercase();
    if let Some(other) = vendor::packages(&project.root)?.iter().find(|it| plain(it) == plain(name))
    {
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
    output: &Output,
    sources: &Sources,
    project: &Project,
    shell: &mut Shell<'_>,
) -> Result<(), Error> {
    let name = &output.package;
    let findings = &output.findings;
    if !workspace::is_in_workspace(&project.root.join("generated").join(name)) {
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
    shell.print(format_args!(
        "\nThe first call, in a program with these dependencies:\n\n\
         [dependencies]\n\
         {name} = {{ path = \"generated/{name}\" }} # from the workspace's folder\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n\n\
         {}",
        output.first_call.trim_end(),
    ))
}
