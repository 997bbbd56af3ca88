//! Descriptions of any size, each large in one way.

use serde_json::{Map, Value, json};

/// A way in which a description can be large.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Of what there are many.
    pub name: &'static str,
    /// So many take some 20 ms in a debug build.
    pub few: usize,
    /// So many take some tenths of a second in a release build.
    pub many: usize,
    /// Makes the description with so many of them.
    pub make: fn(usize) -> Value,
}

const fn kind(name: &'static str, few: usize, many: usize, make: fn(usize) -> Value) -> Kind {
    Kind { name, few, many, make }
}

/// All of them.
pub const KINDS: &[Kind] = &[
    kind("operations", 20, 500, operations),
    kind("schemas", 40, 1000, schemas),
    kind("enum values", 400, 10_000, values),
    kind("properties", 100, 2000, properties),
    kind("schemas of twenty references each", 40, 400, woven),
    kind("allOf chain", 16, 500, extended),
    kind("allOf width", 50, 1000, parts),
    kind("allOf width, by reference", 50, 1000, bases),
    kind("subtypes of a discriminator", 25, 500, subtypes),
    kind("oneOf", 25, 500, variants),
    kind("oneOf of look-alikes", 25, 500, look_alikes),
    kind("oneOf told by what is within", 25, 500, told_within),
    kind("unions of unions", 8, 100, unions_of_unions),
    kind("required members within each other", 64, 256, required_within),
    kind("oneOf of lists", 25, 500, lists_of),
    kind("anyOf of scalars and texts", 25, 2000, scalars),
    kind("aliases", 60, 5000, aliases),
    kind("nested objects by reference", 100, 2000, objects),
    kind("nested lists by reference", 100, 5000, lists),
    kind("required members, doubled at each level", 16, 10, doubled),
    kind("lists of many, nested", 2, 4, crowded),
    kind("letters of a name", 1000, 100_000, long_name),
    kind("words of a text", 1000, 50_000, texts),
    kind("brackets of a text", 1000, 50_000, brackets),
    kind("parameters", 100, 2000, parameters),
    kind("form fields", 100, 1000, fields),
    kind("forms of alternatives", 8, 50, forms),
    kind("responses", 20, 150, responses),
    kind("response headers", 50, 1000, headers),
    kind("bodies", 10, 200, bodies),
    kind("security schemes", 20, 400, schemes),
    kind("tags", 20, 500, tags),
    kind("servers", 20, 500, servers),
    kind("equal inline schemas", 20, 500, equals),
    kind("Postman requests on one path", 50, 1000, saved_requests),
    kind("Postman requests", 20, 500, requests),
];

/// `n` of something by its name.
fn each(n: usize, one: impl Fn(usize) -> (String, Value)) -> Value {
    (0..n).map(one).collect::<Map<_, _>>().into()
}

fn list(n: usize, one: impl Fn(usize) -> Value) -> Value {
    (0..n).map(one).collect::<Vec<_>>().into()
}

/// A description with an operation that gets the first of `schemas`.
fn document(schemas: impl Into<Value>) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Growth", "version": "1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": { "/a": { "get": {
            "operationId": "getIt",
            "responses": { "200": response(&reference(0)) },
        } } },
        "components": { "schemas": schemas.into() },
    })
}

/// Puts something at a place, whatever is there.
fn put(document: &mut Value, at: &[&str], value: Value) {
    let mut node = document;
    for key in at {
        if !node.is_object() {
            *node = json!({});
        }
        let Some(members) = node.as_object_mut() else { return };
        node = members.entry(*key).or_insert(Value::Null);
    }
    *node = value;
}

fn response(schema: &Value) -> Value {
    json!({ "description": "ok", "content": { "application/json": { "schema": schema } } })
}

fn name(index: usize) -> String {
    format!("S{index}")
}

fn reference(index: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/S{index}") })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn member(index: usize) -> (String, Value) {
    (format!("p{index}"), text())
}

/// An object with a member of its own.
fn object(index: usize) -> Value {
    let own = format!("p{index}");
    json!({ "type": "object", "required": [own], "properties": { own: text() } })
}

/// A schema that `first` makes of the `n` others.
fn first(n: usize, first: &Value, other: impl Fn(usize) -> Value) -> Value {
    document(each(n + 1, |it| (name(it), if it == 0 { first.clone() } else { other(it) })))
}

/// A chain of schemas, each made of the next one.
fn chain(n: usize, link: impl Fn(usize, Value) -> Value) -> Value {
    let one = |it| if it + 1 < n { link(it, reference(it + 1)) } else { object(it) };
    document(each(n, |it| (name(it), one(it))))
}

fn operations(n: usize) -> Value {
    let operation = |it: usize| {
        let responses = json!({ "200": response(&object(it)) });
        json!({ "get": { "operationId": format!("get{it}"), "responses": responses } })
    };
    let mut document = schemas(1);
    put(&mut document, &["paths"], each(n, |it| (format!("/a{it}"), operation(it))));
    document
}

fn schemas(n: usize) -> Value {
    document(each(n, |it| (name(it), object(it))))
}

fn values(n: usize) -> Value {
    let values = list(n, |it| format!("code-{it}").into());
    document(json!({ "S0": { "type": "string", "enum": values } }))
}

fn properties(n: usize) -> Value {
    document(json!({ "S0": { "type": "object", "properties": each(n, member) } }))
}

fn woven(n: usize) -> Value {
    let member = |it: usize, to: usize| (format!("p{to}"), reference((it * 7 + to + 1) % n));
    document(each(n, |it| {
        (name(it), json!({ "type": "object", "properties": each(20, |to| member(it, to)) }))
    }))
}

fn extended(n: usize) -> Value {
    chain(n, |it, next| json!({ "allOf": [next, object(it)] }))
}

fn parts(n: usize) -> Value {
    document(json!({ "S0": { "allOf": list(n, object) } }))
}

fn bases(n: usize) -> Value {
    first(n, &json!({ "allOf": list(n, |it| reference(it + 1)) }), object)
}

fn subtypes(n: usize) -> Value {
    let base = json!({
        "type": "object",
        "required": ["kind"],
        "properties": { "kind": text() },
        "discriminator": { "propertyName": "kind" },
    });
    first(n, &base, |it| json!({ "allOf": [reference(0), object(it)] }))
}

fn variants(n: usize) -> Value {
    first(n, &json!({ "oneOf": list(n, |it| reference(it + 1)) }), object)
}

fn look_alikes(n: usize) -> Value {
    let object = |it: usize| json!({ "type": "object", "properties": { "id": text(), "only": text(), (format!("p{it}")): text() } });
    document(json!({ "S0": { "anyOf": list(n, object) } }))
}

fn told_within(n: usize) -> Value {
    let object = |it: usize| {
        let kind = json!({ "type": "string", "enum": [format!("k{it}")] });
        let meta =
            json!({ "type": "object", "required": ["kind"], "properties": { "kind": kind } });
        json!({ "type": "object", "required": ["meta"], "properties": { "meta": meta } })
    };
    document(json!({ "S0": { "oneOf": list(n, object) } }))
}

/// `n` levels of four unions each, of which every one has those of the next level as variants.
fn unions_of_unions(n: usize) -> Value {
    let one = |it: usize| {
        let below = (it / 4 + 1) * 4;
        let own = json!({ "type": "object", "required": [format!("p{it}")], "properties": { (format!("p{it}")): text() } });
        if below >= 4 * n {
            return own;
        }
        let variants: Vec<Value> = (below..below + 4).map(reference).chain([own]).collect();
        json!({ "oneOf": variants })
    };
    document(each(4 * n, |it| (format!("S{it}"), one(it))))
}

/// Two variants that differ four levels further in, where about `n` schemas are required by each other at each level.
fn required_within(n: usize) -> Value {
    let width = n.isqrt();
    let names: Vec<String> = (0..width).map(|it| format!("p{it}")).collect();
    let one = |it: usize| {
        let member = |nth: usize| match it / width {
            4 => text(),
            level => reference((level + 1) * width + (it + nth) % width),
        };
        let members = each(width, |nth| (format!("p{nth}"), member(nth)));
        json!({ "type": "object", "required": names, "properties": members })
    };
    let variants = json!({ "oneOf": [reference(0), reference(1)] });
    let mut document = document(each(5 * width, |it| (format!("S{it}"), one(it))));
    put(&mut document, &["components", "schemas", "Either"], variants);
    document
}

fn lists_of(n: usize) -> Value {
    let one = |it: usize| json!({ "type": "array", "items": reference(it + 1) });
    first(n, &json!({ "oneOf": list(n, one) }), object)
}

fn scalars(n: usize) -> Value {
    let one = |it: usize| match it % 3 {
        0 => json!({ "type": "string", "enum": [format!("k{it}")] }),
        1 => json!({ "type": "integer", "enum": [it] }),
        _ => json!({ "type": "string", "maxLength": it }),
    };
    document(json!({ "S0": { "anyOf": list(n, one) } }))
}

fn aliases(n: usize) -> Value {
    chain(n, |_, next| next)
}

fn objects(n: usize) -> Value {
    chain(n, |_, next| json!({ "type": "object", "properties": { "next": next } }))
}

fn lists(n: usize) -> Value {
    chain(n, |_, next| json!({ "type": "array", "items": next }))
}

/// Each schema requires two of the next, as a body, in a form and in parameters.
fn doubled(n: usize) -> Value {
    let both = |next: Value| json!({ "type": "object", "required": ["x", "y"], "properties": { "x": next, "y": next } });
    let mut document = chain(n, |_, next| both(next));
    let form = json!({ "content": { "application/x-www-form-urlencoded": { "schema": both(reference(0)) } } });
    let deep = json!({ "name": "deep", "in": "query", "style": "deepObject", "schema": both(reference(0)) });
    let responses = json!({ "200": response(&reference(0)) });
    put(
        &mut document,
        &["paths", "/b"],
        json!({ "post": { "parameters": [deep], "requestBody": form, "responses": responses } }),
    );
    put(
        &mut document,
        &["paths", "/c"],
        json!({ "put": { "requestBody": { "required": true, "content": { "application/json": { "schema": reference(0) } } }, "responses": responses } }),
    );
    document
}

/// Lists of lists that have sixteen items at least.
fn crowded(n: usize) -> Value {
    chain(n, |_, next| json!({ "type": "array", "minItems": 16, "items": next }))
}

fn long_name(n: usize) -> Value {
    let long = "a".repeat(n);
    document(json!({ "S0": { "type": "object", "title": long, "properties": { long: text() } } }))
}

fn texts(n: usize) -> Value {
    let mut document = schemas(1);
    let words = "Some *words* and `code`, [a](https://example.com). ".repeat(n);
    put(&mut document, &["info", "description"], words.into());
    document
}

fn brackets(n: usize) -> Value {
    let mut document = schemas(1);
    put(&mut document, &["info", "description"], "[".repeat(n).into());
    document
}

fn parameters(n: usize) -> Value {
    let one = |it| json!({ "name": format!("p{it}"), "in": "query", "schema": text() });
    let mut document = schemas(1);
    put(&mut document, &["paths", "/a", "get", "parameters"], list(n, one));
    document
}

fn fields(n: usize) -> Value {
    let schema = json!({ "type": "object", "properties": each(n, member) });
    let mut document = schemas(1);
    put(
        &mut document,
        &["paths", "/a", "post"],
        json!({
            "requestBody": { "content": { "application/x-www-form-urlencoded": { "schema": schema } } },
            "responses": { "204": { "description": "none" } },
        }),
    );
    document
}

/// A form of `n` levels of alternatives, four at each.
fn forms(n: usize) -> Value {
    let mut document = unions_of_unions(n);
    let content = json!({ "multipart/form-data": { "schema": reference(0) } });
    let post = json!({ "requestBody": { "content": content }, "responses": { "204": { "description": "none" } } });
    put(&mut document, &["paths", "/a", "post"], post);
    document
}

fn responses(n: usize) -> Value {
    let one = |it: usize| ((200 + it % 400).to_string(), response(&object(it)));
    let mut document = schemas(1);
    put(&mut document, &["paths", "/a", "get", "responses"], each(n, one));
    document
}

fn headers(n: usize) -> Value {
    let one = |it| (format!("x-h{it}"), json!({ "schema": text() }));
    let mut document = schemas(1);
    put(&mut document, &["paths", "/a", "get", "responses", "200", "headers"], each(n, one));
    document
}

fn bodies(n: usize) -> Value {
    let one = |it: usize| (format!("application/x{it}+json"), json!({ "schema": object(it) }));
    let mut document = schemas(1);
    put(
        &mut document,
        &["paths", "/a", "post"],
        json!({
            "requestBody": { "content": each(n, one) },
            "responses": { "204": { "description": "none" } },
        }),
    );
    document
}

fn schemes(n: usize) -> Value {
    let one = |it| {
        (format!("k{it}"), json!({ "type": "apiKey", "in": "header", "name": format!("x-k{it}") }))
    };
    let mut document = schemas(1);
    put(&mut document, &["components", "securitySchemes"], each(n, one));
    put(&mut document, &["security"], list(n, |it| json!({ (format!("k{it}")): [] })));
    document
}

fn tags(n: usize) -> Value {
    let mut document = operations(n);
    put(&mut document, &["tags"], list(n, |it| json!({ "name": format!("tag {it}") })));
    for index in 0..n {
        put(
            &mut document,
            &["paths", &format!("/a{index}"), "get", "tags"],
            json!([format!("tag {index}")]),
        );
    }
    document
}

fn servers(n: usize) -> Value {
    let mut document = schemas(1);
    put(
        &mut document,
        &["servers"],
        list(n, |it| json!({ "url": format!("https://s{it}.example.com") })),
    );
    document
}

fn equals(n: usize) -> Value {
    let mut document = operations(n);
    let members = json!({ "type": "object", "properties": each(4, member) });
    let schema = json!({ "type": "object", "properties": { "same": members } });
    for index in 0..n {
        let at = ["paths", &format!("/a{index}"), "get", "responses", "200"];
        put(&mut document, &at, response(&schema));
    }
    document
}

fn collection(n: usize, one: impl Fn(usize) -> Value) -> Value {
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    json!({ "info": { "name": "Growth", "schema": schema }, "item": list(n, one) })
}

fn saved(index: usize, url: &str) -> Value {
    let body = json!({ "method": format!("m{index}"), "params": { "id": index } });
    let body = json!({ "mode": "raw", "raw": body.to_string() });
    json!({
        "name": format!("Request {index}"),
        "request": { "method": "POST", "url": url, "body": body },
    })
}

fn saved_requests(n: usize) -> Value {
    collection(n, |it| saved(it, "https://example.com/rpc"))
}

fn requests(n: usize) -> Value {
    collection(n, |it| saved(it, &format!("https://example.com/a{it}")))
}
