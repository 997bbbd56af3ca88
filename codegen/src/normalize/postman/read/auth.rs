//! How requests authenticate.

use serde_json::Value;

use super::spot::Spot;
use crate::normalize::postman::collection::{Auth, Carrier};

/// The usual word before a token (RFC 6750, section 2.1).
const BEARER: &str = "Bearer";

/// What one item, folder or collection says about authentication.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stated {
    auth: Auth,
    /// Whether it is marked as taken from further up, as the documenter does.
    is_inherited: bool,
}

impl Stated {
    /// What counts where `above` is what counts further up.
    pub(super) fn or(&self, above: &Auth) -> Auth {
        let is_said = self.auth != Auth::Unsaid;
        if is_said && !(self.is_inherited && *above != Auth::Unsaid) {
            self.auth.clone()
        } else {
            above.clone()
        }
    }
}

/// Reads the `auth` of an item, folder, request or collection (1.0: `currentHelper` and `helperAttributes`).
pub(super) fn stated(spot: &Spot<'_>) -> Stated {
    match spot.get("auth") {
        Some(auth) => new(&auth),
        None => Stated { auth: old(spot), is_inherited: false },
    }
}

fn new(spot: &Spot<'_>) -> Stated {
    let name = spot.text().or_else(|| spot.text_of("type")).unwrap_or_default();
    let name = name.trim().to_ascii_lowercase();
    let details = spot.get(&name);
    let is_inherited =
        spot.is_set("isInherited") || details.as_ref().is_some_and(|it| it.is_set("isInherited"));
    Stated { auth: typed(&name, details.as_ref(), spot), is_inherited }
}

/// What version 1.0 says: a helper's name, and its attributes as an object or as the text of one.
fn old(spot: &Spot<'_>) -> Auth {
    let Some(helper) = spot.word_of(&["currentHelper"]) else { return Auth::Unsaid };
    let name = match helper.as_str() {
        "normal" => return Auth::Unsaid,
        "basicAuth" => "basic",
        "bearerAuth" => "bearer",
        "jwtAuth" => "jwt",
        "apikeyAuth" => "apikey",
        "digestAuth" => "digest",
        "hawkAuth" => "hawk",
        "ntlmAuth" => "ntlm",
        "awsSigV4" => "awsv4",
        "oAuth1" => "oauth1",
        "oAuth2" => "oauth2",
        other => other,
    };
    let attributes = spot.get("helperAttributes");
    let text = attributes.as_ref().and_then(Spot::text);
    let parsed = text.and_then(|it| serde_json::from_str::<Value>(&it).ok());
    match (&parsed, &attributes) {
        (Some(parsed), Some(attributes)) => typed(name, Some(&attributes.inside(parsed)), spot),
        _ => typed(name, attributes.as_ref(), spot),
    }
}

fn typed(name: &str, details: Option<&Spot<'_>>, spot: &Spot<'_>) -> Auth {
    let word = |key: &str| details.and_then(|it| attribute(it, key)).unwrap_or_default();
    match name {
        "" => Auth::Unsaid,
        "noauth" | "none" => Auth::None,
        "basic" => Auth::Basic,
        "bearer" => Auth::Token(Carrier::Header { prefix: BEARER.to_owned() }),
        "jwt" => Auth::Token(match carrier(details, "token") {
            // What is empty means the usual word here.
            Carrier::Header { prefix } if prefix.is_empty() => {
                Carrier::Header { prefix: BEARER.to_owned() }
            }
            carrier => carrier,
        }),
        // A key without a name is sent nowhere.
        "apikey" if word("key").is_empty() => Auth::None,
        "apikey" => Auth::ApiKey { name: word("key"), in_query: word("in") == "query" },
        "oauth2" => Auth::OAuth2 {
            carrier: carrier(details, "access_token"),
            grant: word("grant_type"),
            token_url: word("accessTokenUrl"),
            authorization_url: word("authUrl"),
            scopes: word("scope").split_whitespace().map(ToOwned::to_owned).collect(),
        },
        other => Auth::Other { name: other.to_owned(), at: spot.at.clone() },
    }
}

/// How a token is sent; `query_name` is the usual name of a parameter.
fn carrier(details: Option<&Spot<'_>>, query_name: &str) -> Carrier {
    let word = |key: &str| details.and_then(|it| attribute(it, key));
    // `url` is what older versions write.
    let in_query = ["queryParams", "queryParam", "query", "url"];
    if word("addTokenTo").is_some_and(|it| in_query.contains(&it.as_str())) {
        let name = word("queryParamKey").filter(|it| !it.is_empty());
        return Carrier::Query { name: name.unwrap_or_else(|| query_name.to_owned()) };
    }
    Carrier::Header { prefix: word("headerPrefix").unwrap_or_else(|| BEARER.to_owned()) }
}

/// An attribute, in any of the forms: a map (2.0), a list of keys and values (2.1), or two such lists (documenter).
fn attribute(details: &Spot<'_>, key: &str) -> Option<String> {
    let lists = [Some(details.clone()), details.get("basicConfig"), details.get("advancedConfig")];
    let listed = lists.into_iter().flatten().flat_map(|it| it.items());
    let mut listed = listed.filter(|it| it.text_of("key").as_deref() == Some(key));
    let value = listed.find_map(|it| it.get("value")).or_else(|| details.get(key))?;
    let words = value.items();
    let text = if words.is_empty() {
        value.text()?
    } else {
        words.iter().filter_map(Spot::text).collect::<Vec<_>>().join(" ")
    };
    Some(text.trim().to_owned())
}
