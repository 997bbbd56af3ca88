//! Integration tests: one test binary.
#![cfg(test)]
