//! Which operations and webhooks patterns mean.

use crate::canonical::Canonical;
use crate::diagnostic::{Sink, findings};
use crate::ir::{Operation, Webhook};
use crate::settings::{Pattern, Select, Setting};

use serde_json::Value;

/// Patterns, and what they were held against.
pub(super) struct Choice<'s> {
    include: Vec<Wanted<'s>>,
    exclude: Vec<Wanted<'s>>,
    /// The patterns that would have meant something, for those who wrote another.
    known: Vec<String>,
}

struct Wanted<'s> {
    setting: &'s Setting<String>,
    pattern: Pattern<'s>,
    is_met: bool,
}

impl<'s> Choice<'s> {
    pub(super) fn new(select: &'s Select) -> Self {
        let wanted = |setting: &'s Setting<String>| Wanted {
            setting,
            pattern: Pattern::new(&setting.value),
            is_met: false,
        };
        Self {
            include: select.include.iter().map(wanted).collect(),
            exclude: select.exclude.iter().map(wanted).collect(),
            known: Vec::new(),
        }
    }

    /// Whether the client has an operation.
    pub(super) fn has_operation(&mut self, operation: &Operation) -> bool {
        let endpoint = (operation.method.as_str(), operation.path.as_str());
        self.has(&[&operation.id], Some(endpoint), &operation.tags)
    }

    /// Whether it has a webhook: one is called by its name or its `operationId`, and may have tags as operations have.
    pub(super) fn has_webhook(&mut self, webhook: &Webhook, canonical: &Canonical) -> bool {
        let node = webhook.pointer.get(&canonical.root);
        let id = node.and_then(|it| it.get("operationId")?.as_str());
        let tags = node.and_then(|it| it.get("tags")?.as_array()).into_iter().flatten();
        let tags: Vec<String> = tags.filter_map(Value::as_str).map(str::to_owned).collect();
        let ids: Vec<&str> = std::iter::once(webhook.wire.as_str()).chain(id).collect();
        self.has(&ids, None, &tags)
    }

    fn has(&mut self, ids: &[&str], endpoint: Option<(&str, &str)>, tags: &[String]) -> bool {
        self.known.extend(ids.iter().map(|it| (*it).to_owned()));
        self.known.extend(tags.iter().map(|it| format!("tag:{it}")));
        self.known.extend(endpoint.map(|(_, path)| path.to_owned()));
        let is_of = |it: &Pattern<'_>| ids.iter().any(|id| it.is_of(id, endpoint, tags));
        let any = |patterns: &mut [Wanted<'_>]| {
            let mut found = false;
            for it in patterns.iter_mut().filter(|it| is_of(&it.pattern)) {
                it.is_met = true;
                found = true;
            }
            found
        };
        let is_included = self.include.is_empty() || any(&mut self.include);
        !any(&mut self.exclude) && is_included
    }

    /// Says which patterns mean nothing that the description has.
    pub(super) fn report(mut self, sink: &mut Sink) {
        self.known.sort_unstable();
        self.known.dedup();
        for it in self.include.iter().chain(&self.exclude).filter(|it| !it.is_met) {
            let known = self.known.iter().map(String::as_str);
            let near = sink.most_similar(&it.setting.value, known);
            let finding = findings::settings::selects_nothing(&it.setting.value, near);
            sink.push(finding.at(it.setting.place.clone()));
        }
    }
}
