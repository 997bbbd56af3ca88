//! What the API as a whole has: the rules.

use crate::diff::effect::{Cause, Rust, Wire};
use crate::diff::rule::{Area, Rule};

rules! {
    "The API as a whole" {
        API_VERSION_CHANGED = "api-version-changed", None Patch / None Patch, Description;
            "The vendor counts another version."
            "the version of the API is {2} and was {1}"
            ""
        API_TITLE_CHANGED = "api-title-changed", None Patch / None Patch, Description;
            "The API is called otherwise."
            "the API is called {2} and was called {1}"
            ""
        PACKAGE_RENAMED = "package-renamed", None Major / None Major, Generator;
            "The crate has another name."
            "the crate is called {2} and was called {1}"
            "depend on `{2}`, and change the paths that begin with the crate's name"
        CRATE_REMOVED = "crate-removed", None Major / None Major, Generator;
            "The crate is no longer generated."
            "the crate {0} is gone"
            "depend on what replaces it, or on its last version"
        SERVER_ADDED = "server-added", Compatible Minor / Compatible Minor, Description;
            "The API has one more server."
            "the server {0} is new: {1}"
            ""
        SERVER_REMOVED = "server-removed", Risky Major / Risky Major, Description;
            "A server is no longer described."
            "the server {0} is gone: {1}"
            "use another server, or `Server::custom` while it still answers"
        SERVER_MOVED = "server-moved", Risky Patch / Risky Patch, Description;
            "A server has another URL."
            "the server {0} is at {2} and was at {1}"
            "see whether the old one still answers; certificates, firewalls and allow lists may name it"
        SERVER_RENAMED = "server-renamed", None Major / None Major, Generator;
            "A server has another name in Rust."
            "the server {0} is called {1}"
            "use `{1}` instead of `{0}`"
        DEFAULT_SERVER_CHANGED = "default-server-changed", Risky Patch / Risky Patch, Description;
            "Clients that name no server use another one."
            "calls go to {2} by default and went to {1}"
            "name the server where the old one is meant"
        SERVER_VARIABLE_ADDED = "server-variable-added", Risky Major / Risky Major, Description;
            "The URL of a server has one more variable."
            "the server {0} has a new variable {1}, whose default is {2}"
            "give it a value where the server is made"
        SERVER_VARIABLE_REMOVED = "server-variable-removed", Risky Major / Risky Major, Description;
            "The URL of a server has a variable less."
            "the server {0} no longer has the variable {1}"
            "leave it out where the server is made"
        SERVER_VARIABLE_DEFAULT_CHANGED = "server-variable-default-changed", Risky Patch / Risky Patch, Description;
            "A variable of a server has another default."
            "the variable {1} of the server {0} is {3} by default and was {2}"
            "set it where the old value is needed"
        RETRY_SETTINGS_CHANGED = "retry-settings-changed", None Patch / None Patch, Generator;
            "What the client sends again, and when, differs."
            "the settings of retries differ"
            ""
        MANIFEST_CHANGED = "manifest-changed", None Patch / None Patch, Generator;
            "Something differs that no rule is about."
            "`api.json` differs in what no rule is about"
            "look at the difference of `api.json`"
    }
    "Credentials" {
        CREDENTIAL_ADDED = "credential-added", Compatible Minor / Compatible Minor, Description;
            "There is one more way to sign in."
            "the credential {0} is new: {1}"
            ""
        CREDENTIAL_REMOVED = "credential-removed", Breaking Major / Breaking Major, Description;
            "A way to sign in is no longer described."
            "the credential {0} is gone: {1}"
            "use another credential: its setter of the builder is gone"
        CREDENTIAL_KIND_CHANGED = "credential-kind-changed", Breaking Major / Breaking Major, Description;
            "A credential is sent in another way."
            "the credential {0} is {2} and was {1}"
            "see which setter the builder has for it now, and whether the secret is another"
        CREDENTIAL_RENAMED = "credential-renamed", None Major / None Major, Generator;
            "The setter of a credential has another name."
            "the setter of the credential {0} is {2} and was {1}"
            "use `{2}` instead of `{1}`"
        OAUTH_FLOW_ADDED = "oauth-flow-added", Compatible Minor / Compatible Minor, Description;
            "OAuth 2.0 has one more flow."
            "the credential {0} has the new flow {1}"
            ""
        OAUTH_FLOW_REMOVED = "oauth-flow-removed", Breaking Major / Breaking Major, Description;
            "OAuth 2.0 has a flow less."
            "the credential {0} no longer has the flow {1}"
            "use another flow"
        OAUTH_URL_CHANGED = "oauth-url-changed", Risky Patch / Risky Patch, Description;
            "A URL of an OAuth 2.0 flow differs: for tokens, authorization or refreshing."
            "the URL {2} of the flow {1} of the credential {0} is {4} and was {3}"
            "see whether redirect URLs or allow lists name it"
        OAUTH_SCOPE_ADDED = "oauth-scope-added", Compatible Patch / Compatible Patch, Description;
            "A flow of OAuth 2.0 has one more scope."
            "the flow {1} of the credential {0} has the new scope {2}"
            ""
        OAUTH_SCOPE_REMOVED = "oauth-scope-removed", Risky Patch / Risky Patch, Description;
            "A flow of OAuth 2.0 has a scope less."
            "the flow {1} of the credential {0} no longer has the scope {2}"
            "don't ask for it: servers refuse scopes that they don't know"
    }
}
