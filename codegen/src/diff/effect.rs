//! What a change does: on the wire, and to Rust code that calls the client.

/// Which way the data travels that a change is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Neither: it is about the API as a whole, or about Rust alone.
    #[default]
    None,
    /// From clients to the server.
    Request,
    /// From the server to clients, by responses and webhooks.
    Response,
    /// Both ways.
    Both,
}

/// What a change does to clients that don't change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wire {
    /// Nothing: the same bytes are right.
    None,
    /// They go on working.
    Compatible,
    /// They may fail, by what the server does or by what they make of it.
    Risky,
    /// They fail.
    Breaking,
}

/// What a change does to code that calls the generated crate, as Cargo counts versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rust {
    /// The public API is the same.
    None,
    /// The API is the same, and what it does differs.
    Patch,
    /// There is more.
    Minor,
    /// What compiled may not compile any more.
    Major,
}

/// Who made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The vendor, or whoever wrote the description or its overlay.
    Description,
    /// The generator, or the settings in `vendor.toml`: the description says the same.
    Generator,
}

impl Direction {
    /// The name, as machines read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
        }
    }

    /// Both of them.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, it) | (it, Self::None) => it,
            (one, other) if one == other => one,
            _ => Self::Both,
        }
    }
}

impl Wire {
    /// The name, as machines read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Compatible => "compatible",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}

impl Rust {
    /// The name, as machines read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl Cause {
    /// The name, as machines read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::Generator => "generator",
        }
    }
}
