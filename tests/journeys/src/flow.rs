//! FLOW: from the list of sessions to the reports about one.

pub(crate) mod webinars;

use flow_webinars::clientwright_runtime::chrono::NaiveDate;
use flow_webinars::events::ListEventSessions;
use flow_webinars::registrants::CreateRegistrantResponse;
use flow_webinars::types::{
    AccessStatus, ChatPrivacy, CreateEventRequest, CreateEventRequestRequired,
    CreateRegistrantRequest, CreateRegistrantRequestRequired, ListEventSessionsPeriod,
    OperatorAssignment, OperatorAssignmentRequired, OperatorRole, SurveyResponses,
};
use flow_webinars::{Client, Error, Maybe, Server};
use serde_json::json;

use self::webinars::{CSV, PAST, SECRET, SESSION, Webinars};
use crate::PATIENCE;
use crate::server::{Loopback, Reply};

fn builder(webinars: &Webinars) -> flow_webinars::ClientBuilder {
    let server = Server::custom(format!("{}/api/v1/", webinars.server.origin));
    Client::builder().server(server).timeout(PATIENCE)
}

fn client(webinars: &Webinars) -> Client {
    builder(webinars).api_secret(SECRET).build().unwrap()
}

#[tokio::test]
async fn sessions_are_listed_and_looked_up() {
    let webinars = Webinars::start().await;
    let client = client(&webinars);

    let list = client
        .events()
        .list_event_sessions()
        .period(ListEventSessionsPeriod::Current)
        .simple_analytics(1)
        .await
        .unwrap();
    let seen = webinars.server.last();
    assert_eq!(seen.line(), "GET /api/v1/events/sessions?period=current&simple_analytics=1");
    assert_eq!(seen.header("api-secret").as_deref(), Some(SECRET));
    assert_eq!((list.code, list.redirect_url), (Some(200), None));
    let sessions = list.data.unwrap();
    let [session] = sessions.as_slice() else { panic!("{sessions:?}") };
    assert_eq!(session.token.as_deref(), Some(SESSION));
    // A boolean comes as a number or as a boolean, and is one either way.
    assert_eq!(session.published, Some(true));
    assert_eq!(session.video_record, Some(false));
    assert_eq!(session.on_demand_replays, Some(true));
    assert_eq!(session.access_status, Some(AccessStatus::Open));
    assert_eq!(session.privatize_chat, Some(ChatPrivacy::from(1)));
    assert_eq!((session.reminder_one, session.reminder_two), (Some(24.0), Some(0.5)));
    assert_eq!(session.analytics.as_ref().unwrap()["visits"], 12);
    assert_eq!(session.ref_sources, Some(vec![json!("newsletter"), json!(3)]));

    let (past, none) = (Some("past"), None::<i64>);
    let past = client.events().list_event_sessions().maybe(past, ListEventSessions::period);
    let past = past.maybe(none, ListEventSessions::simple_analytics).await.unwrap();
    assert_eq!(past.data, Some(vec![]));
    assert_eq!(webinars.server.last().target, "/api/v1/events/sessions?period=past");

    let looked_up = client.events().get_event_session(SESSION).await.unwrap().data.unwrap();
    assert_eq!(looked_up.feedback_questions.unwrap()[0]["text"], "And?");
}

#[tokio::test]
async fn a_public_look_up_never_carries_the_secret() {
    let webinars = Webinars::start().await;
    let public = client(&webinars).events().get_public_event_session(SESSION).await.unwrap();
    assert_eq!(public.data.unwrap().title.as_deref(), Some("Launch"));
    let seen = webinars.server.last();
    assert_eq!(seen.line(), "GET /api/v1/events/sessions/public/sess-4711");
    assert!(!seen.mentions(SECRET));

    // Nor does it need one, where the others don't even begin without it.
    let anybody = builder(&webinars).build().unwrap();
    assert!(anybody.events().get_public_event_session(SESSION).await.is_ok());
    let error = anybody.events().get_event_session(SESSION).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!(webinars.server.seen().len(), 2);
}

#[tokio::test]
async fn somebody_registers_with_and_without_a_redirect() {
    let webinars = Webinars::start().await;
    let anybody = builder(&webinars).build().unwrap();
    let request = CreateRegistrantRequest::new(CreateRegistrantRequestRequired {
        email: "max@example.org".into(),
        first_name: "Max".into(),
        last_name: "Mustermann".into(),
        event_session_token: SESSION.into(),
    });

    let response = anybody.registrants().create_registrant(&request).await.unwrap();
    let CreateRegistrantResponse::Status200(envelope) = response else { panic!("{response:?}") };
    let registration = envelope.data.unwrap();
    assert_eq!((registration.is_new, registration.pass_code), (Some(true), None));
    let seen = webinars.server.last();
    assert_eq!(seen.line(), "POST /api/v1/registrants");
    assert_eq!(
        seen.json().ok(),
        Some(json!({
            "email": "max@example.org", "firstName": "Max", "lastName": "Mustermann",
            "eventSessionToken": SESSION,
        }))
    );

    // Single sign-on: the link is for the attendee's browser, not for this program.
    let response =
        anybody.registrants().create_registrant(&request.with_redirect(true)).await.unwrap();
    let CreateRegistrantResponse::Found(redirect) = response else { panic!("{response:?}") };
    assert_eq!((redirect.status, redirect.location), (302, registration.url.unwrap()));
    assert_eq!(webinars.server.seen().len(), 2, "nobody followed it");

    let client = client(&webinars);
    let listed = client.registrants().list_registrants(SESSION).await.unwrap().data.unwrap();
    assert_eq!(listed[0].email.as_deref(), Some("max@example.org"));
    assert_eq!((listed[0].mic_enabled, listed[0].cam_enabled), (Some(0), Some(1)));
    assert_eq!(listed[0].entry_time, None, "an absentee's null");
}

#[tokio::test]
async fn a_registration_may_answer_with_another_success() {
    // No status is documented, so 200 is only the likeliest.
    let body = json!({ "code": 201, "data": { "isNew": true }, "redirectURL": null });
    let server = Loopback::start(move |_| Ok(Reply::json(201, &body))).await;
    let client = Client::builder().server(Server::custom(&server.origin)).build().unwrap();
    let request = CreateRegistrantRequest::new(CreateRegistrantRequestRequired {
        email: "max@example.org".into(),
        first_name: "Max".into(),
        last_name: "M".into(),
        event_session_token: SESSION.into(),
    });
    let response = client.registrants().create_registrant(&request).send().await.unwrap();
    assert_eq!(response.status(), 201);
    let CreateRegistrantResponse::Status200(envelope) = response.into_body() else {
        panic!("a redirect")
    };
    assert_eq!(envelope.data.unwrap().is_new, Some(true));
}

#[tokio::test]
async fn a_room_takes_its_attendee_in_one_segment() {
    let webinars = Webinars::start().await;
    let client = client(&webinars);
    let rooms = client.rooms().lookup_rooms("acc-1").await.unwrap().data.unwrap();
    let attendee = ["mia/ö@example.org", "Mia Ä", "50% O'Neil?#"].join("*_*");
    let response =
        client.rooms().register_for_room(rooms[0].room_id.unwrap(), &attendee).await.unwrap();
    assert_eq!(response.data.unwrap().is_new, Some(true));
    assert_eq!(
        webinars.server.last().line(),
        "GET /api/v1/rooms/register/7501/\
         mia%2F%C3%B6%40example.org%2A_%2AMia%20%C3%84%2A_%2A50%25%20O%27Neil%3F%23"
    );
    let listed = client.registrants().list_registrants(SESSION).await.unwrap().data.unwrap();
    assert_eq!(listed[0].last_name.as_deref(), Some("50% O'Neil?#"));
}

#[tokio::test]
async fn reports_are_text_but_for_the_compiled_one() {
    let webinars = Webinars::start().await;
    let client = client(&webinars);
    let reports = client.reports();

    assert_eq!(reports.get_registrants_csv(SESSION).await.unwrap(), CSV);
    let path = "/api/v1/reports/events/sessions/csv";
    assert_eq!(webinars.server.last().target, format!("{path}/registrants/{SESSION}"));
    assert_eq!(reports.get_attendee_chat_csv(SESSION).await.unwrap(), CSV);
    assert_eq!(webinars.server.last().target, format!("{path}/attendeeChat/{SESSION}"));
    assert_eq!(reports.get_operator_chat_csv(SESSION).await.unwrap(), CSV);
    assert_eq!(webinars.server.last().target, format!("{path}/operatorChat/{SESSION}"));
    let surveys = client.surveys().list_session_surveys(PAST).await.unwrap().data.unwrap();
    let survey = surveys[0].id.unwrap();
    assert_eq!(reports.get_survey_responses_csv(PAST, survey).await.unwrap(), CSV);
    assert_eq!(webinars.server.last().target, format!("{path}/surveyDetail/{PAST}/12"));

    let compiled = reports.get_compiled_report(SESSION).await.unwrap().data.unwrap();
    assert_eq!(webinars.server.last().target, format!("{path}/summary/{SESSION}"));
    assert_eq!(compiled.registrants.as_deref(), Some(CSV));
    assert_eq!(compiled.surveys, Some(SurveyResponses::Text(CSV.to_owned())));
    let compiled = reports.get_compiled_report(PAST).await.unwrap().data.unwrap();
    let Some(SurveyResponses::Map(by_id)) = compiled.surveys else { panic!("{compiled:?}") };
    assert_eq!((by_id["12"].as_str(), by_id["13"].as_str()), (CSV, ""));
}

fn event(timezone: &str) -> CreateEventRequest {
    let date = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let operators = vec![
        OperatorAssignment::new(OperatorAssignmentRequired {
            id: 7,
            role: OperatorRole::Organizer,
            mic_enabled: true,
            cam_enabled: true,
            screen_sharing_enabled: true,
        }),
        OperatorAssignment::new(OperatorAssignmentRequired {
            id: 8,
            role: OperatorRole::Presenter,
            mic_enabled: true,
            cam_enabled: false,
            screen_sharing_enabled: false,
        }),
    ];
    CreateEventRequest::new(CreateEventRequestRequired {
        creator_id: 7,
        title: "Launch".into(),
        description: "What is new".into(),
        date,
        time: "15:00:00".into(),
        timezone: timezone.into(),
        operators,
    })
    .with_published(true)
    .with_duration(1.5)
    .with_early_access_period(15)
    .with_video_record(false)
    .with_on_demand_replays(true)
}

#[tokio::test]
async fn an_event_is_created_or_refused() {
    let webinars = Webinars::start().await;
    let client = client(&webinars);
    let created = client.events().create_event(&event("Europe/Berlin")).await.unwrap();
    assert_eq!((created.code, created.message.as_deref()), (Some(200), Some("OK")));
    assert_eq!(webinars.server.last().line(), "POST /api/v1/event");

    // A refusal may come as an error or with 200; both can be read.
    let refused = client.events().create_event(&event("Mars/Olympus")).await.unwrap();
    assert_eq!(refused.code, Some(409));
    assert_eq!(refused.local_description.as_deref(), Some("Mind the zone."));
    let error = client.events().create_event(&event("Mars/Utopia")).await.unwrap_err();
    assert_eq!(error.status(), Some(409));
    let refused = error.downcast_ref::<flow_webinars::types::ApiError>().unwrap();
    assert_eq!((refused.code, refused.message.as_deref()), (Some(409), Some("REFUSED")));
    assert_eq!(refused.local_description.as_deref(), Some("Mind the zone."));
}

#[tokio::test]
async fn refusals_are_read_whatever_was_asked_for() {
    let webinars = Webinars::start().await;
    let client = client(&webinars);
    let closed = CreateRegistrantRequest::new(CreateRegistrantRequestRequired {
        email: "max@example.org".into(),
        first_name: "Max".into(),
        last_name: "M".into(),
        event_session_token: PAST.into(),
    });
    let error = client.registrants().create_registrant(&closed).await.unwrap_err();
    assert_eq!(error.status(), Some(403));
    assert_eq!(error.downcast_ref::<flow_webinars::types::ApiError>().unwrap().code, Some(4031));
    // An error in JSON where CSV would be the answer.
    let error = client.reports().get_attendee_chat_csv("nope").await.unwrap_err();
    assert_eq!(error.message(), Some("no such report"));

    let stranger = builder(&webinars).api_secret("wrong").build().unwrap();
    let error = stranger.events().list_event_sessions().await.unwrap_err();
    assert_eq!(
        (error.status(), error.downcast_ref::<flow_webinars::types::ApiError>().unwrap().code),
        (Some(401), Some(401))
    );
}
