//! What a crate is beside the one that was released.

use crate::diagnostic::finding::Finding;
use crate::diagnostic::{Code, Place};

pub(crate) fn unreadable(why: &str) -> Finding {
    let message = format!("the release can't be read: {why}");
    Finding::new(Code::InvalidRelease, message).help("take the file as version control has it")
}

/// A change whose rule has the level `error`; `at` is where the description has it now.
pub(crate) fn refused(what: &str, fingerprint: &str, at: Option<Place>) -> Finding {
    let help = format!(
        "to accept it, say why in `[changes.accepted]`: `\"{fingerprint}\" = \"…\"`; then it asks for a patch version"
    );
    let finding = Finding::new(Code::ChangeRefused, what).help(help);
    match at {
        Some(at) => finding.label(at, "here"),
        None => finding,
    }
}

/// A version that users take for what it isn't; `why` is the change that asks for the most.
pub(crate) fn low_version(given: &str, released: &str, least: &str, why: Option<&str>) -> Finding {
    let why = why.unwrap_or("files of the crate differ");
    let message = format!("`{given}` is too low: `{released}` is released, and {why}");
    Finding::new(Code::VersionTooLow, message)
        .help(format!("raise it to `{least}`, or leave it out and it is that"))
}

/// An accepted change that there isn't.
pub(crate) fn unused_acceptance(fingerprint: &str) -> Finding {
    let message = format!("no change since the last release has the fingerprint `{fingerprint}`");
    Finding::new(Code::UnusedAcceptance, message)
        .help("take the line out: it was for a release before, or the change is another one now")
}
