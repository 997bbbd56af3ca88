//! Which types are sent and which received, and what follows from it for their members.

use crate::ir::{Presence, TypeId, TypeKind, Usage};
use crate::lower::draft::{Access, Draft};
use crate::lower::pass::Pass;

/// Marks every type that a request, response or webhook reaches, and settles the presence of members by it.
pub(super) const PASS: Pass = Pass { name: "mark_usage", run: |draft, _| draft.mark_usage() };

impl Draft {
    fn mark_usage(&mut self) {
        self.note_usage();
        self.resolve_presence();
    }

    /// Marks every type by what mentions it now.
    pub(super) fn note_usage(&mut self) {
        self.types.iter_mut().for_each(|it| it.usage = Usage::default());
        let (mut sent, mut received) = (Vec::new(), Vec::new());
        for operation in self.groups.iter().flat_map(|it| &it.operations) {
            for ty in operation.sent_types() {
                ty.each_named(&mut |id| sent.push(id));
            }
            for ty in operation.received_types() {
                ty.each_named(&mut |id| received.push(id));
            }
        }
        for webhook in &self.webhooks {
            webhook.ty.each_named(&mut |id| received.push(id));
        }
        sent.extend(self.servers.iter().flat_map(|it| &it.variables).filter_map(|it| it.choices));
        self.spread(sent, true);
        self.spread(received, false);
    }

    fn spread(&mut self, mut open: Vec<TypeId>, sent: bool) {
        while let Some(id) = open.pop() {
            let Some(def) = self.def_mut(id) else { continue };
            let mark = if sent { &mut def.usage.sent } else { &mut def.usage.received };
            if std::mem::replace(mark, true) {
                continue;
            }
            let types = def.kind.types();
            for ty in types {
                ty.each_named(&mut |id| open.push(id));
            }
        }
    }

    /// A missing member and a `null` differ only in what is sent; what the server alone writes or reads may be missing
    /// on the other way.
    ///
    /// Source: OpenAPI 3.0.4, "Schema Object", `readOnly` and `writeOnly`: `required` counts on one way only.
    fn resolve_presence(&mut self) {
        let one_way = std::mem::take(&mut self.one_way);
        for (index, def) in self.types.iter_mut().enumerate() {
            let usage = def.usage;
            let TypeKind::Record(record) = &mut def.kind else { continue };
            for field in &mut record.fields {
                let access = one_way.get(&(TypeId(index), field.wire.clone()));
                let elsewhere = access.is_some_and(|it| match it {
                    Access::ReadOnly => usage.sent,
                    Access::WriteOnly => usage.received,
                });
                field.presence = match field.presence {
                    Presence::Required if elsewhere => Presence::Optional,
                    Presence::Nullable if elsewhere => Presence::OptionalNullable,
                    presence => presence,
                };
                if field.presence == Presence::OptionalNullable && !usage.sent {
                    field.presence = Presence::Optional;
                }
                if field.presence != Presence::Required {
                    field.constant = None;
                }
            }
        }
    }
}
