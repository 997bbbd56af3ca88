//! What a response holds in one of its media types, and of which kind that is.

use crate::ir::{Envelope, Example, Facts, Payload};

/// What a response holds in one of its media types.
#[derive(Clone, Debug)]
pub(super) struct Content {
    pub(super) payload: Payload,
    pub(super) media_type: String,
    pub(super) examples: Vec<Example>,
    /// What the schema says that the type doesn't show.
    pub(super) facts: Facts,
    pub(super) envelope: Option<Envelope>,
}

/// What a media type means for a response, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Json,
    Text,
    Bytes,
    /// JSON values, one after the other.
    Items,
    /// Server-sent events.
    Events,
    Xml,
}
