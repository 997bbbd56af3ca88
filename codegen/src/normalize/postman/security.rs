//! How requests authenticate: the schemes of the document and what each operation requires.

use std::collections::BTreeMap;

use heck::ToLowerCamelCase;
use serde_json::{Map, Value, json};

use crate::http::{is_computed_scheme, is_token};
use crate::pointer::Pointer;

use super::collection::{Auth, Carrier, Entry, Request};
use super::endpoints::{Endpoint, template};
use super::variables::{Piece, Variables, pieces};

/// What headers end in that carry a key, whatever API it is.
const KEYS: [&str; 4] = ["api-key", "apikey", "auth-token", "access-token"];

/// The security schemes of a document.
#[derive(Debug, Default)]
pub(super) struct Schemes {
    schemes: Map<String, Value>,
    /// Where the collection has those that can't be sent.
    places: BTreeMap<String, Pointer>,
}

/// What an operation requires: any of these sets of schemes.
pub(super) type Requirements = Vec<Vec<String>>;

impl Schemes {
    /// What the requests of an endpoint require, all their ways of authenticating being alternatives.
    ///
    /// `None` where the collection says nothing about it.
    pub(super) fn of(
        &mut self,
        endpoint: &Endpoint<'_>,
        variables: &Variables,
    ) -> Option<Requirements> {
        let mut alternatives: Requirements = Vec::new();
        let mut is_said = false;
        for saved in &endpoint.requests {
            let (said, names) = self.request(saved.request, variables);
            is_said |= said;
            if !alternatives.contains(&names) {
                alternatives.push(names);
            }
        }
        // What needs nothing at all is no alternative among alternatives, but no requirement.
        if alternatives.iter().all(Vec::is_empty) {
            alternatives.clear();
        }
        is_said.then_some(alternatives)
    }

    /// The schemes that one request uses, and whether the collection says anything about it.
    fn request(&mut self, request: &Request, variables: &Variables) -> (bool, Vec<String>) {
        let mut names = Vec::new();
        names.extend(self.auth(&request.auth, variables));
        for header in request.sent.headers.iter().filter(|it| !it.disabled) {
            if let Some((wanted, scheme)) = credential(header)
                && !request
                    .auth
                    .header_name()
                    .is_some_and(|it| it.eq_ignore_ascii_case(&header.key))
            {
                names.push(self.add(&wanted, scheme));
            }
        }
        names.dedup();
        (request.auth != Auth::Unsaid || !names.is_empty(), names)
    }

    fn auth(&mut self, auth: &Auth, variables: &Variables) -> Option<String> {
        Some(match auth {
            Auth::Unsaid | Auth::None => return None,
            Auth::Token(carrier) => self.token(carrier, None, variables),
            Auth::Basic => self.add("basic", basic()),
            Auth::ApiKey { name, in_query } => {
                let place = if *in_query { "query" } else { "header" };
                let name = variables.fill(name);
                self.add(&key_name(&name), api_key(&name, place))
            }
            Auth::OAuth2 { carrier, token_url, .. } => match flow(auth, variables) {
                // The flows of OpenAPI give tokens that are sent in the usual way.
                Some(flows) if is_bearer(carrier) => {
                    self.add("oauth2", json!({ "type": "oauth2", "flows": flows }))
                }
                _ => self.token(carrier, Some(token_url), variables),
            },
            Auth::Other { name, at } => {
                let name = self.add(&key_name(name), json!({ "type": "http", "scheme": name }));
                self.places.entry(name.clone()).or_insert_with(|| at.clone());
                name
            }
        })
    }

    /// The scheme of a token, which is got at `token_url`, where that is known.
    fn token(
        &mut self,
        carrier: &Carrier,
        token_url: Option<&String>,
        variables: &Variables,
    ) -> String {
        if is_bearer(carrier) {
            return self.add("bearer", bearer());
        }
        let (name, mut scheme, word) = match carrier {
            Carrier::Query { name } => {
                let name = variables.fill(name);
                (key_name(&name), api_key(&name, "query"), None)
            }
            Carrier::Header { prefix } => header_token(prefix, variables),
        };
        let url = token_url.map(|it| filled(it, variables)).filter(|it| !it.trim().is_empty());
        let url = url.map(|it| format!("Tokens come from `{it}`."));
        let text: Vec<String> = word.into_iter().chain(url).collect();
        if let (Some(members), false) = (scheme.as_object_mut(), text.is_empty()) {
            members.insert("description".to_owned(), Value::from(text.join(" ")));
        }
        self.add(&name, scheme)
    }

    /// The name of a scheme, which is added unless it is there.
    fn add(&mut self, wanted: &str, scheme: Value) -> String {
        let mut name = wanted.to_owned();
        let mut number = 2;
        loop {
            match self.schemes.get(&name) {
                None => {
                    self.schemes.insert(name.clone(), scheme);
                    return name;
                }
                Some(known) if *known == scheme => return name,
                Some(_) => {
                    name = format!("{wanted}{number}");
                    number += 1;
                }
            }
        }
    }

    /// The section of the document, and where parts of it came from.
    pub(super) fn finish(self) -> (Map<String, Value>, Vec<(Pointer, Pointer)>) {
        let at = Pointer::root().child("components").child("securitySchemes");
        let moves = self.places.into_iter().map(|(name, from)| (from, at.child(&name)));
        (self.schemes, moves.collect())
    }
}

/// Whether a header is a credential, which no parameter is made of.
pub(super) fn is_credential(header: &Entry) -> bool {
    header.key.eq_ignore_ascii_case("authorization") || credential(header).is_some()
}

/// The scheme that a header means: what a request's own `Authorization` says, or a key.
fn credential(header: &Entry) -> Option<(String, Value)> {
    let key = header.key.to_ascii_lowercase();
    let value = header.value.as_deref().unwrap_or_default().trim_start();
    if key == "authorization" {
        let begins =
            |word: &str| value.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
        return Some(if begins("bearer") {
            ("bearer".to_owned(), bearer())
        } else if begins("basic") {
            ("basic".to_owned(), basic())
        } else {
            ("authorization".to_owned(), api_key(&header.key, "header"))
        });
    }
    KEYS.iter()
        .any(|it| key.ends_with(it))
        .then(|| (key_name(&header.key), api_key(&header.key, "header")))
}

/// What the scheme of a key is called: like the key, as far as a reference can spell it.
fn key_name(key: &str) -> String {
    let name: String =
        key.to_lower_camel_case().chars().filter(char::is_ascii_alphanumeric).collect();
    if name.is_empty() { "apiKey".to_owned() } else { name }
}

fn is_bearer(carrier: &Carrier) -> bool {
    matches!(carrier, Carrier::Header { prefix } if prefix.eq_ignore_ascii_case("bearer"))
}

/// The scheme of a token in the header `Authorization`: its name, itself, and what has to be said about it.
fn header_token(prefix: &str, variables: &Variables) -> (String, Value, Option<String>) {
    let is_known = |it| match it {
        Piece::Variable(name) => variables.value(name).is_some(),
        Piece::Text(_) => true,
    };
    let word = pieces(prefix).all(is_known).then(|| variables.fill(prefix));
    if let Some(word) = word.as_ref().filter(|it| is_own_word(it)) {
        return (key_name(word), json!({ "type": "http", "scheme": word }), None);
    }
    let (name, text) = match word {
        Some(word) if word.is_empty() => {
            ("authorization".to_owned(), "A token, with no word before it.".to_owned())
        }
        Some(word) => (key_name(&word), format!("The word `{word}`, a space and a token.")),
        None => {
            let text = format!("What `{}` stands for, a space and a token.", template(prefix));
            ("authorization".to_owned(), text)
        }
    };
    (name, api_key("Authorization", "header"), Some(text))
}

/// Whether a word can be a scheme of HTTP authentication (RFC 9110, section 11.1) that stands before a token, and is none
/// whose credentials are something else.
fn is_own_word(word: &str) -> bool {
    is_token(word) && !word.eq_ignore_ascii_case("basic") && !is_computed_scheme(word)
}

fn bearer() -> Value {
    json!({ "type": "http", "scheme": "bearer" })
}

fn basic() -> Value {
    json!({ "type": "http", "scheme": "basic" })
}

fn api_key(name: &str, place: &str) -> Value {
    json!({ "type": "apiKey", "name": name, "in": place })
}

/// The flows of OAuth 2.0, if the collection names the endpoints that the flow needs.
fn flow(auth: &Auth, variables: &Variables) -> Option<Value> {
    let Auth::OAuth2 { grant, token_url, authorization_url, scopes, .. } = auth else {
        return None;
    };
    let scopes: Map<String, Value> =
        scopes.iter().map(|it| (variables.fill(it), Value::from(""))).collect();
    let url = |text: &str| {
        let filled = filled(text, variables);
        (!filled.trim().is_empty()).then_some(filled)
    };
    Some(match grant.as_str() {
        "password_credentials" | "password" => {
            json!({ "password": { "tokenUrl": url(token_url)?, "scopes": scopes } })
        }
        "client_credentials" => {
            json!({ "clientCredentials": { "tokenUrl": url(token_url)?, "scopes": scopes } })
        }
        "implicit" => {
            json!({ "implicit": { "authorizationUrl": url(authorization_url)?, "scopes": scopes } })
        }
        // Postman's default, plain or with a proof key.
        _ => json!({ "authorizationCode": {
            "authorizationUrl": url(authorization_url)?,
            "tokenUrl": url(token_url)?,
            "scopes": scopes,
        } }),
    })
}

/// A URL with the variables replaced that have a value; the others stay as `{name}`.
fn filled(text: &str, variables: &Variables) -> String {
    let piece = |it| match it {
        Piece::Text(text) => text.to_owned(),
        Piece::Variable(name) => {
            variables.value(name).unwrap_or_else(|| template(&format!("{{{{{name}}}}}")))
        }
    };
    pieces(text).map(piece).collect()
}
