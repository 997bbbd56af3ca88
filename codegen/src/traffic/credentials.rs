//! The credentials of requests, and what the calls of all operations show of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::Canonical;
use crate::pointer::Pointer;

use super::deviation::{Credential, Deviation, Kind};
use super::exchange::{Exchange, Message};
use super::operation::Operation;

/// How a request says who sends it.
pub(super) fn sent(request: &Message) -> Option<Credential> {
    if let Some(value) = request.header("authorization") {
        return match scheme(value).as_str() {
            "bearer" => Some(Credential::Bearer),
            "basic" => Some(Credential::Basic),
            _ => Some(Credential::Header("authorization".to_owned())),
        };
    }
    let is_key = |name: &str| {
        let plain = name.replace('-', "");
        plain.ends_with("apikey") || plain.ends_with("authtoken") || plain.ends_with("accesstoken")
    };
    let header = request.headers.iter().find(|(name, _)| is_key(name));
    header.map(|(name, _)| Credential::Header(name.clone()))
}

/// The scheme of an `Authorization`, in lower case.
pub(super) fn scheme(value: &str) -> String {
    value.split(' ').next().unwrap_or_default().to_ascii_lowercase()
}

/// What all exchanges show of the credentials of operations.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// How often an operation did what it was asked for.
    succeeded: BTreeMap<Pointer, usize>,
    /// Those that did so without a credential.
    open: BTreeSet<Pointer>,
    /// Those that refused a request without one.
    refused: BTreeSet<Pointer>,
}

impl Calls {
    pub(super) fn add(&mut self, operation: &Operation, exchange: &Exchange) {
        let is_without = sent(&exchange.request).is_none() && exchange.shows_credentials;
        let at = &operation.at;
        if exchange.status == 401 && is_without {
            self.refused.insert(at.clone());
        }
        if exchange.is_success() {
            *self.succeeded.entry(at.clone()).or_default() += 1;
            if is_without {
                self.open.insert(at.clone());
            }
        }
    }

    /// What is true of most operations that inherit the `security` of the root is one deviation there.
    pub(super) fn settle(&self, canonical: &Canonical, all: Vec<Deviation>) -> Vec<Deviation> {
        let root = &canonical.root;
        let places = canonical.operations().map(|it| it.at());
        let heirs: BTreeSet<Pointer> =
            places.filter(|it| it.child("security").get(root).is_none()).collect();
        let mut groups: BTreeMap<Kind, Vec<Deviation>> = BTreeMap::new();
        let mut settled = Vec::new();
        for mut deviation in all {
            let is_refused = self.refused.contains(&deviation.at);
            match deviation.kind {
                // It was needed at times.
                Kind::CredentialUnneeded(_) if is_refused => continue,
                Kind::Credential(_) | Kind::CredentialUnneeded(_) => {
                    deviation.is_required = is_refused && !self.open.contains(&deviation.at);
                    if heirs.contains(&deviation.at) {
                        groups.entry(deviation.kind.clone()).or_default().push(deviation);
                        continue;
                    }
                }
                _ => {}
            }
            settled.push(deviation);
        }
        let called: Vec<&Pointer> =
            self.succeeded.keys().filter(|it| heirs.contains(*it)).collect();
        for (kind, group) in groups {
            let is_of_root = match kind {
                Kind::Credential(_) => group.len() > 1 && group.len() * 2 > called.len(),
                // What the root no longer asks for, no operation may need.
                _ => group.len() == heirs.len(),
            };
            match self.gathered(&group, &called).filter(|_| is_of_root) {
                Some(one) => settled.push(one),
                None => settled.extend(group),
            }
        }
        settled.sort_by(|a, b| (&a.at, &a.kind).cmp(&(&b.at, &b.kind)));
        settled
    }

    /// The same deviation of several operations, at the root.
    fn gathered(&self, group: &[Deviation], called: &[&Pointer]) -> Option<Deviation> {
        let first = group.iter().min_by_key(|it| it.seen.first())?;
        let is_open = called.iter().any(|it| self.open.contains(*it));
        Some(Deviation {
            at: Pointer::root(),
            seen: group.iter().flat_map(|it| it.seen.iter().copied()).collect(),
            of: called.iter().filter_map(|it| self.succeeded.get(*it)).sum(),
            is_required: !is_open && group.iter().any(|it| it.is_required),
            ..first.clone()
        })
    }
}
