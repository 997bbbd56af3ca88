//! The HTTP half of the runtime: what goes over the wire, and what comes back.
//!
//! `loopback` is a real server, `support` the in-memory one, `authority` one that gives tokens; every other module tests one concern.

#[cfg(test)]
mod authority;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod grants;
#[cfg(test)]
mod items;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod loopback;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod network;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod parameters;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod redirects;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod security;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tokens;
