//! A client of environment variables: what they set, and what an error says of them.

use std::ffi::OsString;

use clientwright_runtime::{
    BuildError, Request,
    codegen::{
        Client, ClientBuilder, Credential, CredentialVariables, GrantVariables, NamedServer,
        Operation, Place, Scheme, SchemeKind, Server, ServerVariables, Variables,
    },
    testing::{Canned, MemoryTransport, block_on},
};

use crate::{
    authority::{json, status},
    support::ANY,
};

static KEY: Scheme =
    Scheme { name: "api_key", kind: SchemeKind::ApiKey { place: Place::Header, name: "x-key" } };
static BASIC: Scheme = Scheme { name: "basic_auth", kind: SchemeKind::Basic };
static OAUTH: Scheme = Scheme { name: "access_token", kind: SchemeKind::OAuth2 };
static CALL: Operation = Operation { security: &[&[&KEY], &[&BASIC], &[&OAUTH]], ..ANY };
static FILES: NamedServer = NamedServer { name: "files", url: "https://f.test", variables: &[] };
static UPLOAD: Operation = Operation { server: Some(&FILES), ..CALL };

static VARIABLES: Variables = Variables {
    base_url: "PETS_BASE_URL",
    server: Some(ServerVariables {
        url: "https://{tenant}.{region}.test",
        variables: &[("tenant", "PETS_TENANT", None), ("region", "PETS_REGION", Some("eu"))],
    }),
    named_servers: &[(&FILES, "PETS_FILES")],
    credentials: &[
        CredentialVariables::Token(&KEY, "PETS_API_KEY"),
        CredentialVariables::Basic(&BASIC, "PETS_BASIC_USERNAME", "PETS_BASIC_PASSWORD"),
        CredentialVariables::OAuth {
            scheme: &OAUTH,
            token: "PETS_ACCESS_TOKEN",
            client_id: "PETS_CLIENT_ID",
            client_secret: "PETS_CLIENT_SECRET",
            token_url: "PETS_TOKEN_URL",
            scope: "PETS_SCOPE",
            grants: &[
                GrantVariables::Password("PETS_USERNAME", "PETS_PASSWORD", |it, grant| {
                    it.credential(&OAUTH, Credential::source(grant))
                }),
                GrantVariables::RefreshToken("PETS_REFRESH_TOKEN", |it, grant| {
                    it.credential(&OAUTH, Credential::source(grant))
                }),
                GrantVariables::ClientCredentials(|it, grant| {
                    it.credential(&OAUTH, Credential::source(grant))
                }),
            ],
        },
    ],
    needs_credential: true,
};

fn builder(environment: &[(&str, &str)]) -> Result<ClientBuilder, BuildError> {
    let find = |name: &str| environment.iter().find(|(it, _)| *it == name);
    let value = |name: &str| find(name).map(|(_, value)| OsString::from(value));
    Client::builder(Server::custom("https://x.test")).variables(&VARIABLES, &value)
}

/// The last request of a call, and the one before, where there is one.
fn sent(operation: &'static Operation, environment: &[(&str, &str)]) -> Vec<String> {
    let transport = MemoryTransport::with(|request| {
        let is_token = request.url.ends_with("/token");
        let token = json(200, r#"{"access_token":"t","token_type":"bearer"}"#);
        Ok(if is_token { token } else { Canned::new(204) })
    });
    let client = builder(environment).unwrap().transport(transport.clone()).build().unwrap();
    assert_eq!(block_on(status(&client, operation)), Ok(204));
    transport.requests().iter().map(Request::to_text).collect()
}

fn message(environment: &[(&str, &str)]) -> String {
    builder(environment).unwrap_err().to_string()
}

#[test]
fn variables_set_the_credential_of_their_scheme() {
    for (environment, head) in [
        (&[("PETS_API_KEY", "k")][..], "x-key: k"),
        (
            &[("PETS_BASIC_USERNAME", "max"), ("PETS_BASIC_PASSWORD", "p")],
            "authorization: Basic bWF4OnA=",
        ),
        (
            &[("PETS_ACCESS_TOKEN", "a"), ("PETS_CLIENT_ID", "no more of them is read")],
            "authorization: Bearer a",
        ),
    ] {
        assert_eq!(sent(&CALL, environment), [format!("GET https://x.test/any\n{head}\n\n")]);
    }
}

#[test]
fn variables_set_the_grant_that_all_is_there_for() {
    let url = ("PETS_TOKEN_URL", "https://login.test/token");
    let id = ("PETS_CLIENT_ID", "pets");
    for (environment, form) in [
        (
            &[url, id, ("PETS_CLIENT_SECRET", "s"), ("PETS_SCOPE", "read")][..],
            "grant_type=client_credentials&scope=read&client_id=pets&client_secret=s",
        ),
        (
            &[url, id, ("PETS_CLIENT_SECRET", "s"), ("PETS_REFRESH_TOKEN", "r")],
            "grant_type=refresh_token&refresh_token=r&client_id=pets&client_secret=s",
        ),
        (
            &[url, id, ("PETS_USERNAME", "max"), ("PETS_PASSWORD", "p")],
            "grant_type=password&username=max&password=p&client_id=pets",
        ),
    ] {
        let requests = sent(&CALL, environment);
        assert!(requests[0].ends_with(&format!("\n\n{form}")), "{}", requests[0]);
        assert!(requests[1].contains("authorization: Bearer t\n"), "{}", requests[1]);
    }
}

#[test]
fn variables_set_the_servers() {
    let key = ("PETS_API_KEY", "k");
    let tenant = ("PETS_TENANT", "acme");
    let own = ("PETS_BASE_URL", "http://127.0.0.1:1/v2");
    for (environment, operation, url) in [
        (&[key, tenant][..], &CALL, "https://acme.eu.test/any"),
        (&[key, tenant, ("PETS_REGION", "us")], &CALL, "https://acme.us.test/any"),
        (&[key, tenant, own], &CALL, "http://127.0.0.1:1/v2/any"),
        (&[key, own, ("PETS_FILES", "https://g.test")], &UPLOAD, "https://g.test/any"),
    ] {
        let requests = sent(operation, environment);
        assert!(requests[0].starts_with(&format!("GET {url}\n")), "{}", requests[0]);
    }
}

#[test]
fn an_error_names_the_variables_and_never_a_value() {
    assert_eq!(
        message(&[]),
        "the environment has no credential: set `PETS_API_KEY`, or `PETS_BASIC_USERNAME` and \
         `PETS_BASIC_PASSWORD`, or `PETS_ACCESS_TOKEN`, or `PETS_CLIENT_ID` and `PETS_USERNAME` and `PETS_PASSWORD`, \
         or `PETS_CLIENT_ID` and `PETS_REFRESH_TOKEN`, or `PETS_CLIENT_ID` and `PETS_CLIENT_SECRET`"
    );
    for (environment, expected) in [
        (
            &[("PETS_API_KEY", " ")][..],
            "the variable `PETS_API_KEY` is empty: give it a value, or unset it",
        ),
        (
            &[("PETS_API_KEY", "s3cret"), ("PETS_BASE_URL", "")],
            "the variable `PETS_BASE_URL` is empty: give it a value, or unset it",
        ),
        (
            &[("PETS_BASE_URL", "https://x.test"), ("PETS_API_KEY", "s3cret"), ("PETS_TENANT", "")],
            "the variable `PETS_TENANT` is empty: give it a value, or unset it",
        ),
        (
            &[("PETS_ACCESS_TOKEN", "s3cret"), ("PETS_CLIENT_SECRET", "")],
            "the variable `PETS_CLIENT_SECRET` is empty: give it a value, or unset it",
        ),
        (
            &[("PETS_API_KEY", "s3cret\n")],
            "the variable `PETS_API_KEY` ends with a line break: set it without",
        ),
        (
            &[("PETS_BASIC_USERNAME", "max"), ("PETS_BASIC_PASSWORD", "s3\tcret")],
            "the variable `PETS_BASIC_PASSWORD` has a control character",
        ),
        (
            &[("PETS_CLIENT_ID", "pets")],
            "the variable `PETS_CLIENT_ID` needs `PETS_CLIENT_SECRET`, which isn't set",
        ),
        (
            &[("PETS_BASIC_PASSWORD", "s3cret")],
            "the variable `PETS_BASIC_PASSWORD` needs `PETS_BASIC_USERNAME`, which isn't set",
        ),
        (
            &[("PETS_REFRESH_TOKEN", "s3cret")],
            "the variable `PETS_REFRESH_TOKEN` needs `PETS_CLIENT_ID`, which isn't set",
        ),
        (
            &[("PETS_API_KEY", "s3cret"), ("PETS_REGION", "eu")],
            "the variable `PETS_REGION` needs `PETS_TENANT`, which isn't set",
        ),
    ] {
        assert_eq!(message(environment), expected);
    }
    let shown = format!("{:?}", builder(&[("PETS_API_KEY", "s3cret")]).unwrap());
    assert!(!shown.contains("s3cret"), "{shown}");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf8_is_an_error() {
    use std::os::unix::ffi::OsStringExt;

    let value = |name: &str| (name == "PETS_API_KEY").then(|| OsString::from_vec(vec![0xff]));
    let builder = Client::builder(Server::custom("https://x.test"));
    let error = builder.variables(&VARIABLES, &value).unwrap_err();
    assert_eq!(error.to_string(), "the variable `PETS_API_KEY` isn't UTF-8");
}

#[test]
fn none_is_needed_where_no_call_needs_one() {
    let open = Variables { needs_credential: false, ..VARIABLES };
    let builder = Client::builder(Server::custom("https://x.test"));
    assert!(builder.variables(&open, &|_| None).is_ok());
}
