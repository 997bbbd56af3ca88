//! CIM messages: in, out, and read again.

use expertflow_cx::clientwright_runtime::uuid::Uuid;
use expertflow_cx::types::{
    Attachment, Attribute, AttributeRequired, ChannelData, ChannelDataRequired, CimEventData,
    CimEventName, CimMessageRequired, ContactBody, ContactBodyContact,
    ContactBodyContactAdditionalContactDetails, ContactBodyContactName, ContactBodyContactPhone,
    ContactBodyContactPhoneAdditionalPhoneDetails, ContactMessageRequired, Customer,
    DeliveryNotificationBody, DeliveryNotificationBodyReasonCode, DeliveryNotificationBodyRequired,
    DeliveryNotificationBodyStatus, DeliveryNotificationRequired, ImageBody, ImageMessageRequired,
    LocationBody, LocationBodyAdditionalDetails, LocationBodyLocation,
    LocationBodyLocationRequired, LocationMessageRequired, MessageBody, MessageHeader,
    MessageIntent, PlainBody, PlainMessageRequired, ReceiveRequest, SendRequest, Sender,
    SenderRequired, SenderType, TaskStateName, Timestamp, ValueType,
};
use expertflow_cx::{Client, Error, Patch};
use serde_json::{Value, json};

use super::client;
use super::cx::{AGENT, CONVERSATION, Cx, SERVICE, TASK};

const ID: Uuid = Uuid::from_u128(0x5e8e_3d0b_7f7e_4f0a_9a53_6a3b_7d4c_9f02);

fn header_on(service: &str) -> MessageHeader {
    let sender = Sender::new(SenderRequired {
        id: "visitor-7781".into(),
        type_: SenderType::Customer,
        sender_name: "Amina Khan".into(),
    });
    let channel = ChannelData::new(ChannelDataRequired {
        channel_customer_identifier: "visitor-7781".into(),
        service_identifier: service.into(),
    })
    .with_request_priority(0);
    MessageHeader::new(channel, sender)
}

fn header() -> MessageHeader {
    header_on(SERVICE)
}

/// Sends a message of a customer, and returns its body as it arrived.
async fn receive(cx: &Cx, client: &Client, message: &ReceiveRequest) -> Value {
    let response =
        client.cim_messages_ccm().inbound_receive().receive(message).send().await.unwrap();
    assert_eq!(response.status(), 202);
    let seen = cx.gateway.last();
    assert_eq!(seen.line(), "POST /ccm/message/receive");
    assert_eq!(seen.header("authorization"), None, "the gateway lets everybody pass");
    let message = cx.received().pop().unwrap();
    assert_eq!(message["id"], "5e8e3d0b-7f7e-4f0a-9a53-6a3b7d4c9f02");
    message["body"].clone()
}

/// A text of a customer on the channel.
fn text(text: &str) -> ReceiveRequest {
    ReceiveRequest::customer_plain_message(PlainMessageRequired {
        id: ID,
        header: header(),
        body: PlainBody::new(text),
    })
}

fn picture_body() -> ImageBody {
    let url = "https://cx.example.com/file-engine/api/downloadFileStream?filename=rcpt-1.jpg";
    let attachment = Attachment::new(url).with_mime_type("image/jpeg").with_size(41_047);
    ImageBody::new(attachment).with_caption("Receipt").with_markdown_text(Patch::Null)
}

fn picture() -> ReceiveRequest {
    ReceiveRequest::customer_image_message(ImageMessageRequired {
        id: ID,
        header: header(),
        body: picture_body(),
    })
}

#[tokio::test]
async fn a_chat_is_started_and_a_text_is_sent() {
    let cx = Cx::start().await;
    let client = client(&cx);
    let locale = Attribute::new(AttributeRequired {
        key: "locale".into(),
        type_: ValueType::String100,
        value: json!("en-GB"),
    });
    let mut start = header()
        .with_intent(MessageIntent::StartChat)
        .with_timestamp(Timestamp::Integer(1_767_225_600));
    start.channel_data.additional_attributes = Some(vec![locale]);
    let start = ReceiveRequest::start_chat(PlainMessageRequired {
        id: ID,
        header: start,
        body: PlainBody::new(""),
    });
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

    let body = receive(&cx, &client, &text("Hello, I need help with my order")).await;
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
    let place = LocationBodyLocation::new(LocationBodyLocationRequired {
        latitude: 31.5133,
        longitude: 74.3333,
    });
    let details = LocationBodyAdditionalDetails::new()
        .with_name("City stadium".to_owned())
        .with_address("1 Sample Road".to_owned());
    let body = LocationBody::new(place).with_additional_details(details);
    let place = ReceiveRequest::customer_location_message(LocationMessageRequired {
        id: ID,
        header: header(),
        body,
    });
    assert_eq!(
        receive(&cx, &client(&cx), &place).await,
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
    let phone = ContactBodyContactPhone::new("+15550100033").with_additional_phone_details(
        ContactBodyContactPhoneAdditionalPhoneDetails::new().with_type("CELL").with_wa_id("1555"),
    );
    let details = ContactBodyContactAdditionalContactDetails::new()
        .with_emails(vec![json!({ "email": "omar@example.com" })]);
    let name = ContactBodyContactName::new("Omar Diaz");
    let contact =
        ContactBodyContact::new(name, vec![phone]).with_additional_contact_details(details);
    let body = ContactBody::new(vec![contact]);
    let contact = ReceiveRequest::customer_contact_message(ContactMessageRequired {
        id: ID,
        header: header(),
        body,
    });
    assert_eq!(
        receive(&cx, &client(&cx), &contact).await,
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
    let body = DeliveryNotificationBody::new(DeliveryNotificationBodyRequired {
        message_id: "msg-0002".into(),
        status: DeliveryNotificationBodyStatus::Read,
    })
    .with_reason_code(DeliveryNotificationBodyReasonCode::Integer(200));
    let mut header = header();
    header.sender = Sender::new(SenderRequired {
        id: "acme-connector".into(),
        type_: SenderType::Connector,
        sender_name: "Acme connector".into(),
    });
    let report = ReceiveRequest::delivery_notification(DeliveryNotificationRequired {
        id: ID,
        header,
        body,
    });
    assert_eq!(
        receive(&cx, &client(&cx), &report).await,
        json!({
            "type": "DELIVERYNOTIFICATION", "messageId": "msg-0002", "status": "READ",
            "reasonCode": 200,
        })
    );
}

#[tokio::test]
async fn a_kind_that_the_crate_does_not_know_is_sent_as_it_is() {
    let cx = Cx::start().await;
    let sticker =
        json!({ "type": "STICKER", "mediaUrl": "https://s.example.com/1", "stickerId": "s-1" });
    let body = MessageBody::Unknown(sticker.clone());
    let message =
        ReceiveRequest::any_message(CimMessageRequired { id: ID, header: header(), body });
    assert_eq!(receive(&cx, &client(&cx), &message).await, sticker);
}

#[tokio::test]
async fn a_message_for_no_channel_is_refused() {
    let cx = Cx::start().await;
    let body = PlainBody::new("Anybody there?");
    let message = ReceiveRequest::customer_plain_message(PlainMessageRequired {
        id: ID,
        header: header_on("9999"),
        body,
    });
    let error = client(&cx).cim_messages_ccm().inbound_receive().receive(&message).await;
    let Error::Api(error) = error.unwrap_err() else { panic!() };
    assert_eq!((error.status, error.message()), (400, Some("BAD_REQUEST")));
    assert_eq!(error.downcast_ref::<expertflow_cx::types::CcmError>().unwrap().status, 400);
}

#[tokio::test]
async fn a_text_is_sent_to_a_customer() {
    let cx = Cx::start().await;
    let sender = Sender::new(SenderRequired {
        id: AGENT.into(),
        type_: SenderType::Agent,
        sender_name: "Sam Reed".into(),
    });
    let outbound = Attribute::new(AttributeRequired {
        key: "messageDirection".into(),
        type_: ValueType::String2000,
        value: json!("outbound"),
    });
    let channel = ChannelData::new(ChannelDataRequired {
        channel_customer_identifier: "+15550100001".into(),
        service_identifier: SERVICE.into(),
    })
    .with_additional_attributes(vec![outbound])
    .with_customer_first_name("Amina")
    .with_customer_last_name("Khan");
    let customer = Customer::new().with_id("65f0c1a2b3d4e5f601020304");
    let header = MessageHeader::new(channel, sender).with_customer(customer);
    let body = PlainBody::new("Your order has shipped");
    let message = SendRequest::send_outbound_sms(PlainMessageRequired { id: ID, header, body });

    let response = client(&cx).cim_messages_ccm().outbound_send().send(&message).await.unwrap();
    assert_eq!(cx.gateway.last().line(), "POST /ccm/message/send");
    assert_eq!((response.id, response.status, response.message.as_str()), (ID, 200, "OK"));
    assert_eq!(response.additional_details.customer.first_name.as_deref(), Some("Amina"));
    let [sent] = cx.sent().try_into().unwrap();
    assert_eq!(sent["header"]["customer"], json!({ "_id": "65f0c1a2b3d4e5f601020304" }));
    assert_eq!(sent["body"], json!({ "type": "PLAIN", "markdownText": "Your order has shipped" }));
}

#[tokio::test]
async fn the_messages_of_a_conversation_are_read() {
    let cx = Cx::start().await;
    let client = client(&cx);
    receive(&cx, &client, &text("Hello")).await;
    receive(&cx, &client, &picture()).await;
    let sticker =
        json!({ "type": "STICKER", "mediaUrl": "https://s.example.com/1", "stickerId": "s-1" });
    let sticker = MessageBody::Unknown(sticker);
    let message = ReceiveRequest::any_message(CimMessageRequired {
        id: ID,
        header: header(),
        body: sticker.clone(),
    });
    receive(&cx, &client, &message).await;

    let topics = client.conversations_and_topics().customer_topics();
    let events = topics.list_conversation_past_events(CONVERSATION, "ALL").await.unwrap();
    assert_eq!(
        cx.gateway.last().line(),
        format!(
            "GET /conversation-manager/customer-topics/{CONVERSATION}/past-events?activityType=ALL"
        )
    );
    assert_eq!(events.len(), 4);
    assert_eq!(events[0].name, CimEventName::CustomerMessage);
    assert_eq!(events[0].event_emitter.as_ref().unwrap().sender_name, "Amina Khan");
    assert_eq!(events[0].timestamp, Timestamp::Integer(1_767_225_600_000));
    let CimEventData::Message(text) = &events[0].data else { panic!("{:?}", events[0]) };
    assert_eq!(text.body, MessageBody::plain("Hello"));
    assert_eq!(text.header.sender.type_, SenderType::Customer);
    let CimEventData::Message(sent) = &events[1].data else { panic!("{:?}", events[1]) };
    assert_eq!(sent.body, picture_body().into());
    let MessageBody::Image(image) = &sent.body else { panic!("{sent:?}") };
    assert_eq!((&image.markdown_text, image.attachment.size), (&Patch::Null, Some(41_047)));
    // Of a kind that the crate doesn't know, there is what it has.
    let CimEventData::Message(sent) = &events[2].data else { panic!("{:?}", events[2]) };
    assert_eq!(sent.body, sticker);
    // Other events have other data.
    assert_eq!(events[3].name, CimEventName::TaskEnqueued);
    let CimEventData::Task(task) = &events[3].data else { panic!("{:?}", events[3]) };
    assert_eq!((task.id.to_string().as_str(), &task.state.name), (TASK, &TaskStateName::Active));
}
