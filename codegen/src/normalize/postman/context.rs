//! What reading the parts of an operation needs besides them: variables, the samples of all bodies, findings.

use super::infer::Inference;
use super::sample::{self, Sample};
use super::variables::Variables;
use crate::diagnostic::{Finding, Sink, findings};
use crate::document::Document;
use crate::pointer::Pointer;

/// What reading the parts of an operation needs besides.
pub(super) struct Context<'a> {
    /// The collection as received.
    pub document: &'a Document,
    /// Its variables.
    pub variables: &'a Variables,
    /// Collects the samples of all bodies.
    pub inference: Inference,
    /// Where findings go.
    pub sink: &'a mut Sink,
}

impl Context<'_> {
    /// Reports something about a node of the collection.
    pub(super) fn report(&mut self, at: &Pointer, finding: Finding) {
        self.document.report(self.sink, at, finding);
    }
}

/// A text as JSON; a finding says what is wrong with it, or what was put right.
pub(super) fn json_sample(
    text: &str,
    at: &Pointer,
    is_own: bool,
    cx: &mut Context<'_>,
) -> Option<Sample> {
    let result = sample::parse(text, cx.variables);
    for written in result.iter().filter(|_| is_own).flat_map(|it| it.huge.values()) {
        cx.report(at, findings::postman::huge_number(written));
    }
    match &result {
        Ok(sample) if sample.repaired && is_own => {
            cx.report(at, findings::postman::nearly_json());
        }
        Ok(sample) if sample.rounded.len() > sample.huge.len() && is_own => {
            cx.report(at, findings::postman::many_digits());
        }
        Err(why) if is_own => {
            cx.report(at, findings::postman::broken_sample(why));
        }
        Ok(_) | Err(_) => {}
    }
    result.ok()
}
