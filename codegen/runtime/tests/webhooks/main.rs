//! What a vendor posts: whose it is, and which event.
//!
//! `vectors` are signatures that vendors have published, `signatures` what is refused and why, `events` how a request
//! becomes an event.

#[cfg(test)]
mod events;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod vectors;
