//! Authorization codes: what a person's browser takes there and brings back, and what becomes of it.

use clientwright_runtime::{AuthorizationCode, Error, TokenErrorKind, testing::block_on};

use crate::authority::{Authority, GET, TOKEN_URL, status};

fn grant() -> AuthorizationCode {
    AuthorizationCode::new("app", "c&1", "https://app.test/back").token_url(TOKEN_URL)
}

#[test]
fn a_code_is_exchanged_once_and_then_its_refresh_token() {
    let authority = Authority::new(r#", "refresh_token": "r#", "expires_in": 0"#);
    let client = authority.client(grant().verifier("v").client_secret("s"));
    for _ in 0..3 {
        assert_eq!(block_on(status(&client, &GET)), Ok(204));
    }
    let refresh = |token| {
        format!("grant_type=refresh_token&refresh_token={token}&client_id=app&client_secret=s")
    };
    assert_eq!(
        authority.log(),
        [
            "grant_type=authorization_code&code=c%261&redirect_uri=https%3A%2F%2Fapp.test%2Fback&code_verifier=v\
             &client_id=app&client_secret=s",
            "GET with Bearer a1",
            &refresh("r1"),
            "GET with Bearer a2",
            &refresh("r2"),
            "GET with Bearer a3",
        ]
    );
}

#[test]
fn a_code_without_a_refresh_token_is_not_sent_again() {
    let authority = Authority::new(r#", "expires_in": 0"#);
    let grant = grant();
    let (client, another) = (authority.client(grant.clone()), authority.client(grant));
    assert_eq!(block_on(status(&client, &GET)), Ok(204));
    for client in [client, another] {
        let error =
            block_on(client.call(&GET).body::<(), clientwright_runtime::Never>()).unwrap_err();
        let Error::Token(error) = error else { panic!("{error:?}") };
        assert_eq!(error.kind(), TokenErrorKind::Other);
        let message = "the authorization code is used, and no refresh token came with its token";
        assert_eq!(error.message(), message);
    }
    assert_eq!(authority.n_token_requests(), 1);
}

#[test]
fn a_code_is_never_shown() {
    let shown = format!(
        "{:?}",
        AuthorizationCode::new("app", "s3cret", "https://app.test").verifier("s3cret")
    );
    assert!(!shown.contains("s3cret"), "{shown}");
}

/// The one server is the authority and the API, which refuses the first token.
#[cfg(feature = "http")]
#[tokio::test]
async fn over_a_network_a_refused_token_is_renewed_and_the_call_sent_once_more() {
    use clientwright_runtime::{Never, codegen::Credential};

    use crate::{
        authority::OAUTH,
        loopback::{Loopback, Step},
    };

    let server = Loopback::start(|request| {
        let token = |name: &str| {
            let body =
                format!(r#"{{"access_token": "{name}", "refresh_token": "r", "expires_in": 60}}"#);
            Step::response(200, &["content-type: application/json"], body.as_bytes())
        };
        vec![if request.contains("grant_type=authorization_code") {
            token("first")
        } else if request.contains("grant_type=refresh_token&refresh_token=r") {
            token("second")
        } else if request.contains("authorization: Bearer second") {
            Step::response(204, &[], b"")
        } else {
            Step::response(401, &[], b"")
        }]
    })
    .await;
    let grant = grant().token_url(format!("{}/token", server.origin));
    let client = server.builder().credential(&OAUTH, Credential::source(grant)).build().unwrap();
    client.call(&GET).body::<(), Never>().await.unwrap();
    client.call(&GET).body::<(), Never>().await.unwrap();
    let requests = server.requests();
    let lines: Vec<&str> = requests.iter().filter_map(|it| it.lines().next()).collect();
    let (token, call) = ("POST /token HTTP/1.1", "GET /any HTTP/1.1");
    assert_eq!(lines, [token, call, token, call, call]);
}

#[cfg(feature = "pkce")]
mod asking {
    use clientwright_runtime::{AuthorizationRequest, TokenErrorKind, testing::block_on};

    use crate::authority::{Authority, GET, TOKEN_URL, status};

    fn request() -> AuthorizationRequest {
        AuthorizationRequest::new(
            "https://login.test/authorize?a=1",
            "app",
            "https://app.test/back?x=y",
        )
    }

    /// The verifier and its challenge are those of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    #[test]
    fn the_url_has_the_state_and_the_challenge() {
        let asked = request()
            .scope("read write")
            .field("prompt", "login")
            .resume("st&te", VERIFIER)
            .unwrap();
        assert_eq!(
            asked.url(),
            "https://login.test/authorize?a=1&response_type=code&client_id=app\
             &redirect_uri=https%3A%2F%2Fapp.test%2Fback%3Fx%3Dy&scope=read+write&state=st%26te\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&prompt=login"
        );
    }

    #[test]
    fn state_and_verifier_are_new_each_time() {
        let (one, two) = (request().begin().unwrap(), request().begin().unwrap());
        let secrets = [one.state(), one.verifier(), two.state(), two.verifier()];
        for (n, secret) in secrets.iter().enumerate() {
            assert_eq!(secret.expose().len(), 43);
            assert!(!secrets[n + 1..].contains(secret));
            assert!(!format!("{one:?}{two:?}").contains(secret.expose()));
        }
        let kept = request().resume(one.state().clone(), one.verifier().clone()).unwrap();
        assert_eq!(kept.url(), one.url());
    }

    #[test]
    fn what_came_back_is_a_grant_with_the_verifier() {
        let asked = request().resume("st&te", VERIFIER).unwrap();
        for back in [
            "https://app.test/back?x=y&code=c%201&state=st%26te",
            "/back?state=st%26te&code=c+1#_=_",
            "code=c+1&state=st%26te",
        ] {
            let authority = Authority::new("");
            let grant = asked.finish(back).unwrap().token_url(TOKEN_URL);
            assert_eq!(block_on(status(&authority.client(grant), &GET)), Ok(204));
            assert_eq!(
                authority.log()[0],
                format!(
                    "grant_type=authorization_code&code=c+1&redirect_uri=https%3A%2F%2Fapp.test%2Fback%3Fx%3Dy\
                     &code_verifier={VERIFIER}&client_id=app"
                )
            );
        }
    }

    #[test]
    fn another_state_is_refused_whatever_else_came_back() {
        let asked = request().resume("state", VERIFIER).unwrap();
        for back in [
            "",
            "?code=c",
            "?code=c&state=",
            "?code=c&state=stat",
            "?code=c&state=statE",
            "?code=c&state=state&state=state",
            "?error=access_denied&state=other",
        ] {
            let error = asked.finish(back).unwrap_err();
            assert_eq!(error.kind(), TokenErrorKind::Other, "{back}");
            assert_eq!(error.message(), "the state that came back is not the one that was sent");
        }
        let error = asked.finish("?state=state&code=a&code=b").unwrap_err();
        assert_eq!(error.message(), "no authorization code came back");
    }

    #[test]
    fn a_refusal_says_why() {
        let asked = request().resume("state", VERIFIER).unwrap();
        let back = "?error=access_denied&error_description=Not+today&state=state";
        let error = asked.finish(back).unwrap_err();
        assert_eq!((error.kind(), error.code()), (TokenErrorKind::Refused, Some("access_denied")));
        assert_eq!(error.message(), "the authorization server says `access_denied`: Not today");
    }

    #[test]
    fn a_url_that_is_none_is_refused() {
        for (url, problem) in [
            ("login", "is not an absolute URL: relative URL without a base"),
            ("ftp://login.test", "is neither http nor https"),
            ("https://login.test#a", "has a fragment"),
        ] {
            let error =
                AuthorizationRequest::new(url, "app", "https://app.test").begin().unwrap_err();
            assert_eq!(error.to_string(), format!("the authorization URL {problem}"));
        }
    }
}
