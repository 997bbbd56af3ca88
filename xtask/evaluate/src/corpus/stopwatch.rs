//! What the compiler uses for each crate: this program stands in for it, runs it, and writes that down.
//!
//! Cargo calls the program that `RUSTC_WORKSPACE_WRAPPER` names for the members of a workspace, and not for what they
//! link. It can't be given an argument, so that a variable tells it what it is there for.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::row::Cost;
use super::usage::{self, Usage};
use clientwright_cli::{Error, files};

/// The variable with the folder that figures are written to; it makes this program a stand-in for the compiler.
pub const FOLDER: &str = "CLIENTWRIGHT_STOPWATCH";

/// The crate that only re-exports the runtime; those of a corpus are called otherwise.
const FLOOR: &str = "floor";

/// Measures the crates of a workspace.
#[derive(Debug)]
pub(crate) struct Stopwatch {
    program: PathBuf,
    /// How a manifest depends on the runtime.
    runtime: String,
}

impl Stopwatch {
    /// A stopwatch whose stand-in for the compiler is `program`, which is this one.
    pub(super) fn new(program: &Path, runtime: &str) -> Self {
        Self { program: program.to_path_buf(), runtime: runtime.to_owned() }
    }

    /// Has `cargo` measure, in the workspace `dir`, and returns a further member of it: the floor.
    pub(super) fn start(&self, cargo: &mut Command, dir: &Path) -> Result<&'static str, Error> {
        let manifest = format!(
            "[package]\nname = \"{FLOOR}\"\nedition = \"2021\"\n\n\
             [dependencies]\nclientwright-runtime = {}\n",
            self.runtime
        );
        files::write(&dir.join(FLOOR).join("Cargo.toml"), &manifest)?;
        // Written again each time, so that it is compiled again, beside the others and at the same load.
        let code = "pub use clientwright_runtime::*;\n";
        files::write(&dir.join(FLOOR).join("src").join("lib.rs"), code)?;
        let folder = folder(dir);
        fs::create_dir_all(&folder)
            .map_err(|it| Error::io(&folder, "can't create the folder", &it))?;
        listen(cargo, &self.program, &folder);
        Ok(FLOOR)
    }

    /// What the last compilation of a package cost; `None` where nobody measured it.
    pub(super) fn cost(dir: &Path, package: &str) -> Option<Cost> {
        let (crate_, floor) = (read(dir, package)?, read(dir, FLOOR)?);
        Some(Cost { seconds: crate_.seconds, floor: floor.seconds, megabytes: crate_.megabytes })
    }
}

/// Has `cargo` write what the compiler uses for each member of its workspace to `folder`; `program` is this one.
pub(crate) fn listen(cargo: &mut Command, program: &Path, folder: &Path) {
    cargo.env("RUSTC_WORKSPACE_WRAPPER", program).env(FOLDER, folder);
}

/// The largest of what was written to `folder`.
pub(crate) fn most(folder: &Path) -> Option<Usage> {
    let files = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let used = files.filter_map(|it| Usage::parse(&fs::read_to_string(it.path()).ok()?));
    used.max_by(|a, b| a.seconds.total_cmp(&b.seconds))
}

fn folder(dir: &Path) -> PathBuf {
    dir.join("costs")
}

fn read(dir: &Path, package: &str) -> Option<Usage> {
    Usage::parse(&fs::read_to_string(folder(dir).join(package.replace('-', "_"))).ok()?)
}

/// Runs the compiler as cargo asks for it and writes what it used to `folder`; returns its exit code.
///
/// `args` begin with the name of this program, which the path of the compiler follows.
pub fn run(folder: &Path, args: impl IntoIterator<Item = OsString>) -> u8 {
    let mut args = args.into_iter().skip(1);
    let Some(compiler) = args.next() else { return 2 };
    let args: Vec<OsString> = args.collect();
    let Ok(status) = Command::new(compiler).args(&args).status() else { return 2 };
    // Cargo asks for versions and the like as well, which isn't about a crate.
    let name = args.iter().skip_while(|it| *it != "--crate-name").nth(1);
    if let (Some(name), Some(used)) = (name, usage::of_children()) {
        // A figure that can't be written is one that is missing in the end, but no reason to fail.
        let _ = fs::write(folder.join(name), format!("{used}\n"));
    }
    status.code().and_then(|it| it.try_into().ok()).unwrap_or(1)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::{Stopwatch, folder, run};

    #[test]
    fn the_compiler_is_run_and_measured() {
        let dir = TempDir::new().unwrap();
        fs::create_dir(folder(dir.path())).unwrap();
        let run = |args: &[&str]| {
            let args = [&["xtask"], args].concat();
            run(&folder(dir.path()), args.into_iter().map(Into::into))
        };
        assert_eq!(run(&["true", "-vV"]), 0);
        assert_eq!(run(&["true", "--crate-name", "floor"]), 0);
        assert_eq!(run(&["false", "--edition=2021", "--crate-name", "corpus_a"]), 1);
        assert_eq!(run(&["/no/such/program", "--crate-name", "corpus_b"]), 2);
        assert!(Stopwatch::cost(dir.path(), "corpus-a").is_some_and(|it| it.megabytes > 0));
        assert_eq!(Stopwatch::cost(dir.path(), "corpus-b"), None);
    }
}
