//! How a client is used, whichever API it is of.
// Only for documentation: elsewhere there is nothing to read, and its snippets are those of generated crates.
#![cfg_attr(all(doc, not(doctest)), doc = "\n", doc = include_str!("guide.md"))]
