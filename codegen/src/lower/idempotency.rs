//! Which operations have an idempotency key.
//!
//! - In: `[idempotency]` of the settings.
//! - Out: the header of each operation that has one; a finding about a name that no operation has.

use crate::diagnostic::findings;
use crate::lower::draft::Draft;
use crate::lower::pass::{Context, Pass};
use crate::settings::Idempotency;

/// Gives each operation the header of its key.
pub(super) const PASS: Pass = Pass { name: "find_idempotency_keys", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    let Idempotency { header, operations } = &context.settings.idempotency;
    let Some(header) = header else { return };
    let mut known = vec![false; operations.len()];
    for operation in draft.groups.iter_mut().flat_map(|it| &mut it.operations) {
        let listed = operations.iter().position(|it| it.value == operation.id);
        if let Some(known) = listed.and_then(|it| known.get_mut(it)) {
            *known = true;
        }
        // The other methods may be repeated without (RFC 9110, section 9.2.2).
        let by_method = operations.is_empty() && matches!(&*operation.method, "POST" | "PATCH");
        if listed.is_some() || by_method {
            operation.idempotency_key = Some(header.value.to_ascii_lowercase());
        }
    }
    for (setting, _) in operations.iter().zip(known).filter(|(_, known)| !known) {
        let finding = findings::settings::unknown_key_operation(&setting.value);
        context.sink.push(finding.at(setting.place.clone()));
    }
}
