//! Rewrites the lists of 3.1 whose first items have schemas of their own, and the older way to write them.
//!
//! - In: `prefixItems`; `items` as a list (draft 4).
//! - Out: `x-clientwright-prefix-items` beside `type: array`, `items` for what follows, and
//!   `x-clientwright-closed-items: true` where nothing may follow. A list of schemas in `items` where nothing says that
//!   this is a list is `anyOf` them: whoever writes so means alternatives, and a union keeps a list as it is.
//! - Moves: the schemas of the first items.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::walk::{At, Context, Object, walk_schemas};

pub(crate) const PASS: Pass = Pass { name: "rewrite_tuples", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |cx, at, schema| {
        let is_list = says_list(schema);
        let (prefix, key) = match schema.get_mut("prefixItems") {
            Some(Value::Array(prefix)) => (std::mem::take(prefix), "prefixItems"),
            _ => match schema.get_mut("items") {
                Some(Value::Array(items)) if items.len() > 1 && !is_list => {
                    let items = std::mem::take(items);
                    alternatives(cx, at, schema, items);
                    return;
                }
                Some(Value::Array(items)) => {
                    let items = std::mem::take(items);
                    let rest = schema.shift_remove("additionalItems");
                    schema.insert("items".to_owned(), rest.unwrap_or_else(|| json!({})));
                    (items, "items")
                }
                _ => return,
            },
        };
        schema.shift_remove("prefixItems");
        rewrite(cx, at, schema, prefix, key);
    });
}

/// Whether anything besides `items` says that the values are lists, or what else they are.
fn says_list(schema: &Object) -> bool {
    let of_lists = ["type", "minItems", "maxItems", "uniqueItems", "additionalItems", "contains"];
    let unions = ["anyOf", "oneOf"];
    of_lists.iter().chain(&unions).any(|it| schema.contains_key(*it))
}

fn alternatives(cx: &mut Context<'_>, at: &At<'_>, schema: &mut Object, items: Vec<Value>) {
    cx.report(at, findings::members::items_for_any_of());
    schema.shift_remove("items");
    cx.moved(&at.key("items"), &at.key("anyOf"));
    schema.insert("anyOf".to_owned(), Value::Array(items));
}

fn rewrite(
    cx: &mut Context<'_>,
    at: &At<'_>,
    schema: &mut Object,
    mut prefix: Vec<Value>,
    key: &str,
) {
    if key == "items" && prefix.len() == 1 {
        cx.report(at, findings::members::items_of_one());
        cx.moved(&at.key(key).index(0), &at.key(key));
        schema.insert("items".to_owned(), prefix.remove(0));
        return;
    }
    if prefix.is_empty() {
        return;
    }
    let most = schema.get("maxItems").and_then(Value::as_u64);
    let is_full = most.is_some_and(|most| usize::try_from(most).is_ok_and(|it| it <= prefix.len()));
    let closed = schema.get("items").and_then(Value::as_bool).map_or(is_full, |allowed| !allowed);
    if !schema.get("items").is_some_and(Value::is_object) {
        schema.insert("items".to_owned(), json!({}));
    }
    schema.entry("type").or_insert_with(|| Value::from("array"));
    for index in 0..prefix.len() {
        cx.moved(&at.key(key).index(index), &at.key(extensions::PREFIX_ITEMS).index(index));
    }
    schema.insert(extensions::PREFIX_ITEMS.to_owned(), Value::Array(prefix));
    if closed {
        schema.insert(extensions::CLOSED_ITEMS.to_owned(), Value::Bool(true));
    }
}
