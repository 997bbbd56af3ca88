//! What clients read anyway, and enumerations.

use serde_json::{Value, json};

use super::{DIALECTS, document, entry, har, order, settled, whats};
use crate::{Reconciliation, Request, Sources, reconcile};

/// Reconciles as a vendor with these settings does.
fn with_settings(document: &str, settings: &str, har: &str) -> Reconciliation {
    let mut sources = Sources::default();
    let description = sources.add("api.json", document);
    let request = Request::new(description).settings(sources.add("vendor.toml", settings));
    let recording = sources.add("session.har", har);
    reconcile(&sources, &request, &[recording], ("", "overlay.yaml"))
}

fn without(members: &[&str], others: &[(&str, Value)]) -> Value {
    let mut order = order();
    let all = order.as_object_mut().unwrap();
    for name in members {
        all.shift_remove(*name);
    }
    for (name, value) in others {
        all.insert((*name).to_owned(), value.clone());
    }
    order
}

fn one(body: &Value) -> String {
    har(&[entry(200, "application/json", &body.to_string())])
}

#[test]
fn null_or_nothing_for_a_list_or_a_map_is_harmless() {
    for version in DIALECTS {
        let document = document(version).to_string();
        let found = settled(
            &document,
            &one(&without(&[], &[("lines", json!(null)), ("labels", json!(null))])),
        );
        assert_eq!((found.deviations.len(), found.actions), (0, 0), "{:?}", whats(&found));
        let harmless: Vec<_> = found.harmless.iter().map(|it| it.what.as_str()).collect();
        assert_eq!(harmless, ["`null` for a value that is not nullable"; 2]);
        let found = settled(&document, &one(&without(&["lines"], &[])));
        assert_eq!((found.deviations.len(), found.harmless.len()), (0, 1));
        // What isn't a list is none.
        let found = settled(&document, &one(&without(&["buyer"], &[("paid", json!(null))])));
        assert_eq!((found.deviations.len(), found.harmless.len()), (2, 0));
    }
}

#[test]
fn what_is_sent_has_to_be_as_described() {
    let mut document = document("3.0.3");
    let order_at = json!({ "$ref": "#/components/schemas/Order" });
    document["paths"]["/orders/{id}"]["put"] = json!({
        "requestBody": { "content": { "application/json": { "schema": order_at } } },
        "responses": { "200": { "description": "x" } },
    });
    let mut put = entry(200, "", "");
    put["request"]["method"] = json!("PUT");
    let body = without(&[], &[("lines", json!(null))]).to_string();
    put["request"]["postData"] = json!({ "mimeType": "application/json", "text": body });
    let found = settled(&document.to_string(), &har(&[put]));
    assert_eq!((found.deviations.len(), found.harmless.len()), (1, 0));
}

#[test]
fn what_the_policy_accepts_is_harmless() {
    let body = without(
        &["note"],
        &[("id", json!("7")), ("created", json!("2026-01-02")), ("lines", json!({ "sku": "a" }))],
    );
    for version in DIALECTS {
        let document = document(version).to_string();
        let refused = with_settings(&document, "", &one(&body));
        assert_eq!((refused.deviations.len(), refused.harmless.len()), (3, 0));
        let accepted =
            with_settings(&document, "[responses]\ndeviations = \"accept\"\n", &one(&body));
        assert_eq!(
            (accepted.deviations.len(), accepted.harmless.len()),
            (0, 3),
            "{:?}",
            whats(&accepted)
        );
        // Which of two things is meant, no policy knows.
        let other = without(&[], &[("id", json!({ "x": 1 }))]);
        let found =
            with_settings(&document, "[responses]\ndeviations = \"accept\"\n", &one(&other));
        assert_eq!((found.deviations.len(), found.harmless.len()), (1, 0));
    }
}

#[test]
fn formats_and_streams_of_the_settings_count() {
    let text = document("3.0.3").to_string();
    let text = text.replace("\"format\":\"date-time\"", "\"format\":\"stamp\"");
    let body = without(&[], &[("created", json!("soon"))]);
    assert_eq!(with_settings(&text, "", &one(&body)).deviations, []);
    let read_as = "[formats]\nstamp = \"date-time\"\n";
    assert_eq!(
        whats(&with_settings(&text, read_as, &one(&body))),
        ["the value is not of its format"]
    );

    let lines = format!("{0}\n{0}\n", order());
    let recording = har(&[entry(200, "application/json", &lines)]);
    assert_eq!(with_settings(&text, "", &recording).deviations.len(), 1);
    let found = with_settings(&text, "[streams]\ngetOrder = true\n", &recording);
    assert_eq!(found.deviations, []);
}

#[test]
fn an_enumeration_that_nobody_can_list_is_a_text() {
    for version in DIALECTS {
        let document = document(version).to_string();
        let with = |count: usize| {
            let states =
                (0..count).map(|it| without(&[], &[("state", json!(format!("state-{it}")))]));
            let entries: Vec<_> =
                states.map(|it| entry(200, "application/json", &it.to_string())).collect();
            settled(&document, &har(&entries))
        };
        let few = with(20);
        assert!(few.deviations[0].actions.contains("state-19"), "{}", few.deviations[0].actions);
        let many = with(21);
        let actions = &many.deviations[0].actions;
        assert!(
            actions.contains("properties.state.enum\n") && actions.contains("remove: true"),
            "{actions}"
        );
        assert!(actions.contains("with more new values than can be listed"), "{actions}");
        assert!(!actions.contains("state-1"), "{actions}");
    }
}
