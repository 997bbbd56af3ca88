//! Canonical document to [`Api`]: types, operations, security, webhooks, and all their names.
//!
//! - In: a [`Canonical`] document and the [`Ledger`] of earlier names.
//! - Out: an [`Api`] that answers every question of the emitters, the ledger as it is now, and findings.
//! - Invariant: total. What has no Rust form becomes a lesser one with a named gap.
//!
//! It is done in three steps: a walk over the description makes a draft, [`PASSES`] work on that one after the other, and
//! `finish` names the types and makes the [`Api`].

mod arena;
mod bodies;
mod dedup;
mod derives;
mod disambiguate;
mod docs;
mod draft;
mod drop_unused;
mod events;
mod examples;
mod facets;
mod facts;
mod features;
mod finish;
mod formats_from_examples;
mod former;
mod forms;
mod grants;
mod groups;
mod idempotency;
mod implied_tags;
mod least;
mod names;
mod naming;
mod operations;
mod options;
mod outline;
mod own_names;
mod own_types;
mod owner;
mod package;
mod paging;
mod params;
mod parsed;
mod pass;
mod pending;
mod places;
mod recursion;
mod resolver;
mod responses;
mod retry;
mod schemas;
mod secrets;
mod security;
mod select;
mod servers;
mod short_names;
mod steps;
mod usage;
mod waiters;
mod walk;
mod webhooks;
mod wire;

pub use names::Ledger;
pub use options::Options;
pub use package::{check_package_name, package_name};
pub(crate) use resolver::follow;
pub use schemas::formats::{FORMATS, Format};
pub(crate) use schemas::scalars::reads;

use crate::canonical::Canonical;
use crate::diagnostic::Sink;
use crate::ir::Api;

use self::draft::Draft;
use self::pass::{Context, Pass};
use self::resolver::Resolver;
use self::walk::Walk;

/// From what the walk has found to what the API consists of.
const PASSES: &[Pass] = &[
    // Tags are part of what makes two unions equal, and names of variants come of them.
    schemas::choice::PASS,
    // Everything that follows asks which types are the same.
    dedup::PASS,
    // Responses have an enum where their types differ, which shows once equal ones are one.
    responses::PASS,
    // By what operations send and give. Presence follows, on which all that is required depends.
    usage::PASS,
    // While the unions still stand that variants are called after.
    naming::PASS,
    // Before anything is reported about a type that nobody will see.
    drop_unused::PASS,
    // A union without a variant that is itself again may end, which requirement depends on.
    recursion::CHOICES,
    // A member that may be missing ends a circle, and is boxed all the same.
    recursion::REQUIREMENT,
    recursion::PASS,
    // Shapes are of the members that are required in the end.
    schemas::shape::PASS,
    // Only where shapes don't tell.
    disambiguate::PASS,
    // By settings alone: anywhere.
    idempotency::PASS,
    retry::PASS,
    // By constants and tags of payloads.
    events::PASS,
    // Setters make way for the ends of pages, so that requests are shown with their last names.
    paging::PASS,
    // What pages follow each other by stays a text.
    secrets::PASS,
    // Methods of handles, beside which no other may be called so.
    waiters::PASS,
    // All else is concluded from what the description says of members.
    implied_tags::PASS,
    // Values are read as the finished types do.
    examples::PASS,
    // Until here the description's own types are needed.
    own_types::PASS,
];

/// Lowers a canonical document.
pub fn lower(
    canonical: &Canonical,
    options: &Options,
    ledger: &mut Ledger,
    sink: &mut Sink,
) -> Api {
    let resolver = Resolver::new(canonical);
    let draft = draft(canonical, &resolver, options, PASSES, (&mut *ledger, &mut *sink));
    let mut api = finish::finish(draft, canonical, &resolver, options, (&mut *ledger, &mut *sink));
    select::select(&mut api, canonical, &options.settings.select, (&*ledger, &mut *sink));
    former::add(&mut api, canonical, (ledger, &mut *sink));
    features::add(&mut api, options, sink);
    api
}

/// The names of the steps that lowering takes: the walk, then each pass in its order.
pub fn steps() -> impl Iterator<Item = &'static str> {
    std::iter::once("walk").chain(PASSES.iter().map(|it| it.name))
}

/// What lowering has made of a document after a step, as text for people; `None` where no step is called so.
pub fn outline_after(
    step: &str,
    canonical: &Canonical,
    options: &Options,
    ledger: &mut Ledger,
    sink: &mut Sink,
) -> Option<String> {
    let n_passes = steps().position(|it| it == step)?;
    let passes = PASSES.get(..n_passes)?;
    let resolver = Resolver::new(canonical);
    Some(draft(canonical, &resolver, options, passes, (ledger, sink)).outline())
}

/// What the walk finds, after some of the passes.
fn draft(
    canonical: &Canonical,
    resolver: &Resolver<'_>,
    options: &Options,
    passes: &[Pass],
    (ledger, sink): (&mut Ledger, &mut Sink),
) -> Draft {
    let settings = &options.settings;
    let mut draft = walk(Walk::new(canonical, resolver, settings, ledger, sink));
    let mut context = Context { canonical, resolver, settings, ledger, sink };
    let is_idle = |it: &Pass| options.without_examples && it.name == examples::PASS.name;
    for pass in passes.iter().filter(|it| !is_idle(it)) {
        (pass.run)(&mut draft, &mut context);
    }
    draft
}

/// Walks over the description.
fn walk(mut walk: Walk<'_>) -> Draft {
    walk.known.ids_have_paths = operations::ids_have_paths(walk.canonical);
    walk.known.lone_ids = operations::lone_ids(walk.canonical, walk.known.ids_have_paths);
    walk.known.security_is_missing = security::is_missing(walk.canonical);
    walk.known.subtypes = walk.find_subtypes();
    walk.known.formats_from_examples = walk.find_formats_in_examples();
    walk.known.shorter_names = walk.find_shorter_names();
    let short_names = walk.find_short_names();
    responses::report_unknown_streams(&mut walk);
    let mut auths = walk.auths();
    let servers = walk.servers();
    let groups = walk.groups(&auths);
    grants::find_servers(&mut auths, &walk.found.named_servers);
    let webhooks = walk.webhooks();
    walk.components();
    walk.note_facts();
    walk.report_idle_wires();
    walk.report_idle_formats();
    walk.report_idle_own_types();
    walk.report_idle_members();
    walk.report_idle_operation_names();
    Draft {
        types: walk.arena.defs,
        places: walk.arena.by_pointer,
        servers,
        named_servers: walk.found.named_servers,
        auths,
        signers: walk.found.signers.into_iter().collect(),
        groups,
        webhooks,
        event_name: None,
        signature: None,
        discriminators: walk.found.pending,
        one_way: walk.found.one_way,
        owners: walk.found.owners,
        short_names,
        shared: draft::Shared::default(),
        own_met: walk.found.own_met,
    }
}
