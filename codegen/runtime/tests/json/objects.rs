//! Objects: fields, their presence, what is extra, and the paths of errors.

use std::collections::BTreeMap;

use clientwright_runtime::{
    Decimal, DecodeError, Json, Patch, decode,
    json::{Reader, Writer},
    serde_json,
};

use super::{again, error, read, write};

/// A type as generated code has it.
#[derive(Clone, Debug, Default, PartialEq)]
struct User {
    id: i64,
    name: Option<String>,
    nick: Patch<String>,
    friends: Option<Vec<User>>,
    extra: BTreeMap<String, serde_json::Value>,
}

impl Json for User {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["id", "name", "nick name", "friends"], |it: &mut Self, field, r| match field {
            0 => r.field(&mut it.id),
            1 => r.optional(&mut it.name),
            2 => r.patch(&mut it.nick),
            3 => r.optional(&mut it.friends),
            _ => r.extra(&mut it.extra),
        })
    }

    fn blank() -> Self {
        Self {
            id: Json::blank(),
            name: None,
            nick: Patch::Absent,
            friends: None,
            extra: BTreeMap::new(),
        }
    }

    fn write(&self, w: &mut Writer) {
        let mut o = w.object();
        o.field("id", &self.id);
        o.optional("name", &self.name);
        o.patch("nick name", &self.nick);
        o.optional("friends", &self.friends);
        o.extra(&self.extra);
        o.end();
    }
}

clientwright_runtime::serde_bridge!(User);

#[test]
fn members_in_any_order_and_extra_ones() {
    let text = r#" { "x" : {"y": [1, null]}, "friends": [ {"id":2} ], "name":"Max", "a b":true, "id": 1 } "#;
    assert_eq!(
        again::<User>(text),
        r#"{"id":1,"name":"Max","friends":[{"id":2}],"a b":true,"x":{"y":[1,null]}}"#
    );
}

#[test]
fn names_with_escapes() {
    let user = read::<User>(r#"{"\u0069d": 1, "\u0061\n": 2}"#);
    assert_eq!(user.id, 1);
    assert_eq!(user.extra["a\n"], 2);
    assert_eq!(write(&user), r#"{"id":1,"a\n":2}"#);
}

#[test]
fn absent_null_and_present_differ() {
    assert_eq!(read::<User>(r#"{"id":1}"#).nick, Patch::Absent);
    assert_eq!(again::<User>(r#"{"id":1,"nick name":null}"#), r#"{"id":1,"nick name":null}"#);
    assert_eq!(again::<User>(r#"{"id":1,"nick name":"M"}"#), r#"{"id":1,"nick name":"M"}"#);
    assert_eq!(again::<User>(r#"{"id":1,"name":null,"friends":null}"#), r#"{"id":1}"#);
}

#[test]
fn patches() {
    assert_eq!(Patch::<i64>::default(), Patch::Absent);
    assert_eq!(Patch::from(Some(1)), Patch::Value(1));
    assert_eq!(Patch::<i64>::from(None), Patch::Null);
    assert_eq!(Patch::from(1).as_ref().into_option(), Some(&1));
    assert_eq!(Patch::<i64>::Null.into_option(), None);
    assert_eq!(Patch::<String>::from("a"), Patch::from("a".to_owned()));
    assert_eq!(write(&vec![Patch::Absent, Patch::Null, Patch::Value(1)]), "[null,null,1]");
}

#[test]
fn of_two_members_with_one_name_the_last_wins() {
    assert_eq!(again::<User>(r#"{"id":1,"name":"a","id":2,"name":null}"#), r#"{"id":2}"#);
    assert_eq!(again::<User>(r#"{"id":1,"x":1,"x":2}"#), r#"{"id":1,"x":2}"#);
}

#[test]
fn errors_have_the_path_of_the_value() {
    let cases = [
        (r"[]", "expected an object, found an array"),
        (r"{}", "at `id`: the field is missing"),
        (r#"{"id":1,"friends":[{"id":2},{}]}"#, "at `friends[1].id`: the field is missing"),
        (
            r#"{"id":1,"friends":[{"id":"2"}]}"#,
            "at `friends[0].id`: expected an integer, found a string",
        ),
        (r#"{"id":1,"friends":{}}"#, "at `friends`: expected an array, found an object"),
        (r#"{"id":1,"nick name":7}"#, r#"at `["nick name"]`: expected a string, found a number"#),
        (
            r#"{"id":1,"friends":[{"nick name":{}}]}"#,
            r#"at `friends[0]["nick name"]`: expected a string, found an object"#,
        ),
        (r#"{"id":1,"name":tru}"#, "at `name`: invalid JSON: expected ident"),
        (
            r#"{"id":1, "a\"b" : [1, {"x": nul}]}"#,
            r#"at `["a\"b"][1].x`: invalid JSON: expected ident"#,
        ),
        (r#"{"id":1,}"#, "invalid JSON: trailing comma"),
        (r#"{"id" 1}"#, "invalid JSON: expected `:`"),
        (r#"{"id":1"#, "invalid JSON: EOF while parsing an object"),
        (r#"{"id":"#, "invalid JSON: EOF while parsing a value"),
        (r"{1:2}", "invalid JSON: key must be a string"),
    ];
    for (text, message) in cases {
        assert_eq!(error::<User>(text).to_string(), message, "{text}");
    }
}

#[test]
fn an_error_can_be_looked_at() {
    let error = error::<User>(r#"{"id":1, "friends": [{"id": "2"}]}"#);
    assert_eq!(
        (error.path(), error.message()),
        ("friends[0].id", "expected an integer, found a string")
    );
    assert_eq!(error.offset(), 28);
    assert_eq!(error.clone(), error);
    let error: Box<dyn std::error::Error + Send + Sync> = error.into();
    assert!(error.downcast_ref::<DecodeError>().is_some());
}

#[test]
fn the_path_of_a_known_member_survives_extra_ones_inside() {
    let text = r#"{"outer": {"inner": {"x": 1}, "bad": 1e999}}"#;
    let error = error::<BTreeMap<String, BTreeMap<String, serde_json::Value>>>(text);
    assert_eq!(error.path(), "outer.bad");
}

#[test]
fn types_within_themselves_reach_the_limit_of_depth() {
    let nested = |users: usize| {
        format!(r#"{}{{"id":0}}{}"#, r#"{"id":1,"friends":["#.repeat(users), "]}".repeat(users))
    };
    assert_eq!(again::<User>(&nested(63)), nested(63));
    let error = error::<User>(nested(64));
    assert_eq!(error.message(), "nested more than 128 levels deep");
    assert_eq!(error.path(), ["friends[0]"; 64].join("."));
}

/// Reads nothing of what it is given.
struct Lazy;

impl Json for Lazy {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["array"], |_: &mut Self, field, r| match field {
            0 => r.array(&mut |_| Ok(())),
            _ => Ok(()),
        })
    }

    fn blank() -> Self {
        Self
    }

    fn write(&self, w: &mut Writer) {
        w.object().end();
    }
}

#[test]
fn a_value_left_alone_is_skipped() {
    assert_eq!(again::<Lazy>(r#"{"a": {"b": [1]}, "array": [ 1, [2], "c" ] , "d" : null}"#), "{}");
}

#[test]
fn serde_reads_and_writes_through_the_bridge() {
    let user: User = serde_json::from_str(r#"{"id":1,"nick name":null,"x":[0.5]}"#).unwrap();
    assert_eq!(user.nick, Patch::Null);
    assert_eq!(decode::<User>(&serde_json::to_vec(&user).unwrap()).unwrap(), user);
    let error = serde_json::from_str::<User>(r#"{"id":"1"}"#).unwrap_err();
    assert_eq!(error.to_string(), "at `id`: expected an integer, found a string");
}

/// Money in three places.
#[derive(Debug, PartialEq)]
struct Prices {
    unit: Decimal,
    all: Vec<Decimal>,
    extra: BTreeMap<String, Decimal>,
}

impl Json for Prices {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["unit", "all"], |it: &mut Self, field, r| match field {
            0 => r.field(&mut it.unit),
            1 => r.field(&mut it.all),
            _ => r.extra(&mut it.extra),
        })
    }

    fn blank() -> Self {
        Self { unit: Decimal::blank(), all: Vec::new(), extra: BTreeMap::new() }
    }

    fn write(&self, w: &mut Writer) {
        let mut o = w.object();
        o.field("unit", &self.unit);
        o.field("all", &self.all);
        o.extra(&self.extra);
        o.end();
    }
}

clientwright_runtime::serde_bridge!(Prices);

#[test]
fn serde_json_keeps_every_digit_of_a_decimal() {
    let text = r#"{"unit":12345678901234567890.123,"all":[12.50,-0.0,1e400,18446744073709551616],"b":0.10}"#;
    let prices: Prices = serde_json::from_str(text).unwrap();
    assert_eq!(prices, decode(text.as_bytes()).unwrap());
    assert_eq!(prices.unit.as_str(), "12345678901234567890.123");
    assert_eq!(serde_json::to_string(&prices).unwrap(), text);
    // From bytes and readers, inside of other types, and with line breaks too.
    let several: Vec<Prices> = serde_json::from_reader(format!("[{text}]").as_bytes()).unwrap();
    let named = BTreeMap::from([("a", &several)]);
    assert_eq!(serde_json::to_string(&named).unwrap(), format!("{{\"a\":[{text}]}}"));
    let pretty = serde_json::to_string_pretty(&prices).unwrap();
    assert!(
        pretty.starts_with("{\n  \"unit\": 12345678901234567890.123,\n  \"all\": ["),
        "{pretty}"
    );
    assert_eq!(serde_json::from_slice::<Prices>(pretty.as_bytes()).unwrap(), prices);
}

#[test]
fn elsewhere_serde_has_the_numbers_that_a_value_has() {
    let prices: Prices = read(r#"{"unit":0.25,"all":[18446744073709551615],"b":12.50}"#);
    let value = serde_json::to_value(&prices).unwrap();
    assert_eq!(value, serde_json::json!({"unit": 0.25, "all": [u64::MAX], "b": 12.5}));
    assert_eq!(serde_json::from_value::<Prices>(value).unwrap(), prices);
    // Nothing is rounded away that nobody could guess.
    let long: Prices = read(r#"{"unit":18446744073709551617,"all":[]}"#);
    let error = serde_json::to_value(&long).unwrap_err();
    assert!(error.to_string().contains("an integer of 64 bits"), "{error}");
}

#[test]
fn a_patch_has_the_methods_of_an_option() {
    let value = Patch::from("Max");
    assert!(value.is_value() && !Patch::<String>::Null.is_value());
    assert_eq!(value.as_option().map(String::len), Some(3));
    assert_eq!((value.as_deref(), Patch::<String>::Null.as_deref()), (Some("Max"), None));
    assert_eq!(value.clone().map(|it| it.len()), Patch::Value(3));
    assert_eq!(Patch::<String>::Null.map(|it| it.len()), Patch::Null);
    assert_eq!(Patch::<String>::Absent.map(|it| it.len()), Patch::Absent);
    assert_eq!((Patch::Null.unwrap_or(1), Patch::Value(2).unwrap_or(1)), (1, 2));
    assert_eq!((Patch::Absent.unwrap_or_else(|| 1), Patch::Value(2).unwrap_or_else(|| 1)), (1, 2));
    assert_eq!((Patch::Null.unwrap_or_default(), value.unwrap_or_default()), (0, "Max".to_owned()));
}

/// A variant as generated code has it: one that always has its tag, or one that may leave it out.
#[derive(Clone, Debug, PartialEq)]
struct Tagged<const REQUIRED: bool>;

impl<const REQUIRED: bool> Json for Tagged<REQUIRED> {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["kind"], |_: &mut Self, field, r| match field {
            0 if REQUIRED => r.implied(),
            0 => r.implied_or_null(),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self
    }

    fn write(&self, w: &mut Writer) {
        w.string("tagged");
    }
}

#[test]
fn a_tag_that_is_null_is_not_the_one_that_is_implied() {
    assert_eq!(read::<Tagged<true>>(r#"{"kind":"cat"}"#), Tagged);
    let found = error::<Tagged<true>>(r#"{"kind":null}"#);
    assert_eq!(found.to_string(), "at `kind`: expected a string, found null");
    assert_eq!(read::<Tagged<false>>(r#"{"kind":null}"#), Tagged);
}
