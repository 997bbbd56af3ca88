//! The overlay actions that make a description true of what was seen.
//!
//! - In: a deviation, and the document that overlays are about.
//! - Out: actions that change no more than the deviation asks for; none where an overlay can't say it.

mod body;
mod credential;
mod schema;
mod server;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::dialect::Dialect;
use crate::document::Origins;
use crate::extensions;
use crate::pointer::Pointer;

use super::deviation::{Credential, Deviation, Kind};
use super::exchange::Exchange;
use super::json_path;
use super::observe::Spelling;

/// One action of an overlay.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Action {
    /// The JSONPath of what it changes.
    pub(crate) target: String,
    /// What it does.
    pub(crate) effect: Effect,
    /// Why: a sentence.
    pub(crate) description: String,
}

/// What an action does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// Merges this.
    Update(Value),
    /// Removes the target.
    Remove,
}

impl Effect {
    fn text(&self) -> String {
        match self {
            Self::Update(value) => value.to_string(),
            Self::Remove => String::new(),
        }
    }
}

/// The document that overlays are about.
#[derive(Debug)]
pub(crate) struct Described {
    /// The document with its overlay, before any pass.
    pub(crate) root: Value,
    /// Its dialect.
    pub(crate) dialect: Dialect,
    /// Where the nodes of the canonical document came from.
    pub(crate) origins: Origins,
}

impl Described {
    /// Where the canonical document's node at `at` is in this one.
    fn node(&self, at: &Pointer) -> (Pointer, Option<&Value>) {
        let place = self.origins.place(at);
        let at = place.target.unwrap_or(place.pointer);
        let node = at.get(&self.root);
        (at, node)
    }

    fn is_swagger2(&self) -> bool {
        self.dialect == Dialect::Swagger2
    }

    fn spelling(&self) -> Spelling {
        match self.dialect {
            Dialect::Swagger2 => Spelling::Extension,
            Dialect::OpenApi30 | Dialect::Postman => Spelling::Keyword,
            Dialect::OpenApi31 | Dialect::OpenApi32 => Spelling::Type,
        }
    }
}

/// The actions that are added in one round.
#[derive(Debug, Default)]
pub(crate) struct Actions {
    pub(crate) all: Vec<Action>,
    /// What they do, as text, by which one is known that another deviation asks for, too.
    known: BTreeSet<(String, String)>,
    /// The nodes of which a part is taken away, so that nothing else can be said of them in the same round.
    rebuilt: BTreeSet<Pointer>,
    /// Whether the `security` of the root is changed.
    has_root_security: bool,
    /// The header that is a new credential: another one waits, because both would get one name.
    header: Option<Credential>,
}

impl Actions {
    /// Adds the actions that a deviation asks for, and returns them; `None` where it has to wait for the next round.
    pub(crate) fn add(
        &mut self,
        described: &Described,
        deviation: &Deviation,
        exchanges: &[Exchange],
    ) -> Option<Vec<Action>> {
        let (at, _) = described.node(&deviation.at);
        if self.rebuilt.iter().any(|it| at.strip_prefix(it).is_some()) {
            return None;
        }
        // What the root is to ask for counts for the operations, which are looked at again.
        let is_credential =
            |it: &Kind| matches!(it, Kind::Credential(_) | Kind::CredentialUnneeded(_));
        if is_credential(&deviation.kind) {
            if self.has_root_security && deviation.at != Pointer::root() {
                return None;
            }
            self.has_root_security |= deviation.at == Pointer::root();
        }
        if let Kind::Credential(it @ Credential::Header(_)) = &deviation.kind {
            if self.header.as_ref().is_some_and(|known| known != it) {
                return None;
            }
            self.header = Some(it.clone());
        }
        let when = when(deviation, exchanges);
        let builder =
            Builder { described, deviation, exchanges, when, actions: Vec::new(), rebuilt: None };
        let (actions, rebuilt) = builder.build();
        let is_new = |it: &Action| self.known.insert((it.target.clone(), it.effect.text()));
        let new: Vec<_> = actions.into_iter().filter(is_new).collect();
        self.rebuilt.extend(rebuilt);
        self.all.extend(new.iter().cloned());
        Some(new)
    }
}

/// How often, and when: `in 3 of 40 exchanges, 2026-11-30`.
fn when(deviation: &Deviation, exchanges: &[Exchange]) -> String {
    let days = deviation.seen.iter().filter_map(|it| exchanges.get(*it)).map(|it| &it.date);
    let days: Vec<&String> = days.filter(|it| !it.is_empty()).collect();
    let often = format!("in {} of {} exchanges", deviation.seen.len(), deviation.of);
    match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) if first == last => format!("{often}, {first}"),
        (Some(first), Some(last)) => format!("{often}, {first} to {last}"),
        _ => often,
    }
}

/// Makes the actions of one deviation.
struct Builder<'a> {
    described: &'a Described,
    deviation: &'a Deviation,
    exchanges: &'a [Exchange],
    when: String,
    actions: Vec<Action>,
    rebuilt: Option<Pointer>,
}

impl Builder<'_> {
    fn build(mut self) -> (Vec<Action>, Option<Pointer>) {
        let deviation = self.deviation;
        let (at, node) = self.described.node(&deviation.at);
        let Some(node) = node else { return (Vec::new(), None) };
        match &deviation.kind {
            Kind::Missing(name) => self.optional(&at, node, name),
            Kind::Null => self.nullable(&at, node),
            Kind::Form(form) => self.form(&at, node, *form),
            Kind::Format => self.format(&at, node),
            Kind::Type => self.widen(&at, node),
            Kind::Value => self.value(&at, node),
            Kind::Member(name) => self.member(&at, node, name),
            Kind::Status(status) => self.status(&at, *status),
            Kind::MediaType(media_type) => self.media_type(&at, node, media_type),
            Kind::Empty => self.empty(&at),
            Kind::RequestBody(_) => self.request_body(&at),
            Kind::Parameter(name) => self.parameter(&at, name),
            Kind::MissingParameter => self.update(&at, json!({ "required": false })),
            Kind::EmptyParameter => {
                self.update_marked(&at, json!({ extensions::ALLOW_EMPTY: true }));
            }
            Kind::Credential(credential) => self.credential(&at, credential),
            Kind::CredentialUnneeded(sufficed) => self.unneeded(&at, sufficed),
            Kind::Stream(form) => self.stream(&at, *form),
            Kind::Server(base) => self.server(base),
            Kind::Operation(method, path) => self.operation(&at, method, path),
            Kind::Unreadable(_) => {}
        }
        (self.actions, self.rebuilt)
    }

    /// What the action is there for, in a sentence.
    fn description(&self) -> String {
        let clause = self.deviation.kind.clause();
        let mut text: String = clause.chars().take(1).flat_map(char::to_uppercase).collect();
        text.extend(clause.chars().skip(1));
        format!("{text}, {}.", self.when)
    }

    fn push(&mut self, target: String, effect: Effect) {
        let description = self.description();
        self.actions.push(Action { target, effect, description });
    }

    /// Merges a value into the node at `at`.
    fn update(&mut self, at: &Pointer, update: Value) {
        let target = json_path::to(&self.described.root, at);
        self.push(target, Effect::Update(update));
    }

    /// The same, with marks of provenance.
    fn update_marked(&mut self, at: &Pointer, mut update: Value) {
        self.mark(&mut update);
        self.update(at, update);
    }

    fn mark(&self, update: &mut Value) {
        if let Some(members) = update.as_object_mut() {
            let note = format!("{} {}", self.deviation.kind.clause(), self.when);
            members.insert("x-provenance".to_owned(), Value::from("observed"));
            members.insert("x-provenance-note".to_owned(), Value::from(note));
        }
    }

    /// Removes members of the node at `at`.
    fn remove(&mut self, at: &Pointer, names: &[&str]) {
        let mut target = json_path::to(&self.described.root, at);
        match names {
            [] => return,
            [only] => target.push_str(&json_path::member(only)),
            several => target.push_str(&json_path::members(several)),
        }
        self.rebuilt = Some(at.clone());
        self.push(target, Effect::Remove);
    }
}
