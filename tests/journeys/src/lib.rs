//! What an application does with the generated clients, from end to end over the loopback interface.
//!
//! The servers are written from the vendors' fact sheets, never from a description or from generated code: they hold
//! state, refuse what the sheet does not have, and say why, so that a wrong request is a readable failure. The journeys
//! use nothing but the public API of the crates.
#![cfg(test)]

mod expertflow_cx;
mod failures;
mod flexperto;
mod flow;
mod server;
mod teamviewer_engage;
mod webhooks;

use std::time::Duration;

/// How long any call may take.
const PATIENCE: Duration = Duration::from_secs(5);
