//! Whether a value came back as it was.

use chrono::DateTime;
use clientwright::Pointer;
use serde_json::{Number, Value};

use super::judge::Judge;
use super::outline::{reach, reach_fitting};

/// What isn't the same, although nothing that the description speaks of is lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Asides {
    /// Members that the description doesn't mention and that it doesn't say there may be: they are skipped by design.
    pub(super) undeclared: usize,
    /// Members that were `null` and are missing, in a type that is only received.
    pub(super) nulls: usize,
}

/// How a value differs from what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Where, in the value.
    pub(super) at: Pointer,
    /// `lost`, `added` or `changed`.
    pub(super) kind: &'static str,
    /// What it was and what it is.
    pub(super) message: String,
}

/// Compares values of a schema.
pub(super) struct Comparison<'a> {
    pub(super) judge: &'a Judge,
    /// Whether a member that may be missing may also lose its `null`.
    pub(super) may_drop_null: bool,
    pub(super) asides: Asides,
    /// Whether alternatives that the value doesn't fit say nothing about it.
    pub(super) only_fitting: bool,
}

impl<'a> Comparison<'a> {
    /// Compares a value of `schema` with what came back.
    ///
    /// A member that only an alternative declares which the value doesn't fit isn't declared of it. This is costly to
    /// find out, and done where a member is lost.
    pub(super) fn of_whole(
        mut self,
        before: &Value,
        after: &Value,
        schema: &'a Value,
    ) -> Result<Asides, Difference> {
        match self.compare(before, after, &[schema], &Pointer::root()) {
            Err(it) if it.kind == "lost" => {
                let mut again = Self { asides: Asides::default(), only_fitting: true, ..self };
                again.compare(before, after, &[schema], &Pointer::root())?;
                Ok(again.asides)
            }
            compared => compared.map(|()| self.asides),
        }
    }

    /// Compares a value of all `schemas` with what came back.
    fn compare(
        &mut self,
        before: &Value,
        after: &Value,
        schemas: &[&'a Value],
        at: &Pointer,
    ) -> Result<(), Difference> {
        let schemas = if self.only_fitting {
            reach_fitting(self.judge, schemas, before)
        } else {
            reach(self.judge, schemas)
        };
        match (before, after) {
            (Value::Object(old), Value::Object(new)) => {
                for (name, old) in old {
                    let at = at.child(name);
                    match new.get(name) {
                        Some(new) => self.compare(old, new, &member(&schemas, name), &at)?,
                        None => self.missing(old, name, &schemas, at)?,
                    }
                }
                let is_new = |name: &str| !old.contains_key(name) && !is_tag(&schemas, name);
                match new.iter().find(|(name, _)| is_new(name)) {
                    Some((name, value)) => Err(Difference {
                        at: at.child(name),
                        kind: "added",
                        message: format!("`{value}` came in"),
                    }),
                    None => Ok(()),
                }
            }
            (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
                let mut pairs = old.iter().zip(new).enumerate();
                pairs.try_for_each(|(n, (old, new))| {
                    self.compare(old, new, &item(&schemas, n), &at.index(n))
                })
            }
            _ if is_same(before, after, &schemas) => Ok(()),
            _ => Err(Difference {
                at: at.clone(),
                kind: "changed",
                message: format!("`{before}` became `{after}`"),
            }),
        }
    }

    fn missing(
        &mut self,
        old: &Value,
        name: &str,
        schemas: &[&'a Value],
        at: Pointer,
    ) -> Result<(), Difference> {
        if !is_declared(schemas, name) {
            self.asides.undeclared += 1;
            return Ok(());
        }
        if self.may_drop_null && old.is_null() {
            self.asides.nulls += 1;
            return Ok(());
        }
        Err(Difference { at, kind: "lost", message: format!("`{old}` is missing") })
    }
}

/// Whether `name` is the member that tells which of several schemas an object is: it may be written where it was missing.
fn is_tag(schemas: &[&Value], name: &str) -> bool {
    let tags = schemas.iter().filter_map(|it| it.get("discriminator")?.get("propertyName"));
    tags.into_iter().any(|it| it == name)
}

/// Whether a description that says `schemas` of an object speaks of its member `name`.
fn is_declared(schemas: &[&Value], name: &str) -> bool {
    let is_open = |it: &&&Value| match it.get("additionalProperties") {
        Some(others) => *others != Value::Bool(false),
        None => it.get("patternProperties").is_some(),
    };
    let has_names = schemas.iter().any(|it| it.get("properties").is_some());
    let is_required = |it: &&&Value| {
        it.get("required")
            .and_then(Value::as_array)
            .is_some_and(|it| it.iter().any(|it| it == name))
    };
    !has_names
        || schemas.iter().any(|it| is_open(&it) || is_required(&it))
        || !member(schemas, name).is_empty()
}

/// What `schemas` say about the member `name`.
pub(super) fn member<'a>(schemas: &[&'a Value], name: &str) -> Vec<&'a Value> {
    let named = schemas.iter().filter_map(|it| it.get("properties")?.get(name));
    let named: Vec<&Value> = named.collect();
    if !named.is_empty() {
        return named;
    }
    let others = schemas.iter().filter_map(|it| it.get("additionalProperties"));
    let patterns = schemas.iter().filter_map(|it| it.get("patternProperties")?.as_object());
    let others = others.filter(|it| it.is_object());
    others.chain(patterns.flat_map(|it| it.values())).collect()
}

/// What `schemas` say about the item `n`.
pub(super) fn item<'a>(schemas: &[&'a Value], n: usize) -> Vec<&'a Value> {
    let of = |it: &&'a Value| it.get("prefixItems").and_then(|it| it.get(n)).or(it.get("items"));
    schemas.iter().filter_map(of).collect()
}

/// Whether two scalars are the same; times as instants, UUIDs in either case, numbers by all their digits.
fn is_same(before: &Value, after: &Value, schemas: &[&Value]) -> bool {
    let is_of = |format: &str| schemas.iter().any(|it| it.get("format") == Some(&format.into()));
    match (before, after) {
        (Value::String(before), Value::String(after)) => {
            let instant = |it: &str| DateTime::parse_from_rfc3339(it).ok();
            before == after
                || is_of("date-time")
                    && instant(before).is_some_and(|it| instant(after) == Some(it))
                || is_of("uuid") && before.eq_ignore_ascii_case(after)
        }
        (Value::Number(before), Value::Number(after)) => {
            before == after
                || before.is_f64() != after.is_f64()
                    && is_equal(before, after)
                    && !tells_integers(schemas)
        }
        _ => before == after,
    }
}

/// Whether an integer and a number with a fraction part, in either order, are equal without rounding.
fn is_equal(one: &Number, other: &Number) -> bool {
    let integer = |it: &Number| it.as_i64().map(i128::from).or(it.as_u64().map(i128::from));
    let Some((integer, float)) =
        integer(one).zip(other.as_f64()).or(integer(other).zip(one.as_f64()))
    else {
        return false;
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "beyond its ends, no integer of JSON is equal"
    )]
    let whole = float as i128;
    float.fract() == 0.0 && whole == integer
}

/// Whether `schemas` have integers beside other numbers, so that `3` and `3.0` aren't the same.
fn tells_integers(schemas: &[&Value]) -> bool {
    let has = |name: &str| {
        schemas.iter().filter_map(|it| it.get("type")).any(|it| match it {
            Value::Array(types) => types.iter().any(|it| it == name),
            it => it == name,
        })
    };
    has("integer") && has("number")
}

#[cfg(test)]
mod tests {
    use clientwright::Sources;
    use clientwright::internal::canonical;
    use clientwright::internal::diagnostic::Sink;
    use clientwright::internal::document::Document;
    use serde_json::{Map, Value, json};

    use super::{Asides, Comparison};
    use crate::corpus::round_trip::judge::Judge;

    /// What is said about a value of the schema `A` that came back as `after`.
    fn compared(schemas: &Value, before: &Value, after: &Value) -> Result<Asides, String> {
        let file = Sources::default().add("a.json", "{}");
        let document =
            Document::new(file, json!({"openapi": "3.1.0", "components": {"schemas": schemas}}));
        let judge = Judge::of_received(&document, &Map::new()).unwrap();
        assert!(canonical::parse(document, &mut Sink::default()).is_some());
        let comparison = Comparison {
            judge: &judge,
            may_drop_null: false,
            asides: Asides::default(),
            only_fitting: false,
        };
        let compared = comparison.of_whole(before, after, judge.schema("A").unwrap());
        compared.map_err(|it| format!("{} {}", it.kind, it.at))
    }

    #[test]
    fn what_is_lost_added_or_changed_is_found() {
        let schemas = json!({
            "A": {"type": "object", "properties": {
                "a": {"$ref": "#/components/schemas/B"}, "b": {"type": "number"},
                "t": {"type": "string", "format": "date-time"},
            }},
            "B": {"type": "array", "items": {"type": "object", "additionalProperties": true}},
        });
        let compared = |before: Value, after: Value| compared(&schemas, &before, &after);
        let same = Ok(Asides::default());
        assert_eq!(compared(json!({"b": 1, "a": []}), json!({"a": [], "b": 1.0})), same);
        let times =
            [json!({"t": "2024-01-01T00:00:00Z"}), json!({"t": "2024-01-01T01:00:00+01:00"})];
        let [utc, east] = times;
        assert_eq!(compared(utc, east), same);
        for (before, after, difference) in [
            (json!({"b": 1}), json!({"b": 2}), "changed /b"),
            (json!({"b": 1}), json!({}), "lost /b"),
            (json!({}), json!({"b": null}), "added /b"),
            (json!({"b": null}), json!({}), "lost /b"),
            (json!({"a": [{}, {"x": 1}]}), json!({"a": [{}, {}]}), "lost /a/1/x"),
            (json!({"a": [{}]}), json!({"a": []}), "changed /a"),
            (
                json!({"t": "2024-01-01T00:00:00Z"}),
                json!({"t": "2024-01-01T00:00:01Z"}),
                "changed /t",
            ),
        ] {
            assert_eq!(compared(before, after), Err(difference.to_owned()));
        }
    }

    #[test]
    fn a_member_that_is_not_declared_may_be_skipped() {
        let schemas = json!({
            "A": {"allOf": [
                {"type": "object", "properties": {"a": {}}},
                {"type": "object", "properties": {"b": {}}},
            ]},
        });
        let asides = compared(&schemas, &json!({"a": 1, "c": 2}), &json!({"a": 1})).unwrap();
        assert_eq!(asides.undeclared, 1);
        let lost = compared(&schemas, &json!({"a": 1, "b": 2}), &json!({"a": 1}));
        assert_eq!(lost, Err("lost /b".to_owned()));
    }

    #[test]
    fn a_member_of_an_alternative_that_the_value_does_not_fit_is_not_declared() {
        let variant = |kind: &str, name: &str| {
            json!({
                "type": "object", "required": ["kind"],
                "properties": {"kind": {"enum": [kind]}, name: {"type": "integer"}},
            })
        };
        let schemas = json!({
            "A": {"oneOf": [variant("one", "a"), variant("two", "b")]},
        });
        let asides = compared(
            &schemas,
            &json!({"kind": "one", "a": 1, "b": 2}),
            &json!({"kind": "one", "a": 1}),
        );
        assert_eq!(asides.unwrap().undeclared, 1);
        let lost = compared(&schemas, &json!({"kind": "one", "a": 1}), &json!({"kind": "one"}));
        assert_eq!(lost, Err("lost /a".to_owned()));
    }

    #[test]
    fn numbers_keep_their_digits() {
        let schemas = json!({"A": {"type": "number"}});
        let same = Ok(Asides::default());
        let changed = Err("changed ".to_owned());
        assert_eq!(compared(&schemas, &json!(3), &json!(3.0)), same);
        let odd: i64 = (1 << 53) + 1;
        assert_eq!(compared(&schemas, &json!(odd), &json!(9_007_199_254_740_992.0)), changed);
        assert_eq!(
            compared(&schemas, &json!(u64::MAX), &json!(18_446_744_073_709_551_616.0)),
            changed
        );
        let both = [
            json!({"type": ["integer", "number"]}),
            json!({"anyOf": [{"type": "number"}, {"type": "integer"}]}),
        ];
        for schema in both {
            let schemas = json!({ "A": schema });
            assert_eq!(compared(&schemas, &json!(3), &json!(3.0)), changed);
            assert_eq!(compared(&schemas, &json!(3.0), &json!(3)), changed);
            assert_eq!(compared(&schemas, &json!(3), &json!(3)), same);
        }
    }
}
