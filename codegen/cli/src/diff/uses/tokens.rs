//! A Rust file as its tokens, with their lines: as much as it takes to find names.
//!
//! The parser that the generator has knows no lines without a feature that slows it.

use std::iter::Peekable;
use std::str::Chars;

/// What names are made of, and what stands between them; literals and comments are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Name(String),
    Sign(char),
}

/// The tokens of a text, each with its line, from 1; none where a literal, a comment or a bracket has no end.
pub(super) fn tokens(text: &str) -> Option<Vec<(Token, usize)>> {
    let mut it = Lexer { chars: text.chars().peekable(), line: 1 };
    let (mut found, mut open) = (Vec::new(), Vec::new());
    while let Some(c) = it.next() {
        let line = it.line;
        match c {
            c if c.is_whitespace() => {}
            '/' if it.takes('/') => it.skip_line(),
            '/' if it.takes('*') => it.skip_comment()?,
            '"' => it.skip_string()?,
            '\'' => it.skip_quote()?,
            c if c.is_ascii_digit() => it.skip_number(),
            c if c == '_' || c.is_alphabetic() => {
                if let Word::Name(name) = it.word(c)? {
                    found.push((Token::Name(name), line));
                }
            }
            c => {
                match c {
                    '(' => open.push(')'),
                    '[' => open.push(']'),
                    '{' => open.push('}'),
                    ')' | ']' | '}' if open.pop() != Some(c) => return None,
                    _ => {}
                }
                found.push((Token::Sign(c), line));
            }
        }
    }
    open.is_empty().then_some(found)
}

/// What begins with a letter.
enum Word {
    Name(String),
    /// A literal that has a prefix.
    Literal,
}

struct Lexer<'t> {
    chars: Peekable<Chars<'t>>,
    line: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.chars.next()?;
        self.line += usize::from(c == '\n');
        Some(c)
    }

    fn takes(&mut self, c: char) -> bool {
        self.chars.next_if_eq(&c).is_some()
    }

    fn skip_line(&mut self) {
        while self.chars.next_if(|it| *it != '\n').is_some() {}
    }

    /// Comments nest.
    fn skip_comment(&mut self) -> Option<()> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                '/' if self.takes('*') => depth += 1,
                '*' if self.takes('/') => depth -= 1,
                _ => {}
            }
        }
        Some(())
    }

    fn skip_string(&mut self) -> Option<()> {
        loop {
            match self.next()? {
                '"' => return Some(()),
                '\\' => {
                    self.next()?;
                }
                _ => {}
            }
        }
    }

    /// A character, or the name of a lifetime.
    fn skip_quote(&mut self) -> Option<()> {
        let first = self.next()?;
        if first == '\\' {
            self.next()?;
            while self.next()? != '\'' {}
        } else if !self.takes('\'') {
            while self.chars.next_if(|it| is_inside(*it)).is_some() {}
        }
        Some(())
    }

    fn skip_number(&mut self) {
        while self.chars.next_if(|it| is_inside(*it)).is_some() {}
    }

    /// The name that begins with `first`, or the literal whose prefix it is.
    fn word(&mut self, first: char) -> Option<Word> {
        let mut name = String::from(first);
        while let Some(c) = self.chars.next_if(|it| is_inside(*it)) {
            name.push(c);
        }
        let is_raw = ["r", "br", "cr"].contains(&name.as_str());
        match self.chars.peek() {
            Some('#') if is_raw => self.raw(),
            Some('"') if is_raw => {
                self.next();
                self.skip_raw(0).map(|()| Word::Literal)
            }
            Some('"') if ["b", "c"].contains(&name.as_str()) => {
                self.next();
                self.skip_string().map(|()| Word::Literal)
            }
            Some('\'') if name == "b" => {
                self.next();
                self.skip_quote().map(|()| Word::Literal)
            }
            _ => Some(Word::Name(name)),
        }
    }

    /// What follows `r` before a `#`: a raw string, or a raw name.
    fn raw(&mut self) -> Option<Word> {
        let mut hashes = 0;
        while self.takes('#') {
            hashes += 1;
        }
        match self.next()? {
            '"' => self.skip_raw(hashes).map(|()| Word::Literal),
            c => self.word(c),
        }
    }

    fn skip_raw(&mut self, hashes: usize) -> Option<()> {
        loop {
            while self.next()? != '"' {}
            if (0..hashes).all(|_| self.takes('#')) {
                return Some(());
            }
        }
    }
}

fn is_inside(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Option<Vec<(String, usize)>> {
        let all = tokens(text)?.into_iter();
        Some(
            all.filter_map(|(it, line)| match it {
                Token::Name(name) => Some((name, line)),
                Token::Sign(_) => None,
            })
            .collect(),
        )
    }

    #[test]
    fn what_is_quoted_or_said_is_no_name() {
        let text = "a // b\n/* c /* d */ e */ \"f \\\" g\" r#\"h \" i\"# b'j' 'k' 'l m\nr#type 1u8 '\\'' n";
        let found = names(text).unwrap();
        let of = |it: &str, line| (it.to_owned(), line);
        assert_eq!(found, [of("a", 1), of("m", 2), of("type", 3), of("n", 3)]);
        for text in ["\"a", "/* a", "fn a() {", "a)", "r#\"a\""] {
            assert_eq!(tokens(text), None, "{text}");
        }
    }
}
