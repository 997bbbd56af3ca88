//! Pages that go on after an error and in another process, and what is in the headers of a page, over a network.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use clientwright_runtime::{
    Error, Never, PagedItems, RequestErrorKind, RetryPolicy,
    codegen::{Client, Credential, Operation, Paging, Server},
    serde_json::Value,
};

use crate::{
    loopback::{Loopback, Step},
    paging::{CURSOR, KEY, LIST, OFFSET},
};

static BY_ADDRESS: Operation = Operation {
    paging: Some(&Paging::next_url("/links/next").items("/data")),
    security: &[&[&KEY]],
    ..LIST
};
static NUMBERED: Operation =
    Operation { paging: Some(&Paging::page("page", 1).items("").pages("x-wp-totalpages")), ..LIST };

/// A parameter of the request line.
fn parameter(request: &str, name: &str) -> Option<String> {
    let url = request.split(' ').nth(1)?;
    let query = url.split_once('?')?.1;
    let pairs = query.split('&').filter_map(|it| it.split_once('='));
    pairs.filter(|it| it.0 == name).map(|it| it.1.to_owned()).next()
}

fn number(request: &str, name: &str) -> usize {
    parameter(request, name).map_or(0, |it| it.parse().unwrap())
}

fn json(headers: &[&str], body: &str) -> Vec<Step> {
    let headers = [&["content-type: application/json"], headers].concat();
    vec![Step::response(200, &headers, body.as_bytes())]
}

fn client(server: &Loopback) -> Client {
    Client::builder(Server::custom(&server.origin))
        .retry(RetryPolicy::none())
        .credential(&KEY, Credential::token("s3cret"))
        .build()
        .unwrap()
}

async fn take(items: &mut PagedItems<u64, Never>, n: usize) -> Vec<u64> {
    let mut taken = Vec::new();
    for _ in 0..n {
        taken.push(items.next().await.unwrap().unwrap());
    }
    taken
}

/// Seven numbers, three on a page, by whatever they are asked for.
async fn sevens() -> Loopback {
    Loopback::start(|request| {
        let after = number(request, "after").max(number(request, "offset"));
        let after = after.max(3 * number(request, "page").saturating_sub(1));
        let list: Vec<usize> = (after..7.min(after + 3)).collect();
        if request.starts_with("GET /users?page") || request.contains("/users HTTP") {
            // Read by several operations: by number the items are the whole body.
            if request.contains("accept: text/plain") {
                return json(&["x-wp-totalpages: 3"], &format!("{list:?}"));
            }
        }
        let next = if after + 3 < 7 { format!("{}", after + 3) } else { String::new() };
        // As servers do it, with all that the request had.
        let url = format!("/users?key=s3cret&after={next}");
        let url = if next.is_empty() { String::new() } else { url };
        json(
            &[],
            &format!(
                r#"{{"items":{list:?},"data":{list:?},"page":{{"next":"{next}"}},"links":{{"next":"{url}"}}}}"#
            ),
        )
    })
    .await
}

static PLAIN_NUMBERED: Operation = Operation { accept: "text/plain", ..NUMBERED };

#[tokio::test]
async fn to_resume_while_a_page_is_on_its_way_changes_nothing() {
    let server = sevens().await;
    let client = client(&server);
    let mut items = client.call(&CURSOR).paged_items::<u64, Never>();
    tokio::select! {
        biased;
        item = items.next() => panic!("{item:?}"),
        () = std::future::ready(()) => {}
    }
    items.resume();
    assert_eq!(items.collect().await.unwrap(), [0, 1, 2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn a_token_goes_on_in_another_process_with_the_next_item() {
    for operation in [&OFFSET, &CURSOR, &BY_ADDRESS, &PLAIN_NUMBERED] {
        for n in 0..=7 {
            let server = sevens().await;
            let first = client(&server);
            let mut items = first.call(operation).paged_items::<u64, Never>();
            let mut all = take(&mut items, n).await;
            let token = items.continuation_token();
            drop((items, first));
            let Some(token) = token else {
                assert_eq!(n, 7, "{:?}", operation.paging);
                continue;
            };
            assert!(!token.contains("s3cret"), "{token}");
            let second = client(&server);
            let rest = second.call(operation).paged_items::<u64, Never>().continue_from(&token);
            all.extend(rest.collect().await.unwrap());
            assert_eq!(all, [0, 1, 2, 3, 4, 5, 6], "{n} by {token}");
        }
    }
}

#[tokio::test]
async fn the_key_is_sent_with_a_token_that_has_none() {
    let server = sevens().await;
    let client = client(&server);
    let mut pages = client.call(&BY_ADDRESS).pages::<Value, Never>();
    pages.next().await.unwrap().unwrap();
    let token = pages.continuation_token().unwrap();
    let mut pages = client.call(&BY_ADDRESS).pages::<Value, Never>();
    pages = pages.continue_from(&token);
    pages.next().await.unwrap().unwrap();
    assert_eq!(parameter(&server.requests()[1], "key").as_deref(), Some("s3cret"));
}

#[tokio::test]
async fn what_is_no_token_of_the_operation_asks_for_nothing() {
    let (server, other) = (sevens().await, sevens().await);
    let client = client(&server);
    let mut of_another = client.call(&CURSOR).paged_items::<u64, Never>();
    take(&mut of_another, 3).await;
    let of_another = of_another.continuation_token().unwrap().replace("\"list\"", "\"others\"");
    let foreign = format!(
        r#"{{"operation":"list","url":"{}/users","mark":[null,1,true,1,3]}}"#,
        other.origin
    );
    let sent = server.requests().len();
    for (operation, token) in [
        (&CURSOR, ""),
        (&CURSOR, "7"),
        (&CURSOR, "{\"operation\":\"list\"}"),
        (&CURSOR, &*of_another),
        (&OFFSET, &*foreign),
        // The credentials would go there.
        (&BY_ADDRESS, &*foreign),
    ] {
        let mut items = client.call(operation).paged_items::<u64, Never>().continue_from(token);
        match items.next().await {
            Some(Err(Error::Request(error))) => {
                assert_eq!(error.kind(), RequestErrorKind::Paging, "{token}");
            }
            other => panic!("{token}: {other:?}"),
        }
        assert_eq!(items.next().await, None);
    }
    assert_eq!((server.requests().len(), other.requests().len()), (sent, 0));
}

#[tokio::test]
async fn after_an_error_the_page_is_asked_for_again_when_it_is_wanted() {
    let faults = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&faults);
    let server = Loopback::start(move |request| {
        let after = number(request, "after");
        if after == 2 {
            match seen.fetch_add(1, Ordering::Relaxed) {
                0 => return vec![Step::Reset],
                1 => return vec![Step::response(500, &[], b"")],
                // Cut off within its items.
                2 => return json(&[], r#"{"data":[2,"#),
                _ => {}
            }
        }
        let next = if after < 4 { format!("{}", after + 2) } else { String::new() };
        json(&[], &format!(r#"{{"data":[{after},{}],"page":{{"next":"{next}"}}}}"#, after + 1))
    })
    .await;
    let client = client(&server);
    let mut items = client.call(&CURSOR).paged_items::<u64, Never>().max_pages(3);
    let (mut all, mut errors) = (Vec::new(), Vec::new());
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => all.push(item),
            Err(error) => {
                errors.push(error.status());
                // Without `resume` it is the end, and the place is kept.
                assert_eq!(items.next().await, None);
                assert!(items.continuation_token().unwrap().contains("\\\"2\\\""));
                items.resume();
            }
        }
    }
    assert_eq!(all, [0, 1, 2, 3, 4, 5]);
    assert_eq!(errors, [None, Some(500), Some(200)]);
    // There is nothing to go on with.
    items.resume();
    assert_eq!(items.next().await, None);
    assert_eq!(items.continuation_token(), None);
}

#[tokio::test]
async fn the_most_pages_of_one_time_leave_a_place_for_another() {
    let server = sevens().await;
    let client = client(&server);
    let mut items = client.call(&CURSOR).paged_items::<u64, Never>().max_pages(1);
    take(&mut items, 3).await;
    assert_eq!(items.next().await, None);
    let token = items.continuation_token().unwrap();
    let rest = client.call(&CURSOR).paged_items::<u64, Never>().continue_from(&token);
    assert_eq!(rest.collect().await.unwrap(), [3, 4, 5, 6]);
}

#[tokio::test]
async fn each_page_has_its_status_and_headers() {
    let server = Loopback::start(|request| {
        let after = number(request, "after");
        let remaining = format!("x-remaining: {}", 9 - after);
        let next = if after == 0 { "1" } else { "" };
        json(&[&remaining], &format!(r#"{{"data":[{after}],"page":{{"next":"{next}"}}}}"#))
    })
    .await;
    let client = client(&server);
    let mut pages = client.call(&CURSOR).pages::<Value, Never>();
    let mut told = Vec::new();
    while let Some(page) = pages.next_response().await {
        let page = page.unwrap();
        told.push((page.status(), page.headers().get("x-remaining").unwrap().to_owned()));
    }
    assert_eq!(told, [(200, "9".to_owned()), (200, "8".to_owned())]);

    let mut items = client.call(&CURSOR).paged_items::<u64, Never>();
    assert_eq!((items.page_status(), items.page_headers()), (None, None));
    let mut told = Vec::new();
    while let Some(item) = items.next().await {
        let headers = items.page_headers().unwrap();
        told.push((item.unwrap(), headers.get("x-remaining").unwrap().to_owned()));
    }
    assert_eq!(told, [(0, "9".to_owned()), (1, "8".to_owned())]);
    assert_eq!(items.page_status(), Some(200));
}

#[tokio::test]
async fn what_leads_on_may_be_in_a_header_of_the_vendors_own() {
    static ADDRESS: Operation =
        Operation { paging: Some(&Paging::next_url("Next-Page").items("/data")), ..LIST };
    static JSON_ADDRESS: Operation = Operation { accept: "application/json", ..ADDRESS };
    static NUMBER: Operation =
        Operation { paging: Some(&Paging::cursor("page", "X-Next-Page").total("X-Total")), ..LIST };
    static TOTALS: Operation = Operation {
        paging: Some(&Paging::page("page", 1).pages("X-WP-TotalPages").total("X-WP-Total")),
        ..LIST
    };
    let server = Loopback::start(|request| {
        let page = number(request, "page").max(1);
        let of_address = request.contains("accept: application/json");
        if of_address {
            let next = format!("next-page: /users?page={}", page + 1);
            let next = if page < 3 { vec![next.as_str()] } else { Vec::new() };
            return json(&next, &format!(r#"{{"data":[{page}]}}"#));
        }
        // GitLab sends the header without a value on the last page.
        let next = if page < 3 { format!("{}", page + 1) } else { String::new() };
        let next = format!("x-next-page: {next}");
        json(&[&next, "x-wp-totalpages: 3", "x-total: 3"], &format!("[{page}]"))
    })
    .await;
    let client = client(&server);
    for operation in [&JSON_ADDRESS, &NUMBER, &TOTALS] {
        let before = server.requests().len();
        let items = client.call(operation).paged_items::<u64, Never>();
        assert_eq!(items.collect().await.unwrap(), [1, 2, 3], "{:?}", operation.paging);
        assert_eq!(server.requests().len(), before + 3, "{:?}", operation.paging);
    }
}

#[tokio::test]
async fn an_address_in_a_header_is_of_the_servers_own_origin() {
    static ADDRESS: Operation =
        Operation { paging: Some(&Paging::next_url("next-page").items("/data")), ..BY_ADDRESS };
    let other = sevens().await;
    let next = format!("next-page: {}/users", other.origin);
    let server = Loopback::start(move |_| json(&[&next], r#"{"data":[1]}"#)).await;
    let found = client(&server).call(&ADDRESS).paged_items::<u64, Never>().collect().await;
    assert!(matches!(found, Err(Error::Request(it)) if it.kind() == RequestErrorKind::Paging));
    assert!(other.requests().is_empty());
}
