//! `lib.rs`: what the crate is, how to begin, and every operation in a table.

use quote::quote;

use super::chapters::Chapter;
use super::docs::{Text, summary};
use super::tokens::ident;
use super::variables::Variables;
use super::{Files, example, former, grants, module, parts, provenance, shared, webhooks};
use crate::format::RustFile;
use crate::ir::{Api, Auth, AuthKind, Group, Operation, Outcome, Payload, Ty};
use crate::markdown::{self, Markdown, code, item, markdown};

/// Adds the file.
pub(super) fn files(api: &Api, chapters: &[Chapter], files: &mut Files<'_>) {
    let title = markdown::plain(&api.title);
    let mut text = Text::default().own(markdown!("A client of {}.", title)).docs(&api.docs);
    if !api.version.is_empty() {
        let version = markdown::plain(&api.version);
        text = text.own(markdown!("The version of the description is {}.", version));
    }
    text =
        text.own("What all clients have in common is in the [guide](clientwright_runtime::guide).");
    let condition = parts::of_test(api).map_or_else(String::new, |it| format!("{it}\n"));
    let tested = |it: &str| markdown::fenced("no_run", &format!("{condition}{it}"));
    if let Some(auth) = auth_text(api) {
        text = text.own(markdown!("# Credentials\n\n{}", auth));
        if let Some(example) = grants::doc_test(api) {
            text = text.own(tested(&example));
        }
    }
    if let Some(servers) = super::server::named_text(api) {
        text = text.own(markdown!("# Servers of their own\n\n{}", servers));
    }
    text = text.own(markdown!("# A first call\n\n{}", tested(&example::doc_test(api))));
    for Chapter { title, text: said, example } in chapters {
        text = text.own(markdown!("# {}\n\n{}", title, said));
        if let Some(example) = example {
            text = text.own(tested(example));
        }
    }
    if let Some(webhooks) = webhooks::text(api, |it| markdown!("[`{}`]", it)) {
        text = text.own(markdown!("# Webhooks\n\n{}", webhooks));
    }
    if api.operations().next().is_some() {
        text = text.own(markdown!("# Operations\n\n{}", table(api)));
    }
    if let Some(provenance) = provenance::text(api) {
        text = text.own(markdown!("# Where the facts come from\n\n{}", provenance));
    }
    let mut file = RustFile::default();
    let groups = api.groups_under(None).map(|it| {
        let (attribute, module) = (parts::of_group(it), ident(&it.module));
        quote!(#attribute pub mod #module;)
    });
    let groups = groups.collect::<Vec<_>>();
    let events = (!api.webhooks.is_empty()).then(|| {
        let attribute = parts::of_webhooks(api);
        quote!(#attribute pub mod webhook_events;)
    });
    let shared = shared::is_there(api).then(|| ident(shared::MODULE)).into_iter();
    file.tokens(
        &quote!(mod client; mod codec; #(#groups)* #(pub mod #shared;)* pub mod types; #events),
    );
    for it in former::modules(api, None) {
        file.tokens(&it);
    }
    file.tokens(&exports(api));
    if let Some(condition) = files.condition("blocking") {
        let attribute = condition.attribute();
        file.tokens(&quote!(#attribute pub use clientwright_runtime::blocking;));
    }
    let attributes = if files.module.is_some() { module::ATTRIBUTES } else { ATTRIBUTES };
    let head = format!("{}\n{attributes}{}", text.inner(), parts::of_links(api));
    files.documented("src/lib.rs", &head, file);
}

/// A chain of some sixty types overflows the compiler's default limit (E0320).
const ATTRIBUTES: &str = "#![recursion_limit = \"1024\"]\n\
    // docs.rs says which items need a feature.\n\
    #![cfg_attr(docsrs, feature(doc_cfg))]\n\
    // Deprecated items are part of the crate, which mentions them itself.\n\
    #![allow(deprecated)]\n\
    // What things are called, and how many of what size there are, is the vendor's to say.\n\
    #![allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)]\n\
    #![allow(\n\
    \x20   clippy::large_enum_variant,\n\
    \x20   clippy::len_without_is_empty,\n\
    \x20   clippy::module_inception,\n\
    \x20   clippy::new_ret_no_self,\n\
    \x20   clippy::result_large_err,\n\
    \x20   clippy::self_named_constructors,\n\
    \x20   clippy::should_implement_trait,\n\
    \x20   clippy::too_many_arguments,\n\
    \x20   clippy::type_complexity,\n\
    \x20   clippy::wrong_self_convention,\n\
    \x20   reason = \"names, numbers and sizes are those of the description\"\n\
    )]\n";

/// What users name beside the crate's own items.
fn exports(api: &Api) -> proc_macro2::TokenStream {
    let mut names = [
        "AnyError",
        "BuildError",
        "DecodeError",
        "DeviationPolicy",
        "Deviations",
        "Error",
        "FailedAttempt",
        "Maybe",
        "RequestOptions",
        "Response",
        "RetryDecision",
        "RetryPolicy",
        "Transport",
        "TransportError",
        "TransportErrorKind",
    ]
    .to_vec();
    let outcomes = || api.operations().flat_map(|(_, it)| it.outcomes());
    if outcomes().any(|it| matches!(it, Outcome::Download)) {
        names.extend(["Download", "DownloadError"]);
    }
    if outcomes().any(|it| matches!(it, Outcome::Items(_) | Outcome::Events(_))) {
        names.push("Items");
    }
    if outcomes().any(|it| matches!(it, Outcome::Events(_))) {
        names.extend(["Event", "Reconnect"]);
    }
    if api.operations().any(|(_, it)| it.is_plain() || !it.alternatives.is_empty()) {
        names.push("ApiRequest");
    }
    if api.operations().any(|(_, it)| it.responses.iter().any(|it| it.payload == Payload::Redirect))
    {
        names.push("Redirect");
    }
    names.extend(grants::exports(api));
    names.extend(["Base64", "Body", "FilePart", "Headers", "Never", "Patch", "Secret"]);
    names.extend(scalars(api));
    names.sort_unstable();
    let names = names.into_iter().map(ident);
    quote! {
        pub use crate::client::{Client, ClientBuilder, Server};
        pub use clientwright_runtime;
        pub use clientwright_runtime::{#(#names),*};
    }
}

/// The types of the runtime that only some APIs have use for.
fn scalars(api: &Api) -> impl Iterator<Item = &'static str> {
    let used = |wanted: &Ty| api.uses().any(|it| it.mentions(wanted));
    let names = [(Ty::Base64Url, "Base64Url"), (Ty::Decimal, "Decimal")];
    names.into_iter().filter(move |(ty, _)| used(ty)).map(|(_, name)| name)
}

/// How a client gets its credentials.
pub(super) fn auth_text(api: &Api) -> Option<Markdown> {
    let line = |name: &str, what: Markdown| markdown!("`.{}(…)`: {}", item(name), what);
    let own = |auth: &Auth| match &auth.kind {
        AuthKind::ApiKey { place, name } => line(
            &auth.name,
            markdown!("a key, sent in the {} {}", super::client::place_words(*place), code(name)),
        ),
        AuthKind::Bearer => line(&auth.name, "a token, sent as `authorization: Bearer`".into()),
        AuthKind::Basic => {
            line(&auth.name, "user and password, sent as `authorization: Basic`".into())
        }
        AuthKind::Http { scheme } => {
            let header = code(&format!("authorization: {scheme}"));
            line(&auth.name, markdown!("what is sent behind {}", header))
        }
        AuthKind::OAuth2 => line(&auth.name, "an access token of OAuth 2.0".into()),
        AuthKind::OpenIdConnect => line(&auth.name, "an access token of OpenID Connect".into()),
    };
    let lines = api.auths.iter().flat_map(|auth| {
        let got = grants::lines(auth).into_iter().map(|(name, what)| line(name, what));
        std::iter::once(own(auth)).chain(got)
    });
    let signers = api.signers.iter().map(|it| {
        let (name, key, feature) = (it.name(), it.key(), it.feature());
        let what = markdown!(
            "a `clientwright_runtime::{}`, which signs each request by {}, with the feature `{}`",
            name,
            key,
            feature
        );
        line("signer", what)
    });
    let lines = lines.chain(signers).collect::<Vec<_>>();
    let what = "Credentials are set on the builder of the client. No output shows them.\n\
                `.with_options(RequestOptions::new().anonymous())` makes single calls without them, and `.anonymous()` on the \
                builder all calls.";
    (!lines.is_empty()).then(|| {
        let variables = Variables::of(api).text();
        markdown!("{}\n\n{}\n\n{}", what, Markdown::list(lines), variables)
    })
}

fn table(api: &Api) -> Markdown {
    let mut rows = vec![Markdown::from("| Request | Method | |\n|---|---|---|")];
    rows.extend(api.operations().map(|(group, operation)| row(api, group, operation)));
    Markdown::joined(rows, "\n")
}

fn row(api: &Api, group: &Group, operation: &Operation) -> Markdown {
    let Operation { name, method, path, summary: said, .. } = operation;
    let (shown, target) = match &group.handle {
        Some(handle) => {
            let (accessors, modules) = (api.accessors(group), api.modules(group));
            (
                format!("{}.{name}", accessors.join(".")),
                format!("{}::{handle}::{name}", modules.join("::")),
            )
        }
        None => (name.clone(), format!("Client::{name}")),
    };
    let route = markdown::code_cell(&format!("{method} {path}"));
    let said = summary(said.as_deref());
    markdown!("| {} | [`{}`]({}) | {} |", route, item(&shown), item(&target), said)
}
