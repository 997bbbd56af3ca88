//! Forms in which values travel that aren't those of their types.

/// What `x-clientwright-wire` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WireForm {
    /// A boolean is `1` or `0`.
    Number,
    /// A boolean, number or time is a string.
    String,
    /// A time is the seconds since 1970.
    UnixSeconds,
    /// A time is the milliseconds since 1970.
    UnixMilliseconds,
    /// A list of one item is that item.
    ListOrOne,
    /// The empty string is `null`.
    EmptyNull,
}

impl WireForm {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Number,
        Self::String,
        Self::UnixSeconds,
        Self::UnixMilliseconds,
        Self::ListOrOne,
        Self::EmptyNull,
    ];

    /// Its name in descriptions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::String => "string",
            Self::UnixSeconds => "unix-seconds",
            Self::UnixMilliseconds => "unix-milliseconds",
            Self::ListOrOne => "list-or-one",
            Self::EmptyNull => "empty-null",
        }
    }

    /// Whether a time is a number.
    pub fn is_unix(self) -> bool {
        matches!(self, Self::UnixSeconds | Self::UnixMilliseconds)
    }
}

/// The form of a value: several that go together, none for that of its type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wire(Vec<WireForm>);

impl Wire {
    /// The forms, in their order.
    pub fn forms(&self) -> &[WireForm] {
        &self.0
    }

    /// Whether it is that of the type.
    pub fn is_plain(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds forms.
    pub fn add(&mut self, forms: &[WireForm]) {
        self.0.extend_from_slice(forms);
        self.0.sort_unstable();
        self.0.dedup();
    }

    pub(super) fn has(&self, form: WireForm) -> bool {
        self.0.contains(&form)
    }

    /// How many units are in a second, where a time is a number.
    pub(super) fn units(&self) -> Option<i64> {
        if self.has(WireForm::UnixSeconds) {
            Some(1)
        } else if self.has(WireForm::UnixMilliseconds) {
            Some(1000)
        } else {
            None
        }
    }
}
