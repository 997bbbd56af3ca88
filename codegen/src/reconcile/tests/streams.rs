//! Responses that come value by value.

use serde_json::json;

use super::{DIALECTS, document, entry, har, order, run, settled, whats};

const EVENTS: &str = "text/event-stream";

fn lines(separator: &str) -> String {
    let order = order().to_string();
    format!("{separator}{order}\n{separator}{order}\n")
}

fn events() -> String {
    format!("event: order\ndata: {}\n\ndata: {}\n\ndata: [DONE]\n\n", order(), order())
}

#[test]
fn several_values_where_one_is_documented_are_a_stream() {
    for version in DIALECTS {
        let document = document(version).to_string();
        let glued = lines("").replace('\n', "");
        for (body, media_type, said) in [
            (lines(""), "application/json", "true"),
            (lines("\u{1e}"), "application/json", "true"),
            (lines(""), "text/plain", "true"),
            (glued, "", "true"),
            (events(), "application/json", "events"),
        ] {
            let found = settled(&document, &har(&[entry(200, media_type, &body)]));
            let [only] = found.deviations.as_slice() else {
                panic!("{version} {media_type}: {:?}", whats(&found))
            };
            assert!(
                only.what.ends_with("where one value is documented")
                    || only.what.ends_with("where one is documented")
            );
            let action = "- target: $.paths['/orders/{id}'].get\n";
            assert!(only.actions.starts_with(action), "{}", only.actions);
            let update = format!("  update: {{x-clientwright-stream: {said}}}\n");
            assert!(only.actions.ends_with(&update), "{}", only.actions);
        }
    }
}

#[test]
fn a_media_type_of_streams_is_documented_with_the_type_of_its_items() {
    for version in DIALECTS {
        let document = document(version).to_string();
        for (body, media_type) in [
            (lines(""), "application/x-ndjson"),
            (lines("\u{1e}"), "application/json-seq"),
            (events(), EVENTS),
        ] {
            let found = settled(&document, &har(&[entry(200, media_type, &body)]));
            assert_eq!(whats(&found), [format!("undocumented media type `{media_type}`")]);
            let actions = &found.deviations[0].actions;
            if version == "2.0" {
                assert!(actions.contains("produces: ["), "{actions}");
            } else {
                assert!(actions.contains("x-clientwright-item-schema:"), "{actions}");
                assert!(!actions.contains("type: array\n            items"), "{actions}");
            }
        }
    }
}

#[test]
fn items_and_the_data_of_events_are_held_against_what_is_documented() {
    let mut document = document("3.0.3");
    let order_at = json!({ "$ref": "#/components/schemas/Order" });
    let event = json!({ "type": "object", "properties": { "event": { "type": "string" }, "data": order_at } });
    let response = &mut document["paths"]["/orders/{id}"]["get"]["responses"]["200"];
    response["content"] = json!({
        EVENTS: { "schema": event },
        "application/jsonl": { "x-clientwright-item-schema": order_at },
    });
    let document = document.to_string();
    for (media_type, body) in [(EVENTS, events()), ("application/jsonl", lines(""))] {
        let good = run(&document, None, &har(&[entry(200, media_type, &body)]));
        assert_eq!(good.deviations, [], "{media_type}");
        let body = body.replacen("\"open\"", "\"sent\"", 1);
        let found = settled(&document, &har(&[entry(200, media_type, &body)]));
        assert_eq!(whats(&found), ["the value is not in the enumeration"]);
    }
    let text = run(&document, None, &har(&[entry(200, EVENTS, "<html>busy</html>")]));
    assert_eq!(text.actions, 0);
}

#[test]
fn a_text_of_json_lines_is_typed_by_them() {
    for version in DIALECTS {
        let mut document = document(version);
        let get = &mut document["paths"]["/orders/{id}"]["get"];
        if version == "2.0" {
            get["produces"] = json!(["text/plain"]);
            get["responses"]["200"]["schema"] = json!({ "type": "string" });
        } else {
            get["responses"]["200"]["content"] =
                json!({ "text/plain": { "schema": { "type": "string" } } });
        }
        let document = document.to_string();
        let found = settled(&document, &har(&[entry(200, "text/plain", &lines(""))]));
        let all: String = found.deviations.iter().map(|it| it.actions.as_str()).collect();
        assert!(
            all.contains("x-clientwright-stream: true") && all.contains("type: object"),
            "{all}"
        );
        // One of them, or none, is a text as described.
        for body in [order().to_string(), "done".to_owned(), " \n".to_owned()] {
            let found = run(&document, None, &har(&[entry(200, "text/plain", &body)]));
            assert_eq!(found.deviations, [], "{version} {body}");
        }
    }
}

#[test]
fn white_space_is_no_body() {
    for version in DIALECTS {
        let document = document(version).to_string();
        // The 404 is documented without a body.
        let found = run(&document, None, &har(&[entry(404, "text/plain", "\r\n")]));
        assert_eq!(found.deviations, []);
        let found = settled(&document, &har(&[entry(200, "application/json", "\n")]));
        assert_eq!(whats(&found), ["an empty body where one is documented"]);
    }
}
