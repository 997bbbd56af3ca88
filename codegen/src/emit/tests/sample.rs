//! An API with one of everything, and hostile names and texts.

use serde_json::{Value as Json, json};

use super::operations;
use crate::ir::{
    Aliases, Api, Auth, AuthKind, Body, BodyKind, Constant, Docs, Enumeration, ErrorBody,
    EventName, Example, Extras, Facts, Field, Group, JsonKind, Location, Metadata, NamedServer,
    Operation, Outcome, Param, ParamStyle, Payload, Place, Presence, Preset, Provenance,
    ProvenanceKind, Record, RequestSigner, ResponseCase, ResponseRules, Scalar, Server,
    ServerVariable, Shape, Signature, Status, Tagging, Ty, TypeDef, TypeId, TypeKind, Union, Usage,
    Value, Variant, Webhook, Wire,
};
use crate::pointer::Pointer;

pub(super) const HOSTILE: &str = "See http://example.com/a_b and [here](/docs), [`Foo`], [bar], <b>bold</b> & `code`.\n\n    \
    let x = 1; // not Rust\n\n```js\nfoo(<T>);\n```\n- item\n\n      deep code\n\n| a | b |\n|---|---|\n| `x|y` | <i> |\n\n\
    \u{202e}reversed\u{7} ``open\n\n```\nnever closed <br>";

pub(super) fn docs(text: &str) -> Docs {
    Docs { text: (!text.is_empty()).then(|| text.to_owned()), provenance: None, deprecated: false }
}

pub(super) fn def(name: &str, kind: TypeKind) -> TypeDef {
    TypeDef {
        name: name.to_owned(),
        module: if name < "N" { "first" } else { "second" }.to_owned(),
        wire: Some(format!("wire.{name}")),
        pointer: Pointer::root(),
        docs: docs(HOSTILE),
        facts: Facts::default(),
        usage: Usage { sent: true, received: true },
        required: None,
        kind,
        extras: Extras::default(),
        features: Vec::new(),
    }
}

pub(super) fn field(name: &str, wire: &str, ty: Ty, presence: Presence) -> Field {
    Field {
        name: name.to_owned(),
        wire: wire.to_owned(),
        ty,
        form: Wire::default(),
        presence,
        described: presence,
        constant: None,
        docs: docs(""),
        facts: Facts::default(),
    }
}

fn values<T: Clone>(values: &[(&str, T)]) -> Enumeration<T> {
    let value = |(name, wire): &(&str, T)| Value {
        name: (*name).to_owned(),
        wire: wire.clone(),
        docs: docs(""),
    };
    let values = values.iter().map(value).collect();
    Enumeration { values, is_open: false, other: "Other".to_owned() }
}

fn shape(kind: JsonKind) -> Shape {
    Shape {
        kind,
        required: Vec::new(),
        known: Vec::new(),
        constants: Vec::new(),
        nested: Vec::new(),
        open: false,
    }
}

fn variant(name: &str, ty: Ty, tags: &[&str], shape: Shape) -> Variant {
    let tags = tags.iter().map(|&it| it.to_owned()).collect();
    Variant {
        name: name.to_owned(),
        ty,
        tags,
        shapes: vec![shape],
        constructor: None,
        docs: docs("A `variant`."),
    }
}

pub(super) fn named(id: usize) -> Ty {
    Ty::Named(TypeId(id))
}

pub(super) const ADDRESS: usize = 0;
pub(super) const ALIAS: usize = 1;
pub(super) const CODE: usize = 2;
pub(super) const ROLE: usize = 6;
const SHAPED: usize = 7;
const TAGGED: usize = 8;
pub(super) const USER: usize = 9;

#[expect(clippy::too_many_lines, reason = "one of each type")]
fn types() -> Vec<TypeDef> {
    let strings = |values: &[(&str, &str)]| {
        let owned =
            values.iter().map(|(name, wire)| (*name, (*wire).to_owned())).collect::<Vec<_>>();
        self::values(&owned)
    };
    let object = Shape {
        required: vec!["street".to_owned()],
        known: vec!["street".to_owned(), "kind".to_owned()],
        constants: vec![("kind".to_owned(), Scalar::String("home".to_owned()))],
        ..shape(JsonKind::Object)
    };
    let constant = Constant { value: Scalar::String("home".to_owned()), variant: None };
    let kind =
        Field { constant: Some(constant), ..field("kind", "kind", Ty::String, Presence::Required) };
    let role = Constant { value: Scalar::String("x y".to_owned()), variant: Some("XY".to_owned()) };
    let role =
        Field { constant: Some(role), ..field("role", "role", named(ROLE), Presence::Required) };
    let address = Record {
        fields: vec![kind, role, field("street", "street", Ty::String, Presence::Required)],
        extra: Some(("r".to_owned(), Ty::Any)),
    };
    vec![
        def("Address", TypeKind::Record(address)),
        def("Alias", TypeKind::Alias(Ty::List(Box::new(named(ROLE))))),
        def("Code", TypeKind::IntegerEnumeration(values(&[("One", 1), ("MinusTwo", -2)]))),
        def("Empty", TypeKind::Record(Record::default())),
        def(
            "Map",
            TypeKind::Record(Record {
                fields: Vec::new(),
                extra: Some(("extra".to_owned(), Ty::I64)),
            }),
        ),
        def(
            "Problem",
            TypeKind::Record(Record {
                fields: vec![field("detail", "detail", Ty::String, Presence::Optional)],
                extra: None,
            }),
        ),
        def(
            "Role",
            TypeKind::Enumeration(strings(&[
                ("XY", "x y"),
                ("Empty", ""),
                ("Tick", "`<b>"),
                ("Value", "v"),
            ])),
        ),
        def(
            "Shaped",
            TypeKind::Union(Union {
                keyword: None,
                variants: vec![
                    variant("Address", named(ADDRESS), &[], object),
                    variant("Text", Ty::String, &[], shape(JsonKind::String)),
                    variant(
                        "Many",
                        Ty::List(Box::new(Ty::Boxed(Box::new(named(SHAPED))))),
                        &[],
                        shape(JsonKind::Array),
                    ),
                ],
                tagging: Tagging::Untagged,
                unknown: "Unknown".to_owned(),
            }),
        ),
        def(
            "Tagged",
            TypeKind::Union(Union {
                keyword: None,
                variants: vec![
                    variant("Home", named(ADDRESS), &["home", "house"], shape(JsonKind::Object)),
                    variant("Empty", named(3), &["empty"], shape(JsonKind::Object)),
                    variant("Never", named(3), &[], shape(JsonKind::Object)),
                ],
                tagging: Tagging::Internal("kind".to_owned()),
                unknown: "Unknown".to_owned(),
            }),
        ),
        def("User", TypeKind::Record(user())),
    ]
}

fn user() -> Record {
    let list = |ty| Ty::List(Box::new(ty));
    let boxed = |ty| Ty::Boxed(Box::new(ty));
    let mut fields = vec![
        field("id", "id", Ty::I64, Presence::Required),
        field("type_", "type", Ty::String, Presence::Optional),
        field("r", "r", Ty::Bool, Presence::Optional),
        field("field", "field", Ty::F64, Presence::Nullable),
        field("w", "w", Ty::I32, Presence::OptionalNullable),
        field("o", "o\"\n", Ty::DateTime, Presence::Optional),
        field("self_", "self", Ty::Date, Presence::Optional),
        field("friend", "friend", boxed(named(USER)), Presence::OptionalNullable),
        field("codes", "codes", list(named(CODE)), Presence::Optional),
        field(
            "tuple",
            "tuple",
            Ty::Tuple(vec![Ty::String, Ty::Nullable(Box::new(Ty::I64))]),
            Presence::Optional,
        ),
        field("one", "one", Ty::Tuple(vec![Ty::Uuid]), Presence::Optional),
        field("bytes", "bytes", Ty::Base64, Presence::Optional),
        field("map", "map", Ty::Map(Box::new(list(Ty::Any))), Presence::Optional),
        field("shaped", "shaped", named(SHAPED), Presence::Optional),
        field("tagged", "tagged", named(TAGGED), Presence::Required),
        field("aliased", "aliased", named(ALIAS), Presence::Optional),
    ];
    fields[1].docs = Docs { deprecated: true, ..docs(HOSTILE) };
    let note = Some("the sample shows `<it>` (http://a.b)".to_owned());
    fields[2].docs.provenance = Some(Provenance { kind: ProvenanceKind::Inferred, note });
    fields[3].docs.provenance = Some(Provenance { kind: ProvenanceKind::Web, note: None });
    Record { fields, extra: Some(("additional".to_owned(), Ty::Any)) }
}

pub(super) fn user_example() -> Json {
    json!({
        "id": 7, "type": "t", "r": true, "field": null, "w": null, "o\"\n": "2020-01-02T03:04:05Z", "self": "2020-01-02",
        "friend": { "id": 8, "field": 1.5, "tagged": { "kind": "new", "x": 1 } }, "codes": [1, -2, 99],
        "tuple": ["a", null], "one": ["67e55044-10b1-426f-9247-bb680e5fe0c8"], "bytes": "aGk=", "map": { "a": [1, {}] },
        "shaped": [{ "kind": "home", "role": "x y", "street": "s", "zip": 1 }, "text", 5],
        "tagged": { "kind": "house", "role": "x y", "street": "s" }, "aliased": ["v", "unheard"], "more": [null],
    })
}

#[expect(clippy::too_many_arguments, reason = "they are what a parameter is")]
pub(super) fn param(
    name: &str,
    wire: &str,
    location: Location,
    ty: Ty,
    required: bool,
    example: Json,
) -> Param {
    Param {
        name: name.to_owned(),
        wire: wire.to_owned(),
        location,
        style: ParamStyle::Default,
        allow_reserved: false,
        ty,
        form: Wire::default(),
        required,
        constant: false,
        media_types: Vec::new(),
        part_headers: Vec::new(),
        docs: docs(""),
        facts: Facts::default(),
        shared_at: None,
        example,
    }
}

pub(super) fn operation(name: &str, builder: &str, method: &str, path: &str) -> Operation {
    Operation {
        name: name.to_owned(),
        builder: builder.to_owned(),
        constant: name.trim_end_matches('_').to_uppercase(),
        id: name.to_owned(),
        pointer: Pointer::root(),
        alternative: false,
        tags: Vec::new(),
        method: method.to_owned(),
        path: path.to_owned(),
        server: None,
        summary: Some(format!("Does `{name}` | [x]")),
        docs: docs(HOSTILE),
        sunset: None,
        stability: None,
        requirements: vec![vec![("key `x`".to_owned(), Vec::new())]],
        security: vec![vec![0]],
        unsent: Vec::new(),
        params: Vec::new(),
        required: None,
        body: None,
        accept: "application/json".to_owned(),
        responses: vec![response(Status::Code(200), Payload::Json(named(USER)))],
        outcome: Outcome::Value(named(USER)),
        alternatives: Vec::new(),
        headers: None,
        paging: None,
        waiters: Vec::new(),
        error: ErrorBody { name: format!("{builder}Error"), ..ErrorBody::default() },
        idempotency_key: None,
        is_repeatable: None,
        requests: Vec::new(),
        testable: true,
    }
}

pub(super) fn response(status: Status, payload: Payload) -> ResponseCase {
    let (media_type, examples) = match &payload {
        Payload::Json(ty) if *ty == named(USER) => {
            ("application/json", vec![Example { value: user_example(), written: user_example() }])
        }
        Payload::Json(_) => ("application/json", Vec::new()),
        Payload::Text => ("text/plain", Vec::new()),
        Payload::Bytes => ("application/pdf", Vec::new()),
        Payload::Items(_) => ("application/x-ndjson", Vec::new()),
        Payload::Events(_) => ("text/event-stream", Vec::new()),
        Payload::Empty | Payload::Redirect => ("", Vec::new()),
    };
    ResponseCase {
        status,
        payload,
        docs: docs("A response <x>."),
        examples,
        media_type: media_type.to_owned(),
        documented: Vec::new(),
        facts: Facts::default(),
        headers: Vec::new(),
        envelope: None,
        shared_at: None,
    }
}

pub(super) fn body(
    kind: BodyKind,
    media_type: &str,
    name: &str,
    required: bool,
    example: Json,
) -> Body {
    Body {
        kind,
        media_type: media_type.to_owned(),
        documented: Vec::new(),
        choice: None,
        name: name.to_owned(),
        required,
        docs: docs(HOSTILE),
        facts: Facts::default(),
        shared_at: None,
        example,
    }
}

fn group(tag: &str, module: &str, handle: Option<&str>, operations: Vec<Operation>) -> Group {
    Group {
        tag: tag.to_owned(),
        parent: None,
        module: module.to_owned(),
        handle: handle.map(str::to_owned),
        accessor: module.to_owned(),
        docs: docs(HOSTILE),
        feature: None,
        operations,
    }
}

fn auths() -> Vec<Auth> {
    let auth = |name: &str, kind| Auth {
        wire: format!("{name} `x`"),
        name: name.to_owned(),
        constant: name.to_uppercase(),
        source: matches!(kind, AuthKind::Bearer).then(|| format!("{name}_source")),
        grants: Vec::new(),
        flows: Vec::new(),
        discovery: None,
        kind,
        docs: docs(HOSTILE),
    };
    let key = |place, name: &str| AuthKind::ApiKey { place, name: name.to_owned() };
    vec![
        auth("key", key(Place::Header, "X-Key")),
        auth("query_key", key(Place::Query, "api key")),
        auth("session", key(Place::Cookie, "sid")),
        auth("login", AuthKind::Basic),
        auth("token", AuthKind::Bearer),
    ]
}

pub(super) fn api() -> Api {
    let variable = |name: &str, default: Option<&str>, choices, example: &str| ServerVariable {
        name: name.to_owned(),
        wire: name.to_owned(),
        default: default.map(str::to_owned),
        choices,
        docs: docs("A <variable>."),
        example: example.to_owned(),
    };
    let server = |name: &str, url: &str, variables| Server {
        name: name.to_owned(),
        url: url.to_owned(),
        docs: docs("A server."),
        variables,
    };
    let tenant = || variable("tenant", None, None, "demo");
    let role = || variable("role", Some("x"), Some(TypeId(ROLE)), "v");
    let operations =
        [operations::bodies(), operations::forms(), vec![operations::styles()]].concat();
    let webhook = Webhook {
        wire: "user.new `x`".to_owned(),
        events: vec!["user.new `x`".to_owned()],
        method: "POST".to_owned(),
        name: "UserNew".to_owned(),
        function: "user_new".to_owned(),
        pointer: Pointer::root(),
        docs: docs(HOSTILE),
        ty: named(USER),
        facts: Facts::default(),
        examples: vec![Example { value: user_example(), written: user_example() }],
    };
    Api {
        package: "sample-one".to_owned(),
        metadata: Metadata::default(),
        title: "Sample \"One\" <x>\nof two".to_owned(),
        version: "1.0".to_owned(),
        docs: docs(HOSTILE),
        dialect: "OpenAPI 3.0".to_owned(),
        dependencies: Vec::new(),
        servers: vec![
            server("tenant", "https://{tenant}.example.com/{role}/v1/", vec![tenant(), role()]),
            server("relative", "/v1/{role}/{tenant}", vec![tenant(), role()]),
        ],
        named_servers: vec![NamedServer {
            name: "files_url".to_owned(),
            constant: "FILES_URL".to_owned(),
            url: "https://files.{tenant}.example.com/{area}".to_owned(),
            docs: docs(HOSTILE),
            variables: vec![
                ("tenant".to_owned(), Some("all".to_owned())),
                ("area".to_owned(), Some("`a`".to_owned())),
            ],
        }],
        auths: auths(),
        signers: vec![RequestSigner::AwsSigV4, RequestSigner::Digest],
        types: types(),
        aliases: Aliases::default(),
        left_out: 0,
        shared: crate::ir::Shared::default(),
        groups: vec![
            group("Us|ers", "users", Some("Users"), operations),
            group("", "untagged", None, vec![operation("ping", "Ping", "GET", "/ping")]),
        ],
        webhooks: vec![webhook],
        retry: None,
        event_name: Some(EventName::Header("x-event".to_owned())),
        signature: Some(Signature { like: Some(Preset::Stripe), ..Signature::default() }),
        response_rules: ResponseRules::default(),
    }
}

/// An API with nothing but one operation that says nothing.
pub(super) fn bare() -> Api {
    let mut ping = operation("ping", "Ping", "GET", "/ping");
    (ping.security, ping.accept, ping.responses) = (Vec::new(), String::new(), Vec::new());
    (ping.outcome, ping.summary, ping.docs) = (Outcome::Value(Ty::Unit), None, docs(""));
    Api {
        package: "sample-bare".to_owned(),
        docs: docs(""),
        version: String::new(),
        servers: Vec::new(),
        named_servers: Vec::new(),
        auths: Vec::new(),
        signers: Vec::new(),
        types: Vec::new(),
        aliases: Aliases::default(),
        left_out: 0,
        shared: crate::ir::Shared::default(),
        groups: vec![group("", "untagged", None, vec![ping])],
        webhooks: Vec::new(),
        retry: None,
        event_name: None,
        signature: None,
        ..api()
    }
}
