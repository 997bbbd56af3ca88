//! `completions`: a script with which a shell completes the command line.
//!
//! The script asks the program, which knows what a script can't: the vendors of the workspace, and the codes of findings.

use clap::CommandFactory;
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

use crate::args::{Args, Completions};
use crate::{Error, Outcome, Shell};

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

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::path::Path;

    use clap::CommandFactory;
    use clap_complete::engine;

    use crate::args::Args;
    use crate::args::complete::vendors_at;

    /// What `line` can go on with.
    fn completed(line: &[&str]) -> Vec<String> {
        let args: Vec<OsString> = line.iter().map(OsString::from).collect();
        let at = args.len() - 1;
        let found = engine::complete(&mut Args::command(), args, at, None).unwrap();
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
        assert_eq!(vendors_at(&here.join("src")), known);
        // A test runs in the folder of its package.
        let first = known.first().unwrap();
        for command in ["regen", "lint", "normalize"] {
            assert_eq!(completed(&["clientwright", command, first]), [first.as_str()]);
        }
        assert_eq!(vendors_at(Path::new("/")), [""; 0]);
    }
}
