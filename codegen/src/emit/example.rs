//! Expressions that make values of examples, and the first call that documentation shows.

mod place;
mod snippet;
mod value;

pub(super) use snippet::example as of_operation;

use proc_macro2::TokenStream;
use quote::quote;

use self::value::{integer, plain};
use super::argument::{Form, form};
use super::tokens::ident;
use super::variables::Variables;
use super::{server, wire};
use crate::ir::{Api, Auth, BodyKind, Group, Location, Operation, Param, Server, Ty, TypeKind};

/// The expression for an argument, where a literal will do.
pub(super) fn literal(api: &Api, ty: &Ty, value: &serde_json::Value) -> Option<TokenStream> {
    let ty = api.resolved(ty);
    match form(api, ty) {
        Form::Str => value.as_str().map(|it| quote!(#it)),
        Form::Into if !has_literals(api, ty) => None,
        Form::Into => value.as_str().map(|it| quote!(#it)).or_else(|| integer(value)),
        Form::Value => plain(ty, value),
        Form::Items | Form::IntoItems => {
            let Ty::List(item) = ty else { return None };
            let items = value.as_array()?.iter().map(|it| literal(api, item, it));
            let items = items.collect::<Option<Vec<_>>>().filter(|it| !it.is_empty())?;
            Some(quote!([#(#items),*]))
        }
        Form::Reference | Form::Slice => None,
    }
}

/// Whether a literal converts into what an `impl Into` of this type is for.
fn has_literals(api: &Api, ty: &Ty) -> bool {
    if let Ty::Named(id) = ty {
        let kind = &api.def(*id).kind;
        return matches!(kind, TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_));
    }
    matches!(ty, Ty::Secret | Ty::Decimal)
}

/// The first server with values for its variables, or `None` where the description names no host.
pub(super) fn server(api: &Api) -> Option<(&Server, TokenStream)> {
    let first = api.servers.first().filter(|it| server::is_absolute(it))?;
    let name = ident(&first.name);
    let values = first.variables.iter().map(|it| &it.example);
    Some((first, quote!(Server::#name(#(#values),*))))
}

/// A test of the documentation that matches what the first call may end in.
pub(super) fn errors(api: &Api, (call, operation): &FirstCall<'_>) -> String {
    let krate = api.crate_name();
    let prints = !operation.outcome.is_stream();
    let well = if prints { "Ok(response) => println!(\"{response:?}\")," } else { "Ok(_) => {}" };
    let mut lines = vec![
        format!("match client{call}.await {{"),
        format!("    {well}"),
        format!("    Err({krate}::Error::Api(error)) => println!(\"{{}}: {{:?}}\", error.status, error.body),"),
        "    Err(error) if error.is_timeout() || error.is_connect() => println!(\"try later: {error}\"),".to_owned(),
        "    Err(error) => return Err(error.into()),".to_owned(),
        "}".to_owned(),
        String::new(),
        format!("async fn all(client: &{krate}::Client) -> Result<(), {krate}::AnyError> {{"),
        format!("    client{call}.await?;"),
        "    Ok(())".to_owned(),
        "}".to_owned(),
        "if let Err(error) = all(client).await {".to_owned(),
        "    println!(\"{}: {:?} {:?}\", error.operation(), error.status(), error.message());".to_owned(),
    ];
    if let Some(name) = error_type(api) {
        lines.extend([
            format!("    if let Some(body) = error.downcast_ref::<{krate}::types::{name}>() {{"),
            "        println!(\"{body:?}\");".to_owned(),
            "    }".to_owned(),
        ]);
    }
    lines.push("}".to_owned());
    given(api, &lines)
}

/// The first type of the crate's own that is documented for an error.
fn error_type(api: &Api) -> Option<&str> {
    let mut types = api.operations().flat_map(|(_, it)| &it.error.cases).map(|it| &it.ty);
    types.find_map(|ty| Some(api.def(ty.named()?).name.as_str()))
}

/// A test of the documentation that goes through the items of all pages; `None` where no operation has pages.
pub(super) fn pages(api: &Api) -> Option<String> {
    let (call, _) = first_of(api, |it| it.paging.is_some())?;
    let lines = [
        format!("let mut items = client{call}.items();"),
        "while let Some(item) = items.next().await {".to_owned(),
        "    println!(\"{:?}\", item?);".to_owned(),
        "}".to_owned(),
    ];
    Some(given(api, &lines))
}

/// A test of the documentation that calls a setter where there is a value, the shortest of those that only read; `None` where
/// no call has one that a literal is for.
pub(super) fn optional(api: &Api) -> Option<String> {
    let reads = ranked(api, |it| effect(it) < Effect::Some && !it.outcome.is_stream());
    let all = reads.into_iter().flat_map(|(group, operation)| {
        let setters = operation.params.iter().filter(|it| it.is_setter() && !it.docs.deprecated);
        setters.filter_map(move |it| optional_lines(api, (group, operation), it))
    });
    let shortest = all.min_by_key(|it| it.iter().map(String::len).sum::<usize>())?;
    Some(given(api, &shortest))
}

fn optional_lines(
    api: &Api,
    (group, operation): (&Group, &Operation),
    param: &Param,
) -> Option<Vec<String>> {
    let (value, call) = (plain_literal(api, param)?, call(api, group, operation)?);
    let (name, builder) = (ident(&param.name), &operation.builder);
    Some(vec![
        format!("use {}::Maybe;", api.crate_name()),
        format!("use {};", api.path_of(group, builder).join("::")),
        String::new(),
        format!("let {name} = Some({value});"),
        format!("let request = client{call}.maybe({name}, {builder}::{name});"),
        "request.await?;".to_owned(),
    ])
}

/// The literal for a parameter whose setter takes it as it is.
fn plain_literal(api: &Api, param: &Param) -> Option<String> {
    let is_local = !matches!(param.name.as_str(), "client" | "request");
    let is_plain = is_local && matches!(form(api, &param.ty), Form::Str | Form::Value);
    literal(api, &param.ty, &param.example).filter(|_| is_plain).map(|it| compact(&it))
}

/// A test of the documentation that waits for a state; `None` where there is none to wait for.
pub(super) fn waiter(api: &Api) -> Option<String> {
    let mut fit = ranked(api, |it| !it.waiters.is_empty()).into_iter();
    let call = fit.find_map(|(group, it)| called(api, group, it, &it.waiters.first()?.name))?;
    let lines =
        [format!("let response = client{call}.await?;"), "println!(\"{response:?}\");".to_owned()];
    Some(given(api, &lines))
}

/// A test of the documentation with the shortest example of the operations that do, of one that is deprecated only where all
/// are; `None` where all are too long.
pub(super) fn shortest(api: &Api, does: impl Fn(&Operation) -> bool) -> Option<String> {
    let fit = ranked(api, does).into_iter();
    let whole =
        fit.filter_map(|(group, it)| Some((it.docs.deprecated, snippet::whole(api, group, it)?)));
    let shortest = whole.min_by_key(|(is_deprecated, lines)| (*is_deprecated, lines.len()));
    shortest.map(|(_, lines)| given(api, &lines))
}

/// A test of the documentation that answers a call without a network.
pub(super) fn mock(api: &Api, (call, operation): &FirstCall<'_>) -> String {
    let krate = api.crate_name();
    let mut lines = vec![
        "# fn example() -> Result<(), Box<dyn std::error::Error>> {".to_owned(),
        format!("use {krate}::TransportErrorKind;"),
        format!("use {krate}::clientwright_runtime::testing::{{Mock, block_on}};"),
        String::new(),
        "let mock = Mock::new();".to_owned(),
    ];
    let mut client = client(api, Some(*operation), |_| "\"not a secret\"".to_owned());
    client.insert(1, "    .transport(mock.clone())".to_owned());
    lines.extend(client);
    lines.extend([
        format!("mock.when(client{call}).error(TransportErrorKind::Timeout).always();"),
        format!("let error = block_on(client{call}).unwrap_err();"),
        "assert!(error.is_timeout());".to_owned(),
        "# Ok(())\n# }".to_owned(),
    ]);
    lines.join("\n")
}

/// A test of the documentation that waits on its thread.
pub(super) fn blocking(api: &Api, (call, operation): &FirstCall<'_>) -> String {
    let krate = api.crate_name();
    let mut lines = vec![
        "# #[cfg(feature = \"blocking\")]".to_owned(),
        format!(
            "# fn example(client: &{krate}::Client) -> Result<(), Box<dyn std::error::Error>> {{"
        ),
        format!("use {krate}::blocking::Wait;"),
        String::new(),
        format!("let response = client{call}.wait()?;"),
    ];
    if !operation.outcome.is_stream() {
        lines.push("println!(\"{response:?}\");".to_owned());
    }
    lines.push("# Ok(())\n# }".to_owned());
    lines.join("\n")
}

/// A test of the documentation with options for one call.
pub(super) fn options(api: &Api, (call, _): &FirstCall<'_>) -> String {
    let krate = api.crate_name();
    let (policy, new) =
        if api.retry.is_some() { ("Client", "retry_policy") } else { ("RetryPolicy", "new") };
    given(
        api,
        &[
            "use std::time::Duration;".to_owned(),
            format!("use {krate}::{{RequestOptions, {policy}}};"),
            String::new(),
            "let patient = RequestOptions::new()".to_owned(),
            "    .timeout(Duration::from_secs(120))".to_owned(),
            format!("    .retry({policy}::{new}().max_retries(5));"),
            format!("let response = client.with_options(patient){call}.await?;"),
        ],
    )
}

/// Lines in a function that is given a client.
fn given(api: &Api, lines: &[String]) -> String {
    let krate = api.crate_name();
    let head = format!(
        "# async fn example(client: &{krate}::Client) -> Result<(), Box<dyn std::error::Error>> {{"
    );
    format!("{head}\n{}\n# Ok(())\n# }}", lines.join("\n"))
}

/// The lines of a test that makes a client and calls an operation.
pub(super) fn doc_test(api: &Api) -> String {
    let mut lines =
        vec!["# async fn example() -> Result<(), Box<dyn std::error::Error>> {".to_owned()];
    if let Some((call, operation)) = first_lines(api) {
        // A client stands behind what is imported.
        let imports = call.iter().take_while(|it| it.is_empty() || it.starts_with("use ")).count();
        let (imports, call) = call.split_at(imports);
        lines.extend(imports.iter().cloned());
        lines.extend(client(api, Some(operation), from_environment));
        lines.extend(call.iter().cloned());
    } else {
        lines.extend(client(api, None, from_environment));
        if api.operations().next().is_none() {
            lines.push("# let _ = client;".to_owned());
            lines.push("# Ok(())\n# }".to_owned());
            return lines.join("\n");
        }
        lines.push("let response = client.request(\"GET\", \"/\").await?;".to_owned());
        lines.push("println!(\"{response:?}\");".to_owned());
    }
    lines.push("# Ok(())\n# }".to_owned());
    lines.join("\n")
}

/// The lines of the first call: in one where there is such a call among those that change least, or with a body that is
/// made before.
fn first_lines(api: &Api) -> Option<(Vec<String>, &Operation)> {
    let all = ranked(api, |_| true);
    let is_alike = |(_, one): &(&Group, &Operation), (_, other): &(&Group, &Operation)| {
        suitability(one) == suitability(other)
    };
    let first = all.chunk_by(is_alike).find_map(|alike| {
        let line = alike.iter().find_map(|(group, it)| Some((one_line(api, group, it)?, *it)));
        line.or_else(|| {
            let whole =
                alike.iter().filter_map(|(group, it)| Some((snippet::whole(api, group, it)?, *it)));
            whole.min_by_key(|(lines, _)| lines.len())
        })
    });
    first.or_else(|| {
        // A long one is better than none.
        all.iter().find_map(|(group, it)| Some((snippet::long(api, group, it)?, *it)))
    })
}

/// A call that needs nothing made before, and what comes of it; a stream takes more to read.
fn one_line(api: &Api, group: &Group, operation: &Operation) -> Option<Vec<String>> {
    let call = call(api, group, operation).filter(|_| !operation.outcome.is_stream())?;
    let print = "println!(\"{response:?}\");".to_owned();
    Some(vec![format!("let response = client{call}.await?;"), print])
}

/// The expression for a credential that the environment has.
pub(super) fn from_environment(variable: &str) -> String {
    format!("std::env::var(\"{variable}\")?")
}

/// The lines that make a client; `secret` makes a credential of the variable's name.
pub(super) fn client(
    api: &Api,
    first: Option<&Operation>,
    secret: impl Fn(&str) -> String,
) -> Vec<String> {
    let krate = api.crate_name();
    let mut lines = vec![format!("let client = {krate}::Client::builder()")];
    if let Some(server) = place::server(api) {
        lines.push(format!("    .server({krate}::{})", compact(&server)));
    }
    let own = first.and_then(|it| api.named_servers.get(it.server?));
    if let Some((server, url)) = own.and_then(|it| Some((it, wire::unknown_server(it)?))) {
        lines.push(format!("    .{}({url:?})", server.name));
    }
    let names = Variables::of(api);
    for auth in credentials(api, first) {
        let values = names.given(auth).into_iter().map(&secret).collect::<Vec<_>>();
        lines.push(format!("    .{}({})", auth.name, values.join(", ")));
    }
    if let Some(unsent) = first.and_then(|it| unsent(api, it)) {
        lines.push(format!("    // {unsent}"));
    }
    lines.push("    .build()?;".to_owned());
    lines
}

/// The environment variables that the first call reads.
pub(super) fn variables(api: &Api) -> Vec<String> {
    let names = Variables::of(api);
    let auths = credentials(api, first_lines(api).map(|(_, it)| it)).into_iter();
    auths.flat_map(|it| names.given(it)).map(str::to_owned).collect()
}

/// The credentials of an operation.
fn credentials<'a>(api: &'a Api, operation: Option<&Operation>) -> Vec<&'a Auth> {
    let all = operation.and_then(|it| it.security.iter().find(|it| !it.is_empty()));
    all.into_iter().flatten().filter_map(|it| api.auths.get(*it)).collect()
}

/// What whoever makes the call has to see to, because this crate can't.
fn unsent(api: &Api, operation: &Operation) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let names = operation.unsent.iter().map(|it| it.replace(|c| !is_plain(c), "_"));
    let names = names.collect::<Vec<_>>().join(" and ");
    let signers = api.signers.iter().map(|it| format!("`{}`", it.name())).collect::<Vec<_>>();
    let signer = if signers.is_empty() { "a signer of your own" } else { &signers.join(" or ") };
    let what = format!("can't be sent by a setter, but by {signer}: see `signer`");
    (!names.is_empty()).then(|| format!("{names} {what}"))
}

/// A call, from the client's accessor on, and whose it is.
pub(super) type FirstCall<'a> = (String, &'a Operation);

/// The call to show; it takes nothing away, unless the first one of all does.
pub(super) fn first_call(api: &Api) -> Option<FirstCall<'_>> {
    let (_, first) = first_lines(api)?;
    first_of(api, |it| effect(it) <= effect(first).max(Effect::Some))
}

/// The best call to show of the operations that do.
fn first_of(api: &Api, does: impl Fn(&Operation) -> bool) -> Option<(String, &Operation)> {
    let mut fit = ranked(api, does).into_iter();
    fit.find_map(|(group, it)| Some((call(api, group, it)?, it)))
}

/// The operations that do, the best one to show first: of those that suit alike the one that takes least.
fn ranked(api: &Api, does: impl Fn(&Operation) -> bool) -> Vec<(&Group, &Operation)> {
    let mut fit: Vec<_> = api.operations().filter(|(_, it)| does(it)).collect();
    fit.sort_by_cached_key(|(_, it)| {
        let n_required = it.params.iter().filter(|it| it.is_argument()).count();
        let has_body = it.body.as_ref().is_some_and(|it| it.required);
        (suitability(it), it.outcome.is_stream(), n_required + usize::from(has_body))
    });
    fit
}

/// How well an operation suits as a first one: the least is the best.
fn suitability(it: &Operation) -> (bool, bool, bool, Effect) {
    (!it.unsent.is_empty(), it.docs.deprecated, it.alternative, effect(it))
}

/// What a call may do to what the server has, as far as method and name tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    None,
    /// It is called as if it read.
    Unlikely,
    Some,
    /// It takes something away.
    Loss,
}

/// Words in the names of operations that read although their method doesn't say so.
const READING: [&str; 13] = [
    "count", "describe", "fetch", "find", "get", "health", "list", "ping", "query", "range",
    "read", "search", "version",
];

/// Words in the names of operations that do something although their method says otherwise.
const DOING: [&str; 19] = [
    "cancel",
    "clear",
    "delete",
    "destroy",
    "disable",
    "drop",
    "flush",
    "kill",
    "logout",
    "purge",
    "remove",
    "reset",
    "restart",
    "revoke",
    "shutdown",
    "stop",
    "terminate",
    "truncate",
    "wipe",
];

/// Words in the names of operations that write, whatever else is in the names.
const WRITING: [&str; 10] =
    ["add", "create", "insert", "post", "put", "register", "send", "set", "update", "upload"];

fn effect(it: &Operation) -> Effect {
    let is_called = |words: &[&str]| it.name.split('_').any(|it| words.contains(&it));
    match &*it.method {
        "GET" | "HEAD" | "OPTIONS" | "QUERY" if is_called(&DOING) => Effect::Some,
        "GET" | "HEAD" | "OPTIONS" | "QUERY" => Effect::None,
        "DELETE" => Effect::Loss,
        _ if is_called(&DOING) => Effect::Loss,
        "POST" if is_called(&READING) && !is_called(&WRITING) => Effect::Unlikely,
        _ => Effect::Some,
    }
}

fn call(api: &Api, group: &Group, operation: &Operation) -> Option<String> {
    called(api, group, operation, &operation.name)
}

/// The same by another method that takes the operation's arguments.
fn called(api: &Api, group: &Group, operation: &Operation, method: &str) -> Option<String> {
    let body = operation.body.as_ref().filter(|it| it.required);
    let needs_body =
        body.is_some_and(|it| !matches!(it.kind, BodyKind::Form(_) | BodyKind::Multipart(_)));
    let files = operation
        .params
        .iter()
        .any(|it| it.is_argument() && matches!(it.location, Location::File | Location::Files));
    if needs_body || files {
        return None;
    }
    if operation.required.is_some() {
        return None;
    }
    let required = operation.positional().into_iter();
    let args = required.map(|it| literal(api, &it.ty, &it.example).map(|it| compact(&it)));
    let args = args.collect::<Option<Vec<_>>>()?.join(", ");
    let accessors = api.accessors(group).into_iter().map(|it| format!(".{it}()"));
    Some(format!("{}.{method}({args})", accessors.collect::<String>()))
}

/// Tokens of a short expression as a person writes them.
fn compact(tokens: &TokenStream) -> String {
    let file = quote!(fn f() { #tokens; });
    let Ok(file) = syn::parse2::<syn::File>(file) else { return tokens.to_string() };
    let text = prettyplease::unparse(&file);
    let lines = text.lines().skip(1).map(str::trim).take_while(|it| *it != "}").collect::<Vec<_>>();
    lines.join(" ").trim_end_matches(';').to_owned()
}
