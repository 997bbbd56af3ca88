//! Locks that outlive a panic.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also after a panic of somebody who had locked it.
///
/// Nothing under these locks panics halfway through a change, so that what they guard is good then too; and in `testing`
/// a panic in another test's closure must not hide this test's result.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
