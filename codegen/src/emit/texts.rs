//! The longer texts of a test, each said once and readable: raw, and JSON on as few lines as are easily read.

use std::collections::BTreeMap;

use heck::ToShoutySnakeCase;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Value, json};

/// Texts up to this long stand where they are used.
const SHORT: usize = 60;

/// How long a line of JSON may be.
const WIDTH: usize = 98;

/// Whether a constant is of several lines, and long enough to stand above the code that names it.
pub(super) fn is_long(text: &str) -> bool {
    text.contains('\n') && text.chars().count() > 40
}

/// The texts of one test, with the number of each.
#[derive(Debug, Default)]
pub(super) struct Texts(BTreeMap<String, usize>);

impl Texts {
    /// The expression for a text.
    pub(super) fn text(&mut self, text: &str) -> TokenStream {
        if text.len() <= SHORT {
            let literal = raw(text);
            return quote!(#literal);
        }
        let next = self.0.len();
        let name = name(*self.0.entry(text.to_owned()).or_insert(next));
        quote!(#name)
    }

    /// The expression for a JSON text.
    pub(super) fn json(&mut self, value: &Value) -> TokenStream {
        let compact = value.to_string();
        if compact.len() <= SHORT { self.text(&compact) } else { self.text(&lines(value, 0)) }
    }

    /// The locals that the expressions name.
    pub(super) fn locals(&self) -> TokenStream {
        let mut texts: Vec<(&String, &usize)> = self.0.iter().collect();
        texts.sort_by_key(|(_, idx)| **idx);
        let locals = texts.into_iter().map(|(text, idx)| {
            let (name, text) = (name(*idx), raw(text));
            quote!(let #name = #text;)
        });
        locals.collect()
    }
}

/// JSON of which a list or object stands on a line of its own where it fits there, and else each of its items does.
///
/// It is read in the diffs of vendors' changes, where a line for each bracket would be most of the lines.
fn lines(value: &Value, depth: usize) -> String {
    let items: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|it| lines(it, depth + 1)).collect(),
        Value::Object(members) => {
            let member = |(name, it)| format!("{}: {}", json!(name), lines(it, depth + 1));
            members.iter().map(member).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            return value.to_string();
        }
    };
    let (open, close) = if value.is_array() { ("[", "]") } else { ("{", "}") };
    let length = items.iter().map(|it| it.len() + 2).sum::<usize>();
    if depth * 2 + length <= WIDTH && !items.iter().any(|it| it.contains('\n')) {
        return format!("{open}{}{close}", items.join(", "));
    }
    let (inner, outer) = ("  ".repeat(depth + 1), "  ".repeat(depth));
    format!("{open}\n{inner}{}\n{outer}{close}", items.join(&format!(",\n{inner}")))
}

fn name(idx: usize) -> Ident {
    format_ident!("text_{}", idx + 1)
}

/// A literal without escapes, where there can be one.
///
/// A raw string holds no carriage return, and the compiler refuses what turns the direction of a line; what can't be
/// seen had better be.
pub(super) fn raw(text: &str) -> Literal {
    let unseen =
        |c: char| c != '\n' && c.escape_debug().len() > 1 && !matches!(c, '"' | '\'' | '\\');
    if !text.contains(['"', '\\', '\n']) || text.contains(unseen) {
        return Literal::string(text);
    }
    let after_quote = |at: usize| {
        text.get(at + 1..).unwrap_or_default().bytes().take_while(|it| *it == b'#').count()
    };
    let needed =
        text.match_indices('"').map(|(at, _)| after_quote(at) + 1).max().unwrap_or_default();
    let hashes = "#".repeat(needed);
    format!("r{hashes}\"{text}\"{hashes}").parse().unwrap_or_else(|_| Literal::string(text))
}

/// The name of a constant of several lines in the codec of the type `of`.
pub(super) fn text_name(of: &str, idx: usize) -> Ident {
    format_ident!("{}_TEXT_{}", of.to_shouty_snake_case(), idx + 1)
}
