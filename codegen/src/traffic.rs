//! Recorded traffic: what a server was sent and what it answered, held against its description.
//!
//! - In: recordings (HAR 1.2, or the saved responses of a Postman collection), and a canonical document.
//! - Out: each kind of deviation once, with the places and the overlay actions that make the description true.
//! - Holds: what is redacted is never evidence; an action is no wider than what was seen, but where codegen/docs/traffic.md
//!   says so; the same recordings give the same actions, whose dates are those of the recordings.

mod action;
mod coerce;
mod credentials;
mod deviation;
mod events;
mod exchange;
mod har;
mod harmless;
mod hold;
mod json_path;
mod observe;
mod operation;
mod overlay;
mod postman;
mod redacted;
mod route;
mod template;
mod value;

pub(crate) use action::{Action, Actions, Described};
pub(crate) use deviation::Deviation;
pub(crate) use exchange::{Exchange, Recording, Skipped};
pub(crate) use hold::hold;
pub use overlay::add_action;
pub(crate) use overlay::{append, items};

use crate::diagnostic::Place;
use crate::document::Document;
use crate::pointer::Pointer;

/// Reads the exchanges of a recording, whatever program wrote it.
pub(crate) fn read(document: &Document) -> Recording {
    let root = Pointer::root();
    if document.root.get("log").is_some() {
        har::read(document)
    } else if document.root.get("item").is_some() || document.root.get("collection").is_some() {
        postman::read(document)
    } else {
        let place: Place = document.origins.place(&root);
        let why = "it is neither a HAR file (`log`) nor a Postman collection (`item`)".to_owned();
        Recording { exchanges: Vec::new(), skipped: vec![Skipped { place, why }] }
    }
}
