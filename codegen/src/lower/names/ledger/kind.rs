//! What names are for.

/// What a name is for. Each kind is a section of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lower) enum Kind {
    /// The setter of a credential.
    Credential,
    /// A tag's module.
    Group,
    /// An operation's method.
    Operation,
    /// The constructor of a server.
    Server,
    /// A type.
    Type,
    /// The variant of a webhook, after which its function is called.
    Webhook,
}

impl Kind {
    pub(super) const ALL: [Self; 6] =
        [Self::Credential, Self::Group, Self::Operation, Self::Server, Self::Type, Self::Webhook];

    pub(super) fn section(self) -> &'static str {
        match self {
            Self::Credential => "credentials",
            Self::Group => "groups",
            Self::Operation => "operations",
            Self::Server => "servers",
            Self::Type => "types",
            Self::Webhook => "webhooks",
        }
    }
}
