//! Rust text: tokens through prettyplease, blank lines between items, a header.
//!
//! prettyplease prints what it is given without a blank line, so items are printed one by one and joined.

use proc_macro2::TokenStream;
use syn::{Item, ItemUse, UseTree, Visibility};

/// A Rust file in the making.
#[derive(Debug, Default)]
pub(crate) struct RustFile {
    blocks: Vec<Block>,
}

/// Some lines, and whether they may stand next to their like without a blank line.
#[derive(Debug)]
struct Block {
    text: String,
    dense: Option<Dense>,
}

/// Kinds of item that stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dense {
    Mod,
    Use(Origin),
    Export,
}

/// Where something is imported from: rustfmt sorts what stands together, and people put these apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Std,
    OtherCrates,
    OwnCrate,
}

impl RustFile {
    /// Adds items.
    pub(crate) fn tokens(&mut self, tokens: &TokenStream) {
        match syn::parse2::<syn::File>(tokens.clone()) {
            Ok(file) => file.items.into_iter().for_each(|item| self.item(item)),
            // Only a bug in an emitter gets here. The text won't compile either, and shows where the bug is.
            Err(_) => self.text(tokens.to_string()),
        }
    }

    /// Adds items, one stream after the other.
    pub(crate) fn all(&mut self, streams: &[TokenStream]) {
        for tokens in streams {
            self.tokens(tokens);
        }
    }

    /// Adds what another file has, at the end: items are printed as they are made, and what they import is known then.
    pub(crate) fn append(&mut self, other: Self) {
        self.blocks.extend(other.blocks);
    }

    /// Adds text as it stands.
    pub(crate) fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block { text: text.into(), dense: None });
    }

    fn item(&mut self, item: Item) {
        let dense = dense(&item);
        let spread = matches!(item, Item::Impl(_));
        let file =
            syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
        let text = prettyplease::unparse(&file);
        self.blocks.push(Block { text: if spread { spread_members(&text) } else { text }, dense });
    }

    /// The text below `header`, which are lines that come first.
    pub(crate) fn finish(mut self, header: &str) -> String {
        let size = self.blocks.iter().map(|it| it.text.len() + 1).sum::<usize>();
        let mut out = String::with_capacity(header.len() + size + self.blocks.len());
        out.push_str(header);
        let is_run = |a: &Block, b: &Block| a.dense == b.dense;
        for run in self.blocks.chunk_by_mut(is_run) {
            if run.first().is_some_and(|it| it.dense == Some(Dense::Mod)) {
                run.sort_by(|a, b| module_name(a).cmp(module_name(b)));
            }
        }
        let mut dense = None;
        for block in self.blocks {
            if dense.is_none() || dense != block.dense {
                out.push('\n');
            }
            dense = block.dense;
            out.push_str(block.text.trim_end());
            out.push('\n');
        }
        out
    }
}

/// Whether an item is a line among its like.
fn dense(item: &Item) -> Option<Dense> {
    match item {
        Item::Use(it) if !it.attrs.is_empty() => None,
        Item::Use(it) if matches!(it.vis, Visibility::Inherited) => Some(Dense::Use(origin(it))),
        Item::Use(_) => Some(Dense::Export),
        Item::Mod(it) => it.content.is_none().then_some(Dense::Mod),
        _ => None,
    }
}

fn origin(item: &ItemUse) -> Origin {
    let UseTree::Path(path) = &item.tree else { return Origin::OtherCrates };
    match path.ident.to_string().as_str() {
        "std" => Origin::Std,
        "crate" | "super" | "self" => Origin::OwnCrate,
        _ => Origin::OtherCrates,
    }
}

/// The name of the module that a block declares, by which rustfmt sorts them.
fn module_name(block: &Block) -> &str {
    block.text.rsplit("mod ").next().unwrap_or_default()
}

/// Puts a blank line between the members of an `impl`.
///
/// Tokens hold no literal with a line break in it (`quote` escapes them) and doc lines begin with `///`, so a line that
/// is four spaces and a brace ends a member.
fn spread_members(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let next = lines.peek().copied().unwrap_or("}");
        let ends = line == "    }" && next != "}";
        if ends || is_type(line) && next != "}" && !is_type(next) {
            out.push('\n');
        }
    }
    out
}

/// Whether a line is an associated type.
fn is_type(line: &str) -> bool {
    line.starts_with("    type ") && line.ends_with(';')
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::RustFile;

    #[test]
    fn modules_are_sorted_and_imports_stand_apart_by_where_they_are_from() {
        let mut file = RustFile::default();
        file.tokens(&quote! {
            mod b; pub mod c; mod a;
            use std::a; use other::b; use other::c; use crate::d; use super::e;
        });
        assert_eq!(
            file.finish("//\n"),
            "//\n\nmod a;\nmod b;\npub mod c;\n\nuse std::a;\n\nuse other::b;\nuse other::c;\n\nuse crate::d;\n\
             use super::e;\n"
        );
    }

    #[test]
    fn items_and_members_are_apart_and_imports_together() {
        let mut file = RustFile::default();
        file.tokens(&quote! {
            use a::b; use c::d;
            /// A.
            pub struct A { x: i64, y: &'static str }
            impl A { fn one() { if x { "}\n    }\n" } else { 1 } } fn two() {} type T = i64; }
        });
        let text = file.finish("// head\n");
        assert_eq!(
            text,
            "// head\n\nuse a::b;\nuse c::d;\n\n/// A.\npub struct A {\n    x: i64,\n    y: &'static str,\n}\n\n\
             impl A {\n    fn one() {\n        if x { \"}\\n    }\\n\" } else { 1 }\n    }\n\n    fn two() {}\n    \
             type T = i64;\n}\n"
        );
    }
}
