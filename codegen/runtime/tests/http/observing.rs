//! What observers are told, and spans and events with the feature `tracing`.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use clientwright_runtime::{
    AttemptEnded, CallEnded, Deprecation, Never, ObservedCall, Observer, RetryScheduled,
    TransportError, TransportErrorKind,
    codegen::{Client, ClientBuilder, Credential, Operation, Place, Scheme, SchemeKind, Server},
    testing::{Canned, MemoryTransport, block_on},
};

use crate::{authority::Hand, support::ANY};

static KEY: Scheme =
    Scheme { name: "key", kind: SchemeKind::ApiKey { place: Place::Query, name: "key" } };
static USER: Operation =
    Operation { name: "getUser", path: "/users/{id}", security: &[&[&KEY]], ..ANY };

/// Writes down what it is told.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    fn note(&self, text: String) {
        self.0.lock().unwrap().push(text);
    }
}

impl Observer for Notes {
    fn call_started(&self, call: &ObservedCall) {
        let ObservedCall { operation, method, path, server_address, server_port, .. } = call;
        self.note(format!("{operation} {method} {path} {server_address}:{server_port}"));
    }

    fn attempt_ended(&self, _: &ObservedCall, it: &AttemptEnded<'_>) {
        let AttemptEnded { number, status, error_type, duration, request_id, .. } = it;
        self.note(format!("{number}: {status:?} {error_type:?} {duration:?} {request_id:?}"));
    }

    fn retry_scheduled(&self, _: &ObservedCall, it: &RetryScheduled) {
        self.note(format!("{} in {:?}", it.number, it.wait));
    }

    fn call_ended(&self, _: &ObservedCall, it: &CallEnded<'_>) {
        let CallEnded { attempts, status, error_type, duration, .. } = it;
        self.note(format!("{attempts} attempts: {status:?} {error_type:?} {duration:?}"));
    }

    fn deprecated(&self, call: &ObservedCall, it: &Deprecation) {
        self.note(format!(
            "{} is deprecated: {:?}",
            call.operation,
            it.sunset.map(|it| it.timestamp())
        ));
    }
}

fn builder(transport: &Arc<MemoryTransport>) -> ClientBuilder {
    Client::builder(Server::custom("https://x.test"))
        .transport(transport.clone())
        .credential(&KEY, Credential::token("s3cret"))
}

fn flaky(hand: &Hand) -> Arc<MemoryTransport> {
    let responses = Mutex::new(vec![
        Ok(Canned::new(204).header("x-request-id", "r3")),
        Err(TransportError::new(TransportErrorKind::Closed, "no")),
        Ok(Canned::new(503).header("retry-after", "2").header("x-request-id", "r1")),
    ]);
    let slow = hand.clone();
    MemoryTransport::with(move |_| {
        slow.advance(Duration::from_secs(1));
        responses.lock().unwrap().pop().unwrap()
    })
}

#[test]
fn an_observer_is_told_of_each_step() {
    let (hand, notes, second) = (Hand::new(), Notes::default(), Notes::default());
    let (transport, clock) = (flaky(&hand), hand.clock());
    let client = builder(&transport)
        .clock(move || clock())
        .seed(1)
        .observer(notes.clone())
        .observer(second.clone())
        .build()
        .unwrap();
    block_on(client.call(&USER).path("id", "s3cret").body::<(), Never>()).unwrap();
    let told = notes.take();
    let wait = transport.sleeps()[1];
    assert_eq!(
        told,
        [
            "getUser GET /users/{id} x.test:443".to_owned(),
            "1: Some(503) Some(\"503\") 1s Some(\"r1\")".to_owned(),
            "2 in 2s".to_owned(),
            "2: None Some(\"closed\") 1s None".to_owned(),
            format!("3 in {wait:?}"),
            "3: Some(204) None 1s Some(\"r3\")".to_owned(),
            "3 attempts: Some(204) None 3s".to_owned(),
        ]
    );
    assert!(!told.concat().contains("s3cret"));
    assert_eq!(second.take(), told);
}

#[test]
fn a_call_that_is_given_up_is_told_too() {
    let notes = Notes::default();
    let transport = MemoryTransport::responding(204, &[], "");
    let client =
        builder(&transport).observer(notes.clone()).clock(Duration::default).build().unwrap();
    // Not even begun.
    drop(client.call(&ANY).body::<(), Never>());
    assert_eq!(notes.take(), [""; 0]);
    let gated = crate::authority::Gated::new(transport, 0, 0);
    let client = Client::builder(Server::custom("http://x.test:81"))
        .transport(gated)
        .observer(notes.clone())
        .clock(Duration::default)
        .build()
        .unwrap();
    let mut call = Box::pin(client.call(&ANY).body::<(), Never>());
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(call.as_mut().poll(&mut cx).is_pending());
    drop(call);
    let told = notes.take();
    assert_eq!(told, ["any GET /any x.test:81", "1 attempts: None Some(\"cancelled\") 0ns"]);
}

#[test]
fn deprecation_is_told_once_for_an_operation() {
    let notes = Notes::default();
    let headers = [("deprecation", "@1688169599"), ("sunset", "Wed, 11 Nov 2026 23:59:59 GMT")];
    let transport = MemoryTransport::responding(204, &headers, "");
    let client = builder(&transport).observer(notes.clone()).build().unwrap();
    for _ in 0..3 {
        block_on(client.call(&ANY).body::<(), Never>()).unwrap();
        block_on(client.clone().call(&USER).path("id", &1).body::<(), Never>()).unwrap();
    }
    let told: Vec<String> =
        notes.take().into_iter().filter(|it| it.contains("deprecated")).collect();
    let line = |name| format!("{name} is deprecated: Some(1794441599)");
    assert_eq!(told, [line("any"), line("getUser")]);
}

#[cfg(feature = "tracing")]
mod spans {
    use std::fmt::Write as _;

    use clientwright_runtime::codegen::{Package, ResponseSpec, Status, package};

    use tracing::{
        Event, Metadata, Subscriber,
        field::{Field, Visit},
        span::{Attributes, Id, Record},
    };

    use super::*;

    /// A subscriber that writes down names and fields.
    #[derive(Clone, Default)]
    struct Lines(Notes);

    struct Fields(String);

    impl Visit for Fields {
        fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
            let _ = write!(self.0, " {}={value:?}", field.name());
        }
    }

    impl Subscriber for Lines {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, span: &Attributes<'_>) -> Id {
            let mut fields = Fields(format!("span {}", span.metadata().name()));
            span.record(&mut fields);
            self.0.note(fields.0);
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, values: &Record<'_>) {
            let mut fields = Fields("record".to_owned());
            values.record(&mut fields);
            self.0.note(fields.0);
        }

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &Event<'_>) {
            let mut fields = Fields("event".to_owned());
            event.record(&mut fields);
            self.0.note(fields.0);
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    #[test]
    fn a_call_is_a_span_with_the_names_of_opentelemetry() {
        let (hand, lines) = (Hand::new(), Lines::default());
        let (transport, clock) = (flaky(&hand), hand.clock());
        let client = builder(&transport).clock(move || clock()).seed(1).build().unwrap();
        tracing::subscriber::with_default(lines.clone(), || {
            block_on(client.call(&USER).path("id", "s3cret").body::<(), Never>()).unwrap();
        });
        let wait = transport.sleeps()[1].as_secs_f64();
        let told = lines.0.take();
        assert_eq!(
            told,
            [
                "span http_call otel.kind=\"client\" otel.name=\"GET /users/{id}\" operation=\"getUser\" \
                 http.request.method=\"GET\" url.template=\"/users/{id}\" server.address=\"x.test\" server.port=443"
                    .to_owned(),
                "event message=attempt ended attempt=1 http.response.status_code=503 error.type=\"503\" \
                 duration=1.0 request_id=\"r1\""
                    .to_owned(),
                "event message=retry scheduled attempt=2 wait=2.0".to_owned(),
                "event message=attempt ended attempt=2 error.type=\"closed\" duration=1.0".to_owned(),
                format!("event message=retry scheduled attempt=3 wait={wait}"),
                "event message=attempt ended attempt=3 http.response.status_code=204 duration=1.0 \
                 request_id=\"r3\""
                    .to_owned(),
                "record http.response.status_code=204".to_owned(),
                "record http.request.resend_count=2".to_owned(),
            ]
        );
        assert!(!told.concat().contains("s3cret"));
    }

    static LISTS: Operation =
        Operation { responses: &[ResponseSpec::json(Status::Code(200))], ..USER };

    #[test]
    fn a_call_that_fails_is_a_span_with_an_error() {
        let lines = Lines::default();
        let transport = MemoryTransport::responding(200, &[("x-request-id", "r1")], "[[1");
        let client = builder(&transport).build().unwrap();
        tracing::subscriber::with_default(lines.clone(), || {
            let call = client.call(&LISTS).path("id", "7").body::<Vec<Vec<i64>>, Never>();
            assert!(block_on(call).unwrap_err().is_success());
        });
        let told = lines.0.take();
        let end = [
            "record http.response.status_code=200",
            "record error.type=\"decode\"",
            "record otel.status_code=\"ERROR\"",
            "event message=call failed operation=\"getUser\" attempts=1 \
             http.response.status_code=200 error.type=\"decode\" request_id=\"r1\"",
        ];
        assert_eq!(told[told.len() - 4..], end);
    }

    #[test]
    fn a_method_that_servers_invent_is_no_name_of_a_span() {
        static PURGE: Operation = Operation { method: "PURGE", ..ANY };
        let lines = Lines::default();
        let transport = MemoryTransport::responding(204, &[], "");
        let client = builder(&transport).build().unwrap();
        tracing::subscriber::with_default(lines.clone(), || {
            block_on(client.call(&PURGE).body::<(), Never>()).unwrap();
        });
        let told = lines.0.take();
        assert!(told[0].contains("otel.name=\"HTTP /any\""), "{told:?}");
        assert!(told[0].contains("http.request.method=\"_OTHER\""), "{told:?}");
        assert_eq!(told[1], "record http.request.method_original=\"PURGE\"");
    }

    /// A subscriber that keeps targets, and counts who holds a span.
    #[derive(Clone, Default)]
    struct Holders(Notes, Arc<Mutex<usize>>);

    impl Subscriber for Holders {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, span: &Attributes<'_>) -> Id {
            self.0.note(span.metadata().target().to_owned());
            *self.1.lock().unwrap() += 1;
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, event: &Event<'_>) {
            self.0.note(event.metadata().target().to_owned());
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}

        fn clone_span(&self, id: &Id) -> Id {
            *self.1.lock().unwrap() += 1;
            id.clone()
        }

        fn try_close(&self, _: Id) -> bool {
            *self.1.lock().unwrap() -= 1;
            false
        }
    }

    #[test]
    fn a_span_has_the_target_of_its_crate_and_ends_with_the_call() {
        static HERE: Package = package!();
        let holders = Holders::default();
        let transport = MemoryTransport::responding(200, &[], "[[1],null]");
        let client = builder(&transport).package(&HERE).build().unwrap();
        tracing::subscriber::with_default(holders.clone(), || {
            let call = client.call(&LISTS).path("id", "7").response::<Vec<Vec<i64>>, Never>();
            let response = block_on(call).unwrap();
            assert_eq!(*holders.1.lock().unwrap(), 0, "the response holds the span");
            assert_eq!(response.body().len(), 2);
        });
        // The span, its one attempt, a deviation, and how many there are.
        assert_eq!(holders.0.take(), [module_path!(); 4]);
    }

    #[test]
    fn what_deviates_is_an_event() {
        let lines = Lines::default();
        let transport = MemoryTransport::responding(200, &[], "[[1],null]");
        let client = builder(&transport).build().unwrap();
        tracing::subscriber::with_default(lines.clone(), || {
            block_on(client.call(&LISTS).path("id", "7").body::<Vec<Vec<i64>>, Never>()).unwrap();
        });
        let told = lines.0.take();
        let end = [
            "event message=response deviates operation=\"getUser\" path=\"[1]\" \
             expected=\"an array\" found=\"null\" outcome=Accepted",
            "event message=deviations operation=\"getUser\" monotonic_counter.deviations=1",
            "record http.response.status_code=200",
        ];
        assert_eq!(told[told.len() - 3..], end);
    }
}
