//! Request bodies, byte by byte.

use clientwright_runtime::{
    FilePart,
    bytes::Bytes,
    codegen::{Operation, Style},
    serde_json::json,
};

use crate::support::{POST, Rgb, sent};

static FULL: Operation = Operation { accept: "application/json", path: "/a/{id}", ..POST };

#[test]
fn json_comes_after_its_headers_in_a_fixed_order() {
    let text = sent(&FULL, |call| {
        call.header("x-trace", &"t".to_owned())
            .json("application/json", &json!({"a": "é"}))
            .query("q", &1)
            .path("id", &7)
    });
    assert_eq!(
        text.unwrap(),
        "POST https://x.test/a/7?q=1\naccept: application/json\ncontent-type: application/json\n\
         x-trace: t\n\n{\"a\":\"é\"}"
    );
}

#[test]
fn text_and_bytes_go_as_they_are() {
    assert_eq!(
        sent(&POST, |call| call.text("text/plain", "a\"b")).unwrap(),
        "POST https://x.test/any\ncontent-type: text/plain\n\na\"b"
    );
    assert_eq!(
        sent(&POST, |call| call.bytes("application/pdf", Bytes::from_static(b"%PDF"))).unwrap(),
        "POST https://x.test/any\ncontent-type: application/pdf\n\n%PDF"
    );
    assert_eq!(sent(&POST, |call| call).unwrap(), "POST https://x.test/any\n\n");
}

#[test]
fn a_body_may_be_sent_in_another_media_type() {
    let bytes = |call: clientwright_runtime::codegen::Call| call.bytes("image/png", "x");
    assert_eq!(
        sent(&POST, |call| bytes(call).content_type("image/jpeg")).unwrap(),
        "POST https://x.test/any\ncontent-type: image/jpeg\n\nx"
    );
    // Without a body nothing is said of one.
    let none = sent(&POST, |call| call.content_type("image/jpeg")).unwrap();
    assert_eq!(none, "POST https://x.test/any\n\n");
    let mixed = sent(&POST, |call| call.content_type("multipart/mixed").multipart_body()).unwrap();
    assert!(mixed.contains("content-type: multipart/mixed; boundary=clientwright-form-data"));
    let error = sent(&POST, |call| bytes(call).content_type("a\r\nb: c")).unwrap_err();
    assert_eq!(error, "any: the content type is empty or has a control character");
}

#[test]
fn urlencoded_fields_keep_their_order() {
    let text = sent(&POST, |call| {
        call.form("b", &"a b&c~*é".to_owned())
            .form("a", &vec![1, 2])
            .form("missing", &None::<bool>)
            .form("object", &json!({"x": 1}))
            .form_as(Style::DeepObject, "card", &json!({"n": {"m": [1, 2]}}))
            .form_as(Style::Form { explode: false }, "list", &vec![true, false])
    });
    assert_eq!(
        text.unwrap(),
        "POST https://x.test/any\ncontent-type: application/x-www-form-urlencoded\n\n\
         b=a+b%26c%7E*%C3%A9&a=1&a=2&object=%7B%22x%22%3A1%7D\
         &card%5Bn%5D%5Bm%5D%5B0%5D=1&card%5Bn%5D%5Bm%5D%5B1%5D=2&list=true,false"
    );
}

#[test]
fn a_form_without_fields_still_has_its_type() {
    assert_eq!(
        sent(&POST, clientwright_runtime::codegen::Call::form_body).unwrap(),
        "POST https://x.test/any\ncontent-type: application/x-www-form-urlencoded\n\n"
    );
    assert_eq!(
        sent(&POST, clientwright_runtime::codegen::Call::multipart_body).unwrap(),
        "POST https://x.test/any\ncontent-type: multipart/form-data; boundary=clientwright-form-data\n\n\
         --clientwright-form-data--\r\n"
    );
}

#[test]
fn multipart_frames_each_part() {
    let text = sent(&POST, |call| {
        call.part("title", &"Zoë".to_owned())
            .part("tags", &vec!["a".to_owned(), "b".to_owned()])
            .part("none", &None::<String>)
            .part("color", &Rgb)
            .part_as("text/csv", "rows", &"1,2".to_owned())
            .part_as("application/json", "name", &"x".to_owned())
            .file(
                "photo",
                FilePart::new("a \"b\".png", &b"\x89PNG\r\n"[..]).content_type("image/png"),
            )
            .files("more", vec![FilePart::new("1", "one"), FilePart::new("", "two")])
    });
    let part = |head: &str, content_type: &str, body: &str| {
        format!(
            "--clientwright-form-data\r\nContent-Disposition: form-data; name={head}\r\n\
             Content-Type: {content_type}\r\n\r\n{body}\r\n"
        )
    };
    let (text_plain, octets) = ("text/plain", "application/octet-stream");
    let expected = [
        part("\"title\"", text_plain, "Zoë"),
        part("\"tags\"", text_plain, "a"),
        part("\"tags\"", text_plain, "b"),
        part("\"color\"", "application/json", "{\"R\":100,\"G\":200,\"B\":150}"),
        part("\"rows\"", "text/csv", "1,2"),
        part("\"name\"", "application/json", "\"x\""),
        part("\"photo\"; filename=\"a %22b%22.png\"", "image/png", "\u{fffd}PNG\r\n"),
        part("\"more\"; filename=\"1\"", octets, "one"),
        part("\"more\"", octets, "two"),
        "--clientwright-form-data--\r\n".to_owned(),
    ];
    let start = "POST https://x.test/any\n\
                 content-type: multipart/form-data; boundary=clientwright-form-data\n\n";
    assert_eq!(text.unwrap(), format!("{start}{}", expected.concat()));
}

#[test]
fn the_boundary_evades_what_the_parts_hold() {
    let file = || FilePart::new("x", "--clientwright-form-data\r\n--clientwright-form-data-1");
    let send = || sent(&POST, |call| call.file("a", file())).unwrap();
    let text = send();
    assert!(text.contains("boundary=clientwright-form-data-2\n"), "{text}");
    assert!(text.ends_with("\r\n--clientwright-form-data-2--\r\n"), "{text}");
    assert_eq!(text, send(), "the same call writes the same bytes");
}
