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
    let named = &context.settings.retry.operations;
    let mut known = vec![false; named.len()];
    for operation in draft.groups.iter_mut().flat_map(|it| &mut it.operations) {
        for ((_, setting), known) in
            named.iter().zip(&mut known).filter(|((id, _), _)| *id == operation.id)
        {
            operation.is_repeatable = Some(setting.value);
            *known = true;
        }
    }
    for ((id, setting), _) in named.iter().zip(known).filter(|(_, known)| !known) {
        let finding = findings::settings::unknown_key_operation(id);
        context.sink.push(finding.at(setting.place.clone()));
    }
}

/// The policy, where it is another than the runtime's own.
pub(super) fn policy(settings: &settings::Retry) -> Option<Retry> {
    let settings::Retry { max_retries, max_wait, statuses, refusals, operations: _ } = settings;
    let policy = Retry {
        max_retries: max_retries.as_ref().map(|it| it.value),
        max_wait: max_wait.as_ref().map(|it| it.value),
        statuses: statuses.as_ref().map(|it| it.value.clone()),
        refusals: refusals.as_ref().map(|it| it.value.clone()),
    };
    (policy != Retry::default()).then_some(policy)
}
