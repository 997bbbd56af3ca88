//! `cargo xtask lower`: what a step of lowering has made of a description.

use clientwright::Sources;
use clientwright::internal::diagnostic::Sink;
use clientwright::internal::lower::{self, Options};
use clientwright_cli::{Error, Outcome, Shell, findings, lint};

use crate::Lower;

pub(crate) fn run(args: &Lower, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let steps: Vec<&str> = lower::steps().collect();
    let (Some(target), false) = (&args.target, args.list) else {
        steps.iter().try_for_each(|it| shell.print(it))?;
        return Ok(Outcome::Done);
    };
    let after = args.after.as_deref().or(steps.last().copied()).unwrap_or_default();
    let mut sources = Sources::default();
    let mut outcome = Outcome::Done;
    for request in lint::requests(std::slice::from_ref(target), &mut sources, shell)? {
        let mut sink = Sink::default();
        let settings = clientwright::internal::settings(&sources, &request, &mut sink);
        let options = Options { settings, ..Options::default() };
        let mut ledger =
            clientwright::internal::ledger(&sources, &request, &mut sink).unwrap_or_default();
        let outline =
            clientwright::internal::read(&sources, &request, &mut sink).map(|(canonical, _)| {
                lower::outline_after(after, &canonical, &options, &mut ledger, &mut sink)
            });
        let found = sink.into_findings();
        findings::report(&found, &sources, false, shell)?;
        match outline {
            Some(Some(text)) => shell.print_raw(text.trim_end())?,
            Some(None) => {
                let known = Error::new(format!("there is no step `{after}`"));
                return Err(known.help(format!("one of: {}", steps.join(", "))));
            }
            None => outcome = Outcome::Findings,
        }
    }
    Ok(outcome)
}
