//! A vendor's CommonMark, made sound for rustdoc.
//!
//! - In: any text at all.
//! - Out: text that rustdoc renders without a warning and doesn't take for Rust to be tested: no HTML, no bare URL, no
//!   link that rustdoc would resolve, no indented code, every fence tagged and closed, no control characters.
//!
//! It reads line by line and errs on the side of showing a mark of Markdown as it was typed.

use super::inline;

/// Lines longer than this are broken where it is safe.
const WIDTH: usize = 100;

/// The text as rustdoc may have it, without blank lines around it.
pub(super) fn sound(text: &str) -> String {
    let mut reader = Reader::default();
    for line in clean(text).lines() {
        reader.line(line);
    }
    reader.finish()
}

/// The text on one line, such as for the cell of a table.
pub(super) fn sound_line(text: &str) -> String {
    inline::sound(&clean(text).split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Without control and direction characters, and with one kind of line break.
fn clean(text: &str) -> String {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}', '\u{85}'], "\n");
    let keep = |c: &char| *c == '\n' || !(c.is_control() || is_invisible(*c));
    text.replace('\t', "    ")
        .chars()
        .filter(keep)
        .map(|c| if c == '\u{a0}' { ' ' } else { c })
        .collect()
}

/// Characters that change how others are shown, or that can't be seen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}')
}

/// A fence that is open.
#[derive(Debug)]
struct Fence {
    mark: char,
    len: usize,
    indent: usize,
}

#[derive(Debug, Default)]
struct Reader {
    out: Vec<String>,
    fence: Option<Fence>,
    /// Where the content of each list item that is open begins.
    items: Vec<usize>,
    /// Where lines of indented code begin that are being made a fence.
    indented: Option<usize>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        if self.fence.is_some() {
            return self.code(line);
        }
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        if rest.trim_end().is_empty() {
            return self.out.push(String::new());
        }
        let n_open = self.items.len();
        self.items.retain(|content| *content <= indent);
        // Else the line is below an item that it ends, and goes on with the list.
        let continues = self.items.len() == n_open;
        let base = self.items.last().copied().unwrap_or_default();
        let after_blank = self.out.last().is_none_or(String::is_empty);
        if indent >= base + 4
            && (self.indented.is_some() || after_blank)
            && list_mark(rest).is_none()
        {
            return self.indented_code(line, base);
        }
        self.end_indented();
        let indent = indent.min(base + 3);
        if !after_blank && continues && cannot_interrupt(rest) {
            self.out.push(String::new());
        }
        if let Some((mark, len)) = fence_mark(rest) {
            self.out.push(format!("{}{}text", " ".repeat(base), mark.to_string().repeat(len)));
            self.fence = Some(Fence { mark, len, indent: base });
            return;
        }
        self.text(indent, rest);
    }

    /// A line of text: a paragraph's, a heading, a list item, a quotation, a row of a table.
    fn text(&mut self, indent: usize, rest: &str) {
        let mut marks = String::new();
        let mut body = rest;
        let mut quoted = false;
        // Items may begin within items and quotations; each has one space after its mark, so that no code begins there.
        loop {
            if let Some(after) = body.strip_prefix('>') {
                quoted = true;
                marks.push_str("> ");
                body = after.trim_start();
            } else if let Some((mark, after)) =
                list_mark(body).filter(|(_, after)| !after.trim().is_empty())
            {
                marks.extend([mark, " "]);
                body = after.trim_start();
                if !quoted {
                    self.items.push(indent + marks.len());
                }
            } else {
                break;
            }
        }
        let body = inline::sound(&inline::without_fence(body));
        let hanging = indent + if quoted { 0 } else { marks.len() };
        if quoted || list_mark(&body).is_some() {
            return self
                .out
                .push(format!("{}{marks}{body}", " ".repeat(indent)).trim_end().to_owned());
        }
        self.push(indent, hanging, &format!("{marks}{body}"));
    }

    /// Adds a line, broken where it is long and its parts can stand at the beginning of one.
    fn push(&mut self, first: usize, hanging: usize, text: &str) {
        let text = text.trim_end();
        let mut line = " ".repeat(first);
        if text.starts_with('#') || text.contains('|') {
            line.push_str(text);
            return self.out.push(line);
        }
        let mut begun = false;
        for word in text.split(' ') {
            let long = line.chars().count() + word.chars().count() + 1 > WIDTH;
            if begun && long && can_begin(word) {
                self.out.push(std::mem::replace(&mut line, " ".repeat(hanging)));
                begun = false;
            }
            if begun {
                line.push(' ');
            }
            line.push_str(word);
            begun = true;
        }
        self.out.push(line.trim_end().to_owned());
    }

    /// A line below an open fence.
    fn code(&mut self, line: &str) {
        let Some(fence) = &self.fence else { return };
        let body = line.trim();
        let closes = body.len() >= fence.len && body.chars().all(|c| c == fence.mark);
        let base = " ".repeat(fence.indent);
        if closes {
            self.out.push(format!("{base}{}", fence.mark.to_string().repeat(fence.len)));
            self.fence = None;
            return;
        }
        let body = line.strip_prefix(base.as_str()).unwrap_or_else(|| line.trim_start());
        // A fence that doesn't close the outer one must not look as if it did.
        self.out.push(format!("{base}{body}").trim_end().to_owned());
    }

    fn indented_code(&mut self, line: &str, base: usize) {
        if self.indented.is_some_and(|begun| begun != base) {
            self.end_indented();
        }
        let margin = " ".repeat(base);
        if self.indented.is_none() {
            self.indented = Some(base);
            self.out.push(format!("{margin}{INDENTED}text"));
        }
        let body = line.get(base + 4..).unwrap_or_default().replace(INDENTED, "~~~");
        self.out.push(format!("{margin}{body}").trim_end().to_owned());
    }

    fn end_indented(&mut self) {
        let Some(base) = self.indented.take() else { return };
        let blank = self.out.iter().rev().take_while(|line| line.is_empty()).count();
        let at = self.out.len() - blank;
        self.out.insert(at, format!("{}{INDENTED}", " ".repeat(base)));
    }

    fn finish(mut self) -> String {
        self.end_indented();
        if let Some(fence) = self.fence.take() {
            self.out.push(format!(
                "{}{}",
                " ".repeat(fence.indent),
                fence.mark.to_string().repeat(fence.len)
            ));
        }
        let blank = self.out.iter().take_while(|line| line.is_empty()).count();
        self.out.drain(..blank);
        self.out.join("\n").trim_end().to_owned()
    }
}

/// The fence around what was indented code.
const INDENTED: &str = "~~~~";

/// The mark and length of a fence that begins a line.
fn fence_mark(rest: &str) -> Option<(char, usize)> {
    let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let len = rest.chars().take_while(|c| *c == mark).count();
    let info = rest.get(len..).unwrap_or_default();
    (len >= 3 && !(mark == '`' && info.contains('`'))).then_some((mark, len))
}

/// The mark of a list item and what follows it.
fn list_mark(rest: &str) -> Option<(&str, &str)> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let end = match rest.as_bytes().get(digits) {
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let (mark, body) = rest.split_at(end);
    (body.is_empty() || body.starts_with(' ')).then_some((mark, body))
}

/// Whether a line would go on with the paragraph before it although it looks like a list item.
///
/// Source: CommonMark 0.31, section 5.2: an empty item and a number other than 1 can't interrupt a paragraph.
fn cannot_interrupt(rest: &str) -> bool {
    list_mark(rest).is_some_and(|(mark, _)| !matches!(mark, "-" | "*" | "+" | "1." | "1)"))
}

/// Whether a word stands at the beginning of a line without being taken for the mark of a block.
fn can_begin(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphabetic() || matches!(c, '(' | '"' | '\'' | '/'))
}
