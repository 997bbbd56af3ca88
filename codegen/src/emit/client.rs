//! `client.rs`: the client, its builder, its servers and its credentials.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{self, Text};
use super::tokens::{Imports, Scope, ident};
use super::variables::Variables;
use super::{Files, grants, server};
use crate::format::RustFile;
use crate::ir::{Api, Auth, AuthKind, Place, ResponseRules, Retry, TypeKind};
use crate::markdown::{self, Markdown, code, markdown};

/// Adds the file.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    let mut imports = Imports::new(Scope::Types);
    imports.add("std::borrow", "Cow");
    imports.add("std::ffi", "OsString");
    imports.add("std::sync", "Arc");
    imports.add("std::time", "Duration");
    imports.runtime(&[
        "AnyRequest",
        "BuildError",
        "DeviationCounts",
        "DeviationPolicy",
        "Observer",
        "RequestOptions",
        "RetryPolicy",
        "Signer",
        "TraceContext",
        "Transport",
        // Its `Client`, `ClientBuilder` and `Server` are called like those of this file.
        "codegen",
    ]);
    if api.retry.as_ref().is_some_and(|it| !it.codes.is_empty()) {
        imports.runtime(&["RetryDecision"]);
    }
    let variables = Variables::of(api);
    let items = [
        client(api),
        builder(api, &variables, &mut imports),
        server::item(api, &mut imports),
        quote!(
            static PACKAGE: codegen::Package = codegen::package!();
        ),
        variables.item(),
        schemes(api, &mut imports),
        server::named(api, &mut imports),
    ];
    let mut file = RustFile::default();
    file.tokens(&imports.finish(&[]));
    file.all(&items);
    files.rust("src/client.rs", file);
}

fn client(api: &Api) -> TokenStream {
    let doc = Text::default()
        .own(markdown!("A client of {}.", markdown::plain(&api.title)))
        .own("Cloning is cheap: clones share connections and tokens.")
        .attrs();
    let handles = super::operation::accessors(api, None);
    let retry = api.retry.as_ref().map(retry_policy);
    let retries = retry.as_ref().map(|_| quote!(.retry(Client::retry_policy())));
    let start = match server::default(api) {
        Some(_) => "Returns a builder of a client for the server of [`Server::default`].",
        None => "Returns a builder of a client; it needs a [`server`](ClientBuilder::server).",
    };
    let start = Text::default().own(start).attrs();
    let server = if server::default(api).is_some() {
        quote!(Server::default().0)
    } else {
        quote!(codegen::Server::custom(""))
    };
    let rules = response_rules(&api.response_rules);
    let secrets = secret_members(api);
    // A description of webhooks or of types alone.
    let idle = api
        .operations()
        .next()
        .is_none()
        .then(|| quote!(#[allow(dead_code, reason = "the description has no operations")]));
    quote! {
        #doc
        #[derive(Clone, Debug)]
        #idle
        pub struct Client(pub(crate) codegen::Client);
        impl Client {
            #start
            pub fn builder() -> ClientBuilder {
                ClientBuilder(codegen::Client::builder(#server).package(&PACKAGE) #retries #rules #secrets)
            }
            #[doc = " Creates a client from environment variables; [`ClientBuilder::from_env`] lists them."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " Returns a [`BuildError`] that names the variables when one is missing or invalid."]
            pub fn from_env() -> Result<Self, BuildError> { ClientBuilder::from_env()?.build() }
            #retry
            #[doc = " Starts a request that the description doesn't have, with the client's credentials, retries and limits."]
            #[doc = ""]
            #[doc = " `path` continues the base URL and may have a query; an absolute URL has to be of the same origin."]
            pub fn request(&self, method: impl Into<Cow<'static, str>>, path: impl Into<String>) -> AnyRequest {
                self.0.request(method, path)
            }
            #[doc = " Returns a client with other options for its calls, such as timeouts and headers."]
            #[doc = ""]
            #[doc = " It shares connections and tokens with this one, so that it may be created for a single call."]
            #[must_use = "the client itself stays as it is"]
            pub fn with_options(&self, options: RequestOptions) -> Self { Self(self.0.with_options(options)) }
            #[doc = " Returns how often responses weren't as described so far, by operation and kind."]
            #[doc = ""]
            #[doc = " Clones, and clients with other options, count together."]
            pub fn deviation_counts(&self) -> DeviationCounts { self.0.deviation_counts() }
            #(#handles)*
        }
    }
}

/// How the builder begins to read responses.
fn response_rules(rules: &ResponseRules) -> TokenStream {
    let ResponseRules { accepts_deviations, skips_items, error_messages, error_codes } = rules;
    let policy = match (accepts_deviations, skips_items) {
        (false, false) => None,
        (true, false) => Some(quote!(DeviationPolicy::accept())),
        (false, true) => Some(quote!(DeviationPolicy::refuse().skip_items())),
        (true, true) => Some(quote!(DeviationPolicy::accept().skip_items())),
    };
    let policy = policy.map(|it| quote!(.deviations(#it)));
    let members = (!error_messages.is_empty() || !error_codes.is_empty()).then(|| {
        quote!(.error_members(codegen::ErrorMembers { message: &[#(#error_messages),*], code: &[#(#error_codes),*] }))
    });
    quote!(#policy #members)
}

/// The members that are secret by their type, for texts that are shown before or without being decoded.
fn secret_members(api: &Api) -> Option<TokenStream> {
    let records = api.types.iter().filter_map(|it| {
        let TypeKind::Record(record) = &it.kind else { return None };
        Some(record)
    });
    let secret = records.flat_map(|it| &it.fields).filter(|it| it.ty.is_secret(&api.types));
    let names = secret.map(|it| it.wire.as_str()).collect::<BTreeSet<_>>();
    (!names.is_empty()).then(|| quote!(.secret_members(&[#(#names),*])))
}

/// The policy that the settings have.
fn retry_policy(retry: &Retry) -> TokenStream {
    let Retry { max_retries, max_wait, statuses, refusals, codes } = retry;
    let number = |it: u64| Literal::u64_unsuffixed(it);
    let list = |it: &Vec<u16>| {
        let items = it.iter().map(|it| number(u64::from(*it)));
        quote!([#(#items),*])
    };
    let max_retries =
        max_retries.map(|it| number(u64::from(it))).map(|it| quote!(.max_retries(#it)));
    let max_wait = max_wait.map(number).map(|it| quote!(.max_wait(Duration::from_secs(#it))));
    let statuses = statuses.as_ref().map(list).map(|it| quote!(.statuses(#it)));
    let refusals = refusals.as_ref().map(list).map(|it| quote!(.refusals(#it)));
    let codes = codes.iter().map(|(code, is_repeated)| {
        let decision = ident(if *is_repeated { "Retry" } else { "Stop" });
        quote!(.code(#code, RetryDecision::#decision))
    });
    quote! {
        #[doc = " Returns how often, when and after what calls are sent again unless a client or a call has another policy."]
        pub fn retry_policy() -> RetryPolicy {
            RetryPolicy::new() #max_retries #max_wait #statuses #refusals #(#codes)*
        }
    }
}

fn builder(api: &Api, variables: &Variables<'_>, imports: &mut Imports) -> TokenStream {
    let credentials = api.auths.iter().map(|it| credential(api, imports, it)).collect::<Vec<_>>();
    let servers = server::setters(api);
    let anonymous = (!api.auths.is_empty()).then(|| {
        quote! {
            #[doc = " Sends no credentials, whatever the description asks for; for a server that needs none."]
            #[doc = ""]
            #[doc = " [`RequestOptions::anonymous`] is for single calls of a client that has credentials."]
            pub fn anonymous(self) -> Self { Self(self.0.anonymous()) }
        }
    });
    let (deviations, retry) = (deviations_doc(api), retry_doc(api));
    let on_requests = on_requests();
    let from_variables = variables.constructors();
    quote! {
        #[doc = " A builder of a [`Client`]."]
        #[derive(Debug)]
        #[must_use = "nothing is made until `build` is called"]
        pub struct ClientBuilder(codegen::ClientBuilder);
        impl ClientBuilder {
            #from_variables
            #[doc = " Sets the server that requests go to."]
            pub fn server(self, server: Server) -> Self { Self(self.0.server(server.0)) }
            #(#servers)*
            #(#credentials)*
            #anonymous
            #[doc = " Sets the transport that sends the requests, instead of the runtime's own HTTP client."]
            pub fn transport(self, transport: Arc<dyn Transport>) -> Self { Self(self.0.transport(transport)) }
            #[doc = " Wraps the client's transport in another, which sees each request and each response: middleware."]
            #[doc = ""]
            #[doc = " The one added last sees a request first."]
            pub fn wrap(
                self,
                wrap: impl Fn(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync + 'static,
            ) -> Self { Self(self.0.wrap(wrap)) }
            #[doc = " Sets how long a call may take, with all its attempts; 60 seconds by default."]
            pub fn timeout(self, timeout: impl Into<Option<Duration>>) -> Self { Self(self.0.timeout(timeout)) }
            #[doc = " Sets how long one attempt may take; by default an equal share of `timeout` where another may follow."]
            pub fn attempt_timeout(self, timeout: impl Into<Option<Duration>>) -> Self { Self(self.0.attempt_timeout(timeout)) }
            #[doc = " Sets how long each chunk of an upload, a download or a stream may take; as long as a call or an attempt by default."]
            pub fn idle_timeout(self, timeout: impl Into<Option<Duration>>) -> Self { Self(self.0.idle_timeout(timeout)) }
            #[doc = " Sets how long connecting may take."]
            pub fn connect_timeout(self, timeout: impl Into<Option<Duration>>) -> Self { Self(self.0.connect_timeout(timeout)) }
            #[doc = #retry]
            pub fn retry(self, policy: RetryPolicy) -> Self { Self(self.0.retry(policy)) }
            #[doc = " Sets how many retries all calls have together before successes must pay for them; 100 by default."]
            pub fn retry_budget(self, n_retries: u32) -> Self { Self(self.0.retry_budget(n_retries)) }
            #[doc = " Adds an observer, which is told of each call."]
            pub fn observer(self, observer: impl Observer + 'static) -> Self { Self(self.0.observer(observer)) }
            #[doc = #deviations]
            pub fn deviations(self, policy: DeviationPolicy) -> Self { Self(self.0.deviations(policy)) }
            #[doc = " Sets how many bytes of a body are read into memory; downloads have no limit."]
            pub fn max_body(self, bytes: usize) -> Self { Self(self.0.max_body(bytes)) }
            #on_requests
            #[doc = " Sets the `user-agent` header; the name and version of this crate by default."]
            pub fn user_agent(self, user_agent: &str) -> Self { Self(self.0.user_agent(user_agent)) }
            #[doc = " Adds a header to every request."]
            pub fn header(self, name: &str, value: &str) -> Self { Self(self.0.header(name, value)) }
            #[doc = " Builds the client."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " Returns a [`BuildError`] when a setting is missing or invalid."]
            pub fn build(self) -> Result<Client, BuildError> { self.0.build().map(Client) }
        }
    }
}

/// The setters of what is asked for each request or call.
fn on_requests() -> TokenStream {
    quote! {
        #[doc = " Signs each request right before it is sent; the signer sees all its headers and its body."]
        #[doc = ""]
        #[doc = " A request that a redirect sends to another origin is not signed."]
        pub fn signer(self, signer: impl Signer + 'static) -> Self { Self(self.0.signer(signer)) }
        #[doc = " Keeps the cookies that a server sets, and sends them back to that origin only."]
        pub fn cookies(self) -> Self { Self(self.0.cookies()) }
        #[doc = " Sends `traceparent` (W3C Trace Context) with each call for which `current` returns a context."]
        #[doc = ""]
        #[doc = " It is called once for each call; with the feature `tracing`, within the span of the call."]
        pub fn trace_context(
            self,
            current: impl Fn() -> Option<TraceContext> + Send + Sync + 'static,
        ) -> Self { Self(self.0.trace_context(current)) }
    }
}

/// What the setter for responses that aren't as described sets.
fn deviations_doc(api: &Api) -> &'static str {
    let ResponseRules { accepts_deviations, skips_items, .. } = &api.response_rules;
    if *accepts_deviations || *skips_items {
        " Sets what to do where a response isn't as described, in place of this crate's own policy."
    } else {
        " Sets what to do where a response isn't as described; it is refused by default."
    }
}

/// What the setter for retries sets.
fn retry_doc(api: &Api) -> &'static str {
    if api.retry.is_some() {
        " Sets how often, when and after what a call is sent again; [`Client::retry_policy`] by default."
    } else {
        " Sets how often, when and after what a call is sent again; twice by default, where that is safe."
    }
}

fn credential(api: &Api, imports: &mut Imports, auth: &Auth) -> TokenStream {
    let Auth { wire, name, constant, kind, docs, source: _, grants: _, flows: _, discovery: _ } =
        auth;
    imports.runtime(&["Credential", "Secret"]);
    let what: Markdown = match kind {
        AuthKind::ApiKey { place, name } => {
            markdown!("Sets the key that is sent in the {} {}.", place_words(*place), code(name))
        }
        AuthKind::Bearer => "Sets the token that is sent as `authorization: Bearer`.".into(),
        AuthKind::Basic => {
            "Sets the user and password that are sent as `authorization: Basic`.".into()
        }
        AuthKind::Http { scheme } => {
            let header = code(&format!("authorization: {scheme}"));
            markdown!("Sets what is sent as {}, without the name of the scheme.", header)
        }
        AuthKind::OAuth2 => "Sets an access token of OAuth 2.0.".into(),
        AuthKind::OpenIdConnect => "Sets an access token of OpenID Connect.".into(),
    };
    let scheme = markdown!("The scheme {} of the description.", code(wire));
    let text = Text::default().own(what).docs(docs).own(scheme.clone()).attrs();
    let sources = grants::setters(imports, api, auth, &scheme);
    let deprecated = docs::deprecated(docs);
    let (name, constant) = (ident(name), ident(constant));
    match kind {
        AuthKind::Basic => quote! {
            #text #deprecated
            pub fn #name(self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
                Self(self.0.credential(&#constant, Credential::basic(user, password)))
            }
            #sources
        },
        AuthKind::ApiKey { .. }
        | AuthKind::Bearer
        | AuthKind::Http { .. }
        | AuthKind::OAuth2
        | AuthKind::OpenIdConnect => {
            quote! {
                #text #deprecated
                pub fn #name(self, secret: impl Into<Secret>) -> Self {
                    Self(self.0.credential(&#constant, Credential::token(secret)))
                }
                #sources
            }
        }
    }
}

/// A place as documentation writes it.
pub(super) fn place_words(place: Place) -> &'static str {
    match place {
        Place::Header => "header",
        Place::Query => "query parameter",
        Place::Cookie => "cookie",
    }
}

/// The statics that describe the kinds of credential to the runtime.
fn schemes(api: &Api, imports: &mut Imports) -> TokenStream {
    let used: BTreeSet<usize> =
        api.operations().flat_map(|(_, it)| it.security.iter().flatten().copied()).collect();
    let mut out = TokenStream::new();
    for (idx, auth) in api.auths.iter().enumerate() {
        imports.runtime(&["Scheme", "SchemeKind"]);
        let (constant, name) = (ident(&auth.constant), &auth.name);
        let kind = match &auth.kind {
            AuthKind::ApiKey { place, name } => {
                imports.runtime(&["Place"]);
                let place = match place {
                    Place::Header => quote!(Header),
                    Place::Query => quote!(Query),
                    Place::Cookie => quote!(Cookie),
                };
                quote!(ApiKey { place: Place::#place, name: #name })
            }
            AuthKind::Bearer => quote!(Bearer),
            AuthKind::Basic => quote!(Basic),
            AuthKind::Http { scheme } => quote!(Http { scheme: #scheme }),
            AuthKind::OAuth2 => quote!(OAuth2),
            AuthKind::OpenIdConnect => quote!(OpenIdConnect),
        };
        let vis = used.contains(&idx).then(|| quote!(pub(crate)));
        out.extend(quote!(#vis static #constant: Scheme = Scheme { name: #name, kind: SchemeKind::#kind };));
    }
    out
}
