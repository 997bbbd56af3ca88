use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Inference, Inferred, Slot};
use crate::normalize::postman::sample::{self, Sample};
use crate::normalize::postman::variables::Variables;
use crate::pointer::Pointer;
use outline::outline;

mod fits;
mod outline;
mod requests;

fn slot(name: &str, samples: Value) -> Slot {
    Slot { names: vec![name.to_owned()], samples: read(samples), constants: Vec::new() }
}

fn read(samples: Value) -> Vec<Sample> {
    let Value::Array(samples) = samples else { panic!("samples are a list") };
    samples.into_iter().map(Sample::from).collect()
}

/// The types of bodies. All samples fit them, and they come out the same again.
fn infer(slots: &[Slot]) -> Inferred {
    let run = || {
        let mut inference = Inference::new();
        let ids: Vec<_> = slots.iter().map(|it| inference.slot(it.clone())).collect();
        (ids, inference.finish())
    };
    let (ids, inferred) = run();
    assert_eq!(inferred, run().1);
    for (slot, id) in slots.iter().zip(ids) {
        for sample in &slot.samples {
            fits::check(sample, &inferred.slots[id.0], &inferred);
        }
    }
    inferred
}

/// Checks the type of one body.
fn check(samples: Value, expected: &str) {
    let inferred = infer(&[slot("pet", samples)]);
    assert_eq!(outline(&inferred.slots[0]), expected);
}

/// Checks the types of several bodies, and of the components.
fn check_all(slots: &[Slot], expected: &[&str]) {
    assert_eq!(lines(&infer(slots)), expected);
}

fn lines(inferred: &Inferred) -> Vec<String> {
    let components =
        inferred.schemas.iter().map(|(name, schema)| format!("{name} {}", outline(schema)));
    inferred.slots.iter().map(outline).chain(components).collect()
}

#[test]
fn a_coordinate_is_an_integer_by_chance_alone() {
    check(
        json!([{ "lat": 1, "Longitude": 2, "floor": 3, "latency": 4 }]),
        "{lat: number, Longitude: number, floor: integer, latency: integer}",
    );
}

#[test]
fn what_a_sample_lacks_is_optional_and_what_is_null_is_nullable() {
    check(
        json!([{"a": 1, "b": "x", "c": null}, {"a": 2, "d": null}, {"a": 3, "d": true}]),
        "{a: integer, b?: string, c?: any?, d?: boolean?}",
    );
    check(json!([[{"a": 1}, null]]), "[{a: integer}?]");
    check(json!([]), "any");
}

#[test]
fn what_leads_to_another_page_may_be_missing() {
    check(
        json!([{"next": "https://a.b/?page=2", "nextPageToken": "x", "next_steps": "y", "prev": null, "end_cursor": 7}]),
        "{next?: string?, nextPageToken?: string?, next_steps: string, prev?: any?, end_cursor?: integer?}",
    );
    check(json!([{"next": {"id": 1}}]), "{next: {id: integer}}");
}

#[test]
fn what_is_inferred_says_so() {
    let inferred = infer(&[slot("pet", json!([{"a": {"b": []}}, {"a": {"b": []}}]))]);
    let expected = json!({
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": {
                "type": "object",
                "required": ["b"],
                "properties": {"b": {"type": "array", "items": {}}},
                "additionalProperties": {},
                "x-provenance": "inferred",
                "x-provenance-note": "from 2 samples",
            },
        },
        "additionalProperties": {},
        "x-provenance": "inferred",
        "x-provenance-note": "from 2 samples",
    });
    assert_eq!(inferred.slots, [expected]);
    let one = infer(&[slot("pet", json!([{"a": 1}]))]);
    assert_eq!(one.slots[0]["x-provenance-note"], "from one sample");
}

#[test]
fn integers_and_fractions_are_numbers() {
    check(json!([[1, 2.5], [3]]), "[number]");
    check(json!([[9_223_372_036_854_775_807_i64, 2.0]]), "[decimal]");
    check(json!([[9_007_199_254_740_992_i64, 2.5]]), "[number]");
}

#[test]
fn integers_keep_their_digits() {
    check(json!([[9_223_372_036_854_775_807_i64, -1]]), "[integer]");
    check(json!([[9_223_372_036_854_775_808_u64, 1], null]), "[uint64]?");
    check(json!([[9_223_372_036_854_775_808_u64], [-1]]), "[decimal]");
    check(json!([[9_223_372_036_854_775_808_u64], [0.5]]), "[decimal]");
}

#[test]
fn numbers_that_no_type_of_the_machine_has_are_decimals() {
    let variables = Variables::default();
    let of = |text: &str| {
        let mut slot = slot("row", json!([]));
        slot.samples.push(sample::parse(text, &variables).unwrap());
        outline(&infer(&[slot]).slots[0])
    };
    assert_eq!(of(r#"{"a": [1, 18446744073709551616], "b": 1}"#), "{a: [decimal], b: integer}");
    assert_eq!(of(r#"{"a": 0.12345678901234567890, "b": 0.1}"#), "{a: decimal, b: number}");
    assert_eq!(of("{a: 123456789012345678901234567890, /* b */}"), "{a: decimal}");
}

#[test]
fn objects_keyed_by_lorem_are_maps() {
    check(json!([{"ut_8": {"a": 1}, "nulla2b": {"a": 2}}]), "map of {a: integer}");
    check(json!([{"dolor": 1, "Excepteur": 2}, {"veniam": 3}]), "map of integer");
    check(json!([{"in_3": "x", "magna_e": "x"}]), "map of string");
    check(json!([{"enim4": true, "culpa_f1": "x"}]), "map of (string | boolean)");
    check(json!([{"id": 1, "laborum_5": "x", "esse_c": {}}]), "{id: integer}");
}

#[test]
fn members_that_look_like_lorem_are_members() {
    check(json!([{"id": "x", "in": "y", "do": "z"}]), "{id: string, in: string, do: string}");
    check(json!([{"utc": "x", "nonce": "y"}]), "{utc: string, nonce: string}");
    check(json!([{"id": "x", "velit": "y"}]), "{id: string, velit: string}");
    check(json!([{"ad_1": "x", "ad_2": "y"}]), "{ad_1: string, ad_2: string}");
    check(json!([{"magna": 1, "dolor": "x"}]), "{magna: integer, dolor: string}");
    check(json!([{"minimum": 1, "temporary": 1}]), "{minimum: integer, temporary: integer}");
}

#[test]
fn texts_have_a_format_where_all_have() {
    check(json!(["2026-01-01T08:00:00Z", "2026-01-01T08:00:00.123+01:00"]), "date-time");
    check(json!(["2026-01-01T08:00:00Z", "2026-01-01"]), "string");
    check(json!(["2026-01-01T08:00:00"]), "string");
    check(json!(["2026-01-01", "2026-02-28"]), "date");
    check(json!(["2026-02-30"]), "string");
    check(json!(["3f2c9a54-6d1b-4e0f-9a77-0c5d2e8b1f60"]), "uuid");
    check(json!(["3f2c9a54-6d1b-4e0f-9a77-0c5d2e8b1f60", ""]), "string");
    check(json!(["3F2C9A54-6D1B-4E0F-9A77-0C5D2E8B1F60"]), "string");
}

#[test]
fn empty_lists_and_objects_say_nothing() {
    check(json!([{"a": [], "b": {}}]), "{a: [any], b: map of any}");
    check(
        json!([{"a": [], "b": {}}, {"a": [1], "b": {"c": 1}}]),
        "{a: [integer], b: {c?: integer}}",
    );
}

#[test]
fn values_that_nobody_gave_say_nothing() {
    let unknown = |at: &str| BTreeSet::from([Pointer::parse(at).unwrap()]);
    let value = json!({"a": "name", "b": 1});
    let sample = Sample { value, unknown: unknown("/a"), repaired: true, ..Sample::default() };
    let mut slot = slot("pet", json!([]));
    slot.samples.push(sample);
    check_all(std::slice::from_ref(&slot), &["{a: any, b: integer}"]);
    slot.samples.extend(read(json!([{"a": 1}])));
    check_all(&[slot], &["{a: integer, b?: integer}"]);
}

#[test]
fn objects_keyed_by_ids_are_maps() {
    check(json!([{"65f0c1a2b3d4e5f601020304": 1}]), "map of integer");
    check(json!([{"3f2c9a54-6d1b-4e0f-9a77-0c5d2e8b1f60": {"a": 1}}]), "map of {a: integer}");
    check(json!([{"a": {"1": "x", "22": null}}]), "{a: map of string?}");
    check(json!([{"2026-01-01": 1}, {"2026-01-02": 2}]), "map of integer");
    check(json!([{"A12": 1, "B34": 2}, {"C56": 2}]), "map of integer");
    check(json!([{"x1": {"a": 1}, "x2": {"a": 1}, "x3": {"a": 1}}]), "map of {a: integer}");
    check(json!([{"x1": {"a": 1}, "x9": {"a": 1}, "x10": {"a": 1}}]), "map of {a: integer}");
}

#[test]
fn objects_with_fixed_keys_are_no_maps() {
    check(
        json!([{"sha1": "x", "sha256": "x", "sha512": "x"}, {"sha1": "x"}]),
        "{sha1: string, sha256?: string, sha512?: string}",
    );
    check(json!([{"1": "x"}]), "{1: string}");
    check(json!([{"1": "x", "2": 3}]), "{1: string, 2: integer}");
    check(
        json!([{"line1": "x", "line2": "x", "line3": ""}]),
        "{line1: string, line2: string, line3: string}",
    );
    check(
        json!([{"1": {"a": 1, "b": 1}, "2": {"c": 1}}]),
        "{1: {a: integer, b: integer}, 2: {c: integer}}",
    );
}

#[test]
fn a_constant_tells_objects_apart() {
    let slots = [slot(
        "pet",
        json!([{"parts": [
            {"type": "text", "text": "x"},
            {"type": "image", "url": "x", "size": 1},
            {"type": "text", "text": "y"},
        ]}]),
    )];
    check_all(
        &slots,
        &[
            "{parts: [(TextPart | ImagePart by type)]}",
            "TextPart {type: \"text\", text: string}",
            "ImagePart {type: \"image\", url: string, size: integer}",
        ],
    );
    let union = &infer(&slots).slots[0]["properties"]["parts"]["items"];
    assert_eq!(
        union["discriminator"]["mapping"],
        json!({"text": "#/components/schemas/TextPart", "image": "#/components/schemas/ImagePart"})
    );
}

#[test]
fn objects_of_one_shape_are_of_one_type_whatever_their_constants() {
    check(
        json!([[{"type": "home", "street": "x", "city": "y"}, {"type": "work", "street": "x", "city": "y", "firm": "z"}]]),
        "[{type: string, street: string, city: string, firm?: string}]",
    );
    check(
        json!([[{"name": "cpu", "min": 1}, {"name": "disk", "path": "/"}]]),
        "[{name: string, min?: integer, path?: string}]",
    );
    check(
        json!([[{"type": "An article", "a": 1}, {"type": "A video", "b": 1}]]),
        "[{type: string, a?: integer, b?: integer}]",
    );
}

#[test]
fn values_of_several_kinds_are_a_union() {
    check(json!([{"a": 1}, {"a": "x"}, {"a": null}]), "{a: (string | integer)?}");
    check_all(
        &[slot("pet", json!([{"a": 1, "b": 2}, [{"a": 1, "b": 2}], true]))],
        &["(boolean | [Pet] | Pet)", "Pet {a: integer, b: integer}"],
    );
}

#[test]
fn bodies_that_share_nothing_are_of_several_types() {
    check_all(
        &[slot(
            "login",
            json!([{"token": "x"}, {"error": "x", "code": 1}, {"token": "y", "age": 1}]),
        )],
        &[
            "(LoginWithToken / LoginWithError)",
            "LoginWithToken {token: string, age?: integer}",
            "LoginWithError {error: string, code: integer}",
        ],
    );
    check(json!([{"x": {"a": 1}}, {"x": {"b": 1}}]), "{x: {a?: integer, b?: integer}}");
}

#[test]
fn places_that_are_called_alike_and_share_most_have_one_type() {
    check_all(
        &[
            slot("order", json!([{"customer": {"id": 1, "name": "x"}}])),
            slot("customers", json!([[{"id": 1, "name": "x", "age": 3}]])),
        ],
        &[
            "{customer: Customer}",
            "[Customer]",
            "Customer {id: integer, name: string, age?: integer}",
        ],
    );
    check_all(
        &[
            slot("order", json!([{"customer": {"id": 1, "name": "x"}}])),
            slot("customers", json!([[{"id": "a", "name": "x"}]])),
        ],
        &["{customer: {id: integer, name: string}}", "[{id: string, name: string}]"],
    );
}

#[test]
fn places_that_are_called_differently_share_a_type_where_much_is_equal() {
    let big = json!({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1});
    let address = json!({"city": "x", "zip": "y"});
    check_all(
        &[slot(
            "order",
            json!([{"x": big, "y": big, "left": {"id": 1, "name": ""}, "right": {"id": 1, "name": ""}}]),
        )],
        &[
            "{x: X, y: X, left: {id: integer, name: string}, right: {id: integer, name: string}}",
            "X {a: integer, b: integer, c: integer, d: integer, e: integer, f: integer}",
        ],
    );
    check_all(
        &[slot("order", json!([{"billingAddress": address, "address": address}]))],
        &["{billingAddress: Address, address: Address}", "Address {city: string, zip: string}"],
    );
}

#[test]
fn names_that_say_little_make_no_type_of_few_members() {
    check_all(
        &[
            slot("pet", json!([{"data": {"id": 1, "name": "x"}}])),
            slot("toy", json!([{"data": {"id": 1, "name": "x", "age": 3}}])),
        ],
        &[
            "{data: {id: integer, name: string}}",
            "{data: {id: integer, name: string, age: integer}}",
        ],
    );
}

#[test]
fn types_that_merge_change_what_mentions_them() {
    // The owners become alike only once the pets in them are.
    check_all(
        &[
            slot("a", json!([{"owner": {"pet": {"id": 1, "name": "x"}, "age": 1}}])),
            slot("b", json!([{"owner": {"pet": {"id": 1, "name": "x", "tag": "t"}, "age": 1}}])),
        ],
        &[
            "{owner: Owner}",
            "{owner: Owner}",
            "Owner {pet: {id: integer, name: string, tag?: string}, age: integer}",
        ],
    );
}

#[test]
fn a_type_may_contain_itself() {
    let leaf = json!({"id": 1, "text": "x", "comments": []});
    let inner = json!({"id": 1, "text": "x", "comments": [leaf]});
    check_all(
        &[slot("post", json!([{"comments": [{"id": 1, "text": "x", "comments": [inner, leaf]}]}]))],
        &["{comments: [Comment]}", "Comment {id: integer, text: string, comments: [Comment]}"],
    );
}

#[test]
fn names_that_are_taken_or_vague_have_their_parents_in_front() {
    let of = |member: &str| json!({"a": 1, "b": 1, member: 1});
    let pair = |it: Value| json!([{"size": [it], "data": {"x": {"size": it}}}]);
    let slots = [slot("pet", pair(of("c"))), slot("toy", pair(json!({"d": "", "e": ""})))];
    check_all(
        &slots,
        &[
            "{size: [Size], data: {x: {size: Size}}}",
            "{size: [ToySize], data: {x: {size: ToySize}}}",
            "Size {a: integer, b: integer, c: integer}",
            "ToySize {d: string, e: string}",
        ],
    );
    let data = json!([{"data": {"a": 1, "b": 2}}]);
    check_all(
        &[slot("pet response", data.clone()), slot("toy response", data)],
        &[
            "{data: PetResponseData}",
            "{data: PetResponseData}",
            "PetResponseData {a: integer, b: integer}",
        ],
    );
}

#[test]
fn samples_may_be_nested_deeply() {
    let mut value = json!(1);
    for _ in 0..100 {
        value = json!({"a": [value]});
    }
    let mut inference = Inference::new();
    inference.slot(slot("pet", json!([value])));
    let deep = outline(&inference.finish().slots[0]);
    assert_eq!((deep.matches("{a: ").count(), deep.matches("any").count()), (33, 1));
}
