//! Notes what a description says and no client is made of.
//!
//! - In: a document whose references stand as they were received.
//! - Out: the same; notes about links, and about callbacks and path items among the components that nothing refers to.
//! - Moves: nothing.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::openapi30::find_target::{Target, Targets};
use crate::normalize::walk::walk;
use crate::pointer::Pointer;

pub(crate) const PASS: Pass = Pass { name: "note_unused", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let mut links: Vec<Pointer> = Vec::new();
    let mut wanted: BTreeSet<(Kind, String)> = BTreeSet::new();
    walk(document, &mut Sink::default(), &mut |_, at, kind, value| {
        if let (Kind::Response, Some(Value::Object(found))) = (kind, value.get("links")) {
            let at = at.pointer().child("links");
            links.extend(found.keys().filter(|it| !it.starts_with("x-")).map(|it| at.child(it)));
        }
        if let (Kind::PathItem | Kind::Callback, Some(Value::String(text))) =
            (kind, value.get("$ref"))
        {
            wanted.insert((kind, text.clone()));
        }
    });
    if let Some(first) = links.first() {
        document.report(sink, first, findings::references::links(links.len()));
    }
    unused(document, sink, &wanted);
}

fn unused(document: &Document, sink: &mut Sink, wanted: &BTreeSet<(Kind, String)>) {
    let targets = Targets::new(&document.root);
    let used: BTreeSet<Pointer> = wanted
        .iter()
        .filter_map(|(kind, text)| match targets.find(*kind, text) {
            Target::Elsewhere(at) => Some(at),
            Target::Component { .. } | Target::Circle | Target::Nothing => None,
        })
        .collect();
    for section in ["callbacks", "pathItems"] {
        let at = Pointer::root().child("components").child(section);
        let members = at.get(&document.root).and_then(Value::as_object);
        for name in members.into_iter().flatten().map(|it| it.0).filter(|it| !it.starts_with("x-"))
        {
            let at = at.child(name);
            if !used.iter().any(|it| it.strip_prefix(&at).is_some()) {
                document.report(sink, &at, findings::references::unused_component(name));
            }
        }
    }
}
