//! The named samples of section 7.7.

use serde_json::{Value, json};

pub(crate) const AGENT: &str = "3f6b1c2e-7a55-4a0e-9d21-5b0a6c9e1f10";
pub(crate) const CONVERSATION: &str = "b4a7d0c95e1f4c3f8a266d01e7c2f9aa";
pub(crate) const PROVIDER: &str = "65f0c4a2b3d4e5f601020307";
pub(crate) const QUEUE: &str = "65f0c6a2b3d4e5f601020309";
pub(crate) const TASK: &str = "7c1d9f30-2b6a-4e37-8f1f-0a4b7d1c22e1";
pub(super) const CHANNEL_TYPE: &str = "65f0c3a2b3d4e5f601020306";
pub(super) const NOW: &str = "2026-01-01T08:00:00.000+00:00";

/// `@ChannelProvider`
pub(super) fn channel_provider() -> Value {
    json!({
        "id": PROVIDER, "name": "Acme Web Provider",
        "supportedChannelTypes": [{
            "id": CHANNEL_TYPE, "name": "WEB", "channelLogo": "b1f0a6de-web.svg",
            "isInteractive": true, "mediaRoutingDomain": "65f0e6a2b3d4e5f601020330",
        }],
        "providerWebhook": "http://acme-connector:7000",
        "channelProviderConfigSchema": [{
            "key": "HOST-URL", "label": "Host URL", "helpText": "Provider base address",
            "attributeType": "INPUT", "valueType": "URL", "isRequired": true, "categoryOptions": null,
        }],
    })
}

/// `@Task`
pub(super) fn task() -> Value {
    json!({
        "id": TASK, "conversationId": CONVERSATION,
        "state": { "name": "ACTIVE", "reasonCode": null },
        "assignedTo": { "id": AGENT, "name": "Sam Reed" },
        "agentRequestTtlTimerId": null,
        "activeMedia": [{
            "id": "a51b7e42-9c03-4d58-b0d6-3f7f5c90aa17", "mrdId": "65f0e6a2b3d4e5f601020330",
            "taskId": TASK, "queue": { "id": QUEUE, "name": "Sales Chat" },
            "type": { "direction": "INBOUND", "mode": "QUEUE", "metadata": { "offerToAgent": true } },
            "priority": 1, "state": "QUEUED",
            "requestSession": {
                "id": "0d9c1be27f6a4d4b9e3354c6a1b2c3d4", "conversationId": CONVERSATION,
            },
            "channelSessions": [{
                "id": "0d9c1be27f6a4d4b9e3354c6a1b2c3d4", "conversationId": CONVERSATION,
            }],
            "enqueueTime": 1_767_225_600_000_u64, "answerTime": 0,
        }],
    })
}

/// `@CustomerRef`
pub(super) fn customer_ref() -> Value {
    json!({
        "_id": "65f0c1a2b3d4e5f601020304", "firstName": "Amina",
        "phoneNumber": ["+15550100001"], "isAnonymous": false,
    })
}

/// `@KeycloakUser`
pub(super) fn user() -> Value {
    json!({
        "id": AGENT, "firstName": "Sam", "lastName": "Reed", "username": "sam.reed", "roles": ["agent"],
        "realm": "expertflow",
        "permittedResources": {
            "Resources": [{ "rsid": "c0a1", "rsname": "agent-desk", "scopes": ["view"] }],
        },
        "attributes": { "agentExtension": ["2001"] },
        "userTeam": { "teamId": "team-1", "teamName": "Sales" }, "supervisedTeams": [],
    })
}

/// `@CimEvent` of a task, whose `data` is that (section 7.3).
pub(super) fn task_event() -> Value {
    let sender = json!({
        "id": "routing-engine", "type": "SYSTEM", "senderName": "SYSTEM", "additionalDetail": null,
    });
    json!({
        "id": "ev-0", "name": "TASK_ENQUEUED", "type": "NOTIFICATION",
        "timestamp": 1_767_225_600_000_u64, "conversationId": CONVERSATION,
        "eventEmitter": sender, "channelSession": null, "data": task(),
        "roomInfo": { "id": "room-01", "mode": "CONTACT_CENTER" },
    })
}

/// `@CimEvent` of a message.
pub(super) fn event(nth: usize, message: &Value) -> Value {
    let mut sender = message["header"]["sender"].clone();
    // Jackson writes what is missing as `null`.
    sender["additionalDetail"] = sender["additionalDetail"].clone();
    let name = match message["body"]["type"].as_str() {
        Some("DELIVERYNOTIFICATION") => "MESSAGE_DELIVERY_NOTIFICATION",
        _ => "CUSTOMER_MESSAGE",
    };
    json!({
        "id": format!("ev-{}", nth + 1), "name": name, "type": "MESSAGE",
        "timestamp": 1_767_225_600_000_u64, "conversationId": CONVERSATION,
        "eventEmitter": sender, "channelSession": null,
        "data": {
            "id": message["id"],
            "header": { "sender": sender, "timestamp": 1_767_225_600_000_u64 },
            "body": message["body"],
        },
        "roomInfo": { "id": "room-01", "mode": "CONTACT_CENTER" },
    })
}
