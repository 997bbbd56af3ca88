//! `[retry]`: how often, when and after what calls are sent again, where the vendor's service wants it otherwise than most.

use serde_json::Value;

use super::{Setting, Table};

/// The table `[retry]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    /// How often a call is sent again at most.
    pub max_retries: Option<Setting<u32>>,
    /// For how many seconds a server may ask to wait.
    pub max_wait: Option<Setting<u64>>,
    /// The statuses after which a request that may be sent twice is sent again.
    pub statuses: Option<Setting<Vec<u16>>>,
    /// The statuses that say that the server has done nothing.
    pub refusals: Option<Setting<Vec<u16>>>,
    /// Whether sending requests twice does no harm, by `operationId`, or by method and path.
    pub operations: Vec<(String, Setting<bool>)>,
}

impl Retry {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let count = |it: &Value| u32::try_from(it.as_u64()?).ok();
        Self {
            max_retries: table.read("max_retries", "a whole number, 0 or more", count),
            max_wait: table.count("max_wait"),
            statuses: statuses(table, "statuses"),
            refusals: statuses(table, "refusals"),
            operations: table.table("operations", |it| it.each(Table::flag)).unwrap_or_default(),
        }
    }
}

fn statuses(table: &mut Table<'_>, key: &str) -> Option<Setting<Vec<u16>>> {
    let status = |it: &Value| u16::try_from(it.as_u64()?).ok().filter(|it| (400..600).contains(it));
    let list = |it: &Value| it.as_array()?.iter().map(status).collect();
    table.read(key, "a list of statuses from 400 to 599", list)
}
