//! A scanner that finds many nodes in one go through a JSON text, and passes over the rest without reading it.
//!
//! - In: text that is JSON, as far as brackets and quotes go.
//! - Out: a [`Trie`] of the pointers looked for that knows where each of its nodes stands.
//! - Besides, where a text that is none goes wrong.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::position::Span;
use super::repair::repair_json;
use crate::pointer::Pointer;

/// At which byte a text is no JSON, and what is wrong there.
pub(crate) fn json_error(text: &str, error: &serde_json::Error) -> (usize, String) {
    let before = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let offset = before.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let message = error.to_string();
    let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    (offset, what.to_owned())
}

/// The pointers looked for, by token.
#[derive(Debug)]
pub(super) struct Trie {
    nodes: Vec<Looked>,
}

/// A node looked for, and where it was found.
#[derive(Debug, Default)]
struct Looked {
    below: BTreeMap<String, usize>,
    /// Those of them that were met since it was found itself.
    met: Vec<usize>,
    found: Option<Span>,
    /// Where its key begins for the first time, if it stands there more than once.
    first_key: Option<usize>,
}

/// No document that can be loaded is deeper.
const MAX_DEPTH: usize = 256;

impl Trie {
    /// A trie of `pointers`.
    pub(super) fn new(pointers: &[&Pointer]) -> Self {
        let mut nodes = vec![Looked::default()];
        for pointer in pointers {
            let mut at = 0;
            for token in pointer.tokens().take(MAX_DEPTH) {
                let next = nodes.len();
                let Some(node) = nodes.get_mut(at) else { break };
                at = *node.below.entry(token).or_insert(next);
                if at == next {
                    nodes.push(Looked::default());
                }
            }
        }
        Self { nodes }
    }

    /// Where the node behind `pointer`, or the nearest one above it, was found.
    pub(super) fn span(&self, pointer: &Pointer) -> Span {
        let mut node = self.nodes.first();
        let mut span = node.and_then(|it| it.found.clone()).unwrap_or_default();
        for (depth, token) in pointer.tokens().enumerate() {
            node = node.and_then(|it| it.below.get(&token)).and_then(|it| self.nodes.get(*it));
            match node.and_then(|it| it.found.clone()) {
                Some(found) => span = Span { depth: depth + 1, ..found },
                None => return span,
            }
        }
        span
    }

    /// Looks for all of them in `text`.
    pub(super) fn scan(&mut self, text: &str) {
        let mut scanner = Scanner { text, at: 0, trie: self };
        scanner.skip_space();
        // Broken off where the text isn't JSON; what was found up to there stands.
        let _ = scanner.node(0, None);
    }

    fn is_looked_into(&self, node: usize) -> bool {
        self.nodes.get(node).is_some_and(|it| !it.below.is_empty())
    }

    fn below(&self, node: usize, token: &str) -> Option<usize> {
        self.nodes.get(node)?.below.get(token).copied()
    }

    /// Forgets what was found at a node and below: its key stands twice, and the last one counts.
    fn forget(&mut self, node: usize) {
        let Some(looked) = self.nodes.get_mut(node) else { return };
        if let Some(found) = looked.found.take() {
            looked.first_key = looked.first_key.or(found.key.map(|it| it.start));
            for node in std::mem::take(&mut looked.met) {
                self.forget(node);
                if let Some(looked) = self.nodes.get_mut(node) {
                    looked.first_key = None;
                }
            }
        }
    }

    /// The node below another one that `token` leads to, which is met now.
    fn meet(&mut self, node: usize, token: &str) -> Option<usize> {
        let looked = self.nodes.get_mut(node)?;
        let below = looked.below.get(token).copied()?;
        looked.met.push(below);
        Some(below)
    }

    fn first_key(&self, pointer: &Pointer) -> Option<usize> {
        let below = |node, token: String| self.below(node, &token);
        self.nodes.get(pointer.tokens().try_fold(0, below)?)?.first_key
    }
}

/// For each of the pointers where the first of the keys of that name begins, if the object has several.
pub(crate) fn first_keys(text: &str, pointers: &[Pointer]) -> Vec<Option<usize>> {
    let mut trie = Trie::new(&pointers.iter().collect::<Vec<_>>());
    trie.scan(text);
    pointers.iter().map(|it| trie.first_key(it)).collect()
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    trie: &'a mut Trie,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Notes where the node here stands, and looks for those below it.
    fn node(&mut self, node: usize, key: Option<Range<usize>>) -> Option<()> {
        self.trie.forget(node);
        let start = self.at;
        let is_collection = matches!(self.peek(), Some(b'{' | b'['));
        // Noted before its end is known, in case the text breaks off.
        self.note(
            node,
            Span { key: key.clone(), value: start..start + 1, is_collection, depth: 0 },
        );
        match self.peek()? {
            b'{' if self.trie.is_looked_into(node) => self.object(node)?,
            b'[' if self.trie.is_looked_into(node) => self.array(node)?,
            _ => self.skip_value()?,
        }
        self.note(node, Span { key, value: start..self.at, is_collection, depth: 0 });
        Some(())
    }

    fn note(&mut self, node: usize, span: Span) {
        if let Some(node) = self.trie.nodes.get_mut(node) {
            node.found = Some(span);
        }
    }

    fn object(&mut self, node: usize) -> Option<()> {
        self.at += 1;
        loop {
            self.skip_space();
            match self.peek()? {
                b'}' => break,
                b',' => self.at += 1,
                b'"' => {
                    let key = self.at..self.skip_string()?;
                    self.skip_space();
                    if self.peek()? != b':' {
                        return None;
                    }
                    self.at += 1;
                    self.skip_space();
                    let name = decode(self.text.get(key.clone())?);
                    match self.trie.meet(node, &name) {
                        Some(below) => self.node(below, Some(key))?,
                        None => self.skip_value()?,
                    }
                }
                _ => return None,
            }
        }
        self.at += 1;
        Some(())
    }

    fn array(&mut self, node: usize) -> Option<()> {
        self.at += 1;
        let mut index = 0_usize;
        loop {
            self.skip_space();
            match self.peek()? {
                b']' => break,
                b',' => self.at += 1,
                _ => {
                    match self.trie.meet(node, &index.to_string()) {
                        Some(below) => self.node(below, None)?,
                        None => self.skip_value()?,
                    }
                    index += 1;
                }
            }
        }
        self.at += 1;
        Some(())
    }

    /// Passes over a value, however deep it is.
    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.skip_string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                _ => {
                    let rest = self.text.as_bytes().get(self.at..)?;
                    let ends =
                        |it: &u8| matches!(it, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
                    self.at += rest.iter().position(ends).unwrap_or(rest.len()).max(1);
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Passes over a string; returns where it ends.
    fn skip_string(&mut self) -> Option<usize> {
        self.at += 1;
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            let ahead = rest.iter().position(|it| matches!(it, b'"' | b'\\'))?;
            let is_end = rest.get(ahead) == Some(&b'"');
            self.at += ahead + if is_end { 1 } else { 2 };
            if is_end {
                return Some(self.at);
            }
        }
    }
}

/// The text of a string with its quotes.
fn decode(quoted: &str) -> Cow<'_, str> {
    if !quoted.contains('\\') {
        return Cow::Borrowed(quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default());
    }
    let repaired = repair_json(quoted).map(|(text, _)| text);
    Cow::Owned(serde_json::from_str(repaired.as_deref().unwrap_or(quoted)).unwrap_or_default())
}
