//! Signs as words, and letters of other scripts in Latin ones.
//!
//! Most signs only separate words. Those that make a difference are told: a text of nothing but signs (`>=`), a sign of
//! a number (`-1`), comparisons behind a name (`created<`), wildcards (`image/*`), and signs that ASCII hasn't (`€`).

/// Which signs are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Those that make a difference as a rule.
    Telling,
    /// Those, and a `-` in front.
    OfValue,
    /// Every one.
    All,
}

/// The text in ASCII letters and digits, with a space for what separates words and words for the signs that are told.
pub(super) fn worded(text: &str, told: Told) -> String {
    let chars: Vec<char> = text.chars().collect();
    let bare = !text.chars().any(char::is_alphanumeric);
    let brackets = text.find('<').is_some_and(|open| text[open..].contains('>'));
    let mut out = String::with_capacity(text.len());
    for index in 0..chars.len() {
        let place = Place { chars: &chars, index, told, bare, brackets };
        let c = place.own();
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c),
            // An apostrophe joins: `don't` is one word.
            '\'' | '\u{2019}' if !bare && told != Told::All => {}
            _ if place.is_told() => spaced(&mut out, place.word()),
            c if c.is_ascii() => out.push(' '),
            c => out.push_str(&latin(&place, c)),
        }
    }
    out
}

fn spaced(out: &mut String, word: &str) {
    out.push(' ');
    out.push_str(word);
    out.push(' ');
}

/// A character of a text and what stands around it.
#[derive(Clone, Copy)]
struct Place<'a> {
    chars: &'a [char],
    index: usize,
    told: Told,
    /// Whether the text is nothing but signs.
    bare: bool,
    /// Whether it has a pair of `<` and `>`, which then are brackets.
    brackets: bool,
}

impl Place<'_> {
    fn own(&self) -> char {
        self.chars.get(self.index).copied().unwrap_or_default()
    }

    fn before(&self) -> Option<char> {
        self.index.checked_sub(1).and_then(|it| self.chars.get(it)).copied()
    }

    fn after(&self) -> Option<char> {
        self.chars.get(self.index + 1).copied()
    }

    /// Whether nothing but this sign follows.
    fn ends(&self) -> bool {
        self.chars.iter().skip(self.index).all(|it| *it == self.own())
    }

    fn is_told(&self) -> bool {
        let c = self.own();
        if self.bare || self.told == Told::All {
            return !self.word().is_empty();
        }
        let (before, after) = (self.before(), self.after());
        let digit_follows = after.is_some_and(|it| it.is_ascii_digit());
        let begins = !before.is_some_and(char::is_alphanumeric);
        match c {
            '+' => before.is_none() || digit_follows || self.ends(),
            '-' if before.is_none() => digit_follows || self.told == Told::OfValue,
            // Marks and blood groups: `A-`, `AB-`.
            '-' if after.is_none() => {
                self.index <= 2 && self.chars.iter().take(self.index).all(char::is_ascii_uppercase)
            }
            '-' => begins && digit_follows,
            // `->` and `=>` are arrows, which only separate.
            '<' | '>' => !self.brackets && !matches!(before, Some('-' | '=')),
            '=' => matches!(before, Some('<' | '>' | '!')) && !self.brackets,
            '!' => before.is_none() || after == Some('='),
            '*' => {
                let is_step = |it| matches!(it, Some('/' | '.' | ':'));
                is_step(before) || is_step(after)
            }
            '%' => before.is_some_and(|it| it.is_ascii_digit()),
            '#' => after.is_none() && before.is_some_and(|it| it.is_ascii_alphabetic()),
            c => !c.is_ascii() && symbol(c).is_some(),
        }
    }

    /// Whether it is one of `[]` at the end, which forms of PHP write behind the name of a list.
    fn is_empty_brackets(&self) -> bool {
        let rest = self.chars.get(self.index..).unwrap_or_default();
        rest == ['[', ']'] || (rest == [']'] && self.before() == Some('['))
    }

    /// The word of the sign here; empty where it has none.
    fn word(&self) -> &'static str {
        let c = self.own();
        if !self.bare && self.is_empty_brackets() {
            return if c == '[' { "list" } else { "" };
        }
        let numeric = self.after().is_none_or(|it| it.is_ascii_digit());
        match c {
            // Between words it is no minus.
            '-' if !self.bare && !numeric && self.before().is_some() => "dash",
            '#' if !self.bare && self.after().is_none() => "sharp",
            c => sign(c).or_else(|| symbol(c)).unwrap_or_default(),
        }
    }
}

/// A letter, sign or emoji beyond ASCII in letters of ASCII, as far as there are any.
fn latin(place: &Place<'_>, c: char) -> String {
    let plain = match c {
        // As German writes them without dots.
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'Ä' | 'Æ' => "Ae",
        'Ö' | 'Œ' => "Oe",
        'Ü' => "Ue",
        // What a trade mark is called doesn't change by the mark.
        '©' | '®' | '™' if !place.bare => " ",
        c => any_ascii::any_ascii_char(c),
    };
    if c.is_alphabetic() {
        let is_upper = |it: Option<char>| it.is_some_and(char::is_uppercase);
        let is_alone = !place.before().is_some_and(char::is_alphabetic);
        let shouted = is_upper(place.before()) || (is_alone && is_upper(place.after()));
        // `GRÖSSE` is one word, hence not `GROeSSE`.
        let plain =
            if c.is_uppercase() && shouted { plain.to_uppercase() } else { plain.to_owned() };
        return plain.chars().filter(char::is_ascii_alphanumeric).collect();
    }
    // Marks of letters, directions and the like stand for nothing.
    if plain.is_empty() && !c.is_whitespace() && !c.is_control() {
        return String::new();
    }
    let letters = |c: char| if c.is_ascii_alphanumeric() { c } else { ' ' };
    let letters: String = plain.chars().map(letters).collect();
    if c.is_numeric() { letters } else { format!(" {letters} ") }
}

/// The word of a sign of ASCII.
fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '&' => "and",
        '|' => "or",
        '%' => "percent",
        '/' => "slash",
        '.' => "dot",
        '?' => "question",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '~' => "tilde",
        '"' => "quote",
        '\'' => "apostrophe",
        '`' => "backtick",
        '\\' => "backslash",
        ',' => "comma",
        ';' => "semicolon",
        ':' => "colon",
        '^' => "caret",
        '_' => "underscore",
        '(' => "open parenthesis",
        ')' => "close parenthesis",
        '[' => "open bracket",
        ']' => "close bracket",
        '{' => "open brace",
        '}' => "close brace",
        ' ' => "space",
        '\t' => "tab",
        '\n' => "newline",
        '\r' => "return",
        _ => return None,
    })
}

/// The word of a sign beyond ASCII. Dashes, quotation marks and bullets are none: they only separate.
fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '≤' | '≦' | '⩽' => "less equal",
        '≥' | '≧' | '⩾' => "greater equal",
        '≠' => "not equal",
        '≈' | '≃' | '≅' => "almost equal",
        '≡' => "identical",
        '→' | '➔' | '➜' | '⟶' => "right arrow",
        '←' | '⟵' => "left arrow",
        '↑' => "up arrow",
        '↓' => "down arrow",
        '↔' | '⟷' => "left right arrow",
        '⇒' => "implies",
        '⇔' => "equivalent",
        '×' | '✕' | '✖' => "times",
        '÷' => "divided",
        '±' => "plus minus",
        '−' => "minus",
        '∞' => "infinity",
        '√' => "root",
        '∑' => "sum",
        '∏' => "product",
        '∆' => "delta",
        '∈' => "in",
        '∉' => "not in",
        '∋' => "contains",
        '∅' => "empty set",
        '∩' => "intersection",
        '∪' => "union",
        '⊂' | '⊆' => "subset",
        '⊃' | '⊇' => "superset",
        '∧' => "and",
        '∨' => "or",
        '¬' => "not",
        '∀' => "all",
        '∃' => "exists",
        '°' => "degree",
        '‰' => "permille",
        '§' => "section",
        '¢' => "cent",
        '€' => "euro",
        '£' => "pound",
        '¥' => "yen",
        '₹' => "rupee",
        '₽' => "ruble",
        '₩' => "won",
        '₺' => "lira",
        '₴' => "hryvnia",
        '₿' => "bitcoin",
        '✓' | '✔' | '✅' => "check",
        '✗' | '✘' | '❌' => "cross",
        '★' | '☆' => "star",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Told, worded};

    #[track_caller]
    fn told(told: Told, table: &[(&str, &str)]) {
        for (text, expected) in table {
            let words = worded(text, told);
            assert_eq!(
                words.split_whitespace().collect::<Vec<_>>().join(" "),
                *expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_text_of_signs_is_told() {
        told(
            Told::Telling,
            &[
                (">=", "greater equal"),
                ("≥", "greater equal"),
                ("≠", "not equal"),
                ("!=", "not equal"),
                ("→", "right arrow"),
                ("€", "euro"),
                ("∞", "infinity"),
                ("%", "percent"),
                (" ", "space"),
                ("\t", "tab"),
                ("[]", "open bracket close bracket"),
                ("…", ""),
                ("", ""),
            ],
        );
    }

    #[test]
    fn signs_that_make_a_difference_are_told() {
        told(
            Told::Telling,
            &[
                ("+1", "plus 1"),
                ("-1", "minus 1"),
                ("votes-+1", "votes plus 1"),
                ("votes--1", "votes minus 1"),
                ("GMT+1", "GMT plus 1"),
                ("created<", "created less"),
                ("created>=", "created greater equal"),
                ("<your id>", "your id"),
                ("a->b", "a b"),
                ("!active", "not active"),
                ("image/*", "image star"),
                ("*.created", "star created"),
                ("Name *", "Name"),
                ("50%", "50 percent"),
                ("C++", "C plus plus"),
                ("C#", "C sharp"),
                ("A-", "A minus"),
                ("env-", "env"),
                ("20 °C", "20 degree C"),
                ("utf-8", "utf 8"),
                ("x=1", "x 1"),
                ("don't", "dont"),
                ("-self", "self"),
                ("Shop™ API", "Shop API"),
            ],
        );
    }

    #[test]
    fn a_sign_in_front_of_a_value_is_told() {
        told(Told::OfValue, &[("-created_at", "minus created at"), ("+name", "plus name")]);
    }

    #[test]
    fn every_sign_is_told_where_nothing_else_differs() {
        told(
            Told::All,
            &[
                ("a-b", "a dash b"),
                ("a_b", "a underscore b"),
                ("a.b c", "a dot b space c"),
                ("GMT-1", "GMT minus 1"),
                ("-a", "minus a"),
                ("title[]", "title list"),
                ("a[b]", "a open bracket b close bracket"),
            ],
        );
    }

    #[test]
    fn letters_of_other_scripts_keep_their_sound() {
        told(
            Told::Telling,
            &[
                ("Łódź", "Lodz"),
                ("Привет", "Privet"),
                ("ЩИТ", "SHCHIT"),
                ("東京", "DongJing"),
                ("서울", "SeoUl"),
                ("größe", "groesse"),
                ("GRÖSSE", "GROESSE"),
                ("Über", "Ueber"),
                ("cafe\u{301}", "cafe"),
                ("m²", "m2"),
                ("👍", "thumbsup"),
                ("a\u{202e}b", "ab"),
                ("a\u{a0}b", "a b"),
            ],
        );
    }
}
