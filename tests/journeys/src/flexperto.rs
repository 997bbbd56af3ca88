//! Flexperto: from looking for an expert to the archive of the conference.

pub(crate) mod platform;

use std::{sync::Mutex, time::Duration};

use flexperto::clientwright_runtime::chrono::{DateTime, FixedOffset};
use flexperto::types::{
    ArchiveStatus, CreateUserRequest, CreateUserRequestRequired, MeetingParticipantInput,
    RegisterWebhookRequest, RegisterWebhookRequestRequired, ReserveMeetingRequest,
};
use flexperto::webhook_events::{self, Event, Webhooks};
use flexperto::{Client, Error, Server};
use hyper::body::Bytes;
use serde_json::json;
use sha2::{Digest, Sha256};

use self::platform::{ADMIN, EXPERT, Platform};
use crate::PATIENCE;
use crate::server::{Loopback, Reply, Seen, post};

const CONFERENCE: &str = "5f478f9ec2a6b70012a1b2c3";

fn client(platform: &Platform, key: &str) -> Client {
    Client::builder()
        .server(Server::custom(format!("{}/api/v2", platform.server.origin)))
        .api_key(key)
        .timeout(PATIENCE)
        // Impersonation: the guide says that an administrator may act for a user anywhere.
        .header("x-user-id", "53")
        .build()
        .unwrap()
}

fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    let digits = bytes.as_ref().iter().flat_map(|it| [it >> 4, it & 15]);
    digits.filter_map(|it| char::from_digit(it.into(), 16)).collect()
}

#[tokio::test]
async fn all_users_and_archives_come_page_by_page_of_the_size_that_the_server_applies() {
    let platform = Platform::start().await;
    let client = client(&platform, ADMIN);
    for nth in 0..45 {
        let email = format!("expert{nth}@example.org");
        let request = CreateUserRequest::new(CreateUserRequestRequired {
            first_name: "Max".into(),
            last_name: "M".into(),
            password: "0nce".into(),
            email,
            roles: vec!["EXPERT".into()],
        });
        client.users().create_user(&request).supress_mails(true).await.unwrap();
    }
    let before = platform.server.seen().len();
    let mut users = client.users().list_users().role("expert").limit(1000).items();
    let mut ids = Vec::new();
    while let Some(user) = users.next().await {
        ids.push(user.unwrap().id.unwrap());
    }
    assert_eq!(ids, (53..98).collect::<Vec<i64>>());
    let asked: Vec<String> =
        platform.server.seen().split_off(before).into_iter().map(|it| it.target).collect();
    let first = "/api/v2/users/users?role=expert&limit=1000";
    assert_eq!(
        asked,
        [first.to_owned(), format!("{first}&offset=20"), format!("{first}&offset=40")]
    );

    for nth in 0..101 {
        platform.close_conference(&format!("{CONFERENCE}{nth}"), "AVAILABLE", "00");
    }
    let pages = client.archives().list_archives().offset(50).pages().collect().await.unwrap();
    let sizes = pages.into_iter().map(|it| it.items.unwrap().len());
    assert_eq!(sizes.collect::<Vec<_>>(), [51]);
    let archives = client.archives().list_archives_by_archive_service().items().collect().await;
    assert_eq!(archives.unwrap().len(), 101);
}

#[tokio::test]
async fn an_expert_is_found_or_created_and_confirmed() {
    let platform = Platform::start().await;
    let client = client(&platform, ADMIN);
    let email = "max+expert@example.org";

    let found = client.users().list_users().role("expert").email(email).limit(1).await.unwrap();
    assert_eq!(found.items, Some(vec![]));
    assert_eq!(
        platform.server.last().target,
        "/api/v2/users/users?role=expert&email=max%2Bexpert%40example.org&limit=1"
    );

    let request = CreateUserRequest::new(CreateUserRequestRequired {
        first_name: "Max".into(),
        last_name: "Mustermann".into(),
        password: "0nce-only".into(),
        email: email.into(),
        roles: vec!["EXPERT".into()],
    })
    .with_salutation("MR");
    let created = client.users().create_user(&request).supress_mails(true).send().await.unwrap();
    assert_eq!(created.status(), 201);
    let id = created.body().id.unwrap();
    assert_eq!(platform.server.last().line(), "POST /api/v2/users/users?supressMails=true");
    assert_eq!(
        platform.server.last().json().ok(),
        Some(json!({
            "salutation": "MR", "firstName": "Max", "lastName": "Mustermann", "password": "0nce-only",
            "email": email, "roles": ["EXPERT"],
        }))
    );

    client.users().confirm_email(id).supress_mails(true).await.unwrap();
    assert_eq!(platform.server.last().target, "/api/v2/users/users/53/confirm?supressMails=true");
    // The guide's sample sends the account along once more, and does not say what for.
    client.users().confirm_email(id).supress_mails(true).body(&request).await.unwrap();
    assert_eq!(platform.confirmed(), [id, id]);

    let found = client.users().list_users().role("expert").email(email).limit(1).await.unwrap();
    assert_eq!((found.count, found.limit, found.total), (Some(1), Some(20), Some(1)));
    assert_eq!(found.items, Some(vec![created.into_body()]));
}

#[tokio::test]
async fn a_meeting_is_reserved_on_behalf_of_an_expert() {
    let platform = Platform::start().await;
    let client = client(&platform, ADMIN);
    let request = |email: &str| {
        CreateUserRequest::new(CreateUserRequestRequired {
            first_name: "Max".into(),
            last_name: "M".into(),
            password: "once".into(),
            email: email.into(),
            roles: vec!["EXPERT".into()],
        })
    };
    for email in ["a@example.org", "b@example.org"] {
        client.users().create_user(&request(email)).supress_mails(true).await.unwrap();
    }

    // Anybody may come: one participant of whom nothing is known.
    let request = ReserveMeetingRequest::new(vec![MeetingParticipantInput::new()])
        .with_access_link_not_before(moment("2020-08-27T11:00:00.000Z"))
        .with_access_link_valid_until(moment("2020-08-27T13:00:00.500Z"));
    let meeting = client
        .meetings()
        .reserve_meeting(&request)
        .x_user_id(54)
        .supress_mails(true)
        .await
        .unwrap();

    let seen = platform.server.last();
    assert_eq!(seen.line(), "POST /api/v2/communication/meetings/reserve?supressMails=true");
    assert_eq!(seen.header("x-user-id").as_deref(), Some("54"), "the call's own value, and once");
    let sent = seen.json().ok().unwrap();
    assert_eq!(sent["participants"], json!([{}]));
    assert_eq!(sent["access_link_valid_until"], "2020-08-27T13:00:00.500Z");
    assert_eq!(
        moment(sent["access_link_not_before"].as_str().unwrap()),
        moment("2020-08-27T11:00:00Z")
    );
    assert_eq!(sent.as_object().unwrap().len(), 3);

    assert_eq!(meeting.id, Some(15));
    assert!(meeting.moderator.unwrap().link.unwrap().starts_with("https://"));
    let participants = meeting.participants.unwrap();
    assert!(participants[0].link.is_some());
    assert_eq!(participants[0].email, None);
    assert_eq!(participants[0].meta, Some([].into()), "an empty object is there");
}

#[tokio::test]
async fn an_archive_is_found_downloaded_checked_and_abandoned() {
    let parts = ["PK\u{3}\u{4} themis/chat.json", " whiteboard/history.json"];
    let check_sum = hex(Sha256::digest(parts.concat())).to_uppercase();
    let (mut feed, file) = Reply::stream("application/zip");
    let file = Mutex::new(Some(file));
    let storage = Loopback::start(move |_| {
        file.lock().unwrap().take().ok_or_else(|| Reply::refuse(410, "fetched already"))
    })
    .await;

    let platform = Platform::start().await;
    platform.store_at(&format!("{}/archives/0b1c.zip?X-Amz-Signature=ab%2Fcd", storage.origin));
    platform.close_conference("5f478f9ec2a6b70012a1b2c1", "PACKING", "");
    platform.close_conference("5f478f9ec2a6b70012a1b2c2", "QUARANTINED", "");
    platform.close_conference(CONFERENCE, "AVAILABLE", &check_sum);
    let client = client(&platform, ADMIN);

    let list = client.archives().list_archives().await.unwrap();
    assert_eq!(
        platform.server.last().line(),
        "GET /api/v2/communication/conferences/archives",
        "no parameter is documented"
    );
    assert_eq!((list.count, list.limit, list.total), (None, Some(100), Some(3)));
    let archives = list.items.unwrap();
    // The vendor adds a status: the list still reads, and the status is what it says.
    assert_eq!(archives[1].status, Some(ArchiveStatus::Other("QUARANTINED".to_owned())));
    assert_eq!(archives[1].status.as_ref().unwrap().as_str(), "QUARANTINED");
    let archive = archives.iter().find(|it| it.status == Some(ArchiveStatus::Available)).unwrap();
    let meta = archive.subject.as_ref().unwrap().meta.as_ref().unwrap();
    assert_eq!(meta.meeting_id.as_deref(), Some("9999"));
    assert_eq!(meta.participants.as_ref().unwrap()[1].firstname, None);
    assert_eq!(meta.closed_at, Some(moment("2020-08-27T11:45:00Z")));

    // The second part doesn't exist before the first has been read: nothing waits for the whole.
    feed.send_data(Bytes::from(parts[0])).await.unwrap();
    let mut download =
        client.archives().download_archive(archive.id.as_ref().unwrap()).await.unwrap();
    assert_eq!((download.status(), download.content_length()), (200, None));
    assert_eq!(download.content_type(), Some("application/zip"));
    let mut hash = Sha256::new();
    let first = download.chunk().await.unwrap().unwrap();
    assert_eq!(first, parts[0]);
    hash.update(&first);
    feed.send_data(Bytes::from(parts[1])).await.unwrap();
    drop(feed);
    while let Some(chunk) = download.chunk().await.unwrap() {
        hash.update(&chunk);
    }
    let expected = archive.sha256_check_sum.as_ref().unwrap();
    assert!(hex(hash.finalize()).eq_ignore_ascii_case(expected));

    let asked = platform.server.last();
    assert_eq!(asked.header("x-user-id").as_deref(), Some("53"));
    assert_eq!(asked.header("accept").as_deref(), Some("application/zip"));
    let stored: Vec<Seen> = storage.seen();
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].line(), "GET /archives/0b1c.zip?X-Amz-Signature=ab%2Fcd");
    assert!(!stored[0].mentions(ADMIN));
    let harmless = ["accept", "host", "user-agent"];
    assert_eq!(stored[0].header_names(), harmless, "no api-key, no x-user-id, no referer");

    // By the conference, not by the archive.
    client.archives().abandon_archive(CONFERENCE).await.unwrap();
    let archive = client.archives().get_archive(archive.id.as_ref().unwrap()).await.unwrap();
    assert_eq!(archive.status, Some(ArchiveStatus::Abandoned));
}

#[tokio::test]
async fn an_archive_in_the_works_cannot_be_downloaded() {
    let platform = Platform::start().await;
    platform.close_conference(CONFERENCE, "PROCESSING", "");
    let client = client(&platform, ADMIN);
    let list = client.archives().list_archives_by_archive_service().await.unwrap();
    let id = list.items.unwrap()[0].id.clone().unwrap();
    let error = client.archives().download_archive(&id).await.unwrap_err();
    let Error::UnexpectedResponse(refused) = error else { panic!("{error:?}") };
    assert_eq!((refused.status, &*refused.text()), (409, "it is Some(\"PROCESSING\")"));
}

#[tokio::test]
async fn an_archive_is_waited_for() {
    let platform = Platform::start().await;
    platform.close_conference(CONFERENCE, "PROCESSING", "");
    let client = client(&platform, ADMIN);
    let list = client.archives().list_archives().await.unwrap();
    let id = list.items.unwrap()[0].id.clone().unwrap();

    // Whoever shows progress asks for the states.
    let waiter = client.archives().wait_until_available(&id).interval(Duration::from_millis(10));
    let mut states = waiter.states();
    let mut seen = Vec::new();
    while let Some(archive) = states.next().await {
        seen.push(archive.unwrap().status.unwrap());
        let next = ["PACKING", "AVAILABLE"].get(seen.len() - 1);
        next.inspect(|it| platform.move_on(CONFERENCE, it));
    }
    assert_eq!(seen, [ArchiveStatus::Processing, ArchiveStatus::Packing, ArchiveStatus::Available]);

    // Everybody else awaits it.
    let archive = client.archives().wait_until_available(&id).await.unwrap();
    assert_eq!(archive.status, Some(ArchiveStatus::Available));

    platform.move_on(CONFERENCE, "FAILED");
    let error = client.archives().wait_until_available(&id).await.unwrap_err();
    assert_eq!(error.to_string(), "getArchive: the state is `FAILED`, which is final");

    platform.move_on(CONFERENCE, "PACKING");
    let waiter = client.archives().wait_until_available(&id).interval(Duration::from_millis(50));
    let error = waiter.limit(Duration::from_millis(120)).await.unwrap_err();
    assert_eq!(error.to_string(), "getArchive: the state is still `PACKING` after 120ms");
}

#[tokio::test]
async fn a_webhook_is_registered_and_its_delivery_read() {
    let inbox = Loopback::start(|_| Ok(Reply::empty(204))).await;
    let platform = Platform::start().await;
    platform.close_conference(CONFERENCE, "PACKING", &"A1".repeat(32));
    let client = client(&platform, ADMIN);

    let new = format!("{}/flexperto?via=new", inbox.origin);
    let request = RegisterWebhookRequest::new(RegisterWebhookRequestRequired {
        topic: "archive.available".into(),
        audience: "*".into(),
        url: new,
    });
    client.webhooks().register_subscription_webhook(&request).await.unwrap();
    assert_eq!(
        platform.server.last().line(),
        "POST /api/v2/communication/subscriptions/subscriptions/webhook"
    );
    let old = format!("{}/flexperto?via=old", inbox.origin);
    let request = RegisterWebhookRequest::new(RegisterWebhookRequestRequired {
        topic: "archive.available".into(),
        audience: "*".into(),
        url: old,
    });
    #[expect(deprecated, reason = "the older address may be all that a tenant has")]
    let older = client.webhooks().register_webhook(&request).send().await.unwrap();
    assert_eq!(older.status(), 201);
    assert_eq!(
        platform.server.last().line(),
        "POST /api/v2/communication/notifications/notifications/webhook"
    );

    assert_eq!(platform.finish(CONFERENCE).await, [204, 204]);
    for delivery in inbox.seen() {
        let notice = webhook_events::archive_available(&delivery.body).unwrap();
        let event = Event::parse(&delivery.headers, &delivery.body).unwrap();
        assert_eq!(event, Event::ArchiveAvailable(notice.clone()));
        let open = Webhooks::unverified().receive(&delivery.headers, &delivery.body);
        assert_eq!(open, Ok(event));

        let meta = notice.meta.unwrap();
        assert_eq!(meta.topic.as_deref(), Some("archive.available"));
        assert_eq!(meta.tenant.as_deref(), Some("demo"));
        let data = notice.data.unwrap();
        assert_eq!(
            data.additional_properties["hash"],
            "A1".repeat(32),
            "it has no documented name"
        );
        let subject = data.archive_subject.unwrap();
        assert_eq!(subject.conference_id.as_deref(), Some(CONFERENCE));
        let archive = client.archives().get_archive(&data.archive_id.unwrap()).await.unwrap();
        assert_eq!(archive.subject, Some(subject));
        assert_eq!(archive.status, Some(ArchiveStatus::Available));
    }
    assert_eq!(inbox.seen().len(), 2);

    let expired = json!({ "data": { "archive_id": "1" }, "meta": { "topic": "archive.expired" } });
    assert_eq!(post(&format!("{}/flexperto", inbox.origin), &expired).await, 204);
    let delivery = inbox.last();
    let unknown = Event::parse(&delivery.headers, &delivery.body).unwrap();
    let name = "archive.expired".to_owned();
    assert_eq!(unknown, Event::Unknown { name, body: expired });
}

#[tokio::test]
async fn keys_open_what_is_theirs() {
    let platform = Platform::start().await;
    let wrong = client(&platform, "expired").users().list_users().await.unwrap_err();
    assert_eq!(wrong.status(), Some(401));
    let Error::UnexpectedResponse(refused) = wrong else { panic!("{wrong:?}") };
    assert_eq!(refused.text(), r#"{"message":"who are you?"}"#);

    let expert = client(&platform, EXPERT);
    assert_eq!(expert.users().list_users().send().await.unwrap().status(), 200);
    assert_eq!(expert.archives().list_archives().await.unwrap_err().status(), Some(403));
}
