//! The nodes that a JSONPath selects.

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::pointer::Pointer;

/// The deepest nesting of brackets in a query: its parser calls itself for each.
const MAX_NESTING: usize = 16;

/// The nodes that `query` selects, in the order of RFC 9535, each once.
pub(super) fn nodes(root: &Value, query: &str) -> Result<Vec<Pointer>, String> {
    let mut nesting = 0_usize;
    for c in query.chars() {
        match c {
            '[' | '(' => nesting += 1,
            ']' | ')' => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        if nesting > MAX_NESTING {
            return Err(format!("brackets are nested deeper than {MAX_NESTING} levels"));
        }
    }
    let path = JsonPath::parse(query).map_err(|error| error.to_string())?;
    let located = path.query_located(root).dedup();
    Ok(located.iter().filter_map(|it| Pointer::parse(&it.location().to_json_pointer())).collect())
}

/// A key that sorts pointers as a walk through the document meets them: items by their number.
pub(super) fn order(pointer: &Pointer) -> Vec<(usize, String)> {
    // Whether a number is an index or a name doesn't matter: brothers are either all the one or all the other.
    pointer.tokens().map(|it| (it.parse().unwrap_or(usize::MAX), it)).collect()
}
