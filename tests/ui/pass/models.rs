//! Values: open enums and unions, requests with what they need and what they may have, webhooks.
#![deny(warnings)]

use teamviewer_engage::clientwright_runtime::serde_json::json;
use teamviewer_engage::clientwright_runtime::{decode, encode};
use teamviewer_engage::types::{HasId, MessageSend, MessageType, RuleCondition};
use teamviewer_engage::webhook_events::{Event, new_message};

fn main() {
    // A value that this crate doesn't know is kept.
    assert_eq!(MessageType::from("MESSAGE"), MessageType::Message);
    let new = MessageType::from("HOLOGRAM");
    assert_eq!((&new, new.as_str()), (&MessageType::Other("HOLOGRAM".to_owned()), "HOLOGRAM"));
    assert_eq!(new.to_string(), "HOLOGRAM");
    assert_eq!("MESSAGE".parse(), Ok(MessageType::Message));
    assert_eq!(format!("{:>9}", MessageType::Message), "  MESSAGE");
    let text = "HOLOGRAM".to_owned();
    let place = text.as_ptr();
    let text = String::from(MessageType::from(text));
    assert_eq!((text.as_str(), text.as_ptr()), ("HOLOGRAM", place), "nothing was copied");
    assert_eq!("2".parse(), Ok(flow_webinars::types::AccessStatus::Open));
    assert_eq!(i64::from(flow_webinars::types::OperatorRole::Organizer), 10);

    // What needs nothing has a default, also where one of its members has only one value.
    assert_eq!(HasId::default(), HasId::new());

    // What a request can't do without is an argument, by name or by text; the rest has setters.
    let mut message =
        MessageSend::new("MESSAGE").with_message("Hello").with_button_link("https://example.org");
    message.button_text = Some("Look".to_owned());
    let sent = encode(&message);
    assert_eq!(
        String::from_utf8_lossy(&sent),
        r#"{"message":"Hello","type":"MESSAGE","buttonLink":"https://example.org","buttonText":"Look"}"#
    );

    // A variant that this crate doesn't know is kept and sent back.
    let text = r#"{"type":"WeekdayRuleConditionAPIDTO","weekday":5}"#;
    let condition: RuleCondition = decode(text.as_bytes()).unwrap();
    assert_eq!(String::from_utf8_lossy(&encode(&condition)), text);
    assert!(matches!(&condition, RuleCondition::Unknown(it) if it["weekday"] == json!(5)));
    let condition = RuleCondition::HasId(HasId::new());
    assert_eq!(String::from_utf8_lossy(&encode(&condition)), r#"{"type":"HAS_ID"}"#);

    // Webhooks, by name or all of them.
    let body = br#"{"id":"m","type":"HOLOGRAM"}"#;
    assert!(new_message(body).is_ok());
    match Event::parse_as("newMessage", body).unwrap() {
        Event::NewMessage(message) => assert_eq!(message, new_message(body).unwrap()),
        other => panic!("{other:?}"),
    }
    let unknown = Event::parse_as("later", b"{}").unwrap();
    assert!(matches!(unknown, Event::Unknown { name, .. } if name == "later"));
    assert!(Event::parse_as("newMessage", b"[").is_err());
}
