//! What is open while a text is read.
//!
//! - Elements of HTML needn't be nested as Markdown is, so that all that is open stands on one stack: what ends takes along
//!   what was opened in it.
//! - No list, quotation or table begins deeper than [`DEEPEST`]: it stands in what is above it. So no later step, which
//!   calls itself for what is inside, needs more of the machine's stack.

use super::characters;
use super::tree::{Block, Inline, Mark, Row, Target, text_of, trimmed};

/// How many things are open at once where another list, quotation or table may begin.
const DEEPEST: usize = 24;

/// How many are where another emphasis or link may.
const DEEPEST_INLINE: usize = 40;

/// Kinds of things that are open.
#[derive(Debug)]
pub(super) enum Kind {
    Root,
    Quote,
    Item,
    List {
        start: Option<u64>,
        tight: bool,
        items: Vec<Vec<Block>>,
    },
    Table(Vec<Row>),
    Row(Row),
    Cell,
    Paragraph,
    Heading(usize),
    /// Lines of code, and their language.
    Code(String),
    CodeSpan,
    Marked(Mark),
    Link(Option<Target>),
    Image(Target),
}

impl Kind {
    pub(super) fn list(start: Option<u64>) -> Self {
        Self::List { start, tight: true, items: Vec::new() }
    }

    fn is_inline(&self) -> bool {
        matches!(self, Self::CodeSpan | Self::Marked(_) | Self::Link(_) | Self::Image(_))
    }

    fn holds_blocks(&self) -> bool {
        matches!(self, Self::Root | Self::Quote | Self::Item)
    }

    /// Whether others of its kind can stand in it.
    fn nests(&self) -> bool {
        matches!(self, Self::Quote | Self::List { .. } | Self::Table(_))
    }
}

/// An element of HTML: its name, and the tag that began it.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) written: String,
}

#[derive(Debug)]
struct Open {
    kind: Kind,
    element: Option<Element>,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
}

/// What is open, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Stack {
    /// The blocks that stand in nothing.
    root: Vec<Block>,
    open: Vec<Open>,
    /// Of each thing that the parser will end: how many were open before it, and how many no tag can end.
    marks: Vec<(usize, usize)>,
}

impl Stack {
    /// Ends everything.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end_to(0, true);
        self.root
    }

    /// Begins what the parser will end.
    pub(super) fn begin(&mut self, kind: Kind) {
        let is_text = kind.is_inline() || matches!(kind, Kind::Paragraph);
        if !kind.is_inline() {
            self.end_text();
        } else if self.top().holds_parts_or_blocks() {
            self.begin_text();
        }
        let before = self.open.len();
        let opened = self.open(kind, None);
        self.marks.push((before, if opened && !is_text { self.open.len() } else { before }));
    }

    /// Begins something that has no form here: what is in it stands where it stands.
    pub(super) fn begin_nothing(&mut self) {
        self.end_text();
        self.marks.push((self.open.len(), self.open.len()));
    }

    /// Ends what the parser began last.
    pub(super) fn end(&mut self) {
        if let Some((before, _)) = self.marks.pop() {
            self.end_to(before, false);
        }
    }

    /// Begins an element of HTML.
    pub(super) fn begin_element(&mut self, kind: Kind, element: Element) {
        match kind {
            // These end their like.
            Kind::Item => self.end_until(|it| matches!(it, Kind::List { .. })),
            Kind::Row(_) => self.end_until(|it| matches!(it, Kind::Table(_))),
            Kind::Cell => self.end_until(|it| matches!(it, Kind::Row(_) | Kind::Table(_))),
            _ => {}
        }
        self.open(kind, Some(element));
    }

    /// Ends the innermost element of this name, if there is one.
    pub(super) fn end_element(&mut self, name: &str) {
        let floor = self.floor();
        let is_it = |it: &Open| it.element.as_ref().is_some_and(|it| it.name == name);
        if let Some(at) = self.open.iter().rposition(is_it).filter(|at| *at >= floor) {
            self.end_to(at + 1, true);
            self.pop(true);
        }
    }

    /// Ends a paragraph. In a heading or a cell, which hold no blocks, it is the end of a line.
    pub(super) fn end_text(&mut self) -> bool {
        match self.open.iter().rposition(|it| !it.kind.is_inline()) {
            Some(at) => match self.open.get(at).map(|it| &it.kind) {
                Some(Kind::Paragraph) => {
                    self.end_to(at, true);
                    true
                }
                Some(Kind::Heading(_) | Kind::Cell | Kind::Code(_)) => {
                    self.add(Inline::SoftBreak);
                    false
                }
                _ => true,
            },
            None => true,
        }
    }

    /// Ends what a block of HTML has left open and what can't go on behind it.
    pub(super) fn end_html(&mut self) {
        let at = self.open.iter().rposition(|it| !it.kind.is_inline());
        let kind = at.and_then(|at| self.open.get(at)).map(|it| &it.kind);
        if let (Some(at), Some(Kind::Paragraph | Kind::Heading(_) | Kind::Code(_))) = (at, kind)
            && at >= self.floor()
        {
            self.end_to(at, true);
        }
    }

    /// Whether lines of code are open, in which white space counts.
    pub(super) fn in_code(&self) -> bool {
        self.open.iter().rev().any(|it| matches!(it.kind, Kind::Code(_)))
    }

    /// Notes that the items of the list have blank lines between them.
    pub(super) fn loosen(&mut self) {
        if let [.., list, item] = self.open.as_mut_slice()
            && let (Kind::List { tight, .. }, Kind::Item) = (&mut list.kind, &item.kind)
        {
            *tight = false;
        }
    }

    /// Adds a block that is whole.
    pub(super) fn add_block(&mut self, block: Block) {
        if self.end_text() && self.make_room() {
            self.push_block(block);
        }
    }

    /// Adds a piece of a line.
    pub(super) fn add(&mut self, inline: Inline) {
        let is_blank = match &inline {
            Inline::Text(text) => text.trim().is_empty(),
            Inline::SoftBreak | Inline::HardBreak => true,
            _ => false,
        };
        let in_text = self.open.last().is_some_and(|it| !it.kind.holds_parts_or_blocks());
        if !in_text && (is_blank || !self.begin_text()) {
            return;
        }
        // Two ends of a line are the end of a paragraph.
        if inline == Inline::HardBreak
            && let Some(Open { kind: Kind::Paragraph, inlines, .. }) = self.open.last()
            && matches!(last_shown(inlines), Some(Inline::HardBreak))
        {
            self.end_text();
            return;
        }
        self.push_inline(inline);
    }

    /// How many of the open things no tag can end.
    fn floor(&self) -> usize {
        self.marks.last().map_or(0, |(_, floor)| *floor)
    }

    fn top(&self) -> &Kind {
        self.open.last().map_or(&Kind::Root, |it| &it.kind)
    }

    /// Begins something, if it can stand here.
    fn open(&mut self, kind: Kind, element: Option<Element>) -> bool {
        let fits = match kind {
            _ if kind.is_inline() => {
                let in_text = !self.top().holds_parts_or_blocks();
                (in_text || self.begin_text()) && self.open.len() < DEEPEST_INLINE
            }
            _ if !self.end_text() => false,
            Kind::Item => matches!(self.top(), Kind::List { .. }) || self.reopen_list(),
            Kind::Row(_) => matches!(self.top(), Kind::Table(_)),
            Kind::Cell => match self.top() {
                Kind::Row(_) => true,
                Kind::Table(_) => self.open(Kind::Row(Vec::new()), None),
                _ => false,
            },
            _ => self.make_room() && !(kind.nests() && self.open.len() >= DEEPEST),
        };
        if fits {
            self.open.push(Open { kind, element, blocks: Vec::new(), inlines: Vec::new() });
        }
        fits
    }

    /// Goes on with the list that has just ended, or begins one: an item without a list is one of it.
    fn reopen_list(&mut self) -> bool {
        let before = self.open.last_mut().map_or(&mut self.root, |it| &mut it.blocks);
        let list = before.pop_if(|it| matches!(it, Block::List { .. }));
        let kind = match list {
            Some(Block::List { start, tight, items }) => Kind::List { start, tight, items },
            _ => Kind::list(None),
        };
        self.open(kind, None)
    }

    /// Sees to it that a block can stand here: in a list, it is an item.
    fn make_room(&mut self) -> bool {
        match self.top() {
            Kind::List { .. } => self.open(Kind::Item, None),
            kind => kind.holds_blocks(),
        }
    }

    /// Begins what text can stand in: a paragraph, or a cell.
    fn begin_text(&mut self) -> bool {
        match self.top() {
            Kind::Table(_) | Kind::Row(_) => self.open(Kind::Cell, None),
            _ => self.open(Kind::Paragraph, None),
        }
    }

    /// Ends what tags have begun until the innermost thing is of a kind; nothing where none is.
    fn end_until(&mut self, is_it: impl Fn(&Kind) -> bool) {
        let floor = self.floor();
        if let Some(at) = self.open.iter().rposition(|it| is_it(&it.kind)).filter(|at| *at >= floor)
        {
            self.end_to(at + 1, true);
        }
    }

    fn end_to(&mut self, depth: usize, closed: bool) {
        while self.open.len() > depth {
            self.pop(closed);
        }
    }

    /// Ends the innermost thing. Elements in a line that nothing `closed` are what people mean by `<b>` or `List<I>`: text.
    fn pop(&mut self, closed: bool) {
        let Some(Open { kind, element, blocks, inlines }) = self.open.pop() else { return };
        match kind {
            Kind::Root => {}
            Kind::Paragraph | Kind::Heading(_) | Kind::Code(_) => self.push_text(kind, inlines),
            Kind::Quote if blocks.is_empty() => {}
            Kind::Quote => self.push_block(Block::Quote(blocks)),
            Kind::List { items, .. } if items.is_empty() => {}
            Kind::List { start, tight, items } => {
                self.push_block(Block::List { start, tight, items });
            }
            Kind::Table(rows) if rows.is_empty() => {}
            Kind::Table(rows) => self.push_block(Block::Table(rows)),
            Kind::Item | Kind::Row(_) | Kind::Cell => self.push_part(kind, blocks, inlines),
            Kind::CodeSpan | Kind::Marked(_) | Kind::Link(_) | Kind::Image(_) => {
                match element.filter(|_| !closed) {
                    Some(Element { written, .. }) => {
                        self.push_inline(Inline::Text(characters::one_line(&written)));
                        for inline in inlines {
                            self.push_inline(inline);
                        }
                    }
                    None => self.push_inlines(kind, inlines),
                }
            }
        }
    }

    fn push_text(&mut self, kind: Kind, inlines: Vec<Inline>) {
        let (_, shown, _) = if let Kind::Code(language) = kind {
            let text = text_of(&inlines);
            if !text.trim().is_empty() {
                self.push_block(Block::Code { language, text });
            }
            return;
        } else {
            trimmed(inlines)
        };
        if shown.is_empty() {
            return;
        }
        self.push_block(match kind {
            Kind::Heading(level) => Block::Heading(level, shown),
            _ => Block::Paragraph(shown),
        });
    }

    fn push_block(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(open) => open.blocks.push(block),
            None => self.root.push(block),
        }
    }

    /// Adds an item, a row or a cell to what it is a part of.
    fn push_part(&mut self, part: Kind, blocks: Vec<Block>, inlines: Vec<Inline>) {
        let Some(open) = self.open.last_mut() else { return };
        match (&mut open.kind, part) {
            (Kind::List { items, .. }, Kind::Item) if !blocks.is_empty() => items.push(blocks),
            (Kind::Table(rows), Kind::Row(cells)) if !cells.is_empty() => rows.push(cells),
            (Kind::Row(cells), Kind::Cell) => cells.push(trimmed(inlines).1),
            _ => {}
        }
    }

    fn push_inlines(&mut self, kind: Kind, inlines: Vec<Inline>) {
        let blank = || Inline::Text(" ".to_owned());
        match kind {
            Kind::CodeSpan => {
                let text = characters::squeezed(&text_of(&inlines));
                if !text.is_empty() {
                    self.push_inline(Inline::Code(text));
                }
            }
            // White space at its ends would keep a mark from being one.
            Kind::Marked(mark) => {
                let (before, inner, after) = trimmed(inlines);
                if before || inner.is_empty() {
                    self.push_inline(blank());
                }
                if !inner.is_empty() {
                    self.push_inline(Inline::Marked(mark, inner));
                }
                if after {
                    self.push_inline(blank());
                }
            }
            Kind::Link(Some(target)) => self.push_inline(Inline::Link(target, inlines)),
            Kind::Image(target) => self.push_inline(Inline::Image(target, inlines)),
            _ => inlines.into_iter().for_each(|it| self.push_inline(it)),
        }
    }

    fn push_inline(&mut self, inline: Inline) {
        let Some(Open { inlines, .. }) = self.open.last_mut() else { return };
        match (inlines.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (_, inline) => inlines.push(inline),
        }
    }
}

impl Kind {
    /// Whether no text stands in it without something around it.
    fn holds_parts_or_blocks(&self) -> bool {
        self.holds_blocks() || matches!(self, Self::List { .. } | Self::Table(_) | Self::Row(_))
    }
}

/// The last piece that isn't white space.
fn last_shown(inlines: &[Inline]) -> Option<&Inline> {
    inlines.iter().rev().find(|it| match it {
        Inline::Text(text) => !text.trim().is_empty(),
        Inline::SoftBreak => false,
        _ => true,
    })
}
