//! What the vendor sends to a URL of the user's.

use crate::ir::{Docs, Example, Facts, Ty};
use crate::pointer::Pointer;

/// Something that the vendor sends to a URL of the user's.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// The name in the description, such as `archive.available`.
    pub wire: String,
    /// What requests call it, where they say which event they are; its name is among these unless it means another.
    pub events: Vec<String>,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The variant's name.
    pub name: String,
    /// The name of the function that parses it.
    pub function: String,
    /// Where the canonical document defines it.
    pub pointer: Pointer,
    /// What is written about it.
    pub docs: Docs,
    /// What is sent.
    pub ty: Ty,
    /// What its schema says that the type doesn't show.
    pub facts: Facts,
    /// Examples of it.
    pub examples: Vec<Example>,
}

/// Where a request says which event it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventName {
    /// The value of this header.
    Header(String),
    /// What this JSON pointer leads to in the body.
    Body(String),
    /// Nowhere: there is one alone, of this name.
    Only(String),
}

/// How a vendor signs what it sends: an HMAC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// The vendor whose way it is, but for what is said here.
    pub like: Option<Preset>,
    /// The header that holds the signature; there is one where it is like no other.
    pub header: Option<String>,
    /// What stands before a signature.
    pub prefix: Option<String>,
    /// What separates the items of the header.
    pub separator: Option<char>,
    /// Whether signatures are base64, and not hexadecimal digits.
    pub base64: bool,
    /// Whether the hash is SHA-512, and not SHA-256.
    pub sha512: bool,
    /// What secrets begin with that are base64; `None` where they are text.
    pub base64_secrets: Option<String>,
    /// What is signed, with names in braces.
    pub payload: Option<String>,
    /// Where the time is.
    pub timestamp: Option<Timestamp>,
    /// How many seconds the time may lie in the past or the future.
    pub tolerance: Option<u64>,
}

/// A way to sign that others use as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// That of Stripe.
    Stripe,
    /// That of GitHub.
    GitHub,
    /// That of Slack.
    Slack,
    /// That of Standard Webhooks.
    Standard,
}

/// Where the time of a signature is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Timestamp {
    /// In a header of its own.
    Header(String),
    /// Behind this in an item of the signature's header.
    Prefix(String),
}
