//! The bodies of requests that one operation stands for.

use serde_json::{Value, json};

use super::{fits, lines, read};
use crate::normalize::postman::infer::{Inference, Inferred, Variant};

fn infer(requests: &[(&str, Value)], constants: &[&str]) -> Inferred {
    let variant = |(name, body): &(&str, Value)| Variant {
        name: (*name).to_owned(),
        samples: read(json!([body])),
        constants: constants.iter().map(|it| (*it).to_owned()).collect(),
    };
    let variants: Vec<Variant> = requests.iter().map(variant).collect();
    let mut inference = Inference::new();
    let slot = inference.variants(vec!["message".to_owned()], variants.clone());
    let inferred = inference.finish();
    for sample in variants.iter().flat_map(|it| &it.samples) {
        fits::check(sample, &inferred.slots[slot.0], &inferred);
    }
    inferred
}

fn check(requests: &[(&str, Value)], expected: &[&str]) {
    assert_eq!(lines(&infer(requests, &[])), expected);
}

#[test]
fn bodies_that_are_alike_have_one_type() {
    check(
        &[("full", json!({"a": 1, "b": 1, "c": 1})), ("brief", json!({"a": 1}))],
        &["{a: integer, b?: integer, c?: integer}"],
    );
    check(
        &[("a", json!({"at": 1, "b": {"c": 1}})), ("b", json!({"at": "x", "b": {"c": ""}}))],
        &["{at: (string | integer), b: {c: (string | integer)}}"],
    );
}

#[test]
fn bodies_that_differ_are_a_union_named_after_the_requests() {
    let requests = [
        ("Set theme", json!({"theme": "x"})),
        ("Set language", json!({"language": "x"})),
        ("Set other theme", json!({"theme": "y"})),
    ];
    check(
        &requests,
        &["(SetTheme / SetLanguage)", "SetTheme {theme: string}", "SetLanguage {language: string}"],
    );
    let slot = &infer(&requests, &[]).slots[0];
    assert_eq!(
        slot["x-clientwright-variants"],
        json!([["Set theme", "Set other theme"], "Set language"])
    );
}

#[test]
fn bodies_of_other_kinds_are_variants_as_well() {
    check(
        &[("Set", json!([{"a": 1}])), ("Clear all", json!({})), ("Clear", json!([]))],
        &["(Set / ClearAll)", "Set [{a: integer}]", "ClearAll map of any"],
    );
}

#[test]
fn constants_in_bodies_tell_requests_apart() {
    let message =
        |body: Value| json!({"id": "x", "header": {"sender": "x", "at": 1}, "body": body});
    check(
        &[
            ("Text", message(json!({"type": "PLAIN", "text": "x"}))),
            ("Picture", message(json!({"type": "IMAGE", "url": "x"}))),
            ("More text", message(json!({"type": "PLAIN", "text": "x"}))),
        ],
        &[
            "(Text / Picture)",
            "Text {id: string, header: Header, body: {type: \"PLAIN\", text: string}}",
            "Header {sender: string, at: integer}",
            "Picture {id: string, header: Header, body: {type: \"IMAGE\", url: string}}",
        ],
    );
}

#[test]
fn queries_are_constants() {
    let body = |query: &str| json!({"query": query, "variables": {"id": 1, "name": ""}});
    let inferred =
        infer(&[("One", body("{ a { id } }")), ("Two", body("{ b { id } }"))], &["query"]);
    assert_eq!(
        lines(&inferred),
        [
            "(One / Two)",
            "One {query: \"{ a { id } }\", variables: OneVariables}",
            "OneVariables {id: integer, name: string}",
            "Two {query: \"{ b { id } }\", variables: OneVariables}",
        ]
    );
}
