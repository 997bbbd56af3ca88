//! Pages without the list that their items should be in.

use clientwright_runtime::{
    Error, Never, RequestErrorKind,
    codegen::Operation,
    serde_json::{Value, json},
};

use crate::paging::{CURSOR, OFFSET, asked, drain, numbers, page, serving};
use crate::support::client;

/// The kinds of all errors, after the items before them.
fn failures(operation: &'static Operation, body: Value) -> Vec<RequestErrorKind> {
    let transport = serving(move |_| page(&body));
    let mut items = client(&transport).call(operation).paged_items::<u64, Never>();
    let errors = drain(&mut items).into_iter().filter_map(Result::err);
    let kinds = errors.map(|it| match it {
        Error::Request(error) => error.kind(),
        other => panic!("{other}"),
    });
    kinds.collect()
}

#[test]
fn a_page_without_its_list_is_no_end_where_more_is_said_to_be() {
    for body in [json!({ "total": 3 }), json!({ "items": null, "total": 3 })] {
        assert_eq!(failures(&OFFSET, body), [RequestErrorKind::Paging]);
    }
    let body = json!({ "data": null, "more": true, "page": {} });
    assert_eq!(failures(&CURSOR, body), [RequestErrorKind::Paging]);
}

#[test]
fn a_page_with_other_lists_in_place_of_its_own_is_no_end() {
    let columns = json!({ "keys": ["k1", "k2"], "items": null });
    assert_eq!(failures(&OFFSET, columns), [RequestErrorKind::Paging]);
    assert_eq!(failures(&OFFSET, json!({ "keys": [], "items": null })), []);
}

#[test]
fn a_cursor_leads_on_from_a_page_without_its_list() {
    let transport = serving(|value| {
        page(&match value("after").as_deref() {
            None => json!({ "data": null, "page": { "next": "a" } }),
            Some("a") => json!({ "page": { "next": "b" } }),
            _ => json!({ "data": [1] }),
        })
    });
    assert_eq!(numbers(&CURSOR, &transport), [1]);
    assert_eq!(asked(&transport), ["", "?after=a", "?after=b"]);
}
