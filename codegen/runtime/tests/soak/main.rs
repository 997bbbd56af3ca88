//! What many calls come to over a network that fails; a program of its own, since it counts what the process holds.

#[cfg(feature = "http")]
#[cfg(test)]
mod server;
#[cfg(feature = "http")]
#[cfg(test)]
mod soak;
