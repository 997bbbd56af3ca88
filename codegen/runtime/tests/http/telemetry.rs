//! What is told of calls over a network, and what the server is told of who calls.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU8, Ordering},
};

use clientwright_runtime::{
    CallEnded, Never, ObservedCall, Observer, RequestOptions, TraceContext,
    codegen::{Operation, Package, ResponseSpec, Status, package},
};

use crate::{
    loopback::{Loopback, Step, header},
    support::{ANY, Problem},
};

static JSON: Operation = Operation {
    name: "json",
    path: "/json",
    responses: &[
        ResponseSpec::json(Status::Code(200)),
        ResponseSpec::json(Status::Code(404)),
        ResponseSpec::empty(Status::Code(204)),
    ],
    ..ANY
};

#[derive(Clone, Default)]
struct Ends(Arc<Mutex<Vec<String>>>);

impl Observer for Ends {
    fn call_ended(&self, _: &ObservedCall, it: &CallEnded<'_>) {
        let end = format!("{:?} {:?}", it.status, it.error_type.as_deref().unwrap_or("-"));
        self.0.lock().unwrap().push(end);
    }
}

#[tokio::test]
async fn a_response_that_cannot_be_read_is_no_success() {
    for (status, headers, body, end) in [
        (200, &[][..], "[1,2]", "Some(200) \"-\""),
        // Cut off by the server itself, of another type, and a page of somebody else's.
        (200, &[], "[1,2", "Some(200) \"decode\""),
        (200, &[], "{\"a\":1}", "Some(200) \"decode\""),
        (200, &["content-type: text/html"], "<html>Sign in</html>", "Some(200) \"decode\""),
        (404, &[], "<html>", "Some(404) \"404\""),
        (304, &[], "", "Some(304) \"unexpected_response\""),
    ] {
        let ends = Ends::default();
        let server = Loopback::responding(status, headers, body).await;
        let client = server.builder().observer(ends.clone()).build().unwrap();
        let result = client.call(&JSON).body::<Vec<i64>, Problem>().await;
        assert_eq!(result.is_ok(), end.contains('-'), "{result:?}");
        assert_eq!(*ends.0.lock().unwrap(), [end], "{status} {body}");
    }
}

#[tokio::test]
async fn a_trace_goes_on_at_the_server_and_nowhere_else() {
    static MOVED: Operation = Operation { path: "/moved", ..ANY };
    let other = Loopback::responding(204, &[], "").await;
    let elsewhere = other.origin.clone();
    let server = Loopback::start(move |request| {
        let status = if request.starts_with("GET /any ") { 503 } else { 302 };
        match status {
            503 => vec![Step::response(503, &["retry-after: 0"], b"")],
            _ => vec![Step::redirect(302, &elsewhere)],
        }
    })
    .await;
    let spans = Arc::new(AtomicU8::new(0));
    let current = move || {
        let id = spans.fetch_add(1, Ordering::Relaxed);
        Some(TraceContext::new([0xab; 16], [id; 8], 1).with_state("acme=00f067aa0ba902b7"))
    };
    let client = server.builder().trace_context(current).build().unwrap();
    // The first id is all zeros, which is none: an invalid `traceparent` would end the trace.
    client.call(&ANY).body::<(), Never>().await.unwrap_err();
    client.call(&ANY).body::<(), Never>().await.unwrap_err();
    client.call(&MOVED).body::<(), Never>().await.unwrap();
    let own = RequestOptions::new().header("traceparent", "00-mine");
    client.with_options(own).call(&MOVED).body::<(), Never>().await.unwrap();

    let requests = server.requests();
    let parents: Vec<_> = requests.iter().map(|it| header(it, "traceparent")).collect();
    let second = Some("00-abababababababababababababababab-0101010101010101-01".to_owned());
    let third = Some("00-abababababababababababababababab-0202020202020202-01".to_owned());
    let mine = Some("00-mine".to_owned());
    // Three attempts are one call.
    let expected = [None, None, None, second.clone(), second.clone(), second.clone(), third, mine];
    assert_eq!(parents, expected);
    assert_eq!(header(&requests[0], "tracestate"), None);
    assert_eq!(header(&requests[3], "tracestate").as_deref(), Some("acme=00f067aa0ba902b7"));
    assert_eq!(header(&requests[7], "tracestate"), None);
    assert_eq!(other.requests().len(), 2);
    for request in other.requests() {
        assert_eq!((header(&request, "traceparent"), header(&request, "tracestate")), (None, None));
    }
}

#[tokio::test]
async fn a_client_says_of_which_crate_it_is() {
    static ACME: Package = Package { user_agent: "acme/2.1.0", ..package!() };
    let server = Loopback::responding(204, &[], "").await;
    let named = crate::transports::builder().no_proxy().user_agent("gateway/3").build().unwrap();
    let acme = || server.builder().package(&ACME);
    for client in [
        server.builder(),
        acme(),
        acme().transport(Arc::new(named)),
        acme().user_agent("bookings/1.4"),
    ] {
        client.build().unwrap().call(&ANY).body::<(), Never>().await.unwrap();
    }
    let agents: Vec<_> =
        server.requests().iter().filter_map(|it| header(it, "user-agent")).collect();
    let runtime = concat!("clientwright-runtime/", env!("CARGO_PKG_VERSION"));
    assert_eq!(agents, [runtime, "acme/2.1.0", "gateway/3", "bookings/1.4"]);
}
