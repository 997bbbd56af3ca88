//! A state that was waited for and hasn't come.

use std::{error::Error as StdError, fmt, time::Duration};

use super::request::Prefix;

/// What a [`Waiter`](crate::Waiter) has seen instead of the state that it was to wait for, as
/// [`AnyError`](crate::AnyError) has it; a [`WaitError`](crate::WaitError) has the response, too.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StateError {
    /// The name of the operation that tells the state, as the description has it.
    pub operation: &'static str,
    /// The last state that was seen, as text.
    pub state: Option<String>,
    /// The limit that was reached; `None` where the state never becomes the one that was waited for.
    pub limit: Option<Duration>,
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, state, limit } = self;
        let state = state.as_deref().unwrap_or_default().escape_debug();
        write!(f, "{}", Prefix(operation))?;
        match limit {
            None => write!(f, "the state is `{state}`, which is final"),
            Some(limit) if self.state.is_none() => write!(f, "there was no state after {limit:?}"),
            Some(limit) => write!(f, "the state is still `{state}` after {limit:?}"),
        }
    }
}

impl StdError for StateError {}
