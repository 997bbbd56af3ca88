//! OAuth 2.0: what goes to the token endpoint, what comes back, and that no secret is shown.

use clientwright_runtime::{
    BuildError, ClientCredentials, Error, Never, PasswordGrant, RefreshTokenGrant, TokenError,
    TokenErrorKind, TokenSource, TransportError, TransportErrorKind,
    codegen::{Client, Credential, NamedServer, Place, Scheme, SchemeKind, Server, TokenUrl},
    testing::{Canned, MemoryTransport, block_on},
};

use crate::{
    authority::{Authority, GET, OAUTH, TOKEN_URL, json, status},
    support::ANY,
};

fn password() -> PasswordGrant {
    PasswordGrant::new("cim", "agent", "p&w").token_url(TOKEN_URL)
}

/// What a source sends to the token endpoint at first.
fn asked(source: impl TokenSource + 'static) -> String {
    let authority = Authority::new("");
    assert_eq!(block_on(status(&authority.client(source), &GET)), Ok(204));
    authority.transport.requests()[0].to_text()
}

const HEAD: &str = "POST https://login.test/token\naccept: application/json\n\
                    content-type: application/x-www-form-urlencoded\n";

#[test]
fn each_grant_sends_its_own_form() {
    assert_eq!(
        asked(password().client_secret("s").scope("openid email").field("audience", "é")),
        format!(
            "{HEAD}\ngrant_type=password&username=agent&password=p%26w&scope=openid+email&audience=%C3%A9&client_id=cim&\
             client_secret=s"
        )
    );
    assert_eq!(
        asked(password()),
        format!("{HEAD}\ngrant_type=password&username=agent&password=p%26w&client_id=cim")
    );
    assert_eq!(
        asked(ClientCredentials::new("cim", "s").token_url(TOKEN_URL)),
        format!("{HEAD}\ngrant_type=client_credentials&client_id=cim&client_secret=s")
    );
    assert_eq!(
        asked(RefreshTokenGrant::new("cim", "r").token_url(TOKEN_URL).scope("a")),
        format!("{HEAD}\ngrant_type=refresh_token&refresh_token=r&scope=a&client_id=cim")
    );
}

#[test]
fn basic_authentication_encodes_id_and_secret_first() {
    // "a+b%3A:c%25", as section 2.3.1 has it.
    let source = ClientCredentials::new("a b:", "c%").token_url(TOKEN_URL).basic_auth();
    assert_eq!(
        asked(source),
        format!("{HEAD}authorization: Basic YStiJTNBOmMlMjU=\n\ngrant_type=client_credentials")
    );
}

#[test]
fn the_clients_own_headers_and_credentials_do_not_go_to_the_token_endpoint() {
    static KEY: Scheme =
        Scheme { name: "key", kind: SchemeKind::ApiKey { place: Place::Header, name: "x-key" } };
    let authority = Authority::new("");
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(authority.transport.clone())
        .user_agent("tests")
        .header("x-own", "own")
        .credential(&KEY, Credential::token("key"))
        .credential(&OAUTH, Credential::source(password()))
        .timeout(std::time::Duration::from_secs(7))
        .build()
        .unwrap();
    block_on(status(&client, &GET)).unwrap();
    let request = &authority.transport.requests()[0];
    let names: Vec<&str> = request.headers.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["accept", "content-type", "user-agent"]);
    let left = request.timeout.unwrap().as_secs_f64();
    // One attempt of three.
    assert!((6.0 / 3.0..=7.0 / 3.0).contains(&left), "{left}");
}

#[test]
fn a_user_agent_that_is_set_as_a_header_goes_to_the_token_endpoint_as_well() {
    let authority = Authority::new("");
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(authority.transport.clone())
        .header("User-Agent", "tests")
        .credential(&OAUTH, Credential::source(password()))
        .build()
        .unwrap();
    block_on(status(&client, &GET)).unwrap();
    let request = &authority.transport.requests()[0];
    assert_eq!(request.headers.get("user-agent"), Some("tests"));
}

fn built(
    scheme: &'static Scheme,
    server: Server,
    credential: Credential,
) -> Result<(), BuildError> {
    let transport = MemoryTransport::responding(204, &[], "");
    let builder = Client::builder(server).transport(transport).credential(scheme, credential);
    builder.build().map(|_| ())
}

#[test]
fn the_token_url_is_the_descriptions_unless_one_is_set() {
    let url = |server: Server, credential: Credential| {
        let transport = MemoryTransport::responding(200, &[], "{\"access_token\": \"a\"}");
        let client = Client::builder(server)
            .transport(transport.clone())
            .credential(&OAUTH, credential)
            .build()
            .unwrap();
        let _ = block_on(status(&client, &GET));
        transport.requests()[0].url.clone()
    };
    let grant = || ClientCredentials::new("id", "s");
    let server = || Server::new("https://{tenant}.x.test/v1", vec![("tenant", "t1".to_owned())]);
    let at = |url| {
        let token_url: &'static TokenUrl = Box::leak(Box::new(TokenUrl {
            url,
            refresh_url: None,
            variables: &[],
            servers: &[],
            own_servers: &[],
        }));
        token_url
    };
    let template = || at("https://login.test/{tenant}/token");
    assert_eq!(
        url(server(), Credential::source_at(grant(), template())),
        "https://login.test/t1/token"
    );
    assert_eq!(
        url(server(), Credential::source_at(grant(), at("token"))),
        "https://t1.x.test/v1/token"
    );
    let own = grant().token_url(TOKEN_URL);
    assert_eq!(url(server(), Credential::source_at(own, template())), TOKEN_URL);
}

#[test]
fn a_token_is_refreshed_where_the_description_says() {
    static URLS: TokenUrl = TokenUrl {
        url: "https://login.test/get",
        refresh_url: Some("https://login.test/{tenant}/refresh"),
        variables: &[("tenant", None)],
        servers: &[],
        own_servers: &[],
    };
    let body = "{\"access_token\": \"a\", \"refresh_token\": \"r\", \"expires_in\": 0}";
    let transport = MemoryTransport::responding(200, &[], body);
    let grant = PasswordGrant::new("id", "u", "p");
    let client = Client::builder(Server::new("https://x.test", vec![("tenant", "t".to_owned())]))
        .transport(transport.clone())
        .credential(&OAUTH, Credential::source_at(grant, &URLS))
        .build()
        .unwrap();
    for _ in 0..2 {
        let _ = block_on(status(&client, &GET));
    }
    let urls: Vec<String> = transport.requests().into_iter().map(|it| it.url).collect();
    assert_eq!(urls[0], "https://login.test/get");
    assert_eq!(urls[2], "https://login.test/t/refresh");
}

#[test]
fn tokens_of_a_named_server_are_got_where_its_operations_go() {
    static LOGIN: NamedServer =
        NamedServer { name: "login_url", url: "{login}", variables: &[("login", None)] };
    static URLS: TokenUrl = TokenUrl {
        url: "{login}/get",
        refresh_url: Some("{login}/refresh"),
        variables: &[("login", None)],
        servers: &[&LOGIN],
        own_servers: &[],
    };
    let urls = |server: Server, set: Option<&str>| {
        let body = "{\"access_token\": \"a\", \"refresh_token\": \"r\", \"expires_in\": 0}";
        let transport = MemoryTransport::responding(200, &[], body);
        let grant = PasswordGrant::new("id", "u", "p");
        let builder =
            Client::builder(server).credential(&OAUTH, Credential::source_at(grant, &URLS));
        let builder = set.into_iter().fold(builder, |it, url| it.named_server(&LOGIN, url));
        let client = builder.transport(transport.clone()).build().map_err(|it| it.to_string())?;
        for _ in 0..2 {
            let _ = block_on(status(&client, &GET));
        }
        let requests = transport.requests();
        Ok::<_, String>([requests[0].url.clone(), requests[2].url.clone()])
    };
    let at = |base: &str| Ok([format!("{base}/get"), format!("{base}/refresh")]);
    let own = Some("https://set.test/");
    let plain = || Server::new("https://x.test", Vec::new());
    let login = vec![("login", "https://login.test".to_owned())];
    assert_eq!(urls(Server::custom("http://127.0.0.1:1/p/"), own), at("https://set.test"));
    assert_eq!(urls(Server::custom("http://127.0.0.1:1/p/"), None), at("http://127.0.0.1:1/p"));
    assert_eq!(urls(Server::new("https://x.test", login), None), at("https://login.test"));
    assert_eq!(urls(plain(), own), at("https://set.test"));
    assert_eq!(
        urls(plain(), None),
        Err("the credential for `oauth` needs a token URL: set `token_url`, because the server variable `login` has \
             no value; or set `login_url` of the client's builder"
            .to_owned())
    );
}

#[test]
fn a_token_url_of_the_descriptions_server_follows_a_custom_one() {
    static URLS: TokenUrl = TokenUrl {
        url: "https://api.test/oauth/token",
        refresh_url: Some("https://api.test/oauth/refresh"),
        variables: &[],
        servers: &[],
        own_servers: &["https://api.test/v1"],
    };
    let urls = |server: &str, grant: PasswordGrant| {
        let body = "{\"access_token\": \"a\", \"refresh_token\": \"r\", \"expires_in\": 0}";
        let transport = MemoryTransport::responding(200, &[], body);
        let client = Client::builder(Server::custom(server))
            .credential(&OAUTH, Credential::source_at(grant, &URLS))
            .transport(transport.clone())
            .build()
            .map_err(|it| it.to_string())?;
        for _ in 0..2 {
            let _ = block_on(status(&client, &GET));
        }
        let requests = transport.requests();
        Ok::<_, String>([requests[0].url.clone(), requests[2].url.clone()])
    };
    let grant = || PasswordGrant::new("id", "u", "p");
    let staging = |it: &str| format!("https://staging.test/oauth/{it}");
    assert_eq!(urls("https://staging.test/v1", grant()), Ok(["token", "refresh"].map(staging)));
    // Where nobody knows the way, the user is asked, and then neither URL is the usual server's.
    assert_eq!(
        urls("https://staging.test", grant()),
        Err("the credential for `oauth` needs a token URL: set `token_url`, because the description's is on its \
             server `https://api.test/v1`, and the client has another"
            .to_owned())
    );
    let own = grant().token_url("https://staging.test/token");
    let both = ["https://staging.test/token"; 2].map(str::to_owned);
    assert_eq!(urls("https://staging.test", own), Ok(both));
}

#[test]
fn a_source_that_cannot_work_is_refused_when_the_client_is_built() {
    static QUERY: Scheme =
        Scheme { name: "key", kind: SchemeKind::ApiKey { place: Place::Query, name: "key" } };
    static REALM: TokenUrl = TokenUrl {
        url: "https://x.test/{realm}",
        refresh_url: None,
        variables: &[],
        servers: &[],
        own_servers: &[],
    };
    static BASIC: Scheme = Scheme { name: "basic", kind: SchemeKind::Basic };
    let server = || Server::custom("https://x.test");
    let grant = || ClientCredentials::new("id", "s");
    let problem = |scheme, credential| built(scheme, server(), credential).unwrap_err().to_string();
    for (scheme, credential, message) in [
        (&OAUTH, Credential::source(grant()), "`oauth` needs a token URL: set `token_url`"),
        (
            &OAUTH,
            Credential::source_at(grant(), &REALM),
            "`oauth` needs a token URL: set `token_url`, because the server variable `realm` has no value",
        ),
        (
            &OAUTH,
            Credential::source(grant().token_url("ftp://x.test")),
            "`oauth` has a token URL that is neither http nor https",
        ),
        (
            &OAUTH,
            Credential::source(grant().token_url("https://s3cret@x.test")),
            "`oauth` has a token URL that holds a user or password",
        ),
        (
            &OAUTH,
            Credential::source(grant().token_url("https://x.test/#a")),
            "`oauth` has a token URL that has a fragment",
        ),
        (
            &QUERY,
            Credential::source(password()),
            "`key` must be a fixed token, since it goes to no header",
        ),
        (&BASIC, Credential::source(password()), "`basic` must be a user and a password"),
    ] {
        assert_eq!(problem(scheme, credential), format!("the credential for {message}"));
    }

    // Its own URL makes up for the description's.
    let unfilled = Credential::source_at(grant().token_url(TOKEN_URL), &REALM);
    assert_eq!(built(&OAUTH, server(), unfilled), Ok(()));
}

/// What the call ends in when this is what the token endpoint says.
fn refused(response: Result<Canned, TransportError>) -> TokenError {
    let authority = Authority::new("");
    authority.next(response);
    let client = authority.client(password());
    match block_on(client.call(&GET).body::<(), Never>()) {
        Err(Error::Token(error)) => {
            assert_eq!(authority.transport.requests().len(), 1, "the call was not sent");
            *error
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_refusal_says_what_the_token_endpoint_says() {
    let body = r#"{"error": "invalid_grant", "error_description": "Invalid user credentials"}"#;
    let error = refused(Ok(json(401, body)));
    assert_eq!(
        error.to_string(),
        "no access token for `oauth`: the token endpoint says `invalid_grant`: Invalid user credentials"
    );
    assert_eq!(
        (error.kind(), error.code(), error.status(), error.scheme()),
        (TokenErrorKind::Refused, Some("invalid_grant"), Some(401), "oauth")
    );
    let error = refused(Ok(json(400, r#"{"error": "invalid_client"}"#)));
    assert_eq!(error.message(), "the token endpoint says `invalid_client`");
    // Some say no with a status that says yes.
    let error = refused(Ok(json(200, r#"{"error": "bad_verification_code"}"#)));
    assert_eq!(error.code(), Some("bad_verification_code"));
}

#[test]
fn a_response_that_is_neither_token_nor_refusal_is_an_error() {
    let long = format!("{{\"access_token\": \"{}\"}}", "a".repeat(33 << 20));
    for (response, message) in [
        (Canned::new(503).body("<html>"), "status 503 and no `access_token`"),
        (Canned::new(200).body("access_token=a"), "status 200 and no `access_token`"),
        (json(200, "{\"access_token\": \"\"}"), "status 200 and no `access_token`"),
        (json(500, "{\"access_token\": \"a\"}"), "status 500 and no `access_token`"),
        (
            Canned::new(307).header("location", "https://x.test?code=s3cret"),
            "status 307 a redirect to `https://x.test`, which is not followed",
        ),
        (
            json(200, "{\"access_token\": \"a\", \"token_type\": \"DPoP\"}"),
            "status 200 and a token of type `DPoP`, which is no bearer token",
        ),
        (
            json(401, r#"{"errors": [{"message": "no such client"}]}"#),
            "status 401 and no `access_token`: no such client",
        ),
        // What is no refusal may hold a token.
        (json(200, r#"{"message": "a"}"#), "status 200 and no `access_token`"),
        (json(200, &long), "status 200 and a body that is too long"),
    ] {
        let error = refused(Ok(response));
        assert_eq!(error.message(), format!("the token endpoint responded with {message}"));
        assert_eq!(error.kind(), TokenErrorKind::Response);
    }
    let error = refused(Ok(json(200, "{\"access_token\": \"a\\nb\"}")));
    assert_eq!(error.message(), "the token has a character no header can carry");
}

#[test]
fn a_token_may_come_as_a_form() {
    let form = |body: &'static str| {
        let media_type = "application/x-www-form-urlencoded; charset=utf-8";
        Canned::new(200).header("content-type", media_type).body(body)
    };
    let authority = Authority::new("");
    authority.next(Ok(form("access_token=a%2Fb&expires_in=60")));
    // The API doesn't know it, and gets the next.
    assert_eq!(block_on(status(&authority.client(password()), &GET)), Ok(204));
    let sent = &authority.transport.requests()[1];
    assert_eq!(sent.headers.get("authorization"), Some("Bearer a/b"));
    let error = refused(Ok(form("error=bad_verification_code&error_description=It+is+old.")));
    assert_eq!(error.message(), "the token endpoint says `bad_verification_code`: It is old.");
}

#[test]
fn a_token_endpoint_that_is_not_reached_is_told_apart() {
    let error = refused(Err(TransportError::new(TransportErrorKind::Timeout, "took longer")));
    assert!(error.is_timeout() && !error.is_connect());
    assert_eq!(error.message(), "POST https://login.test/token: took longer");
    let error = refused(Err(TransportError::new(TransportErrorKind::Connect, "refused")));
    assert!(error.is_connect());
    let error: Error = Error::Token(Box::new(error));
    assert!(error.is_connect() && !error.is_timeout() && error.status().is_none());
    assert_eq!(
        error.to_string(),
        "no access token for `oauth`: POST https://login.test/token: refused"
    );
}

#[test]
fn no_secret_is_ever_shown() {
    let grant = || {
        PasswordGrant::new("cim", "agent", "s3cret")
            .client_secret("s3cret")
            .field("assertion", "s3cret")
            .token_url("https://login.test/t?code=s3cret")
    };
    let refresh = RefreshTokenGrant::new("cim", "s3cret").client_secret("s3cret");
    let bad = grant().token_url("https://a:s3cret@login.test");
    let mut shown = vec![format!("{:?} {refresh:?} {bad:?}", grant())];
    let credential = Credential::source(grant());
    shown.push(format!("{credential:?} {:?}", ClientCredentials::new("cim", "s3cret")));
    let transport = MemoryTransport::with(|request| {
        let text = format!("refused {request:?}");
        Err(TransportError::new(TransportErrorKind::Connect, text))
    });
    let builder = Client::builder(Server::custom("https://x.test"))
        .transport(transport.clone())
        .credential(&OAUTH, credential);
    shown.push(format!("{builder:?}"));
    let client = builder.build().unwrap();
    let error = block_on(client.call(&GET).body::<(), Never>()).unwrap_err();
    assert!(error.to_string().contains("POST https://login.test/t?code=…: refused"), "{error}");
    shown.push(format!("{client:?} {error} {error:?} {transport:?}"));

    let authority = Authority::new(", \"refresh_token\": \"s3cret\"");
    let client = authority.client(password().basic_auth().client_secret("s3cret"));
    let response = block_on(client.call(&GET).response::<(), Never>()).unwrap();
    shown.push(format!("{client:?} {response:?} {:?}", authority.transport));
    for shown in shown {
        assert!(!shown.contains("s3cret"), "{shown}");
        assert!(!shown.contains("Bearer a1"), "{shown}");
    }
}

#[test]
fn an_operation_that_needs_no_token_asks_for_none() {
    let authority = Authority::new("");
    let client = authority.client(password());
    let _ = block_on(status(&client, &ANY));
    assert_eq!(authority.log(), ["GET with nothing"]);
}
