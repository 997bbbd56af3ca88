//! Operations that look paginated.

use crate::diagnostic::Code;
use crate::diagnostic::finding::Finding;

fn ambiguous(id: &str, what: &str, n_others: usize, help: &str) -> Finding {
    let others = match n_others {
        0 => String::new(),
        1 => "; so it is with 1 other operation".to_owned(),
        _ => format!("; so it is with {n_others} other operations"),
    };
    Finding::new(Code::AmbiguousPagination, format!("`{id}` {what}{others}")).help(help)
}

/// Nothing says what the first page is called, of this operation and of so many others.
pub(crate) fn unknown_first_page(id: &str, n_others: usize) -> Finding {
    let what = "takes the number of a page, but nothing says whether the first is 0 or 1";
    let help = "say so in `vendor.toml`, such as `[pagination.default]` with `style = \"page\"`, `page` and `first`";
    ambiguous(id, what, n_others, help)
}

/// There are several members that the items may be in, of this operation and of so many others.
pub(crate) fn several_items(id: &str, n_others: usize) -> Finding {
    let what = "looks paginated, but its response has several members that the items may be in";
    let help =
        "say which in `vendor.toml`, in `[pagination.<operationId>]` with `style` and `items`";
    ambiguous(id, what, n_others, help)
}
