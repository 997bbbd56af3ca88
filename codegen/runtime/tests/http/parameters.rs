//! Parameters in all styles and places.

use clientwright_runtime::{
    codegen::{Call, Operation, Style},
    serde_json::{Value, json},
};

use crate::support::{ANY, Rgb, sent};

static ITEM: Operation = Operation { path: "/a/{color}/b", ..ANY };

/// The styles of one place, against `undefined`, `"blue"`, the array and the object of the specification.
type Row = (Style, [&'static str; 4]);

fn check(row: &Row, put: &dyn Fn(Style, usize) -> Option<String>) {
    let (style, expected) = row;
    for (shape, expected) in expected.iter().enumerate() {
        let found = put(*style, shape).unwrap_or_else(|| "error".to_owned());
        assert_eq!(found, *expected, "{style:?}, value {shape}");
    }
}

#[derive(Clone, Copy)]
enum Put {
    Path(Style),
    Query(Style),
    Header(Style),
    Cookie(Style),
    Form(Style),
}

impl Put {
    fn put<T: clientwright_runtime::Json>(self, call: Call, value: &T) -> Call {
        match self {
            Self::Path(style) => call.path_as(style, "color", value),
            Self::Query(style) => call.query_as(style, "color", value),
            Self::Header(style) => call.header_as(style, "color", value),
            Self::Cookie(style) => call.cookie_as(style, "color", value),
            Self::Form(style) => call.form_as(style, "color", value),
        }
    }

    /// Sends the shape-th value of the specification's examples.
    fn sent(self, operation: &'static Operation, shape: usize) -> Option<String> {
        let sent = sent(operation, |call| match shape {
            0 => self.put(call, &None::<String>),
            1 => self.put(call, &"blue".to_owned()),
            2 => self.put(call, &["blue", "black", "brown"].map(str::to_owned).to_vec()),
            _ => self.put(call, &Rgb),
        });
        sent.ok()
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.split_once(start).map_or("", |(_, after)| after);
    from.split_once(end).map_or(from, |(before, _)| before)
}

/// OpenAPI 3.0.4, Style Examples. An undefined path parameter can't be sent: it would change the path.
#[test]
fn path_styles_are_those_of_the_specification() {
    let rows: [Row; 6] = [
        (
            Style::Matrix { explode: false },
            ["error", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
        ),
        (
            Style::Matrix { explode: true },
            ["error", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
        ),
        (
            Style::Label { explode: false },
            ["error", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
        ),
        (
            Style::Label { explode: true },
            ["error", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
        ),
        (
            Style::Simple { explode: false },
            ["error", "blue", "blue,black,brown", "R,100,G,200,B,150"],
        ),
        (
            Style::Simple { explode: true },
            ["error", "blue", "blue,black,brown", "R=100,G=200,B=150"],
        ),
    ];
    for row in &rows {
        check(row, &|style, shape| {
            let text = Put::Path(style).sent(&ITEM, shape)?;
            Some(between(&text, "/a/", "/b").to_owned())
        });
    }
}

/// OpenAPI 3.0.4, Style Examples; what is n/a there is decided in the documentation of `style`.
#[test]
fn query_styles_are_those_of_the_specification() {
    let rows: [Row; 7] = [
        (
            Style::Form { explode: false },
            ["", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
        ),
        (
            Style::Form { explode: true },
            ["", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
        ),
        (
            Style::SpaceDelimited,
            ["", "color=blue", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
        ),
        (
            Style::PipeDelimited,
            ["", "color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"],
        ),
        (
            Style::TabDelimited,
            ["", "color=blue", "color=blue%09black%09brown", "color=R%09100%09G%09200%09B%09150"],
        ),
        (
            Style::DeepObject,
            [
                "",
                "color=blue",
                "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
                "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
            ],
        ),
        (
            Style::Json,
            [
                "",
                "color=%22blue%22",
                "color=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
                "color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D",
            ],
        ),
    ];
    for row in &rows {
        check(row, &|style, shape| {
            let text = Put::Query(style).sent(&ANY, shape)?;
            Some(between(text.lines().next()?, "?", " ").to_owned())
        });
    }
}

#[test]
fn forms_write_the_same_with_a_plus_for_a_space() {
    let rows: [Row; 3] = [
        (
            Style::Form { explode: true },
            ["", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
        ),
        (
            Style::SpaceDelimited,
            ["", "color=blue", "color=blue+black+brown", "color=R+100+G+200+B+150"],
        ),
        (
            Style::DeepObject,
            [
                "",
                "color=blue",
                "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
                "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
            ],
        ),
    ];
    for row in &rows {
        check(row, &|style, shape| {
            let text = Put::Form(style).sent(&ANY, shape);
            text.map(|it| between(&it, "\n\n", "\n").to_owned()).or_else(|| Some(String::new()))
        });
    }
}

#[test]
fn headers_and_cookies_are_written_in_one_line() {
    let rows: [Row; 2] = [
        (Style::Simple { explode: false }, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
        (Style::Simple { explode: true }, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ];
    for row in &rows {
        check(row, &|style, shape| {
            Some(between(&Put::Header(style).sent(&ANY, shape)?, "color: ", "\n").to_owned())
        });
    }
    let exploded =
        ["", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"];
    // OpenAPI 3.2.0, Style Examples.
    let joined = ["", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"];
    let cookies: [Row; 3] = [
        (Style::Form { explode: true }, exploded),
        (Style::Cookie { explode: true }, exploded),
        (Style::Cookie { explode: false }, joined),
    ];
    for row in &cookies {
        check(row, &|style, shape| {
            Some(between(&Put::Cookie(style).sent(&ANY, shape)?, "cookie: ", "\n").to_owned())
        });
    }
}

#[test]
fn a_cookie_that_is_not_escaped_cannot_end_itself() {
    let sent = |explode: bool, value: Value| {
        sent(&ANY, |call| call.cookie_as(Style::Cookie { explode }, "c d", &value))
    };
    let text = sent(true, json!("a/b c=\"é%20\",")).unwrap();
    assert!(text.contains("\ncookie: c d=a/b c=\"é%20\",\n"), "{text}");
    for (explode, value) in [
        (true, json!("a;b")),
        (true, json!("a\r\nb")),
        (false, json!(["a", "b;c"])),
        (true, json!({"a=b": 1})),
    ] {
        let error = sent(explode, value).unwrap_err();
        assert_eq!(error, "any: the cookie `c d` has a character no cookie can carry");
    }
}

#[test]
fn names_and_values_are_escaped() {
    static PATH: Operation = Operation { path: "/a b/{x y}/{z}", ..ANY };
    let text = sent(&PATH, |call| {
        call.path("x y", &"a/b?c#d%2F é".to_owned())
            .path("z", &-7)
            .query("(Optional) The channel", &"a&b=c+d e".to_owned())
            .query("From Date (UTC)", &true)
            .header("x-who", &"Zoë, \"quoted\"".to_owned())
            .cookie("sid", &"a;b".to_owned())
    });
    assert_eq!(
        text.unwrap(),
        "GET https://x.test/a%20b/a%2Fb%3Fc%23d%252F%20%C3%A9/-7\
         ?%28Optional%29%20The%20channel=a%26b%3Dc%2Bd%20e&From%20Date%20%28UTC%29=true\n\
         x-who: Zoë, \"quoted\"\ncookie: sid=a%3Bb\n\n"
    );
}

#[test]
fn a_comma_in_an_item_is_not_a_comma_between_items() {
    let items = vec!["a,b".to_owned(), "c|d".to_owned(), "e f".to_owned()];
    let query = |style: Style| sent(&ANY, |call| call.query_as(style, "q", &items)).unwrap();
    let start = "GET https://x.test/any?q=";
    let not_exploded = Style::Form { explode: false };
    assert_eq!(query(not_exploded), format!("{start}a%2Cb,c%7Cd,e%20f\n\n"));
    assert_eq!(query(Style::PipeDelimited), format!("{start}a%2Cb%7Cc%7Cd%7Ce%20f\n\n"));
    assert_eq!(query(not_exploded.allow_reserved()), format!("{start}a,b,c%7Cd,e%20f\n\n"));
}

#[test]
fn reserved_characters_pass_but_none_ends_the_parameter() {
    let style = Style::Form { explode: true }.allow_reserved();
    let value = "/a/b?c=d:e@f;g,h!$'()*&i+j#k[l]%20%".to_owned();
    let text = sent(&ANY, |call| call.query_as(style, "p/q", &value)).unwrap();
    let query = "p%2Fq=/a/b?c=d:e@f;g,h!$'()*%26i%2Bj%23k%5Bl%5D%20%25";
    assert_eq!(text, format!("GET https://x.test/any?{query}\n\n"));
}

#[test]
fn reserved_characters_of_a_path_are_segments_but_neither_end_it_nor_lead_out_of_it() {
    static PATH: Operation = Operation { path: "/files/{path}/raw", ..ANY };
    let style = Style::Simple { explode: false }.allow_reserved();
    let path = |value: &str| sent(&PATH, |call| call.path_as(style, "path", value));
    let text = path("a/b;c=d:e@f?g#h[i]&j+k%20% l").unwrap();
    let expected = "GET https://x.test/files/a/b;c=d:e@f%3Fg%23h%5Bi%5D&j+k%20%25%20l/raw";
    assert_eq!(text.trim_end(), expected);
    assert!(path("a/../../b").is_err());
    assert!(path("%2e%2E").is_err());
}

#[test]
fn empty_values_and_nested_values() {
    let query = |style: Style, value: Value| {
        let text = sent(&ANY, |call| call.query_as(style, "q", &value)).unwrap();
        text.trim_end().trim_start_matches("GET https://x.test/any").to_owned()
    };
    let (exploded, not) = (Style::Form { explode: true }, Style::Form { explode: false });
    assert_eq!(query(exploded, json!([])), "");
    assert_eq!(query(exploded, json!({})), "");
    assert_eq!(query(not, json!([])), "?q=");
    assert_eq!(query(exploded, json!("")), "?q=");
    assert_eq!(query(exploded, json!(["a", null, "b"])), "?q=a&q=b");
    assert_eq!(query(exploded, json!({"a": null})), "");
    assert_eq!(query(not, json!({"a": null, "b": 1})), "?q=b,1");
    assert_eq!(query(exploded, json!({"a": [1, 2]})), "?a=1&a=2");
    assert_eq!(query(exploded, json!([{"a": 1}])), "?q=%7B%22a%22%3A1%7D");
    assert_eq!(query(exploded, json!([["a", "b"], ["c,d", null]])), "?q=a,b&q=c%2Cd");
    assert_eq!(query(not, json!([[1, 2], [3, [4]]])), "?q=1,2,3,4");
    assert_eq!(query(Style::PipeDelimited, json!([[1, 2], [3]])), "?q=1,2%7C3");
    let nested = json!({"a": {"b": {"c": 1}}});
    assert_eq!(query(Style::DeepObject, nested), "?q%5Ba%5D%5Bb%5D%5Bc%5D=1");
    let list = json!({"a": [1, null, {"b": 2}]});
    assert_eq!(query(Style::DeepObject, list), "?q%5Ba%5D%5B0%5D=1&q%5Ba%5D%5B1%5D%5Bb%5D=2");
}

#[test]
fn there_is_one_header_of_cookies() {
    let text = sent(&ANY, |call| call.cookie("b", &1).header("Cookie", "a=0").cookie("c", &2));
    assert!(text.unwrap().contains("\ncookie: a=0; b=1; c=2\n"));
}

#[test]
fn braces_without_a_name_are_part_of_the_path() {
    static ODD: Operation = Operation { path: "/a{}/b", ..ANY };
    assert!(sent(&ODD, |call| call).unwrap().contains("/a%7B%7D/b"));
}

#[test]
fn a_path_cannot_be_changed_by_its_values() {
    static DOTTED: Operation = Operation { path: "/a/{color}.{ext}", ..ANY };
    let error =
        |value: &str| sent(&ITEM, |call| call.path("color", &value.to_owned())).unwrap_err();
    assert_eq!(error(""), "any: the path parameter `color` is empty, which would change the path");
    assert_eq!(error("."), "any: a path parameter makes a segment of `.` or `..`");
    assert_eq!(error(".."), error("."));
    assert_eq!(sent(&ITEM, |call| call).unwrap_err(), "any: the path parameter `color` is missing");
    let text =
        sent(&DOTTED, |call| call.path("color", &"..".to_owned()).path("ext", &"x".to_owned()));
    assert_eq!(text.unwrap(), "GET https://x.test/a/...x\n\n");
}

#[test]
fn a_path_has_an_empty_value_only_where_it_may() {
    static LAST: Operation = Operation { path: "/a/{color}", ..ANY };
    let path = |operation: &'static Operation, value: Value| {
        sent(operation, |call| call.path_or_empty("color", &value))
    };
    assert_eq!(path(&ITEM, json!("")).unwrap(), "GET https://x.test/a//b\n\n");
    assert_eq!(path(&ITEM, json!([])).unwrap(), "GET https://x.test/a//b\n\n");
    assert_eq!(path(&LAST, json!("")).unwrap(), "GET https://x.test/a/\n\n");
    assert_eq!(path(&LAST, json!("b/c")).unwrap(), "GET https://x.test/a/b%2Fc\n\n");
    assert_eq!(
        path(&LAST, json!(null)).unwrap_err(),
        "any: the path parameter `color` has no value"
    );
    assert_eq!(
        path(&LAST, json!("..")).unwrap_err(),
        "any: a path parameter makes a segment of `.` or `..`"
    );
}

#[test]
fn a_header_cannot_begin_another() {
    for bad in ["a\r\nx-evil: 1", "a\nb", "a\0b"] {
        assert_eq!(
            sent(&ANY, |call| call.header("x-a", &bad.to_owned())),
            Err("any: the header `x-a` has a character no header can carry".to_owned())
        );
    }
}

#[test]
fn the_first_mistake_is_the_one_reported() {
    let error =
        sent(&ITEM, |call| call.header("x", &"\n".to_owned()).path("color", &String::new()));
    assert_eq!(error, Err("any: the header `x` has a character no header can carry".to_owned()));
}

#[test]
fn debug_shows_the_names_of_values_only() {
    let transport = clientwright_runtime::testing::MemoryTransport::responding(204, &[], "");
    let call =
        crate::support::client(&transport).call(&ANY).query("password", &"s3cret".to_owned());
    assert_eq!(format!("{call:?}"), "Call { operation: \"any\", parameters: [\"password\"], .. }");
}
