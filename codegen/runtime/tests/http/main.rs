//! The HTTP half of the runtime: what goes over the wire, and what comes back.
//!
//! `loopback` is a real server, `support` the in-memory one, `authority` one that gives tokens; every other module tests one concern.

#[cfg(test)]
mod authority;
#[cfg(test)]
mod bodies;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod downloads;
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
mod network;
#[cfg(test)]
mod options;
#[cfg(test)]
mod parameters;
#[cfg(test)]
mod reconnect;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod redirects;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod retries;
#[cfg(test)]
mod security;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tokens;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod uploads;
