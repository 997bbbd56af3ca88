//! What is told apart within a rule, and what is no change.

use clientwright::diff::{Change, Manifest, Rust, diff};
use serde_json::{Value, json};

/// The rules of what differs between two manifests, which are these members and nothing else.
fn rules(base: &Value, revision: &Value) -> Vec<&'static str> {
    let mut rules: Vec<_> = changes(base, revision).iter().map(|it| it.rule.id).collect();
    rules.sort_unstable();
    rules
}

fn changes(base: &Value, revision: &Value) -> Vec<Change> {
    let manifest = |members: &Value| {
        let mut root = json!({ "manifest": 1, "package": "shop", "operations": {}, "types": {} });
        root.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        // One without a number is an older one.
        root.as_object_mut().unwrap().retain(|_, it| !it.is_null());
        Manifest::parse(&root.to_string()).unwrap()
    };
    diff(&manifest(base), &manifest(revision)).changes
}

/// The one change of a rule.
fn change(rule: &str, base: &Value, revision: &Value) -> Change {
    let mut found = changes(base, revision);
    found.retain(|it| it.rule.id == rule);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn fingerprint(rule: &str, base: &Value, revision: &Value) -> String {
    change(rule, base, revision).fingerprint
}

#[test]
fn fingerprints_tell_apart_what_something_was_before() {
    let of = |rule: &str, key: &str, old: &str, new: &str| {
        fingerprint(rule, &json!({ key: old }), &json!({ key: new }))
    };
    for (rule, key) in [("api-version-changed", "version"), ("api-title-changed", "title")] {
        assert_ne!(of(rule, key, "1", "3"), of(rule, key, "2", "3"));
        assert_eq!(of(rule, key, "1", "3"), of(rule, key, "1", "3"));
    }
}

#[test]
fn fingerprints_are_the_same_whatever_the_revision_calls_a_type() {
    let with = |name: &str, presence: &str| {
        let field = json!({ "wire": "a", "type": "i64", "presence": presence });
        let thing = json!({ "kind": "record", "sent": true, "fields": { "a": field } });
        let mut it =
            operation(&json!({ "method": "POST", "body": { "type": name, "required": true } }));
        it.as_object_mut().unwrap().insert("types".to_owned(), json!({ name: thing }));
        it
    };
    let rule = "member-became-required";
    assert_eq!(
        fingerprint(rule, &with("Thing", "optional"), &with("Thing", "required")),
        fingerprint(rule, &with("Thing", "optional"), &with("Item", "required"))
    );
}

/// Types that lead to each other are all touched by what leads to one of them.
#[test]
fn a_change_touches_all_that_leads_to_it() {
    let with = |ty: &str| {
        let record = |ty: &str| {
            let field = json!({ "wire": "a", "type": ty, "presence": "optional" });
            json!({ "kind": "record", "fields": { "a": field } })
        };
        let call = |path: &str, ty: &str| {
            let ok = json!({ "200": { "type": ty } });
            json!({ "method": "GET", "path": path, "gives": ty, "responses": ok })
        };
        json!({
            "types": {
                "A": record("B"), "B": record("C"), "C": { "kind": "record", "fields": {
                    "a": { "wire": "a", "type": "A", "presence": "optional" },
                    "b": { "wire": "b", "type": ty, "presence": "optional" },
                } }, "D": record("i64"),
            },
            "operations": {
                "client.b": call("/b", "B"), "client.a": call("/a", "A"), "client.d": call("/d", "D"),
            },
        })
    };
    let found = changes(&with("i64"), &with("String"));
    let found: Vec<_> = found.iter().map(|it| (&*it.place, it.touches.clone())).collect();
    let touches = ["client.a", "client.b"].map(str::to_owned).to_vec();
    assert_eq!(found, [("C.b", touches)]);
}

/// What stands once in the description is told once, whichever operations have it, and by the same fingerprint.
#[test]
fn a_change_in_what_operations_share_is_one_change() {
    let with = |required: bool, paths: &[&str], (key, value): (&str, Value)| {
        let limit = json!({
            "name": "limit", "wire": "limit", "in": "query", "style": "Default", "type": "i64", "required": required,
            key: value,
        });
        let operation = |path: &&str| {
            let builder = format!("List{}", path.len());
            let it = json!({ "method": "GET", "path": path, "builder": builder, "gives": "()", "parameters": [limit] });
            (format!("client.{path}"), it)
        };
        json!({ "operations": paths.iter().map(operation).collect::<serde_json::Map<_, _>>() })
    };
    let rule = "parameter-became-required";
    let component = || ("component", json!("Limit"));
    let (both, none) = (["a", "bb"], || ("none", Value::Null));
    let it = change(rule, &with(false, &both, component()), &with(true, &both, component()));
    assert_eq!(it.place, "components/parameters/Limit query limit");
    assert_eq!(it.touches, ["client.a", "client.bb"]);
    assert_eq!(it.gone, ["List1.limit", "List2.limit"]);
    let at = it.base.as_ref().map(clientwright::Pointer::as_str);
    assert_eq!(at, Some("/components/parameters/Limit"));
    let one = ["a"];
    let (base, revision) = (with(false, &one, component()), with(true, &one, component()));
    assert_eq!(it.fingerprint, fingerprint(rule, &base, &revision), "whoever has it");
    let of_path = || ("of_path", json!(true));
    let it = change(rule, &with(false, &one, of_path()), &with(true, &one, of_path()));
    assert_eq!(it.place, "a query limit");
    let own = changes(&with(false, &both, none()), &with(true, &both, component()));
    assert_eq!(own.len(), 2, "what was their own was nothing that they shared");
    assert_eq!(rules(&with(true, &both, of_path()), &with(true, &both, component())), [""; 0]);
}

#[test]
fn what_the_generator_did_is_told_apart_from_what_the_vendor_did_at_the_same_time() {
    let manifest = |name: &str, odd: u64, paths: &[&str]| {
        let operation = |path: &&str| {
            let responses = json!({ "200": { "type": name } });
            let it =
                json!({ "method": "GET", "path": path, "gives": name, "responses": responses });
            (format!("client.{path}"), it)
        };
        let operations = paths.iter().map(operation).collect::<serde_json::Map<_, _>>();
        let root = json!({
            "manifest": 1, "package": "shop", "odd": odd, "operations": operations,
            "types": { name: { "kind": "record", "fields": {} } },
        });
        Manifest::parse(&root.to_string()).unwrap()
    };
    let causes = |base: &Manifest, between: &Manifest, revision: &Manifest| {
        let mut found = diff(base, revision);
        found.tell_apart(base, between);
        let changes = found.changes.iter();
        changes.map(|it| (it.rule.id, it.cause.name())).collect::<Vec<_>>()
    };
    let (base, revision) = (manifest("Pet", 1, &["a"]), manifest("Animal", 2, &["a", "b"]));
    assert_eq!(
        causes(&base, &manifest("Animal", 1, &["a"]), &revision),
        [("type-renamed", "generator"), ("operation-added", "description")]
    );
    assert_eq!(
        causes(&base, &manifest("Pet", 2, &["a"]), &revision),
        [
            ("type-renamed", "description"),
            ("operation-added", "description"),
            ("manifest-changed", "generator")
        ],
        "something that no rule is about, by the generator"
    );
    let odd = manifest("Pet", 2, &["a"]);
    assert_eq!(causes(&base, &base, &odd), [("manifest-changed", "description")]);
}

fn operation(members: &Value) -> Value {
    let mut it = json!({ "method": "GET", "path": "/things", "gives": "()" });
    it.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    json!({ "operations": { "client.things": it } })
}

fn needs(base: &Value, revision: &Value) -> Vec<&'static str> {
    rules(&operation(&json!({ "security": base })), &operation(&json!({ "security": revision })))
}

/// A member that is a field or none any more, in a type that is sent or only received.
#[test]
fn a_field_that_a_variant_comes_to_imply_is_gone() {
    let alone = |presence: &str, is_sent: bool| {
        let constant = (presence == "implied").then_some("cat");
        let field = json!({
            "wire": "kind", "type": "String", "presence": presence, "described": "required",
            "constant": constant,
        });
        let field = field.as_object().unwrap().iter().filter(|it| !it.1.is_null());
        let field: serde_json::Map<_, _> = field.map(|(k, v)| (k.clone(), v.clone())).collect();
        let mut it =
            operation(&json!({ "responses": { "200": { "type": "Cat" } }, "gives": "Cat" }));
        let cat = json!({
            "kind": "record", "sent": is_sent, "received": true, "fields": { "kind": field },
        });
        it.as_object_mut().unwrap().insert("types".to_owned(), json!({ "Cat": cat }));
        it
    };
    let with = |presence: &str, is_sent: bool| {
        let mut it = alone(presence, is_sent);
        it["types"]["Cat"]["fields"]["name"] =
            json!({ "wire": "name", "type": "String", "presence": "required" });
        it
    };
    let effect = |base: &Value, revision: &Value| {
        let change = change("member-presence-changed", base, revision);
        (change.rust, change.gone)
    };
    let gone = effect(&with("required", false), &with("implied", false));
    assert_eq!(gone, (Rust::Major, vec!["Cat.kind".to_owned()]));
    let back = |is_sent| effect(&with("implied", is_sent), &with("required", is_sent));
    assert_eq!(back(false), (Rust::Minor, vec![]), "one more field");
    assert_eq!(back(true), (Rust::Major, vec![]), "and one more argument");
    let default = effect(&alone("implied", false), &alone("required", false));
    assert_eq!(default, (Rust::Major, vec![]), "and no `Default`");
}

#[test]
fn alternatives_of_security_are_compared_whatever_their_order() {
    let (read, write) = (json!({ "oauth": ["read"] }), json!({ "oauth": ["write"] }));
    let key = json!({ "key": [] });
    assert_eq!(needs(&json!([read, write]), &json!([write, read])), ["manifest-changed"]);
    assert_eq!(needs(&json!([read, write]), &json!([read])), ["security-alternative-removed"]);
    assert_eq!(needs(&json!([read]), &json!([read, write])), ["security-alternative-added"]);
    assert_eq!(
        needs(&json!([read]), &json!([write])),
        ["security-scope-added", "security-scope-removed"]
    );
    let both = json!({ "key": [], "oauth": ["read"] });
    assert_eq!(
        needs(&json!([both]), &json!([write, key])),
        ["security-alternative-added", "security-alternative-added"],
        "who has both has a key"
    );
    assert_eq!(
        needs(&json!([both]), &json!([write])),
        ["security-alternative-added", "security-alternative-removed"],
        "who has both may not write"
    );
    assert_eq!(needs(&json!([{}]), &json!([{}, key])), ["security-alternative-added"]);
    assert_eq!(needs(&json!([{}, key]), &json!([{}])), ["security-alternative-removed"]);
}

fn servers(base: &[(&str, &str)], revision: &[(&str, &str)]) -> Vec<&'static str> {
    let all = |of: &[(&str, &str)]| {
        let all = of.iter().map(|(name, url)| json!({ "name": name, "url": url }));
        json!({ "servers": all.collect::<Vec<_>>() })
    };
    rules(&all(base), &all(revision))
}

#[test]
fn a_variable_of_a_server_has_a_name_and_a_type_in_rust() {
    let with = |variable: &Value| {
        json!({
            "servers": [{ "name": "A", "url": "https://{r}", "variables": [variable] }],
            "types": { "Region": { "kind": "enumeration", "values": { "Eu": "eu" }, "sent": true } },
        })
    };
    let text = with(&json!({ "name": "region", "wire": "r", "default": "eu" }));
    let other = with(&json!({ "name": "place", "wire": "r", "default": "eu" }));
    let listed =
        with(&json!({ "name": "region", "wire": "r", "default": "eu", "choices": "Region" }));
    assert_eq!(rules(&text, &other), ["rust-name-changed"]);
    assert_eq!(rules(&text, &listed), ["became-enum"]);
    assert_eq!(rules(&listed, &text), ["became-not-enum"]);
}

#[test]
fn each_server_is_one_of_the_base_at_most() {
    let (a, b) = (("A", "https://a"), ("B", "https://b"));
    assert_eq!(servers(&[a, b], &[b, a]), ["default-server-changed"]);
    // `B` is at the URL of `A`, which is gone: its constructor doesn't come back by that.
    let moved = ("B", "https://a");
    assert_eq!(servers(&[a, b], &[moved]), ["server-moved", "server-removed"]);
    assert_eq!(
        servers(&[a], &[("C", "https://a"), ("D", "https://a")]),
        ["server-added", "server-renamed"]
    );
    assert_eq!(
        servers(&[a], &[("A", "https://c")]),
        ["server-moved"],
        "which is the default still"
    );
}

#[test]
fn members_may_be_called_as_facts_are() {
    let member = json!({ "wire": "tags", "type": "String", "presence": "required" });
    let with = |number: &Value, fields: &Value| json!({ "manifest": number, "types": { "A": { "kind": "record", "fields": fields, "at": "/a" } } });
    let base = with(&Value::Null, &json!({}));
    let revision = with(&json!(1), &json!({ "tags": member, "schema": member }));
    assert_eq!(rules(&base, &revision), ["member-added-required"]);
}

#[test]
fn the_effects_of_a_member_are_those_of_the_description_and_of_rust() {
    let with = |presence: &str, described: &Value| {
        let field =
            json!({ "wire": "a", "type": "i64", "presence": presence, "described": described });
        json!({ "types": { "A": { "kind": "record", "fields": { "a": field } } } })
    };
    let none = Value::Null;
    assert_eq!(
        rules(&with("required", &none), &with("optional", &json!("required"))),
        ["member-presence-changed"]
    );
    assert_eq!(
        rules(&with("optional", &json!("required")), &with("optional", &none)),
        ["member-became-optional"]
    );
}

#[test]
fn paths_are_matched_with_their_names_first() {
    let all = |paths: &[&str]| {
        let all = paths.iter().enumerate().map(|(n, path)| {
            let name = format!("client.m{}{n}", paths.len());
            (name, json!({ "method": "GET", "path": path, "gives": "()" }))
        });
        json!({ "operations": all.collect::<serde_json::Map<_, _>>() })
    };
    let (one, other) = (all(&["/a/{x}", "/a/{y}", "/a/{z}"]), all(&["/a/{z}", "/a/{w}"]));
    let manifest = |of: &Value| {
        let mut root = json!({ "manifest": 1, "package": "shop", "types": {} });
        root.as_object_mut().unwrap().extend(of.as_object().unwrap().clone());
        Manifest::parse(&root.to_string()).unwrap()
    };
    let found = diff(&manifest(&one), &manifest(&other));
    let gone = found.changes.iter().filter(|it| it.rule.id == "operation-removed");
    assert_eq!(gone.map(|it| &*it.place).collect::<Vec<_>>(), ["GET /a/{y}"]);
    let renamed = found.changes.iter().filter(|it| it.rule.id == "operation-renamed");
    assert_eq!(
        renamed.map(|it| &*it.place).collect::<Vec<_>>(),
        ["GET /a/{x}", "GET /a/{z}"],
        "of which the last is what it was called"
    );
}

#[test]
fn ends_of_one_name_are_compared_by_what_they_give() {
    let with = |gives: &str| {
        let end = json!({ "accept": "text/csv", "gives": gives, "responses": { "200": { "type": gives } } });
        operation(&json!({ "alternatives": { "csv": end } }))
    };
    assert_eq!(rules(&with("String"), &with("i64")), ["type-changed"]);
}

/// The rule and the effect on Rust code of each change between two manifests.
fn effects(base: &Value, revision: &Value) -> Vec<(&'static str, &'static str)> {
    changes(base, revision).iter().map(|it| (it.rule.id, it.rust.name())).collect()
}

#[test]
fn a_rename_that_leaves_the_old_name_needs_no_major_version() {
    let of = |name: &str, aliases: &[&str]| {
        let it = json!({ "id": "list", "method": "GET", "path": "/things", "gives": "()", "aliases": aliases });
        json!({ "operations": { name: it } })
    };
    let base = of("a.list", &[]);
    assert_eq!(effects(&base, &of("b.list", &["a.list"])), [("operation-moved", "minor")]);
    assert_eq!(effects(&base, &of("b.list", &[])), [("operation-moved", "major")]);
    assert_eq!(effects(&base, &of("a.all", &["a.list"])), [("operation-renamed", "minor")]);
    let of = |name: &str, error: &str, aliases: &[&str]| {
        let it = json!({ "method": "GET", "path": "/things", "gives": "()", "error": { "name": error }, "aliases": aliases });
        json!({ "operations": { name: it } })
    };
    let base = of("a.list", "ListError", &[]);
    let renamed = of("a.all", "AllError", &["a.list"]);
    assert_eq!(effects(&base, &renamed), [("operation-renamed", "minor")]);
    let of = |name: &str, aliases: &[&str]| {
        let it = json!({ "kind": "record", "fields": {}, "received": true, "aliases": aliases });
        let op = json!({
            "method": "GET", "path": "/things", "gives": name, "responses": { "200": { "type": name } },
        });
        json!({ "operations": { "client.list": op }, "types": { name: it } })
    };
    let base = of("Old", &[]);
    assert_eq!(effects(&base, &of("New", &["Old"])), [("type-renamed", "minor")]);
    assert_eq!(effects(&base, &of("New", &[])), [("type-renamed", "major")]);
}

#[test]
fn a_former_name_that_another_type_takes_is_gone() {
    let record = |aliases: &[&str]| json!({ "kind": "record", "fields": {}, "received": true, "aliases": aliases });
    let gives = |path: &str, name: &str| json!({ "method": "GET", "path": path, "gives": name, "responses": { "200": { "type": name } } });
    let base = json!({ "operations": { "client.list": gives("/things", "New") }, "types": { "New": record(&["Old"]) } });
    let taken = json!({
        "operations": { "client.list": gives("/things", "New"), "client.other": gives("/others", "Old") },
        "types": { "New": record(&[]), "Old": record(&[]) },
    });
    assert!(
        effects(&base, &taken).contains(&("type-alias-removed", "major")),
        "{:?}",
        effects(&base, &taken)
    );
    let back = json!({ "operations": { "client.list": gives("/things", "Old") }, "types": { "Old": record(&["New"]) } });
    assert_eq!(effects(&base, &back), [("type-renamed", "minor")]);
}
