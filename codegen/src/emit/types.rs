//! `types` and `codec`: the definitions, and apart from them how each meets JSON.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::tokens::{Imports, Scope, ident};
use super::{Condition, Files, enumeration, foreign, former, record, union};
use crate::format::RustFile;
use crate::ir::{Api, TypeDef, TypeKind};

/// Adds `types.rs`, `codec.rs` and the files of their modules.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    let mut modules: BTreeMap<&str, Vec<&TypeDef>> = BTreeMap::new();
    for def in &api.types {
        modules.entry(def.module.as_str()).or_default().push(def);
    }
    for (module, defs) in &modules {
        files.rust(&format!("src/types/{module}.rs"), definitions(api, defs));
        if defs.iter().any(|def| def.kind.is_own_type()) {
            files.rust(&format!("src/codec/{module}.rs"), codecs(api, defs));
        }
    }
    let names = modules.iter().map(|(module, defs)| {
        let module = ident(module);
        let mut defs = defs.iter().flat_map(|def| names(def)).collect::<Vec<_>>();
        defs.sort_unstable();
        let defs = defs.into_iter().map(ident).collect::<Vec<_>>();
        match defs.as_slice() {
            [only] => quote!(pub use self::#module::#only;),
            defs => quote!(pub use self::#module::{#(#defs),*};),
        }
    });
    let mods = modules.keys().map(|it| ident(it));
    let mut types = RustFile::default();
    types.tokens(&quote!(#(mod #mods;)*));
    types.tokens(&quote!(#(#names)*));
    types.all(&former::types(api));
    files.documented("src/types.rs", "//! What is sent and received.\n", types);
    files.documented(
        "src/codec.rs",
        "//! How the types meet JSON.\n",
        codec_root(&modules, files.condition("serde")),
    );
}

fn definitions(api: &Api, defs: &[&TypeDef]) -> RustFile {
    let mut imports = Imports::new(Scope::Bare);
    let mut items = RustFile::default();
    for def in defs {
        items.tokens(&definition(api, &mut imports, def));
    }
    let own = defs.iter().flat_map(|def| names(def)).collect::<Vec<_>>();
    let mut file = RustFile::default();
    file.tokens(&imports.finish(&own));
    file.append(items);
    file
}

fn definition(api: &Api, imports: &mut Imports, def: &TypeDef) -> TokenStream {
    match &def.kind {
        TypeKind::Record(it) => record::definition(api, imports, def, it),
        TypeKind::Enumeration(it) => enumeration::definition(def, it),
        TypeKind::IntegerEnumeration(it) => enumeration::integer_definition(def, it),
        TypeKind::Union(it) => union::definition(api, imports, def, it),
        TypeKind::Alias(ty) => {
            let docs = docs::of_definition(def);
            let name = ident(&def.name);
            let ty = imports.ty(api, ty);
            quote!(#docs pub type #name = #ty;)
        }
        TypeKind::Foreign(it) => foreign::definition(def, it),
    }
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
    let mods = with_codec.map(|(module, _)| ident(module));
    let mut file = RustFile::default();
    file.tokens(&quote!(#(mod #mods;)*));
    for (name, lines) in enums(modules) {
        file.text(format!("clientwright_runtime::{name}! {{\n{}\n}}", lines.join("\n")));
    }
    let mut names = modules
        .values()
        .flatten()
        .filter(|def| def.kind.is_own_type())
        .map(|def| &def.name)
        .collect::<Vec<_>>();
    names.sort();
    if let Some(condition) = bridged.filter(|_| !names.is_empty()) {
        let lines = names.iter().map(|name| format!("    crate::types::{name},"));
        let lines = lines.collect::<Vec<_>>().join("\n");
        let attribute = condition.line();
        file.text(format!("{attribute}clientwright_runtime::serde_bridge! {{\n{lines}\n}}"));
    }
    file
}

/// The macros that implement what enums of texts and of integers have in common, and a line for each enum.
fn enums(modules: &BTreeMap<&str, Vec<&TypeDef>>) -> BTreeMap<&'static str, Vec<String>> {
    let mut enums = BTreeMap::<_, Vec<_>>::new();
    for def in modules.values().flatten() {
        let name = &def.name;
        match &def.kind {
            TypeKind::Enumeration(it) => {
                let line = format!("    crate::types::{name}::{},", it.other);
                enums.entry("text_enums").or_default().push(line);
            }
            TypeKind::IntegerEnumeration(_) => {
                enums
                    .entry("integer_enums")
                    .or_default()
                    .push(format!("    crate::types::{name},"));
            }
            TypeKind::Record(_)
            | TypeKind::Union(_)
            | TypeKind::Alias(_)
            | TypeKind::Foreign(_) => {}
        }
    }
    for lines in enums.values_mut() {
        lines.sort();
    }
    enums
}
