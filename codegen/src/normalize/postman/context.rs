//! What reading the parts of an operation needs besides them: variables, the samples of all bodies, findings.

use super::infer::Inference;
use super::sample::{self, Sample};
use super::variables::Variables;
use crate::diagnostic::{Code, Sink};
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
    pub(super) fn report(&mut self, code: Code, at: &Pointer, message: impl Into<String>) {
        self.document.report(self.sink, code, at, message);
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
        let written: String = written.chars().take(40).collect();
        let message = format!(
            "`{written}` is beyond a 64-bit float; examples have the largest one, and its type keeps every digit"
        );
        cx.report(Code::NumberRange, at, message);
    }
    match &result {
        Ok(sample) if sample.repaired && is_own => {
            let message = "this isn't quite JSON; it is read as what is meant";
            cx.report(Code::RepairedSample, at, message);
        }
        Ok(sample) if sample.rounded.len() > sample.huge.len() && is_own => {
            let message = "examples can't have all digits of a number in it; its type keeps them";
            cx.report(Code::RepairedSample, at, message);
        }
        Err(why) if is_own => {
            cx.report(Code::BrokenSample, at, format!("this isn't JSON: {why}; it shows no type"));
        }
        Ok(_) | Err(_) => {}
    }
    result.ok()
}
