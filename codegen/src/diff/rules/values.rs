//! What values may be: the rules.

use crate::diff::effect::{Cause, Rust, Wire};
use crate::diff::rule::{Area, Rule};

rules! {
    "Types of values" {
        TYPE_CHANGED = "type-changed", Breaking Major / Breaking Major, Description;
            "A value has another type."
            "{0} is {2} and was {1}"
            "convert the value"
        TYPE_WIDENED = "type-widened", Compatible Major / Risky Major, Description;
            "A value may be more than before."
            "{0} is {2} and was {1}"
            "convert the value; a response may hold what was impossible"
        TYPE_NARROWED = "type-narrowed", Breaking Major / Compatible Major, Description;
            "A value may be less than before."
            "{0} is {2} and was {1}"
            "convert the value; the server refuses what it no longer takes"
        BECAME_NULLABLE = "became-nullable", Compatible Major / Breaking Major, Description;
            "A value may be `null`."
            "{0} may be `null`"
            "look whether there is a value before it is used"
        BECAME_NOT_NULLABLE = "became-not-nullable", Breaking Major / Compatible Major, Description;
            "A value is never `null`."
            "{0} may no longer be `null`"
            "send a value"
        BECAME_ENUM = "became-enum", Breaking Major / Compatible Major, Description;
            "A value is one of a list."
            "{0} is one of the values of {2} and was {1}"
            "make it of a value of the enum; others are refused"
        BECAME_NOT_ENUM = "became-not-enum", Compatible Major / Risky Major, Description;
            "A value is no longer one of a list."
            "{0} is {2} and was one of the values of {1}"
            "take it as what it is"
        WIRE_FORM_CHANGED = "wire-form-changed", Breaking Patch / Breaking Patch, Description;
            "A value is written in another form, such as a time as a number."
            "{0} is written as {2} and was written as {1}"
            "release: clients of today use the old form"
        TYPE_NAME_CHANGED = "type-name-changed", None Major / None Major, Description;
            "A value of the same form has another Rust type."
            "{0} is {2} in Rust and was {1}"
            "use `{2}` instead of `{1}`"
    }
    "Lists of values" {
        ENUM_VALUE_ADDED = "enum-value-added", Compatible Minor / Risky Minor, Description;
            "There is one more value."
            "{0} has the new value {1}"
            "a `match` gets it by its last arm; see what that does"
        ENUM_VALUE_REMOVED = "enum-value-removed", Breaking Major / Compatible Major, Description;
            "There is a value less."
            "{0} no longer has the value {1}"
            "use another value instead of `{2}`"
        ENUM_VARIANT_RENAMED = "enum-variant-renamed", None Major / None Major, Generator;
            "A value has another name in Rust."
            "the value {1} of {0} is `{3}` in Rust and was `{2}`"
            "use `{3}` instead of `{2}`"
    }
    "Alternatives" {
        ALTERNATIVE_ADDED = "alternative-added", Compatible Minor / Risky Minor, Description;
            "A union has one more alternative."
            "{0} may be {1}"
            "a `match` gets it by its last arm; see what that does"
        ALTERNATIVE_REMOVED = "alternative-removed", Breaking Major / Compatible Major, Description;
            "A union has an alternative less."
            "{0} can no longer be {1}"
            "use another alternative"
        ALTERNATIVE_RENAMED = "alternative-renamed", None Major / None Major, Description;
            "A variant has another name in Rust."
            "the variant of {0} for {1} is `{3}` in Rust and was `{2}`"
            "use `{3}` instead of `{2}`"
        DISCRIMINATOR_ADDED = "discriminator-added", Compatible Minor / Compatible Minor, Description;
            "A member tells the alternatives apart, which nothing did."
            "the member {1} tells the alternatives of {0} apart"
            ""
        DISCRIMINATOR_REMOVED = "discriminator-removed", Risky Patch / Risky Patch, Description;
            "No member tells the alternatives apart any more."
            "the member {1} no longer tells the alternatives of {0} apart"
            ""
        DISCRIMINATOR_CHANGED = "discriminator-changed", Breaking Patch / Breaking Patch, Description;
            "Another member tells the alternatives apart."
            "the member {2} tells the alternatives of {0} apart, and {1} did"
            "release: clients of today look at the old member"
        DISCRIMINATOR_VALUE_ADDED = "discriminator-value-added", Compatible Patch / Risky Patch, Description;
            "One more value of a discriminator stands for an alternative."
            "the value {1} stands for {2} in {0}"
            ""
        DISCRIMINATOR_VALUE_REMOVED = "discriminator-value-removed", Breaking Patch / Compatible Patch, Description;
            "A value of a discriminator no longer stands for an alternative."
            "the value {1} no longer stands for {2} in {0}"
            ""
        COMPOSITION_CHANGED = "composition-changed", Risky None / Risky None, Description;
            "`oneOf` became `anyOf`, or the other way round."
            "{0} is {2} and was {1}"
            ""
    }
}
