//! Where nodes stand in a text: looked up when a finding is printed, so that good documents pay nothing.
//!
//! - In: a file, and the pointers to look up, all in one go.
//! - Out: for each the bytes of its key and its value, or those of the nearest node above that exists.

use std::ops::Range;

use serde::de::IgnoredAny;

use super::json::Trie;
use super::position::{CharIndex, Span};
use super::yaml::{Kind, NodeId, Tree};
use super::{SourceFile, looks_like_json, toml};
use crate::pointer::Pointer;

/// Looks up where the nodes behind `pointers` stand in `file`; one answer for each, in the same order.
pub fn locate(file: &SourceFile, pointers: &[&Pointer]) -> Vec<Span> {
    let text = file.content();
    let mark = file.text.len() - text.len();
    let is_json = || looks_like_json(file) && serde_json::from_str::<IgnoredAny>(text).is_ok();
    let mut spans = if file.is_named_toml() {
        toml::locate(text, pointers)
    } else if is_json() {
        in_json(text, pointers)
    } else {
        in_yaml(text, pointers)
    };
    for span in &mut spans {
        span.value = span.value.start + mark..span.value.end + mark;
        if let Some(key) = &mut span.key {
            *key = key.start + mark..key.end + mark;
        }
    }
    spans
}

fn in_json(text: &str, pointers: &[&Pointer]) -> Vec<Span> {
    let mut trie = Trie::new(pointers);
    trie.scan(text);
    pointers.iter().map(|it| trie.span(it)).collect()
}

fn in_yaml(text: &str, pointers: &[&Pointer]) -> Vec<Span> {
    let Ok(tree) = Tree::parse(text) else { return vec![Span::default(); pointers.len()] };
    let chars = CharIndex::new(text);
    let bytes = |chars_at: &Range<usize>| {
        let (start, end) = (chars.byte(chars_at.start), chars.byte(chars_at.end));
        let trimmed = text.get(start..end).unwrap_or_default().trim_end().len();
        start..start + trimmed
    };
    let walk = |pointer: &&Pointer| {
        let mut at = Step { key: None, value: tree.root };
        let mut depth = 0;
        for token in pointer.tokens() {
            let Some(below) = at.value.and_then(|it| step(&tree, it, &token, 0)) else {
                break;
            };
            at = below;
            depth += 1;
        }
        let value = at.value.map(|it| bytes(&tree.node(it).chars)).unwrap_or_default();
        let target = at.value.map(|it| &tree.node(tree.target(it)).kind);
        let is_collection = matches!(target, Some(Kind::Sequence(_) | Kind::Mapping(_)));
        Span { key: at.key.map(|it| bytes(&tree.node(it).chars)), value, is_collection, depth }
    };
    pointers.iter().map(walk).collect()
}

/// A member or an item.
struct Step {
    key: Option<NodeId>,
    value: Option<NodeId>,
}

/// The way from a node to what `token` names below it, as `load` reads it.
fn step(tree: &Tree<'_>, from: NodeId, token: &str, depth: usize) -> Option<Step> {
    match &tree.node(tree.target(from)).kind {
        Kind::Sequence(items) => {
            let item = token.parse::<usize>().ok().and_then(|it| items.get(it))?;
            Some(Step { key: None, value: Some(*item) })
        }
        Kind::Mapping(pairs) => {
            let is_named = |key: NodeId| match &tree.node(tree.target(key)).kind {
                Kind::Scalar { text, .. } => text == token,
                Kind::Sequence(_) | Kind::Mapping(_) | Kind::Alias(_) => false,
            };
            let own = pairs.iter().rev().find(|(key, _)| is_named(*key));
            if let Some((key, value)) = own {
                return Some(Step { key: Some(*key), value: Some(*value) });
            }
            // Merges nest only where somebody wants to know how deep they may.
            let merged =
                pairs.iter().filter(|(key, _)| depth < 16 && tree.node(*key).is_merge_key());
            merged
                .flat_map(|(_, value)| sources(tree, *value))
                .find_map(|it| step(tree, it, token, depth + 1))
        }
        Kind::Scalar { .. } | Kind::Alias(_) => None,
    }
}

/// The mappings that a merge key's value names.
fn sources(tree: &Tree<'_>, value: NodeId) -> Vec<NodeId> {
    match &tree.node(tree.target(value)).kind {
        Kind::Sequence(items) => {
            let is_mapping =
                |it: &NodeId| matches!(tree.node(tree.target(*it)).kind, Kind::Mapping(_));
            items.iter().copied().filter(is_mapping).collect()
        }
        Kind::Mapping(_) => vec![value],
        Kind::Scalar { .. } | Kind::Alias(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
