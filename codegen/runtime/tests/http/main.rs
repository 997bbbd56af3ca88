//! The HTTP half of the runtime: what goes over the wire, and what comes back.
//!
//! `loopback` is a real server, `support` the in-memory one, `authority` one that gives tokens; `transports` what carries requests;
//! every other module tests one concern.

#[cfg(test)]
mod attacks;
#[cfg(feature = "http")]
#[cfg(test)]
mod attempts;
#[cfg(test)]
mod authority;
#[cfg(test)]
mod authorization;
#[cfg(all(feature = "blocking", feature = "http"))]
#[cfg(test)]
mod blocking;
#[cfg(test)]
mod bodies;
#[cfg(feature = "http")]
#[cfg(test)]
mod cookies;
#[cfg(feature = "http")]
#[cfg(test)]
mod deviations;
#[cfg(feature = "http")]
#[cfg(test)]
mod downloads;
#[cfg(test)]
mod errors;
#[cfg(feature = "http")]
#[cfg(test)]
mod first_call;
#[cfg(test)]
mod grants;
#[cfg(feature = "http")]
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod items;
#[cfg(feature = "http")]
#[cfg(test)]
mod loopback;
#[cfg(feature = "http")]
#[cfg(test)]
mod middleware;
#[cfg(test)]
mod missing_lists;
#[cfg(test)]
mod mocks;
#[cfg(feature = "http")]
#[cfg(test)]
mod network;
#[cfg(test)]
mod observing;
#[cfg(feature = "http")]
#[cfg(test)]
mod oddities;
#[cfg(test)]
mod options;
#[cfg(feature = "http")]
#[cfg(test)]
mod outages;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod parameters;
#[cfg(test)]
mod reconnect;
#[cfg(feature = "http")]
#[cfg(test)]
mod recording;
#[cfg(feature = "http")]
#[cfg(test)]
mod redirects;
#[cfg(test)]
mod responses;
#[cfg(feature = "http")]
#[cfg(test)]
mod resuming;
#[cfg(test)]
mod retries;
#[cfg(test)]
mod security;
#[cfg(any(feature = "native-tls", feature = "rustls"))]
#[cfg(test)]
mod settings;
#[cfg(feature = "http")]
#[cfg(test)]
mod signing;
#[cfg(test)]
mod support;
#[cfg(feature = "http")]
#[cfg(test)]
mod telemetry;
#[cfg(test)]
mod tokens;
#[cfg(all(feature = "http", feature = "tower"))]
#[cfg(test)]
mod tower;
#[cfg(feature = "http")]
#[cfg(test)]
mod transports;
#[cfg(test)]
mod untyped;
#[cfg(feature = "http")]
#[cfg(test)]
mod uploads;
#[cfg(test)]
mod variables;
#[cfg(any(feature = "native-tls", feature = "rustls"))]
#[cfg(test)]
mod waiting;
