//! Types of other crates: by `FromStr` and `Display`, by serde, by functions of serde's attribute `with`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use clientwright_runtime::json::{DecodeError, Json, Reader, Wire, Writer, foreign};
use clientwright_runtime::{Patch, decode, encode};

/// By `FromStr` and `Display`, as a string.
#[derive(Clone, Debug, PartialEq)]
struct Address(SocketAddr);

impl Json for Address {
    const ABSENT: &'static [&'static str] = &[""];

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        foreign::read_text(r, "std::net::SocketAddr").map(Self)
    }

    fn blank() -> Self {
        Self(SocketAddr::from(([0, 0, 0, 0], 0)))
    }

    fn write(&self, w: &mut Writer) {
        foreign::write_text(&self.0, w);
    }
}

/// By the same, as a number.
#[derive(Clone, Debug, PartialEq)]
struct Amount(u128);

impl Json for Amount {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        foreign::read_text(r, "u128").map(Self)
    }

    fn blank() -> Self {
        Self(0)
    }

    fn write(&self, w: &mut Writer) {
        foreign::write_number(&self.0, w);
    }
}

/// By serde.
#[derive(Clone, Debug, PartialEq)]
struct Host(IpAddr);

impl Json for Host {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        foreign::read_serde(r, "std::net::IpAddr").map(Self)
    }

    fn blank() -> Self {
        Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }

    fn write(&self, w: &mut Writer) {
        foreign::write_serde(&self.0, w);
    }
}

/// By serde: any value with members.
#[derive(Clone, Debug, PartialEq)]
struct Members(std::collections::BTreeMap<String, u128>);

impl Json for Members {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        foreign::read_serde(r, "Members").map(Self)
    }

    fn blank() -> Self {
        Self(std::collections::BTreeMap::new())
    }

    fn write(&self, w: &mut Writer) {
        foreign::write_serde(&self.0, w);
    }
}

/// Functions as serde's attribute `with` takes them: seconds.
mod seconds {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(it: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(it.as_secs())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_secs)
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Wait(std::time::Duration);

impl Json for Wait {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        foreign::read_serde_with(r, "std::time::Duration", |it| seconds::deserialize(it)).map(Self)
    }

    fn blank() -> Self {
        Self(std::time::Duration::ZERO)
    }

    fn write(&self, w: &mut Writer) {
        foreign::write_serde_with(w, |it| seconds::serialize(&self.0, it));
    }
}

/// A generated type that has all of them.
#[derive(Clone, Debug, PartialEq)]
struct Server {
    address: Address,
    hosts: Vec<Host>,
    amount: Option<Amount>,
    wait: Patch<Wait>,
}

impl Json for Server {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["address", "hosts", "amount", "wait"], |it: &mut Self, field, r| match field {
            0 => r.field(&mut it.address),
            1 => r.field(&mut it.hosts),
            2 => r.optional_as(Wire::STRING, &mut it.amount),
            3 => r.patch(&mut it.wait),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self { address: Json::blank(), hosts: Vec::new(), amount: None, wait: Patch::Absent }
    }

    fn write(&self, w: &mut Writer) {
        let mut o = w.object();
        o.field("address", &self.address);
        o.field("hosts", &self.hosts);
        o.optional_as(Wire::STRING, "amount", &self.amount);
        o.patch("wait", &self.wait);
        o.end();
    }
}

fn error<T: Json>(json: &str) -> String {
    decode::<T>(json.as_bytes()).map(|_| ()).unwrap_err().to_string()
}

#[track_caller]
fn round_trip<T: Json>(json: &str) {
    let value = decode::<T>(json.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(encode(&value)).unwrap(), json);
}

#[test]
fn members_lists_and_forms_hold_them() {
    round_trip::<Server>(
        r#"{"address":"192.0.2.1:80","hosts":["192.0.2.2","::1"],"amount":"12","wait":30}"#,
    );
    let read: Server =
        decode(br#"{"address": " 192.0.2.1:80 ", "hosts": [], "amount": 12, "wait": null}"#)
            .unwrap();
    assert_eq!(read.address.0.port(), 80);
    assert_eq!(read.amount, Some(Amount(12)));
    assert_eq!(read.wait, Patch::Null);
}

#[test]
fn a_number_of_any_length_keeps_its_digits() {
    round_trip::<Amount>("340282366920938463463374607431768211455");
    round_trip::<Members>(r#"{"a":340282366920938463463374607431768211455}"#);
}

#[test]
fn what_is_no_number_of_json_is_a_string() {
    struct Shown(&'static str);
    impl std::fmt::Display for Shown {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(self.0)
        }
    }
    for (text, written) in [
        ("1.50", "1.50"),
        ("-1e3", "-1e3"),
        ("NaN", r#""NaN""#),
        ("1.", r#""1.""#),
        ("+1", r#""+1""#),
        ("01", r#""01""#),
        (" 1", r#"" 1""#),
        ("", r#""""#),
        ("-", r#""-""#),
        ("1,2", r#""1,2""#),
    ] {
        let mut w = Writer::new();
        foreign::write_number(&Shown(text), &mut w);
        assert_eq!(String::from_utf8(w.into_bytes()).unwrap(), written);
    }
}

#[test]
fn a_value_that_the_type_refuses_is_an_error_with_its_place() {
    assert_eq!(
        error::<Vec<Server>>(r#"[{"address": "here", "hosts": []}]"#),
        "at `[0].address`: expected a `std::net::SocketAddr`, found `here`: invalid socket address syntax"
    );
    assert_eq!(
        error::<Server>(r#"{"address": [], "hosts": []}"#),
        "at `address`: expected a string, found an array"
    );
    assert_eq!(
        error::<Server>(r#"{"address": "192.0.2.1:80", "hosts": ["::1", "there"]}"#),
        "at `hosts[1]`: expected a `std::net::IpAddr`, found `there`: invalid IP address syntax"
    );
    assert_eq!(
        error::<Vec<Members>>(r#"[{"a": 1}, {"a": "b"}]"#),
        "at `[1]`: expected a `Members`: invalid number"
    );
    let text = r#"{"address": "192.0.2.1:80", "hosts": [], "wait": -1}"#;
    assert_eq!(
        error::<Server>(text),
        "at `wait`: expected a `std::time::Duration`: invalid value: integer `-1`, expected u64"
    );
    let offset = decode::<Server>(text.as_bytes()).unwrap_err().offset();
    assert_eq!(text.get(offset..), Some("-1}"));
}

#[test]
fn what_is_no_json_is_no_value_by_serde() {
    assert!(error::<Host>(r#""::1"#).contains("invalid JSON"));
    assert!(error::<Members>(r#"{"a": 1,}"#).contains("invalid JSON"));
    assert!(error::<Server>(r#"{"hosts": []}"#).contains("the field is missing"));
}

#[test]
fn an_empty_text_is_no_value_where_the_type_says_so() {
    assert_eq!(decode::<Option<Address>>(br#""""#).unwrap(), None);
    assert!(error::<Address>(r#""""#).contains("found ``"));
}

#[test]
fn a_text_without_quotes_is_read_as_one() {
    let mut r = Reader::text("192.0.2.1:80");
    assert_eq!(Address::read(&mut r).unwrap().0.port(), 80);
    let mut r = Reader::text("::1");
    assert!(Host::read(&mut r).unwrap().0.is_ipv6());
    let mut r = Reader::text("12");
    assert_eq!(Amount::read(&mut r).unwrap(), Amount(12));
    assert!(Host::read(&mut Reader::empty()).is_err());
}

#[test]
fn a_union_puts_its_tag_before_the_members() {
    for (received, sent) in [
        (r#"{"a": 1, "kind": 2}"#, r#"{"kind":"counted","a":1}"#),
        // In the type's own order, and with every digit.
        (
            r#"{"kind": 2, "z": 340282366920938463463374607431768211455, "b": 1}"#,
            r#"{"kind":"counted","b":1,"z":340282366920938463463374607431768211455}"#,
        ),
    ] {
        let members = decode::<Members>(received.as_bytes()).unwrap();
        let mut w = Writer::new();
        w.tag("kind", "counted");
        members.write(&mut w);
        assert_eq!(String::from_utf8(w.into_bytes()).unwrap(), sent);
    }
}

#[test]
fn what_serde_can_not_write_is_null() {
    let odd = std::collections::BTreeMap::from([(vec![1], 2)]);
    let mut w = Writer::new();
    foreign::write_serde(&odd, &mut w);
    assert_eq!(w.into_bytes(), b"null");
}
