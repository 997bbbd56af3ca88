//! What waiting can end in instead of the state that is waited for.

use std::{error::Error as StdError, fmt, time::Duration};

use crate::http::{
    error::{AnyError, Error, Never, StateError},
    response::ResponseBody,
};

/// The error of a [`Waiter`](crate::Waiter).
///
/// `T` is the response that tells the state, and `E` what the operation documents for its errors.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WaitError<T, E = Never> {
    /// A call failed, after its retries.
    Call(Error<E>),
    /// The state is one that never becomes the one that is waited for.
    Failed {
        /// The name of the operation that tells the state, as the description has it.
        operation: &'static str,
        /// The state, as text.
        state: String,
        /// The response that has it.
        body: Box<T>,
    },
    /// The limit was reached, or would have been before the next request.
    TimedOut {
        /// The name of the operation that tells the state, as the description has it.
        operation: &'static str,
        /// The last state that was seen, as text.
        state: Option<String>,
        /// The limit.
        limit: Duration,
    },
}

impl<T, E> WaitError<T, E> {
    /// Returns the last state that was seen, as text.
    pub fn state(&self) -> Option<&str> {
        match self {
            Self::Call(_) => None,
            Self::Failed { state, .. } => Some(state),
            Self::TimedOut { state, .. } => state.as_deref(),
        }
    }

    /// Returns whether waiting once more may help: the limit was reached, or a call failed that may succeed later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Call(error) => error.is_retryable(),
            Self::Failed { .. } => false,
            Self::TimedOut { .. } => true,
        }
    }
}

impl<T, E: fmt::Debug> fmt::Display for WaitError<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (operation, state, limit) = match self {
            Self::Call(error) => return error.fmt(f),
            Self::Failed { operation, state, body: _ } => (operation, Some(state), None),
            Self::TimedOut { operation, state, limit } => (operation, state.as_ref(), Some(*limit)),
        };
        StateError { operation, state: state.cloned(), limit }.fmt(f)
    }
}

impl<T: fmt::Debug, E: fmt::Debug> StdError for WaitError<T, E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Call(error) => error.source(),
            Self::Failed { .. } | Self::TimedOut { .. } => None,
        }
    }
}

/// So that `?` works in a function whose calls are of several operations; the response that has the state is dropped.
impl<T, E: ResponseBody + fmt::Debug + Send + Sync + 'static> From<WaitError<T, E>> for AnyError {
    fn from(error: WaitError<T, E>) -> Self {
        match error {
            WaitError::Call(error) => error.into(),
            WaitError::Failed { operation, state, body: _ } => {
                StateError { operation, state: Some(state), limit: None }.into()
            }
            WaitError::TimedOut { operation, state, limit } => {
                StateError { operation, state, limit: Some(limit) }.into()
            }
        }
    }
}
