//! `cargo xtask bench`: what it costs to generate crates and to check them, beside what the generators of others cost.
//!
//! - In: descriptions, and the programs that are found.
//! - Out: a table in Markdown: processor time and memory of ours, and of each other program's as a ratio to ours.
//! - Holds: each run is a process of its own, and all take turns, so that what else the machine does falls on all alike;
//!   the median is shown. Ratios can be compared between machines, and seconds can't.

mod meter;
mod program;
mod table;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::args::Bench;
use crate::corpus::stopwatch;
use crate::corpus::usage::Usage;
use clientwright_cli::files;
use clientwright_cli::paths::resolve;
use clientwright_cli::{Error, Outcome, Project, Shell};
pub(crate) use meter::alone;
use program::{Job, Program};
use table::Costs;

pub(crate) fn run(args: &Bench, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    if cfg!(debug_assertions) {
        shell.eprint(
            "warning: this program isn't optimized, and others may be\n\
             help: `cargo run --release -p xtask -- bench …`",
        )?;
    }
    let files = args.files.iter().map(|it| resolve(&shell.cwd.join(it)));
    let files: Vec<PathBuf> = files.collect();
    check_names(&files)?;
    let root = resolve(&Project::find(shell)?.root);
    let own = shell.program.clone();
    let own = own.ok_or_else(|| Error::new("this program doesn't know where it lies"))?;
    let work = args.work.as_ref().map(|it| shell.cwd.join(it));
    let bench = Session {
        work: resolve(&work.unwrap_or_else(|| root.join("target").join("bench"))),
        programs: Program::all(&own, &root),
        own,
        root,
    };
    let mut costs = Costs::default();
    for turn in 1..=args.turns.get() {
        for file in &files {
            for program in &bench.programs {
                shell.eprint(format_args!(
                    "turn {turn}: {}: {}",
                    program.name(),
                    file.display()
                ))?;
                bench.measure(program, file, args.check, &mut costs)?;
            }
        }
    }
    bench
        .programs
        .iter()
        .try_for_each(|it| files::remove_folder(&bench.work.join(it.name()).join(SPENT)))?;
    let names: Vec<&str> = bench.programs.iter().map(Program::name).collect();
    shell.print(costs.table(&names))?;
    Ok(Outcome::Done)
}

/// What the row of a description is called.
fn name(file: &Path) -> Cow<'_, str> {
    file.file_stem().unwrap_or_default().to_string_lossy()
}

/// Refuses files whose costs would be mixed in one row.
fn check_names(files: &[PathBuf]) -> Result<(), Error> {
    let mut rows = BTreeMap::new();
    for file in files {
        if let Some(other) = rows.insert(name(file), file) {
            let message = format!(
                "its row would be called `{}`, like that of {}",
                name(file),
                other.display()
            );
            return Err(Error::at(file, message).help("measure them one after the other"));
        }
    }
    Ok(())
}

/// Where crates of earlier turns are, until the end: a file system that has just removed thousands of files takes longer
/// to make others.
const SPENT: &str = "spent";

/// What all runs have in common.
struct Session {
    /// This program.
    own: PathBuf,
    /// The folder of this project.
    root: PathBuf,
    /// Where crates are written and checked.
    work: PathBuf,
    programs: Vec<Program>,
}

impl Session {
    /// Generates the crate of a description, checks it where that is wanted, and notes what both took.
    ///
    /// What others' programs can't do has no cost; what ours can't is an error.
    fn measure(
        &self,
        program: &Program,
        file: &Path,
        check: bool,
        costs: &mut Costs,
    ) -> Result<(), Error> {
        let name = name(file);
        let package = format!("bench-{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
        let package = package.to_ascii_lowercase();
        let space = self.work.join(program.name());
        let member = format!("crates/{package}");
        self.write_workspace(&space, &member)?;
        let job = Job { file, out: space.join(&member), package };
        let bytes = fs::metadata(file).map_err(|it| Error::io(file, "can't read", &it))?.len();
        let row = costs.row(&name, bytes);

        if job.out.exists() {
            let spent = space.join(SPENT).join(format!("{}-{}", job.package, row.runs()));
            files::remove_folder(&spent)?;
            fs::create_dir_all(space.join(SPENT))
                .and_then(|()| fs::rename(&job.out, &spent))
                .map_err(|it| Error::io(&job.out, "can't move", &it))?;
        }
        program.prepare(&job)?;
        match meter::measure(&self.own, &program.command(&job)) {
            Ok(used) => row.generated(program.name(), used),
            Err(error) if program.is_ours() => return Err(error),
            Err(_) => return Ok(()),
        }
        if !check {
            return Ok(());
        }
        program.complete(&job)?;
        match self.check(&space)? {
            Some(used) => row.checked(program.name(), used),
            None if program.is_ours() => {
                return Err(Error::at(file, "its crate doesn't compile"));
            }
            None => {}
        }
        Ok(())
    }

    /// A workspace with one member, so that what the crates of a program link is compiled once.
    fn write_workspace(&self, space: &Path, member: &str) -> Result<(), Error> {
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"{member}\"]\n\n\
             [profile.dev]\ndebug = 0\nincremental = false\n"
        );
        files::write(&space.join("Cargo.toml"), &manifest)?;
        let lock = space.join("Cargo.lock");
        // The versions of this project, which are on this machine already.
        if !lock.exists()
            && let Some(text) = files::read_optional(&self.root.join("Cargo.lock"))?
        {
            files::write(&lock, &text)?;
        }
        Ok(())
    }

    /// What the compiler uses for the member of a workspace; `None` where that doesn't compile.
    fn check(&self, space: &Path) -> Result<Option<Usage>, Error> {
        let costs = space.join("costs");
        files::remove_folder(&costs)?;
        fs::create_dir_all(&costs)
            .map_err(|it| Error::io(&costs, "can't create the folder", &it))?;
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["check", "--quiet", "--lib"]).current_dir(space);
        cargo.env("CARGO_TARGET_DIR", space.join("target"));
        stopwatch::listen(&mut cargo, &self.own, &costs);
        let status = cargo.stdin(Stdio::null()).stderr(Stdio::null()).status();
        let status = status.map_err(|it| Error::new(format!("can't run cargo: {it}")))?;
        Ok(if status.success() { stopwatch::most(&costs) } else { None })
    }
}

/// Runs the command `generate` of users: what is measured of ours.
pub(crate) fn generate(args: &[OsString], shell: &mut Shell<'_>) -> Outcome {
    let line = ["clientwright", "generate"].map(OsString::from);
    Outcome::Code(clientwright_cli::run(line.into_iter().chain(args.iter().cloned()), shell))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::check_names;

    #[test]
    fn files_of_one_name_are_refused() {
        let files = |paths: [&str; 2]| paths.map(PathBuf::from);
        assert_eq!(check_names(&files(["a/pets.yaml", "a/shop.yaml"])), Ok(()));
        let error = check_names(&files(["a/pets.yaml", "b/pets.json"])).unwrap_err().to_string();
        assert!(error.starts_with("b/pets.json: ") && error.contains("a/pets.yaml"), "{error}");
    }
}
