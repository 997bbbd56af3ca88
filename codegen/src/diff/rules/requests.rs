//! What operations take: the rules.

use crate::diff::effect::{Cause, Rust, Wire};
use crate::diff::rule::{Area, Rule};

rules! {
    "Parameters" {
        PARAMETER_ADDED_REQUIRED = "parameter-added-required", Breaking Major / Breaking Major, Description;
            "A parameter is new and required."
            "{0} has a new {1} parameter {2}, which is required"
            "give it a value where the method is called"
        PARAMETER_ADDED_OPTIONAL = "parameter-added-optional", Compatible Minor / Compatible Minor, Description;
            "A parameter is new and may be left out."
            "{0} has a new {1} parameter {2}"
            ""
        PARAMETER_ADDED_CONSTANT = "parameter-added-constant", Breaking Patch / Breaking Patch, Description;
            "A parameter is new and has one value, which the client sends by itself."
            "{0} has a new {1} parameter {2}, which is always {3}"
            "release: clients of today don't send it"
        PARAMETER_REMOVED = "parameter-removed", Risky Major / Risky Major, Description;
            "A parameter is no longer described."
            "{0} no longer has the {1} parameter {2}"
            "leave it out: the server may ignore or refuse it"
        DEPRECATED_PARAMETER_REMOVED = "deprecated-parameter-removed", Risky Major / Risky Major, Description;
            "A parameter that was deprecated is no longer described."
            "{0} no longer has the {1} parameter {2}, which was deprecated"
            "leave it out: the server may ignore or refuse it"
        PARAMETER_BECAME_REQUIRED = "parameter-became-required", Breaking Major / Breaking Major, Description;
            "A parameter can no longer be left out."
            "the {1} parameter {2} of {0} is required"
            "give it a value: it is an argument and no setter any more"
        PARAMETER_BECAME_OPTIONAL = "parameter-became-optional", Compatible Major / Compatible Major, Description;
            "A parameter may be left out."
            "the {1} parameter {2} of {0} is no longer required"
            "set it by its setter: it is no argument any more"
        PATH_PARAMETER_RENAMED = "path-parameter-renamed", None None / None None, Description;
            "A parameter of the path has another name, which nobody sends."
            "the path parameter {1} of {0} is called {2}"
            "rename it where the method takes its parameters by name"
        PARAMETER_RENAMED_IN_RUST = "parameter-renamed-in-rust", None Major / None Major, Generator;
            "A parameter has another name in Rust."
            "the {1} parameter {2} of {0} is `{4}` in Rust and was `{3}`"
            "use `{4}` instead of `{3}`"
        PARAMETER_STYLE_CHANGED = "parameter-style-changed", Breaking Patch / Breaking Patch, Description;
            "A parameter is written in another way."
            "the {1} parameter {2} of {0} is written as {4} and was written as {3}"
            "release: clients of today send it as before"
        PARAMETER_CONSTANT_CHANGED = "parameter-constant-changed", Breaking Patch / Breaking Patch, Description;
            "A parameter that the client sends by itself has another value."
            "the {1} parameter {2} of {0} is always {4} and was {3}"
            "release: clients of today send the old value"
        PARAMETER_DEPRECATED = "parameter-deprecated", None Patch / None Patch, Description;
            "A parameter is deprecated."
            "the {1} parameter {2} of {0} is deprecated"
            ""
        PARAMETER_UNDEPRECATED = "parameter-undeprecated", None Patch / None Patch, Description;
            "A parameter is no longer deprecated."
            "the {1} parameter {2} of {0} is no longer deprecated"
            ""
        PART_MEDIA_TYPE_ADDED = "part-media-type-added", Compatible None / Compatible None, Description;
            "A part of a form may have one more media type."
            "the {1} parameter {2} of {0} may be {3}"
            ""
        PART_MEDIA_TYPE_REMOVED = "part-media-type-removed", Breaking None / Breaking None, Description;
            "A part of a form may no longer have a media type."
            "the {1} parameter {2} of {0} may no longer be {3}"
            ""
        NAMED_ARGUMENTS_CHANGED = "named-arguments-changed", None Major / None Major, Generator;
            "A method takes its arguments by name and took them one after the other, or the other way round."
            "the method of {0} takes its arguments {2} and took them {1}"
            "write the call anew"
    }
    "Bodies of requests" {
        BODY_ADDED_REQUIRED = "body-added-required", Breaking Major / Breaking Major, Description;
            "An operation takes a body, which is required."
            "{0} takes a body, which is required"
            "give it one where the method is called"
        BODY_ADDED_OPTIONAL = "body-added-optional", Compatible Minor / Compatible Minor, Description;
            "An operation may take a body."
            "{0} may take a body"
            ""
        BODY_REMOVED = "body-removed", Risky Major / Risky Major, Description;
            "An operation no longer takes a body."
            "{0} no longer takes a body"
            "leave it out"
        BODY_BECAME_REQUIRED = "body-became-required", Breaking Major / Breaking Major, Description;
            "A body can no longer be left out."
            "the body of {0} is required"
            "give it one: it is an argument and no setter any more"
        BODY_BECAME_OPTIONAL = "body-became-optional", Compatible Major / Compatible Major, Description;
            "A body may be left out."
            "the body of {0} is no longer required"
            "set it by its setter: it is no argument any more"
        BODY_MEDIA_TYPE_ADDED = "body-media-type-added", Compatible Minor / Compatible Minor, Description;
            "A body may have one more media type."
            "{0} takes {1}, too"
            ""
        BODY_MEDIA_TYPE_REMOVED = "body-media-type-removed", Breaking Patch / Breaking Patch, Description;
            "A body may no longer have a media type."
            "{0} no longer takes {1}"
            "send {2}"
        BODY_KIND_CHANGED = "body-kind-changed", Breaking Major / Breaking Major, Description;
            "A body is of another kind, such as a form instead of JSON."
            "the body of {0} is {2} and was {1}"
            "write the call anew"
    }
}
