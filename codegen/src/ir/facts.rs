//! What a schema says of its values beside their type.

use serde_json::{Map, Value, json};

/// What a schema says of its values that their type doesn't show: keywords and their values, sorted by keyword.
///
/// The keywords are those of JSON Schema 2020-12 (`exclusiveMinimum` is a number), with OpenAPI's `readOnly` and
/// `writeOnly`; `docs/api-json.md` lists them. What is said of items, of the values of a map and by alternatives is such
/// an object itself.
///
/// Most say nothing or little, and each field has some: a sorted list takes a tenth of the memory that a map does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts(Vec<(String, Value)>);

impl Facts {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a keyword.
    pub fn get(&self, keyword: &str) -> Option<&Value> {
        self.0.get(self.find(keyword).ok()?).map(|(_, value)| value)
    }

    /// Where a keyword is, or where it would be.
    fn find(&self, keyword: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(it, _)| it.as_str().cmp(keyword))
    }

    /// The keywords with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(keyword, value)| (keyword.as_str(), value))
    }

    /// Sets the value of a keyword, in the place of the one that it had.
    pub fn set(&mut self, keyword: &str, value: impl Into<Value>) {
        let member = (keyword.to_owned(), value.into());
        match self.find(keyword) {
            Ok(at) => drop(self.0.splice(at..=at, [member])),
            Err(at) => self.0.insert(at, member),
        }
    }

    /// Takes a keyword out.
    pub fn take(&mut self, keyword: &str) -> Option<Value> {
        self.find(keyword).ok().map(|at| self.0.remove(at).1)
    }

    /// All of it as JSON.
    pub fn to_value(&self) -> Value {
        Value::Object(self.0.clone().into_iter().collect::<Map<_, _>>())
    }

    /// What is said where one or another of several holds: what all say, and by `anyOf` what only some do.
    #[must_use]
    pub fn any_of(all: &[Self]) -> Self {
        let Some((first, others)) = all.split_first() else { return Self::default() };
        let mut common = first.clone();
        common.0.retain(|(keyword, value)| others.iter().all(|it| it.get(keyword) == Some(value)));
        let rest = all.iter().map(|it| {
            let own = it.0.iter().filter(|(keyword, _)| common.get(keyword).is_none());
            Self(own.cloned().collect())
        });
        let mut rest: Vec<Value> = rest.map(|it| it.to_value()).collect();
        rest.sort_by_cached_key(Value::to_string);
        rest.dedup();
        if rest.len() > 1 {
            common.add_alternatives("anyOf", rest);
        }
        common
    }

    /// Says by `oneOf` or `anyOf` that one of `alternatives` holds, and by `allOf` where that is said of others already.
    pub(crate) fn add_alternatives(&mut self, keyword: &str, alternatives: Vec<Value>) {
        let alternatives = Value::Array(alternatives);
        match self.get(keyword) {
            None => self.set(keyword, alternatives),
            Some(known) if *known == alternatives => {}
            Some(_) => self.add_part(json!({ keyword: alternatives })),
        }
    }

    /// Says by `allOf` that `part` holds as well.
    pub(crate) fn add_part(&mut self, part: Value) {
        let mut parts = match self.take("allOf") {
            Some(Value::Array(parts)) => parts,
            _ => Vec::new(),
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
        self.set("allOf", parts);
    }
}

impl From<&Map<String, Value>> for Facts {
    fn from(all: &Map<String, Value>) -> Self {
        let facts = all.iter().map(|(keyword, value)| (keyword.clone(), value.clone()));
        let mut facts: Vec<_> = facts.collect();
        facts.sort_by(|a, b| a.0.cmp(&b.0));
        Self(facts)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Facts;

    #[test]
    fn what_all_say_by_any_of_stays_beside_what_some_say() {
        let facts = |it: Value| Facts::from(it.as_object().unwrap());
        let shared = json!([{ "minLength": 1 }, { "pattern": "a" }]);
        let one = facts(json!({ "anyOf": shared, "maxLength": 5 }));
        let other = facts(json!({ "anyOf": shared, "maxLength": 6 }));
        let both = json!({
            "anyOf": shared,
            "allOf": [{ "anyOf": [{ "maxLength": 5 }, { "maxLength": 6 }] }],
        });
        assert_eq!(Facts::any_of(&[one, other]).to_value(), both);
    }
}
