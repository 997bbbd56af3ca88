//! What the wire tests of a generated crate expect, read from their text.

use std::collections::BTreeMap;

use syn::{Expr, Item, Lit, Pat, Stmt};

use super::run::Raw;

/// A request that a test expects.
#[derive(Debug)]
pub(super) struct Expectation {
    /// The name of the test.
    pub(super) test: String,
    pub(super) raw: Raw,
}

/// What is read of the tests.
#[derive(Debug)]
pub(super) struct Tests {
    /// Every request that they expect, in their order.
    pub(super) expectations: Vec<Expectation>,
    /// The servers that they set.
    pub(super) servers: Vec<String>,
}

/// Reads `tests/wire.rs`.
pub(super) fn read(text: &str) -> Tests {
    let (_, client) = text.split_once("fn client(").unwrap();
    let (client, _) = client.split_once("\n}").unwrap();
    let literals = client.split('"').skip(1).step_by(2);
    let servers = literals.filter(|it| it.starts_with("http")).map(str::to_owned);
    Tests { expectations: expectations(text), servers: servers.collect() }
}

fn expectations(text: &str) -> Vec<Expectation> {
    let file = syn::parse_file(text).unwrap();
    let mut all = Vec::new();
    for item in &file.items {
        let Item::Fn(function) = item else { continue };
        if !function.attrs.iter().any(|it| it.path().is_ident("test")) {
            continue;
        }
        let mut locals = BTreeMap::new();
        for statement in &function.block.stmts {
            match statement {
                Stmt::Local(local) => {
                    if let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init)
                        && let Some(text) = literal(&init.expr)
                    {
                        locals.insert(name.ident.to_string(), text);
                    }
                }
                Stmt::Expr(Expr::Call(call), _) if is_call_of(&call.func, "check") => {
                    let mut args = call.args.iter().skip(1).map(|it| value(it, &locals));
                    let head = args.next().unwrap();
                    let body = args.next().unwrap();
                    all.push(Expectation {
                        test: function.sig.ident.to_string(),
                        raw: raw(&head, body),
                    });
                }
                _ => {}
            }
        }
    }
    all
}

/// The text of an argument: a literal, a local, or one of these without blanks.
fn value(expression: &Expr, locals: &BTreeMap<String, String>) -> String {
    match expression {
        Expr::Reference(it) => value(&it.expr, locals),
        Expr::Call(call) if is_call_of(&call.func, "compact") => value(&call.args[0], locals),
        Expr::Path(path) => locals[&path.path.get_ident().unwrap().to_string()].clone(),
        other => literal(other).unwrap(),
    }
}

fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(it) => match &it.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

fn is_call_of(function: &Expr, name: &str) -> bool {
    matches!(function, Expr::Path(it) if it.path.is_ident(name))
}

/// A request as the tests write it: the first line, the headers, and the body.
fn raw(head: &str, body: String) -> Raw {
    let mut lines = head.lines();
    let (method, url) = lines.next().unwrap().split_once(' ').unwrap();
    let headers = lines.map(|it| it.split_once(": ").unwrap_or((it.trim_end_matches(':'), "")));
    Raw {
        method: method.to_owned(),
        url: url.to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        body,
    }
}
