//! `types` and `codec`: the definitions, and apart from them how each meets JSON.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::purpose::purposes;
use super::tokens::{Imports, Scope, ident};
use super::{Condition, Files, enumeration, foreign, former, parts, record, union};
use crate::format::RustFile;
use crate::ir::{Api, TypeDef, TypeKind};
use crate::markdown::Markdown;

/// Adds `types.rs`, `codec.rs` and the files of their modules.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    let mut modules: BTreeMap<&str, Vec<&TypeDef>> = BTreeMap::new();
    for def in &api.types {
        modules.entry(def.module.as_str()).or_default().push(def);
    }
    let purposes = purposes(api);
    for (module, defs) in &modules {
        files.rust(&format!("src/types/{module}.rs"), definitions(api, defs, &purposes));
        if defs.iter().any(|def| def.kind.is_own_type()) {
            files.rust(&format!("src/codec/{module}.rs"), codecs(api, defs));
        }
    }
    let names = modules.iter().map(|(module, defs)| {
        let (attribute, module) = (condition(defs), ident(module));
        let mut defs = defs.iter().flat_map(|def| names(def)).collect::<Vec<_>>();
        defs.sort_unstable();
        let defs = defs.into_iter().map(ident).collect::<Vec<_>>();
        match defs.as_slice() {
            [only] => quote!(#attribute pub use self::#module::#only;),
            defs => quote!(#attribute pub use self::#module::{#(#defs),*};),
        }
    });
    let mods = modules.iter().map(|(module, defs)| declaration(module, defs));
    let mut types = RustFile::default();
    types.tokens(&mods.collect());
    types.tokens(&quote!(#(#names)*));
    types.all(&former::types(api));
    files.documented("src/types.rs", "//! What is sent and received.\n", types);
    files.documented(
        "src/codec.rs",
        "//! How the types meet JSON.\n",
        codec_root(&modules, files.condition("serde")),
    );
}

fn declaration(module: &str, defs: &[&TypeDef]) -> TokenStream {
    let (attribute, module) = (condition(defs), ident(module));
    quote!(#attribute mod #module;)
}

/// When there is a module: what is in one is for the same features.
fn condition(defs: &[&TypeDef]) -> TokenStream {
    parts::attribute(defs.first().map_or(&[], |it| &it.features))
}

fn definitions(api: &Api, defs: &[&TypeDef], purposes: &BTreeMap<&str, Markdown>) -> RustFile {
    let mut imports = Imports::new(Scope::Bare);
    let mut items = RustFile::default();
    for def in defs {
        items.tokens(&definition(api, &mut imports, def, purposes.get(def.name.as_str())));
    }
    let own = defs.iter().flat_map(|def| names(def)).collect::<Vec<_>>();
    let mut file = RustFile::default();
    file.tokens(&imports.finish(&own));
    file.append(items);
    file
}

fn definition(
    api: &Api,
    imports: &mut Imports,
    def: &TypeDef,
    purpose: Option<&Markdown>,
) -> TokenStream {
    let docs = docs::of_definition(def, purpose);
    let item = match &def.kind {
        TypeKind::Record(it) => record::definition(api, imports, def, it),
        TypeKind::Enumeration(it) => enumeration::definition(def, it),
        TypeKind::IntegerEnumeration(it) => enumeration::integer_definition(def, it),
        TypeKind::Union(it) => union::definition(api, imports, def, it),
        TypeKind::Alias(ty) => {
            let name = ident(&def.name);
            let ty = imports.ty(api, ty);
            quote!(pub type #name = #ty;)
        }
        TypeKind::Foreign(it) => foreign::definition(def, it),
    };
    quote!(#docs #item)
}

/// The names of a definition and of what stands beside it.
fn names(def: &TypeDef) -> impl Iterator<Item = &str> {
    [&def.name].into_iter().chain(&def.required).map(String::as_str)
}

fn codecs(api: &Api, defs: &[&TypeDef]) -> RustFile {
    let mut imports = Imports::new(Scope::Types);
    imports.runtime(&["DecodeError", "Json", "Reader", "Writer"]);
    imports.add("crate", "types");
    let mut items = RustFile::default();
    for def in defs {
        match &def.kind {
            TypeKind::Record(it) => items.tokens(&record::codec(api, &mut imports, def, it)),
            TypeKind::Enumeration(it) => items.tokens(&enumeration::codec(def, it)),
            TypeKind::IntegerEnumeration(it) => items.tokens(&enumeration::integer_codec(def, it)),
            TypeKind::Union(it) => {
                union::import(&mut imports, it);
                items.tokens(&union::codec(api, def, it));
                if def.usage.sent {
                    items.tokens(&union::conversions(api, &mut imports, def, it));
                }
            }
            TypeKind::Foreign(it) => items.tokens(&foreign::codec(&mut imports, def, it)),
            TypeKind::Alias(_) => {}
        }
    }
    let mut file = RustFile::default();
    file.tokens(&imports.finish(&[]));
    file.append(items);
    file
}

/// The modules, what open enums have in common, and the bridges to serde for those who want them.
fn codec_root(modules: &BTreeMap<&str, Vec<&TypeDef>>, bridged: Option<Condition>) -> RustFile {
    let with_codec =
        modules.iter().filter(|(_, defs)| defs.iter().any(|def| def.kind.is_own_type()));
    let mods = with_codec.map(|(module, defs)| declaration(module, defs));
    let mut file = RustFile::default();
    file.tokens(&mods.collect());
    for ((name, features), lines) in enums(modules) {
        file.text(invoked(name, &parts::line(None, features), lines));
    }
    if let Some(condition) = bridged {
        let mut types: BTreeMap<&[String], Vec<String>> = BTreeMap::new();
        for def in modules.values().flatten().filter(|def| def.kind.is_own_type()) {
            let line = format!("    crate::types::{},", def.name);
            types.entry(&def.features).or_default().push(line);
        }
        for (features, lines) in types {
            file.text(invoked("serde_bridge", &condition.line(features), lines));
        }
    }
    file
}

/// An invocation of a macro of the runtime with a line for each type.
fn invoked(name: &str, attribute: &str, mut lines: Vec<String>) -> String {
    lines.sort();
    format!("{attribute}clientwright_runtime::{name}! {{\n{}\n}}", lines.join("\n"))
}

/// The macros that implement what enums of texts and of integers have in common, each with the features that it is for
/// and a line for each enum.
fn enums<'a>(
    modules: &BTreeMap<&str, Vec<&'a TypeDef>>,
) -> BTreeMap<(&'static str, &'a [String]), Vec<String>> {
    let mut enums = BTreeMap::<_, Vec<_>>::new();
    for def in modules.values().flatten() {
        let name = &def.name;
        let (of, line) = match &def.kind {
            TypeKind::Enumeration(it) => {
                ("text_enums", format!("    crate::types::{name}::{},", it.other))
            }
            TypeKind::IntegerEnumeration(_) => {
                ("integer_enums", format!("    crate::types::{name},"))
            }
            TypeKind::Record(_)
            | TypeKind::Union(_)
            | TypeKind::Alias(_)
            | TypeKind::Foreign(_) => continue,
        };
        enums.entry((of, def.features.as_slice())).or_default().push(line);
    }
    enums
}
