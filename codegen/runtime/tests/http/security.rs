//! Credentials: which are sent, where, and that none is ever shown.

use clientwright_runtime::{
    AccessToken, BoxFuture, ClientCredentials, Error, Never, RequestErrorKind, TokenError,
    TokenRequest, TokenSource,
    codegen::{
        Client, Credential, NamedServer, Operation, Place, ResponseSpec, Scheme, SchemeKind,
        Server, Status,
    },
    serde_json,
    testing::{Canned, MemoryTransport, block_on},
};

use crate::support::ANY;

static HEADER: Scheme =
    Scheme { name: "header", kind: SchemeKind::ApiKey { place: Place::Header, name: "X-Api-Key" } };
static QUERY: Scheme =
    Scheme { name: "query", kind: SchemeKind::ApiKey { place: Place::Query, name: "api key" } };
static COOKIE: Scheme =
    Scheme { name: "cookie", kind: SchemeKind::ApiKey { place: Place::Cookie, name: "sid" } };
static BEARER: Scheme = Scheme { name: "bearer", kind: SchemeKind::Bearer };
static BASIC: Scheme = Scheme { name: "basic", kind: SchemeKind::Basic };
static OAUTH: Scheme = Scheme { name: "oauth", kind: SchemeKind::OAuth2 };
static CUSTOM: Scheme = Scheme { name: "custom", kind: SchemeKind::Http { scheme: "Token" } };

static ALL: Operation = Operation { security: &[&[&HEADER, &QUERY, &COOKIE, &BEARER]], ..ANY };
static EITHER: Operation = Operation { security: &[&[&BEARER], &[&HEADER, &QUERY]], ..ANY };
static OPTIONAL: Operation = Operation { security: &[&[], &[&BASIC]], ..ANY };
static OAUTHED: Operation = Operation { security: &[&[&OAUTH]], ..ANY };
static CUSTOMIZED: Operation = Operation { security: &[&[&CUSTOM]], ..ANY };

/// What is sent with a token of the scheme's name for each of these.
fn sent(operation: &'static Operation, have: &[&'static Scheme]) -> Result<String, Error> {
    let transport = MemoryTransport::responding(204, &[], "");
    let server = Server::custom("https://x.test");
    let mut builder = Client::builder(server).transport(transport.clone());
    for scheme in have {
        builder = builder.credential(scheme, Credential::token(format!("t {}", scheme.name)));
    }
    let call = builder.build().unwrap().call(operation).query("a", &1).cookie("b", &2);
    block_on(call.body::<(), Never>())?;
    let text = transport.requests()[0].to_text();
    Ok(text.trim_end().trim_start_matches("GET https://x.test/any").to_owned())
}

#[test]
fn every_credential_goes_to_its_place_after_the_parameters() {
    // A space is nothing a cookie can carry.
    let transport = MemoryTransport::responding(204, &[], "");
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(transport.clone())
        .credential(&HEADER, Credential::token("k 1"))
        .credential(&QUERY, Credential::token("k&2"))
        .credential(&COOKIE, Credential::token("k=3"))
        .credential(&BEARER, Credential::token("k4"))
        .build()
        .unwrap();
    let call = client.call(&ALL).query("a", &1).cookie("b", &2).header("x", &3);
    block_on(call.body::<(), Never>()).unwrap();
    assert_eq!(
        transport.requests()[0].to_text(),
        "GET https://x.test/any?a=1&api%20key=k%262\nx: 3\ncookie: b=2; sid=k=3\n\
         x-api-key: k 1\nauthorization: Bearer k4\n\n"
    );
}

#[test]
fn one_alternative_is_used_and_no_more() {
    let bearer = "?a=1\ncookie: b=2\nauthorization: Bearer t bearer";
    assert_eq!(sent(&EITHER, &[&HEADER, &QUERY, &BEARER]).unwrap(), bearer);
    assert_eq!(
        sent(&EITHER, &[&HEADER, &QUERY]).unwrap(),
        "?a=1&api%20key=t%20query\ncookie: b=2\nx-api-key: t header"
    );
    assert_eq!(sent(&ANY, &[&BEARER]).unwrap(), "?a=1\ncookie: b=2");
    assert_eq!(
        sent(&OAUTHED, &[&OAUTH]).unwrap(),
        "?a=1\ncookie: b=2\nauthorization: Bearer t oauth"
    );
    assert_eq!(
        sent(&CUSTOMIZED, &[&CUSTOM]).unwrap(),
        "?a=1\ncookie: b=2\nauthorization: Token t custom"
    );
}

#[test]
fn a_source_of_tokens_is_chosen_like_a_fixed_token() {
    static BOTH: Operation = Operation { security: &[&[&OAUTH, &HEADER], &[&QUERY]], ..ANY };
    struct Source(&'static str);
    impl TokenSource for Source {
        fn fetch<'a>(
            &'a self,
            _: &'a TokenRequest,
        ) -> BoxFuture<'a, Result<AccessToken, TokenError>> {
            Box::pin(async {
                let good = Some(self.0).filter(|it| !it.is_empty());
                good.map(AccessToken::new).ok_or_else(|| TokenError::new("there is none"))
            })
        }
    }
    let sent = |source: Option<&'static str>, have: &[&'static Scheme]| {
        let transport = MemoryTransport::responding(204, &[], "");
        let mut builder =
            Client::builder(Server::custom("https://x.test")).transport(transport.clone());
        for scheme in have {
            builder = builder.credential(scheme, Credential::token(scheme.name));
        }
        if let Some(source) = source {
            builder = builder.credential(&OAUTH, Credential::source(Source(source)));
        }
        let done = block_on(builder.build().unwrap().call(&BOTH).body::<(), Never>());
        done.map(|()| transport.requests()[0].to_text()).map_err(|it| it.to_string())
    };
    let both = "GET https://x.test/any\nx-api-key: header\nauthorization: Bearer got\n\n";
    assert_eq!(sent(Some("got"), &[&HEADER, &QUERY]).unwrap(), both);
    // Without the other half of the alternative the source isn't asked.
    let query = "GET https://x.test/any?api%20key=query\n\n";
    assert_eq!(sent(Some(""), &[&QUERY]).unwrap(), query);
    assert_eq!(sent(None, &[&HEADER, &QUERY]).unwrap(), query);
    // An alternative that was chosen stays chosen.
    let error = sent(Some(""), &[&HEADER, &QUERY]).unwrap_err();
    assert!(error.contains("there is none"), "{error}");
}

#[test]
fn missing_credentials_are_named_and_nothing_is_sent() {
    let error = sent(&EITHER, &[&QUERY]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "any: needs a credential: set `bearer`, or `header` on the client's builder, or send the call without one by \
         `anonymous`, of the builder or of `RequestOptions`"
    );
    let Error::Request(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), RequestErrorKind::Credentials);
    assert_eq!(error.operation(), "any");
}

#[test]
fn optional_credentials_are_sent_when_there_are_some() {
    assert_eq!(sent(&OPTIONAL, &[]).unwrap(), "?a=1\ncookie: b=2");
    let transport = MemoryTransport::responding(204, &[], "");
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(transport.clone())
        .credential(&BASIC, Credential::basic("Aladdin", "open sesame"))
        .build()
        .unwrap();
    block_on(client.call(&OPTIONAL).body::<(), Never>()).unwrap();
    assert_eq!(
        transport.requests()[0].headers.get("authorization"),
        Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    );
}

#[test]
fn no_secret_is_ever_shown() {
    static OPERATION: Operation =
        Operation { security: &[&[&QUERY, &HEADER, &BEARER]], path: "/{id}", ..ANY };
    let transport = MemoryTransport::with(|request| {
        let shown = format!("{request:?}");
        let kind = clientwright_runtime::TransportErrorKind::Connect;
        Err(clientwright_runtime::TransportError::new(kind, format!("refused {shown}")))
    });
    let builder = Client::builder(Server::custom("https://x.test"))
        .transport(transport.clone())
        .header("x-own", "s3cret")
        .credential(&QUERY, Credential::token("s3cret"))
        .credential(&HEADER, Credential::token("s3cret"))
        .credential(&BEARER, Credential::token("s3cret"));
    let builder_debug = format!("{builder:?}");
    let client = builder.build().unwrap();
    let call = client.call(&OPERATION).path("id", &1).query("b", &2);
    let mut shown = vec![builder_debug, format!("{client:?}"), format!("{call:?}")];
    let error = block_on(call.body::<(), Never>()).unwrap_err();
    assert!(error.is_connect());
    let message = error.to_string();
    assert!(message.starts_with("GET https://x.test/1?b=2&api%20key=…: refused"), "{message}");
    shown.extend([message, format!("{error:?}"), format!("{transport:?}")]);

    let transport = MemoryTransport::responding(500, &[], "no");
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(transport)
        .credential(&QUERY, Credential::token("s3cret"))
        .credential(&HEADER, Credential::token("s3cret"))
        .credential(&BEARER, Credential::token("s3cret"))
        .build()
        .unwrap();
    let error = block_on(client.call(&OPERATION).path("id", &1).body::<(), Never>()).unwrap_err();
    shown.extend([error.to_string(), format!("{error:?}")]);
    let response = MemoryTransport::responding(204, &[], "");
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(response)
        .credential(&EITHER_KEYS[0], Credential::token("s3cret"))
        .build()
        .unwrap();
    let response = block_on(client.call(&KEYED).response::<(), Never>()).unwrap();
    assert_eq!(response.url(), "https://x.test/any?api%20key=…");
    shown.push(format!("{response:?}"));
    for shown in shown {
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}

/// A server that repeats what it was sent, in its headers and its body.
fn echoing(status: u16) -> std::sync::Arc<MemoryTransport> {
    MemoryTransport::with(move |request| {
        let sent = request.to_text();
        let body = serde_json::json!({ "error": sent, "error_description": sent }).to_string();
        let response = Canned::new(status).body(body);
        let headers = request.headers.iter();
        Ok(headers
            .fold(response, |response, (name, value)| response.header(&format!("x-{name}"), value)))
    })
}

static BASIC_TOO: Operation = Operation { security: &[&[&BASIC, &QUERY, &COOKIE]], ..ANY };
static SOURCED: Operation = Operation { security: &[&[&OAUTH]], ..ANY };

#[test]
fn an_error_does_not_repeat_what_the_server_repeats() {
    static DOCUMENTED: Operation = Operation {
        responses: &[ResponseSpec::json(Status::Code(400))],
        security: &[&[&BEARER, &HEADER]],
        ..ANY
    };
    let secrets = ["hunter/2 ä", "hunter=3", "hunter4"];
    for (status, operation) in
        [(400, &DOCUMENTED), (500, &DOCUMENTED), (200, &BASIC_TOO), (403, &BASIC_TOO)]
    {
        let client = Client::builder(Server::custom("https://x.test"))
            .transport(echoing(status))
            .credential(&BASIC, Credential::basic("user", secrets[0]))
            .credential(&QUERY, Credential::token(secrets[0]))
            .credential(&COOKIE, Credential::token(secrets[2]))
            .credential(&BEARER, Credential::token(secrets[1]))
            .credential(&HEADER, Credential::token(secrets[2]))
            .build()
            .unwrap();
        let error = block_on(client.call(operation).body::<i64, serde_json::Value>()).unwrap_err();
        assert_eq!(error.status(), Some(status));
        for shown in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
            for part in ["hunter", "aHVudGVy", "dXNlcjpodW50", "%C3%A4"] {
                assert!(!shown.contains(part), "{part}: {shown}");
            }
        }
        assert!(format!("{error:?}").contains("x-"), "{error:?}");
        // Whoever needs it has it.
        assert!(String::from_utf8_lossy(error.body_bytes().unwrap()).contains("hunter"));
    }
}

#[test]
fn an_error_does_not_repeat_what_the_server_makes_an_address_of() {
    static KEYED: Operation = Operation { security: &[&[&QUERY]], ..ANY };
    // Where the location has it in a parameter of another name.
    let copied = Canned::new(302).header("location", "/there?copy=hunter%2F2&key2=a");
    let client = Client::builder(Server::custom("https://x.test"))
        .transport(MemoryTransport::in_order([copied]))
        .credential(&QUERY, Credential::token("hunter/2"))
        .build()
        .unwrap();
    let error = block_on(client.call(&KEYED).body::<(), Never>()).unwrap_err();
    let shown = error.to_string();
    assert!(shown.starts_with("GET https://x.test/there?copy=…&key2=a"), "{shown}");
}

#[test]
fn an_error_does_not_repeat_what_a_token_endpoint_repeats() {
    let client = |transport| {
        let grant = ClientCredentials::new("id", "hunt er&2").token_url("https://x.test/token");
        Client::builder(Server::custom("https://x.test"))
            .transport(transport)
            .credential(&OAUTH, Credential::source(grant))
            .build()
            .unwrap()
    };
    let refused = block_on(client(echoing(400)).call(&SOURCED).body::<(), Never>()).unwrap_err();
    assert!(refused.to_string().contains("the token endpoint says `POST"), "{refused}");
    // And a token that came from there.
    let transport = MemoryTransport::with(|request| {
        let sent = request.to_text();
        Ok(if request.url.ends_with("/token") {
            Canned::new(200).body(r#"{"access_token": "t0ken-of-mine"}"#)
        } else {
            Canned::new(401).body(sent)
        })
    });
    let echoed = block_on(client(transport).call(&SOURCED).body::<(), Never>()).unwrap_err();
    assert_eq!(echoed.status(), Some(401));
    for error in [refused, echoed] {
        for shown in [error.to_string(), format!("{error:?}")] {
            for part in ["hunt", "t0ken", "aWQ6aHVud", "Basic a"] {
                assert!(!shown.contains(part), "{part}: {shown}");
            }
        }
    }
}

#[test]
fn an_error_shows_a_part_of_a_long_body() {
    static DOCUMENTED: Operation =
        Operation { responses: &[ResponseSpec::json(Status::Code(400))], ..ANY };
    for (status, is_text) in [(400, true), (500, true), (500, false)] {
        let mut body = serde_json::json!({ "a": "ä".repeat(100_000) }).to_string().into_bytes();
        if !is_text {
            body.push(0xff);
        }
        let transport = MemoryTransport::responding(status, &[], body.clone());
        let client =
            Client::builder(Server::custom("https://x.test")).transport(transport).build().unwrap();
        let error = block_on(client.call(&DOCUMENTED).body::<(), serde_json::Value>()).unwrap_err();
        assert_eq!(error.body_bytes().unwrap().len(), body.len());
        assert!(error.to_string().len() < 1200, "{error}");
        let debug = format!("{error:?}");
        assert!(debug.len() < 3500 && debug.contains(" bytes more)"), "{} {debug}", debug.len());
    }
}

static EITHER_KEYS: [Scheme; 1] =
    [Scheme { name: "query", kind: SchemeKind::ApiKey { place: Place::Query, name: "api key" } }];
static KEYED: Operation = Operation { security: &[&[&EITHER_KEYS[0]]], ..ANY };

#[test]
fn a_client_is_not_built_with_what_it_cannot_send() {
    let build = |header: (&str, &str), token: &str| {
        Client::builder(Server::custom("https://x.test"))
            .transport(MemoryTransport::responding(204, &[], ""))
            .header(header.0, header.1)
            .credential(&BEARER, Credential::token(token))
            .build()
            .map(|_| ())
            .map_err(|it| it.to_string())
    };
    let message = |text: &str| Err(text.to_owned());
    assert_eq!(build(("x", "y"), "t"), Ok(()));
    assert_eq!(build(("x y", "z"), "t"), message("the header `x y` is not the name of a header"));
    assert_eq!(
        build(("x", "y\r\nz"), "t"),
        message("the header `x` has a character no header can carry")
    );
    assert_eq!(
        build(("Accept", "y"), "t"),
        message("the header `accept` is set by each operation")
    );
    let secret = build(("x", "y"), "s3cret\n").unwrap_err();
    assert_eq!(secret, "the credential for `bearer` has a character no header can carry");
}

#[test]
fn an_operations_own_server_is_used_unless_the_user_insists() {
    static FILES: NamedServer = NamedServer {
        name: "files_url",
        url: "https://{region}.files.test/{version}/",
        variables: &[("region", None), ("version", Some("v2"))],
    };
    static OWN: Operation = Operation { server: Some(&FILES), ..ANY };
    let goes_to = |server: Server, set: Option<&str>, operation: &'static Operation| {
        let transport = MemoryTransport::responding(204, &[], "");
        let builder = Client::builder(server).credential(&BEARER, Credential::token("t"));
        let builder = set.into_iter().fold(builder, |it, url| it.named_server(&FILES, url));
        let client = builder.transport(transport.clone()).build().map_err(|it| it.to_string())?;
        block_on(client.call(operation).body::<(), Never>()).map_err(|it| it.to_string())?;
        Ok::<_, String>(transport.requests()[0].url.clone())
    };
    let documented = || Server::new("https://{region}.x.test", vec![("region", "eu".to_owned())]);
    let plain = || Server::new("https://x.test", Vec::new());
    let custom = || Server::custom("http://127.0.0.1:1/p/");
    let own = Some("https://set.test/");

    // The setter, then the user's own server, then the template.
    assert_eq!(goes_to(documented(), own, &OWN).unwrap(), "https://set.test/any");
    assert_eq!(goes_to(custom(), own, &OWN).unwrap(), "https://set.test/any");
    assert_eq!(goes_to(custom(), None, &OWN).unwrap(), "http://127.0.0.1:1/p/any");
    assert_eq!(goes_to(documented(), None, &OWN).unwrap(), "https://eu.files.test/v2/any");

    // Other operations aren't touched.
    assert_eq!(goes_to(documented(), own, &ANY).unwrap(), "https://eu.x.test/any");

    let error = goes_to(plain(), None, &OWN).unwrap_err();
    let setter = "set `files_url` of the client's builder";
    assert_eq!(error, format!("any: the server variable `region` has no value; {setter}"));
    let error = goes_to(plain(), Some("files.test"), &OWN).unwrap_err();
    let problem = "the server is not an absolute URL: relative URL without a base";
    assert_eq!(error, format!("`files_url`: {problem}"));
}

#[test]
fn a_client_without_a_server_says_so() {
    let build = |server: &str, set: Option<&str>| {
        let transport = MemoryTransport::responding(204, &[], "");
        let builder = Client::builder(Server::custom(server)).transport(transport);
        let builder = set.into_iter().fold(builder, |it, url| it.server(Server::custom(url)));
        builder.build().map(|_| ()).map_err(|it| it.to_string())
    };
    let message = |text: &str| Err(text.to_owned());
    let unset = message("no server is set: give `server` of the client's builder an absolute URL");
    assert_eq!(build("", None), unset);
    assert_eq!(build("", Some("https://x.test")), Ok(()));
    let relative = message("the server is not an absolute URL: relative URL without a base");
    assert_eq!(build("", Some("x.test")), relative);
}

#[test]
fn credentials_are_sent_to_a_named_server_too() {
    static FILES: NamedServer =
        NamedServer { name: "files_url", url: "https://files.test", variables: &[] };
    static OWN: Operation = Operation { server: Some(&FILES), security: &[&[&BEARER]], ..ANY };
    let transport = MemoryTransport::responding(204, &[], "");
    let client = Client::builder(Server::new("https://x.test", Vec::new()))
        .credential(&BEARER, Credential::token("t"))
        .transport(transport.clone())
        .build()
        .unwrap();
    block_on(client.call(&OWN).body::<(), Never>()).unwrap();
    let sent = transport.requests()[0].to_text();
    assert_eq!(sent, "GET https://files.test/any\nauthorization: Bearer t\n\n");
}
