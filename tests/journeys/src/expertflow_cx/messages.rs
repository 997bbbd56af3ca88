//! CIM messages: in, out, and read again.

use expertflow_cx::clientwright_runtime::{self, uuid::Uuid};
use expertflow_cx::types::{
    Attachment, ChannelData, ChannelDataAdditionalAttribute, Customer, CustomerContactMessageBody,
    CustomerContactMessageBodyContact, CustomerContactMessageBodyContactAdditionalContactDetails,
    CustomerContactMessageBodyContactName, CustomerContactMessageBodyContactPhone,
    CustomerContactMessageBodyContactPhoneAdditionalPhoneDetails, CustomerImageMessageBody,
    CustomerLocationMessageBody, CustomerLocationMessageBodyAdditionalDetails,
    CustomerLocationMessageBodyLocation, DeliveryNotificationBody,
    DeliveryNotificationBodyReasonCode, Header, HeaderTimestamp, PlainBody, ReceiveRequest,
    SendRequest, Sender,
};
use expertflow_cx::{Client, Error, Patch};
use serde_json::{Value, json};

use super::client;
use super::cx::{CONVERSATION, Cx, SERVICE};

const ID: Uuid = Uuid::from_u128(0x5e8e_3d0b_7f7e_4f0a_9a53_6a3b_7d4c_9f02);

fn header_on(service: &str) -> Header {
    let sender = Sender::new("visitor-7781", "CUSTOMER", "Amina Khan");
    let channel = ChannelData::new("visitor-7781", service).with_request_priority(0);
    Header::new(sender, channel)
}

fn header() -> Header {
    header_on(SERVICE)
}

/// Sends a message of a customer, and returns its body as it arrived.
async fn receive(cx: &Cx, client: &Client, message: &ReceiveRequest) -> Value {
    let reply = client.cim_messages_ccm().inbound_receive().receive(message).send().await.unwrap();
    assert_eq!(reply.status(), 202);
    let seen = cx.gateway.last();
    assert_eq!(seen.line(), "POST /ccm/message/receive");
    assert_eq!(seen.header("authorization"), None, "the gateway lets everybody pass");
    let message = cx.received().pop().unwrap();
    assert_eq!(message["id"], "5e8e3d0b-7f7e-4f0a-9a53-6a3b7d4c9f02");
    message["body"].clone()
}

fn picture() -> ReceiveRequest {
    let url = "https://cx.example.com/file-engine/api/downloadFileStream?filename=rcpt-1.jpg";
    let attachment = Attachment::new(url).with_mime_type("image/jpeg").with_size(41_047);
    let body = CustomerImageMessageBody::new(attachment)
        .with_caption("Receipt")
        .with_markdown_text(Patch::Null);
    ReceiveRequest::customer_image_message(ID, header(), body)
}

#[tokio::test]
async fn a_chat_is_started_and_a_text_is_sent() {
    let cx = Cx::start().await;
    let client = client(&cx);
    let locale = ChannelDataAdditionalAttribute::new("locale", "String100", json!("en-GB"));
    let mut start = header()
        .with_intent("START_CHAT".to_owned())
        .with_timestamp(HeaderTimestamp::Integer(1_767_225_600));
    start.channel_data.additional_attributes = Some(vec![locale]);
    let start = ReceiveRequest::start_chat(ID, start, PlainBody::new(""));
    assert_eq!(receive(&cx, &client, &start).await, json!({ "type": "PLAIN", "markdownText": "" }));
    assert_eq!(
        cx.received()[0]["header"],
        json!({
            "sender": { "id": "visitor-7781", "type": "CUSTOMER", "senderName": "Amina Khan" },
            "channelData": {
                "channelCustomerIdentifier": "visitor-7781", "serviceIdentifier": SERVICE,
                "requestPriority": 0,
                "additionalAttributes": [
                    { "key": "locale", "type": "String100", "value": "en-GB" },
                ],
            },
            "timestamp": 1_767_225_600, "intent": "START_CHAT",
        })
    );

    let text = PlainBody::new("Hello, I need help with my order");
    let text = ReceiveRequest::customer_plain_message(ID, header(), text);
    let body = receive(&cx, &client, &text).await;
    assert_eq!(body["markdownText"], "Hello, I need help with my order");
}

#[tokio::test]
async fn a_picture_is_sent() {
    let cx = Cx::start().await;
    assert_eq!(
        receive(&cx, &client(&cx), &picture()).await,
        json!({
            "type": "IMAGE", "caption": "Receipt", "markdownText": null,
            "attachment": {
                "mediaUrl":
                    "https://cx.example.com/file-engine/api/downloadFileStream?filename=rcpt-1.jpg",
                "mimeType": "image/jpeg", "size": 41_047,
            },
        })
    );
}

#[tokio::test]
async fn a_place_is_sent() {
    let cx = Cx::start().await;
    let place = CustomerLocationMessageBodyLocation::new(31.5133, 74.3333);
    let details = CustomerLocationMessageBodyAdditionalDetails::new()
        .with_name("City stadium")
        .with_address("1 Sample Road");
    let body = CustomerLocationMessageBody::new(place).with_additional_details(details);
    let message = ReceiveRequest::customer_location_message(ID, header(), body);
    assert_eq!(
        receive(&cx, &client(&cx), &message).await,
        json!({
            "type": "LOCATION",
            "location": { "latitude": 31.5133, "longitude": 74.3333 },
            "additionalDetails": { "name": "City stadium", "address": "1 Sample Road" },
        })
    );
}

#[tokio::test]
async fn a_contact_is_sent() {
    let cx = Cx::start().await;
    let phone = CustomerContactMessageBodyContactPhone::new("+15550100033")
        .with_additional_phone_details(
            CustomerContactMessageBodyContactPhoneAdditionalPhoneDetails::new("CELL", "1555"),
        );
    let details = CustomerContactMessageBodyContactAdditionalContactDetails::new()
        .with_emails(vec![json!({ "email": "omar@example.com" })]);
    let name = CustomerContactMessageBodyContactName::new("Omar Diaz");
    let contact = CustomerContactMessageBodyContact::new(name, vec![phone])
        .with_additional_contact_details(details);
    let body = CustomerContactMessageBody::new(vec![contact]);
    let message = ReceiveRequest::customer_contact_message(ID, header(), body);
    assert_eq!(
        receive(&cx, &client(&cx), &message).await,
        json!({
            "type": "CONTACT",
            "contacts": [{
                "name": { "formattedName": "Omar Diaz" },
                "phones": [{
                    "phone": "+15550100033",
                    "additionalPhoneDetails": { "type": "CELL", "wa_id": "1555" },
                }],
                "additionalContactDetails": { "emails": [{ "email": "omar@example.com" }] },
            }],
        })
    );
}

#[tokio::test]
async fn a_delivery_is_reported() {
    let cx = Cx::start().await;
    let mut header = header();
    header.sender = Sender::new("acme-connector", "CONNECTOR", "Acme connector");
    let body = DeliveryNotificationBody::new("msg-0002", "READ")
        .with_reason_code(DeliveryNotificationBodyReasonCode::Integer(200));
    let message = ReceiveRequest::delivery_notification(ID, header, body);
    assert_eq!(
        receive(&cx, &client(&cx), &message).await,
        json!({
            "type": "DELIVERYNOTIFICATION", "messageId": "msg-0002", "status": "READ",
            "reasonCode": 200,
        })
    );
}

#[tokio::test]
async fn a_kind_that_the_crate_does_not_know_is_sent_as_it_is() {
    let cx = Cx::start().await;
    let header: Value = serde_json::from_slice(&clientwright_runtime::encode(&header())).unwrap();
    let sticker =
        json!({ "type": "STICKER", "mediaUrl": "https://s.example.com/1", "stickerId": "s-1" });
    let message = json!({ "id": ID.to_string(), "header": header, "body": sticker });
    let message = ReceiveRequest::Unknown(message);
    assert_eq!(receive(&cx, &client(&cx), &message).await, sticker);
}

#[tokio::test]
async fn a_message_for_no_channel_is_refused() {
    let cx = Cx::start().await;
    let body = PlainBody::new("Anybody there?");
    let message = ReceiveRequest::customer_plain_message(ID, header_on("9999"), body);
    let error = client(&cx).cim_messages_ccm().inbound_receive().receive(&message).await;
    let Error::Api(error) = error.unwrap_err() else { panic!() };
    assert_eq!((error.status, error.body.status), (400, 400));
    assert_eq!(error.body.message, "BAD_REQUEST");
}

#[tokio::test]
async fn a_text_is_sent_to_a_customer() {
    let cx = Cx::start().await;
    let sender = Sender::new("3f6b1c2e-7a55-4a0e-9d21-5b0a6c9e1f10", "AGENT", "Sam Reed");
    let outbound =
        ChannelDataAdditionalAttribute::new("messageDirection", "String2000", json!("outbound"));
    let channel = ChannelData::new("+15550100001", SERVICE)
        .with_additional_attributes(vec![outbound])
        .with_customer_first_name("Amina")
        .with_customer_last_name("Khan");
    let header =
        Header::new(sender, channel).with_customer(Customer::new("65f0c1a2b3d4e5f601020304"));
    let body = PlainBody::new("Your order has shipped");
    let message = SendRequest::send_outbound_sms(ID, header, body);

    let reply = client(&cx).cim_messages_ccm().outbound_send().send(&message).await.unwrap();
    assert_eq!(cx.gateway.last().line(), "POST /ccm/message/send");
    assert_eq!((reply.id, reply.status, reply.message.as_str()), (ID, 200, "OK"));
    assert_eq!(reply.additional_details.customer.first_name.as_deref(), Some("Amina"));
    let [sent] = cx.sent().try_into().unwrap();
    assert_eq!(sent["header"]["customer"], json!({ "_id": "65f0c1a2b3d4e5f601020304" }));
    assert_eq!(sent["body"], json!({ "type": "PLAIN", "markdownText": "Your order has shipped" }));
}

#[tokio::test]
async fn the_messages_of_a_conversation_are_read() {
    let cx = Cx::start().await;
    let client = client(&cx);
    let text = PlainBody::new("Hello");
    let text = ReceiveRequest::customer_plain_message(ID, header(), text);
    receive(&cx, &client, &text).await;
    receive(&cx, &client, &picture()).await;

    let topics = client.conversations_and_topics().customer_topics();
    let events = topics.list_conversation_past_events(CONVERSATION, "ALL").await.unwrap();
    assert_eq!(
        cx.gateway.last().line(),
        format!(
            "GET /conversation-manager/customer-topics/{CONVERSATION}/past-events?activityType=ALL"
        )
    );
    assert_eq!(events.len(), 3);
    assert_eq!(events[0].name, "CUSTOMER_MESSAGE");
    assert_eq!(events[0].event_emitter.sender_name, "Amina Khan");
    let body = events[0].data.body.as_ref().unwrap();
    assert_eq!(
        (body.type_.as_str(), &body.markdown_text),
        ("PLAIN", &Patch::Value("Hello".into()))
    );
    // Of other kinds of messages, and of other events, there is what they have.
    let body = events[1].data.body.as_ref().unwrap();
    assert_eq!((body.type_.as_str(), &body.markdown_text), ("IMAGE", &Patch::Null));
    assert_eq!(body.additional_properties["attachment"]["size"], 41_047);
    assert_eq!(events[2].name, "TASK_ENQUEUED");
    assert_eq!(events[2].data.body, None);
    assert_eq!(events[2].data.additional_properties["state"]["name"], "ACTIVE");
}
