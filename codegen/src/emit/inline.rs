//! Code spans, links and marks within a line of a vendor's CommonMark.

/// The line with HTML, bare URLs and links that aren't to the web made harmless.
pub(super) fn sound(line: &str) -> String {
    Scanner { rest: line, out: String::with_capacity(line.len() + 16), in_link: false }.run()
}

/// The line with a fence at its beginning shown as typed.
pub(super) fn without_fence(line: &str) -> String {
    if line.starts_with("```") || line.starts_with("~~~") {
        let mark = line.chars().next().unwrap_or('`');
        let len = line.chars().take_while(|c| *c == mark).count();
        let rest = line.get(len..).unwrap_or_default();
        return format!("{}{rest}", format!("\\{mark}").repeat(len));
    }
    line.to_owned()
}

struct Scanner<'a> {
    rest: &'a str,
    out: String,
    /// Whether this is the text of a link, in which no other link may stand.
    in_link: bool,
}

impl Scanner<'_> {
    fn run(mut self) -> String {
        while let Some(c) = self.rest.chars().next() {
            match c {
                '\\' => self.backslash(),
                '`' => self.code_span(),
                '<' => self.angle(),
                '!' if self.rest.starts_with("![") => {
                    self.skip(1);
                    self.bracket();
                }
                '[' => self.bracket(),
                ']' => self.escaped(c),
                'h' if is_url(self.rest) => self.url(),
                _ => {
                    self.out.push(c);
                    self.skip(c.len_utf8());
                }
            }
        }
        self.out
    }

    fn skip(&mut self, len: usize) {
        self.rest = self.rest.get(len..).unwrap_or_default();
    }

    fn push(&mut self, texts: &[&str]) {
        self.out.extend(texts.iter().copied());
    }

    fn escaped(&mut self, c: char) {
        self.out.push('\\');
        self.out.push(c);
        self.skip(c.len_utf8());
    }

    /// A backslash escapes the punctuation after it; before anything else, and at the end, it is itself.
    fn backslash(&mut self) {
        if let Some(next) = self.rest.chars().nth(1).filter(char::is_ascii_punctuation) {
            self.out.push('\\');
            self.out.push(next);
            self.skip(2);
        } else {
            self.out.push_str("\\\\");
            self.skip(1);
        }
    }

    /// A code span that ends on this line, or backticks to be shown.
    ///
    /// One with a `|` is shown as typed, because a table would end its cell there.
    fn code_span(&mut self) {
        let len = self.rest.bytes().take_while(|byte| *byte == b'`').count();
        match code_span_end(self.rest).and_then(|end| self.rest.get(..end)) {
            Some(span) if !span.contains('|') => {
                self.out.push_str(span);
                self.skip(span.len());
            }
            _ => {
                self.out.push_str(&"\\`".repeat(len));
                self.skip(len);
            }
        }
    }

    /// `<https://…>` stays; any other angle bracket would begin HTML.
    fn angle(&mut self) {
        let inner = self.rest.get(1..).and_then(|it| it.split_once('>')).map(|(inner, _)| inner);
        match inner.filter(|it| !self.in_link && is_target(it)) {
            Some(url) => {
                self.out.push('<');
                self.out.push_str(url);
                self.out.push('>');
                self.skip(url.len() + 2);
            }
            None => self.escaped('<'),
        }
    }

    /// `[text](https://…)` stays a link; to anything else, the text stays without its brackets' meaning.
    fn bracket(&mut self) {
        let Some((text, target, len)) = link(self.rest) else { return self.escaped('[') };
        let shown = Scanner { rest: text, out: String::new(), in_link: true }.run();
        let plain = self.in_link || !is_target(target);
        if plain && shown.starts_with(char::is_alphanumeric) {
            self.out.push_str(&shown);
        } else if plain {
            // What stands at the beginning of a line must not become the mark of a block.
            self.push(&["\\[", &shown, "\\]"]);
        } else if shown.trim().is_empty() {
            self.push(&["<", target, ">"]);
        } else {
            self.push(&["[", &shown, "](<", target, ">)"]);
        }
        self.skip(len);
    }

    /// A bare URL becomes an autolink.
    fn url(&mut self) {
        let end = self.rest.find(|c: char| c.is_whitespace() || "<>()[]{}\"'`|\\*".contains(c));
        let url = self.rest.get(..end.unwrap_or(self.rest.len())).unwrap_or_default();
        let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '_', '~']);
        if self.in_link {
            self.out.push_str(url);
        } else {
            self.push(&["<", url, ">"]);
        }
        self.skip(url.len());
    }
}

/// Where the code span at the beginning of `text` ends.
fn code_span_end(text: &str) -> Option<usize> {
    let len = text.bytes().take_while(|byte| *byte == b'`').count();
    let mut at = len;
    while let Some(found) = text.get(at..)?.find('`') {
        let start = at + found;
        let run = text.get(start..)?.bytes().take_while(|byte| *byte == b'`').count();
        if run == len {
            return Some(start + run);
        }
        at = start + run;
    }
    None
}

/// The text and target of the inline link at the beginning of `text`, and its length.
fn link(text: &str) -> Option<(&str, &str, usize)> {
    let close = closing_bracket(text)?;
    let inside = text.get(1..close)?;
    let after = text.get(close + 1..)?.strip_prefix('(')?;
    let end = after.find(')')?;
    let target = after.get(..end)?.trim();
    // A title may follow the target.
    let target = target.split_whitespace().next().unwrap_or_default();
    let target = target.strip_prefix('<').and_then(|it| it.strip_suffix('>')).unwrap_or(target);
    Some((inside, target, close + 1 + 1 + end + 1))
}

/// Where the bracket closes that `text` begins with.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(c) = text.get(at..)?.chars().next() {
        match c {
            '\\' => at += 1,
            '`' => at += code_span_end(text.get(at..)?).unwrap_or(1).saturating_sub(1),
            '[' => depth += 1,
            ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += text.get(at..)?.chars().next().map_or(1, char::len_utf8);
    }
    None
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|it| it.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// Whether a link to `target` leads to the web, so that rustdoc leaves it alone.
fn is_target(target: &str) -> bool {
    (is_url(target) || target.starts_with("mailto:"))
        && !target.contains(|c: char| c.is_whitespace() || c.is_control() || "<>`|\\".contains(c))
}
