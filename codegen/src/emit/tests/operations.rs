//! Operations with every style, form, body and response.

use serde_json::{Value as Json, json};

use super::sample::{
    ADDRESS, ALIAS, CODE, ROLE, USER, body, docs, named, operation, param, response, user_example,
};
use crate::ir::{
    BodyKind, Docs, ErrorBody, ErrorCase, Location, Operation, Outcome, Param, ParamStyle, Payload,
    ResponseEnum, Status, Ty,
};

/// One operation with a parameter for each style and place.
pub(super) fn styles() -> Operation {
    let list = || Ty::List(Box::new(Ty::String));
    let map = || Ty::Map(Box::new(Ty::String));
    let (words, object) = (json!(["a b", "c,d", "ü&"]), json!({ "G h": "2/0", "R": "100" }));
    let path = [
        ("p1", ParamStyle::Default, Ty::I64, json!(5)),
        ("p2", ParamStyle::SimpleExplode, map(), object.clone()),
        ("p3", ParamStyle::Label, list(), words.clone()),
        ("p4", ParamStyle::LabelExplode, map(), object.clone()),
        ("p5", ParamStyle::Matrix, list(), words.clone()),
        ("p6", ParamStyle::MatrixExplode, list(), words.clone()),
    ];
    let query = [
        ("q1", ParamStyle::Default, list(), words.clone()),
        ("q2", ParamStyle::Form, list(), words.clone()),
        ("q3", ParamStyle::Form, list(), words.clone()),
        ("q4", ParamStyle::FormExplode, Ty::String, json!("a/b?c&d+e f%20")),
        ("q5", ParamStyle::SpaceDelimited, list(), words.clone()),
        ("q6", ParamStyle::PipeDelimited, list(), words.clone()),
        ("q7", ParamStyle::TabDelimited, list(), words.clone()),
        ("q8", ParamStyle::DeepObject, map(), object.clone()),
        ("q9", ParamStyle::Json, map(), object.clone()),
        ("q10", ParamStyle::Default, map(), object.clone()),
        ("q11", ParamStyle::Default, named(ROLE), json!("x y")),
        ("q12", ParamStyle::Default, named(CODE), json!(1)),
        ("q13", ParamStyle::Default, Ty::DateTime, json!("2020-01-02T03:04:05Z")),
        ("q14", ParamStyle::Default, named(ALIAS), json!(["v", ""])),
        ("q15", ParamStyle::Default, Ty::F64, json!(1.5)),
        ("q16", ParamStyle::Default, Ty::Nullable(Box::new(Ty::Bool)), json!(true)),
        ("q17", ParamStyle::Default, Ty::Any, json!({ "a": [1, 2] })),
    ];
    let path = path.map(|(name, style, ty, example)| Param {
        style,
        ..param(name, name, Location::Path, ty, true, example)
    });
    let query = query.map(|(name, style, ty, example)| Param {
        style,
        allow_reserved: matches!(name, "q3" | "q4"),
        ..param(name, &format!("{name} (x)"), Location::Query, ty, false, example)
    });
    let others = [
        param("h1", "X-Ids", Location::Header, Ty::List(Box::new(Ty::I64)), false, json!([1, 2])),
        Param {
            docs: Docs { deprecated: true, ..docs("Old.") },
            ..param("c1", "c", Location::Cookie, Ty::String, false, json!("a b"))
        },
    ];
    let mut it = operation("styles", "Styles", "GET", "/a b/{p1}/{p2}/{p3}/{p4}/{p5}/{p6}");
    it.params = path.into_iter().chain(query).chain(others).collect();
    it.security = vec![vec![], vec![0, 1, 2, 3]];
    it
}

pub(super) fn forms() -> Vec<Operation> {
    let mut form = operation("form", "Form", "POST", "/form");
    form.body = Some(body(
        BodyKind::Form(Vec::new()),
        "application/x-www-form-urlencoded",
        "",
        true,
        Json::Null,
    ));
    form.params = vec![
        param("a", "a b", Location::Form, Ty::String, false, json!("x y&ü")),
        param("b", "b", Location::Form, Ty::List(Box::new(Ty::I64)), false, json!([1, 2])),
        param("c", "c", Location::Form, Ty::Map(Box::new(Ty::I64)), false, json!({ "k": 1 })),
    ];
    form.docs.deprecated = true;
    let mut parts = operation("parts", "Parts", "POST", "/parts");
    parts.body =
        Some(body(BodyKind::Multipart(Vec::new()), "multipart/form-data", "", true, Json::Null));
    parts.params = vec![
        param("file", "file", Location::File, Ty::Base64, true, Json::Null),
        param("a", "a\"b", Location::Part, Ty::String, true, json!("x")),
        param("files", "files", Location::Files, Ty::Base64, false, Json::Null),
        param(
            "address",
            "address",
            Location::Part,
            named(ADDRESS),
            false,
            json!({ "kind": "home", "role": "x y", "street": "s" }),
        ),
        Param {
            style: ParamStyle::Json,
            ..param("n", "n", Location::Part, Ty::I64, false, json!(5))
        },
    ];
    vec![form, parts]
}

fn error(variant: &str, ty: Ty, statuses: &[Status]) -> ErrorCase {
    ErrorCase { variant: variant.to_owned(), ty, statuses: statuses.to_vec() }
}

pub(super) fn bodies() -> Vec<Operation> {
    let mut update = operation("update", "Update", "PUT", "/users/{id}");
    update.params = vec![param(
        "id",
        "id",
        Location::Path,
        Ty::Uuid,
        true,
        json!("67e55044-10b1-426f-9247-bb680e5fe0c8"),
    )];
    update.body =
        Some(body(BodyKind::Json(named(USER)), "application/json", "user", true, user_example()));
    update.responses = vec![
        response(Status::Code(200), Payload::Json(named(USER))),
        response(Status::Code(204), Payload::Empty),
        response(Status::Code(302), Payload::Redirect),
        response(Status::Code(404), Payload::Text),
        response(Status::Class(4), Payload::Json(named(5))),
        response(Status::Default, Payload::Empty),
    ];
    let case = |name: &str, status, payload| (name.to_owned(), status, payload);
    update.outcome = Outcome::Cases(ResponseEnum {
        name: "UpdateResponse".to_owned(),
        cases: vec![
            case("Status200", Status::Code(200), Payload::Json(named(USER))),
            case("NoContent", Status::Code(204), Payload::Empty),
            case("Found", Status::Code(302), Payload::Redirect),
        ],
    });
    update.error = ErrorBody {
        name: "UpdateError".to_owned(),
        same_as: None,
        cases: vec![
            error("Text", Ty::String, &[Status::Code(404), Status::Default]),
            error("Address", named(5), &[Status::Class(4), Status::Code(410)]),
        ],
    };
    let mut patch = operation("patch", "Patch", "PATCH", "/users");
    let users = Ty::List(Box::new(named(USER)));
    patch.body = Some(body(
        BodyKind::Json(users),
        "application/merge-patch+json",
        "body",
        false,
        json!([user_example()]),
    ));
    patch.error.cases = vec![error("Address", named(5), &[Status::Default])];
    let mut text = operation("text", "Text", "POST", "/text");
    text.body = Some(body(BodyKind::Text, "text/plain", "text", true, json!("plain")));
    text.responses = vec![response(Status::Code(200), Payload::Text)];
    text.outcome = Outcome::Value(Ty::String);
    let mut word = operation("word", "Word", "POST", "/word");
    word.body =
        Some(body(BodyKind::Json(Ty::String), "application/json", "word", true, json!("plain")));
    word.responses = vec![response(Status::Code(201), Payload::Empty)];
    word.outcome = Outcome::Value(Ty::Unit);
    let mut download = operation("match_", "Match", "POST", "/bytes");
    download.body =
        Some(body(BodyKind::Bytes, "application/octet-stream", "bytes", true, json!("raw")));
    download.responses = vec![response(Status::Code(200), Payload::Bytes)];
    download.outcome = Outcome::Download;
    download.server = Some(0);
    vec![update, patch, text, word, download]
}
