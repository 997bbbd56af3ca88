//! Other forms of a value than its type's own: a boolean as `1`, a number as `"12"`, a time in seconds.
//!
//! [`Wire`] says which, as a description's overlay does of a member or parameter, and [`Wired`] is a value with it;
//! `wired` reads and writes them.

/// How a value travels that isn't in the form of its type.
///
/// Forms are combined by [`and`](Self::and). What is written is this form; what is read is this one and the type's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wire(u8);

impl Wire {
    /// A boolean is `1` or `0`.
    pub const NUMBER: Self = Self(1);
    /// A boolean, number or time is a string: `"true"`, `"12"`; a boolean that is a number as well is `"1"`.
    pub const STRING: Self = Self(1 << 1);
    /// A time is the seconds since 1970-01-01T00:00:00Z.
    pub const UNIX_SECONDS: Self = Self(1 << 2);
    /// A time is the milliseconds since 1970-01-01T00:00:00Z.
    pub const UNIX_MILLISECONDS: Self = Self(1 << 3);
    /// A list of one item is that item.
    pub const LIST_OR_ONE: Self = Self(1 << 4);
    /// The empty string is `null`.
    pub const EMPTY_NULL: Self = Self(1 << 5);

    /// The form as it is without any.
    pub(super) const PLAIN: Self = Self(0);

    /// Both forms.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the value in this form, as a parameter takes it.
    pub const fn of<T>(self, value: &T) -> Wired<'_, T> {
        Wired { wire: self, value }
    }

    pub(super) const fn has(self, form: Self) -> bool {
        self.0 & form.0 != 0
    }

    /// How many units of the time are in a second, where it is a number.
    pub(super) const fn units(self) -> Option<i128> {
        if self.has(Self::UNIX_SECONDS) {
            Some(1)
        } else if self.has(Self::UNIX_MILLISECONDS) {
            Some(1000)
        } else {
            None
        }
    }
}

/// The value of a parameter in another form than its type's own: see [`Wire::of`].
#[derive(Clone, Copy, Debug)]
pub struct Wired<'a, T> {
    pub(super) wire: Wire,
    pub(super) value: &'a T,
}
