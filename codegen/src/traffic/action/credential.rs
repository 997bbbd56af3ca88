//! Actions on `security`.

use serde_json::{Map, Value, json};

use crate::pointer::Pointer;

use super::super::deviation::Credential;
use super::Builder;

impl Builder<'_> {
    /// Says that a credential may be sent, or has to be.
    pub(super) fn credential(&mut self, at: &Pointer, credential: &Credential) {
        let is_swagger2 = self.described.is_swagger2();
        let key = |name: &str| json!({ "type": "apiKey", "in": "header", "name": name });
        let (usual, scheme) = match credential {
            Credential::Bearer if is_swagger2 => ("bearer", key("Authorization")),
            Credential::Bearer => ("bearer", json!({ "type": "http", "scheme": "bearer" })),
            Credential::Basic if is_swagger2 => ("basic", json!({ "type": "basic" })),
            Credential::Basic => ("basic", json!({ "type": "http", "scheme": "basic" })),
            Credential::Header(name) => ("apiKey", key(name)),
        };
        let root = &self.described.root;
        let section =
            if is_swagger2 { "/securityDefinitions" } else { "/components/securitySchemes" };
        let is_same = |known: &Value| {
            let text = |it: &Value, key: &str| {
                it.get(key).and_then(Value::as_str).map(str::to_ascii_lowercase)
            };
            let same = |key: &&str| text(known, key) == text(&scheme, key);
            // A key that is the whole header is a way to send a token, too.
            let is_header = text(known, "in").as_deref() == Some("header")
                && text(known, "name").as_deref() == Some("authorization");
            is_header && *credential == Credential::Bearer
                || ["type", "scheme", "in", "name"].iter().all(same)
        };
        let known = root.pointer(section).and_then(Value::as_object);
        let same = known.into_iter().flatten().find(|(_, it)| is_same(it)).map(|it| it.0.clone());
        // Another scheme of that name stays what it is.
        let is_taken = |name: &str| known.is_some_and(|it| it.contains_key(name));
        let (mut free, mut count) = (usual.to_owned(), 1);
        while is_taken(&free) {
            count += 1;
            free = format!("{usual}{count}");
        }
        let name = same.clone().unwrap_or(free);
        if same.is_none() {
            let schemes = json!({ name.clone(): scheme });
            let update = if is_swagger2 {
                json!({ "securityDefinitions": schemes })
            } else {
                json!({ "components": { "securitySchemes": schemes } })
            };
            self.update(&Pointer::root(), update);
        }
        let stated = self.stated(at);
        let asks = stated.iter().any(|it| it.as_object().is_some_and(|it| !it.is_empty()));
        let mut security = self.kept(at, stated);
        security.push(json!({ name: [] }));
        // Sent isn't required: only a refusal shows that.
        if !asks && !self.deviation.is_required {
            security.push(json!({}));
        }
        self.update(at, json!({ "security": security }));
    }

    /// Says that these schemes suffice, or that none is needed.
    pub(super) fn unneeded(&mut self, at: &Pointer, sufficed: &[String]) {
        let stated = self.stated(at);
        let mut security = self.kept(at, stated);
        let schemes: Map<String, Value> =
            sufficed.iter().map(|it| (it.clone(), json!([]))).collect();
        security.push(Value::Object(schemes));
        self.update(at, json!({ "security": security }));
    }

    /// What is asked for at `at`: by itself, or else by the root.
    fn stated(&self, at: &Pointer) -> Vec<Value> {
        let root = &self.described.root;
        let own = at.child("security").get(root).or_else(|| root.get("security"));
        own.and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// Of what is stated, that which has to be said again: an operation's own list replaces the root's.
    fn kept(&self, at: &Pointer, stated: Vec<Value>) -> Vec<Value> {
        let has_own = at.child("security").get(&self.described.root).is_some();
        if has_own { Vec::new() } else { stated }
    }
}
