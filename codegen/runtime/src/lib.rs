//! What every generated client crate links.
