//! Where JSON values begin and end that come one after the other, with line ends, spaces or nothing between them.

/// Where in a value a body is.
#[derive(Debug, Default)]
pub(super) struct Values {
    state: State,
    /// How many objects and arrays are open.
    depth: usize,
    escaped: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Before the next one.
    #[default]
    Between,
    /// In a number or a word, which have no end of their own.
    Word,
    /// In an object or an array.
    Nested,
    /// In a text.
    Text,
    /// In what is no JSON.
    Other,
}

/// What a byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Byte {
    /// Between values.
    Space,
    /// Of a value that goes on.
    Part,
    /// The last one of a value.
    Last,
}

impl Values {
    /// Whether the value has ended when this byte comes.
    ///
    /// No text goes over a line (RFC 8259, section 7): one that isn't closed with its line is broken, and costs none of
    /// the values behind it.
    pub(super) fn end_before(&self, byte: u8) -> bool {
        match self.state {
            State::Between | State::Nested => false,
            State::Word => is_space(byte) || matches!(byte, b'{' | b'[' | b'"'),
            State::Text | State::Other => byte == b'\n',
        }
    }

    /// Takes the next byte.
    pub(super) fn take(&mut self, byte: u8) -> Byte {
        match self.state {
            State::Between if is_space(byte) => return Byte::Space,
            State::Between => self.state = self.begun_by(byte),
            State::Word | State::Other => {}
            State::Nested => self.nested(byte),
            State::Text => {
                // Of a text by itself this is its end, too: it is in nothing.
                if byte == b'"' && !self.escaped {
                    self.state = State::Nested;
                }
                self.escaped = byte == b'\\' && !self.escaped;
            }
        }
        if self.state == State::Nested && self.depth == 0 { Byte::Last } else { Byte::Part }
    }

    fn begun_by(&mut self, byte: u8) -> State {
        match byte {
            b'{' | b'[' => {
                self.depth = 1;
                State::Nested
            }
            b'"' => State::Text,
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => State::Word,
            _ => State::Other,
        }
    }

    fn nested(&mut self, byte: u8) {
        match byte {
            b'"' => self.state = State::Text,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            _ => {}
        }
    }
}

/// RFC 8259, section 2.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}
