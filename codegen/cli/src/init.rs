//! `init`: what a workspace needs to have clients of others' APIs, in an empty folder or in somebody's workspace.
//!
//! What is there stays. Every file that is made or changed is named, and a second run has nothing to do.

mod manifest;
mod source;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use crate::args::Init;
use crate::paths::resolve;
use crate::stage::Stage;
use crate::{Error, Outcome, Shell, files, runtime, workspace};
use source::Source;

pub(crate) fn run(args: &Init, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let root = root(args, shell)?;
    let asks = shell.asks && !args.yes;
    let manifest = files::read_optional(&root.join("Cargo.toml"))?;
    let told = manifest.as_deref().and_then(manifest::runtime);
    let (source, is_new) = match (Source::of_args(args, &root, shell)?, told) {
        (Some(runtime), _) => (runtime, true),
        (None, Some(told)) => (told, false),
        (None, None) if asks => (Source::ask(&root, shell)?, true),
        (None, None) => (Source::default(), true),
    };
    let is_given = args.runtime_version.is_some();
    if let (true, false, Source::Version(version)) = (is_new, is_given, &source) {
        warn_of_version(version, shell)?;
    }
    let mut plan = Plan { root: &root, steps: Vec::new() };
    plan.manifest(manifest.as_deref(), &source, is_new)?;
    let about = "what this folder is for, and how to use it";
    plan.create(&root.join("specs/README.md"), &texts::specs(&source), about)?;
    plan.create(&root.join("generated/README.md"), texts::GENERATED, about)?;
    plan.lines(".gitignore", texts::IGNORED, "what isn't committed")?;
    plan.lines(".gitattributes", texts::ATTRIBUTES, "line ends, and what reviews fold")?;
    if !args.no_ci {
        let workflow = texts::workflow(&root, &source);
        let is_there = workflow.path.symlink_metadata().is_ok();
        let question = "Make a workflow for GitHub that checks generated/?";
        if !is_there && (!asks || shell.agrees(question)?) {
            plan.create(&workflow.path, &workflow.text, "a workflow for GitHub")?;
        }
    }
    plan.carry_out(args, asks, shell)
}

/// Says that cargo won't find the runtime, where it is to come from a registry before any has it.
fn warn_of_version(version: &str, shell: &mut Shell<'_>) -> Result<(), Error> {
    if source::IS_PUBLISHED {
        return Ok(());
    }
    shell.eprint(format_args!(
        "warning: `{} = {version}` is on no registry yet: cargo won't find it\n\
         help: `clientwright init --runtime-path DIR` has it from a clone of Clientwright, `--runtime-git URL` from its repository",
        runtime::NAME
    ))
}

/// The folder to work in: that of the manifest that is named; or of the workspace around the start, or of the package, or
/// the start itself.
fn root(args: &Init, shell: &Shell<'_>) -> Result<PathBuf, Error> {
    if let Some(path) = &shell.manifest_path {
        let path = resolve(&shell.cwd.join(path));
        return match path.parent() {
            Some(_) if args.dir.is_some() => Err(Error::new(
                "a folder and `--manifest-path` both say where to begin: name one of them",
            )),
            Some(root) if path.ends_with("Cargo.toml") && path.is_file() => Ok(root.to_path_buf()),
            _ => Err(Error::at(&path, "is not a Cargo.toml")),
        };
    }
    let start = resolve(&shell.cwd.join(args.dir.as_deref().unwrap_or(Path::new(""))));
    if let Some(root) = workspace::find(&start)? {
        return Ok(root);
    }
    let package = start.ancestors().find(|it| it.join("Cargo.toml").is_file());
    Ok(package.unwrap_or(&start).to_path_buf())
}

/// A text with the line ends that it had before, where these were those of Windows.
fn with_ends_of(old: Option<&str>, text: &str) -> String {
    let unix = text.replace("\r\n", "\n");
    if old.is_some_and(|it| it.contains("\r\n")) { unix.replace('\n', "\r\n") } else { unix }
}

/// What is to be written.
struct Plan<'a> {
    root: &'a Path,
    steps: Vec<Step>,
}

struct Step {
    path: PathBuf,
    text: String,
    is_new: bool,
    what: String,
}

impl Plan<'_> {
    fn manifest(&mut self, old: Option<&str>, runtime: &Source, is_new: bool) -> Result<(), Error> {
        let path = self.root.join("Cargo.toml");
        let edited = match old {
            Some(old) => manifest::edit(old, is_new.then_some(runtime))
                .map_err(|why| Error::at(&path, why))?,
            None => manifest::new(runtime),
        };
        let member = self.root.join("generated/member");
        if !workspace::takes(&edited.text, self.root, &member)? {
            return Err(Error::at(&path, "`exclude` keeps `generated/*` out of the workspace")
                .help("take that pattern out of `exclude`, and run this again"));
        }
        let text = with_ends_of(old, &edited.text);
        if old != Some(text.as_str()) {
            let what = edited.changes.join(", ");
            self.steps.push(Step { path, text, is_new: old.is_none(), what });
        }
        Ok(())
    }

    /// A file that is made where there is none.
    fn create(&mut self, path: &Path, text: &str, what: &str) -> Result<(), Error> {
        let folder = path.ancestors().skip(1).find(|it| it.symlink_metadata().is_ok());
        if let Some(file) = folder.filter(|it| !it.is_dir()) {
            return Err(Error::at(file, "is not a folder, and has to be one"));
        }
        if files::read_optional(path)?.is_none() {
            let (path, what) = (path.to_path_buf(), what.to_owned());
            self.steps.push(Step { path, text: text.to_owned(), is_new: true, what });
        }
        Ok(())
    }

    /// Lines that a file must have, each with what else says the same.
    fn lines(&mut self, name: &str, lines: &[texts::Line], what: &str) -> Result<(), Error> {
        let path = self.root.join(name);
        let old = files::read_optional(&path)?;
        let mut text = old.clone().unwrap_or_default();
        let mut added = Vec::new();
        for line in lines {
            if !text.lines().any(|it| line.is_said_by(it)) {
                added.push(line.text);
            }
        }
        if added.is_empty() {
            return Ok(());
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for line in &added {
            text.push_str(line);
            text.push('\n');
        }
        let text = with_ends_of(old.as_deref(), &text);
        let what =
            if old.is_none() { what.to_owned() } else { format!("adds {}", added.join(", ")) };
        self.steps.push(Step { path, text, is_new: old.is_none(), what });
        Ok(())
    }

    fn carry_out(self, args: &Init, asks: bool, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
        let next = "next: `clientwright add FILE` brings a description in and writes its crate";
        if self.steps.is_empty() {
            shell.print(format_args!("nothing to do in {}\n{next}", self.root.display()))?;
            return Ok(Outcome::Done);
        }
        shell.print(format_args!("in {}:", self.root.display()))?;
        for step in &self.steps {
            let verb = if step.is_new { "create" } else { "change" };
            let shown = step.path.strip_prefix(self.root).unwrap_or(&step.path);
            let shown = shown.to_string_lossy().replace('\\', "/");
            shell.print(format_args!("  {verb}  {shown}: {}", step.what))?;
        }
        if args.dry_run {
            shell.print("nothing written, because of `--dry-run`")?;
            return Ok(Outcome::Done);
        }
        if asks && !shell.agrees("Write these?")? {
            shell.print("nothing written")?;
            return Ok(Outcome::Done);
        }
        self.write()?;
        shell.print(next)?;
        Ok(Outcome::Done)
    }

    fn write(&self) -> Result<(), Error> {
        fs::create_dir_all(self.root)
            .map_err(|it| Error::io(self.root, "can't create the folder", &it))?;
        // One by one and each in one step: a run that is killed is finished by the next.
        let stage = Stage::open(self.root)?;
        self.steps.iter().try_for_each(|it| stage.replace(&it.path, &it.text))
    }
}
