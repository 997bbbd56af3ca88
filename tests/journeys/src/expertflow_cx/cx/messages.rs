//! What a CIM message has: sections 7.1 and 7.2.

use serde_json::{Map, Value};

use super::SERVICE;

/// Whether a message is one; `Err` says why not.
pub(super) fn check(message: &Value, is_outbound: bool) -> Result<(), String> {
    let all = object(message, "the message", &["id", "header", "body"], &[])?;
    let id = text(&all["id"], "id")?;
    let is_uuid = id.len() == 36 && id.bytes().all(|it| it.is_ascii_hexdigit() || it == b'-');
    ensure(is_uuid, || format!("id: {id}"))?;
    header(&all["header"], is_outbound)?;
    body(&all["body"])
}

/// Whether the message is for a channel that is registered.
pub(super) fn has_channel(message: &Value) -> bool {
    message["header"]["channelData"]["serviceIdentifier"] == SERVICE
}

fn header(it: &Value, is_outbound: bool) -> Result<(), String> {
    let required: &[&str] = if is_outbound {
        &["sender", "channelData", "customer"]
    } else {
        &["sender", "channelData"]
    };
    let optional = [
        "language",
        "timestamp",
        "securityInfo",
        "stamps",
        "intent",
        "entities",
        "customer",
        "channelSessionId",
        "conversationId",
        "originalMessageId",
        "providerMessageId",
        "schedulingMetaData",
        "roomId",
        "replyToMessageId",
    ];
    let header = object(it, "header", required, &optional)?;
    let optional = ["additionalDetail"];
    let sender = object(&header["sender"], "sender", &["id", "type", "senderName"], &optional)?;
    one_of(&sender["type"], &["AGENT", "BOT", "CUSTOMER", "APP", "CONNECTOR", "SYSTEM", "IVR"])?;
    channel_data(&header["channelData"])?;
    for name in ["language", "securityInfo", "entities"] {
        ensure(header.get(name).is_none_or(Value::is_object), || name.to_owned())?;
    }
    let is_time = |it: &Value| it.is_number() || it.is_string();
    ensure(header.get("timestamp").is_none_or(is_time), || "timestamp".to_owned())?;
    match header.get("intent") {
        None | Some(Value::Null) => Ok(()),
        Some(intent) => one_of(
            intent,
            &["NONE", "REPLY_TO", "UPDATE", "START_CHAT", "END_CHAT", "NETWORK_DISCONNECT"],
        ),
    }
}

fn channel_data(it: &Value) -> Result<(), String> {
    let required = ["channelCustomerIdentifier", "serviceIdentifier"];
    let optional =
        ["requestPriority", "customerFirstName", "customerLastName", "additionalAttributes"];
    let data = object(it, "channelData", &required, &optional)?;
    let is_priority = |it: &Value| it.as_u64().is_some_and(|it| it <= 10);
    ensure(data.get("requestPriority").is_none_or(is_priority), || "requestPriority".to_owned())?;
    for it in list(data.get("additionalAttributes").unwrap_or(&Value::Array(Vec::new())))? {
        attribute(it)?;
    }
    Ok(())
}

/// `Attribute` of section 7.1.
pub(super) fn attribute(it: &Value) -> Result<(), String> {
    let attribute = object(it, "attribute", &["key", "type", "value"], &[])?;
    one_of(
        &attribute["type"],
        &[
            "Alphanum100",
            "AlphanumSpecial200",
            "String2000",
            "String50",
            "String100",
            "PositiveNumber",
            "IP",
            "Number",
            "PhoneNumber",
            "URL",
            "Boolean",
            "Email",
            "Password",
            "StringList",
            "WebChannelData",
        ],
    )
}

fn body(it: &Value) -> Result<(), String> {
    let kind = text(&it["type"], "body.type")?;
    let members = |required: &[&str], optional: &[&str]| {
        let required = [&["type"], required].concat();
        object(it, kind, &required, &[&["markdownText"], optional].concat())
    };
    match kind {
        "PLAIN" => members(&[], &["additionalDetails"]).map(drop),
        "IMAGE" => {
            let all = members(&["attachment"], &["caption", "additionalDetails"])?;
            let optional = ["thumbnail", "mimeType", "size", "mediaLabel", "mediaName"];
            object(&all["attachment"], "attachment", &["mediaUrl"], &optional).map(drop)
        }
        "LOCATION" => {
            let all = members(&["location"], &["additionalDetails"])?;
            let place = object(&all["location"], "location", &["latitude", "longitude"], &[])?;
            ensure(place.values().all(Value::is_number), || "location".to_owned())?;
            let details = all.get("additionalDetails").map(|it| {
                object(it, "additionalDetails", &[], &["name", "address", "url"]).map(drop)
            });
            details.unwrap_or(Ok(()))
        }
        "CONTACT" => {
            let all = members(&["contacts"], &[])?;
            list(&all["contacts"])?.iter().try_for_each(contact)
        }
        "DELIVERYNOTIFICATION" => {
            let all = members(&["messageId", "status"], &["reasonCode"])?;
            one_of(&all["status"], &["DELIVERED", "READ", "CONNECTED", "FAILED"])
        }
        "STICKER" => members(&["mediaUrl", "stickerId"], &[]).map(drop),
        other => Err(format!("no journey sends `{other}`")),
    }
}

fn contact(it: &Value) -> Result<(), String> {
    let contact = object(it, "contact", &["name", "phones"], &["additionalContactDetails"])?;
    object(&contact["name"], "name", &["formattedName"], &["additionalNameDetails"])?;
    for phone in list(&contact["phones"])? {
        let phone = object(phone, "phone", &["phone"], &["additionalPhoneDetails"])?;
        if let Some(details) = phone.get("additionalPhoneDetails") {
            object(details, "additionalPhoneDetails", &[], &["type", "wa_id"])?;
        }
    }
    let details = contact.get("additionalContactDetails").map(|it| {
        let names = ["emails", "org", "addresses", "urls", "ims", "birthday"];
        object(it, "additionalContactDetails", &[], &names).map(drop)
    });
    details.unwrap_or(Ok(()))
}

/// An object that has all of `required`, perhaps `optional`, and nothing else.
pub(super) fn object<'a>(
    it: &'a Value,
    place: &str,
    required: &[&str],
    optional: &[&str],
) -> Result<&'a Map<String, Value>, String> {
    let all = it.as_object().ok_or_else(|| format!("{place} is no object: {it}"))?;
    for name in required {
        ensure(all.get(*name).is_some_and(|it| !it.is_null()), || format!("{place} lacks {name}"))?;
    }
    for name in all.keys() {
        let is_known = required.contains(&name.as_str()) || optional.contains(&name.as_str());
        ensure(is_known, || format!("{place} has {name}"))?;
    }
    Ok(all)
}

pub(super) fn list(it: &Value) -> Result<&Vec<Value>, String> {
    it.as_array().ok_or_else(|| format!("no list: {it}"))
}

fn text<'a>(it: &'a Value, place: &str) -> Result<&'a str, String> {
    it.as_str().ok_or_else(|| format!("{place} is no text: {it}"))
}

fn one_of(it: &Value, values: &[&str]) -> Result<(), String> {
    ensure(values.iter().any(|value| it == value), || format!("{it} is none of {values:?}"))
}

fn ensure(is_so: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if is_so { Ok(()) } else { Err(why()) }
}
