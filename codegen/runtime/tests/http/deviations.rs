//! Responses of a real server that aren't as described: what is read, what is refused, and who is told.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use clientwright_runtime::{
    DecodeError, Deviation, DeviationKind, DeviationOutcome, DeviationPolicy, Deviations, Error,
    Event, Item, Json, Never, ObservedCall, Observer, RequestOptions, RetryPolicy,
    chrono::{DateTime, FixedOffset},
    codegen::{ClientBuilder, Envelope, ErrorMembers, Operation, ResponseSpec, Status},
    json::{Reader, Writer},
};

use crate::{
    loopback::{Loopback, Step},
    support::Problem,
};

static IMAGES: Operation = Operation {
    name: "images",
    method: "POST",
    path: "/images",
    responses: &[
        ResponseSpec::json(Status::Code(200)),
        ResponseSpec::empty(Status::Code(304)),
        ResponseSpec::json(Status::Code(422)),
    ],
    ..Operation::BASE
};

/// A record as generated code has it.
#[derive(Debug, PartialEq)]
struct Image {
    name: String,
    tags: Vec<String>,
    made: Option<DateTime<FixedOffset>>,
}

impl Json for Image {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["name", "tags", "made"], |it: &mut Self, field, r| match field {
            0 => r.field(&mut it.name),
            1 => r.field(&mut it.tags),
            2 => r.optional(&mut it.made),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self { name: String::new(), tags: Vec::new(), made: None }
    }

    fn write(&self, _: &mut Writer) {}
}

/// One of which nothing is required.
#[derive(Debug, PartialEq)]
struct Cart {
    id: Option<String>,
    lines: Vec<i64>,
}

impl Json for Cart {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["id", "lines"], |it: &mut Self, field, r| match field {
            0 => r.optional(&mut it.id),
            1 => r.field(&mut it.lines),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self { id: None, lines: Vec::new() }
    }

    fn write(&self, _: &mut Writer) {}
}

/// What an observer was told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Observer for Told {
    fn deviated(&self, call: &ObservedCall, deviations: &Deviations) {
        let texts = deviations.into_iter().map(|it| format!("{}: {it}", call.operation));
        self.0.lock().unwrap().extend(texts);
    }
}

fn builder(server: &Loopback) -> ClientBuilder {
    server.builder().retry(RetryPolicy::new().any_method())
}

const JSON: &[&str] = &["content-type: application/json"];

#[tokio::test]
async fn null_for_a_required_list_is_empty_and_told_to_the_response_and_to_observers() {
    let server =
        Loopback::responding(200, JSON, r#"[{"name":"a","tags":null,"made":""},{"name":"b"}]"#)
            .await;
    let told = Told::default();
    let client = builder(&server).observer(told.clone()).build().unwrap();
    let response = client.call(&IMAGES).response::<Vec<Image>, Never>().await.unwrap();
    assert!(response.body().iter().all(|it| it.tags.is_empty() && it.made.is_none()));
    let texts = [
        "at `[0].tags`: expected an array, found `null` (accepted)",
        "at `[0].made`: expected a value or `null`, found `\"\"` (accepted)",
        "at `[1].tags`: expected an array, found nothing (accepted)",
    ];
    let found: Vec<_> = response.deviations().into_iter().map(ToString::to_string).collect();
    assert_eq!(found, texts);
    assert_eq!(response.deviations().count(), 3);
    let kinds: Vec<_> = response.deviations().into_iter().map(Deviation::kind).collect();
    assert_eq!(kinds, [DeviationKind::Null, DeviationKind::Format, DeviationKind::Missing]);
    assert_eq!(*told.0.lock().unwrap(), texts.map(|it| format!("images: {it}")));
}

#[tokio::test]
async fn what_is_as_described_is_told_to_nobody() {
    let server = Loopback::responding(200, JSON, r#"[{"name":"a","tags":[]}]"#).await;
    let told = Told::default();
    let client = builder(&server).observer(told.clone()).build().unwrap();
    let response = client.call(&IMAGES).response::<Vec<Image>, Never>().await.unwrap();
    assert!(response.deviations().is_empty() && told.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_policy_of_a_call_wins_over_that_of_the_client() {
    let server =
        Loopback::responding(200, JSON, r#"[{"name":7,"tags":"x"},{"name":null,"tags":[]}]"#).await;
    let strict = builder(&server).build().unwrap();
    let error = strict.call(&IMAGES).body::<Vec<Image>, Never>().await.unwrap_err();
    let Error::Decode(refused) = &error else { panic!("{error}") };
    assert_eq!(refused.error.path(), "[0].name");
    let [deviation] = refused.deviations.as_slice() else { panic!("{:?}", refused.deviations) };
    assert_eq!(deviation.outcome(), DeviationOutcome::Refused);
    let facts = (deviation.path(), deviation.expected(), deviation.found());
    assert_eq!(facts, ("[0].name", "a string", "7"));

    let policy = DeviationPolicy::accept().skip_items();
    let lenient = strict.with_options(RequestOptions::new().deviations(policy));
    let response = lenient.call(&IMAGES).response::<Vec<Image>, Never>().await.unwrap();
    let [image] = response.body().as_slice() else { panic!("{response:?}") };
    assert_eq!((image.name.as_str(), image.tags.as_slice()), ("7", &["x".to_owned()][..]));
    let found: Vec<_> = response.deviations().into_iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "at `[0].name`: expected a string, found `7` (accepted)",
            "at `[0].tags`: expected an array, found `\"x\"` (accepted)",
            "at `[1].name`: expected a string, found `null` (item left out)",
        ]
    );
    let client = builder(&server).deviations(policy).build().unwrap();
    assert_eq!(client.call(&IMAGES).body::<Vec<Image>, Never>().await.unwrap().len(), 1);
    let strict = client.with_options(RequestOptions::new().deviations(DeviationPolicy::refuse()));
    strict.call(&IMAGES).body::<Vec<Image>, Never>().await.unwrap_err();
}

#[tokio::test]
async fn a_success_that_cannot_be_read_says_so_and_is_never_sent_again() {
    for (status, body) in [(204, ""), (200, ""), (201, "{\"tags\":[]}"), (200, "Not Found")] {
        let server = Loopback::responding(status, JSON, body).await;
        let told = Told::default();
        let client = builder(&server).observer(told.clone()).build().unwrap();
        let error = client.call(&IMAGES).body::<Image, Never>().await.unwrap_err();
        assert!(error.is_success() && !error.is_retryable(), "{error}");
        let said = format!("images: the call succeeded with status {status}, but its body");
        assert!(error.to_string().starts_with(&said), "{error}");
        assert_eq!((server.requests().len(), error.attempts()), (1, 1));
        assert_eq!(told.0.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn an_empty_success_is_an_empty_list_or_an_object_of_which_nothing_is_required() {
    for (status, headers) in [(204, &[][..]), (200, JSON)] {
        let server = Loopback::responding(status, headers, "").await;
        let client = builder(&server).build().unwrap();
        let cart = client.call(&IMAGES).response::<Cart, Never>().await.unwrap();
        assert_eq!(*cart.body(), Cart { id: None, lines: vec![] });
        let found: Vec<_> = cart.deviations().into_iter().map(ToString::to_string).collect();
        assert_eq!(found, ["expected an object, found nothing (accepted)"]);
        assert_eq!(client.call(&IMAGES).body::<Vec<Image>, Never>().await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_error_shows_what_the_server_said() {
    let table: [(u16, &[&str], &str, &str); 8] = [
        (
            404,
            JSON,
            r#"{"detail":"no flow of that"}"#,
            "status 404: no flow of that (not documented)",
        ),
        (
            500,
            &["content-type: text/plain"],
            "out of order",
            "status 500: out of order (not documented)",
        ),
        (500, JSON, "", "status 500, which is not documented and has no body"),
        (304, &[], "", "status 304, which is documented and has no body"),
        (
            502,
            JSON,
            r#"{"state":"x","password":"p"}"#,
            r#"status 502: {"state":"x","password":"…"} (not documented)"#,
        ),
        (
            422,
            JSON,
            r#"{"exception_message":"bad"}"#,
            r#"status 422: {"exception_message":"bad"} (the body is not as documented: at `code`: the field is missing)"#,
        ),
        (422, JSON, "Bad", "status 422: Bad (the body is not as documented: not JSON: `Bad`)"),
        (
            422,
            &["content-encoding: br"],
            "\u{1}\u{2}",
            "status 422: \u{1}\u{2} (the body is not as documented: it is packed as `br`, which was not asked for)",
        ),
    ];
    for (status, headers, body, said) in table {
        let server = Loopback::responding(status, headers, body).await;
        let client = builder(&server).retry(RetryPolicy::none()).build().unwrap();
        let error = client.call(&IMAGES).body::<Image, Problem>().await.unwrap_err();
        assert_eq!(error.to_string(), format!("images: {said}"));
        let Error::UnexpectedResponse(error) = error else { panic!("{error}") };
        assert_eq!(error.is_documented, matches!(status, 304 | 422));
    }
}

#[tokio::test]
async fn a_body_without_a_documented_member_is_not_the_documented_error() {
    let server = Loopback::responding(422, JSON, r#"{"exception_message":"bad body"}"#).await;
    let client = builder(&server).build().unwrap();
    let error = client.call(&IMAGES).body::<Image, Cart>().await.unwrap_err();
    let Error::UnexpectedResponse(error) = error else { panic!("{error}") };
    assert_eq!(error.error.unwrap().message(), "it has none of the documented members");

    let success = Loopback::responding(200, JSON, r#"{"exception_message":"bad body"}"#).await;
    let client = builder(&success).build().unwrap();
    let response = client.call(&IMAGES).response::<Cart, Never>().await.unwrap();
    let kinds: Vec<_> = response.deviations().into_iter().map(Deviation::kind).collect();
    assert_eq!(kinds, [DeviationKind::NoKnownMember, DeviationKind::Missing]);
}

#[tokio::test]
async fn an_error_has_the_message_and_code_that_the_settings_name() {
    let body = r#"{"code":"e7","fault":{"text":"by rule","no":9},"message":"usual"}"#;
    let server = Loopback::responding(422, JSON, body).await;
    let client = builder(&server).build().unwrap();
    let usual = client.call(&IMAGES).body::<Image, Problem>().await.unwrap_err();
    assert!(usual.api().is_some());
    assert_eq!((usual.message(), usual.code()), (Some("usual"), Some("e7")));
    let members = ErrorMembers { message: &["/none", "/fault/text"], code: &["/fault/no"] };
    let client = builder(&server).error_members(members).build().unwrap();
    let named = client.call(&IMAGES).body::<Image, Problem>().await.unwrap_err();
    assert_eq!((named.message(), named.code()), (Some("by rule"), Some("9")));
}

#[tokio::test]
async fn items_of_pages_are_read_by_the_policy_and_told_with_their_place() {
    let told = Told::default();
    let server = Loopback::responding(200, JSON, r#"{"items":["1",2,{}],"total":3}"#).await;
    let accept = builder(&server).observer(told.clone()).deviations(DeviationPolicy::accept());
    let client = accept.build().unwrap();
    let mut items = client.call(&crate::paging::OFFSET).paged_items::<u64, Never>();
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert_eq!(items.next().await.unwrap().unwrap(), 2);
    assert!(items.next().await.unwrap().is_err());
    let (one, other) = (
        "at `items[0]`: expected an integer, found `\"1\"` (accepted)",
        "at `items[2]`: expected an integer, found `{}`",
    );
    let name = crate::paging::OFFSET.name;
    assert_eq!(*told.0.lock().unwrap(), [format!("{name}: {one}"), format!("{name}: {other}")]);
    assert_eq!(texts(items.deviations()), [one, other]);

    let skipping = RequestOptions::new().deviations(DeviationPolicy::refuse().skip_items());
    let call = client.with_options(skipping).call(&crate::paging::OFFSET);
    let mut items = call.paged_items::<u64, Never>();
    assert_eq!(items.next().await.unwrap().unwrap(), 2);
    assert!(items.next().await.is_none());
    assert_eq!(
        texts(items.deviations()),
        [
            "at `items[0]`: expected an integer, found `\"1\"` (item left out)",
            "at `items[2]`: expected an integer, found `{}` (item left out)",
        ]
    );
}

#[tokio::test]
async fn no_error_shows_a_member_that_is_secret_by_its_type() {
    let body = r#"{"name":7,"pin":"4711","nested":[{"pin":["4712"]},{"pin":{"v":"4714"}}],"password":"4713"}"#;
    for status in [200, 422, 500] {
        let server = Loopback::responding(status, JSON, body).await;
        let client = builder(&server).retry(RetryPolicy::none()).secret_members(&["pin"]);
        let call = client.build().unwrap().call(&IMAGES);
        let error = call.body::<Image, Image>().await.unwrap_err();
        for shown in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
            assert!(!shown.contains("471") && !shown.is_empty(), "{shown}");
        }
    }
}

fn texts(deviations: &Deviations) -> Vec<String> {
    deviations.iter().map(ToString::to_string).collect()
}

static WATCH: Operation = Operation {
    name: "watch",
    path: "/watch",
    accept: "application/x-ndjson",
    responses: &[ResponseSpec::items(Status::Code(200))],
    ..Operation::BASE
};

static EVENTS: Operation = Operation { name: "events", accept: "text/event-stream", ..WATCH };

/// The envelope of a gateway of gRPC, whose items may have nothing between them.
static GATEWAY: Operation = Operation {
    name: "gateway",
    accept: "application/json",
    envelope: Some(&Envelope { item: "/result", error: "/error" }),
    ..WATCH
};

/// Sends the chunks as they are, and closes.
async fn stream(media_type: &str, chunks: &[&str]) -> Loopback {
    let media_type = format!("content-type: {media_type}");
    let chunks: Vec<String> = chunks.iter().map(|it| (*it).to_owned()).collect();
    Loopback::start(move |_| {
        let chunks = chunks.iter().map(Step::chunk);
        std::iter::once(Step::chunked(&[&media_type]))
            .chain(chunks)
            .chain([Step::chunk("")])
            .collect()
    })
    .await
}

#[tokio::test]
async fn items_of_streams_are_read_by_the_policy_and_told_with_their_number() {
    let image = r#"{"name":7,"tags":null}"#;
    let (line, event) = (format!("{image}\n"), format!("data: {image}\n\n"));
    let result = format!(r#"{{"result":{image}}}"#);
    streamed::<Image>(&WATCH, "application/x-ndjson", &line, |it| it.name).await;
    streamed::<Event<Image>>(&EVENTS, "text/event-stream", &event, |it| it.data.name).await;
    streamed::<Image>(&GATEWAY, "application/json", &result, |it| it.name).await;
}

/// Reads a stream of two images of the name 7 and without tags, by both policies.
async fn streamed<T: Item>(
    operation: &'static Operation,
    media_type: &str,
    image: &str,
    name: fn(T) -> String,
) {
    let server = stream(media_type, &[image, image]).await;
    let told = Told::default();
    let strict = builder(&server).observer(told.clone()).build().unwrap();
    let mut refused = strict.call(operation).items::<T, Never>().await.unwrap();
    let Some(Err(Error::Decode(error))) = refused.next().await else { panic!("{media_type}") };
    assert_eq!(texts(&error.deviations), ["at `[0].name`: expected a string, found `7`"]);
    assert_eq!(texts(refused.deviations()), texts(&error.deviations));

    let client = strict.with_options(RequestOptions::new().deviations(DeviationPolicy::accept()));
    told.0.lock().unwrap().clear();
    let mut items = client.call(operation).items::<T, Never>().await.unwrap();
    let mut names = Vec::new();
    while let Some(item) = items.next().await {
        names.push(name(item.unwrap()));
    }
    assert_eq!(names, ["7", "7"]);
    let expected = [
        "at `[0].name`: expected a string, found `7` (accepted)",
        "at `[0].tags`: expected an array, found `null` (accepted)",
        "at `[1].name`: expected a string, found `7` (accepted)",
        "at `[1].tags`: expected an array, found `null` (accepted)",
    ];
    assert_eq!(texts(items.deviations()), expected);
    assert_eq!(*told.0.lock().unwrap(), expected.map(|it| format!("{}: {it}", operation.name)));
    let counts = client.deviation_counts();
    assert_eq!((counts.total(), counts.of_kind(DeviationKind::Type)), (5, 3));
}

#[tokio::test]
async fn an_item_of_a_stream_that_cannot_be_read_is_left_out_where_the_policy_says_so() {
    let server = stream("application/x-ndjson", &["1\n\"x\"\n", "no JSON\n", "4\n"]).await;
    let skipping = builder(&server).deviations(DeviationPolicy::accept().skip_items());
    let client = skipping.build().unwrap();
    let mut items = client.call(&WATCH).items::<i64, Never>().await.unwrap();
    let mut read = Vec::new();
    while let Some(item) = items.next().await {
        read.push(item.unwrap());
    }
    assert_eq!(read, [1, 4]);
    assert_eq!(
        texts(items.deviations()),
        [
            "at `[1]`: expected an integer, found `\"x\"` (item left out)",
            "at `[2]`: expected JSON, found `no JSON` (item left out)",
        ]
    );

    // What the server says in place of an item is an error, whatever the policy.
    let server =
        stream("application/json", &[r#"{"result":"x"}{"other":1}{"error":{"code":5}}"#]).await;
    let client = builder(&server).deviations(DeviationPolicy::accept().skip_items()).build();
    let mut items = client.unwrap().call(&GATEWAY).items::<i64, Never>().await.unwrap();
    assert!(matches!(items.next().await, Some(Err(Error::Item(_)))));
    assert_eq!(items.deviations().count(), 2);

    // A document in place of a stream would leave nothing.
    let server = stream("application/json", &[r#"{"code":5}"#]).await;
    let client = builder(&server).deviations(DeviationPolicy::accept().skip_items()).build();
    let mut items = client.unwrap().call(&EVENTS).items::<i64, Never>().await.unwrap();
    assert!(matches!(items.next().await, Some(Err(Error::Decode(_)))));
}

#[tokio::test]
async fn data_of_an_event_that_is_a_text_deviates_from_nothing() {
    let server = stream("text/event-stream", &["data: 12\n\ndata: true\n\ndata: [DONE]\n\n"]).await;
    let client = builder(&server).deviations(DeviationPolicy::accept()).build().unwrap();
    let mut items = client.call(&EVENTS).items::<Event<String>, Never>().await.unwrap();
    assert_eq!(items.next().await.unwrap().unwrap().data, "12");
    assert_eq!(items.next().await.unwrap().unwrap().data, "true");
    assert!(items.next().await.is_some() && items.deviations().is_empty());
}

#[tokio::test]
async fn deviations_are_counted_by_operation_and_kind_for_a_client_and_its_clones() {
    let server = Loopback::responding(200, JSON, r#"[{"name":1,"tags":null},{"name":"b"}]"#).await;
    let client = builder(&server).deviations(DeviationPolicy::accept()).build().unwrap();
    assert_eq!(client.deviation_counts().total(), 0);
    client.clone().call(&IMAGES).body::<Vec<Image>, Never>().await.unwrap();
    let strict = client.with_options(RequestOptions::new().deviations(DeviationPolicy::refuse()));
    strict.call(&IMAGES).body::<Vec<Image>, Never>().await.unwrap_err();
    client.request("GET", "/x").send_json::<Vec<Image>>().await.unwrap();
    let counts = client.deviation_counts();
    assert_eq!(
        counts.iter().collect::<Vec<_>>(),
        [
            ("images", DeviationKind::Missing, 1),
            ("images", DeviationKind::Null, 1),
            ("images", DeviationKind::Type, 2),
            ("request", DeviationKind::Missing, 1),
            ("request", DeviationKind::Null, 1),
            ("request", DeviationKind::Type, 1),
        ]
    );
    assert_eq!((counts.total(), counts.of_kind(DeviationKind::Type)), (7, 3));
}

/// A record that keeps the members which nobody described, and one whose tag isn't among its members.
#[derive(Debug, PartialEq)]
struct Labels {
    id: Option<String>,
    others: BTreeMap<String, i64>,
}

impl Json for Labels {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["id"], |it: &mut Self, field, r| match field {
            0 => r.optional(&mut it.id),
            _ => r.extra(&mut it.others),
        })
    }

    fn blank() -> Self {
        Self { id: None, others: BTreeMap::new() }
    }

    fn write(&self, _: &mut Writer) {}
}

#[derive(Debug, PartialEq)]
enum Shape {
    Cart(Cart),
    Other,
}

impl Json for Shape {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.tagged("kind", &["cart"], &mut |index, r| match index {
            0 => Cart::read(r).map(Self::Cart),
            _ => r.skip().map(|()| Self::Other),
        })
    }

    fn blank() -> Self {
        Self::Other
    }

    fn write(&self, _: &mut Writer) {}
}

#[tokio::test]
async fn a_member_that_has_a_place_is_a_known_one() {
    let server = Loopback::responding(422, JSON, r#"{"retries":3}"#).await;
    let client = builder(&server).build().unwrap();
    let error = client.call(&IMAGES).body::<Image, Labels>().await.unwrap_err();
    let Error::Api(error) = error else { panic!("{error}") };
    assert_eq!(error.body.others["retries"], 3);
    assert_eq!(client.deviation_counts().total(), 0);

    let server = Loopback::responding(200, JSON, r#"{"kind":"cart","lines2":3}"#).await;
    let client = builder(&server).build().unwrap();
    let response = client.call(&IMAGES).response::<Shape, Never>().await.unwrap();
    assert_eq!(*response.body(), Shape::Cart(Cart { id: None, lines: vec![] }));
    assert_eq!(
        texts(response.deviations()),
        ["at `lines`: expected an array, found nothing (accepted)"]
    );
}
