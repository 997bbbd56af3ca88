//! The members of objects: the rules.

use crate::diff::effect::{Cause, Rust, Wire};
use crate::diff::rule::{Area, Rule};

rules! {
    "Members of objects" {
        MEMBER_ADDED_REQUIRED = "member-added-required", Breaking Major / Compatible Minor, Description;
            "A member is new and always there."
            "{0} has a new member {1}, which is required"
            "give it a value where a `{2}` is made"
        MEMBER_ADDED_OPTIONAL = "member-added-optional", Compatible Minor / Compatible Minor, Description;
            "A member is new and may be missing."
            "{0} has a new member {1}"
            ""
        MEMBER_ADDED_CONSTANT = "member-added-constant", Breaking Patch / Compatible Minor, Description;
            "A member is new and has one value, which the constructor sets."
            "{0} has a new member {1}, which is always {2}"
            "release: clients of today don't send it"
        MEMBER_REMOVED = "member-removed", Risky Major / Breaking Major, Description;
            "A member that was always there is no longer described."
            "{0} no longer has the member {1}"
            "don't use it: find out what replaces it"
        OPTIONAL_MEMBER_REMOVED = "optional-member-removed", Risky Major / Risky Major, Description;
            "A member that could be missing is no longer described."
            "{0} no longer has the member {1}, which could be missing"
            "don't use it: find out what replaces it"
        DEPRECATED_MEMBER_REMOVED = "deprecated-member-removed", Risky Major / Risky Major, Description;
            "A member that was deprecated is no longer described."
            "{0} no longer has the member {1}, which was deprecated"
            "don't use it: use what the deprecation named"
        MEMBER_BECAME_REQUIRED = "member-became-required", Breaking Major / Compatible Major, Description;
            "A member is always there."
            "the member {1} of {0} is required"
            "give it a value where a `{2}` is made; it is no `Option` any more"
        MEMBER_BECAME_OPTIONAL = "member-became-optional", Compatible Major / Breaking Major, Description;
            "A member may be missing."
            "the member {1} of {0} may be missing"
            "look whether it is there before it is used"
        MEMBER_BECAME_NULLABLE = "member-became-nullable", Compatible Major / Breaking Major, Description;
            "A member may be `null`."
            "the member {1} of {0} may be `null`"
            "look whether there is a value before it is used"
        MEMBER_BECAME_NOT_NULLABLE = "member-became-not-nullable", Breaking Major / Compatible Major, Description;
            "A member is never `null`."
            "the member {1} of {0} may no longer be `null`"
            "send a value"
        MEMBER_PRESENCE_CHANGED = "member-presence-changed", None Major / None Major, Generator;
            "A member is an `Option` in Rust, or a field, or none any more, and required and nullable as before."
            "the member {1} of {0} is {3} in Rust and was {2}"
            "look whether the code takes it for an `Option`, or for a field"
        MEMBER_CONSTANT_SET = "member-constant-set", Breaking Major / Compatible None, Description;
            "A member has only one value."
            "the member {1} of {0} is always {2}"
            "leave it out: the constructor sets it"
        MEMBER_CONSTANT_CHANGED = "member-constant-changed", Breaking Patch / Breaking Patch, Description;
            "A member that has only one value has another."
            "the member {1} of {0} is always {3} and was {2}"
            "release: clients of today send the old value"
        MEMBER_CONSTANT_UNSET = "member-constant-unset", Compatible Major / Risky None, Description;
            "A member no longer has only one value."
            "the member {1} of {0} is no longer always {2}"
            "give it a value where the constructor takes one"
        MEMBER_RENAMED_IN_RUST = "member-renamed-in-rust", None Major / None Major, Generator;
            "A member has another name in Rust."
            "the member {1} of {0} is `{3}` in Rust and was `{2}`"
            "use `{3}` instead of `{2}`"
        MEMBER_DEPRECATED = "member-deprecated", None Minor / None Minor, Description;
            "A member is deprecated."
            "the member {1} of {0} is deprecated"
            "look for what replaces it"
        MEMBER_UNDEPRECATED = "member-undeprecated", None Patch / None Patch, Description;
            "A member is no longer deprecated."
            "the member {1} of {0} is no longer deprecated"
            ""
        MEMBER_BECAME_READ_ONLY = "member-became-read-only", Risky None / None None, Description;
            "A member is for responses alone."
            "the member {1} of {0} is only for responses"
            "don't send it: the server ignores or refuses it"
        MEMBER_BECAME_NOT_READ_ONLY = "member-became-not-read-only", Compatible None / None None, Description;
            "A member is for requests, too."
            "the member {1} of {0} is for requests, too"
            ""
        REQUIRED_MEMBER_BECAME_NOT_READ_ONLY = "required-member-became-not-read-only", Breaking None / None None, Description;
            "A required member is for requests, too."
            "the member {1} of {0} is for requests, too, and required"
            "send it"
        MEMBER_BECAME_WRITE_ONLY = "member-became-write-only", None None / Risky None, Description;
            "A member is for requests alone."
            "the member {1} of {0} is only for requests"
            "don't wait for it in responses"
        REQUIRED_MEMBER_BECAME_WRITE_ONLY = "required-member-became-write-only", None None / Breaking None, Description;
            "A required member is for requests alone."
            "the member {1} of {0}, which is required, is only for requests"
            "don't wait for it in responses"
        MEMBER_BECAME_NOT_WRITE_ONLY = "member-became-not-write-only", None None / Compatible None, Description;
            "A member is for responses, too."
            "the member {1} of {0} is for responses, too"
            ""
        MORE_MEMBERS_DESCRIBED = "more-members-described", Compatible Minor / Compatible Minor, Description;
            "An object may have members that the description doesn't name."
            "{0} may have further members: {1}"
            ""
        MORE_MEMBERS_UNDESCRIBED = "more-members-undescribed", Risky Major / Risky Major, Description;
            "An object no longer may have members that the description doesn't name."
            "{0} no longer has further members, which were {1}"
            ""
        MORE_MEMBERS_FORBIDDEN = "more-members-forbidden", Breaking None / Compatible None, Description;
            "An object must not have members that the description doesn't name."
            "{0} must not have further members"
            "leave them out: the server refuses them"
        MORE_MEMBERS_ALLOWED = "more-members-allowed", Compatible None / Compatible None, Description;
            "An object may have members that the description doesn't name, and must not before."
            "{0} may have further members"
            ""
    }
}
