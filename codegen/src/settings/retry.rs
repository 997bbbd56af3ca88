//! `[retry]`: how often, when and after what calls are sent again, where the vendor's service wants it otherwise than most.

use serde_json::Value;

use super::{Setting, Table};
use crate::ir;

/// The table `[retry]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    /// What differs from the runtime's own policy.
    pub policy: ir::Retry,
    /// Whether sending requests twice does no harm, by `operationId`, or by method and path.
    pub operations: Vec<(String, Setting<bool>)>,
}

impl Retry {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let count = |it: &Value| u32::try_from(it.as_u64()?).ok();
        let max_retries = table.read("max_retries", "a whole number, 0 or more", count);
        let codes = table.table("codes", |it| it.each(Table::flag)).unwrap_or_default();
        let policy = ir::Retry {
            max_retries: max_retries.map(|it| it.value),
            max_wait: table.count("max_wait").map(|it| it.value),
            statuses: table.statuses("statuses"),
            refusals: table.statuses("refusals"),
            codes: codes.into_iter().map(|(code, it)| (code, it.value)).collect(),
        };
        let operations = table.table("operations", |it| it.each(Table::flag)).unwrap_or_default();
        Self { policy, operations }
    }
}
