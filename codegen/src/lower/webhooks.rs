//! Webhooks: what the vendor sends to a URL of the user's.

use openapiv3::{Operation, PathItem};
use serde_json::Value;

use crate::canonical::Canonical;
use crate::ir::{Docs, Example, Ty, Webhook};
use crate::lower::Cx;
use crate::lower::bodies::Media;
use crate::lower::components::BODIES;
use crate::lower::facets::{Node, provenance};
use crate::lower::names::{Scope, camel, snake};
use crate::pointer::Pointer;

/// Where the canonical document keeps webhooks.
pub(super) const SECTION: &str = "x-clientwright-webhooks";

/// The webhooks of the document, which OpenAPI 3.0 has no keyword for, in its types.
pub(super) fn parse(canonical: &Canonical) -> Vec<(String, PathItem)> {
    let Some(Value::Object(hooks)) = canonical.api.extensions.get(SECTION) else {
        return Vec::new();
    };
    let parse = |(name, item): (&String, &Value)| {
        Some((name.clone(), serde_json::from_value(item.clone()).ok()?))
    };
    hooks.iter().filter_map(parse).collect()
}

impl<'a> Cx<'a> {
    /// The webhooks that bring JSON.
    pub(super) fn webhooks(&mut self) -> Vec<Webhook> {
        let (mut names, mut functions) = (Scope::new(&["Unknown"]), Scope::default());
        let mut webhooks = Vec::new();
        for (wire, item) in &self.parsed.webhooks {
            let operations = [("post", &item.post), ("put", &item.put), ("get", &item.get)];
            let Some((method, source)) =
                operations.into_iter().find_map(|(method, it)| Some((method, it.as_ref()?)))
            else {
                continue;
            };
            let at = Pointer::root().child(SECTION).child(wire).child(method);
            self.owners.insert(at.clone(), camel(wire));
            let Some((ty, examples)) = self.hook_payload(source, &at.child("requestBody")) else {
                continue;
            };
            // `parse` has arguments of these names.
            let function = match snake(wire) {
                taken if ["body", "name"].contains(&taken.as_str()) => format!("{taken}_payload"),
                free => free,
            };
            let text = source.description.clone().or_else(|| source.summary.clone());
            webhooks.push(Webhook {
                wire: wire.clone(),
                events: Vec::new(),
                name: names.take(&camel(wire)),
                function: functions.take(&function),
                pointer: at,
                docs: Docs {
                    text,
                    provenance: provenance(|name| source.extensions.get(name)),
                    deprecated: source.deprecated,
                },
                ty,
                examples,
            });
        }
        webhooks
    }

    fn hook_payload(&mut self, source: &'a Operation, at: &Pointer) -> Option<(Ty, Vec<Example>)> {
        let (body, at) = self.follow(&BODIES, source.request_body.as_ref()?, at)?;
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
        Some((ty, examples))
    }
}
