//! Formats: dates and times, UUIDs, addresses and base64.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use clientwright_runtime::chrono::{DateTime, FixedOffset, NaiveDate};
use clientwright_runtime::uuid::Uuid;
use clientwright_runtime::{Base64, Base64Url, bytes::Bytes};

use super::{again, error, read, write};

fn date_time(text: &str) -> String {
    again::<DateTime<FixedOffset>>(&format!("\"{text}\"")).trim_matches('"').to_owned()
}

#[test]
fn dates_and_times_keep_their_offset_and_digits() {
    for text in [
        "2024-05-01T10:11:12Z",
        "2024-05-01T10:11:12+02:00",
        "2024-05-01T10:11:12.120-05:30",
        "2024-05-01T10:11:12.123456Z",
        "2024-05-01T10:11:12.123456789Z",
    ] {
        assert_eq!(date_time(text), text);
    }
    assert_eq!(date_time("2024-05-01T10:11:12+00:00"), "2024-05-01T10:11:12Z");
    assert_eq!(date_time("2024-05-01T10:11:12.1234567Z"), "2024-05-01T10:11:12.123456700Z");
    assert_eq!(
        date_time("2024-05-01T10:11:12.1234567891Z"),
        "2024-05-01T10:11:12.123456789Z",
        "no type has more digits"
    );
    assert_eq!(date_time("2016-12-31T23:59:60.5Z"), "2016-12-31T23:59:60.500Z", "a leap second");
    assert_eq!(date_time("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00Z");
    assert_eq!(date_time("9999-12-31T23:59:59.999+14:00"), "9999-12-31T23:59:59.999+14:00");
}

#[test]
fn dates_and_times_in_the_forms_of_others() {
    for text in [
        "2024-05-01 10:11:12",
        "2024-05-01T10:11:12",
        "2024-05-01t10:11:12z",
        "2024-05-01 10:11:12 UTC",
        "2024-05-01T10:11:12 GMT",
        "2024-05-01T10:11:12+0000",
        "2024-05-01T10:11:12 +00",
        "2024-05-01 10:11:12 +00:00",
        "2024-05-01  10:11:12.000Z ",
        "2024-05-01 10:11:12,0 z",
        "2024-05-01t10:11:12.00000000000 utc",
        "20240501T101112Z",
        "2024-05-01T101112Z",
        "2024-05-01T10:11:12\u{2212}00:00",
        "2024-05-01T10:11:12-0000",
    ] {
        assert_eq!(date_time(text), "2024-05-01T10:11:12Z", "{text}");
    }
    assert_eq!(date_time("2024-05-01 10:11+0230"), "2024-05-01T10:11:00+02:30");
    assert_eq!(date_time("2024-05-01T10:11:12,5-03"), "2024-05-01T10:11:12.500-03:00");
    assert_eq!(date_time("20240501T101112.25+0530"), "2024-05-01T10:11:12.250+05:30");
    assert_eq!(date_time("2024-05-01t10:11:12.1234567+02"), "2024-05-01T10:11:12.123456700+02:00");
}

#[test]
fn what_is_no_date_and_time() {
    for text in [
        "",
        "2024-05-01",
        "2024-13-01T00:00:00Z",
        "2024-05-01T25:00:00Z",
        "now",
        "€€€€T",
        "2024-05-01TT",
        "2024-05-01T10:11:12+é",
        "10000-01-01T00:00:00Z",
        "2024-05-01T1:11:12Z",
        "2024-05-01T10:11:12+2",
        "20240501",
    ] {
        let error = error::<DateTime<FixedOffset>>(format!("\"{text}\""));
        assert_eq!(error.message(), format!("expected a date and time (RFC 3339), found `{text}`"));
    }
    assert_eq!(
        error::<DateTime<FixedOffset>>("1714558272").message(),
        "expected a string, found a number"
    );
}

#[test]
fn dates() {
    assert_eq!(again::<NaiveDate>(r#""2024-02-29""#), r#""2024-02-29""#);
    assert_eq!(
        again::<NaiveDate>(r#""2024-02-29T23:30:00-05:00""#),
        r#""2024-02-29""#,
        "the date as written"
    );
    assert_eq!(again::<NaiveDate>(r#""2024-02-29 00:00:00""#), r#""2024-02-29""#);
    assert_eq!(
        error::<NaiveDate>(r#""2023-02-29""#).message(),
        "expected a date (RFC 3339), found `2023-02-29`"
    );
    let long = "x".repeat(100);
    assert!(error::<NaiveDate>(format!("\"{long}\"")).message().ends_with("xxx…`"));
}

#[test]
fn uuids() {
    let uuid = r#""67e55044-10b1-426f-9247-bb680e5fe0c8""#;
    assert_eq!(again::<Uuid>(uuid), uuid);
    assert_eq!(again::<Uuid>(r#""{67E55044-10B1-426F-9247-BB680E5FE0C8}""#), uuid);
    assert_eq!(again::<Uuid>(r#""67e5504410b1426f9247bb680e5fe0c8""#), uuid);
    assert_eq!(error::<Uuid>(r#""67e5""#).message(), "expected a UUID, found `67e5`");
}

#[test]
fn base64_in_every_form() {
    for text in ["-_-_YQ==", "+/+/YQ==", "+/+/YQ", "-_-_YQ", "+/+/\\r\\nYQ==", "+_-/YQ="] {
        assert_eq!(again::<Base64>(&format!("\"{text}\"")), r#""+/+/YQ==""#, "{text}");
    }
    assert_eq!(read::<Base64>(r#""""#), Base64::default());
    assert_eq!(error::<Base64>(r#""a b!""#).message(), "expected base64, found `a b!`");
}

#[test]
fn base64_for_urls() {
    for text in ["-_-_YQ", "-_-_YQ==", "+/+/YQ==", "+/+/YQ"] {
        assert_eq!(again::<Base64Url>(&format!("\"{text}\"")), r#""-_-_YQ""#, "{text}");
    }
    assert_eq!(error::<Base64Url>(r#""a b!""#).message(), "expected base64, found `a b!`");
}

#[test]
fn addresses() {
    assert_eq!(again::<Ipv4Addr>(r#"" 192.0.2.1""#), r#""192.0.2.1""#);
    assert_eq!(again::<Ipv6Addr>(r#""2001:DB8:0:0:0:0:0:1""#), r#""2001:db8::1""#);
    assert_eq!(again::<Ipv6Addr>(r#""::ffff:192.0.2.1""#), r#""::ffff:192.0.2.1""#);
    assert_eq!(again::<IpAddr>(r#""::1""#), r#""::1""#);
    assert_eq!(again::<IpAddr>(r#""192.0.2.1""#), r#""192.0.2.1""#);
    assert_eq!(
        error::<Ipv4Addr>(r#""192.0.2.0/24""#).message(),
        "expected an IPv4 address, found `192.0.2.0/24`"
    );
    assert_eq!(error::<IpAddr>("1").message(), "expected a string, found a number");
}

#[test]
fn base64_of_all_lengths() {
    for length in 0..20_u8 {
        let bytes = Base64::from((0..length).map(|it| it.wrapping_mul(77)).collect::<Vec<_>>());
        assert_eq!(read::<Base64>(&write(&bytes)), bytes);
        assert_eq!(Bytes::from(bytes).len(), usize::from(length));
    }
}
