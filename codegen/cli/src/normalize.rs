//! `normalize`: the canonical document.

use clientwright::Sources;

use crate::args::Normalize;
use crate::{Error, Outcome, Shell, findings, lint};

pub(crate) fn run(args: &Normalize, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let mut sources = Sources::default();
    let targets = std::slice::from_ref(&args.target);
    let mut outcome = Outcome::Done;
    for request in lint::requests(targets, &mut sources, shell)? {
        let normalized = clientwright::normalize(&sources, &request);
        let found = normalized.findings;
        findings::report(&found, &sources, args.verbose, shell)?;
        if findings::has_errors(&found) {
            outcome = Outcome::Findings;
        }
        match normalized.document {
            Some(document) => shell.print_raw(document.trim_end())?,
            None => outcome = Outcome::Findings,
        }
    }
    Ok(outcome)
}
