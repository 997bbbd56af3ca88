//! What many calls come to over a network that fails; a program of its own, since it counts what the process holds.

#[cfg(feature = "reqwest")]
#[cfg(test)]
mod server;
#[cfg(feature = "reqwest")]
#[cfg(test)]
mod soak;
