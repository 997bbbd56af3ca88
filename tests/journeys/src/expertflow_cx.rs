//! Expertflow CX: tokens, messages of customers and to them, conversations, channel connectors, files, reports, errors.

pub(crate) mod cx;
mod errors;
mod messages;
mod tokens;

use expertflow_cx::types::{
    Attribute, AttributeRequired, ChannelConnector, ChannelConnectorRequired,
    ChannelProviderInterface, Direction, SearchConversationsRequest, TeamQueues, Tenant, ValueType,
};
use expertflow_cx::{Client, ClientBuilder, FilePart, Server};
use serde_json::json;

use self::cx::{CONVERSATION, Cx, PROVIDER, QUEUE, SERVICE};
use crate::PATIENCE;

/// A client of this installation, without credentials.
fn builder(cx: &Cx) -> ClientBuilder {
    Client::builder()
        .server(Server::base_url(&cx.gateway.origin))
        .keycloak_url(&cx.keycloak.origin)
        .timeout(PATIENCE)
}

/// A client with a token that is good for 300 seconds.
fn client(cx: &Cx) -> Client {
    builder(cx).access_token(cx.token()).build().unwrap()
}

#[tokio::test]
async fn a_channel_connector_is_registered_configured_and_removed() {
    let cx = Cx::start().await;
    let client = client(&cx);
    let connectors = client.channel_configuration().channel_connectors();
    let url = Attribute::new(AttributeRequired {
        key: "HOST-URL".into(),
        type_: ValueType::Url,
        value: json!("https://a.example.com"),
    });
    let request = ChannelConnector::new(ChannelConnectorRequired {
        name: "Acme Web Connector".into(),
        channel_provider_interface: ChannelProviderInterface::new().with_id(PROVIDER),
        channel_provider_configs: vec![url],
        tenant: Tenant::new(),
    });

    let created = connectors.create_channel_connector(&request).await.unwrap();
    let seen = cx.gateway.last();
    assert_eq!(seen.line(), "POST /ccm/channel-connectors");
    assert_eq!(
        seen.json().ok(),
        Some(json!({
            "name": "Acme Web Connector",
            "channelProviderInterface": { "id": PROVIDER },
            "channelProviderConfigs": [{
                "key": "HOST-URL", "type": "URL", "value": "https://a.example.com",
            }],
            "tenant": {},
        }))
    );
    let provider = &created.channel_provider_interface;
    assert_eq!(provider.name.as_deref(), Some("Acme Web Provider"));
    let [kind] = provider.supported_channel_types.as_deref().unwrap() else { panic!() };
    assert_eq!(created.tenant.name.as_deref(), Some("Acme"));

    let of_web = connectors
        .list_channel_connectors()
        .channel_type_id(kind.id.as_deref().unwrap())
        .await
        .unwrap();
    assert_eq!(
        cx.gateway.last().target,
        "/ccm/channel-connectors?channelTypeId=65f0c3a2b3d4e5f601020306"
    );
    assert_eq!(of_web, std::slice::from_ref(&created));
    let of_others = connectors.list_channel_connectors().channel_type_id("none").await.unwrap();
    assert_eq!(of_others, []);

    // What was got is sent back whole, as the replacement.
    let id = created.id.clone().unwrap();
    let mut changed = created;
    changed.channel_provider_configs[0].value = json!("https://b.example.com");
    let stored = connectors.update_channel_connector(&id, &changed).await.unwrap();
    assert_eq!(stored, changed);

    // The connector itself asks for this when it starts.
    let config = connectors.get_connector_configuration(SERVICE).await.unwrap();
    assert_eq!(config[0].key, "HOST-URL");
    assert_eq!(config[0].value, "https://b.example.com");

    connectors.delete_channel_connector(&id).await.unwrap();
    assert_eq!(connectors.list_channel_connectors().await.unwrap(), []);
}

#[tokio::test]
async fn the_data_of_a_conversation_is_read_and_written() {
    let cx = Cx::start().await;
    let conversations = client(&cx).conversations_and_topics();
    let data = conversations.conversation_data();
    let before = data.get_conversation_data(CONVERSATION).await.unwrap();
    assert_eq!(
        cx.gateway.last().line(),
        format!("GET /conversation-manager/customer-topics/{CONVERSATION}/conversation-data")
    );
    assert_eq!(before["orderId"], "42");

    // The keys are one's own.
    let more = [("language".to_owned(), "ur".to_owned()), ("basket".to_owned(), "7".to_owned())];
    let after = data.set_conversation_data(CONVERSATION, &more.into()).await.unwrap();
    assert_eq!(cx.gateway.last().json().ok(), Some(json!({ "language": "ur", "basket": "7" })));
    let pairs = after.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    assert_eq!(pairs.collect::<Vec<_>>(), [("basket", "7"), ("language", "ur"), ("orderId", "42")]);
    assert_eq!(data.get_conversation_data(CONVERSATION).await.unwrap(), after);
}

#[tokio::test]
async fn a_conversation_is_found() {
    let cx = Cx::start().await;
    let search = client(&cx).conversations_and_topics().conversation_search_graphql();
    let query =
        "{ searchConversations(searchTerm: \"omar\") { docs { id customer { firstName } } } }";
    let request = SearchConversationsRequest::new(query).with_variables([].into());
    let found = search.search_conversations(&request).await.unwrap();
    let seen = cx.gateway.last();
    assert_eq!(seen.line(), "POST /conversation-manager/graphql");
    assert_eq!(seen.json().ok(), Some(json!({ "query": query, "variables": {} })));
    let page = found.data.unwrap().search_conversations;
    assert_eq!((page.total_docs, page.limit), (1, Some(10)));
    assert_eq!(page.docs[0].id, CONVERSATION);
    assert_eq!(page.docs[0].conversation_direction, Some(Direction::Inbound));
    assert_eq!(page.docs[0].customer.as_ref().unwrap().first_name.as_deref(), Some("Amina"));

    // What is wrong with a query comes with a 200.
    let query = "{ searchConversations(filter: { key: \"favouriteColour\" }) { totalDocs } }";
    let request = SearchConversationsRequest::new(query);
    let found = search.search_conversations(&request).await.unwrap();
    assert_eq!(found.data, None);
    assert_eq!(found.errors.unwrap()[0].message, "Unknown filter key");
}

#[tokio::test]
async fn a_file_is_uploaded_and_a_message_refers_to_it() {
    let cx = Cx::start().await;
    let client = client(&cx);
    let picture = b"\x89PNG\r\n\x1a\n\r\n--\0\xff".as_slice();
    let file = FilePart::new("receipt.png", picture).content_type("image/png");
    let stored = client.files().upload_file(CONVERSATION, file).await.unwrap();
    assert_eq!(cx.gateway.last().line(), "POST /file-engine/api/uploadFileStream");
    assert_eq!(
        (stored.name.as_str(), stored.type_.as_str()),
        ("b4a7d0c9_receipt.png", "image/png")
    );
    assert_eq!(stored.size, i64::try_from(picture.len()).unwrap());

    let download = client.files().download_file_stream(&stored.name).await.unwrap();
    let seen = cx.gateway.last();
    assert_eq!(
        seen.line(),
        "GET /file-engine/api/downloadFileStream?filename=b4a7d0c9_receipt.png"
    );
    assert_eq!(seen.header("authorization"), None, "anybody may");
    assert_eq!(download.bytes().await.unwrap(), picture);
}

#[tokio::test]
async fn the_queues_are_reported_on() {
    let cx = Cx::start().await;
    let reports = client(&cx).realtime_reports();
    let request = TeamQueues::new(vec![QUEUE.to_owned()], "team-1");
    let queues = reports.list_queued_chats(&request).await.unwrap();
    assert_eq!(cx.gateway.last().line(), "POST /realtime-reports/queued-chats/detail");
    assert_eq!(queues[0].queue_name, "Sales Chat");
    let chat = &queues[0].chats[0];
    assert_eq!((chat.customer_name.as_str(), chat.channel_type.as_str()), ("Amina Khan", "WEB"));
    assert_eq!(chat.waiting_since.unwrap().to_rfc3339(), "2026-01-01T08:00:00+00:00");
    assert_eq!(chat.active_since, None);
    let nobody = TeamQueues::new(Vec::<String>::new(), "team-2");
    assert_eq!(reports.list_queued_chats(&nobody).await.unwrap(), []);

    let stats = reports.get_queue_historical_stats(QUEUE).await.unwrap();
    assert_eq!((stats.average_wait_time, stats.average_handle_time), (32, 240));
    assert_eq!(stats.queue.queue_id, QUEUE);
}
