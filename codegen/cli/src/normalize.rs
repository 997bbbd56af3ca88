//! `normalize`: the canonical document.

use clientwright::diagnostic::Sink;
use clientwright::source::Sources;

use crate::args::Normalize;
use crate::{Error, Outcome, Shell, findings, lint};

pub(crate) fn run(args: &Normalize, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let mut sources = Sources::default();
    let targets = std::slice::from_ref(&args.target);
    let mut outcome = Outcome::Done;
    for request in lint::requests(targets, &mut sources, shell)? {
        let mut sink = Sink::default();
        let document = clientwright::read(&sources, &request, &mut sink);
        let found = sink.into_findings();
        findings::report(&found, &sources, args.verbose, shell)?;
        if findings::has_errors(&found) {
            outcome = Outcome::Findings;
        }
        match document {
            Some((canonical, _)) => shell.print_raw(canonical.to_yaml().trim_end())?,
            None => outcome = Outcome::Findings,
        }
    }
    Ok(outcome)
}
