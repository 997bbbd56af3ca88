//! What operations and webhooks give: the rules.

use crate::diff::effect::{Cause, Rust, Wire};
use crate::diff::rule::{Area, Rule};

rules! {
    "Responses" {
        RESPONSE_ADDED = "response-added", Compatible Patch / Compatible Patch, Description;
            "One more successful status is described."
            "{0} may answer {1}"
            ""
        ERROR_ADDED = "error-added", Compatible Patch / Compatible Patch, Description;
            "One more error is described."
            "{0} may fail with {1}"
            ""
        RESPONSE_REMOVED = "response-removed", Breaking Patch / Breaking Patch, Description;
            "A successful status is no longer described."
            "{0} no longer answers {1}"
            "see what it answers instead"
        ERROR_REMOVED = "error-removed", Risky Patch / Risky Patch, Description;
            "An error is no longer described."
            "{0} no longer documents {1}"
            ""
        RESPONSE_BODY_ADDED = "response-body-added", Compatible Major / Compatible Major, Description;
            "A response that had no body has one."
            "the {1} response of {0} has a body: {2}"
            ""
        RESPONSE_BODY_REMOVED = "response-body-removed", Breaking Major / Breaking Major, Description;
            "A response no longer has a body."
            "the {1} response of {0} no longer has a body, which was {2}"
            "take the data from elsewhere"
        RESPONSE_KIND_CHANGED = "response-kind-changed", Breaking Major / Breaking Major, Description;
            "The body of a response is of another kind, such as bytes instead of JSON."
            "the {1} response of {0} is {3} and was {2}"
            "release: clients of today can't read it"
        RESPONSE_MEDIA_TYPE_ADDED = "response-media-type-added", Compatible Patch / Compatible Patch, Description;
            "A response may have one more media type."
            "the {1} response of {0} may be {2}"
            ""
        RESPONSE_MEDIA_TYPE_REMOVED = "response-media-type-removed", Breaking Patch / Breaking Patch, Description;
            "A response no longer has a media type."
            "the {1} response of {0} is no longer {2}"
            "see whether somebody asks for that one"
        RESPONSE_HEADER_ADDED = "response-header-added", Compatible Minor / Compatible Minor, Description;
            "A header of a response is new."
            "{0} may answer with the header {1}"
            ""
        RESPONSE_HEADER_REMOVED = "response-header-removed", Risky Major / Risky Major, Description;
            "A header of a response is no longer described."
            "{0} no longer answers with the header {1}"
            "read it by `headers()` while the server still sends it"
        REQUIRED_RESPONSE_HEADER_REMOVED = "required-response-header-removed", Breaking Major / Breaking Major, Description;
            "A header of a response that was always there is no longer described."
            "{0} no longer answers with the header {1}, which was always there"
            "read it by `headers()` while the server still sends it"
        RESPONSE_HEADER_BECAME_OPTIONAL = "response-header-became-optional", Breaking None / Breaking None, Description;
            "A header of a response may be missing."
            "the header {1} of {0} is no longer always there"
            ""
        RESPONSE_HEADER_BECAME_REQUIRED = "response-header-became-required", Compatible None / Compatible None, Description;
            "A header of a response is always there."
            "the header {1} of {0} is always there"
            ""
        RETURNED_TYPE_CHANGED = "returned-type-changed", None Major / None Major, Description;
            "A call gives another Rust type."
            "{0} gives {2} and gave {1}"
            "take the result as {2}"
        ERROR_TYPE_RENAMED = "error-type-renamed", None Major / None Major, Generator;
            "The error of an operation has another name in Rust."
            "the error of {0} is {2} and was {1}"
            "use `{2}` instead of `{1}`"
        ERROR_VARIANT_ADDED = "error-variant-added", None Minor / None Minor, Description;
            "The error of an operation has one more variant."
            "the error of {0} has a new variant {1}: {2}"
            ""
        ERROR_VARIANT_REMOVED = "error-variant-removed", None Major / None Major, Description;
            "The error of an operation has a variant less."
            "the error of {0} no longer has the variant {1}"
            "match the error by `status()` or by another variant"
        HEADERS_TYPE_CHANGED = "headers-type-changed", None Major / None Major, Description;
            "The struct of a response's headers has another name, or is gone."
            "the headers of {0} are {2} and were {1}"
            ""
        SHARED_TYPE_LEFT = "shared-type-left", None Major / None Major, Description;
            "The errors or headers of an operation are no longer a type that others have, too."
            "what {0} gives is no longer `shared::{1}`"
            "name the type by the operation, or take `AnyError`"
        END_ADDED = "end-added", Compatible Minor / Compatible Minor, Description;
            "The response can be had in one more media type."
            "{0} can be ended by {1}"
            ""
        END_ACCEPT_CHANGED = "end-accept-changed", Risky Patch / Risky Patch, Description;
            "An end of a request asks for another media type."
            "`{1}` of {0} asks for {3} and asked for {2}"
            "see whether the server still gives what it is read as"
        END_REMOVED = "end-removed", None Major / None Major, Description;
            "The response can be had in a media type less."
            "{0} can no longer be ended by {1}"
            "take the response as it is"
    }
    "Webhooks" {
        WEBHOOK_ADDED = "webhook-added", Compatible Minor / Compatible Minor, Description;
            "There is a new webhook."
            "the webhook {0} is new"
            ""
        WEBHOOK_REMOVED = "webhook-removed", Breaking Major / Breaking Major, Description;
            "A webhook is no longer described."
            "the webhook {0} is gone"
            "don't wait for it"
        WEBHOOK_RENAMED = "webhook-renamed", None Major / None Major, Generator;
            "The variant of a webhook has another name."
            "the webhook {0} is {2} in Rust and was {1}"
            "use `{2}` instead of `{1}`"
    }
}
