//! What a description describes, thing by thing.
//!
//! Sources: OpenAPI 2.0, 3.0.3, 3.1.1 and 3.2.0; Postman Collection Format 2.1.0. References within the document are
//! followed where an operation uses them; what stands in other files isn't counted.

use std::collections::BTreeSet;
use std::fmt;

use clientwright::Pointer;
use serde_json::Value;

use super::counts::Kind;

/// The methods that a Path Item Object has a member for.
const METHODS: [&str; 9] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Header parameters that OpenAPI 3.0.3 ("Parameter Object", `name`) says to ignore.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// A thing that is described.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Where, as received.
    pub(super) at: Pointer,
    pub(super) what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Operation {
        method: String,
        path: String,
    },
    Parameter {
        method: String,
        path: String,
        location: String,
        name: String,
    },
    /// A member of the schema of a component, or of any other one.
    Property {
        component: Option<String>,
        name: String,
    },
    EnumValue(Value),
    Event(String),
    Request(String),
}

impl Item {
    pub(super) fn kind(&self) -> Kind {
        match self.what {
            What::Operation { .. } => Kind::Operation,
            What::Parameter { .. } => Kind::Parameter,
            What::Property { .. } => Kind::Property,
            What::EnumValue(_) => Kind::EnumValue,
            What::Event(_) => Kind::Event,
            What::Request(_) => Kind::Request,
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Operation { method, path } => write!(f, "{method} {path}"),
            What::Parameter { location, name, .. } => write!(f, "{location} {name}"),
            What::Property { name, .. } | What::Event(name) | What::Request(name) => {
                f.write_str(name)
            }
            What::EnumValue(value) => write!(f, "{value}"),
        }
    }
}

/// Everything that the description with the tree `root` describes.
pub(super) fn items(root: &Value) -> Vec<Item> {
    let mut walk = Walk { root, items: Vec::new(), seen: BTreeSet::new() };
    if root.get("openapi").or_else(|| root.get("swagger")).is_some() {
        walk.description();
    } else {
        let at = Pointer::root();
        match root.get("collection") {
            Some(_) => walk.collection(&at.child("collection")),
            None => walk.collection(&at),
        }
    }
    walk.items
}

struct Walk<'a> {
    root: &'a Value,
    items: Vec<Item>,
    /// The schemas that were counted, so that what is used twice counts once.
    seen: BTreeSet<Pointer>,
}

impl<'a> Walk<'a> {
    fn add(&mut self, at: &Pointer, what: What) {
        self.items.push(Item { at: at.clone(), what });
    }

    /// The node at `at` and where it stands, a reference within the document being followed.
    fn node(&self, at: &Pointer) -> Option<(Pointer, &'a Value)> {
        let mut at = at.clone();
        for _ in 0..16 {
            let node = at.get(self.root)?;
            match node.get("$ref").and_then(Value::as_str) {
                Some(reference) => at = Pointer::parse(&decoded(reference.strip_prefix('#')?))?,
                None => return Some((at, node)),
            }
        }
        None
    }

    /// The members of the object at `at`, but for extensions.
    fn members(&self, at: &Pointer) -> Vec<(&'a str, Pointer)> {
        let members = at.get(self.root).and_then(Value::as_object).into_iter().flatten();
        let known = members.filter(|(name, _)| !name.starts_with("x-"));
        known.map(|(name, _)| (name.as_str(), at.child(name))).collect()
    }

    fn description(&mut self) {
        let root = Pointer::root();
        for (path, at) in self.members(&root.child("paths")) {
            self.path_item(path, &at);
        }
        for (name, at) in self.members(&root.child("webhooks")) {
            self.event(name, &at);
        }
        let components = root.child("components").child("schemas");
        for section in [components, root.child("definitions")] {
            for (name, at) in self.members(&section) {
                self.schema(&at, Some(name));
            }
        }
    }

    fn path_item(&mut self, path: &str, at: &Pointer) {
        let Some((at, item)) = self.node(at) else { return };
        let shared = at.child("parameters");
        let methods = METHODS.iter().filter(|it| item.get(**it).is_some());
        let mut operations: Vec<(String, Pointer)> =
            methods.map(|it| (it.to_uppercase(), at.child(it))).collect();
        let more = self.members(&at.child("additionalOperations"));
        operations.extend(more.into_iter().map(|(method, at)| (method.to_owned(), at)));
        for (method, at) in operations {
            self.add(&at, What::Operation { method: method.clone(), path: path.to_owned() });
            let mut names = BTreeSet::new();
            for list in [at.child("parameters"), shared.clone()] {
                self.parameters(&method, path, &list, &mut names);
            }
            self.operation(&at);
        }
    }

    /// The parameters of a list; `names` has those that the operation has overridden.
    fn parameters(
        &mut self,
        method: &str,
        path: &str,
        list: &Pointer,
        names: &mut BTreeSet<(String, String)>,
    ) {
        let n = list.get(self.root).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..n {
            let Some((at, parameter)) = self.node(&list.index(index)) else { continue };
            let text = |key: &str| parameter.get(key).and_then(Value::as_str);
            let (Some(name), Some(location)) = (text("name"), text("in")) else { continue };
            self.contents(&at);
            let name = name.trim();
            let is_ignored = location == "header"
                && IGNORED_HEADERS.contains(&name.to_ascii_lowercase().as_str());
            let is_new = names.insert((location.to_owned(), name.to_owned()));
            if location == "body" || is_ignored || !is_new {
                continue;
            }
            let location = if location == "formData" { "form" } else { location };
            let (method, path) = (method.to_owned(), path.to_owned());
            let (location, name) = (location.to_owned(), name.to_owned());
            self.add(&at, What::Parameter { method, path, location, name });
        }
    }

    fn operation(&mut self, at: &Pointer) {
        if let Some((body, _)) = self.node(&at.child("requestBody")) {
            self.contents(&body);
        }
        for (_, response) in self.members(&at.child("responses")) {
            let Some((response, _)) = self.node(&response) else { continue };
            self.contents(&response);
            for (_, header) in self.members(&response.child("headers")) {
                if let Some((header, _)) = self.node(&header) {
                    self.contents(&header);
                }
            }
        }
        for (name, callback) in self.members(&at.child("callbacks")) {
            if let Some((callback, _)) = self.node(&callback) {
                for (_, item) in self.members(&callback) {
                    self.event(name, &item);
                }
            }
        }
    }

    fn event(&mut self, name: &str, item: &Pointer) {
        let Some((at, item)) = self.node(item) else { return };
        for method in METHODS.iter().filter(|it| item.get(**it).is_some()) {
            let at = at.child(method);
            // What several operations call back is one event.
            if self.seen.insert(at.clone()) {
                self.add(&at, What::Event(name.to_owned()));
                self.operation(&at);
            }
        }
    }

    /// The schemas of a parameter, header, body or response.
    fn contents(&mut self, at: &Pointer) {
        self.schema(&at.child("schema"), None);
        for (_, media) in self.members(&at.child("content")) {
            if let Some((media, _)) = self.node(&media) {
                self.schema(&media.child("schema"), None);
                self.schema(&media.child("itemSchema"), None);
            }
        }
        // 2.0 has the keywords of a schema in the parameter itself.
        if at.child("type").get(self.root).is_some() {
            self.schema(at, None);
        }
    }

    /// The members and values of a schema and of those in it; references lead to components, which are counted there.
    fn schema(&mut self, at: &Pointer, component: Option<&str>) {
        let Some(schema) = at.get(self.root).filter(|it| it.is_object()) else { return };
        if !self.seen.insert(at.clone()) {
            return;
        }
        for (name, member) in self.properties(at) {
            let component = component.map(str::to_owned);
            self.add(&member, What::Property { component, name: name.to_owned() });
            self.schema(&member, None);
        }
        for value in schema.get("enum").and_then(Value::as_array).into_iter().flatten() {
            if value.is_string() || value.is_i64() {
                self.add(&at.child("enum"), What::EnumValue(value.clone()));
            }
        }
        for key in ["items", "additionalProperties"] {
            self.schema(&at.child(key), None);
        }
        for key in ["allOf", "anyOf", "oneOf", "prefixItems"] {
            let parts = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
            // What a part of a component's `allOf` has, the component has.
            let component = component.filter(|_| key == "allOf");
            for index in 0..parts {
                self.schema(&at.child(key).index(index), component);
            }
        }
        let patterns = at.child("patternProperties");
        for (_, member) in self.properties_of(&patterns) {
            self.schema(&member, None);
        }
    }

    fn properties(&self, at: &Pointer) -> Vec<(&'a str, Pointer)> {
        self.properties_of(&at.child("properties"))
    }

    /// The members of `at` that are schemas, whatever their names begin with.
    fn properties_of(&self, at: &Pointer) -> Vec<(&'a str, Pointer)> {
        let members = at.get(self.root).and_then(Value::as_object).into_iter().flatten();
        let schemas = members.filter(|(_, it)| it.is_object() || it.is_boolean());
        schemas.map(|(name, _)| (name.as_str(), at.child(name))).collect()
    }

    fn collection(&mut self, at: &Pointer) {
        // Version 1 lists all requests in one place.
        for list in ["requests", "item"] {
            let list = at.child(list);
            let n = list.get(self.root).and_then(Value::as_array).map_or(0, Vec::len);
            for index in 0..n {
                let at = list.index(index);
                let Some(item) = at.get(self.root) else { continue };
                let is_request =
                    item.get("request").is_some_and(|it| it.is_object() || it.is_string());
                if is_request || list.as_str().ends_with("/requests") {
                    let name = item.get("name").and_then(Value::as_str).unwrap_or_default();
                    self.add(&at, What::Request(name.trim().to_owned()));
                }
                self.collection(&at);
            }
        }
    }
}

/// A fragment of a URI without its percent-encoding.
fn decoded(fragment: &str) -> String {
    percent_encoding::percent_decode_str(fragment).decode_utf8_lossy().into_owned()
}
