//! What generated code says about the variants of a union, so that the best fit is tried first.

/// What a variant of a union looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The kind of JSON value.
    pub(crate) kind: Kind,
    /// The members that an object must have.
    pub required: &'static [&'static str],
    /// The members that an object is described with.
    pub known: &'static [&'static str],
    /// The members that have one value where they are there; for a kind other than objects, under any name, the
    /// value itself.
    pub constants: &'static [(&'static str, Scalar)],
    /// The members of members that an object must have, by the names on the way; see [`Shape::nested`](Self::nested).
    pub nested: &'static [(&'static [&'static str], Option<Scalar>)],
    /// Whether members that it isn't described with are kept.
    pub open: bool,
}

impl Shape {
    /// Every value.
    pub const ANY: Self = Self::of(Kind::Any);
    /// `null`.
    pub const NULL: Self = Self::of(Kind::Null);
    /// `true` and `false`.
    pub const BOOL: Self = Self::of(Kind::Bool);
    /// A number without a fraction.
    pub const INTEGER: Self = Self::of(Kind::Integer);
    /// A number.
    pub const NUMBER: Self = Self::of(Kind::Number);
    /// A string.
    pub const STRING: Self = Self::of(Kind::String);
    /// An array.
    pub const ARRAY: Self = Self::of(Kind::Array);

    const fn of(kind: Kind) -> Self {
        Self { kind, required: &[], known: &[], constants: &[], nested: &[], open: false }
    }

    /// Returns the shape of an object by its required and its known members.
    pub const fn object(required: &'static [&'static str], known: &'static [&'static str]) -> Self {
        Self { required, known, ..Self::of(Kind::Object) }
    }

    /// Returns the shape of an object that keeps members which it isn't described with; see [`Shape::object`].
    pub const fn open(required: &'static [&'static str], known: &'static [&'static str]) -> Self {
        Self { open: true, ..Self::object(required, known) }
    }

    /// Returns the shape restricted to values with these constants; see [`Shape::constants`](Self#structfield.constants).
    #[must_use]
    pub const fn with(self, constants: &'static [(&'static str, Scalar)]) -> Self {
        Self { constants, ..self }
    }

    /// Returns the shape restricted to objects with these members of members, each with its only value if it has one.
    ///
    /// They are what tells variants that look the same from outside: `(&["body", "type"], Some(Scalar::String("PLAIN")))`.
    #[must_use]
    pub const fn nested(
        self,
        nested: &'static [(&'static [&'static str], Option<Scalar>)],
    ) -> Self {
        Self { nested, ..self }
    }
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Every value.
    Any,
    /// `null`.
    Null,
    /// `true` and `false`.
    Bool,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    pub(super) fn with_article(self) -> &'static str {
        match self {
            Self::Any => "a value",
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// A constant that tells a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// `true` or `false`.
    Bool(bool),
    /// A number without a fraction.
    Integer(i64),
    /// A string.
    String(&'static str),
}
