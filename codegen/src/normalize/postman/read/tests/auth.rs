//! Authentication.

use serde_json::{Value, json};

use super::{read, request};
use crate::normalize::postman::collection::Auth;

fn of(auth: Value) -> Auth {
    request(json!({ "url": "/a", "auth": auth })).auth
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
    assert_eq!(of(json!({ "type": "bearer" })), Auth::Bearer);
    assert_eq!(of(json!({ "type": "Basic", "basic": {} })), Auth::Basic);
    assert_eq!(of(json!({ "type": "noauth" })), Auth::None);
    assert_eq!(of(json!("noauth")), Auth::None);
    assert_eq!(of(json!({ "type": "jwt", "jwt": {} })), Auth::Bearer);
    assert_eq!(
        of(json!({ "type": "jwt", "jwt": { "addTokenTo": "queryParam" } })),
        key("token", true)
    );
    for unsaid in [json!(null), json!({}), json!({ "type": null }), json!([])] {
        assert_eq!(of(unsaid), Auth::Unsaid);
    }
    let Auth::Other { name, at } = of(json!({ "type": "awsv4", "awsv4": [] })) else { panic!() };
    assert_eq!((name.as_str(), at.as_str()), ("awsv4", "/item/0/request/auth"));
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
    assert_eq!(stated(basic.clone(), bearer.clone(), null.clone(), null.clone()), Auth::Bearer);
    assert_eq!(stated(basic.clone(), bearer.clone(), null.clone(), none.clone()), Auth::None);
    assert_eq!(stated(basic.clone(), null.clone(), bearer.clone(), null.clone()), Auth::Bearer);
    let inherited = json!({ "type": "bearer", "bearer": {}, "isInherited": true });
    assert_eq!(stated(basic, null.clone(), null.clone(), inherited.clone()), Auth::Basic);
    assert_eq!(stated(null.clone(), null.clone(), null, inherited), Auth::Bearer);
}
