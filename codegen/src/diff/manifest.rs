//! What an `api.json` says, typed; keys that aren't known are passed over.
//!
//! - In: the text of an `api.json`, of this version of the generator or an earlier one.
//! - Out: a [`Manifest`], or why it can't be read.

mod forget;
mod keys;
mod recognize;
mod signature;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

use crate::pointer::Pointer;

use keys::{any, by_name, flag, items, maybe, members, strings, text, texts};

/// The number of the format that this library reads, and all before it.
pub const NEWEST: u64 = 1;

/// The public API of a generated crate and its wire facts: what `api.json` has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifest {
    pub(super) package: String,
    pub(super) title: String,
    pub(super) version: String,
    pub(super) servers: Vec<Server>,
    /// The URL of the server that clients use unless they are told otherwise.
    pub(super) default_server: Option<String>,
    pub(super) credentials: Vec<Credential>,
    /// By method in Rust, `handle.method`.
    pub(super) operations: BTreeMap<String, Operation>,
    /// By name in Rust.
    pub(super) types: BTreeMap<String, Type>,
    pub(super) webhooks: Vec<Webhook>,
    pub(super) retry: Value,
    /// All of it, to see whether something differs that has no rule.
    pub(super) root: Value,
}

/// Why a text is no manifest that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Server {
    pub(super) name: String,
    pub(super) url: String,
    /// By name on the wire.
    pub(super) variables: BTreeMap<String, Variable>,
}

/// A variable of a server's URL.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Variable {
    /// The name in Rust; none in manifests that lack it.
    pub(super) name: Option<String>,
    pub(super) default: String,
    /// The enum of its values.
    pub(super) choices: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Credential {
    pub(super) name: String,
    pub(super) wire: String,
    pub(super) kind: String,
    /// The setter that takes where tokens come from.
    pub(super) source: Option<String>,
    /// The constructors of such places.
    pub(super) grants: BTreeSet<String>,
    pub(super) flows: BTreeMap<String, Flow>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Flow {
    /// By what they are called in the manifest.
    pub(super) urls: BTreeMap<&'static str, String>,
    pub(super) scopes: BTreeSet<String>,
}

/// The URLs of a flow.
const URLS: [&str; 3] = ["token_url", "authorization_url", "refresh_url"];

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Operation {
    pub(super) id: Option<String>,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) server: Option<String>,
    pub(super) builder: String,
    /// Methods by which it was called earlier, and still is.
    pub(super) aliases: BTreeSet<String>,
    pub(super) deprecated: bool,
    pub(super) sunset: Option<String>,
    pub(super) stability: Option<String>,
    pub(super) tags: BTreeSet<String>,
    /// The alternatives, each with its schemes and their scopes.
    pub(super) security: Vec<Needs>,
    pub(super) parameters: Vec<Parameter>,
    /// The struct of what the method takes by name.
    pub(super) required: Option<String>,
    pub(super) body: Option<Body>,
    pub(super) responses: BTreeMap<String, Response>,
    pub(super) gives: Value,
    pub(super) error: String,
    /// The types of the module `shared` that its error and its headers are, where they are.
    pub(super) shared: Vec<String>,
    /// The types of an error's variants.
    pub(super) errors: BTreeMap<String, String>,
    /// The name of the struct of its headers.
    pub(super) headers: Option<String>,
    /// By name on the wire: the name in Rust and the type.
    pub(super) header_fields: BTreeMap<String, (String, String)>,
    pub(super) paging: Option<Value>,
    pub(super) waiters: BTreeMap<String, Value>,
    /// Ends of the same request, by method.
    pub(super) ends: BTreeMap<String, End>,
    pub(super) idempotency_key: Option<String>,
    pub(super) repeatable: Option<bool>,
    /// Whether it is another way to call an operation that has a method already.
    pub(super) is_alternative: bool,
}

/// What a caller has to have: schemes with their scopes.
pub(super) type Needs = BTreeMap<String, BTreeSet<String>>;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) wire: String,
    pub(super) place: String,
    /// How it is written: `style`, `explode`.
    pub(super) style: String,
    pub(super) ty: String,
    pub(super) required: bool,
    pub(super) deprecated: bool,
    pub(super) allow_reserved: bool,
    pub(super) constant: Option<Value>,
    pub(super) media_types: BTreeSet<String>,
    pub(super) form: Value,
    pub(super) schema: Value,
    /// Where the canonical document has it, if others may have the same one; of a parameter of a path, the path.
    pub(super) at: Option<Pointer>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Body {
    /// The argument or the setter.
    pub(super) name: Option<String>,
    pub(super) ty: String,
    pub(super) media_types: BTreeSet<String>,
    /// The setter for the media type, if there is one.
    pub(super) choice: Option<String>,
    pub(super) required: bool,
    pub(super) schema: Value,
    /// As that of a parameter.
    pub(super) at: Option<Pointer>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Response {
    pub(super) ty: String,
    pub(super) media_types: BTreeSet<String>,
    /// By name in lower case.
    pub(super) headers: BTreeMap<String, Header>,
    pub(super) schema: Value,
    /// As that of a parameter.
    pub(super) at: Option<Pointer>,
}

/// An end of a request that asks for another media type.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct End {
    pub(super) accept: String,
    /// Those that differ from the operation's.
    pub(super) responses: BTreeMap<String, Response>,
    pub(super) gives: Value,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Header {
    pub(super) wire: String,
    pub(super) ty: String,
    pub(super) required: bool,
    pub(super) schema: Value,
    /// As that of a parameter.
    pub(super) at: Option<Pointer>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Type {
    /// Where the canonical document defines it, where that is known.
    pub(super) at: Option<String>,
    pub(super) kind: Kind,
    /// What it was called earlier, and what stands beside it.
    pub(super) aliases: BTreeSet<String>,
    pub(super) sent: bool,
    /// The struct of what the constructor takes by name.
    pub(super) required: Option<String>,
    pub(super) deprecated: bool,
    pub(super) derives: BTreeSet<String>,
    pub(super) schema: Value,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Kind {
    Record {
        /// By name on the wire.
        fields: BTreeMap<String, Field>,
        /// What undescribed members are kept in: name and type.
        extra: Option<(String, String)>,
    },
    /// By value: the variant.
    Enumeration(BTreeMap<String, String>),
    /// The same of integers, whose texts these are.
    IntegerEnumeration(BTreeMap<String, String>),
    Union {
        tag: Option<String>,
        form: Option<String>,
        variants: Vec<Variant>,
    },
    Alias(String),
    /// A type of the user's own.
    Own(String),
    /// One of a later version.
    #[default]
    Unknown,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) ty: String,
    /// How it is in Rust.
    pub(super) presence: String,
    /// How the description has it, which says what is on the wire.
    pub(super) described: String,
    pub(super) constant: Option<Value>,
    pub(super) deprecated: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) form: Value,
    pub(super) schema: Value,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Variant {
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) constructor: Option<String>,
    pub(super) tags: BTreeSet<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Webhook {
    pub(super) name: String,
    pub(super) wire: String,
    pub(super) method: Option<String>,
    pub(super) ty: String,
    pub(super) at: Option<String>,
}

impl Manifest {
    /// Reads an `api.json`.
    ///
    /// # Errors
    ///
    /// The text isn't JSON, isn't a manifest, or is one of a later format.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let root: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|it| Unreadable(format!("the manifest is no JSON: {it}")))?;
        if !recognize::is_root(&root) {
            return Err(Unreadable(
                "this is no manifest: it lacks `package`, `operations` or `types`".to_owned(),
            ));
        }
        match root.get("manifest").map_or(Some(NEWEST), Value::as_u64) {
            Some(number) if number <= NEWEST => {}
            _ => {
                let number = any(&root, "manifest");
                return Err(Unreadable(format!(
                    "the manifest has the format {number}, which is newer than {NEWEST}: use a newer version of this program"
                )));
            }
        }
        Ok(Self::read(root))
    }

    /// Whether a text is a manifest, be it of a later format, and no description.
    pub fn is_one(text: &str) -> bool {
        recognize::is_text(text)
    }

    fn read(root: Value) -> Self {
        let at = &root;
        Self {
            package: text(at, "package"),
            title: text(at, "title"),
            version: text(at, "version"),
            servers: items(at, "servers").chain(items(at, "named_servers")).map(server).collect(),
            default_server: at.pointer("/servers/0").map(|it| text(it, "url")),
            credentials: items(at, "credentials").map(credential).collect(),
            operations: by_name(at, "operations", operation),
            types: by_name(at, "types", definition),
            webhooks: items(at, "webhooks").map(webhook).collect(),
            retry: any(at, "retry"),
            root,
        }
    }

    /// Whether both say the same, word by word.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.root == other.root
    }

    /// Whether both say the same, though not of where the canonical document has it.
    pub(super) fn is_same_elsewhere(&self, other: &Self) -> bool {
        forget::are_same_elsewhere(&self.root, &other.root)
    }

    /// Whether it is of a format that has all facts: those before the first number had fewer.
    pub(super) fn has_wire_facts(&self) -> bool {
        self.root.get("manifest").is_some()
    }

    /// The same without those facts, so that none of them seems to have come or gone.
    pub(super) fn without_wire_facts(&self) -> Self {
        let mut root = self.root.clone();
        if let Some(root) = root.as_object_mut() {
            root.remove("manifest");
        }
        forget::wire_facts(&mut root);
        Self::read(root)
    }

    /// The name of the package.
    pub fn package(&self) -> &str {
        &self.package
    }

    /// The version of the API, as the vendor counts.
    pub fn version(&self) -> &str {
        &self.version
    }
}

fn server(at: &Value) -> Server {
    let variable = |it: &Value| Variable {
        name: maybe(it, "name"),
        default: text(it, "default"),
        choices: maybe(it, "choices"),
    };
    let variables = items(at, "variables").map(|it| (text(it, "wire"), variable(it)));
    Server { name: text(at, "name"), url: text(at, "url"), variables: variables.collect() }
}

fn credential(at: &Value) -> Credential {
    Credential {
        name: text(at, "name"),
        wire: text(at, "wire"),
        kind: text(at, "kind"),
        source: maybe(at, "source"),
        grants: texts(at, "grants"),
        flows: by_name(at, "flows", |it| Flow {
            urls: URLS.iter().filter_map(|key| Some((*key, maybe(it, key)?))).collect(),
            scopes: texts(it, "scopes"),
        }),
    }
}

fn operation(at: &Value) -> Operation {
    let headers = at.get("headers").unwrap_or(&Value::Null);
    let error = at.get("error").unwrap_or(&Value::Null);
    Operation {
        id: maybe(at, "id"),
        method: text(at, "method"),
        path: text(at, "path"),
        server: maybe(at, "server"),
        builder: text(at, "builder"),
        aliases: texts(at, "aliases"),
        deprecated: flag(at, "deprecated"),
        sunset: maybe(at, "sunset"),
        stability: maybe(at, "stability"),
        tags: texts(at, "tags"),
        security: items(at, "security").map(needs).collect(),
        parameters: items(at, "parameters").map(|it| parameter(it, &text(at, "path"))).collect(),
        required: maybe(at, "required"),
        body: at.get("body").filter(|it| it.is_object()).map(body),
        responses: by_name(at, "responses", response),
        gives: any(at, "gives"),
        error: text(error, "name"),
        shared: [error, headers].into_iter().filter_map(|it| maybe(it, "shared")).collect(),
        errors: by_name(error, "variants", |it| text(it, "type")),
        headers: maybe(headers, "name"),
        header_fields: members(headers, "fields")
            .map(|(name, it)| (text(it, "wire"), (name.clone(), text(it, "type"))))
            .collect(),
        paging: at.get("paging").cloned(),
        waiters: by_name(at, "waiters", Value::clone),
        ends: by_name(at, "alternatives", |it| End {
            accept: text(it, "accept"),
            responses: by_name(it, "responses", response),
            gives: any(it, "gives"),
        }),
        idempotency_key: maybe(at, "idempotency_key"),
        repeatable: at.get("repeatable").and_then(Value::as_bool),
        is_alternative: flag(at, "alternative"),
    }
}

/// `["scheme"]`, as it was once, or `{"scheme": ["scope"]}`.
fn needs(at: &Value) -> Needs {
    match at {
        Value::Array(schemes) => {
            let schemes = schemes.iter().filter_map(Value::as_str);
            schemes.map(|it| (it.to_owned(), BTreeSet::new())).collect()
        }
        Value::Object(schemes) => {
            schemes.iter().map(|(name, it)| (name.clone(), strings(it))).collect()
        }
        _ => Needs::new(),
    }
}

fn parameter(at: &Value, path: &str) -> Parameter {
    let place = text(at, "in");
    let is_field = ["form", "part", "file", "files"].contains(&&*place);
    let component = component(at, if is_field { "requestBodies" } else { "parameters" });
    let of_path = || Pointer::root().child("paths").child(path);
    let explode = at.get("explode").map(|it| format!(", explode: {it}")).unwrap_or_default();
    Parameter {
        name: text(at, "name"),
        wire: text(at, "wire"),
        place,
        style: format!("{}{explode}", text(at, "style")),
        ty: text(at, "type"),
        required: flag(at, "required"),
        deprecated: flag(at, "deprecated"),
        allow_reserved: flag(at, "allow_reserved"),
        constant: at.get("constant").cloned(),
        media_types: texts(at, "media_types"),
        form: any(at, "form"),
        schema: any(at, "schema"),
        at: component.or_else(|| flag(at, "of_path").then(of_path)),
    }
}

fn body(at: &Value) -> Body {
    let known = at.get("media_types").map(|it| it.get("known").unwrap_or(it));
    let mut media_types = known.map(strings).unwrap_or_default();
    media_types.extend(maybe(at, "media_type"));
    Body {
        name: maybe(at, "name"),
        ty: text(at, "type"),
        media_types,
        choice: at.get("choice").or(at.get("media_types")).and_then(|it| maybe(it, "name")),
        required: flag(at, "required"),
        schema: any(at, "schema"),
        at: component(at, "requestBodies"),
    }
}

/// Where the canonical document has what others may have, too.
fn component(at: &Value, section: &str) -> Option<Pointer> {
    Some(Pointer::root().child("components").child(section).child(at.get("component")?.as_str()?))
}

/// The name of its type, as it was once, or an object.
fn response(at: &Value) -> Response {
    if let Value::String(ty) = at {
        return Response { ty: ty.clone(), ..Response::default() };
    }
    let header = |(wire, it): (&String, &Value)| {
        let header = Header {
            wire: wire.clone(),
            ty: text(it, "type"),
            required: flag(it, "required"),
            schema: any(it, "schema"),
            at: component(it, "headers"),
        };
        (wire.to_lowercase(), header)
    };
    Response {
        ty: text(at, "type"),
        media_types: texts(at, "media_types"),
        headers: members(at, "headers").map(header).collect(),
        schema: any(at, "schema"),
        at: component(at, "responses"),
    }
}

fn definition(at: &Value) -> Type {
    Type {
        at: maybe(at, "at"),
        kind: kind(at),
        aliases: texts(at, "aliases"),
        sent: flag(at, "sent"),
        required: maybe(at, "required"),
        deprecated: flag(at, "deprecated"),
        derives: texts(at, "derives"),
        schema: any(at, "schema"),
    }
}

fn kind(at: &Value) -> Kind {
    match text(at, "kind").as_str() {
        "record" => {
            let fields = members(at, "fields").map(field).collect();
            let extra = at.get("extra").map(|it| (text(it, "name"), text(it, "type")));
            Kind::Record { fields, extra }
        }
        "enumeration" => Kind::Enumeration(values(at)),
        "integer-enumeration" => Kind::IntegerEnumeration(values(at)),
        "union" => Kind::Union {
            tag: maybe(at, "tag"),
            form: maybe(at, "form"),
            variants: members(at, "variants").map(variant).collect(),
        },
        "alias" => Kind::Alias(text(at, "type")),
        "own" => Kind::Own(text(at, "type")),
        _ => Kind::Unknown,
    }
}

fn values(at: &Value) -> BTreeMap<String, String> {
    let shown = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    let value = |it: &Value| it.get("wire").map_or_else(|| shown(it), shown);
    members(at, "values").map(|(name, it)| (value(it), name.clone())).collect()
}

fn variant((name, at): (&String, &Value)) -> Variant {
    Variant {
        name: name.clone(),
        ty: text(at, "type"),
        constructor: maybe(at, "constructor"),
        tags: texts(at, "tags"),
    }
}

fn field((name, at): (&String, &Value)) -> (String, Field) {
    let field = Field {
        name: name.clone(),
        ty: text(at, "type"),
        presence: text(at, "presence"),
        described: maybe(at, "described").unwrap_or_else(|| text(at, "presence")),
        constant: at.get("constant").cloned(),
        deprecated: flag(at, "deprecated"),
        read_only: flag(at, "read_only"),
        write_only: flag(at, "write_only"),
        form: any(at, "form"),
        schema: any(at, "schema"),
    };
    (text(at, "wire"), field)
}

fn webhook(at: &Value) -> Webhook {
    Webhook {
        name: text(at, "name"),
        wire: text(at, "wire"),
        method: maybe(at, "method"),
        ty: text(at, "type"),
        at: maybe(at, "at"),
    }
}
