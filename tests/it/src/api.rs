//! The public API of the library, as a list: what is new in it is a decision, and shows in a review.
//!
//! It is read from the source: what `lib.rs` names, with the public members of those items. Codes of findings are in
//! the tables of the documentation instead.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, UseTree, Visibility};

use crate::expect::expect_file;

#[test]
fn the_public_api_is_what_was_decided() {
    let files = files();
    let mut shown = String::new();
    for item in &syn::parse_file(&files["lib"]).unwrap().items {
        match item {
            Item::Use(it) if is_public(&it.vis) => {
                let UseTree::Path(path) = &it.tree else { panic!("not `module::item`") };
                let (module, mut names) = (path.ident.to_string(), Vec::new());
                leaves(&path.tree, &mut names);
                names.sort();
                for name in names {
                    shown.push_str(&entry(&files, &module, Some(&name)));
                }
            }
            Item::Mod(it) if is_public(&it.vis) && !is_hidden(&it.attrs) => {
                let _ = writeln!(shown, "mod {}", it.ident);
                shown.push_str(&entry(&files, &it.ident.to_string(), None));
            }
            Item::Use(_) | Item::Mod(_) => {}
            other => panic!("lib.rs only names what others define: {}", line(other)),
        }
    }
    expect_file(&crate::root().join("tests/it/src/api.txt"), &shown);
}

/// The files of the library by their modules: `diagnostic::render`.
fn files() -> BTreeMap<String, String> {
    let folder = crate::root().join("codegen/src");
    let files = crate::tidy::walk(&folder).into_iter().filter(|it| !it.ends_with("tests.rs"));
    let rust = files.filter(|it| it.extension().is_some_and(|it| it == "rs"));
    let named = rust.map(|it| {
        let path = it.strip_prefix(&folder).unwrap().with_extension("");
        (path.to_str().unwrap().replace(['/', '\\'], "::"), fs::read_to_string(&it).unwrap())
    });
    named.collect()
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

fn is_hidden(attrs: &[Attribute]) -> bool {
    has(attrs, "doc(hidden)")
}

fn has(attrs: &[Attribute], what: &str) -> bool {
    attrs.iter().any(|it| {
        let text = match &it.meta {
            syn::Meta::Path(path) => path.segments.last().unwrap().ident.to_string(),
            syn::Meta::List(list) => format!("{}({})", list.path.segments[0].ident, list.tokens),
            syn::Meta::NameValue(_) => return false,
        };
        text == what
    })
}

fn leaves(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Name(it) => names.push(it.ident.to_string()),
        UseTree::Group(it) => it.items.iter().for_each(|it| leaves(it, names)),
        _ => panic!("each item is named"),
    }
}

/// The public items of a module and those below it: the one of this name, or all that the module itself defines.
fn entry(files: &BTreeMap<String, String>, module: &str, name: Option<&str>) -> String {
    let below = format!("{module}::");
    let parsed = files
        .iter()
        .filter(|(it, _)| *it == module || it.starts_with(&below))
        .map(|(it, text)| (it == module, syn::parse_file(text).unwrap()));
    let (mut heads, mut members) = (BTreeMap::new(), BTreeMap::<String, Vec<String>>::new());
    for (is_root, file) in parsed {
        for item in file.items {
            if let Item::Impl(it) = &item {
                members.entry(line(&it.self_ty)).or_default().extend(methods(it));
            }
            let Some((its, text)) = head(&item) else { continue };
            if name.is_none_or(|it| it == its) && (name.is_some() || is_root) {
                heads.insert(its, text);
            }
        }
    }
    let mut out = String::new();
    for (name, text) in heads {
        out.push_str(&text);
        let mut members = members.remove(&name).unwrap_or_default();
        members.sort();
        for member in members {
            let _ = writeln!(out, "    {member}");
        }
    }
    assert!(!out.is_empty() || name == Some("Code"), "{module}: no public {name:?}");
    if out.is_empty() { "enum Code, by a macro\n".to_owned() } else { out }
}

/// The name of a public item and what it is, with the fields or variants that everybody sees.
fn head(item: &Item) -> Option<(String, String)> {
    let (vis, attrs, name, text) = match item {
        Item::Fn(it) => (&it.vis, &it.attrs, &it.sig.ident, format!("{}\n", signature(&it.sig))),
        Item::Struct(it) => {
            let mut text = format!("struct {}{}\n", it.ident, traits(&it.attrs));
            if let Fields::Named(fields) = &it.fields {
                for field in fields.named.iter().filter(|it| is_public(&it.vis)) {
                    let (name, ty) = (field.ident.as_ref().unwrap(), line(&field.ty));
                    let _ = writeln!(text, "    {name}: {ty}");
                }
            }
            (&it.vis, &it.attrs, &it.ident, text)
        }
        Item::Enum(it) => {
            let mut text = format!("enum {}{}\n", it.ident, traits(&it.attrs));
            for variant in &it.variants {
                let _ = writeln!(text, "    {}", variant.ident);
            }
            (&it.vis, &it.attrs, &it.ident, text)
        }
        _ => return None,
    };
    (is_public(vis) && !is_hidden(attrs)).then(|| (name.to_string(), text))
}

/// What is derived, and whether there may be more members.
fn traits(attrs: &[Attribute]) -> String {
    let derived = attrs.iter().find(|it| it.path().is_ident("derive"));
    let derived = derived.and_then(|it| it.meta.require_list().ok());
    let derived = derived.map(|it| format!(": {}", it.tokens.to_string().replace(" ,", ",")));
    let open = if has(attrs, "non_exhaustive") { " (may grow)" } else { "" };
    derived.unwrap_or_default() + open
}

/// The public methods of an `impl`, or the trait that it implements.
fn methods(block: &syn::ItemImpl) -> Vec<String> {
    if is_hidden(&block.attrs) {
        return Vec::new();
    }
    if let Some((name, _)) = &block.trait_ {
        return vec![format!("impl {}", name.segments.last().unwrap().ident)];
    }
    let methods = block.items.iter().filter_map(|it| match it {
        ImplItem::Fn(it) if is_public(&it.vis) && !is_hidden(&it.attrs) => Some(signature(&it.sig)),
        _ => None,
    });
    methods.collect()
}

/// A signature without the names that only its body sees.
fn signature(signature: &syn::Signature) -> String {
    line(signature).replace("(mut self", "(self")
}

/// Tokens in a line, spaced as rustfmt does it.
fn line(tokens: impl ToTokens) -> String {
    let spaced = tokens.to_token_stream().to_string();
    let close = [
        (" :: ", "::"),
        (":: ", "::"),
        (" <", "<"),
        ("< ", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" ,", ","),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" :", ":"),
        ("->", " ->"),
        ("  ->", " ->"),
        (" -> ", " -> "),
        ("' ", "'"),
    ];
    close.iter().fold(spaced, |text, (from, to)| text.replace(from, to))
}
