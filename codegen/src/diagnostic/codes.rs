//! The kinds of finding, in one table.

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document can't be used; nothing is generated.
    Error,
    /// One operation or schema is emitted in a lesser form, or left out: a named gap.
    Gap,
    /// Probably a mistake of the document; what is generated is unaffected or follows the likely reading.
    Warning,
    /// Something was mended that has one reading.
    Note,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $slug:literal, $severity:ident;)+) => {
        /// The kind of a finding. The documentation of each variant is its explanation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every kind, in the order of this table.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name by which reports and configuration know it; a gap's begins with `gap::`.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)+ }
            }

            /// How much it weighs.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// What it means and what to do.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc, "\n"),+),)+ }
            }
        }
    };
}

codes! {
    // load
    /// The text is neither JSON nor YAML.
    Syntax = "syntax", Error;
    /// An object has the same key twice; the last one counts.
    DuplicateKey = "duplicate-key", Warning;
    /// The text begins like JSON but is not, because of comments or trailing commas for instance. It was read as YAML.
    NotQuiteJson = "not-quite-json", Warning;
    /// A number is beyond 64-bit floating point, infinite or no number. The nearest value or the text stands in for it.
    NumberRange = "number-range", Warning;
    /// A string has half of a surrogate pair, which is no character. It was replaced by U+FFFD.
    LoneSurrogate = "lone-surrogate", Warning;
    /// A line of nothing but white space contains a tab, which YAML forbids there. It was read as
    /// spaces; only the first such line of a file is reported.
    TabLine = "tab-line", Note;
    /// A line inside of brackets or quotes stands further left than the YAML block around it, which YAML forbids. It was
    /// read as if it were indented; only the first such line of a file is reported.
    Outdented = "outdented", Note;
    /// The file holds several YAML documents. Only the first one is read.
    SeveralDocuments = "several-documents", Warning;
    /// A YAML tag that is none of the core schema's. It was ignored.
    UnknownTag = "unknown-tag", Warning;
    /// A YAML key is a collection, which JSON has not. Its text was taken for the key.
    OddKey = "odd-key", Warning;
    /// The value of a YAML merge key (`<<`) is neither a mapping nor a list of them. It was read as an ordinary key.
    BadMerge = "bad-merge", Warning;

    // overlay

    // dialect
    /// The document is none of the descriptions that can be read.
    UnknownDialect = "unknown-dialect", Error;

    // normalize: swagger2

    // normalize: openapi30

    // normalize: openapi31

    // canonical
    /// A `$ref` leads nowhere.
    UnresolvedRef = "gap::unresolved-ref", Gap;

    // lower
}
