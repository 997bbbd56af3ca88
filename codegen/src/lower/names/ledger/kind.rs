//! What names are for.

/// What a name is for. Each kind is a section of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lower) enum Kind {
    /// A tag's module.
    Group,
    /// An operation's method.
    Operation,
    /// A type.
    Type,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Group, Self::Operation, Self::Type];

    pub(super) fn section(self) -> &'static str {
        match self {
            Self::Group => "groups",
            Self::Operation => "operations",
            Self::Type => "types",
        }
    }
}
