//! Webhooks: what the vendor sends to a URL of the user's.

use openapiv3::{Operation, PathItem};
use serde_json::Value;

use crate::diagnostic::findings;
use crate::extensions;
use crate::ir::{Docs, Example, Facts, Ty, Webhook};
use crate::lower::bodies::Media;
use crate::lower::facets::{Node, provenance};
use crate::lower::names::{Kind, Scope, Wanted, camel, snake};
use crate::lower::owner::Owner;
use crate::lower::resolver::BODIES;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

/// A request that the vendor sends.
pub(super) struct Hook<'a> {
    pub(super) wire: String,
    pub(super) at: Pointer,
    /// The method, in capitals.
    pub(super) method: String,
    pub(super) source: &'a Operation,
}

/// The requests of webhooks; those of one are told apart by their methods.
pub(super) fn hooks(webhooks: &[(String, PathItem)]) -> Vec<Hook<'_>> {
    let mut hooks = Vec::new();
    for (name, item) in webhooks {
        let at = Pointer::root().child(extensions::WEBHOOKS).child(name);
        let operations: Vec<(&str, &Operation)> = item.iter().collect();
        let is_alone = operations.len() == 1;
        hooks.extend(operations.into_iter().map(|(method, source)| Hook {
            wire: if is_alone { name.clone() } else { format!("{name}.{method}") },
            at: at.child(method),
            method: method.to_ascii_uppercase(),
            source,
        }));
    }
    hooks
}

impl<'a> Walk<'a> {
    /// The webhooks that bring JSON.
    pub(super) fn webhooks(&mut self) -> Vec<Webhook> {
        let (mut names, mut functions) = (Scope::new(&["Unknown"]), Scope::default());
        let mut webhooks = Vec::new();
        let parsed = &self.resolver.parsed;
        for (name, _) in
            parsed.webhooks.iter().filter(|it| it.1.extensions.contains_key(extensions::OPERATIONS))
        {
            let at = Pointer::root()
                .child(extensions::WEBHOOKS)
                .child(name)
                .child(extensions::OPERATIONS);
            self.report(&at, findings::webhooks::other_methods(name));
        }
        let hooks = hooks(&parsed.webhooks);
        let wanted: Vec<Wanted> =
            hooks.iter().map(|it| Wanted::new(it.at.clone(), it.wire.clone())).collect();
        self.ledger.meet((Kind::Webhook, ""), hooks.iter().map(|it| &it.at));
        let all = self.allocate((Kind::Webhook, ""), (&wanted, camel), &mut names);
        for (Hook { wire, at, method, source }, name) in hooks.into_iter().zip(all) {
            let payload = self.hook_payload(source, &at.child("requestBody"), &camel(&wire));
            let Some((ty, facts, examples)) = payload else {
                self.report(&at, findings::webhooks::no_json(&wire));
                continue;
            };
            // `parse` has arguments of these names.
            let words = if name == camel(&wire) { &wire } else { &name };
            let function = match snake(words) {
                taken if ["body", "name"].contains(&taken.as_str()) => format!("{taken}_payload"),
                free => free,
            };
            let text = source.description.clone().or_else(|| source.summary.clone());
            webhooks.push(Webhook {
                events: Vec::new(),
                name,
                function: functions.take(&function),
                method,
                pointer: at,
                docs: Docs {
                    text,
                    provenance: provenance(|name| source.extensions.get(name)),
                    deprecated: source.deprecated,
                },
                wire,
                ty,
                facts,
                examples,
            });
        }
        webhooks
    }

    fn hook_payload(
        &mut self,
        source: &'a Operation,
        at: &Pointer,
        of: &str,
    ) -> Option<(Ty, Facts, Vec<Example>)> {
        let node = source.request_body.as_ref()?;
        let (body, at) = self.follow(&BODIES, node, at)?;
        let own = || Owner::Payload { of: of.to_owned() };
        self.note_owner((&BODIES, node), &at, Owner::SharedBody, own);
        let (media_type, content) =
            body.content.iter().find(|(name, _)| Media::of(name) == Media::Json)?;
        let at = at.child("content").child(media_type).child("schema");
        let schema = content.schema.as_ref().map(Node::from);
        let ty = schema.map_or(Ty::Any, |it| self.ty(it, &at));
        let mut values: Vec<Value> = content.example.iter().cloned().collect();
        values.extend(self.example_values(&content.examples));
        values.extend(schema.and_then(|it| self.schema_docs(it, &at, None).1));
        let examples =
            values.into_iter().map(|value| Example { value, written: Value::Null }).collect();
        let facts = self.facts(&at, &ty);
        Some((ty, facts, examples))
    }
}
