//! Which requests may be sent twice, and when any is.
//!
//! - In: `[retry]` of the settings.
//! - Out: what operations say otherwise than their methods, and the policy of the crate; a finding about a name that no
//!   operation has.

use crate::diagnostic::findings;
use crate::ir::Retry;
use crate::lower::draft::Draft;
use crate::lower::pass::{Context, Pass};
use crate::settings;

/// Gives each operation that is named what the settings say of it.
pub(super) const PASS: Pass = Pass { name: "mark_repeatable", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    for (id, setting) in &context.settings.retry.operations {
        let mut is_known = false;
        let operations = draft.groups.iter_mut().flat_map(|it| &mut it.operations);
        for operation in operations.filter(|it| it.id == *id) {
            operation.is_repeatable = Some(setting.value);
            is_known = true;
        }
        if !is_known {
            let finding = findings::settings::unknown_key_operation(id);
            context.sink.push(finding.at(setting.place.clone()));
        }
    }
}

/// The policy, where it is another than the runtime's own.
pub(super) fn policy(settings: &settings::Retry) -> Option<Retry> {
    (settings.policy != Retry::default()).then(|| settings.policy.clone())
}
