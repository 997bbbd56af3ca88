//! Types as Rust has them: the rules.

use crate::diff::effect::{Cause, Rust, Wire};
use crate::diff::rule::{Area, Rule};

rules! {
    "Types in Rust" {
        TYPE_RENAMED = "type-renamed", None Major / None Major, Description;
            "A type has another name."
            "the type {0} is called {1}"
            "use `{1}` instead of `{0}`"
        TYPE_ALIAS_REMOVED = "type-alias-removed", None Major / None Major, Generator;
            "A name that a type had in earlier versions no longer stands for it."
            "the type {0} is no longer called {1} as well"
            "use `{0}` instead of `{1}`"
        TYPE_SPLIT = "type-split", None Major / None Major, Description;
            "What was one type are several."
            "the type {0} is gone: {1} stand for it"
            "use one of them instead of `{0}`"
        TYPE_ADDED = "type-added", None Minor / None Minor, Description;
            "A schema of `components` is a new type."
            "the type {0} is new"
            ""
        TYPE_REMOVED = "type-removed", None Major / None Major, Description;
            "A type is gone, with what used it."
            "the type {0} is gone"
            "don't use it"
        TYPE_REPLACED = "type-replaced", None Major / None Major, Description;
            "A type of the same name is something else."
            "the type {0} is {2} and was {1}"
            "see what it has now"
        ALIAS_CHANGED = "alias-changed", None Major / None Major, Description;
            "Another name for a type stands for another one."
            "the type {0} stands for {2} and stood for {1}"
            ""
        CONSTRUCTOR_REMOVED = "constructor-removed", None Major / None Major, Description;
            "A type that is no longer sent has no constructor any more."
            "{0} is no longer sent, so that it has no constructor"
            "don't make values of it: take those that are received"
        NAMED_FIELDS_CHANGED = "named-fields-changed", None Major / None Major, Generator;
            "A constructor takes what is required by name and took it one after the other, or the other way round."
            "the constructor of {0} takes what is required {2} and took it {1}"
            "write the call anew"
        DERIVE_ADDED = "derive-added", None Minor / None Minor, Generator;
            "A type implements one more trait."
            "{0} derives {1}"
            ""
        DERIVE_REMOVED = "derive-removed", None Major / None Major, Generator;
            "A type implements a trait less."
            "{0} no longer derives {1}"
            ""
        OWN_TYPE_CHANGED = "own-type-changed", None Major / None Major, Generator;
            "A type of your own is another."
            "{0} is {2} and was {1}"
            ""
        RUST_NAME_CHANGED = "rust-name-changed", None Major / None Major, Generator;
            "A setter, a constructor or a field has another name in Rust, or is gone, for what is the same on the wire."
            "the {1} of {0} is {3} in Rust and was {2}"
            "change what uses `{2}`"
        TYPE_DEPRECATED = "type-deprecated", None Minor / None Minor, Description;
            "A type is deprecated."
            "{0} is deprecated"
            "look for what replaces it"
        TYPE_UNDEPRECATED = "type-undeprecated", None Patch / None Patch, Description;
            "A type is no longer deprecated."
            "{0} is no longer deprecated"
            ""
    }
}
