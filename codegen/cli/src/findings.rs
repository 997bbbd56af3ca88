//! Findings on their way to a terminal, a file or a pull request.

use clientwright::{Diagnostic, Format, Severity, Sources, render};

use crate::{Error, Shell};

/// Whether one of them is an error.
pub fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|it| it.code.severity() == Severity::Error)
}

/// Prints what must be seen: errors and gaps one by one, the rest in a line unless all is wanted.
///
/// # Errors
///
/// The output can't be written to.
pub fn report(
    findings: &[Diagnostic],
    sources: &Sources,
    verbose: bool,
    shell: &mut Shell<'_>,
) -> Result<(), Error> {
    let (shown, counted): (Vec<_>, Vec<_>) =
        findings.iter().cloned().partition(|it| verbose || it.code.severity() <= Severity::Gap);
    if !shown.is_empty() {
        let format = if shell.style.colour_err { Format::Coloured } else { Format::Human };
        shell.eprint_raw(render(&shown, sources, format).trim_end())?;
    }
    if !counted.is_empty() {
        shell.eprint(format_args!("{}; `--verbose` prints them", count(&counted)))?;
    }
    Ok(())
}

/// How many there are of each severity that occurs: `1 error, 2 gaps`.
pub fn count(findings: &[Diagnostic]) -> String {
    let kinds = [Severity::Error, Severity::Gap, Severity::Warning, Severity::Note];
    let counts = kinds.into_iter().filter_map(|severity| {
        let n = findings.iter().filter(|it| it.code.severity() == severity).count();
        (n > 0).then(|| number(n, severity.name()))
    });
    let counts: Vec<_> = counts.collect();
    if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") }
}

/// A number of things: `1 gap`, `2 gaps`.
pub fn number(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}
