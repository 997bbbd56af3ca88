//! YAML text as a tree of nodes that know where they stand.
//!
//! - In: text without a byte order mark.
//! - Out: the first document as a [`Tree`]; scalars keep their text and aliases stay aliases, so that the tree is
//!   never larger than the text.
//! - Repairs what vendors' files do and the parser refuses (see `source/repair.rs`), and says where.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput};

use super::position::CharIndex;
use super::repair::{Repair, Repaired, restore};

/// A node of a [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeId(usize);

/// What a node is.
#[derive(Clone, Debug)]
pub(crate) enum Kind<'a> {
    /// A scalar: its text, and whether it stands there without quotes.
    Scalar { text: Cow<'a, str>, plain: bool },
    /// A sequence.
    Sequence(Vec<NodeId>),
    /// A mapping, in the order of the text, with whatever stands twice.
    Mapping(Vec<(NodeId, NodeId)>),
    /// An alias; `None` where it stands inside of the node that it means.
    Alias(Option<NodeId>),
}

/// A node: what it is, its explicit tag, and where it stands in characters.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) kind: Kind<'a>,
    /// Such as `!!str` or `!Ref`.
    pub(crate) tag: Option<String>,
    /// The first character and the one behind the last.
    pub(crate) chars: Range<usize>,
    /// The line of the first character, from 1.
    pub(crate) line: usize,
}

/// The first document of a YAML text.
#[derive(Clone, Debug)]
pub(crate) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    /// The node that the document is; `None` for a text without content.
    pub(crate) root: Option<NodeId>,
    /// Where the second document begins, in characters.
    pub(crate) second: Option<usize>,
    /// Where the text had to be repaired, in bytes.
    pub(crate) repaired: Vec<Repair>,
}

/// Why a text is no YAML.
#[derive(Clone, Debug)]
pub(crate) struct SyntaxError {
    /// What is wrong.
    pub(crate) message: String,
    /// Where, in characters.
    pub(crate) at: usize,
}

/// How many bytes are parsed again at most to repair a text, and how often.
const MOST_WORK: usize = 1 << 27;
const MOST_ROUNDS: usize = 400;

static NOTHING: Node<'static> = Node {
    kind: Kind::Scalar { text: Cow::Borrowed(""), plain: true },
    tag: None,
    chars: 0..0,
    line: 1,
};

impl<'a> Tree<'a> {
    /// Reads the first document of `text`.
    ///
    /// # Errors
    ///
    /// Returns the first place that is no YAML, when repairing doesn't help.
    pub(crate) fn parse(text: &'a str) -> Result<Self, SyntaxError> {
        let mut error = match Builder::default().build(text) {
            Ok(tree) => return Ok(tree),
            Err(error) => error,
        };
        let chars = CharIndex::new(text);
        let mut repaired = Repaired::new(text);
        // Every round repairs one spot, so that their number has to be in proportion.
        for _ in 0..(MOST_WORK / (text.len() + 1)).clamp(4, MOST_ROUNDS) {
            let attempt = repaired.text();
            match Builder::default().build(&attempt) {
                Ok(tree) => return Ok(tree.undo_repair(repaired)),
                Err(next) => error = SyntaxError { at: repaired.received(next.at), ..next },
            }
            let is_indentation = error.message.starts_with("invalid indentation");
            if !is_indentation
                || !repaired.indent(&chars, error.at, error.message.ends_with("quoted scalar"))
            {
                break;
            }
        }
        Err(error)
    }

    /// Takes the tree of a repaired text back to what was written.
    fn undo_repair(self, repaired: Repaired<'_>) -> Tree<'static> {
        let mut nodes: Vec<_> = self.nodes.into_iter().map(Node::undo_repair).collect();
        for node in &mut nodes {
            node.chars = repaired.received(node.chars.start)..repaired.received(node.chars.end);
        }
        let second = self.second.map(|it| repaired.received(it));
        Tree { nodes, root: self.root, second, repaired: repaired.into_repairs() }
    }

    /// The node behind an id of this tree.
    pub(crate) fn node(&self, id: NodeId) -> &Node<'a> {
        self.nodes.get(id.0).unwrap_or(&NOTHING)
    }

    /// The node that `id` means: itself, or what an alias stands for.
    pub(crate) fn target(&self, id: NodeId) -> NodeId {
        match self.node(id).kind {
            Kind::Alias(Some(target)) => target,
            _ => id,
        }
    }
}

impl Node<'_> {
    /// Whether this is the key of a merge: a plain `<<`.
    pub(crate) fn is_merge_key(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, plain: true } if text == "<<")
            && self.tag.is_none()
            || self.tag.as_deref() == Some("!!merge")
    }

    /// Takes the text of the repaired source back to what was written.
    fn undo_repair(self) -> Node<'static> {
        let kind = match self.kind {
            Kind::Scalar { text, plain } => {
                Kind::Scalar { text: Cow::Owned(restore(text.into_owned())), plain }
            }
            Kind::Sequence(items) => Kind::Sequence(items),
            Kind::Mapping(pairs) => Kind::Mapping(pairs),
            Kind::Alias(target) => Kind::Alias(target),
        };
        Node { kind, tag: self.tag, chars: self.chars, line: self.line }
    }
}

/// A collection that has not ended yet.
struct Open<'a> {
    node: Node<'a>,
    anchor: usize,
    /// A mapping's key that still has no value.
    key: Option<NodeId>,
}

#[derive(Default)]
struct Builder<'a> {
    nodes: Vec<Node<'a>>,
    open: Vec<Open<'a>>,
    anchors: BTreeMap<usize, NodeId>,
    root: Option<NodeId>,
}

impl<'a> Builder<'a> {
    fn build(mut self, text: &'a str) -> Result<Tree<'a>, SyntaxError> {
        let mut parser = Parser::new_from_str(text);
        self.first_document(&mut parser)?;
        let second = loop {
            match parser.next_event().transpose().map_err(|error| syntax_error(&error))? {
                None | Some((Event::StreamEnd, _)) => break None,
                Some((Event::DocumentStart(_), span)) => break Some(span.start.index()),
                Some(_) => {}
            }
        };
        Ok(Tree { nodes: self.nodes, root: self.root, second, repaired: Vec::new() })
    }

    fn first_document(&mut self, parser: &mut Parser<'a, StrInput<'a>>) -> Result<(), SyntaxError> {
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| syntax_error(&error))?;
            let node = |kind, tag: Option<Cow<'_, saphyr_parser::Tag>>| Node {
                kind,
                tag: tag.map(|it| tag_name(&it)),
                chars: span.start.index()..span.end.index(),
                line: span.start.line(),
            };
            match event {
                Event::Scalar(text, style, anchor, tag) => {
                    let plain = style == ScalarStyle::Plain;
                    self.add(node(Kind::Scalar { text, plain }, tag), anchor);
                }
                Event::Alias(anchor) => {
                    let target = self.anchors.get(&anchor).copied();
                    self.add(node(Kind::Alias(target), None), 0);
                }
                Event::SequenceStart(anchor, tag) => {
                    self.open.push(Open {
                        node: node(Kind::Sequence(Vec::new()), tag),
                        anchor,
                        key: None,
                    });
                }
                Event::MappingStart(anchor, tag) => {
                    self.open.push(Open {
                        node: node(Kind::Mapping(Vec::new()), tag),
                        anchor,
                        key: None,
                    });
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(span.end.index()),
                Event::DocumentEnd => return Ok(()),
                Event::Nothing
                | Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(_) => {}
            }
        }
        Ok(())
    }

    fn close(&mut self, end: usize) {
        let Some(Open { mut node, anchor, .. }) = self.open.pop() else { return };
        node.chars.end = end.max(node.chars.start);
        self.add(node, anchor);
    }

    /// Adds a finished node to what is around it.
    fn add(&mut self, node: Node<'a>, anchor: usize) {
        let id = NodeId(self.nodes.len());
        self.nodes.push(node);
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
        let Some(Open { node, key, .. }) = self.open.last_mut() else {
            self.root = Some(id);
            return;
        };
        match (&mut node.kind, key.take()) {
            (Kind::Sequence(items), _) => items.push(id),
            (Kind::Mapping(pairs), Some(key)) => pairs.push((key, id)),
            (_, _) => *key = Some(id),
        }
    }
}

/// A tag as it is commonly written: `!!str`, `!Ref`.
fn tag_name(tag: &saphyr_parser::Tag) -> String {
    if tag.is_yaml_core_schema() {
        format!("!!{}", tag.suffix)
    } else if let Some(core) =
        format!("{}{}", tag.handle, tag.suffix).strip_prefix("tag:yaml.org,2002:")
    {
        format!("!!{core}")
    } else {
        format!("{}{}", tag.handle, tag.suffix)
    }
}

fn syntax_error(error: &ScanError) -> SyntaxError {
    SyntaxError { message: error.info().to_owned(), at: error.marker().index() }
}
