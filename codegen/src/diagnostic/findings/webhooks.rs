//! Webhooks and callbacks.

use crate::diagnostic::Code;
use crate::diagnostic::finding::Finding;

pub(crate) fn other_methods(name: &str) -> Finding {
    let message = format!("no event is read of the other methods of `{name}`");
    Finding::new(Code::Webhook, message)
}

pub(crate) fn no_json(name: &str) -> Finding {
    let message = format!("`{name}` brings no JSON; there is no event for it");
    Finding::new(Code::Webhook, message)
}
