//! Every request of an inventory is in the vendor's Postman collection, and can be sent through what is made of it.
//!
//! Several requests can be one operation, so that these inventories have a row for each request: folder, name, method,
//! address and provenance.

use std::collections::BTreeMap;
use std::fs;

use clientwright::internal::diagnostic::Sink;
use serde_json::Value;

/// A request, as a row of an inventory or as an item of a collection has it.
#[derive(Debug, PartialEq, Eq)]
struct Saved {
    folder: String,
    name: String,
    method: String,
    address: String,
    /// How well method and path are known: `vendor`, `web` or `inferred`, the best known first.
    provenance: String,
}

/// An operation that requests were saved for.
#[derive(Debug)]
struct Operation {
    method: String,
    /// The server's template and the path's, one after the other.
    address: String,
    /// How well it is known.
    provenance: String,
    /// The names of the requests.
    requests: Vec<String>,
}

fn rows(vendor: &str) -> Vec<Saved> {
    let rows = super::inventory(vendor).into_iter().map(|row| {
        let [folder, name, method, address, provenance] = row.try_into().unwrap();
        Saved { folder, name, method, address, provenance }
    });
    rows.collect()
}

fn collection(vendor: &str) -> Value {
    let text = fs::read_to_string(super::specs(vendor).join("collection.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Calls `visit` with the folder and the item of each request.
fn each_request<'a>(items: &'a Value, folder: &str, visit: &mut dyn FnMut(&str, &'a Value)) {
    for item in list(items) {
        if item.get("item").is_none() {
            visit(folder, item);
            continue;
        }
        let name = text(&item["name"]);
        let below = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        each_request(&item["item"], &below, visit);
    }
}

/// The requests of a collection.
fn items(collection: &Value) -> Vec<Saved> {
    let mut all = Vec::new();
    each_request(&collection["item"], "", &mut |folder, item| {
        let request = &item["request"];
        let description = text(&request["description"]);
        let mark = description.lines().next_back().unwrap().strip_prefix("Provenance: ").unwrap();
        let kind = mark.split(';').next().unwrap();
        all.push(Saved {
            folder: folder.to_owned(),
            name: text(&item["name"]),
            method: text(&request["method"]),
            address: address(&request["url"]),
            provenance: if kind == "seed" { "vendor" } else { kind }.to_owned(),
        });
    });
    all
}

/// An address without its query: what its parts say, which has to be what it says as a whole.
fn address(url: &Value) -> String {
    let protocol = url.get("protocol").map(|it| text(it) + "://").unwrap_or_default();
    let host: Vec<String> = list(&url["host"]).iter().map(text).collect();
    let path = list(&url["path"]).iter().map(text);
    let address: Vec<String> = std::iter::once(host.join(".")).chain(path).collect();
    let address = protocol + &address.join("/");
    assert_eq!(text(&url["raw"]).split('?').next(), Some(address.as_str()));
    address
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no string")).to_owned()
}

/// The operations of a vendor's canonical document.
fn operations(vendor: &str) -> Vec<Operation> {
    let (canonical, _) = super::canonical(vendor, &mut Sink::default());
    let root = canonical.root;
    let mut all = Vec::new();
    for (key, item) in root["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(requests) = operation.get("x-clientwright-requests") else { continue };
            let own = [operation, item].into_iter().find_map(|it| it.get("x-clientwright-path"));
            let path = own.map_or_else(|| key.split('#').next().unwrap().to_owned(), text);
            let servers = operation.get("servers").unwrap_or(&root["servers"]);
            let server = text(&servers[0]["url"]);
            let provenance = operation.get("x-provenance").map_or("vendor".to_owned(), text);
            all.push(Operation {
                method: method.to_uppercase(),
                address: format!("{server}{path}"),
                provenance,
                requests: list(requests).iter().map(|it| text(&it["name"])).collect(),
            });
        }
    }
    all
}

/// Whether a template such as `{baseUrl}/users/{id}` is what became of `{{baseUrl}}/users/:userId`.
///
/// Paths are one where they have parameters in the same places, so that the first request names them.
fn is_template_of(template: &str, address: &str) -> bool {
    let address = address.replace("{{", "{").replace("}}", "}");
    // What is only a host has the path of its root.
    let bare = template.strip_suffix('/').filter(|it| !it.contains('/'));
    let mut found = bare.unwrap_or(template).split('/');
    let mut wanted = address.split('/');
    // Hosts have to agree to the letter.
    found.next() == wanted.next() && {
        let is_parameter = |it: &str| it.starts_with([':', '{']) && !it.contains('.');
        let fits = |found: &str, wanted: &str| {
            found == wanted || (is_parameter(found) && is_parameter(wanted))
        };
        let (found, wanted): (Vec<_>, Vec<_>) = (found.collect(), wanted.collect());
        found.len() == wanted.len() && found.iter().zip(&wanted).all(|(a, b)| fits(a, b))
    }
}

#[track_caller]
fn check_collection(vendor: &str, requests: usize) {
    let rows = rows(vendor);
    let mut others = items(&collection(vendor));
    let mut missing = Vec::new();
    for row in &rows {
        match others.iter().position(|it| it == row) {
            Some(n) => drop(others.remove(n)),
            None => missing.push(row),
        }
    }
    assert!(missing.is_empty(), "{vendor}: no item for {missing:#?}; others: {others:#?}");
    assert!(others.is_empty(), "{vendor}: items without a row: {others:#?}");
    assert_eq!(rows.len(), requests);
}

#[track_caller]
fn check_operations(vendor: &str, requests: usize) {
    let rows = rows(vendor);
    let mut operations = operations(vendor);
    let mut known: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let mut missing = Vec::new();
    for row in &rows {
        let found = operations.iter_mut().enumerate().find_map(|(n, it)| {
            let fits = it.method == row.method && is_template_of(&it.address, &row.address);
            let at = it.requests.iter().position(|name| fits && *name == row.name)?;
            it.requests.remove(at);
            Some(n)
        });
        match found {
            Some(n) => known.entry(n).or_default().push(&row.provenance),
            None => missing.push(format!("{}: {} {}", row.name, row.method, row.address)),
        }
    }
    assert_eq!(missing, [""; 0], "{vendor}: no operation for these; others: {operations:#?}");
    let others: Vec<_> = operations.iter().flat_map(|it| &it.requests).collect();
    assert!(others.is_empty(), "{vendor}: requests without a row: {others:#?}");
    for (n, marks) in known {
        // One request that is well known is enough: its method and path are the operation's.
        let best = ["vendor", "web", "inferred"].into_iter().find(|it| marks.contains(it));
        assert_eq!(Some(operations[n].provenance.as_str()), best, "{:?}", operations[n]);
    }
    assert_eq!(rows.len(), requests);
}

/// A text with every variable replaced by its value; dynamic ones by a number, which can stand for all of them.
fn filled(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut pieces = text.split("{{");
    let mut filled = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let Some((name, after)) = piece.split_once("}}") else {
            filled += "{{";
            filled += piece;
            continue;
        };
        let value = variables.get(name).map(String::as_str);
        let value = value.or_else(|| name.starts_with('$').then_some("1767225600"));
        filled += value.unwrap_or_else(|| panic!("nobody declares `{name}`"));
        filled += after;
    }
    filled
}

/// The bodies and responses of a collection that say that they are JSON and are not, by the names of request and response.
fn broken(collection: &Value) -> Vec<String> {
    let declared = list(&collection["variable"]).iter();
    let variables = declared.map(|it| (text(&it["key"]), text(&it["value"]))).collect();
    let is_json = |text: &str| serde_json::from_str::<Value>(&filled(text, &variables)).is_ok();
    let mut broken = Vec::new();
    each_request(&collection["item"], "", &mut |_, item| {
        let name = text(&item["name"]);
        let body = &item["request"]["body"];
        let sent = match body["mode"].as_str() {
            Some("raw") if body["options"]["raw"]["language"] == "json" => Some(&body["raw"]),
            Some("graphql") => Some(&body["graphql"]["variables"]),
            _ => None,
        };
        if sent.is_some_and(|it| !is_json(&text(it))) {
            broken.push(name.clone());
        }
        for response in list(&item["response"]) {
            let is_said = response["_postman_previewlanguage"] == "json";
            if is_said && !is_json(&text(&response["body"])) {
                broken.push(format!("{name}: {}", text(&response["name"])));
            }
        }
        filled(&item.to_string(), &variables);
    });
    broken
}

#[test]
fn expertflow_cx_has_its_311_requests_in_its_collection() {
    check_collection("expertflow-cx", 311);
}

#[test]
fn expertflow_cx_sends_its_311_requests() {
    check_operations("expertflow-cx", 311);
}

#[test]
fn the_json_of_expertflow_cx_is_json() {
    // The service answers with a bare sentence and calls it JSON.
    assert_eq!(broken(&collection("expertflow-cx")), ["Assign Resource: Queued"]);
}

#[test]
fn templates_are_told_by_their_places() {
    assert!(is_template_of("{baseUrl}/tasks/{taskId}/ewt", "{{baseUrl}}/tasks/:id/ewt"));
    assert!(is_template_of("{keycloakUrl}/realms/{realm}", "{{keycloakUrl}}/realms/{{realm}}"));
    assert!(is_template_of("{hookUrl}/", "{{hookUrl}}"));
    assert!(!is_template_of("{hookUrl}/", "{{baseUrl}}"));
    assert!(is_template_of("https://{id}.example.com/a", "https://{{id}}.example.com/a"));
    assert!(!is_template_of("{baseUrl}/tasks/{taskId}", "{{baseUrl}}/tasks/all"));
    assert!(!is_template_of("{baseUrl}/tasks", "{{baseUrl}}/tasks/"));
}
