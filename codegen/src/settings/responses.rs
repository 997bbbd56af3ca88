//! `[responses]`: how far responses are accepted that aren't as described, and where errors say what they are.

use super::{Setting, Table};
use crate::ir::ResponseRules;

/// The table `[responses]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Responses {
    /// What clients do with responses.
    pub rules: ResponseRules,
}

impl Responses {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let policy = "`refuse` or `accept`";
        let deviations =
            table.checked("deviations", policy, |it| matches!(it, "refuse" | "accept"));
        let rules = ResponseRules {
            accepts_deviations: deviations.is_some_and(|it| it.value == "accept"),
            skips_items: table.flag("skip_items").is_some_and(|it| it.value),
            error_messages: pointers(table, "error_message", "/fault/text"),
            error_codes: pointers(table, "error_code", "/fault/code"),
        };
        Self { rules }
    }
}

/// JSON pointers: one, or several of which the first counts that is there.
fn pointers(table: &mut Table<'_>, key: &str, such_as: &str) -> Vec<String> {
    let is_one = table.peek(key).is_some_and(serde_json::Value::is_string);
    let given: Vec<Setting<String>> =
        if is_one { table.string(key).into_iter().collect() } else { table.strings(key) };
    given.into_iter().filter_map(|it| table.pointer(it, such_as)).collect()
}
