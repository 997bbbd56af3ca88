//! A description has no order: what its calls mean doesn't hang on that of `parameters`, `properties` and `required`.

use std::collections::{BTreeMap, BTreeSet};

use fuzz::Random;
use serde_json::{Value, json};

/// Names that sound alike are among them.
const NAMES: [&str; 12] = [
    "first", "last", "id", "fooBar", "foo_bar", "foo-bar", "type", "Type", "self", "required",
    "call", "with",
];

fn schema(random: &mut Random) -> Value {
    let all = [
        json!({"type": "string"}),
        json!({"type": "string", "format": "date"}),
        json!({"type": "string", "enum": ["a", "b"]}),
        json!({"type": "integer"}),
        json!({"type": "boolean"}),
        json!({"type": "number"}),
        json!({"type": "array", "items": {"type": "string"}}),
    ];
    all[random.below(all.len())].clone()
}

/// The parts of a description that have no order.
struct Description {
    parameters: Vec<Value>,
    properties: Vec<(String, Value)>,
    required: Vec<String>,
}

impl Description {
    fn random(random: &mut Random) -> Self {
        let mut names = NAMES.to_vec();
        random.shuffle(&mut names);
        let n_path = random.below(4);
        let mut parameters = Vec::new();
        for (index, name) in ["p", "q", "r", "s"].into_iter().enumerate() {
            // All of them are in the path, but for those that it has no place for.
            if index <= n_path {
                parameters.push(
                    json!({"name": name, "in": "path", "required": true, "schema": schema(random)}),
                );
            }
        }
        for name in &names[..random.below(5)] {
            let mut places = ["query", "header"].to_vec();
            // Else two of one name, which need not have one type.
            if random.below(4) > 0 {
                places.remove(random.below(2));
            }
            for place in places {
                let required = random.below(3) > 0;
                parameters.push(
                    json!({"name": name, "in": place, "required": required, "schema": schema(random)}),
                );
            }
        }
        random.shuffle(&mut names);
        let names = &names[..random.below(6)];
        let properties = names.iter().map(|it| ((*it).to_owned(), schema(random))).collect();
        let required = names.iter().filter(|_| random.below(3) > 0).map(|it| (*it).to_owned());
        Self { parameters, properties, required: required.collect() }
    }

    fn shuffle(&mut self, random: &mut Random) {
        random.shuffle(&mut self.parameters);
        random.shuffle(&mut self.properties);
        random.shuffle(&mut self.required);
    }

    fn text(&self) -> String {
        let of_path = |it: &&Value| it["in"] == "path";
        let mut path: Vec<&str> =
            self.parameters.iter().filter(of_path).map(|it| it["name"].as_str().unwrap()).collect();
        // Another order than that of their names.
        path.sort_unstable_by(|one, other| other.cmp(one));
        let path: Vec<String> = path.into_iter().map(|it| format!("/x/{{{it}}}")).collect();
        let path = path.concat();
        let properties: Vec<String> =
            self.properties.iter().map(|(name, it)| format!("{}: {it}", json!(name))).collect();
        format!(
            r##"{{"openapi": "3.0.3", "info": {{"title": "T", "version": "1"}},
            "servers": [{{"url": "https://x.example"}}],
            "paths": {{"{path}": {{"post": {{"operationId": "send", "parameters": {},
              "requestBody": {{"required": true, "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Thing"}}}}}}}},
              "responses": {{"204": {{"description": "done"}}}}}}}}}},
            "components": {{"schemas": {{"Thing": {{"type": "object", "required": {}, "properties": {{{}}}}}}}}}}}"##,
            json!(self.parameters),
            json!(self.required),
            properties.join(", "),
        )
    }
}

/// What users write and what it means: signatures, the fields of structs, and which name goes where on the wire.
fn meaning(text: &str) -> BTreeSet<String> {
    let files: BTreeMap<_, _> =
        xtask_evaluate::growth::generate(text.to_owned()).files.expect(text);
    let mut found = BTreeSet::new();
    for (path, text) in files {
        if !path.starts_with("src/") || path.ends_with("lib.rs") || path.ends_with("client.rs") {
            continue;
        }
        let is_meant = |it: &&str| !it.starts_with("//") && !it.starts_with("#[doc");
        let code = text.lines().map(str::trim).filter(is_meant);
        let code = code.collect::<Vec<_>>().join(" ");
        for rest in code.split("pub fn ").skip(1) {
            found.insert(format!("fn {}", rest.split(" {").next().unwrap()));
        }
        for rest in code.split("pub struct ").skip(1) {
            let Some((name, rest)) = rest.split_once(" {") else { continue };
            if name.contains('(') {
                // A tuple struct, such as a request.
                continue;
            }
            for field in rest.split('}').next().unwrap().split("pub ").skip(1) {
                found.insert(format!("{name}.{}", field.trim().trim_end_matches(',')));
            }
        }
        for rest in code.split("pub enum ").skip(1) {
            let (name, rest) = rest.split_once(" {").unwrap();
            for variant in rest.split('}').next().unwrap().split(", ") {
                found.insert(format!("{name}::{}", variant.trim().trim_end_matches(',')));
            }
        }
        for call in [".path", ".query", ".header", ".field", ".optional"] {
            for rest in code.split(&format!("{call}(\"")).skip(1) {
                found.insert(format!("{call} {}", rest.split(')').next().unwrap()));
            }
        }
    }
    found
}

#[test]
fn a_description_in_another_order_gives_calls_that_mean_the_same() {
    let mut random = Random::new(7);
    let (mut n_named, mut n_paths) = (0, 0);
    for _ in 0..60 {
        let mut description = Description::random(&mut random);
        let first = meaning(&description.text());
        n_named += usize::from(first.iter().any(|it| it.contains("required: SendRequired")));
        n_paths += usize::from(first.iter().any(|it| it.contains("&self, q: ")));
        for _ in 0..3 {
            description.shuffle(&mut random);
            let other = meaning(&description.text());
            let differences: Vec<_> = first.symmetric_difference(&other).collect();
            assert!(differences.is_empty(), "{differences:#?}\n{}", description.text());
        }
    }
    assert!(n_named > 5 && n_paths > 5, "{n_named} {n_paths}");
}

/// A schema, the members of whose objects have no order.
enum Schema {
    Scalar(Value),
    Object {
        properties: Vec<(String, Schema)>,
        required: Vec<String>,
    },
    List(Box<Schema>),
    /// The alternatives have one.
    OneOf(Vec<Schema>),
}

impl Schema {
    fn random(random: &mut Random, depth: usize) -> Self {
        match random.below(if depth == 0 { 2 } else { 9 }) {
            0 => Self::Scalar(schema(random)),
            1 => {
                let only = ["x", "y"][random.below(2)];
                Self::Scalar(json!({"type": "string", "enum": [only]}))
            }
            2 => Self::List(Box::new(Self::random(random, depth - 1))),
            3 | 4 => Self::OneOf((0..3).map(|_| Self::object(random, depth - 1)).collect()),
            _ => Self::object(random, depth - 1),
        }
    }

    /// Few kinds of members, so that some objects are the same.
    fn object(random: &mut Random, depth: usize) -> Self {
        let mut names = NAMES.to_vec();
        random.shuffle(&mut names);
        names.truncate(1 + random.below(4));
        let required = names.iter().filter(|_| random.below(2) > 0).map(|it| (*it).to_owned());
        let required = required.collect();
        let mut property = |it: &&str| ((*it).to_owned(), Self::random(random, depth));
        Self::Object { properties: names.iter().map(&mut property).collect(), required }
    }

    fn shuffle(&mut self, random: &mut Random) {
        match self {
            Self::Scalar(_) => {}
            Self::List(items) => items.shuffle(random),
            Self::OneOf(alternatives) => {
                for it in alternatives {
                    it.shuffle(random);
                }
            }
            Self::Object { properties, required } => {
                random.shuffle(properties);
                random.shuffle(required);
                for (_, it) in properties {
                    it.shuffle(random);
                }
            }
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Scalar(schema) => schema.to_string(),
            Self::List(items) => format!(r#"{{"type": "array", "items": {}}}"#, items.text()),
            Self::OneOf(all) => {
                let all: Vec<String> = all.iter().map(Self::text).collect();
                format!(r#"{{"oneOf": [{}]}}"#, all.join(", "))
            }
            Self::Object { properties, required } => format!(
                r#"{{"type": "object", "required": {}, "properties": {{{}}}}}"#,
                json!(required),
                members(properties),
            ),
        }
    }
}

fn members(of: &[(String, Schema)]) -> String {
    let members: Vec<String> =
        of.iter().map(|(name, it)| format!("{}: {}", json!(name), it.text())).collect();
    members.join(", ")
}

#[test]
fn a_description_in_another_order_names_types_and_variants_the_same() {
    let mut random = Random::new(11);
    let (mut n_variants, mut n_numbered) = (0, 0);
    for _ in 0..20 {
        let names = ["Thing", "thing", "Answer"].map(str::to_owned);
        let mut schemas: Vec<_> =
            names.into_iter().map(|it| (it, Schema::object(&mut random, 3))).collect();
        let text = |schemas: &[_]| {
            format!(
                r##"{{"openapi": "3.0.3", "info": {{"title": "T", "version": "1"}},
                "servers": [{{"url": "https://x.example"}}],
                "paths": {{"/things": {{"post": {{"operationId": "send",
                  "requestBody": {{"content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Thing"}}}}}}}},
                  "responses": {{"200": {{"description": "done",
                    "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/Answer"}}}}}}}}}}}}}}}},
                "components": {{"schemas": {{{}}}}}}}"##,
                members(schemas)
            )
        };
        let first = meaning(&text(&schemas));
        n_variants += first.iter().filter(|it| it.contains("::")).count();
        n_numbered += first.iter().filter(|it| it.starts_with("Thing2.")).count();
        for _ in 0..2 {
            random.shuffle(&mut schemas);
            for (_, it) in &mut schemas {
                it.shuffle(&mut random);
            }
            let other = meaning(&text(&schemas));
            let differences: Vec<_> = first.symmetric_difference(&other).collect();
            assert!(differences.is_empty(), "{differences:#?}\n{}", text(&schemas));
        }
    }
    assert!(n_variants > 50 && n_numbered > 5, "{n_variants} {n_numbered}");
}
