//! A throw-away project, and a generator that takes a list of files for a description.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clientwright::{Code, Diagnostic, Output, Place, Pointer, Request, Sources};
use clientwright_cli::{Generator, OutputStyle, Shell};
use tempfile::TempDir;

/// The commands that another program has.
const EVALUATE: [&str; 6] = ["corpus", "conformance", "validate", "growth", "revisions", "bench"];

/// How a command ended and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Asserts the exit code and returns what was printed.
    #[track_caller]
    pub(crate) fn ends(self, code: u8) -> Self {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

/// A project in a folder that goes away with it.
#[derive(Debug)]
pub(crate) struct Project {
    dir: TempDir,
}

impl Project {
    /// A project without vendors.
    pub(crate) fn new() -> Self {
        let project = Self { dir: TempDir::new().unwrap() };
        project.write(
            "Cargo.toml",
            "[workspace]\nmembers = [\"generated/*\"]\n\n[workspace.dependencies]\n\
             clientwright-runtime = { path = \"codegen/runtime\", version = \"0.1.0\" }\n",
        );
        fs::create_dir(project.path("specs")).unwrap();
        project
    }

    /// A project with one vendor, `acme`, whose crate is `acme-api`.
    pub(crate) fn acme(files: &str) -> Self {
        let project = Self::new();
        project.vendor("acme", "acme-api", files);
        project
    }

    /// Adds a vendor.
    pub(crate) fn vendor(&self, name: &str, package: &str, files: &str) {
        let config = format!("crate = \"{package}\"\ntitle = \"{name}\"\n");
        self.write(&format!("specs/{name}/vendor.toml"), &config);
        self.write(&format!("specs/{name}/api.yaml"), files);
    }

    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// The files below `path`: path in it to text.
    pub(crate) fn tree(&self, path: &str) -> BTreeMap<String, String> {
        tree(&self.path(path))
    }

    /// Runs a command line with the stand-in for the generator.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        run(self.root(), args, &stand_in)
    }
}

/// The files below `dir`: path in it to text.
pub(crate) fn tree(dir: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dir).into_iter().flatten().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            let below = tree(&entry.path());
            files.extend(below.into_iter().map(|(path, text)| (format!("{name}/{path}"), text)));
        } else {
            files.insert(name, fs::read_to_string(entry.path()).unwrap());
        }
    }
    files
}

/// Runs a command line in the project at `root`.
pub(crate) fn run(root: &Path, args: &[&str], generate: Generator<'_>) -> Ran {
    run_as(root, args, generate, false)
}

/// Runs a command line in the project at `root`, in CI or not.
pub(crate) fn run_as(root: &Path, args: &[&str], generate: Generator<'_>, ci: bool) -> Ran {
    run_of(root, args, (generate, ""), ci)
}

/// Runs a command line of the program `clientwright` in the project at `root`, which has what talks to servers.
pub(crate) fn run_program(root: &Path, args: &[&str]) -> Ran {
    run_in(root, (&stand_in, ""), false, |shell| {
        let args = std::iter::once("clientwright").chain(args.iter().copied());
        clientwright_cli::run(args.map(OsString::from), shell)
    })
}

/// As [`run_as`], by a generator that can be told from others, if it has a name.
pub(crate) fn run_of(
    root: &Path,
    args: &[&str],
    generator: (Generator<'_>, &str),
    ci: bool,
) -> Ran {
    // Cargo starts that program; here it is called.
    let is_other = args.first().is_some_and(|it| EVALUATE.contains(it));
    let args = std::iter::once("xtask").chain(args.iter().copied()).map(OsString::from);
    run_in(root, generator, ci, |shell| {
        if is_other { xtask_evaluate::run(args, shell) } else { xtask::run(args, shell) }
    })
}

/// What a command says in the project at `root`.
fn run_in(
    root: &Path,
    (generate, generator): (Generator<'_>, &str),
    ci: bool,
    run: impl FnOnce(&mut Shell<'_>) -> u8,
) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run(&mut Shell {
        cwd: root.to_path_buf(),
        manifest_path: None,
        input: &mut std::io::empty(),
        asks: false,
        out: &mut out,
        err: &mut err,
        style: OutputStyle::default(),
        ci,
        command: "cargo xtask",
        is_set: &|_| false,
        program: None,
        generate,
        generator,
    });
    Ran { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

/// How files of the stand-in begin.
pub(crate) fn header(request: &Request) -> String {
    let command = request.get_manifest().get_command().unwrap_or("nothing");
    format!("// Generated by Clientwright. Do not edit: run `{command}`.\n")
}

/// A generator for tests of what is around it: each line of the description is a file and its text.
///
/// A description that is `error` has an error.
pub(crate) fn stand_in(sources: &Sources, request: &Request) -> Output {
    let text = &sources.file(request.get_description()).unwrap().text;
    let package = request.get_package().unwrap_or("untitled").to_owned();
    let mut output = Output::default();
    output.package.clone_from(&package);
    if text.trim() == "error" {
        let place = Place::value(request.get_description(), Pointer::root());
        output.findings = vec![Diagnostic::new(Code::UnknownDialect, place, "this is an error")];
        return output;
    }
    let runtime = request.get_manifest().get_runtime();
    let workspace = if request.get_manifest().is_in_workspace() { "" } else { "\n[workspace]\n" };
    let manifest = format!(
        "# Generated by Clientwright.\n\n[package]\nname = \"{package}\"\nedition = \"2021\"\n\n[dependencies]\nclientwright-runtime = {runtime}\n{workspace}"
    );
    let mut files = BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest),
        ("src/lib.rs".to_owned(), header(request)),
    ]);
    for line in text.lines() {
        let (path, content) = line.split_once(' ').unwrap_or((line, ""));
        files.insert(path.to_owned(), format!("{}{content}\n", header(request)));
    }
    let census = &mut output.census;
    census.dialect = "OpenAPI 2.0".to_owned();
    (census.operations, census.types) = (12, 31);
    (census.web, census.inferred) = (3, 18);
    output.names = format!("{{\"files\": {}}}\n", files.len());
    output.files = Some(files);
    output
}
