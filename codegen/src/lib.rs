//! Turns API descriptions into typed Rust client crates.
