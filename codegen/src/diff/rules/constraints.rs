//! What else values have to keep to: the rules.

use crate::diff::effect::{Cause, Rust, Wire};
use crate::diff::rule::{Area, Rule};

rules! {
    "Constraints" {
        MINIMUM_TIGHTENED = "minimum-tightened", Breaking None / Compatible None, Description;
            "`minimum` is set or raised."
            "`minimum` of {0} is {2} and was {1}"
            "send only what keeps to it: the server refuses the rest"
        MINIMUM_LOOSENED = "minimum-loosened", Compatible None / Risky None, Description;
            "`minimum` is unset or lowered."
            "`minimum` of {0} is {2} and was {1}"
            "see whether something relies on it"
        EXCLUSIVE_MINIMUM_TIGHTENED = "exclusive-minimum-tightened", Breaking None / Compatible None, Description;
            "`exclusiveMinimum` is set or raised."
            "`exclusiveMinimum` of {0} is {2} and was {1}"
            "send only what keeps to it: the server refuses the rest"
        EXCLUSIVE_MINIMUM_LOOSENED = "exclusive-minimum-loosened", Compatible None / Risky None, Description;
            "`exclusiveMinimum` is unset or lowered."
            "`exclusiveMinimum` of {0} is {2} and was {1}"
            "see whether something relies on it"
        MAXIMUM_TIGHTENED = "maximum-tightened", Breaking None / Compatible None, Description;
            "`maximum` is set or lowered."
            "`maximum` of {0} is {2} and was {1}"
            "send only what keeps to it: the server refuses the rest"
        MAXIMUM_LOOSENED = "maximum-loosened", Compatible None / Risky None, Description;
            "`maximum` is unset or raised."
            "`maximum` of {0} is {2} and was {1}"
            "see whether something relies on it"
        EXCLUSIVE_MAXIMUM_TIGHTENED = "exclusive-maximum-tightened", Breaking None / Compatible None, Description;
            "`exclusiveMaximum` is set or lowered."
            "`exclusiveMaximum` of {0} is {2} and was {1}"
            "send only what keeps to it: the server refuses the rest"
        EXCLUSIVE_MAXIMUM_LOOSENED = "exclusive-maximum-loosened", Compatible None / Risky None, Description;
            "`exclusiveMaximum` is unset or raised."
            "`exclusiveMaximum` of {0} is {2} and was {1}"
            "see whether something relies on it"
        MIN_LENGTH_TIGHTENED = "min-length-tightened", Breaking None / Compatible None, Description;
            "`minLength` is set or raised."
            "`minLength` of {0} is {2} and was {1}"
            "send only what keeps to it: the server refuses the rest"
        MIN_LENGTH_LOOSENED = "min-length-loosened", Compatible None / Risky None, Description;
            "`minLength` is unset or lowered."
            "`minLength` of {0} is {2} and was {1}"
            "see whether something relies on it"
        MAX_LENGTH_TIGHTENED = "max-length-tightened", Breaking None / Compatible None, Description;
            "`maxLength` is set or lowered."
            "`maxLength` of {0} is {2} and was {1}"
            "send only what keeps to it: the server refuses the rest"
        MAX_LENGTH_LOOSENED = "max-length-loosened", Compatible None / Risky None, Description;
            "`maxLength` is unset or raised."
            "`maxLength` of {0} is {2} and was {1}"
            "see whether something relies on it"
        MIN_ITEMS_TIGHTENED = "min-items-tightened", Breaking None / Compatible None, Description;
            "`minItems` is set or raised."
            "`minItems` of {0} is {2} and was {1}"
            "send only what keeps to it: the server refuses the rest"
        MIN_ITEMS_LOOSENED = "min-items-loosened", Compatible None / Risky None, Description;
            "`minItems` is unset or lowered."
            "`minItems` of {0} is {2} and was {1}"
            "see whether something relies on it"
        MAX_ITEMS_TIGHTENED = "max-items-tightened", Breaking None / Compatible None, Description;
            "`maxItems` is set or lowered."
            "`maxItems` of {0} is {2} and was {1}"
            "send only what keeps to it: the server refuses the rest"
        MAX_ITEMS_LOOSENED = "max-items-loosened", Compatible None / Risky None, Description;
            "`maxItems` is unset or raised."
            "`maxItems` of {0} is {2} and was {1}"
            "see whether something relies on it"
        MIN_PROPERTIES_TIGHTENED = "min-properties-tightened", Breaking None / Compatible None, Description;
            "`minProperties` is set or raised."
            "`minProperties` of {0} is {2} and was {1}"
            "send only what keeps to it: the server refuses the rest"
        MIN_PROPERTIES_LOOSENED = "min-properties-loosened", Compatible None / Risky None, Description;
            "`minProperties` is unset or lowered."
            "`minProperties` of {0} is {2} and was {1}"
            "see whether something relies on it"
        MAX_PROPERTIES_TIGHTENED = "max-properties-tightened", Breaking None / Compatible None, Description;
            "`maxProperties` is set or lowered."
            "`maxProperties` of {0} is {2} and was {1}"
            "send only what keeps to it: the server refuses the rest"
        MAX_PROPERTIES_LOOSENED = "max-properties-loosened", Compatible None / Risky None, Description;
            "`maxProperties` is unset or raised."
            "`maxProperties` of {0} is {2} and was {1}"
            "see whether something relies on it"
        MULTIPLE_OF_SET = "multiple-of-set", Breaking None / Compatible None, Description;
            "`multipleOf` is set."
            "`multipleOf` of {0} is {2} and was {1}"
            "send only multiples"
        MULTIPLE_OF_CHANGED = "multiple-of-changed", Breaking None / Risky None, Description;
            "`multipleOf` is another number."
            "`multipleOf` of {0} is {2} and was {1}"
            "send only multiples"
        MULTIPLE_OF_UNSET = "multiple-of-unset", Compatible None / Risky None, Description;
            "`multipleOf` is unset."
            "`multipleOf` of {0} is {2} and was {1}"
            ""
        PATTERN_SET = "pattern-set", Breaking None / Compatible None, Description;
            "A text has to match a pattern."
            "`pattern` of {0} is {2} and was {1}"
            "send only what matches it"
        PATTERN_CHANGED = "pattern-changed", Risky None / Risky None, Description;
            "A text has to match another pattern."
            "`pattern` of {0} is {2} and was {1}"
            "see whether what is sent matches it"
        PATTERN_UNSET = "pattern-unset", Compatible None / Risky None, Description;
            "A text no longer has to match a pattern."
            "`pattern` of {0} is {2} and was {1}"
            ""
        UNIQUE_ITEMS_REQUIRED = "unique-items-required", Breaking None / Compatible None, Description;
            "The items of a list have to differ."
            "`uniqueItems` of {0} is {2} and was {1}"
            "send each item once"
        UNIQUE_ITEMS_NOT_REQUIRED = "unique-items-not-required", Compatible None / Risky None, Description;
            "The items of a list may be the same."
            "`uniqueItems` of {0} is {2} and was {1}"
            ""
        DEFAULT_SET = "default-set", Risky None / None None, Description;
            "What is left out has a default."
            "`default` of {0} is {2} and was {1}"
            "say the value where another one was meant"
        DEFAULT_CHANGED = "default-changed", Risky None / None None, Description;
            "What is left out has another default."
            "`default` of {0} is {2} and was {1}"
            "say the value where the old one is meant"
        DEFAULT_UNSET = "default-unset", Risky None / None None, Description;
            "What is left out no longer has a default."
            "`default` of {0} is {2} and was {1}"
            "say the value"
        FORMAT_SET = "format-set", Breaking None / Compatible None, Description;
            "A value has to have a format."
            "`format` of {0} is {2} and was {1}"
            "send only what has that format"
        FORMAT_CHANGED = "format-changed", Breaking None / Risky None, Description;
            "A value has to have another format."
            "`format` of {0} is {2} and was {1}"
            "send only what has that format"
        FORMAT_UNSET = "format-unset", Compatible None / Risky None, Description;
            "A value no longer has to have a format."
            "`format` of {0} is {2} and was {1}"
            ""
        CONTENT_CHANGED = "content-changed", Risky None / Risky None, Description;
            "What is in a text is encoded, or is of another media type."
            "`{3}` of {0} is {2} and was {1}"
            "see what is in the text"
        KEYWORD_CHANGED = "keyword-changed", Risky None / Risky None, Description;
            "Another keyword of a schema differs."
            "`{3}` of {0} is {2} and was {1}"
            ""
    }
}
