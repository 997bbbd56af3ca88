//! What users have keeps its name, whatever else comes, goes or moves in a description: random changes, one after the other,
//! each run with the `names.lock` of the one before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use clientwright::internal::canonical::Canonical;
use clientwright::internal::diagnostic::Sink;
use clientwright::internal::ir::{Api, Location, Operation, Ty, TypeKind};
use clientwright::internal::lower::{self, Ledger, Options};
use clientwright::{Request, Sources};
use fuzz::Random;
use serde_json::{Map, Value, json};

use crate::inventories::canonical;

/// What a run gives users, by what it stands for.
#[derive(Debug, Default)]
struct Names {
    /// Of groups, operations, types, members and so on, by a text that says which place it is.
    by_place: BTreeMap<String, String>,
    /// Of operations and types, the names that they had before and are still reached by.
    aliases: BTreeMap<String, BTreeSet<String>>,
    /// The names of an operation that are taken one after the other.
    positional: BTreeMap<String, Vec<String>>,
    /// Places by the names that users reach them by, each within its scope.
    by_name: BTreeMap<String, BTreeSet<String>>,
    lock: String,
}

impl Names {
    fn of(document: &Value, lock: &str) -> Self {
        let mut sink = Sink::default();
        let canonical = read(document, &mut sink);
        let mut ledger = Ledger::parse(lock).unwrap();
        let api = lower::lower(&canonical, &Options::default(), &mut ledger, &mut sink);
        let mut names = Self { lock: ledger.to_text(), ..Self::default() };
        names.add_types(&api);
        for (group, operation) in api.operations() {
            names.add_operation(&api.accessors(group).join("."), operation);
        }
        names.add_aliases(&api);
        names.add_client(&api);
        names
    }

    fn add_alias(&mut self, scope: &str, place: &str, name: &str) {
        self.by_name.entry(format!("{scope}::{name}")).or_default().insert(place.to_owned());
        self.aliases.entry(place.to_owned()).or_default().insert(name.to_owned());
    }

    fn add_aliases(&mut self, api: &Api) {
        for it in &api.aliases.operations {
            let under = api.accessors(&api.groups[it.under]).join(".");
            let place = place_of(&api.groups[it.group].operations[it.operation]);
            self.add_alias("operation", &place, &format!("{under}.{}", it.name));
        }
        let lock: Value = serde_json::from_str(&self.lock).unwrap();
        let there: BTreeSet<&str> = api.aliases.types.iter().map(|it| it.name.as_str()).collect();
        for (place, names) in lock["was"]["types"].as_object().into_iter().flatten() {
            for name in names.as_array().unwrap().iter().map(|it| it.as_str().unwrap()) {
                if there.contains(name) && self.by_place.contains_key(place) {
                    self.add_alias("type", place, name);
                }
            }
        }
    }

    fn add(&mut self, scope: &str, place: &str, name: &str) {
        self.by_name.entry(format!("{scope}::{name}")).or_default().insert(place.to_owned());
        let before = self.by_place.insert(place.to_owned(), name.to_owned());
        assert!(before.is_none(), "{place} is there twice");
    }

    fn add_operation(&mut self, group: &str, operation: &Operation) {
        let place = place_of(operation);
        self.add("operation", &place, &format!("{group}.{}", operation.name));
        let key = |wire: &str, at: Location| format!("{place} {at:?} {wire}");
        for it in &operation.params {
            self.add(&place, &key(&it.wire, it.location), &it.name);
        }
        for it in operation.body.iter().filter(|it| !it.name.is_empty()) {
            self.add(&place, &format!("{place} body"), &it.name);
        }
        let positional = operation.positional().into_iter().map(|it| key(&it.wire, it.location));
        self.positional.insert(place.clone(), positional.collect());
    }

    fn add_types(&mut self, api: &Api) {
        let lock: Value = serde_json::from_str(&self.lock).unwrap();
        for (place, name) in lock["types"].as_object().into_iter().flatten() {
            self.add("type", place, name.as_str().unwrap());
        }
        for def in &api.types {
            // Pointers of parameters hang on their order.
            let place = def.name.as_str();
            let scope = format!("in {}", def.name);
            match &def.kind {
                TypeKind::Record(it) => {
                    for field in &it.fields {
                        self.add(&scope, &format!("{place} member {}", field.wire), &field.name);
                    }
                }
                TypeKind::Enumeration(it) => {
                    for value in &it.values {
                        self.add(&scope, &format!("{place} value {}", value.wire), &value.name);
                    }
                    self.add(&scope, &format!("{place} rest"), &it.other);
                }
                TypeKind::Union(it) => {
                    let component = |ty: &Ty| match ty {
                        Ty::Named(id) => Some(api.def(*id).pointer.as_str().to_owned()),
                        _ => None,
                    };
                    let components = it.variants.iter().map(|it| component(&it.ty));
                    let components: Vec<_> = components.collect();
                    for (variant, component) in it.variants.iter().zip(&components) {
                        let alone = components.iter().filter(|it| *it == component).count() == 1;
                        let of_schemas = |it: &&String| {
                            it.starts_with("/components/schemas/") && it.matches('/').count() == 3
                        };
                        if let (true, Some(component)) =
                            (alone, component.as_ref().filter(of_schemas))
                        {
                            let place = format!("{place} variant {component}");
                            self.add(&scope, &place, &variant.name);
                        }
                    }
                    self.add(&scope, &format!("{place} rest"), &it.unknown);
                }
                TypeKind::IntegerEnumeration(_) | TypeKind::Alias(_) | TypeKind::Foreign(_) => {}
            }
        }
    }

    /// What clients and their servers are made by, and what they are sent.
    fn add_client(&mut self, api: &Api) {
        for it in &api.auths {
            self.add("builder", &format!("scheme {}", it.wire), &it.name);
        }
        for it in &api.servers {
            let place = format!("server {}", it.url);
            self.add("server", &place, &it.name);
            for variable in &it.variables {
                self.add(&place, &format!("{place} {}", variable.wire), &variable.name);
            }
            let variables = it.variables.iter().map(|it| it.wire.clone());
            self.positional.insert(place, variables.collect());
        }
        for it in &api.webhooks {
            self.add("webhook", &format!("webhook {}", it.pointer.as_str()), &it.name);
        }
    }

    /// What of these users have otherwise in `after`.
    fn moved(&self, after: &Self) -> Vec<String> {
        let mut moved = Vec::new();
        for (place, name) in &self.by_place {
            let type_name = format!("type::{name}");
            let others = self.by_name.get(&type_name).filter(|it| it.contains(place));
            // Where one type was for several places, and one of these has changed, one of the types keeps the name.
            let is_split = others.is_some_and(|it| it.len() > 1)
                && after.by_name.get(&type_name).is_some_and(|it| !it.is_disjoint(others.unwrap()));
            let has = |it: &&String| after.aliases.get(place).is_some_and(|all| all.contains(*it));
            let other = after.by_place.get(place).filter(|it| *it != name && !has(&name));
            if let Some(other) = other.filter(|_| !is_split) {
                moved.push(format!("{place}: {name} -> {other}"));
            }
        }
        for (place, names) in &self.aliases {
            let Some(now) = after.by_place.get(place) else { continue };
            let aliases = after.aliases.get(place);
            for name in names {
                if name != now && aliases.is_none_or(|it| !it.contains(name)) {
                    moved.push(format!("{place}: {name} is no alias of {now}"));
                }
            }
        }
        for (place, before) in &self.positional {
            let Some(now) = after.positional.get(place) else { continue };
            let both = |of: &[String], other: &[String]| -> Vec<String> {
                of.iter().filter(|it| other.contains(it)).cloned().collect()
            };
            if both(before, now) != both(now, before) {
                moved.push(format!("{place}: {before:?} -> {now:?}"));
            }
        }
        for (name, places) in &self.by_name {
            let is_type = name.starts_with("type::");
            let is_operation = name.starts_with("operation::");
            if let (true, Some(now)) = (is_type || is_operation, after.by_name.get(name))
                && places.is_disjoint(now)
            {
                moved.push(format!("{name}: {places:?} -> {now:?}"));
            }
        }
        moved
    }
}

/// What an operation stands for; several ways to send one differ by the media type.
fn place_of(operation: &Operation) -> String {
    let body = operation.body.as_ref().filter(|_| operation.alternative);
    let body = body.map_or("", |it| it.media_type.as_str());
    format!("{} {body}", operation.pointer.as_str())
}

fn read(document: &Value, sink: &mut Sink) -> Canonical {
    let mut sources = Sources::default();
    let description = sources.add("description.json", document.to_string());
    clientwright::internal::read(&sources, &Request::new(description), sink).unwrap().0
}

/// The fixture as a document of OpenAPI 3.0.
fn fixture(name: &str) -> Value {
    let mut sources = Sources::default();
    let path = crate::root().join("tests/fixtures").join(name).join("input.yaml");
    let description = sources.add("input.yaml", fs::read_to_string(path).unwrap());
    let request = Request::new(description);
    let read = clientwright::internal::read(&sources, &request, &mut Sink::default()).unwrap();
    serde_json::from_str(&read.0.to_json()).unwrap()
}

/// Another spelling of a name, or another name.
fn respelled(random: &mut Random, name: &str) -> String {
    let words: Vec<String> = name
        .chars()
        .flat_map(|c| if c.is_uppercase() { vec!['_', c.to_ascii_lowercase()] } else { vec![c] })
        .collect::<String>()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect();
    let upper = |it: &String| {
        let (first, rest) = it.split_at(it.chars().next().map_or(0, char::len_utf8));
        format!("{}{rest}", first.to_uppercase())
    };
    let pascal: String = words.iter().map(upper).collect();
    match random.below(8) {
        0 => words.join("_"),
        1 => words.join("-"),
        2 => pascal,
        3 => words.join("_").to_uppercase(),
        4 => words.join(" "),
        5 => words.iter().take(1).cloned().chain(words.iter().skip(1).map(upper)).collect(),
        6 => ["other", "unknown", "additional_properties", "body", "send", "type"][random.below(6)]
            .to_owned(),
        _ => format!("{name}{}", random.below(3)),
    }
}

fn schema(random: &mut Random) -> Value {
    [
        json!({"type": "string"}),
        json!({"type": "integer"}),
        json!({"type": "string", "enum": ["one", "other", "Two words"]}),
        json!({"type": "object", "properties": {"fooBar": {"type": "string"}, "id": {"type": "integer"}}}),
        json!({"type": "array", "items": {"type": "string"}}),
    ][random.below(5)]
    .clone()
}

/// Changes `document` somewhere.
fn change(random: &mut Random, document: &mut Value) {
    let mut places = Vec::new();
    find(document, &mut String::new(), &mut places);
    let (kind, at) = random.pick(&places).unwrap();
    let node = document.pointer_mut(at).unwrap();
    match (*kind, node) {
        ("map", Value::Object(map)) => change_map(random, at, map),
        ("schemes", Value::Object(map)) => change_schemes(random, map),
        ("webhooks", Value::Object(map)) => change_webhooks(random, map),
        ("servers", Value::Array(all)) => change_servers(random, all),
        ("parameters", Value::Array(all)) => change_parameters(random, all),
        ("enum", Value::Array(all)) => change_values(random, all),
        ("oneOf", Value::Array(all)) => {
            let is_ref = |it: &Value| it.get("$ref").is_some();
            if all.iter().all(is_ref) && all.len() > 2 {
                let index = random.below(all.len());
                let it = all.remove(index);
                if random.below(2) > 0 {
                    all.insert(random.below(all.len() + 1), it);
                }
            }
        }
        ("operation", Value::Object(operation)) if random.below(4) == 0 => {
            let tag = ["a", "b", "Users"][random.below(3)];
            operation.insert("tags".to_owned(), json!([tag]));
        }
        _ => {}
    }
}

/// Where something may change, and what stands there.
fn find(node: &Value, at: &mut String, places: &mut Vec<(&'static str, String)>) {
    let length = at.len();
    let mut go = |token: &str, it: &Value| {
        at.push('/');
        at.push_str(&token.replace('~', "~0").replace('/', "~1"));
        find(it, at, places);
        at.truncate(length);
    };
    match node {
        Value::Object(map) => map.iter().for_each(|(key, it)| go(key, it)),
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(index, it)| go(&index.to_string(), it));
        }
        _ => return,
    }
    if at.contains("/example") || at.contains("/x-") && !at.ends_with("/x-clientwright-webhooks") {
        return;
    }
    let (above, last) = at.rsplit_once('/').unwrap_or_default();
    let kind = match last {
        "properties" if node.is_object() && !above.ends_with("/properties") => "map",
        "schemas" if above == "/components" => "map",
        "paths" if above.is_empty() => "map",
        "securitySchemes" if above == "/components" => "schemes",
        "servers" if above.is_empty() => "servers",
        "x-clientwright-webhooks" if above.is_empty() => "webhooks",
        "parameters" if node.is_array() && !above.ends_with("/properties") => "parameters",
        "enum" if node.is_array() => "enum",
        "oneOf" | "anyOf" if node.is_array() => "oneOf",
        "get" | "put" | "post" | "delete" if node.get("responses").is_some() => "operation",
        _ => return,
    };
    places.push((kind, at.clone()));
}

fn change_map(random: &mut Random, at: &str, map: &mut Map<String, Value>) {
    let mut all: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
    let index = random.below(all.len().max(1));
    match random.below(4) {
        0 if all.len() > 1 => {
            // What others refer to stays.
            if !at.starts_with("/components/schemas") || at.ends_with("/properties") {
                all.remove(index);
            }
        }
        1 => random.shuffle(&mut all),
        _ => {
            if let Some((key, value)) = all.get(index).cloned() {
                let (key, value) = if at == "/paths" {
                    (format!("/{}{key}", ["x", "y"][random.below(2)]), operations(random, value))
                } else {
                    (respelled(random, &key), schema(random))
                };
                if !all.iter().any(|it| it.0 == key) {
                    all.insert(random.below(all.len() + 1), (key, value));
                }
            }
        }
    }
    map.extend(all);
}

/// Operations like those of another path, with other ids.
fn operations(random: &mut Random, mut item: Value) -> Value {
    for operation in item.as_object_mut().into_iter().flat_map(|it| it.values_mut()) {
        if let Some(id) = operation.get("operationId").and_then(Value::as_str) {
            let id = format!("{}{}", respelled(random, id), random.below(1000));
            operation["operationId"] = json!(id);
        }
    }
    item
}

fn change_schemes(random: &mut Random, map: &mut Map<String, Value>) {
    let mut all: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
    match random.below(3) {
        0 if all.len() > 1 => {
            all.remove(random.below(all.len()));
        }
        1 => random.shuffle(&mut all),
        _ => {
            let name = ["token", "main", "bearer_token", "accessToken", "basic"][random.below(5)];
            let scheme = [
                json!({"type": "http", "scheme": "bearer"}),
                json!({"type": "http", "scheme": "basic"}),
                json!({"type": "apiKey", "in": "header", "name": "x-key"}),
                json!({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://example.com/token", "scopes": {}}}}),
            ];
            if all.iter().all(|it| it.0 != name) {
                let scheme = scheme[random.below(scheme.len())].clone();
                all.insert(random.below(all.len() + 1), (name.to_owned(), scheme));
            }
        }
    }
    map.extend(all);
}

fn change_webhooks(random: &mut Random, map: &mut Map<String, Value>) {
    let mut all: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
    let index = random.below(all.len().max(1));
    match random.below(3) {
        0 if all.len() > 1 => {
            all.remove(index);
        }
        1 => random.shuffle(&mut all),
        _ => {
            if let Some((key, value)) = all.get(index).cloned() {
                let key = respelled(random, &key);
                if all.iter().all(|it| it.0 != key) {
                    all.insert(random.below(all.len() + 1), (key, value));
                }
            }
        }
    }
    map.extend(all);
}

fn change_servers(random: &mut Random, all: &mut Vec<Value>) {
    match random.below(3) {
        0 if all.len() > 1 => {
            all.remove(random.below(all.len()));
        }
        1 => random.shuffle(all),
        _ => {
            let url = format!(
                "https://{{region}}-{}.example.com/{{fooBar}}/{{foo_bar}}",
                random.below(4)
            );
            let variable = json!({"default": "a"});
            let mut variables =
                ["region", "fooBar", "foo_bar"].map(|it| (it.to_owned(), variable.clone()));
            random.shuffle(&mut variables);
            let variables: Map<String, Value> = variables.into_iter().collect();
            let name = ["Live", "Test", "live"][random.below(3)];
            if all.iter().all(|it| it["url"] != *url) {
                let it = json!({"url": url, "description": name, "variables": variables});
                all.insert(random.below(all.len() + 1), it);
            }
        }
    }
}

fn change_parameters(random: &mut Random, all: &mut Vec<Value>) {
    let index = random.below(all.len().max(1));
    let name = |it: &Value| it["name"].as_str().unwrap_or("some").to_owned();
    match random.below(3) {
        0 if !all.is_empty() && all[index]["in"] != "path" => {
            all.remove(index);
        }
        1 => random.shuffle(all),
        _ => {
            let name = all.get(index).map_or("limit".to_owned(), name);
            let name = if random.below(2) > 0 { respelled(random, &name) } else { name };
            let name = name.replace(' ', "-");
            let place = ["query", "header", "cookie"][random.below(3)];
            if all.iter().all(|it| it["name"] != *name || it["in"] != *place) {
                let required = random.below(2) > 0;
                let it = json!({"name": name, "in": place, "required": required, "schema": schema(random)});
                all.insert(random.below(all.len() + 1), it);
            }
        }
    }
}

fn change_values(random: &mut Random, all: &mut Vec<Value>) {
    let index = random.below(all.len().max(1));
    let Some(text) = all.get(index).and_then(Value::as_str) else { return };
    match random.below(3) {
        // One alone is a constant.
        0 if all.len() > 3 => {
            all.remove(index);
        }
        1 => all.reverse(),
        _ => {
            let it = json!(respelled(random, text));
            if all.len() > 1 && !all.contains(&it) {
                all.insert(random.below(all.len() + 1), it);
            }
        }
    }
}

fn hold(what: &str, document: &Value, seeds: u64, steps: usize) {
    for seed in 0..seeds {
        let mut random = Random::new(seed);
        let mut document = document.clone();
        let mut before = Names::of(&document, "{}");
        let again = Names::of(&document, &before.lock);
        assert_eq!(before.lock, again.lock, "{what}");
        for step in 0..steps {
            for _ in 0..3 {
                change(&mut random, &mut document);
            }
            let after = Names::of(&document, &before.lock);
            let moved = before.moved(&after);
            assert!(moved.is_empty(), "{what}, {seed}, {step}: {moved:#?}");
            before = after;
        }
    }
}

#[test]
fn what_users_have_keeps_its_name_whatever_else_changes() {
    for name in [
        "emit/shared_types",
        "emit/unions",
        "emit/parameter_styles",
        "emit/forms_and_parameters",
        "emit/hygiene_names",
        "emit/nested_handles",
        "emit/first_call_credentials",
        "emit/servers_and_webhooks",
    ] {
        hold(name, &fixture(name), 6, 8);
    }
}

#[test]
fn what_users_have_of_a_vendor_keeps_its_name() {
    for vendor in ["flexperto", "flow", "teamviewer-engage"] {
        let document = canonical(vendor, &mut Sink::default()).0.to_json();
        hold(vendor, &serde_json::from_str(&document).unwrap(), 2, 5);
    }
}

#[test]
fn names_of_a_tag_whose_operations_are_all_gone_stay_its_own() {
    let operation = |tag: &str| {
        json!({ "get": {
            "operationId": "list",
            "tags": [tag],
            "responses": { "204": { "description": "done" } },
        } })
    };
    let document = |paths: Value| {
        json!({
            "openapi": "3.0.4",
            "info": { "title": "T", "version": "1" },
            "servers": [{ "url": "https://example.com" }],
            "paths": paths,
        })
    };
    let both = json!({ "/pets": operation("pets"), "/shops": operation("shops") });
    let one = json!({ "/shops": operation("shops") });
    let new = json!({ "/cats": operation("Pets"), "/shops": operation("shops") });
    let before = Names::of(&document(both.clone()), "{}");
    let after = Names::of(&document(one), &before.lock);
    let lock: Value = serde_json::from_str(&after.lock).unwrap();
    let gone = json!({
        "groups": { "/tags/pets": "pets" },
        "operations": { "pets": { "/paths/~1pets/get": "list" } },
    });
    assert_eq!(lock["gone"], gone);
    let other = Names::of(&document(new), &after.lock);
    assert_eq!(other.by_place["/paths/~1cats/get "], "pets_2.list");
    let back = Names::of(&document(both), &other.lock);
    assert_eq!(back.by_place, before.by_place);
}

#[test]
fn a_member_that_is_gone_keeps_a_name_that_was_noted() {
    let document = |members: &[&str]| {
        let properties: Map<_, _> =
            members.iter().map(|it| ((*it).to_owned(), json!({ "type": "string" }))).collect();
        let value = json!({ "type": "string", "enum": members });
        let mut schema = json!({ "type": "object", "properties": properties });
        let response = json!({ "200": { "description": "ok", "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Pet" } } } } });
        let query =
            |it: &&str| json!({ "name": it, "in": "query", "schema": { "type": "string" } });
        let parameters: Vec<Value> = members.iter().map(query).collect();
        schema["properties"]["kind"] = json!({ "$ref": "#/components/schemas/Kind" });
        json!({
            "openapi": "3.0.4",
            "info": { "title": "T", "version": "1" },
            "servers": [{ "url": "https://example.com" }],
            "paths": { "/pets": { "get": { "parameters": parameters, "responses": response } } },
            "components": { "schemas": { "Pet": schema, "Kind": value } },
        })
    };
    let run = |members: &[&str], lock: &str| Names::of(&document(members), lock);
    let first = run(&["foo_bar", "bar_foo", "fooBar"], "{}");
    let without = run(&["foo_bar", "bar_foo"], &first.lock);
    let other = run(&["foo_bar", "bar_foo", "FooBar"], &without.lock);
    let back = run(&["foo_bar", "bar_foo", "FooBar", "fooBar"], &other.lock);
    let of = |names: &Names, wire: &str| -> Vec<(String, String)> {
        let own = names.by_place.iter().filter(|it| it.0.ends_with(wire));
        own.map(|(place, name)| (place.clone(), name.clone())).collect()
    };
    let noted = of(&first, "fooBar");
    assert_eq!(noted.len(), 3, "a member, a value and a parameter: {:?}", first.by_place);
    assert_eq!(of(&back, "fooBar"), noted);
    let newcomers = of(&other, "FooBar");
    assert_eq!(newcomers.len(), noted.len(), "{newcomers:?}");
    for (newcomer, (_, name)) in newcomers.iter().zip(&noted) {
        assert_ne!(newcomer.1, *name, "{newcomer:?}");
    }
}
