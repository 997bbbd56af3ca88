//! JSON as people write it: with comments, variables, trailing commas, single quotes.
//!
//! - In: a text, and the variables of the collection.
//! - Out: the value that the text can only mean; where it may mean several, the reason.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::normalize::postman::variables::{Piece, Variables, only_variable, pieces};
use crate::pointer::Pointer;

use super::Sample;
use super::numbers::is_rounded;

/// How deep values may be nested, so that no text exhausts the stack.
const DEPTH: usize = 100;

/// Characters that close the texts which `"`, `'` and their typographic forms open.
fn closing(open: char) -> Option<&'static [char]> {
    match open {
        '"' => Some(&['"']),
        '\'' => Some(&['\'']),
        '\u{201c}' | '\u{201d}' | '\u{201e}' => Some(&['\u{201c}', '\u{201d}', '"']),
        '\u{2018}' | '\u{2019}' => Some(&['\u{2018}', '\u{2019}', '\'']),
        _ => None,
    }
}

/// Reads a text.
pub(super) fn read(text: &str, variables: &Variables) -> Result<Sample, String> {
    let mut reader = Reader::new(text, variables);
    reader.skip_blanks();
    match reader.peek() {
        None => return Err("it is empty".to_owned()),
        Some('{' | '[' | '"') => {}
        Some(_) => {
            let value = reader.bare_value(&Pointer::root());
            reader.skip_blanks();
            let sound = reader.peek().is_none() && !value.is_string();
            return if sound { Ok(reader.sample(value)) } else { Err(not_json(text)) };
        }
    }
    let value = reader.value(&Pointer::root(), 0)?;
    reader.skip_closed();
    if reader.peek().is_some() {
        return Err(reader.trouble("more text follows the value"));
    }
    Ok(reader.sample(value))
}

fn not_json(text: &str) -> String {
    let start: String = text.trim().chars().take_while(|it| !it.is_whitespace()).take(20).collect();
    format!("it begins with `{start}`")
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    variables: &'a Variables,
    unknown: BTreeSet<Pointer>,
    rounded: BTreeSet<Pointer>,
    huge: BTreeMap<Pointer, String>,
    repaired: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, variables: &'a Variables) -> Self {
        let (unknown, rounded, huge) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
        Self { text, at: 0, variables, unknown, rounded, huge, repaired: false }
    }

    fn sample(self, value: Value) -> Sample {
        let Self { unknown, rounded, huge, repaired, .. } = self;
        Sample { value, unknown, rounded, huge, repaired }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn advance(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Steps over `word`, if it comes next.
    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn trouble(&self, what: &str) -> String {
        let line = self.text.get(..self.at).unwrap_or_default().matches('\n').count() + 1;
        format!("{what} in line {line}")
    }

    /// Steps over blanks and comments.
    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            if rest.starts_with("//") || rest.starts_with('#') {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.at += rest.find("*/").map_or(rest.len(), |it| it + 2);
            } else if let Some(c) = rest.chars().next() {
                if matches!(c, ' ' | '\t' | '\r' | '\n') {
                    self.at += 1;
                    continue;
                }
                if !c.is_whitespace() && !matches!(c, '\u{feff}' | '\u{200b}' | '\u{2060}') {
                    return;
                }
                self.at += c.len_utf8();
            } else {
                return;
            }
            self.repaired = true;
        }
    }

    /// Steps over blanks, needless commas and the dots that stand for what is left out.
    fn skip_fillers(&mut self) {
        loop {
            self.skip_blanks();
            if !(self.eat(",") || self.eat("...") || self.eat("\u{2026}")) {
                return;
            }
            self.repaired = true;
        }
    }

    /// Steps over brackets that close what is closed already.
    fn skip_closed(&mut self) {
        self.skip_blanks();
        while self.eat("}") || self.eat("]") {
            self.repaired = true;
            self.skip_blanks();
        }
    }

    /// Steps over what stands between two members; tells whether another one follows. The end of the
    /// text closes what is open.
    fn next_member(&mut self, close: char, first: bool) -> Result<bool, String> {
        self.skip_blanks();
        let comma = !first && self.eat(",");
        let before = self.at;
        self.skip_fillers();
        match self.peek() {
            None => {
                self.repaired = true;
                Ok(false)
            }
            Some(c) if c == close => {
                self.advance();
                self.repaired |= comma;
                Ok(false)
            }
            Some('}' | ']' | ':') => Err(self.trouble("a bracket is in the wrong place")),
            Some(_) => {
                self.repaired |= !first && !comma && before == self.at;
                Ok(true)
            }
        }
    }

    fn value(&mut self, at: &Pointer, depth: usize) -> Result<Value, String> {
        if depth > DEPTH {
            return Err("it is nested too deeply".to_owned());
        }
        match self.peek() {
            Some('{') if !self.at_variable() => self.object(at, depth),
            Some('[') => self.list(at, depth),
            Some(c) if closing(c).is_some() => Ok(Value::String(self.string()?)),
            _ => Ok(self.bare_value(at)),
        }
    }

    fn object(&mut self, at: &Pointer, depth: usize) -> Result<Value, String> {
        self.advance();
        let mut members = Map::new();
        let mut first = true;
        while self.next_member('}', first)? {
            first = false;
            if self.spread(&mut members, depth)? {
                continue;
            }
            let key = self.key()?;
            let at = at.child(&key);
            // The last of several equal keys counts.
            if members.contains_key(&key) {
                self.unknown.retain(|it| it.strip_prefix(&at).is_none());
                self.rounded.retain(|it| it.strip_prefix(&at).is_none());
                self.huge.retain(|it, _| it.strip_prefix(&at).is_none());
            }
            self.skip_blanks();
            if !self.eat(":") {
                return Err(self.trouble(&format!("no colon follows `{key}`")));
            }
            self.skip_blanks();
            let value = if matches!(self.peek(), None | Some(',' | '}')) {
                self.repaired = true;
                self.unknown.insert(at);
                Value::Null
            } else {
                self.value(&at, depth + 1)?
            };
            members.insert(key, value);
        }
        Ok(Value::Object(members))
    }

    /// Steps over a variable that stands for members, if one comes next, and adds those that its value has.
    fn spread(&mut self, members: &mut Map<String, Value>, depth: usize) -> Result<bool, String> {
        let start = self.at;
        if !self.at_variable() {
            return Ok(false);
        }
        let whole = self.variable_text();
        self.skip_blanks();
        if self.peek() == Some(':') {
            self.at = start;
            return Ok(false);
        }
        self.repaired = true;
        let value = only_variable(whole).and_then(|it| self.variables.value(it));
        let Some(text) = value.map(|it| format!("{{{it}}}")) else { return Ok(true) };
        let variables = self.variables;
        let mut reader = Reader::new(&text, variables);
        if let Value::Object(more) = reader.object(&Pointer::root(), depth + 1)? {
            members.extend(more);
        }
        Ok(true)
    }

    fn list(&mut self, at: &Pointer, depth: usize) -> Result<Value, String> {
        self.advance();
        let mut items = Vec::new();
        while self.next_member(']', items.is_empty())? {
            let item = self.value(&at.index(items.len()), depth + 1)?;
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    /// A key: quoted, or bare up to the colon, perhaps with only its closing quote.
    fn key(&mut self) -> Result<String, String> {
        if self.peek().is_some_and(|it| closing(it).is_some()) {
            return self.string();
        }
        self.repaired = true;
        let mut end = 0;
        let rest = self.rest();
        while let Some(more) = rest.get(end..) {
            if only_leading_variable(more) {
                end += more.find("}}").map_or(2, |it| it + 2);
                continue;
            }
            match more.chars().next() {
                None | Some(':' | ',' | '{' | '}' | '[' | ']' | '\n') => break,
                Some(c) => end += c.len_utf8(),
            }
        }
        let word = rest.get(..end).unwrap_or_default();
        self.at += end;
        let name = word.trim().trim_end_matches(['"', '\'', '\u{201d}', '\u{2019}']).trim();
        if name.is_empty() || name.len() > 200 {
            return Err(self.trouble("a key is absent"));
        }
        Ok(self.variables.fill(name))
    }

    /// A text in quotes, of whatever form; variables in it are replaced.
    fn string(&mut self) -> Result<String, String> {
        let open = self.advance().unwrap_or('"');
        let close = closing(open).unwrap_or(&['"']);
        self.repaired |= open != '"';
        let mut out = String::new();
        loop {
            if self.at_variable() {
                let whole = self.variable_text();
                out.push_str(&self.variables.fill(whole));
                continue;
            }
            match self.advance() {
                None => return Err("a text in it has no end".to_owned()),
                Some(c) if close.contains(&c) => return Ok(out),
                Some('\\') => self.escape(&mut out),
                Some(c) => {
                    self.repaired |= c.is_control();
                    out.push(c);
                }
            }
        }
    }

    /// What a backslash stands before. RFC 8259, section 7; other characters stand for themselves.
    fn escape(&mut self, out: &mut String) {
        let Some(c) = self.advance() else { return };
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'u' => {
                let Some(first) = self.hex() else {
                    self.repaired = true;
                    out.push_str("\\u");
                    return;
                };
                let before = self.at;
                let pair = (0xd800..0xdc00).contains(&first) && self.eat("\\u");
                let second = if pair { self.hex() } else { None };
                let units: Vec<u16> = std::iter::once(first).chain(second).collect();
                if let Ok(text) = String::from_utf16(&units) {
                    out.push_str(&text);
                } else {
                    self.at = before;
                    self.repaired = true;
                    out.push('\u{fffd}');
                }
            }
            '"' | '\\' | '/' => out.push(c),
            _ => {
                self.repaired = true;
                out.push(c);
            }
        }
    }

    fn hex(&mut self) -> Option<u16> {
        let digits = self.rest().get(..4).filter(|it| it.chars().all(|c| c.is_ascii_hexdigit()))?;
        let unit = u16::from_str_radix(digits, 16).ok()?;
        self.at += 4;
        Some(unit)
    }

    fn at_variable(&self) -> bool {
        only_leading_variable(self.rest())
    }

    /// Steps over a variable; its text, braces included.
    fn variable_text(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find("}}").map_or(rest.len(), |it| it + 2);
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// A value without quotes: a number, a constant, a variable, or a word that stands for a value.
    fn bare_value(&mut self, at: &Pointer) -> Value {
        let start = self.at;
        loop {
            if self.at_variable() {
                self.variable_text();
                continue;
            }
            match self.peek() {
                None | Some(',' | '}' | ']' | '{' | '[' | '\n' | '"') => break,
                Some('#' | '/') if self.ends_in_comment(start) => break,
                Some(_) => {
                    self.advance();
                }
            }
        }
        if self.at == start {
            // Something that can't begin a value; a step, so that the reader ends.
            self.advance();
        }
        let word = self.text.get(start..self.at).unwrap_or_default().trim();
        if let Some(value) = self.scalar(word, at) {
            return value;
        }
        self.repaired = true;
        if let Some(name) = only_variable(word) {
            let Some(value) = self.variables.value(name) else {
                self.unknown.insert(at.clone());
                return Value::String(name.to_owned());
            };
            let Some(sample) = super::exact(&value) else {
                return self.scalar(&value, at).unwrap_or(Value::String(value));
            };
            self.rounded.extend(sample.rounded.iter().map(|it| at.join(it)));
            return sample.value;
        }
        let filled = self.variables.fill(word);
        if let Some(value) = self.scalar(&filled, at) {
            return value;
        }
        match word {
            "True" | "TRUE" => return Value::Bool(true),
            "False" | "FALSE" => return Value::Bool(false),
            "None" | "NULL" | "Null" | "undefined" | "nil" => return Value::Null,
            _ => {}
        }
        self.unknown.insert(at.clone());
        Value::String(filled)
    }

    /// A number or a constant.
    fn scalar(&mut self, word: &str, at: &Pointer) -> Option<Value> {
        let Ok(value) = serde_json::from_str::<Value>(word) else {
            let number = largest(word)?;
            self.rounded.insert(at.clone());
            self.huge.insert(at.clone(), word.to_owned());
            return Some(Value::from(number));
        };
        if value.is_number() && is_rounded(word.trim()) {
            self.rounded.insert(at.clone());
        }
        (!value.is_string()).then_some(value)
    }

    /// Whether a comment begins here, behind a value.
    fn ends_in_comment(&self, start: usize) -> bool {
        let before = self.text.get(start..self.at).unwrap_or_default();
        let rest = self.rest();
        (before.is_empty() || before.ends_with(char::is_whitespace))
            && (rest.starts_with('#') || rest.starts_with("//") || rest.starts_with("/*"))
    }
}

/// Whether `text` begins with a variable.
fn only_leading_variable(text: &str) -> bool {
    text.starts_with("{{") && matches!(pieces(text).next(), Some(Piece::Variable(_)))
}

/// The largest double, with its sign, for a number that is beyond all of them.
fn largest(word: &str) -> Option<f64> {
    // Rust reads `inf` as well.
    let number: f64 =
        word.parse().ok().filter(|_| word.ends_with(|it: char| it.is_ascii_digit()))?;
    number.is_infinite().then(|| f64::MAX.copysign(number))
}
