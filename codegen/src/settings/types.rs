//! `[types]`: types of the user's own for schemas and formats, further derives, and names.

use serde_json::{Map, Value};

use super::{Setting, Table};
use crate::diagnostic::{Place, findings};

/// The table `[types]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Types {
    /// The crates that the types and macros named here are in, as `Cargo.toml` has them.
    pub dependencies: Vec<Dependency>,
    /// By a schema: the name of a component, or a JSON pointer.
    pub schemas: Vec<(String, Setting<OwnType>)>,
    /// By a `format`.
    pub formats: Vec<(String, Setting<OwnType>)>,
    /// What types derive besides, by a pattern of their names, in the order of the file.
    pub derives: Vec<(String, Setting<Derive>)>,
    /// Names of types, by a schema.
    pub names: Vec<(String, Setting<String>)>,
    /// Names of members, by a schema.
    pub members: Vec<Members>,
}

/// Names of the members of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    /// The schema: the name of a component, or a JSON pointer.
    pub schema: String,
    /// Where the file has it.
    pub place: Place,
    /// The names by those that JSON has.
    pub names: Vec<(String, Setting<String>)>,
}

/// A crate that a type or macro is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The name that code has for it.
    pub name: String,
    /// The name that `Cargo.toml` has for it.
    pub package: String,
    /// What stands behind the name in `Cargo.toml`: a version, or a table.
    pub requirement: Setting<Value>,
}

/// A type that stands for what a description says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnType {
    /// Its path, such as `rust_decimal::Decimal`.
    pub path: Setting<String>,
    /// How it meets JSON.
    pub conversion: Conversion,
    /// What the generated type around it is called; after the schema, or as the type itself, unless set.
    pub name: Option<Setting<String>>,
    /// An expression for any value of it, where it has no `Default`.
    pub placeholder: Option<Setting<String>>,
    /// A value of it as JSON, for tests and documentation.
    pub example: Option<Value>,
}

/// How a type meets JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// By serde's `Serialize` and `Deserialize`.
    Serde,
    /// By the functions `serialize` and `deserialize` of a module, as serde's attribute `with` has it.
    SerdeWith(Setting<String>),
    /// By `FromStr` and `Display`.
    Text,
    /// By the runtime's trait `Json`, which it implements itself.
    Json,
}

/// What types derive besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derive {
    /// The paths of the macros.
    pub derives: Vec<Setting<String>>,
    /// Attributes as they stand between `#[` and `]`.
    pub attributes: Vec<Setting<String>>,
    /// The kinds of types that it is for; all where there are none.
    pub kinds: Vec<Setting<TypeKinds>>,
}

/// Kinds of types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeKinds {
    /// `"structs"`: objects.
    Structs,
    /// `"enums"`: known values.
    Enums,
    /// `"unions"`: one of several types.
    Unions,
    /// `"own"`: what is around a type of the user's own.
    Own,
}

impl TypeKinds {
    const ALL: [(&'static str, Self); 4] = [
        ("structs", Self::Structs),
        ("enums", Self::Enums),
        ("unions", Self::Unions),
        ("own", Self::Own),
    ];
}

impl Types {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let dependencies = table.table("dependencies", dependencies).unwrap_or_default();
        let schemas = table.table("schemas", own_types).unwrap_or_default();
        let formats = table.table("formats", own_types).unwrap_or_default();
        let derives = table.table("derives", derives).unwrap_or_default();
        let names =
            table.table("names", |it| names(it, TYPE_NAME, is_type_name)).unwrap_or_default();
        let members = table.table("members", members).unwrap_or_default();
        let types = Self { dependencies, schemas, formats, derives, names, members };
        types.check_crates(table);
        types
    }

    /// Reports paths into crates that nobody has declared, and crates that no path leads into.
    fn check_crates(&self, table: &mut Table<'_>) {
        for path in self.paths() {
            let krate = path.value.trim_start_matches("::").split("::").next().unwrap_or_default();
            if matches!(krate, "std" | "core" | "alloc" | "clientwright_runtime") {
                continue;
            }
            let known: Vec<&str> = self.dependencies.iter().map(|it| it.name.as_str()).collect();
            if !known.contains(&krate) {
                let near = table.near(krate, known);
                let finding = findings::types::unknown_crate(&path.value, krate, near);
                table.report(path.place.clone(), finding);
            }
        }
        for Dependency { name, package: _, requirement } in &self.dependencies {
            // An attribute, an expression or the parameter of a type may need a crate that no path begins with.
            let mut texts = self.paths().chain(self.other_texts());
            if !texts.any(|it| it.value.contains(name.as_str())) {
                table.report(requirement.place.clone(), findings::types::unused_crate(name));
            }
        }
    }

    fn paths(&self) -> impl Iterator<Item = &Setting<String>> {
        let own = self.schemas.iter().chain(&self.formats).flat_map(|(_, it)| {
            let with = match &it.value.conversion {
                Conversion::SerdeWith(path) => Some(path),
                Conversion::Serde | Conversion::Text | Conversion::Json => None,
            };
            std::iter::once(&it.value.path).chain(with)
        });
        let derives = self.derives.iter().flat_map(|(_, it)| &it.value.derives);
        own.chain(derives.filter(|it| it.value.contains("::")))
    }

    /// Attributes and expressions.
    fn other_texts(&self) -> impl Iterator<Item = &Setting<String>> {
        let own = self.schemas.iter().chain(&self.formats);
        let placeholders = own.filter_map(|(_, it)| it.value.placeholder.as_ref());
        self.derives.iter().flat_map(|(_, it)| &it.value.attributes).chain(placeholders)
    }
}

fn own_types(table: &mut Table<'_>) -> Vec<(String, Setting<OwnType>)> {
    table.each(|it, key| {
        let place = it.place(key);
        let value = it.table(key, own_type)??;
        Some(Setting { value, place })
    })
}

fn own_type(table: &mut Table<'_>) -> Option<OwnType> {
    let has_path = table.peek("type").is_some();
    let path = table.checked("type", "the path of a type, such as `rust_decimal::Decimal`", |it| {
        it.contains("::") && syn::parse_str::<syn::TypePath>(it).is_ok()
    });
    let conversion = conversion(table);
    let name = table.checked("name", TYPE_NAME, is_type_name);
    let is_expression = |it: &str| syn::parse_str::<syn::Expr>(it).is_ok();
    let placeholder = table.checked("placeholder", "an expression of Rust", is_expression);
    let example = table.take("example").map(|it| it.value.clone());
    if !has_path {
        table.report(table.here(), findings::types::no_type());
    }
    Some(OwnType { path: path?, conversion, name, placeholder, example })
}

fn conversion(table: &mut Table<'_>) -> Conversion {
    const WITH: &str = "the path of a module, such as `time::serde::rfc3339`";
    let with = table
        .checked("with", WITH, |it| it.contains("::") && syn::parse_str::<syn::Path>(it).is_ok());
    let by = table.read("as", "`serde`, `text` or `json`", |it| match it.as_str()? {
        "serde" => Some(Conversion::Serde),
        "text" => Some(Conversion::Text),
        "json" => Some(Conversion::Json),
        _ => None,
    });
    match (by.map(|it| it.value), with) {
        (None | Some(Conversion::Serde), Some(with)) => Conversion::SerdeWith(with),
        (Some(by), Some(with)) => {
            table.report(with.place, findings::types::with_without_serde());
            by
        }
        (by, None) => by.unwrap_or(Conversion::Serde),
    }
}

fn dependencies(table: &mut Table<'_>) -> Vec<Dependency> {
    const WHAT: &str = "a version, or a table as in `Cargo.toml`";
    let mut dependencies = Vec::new();
    for key in table.keys() {
        let requirement = table.read(&key, WHAT, |it| {
            let is_source = |it: &Map<String, Value>| {
                ["version", "path", "git", "workspace"].iter().any(|key| it.contains_key(*key))
            };
            let fits = it.is_string() || it.as_object().is_some_and(is_source);
            (fits && is_toml(it)).then(|| it.clone())
        });
        let Some(requirement) = requirement else { continue };
        if requirement.value.get("optional").is_some_and(|it| *it != Value::Bool(false)) {
            table.report(requirement.place, findings::types::optional_crate(&key));
            continue;
        }
        if matches!(key.as_str(), "clientwright-runtime" | "codec" | "foreign" | "types") {
            table.report(requirement.place, findings::types::reserved_crate(&key));
            continue;
        }
        dependencies.push(Dependency { name: key.replace('-', "_"), package: key, requirement });
    }
    dependencies
}

/// Whether a value is one that a dependency in `Cargo.toml` may have.
fn is_toml(value: &Value) -> bool {
    match value {
        Value::String(_) | Value::Bool(_) => true,
        Value::Array(items) => items.iter().all(is_toml),
        Value::Object(members) => members.values().all(is_toml),
        Value::Null | Value::Number(_) => false,
    }
}

fn derives(table: &mut Table<'_>) -> Vec<(String, Setting<Derive>)> {
    table.each(|it, key| {
        let place = it.place(key);
        let value = if it.peek(key).is_some_and(Value::is_array) {
            Derive { derives: macros(it, key), attributes: Vec::new(), kinds: Vec::new() }
        } else {
            it.table(key, derive)?
        };
        Some(Setting { value, place })
    })
}

fn derive(table: &mut Table<'_>) -> Derive {
    let derives = macros(table, "derives");
    let mut attributes = table.strings("attributes");
    attributes.retain(|it| {
        let attribute = format!("#[{}] struct S;", it.value);
        let is_one =
            syn::parse_str::<syn::ItemStruct>(&attribute).is_ok_and(|it| it.attrs.len() == 1);
        if !is_one {
            table.report(it.place.clone(), findings::types::no_attribute(&it.value));
        }
        is_one
    });
    let mut kinds = Vec::new();
    for Setting { value, place } in table.strings("kinds") {
        let found = TypeKinds::ALL.into_iter().find(|(name, _)| *name == value);
        if let Some((_, value)) = found {
            kinds.push(Setting { value, place });
        } else {
            let near = table.near(&value, TypeKinds::ALL.map(|it| it.0));
            table.report(place, findings::types::unknown_kind(&value, near));
        }
    }
    Derive { derives, attributes, kinds }
}

/// The paths of derive macros.
fn macros(table: &mut Table<'_>, key: &str) -> Vec<Setting<String>> {
    let mut macros = table.strings(key);
    macros.retain(|it| {
        let is_path = syn::parse_str::<syn::Path>(&it.value).is_ok();
        if !is_path {
            table.report(it.place.clone(), findings::types::no_macro(&it.value));
        }
        is_path
    });
    for Setting { value, .. } in &mut macros {
        *value = standard_trait(value).unwrap_or(value).to_owned();
    }
    macros
}

/// The name of a trait of the standard library that is always in scope, or `Hash`, where `path` spells it out.
fn standard_trait(path: &str) -> Option<&str> {
    let path = path.trim_start_matches("::");
    let path = path.strip_prefix("std::").or_else(|| path.strip_prefix("core::"))?;
    let (module, name) = path.split_once("::")?;
    let is_there = match module {
        "clone" => name == "Clone",
        "cmp" => matches!(name, "Eq" | "Ord" | "PartialEq" | "PartialOrd"),
        "default" => name == "Default",
        "fmt" => name == "Debug",
        "hash" => name == "Hash",
        "marker" => name == "Copy",
        _ => false,
    };
    is_there.then_some(name)
}

fn names(
    table: &mut Table<'_>,
    what: &str,
    is: fn(&str) -> bool,
) -> Vec<(String, Setting<String>)> {
    table.each(|it, key| it.checked(key, what, is))
}

fn members(table: &mut Table<'_>) -> Vec<Members> {
    const WHAT: &str = "the name of a field, such as `created_at`";
    let mut members = Vec::new();
    for schema in table.keys() {
        let place = table.place(&schema);
        if let Some(names) = table.table(&schema, |it| names(it, WHAT, is_field_name)) {
            members.push(Members { schema, place, names });
        }
    }
    members
}

const TYPE_NAME: &str = "the name of a type, such as `Money`";

fn is_type_name(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok() && text.starts_with(|it: char| it.is_uppercase())
}

fn is_field_name(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
        && text.chars().all(|it| !it.is_uppercase() && it != '#')
}
