//! Examples that don't fit, and values that are too large to be made up.

use crate::diagnostic::Code;
use crate::diagnostic::finding::Finding;

fn misfit(message: String) -> Finding {
    Finding::new(Code::ExampleMisfit, message)
}

/// An example of `what`.
pub(crate) fn misfit_example(what: &str) -> Finding {
    misfit(format!(
        "the example of {what} doesn't fit its schema; another one is made up for the tests"
    ))
}

/// A saved request of a collection, `what` of which doesn't fit.
pub(crate) fn misfit_request(name: &str, what: &str) -> Finding {
    misfit(format!(
        "{what} of the request `{name}` doesn't fit its schema; the request gets no test of its own"
    ))
}

/// `what` has no example, because it would have more values or levels than these.
pub(crate) fn too_large(what: &str, most_values: usize, most_levels: usize) -> Finding {
    let message = format!(
        "{what} has no example: with all that is required it would have more than {most_values} values, or more than {most_levels} levels; nothing tests it"
    );
    Finding::new(Code::LargeExample, message)
}
