//! Operations, who can call them, and what the client does by itself: the rules.

use crate::diff::effect::{Cause, Rust, Wire};
use crate::diff::rule::{Area, Rule};

rules! {
    "Operations" {
        OPERATION_ADDED = "operation-added", Compatible Minor / Compatible Minor, Description;
            "There is a new operation."
            "{0} is new"
            ""
        OPERATION_REMOVED = "operation-removed", Breaking Major / Breaking Major, Description;
            "An operation is no longer described."
            "{0} is gone"
            "calls of `{1}` no longer compile: find out what replaces it"
        DEPRECATED_OPERATION_REMOVED = "deprecated-operation-removed", Breaking Major / Breaking Major, Description;
            "An operation that was deprecated is no longer described."
            "{0} is gone; it was deprecated"
            "calls of `{1}` no longer compile: use what the deprecation named"
        SUNSET_OPERATION_REMOVED = "sunset-operation-removed", Breaking Major / Breaking Major, Description;
            "An operation that had a day to go on is no longer described."
            "{0} is gone; it was to go on {2}"
            "calls of `{1}` no longer compile: use what the deprecation named"
        OPERATION_PATH_CHANGED = "operation-path-changed", Breaking Patch / Breaking Patch, Description;
            "An operation of the same `operationId` is at another path."
            "{1} is at {3} and was at {2}"
            "release before the old path stops working"
        OPERATION_METHOD_CHANGED = "operation-method-changed", Breaking Patch / Breaking Patch, Description;
            "An operation of the same `operationId` has another HTTP method."
            "{1} is {3} and was {2}"
            "release before the old method stops working"
        OPERATION_ID_CHANGED = "operation-id-changed", None Patch / None Patch, Description;
            "An operation has another `operationId`, and kept its name in Rust."
            "the `operationId` of {0} is {2} and was {1}"
            ""
        OPERATION_RENAMED = "operation-renamed", None Major / None Major, Description;
            "A method has another name."
            "the method of {0} is {2} and was {1}"
            "use `{2}` instead of `{1}`"
        OPERATION_MOVED = "operation-moved", None Major / None Major, Description;
            "A method is that of another handle, since its tags differ."
            "the method of {0} is {2} and was {1}"
            "use `{2}` instead of `{1}`"
        METHOD_ALIAS_REMOVED = "method-alias-removed", None Major / None Major, Generator;
            "A name that a method had in earlier versions no longer stands for it."
            "the method of {0} is no longer {1} as well"
            "use `{2}` instead of `{1}`"
        BUILDER_RENAMED = "builder-renamed", None Major / None Major, Generator;
            "The type of a request has another name."
            "the request of {0} is {2} and was {1}"
            "use `{2}` instead of `{1}` where the type is named"
        OPERATION_DEPRECATED = "operation-deprecated", None Minor / None Minor, Description;
            "An operation is deprecated."
            "{0} is deprecated"
            "look for what replaces it"
        OPERATION_UNDEPRECATED = "operation-undeprecated", None Patch / None Patch, Description;
            "An operation is no longer deprecated."
            "{0} is no longer deprecated"
            ""
        SUNSET_SET = "sunset-set", Risky Patch / Risky Patch, Description;
            "An operation has a day from which it may be gone."
            "{0} is to go on {1}"
            "stop calling it before that day"
        SUNSET_EARLIER = "sunset-earlier", Risky Patch / Risky Patch, Description;
            "An operation is to go earlier."
            "{0} is to go on {2}, which is earlier than {1}"
            "stop calling it before that day"
        SUNSET_LATER = "sunset-later", None Patch / None Patch, Description;
            "An operation is to go later."
            "{0} is to go on {2}, which is later than {1}"
            ""
        SUNSET_REMOVED = "sunset-removed", None Patch / None Patch, Description;
            "The day is gone from which an operation may be gone."
            "{0} is no longer to go on {1}"
            ""
        STABILITY_LOWERED = "stability-lowered", Risky Patch / Risky Patch, Description;
            "An operation is less stable."
            "{0} is {2} and was {1}"
            "expect it to change"
        STABILITY_RAISED = "stability-raised", None Patch / None Patch, Description;
            "An operation is more stable."
            "{0} is {2} and was {1}"
            ""
        TAG_ADDED = "tag-added", None None / None None, Description;
            "An operation has one more tag."
            "{0} has the new tag {1}"
            ""
        TAG_REMOVED = "tag-removed", None None / None None, Description;
            "An operation has a tag less."
            "{0} no longer has the tag {1}"
            ""
        OPERATION_SERVER_CHANGED = "operation-server-changed", Risky Patch / Risky Patch, Description;
            "An operation has a server of its own, or none any more."
            "{0} is at the server {2} and was at {1}"
            ""
    }
    "Who can call" {
        SECURITY_REQUIRED = "security-required", Breaking Patch / Breaking Patch, Description;
            "What anyone could call needs a credential."
            "{0} needs {1} and needed nothing"
            "set that credential"
        SECURITY_LIFTED = "security-lifted", Compatible Patch / Compatible Patch, Description;
            "Anyone can call what needed a credential."
            "{0} needs no credential any more, and needed {1}"
            ""
        SECURITY_ALTERNATIVE_ADDED = "security-alternative-added", Compatible Patch / Compatible Patch, Description;
            "One more credential will do."
            "{0} takes {1}, too"
            ""
        SECURITY_ALTERNATIVE_REMOVED = "security-alternative-removed", Breaking Patch / Breaking Patch, Description;
            "A credential no longer does, or needs more beside it."
            "{0} no longer takes {1}"
            "use {2}"
        SECURITY_SCOPE_ADDED = "security-scope-added", Breaking Patch / Breaking Patch, Description;
            "A credential needs one more scope."
            "{0} needs the scope {2} of {1}, too"
            "ask for it where the token is made"
        SECURITY_SCOPE_REMOVED = "security-scope-removed", Compatible Patch / Compatible Patch, Description;
            "A credential needs a scope less."
            "{0} no longer needs the scope {2} of {1}"
            ""
    }
    "What the client does by itself" {
        PAGINATION_ADDED = "pagination-added", None Minor / None Minor, Description;
            "The client can go from page to page."
            "{0} has pages: `pages()` and `items()`"
            ""
        PAGINATION_REMOVED = "pagination-removed", None Major / None Major, Description;
            "The client can no longer go from page to page."
            "{0} no longer has pages"
            "ask for each page by the parameters, or say in `vendor.toml` how they go on"
        PAGINATION_CHANGED = "pagination-changed", None Patch / None Patch, Description;
            "The client goes from page to page in another way."
            "the pages of {0} go on in another way"
            ""
        PAGE_ITEM_CHANGED = "page-item-changed", None Major / None Major, Description;
            "The items of pages have another type."
            "the items of {0} are {2} and were {1}"
            ""
        WAITER_ADDED = "waiter-added", None Minor / None Minor, Generator;
            "The client can wait for a state."
            "{0} has {1}"
            ""
        WAITER_REMOVED = "waiter-removed", None Major / None Major, Generator;
            "The client can no longer wait for a state."
            "{0} no longer has {1}"
            "ask until the state is reached, or say in `vendor.toml` what it is"
        WAITER_CHANGED = "waiter-changed", None Patch / None Patch, Generator;
            "The client waits in another way."
            "{1} of {0} waits in another way"
            ""
        IDEMPOTENCY_CHANGED = "idempotency-changed", None Patch / None Patch, Description;
            "Another header, or none, makes it safe to send a call again."
            "the idempotency key of {0} is {2} and was {1}"
            ""
        REPEATABLE_CHANGED = "repeatable-changed", None Patch / None Patch, Generator;
            "A call is sent again, or no longer, where it wasn't answered."
            "{0} is {2} and was {1}"
            ""
    }
}
