//! The HTTP half of the runtime: what goes over the wire, and what comes back.
//!
//! `loopback` is a real server, `support` the in-memory one, `authority` one that gives tokens; every other module tests one concern.

#[cfg(test)]
mod attacks;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod attempts;
#[cfg(test)]
mod authority;
#[cfg(test)]
mod authorization;
#[cfg(all(feature = "blocking", feature = "reqwest"))]
#[cfg(test)]
mod blocking;
#[cfg(test)]
mod bodies;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod cookies;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod deviations;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod downloads;
#[cfg(test)]
mod errors;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod first_call;
#[cfg(test)]
mod grants;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod items;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod loopback;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod middleware;
#[cfg(test)]
mod missing_lists;
#[cfg(test)]
mod mocks;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod network;
#[cfg(test)]
mod observing;
#[cfg(test)]
mod options;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod outages;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod parameters;
#[cfg(test)]
mod reconnect;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod recording;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod redirects;
#[cfg(test)]
mod responses;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod resuming;
#[cfg(test)]
mod retries;
#[cfg(test)]
mod security;
#[cfg(any(feature = "native-tls", feature = "rustls"))]
#[cfg(test)]
mod settings;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod signing;
#[cfg(test)]
mod support;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod telemetry;
#[cfg(test)]
mod tokens;
#[cfg(all(feature = "reqwest", feature = "tower"))]
#[cfg(test)]
mod tower;
#[cfg(test)]
mod untyped;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod uploads;
#[cfg(test)]
mod variables;
#[cfg(any(feature = "native-tls", feature = "rustls"))]
#[cfg(test)]
mod waiting;
