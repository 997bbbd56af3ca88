//! Pieces of lines as Markdown: what is text stays text.
//!
//! A character is escaped where it would mean something, and nowhere else: `snake_case`, `a < b` and `2 * 3` stay as they are.

use std::collections::BTreeSet;
use std::ops::Range;

use super::characters;
use super::tree::{Inline, Mark, Target, text_of};
use super::url::{self, Found};

/// Where the pieces stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In lines that may be broken.
    Lines,
    /// In a line of its own, such as a heading.
    Line,
    /// In a cell of a table, which ends at a `|`.
    Cell,
}

/// The lines, each as the words that it may be broken between.
pub(super) fn words(inlines: &[Inline], place: Place) -> Vec<Vec<String>> {
    let mut line =
        Line { text: String::new(), spans: Vec::new(), marks: Vec::new(), open: Vec::new(), place };
    line.add_all(inlines, false);
    line.written()
}

/// A code span: in one line, whatever is in it.
pub(super) fn code_span(text: &str) -> String {
    let text = characters::told(text);
    if text.is_empty() {
        return "`\"\"`".to_owned();
    }
    let runs = text.split(|c| c != '`').map(str::len).collect::<BTreeSet<_>>();
    let len = (1..=text.len() + 1).find(|it| !runs.contains(it)).unwrap_or(1);
    let fence = "`".repeat(len);
    // A space at both ends isn't a part of the code (CommonMark 0.31.2, section 6.1).
    let is_padded = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    let pad = if is_padded || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A part of the text and how it is to be read.
#[derive(Debug)]
struct Span {
    end: usize,
    kind: SpanKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SpanKind {
    /// Text, of which every character is to be shown.
    Text,
    /// Markdown of ours.
    Own,
    /// The end of a line of ours.
    Break,
    /// The beginning of an emphasis, or its end; the index is that of the pair.
    Mark { pair: usize, opens: bool },
}

/// All of the pieces in one text, and how its parts are to be read.
#[derive(Debug)]
struct Line {
    text: String,
    spans: Vec<Span>,
    /// The pairs of marks: which, and whether Markdown takes them for marks where they stand.
    marks: Vec<(Mark, bool)>,
    /// Those that are open.
    open: Vec<Mark>,
    place: Place,
}

impl Line {
    fn push(&mut self, text: &str, kind: SpanKind) {
        if text.is_empty() {
            return;
        }
        self.text.push_str(text);
        let end = self.text.len();
        match self.spans.last_mut() {
            Some(span) if span.kind == kind && kind == SpanKind::Text => span.end = end,
            _ => self.spans.push(Span { end, kind }),
        }
    }

    fn add_all(&mut self, inlines: &[Inline], in_link: bool) {
        for inline in inlines {
            self.add(inline, in_link);
        }
    }

    fn add(&mut self, inline: &Inline, in_link: bool) {
        match inline {
            Inline::Text(text) if in_link => self.push(text, SpanKind::Text),
            Inline::Text(text) => self.add_text(text),
            Inline::Code(code) => self.add_code(code),
            Inline::Marked(mark, inner) => self.add_marked(*mark, inner, in_link),
            Inline::Link(_, inner) if in_link => self.add_all(inner, true),
            Inline::Link(target, inner) => self.add_link(target, inner),
            Inline::Image(target, inner) => self.add_image(target, inner, in_link),
            Inline::Task(done) => self.push(if *done { "[x] " } else { "[ ] " }, SpanKind::Own),
            Inline::SoftBreak | Inline::HardBreak if self.place != Place::Lines => {
                self.push(" ", SpanKind::Text);
            }
            // The end of a line is there already.
            Inline::SoftBreak if self.text.ends_with('\n') => {}
            Inline::SoftBreak | Inline::HardBreak if self.text.is_empty() => {}
            Inline::SoftBreak => self.push("\n", SpanKind::Break),
            // Two spaces would be lost in a comment.
            Inline::HardBreak => self.push("\\\n", SpanKind::Break),
        }
    }

    fn add_code(&mut self, code: &str) {
        if self.place == Place::Cell && code.contains('|') {
            self.add_text(&characters::told(code));
        } else {
            // The backticks of two spans in a row would be one run.
            let touches = self.text.ends_with('`')
                && self.spans.last().is_some_and(|it| it.kind == SpanKind::Own);
            self.push(if touches { " " } else { "" }, SpanKind::Text);
            self.push(&code_span(code), SpanKind::Own);
        }
    }

    fn add_marked(&mut self, mark: Mark, inner: &[Inline], in_link: bool) {
        if self.open.contains(&mark) {
            return self.add_all(inner, in_link);
        }
        let written = mark.written();
        let (pair, before) = (self.marks.len(), (self.text.len(), self.spans.len()));
        self.marks.push((mark, true));
        self.push(written, SpanKind::Mark { pair, opens: true });
        self.open.push(mark);
        self.add_all(inner, in_link);
        self.open.pop();
        if self.text.len() == before.0 + written.len() {
            return self.back_to(before);
        }
        self.push(written, SpanKind::Mark { pair, opens: false });
    }

    /// Takes back what was pushed since the text and the spans were that long.
    fn back_to(&mut self, (text, spans): (usize, usize)) {
        self.text.truncate(text);
        self.spans.truncate(spans);
    }

    /// Text, in which addresses are links.
    fn add_text(&mut self, text: &str) {
        for found in url::in_text(text) {
            match found {
                Found::Text(text) => self.push(text, SpanKind::Text),
                Found::Template(it) => self.add_code(it),
                Found::Url(it) => match url::sound(it) {
                    Some(it) => self.push(&format!("<{it}>"), SpanKind::Own),
                    None => self.push(it, SpanKind::Text),
                },
            }
        }
    }

    fn add_link(&mut self, target: &Target, inner: &[Inline]) {
        let Some(url) = url::sound(&target.url) else { return self.add_unlinked(target, inner) };
        let shown = text_of(inner);
        let bare = url.strip_prefix("mailto:").filter(|it| !it.contains('?')).unwrap_or(&url);
        let bare = format!("<{bare}>");
        if shown == target.url || Some(shown.as_str()) == url.strip_prefix("mailto:") {
            return self.push(&bare, SpanKind::Own);
        }
        let before = (self.text.len(), self.spans.len());
        self.push("[", SpanKind::Own);
        self.add_all(inner, true);
        if self.text.get(before.0 + 1..).is_none_or(|it| it.trim().is_empty()) {
            self.back_to(before);
            return self.push(&bare, SpanKind::Own);
        }
        self.push(&format!("]{}", destination(&url, target)), SpanKind::Own);
    }

    /// A link that leads nowhere from here: its text, and where it leads on the vendor's page.
    fn add_unlinked(&mut self, target: &Target, inner: &[Inline]) {
        let url = characters::one_line(&target.url);
        let url = url.trim();
        if text_of(inner) == url {
            // What looks like an address in angle brackets: `<namespace:name>`.
            let is_written = url.contains(':');
            return self.push(
                &if is_written { format!("<{url}>") } else { url.to_owned() },
                SpanKind::Text,
            );
        }
        self.add_all(inner, false);
        if !url.is_empty() && !url.starts_with('#') {
            self.push(" (", SpanKind::Text);
            self.add_code(url);
            self.push(")", SpanKind::Text);
        }
    }

    fn add_image(&mut self, target: &Target, inner: &[Inline], in_link: bool) {
        let text = characters::squeezed(&text_of(inner));
        let Some(url) = url::sound(&target.url).filter(|it| it.starts_with("http")) else {
            return self.push(&text, SpanKind::Text);
        };
        if text.is_empty() && !in_link {
            return self.push(&format!("<{url}>"), SpanKind::Own);
        }
        self.push("![", SpanKind::Own);
        self.push(&text, SpanKind::Text);
        self.push(&format!("]{}", destination(&url, target)), SpanKind::Own);
    }
}

/// What follows the text of a link.
fn destination(url: &str, target: &Target) -> String {
    let title = characters::squeezed(&target.title).replace('\\', "\\\\").replace('"', "\\\"");
    // A code span would go on beyond the link.
    let title = title.replace('`', "'").replace('|', "/").replace('<', "&lt;");
    if title.is_empty() { format!("({url})") } else { format!("({url} \"{title}\")") }
}

impl Mark {
    fn written(self) -> &'static str {
        match self {
            Self::Emphasis => "*",
            Self::Strong => "**",
            Self::Struck => "~~",
        }
    }
}

impl Line {
    /// The words of each line.
    fn written(mut self) -> Vec<Vec<String>> {
        while self.spans.pop_if(|it| it.kind == SpanKind::Break).is_some() {}
        self.drop_marks();
        let escaped = Delimiters::of(&self);
        let mut lines = Vec::from([Vec::from([String::new()])]);
        let mut begin = 0;
        for span in &self.spans {
            let text = self.text.get(begin..span.end).unwrap_or_default();
            let Some(line) = lines.last_mut() else { break };
            match span.kind {
                SpanKind::Text => self.write_text(begin..span.end, escaped, line),
                SpanKind::Mark { pair, .. } if !self.is_mark(pair) => {}
                SpanKind::Own | SpanKind::Break | SpanKind::Mark { .. } => {
                    if let Some(word) = line.last_mut() {
                        word.push_str(text.trim_end_matches('\n'));
                    }
                }
            }
            if span.kind == SpanKind::Break {
                lines.push(Vec::from([String::new()]));
            }
            begin = span.end;
        }
        lines
    }

    /// Escapes what would mean something, and begins a word at each space.
    fn write_text(&self, range: Range<usize>, escaped: Delimiters, line: &mut Vec<String>) {
        let text = self.text.get(range.clone()).unwrap_or_default();
        // The run of delimiters that is being written, and whether they would be such.
        let mut run = None;
        for (at, c) in text.char_indices() {
            if c == ' ' {
                run = None;
                line.push(String::new());
                continue;
            }
            let is_special = if escaped.has(c) {
                let of_run = run.filter(|(it, _)| *it == c).map(|(_, is_special)| is_special);
                of_run.unwrap_or_else(|| self.is_delimiter(range.start + at, c, &range))
            } else {
                self.is_special(range.start + at, c)
            };
            run = Some((c, is_special));
            if let Some(word) = line.last_mut() {
                word.push_str(if is_special { "\\" } else { "" });
                word.push(c);
            }
        }
    }

    /// Whether a run of delimiters, which begins there in a text, would be one, or a part of a mark beside it.
    fn is_delimiter(&self, at: usize, c: char, range: &Range<usize>) -> bool {
        let len = self.text.get(at..).unwrap_or_default().chars().take_while(|it| *it == c).count();
        let touches =
            at == range.start && at > 0 || at + len >= range.end && range.end < self.text.len();
        touches || self.flanks(at, c) != (false, false)
    }

    fn is_special(&self, at: usize, c: char) -> bool {
        let after = || self.text.get(at + c.len_utf8()..).unwrap_or_default();
        let next = || after().chars().next();
        match c {
            '`' | '[' | ']' => true,
            '\\' => !next().is_some_and(char::is_alphanumeric),
            '<' => next().is_some_and(|it| it.is_alphabetic() || matches!(it, '/' | '!' | '?')),
            '&' => url::is_reference(after()),
            '!' => next() == Some('['),
            '|' => self.place == Place::Cell,
            _ => false,
        }
    }

    /// Whether the run of delimiters around a character can begin and end an emphasis.
    ///
    /// Source: CommonMark 0.31.2, section 6.2, but for what is about punctuation: here more is taken for a delimiter.
    fn flanks(&self, at: usize, c: char) -> (bool, bool) {
        let before = self.text.get(..at).and_then(|it| it.chars().rev().find(|it| *it != c));
        let after = self.text.get(at..).and_then(|it| it.chars().find(|it| *it != c));
        let in_word = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
        if c == '_' && in_word(before) && in_word(after) {
            return (false, false);
        }
        let is_shown = |it: Option<char>| it.is_some_and(|it| !it.is_whitespace());
        (is_shown(after), is_shown(before))
    }

    fn is_mark(&self, pair: usize) -> bool {
        self.marks.get(pair).is_some_and(|(_, is_mark)| *is_mark)
    }

    /// Leaves out marks that wouldn't be taken for such: `a**"b"**c`. HTML can have them where Markdown can't.
    fn drop_marks(&mut self) {
        let is_mark = |it: &Span| matches!(it.kind, SpanKind::Mark { .. });
        let mut dropped = Vec::new();
        let mut run_begin = 0;
        for (idx, span) in self.spans.iter().enumerate() {
            if !is_mark(span) {
                run_begin = span.end;
                continue;
            }
            let ends_run = !self.spans.get(idx + 1).is_some_and(is_mark);
            if !ends_run {
                continue;
            }
            // All marks that stand together are one run of delimiters.
            let begins = self.spans.iter().take(idx + 1).rev().take_while(|it| is_mark(it)).count();
            let run = self.spans.get(idx + 1 - begins..=idx).unwrap_or_default();
            let before = self.text.get(..run_begin).and_then(|it| it.chars().next_back());
            let after = self.text.get(span.end..).and_then(|it| it.chars().next());
            let (opens, ends) = (can_begin(before, after), can_begin(after, before));
            let mixed = run.iter().any(|it| matches!(it.kind, SpanKind::Mark { opens: true, .. }))
                && run.iter().any(|it| matches!(it.kind, SpanKind::Mark { opens: false, .. }));
            for span in run {
                if let SpanKind::Mark { pair, opens: begins } = span.kind
                    && (mixed || !(if begins { opens } else { ends }))
                {
                    dropped.push(pair);
                }
            }
        }
        for pair in dropped {
            if let Some((_, is_mark)) = self.marks.get_mut(pair) {
                *is_mark = false;
            }
        }
    }
}

/// Whether a run of delimiters between two characters can begin an emphasis.
fn can_begin(before: Option<char>, after: Option<char>) -> bool {
    let Some(after) = after.filter(|it| !it.is_whitespace()) else { return false };
    after.is_alphanumeric() || !before.is_some_and(char::is_alphanumeric)
}

/// Which delimiters would make emphasis of text.
#[derive(Clone, Copy, Debug, Default)]
struct Delimiters {
    star: bool,
    underscore: bool,
    tilde: bool,
}

impl Delimiters {
    fn of(line: &Line) -> Self {
        let has = |wanted: &[Mark]| {
            line.marks.iter().any(|(it, is_mark)| *is_mark && wanted.contains(it))
        };
        Self {
            star: has(&[Mark::Emphasis, Mark::Strong]) || pairs(line, '*'),
            underscore: pairs(line, '_'),
            tilde: has(&[Mark::Struck]) || pairs(line, '~'),
        }
    }

    fn has(self, c: char) -> bool {
        match c {
            '*' => self.star,
            '_' => self.underscore,
            '~' => self.tilde,
            _ => false,
        }
    }
}

/// Whether a delimiter in the text can begin an emphasis that another one can end.
fn pairs(line: &Line, c: char) -> bool {
    let mut begin = 0;
    let mut first = None;
    for span in &line.spans {
        let text = line.text.get(begin..span.end).unwrap_or_default();
        if span.kind == SpanKind::Text {
            let mut last = None;
            for (at, _) in text.match_indices(c) {
                // The first of a run stands for it.
                if last != at.checked_sub(1) || at == 0 {
                    let (opens, ends) = line.flanks(begin + at, c);
                    if ends && first.is_some() {
                        return true;
                    }
                    first = first.or(opens.then_some(at));
                }
                last = Some(at);
            }
        }
        begin = span.end;
    }
    false
}
