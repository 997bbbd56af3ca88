//! No file uses another that uses it back, on whatever way, but for the circles that are named here.
//!
//! What counts is `use` and what is written out from `crate`, `super` or `self` on, followed through re-exports to the file
//! that has the item. Methods aren't seen, nor is the code that is emitted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::{Item, ItemUse, UseTree, Visibility};

use crate::tidy::without_tests;

/// Where the sources are that are held to it.
const ROOTS: [&str; 7] = [
    "codegen/src",
    "codegen/cli/src",
    "codegen/playground/src",
    "codegen/runtime/src",
    "xtask/src",
    "xtask/evaluate/src",
    "xtask/playground/src",
];

/// The circles that there are: their files, in order of their names, and why.
const KNOWN: &[(&[&str], &str)] = &[];

/// The path of a module below its crate, such as `["lower", "naming"]`.
type Module = Vec<String>;

/// What a file says that others have: for each name here the path that it stands for.
#[derive(Default)]
struct Names {
    /// What it uses, by path from the crate's root.
    used: BTreeSet<Module>,
    /// What it hands on under a name of its own.
    handed_on: BTreeMap<String, Module>,
    /// The modules all of whose items it hands on.
    handed_on_whole: Vec<Module>,
}

/// The modules of a crate, each with its file and what it names.
struct Crate {
    modules: BTreeMap<Module, (String, Names)>,
}

impl Crate {
    fn read(root: &str) -> Self {
        let mut files = Vec::new();
        find(&crate::root().join(root), &mut files);
        let mut texts = BTreeMap::new();
        for file in files {
            let shown = file.strip_prefix(crate::root()).unwrap().to_str().unwrap().to_owned();
            let inner = Path::new(&shown).strip_prefix(root).unwrap().with_extension("");
            let mut module: Module =
                inner.iter().map(|it| it.to_str().unwrap().to_owned()).collect();
            if module.last().is_some_and(|it| matches!(it.as_str(), "lib" | "main" | "mod")) {
                module.pop();
            }
            if !module.iter().any(|it| it == "tests") {
                texts.insert(module, (shown, fs::read_to_string(file).unwrap()));
            }
        }
        let all: BTreeSet<Module> = texts.keys().cloned().collect();
        let modules = texts.into_iter().map(|(module, (file, text))| {
            let names = names(&module, &text, &all);
            (module, (file, names))
        });
        Self { modules: modules.collect() }
    }

    /// The module that has what a path leads to, behind all re-exports.
    fn owner(&self, path: &[String]) -> Option<&Module> {
        let mut path = path.to_vec();
        // More steps than any chain of re-exports has.
        for _ in 0..16 {
            let length = (0..=path.len()).rev();
            let mut known = length.filter_map(|n| self.modules.get_key_value(path.get(..n)?));
            let (module, (_, names)) = known.next()?;
            let Some(item) = path.get(module.len()) else { return Some(module) };
            if let Some(further) = names.handed_on.get(item) {
                let rest = path.split_off(module.len() + 1);
                path = further.iter().cloned().chain(rest).collect();
                continue;
            }
            let has = |whole: &&Module| {
                let (_, inner) = &self.modules.get(*whole)?;
                inner.handed_on.contains_key(item).then_some(())
            };
            match names.handed_on_whole.iter().find(|it| has(it).is_some()) {
                Some(whole) => path.splice(..module.len(), whole.clone()).for_each(drop),
                None => return Some(module),
            }
        }
        None
    }

    /// The files that each file uses.
    fn edges(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let file = |module: &Module| self.modules.get(module).map(|it| it.0.as_str());
        let of = |names: &Names, own: &str| {
            let owners = names.used.iter().filter_map(|it| file(self.owner(it)?));
            owners.filter(|it| *it != own).collect()
        };
        let all = self.modules.values();
        all.map(|(file, names)| (file.as_str(), of(names, file))).collect()
    }
}

fn find(dir: &Path, files: &mut Vec<std::path::PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
}

fn names(module: &Module, text: &str, all: &BTreeSet<Module>) -> Names {
    let mut names = Names::default();
    written_out(without_tests(text).parse().unwrap(), &mut |path| {
        names.used.extend(absolute(module, path, all));
    });
    for item in &syn::parse_file(text).unwrap().items {
        let Item::Use(ItemUse { vis, tree, attrs, .. }) = item else { continue };
        if attrs.iter().any(|it| it.path().is_ident("cfg")) {
            continue;
        }
        let is_handed_on = !matches!(vis, Visibility::Inherited);
        flatten(tree, &mut Vec::new(), &mut |path, name| {
            let Some(path) = absolute(module, path, all) else { return };
            match name {
                Some(name) if is_handed_on => {
                    names.handed_on.insert(name.to_owned(), path);
                }
                None if is_handed_on => names.handed_on_whole.push(path),
                _ => {
                    names.used.insert(path);
                }
            }
        });
    }
    names
}

/// Calls `each` with every path that begins with `crate`, `super` or `self`; those of `use` lines lead to modules here.
fn written_out(tokens: TokenStream, each: &mut dyn FnMut(&[String])) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => written_out(group.stream(), each),
            TokenTree::Ident(it) if it == "use" => {
                tokens.find(|it| matches!(it, TokenTree::Punct(it) if it.as_char() == ';'));
            }
            // Who may see an item.
            TokenTree::Ident(it) if it == "pub" => {
                tokens.next_if(|it| matches!(it, TokenTree::Group(_)));
            }
            // The macros that make code to emit.
            TokenTree::Ident(it) if it.to_string().contains("quote") => {
                tokens.next_if(|it| matches!(it, TokenTree::Punct(it) if it.as_char() == '!'));
                tokens.next_if(|it| matches!(it, TokenTree::Group(_)));
            }
            TokenTree::Ident(it) if ["crate", "super", "self"].iter().any(|root| it == root) => {
                let mut path = vec![it.to_string()];
                let is_colon =
                    |it: &TokenTree| matches!(it, TokenTree::Punct(it) if it.as_char() == ':');
                while tokens.next_if(is_colon).is_some() && tokens.next_if(is_colon).is_some() {
                    let Some(TokenTree::Ident(it)) =
                        tokens.next_if(|it| matches!(it, TokenTree::Ident(_)))
                    else {
                        break;
                    };
                    path.push(it.to_string());
                }
                if path.len() > 1 {
                    each(&path);
                }
            }
            _ => {}
        }
    }
}

/// Calls `each` with every path of a tree and the name that it is given; none where it is all that is there.
fn flatten(tree: &UseTree, path: &mut Module, each: &mut dyn FnMut(&[String], Option<&str>)) {
    match tree {
        UseTree::Path(it) => {
            path.push(it.ident.to_string());
            flatten(&it.tree, path, each);
            path.pop();
        }
        UseTree::Group(it) => it.items.iter().for_each(|it| flatten(it, path, each)),
        UseTree::Glob(_) => each(path, None),
        UseTree::Name(it) if it.ident == "self" => each(path, path.last().map(String::as_str)),
        UseTree::Name(it) => {
            path.push(it.ident.to_string());
            each(path, path.last().map(String::as_str));
            path.pop();
        }
        UseTree::Rename(it) => {
            path.push(it.ident.to_string());
            each(path, Some(&it.rename.to_string()));
            path.pop();
        }
    }
}

/// A path from the root of the crate; `None` where it leads to another crate.
fn absolute(module: &Module, path: &[String], all: &BTreeSet<Module>) -> Option<Module> {
    let mut base = module.clone();
    let mut rest = path;
    while let [first, after @ ..] = rest {
        match first.as_str() {
            "crate" => base.clear(),
            "super" => drop(base.pop()),
            "self" => {}
            _ => break,
        }
        rest = after;
    }
    let joined: Module = base.iter().chain(rest).cloned().collect();
    let is_inner = rest.len() < path.len();
    // What begins with a name is a child's, or another crate's.
    let is_child = all.contains(joined.get(..=base.len()).unwrap_or_default());
    (is_inner || is_child).then_some(joined)
}

/// The strongly connected components of more than one file.
fn circles(edges: &BTreeMap<&str, BTreeSet<&str>>) -> Vec<Vec<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        edges.keys().map(|from| (*from, reachable(edges, from))).collect();
    let mut circles = BTreeSet::new();
    for (from, to) in &reached {
        let back = |it: &&&str| reached.get(**it).is_some_and(|it| it.contains(from));
        let circle: BTreeSet<&str> = to.iter().filter(back).copied().collect();
        if circle.len() > 1 {
            circles.insert(circle.into_iter().map(str::to_owned).collect::<Vec<_>>());
        }
    }
    circles.into_iter().collect()
}

fn reachable<'a>(edges: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &str) -> BTreeSet<&'a str> {
    let mut open: Vec<&str> = vec![from];
    let mut seen = BTreeSet::new();
    while let Some(next) = open.pop() {
        let new = edges.get(next).into_iter().flatten().filter(|it| !seen.contains(**it));
        let new: Vec<&'a str> = new.copied().collect();
        open.extend(new.iter().copied());
        seen.extend(new);
    }
    seen
}

/// The circles of a crate, and for each what its files use of each other.
fn described(root: &str) -> Vec<(Vec<String>, String)> {
    let found = Crate::read(root);
    let edges = found.edges();
    let uses = |circle: &[String]| -> String {
        let within = edges.iter().filter(|(from, _)| circle.iter().any(|it| it == *from));
        let lines = within.flat_map(|(from, to)| {
            let to = to.iter().filter(|to| circle.iter().any(|it| it == *to));
            to.map(move |to| format!("  {from} uses {to}\n"))
        });
        lines.collect()
    };
    circles(&edges).into_iter().map(|it| (it.clone(), uses(&it))).collect()
}

#[test]
fn files_use_each_other_one_way() {
    let found: Vec<_> = ROOTS.iter().flat_map(|root| described(root)).collect();
    let is_known = |circle: &[String]| KNOWN.iter().any(|(files, _)| *files == circle);
    let new: Vec<_> = found.iter().filter(|it| !is_known(&it.0)).map(|it| it.1.as_str()).collect();
    assert!(new.is_empty(), "files that use each other in a circle:\n{}", new.join("\n"));
    let is_found = |files: &[&str]| found.iter().any(|it| it.0 == files);
    let gone: Vec<_> = KNOWN.iter().filter(|it| !is_found(it.0)).map(|it| it.0).collect();
    assert!(gone.is_empty(), "circles of `KNOWN` that are no more: {gone:#?}");
}

/// Files that use each other, through a re-export or by a whole path too, are found: the test above can fail.
#[test]
fn a_circle_is_found_through_a_re_export() {
    let module = |path: &[&str]| path.iter().map(|it| (*it).to_owned()).collect::<Module>();
    let texts = [
        (module(&["a"]), "use crate::b::{Inner, other};"),
        (module(&["b"]), "mod inner; pub use inner::*; pub use self::inner::Inner; use std::fmt;"),
        (module(&["b", "inner"]), "use super::super::c::C as D; pub(in crate::d) struct Inner;"),
        (module(&["c"]), "fn c() { crate::a::b(quote!(crate::d)) }\n#[cfg(test)] use crate::d;"),
        (module(&["d"]), "use crate::c::C;"),
    ];
    let all: BTreeSet<Module> = texts.iter().map(|it| it.0.clone()).collect();
    let modules = texts.iter().map(|(module, text)| {
        let names = names(module, text, &all);
        (module.clone(), (module.join("/"), names))
    });
    let found = Crate { modules: modules.collect() };
    assert_eq!(circles(&found.edges()), [["a", "b/inner", "c"]]);
}
