//! Waiting for a state.

use crate::pointer::Pointer;

/// A method that waits until what an operation tells has a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// The method's name, such as `wait_until_available`.
    pub name: String,
    /// The name of the static that describes it to the runtime, such as `WAIT_UNTIL_AVAILABLE`.
    pub constant: String,
    /// Where a response has the state.
    pub state: Pointer,
    /// The states that are waited for.
    pub done: Vec<String>,
    /// Those that never become one of them.
    pub failed: Vec<String>,
    /// Statuses of errors that say no more than 'not yet'.
    pub pending_statuses: Vec<u16>,
    /// How many seconds pass between a response and the next request, where that differs from the runtime's own.
    pub interval: Option<u64>,
    /// After how many seconds nothing is waited for any more, where that differs from the runtime's own.
    pub limit: Option<u64>,
}
