//! A text to a tree.
//!
//! - In: any text.
//! - Out: blocks without HTML: what has a form in Markdown has it, tags that nobody knows are text.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::characters;
use super::html::{self, Meaning, Piece};
use super::stack::{Element, Kind, Stack};
use super::tree::{Block, Inline, Mark, Target};

/// The blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let text = characters::lines(text);
    let mut reader = Reader::default();
    for event in Parser::new_ext(&text, options()) {
        reader.event(event);
    }
    reader.stack.finish()
}

/// The pieces of a text on a single line, where nothing begins a block.
pub(super) fn inlines(text: &str) -> Vec<Inline> {
    // What begins with a letter is a paragraph, whatever follows on the line.
    let text = format!("{GUARD}{}", characters::squeezed(text));
    let mut out = Vec::new();
    for block in blocks(&text) {
        add_inlines(block, &mut out);
    }
    if let Some(Inline::Text(text)) = out.first_mut() {
        *text = text.strip_prefix(GUARD.trim_end()).unwrap_or(text).to_owned();
    }
    super::tree::trimmed(out).1
}

const GUARD: &str = "a ";

/// What stands in the lines of a block. On a single line, HTML alone makes others than paragraphs.
fn add_inlines(block: Block, out: &mut Vec<Inline>) {
    match block {
        Block::Paragraph(inlines) | Block::Heading(_, inlines) => out.extend(inlines),
        Block::Quote(blocks) => blocks.into_iter().for_each(|it| add_inlines(it, out)),
        Block::List { items, .. } => {
            items.into_iter().flatten().for_each(|it| add_inlines(it, out));
        }
        Block::Code { text, .. } => out.push(Inline::Code(characters::squeezed(&text))),
        Block::Table(rows) => {
            for cell in rows.into_iter().flatten() {
                out.extend(cell);
                out.push(Inline::SoftBreak);
            }
        }
        Block::Rule => {}
    }
    out.push(Inline::SoftBreak);
}

/// What rustdoc reads besides CommonMark, but for its curly quotation marks: it makes them of what is written here.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
}

#[derive(Debug, Default)]
struct Reader {
    stack: Stack,
    /// The block of HTML that is being read.
    html: Option<String>,
    /// The program or style that is being left out.
    hidden: Option<String>,
    /// What the next paragraph begins with: the label of a footnote.
    label: Option<String>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(TagEnd::HtmlBlock) => {
                let html = self.html.take().unwrap_or_default();
                self.html_block(&html);
            }
            Event::End(_) => {
                self.hidden = None;
                self.stack.end();
            }
            Event::Html(html) => match &mut self.html {
                Some(block) => block.push_str(&html),
                None => self.inline_html(&html),
            },
            Event::InlineHtml(html) => self.inline_html(&html),
            _ if self.hidden.is_some() => {}
            // Formulas aren't asked for.
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text);
            }
            Event::Code(code) => self.stack.add(Inline::Code(characters::one_line(&code))),
            Event::SoftBreak => self.stack.add(Inline::SoftBreak),
            Event::HardBreak => self.stack.add(Inline::HardBreak),
            Event::Rule => self.stack.add_block(Block::Rule),
            Event::TaskListMarker(done) => self.stack.add(Inline::Task(done)),
            Event::FootnoteReference(label) => self.text(&format!("[{label}]")),
        }
    }

    fn text(&mut self, text: &str) {
        let text = if self.stack.in_code() {
            characters::lines(text).into_owned()
        } else {
            characters::one_line(text)
        };
        self.stack.add(Inline::Text(text));
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => {
                self.stack.loosen();
                self.stack.begin(Kind::Paragraph);
                if let Some(label) = self.label.take() {
                    self.text(&format!("[{label}]: "));
                }
            }
            Tag::Heading { level, .. } => self.stack.begin(Kind::Heading(level as usize)),
            Tag::BlockQuote(_) => self.stack.begin(Kind::Quote),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.stack.begin(Kind::Code(language));
            }
            Tag::HtmlBlock => self.html = Some(String::new()),
            Tag::List(start) => self.stack.begin(Kind::list(start)),
            Tag::Item => self.stack.begin(Kind::Item),
            Tag::FootnoteDefinition(label) => {
                self.label = Some(label.into_string());
                self.stack.begin_nothing();
            }
            Tag::Table(_) => self.stack.begin(Kind::Table(Vec::new())),
            Tag::TableHead | Tag::TableRow => self.stack.begin(Kind::Row(Vec::new())),
            Tag::TableCell => self.stack.begin(Kind::Cell),
            Tag::Emphasis => self.stack.begin(Kind::Marked(Mark::Emphasis)),
            Tag::Strong => self.stack.begin(Kind::Marked(Mark::Strong)),
            Tag::Strikethrough => self.stack.begin(Kind::Marked(Mark::Struck)),
            Tag::Link { link_type, dest_url, title, .. } => {
                let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
                let url = format!("{scheme}{dest_url}");
                self.stack.begin(Kind::Link(Some(Target { url, title: title.into_string() })));
            }
            Tag::Image { dest_url, title, .. } => {
                let target = Target { url: dest_url.into_string(), title: title.into_string() };
                self.stack.begin(Kind::Image(target));
            }
            // None of these is asked for.
            Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => self.stack.begin_nothing(),
        }
    }

    fn html_block(&mut self, html: &str) {
        for piece in html::pieces(html) {
            match piece {
                Piece::Tag(tag) => self.tag(&tag),
                Piece::Text(_) if self.hidden.is_some() => {}
                Piece::Text(text) => self.html_text(text),
            }
        }
        self.hidden = None;
        self.stack.end_html();
    }

    /// Text between tags, where white space is a space.
    fn html_text(&mut self, text: &str) {
        let text = html::resolved(text);
        if self.stack.in_code() {
            return self.text(&text);
        }
        let mut shown = String::with_capacity(text.len());
        for c in characters::one_line(&text).chars() {
            if c != ' ' || !shown.ends_with(' ') {
                shown.push(c);
            }
        }
        self.stack.add(Inline::Text(shown));
    }

    /// A tag in a line. Comments and the like aren't shown.
    fn inline_html(&mut self, html: &str) {
        if let Some(tag) = html::Tag::whole(html) {
            self.tag(&tag);
        }
    }

    fn tag(&mut self, tag: &html::Tag<'_>) {
        if let Some(hidden) = &self.hidden {
            if tag.ends && tag.name == *hidden {
                self.hidden = None;
            }
            return;
        }
        let Some(meaning) = html::meaning(&tag.name) else { return self.text(tag.written) };
        match meaning {
            Meaning::Break => self.stack.add(Inline::HardBreak),
            Meaning::Section => {
                self.stack.end_text();
            }
            Meaning::Nothing => {}
            _ if tag.ends => self.stack.end_element(&tag.name),
            Meaning::Rule => self.stack.add_block(Block::Rule),
            Meaning::Image => {
                let text = tag.attribute("alt").unwrap_or_default();
                let inner = Vec::from([Inline::Text(characters::one_line(&text))]);
                self.stack.add(Inline::Image(target(tag, "src").unwrap_or_default(), inner));
            }
            Meaning::Superscript => self.text("^"),
            Meaning::Hidden => self.hidden = Some(tag.name.clone()),
            Meaning::Heading(level) => self.element(tag, Kind::Heading(level)),
            Meaning::Quote => self.element(tag, Kind::Quote),
            Meaning::List => self.element(tag, Kind::list(None)),
            Meaning::NumberedList => {
                let start = tag.attribute("start").and_then(|it| it.parse().ok()).unwrap_or(1);
                self.element(tag, Kind::list(Some(start)));
            }
            Meaning::Item => self.element(tag, Kind::Item),
            Meaning::Preformatted => self.element(tag, Kind::Code(String::new())),
            Meaning::Table => self.element(tag, Kind::Table(Vec::new())),
            Meaning::Row => self.element(tag, Kind::Row(Vec::new())),
            Meaning::Cell => self.element(tag, Kind::Cell),
            Meaning::Marked(mark) => self.element(tag, Kind::Marked(mark)),
            Meaning::Code if self.stack.in_code() => {}
            Meaning::Code => self.element(tag, Kind::CodeSpan),
            Meaning::Anchor => self.element(tag, Kind::Link(target(tag, "href"))),
        }
    }

    fn element(&mut self, tag: &html::Tag<'_>, kind: Kind) {
        let element = Element { name: tag.name.clone(), written: tag.written.to_owned() };
        self.stack.begin_element(kind, element);
    }
}

/// Where a tag leads.
fn target(tag: &html::Tag<'_>, attribute: &str) -> Option<Target> {
    let url = tag.attribute(attribute)?;
    Some(Target { url, title: tag.attribute("title").unwrap_or_default() })
}
