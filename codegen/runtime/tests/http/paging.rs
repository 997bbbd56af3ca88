//! Results that come page by page: each way to ask for the next page, and when to stop.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use clientwright_runtime::{
    Error, Json, Never, PagedItems, RequestErrorKind, RequestOptions,
    codegen::{
        Client, Credential, Operation, Paging, Place, ResponseSpec, Scheme, SchemeKind, Server,
        Status,
    },
    serde_json::{Value, json},
    testing::{Canned, MemoryTransport, block_on},
};

use crate::support::{Problem, client};

pub(crate) static KEY: Scheme =
    Scheme { name: "key", kind: SchemeKind::ApiKey { place: Place::Query, name: "key" } };

pub(crate) const LIST: Operation = Operation {
    name: "list",
    path: "/users",
    responses: &[ResponseSpec::json(Status::Code(200)), ResponseSpec::json(Status::Class(4))],
    ..Operation::BASE
};

pub(crate) static OFFSET: Operation = Operation {
    paging: Some(
        &Paging::offset("offset", 0)
            .limit("limit")
            .items("/items")
            .total("/total")
            .page_size("/limit"),
    ),
    ..LIST
};
static NUMBERED: Operation = Operation {
    paging: Some(
        &Paging::page("page[number]", 1)
            .limit("page[size]")
            .items("/data")
            .pages("/meta/pages")
            .total("/meta/total"),
    ),
    ..LIST
};
static UNSURE_START: Operation =
    Operation { paging: Some(&Paging::numbered_page("page", "/page").items("/results")), ..LIST };
pub(crate) static CURSOR: Operation = Operation {
    paging: Some(&Paging::cursor("after", "/page/next").items("/data").more("/more")),
    ..LIST
};
static SEARCH: Operation = Operation {
    method: "POST",
    paging: Some(&Paging::cursor("/page/after", "/next").items("/data")),
    ..LIST
};
static SECURE: Operation = Operation { security: &[&[&KEY]], ..NEXT_URL };
static LAST_ITEM: Operation = Operation {
    paging: Some(
        &Paging::last_item("starting_after", "/id").limit("limit").items("/data").more("/has_more"),
    ),
    ..LIST
};
static NEXT_URL: Operation =
    Operation { paging: Some(&Paging::next_url("/links/next").items("/data")), ..LIST };
static LINK: Operation = Operation { paging: Some(&Paging::link()), ..LIST };

/// A server that makes a response of the query's pairs, decoded.
pub(crate) fn serving(
    answer: impl Fn(&dyn Fn(&str) -> Option<String>) -> Canned + Send + Sync + 'static,
) -> Arc<MemoryTransport> {
    MemoryTransport::with(move |request| {
        let query = request.url.split_once('?').map_or("", |it| it.1).to_owned();
        let value = |name: &str| {
            let pairs = query.split('&').filter_map(|it| it.split_once('='));
            let decoded = |text: &str| text.replace("%5B", "[").replace("%5D", "]");
            pairs.into_iter().find(|it| decoded(it.0) == name).map(|it| it.1.to_owned())
        };
        Ok(answer(&value))
    })
}

pub(crate) fn page(body: &Value) -> Canned {
    Canned::new(200).header("content-type", "application/json").body(body.to_string())
}

/// Numbers from `offset` on, as a server gives them that has `total` and hands out at most `most` at a time.
fn slice(total: u64, offset: u64, most: u64) -> Vec<u64> {
    (offset..total.min(offset.saturating_add(most))).collect()
}

fn number(text: Option<String>) -> Option<u64> {
    text.map(|it| it.parse().unwrap())
}

/// Gives items by offset, at most three at a time, and says what it does.
fn by_offset(total: u64) -> Arc<MemoryTransport> {
    serving(move |value| {
        let offset = number(value("offset")).unwrap_or(0);
        let limit = number(value("limit")).unwrap_or(2).min(3);
        let items = slice(total, offset, limit);
        page(&json!({ "items": items, "total": total, "limit": limit, "offset": offset }))
    })
}

pub(crate) fn drain<T, E>(items: &mut PagedItems<T, E>) -> Vec<Result<T, Error<E>>> {
    std::iter::from_fn(|| block_on(items.next())).collect()
}

fn all<T: Json>(items: PagedItems<T, Never>) -> Vec<T> {
    block_on(items.collect()).unwrap()
}

/// What was asked for, without the server.
pub(crate) fn asked(transport: &MemoryTransport) -> Vec<String> {
    let path = |it: String| it.split_once("/users").unwrap().1.to_owned();
    transport.requests().into_iter().map(|it| path(it.url)).collect()
}

/// All numbers of an operation whose call nothing is set of.
pub(crate) fn numbers(operation: &'static Operation, transport: &Arc<MemoryTransport>) -> Vec<u64> {
    all(client(transport).call(operation).paged_items())
}

fn paging_error<T: std::fmt::Debug, E: std::fmt::Debug>(
    result: Option<Result<T, Error<E>>>,
) -> String {
    match result {
        Some(Err(Error::Request(error))) => {
            assert_eq!(error.kind(), RequestErrorKind::Paging);
            error.to_string()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn offsets_go_on_by_what_came_and_not_by_what_was_asked() {
    let transport = by_offset(7);
    let call = client(&transport).call(&OFFSET).query("limit", &1_000_000_000).query("q", "a b");
    assert_eq!(all::<u64>(call.paged_items()), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(
        asked(&transport),
        [
            "?limit=1000000000&q=a%20b",
            "?limit=1000000000&q=a%20b&offset=3",
            "?limit=1000000000&q=a%20b&offset=6",
        ]
    );
}

#[test]
fn pages_begin_where_the_request_says() {
    let transport = by_offset(5);
    let call = client(&transport).call(&OFFSET).query("offset", &2).query("limit", &2);
    assert_eq!(all::<u64>(call.paged_items()), [2, 3, 4]);
    assert_eq!(asked(&transport), ["?offset=2&limit=2", "?offset=4&limit=2"]);

    let transport = serving(|value| {
        let number = number(value("page[number]")).unwrap_or(1);
        page(&json!({ "data": slice(6, (number - 1) * 2, 2), "meta": { "pages": 3 } }))
    });
    let call = client(&transport).call(&NUMBERED).query("page[number]", &2);
    assert_eq!(all::<u64>(call.paged_items()), [2, 3, 4, 5]);

    let transport = serving(|value| {
        let after = value("after").unwrap_or_default();
        page(
            &json!({ "data": [after.clone()], "page": { "next": format!("{after}x") }, "more": after.len() < 4 }),
        )
    });
    let call = client(&transport).call(&CURSOR).query("after", "xx");
    assert_eq!(all::<String>(call.paged_items()), ["xx", "xxx", "xxxx"]);
}

#[test]
fn an_empty_first_page_is_all_there_is() {
    let transport = by_offset(0);
    assert!(numbers(&OFFSET, &transport).is_empty());
    assert_eq!(transport.requests().len(), 1);
    for body in [json!({}), json!({ "items": null, "total": 0 }), json!({ "items": [] })] {
        let transport = serving(move |_| page(&body));
        assert!(numbers(&OFFSET, &transport).is_empty());
        assert_eq!(transport.requests().len(), 1);
    }
}

#[test]
fn without_a_total_an_empty_page_is_the_end() {
    let transport = serving(|value| {
        page(&json!({ "items": slice(4, number(value("offset")).unwrap_or(0), 2) }))
    });
    assert_eq!(numbers(&OFFSET, &transport), [0, 1, 2, 3]);
    assert_eq!(asked(&transport), ["", "?offset=2", "?offset=4"]);
}

#[test]
fn a_total_that_is_less_than_what_came_is_not_believed() {
    // Here it is the number of items on the page.
    let transport = serving(|value| {
        let items = slice(5, number(value("offset")).unwrap_or(0), 2);
        page(&json!({ "items": items, "total": items.len() }))
    });
    let call = client(&transport).call(&OFFSET).query("limit", &2);
    assert_eq!(all::<u64>(call.paged_items()), [0, 1, 2, 3, 4]);
}

#[test]
fn a_total_that_changes_is_followed() {
    let asked = AtomicUsize::new(0);
    let transport = serving(move |value| {
        let total = [3, 5, 4][asked.fetch_add(1, Ordering::Relaxed)];
        let items = slice(total, number(value("offset")).unwrap_or(0), 2);
        page(&json!({ "items": items, "total": total.to_string() }))
    });
    assert_eq!(numbers(&OFFSET, &transport), [0, 1, 2, 3]);
    assert_eq!(transport.requests().len(), 3);
}

#[test]
fn a_page_that_is_not_full_is_an_end_only_by_the_size_that_the_server_applies() {
    let transport = serving(|value| {
        let offset = number(value("offset")).unwrap_or(0);
        page(&json!({ "items": slice(5, offset, 3), "limit": 3 }))
    });
    let call = client(&transport).call(&OFFSET).query("limit", &100);
    assert_eq!(all::<u64>(call.paged_items()), [0, 1, 2, 3, 4]);
    assert_eq!(transport.requests().len(), 2);

    // This one repeats what was asked, and gives less.
    let transport = serving(|value| {
        let offset = number(value("offset")).unwrap_or(0);
        page(&json!({ "items": slice(5, offset, 3), "limit": number(value("limit")) }))
    });
    let call = client(&transport).call(&OFFSET).query("limit", &100);
    assert_eq!(all::<u64>(call.paged_items()), [0, 1, 2, 3, 4]);
    assert_eq!(transport.requests().len(), 3);
}

#[test]
fn page_numbers_are_counted_to_the_number_of_pages() {
    let transport = serving(|value| {
        let number = number(value("page[number]")).unwrap_or(1);
        page(&json!({ "data": slice(5, (number - 1) * 2, 2), "meta": { "pages": 3, "total": 5 } }))
    });
    assert_eq!(numbers(&NUMBERED, &transport), [0, 1, 2, 3, 4]);
    assert_eq!(asked(&transport), ["", "?page%5Bnumber%5D=2", "?page%5Bnumber%5D=3"]);
}

#[test]
fn what_the_first_page_is_called_says_what_the_second_is() {
    for first in [0, 1] {
        let transport = serving(move |value| {
            let number = number(value("page")).unwrap_or(first);
            page(&json!({ "page": number, "results": slice(4, (number - first) * 2, 2) }))
        });
        assert_eq!(numbers(&UNSURE_START, &transport), [0, 1, 2, 3], "from {first}");
    }
}

#[test]
fn a_page_that_is_not_found_is_the_end_of_the_numbers() {
    let transport = serving(|value| match number(value("page[number]")).unwrap_or(1) {
        1 => page(&json!({ "data": [1, 2] })),
        _ => Canned::new(404).body(r#"{"code":"no such page"}"#),
    });
    assert_eq!(numbers(&NUMBERED, &transport), [1, 2]);
    let missing = serving(|_| Canned::new(404).body(r#"{"code":"no such list"}"#));
    let error = block_on(client(&missing).call(&NUMBERED).paged_items::<u64, Problem>().collect());
    assert_eq!(error.unwrap_err().status(), Some(404));
}

#[test]
fn cursors_are_texts_or_numbers_and_end_with_nothing() {
    for last in [json!(null), json!(""), json!(0), json!(false)] {
        let end = last.clone();
        let transport = serving(move |value| {
            let next = match value("after").as_deref() {
                None => json!("a/b=="),
                Some("a%2Fb%3D%3D") => json!(17),
                Some("17") => end.clone(),
                other => panic!("{other:?}"),
            };
            page(&json!({ "data": [1], "page": { "next": next } }))
        });
        assert_eq!(numbers(&CURSOR, &transport), [1, 1, 1], "{last}");
        assert_eq!(transport.requests().len(), 3);
    }
    let missing = serving(|_| page(&json!({ "data": [1] })));
    assert_eq!(numbers(&CURSOR, &missing), [1]);
}

#[test]
fn an_empty_page_with_a_cursor_is_not_the_last() {
    let transport = serving(|value| match value("after").as_deref() {
        None => page(&json!({ "data": [], "page": { "next": "a" } })),
        _ => page(&json!({ "data": [1], "page": {} })),
    });
    assert_eq!(numbers(&CURSOR, &transport), [1]);
}

#[test]
fn what_says_that_there_is_no_more_wins_over_a_cursor() {
    let body = json!({ "data": [1], "page": { "next": "a" }, "more": false });
    let transport = serving(move |_| page(&body));
    assert_eq!(numbers(&CURSOR, &transport), [1]);
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn a_cursor_goes_into_the_body_of_a_search() {
    let transport = MemoryTransport::in_order([
        page(&json!({ "data": [1], "next": "n1" })),
        page(&json!({ "data": [2], "next": 7 })),
        page(&json!({ "data": [3] })),
    ]);
    let body = json!({ "page": { "after": null, "size": 1 }, "q": "x" });
    let call = client(&transport).call(&SEARCH).json("application/json", &body);
    assert_eq!(all::<u64>(call.paged_items()), [1, 2, 3]);
    let sent = transport.requests().into_iter().map(|it| {
        let bytes = it.body.as_bytes().unwrap().to_vec();
        String::from_utf8(bytes).unwrap()
    });
    assert_eq!(
        sent.collect::<Vec<_>>(),
        [
            r#"{"page":{"after":null,"size":1},"q":"x"}"#,
            r#"{"page":{"after":"n1","size":1},"q":"x"}"#,
            r#"{"page":{"after":7,"size":1},"q":"x"}"#,
        ]
    );
}

#[test]
fn the_last_item_leads_on_until_there_is_no_more() {
    let transport = serving(|value| match value("starting_after").as_deref() {
        None => page(&json!({ "data": [{ "id": "a" }, { "id": "b" }], "has_more": true })),
        Some("b") => page(&json!({ "data": [{ "id": "c" }], "has_more": false })),
        other => panic!("{other:?}"),
    });
    let items: Vec<Value> = all(client(&transport).call(&LAST_ITEM).paged_items());
    assert_eq!(items.len(), 3);
}

#[test]
fn a_next_address_is_asked_with_the_credentials_and_nothing_twice() {
    let transport = MemoryTransport::with(|request| {
        Ok(match request.url.as_str() {
            "https://x.test/v1/users?limit=1&key=s" => {
                page(&json!({ "data": [1], "links": { "next": "/v1/users?limit=1&after=a" } }))
            }
            "https://x.test/v1/users?limit=1&after=a&key=s" => page(
                &json!({ "data": [2], "links": { "next": { "href": "?limit=1&after=b&key=s" } } }),
            ),
            "https://x.test/v1/users?limit=1&after=b&key=s" => {
                page(&json!({ "data": [3], "links": { "next": null } }))
            }
            other => panic!("{other}"),
        })
    });
    let client = Client::builder(Server::custom("https://x.test/v1"))
        .credential(&KEY, Credential::token("s"))
        .transport(transport.clone())
        .build()
        .unwrap();
    let call = client.call(&SECURE).query("limit", &1);
    assert_eq!(all::<u64>(call.paged_items()), [1, 2, 3]);
}

#[test]
fn a_next_address_of_another_origin_gets_nothing() {
    for next in ["https://y.test/users?page=2", "//y.test/", "https://x.test:8443/users"] {
        let transport = serving(move |_| page(&json!({ "data": [1], "links": { "next": next } })));
        let mut items = client(&transport).call(&NEXT_URL).paged_items::<u64, Never>();
        assert_eq!(block_on(items.next()), Some(Ok(1)));
        assert_eq!(
            paging_error(block_on(items.next())),
            "list: the next page's address is of another origin than the server's"
        );
        assert_eq!(block_on(items.next()), None);
        assert_eq!(transport.requests().len(), 1);
    }
}

#[test]
fn links_of_the_header_are_followed() {
    let transport = serving(|value| match value("page").as_deref() {
        None => page(&json!([1, 2])).header(
            "link",
            r#"<https://x.test/users?page=2>; rel="next", </users?page=2>; rel=last"#,
        ),
        _ => page(&json!([3])).header("link", r#"</users>; rel="first""#),
    });
    assert_eq!(numbers(&LINK, &transport), [1, 2, 3]);
    assert_eq!(asked(&transport), ["", "?page=2"]);
}

#[test]
fn what_repeats_is_an_error_and_no_endless_loop() {
    let cursor = serving(|_| page(&json!({ "data": [1], "page": { "next": "a" } })));
    let address = serving(|_| page(&json!({ "data": [1], "links": { "next": "/users" } })));
    let ignored = serving(|_| page(&json!({ "items": [1, 2] })));
    let last = serving(|_| page(&json!({ "data": [{ "id": 1 }], "has_more": true })));
    for (operation, transport, count, message) in [
        (&CURSOR, cursor, 2, "list: the next page's cursor is that of a page before"),
        (&NEXT_URL, address, 1, "list: the next page's address is that of a page before"),
        (&OFFSET, ignored, 4, "list: two pages are the same, as if `offset` had no effect"),
        (&LAST_ITEM, last, 2, "list: the next page's cursor is that of a page before"),
    ] {
        let mut items = client(&transport).call(operation).paged_items::<Value, Never>();
        let mut found = drain(&mut items);
        assert_eq!(found.len(), count + 1, "{message}");
        assert_eq!(paging_error(found.pop()), message);
    }
}

#[test]
fn a_cursor_that_stays_while_nothing_comes_is_the_end() {
    let transport = serving(|value| match value("after") {
        None => page(&json!({ "data": [1], "page": { "next": "a" } })),
        Some(_) => page(&json!({ "data": [], "page": { "next": "a" } })),
    });
    assert_eq!(numbers(&CURSOR, &transport), [1]);
}

#[test]
fn cursors_without_end_end_with_the_most_pages_that_were_asked_for() {
    let transport = serving(|value| {
        let next = value("after").unwrap_or_default() + "x";
        page(&json!({ "data": [next.len()], "page": { "next": next } }))
    });
    let items = client(&transport).call(&CURSOR).paged_items::<u64, Never>().max_pages(3);
    assert_eq!(all(items), [1, 2, 3]);
    let pages = client(&transport).call(&CURSOR).pages::<Value, Never>().max_pages(2);
    assert_eq!(block_on(pages.collect()).unwrap().len(), 2);
    assert_eq!(transport.requests().len(), 5);
}

#[test]
fn pages_are_whole_responses() {
    let transport = by_offset(3);
    let mut pages = client(&transport).call(&OFFSET).pages::<Value, Never>();
    assert_eq!(block_on(pages.next()).unwrap().unwrap()["items"], json!([0, 1]));
    assert_eq!(transport.requests().len(), 1, "nothing is asked for before it is wanted");
    assert_eq!(block_on(pages.next()).unwrap().unwrap()["items"], json!([2]));
    assert_eq!(block_on(pages.next()), None);
    assert_eq!(block_on(pages.next()), None);
}

#[test]
fn dropping_it_asks_for_no_more() {
    let transport = by_offset(100);
    let mut items = client(&transport).call(&OFFSET).paged_items::<u64, Never>();
    assert_eq!(block_on(items.next()), Some(Ok(0)));
    assert_eq!(block_on(items.next()), Some(Ok(1)));
    drop(items);
    assert_eq!(transport.requests().len(), 1);
    drop(client(&transport).call(&OFFSET).pages::<Value, Never>());
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn an_error_comes_after_the_items_before_it_and_is_the_end() {
    let transport = serving(|value| match value("offset") {
        None => page(&json!({ "items": [1, 2], "total": 4 })),
        Some(_) => Canned::new(429).body(r#"{"code":"slow down"}"#),
    });
    let mut items = client(&transport).call(&OFFSET).paged_items::<u64, Problem>();
    let found = drain(&mut items);
    assert_eq!(found.len(), 3);
    assert_eq!((&found[0], &found[1]), (&Ok(1), &Ok(2)));
    let Err(Error::Api(error)) = &found[2] else { panic!("{found:?}") };
    assert_eq!((error.status, error.body.code.as_str()), (429, "slow down"));
    assert_eq!(block_on(items.next()), None);
}

#[test]
fn each_page_is_tried_again_by_itself() {
    let asked = AtomicUsize::new(0);
    let transport = serving(move |value| {
        let offset = number(value("offset")).unwrap_or(0);
        // Every other response is a refusal.
        if asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
            return Canned::new(503);
        }
        page(&json!({ "items": slice(4, offset, 2), "total": 4 }))
    });
    assert_eq!(numbers(&OFFSET, &transport), [0, 1, 2, 3]);
    assert_eq!(self::asked(&transport), ["", "", "?offset=2", "?offset=2"]);
    assert_eq!(transport.sleeps().len(), 2);
}

#[test]
fn the_options_of_a_call_are_those_of_each_page() {
    let transport = serving(|value| {
        assert_eq!(value("trace").as_deref(), Some("on"));
        page(&json!({ "items": slice(3, number(value("offset")).unwrap_or(0), 2), "total": 3 }))
    });
    let options = RequestOptions::new()
        .base_url("https://y.test/users-proxy")
        .query("trace", "on")
        .header("x-tenant", "acme");
    let call = client(&transport).with_options(options).call(&OFFSET);
    assert_eq!(all::<u64>(call.paged_items()), [0, 1, 2]);
    let requests = transport.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert!(request.url.starts_with("https://y.test/users-proxy/users?"), "{}", request.url);
        assert_eq!(request.headers.get("x-tenant"), Some("acme"));
    }
}

#[test]
fn a_broken_item_costs_no_other() {
    let transport = serving(|value| match value("offset") {
        None => page(&json!({ "items": [1, "x", 3], "total": 4 })),
        Some(_) => page(&json!({ "items": [4], "total": 4 })),
    });
    let mut items = client(&transport).call(&OFFSET).paged_items::<u64, Never>();
    let mut found = drain(&mut items);
    let broken = found.remove(1);
    assert_eq!(found, [Ok(1), Ok(3), Ok(4)]);
    let Err(Error::Decode(it)) = broken else { panic!("{broken:?}") };
    assert_eq!((it.status, it.bytes.as_ref(), it.error.path()), (200, &b"\"x\""[..], "items[1]"));
}

#[test]
fn a_page_that_is_no_json_is_an_error() {
    for body in ["{\"items\":[1,", "<html>", "{\"items\":{}}"] {
        let transport = MemoryTransport::responding(200, &[], body);
        let mut items = client(&transport).call(&OFFSET).paged_items::<u64, Never>();
        let found = drain(&mut items);
        assert!(matches!(found.as_slice(), [Err(Error::Decode(_))]), "{body}: {found:?}");
    }
}

#[test]
fn an_operation_without_pages_has_one() {
    let transport = serving(|_| page(&json!({ "items": [1] })));
    let pages = client(&transport).call(&PLAIN).pages::<Value, Never>();
    assert_eq!(block_on(pages.collect()).unwrap().len(), 1);
}

static PLAIN: Operation = LIST;

#[cfg(feature = "http")]
mod over_the_network {
    use super::*;
    use crate::loopback::{Loopback, Step};

    #[tokio::test]
    async fn pages_come_over_connections_that_break() {
        let server = Loopback::start(|request| {
            let line = request.lines().next().unwrap_or_default();
            if line.contains("offset=2") {
                return vec![Step::text("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"ite")];
            }
            vec![Step::response(200, &["content-type: application/json"], br#"{"items":[1,2]}"#)]
        })
        .await;
        let client = Client::builder(Server::custom(&server.origin)).build().unwrap();
        let mut items = client.call(&OFFSET).paged_items::<u64, Never>();
        assert_eq!(items.next().await, Some(Ok(1)));
        assert_eq!(items.next().await, Some(Ok(2)));
        assert!(matches!(items.next().await, Some(Err(Error::Transport(_)))));
        assert_eq!(items.next().await, None);
    }

    #[tokio::test]
    async fn another_origin_is_never_asked() {
        let other = Loopback::start(|_| vec![Step::response(200, &[], b"{}")]).await;
        let next = format!(r#"{{"data":[1],"links":{{"next":"{}/users"}}}}"#, other.origin);
        let server =
            Loopback::start(move |_| vec![Step::response(200, &[], next.as_bytes())]).await;
        let client = Client::builder(Server::custom(&server.origin)).build().unwrap();
        let found = client.call(&NEXT_URL).paged_items::<u64, Never>().collect().await;
        paging_error(Some(found));
        assert!(other.requests().is_empty());
    }
}
