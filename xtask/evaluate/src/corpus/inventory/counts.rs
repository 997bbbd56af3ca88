//! How many things of each kind a description has, and what came of them.

use std::fmt;

use clientwright::Pointer;

/// A kind of thing that a description describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A method of a path.
    Operation,
    /// A parameter of an operation.
    Parameter,
    /// A member of an object.
    Property,
    /// A value of an `enum`.
    EnumValue,
    /// A callback or webhook.
    Event,
    /// A saved request of a collection.
    Request,
}

impl Kind {
    /// All of them, in the order of tables.
    pub(crate) const ALL: [Self; 6] = [
        Self::Operation,
        Self::Parameter,
        Self::Property,
        Self::EnumValue,
        Self::Event,
        Self::Request,
    ];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Property => "property",
            Self::EnumValue => "enum value",
            Self::Event => "event",
            Self::Request => "request",
        })
    }
}

/// How many things of a kind there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// In the description.
    pub(crate) described: usize,
    /// Those of them that are in the crate.
    pub(crate) emitted: usize,
    /// Those of the others that a finding is about.
    pub(crate) reported: usize,
}

/// What is in neither the crate nor a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    pub(crate) kind: Kind,
    /// Where the description has it, as received.
    pub(crate) at: Pointer,
    /// What it is called.
    pub(crate) name: String,
}

/// What a description has and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inventory {
    /// A count for each of [`Kind::ALL`].
    pub(crate) counts: [Count; Kind::ALL.len()],
    pub(crate) missing: Vec<Missing>,
}

impl Inventory {
    /// How many things of `kind` the description has.
    pub(crate) fn described(&self, kind: Kind) -> usize {
        let counts = Kind::ALL.iter().zip(self.counts);
        counts.filter(|(it, _)| **it == kind).map(|(_, it)| it.described).sum()
    }
}
