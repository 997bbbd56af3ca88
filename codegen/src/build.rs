//! Generating from files on disk: for a build script, and for an `xtask` of your own.
//!
//! All else in this library is without I/O. This module is behind the feature `build`, which is on by default.
//!
//! # In a build script
//!
//! A build script can't add a crate to the build that it is part of, so that it generates one [`Module`], which the crate
//! around it includes. That package has edition 2024, and the crates of `[types.dependencies]` among its dependencies, where
//! the settings have types of your own. In `Cargo.toml`:
//!
//! ```toml
//! [dependencies]
//! clientwright-runtime = "0.1"
//!
//! [build-dependencies]
//! clientwright = "0.1"
//! ```
//!
//! `build.rs`, which generates a client from `api/petstore.yaml` and the files of `api/` that it refers to:
//!
//! ```no_run
//! use clientwright::build::{Config, Error};
//!
//! fn main() -> Result<(), Error> {
//!     Config::new("petstore", "api/petstore.yaml").generate()
//! }
//! ```
//!
//! And in `src/lib.rs` or `src/main.rs`:
//!
//! ```ignore
//! include!(concat!(env!("OUT_DIR"), "/petstore.rs"));
//!
//! use petstore::Client;
//! ```
//!
//! Cargo runs the script again when one of the files has changed, prints [gaps](crate::Severity::Gap) as warnings, and
//! stops at errors with the lines that they are about.
//!
//! rustc's default `recursion_limit` is too low for chains of some sixty types that contain each other: where it says so
//! (E0320), add `#![recursion_limit = "1024"]` to your crate.
//!
//! # In an `xtask`
//!
//! A crate of its own, which is committed, is compiled once and not by everybody who builds, can be reviewed, and keeps
//! its names when the description changes: [`read`] the description, [`generate`], and [`write()`] the crate.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use clientwright::{Format, Manifest, Request, Sources, build, generate, render};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let mut sources = Sources::default();
//!     let description = build::read(&mut sources, "api/petstore.yaml")?;
//!     let names = build::read_optional(&mut sources, "petstore/names.lock")?;
//!     let request = Request::new(description)
//!         .package("petstore")
//!         .names(names)
//!         .manifest(Manifest::default().in_workspace(true).command("cargo xtask generate"));
//!     let output = generate(&sources, &request);
//!     eprint!("{}", render(&output.findings, &sources, Format::Human));
//!
//!     let mut files = output.files.ok_or("the description has errors")?;
//!     files.insert("names.lock".to_owned(), output.names);
//!     for path in build::write(Path::new("petstore"), &files)? {
//!         println!("{}", path.display());
//!     }
//!     Ok(())
//! }
//! ```
//!
//! The program `clientwright`, whose package is `clientwright-cli`, does this and more: it looks after edits made by hand,
//! puts whole crates in place in one step, and compares instead of writing for CI.

pub(crate) mod disk;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;

use toml::de::DeTable;

use crate::diagnostic::{Format, Severity, Sink, render};
use crate::output::Output;
use crate::pipeline::{self, generate};
use crate::request::{Module, Request};
use crate::settings::Types;
use crate::source::{FileId, Sources};
use disk::Unread;

/// How many gaps a build script prints.
const MOST_WARNINGS: usize = 10;

/// What a build script generates, and from which files.
///
/// Paths are relative to the folder of the package, in which Cargo runs build scripts.
///
/// ```no_run
/// use clientwright::build::{Config, Error};
///
/// fn main() -> Result<(), Error> {
///     Config::new("petstore", "api/petstore.yaml")
///         .overlay("api/overlay.yaml")
///         .settings("api/vendor.toml")
///         .serde(true)
///         .generate()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    name: String,
    description: PathBuf,
    overlay: Option<PathBuf>,
    settings: Option<PathBuf>,
    include: Vec<String>,
    exclude: Vec<String>,
    title: Option<String>,
    module: Module,
    out_dir: Option<PathBuf>,
}

impl Config {
    /// Creates the configuration of a module called `name`, in a file `name.rs`, from the description at `description`.
    pub fn new(name: impl Into<String>, description: impl Into<PathBuf>) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            overlay: None,
            settings: None,
            include: Vec::new(),
            exclude: Vec::new(),
            title: None,
            module: Module::default(),
            out_dir: None,
        }
    }

    /// Sets an overlay, which is applied first; see [`Request::overlay`]. None by default.
    #[must_use]
    pub fn overlay(mut self, overlay: impl Into<PathBuf>) -> Self {
        self.overlay = Some(overlay.into());
        self
    }

    /// Sets the file with the settings of the client; see [`Request::settings`]. None by default.
    #[must_use]
    pub fn settings(mut self, settings: impl Into<PathBuf>) -> Self {
        self.settings = Some(settings.into());
        self
    }

    /// Adds operations that are wanted, with the types that these need; see [`Request::include`]. All by default.
    #[must_use]
    pub fn include(mut self, pattern: impl Into<String>) -> Self {
        self.include.push(pattern.into());
        self
    }

    /// Adds operations that are not wanted; see [`Request::exclude`]. None by default.
    #[must_use]
    pub fn exclude(mut self, pattern: impl Into<String>) -> Self {
        self.exclude.push(pattern.into());
        self
    }

    /// Sets the name by which people know the API. It is the description's title by default.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets whether the types implement `serde::Serialize` and `serde::Deserialize`. `false` by default.
    #[must_use]
    pub fn serde(mut self, serde: bool) -> Self {
        self.module = self.module.serde(serde);
        self
    }

    /// Sets whether the signatures of webhooks are verified; see [`Module::webhooks`]. `false` by default.
    #[must_use]
    pub fn webhooks(mut self, webhooks: bool) -> Self {
        self.module = self.module.webhooks(webhooks);
        self
    }

    /// Sets the folder that is written to. It is that of the environment variable `OUT_DIR` by default, which Cargo sets
    /// for build scripts.
    #[must_use]
    pub fn out_dir(mut self, out_dir: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(out_dir.into());
        self
    }

    /// Generates the module, and tells Cargo by lines on the standard output on which files it depends and what the gaps
    /// are. The file is written only if it changes.
    ///
    /// # Errors
    ///
    /// A file can't be read or written, the description has errors, or a crate of `[types.dependencies]` is no dependency
    /// of the package whose build script this is; then nothing is written.
    pub fn generate(&self) -> Result<(), Error> {
        self.generate_to(&mut io::stdout().lock())
    }

    /// As [`generate`](Self::generate), with the lines for Cargo in `cargo`.
    pub(crate) fn generate_to(&self, cargo: &mut dyn Write) -> Result<(), Error> {
        let out_dir = match &self.out_dir {
            Some(out_dir) => out_dir.clone(),
            None => env::var_os("OUT_DIR").map(PathBuf::from).ok_or(Error(Problem::NoOutDir))?,
        };
        let mut sources = Sources::default();
        let request = self.request(&mut sources);
        // Also where something is missing: it comes to be, and the script has to run again.
        let told = depend(&sources, cargo);
        let (request, ()) = (request?, told?);
        let output = in_a_thread(&sources, &request)?;
        let Some(files) = output.files else {
            return Err(Error(Problem::Findings(render(
                &output.findings,
                &sources,
                Format::Human,
            ))));
        };
        // Only a build script generates into the package that Cargo says it is of.
        if let (None, Some(package)) = (&self.out_dir, env::var_os("CARGO_MANIFEST_DIR")) {
            let settings = pipeline::settings(&sources, &request, &mut Sink::default());
            check_crates(&settings.types, &Path::new(&package).join("Cargo.toml"))?;
        }
        warn(&output.findings, &sources, cargo)?;
        write(&out_dir, &files).map(drop)
    }

    fn request(&self, sources: &mut Sources) -> Result<Request, Error> {
        let mut request = Request::new(read(sources, &self.description)?)
            .package(&self.name)
            .module(self.module.clone());
        request = self.include.iter().fold(request, Request::include);
        request = self.exclude.iter().fold(request, Request::exclude);
        if let Some(overlay) = &self.overlay {
            request = request.overlay(read(sources, overlay)?);
        }
        if let Some(settings) = &self.settings {
            request = request.settings(read(sources, settings)?);
        }
        if let Some(title) = &self.title {
            request = request.title(title);
        }
        Ok(request)
    }
}

/// Generates with the stack that threads have, which on some systems is more than the main thread's.
fn in_a_thread(sources: &Sources, request: &Request) -> Result<Output, Error> {
    let run = || generate(sources, request);
    let output = thread::scope(|scope| {
        let thread = thread::Builder::new().spawn_scoped(scope, run)?;
        thread.join().map_err(|_| io::Error::other("the generator panicked"))
    });
    output.map_err(|source| Error(Problem::Io { what: "can't generate".to_owned(), source }))
}

/// Checks that the package at `manifest` has the crates that types of the user's own are in.
fn check_crates(types: &Types, manifest: &Path) -> Result<(), Error> {
    if types.dependencies.is_empty() {
        return Ok(());
    }
    let text = fs::read_to_string(manifest).map_err(|it| Error::io("can't read", manifest, it))?;
    // What is wrong with the manifest itself Cargo has said.
    let Ok(manifest) = DeTable::parse(&text) else { return Ok(()) };
    let manifest = manifest.get_ref();
    let targets = manifest.get("target").and_then(|it| it.get_ref().as_table());
    let targets = targets.into_iter().flat_map(|it| it.values());
    let tables = targets.filter_map(|it| it.get_ref().as_table()).chain([manifest]);
    let tables = tables.filter_map(|it| it.get("dependencies")?.get_ref().as_table());
    let known: BTreeSet<String> =
        tables.flat_map(|it| it.keys()).map(|it| it.get_ref().replace('-', "_")).collect();
    let missing = types.dependencies.iter().filter(|it| !known.contains(&it.name));
    let missing: Vec<String> = missing.map(|it| it.package.clone()).collect();
    if missing.is_empty() { Ok(()) } else { Err(Error(Problem::NoCrates(missing))) }
}

/// Tells Cargo which files there are, and which might come to be.
fn depend(sources: &Sources, cargo: &mut dyn Write) -> Result<(), Error> {
    for name in sources.files().map(|it| it.name.as_str()).chain(sources.refused()) {
        tell(cargo, &format!("rerun-if-changed={name}"))?;
    }
    Ok(())
}

/// Tells Cargo about the gaps.
fn warn(
    findings: &[crate::Diagnostic],
    sources: &Sources,
    cargo: &mut dyn Write,
) -> Result<(), Error> {
    let gaps = findings.iter().filter(|it| it.code.severity() == Severity::Gap);
    let gaps: Vec<_> = gaps.cloned().collect();
    let text = render(&gaps, sources, Format::Short);
    for line in text.lines().take(MOST_WARNINGS) {
        tell(cargo, &format!("warning={line}"))?;
    }
    let further = text.lines().count().saturating_sub(MOST_WARNINGS);
    if further > 0 {
        tell(cargo, &format!("warning=and {further} more; `clientwright lint` prints them all"))?;
    }
    Ok(())
}

fn tell(cargo: &mut dyn Write, line: &str) -> Result<(), Error> {
    let io = |source| Error(Problem::Io { what: "can't write to Cargo".to_owned(), source });
    writeln!(cargo, "cargo::{line}").map_err(io)
}

/// Reads a file, and those of its folder that it refers to, into `sources`.
///
/// A reference that leads to no file, out of the folder, or to a file that can't be read is a finding of
/// [`generate`], not an error here.
///
/// # Errors
///
/// The file itself can't be read: there is none, it has more than 64 MB, or is neither UTF-8 nor UTF-16.
pub fn read(sources: &mut Sources, path: impl AsRef<Path>) -> Result<FileId, Error> {
    let path = path.as_ref();
    let read = disk::add(sources, path, &path.to_string_lossy());
    read.map_err(|why| Error(Problem::Unread { path: path.to_path_buf(), why }))
}

/// As [`read`], of a file that need not be there, such as the names that earlier runs gave.
///
/// # Errors
///
/// The file is there and can't be read.
pub fn read_optional(
    sources: &mut Sources,
    path: impl AsRef<Path>,
) -> Result<Option<FileId>, Error> {
    match read(sources, path) {
        Ok(file) => Ok(Some(file)),
        Err(Error(Problem::Unread { why: Unread::Io(error), .. })) if disk::is_absent(&error) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Writes the files of an [`Output`] to the folder `dir`, and returns the paths of those that it changed.
///
/// A file that has its text already is not touched. A Rust file in `dir` that was generated, by its first line, and is no
/// longer among `files` is removed; all other files stay.
///
/// # Errors
///
/// The folder can't be read, or a file can't be written or removed.
pub fn write(dir: &Path, files: &BTreeMap<String, String>) -> Result<Vec<PathBuf>, Error> {
    let mut changed = Vec::new();
    for (name, text) in files {
        let path = dir.join(name);
        if fs::read(&path).is_ok_and(|it| it == text.as_bytes()) {
            continue;
        }
        let parent = path.parent().unwrap_or(dir);
        fs::create_dir_all(parent).map_err(|it| Error::io("can't create", parent, it))?;
        fs::write(&path, text).map_err(|it| Error::io("can't write", &path, it))?;
        changed.push(path);
    }
    if files.contains_key("Cargo.toml") {
        for path in stale(dir, files)? {
            fs::remove_file(&path).map_err(|it| Error::io("can't remove", &path, it))?;
            changed.push(path);
        }
    }
    Ok(changed)
}

/// The generated Rust files below the `src` and `tests` of a crate that are no longer among `files`.
fn stale(dir: &Path, files: &BTreeMap<String, String>) -> Result<Vec<PathBuf>, Error> {
    let wanted: BTreeSet<PathBuf> = files.keys().map(|it| dir.join(it)).collect();
    let mut open = vec![dir.join("src"), dir.join("tests")];
    let mut stale = Vec::new();
    while let Some(folder) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if disk::is_absent(&error) => continue,
            Err(error) => return Err(Error::io("can't read", &folder, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|it| Error::io("can't read", &folder, it))?;
            let kind = entry.file_type().map_err(|it| Error::io("can't read", &folder, it))?;
            let path = entry.path();
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() && !wanted.contains(&path) && is_generated(&path) {
                stale.push(path);
            }
        }
    }
    stale.sort();
    Ok(stale)
}

/// Whether a file says in its first line that it was generated.
fn is_generated(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "rs")
        && fs::read_to_string(path).is_ok_and(|it| it.starts_with("// Generated by Clientwright."))
}

/// Why nothing was generated.
///
/// Its `Debug` is its `Display`, because a `main` that returns it prints that.
pub struct Error(Problem);

enum Problem {
    NoOutDir,
    Io { what: String, source: io::Error },
    Unread { path: PathBuf, why: Unread },
    Findings(String),
    NoCrates(Vec<String>),
}

impl Error {
    fn io(what: &str, path: &Path, source: io::Error) -> Self {
        Self(Problem::Io { what: format!("{what} `{}`", path.display()), source })
    }

    /// Returns whether the description has errors; the text of this error then shows all findings.
    pub fn is_about_description(&self) -> bool {
        matches!(self.0, Problem::Findings(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Problem::NoOutDir => f.write_str(
                "the environment variable `OUT_DIR` is not set: Cargo sets it for build scripts, elsewhere set \
                 `Config::out_dir`",
            ),
            Problem::Io { what, source } => write!(f, "{what}: {source}"),
            Problem::Unread { path, why } => write!(f, "can't read `{}`: {why}", path.display()),
            Problem::Findings(text) => write!(f, "the description has errors\n\n{text}"),
            Problem::NoCrates(names) => write!(
                f,
                "the generated module needs crates that this package has not among its `[dependencies]`: {}; add the \
                 lines of `[types.dependencies]` to its `Cargo.toml`",
                names.join(", ")
            ),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Problem::Io { source, .. } | Problem::Unread { why: Unread::Io(source), .. } => {
                Some(source)
            }
            Problem::Unread { .. }
            | Problem::NoOutDir
            | Problem::Findings(_)
            | Problem::NoCrates(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
