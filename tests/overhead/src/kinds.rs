//! Types of other kinds than the page of accounts has, each read by serde's derive and by a codec as it is generated.

use std::collections::BTreeMap;

use flexperto::clientwright_runtime::{
    DecodeError, Json,
    json::{Reader, Writer},
};
use serde::Deserialize;
use serde_json::Value;

/// What a station measured: numbers.
#[derive(Debug, Deserialize)]
pub struct Reading {
    /// Id of the reading.
    pub id: i64,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Degrees east.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
    /// Whether nobody has corrected it.
    pub raw: bool,
    /// What was measured.
    pub samples: Vec<f64>,
}

impl Json for Reading {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(
            &["id", "at", "longitude", "latitude", "raw", "samples"],
            |it: &mut Self, field, r| match field {
                0 => r.field(&mut it.id),
                1 => r.field(&mut it.at),
                2 => r.field(&mut it.longitude),
                3 => r.field(&mut it.latitude),
                4 => r.field(&mut it.raw),
                5 => r.field(&mut it.samples),
                _ => r.skip(),
            },
        )
    }

    fn blank() -> Self {
        Self {
            id: Json::blank(),
            at: Json::blank(),
            longitude: Json::blank(),
            latitude: Json::blank(),
            raw: Json::blank(),
            samples: Json::blank(),
        }
    }

    fn write(&self, _: &mut Writer) {}
}

/// What happened: a union whose variant a member names, with objects in objects, and members that don't always come.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Event {
    /// Somebody wrote.
    Message(Message),
    /// Somebody called.
    Call(Call),
}

impl Json for Event {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.tagged("type", &["message", "call"], &mut |tag, r| match tag {
            0 => Json::read(r).map(Self::Message),
            1 => Json::read(r).map(Self::Call),
            _ => Err(r.error("another type")),
        })
    }

    fn blank() -> Self {
        Self::Message(Json::blank())
    }

    fn write(&self, _: &mut Writer) {}
}

/// A message.
#[derive(Debug, Default, Deserialize)]
pub struct Message {
    /// Id of the message.
    pub id: i64,
    /// What was written.
    pub text: Option<String>,
    /// Who wrote.
    pub author: Option<Person>,
    /// Which message it answers.
    pub answers: Option<i64>,
}

impl Json for Message {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["id", "text", "author", "answers"], |it: &mut Self, field, r| match field {
            0 => r.field(&mut it.id),
            1 => r.optional(&mut it.text),
            2 => r.optional(&mut it.author),
            3 => r.optional(&mut it.answers),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self::default()
    }

    fn write(&self, _: &mut Writer) {}
}

/// A call.
#[derive(Debug, Default, Deserialize)]
pub struct Call {
    /// Id of the call.
    pub id: i64,
    /// Who called.
    pub from: Option<Person>,
    /// Who was called.
    pub to: Option<Person>,
    /// How long they talked, in seconds.
    pub duration: Option<f64>,
}

impl Json for Call {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["id", "from", "to", "duration"], |it: &mut Self, field, r| match field {
            0 => r.field(&mut it.id),
            1 => r.optional(&mut it.from),
            2 => r.optional(&mut it.to),
            3 => r.optional(&mut it.duration),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self::default()
    }

    fn write(&self, _: &mut Writer) {}
}

/// Somebody.
#[derive(Debug, Default, Deserialize)]
pub struct Person {
    /// Name of the person.
    pub name: Option<String>,
    /// Whether the person is logged in.
    pub online: Option<bool>,
}

impl Json for Person {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["name", "online"], |it: &mut Self, field, r| match field {
            0 => r.optional(&mut it.name),
            1 => r.optional(&mut it.online),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self::default()
    }

    fn write(&self, _: &mut Writer) {}
}

/// What keeps the members that nobody has described, as `additionalProperties` does.
#[derive(Debug, Default, Deserialize)]
pub struct Open {
    /// Id of whatever it is.
    pub id: i64,
    /// Name of it.
    pub name: Option<String>,
    /// The others.
    #[serde(flatten)]
    pub additional_properties: BTreeMap<String, Value>,
}

impl Json for Open {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["id", "name"], |it: &mut Self, field, r| match field {
            0 => r.field(&mut it.id),
            1 => r.optional(&mut it.name),
            _ => r.extra(&mut it.additional_properties),
        })
    }

    fn blank() -> Self {
        Self::default()
    }

    fn write(&self, _: &mut Writer) {}
}

/// A list of objects, each made of its number.
fn list(n: u32, object: impl Fn(u32) -> String) -> String {
    let objects: Vec<String> = (0..n).map(object).collect();
    format!("[{}]", objects.join(","))
}

/// 80 readings, 10 KB.
pub fn readings() -> String {
    list(80, |n| {
        let samples =
            [0.5, -3.25, 17.0625, 1e-7, 212.0].map(|it| (it * f64::from(n + 1)).to_string());
        format!(
            r#"{{"id":{},"at":{},"longitude":{},"latitude":{},"raw":{},"samples":[{}]}}"#,
            70_000 + n,
            1_795_348_800_000_u64 + u64::from(n) * 250,
            8.682_127 + f64::from(n) / 1000.0,
            50.110_924 - f64::from(n) / 1000.0,
            n % 3 == 0,
            samples.join(","),
        )
    })
}

/// 80 events, 9 KB.
pub fn events() -> String {
    list(80, |n| match n % 4 {
        0 => format!(
            r#"{{"type":"message","id":{n},"text":"The line is \"dead\" again","author":{{"name":"Mustermann","online":true}},"answers":null}}"#
        ),
        1 => format!(
            r#"{{"type":"call","id":{n},"from":{{"name":"Example","online":false}},"to":{{"name":"Mustermann"}},"duration":{}.5}}"#,
            n * 7
        ),
        2 => format!(
            r#"{{"id":{n},"type":"message","text":"Grüße aus Köln","author":{{"name":"Example"}}}}"#
        ),
        _ => format!(
            r#"{{"id":{n},"from":null,"to":{{"name":"Example","online":true}},"type":"call"}}"#
        ),
    })
}

/// 80 open objects, 9 KB.
pub fn open() -> String {
    list(80, |n| {
        format!(
            r#"{{"id":{n},"name":"Number {n}","colour":"green","size":{},"tags":["a","b"],"owner":{{"id":7,"name":"Example"}}}}"#,
            n * 10,
        )
    })
}
