//! `TeamViewer` Engage: customers, messages, reports, rules, recordings and webhooks.

pub(crate) mod engage;

use hyper::body::Bytes;
use serde_json::{Value, json};
use teamviewer_engage::clientwright_runtime::chrono::DateTime;
use teamviewer_engage::types::{
    AgentReportMetricFilterEntryApidto, AgentReportRequest, Customer, CustomerGender,
    CustomerStatusValue, DateFilterApidto, DateFilterApidtoGrouping, HasTagRuleConditionApidto,
    MessageSend, MessageType, PageinationApidto, QueueRoutingAction, RoutingActionItem,
    RoutingRule, RoutingRuleType, RuleCondition, UrlRoutingRuleConditionApidto,
};
use teamviewer_engage::webhook_events::{Event, Webhooks};
use teamviewer_engage::{Client, ClientBuilder, Error, Server};

use self::engage::{AGENT, Engage, TOKEN};
use crate::PATIENCE;
use crate::server::{Loopback, Reply};

fn builder(engage: &Engage) -> ClientBuilder {
    Client::builder().server(Server::custom(&engage.server.origin)).timeout(PATIENCE)
}

fn client(engage: &Engage) -> Client {
    builder(engage).bearer_token(TOKEN).build().unwrap()
}

fn customer(nth: usize) -> Customer {
    Customer::new()
        .with_email(format!("john.doe{nth}@example.org"))
        .with_first_name("John")
        .with_external_id(format!("{nth}"))
}

#[tokio::test]
async fn customers_are_paged_through_until_there_are_none() {
    let engage = Engage::start().await;
    let client = client(&engage);
    for nth in 0..3 {
        client.customer().create_customer(&customer(nth)).await.unwrap();
    }

    let mut emails = Vec::new();
    for nth in 0.. {
        let page = PageinationApidto::new().with_offset(0).with_page_number(nth).with_page_size(2);
        let page = client.customer().list_customers(&page).await.unwrap();
        assert_eq!(
            engage.server.last().line(),
            format!("GET /rest/v1/customer?offset=0&pageNumber={nth}&pageSize=2")
        );
        assert_eq!(page.page, Some(i64::from(nth)));
        let results = page.results.unwrap();
        if results.is_empty() {
            break;
        }
        emails.extend(results.into_iter().filter_map(|it| it.email));
    }
    assert_eq!(emails, [0, 1, 2].map(|nth| format!("john.doe{nth}@example.org")));
    assert_eq!(engage.server.seen().len(), 3 + 3);

    let all = client.customer().list_customers(&PageinationApidto::new()).await.unwrap();
    assert_eq!(engage.server.last().target, "/rest/v1/customer", "nothing is set, nothing is sent");
    assert_eq!(all.results.unwrap().len(), 3);
}

#[tokio::test]
async fn all_customers_come_one_after_the_other() {
    let engage = Engage::start().await;
    let client = client(&engage);
    for nth in 0..5 {
        client.customer().create_customer(&customer(nth)).await.unwrap();
    }
    let page = PageinationApidto::new().with_page_size(2);
    let customers = client.customer().list_customers(&page).items().collect().await.unwrap();
    let ids: Vec<_> = customers.into_iter().filter_map(|it| it.external_id).collect();
    assert_eq!(ids, ["0", "1", "2", "3", "4"]);
    let asked: Vec<_> = engage.server.seen().into_iter().skip(5).map(|it| it.target).collect();
    let asked_for = |it: &str| format!("/rest/v1/customer?{it}");
    let pages = [
        "pageSize=2",
        "pageSize=2&pageNumber=1",
        "pageSize=2&pageNumber=2",
        "pageSize=2&pageNumber=3",
    ];
    assert_eq!(
        asked,
        pages.map(asked_for),
        "the last one is empty, as nothing says how many there are"
    );
}

#[tokio::test]
async fn a_customer_is_created_assigned_and_done() {
    let engage = Engage::start().await;
    let client = client(&engage);
    // The vendor's sample has a gender that its own list does not have.
    let request = customer(7).with_gender("MALE").with_assigned_user(AGENT);
    let created = client.customer().create_customer(&request).await.unwrap();
    assert_eq!(created.gender, Some(CustomerGender::Unlisted("MALE".to_owned())));
    assert_eq!(
        engage.server.last().json().ok(),
        Some(json!({
            "email": "john.doe7@example.org", "firstName": "John", "gender": "MALE",
            "externalId": "7", "assignedUser": AGENT,
        }))
    );
    let id = created.id.clone().unwrap();
    assert_eq!(client.customer().get_customer(&id).await.unwrap(), created);

    client.customer().assign_customer(&id).the_id_of_the_user("u 1&2").await.unwrap();
    let assign = format!("PUT /rest/v1/customer/{id}/assign?The%20id%20of%20the");
    assert_eq!(engage.server.last().line(), format!("{assign}%20user=u%201%262"));
    assert_eq!(engage.assigned(&id).as_deref(), Some("u 1&2"));
    client.customer().assign_customer(&id).the_id_of_the_team("experts").await.unwrap();
    assert_eq!(engage.server.last().line(), format!("{assign}%20team=experts"));
    assert_eq!(engage.assigned(&id).as_deref(), Some("experts"));

    client.customer().set_customer_status(&id, CustomerStatusValue::Done).await.unwrap();
    let seen = engage.server.last();
    assert_eq!(seen.line(), format!("PUT /rest/v1/customer/{id}/status"));
    assert_eq!(seen.body, r#""DONE""#, "a bare JSON string, with its quotes");
    assert_eq!(engage.status(&id).as_deref(), Some("DONE"));
    let error = client.customer().set_customer_status(&id, "GONE").await.unwrap_err();
    assert_eq!(error.status(), Some(400));
    assert_eq!(
        engage.server.last().body,
        r#""GONE""#,
        "what the vendor takes is the vendor's affair"
    );
}

#[tokio::test]
async fn a_message_is_sent_to_a_customer() {
    let engage = Engage::start().await;
    let client = client(&engage);
    let id = client.customer().create_customer(&customer(7)).await.unwrap().id.unwrap();

    let message = MessageSend::new(MessageType::Message).with_message("Grüß Gott \"John\"");
    client.message().send_message(&id, false, &message).await.unwrap();
    let seen = engage.server.last();
    assert_eq!(seen.line(), format!("POST /rest/v1/message/{id}?isExternalId=false"));
    assert_eq!(
        seen.json().ok(),
        Some(json!({ "message": "Grüß Gott \"John\"", "type": "MESSAGE" }))
    );
    // By the id in one's own systems.
    client.message().send_message("7", true, &MessageSend::new("CARD")).await.unwrap();

    let page = PageinationApidto::new().with_page_size(10);
    let sent = client.message().list_messages(&id, &page).await.unwrap().results.unwrap();
    assert_eq!(
        engage.server.last().target,
        format!("/rest/v1/message?customerId={id}&pageSize=10")
    );
    assert_eq!(sent[0].message.as_deref(), Some("Grüß Gott \"John\""));
    assert_eq!(sent[1].type_.as_ref().unwrap().as_str(), "CARD");
}

#[tokio::test]
async fn agents_are_reported_on() {
    let engage = Engage::start().await;
    let client = client(&engage);
    let week = DateFilterApidto::new().with_grouping(DateFilterApidtoGrouping::Last7Days);
    let metric = AgentReportMetricFilterEntryApidto::new()
        .with_metric_name("ONLINE_TIME")
        .with_group_by("AGENT");
    let request =
        AgentReportRequest::new().with_metrics(vec![metric]).with_date_filter(week.clone());
    let report = client.report_agent().get_agent_report(&request).await.unwrap();
    assert_eq!(engage.server.last().line(), "POST /rest/v1/report/agent");
    let results = report.results.unwrap();
    assert_eq!(results["2020/10/30"][AGENT], "205");
    assert_eq!(results["2020/10/31"].len(), 2);

    let times = client.report_agent().get_agent_online_times(&week).await.unwrap();
    assert_eq!(engage.server.last().line(), "POST /rest/v1/report/agent/times/online");
    assert_eq!((times[0].user_id.as_deref(), times[0].sum_minutes), (Some(AGENT), Some(90)));
    let ranges = times[0].time_ranges.as_ref().unwrap();
    let start = DateTime::parse_from_rfc3339("2020-10-31T23:00:00.794Z").unwrap();
    assert_eq!(ranges[1].start, Some(start));

    // The dates have labels for names, and are too big for 32 bits.
    let custom = DateFilterApidto::new()
        .with_from_date_unix_timestamp_in_milliseconds(1_604_012_400_000)
        .with_to_date_unix_timestamp_in_milliseconds(1_604_185_200_794)
        .with_grouping("CUSTOM");
    assert!(client.report_agent().get_agent_online_times(&custom).await.is_ok());
}

#[tokio::test]
async fn a_routing_rule_holds_rules_conditions_and_actions() {
    let engage = Engage::start().await;
    let client = client(&engage);
    let tagged = HasTagRuleConditionApidto::new().with_tags(vec!["vip".to_owned()]);
    let on_page = UrlRoutingRuleConditionApidto::new().with_url("https://example.org/?a=b");
    let last =
        RoutingRule::new().with_name("the rest").with_conditions(Vec::<RuleCondition>::new());
    let second = RoutingRule::new()
        .with_name("on the page")
        .with_conditions(vec![RuleCondition::UrlRoutingRuleConditionApidto(on_page)])
        .with_else_rules(vec![last]);
    let first = RoutingRule::new()
        .with_name("VIP")
        .with_types(vec![RoutingRuleType::Chat, RoutingRuleType::Call])
        .with_conditions(vec![RuleCondition::HasTagRuleConditionApidto(tagged)])
        .with_actions(vec![RoutingActionItem::QueueRoutingAction(QueueRoutingAction::new())])
        .with_else_rules(vec![second]);

    let created = client.routing_rules().create_routing_rule(&first).await.unwrap();
    assert_eq!(
        engage.server.last().json().ok(),
        Some(json!({
            "name": "VIP",
            "conditions": [{ "type": "HAS_TAG", "tags": ["vip"] }],
            "types": ["CHAT", "CALL"],
            "elseRules": [{
                "name": "on the page",
                "conditions": [{ "type": "URL", "url": "https://example.org/?a=b" }],
                "elseRules": [{ "name": "the rest", "conditions": [] }],
            }],
            "actions": [{ "type": "QUEUE" }],
        }))
    );
    assert_eq!((created.conditions, created.else_rules), (first.conditions, first.else_rules));
    // What the description doesn't name is there all the same.
    assert_eq!(created.additional_properties["active"], true);
}

#[tokio::test]
async fn a_rule_of_tomorrow_is_sent_back_unchanged() {
    let engage = Engage::start().await;
    let client = client(&engage);
    let rule = json!({
        "id": "rule-x",
        "active": true,
        "name": "tomorrow",
        "priority": 1.5,
        "types": ["CHAT", "FAX"],
        "conditions": [
            { "type": "MOON_PHASE", "phase": "full", "within": [null, { "days": 2 }] },
            { "type": "HAS_TAG", "tags": ["vip"], "caseSensitive": false },
            { "type": "NO_ANSWER", "seconds": 18_446_744_073_709_551_615_u64 },
            { "type": "OPENING_HOUR", "openingHourId": "5c593c9c8b02502bc3f8ffe3" },
            { "kind": "untagged" },
        ],
        "actions": [
            { "type": "ROUTING_TO", "team": "experts" },
            { "type": "SEND_FLOW", "flowId": "f1" },
            { "type": "CALL_BACK", "after": "PT5M" },
        ],
        "elseRules": [{ "name": "else", "conditions": [{ "type": "SUN", "up": true }], "new": [] }],
    });
    engage.put_rule("rule-x", rule.clone());

    let read = client.routing_rules().get_routing_rule("rule-x").await.unwrap();
    let conditions = read.conditions.as_ref().unwrap();
    let RuleCondition::Unknown(unknown) = &conditions[0] else { panic!("{conditions:?}") };
    assert_eq!(unknown["phase"], "full");
    assert!(matches!(conditions[1], RuleCondition::HasTagRuleConditionApidto(_)));
    assert!(matches!(conditions[4], RuleCondition::Unknown(_)));
    let actions = read.actions.as_ref().unwrap();
    assert!(matches!(actions[2], RoutingActionItem::Unknown(_)), "{actions:?}");
    assert_eq!(read.types.as_ref().unwrap()[1].as_str(), "FAX");

    client.routing_rules().create_routing_rule(&read).await.unwrap();
    assert_eq!(engage.server.last().json().ok(), Some(rule));
    assert_eq!(client.routing_rules().list_routing_rules().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_recording_arrives_as_it_is_sent() {
    let engage = Engage::start().await;
    let client = client(&engage);
    let id = "5c593c9c8b02502bc3f8ffe3";
    let (mut feed, file) = Reply::stream("application/octet-stream");
    engage.put_recording(file.with("content-disposition", "attachment; filename=\"call.mp3\""));

    feed.send_data(Bytes::from_static(b"ID3\0\xff")).await.unwrap();
    let mut download = client
        .call_recording()
        .download_call_recording(id)
        .optional_the_channel_to_download_for_split_recordings(1)
        .await
        .unwrap();
    assert_eq!(
        engage.server.last().line(),
        format!(
            "GET /rest/v1/callrecording/{id}/download\
             ?%28Optional%29%20The%20channel%20to%20download%20for%20split%20recordings=1"
        )
    );
    assert_eq!(download.file_name().as_deref(), Some("call.mp3"));
    assert_eq!(download.chunk().await.unwrap().unwrap(), &b"ID3\0\xff"[..]);
    feed.send_data(Bytes::from_static(b"\x80the rest")).await.unwrap();
    drop(feed);
    assert_eq!(download.bytes().await.unwrap(), &b"\x80the rest"[..]);

    let error = client.call_recording().download_call_recording("gone").await.unwrap_err();
    assert_eq!(error.status(), Some(404));
}

#[tokio::test]
async fn a_body_that_may_be_missing_is_not_an_empty_one() {
    let engage = Engage::start().await;
    let client = client(&engage);
    let all = client.tenants().get_tenant_queue_status().await.unwrap();
    assert_eq!(all[0].tenant_id.as_deref(), Some("all"));
    assert_eq!(all[0].additional_properties["waiting"], 3);
    assert_eq!(client.tenants().get_tenant_queue_status().body(&[]).await.unwrap(), []);
    assert_eq!(engage.server.last().body, "[]");
    let one = client.tenants().get_tenant_queue_status().body(&["t1".to_owned()]).await.unwrap();
    assert_eq!(one[0].tenant_id.as_deref(), Some("t1"));
}

#[tokio::test]
async fn the_token_goes_into_the_header_or_the_query() {
    let engage = Engage::start().await;
    let page = PageinationApidto::new().with_page_size(1);
    let list = |builder: ClientBuilder| builder.build().unwrap().customer().list_customers(&page);

    list(builder(&engage).bearer_token(TOKEN)).await.unwrap();
    let seen = engage.server.last();
    assert_eq!(seen.header("authorization"), Some(format!("Bearer {TOKEN}")));
    assert_eq!(seen.target, "/rest/v1/customer?pageSize=1");

    list(builder(&engage).access_token(TOKEN)).await.unwrap();
    let seen = engage.server.last();
    assert_eq!(seen.header("authorization"), None);
    assert_eq!(seen.target, "/rest/v1/customer?pageSize=1&access_token=tv%2Bt0ken%2Fs3cret%3D");

    list(builder(&engage).access_token(TOKEN).bearer_token(TOKEN)).await.unwrap();
    assert_eq!(engage.server.last().target, "/rest/v1/customer?pageSize=1", "never both");

    let error = list(builder(&engage)).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(engage.server.seen().len(), 3, "without a token nothing is sent");

    let error = list(builder(&engage).bearer_token("wrong")).await.unwrap_err();
    let Error::UnexpectedResponse(refused) = error else { panic!("{error:?}") };
    assert_eq!((refused.status, refused.operation), (401, "listCustomers"));
    assert_eq!(refused.headers.get("www-authenticate"), Some("Bearer"));
    assert_eq!(refused.bytes, r#"{"error":"Authentication failed"}"#);
}

#[tokio::test]
async fn the_webhooks_tell_of_conversations_and_messages() {
    let inbox = Loopback::start(|_| Ok(Reply::empty(200))).await;
    let engage = Engage::start().await;
    engage.send_webhooks_to(&format!("{}/engage", inbox.origin));
    let client = client(&engage);

    let id = client.customer().create_customer(&customer(1)).await.unwrap().id.unwrap();
    client.customer().set_customer_status(&id, "DONE").await.unwrap();
    engage.customer_writes(&id, "Are you there?");
    assert_eq!(engage.deliver().await, [200; 5]);

    let events: Vec<Event> = inbox
        .seen()
        .iter()
        .map(|it| {
            // Each webhook has a URL of its own, since none says which it is.
            let name = it.target.rsplit('/').next().unwrap();
            Webhooks::unverified().receive_as(name, &it.headers, &it.body).unwrap()
        })
        .collect();
    let [
        Event::NewConversation(first),
        Event::StatusChange(done),
        Event::NewMessage(message),
        Event::NewConversation(again),
        Event::StatusChange(unread),
    ] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!(first.last_message.as_ref().unwrap().test, None);
    assert_eq!(done.status.as_ref().unwrap().as_str(), "DONE");
    assert_eq!(message.message.as_deref(), Some("Are you there?"));
    assert_eq!(message.customer_id.as_ref(), Some(&id));
    assert_eq!(message.additional_properties["emoji"], "🙂");
    assert_eq!(again, unread);
    assert_eq!(again.last_message.as_ref().unwrap().test.as_deref(), Some("Are you there?"));
    assert_eq!(again.customer_id, Some(id));

    let sent: Value = serde_json::from_slice(&inbox.seen()[0].body).unwrap();
    let tomorrow = Event::parse_as("subscriberLost", &inbox.seen()[0].body).unwrap();
    assert_eq!(tomorrow, Event::Unknown { name: "subscriberLost".to_owned(), body: sent });
}
