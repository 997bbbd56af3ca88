//! Which webhook a request is: where it says so, and by which words.
//!
//! - In: the webhooks, their types, and what `vendor.toml` says.
//! - Out: the place, if there is one, and for each webhook what it is called there.
//! - Without a setting it is a header or a member of the payload that has other known values for each webhook. Where
//!   there is one webhook, it is that unless its payload has such a name; where nothing tells several apart, there is
//!   no place.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Operation, Parameter, ParameterSchemaOrContent, SchemaKind, Type};

use crate::diagnostic::findings;
use crate::extensions;
use crate::ir::{EventName, Scalar, Signature, Tagging, Ty, TypeId, TypeKind, Webhook};
use crate::lower::draft::{Definition, Draft};
use crate::lower::pass::{Context, Pass};
use crate::lower::resolver::PARAMETERS;
use crate::lower::webhooks::hooks;
use crate::pointer::Pointer;

/// What members that name an event are called.
const DISTINCTIVE: &[&str] = &[
    "type",
    "event",
    "topic",
    "action",
    "kind",
    "event_type",
    "eventType",
    "event_name",
    "eventName",
    "x-event",
    "x-event-type",
    "x-topic",
];

/// How deep in a payload the name of an event may be.
const DEEPEST: usize = 3;

/// A place, and the values that it has in one webhook.
type Known = (EventName, Vec<String>);

/// Finds where requests say which webhook they are, what each is called there, and how they are signed.
pub(super) const PASS: Pass = Pass { name: "find_event_name", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    draft.event_name = context.event_name(&mut draft.webhooks, &draft.types);
    draft.signature = context.signature(&draft.webhooks);
}

impl Context<'_> {
    /// Where requests say which webhook they are, which is noted in each.
    fn event_name(&mut self, webhooks: &mut [Webhook], types: &[Definition]) -> Option<EventName> {
        let settings = &self.settings.webhooks;
        let mut sources: BTreeMap<String, &Operation> = BTreeMap::new();
        for hook in hooks(&self.resolver.parsed.webhooks) {
            sources.entry(hook.wire).or_insert(hook.source);
        }
        let known =
            webhooks.iter().map(|it| self.known_values(it, sources.get(&it.wire).copied(), types));
        let known: Vec<Vec<Known>> = known.collect();
        let place = match &settings.event {
            Some(event) => Some(event.value.clone()),
            None => found(webhooks, &known),
        };
        let mut taken = BTreeSet::new();
        for (name, webhook) in &settings.names {
            match webhooks.iter_mut().find(|it| it.wire == webhook.value) {
                Some(it) if taken.insert(name.clone()) => it.events.push(name.clone()),
                Some(_) => {}
                None => {
                    let finding = findings::settings::unknown_webhook(&webhook.value);
                    self.sink.push(finding.at(webhook.place.clone()));
                }
            }
        }
        for (webhook, known) in webhooks.iter_mut().zip(&known) {
            let values = known.iter().filter(|(it, _)| Some(it) == place.as_ref());
            let values = values.flat_map(|(_, values)| values).cloned();
            webhook.events.extend(values.filter(|it| taken.insert(it.clone())));
        }
        for webhook in webhooks {
            if taken.insert(webhook.wire.clone()) {
                webhook.events.push(webhook.wire.clone());
            }
        }
        place
    }

    /// How they are signed, if `vendor.toml` says so.
    fn signature(&mut self, webhooks: &[Webhook]) -> Option<Signature> {
        let settings = &self.settings.webhooks;
        let verifier = settings.verifier.as_ref();
        let first = settings.event.as_ref().map(|it| &it.place).or(verifier.map(|it| &it.place));
        if let (true, Some(place)) = (webhooks.is_empty(), first) {
            self.sink.push(findings::settings::no_webhooks().at(place.clone()));
        }
        verifier.map(|it| it.value.clone())
    }

    /// The places that have known values in this webhook's requests, those of headers first and deep ones last.
    fn known_values(
        &self,
        webhook: &Webhook,
        source: Option<&Operation>,
        types: &[Definition],
    ) -> Vec<Known> {
        let mut known = Vec::new();
        known.extend(source.into_iter().flat_map(|it| self.known_headers(it)));
        let mut bodies = Vec::new();
        collect(&webhook.ty, types, &Pointer::root(), &mut bodies);
        bodies.sort_by_key(|(at, _)| at.depth());
        let bodies = bodies.into_iter();
        known.extend(bodies.map(|(at, values)| (EventName::Body(at.to_string()), values)));
        known
    }

    fn known_headers(&self, operation: &Operation) -> Vec<Known> {
        let at = Pointer::root().child(extensions::WEBHOOKS);
        let parameters =
            operation.parameters.iter().filter_map(|it| self.resolver.find(&PARAMETERS, it, &at));
        let headers = parameters.filter_map(|(it, _)| {
            let Parameter::Header { parameter_data: data, .. } = it else { return None };
            let ParameterSchemaOrContent::Schema(schema) = &data.format else { return None };
            let SchemaKind::Type(Type::String(text)) = &schema.as_item()?.schema_kind else {
                return None;
            };
            let values: Vec<String> = text.enumeration.iter().flatten().cloned().collect();
            let name = EventName::Header(data.name.to_ascii_lowercase());
            (!values.is_empty()).then_some((name, values))
        });
        headers.collect()
    }
}

/// The place that tells the webhooks apart.
fn found(webhooks: &[Webhook], known: &[Vec<Known>]) -> Option<EventName> {
    let (first, others) = known.split_first()?;
    let of = |place: &EventName, known: &[Known]| {
        known.iter().find(|(it, _)| it == place).map(|(_, values)| values.clone())
    };
    let candidates = first.iter().filter_map(|(place, values)| {
        let rest: Option<Vec<Vec<String>>> = others.iter().map(|it| of(place, it)).collect();
        let all: Vec<Vec<String>> = std::iter::once(values.clone()).chain(rest?).collect();
        let mut seen = BTreeSet::new();
        let apart = all.iter().flatten().all(|it| seen.insert(it.as_str()));
        let own = webhooks.iter().zip(&all).all(|(webhook, it)| it.contains(&webhook.wire));
        let is_distinctive = is_distinctive(place);
        // One webhook has nothing to be told apart from: its payload may have constants that name no event.
        let enough =
            if others.is_empty() { values.len() == 1 && (own || is_distinctive) } else { apart };
        enough.then_some((place, (!own, !is_distinctive)))
    });
    let best = candidates.min_by_key(|(_, rank)| *rank).map(|(place, _)| place.clone());
    let only = webhooks.first().filter(|_| others.is_empty());
    best.or_else(|| only.map(|it| EventName::Only(it.wire.clone())))
}

fn is_distinctive(place: &EventName) -> bool {
    let last = match place {
        EventName::Header(name) => name.clone(),
        EventName::Body(pointer) => match Pointer::parse(pointer).and_then(|it| it.split_last()) {
            Some((_, last)) => last,
            None => return false,
        },
        EventName::Only(_) => return false,
    };
    DISTINCTIVE.contains(&last.as_str())
}

/// The members below `at` whose values are known.
fn collect(ty: &Ty, types: &[Definition], at: &Pointer, known: &mut Vec<(Pointer, Vec<String>)>) {
    let Some(kind) = ty.named().and_then(|it| kind(it, types)) else { return };
    match kind {
        TypeKind::Record(record) => {
            for field in &record.fields {
                if let Some(constant) = &field.constant {
                    let value = text(&constant.value);
                    known.extend(value.map(|it| (at.child(&field.wire), vec![it])));
                } else if field.ty.named().is_some() && at.depth() < DEEPEST {
                    collect(&field.ty, types, &at.child(&field.wire), known);
                }
            }
        }
        TypeKind::Enumeration(it) => {
            known.push((at.clone(), it.values.iter().map(|it| it.wire.clone()).collect()));
        }
        TypeKind::Union(union) => {
            if let Tagging::Internal(tag) = &union.tagging {
                let tags = union.variants.iter().flat_map(|it| it.tags.clone());
                known.push((at.child(tag), tags.collect()));
            }
        }
        TypeKind::Alias(ty) => collect(ty, types, at, known),
        TypeKind::IntegerEnumeration(_) | TypeKind::Foreign(_) => {}
    }
}

fn kind(id: TypeId, types: &[Definition]) -> Option<&TypeKind> {
    types.get(id.0).map(|it| &it.kind)
}

fn text(value: &Scalar) -> Option<String> {
    match value {
        Scalar::String(text) => Some(text.clone()),
        Scalar::Integer(number) => Some(number.to_string()),
        Scalar::Bool(_) => None,
    }
}
