//! Tokens of Keycloak: by hand, and by a source.

use std::time::Duration;

use expertflow_cx::authentication::keycloak_oauth2::{IntrospectTokenRequired, TokenRequired};
use expertflow_cx::{Client, Error, PasswordGrant, RefreshTokenGrant};

use super::builder;
use super::cx::{AGENT, CLIENT_SECRET, Cx, PASSWORD};

/// The realm.
const REALM: &str = "expertflow";

/// What every token request of the client has.
fn by(grant_type: &str) -> TokenRequired<'_> {
    TokenRequired { grant_type, client_id: "cim", client_secret: CLIENT_SECRET }
}

fn grant(password: &str) -> PasswordGrant {
    PasswordGrant::new("cim", "sam.reed", password).client_secret(CLIENT_SECRET)
}

fn client(cx: &Cx) -> Client {
    builder(cx).password_grant(grant(PASSWORD)).build().unwrap()
}

/// Calls something that needs a token.
async fn call(client: &Client) -> Result<(), Option<u16>> {
    let connectors = client.channel_configuration().channel_connectors();
    let response = connectors.list_channel_connectors().await;
    response.map(drop).map_err(|error| error.status())
}

#[tokio::test]
async fn a_token_is_got_and_refreshed_by_hand() {
    let cx = Cx::start().await;
    let nobody = builder(&cx).build().unwrap();
    let keycloak = nobody.authentication().keycloak_oauth2();
    let get = |grant: &str| keycloak.token(REALM, by(grant));

    let login = get("password").username("sam.reed").password(PASSWORD).scope("openid");
    let login = login.await.unwrap();
    assert!(login.id_token.is_some());
    let seen = cx.keycloak.last();
    assert_eq!(seen.line(), "POST /auth/realms/expertflow/protocol/openid-connect/token");
    assert_eq!(seen.header("authorization"), None);
    assert_eq!(login.token_type, "Bearer");
    assert_eq!((login.expires_in, login.refresh_expires_in), (300, Some(1800)));

    let user = builder(&cx).access_token(login.access_token.clone()).build().unwrap();
    assert_eq!(call(&user).await, Ok(()));
    let header = cx.gateway.last().header("authorization");
    assert_eq!(header, Some(format!("Bearer {}", login.access_token.expose())));
    let shown = format!("{login:?}");
    assert!(!shown.contains("eyJ"), "{shown}");

    cx.advance(300);
    assert_eq!(call(&user).await, Err(Some(401)));
    let refresh_token = login.refresh_token.unwrap();
    let again = get("refresh_token").refresh_token(refresh_token.expose()).await.unwrap();
    let user = builder(&cx).access_token(again.access_token.clone()).build().unwrap();
    assert_eq!(call(&user).await, Ok(()));

    let is_active = async |token: &str| {
        let it = keycloak.introspect_token(
            REALM,
            IntrospectTokenRequired {
                token,
                client_id: "cim",
                client_secret: CLIENT_SECRET,
                grant_type: "password",
            },
        );
        it.await.unwrap()
    };
    assert!(!is_active(login.access_token.expose()).await.active);
    let claims = is_active(again.access_token.expose()).await;
    assert!(claims.active);
    assert_eq!(claims.sub.unwrap().to_string(), AGENT);
    assert_eq!(claims.realm_access.unwrap().roles, ["agent"]);

    cx.advance(1800);
    let refresh_token = again.refresh_token.unwrap();
    let error = get("refresh_token").refresh_token(refresh_token.expose()).await.unwrap_err();
    let Error::Api(it) = error else { panic!("{error:?}") };
    assert_eq!((it.status, it.code()), (400, Some("invalid_grant")));
}

#[tokio::test]
async fn a_token_with_permissions_takes_the_token_before() {
    let cx = Cx::start().await;
    let get = |client: &Client| {
        let grant = "urn:ietf:params:oauth:grant-type:uma-ticket";
        let keycloak = client.authentication().keycloak_oauth2();
        keycloak.token(REALM, by(grant)).audience("cim")
    };
    let token = cx.token();
    let user = builder(&cx).access_token(token.as_str()).build().unwrap();
    assert_eq!(get(&user).await.unwrap().upgraded, Some(false));
    assert_eq!(cx.keycloak.last().header("authorization"), Some(format!("Bearer {token}")));

    let nobody = builder(&cx).build().unwrap();
    let Error::Api(error) = get(&nobody).await.unwrap_err() else { panic!() };
    assert_eq!((error.status, error.message()), (403, Some("not_authorized")));
}

#[tokio::test]
async fn a_source_logs_in_once() {
    let cx = Cx::start().await;
    let client = client(&cx);
    assert!(cx.grants().is_empty(), "not before somebody needs it");
    for _ in 0..3 {
        assert_eq!(call(&client.clone()).await, Ok(()));
    }
    assert_eq!(cx.grants(), ["password"]);
    let login = client.authentication().application_logins();
    let login =
        login.agent_login(&expertflow_cx::types::Login::new(expertflow_cx::types::LoginRequired {
            username: "sam.reed".into(),
            password: PASSWORD.into(),
        }));
    let user = login.await.unwrap().data.keycloak_user;
    assert_eq!(user.username.as_deref(), Some("sam.reed"));
    assert_eq!(cx.gateway.last().header("authorization"), None, "what is open goes without");
}

#[tokio::test]
async fn a_source_refreshes_before_the_token_ends() {
    let cx = Cx::start().await;
    let client = client(&cx);
    cx.issue_tokens_for(1);
    assert_eq!(call(&client).await, Ok(()));
    tokio::time::sleep(Duration::from_secs(1)).await;
    cx.advance(1);
    cx.issue_tokens_for(300);
    assert_eq!(call(&client).await, Ok(()));
    assert_eq!(cx.grants(), ["password", "refresh_token"]);
    assert_eq!(cx.gateway.seen().len(), 2, "no call was refused");
}

#[tokio::test]
async fn a_source_refreshes_after_a_401_and_the_call_is_sent_again() {
    let cx = Cx::start().await;
    let client = client(&cx);
    assert_eq!(call(&client).await, Ok(()));
    cx.revoke_access_tokens();
    assert_eq!(call(&client).await, Ok(()));
    assert_eq!(cx.grants(), ["password", "refresh_token"]);
    assert_eq!(cx.gateway.seen().len(), 3);

    // The refresh token has ended too: the password is all that is left.
    cx.advance(1800);
    assert_eq!(call(&client).await, Ok(()));
    assert_eq!(cx.grants(), ["password", "refresh_token", "refresh_token", "password"]);
}

#[tokio::test]
async fn a_second_401_is_the_response() {
    let cx = Cx::start().await;
    let client = client(&cx);
    // As good as never: the gateway refuses every one.
    cx.issue_tokens_for(0);
    assert_eq!(call(&client).await, Err(Some(401)));
    assert_eq!(cx.gateway.seen().len(), 2);
    assert_eq!(cx.grants(), ["password", "refresh_token"]);
}

#[tokio::test]
async fn concurrent_calls_share_one_token_request() {
    let cx = Cx::start().await;
    let client = client(&cx);
    let all = async || {
        let calls: Vec<_> = (0..8)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { call(&client).await })
            })
            .collect();
        for it in calls {
            assert_eq!(it.await.unwrap(), Ok(()));
        }
    };
    all().await;
    assert_eq!(cx.grants(), ["password"]);
    cx.revoke_access_tokens();
    all().await;
    assert_eq!(cx.grants(), ["password", "refresh_token"]);
}

#[tokio::test]
async fn a_refused_login_says_why_and_nothing_is_sent() {
    let cx = Cx::start().await;
    let client = builder(&cx).password_grant(grant("wr0ng&word=")).build().unwrap();
    let connectors = client.channel_configuration().channel_connectors();
    let error = connectors.list_channel_connectors().await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("Invalid user credentials"), "{shown}");
    assert!(!shown.contains("wr0ng") && !shown.contains("cl1ent"), "{shown}");
    let Error::Token(error) = error else { panic!("{error:?}") };
    assert_eq!(error.code(), Some("invalid_grant"));
    assert_eq!(cx.gateway.seen().len(), 0);
}

#[tokio::test]
async fn another_realm_has_another_token_url() {
    let cx = Cx::start().await;
    let url = format!("{}/auth/realms/{REALM}/protocol/openid-connect/token", cx.keycloak.origin);
    let elsewhere = builder(&cx).keycloak_url("http://127.0.0.1:9");
    let client = elsewhere.access_token_source(grant(PASSWORD).token_url(url)).build().unwrap();
    assert_eq!(call(&client).await, Ok(()));
    assert_eq!(cx.grants(), ["password"]);
}

#[tokio::test]
async fn a_refresh_token_of_before_is_used_on() {
    let cx = Cx::start().await;
    let nobody = builder(&cx).build().unwrap();
    let keycloak = nobody.authentication().keycloak_oauth2();
    let login = keycloak.token(REALM, by("password"));
    let login = login.username("sam.reed").password(PASSWORD).await.unwrap();
    let grant = RefreshTokenGrant::new("cim", login.refresh_token.unwrap());
    let grant = grant.client_secret(CLIENT_SECRET);
    let client = builder(&cx).refresh_token_grant(grant).build().unwrap();
    assert_eq!(call(&client).await, Ok(()));
    cx.revoke_access_tokens();
    assert_eq!(call(&client).await, Ok(()));
    assert_eq!(cx.grants(), ["password", "refresh_token", "refresh_token"]);
}
