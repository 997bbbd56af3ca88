//! A text as it was understood: blocks, and what stands in their lines.

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading of level 1 to 6.
    Heading(usize, Vec<Inline>),
    /// A quotation.
    Quote(Vec<Self>),
    /// A list, numbered from `start` or not.
    List {
        /// The number of the first item.
        start: Option<u64>,
        /// Whether its items stand without blank lines between them.
        tight: bool,
        /// What each item holds, which is at least a block.
        items: Vec<Vec<Self>>,
    },
    /// Code.
    Code {
        /// The language as it was named.
        language: String,
        /// The lines.
        text: String,
    },
    /// A table, whose first row is the head.
    Table(Vec<Row>),
    /// A thematic break.
    Rule,
}

/// The cells of a row of a table.
pub(super) type Row = Vec<Vec<Inline>>;

/// A piece of a line. The texts have no line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    /// Text as it is shown.
    Text(String),
    /// A code span.
    Code(String),
    /// Emphasis, strong emphasis or what is struck out.
    Marked(Mark, Vec<Self>),
    /// A link.
    Link(Target, Vec<Self>),
    /// An image and its description.
    Image(Target, Vec<Self>),
    /// Whether the task of the list item is done.
    Task(bool),
    /// The end of a line, which is as good as a space.
    SoftBreak,
    /// The end of a line that has to be one.
    HardBreak,
}

/// The kinds of emphasis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Emphasis,
    Strong,
    Struck,
}

/// Where a link leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) url: String,
    pub(super) title: String,
}

/// The text in some pieces, without marks.
pub(super) fn text_of(inlines: &[Inline]) -> String {
    let mut out = String::new();
    add_text(inlines, &mut out);
    out
}

fn add_text(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Marked(_, inner) | Inline::Link(_, inner) | Inline::Image(_, inner) => {
                add_text(inner, out);
            }
            Inline::Task(_) => {}
            Inline::SoftBreak | Inline::HardBreak => out.push('\n'),
        }
    }
}

/// The pieces without white space around them, and whether there was some before and behind.
pub(super) fn trimmed(mut inlines: Vec<Inline>) -> (bool, Vec<Inline>, bool) {
    let begin = inlines.iter().take_while(|it| is_blank(it)).count();
    inlines.drain(..begin);
    let end = inlines.iter().rev().take_while(|it| is_blank(it)).count();
    inlines.truncate(inlines.len() - end);
    let (mut before, mut after) = (begin > 0, end > 0);
    if let Some(Inline::Text(text)) = inlines.first_mut() {
        before |= text.starts_with(' ');
        *text = text.trim_start().to_owned();
    }
    if let Some(Inline::Text(text)) = inlines.last_mut() {
        after |= text.ends_with(' ');
        text.truncate(text.trim_end().len());
    }
    (before, inlines, after)
}

fn is_blank(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => text.trim().is_empty(),
        Inline::SoftBreak | Inline::HardBreak => true,
        Inline::Code(_)
        | Inline::Marked(..)
        | Inline::Link(..)
        | Inline::Image(..)
        | Inline::Task(_) => false,
    }
}
