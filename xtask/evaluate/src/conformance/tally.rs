//! What came of the calls of a crate, counted.

use std::fmt;

use super::call::{Call, Fault};
use super::contract::Contract;
use super::examples;

/// What came of a crate.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// How many calls its wire tests make, and how many of them the mock took.
    pub(super) calls: usize,
    accepted: usize,
    /// How many responses came, and how many of them were read.
    responses: usize,
    read: usize,
    /// How many bodies and examples have a schema, and how many are what it says.
    bodies: usize,
    valid: usize,
    examples: usize,
    fitting: usize,
    pub(super) faults: Vec<Fault>,
}

impl Tally {
    /// Judges the examples of a document.
    pub(super) fn add_examples(&mut self, contract: &Contract) {
        let (n, faults) = examples::judge(&contract.root);
        self.examples += n;
        self.fitting += n - faults.len();
        self.faults.extend(faults);
    }

    /// Counts a call. What is sent is the same each time, and counted and judged once.
    pub(super) fn add(&mut self, call: &Call, contract: &Contract, is_first: bool) {
        if is_first {
            self.calls += 1;
            self.accepted += usize::from(call.is_accepted());
        }
        self.responses += 1;
        self.read += usize::from(call.is_read());
        let [sent, response] = call.bodies(contract);
        for judged in sent.filter(|_| is_first).into_iter().chain(response) {
            self.bodies += 1;
            self.valid += usize::from(judged.is_ok());
        }
        for fault in call.faults(contract) {
            let is_it = |it: &Fault| it.operation == fault.operation && it.kind == fault.kind;
            if !self.faults.iter().any(is_it) {
                self.faults.push(fault);
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { calls, accepted, responses, read, bodies, valid, examples, fitting, .. } = self;
        if *calls > 0 {
            write!(
                f,
                "{calls} calls, {accepted} accepted; {read} of {responses} responses read; "
            )?;
            write!(f, "{valid} of {bodies} bodies and ")?;
        }
        write!(f, "{fitting} of {examples} examples as described")
    }
}
