//! The example in an operation's documentation: what it can't do without and what it may send as its body, the call, and
//! what to do with the result.
//!
//! - Out: at most ten lines that are shown, around them hidden ones that make them compile.
//! - A value that takes more to make is an argument of the hidden function: whoever reads it has one.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::super::argument::{Form, body_form, form, is_converted};
use super::super::tokens::ident;
use super::super::wire;
use super::value::{Maker, path};
use crate::ir::{Api, Body, BodyKind, Group, Location, Operation, Outcome, Param, Ty};
use crate::markdown::{self, Markdown};

/// How many lines are shown at most.
const LINES: usize = 10;

/// How many fields of a form are shown that may be left out.
const OPTIONAL_FIELDS: usize = 2;

/// How long lines of several arguments get.
const WIDTH: usize = 90;

/// The fenced example of an operation.
pub(in crate::emit) fn example(api: &Api, group: &Group, operation: &Operation) -> Markdown {
    let whole = Snippet::of(api, group, operation, true).text(operation);
    let text = match whole {
        Some(text) => text,
        // The body is what takes the room.
        None => Snippet::of(api, group, operation, false).long_text(operation),
    };
    markdown::fenced("no_run", &text)
}

/// The lines of an example that has all it needs; `None` where a value is left to whoever reads it.
pub(super) fn whole(api: &Api, group: &Group, operation: &Operation) -> Option<Vec<String>> {
    let snippet = Snippet::of(api, group, operation, true);
    let lines = snippet.shown(operation);
    (snippet.given.is_empty() && lines.len() <= LINES).then_some(lines)
}

/// The same whatever its length.
pub(super) fn long(api: &Api, group: &Group, operation: &Operation) -> Option<Vec<String>> {
    let snippet = Snippet::of(api, group, operation, true);
    snippet.given.is_empty().then(|| snippet.shown(operation))
}

/// The parts of an example.
struct Snippet<'a> {
    maker: Maker<'a>,
    /// Whether a body is made here.
    makes_body: bool,
    /// What the hidden function takes besides the client.
    given: Vec<TokenStream>,
    /// What comes before the call.
    before: Vec<TokenStream>,
    call: TokenStream,
}

impl<'a> Snippet<'a> {
    fn of(api: &'a Api, group: &Group, operation: &'a Operation, makes_body: bool) -> Self {
        let (given, before) = (Vec::new(), Vec::new());
        let mut it =
            Self { maker: Maker::new(api), makes_body, given, before, call: TokenStream::new() };
        // What somebody has saved says more than what was made up.
        let saved = operation.requests.iter().find_map(|it| it.sent.as_ref());
        let value = |param: &'a Param| {
            let idx = operation.params.iter().position(|it| it.name == param.name);
            let value = saved.and_then(|it| it.params.get(idx?)?.as_ref());
            value.unwrap_or(&param.example)
        };
        let mut args = Vec::new();
        for param in operation.positional() {
            args.push(it.param(param, value(param)));
        }
        if let Some(required) = &operation.required {
            let fields = operation.named().into_iter().map(|param| {
                let (name, value) = (ident(&param.name), it.field(param, value(param)));
                quote!(#name: #value)
            });
            let (fields, path) = (fields.collect::<Vec<_>>(), api.path_of(group, required));
            let path = path.into_iter().map(|it| ident(&it));
            args.push(quote!(#(#path)::* { #(#fields),* }));
        }
        let mut setters = Vec::new();
        if let Some(body) = operation.body.as_ref() {
            it.maker.variant = saved.and_then(|it| it.variant.clone());
            let value = saved.and_then(|it| it.body.as_ref()).map(|it| &it.value);
            let made = it.body(body, value.unwrap_or(&body.example));
            if body.required {
                args.extend(made);
            } else {
                setters.extend(made.map(|it| {
                    let name = ident(&body.name);
                    quote!(.#name(#it))
                }));
            }
        }
        for param in optional_fields(operation) {
            let (name, value) = (ident(&param.name), it.param(param, value(param)));
            setters.push(quote!(.#name(#value)));
        }
        let accessors = api.accessors(group).into_iter().map(ident);
        let name = ident(&operation.name);
        it.call = quote!(client #(.#accessors())* .#name(#(#args),*) #(#setters)*);
        it
    }

    fn param(&mut self, param: &Param, value: &Value) -> TokenStream {
        match param.location {
            Location::File => self.file(param),
            Location::Files => {
                let file = self.file(param);
                quote!(vec![#file])
            }
            Location::Path
            | Location::Query
            | Location::Header
            | Location::Cookie
            | Location::Form
            | Location::Part => self.text_param(param, value),
        }
    }

    fn text_param(&mut self, param: &Param, value: &Value) -> TokenStream {
        if let Some(it) = self.maker.argument(&param.ty, value) {
            return it;
        }
        let form = form(self.maker.api, &param.ty);
        self.given(&param.name, &param.ty, is_handed_over(form))
    }

    /// The value of a field, which is what an argument takes, but for what only an argument converts.
    fn field(&mut self, param: &Param, value: &Value) -> TokenStream {
        if !is_converted(self.maker.api, param) {
            return self.param(param, value);
        }
        let made = self.maker.value(&param.ty, value);
        made.unwrap_or_else(|| self.given(&param.name, &param.ty, true))
    }

    fn file(&self, param: &Param) -> TokenStream {
        let krate = ident(&self.maker.api.crate_name());
        let name = format!("{}.bin", param.name.trim_matches('_'));
        quote!(#krate::FilePart::new(#name, std::fs::read(#name)?))
    }

    /// The argument for a body; `None` for a form, whose fields are.
    fn body(&mut self, body: &Body, value: &Value) -> Option<TokenStream> {
        match &body.kind {
            BodyKind::Json(ty) => Some(self.json(body, ty, value)),
            BodyKind::Text => {
                let text = wire::text_example(body);
                let is_short = text.len() <= 60 && !text.contains(['\n', '\r']);
                Some(if is_short {
                    quote!(#text)
                } else {
                    self.given(&body.name, &Ty::String, true)
                })
            }
            BodyKind::Bytes => Some(quote!(std::fs::read("body.bin")?)),
            BodyKind::Form(_) | BodyKind::Multipart(_) => None,
        }
    }

    fn json(&mut self, body: &Body, ty: &Ty, example: &Value) -> TokenStream {
        let api = self.maker.api;
        let form = body_form(api, ty);
        if !matches!(form, Form::Reference | Form::Slice) {
            let made = self.maker.argument(ty, example);
            return made.unwrap_or_else(|| self.given(&body.name, ty, is_handed_over(form)));
        }
        let value = if self.makes_body { self.maker.value(ty, example) } else { None };
        let Some(value) = value else { return self.given(&body.name, ty, false) };
        let name = local(&body.name);
        self.before.push(if needs_type(api, ty) {
            let ty = path(api, ty);
            quote!(let #name: #ty = #value;)
        } else {
            quote!(let #name = #value;)
        });
        quote!(&#name)
    }

    /// What whoever reads it has; `by_value` where it is handed over.
    fn given(&mut self, name: &str, ty: &Ty, by_value: bool) -> TokenStream {
        let (name, path) = (local(name), path(self.maker.api, ty));
        self.given.push(quote!(#name: #path));
        if by_value { quote!(#name) } else { quote!(&#name) }
    }

    /// The text, where it is short enough.
    fn text(&self, operation: &Operation) -> Option<String> {
        let lines = self.shown(operation);
        (lines.len() <= LINES).then(|| self.wrapped(operation, &lines))
    }

    /// The text, whatever its length.
    fn long_text(&self, operation: &Operation) -> String {
        self.wrapped(operation, &self.shown(operation))
    }

    /// The lines that are shown.
    fn shown(&self, operation: &Operation) -> Vec<String> {
        let (before, ends) = (&self.before, ends(&self.call, operation));
        let mut lines = self.imports();
        lines.extend(printed(&quote!(#(#before)* #ends)));
        lines
    }

    fn imports(&self) -> Vec<String> {
        let krate = self.maker.api.crate_name();
        let times = self.maker.has_times.then(|| {
            format!("use {krate}::clientwright_runtime::chrono::{{DateTime, FixedOffset}};")
        });
        let names = self.maker.types.iter().map(String::as_str).collect::<Vec<_>>();
        let types = match names.as_slice() {
            [] => None,
            [name] => Some(format!("use {krate}::types::{name};")),
            names => Some(format!("use {krate}::types::{{{}}};", names.join(", "))),
        };
        let mut lines = times.into_iter().chain(types).collect::<Vec<_>>();
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }

    fn wrapped(&self, operation: &Operation, lines: &[String]) -> String {
        let krate = ident(&self.maker.api.crate_name());
        let given = &self.given;
        let given = plain(&quote!(client: &#krate::Client #(, #given)*));
        let deprecated = if operation.docs.deprecated { "# #[allow(deprecated)]\n" } else { "" };
        let head =
            format!("# async fn example({given}) -> Result<(), Box<dyn std::error::Error>> {{");
        format!("{deprecated}{head}\n{}\n# Ok(())\n# }}", lines.join("\n"))
    }
}

/// The fields that show how a form is filled of which nothing is required.
fn optional_fields(operation: &Operation) -> impl Iterator<Item = &Param> {
    let fields = operation.params.iter().filter(|it| it.location.is_field());
    let is_empty = fields.clone().all(Param::is_setter);
    fields.filter(move |it| is_empty && !it.docs.deprecated).take(OPTIONAL_FIELDS)
}

/// Paths and types without the blanks that tokens have between them.
fn plain(tokens: &TokenStream) -> String {
    let spaced =
        [(" :: ", "::"), ("& ", "&"), (" : ", ": "), (" < ", "<"), (" >", ">"), (" ,", ",")];
    spaced.iter().fold(tokens.to_string(), |text, (from, to)| text.replace(from, to))
}

/// The call and what is done with what it gives.
fn ends(call: &TokenStream, operation: &Operation) -> TokenStream {
    if operation.paging.is_some() {
        return quote! {
            let mut items = #call.items();
            while let Some(item) = items.next().await { let item = item?; println!("{item:?}"); }
        };
    }
    match &operation.outcome {
        Outcome::Value(Ty::Unit) => quote!(#call.await?;),
        Outcome::Value(_) | Outcome::Cases(_) => {
            quote!(let response = #call.await?; println!("{response:?}");)
        }
        Outcome::Download => {
            quote!(let download = #call.await?; let bytes = download.bytes().await?;)
        }
        Outcome::Items(_) => quote! {
            let mut items = #call.await?;
            while let Some(item) = items.next().await { let item = item?; println!("{item:?}"); }
        },
        Outcome::Events(_) => quote! {
            let mut events = #call.await?;
            while let Some(event) = events.next().await { let event = event?; println!("{:?}", event.data); }
        },
    }
}

/// Whether a value is handed over and not lent: of a reference to a list the items would be references.
fn is_handed_over(form: Form) -> bool {
    match form {
        Form::Value | Form::Into | Form::Items | Form::IntoItems => true,
        Form::Str | Form::Reference | Form::Slice => false,
    }
}

/// Whether nothing in the expression says its type.
fn needs_type(api: &Api, ty: &Ty) -> bool {
    let ty = api.resolved(ty);
    let part = if let Ty::List(item) = ty { api.resolved(item) } else { ty };
    !matches!(part, Ty::Named(_))
}

/// A local of its name, unless that is the client's.
fn local(name: &str) -> Ident {
    if name == "client" { format_ident!("client_") } else { ident(name) }
}

/// The lines of statements.
fn printed(statements: &TokenStream) -> Vec<String> {
    let text = text(&quote!(async fn f() { #statements }));
    let lines = text.lines().skip(1).take_while(|it| *it != "}");
    let mut out: Vec<String> = Vec::new();
    for line in lines.map(|it| it.strip_prefix("    ").unwrap_or(it)) {
        match out.last_mut() {
            Some(last) if continues(last, line) => last.extend([" ", line.trim_start()]),
            _ => out.push(line.to_owned()),
        }
    }
    out
}

/// Whether two lines are arguments or items that fit in one line: these needn't have a line each.
fn continues(last: &str, line: &str) -> bool {
    let indent = |it: &str| it.len() - it.trim_start().len();
    let is_item = |it: &str| it.ends_with(',') && !it.trim_start().starts_with([')', ']', '}']);
    indent(last) > 0
        && indent(last) == indent(line)
        && is_item(last)
        && is_item(line)
        && last.len() + line.trim_start().len() < WIDTH
}

fn text(item: &TokenStream) -> String {
    match syn::parse2::<syn::File>(item.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        // Only a bug here gets there. The test of the documentation shows where it is.
        Err(_) => item.to_string(),
    }
}
