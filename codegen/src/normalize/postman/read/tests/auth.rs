//! Authentication.

use serde_json::{Value, json};

use super::{read, request};
use crate::normalize::postman::collection::{Auth, Carrier};

fn of(auth: Value) -> Auth {
    request(json!({ "url": "/a", "auth": auth })).auth
}

fn header(prefix: &str) -> Carrier {
    Carrier::Header { prefix: prefix.to_owned() }
}

fn query(name: &str) -> Carrier {
    Carrier::Query { name: name.to_owned() }
}

/// A token that is sent in the usual way.
pub(super) fn bearer_token() -> Auth {
    Auth::Token(header("Bearer"))
}

fn key(name: &str, in_query: bool) -> Auth {
    Auth::ApiKey { name: name.to_owned(), in_query }
}

#[test]
fn every_form_of_attributes_is_read() {
    for auth in [
        json!({ "type": "apikey", "apikey": [{ "key": "key", "value": "k" }, { "key": "in", "value": "query" }] }),
        json!({ "type": "apikey", "apikey": { "key": "k", "in": "query" } }),
        json!({ "type": "apikey", "apikey": { "basicConfig": [
            { "key": "key", "value": "k" }, { "key": "in", "value": "query" }] } }),
    ] {
        assert_eq!(of(auth), key("k", true));
    }
    assert_eq!(of(json!({ "type": "apikey", "apikey": { "key": "k" } })), key("k", false));
    assert_eq!(of(json!({ "type": "apikey", "apikey": [] })), Auth::None);
}

#[test]
fn types_are_told_by_name() {
    assert_eq!(of(json!({ "type": "bearer" })), bearer_token());
    assert_eq!(of(json!({ "type": "Basic", "basic": {} })), Auth::Basic);
    assert_eq!(of(json!({ "type": "noauth" })), Auth::None);
    assert_eq!(of(json!("noauth")), Auth::None);
    assert_eq!(of(json!({ "type": "jwt", "jwt": {} })), bearer_token());
    for unsaid in [json!(null), json!({}), json!({ "type": null }), json!([])] {
        assert_eq!(of(unsaid), Auth::Unsaid);
    }
    let Auth::Other { name, at } = of(json!({ "type": "awsv4", "awsv4": [] })) else { panic!() };
    assert_eq!((name.as_str(), at.as_str()), ("awsv4", "/item/0/request/auth"));
}

#[test]
fn tokens_go_where_they_are_said_to() {
    let of = |kind: &str, attributes: Value| match of(json!({ "type": kind, kind: attributes })) {
        Auth::Token(carrier) | Auth::OAuth2 { carrier, .. } => carrier,
        other => panic!("{other:?}"),
    };
    for kind in ["oauth2", "jwt"] {
        assert_eq!(of(kind, json!([])), header("Bearer"));
        assert_eq!(of(kind, json!({ "headerPrefix": "Desk-token " })), header("Desk-token"));
        assert_eq!(of(kind, json!([{ "key": "headerPrefix", "value": "{{p}}" }])), header("{{p}}"));
        assert_eq!(
            of(kind, json!({ "addTokenTo": "header", "queryParamKey": "k" })),
            header("Bearer")
        );
    }
    // Postman sends a token without a word in one case, and with the usual one in the other.
    assert_eq!(of("oauth2", json!({ "headerPrefix": "" })), header(""));
    assert_eq!(of("oauth2", json!({ "headerPrefix": " " })), header(""));
    assert_eq!(of("jwt", json!({ "headerPrefix": "" })), header("Bearer"));
    assert_eq!(of("oauth2", json!({ "addTokenTo": "queryParams" })), query("access_token"));
    assert_eq!(of("oauth2", json!({ "addTokenTo": "url" })), query("access_token"));
    assert_eq!(of("jwt", json!({ "addTokenTo": "queryParam" })), query("token"));
    assert_eq!(of("jwt", json!({ "addTokenTo": "queryParam", "queryParamKey": "t" })), query("t"));
}

#[test]
fn oauth_says_where_tokens_come_from() {
    let found = of(json!({ "type": "oauth2", "oauth2": [
        { "key": "grant_type", "value": "password_credentials" },
        { "key": "accessTokenUrl", "value": "{{u}}/token" },
        { "key": "authUrl", "value": "{{u}}/auth" },
        { "key": "scope", "value": "a  b" },
    ]}));
    assert_eq!(
        found,
        Auth::OAuth2 {
            carrier: header("Bearer"),
            grant: "password_credentials".to_owned(),
            token_url: "{{u}}/token".to_owned(),
            authorization_url: "{{u}}/auth".to_owned(),
            scopes: vec!["a".to_owned(), "b".to_owned()],
        }
    );
}

#[test]
fn the_closest_statement_counts() {
    let stated = |collection: Value, folder: Value, item: Value, request: Value| {
        let item = json!({ "auth": item, "request": { "url": "/a", "auth": request } });
        let folder = json!({ "name": "A", "auth": folder, "item": [item] });
        read(json!({ "auth": collection, "item": [folder] })).0.requests[0].auth.clone()
    };
    let (none, basic, bearer) =
        (json!({ "type": "noauth" }), json!({ "type": "basic" }), json!({ "type": "bearer" }));
    let null = json!(null);
    assert_eq!(stated(basic.clone(), null.clone(), null.clone(), null.clone()), Auth::Basic);
    assert_eq!(stated(basic.clone(), bearer.clone(), null.clone(), null.clone()), bearer_token());
    assert_eq!(stated(basic.clone(), bearer.clone(), null.clone(), none.clone()), Auth::None);
    assert_eq!(stated(basic.clone(), null.clone(), bearer.clone(), null.clone()), bearer_token());
    let inherited = json!({ "type": "bearer", "bearer": {}, "isInherited": true });
    assert_eq!(stated(basic, null.clone(), null.clone(), inherited.clone()), Auth::Basic);
    assert_eq!(stated(null.clone(), null.clone(), null, inherited), bearer_token());
}
