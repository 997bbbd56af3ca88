//! By which rules a response is read, and who is told where it isn't as its description says.

use std::{fmt, sync::Arc};

use super::maybe_send::{MaybeSend, MaybeSync};
use crate::json::{DeviationPolicy, Deviations};

/// What a response is read by.
#[derive(Clone, Default)]
pub(crate) struct Reading {
    pub(crate) policy: DeviationPolicy,
    pub(crate) error_members: ErrorMembers,
    /// `None` where nobody listens.
    pub(crate) listener: Option<Arc<dyn Listener>>,
}

impl Reading {
    /// Tells of what isn't as described, if there is anything and anybody.
    pub(crate) fn tell(&self, deviations: &Deviations) {
        if let Some(listener) = self.listener.as_ref().filter(|_| !deviations.is_empty()) {
            listener.deviated(deviations);
        }
    }
}

/// Responses are the same by whatever rules they are read.
impl PartialEq for Reading {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Reading {}

/// Is told where a response isn't as described.
pub(crate) trait Listener: MaybeSend + MaybeSync {
    fn deviated(&self, deviations: &Deviations);
}

impl fmt::Debug for dyn Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}

/// Where the errors of an API have their message and their code, as JSON pointers; the usual members beside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErrorMembers {
    /// Where the message is; the first that is there counts.
    pub message: &'static [&'static str],
    /// Where the code is, likewise.
    pub code: &'static [&'static str],
}
