//! Features of Cargo by which users have a part of a crate: one for each tag, for the operations without one, and for
//! webhooks.
//!
//! What is compiled with any of several features lists them, sorted; what lists none is always compiled.

use crate::ir::{Api, Group};

/// The feature that has all of these; by default it is on.
pub const ALL_TAGS: &str = "all-tags";

/// The feature of the operations without a tag.
pub const UNTAGGED: &str = "untagged";

/// The feature of what the vendor sends.
pub const WEBHOOK_EVENTS: &str = "webhook-events";

/// Features that crates have for other things, whether one has them or not.
pub const RESERVED_FEATURES: &[&str] = &[
    ALL_TAGS,
    "aws-sigv4",
    "blocking",
    "default",
    "digest",
    "http2",
    "native-tls",
    "pkce",
    "rustls",
    "serde",
    "tracing",
    UNTAGGED,
    WEBHOOK_EVENTS,
    "webhooks",
];

/// One of these features.
#[derive(Debug)]
pub struct Part<'a> {
    /// Its name.
    pub name: &'a str,
    /// The operations that it has; `None` for what the vendor sends.
    pub group: Option<&'a Group>,
    /// The one that it can't be without: that of the group above.
    pub needs: Option<&'a str>,
}

impl Api {
    /// Whether the crate has a feature for each tag.
    pub fn has_parts(&self) -> bool {
        self.groups.iter().any(|it| it.feature.is_some())
    }

    /// The features: those of groups, then that of webhooks.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let groups = self.groups.iter().filter_map(|it| {
            let above = it.parent.and_then(|it| self.groups.get(it));
            let needs = above.and_then(|it| it.feature.as_deref());
            Some(Part { name: it.feature.as_deref()?, group: Some(it), needs })
        });
        let events = self.webhook_feature();
        groups.chain(events.map(|name| Part { name, group: None, needs: None }))
    }

    /// The feature with which there is what the vendor sends.
    pub fn webhook_feature(&self) -> Option<&'static str> {
        (self.has_parts() && !self.webhooks.is_empty()).then_some(WEBHOOK_EVENTS)
    }

    /// With which features there is a type, or what stands beside it, of this name.
    pub fn features_of_type(&self, name: &str) -> &[String] {
        let mut types = self.types.iter();
        let is_it = |it: &str| it == name;
        let found = types.find(|it| is_it(&it.name) || it.required.as_deref().is_some_and(is_it));
        found.map_or(&[], |it| &it.features)
    }

    /// With which features there is an error, or a struct of headers, that operations share by this name.
    pub fn features_of_shared(&self, name: &str) -> &[String] {
        self.shared.features.get(name).map_or(&[], Vec::as_slice)
    }
}
