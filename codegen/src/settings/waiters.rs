//! `[waiters]`: which states of what operations tell are worth waiting for.

use serde_json::Value;

use super::{Setting, Table};
use crate::diagnostic::findings;

/// The table `[waiters]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiters {
    /// By what is waited for, such as `archive_available`.
    pub rules: Vec<(String, Setting<WaiterRule>)>,
}

/// What is waited for, and how. Operation and place are held against the description later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaiterRule {
    /// The operation that tells the state, by its `operationId`, or by method and path.
    pub operation: Setting<String>,
    /// Where its response has the state: a JSON pointer.
    pub state: Setting<String>,
    /// The states that are waited for.
    pub done: Vec<Setting<String>>,
    /// Those that never become one of them.
    pub failed: Vec<Setting<String>>,
    /// Statuses of errors that say no more than 'not yet'.
    pub pending_statuses: Vec<u16>,
    /// How many seconds pass between a response and the next request.
    pub interval: Option<u64>,
    /// After how many seconds nothing is waited for any more.
    pub limit: Option<u64>,
}

impl Waiters {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let read = |table: &mut Table<'_>, key: &str| {
            let place = table.place(key);
            table.table(key, rule).flatten().map(|value| Setting { value, place })
        };
        Self { rules: table.each(read) }
    }
}

fn rule(table: &mut Table<'_>) -> Option<WaiterRule> {
    let seconds = |it: &Value| it.as_u64().filter(|it| *it > 0);
    let (operation, state) = (table.string("operation"), table.string("state"));
    let (done, failed) = (table.scalars("done"), table.scalars("failed"));
    let pending = table.statuses("pending_statuses");
    let interval = table.read("interval", "a number of seconds, 1 or more", seconds);
    let limit = table.read("limit", "a number of seconds, 1 or more", seconds);
    let needed = [
        ("operation", operation.is_some()),
        ("state", state.is_some()),
        ("done", !done.is_empty()),
    ];
    for (key, _) in needed.into_iter().filter(|(_, given)| !given) {
        table.report(table.here(), findings::settings::missing(key));
    }
    if let Some(both) = failed.iter().find(|it| done.iter().any(|done| done.value == it.value)) {
        table.report(both.place.clone(), findings::settings::done_and_failed(&both.value));
        return None;
    }
    Some(WaiterRule {
        operation: operation?,
        state: state?,
        done: (!done.is_empty()).then_some(done)?,
        failed,
        pending_statuses: pending.unwrap_or_default(),
        interval: interval.map(|it| it.value),
        limit: limit.map(|it| it.value),
    })
}
