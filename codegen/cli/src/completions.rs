//! `completions`: a script with which a shell completes the command line.
//!
//! The script asks the program, which knows what a script can't: the vendors of the workspace, and the codes of findings.

use std::env;
use std::ffi::OsStr;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::env::Shells;
use clap_complete::{
    ArgValueCompleter, CompleteEnv, CompletionCandidate, PathCompleter, engine::ValueCompleter,
};
use clientwright::diagnostic::Code;

use crate::args::{Args, Completions};
use crate::{Error, Outcome, Shell, vendor};

/// The name by which shells know the program.
const NAME: &str = "clientwright";

/// The environment variable by which a script asks.
const VARIABLE: &str = "COMPLETE";

pub(crate) fn run(args: &Completions, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let (mut script, shells) = (Vec::new(), Shells::builtins());
    let name = args.shell.to_string();
    let known = shells.completer(&name).ok_or_else(|| Error::new(format!("no shell `{name}`")))?;
    let written = known.write_registration(VARIABLE, NAME, NAME, NAME, &mut script);
    written.and_then(|()| shell.out.write_all(&script)).map_err(|it| Error::output(&it))?;
    Ok(Outcome::Done)
}

/// Answers where it is the script of a shell that has started this process, and ends it then.
pub fn answer() {
    CompleteEnv::with_factory(Args::command).var(VARIABLE).bin(NAME).complete();
}

/// Completes vendors of the workspace that the shell is in.
pub(crate) fn vendors() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let dir = env::current_dir().unwrap_or_default();
        beginning(current, vendors_at(&dir).into_iter().map(CompletionCandidate::new))
    })
}

/// Completes vendors and paths.
pub(crate) fn vendors_and_files() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let vendors = vendors().complete(current);
        vendors.into_iter().chain(PathCompleter::any().complete(current)).collect()
    })
}

/// Completes codes of findings.
pub(crate) fn codes() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let candidate =
            |it: &Code| CompletionCandidate::new(it.slug()).help(Some(it.summary().into()));
        beginning(current, Code::ALL.iter().map(candidate))
    })
}

/// Those that begin with what stands there.
fn beginning(
    current: &OsStr,
    all: impl Iterator<Item = CompletionCandidate>,
) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    all.filter(|it| it.get_value().to_string_lossy().starts_with(&*current)).collect()
}

/// The vendors of the workspace around a folder; none where it has none, or they can't be read.
fn vendors_at(dir: &Path) -> Vec<String> {
    let specs = dir.ancestors().map(|it| it.join("specs")).find(|it| it.is_dir());
    specs.and_then(|it| vendor::list(&it).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::path::Path;

    use clap::CommandFactory;
    use clap_complete::engine::complete;

    use crate::args::Args;

    /// What `line` can go on with.
    fn completed(line: &[&str]) -> Vec<String> {
        let args: Vec<OsString> = line.iter().map(OsString::from).collect();
        let at = args.len() - 1;
        let found = complete(&mut Args::command(), args, at, None).unwrap();
        found.iter().map(|it| it.get_value().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn codes_and_commands_are_completed() {
        assert_eq!(completed(&["clientwright", "expl"]), ["explain"]);
        let codes = completed(&["clientwright", "explain", "gap::xml"]);
        assert!(codes.contains(&"gap::xml-body".to_owned()), "{codes:?}");
        assert!(codes.iter().all(|it| it.starts_with("gap::xml")), "{codes:?}");
    }

    #[test]
    fn vendors_are_those_of_the_workspace_around() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let specs = here.join("../../specs");
        let known = crate::vendor::list(&specs).unwrap();
        assert_eq!(super::vendors_at(&here.join("src")), known);
        // A test runs in the folder of its package.
        let first = known.first().unwrap();
        for command in ["regen", "lint", "normalize"] {
            assert_eq!(completed(&["clientwright", command, first]), [first.as_str()]);
        }
        assert_eq!(super::vendors_at(Path::new("/")), [""; 0]);
    }
}
