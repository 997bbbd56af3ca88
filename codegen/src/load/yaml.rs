//! YAML text to a tree of JSON values, by the core schema of YAML 1.2.
//!
//! - In: text without a byte order mark.
//! - Out: its first document. Keys are the text that stands there (`200`, `true`), timestamps stay strings, `no` and
//!   `on` too; plain scalars whose value prints otherwise (`1.10`) are kept in `raw`.
//! - Aliases and merge keys are expanded, within a budget.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{MAX_DEPTH, Read, TextFile};
use crate::diagnostic::{Diagnostic, Finding, Part, findings};
use crate::pointer::Pointer;
use crate::source::{CharIndex, Kind, Node, NodeId, Repair, Tree};

mod scalar;

use scalar::Scalar;

/// Reads `text`.
pub(super) fn read(cx: &TextFile, text: &str) -> Result<Read, Box<Diagnostic>> {
    let chars = CharIndex::new(text);
    let tree = Tree::parse(text).map_err(|error| {
        let finding = match error.message.as_str() {
            "recursion limit exceeded" => findings::load::too_many_brackets(),
            other => findings::load::syntax(other),
        };
        cx.error(chars.byte(error.at), finding)
    })?;
    let mut findings: Vec<_> = one_a_kind(&tree.repaired).map(|it| cx.repaired(text, it)).collect();
    if let Some(second) = tree.second {
        let place = cx.offset(chars.byte(second));
        findings.push(findings::load::several_documents().at(place));
    }
    let Some(root) = tree.root else {
        return Err(cx.error(0, findings::load::no_content()));
    };
    // Generous to what people write, and far below what exhausts memory.
    let budget = 16_usize.saturating_mul(text.len()).saturating_add(1 << 24);
    let mut composer = Composer {
        cx,
        text,
        tree: &tree,
        chars,
        raw: BTreeMap::new(),
        findings,
        budget,
        aliases: 0,
    };
    let root = composer.value(root, &Pointer::root(), 0)?;
    Ok(Read { root, raw: composer.raw, findings: composer.findings })
}

/// The first repair of each kind: a file that has one such line often has hundreds.
fn one_a_kind(repairs: &[Repair]) -> impl Iterator<Item = &Repair> {
    let is_first =
        |n: usize, repair: &Repair| repairs.iter().take(n).all(|it| it.what != repair.what);
    repairs.iter().enumerate().filter(move |(n, it)| is_first(*n, it)).map(|(_, it)| it)
}

struct Composer<'a> {
    cx: &'a TextFile,
    text: &'a str,
    tree: &'a Tree<'a>,
    chars: CharIndex<'a>,
    raw: BTreeMap<Pointer, String>,
    findings: Vec<Diagnostic>,
    /// How much more, in about bytes, aliases may add to the tree.
    budget: usize,
    /// How many aliases the node at hand is inside of.
    aliases: usize,
}

impl<'a> Composer<'a> {
    fn value(&mut self, id: NodeId, at: &Pointer, depth: usize) -> Result<Value, Box<Diagnostic>> {
        let node = self.tree.node(id);
        if depth > MAX_DEPTH {
            return Err(self.error(node, findings::load::too_deep(MAX_DEPTH)));
        }
        if self.aliases > 0 {
            self.spend(node)?;
        }
        match &node.kind {
            Kind::Scalar { text, plain } => Ok(self.scalar(node, text, *plain, at)),
            Kind::Alias(None) => Err(self.error(node, findings::load::endless_alias())),
            Kind::Alias(Some(target)) => {
                self.aliases += 1;
                let value = self.value(*target, at, depth);
                self.aliases -= 1;
                value
            }
            Kind::Sequence(items) => {
                self.check_tag(node, at);
                let items = items
                    .iter()
                    .enumerate()
                    .map(|(i, it)| self.value(*it, &at.index(i), depth + 1));
                items.collect::<Result<_, _>>().map(Value::Array)
            }
            Kind::Mapping(pairs) => {
                self.check_tag(node, at);
                self.mapping(pairs, at, depth).map(Value::Object)
            }
        }
    }

    fn mapping(
        &mut self,
        pairs: &[(NodeId, NodeId)],
        at: &Pointer,
        depth: usize,
    ) -> Result<Map<String, Value>, Box<Diagnostic>> {
        let mut members = Map::new();
        // Where each key is for the last time.
        let mut seen = BTreeMap::new();
        for (key, value) in pairs {
            let node = self.tree.node(*key);
            if node.is_merge_key() && self.merge(*value, at, depth, &mut members)? {
                continue;
            }
            let name = self.key(*key, at);
            let below = at.child(&name);
            if let Some(first) = seen.insert(name.clone(), node) {
                let place = self.cx.offset(self.chars.byte(first.chars.start));
                let lines = [first.line, node.line];
                let finding = findings::load::repeated_yaml_key(&name, lines, place);
                self.report(below.clone(), Part::Key, finding);
            }
            self.forget_raw(&members, &name, &below);
            let value = self.value(*value, &below, depth + 1)?;
            members.insert(name, value);
        }
        Ok(members)
    }

    /// Adds what a merge key brings, unless it is there already. Returns whether the value can be merged at all.
    fn merge(
        &mut self,
        value: NodeId,
        at: &Pointer,
        depth: usize,
        into: &mut Map<String, Value>,
    ) -> Result<bool, Box<Diagnostic>> {
        let target = self.tree.node(self.tree.target(value));
        let sources = match &target.kind {
            Kind::Mapping(_) => vec![value],
            Kind::Sequence(items) => items.clone(),
            Kind::Scalar { .. } | Kind::Alias(_) => Vec::new(),
        };
        let is_mapping =
            |it: &NodeId| matches!(self.tree.node(self.tree.target(*it)).kind, Kind::Mapping(_));
        if sources.is_empty() || !sources.iter().all(is_mapping) {
            self.report(at.child("<<"), Part::Key, findings::load::merge_of_no_mapping());
            return Ok(false);
        }
        for source in sources {
            let raw = std::mem::take(&mut self.raw);
            let merged = self.value(source, at, depth + 1)?;
            let brought = std::mem::replace(&mut self.raw, raw);
            let Value::Object(merged) = merged else { continue };
            for (name, value) in merged {
                if into.contains_key(&name) {
                    continue;
                }
                let below = at.child(&name);
                let texts = brought.iter().filter(|(it, _)| it.strip_prefix(&below).is_some());
                self.raw.extend(texts.map(|(at, text)| (at.clone(), text.clone())));
                into.insert(name, value);
            }
        }
        Ok(true)
    }

    /// Drops the texts below a member that is about to be replaced.
    fn forget_raw(&mut self, members: &Map<String, Value>, name: &str, at: &Pointer) {
        if members.contains_key(name) {
            self.raw.retain(|it, _| it.strip_prefix(at).is_none());
        }
    }

    /// The text of a key.
    fn key(&mut self, id: NodeId, at: &Pointer) -> String {
        let node = self.tree.node(self.tree.target(id));
        if let Kind::Scalar { text, .. } = &node.kind {
            return text.clone().into_owned();
        }
        let (start, end) = (self.chars.byte(node.chars.start), self.chars.byte(node.chars.end));
        let name = self.text.get(start..end).unwrap_or_default().trim_end().to_owned();
        self.report(at.child(&name), Part::Key, findings::load::collection_as_key());
        name
    }

    fn scalar(&mut self, node: &Node<'a>, text: &str, plain: bool, at: &Pointer) -> Value {
        let scalar = match node.tag.as_deref() {
            None if plain => scalar::resolve(text),
            None | Some("!" | "!!str" | "!!binary" | "!!timestamp") => {
                Scalar::Value(Value::String(text.to_owned()))
            }
            Some("!!int" | "!!float" | "!!bool" | "!!null") => scalar::resolve(text),
            Some(_) => {
                self.check_tag(node, at);
                if plain {
                    scalar::resolve(text)
                } else {
                    Scalar::Value(Value::String(text.to_owned()))
                }
            }
        };
        let value = match scalar {
            Scalar::Value(value) => value,
            Scalar::Huge(value) => {
                self.report(at.clone(), Part::Value, findings::load::huge_number(text));
                value
            }
            Scalar::NoNumber => {
                self.report(at.clone(), Part::Value, findings::load::no_number(text));
                Value::String(text.to_owned())
            }
        };
        if plain && !text.is_empty() && scalar::prints_otherwise(&value, text) {
            self.raw.insert(at.clone(), text.to_owned());
        }
        value
    }

    /// Reports a tag that means nothing here.
    fn check_tag(&mut self, node: &Node<'_>, at: &Pointer) {
        if let Some(tag) = node
            .tag
            .as_deref()
            .filter(|it| !matches!(*it, "!!map" | "!!seq" | "!" | "!!omap" | "!!set"))
        {
            self.report(at.clone(), Part::Value, findings::load::unknown_tag(tag));
        }
    }

    /// Reports something, unless it is inside of an alias and so has been reported where the anchor is.
    fn report(&mut self, at: Pointer, part: Part, finding: Finding) {
        if self.aliases == 0 {
            self.findings.push(finding.at(self.cx.place(at, part)));
        }
    }

    /// Takes what a node costs from the budget for aliases.
    fn spend(&mut self, node: &Node<'_>) -> Result<(), Box<Diagnostic>> {
        let cost = match &node.kind {
            Kind::Scalar { text, .. } => text.len() + 32,
            Kind::Sequence(_) | Kind::Mapping(_) | Kind::Alias(_) => 32,
        };
        match self.budget.checked_sub(cost) {
            Some(left) => {
                self.budget = left;
                Ok(())
            }
            None => Err(self.error(node, findings::load::too_many_aliases())),
        }
    }

    fn error(&self, node: &Node<'_>, finding: Finding) -> Box<Diagnostic> {
        self.cx.error(self.chars.byte(node.chars.start), finding)
    }
}
