//! One request and its response, as a recording has them.

use serde_json::Value;
use url::Url;

use crate::diagnostic::Place;
use crate::http::essence;

use super::redacted::is_redacted;

/// What a recording holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recording {
    /// The exchanges that can be used.
    pub(crate) exchanges: Vec<Exchange>,
    /// The entries that can't, and the parts of others.
    pub(crate) skipped: Vec<Skipped>,
}

/// An entry of a recording, or a part of one, that can't be used.
#[derive(Clone, Debug)]
pub(crate) struct Skipped {
    /// Where it stands.
    pub(crate) place: Place,
    /// Why: a clause in lower case, without a full stop.
    pub(crate) why: String,
}

/// A request and its response.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    /// Where the recording has it.
    pub(crate) place: Place,
    /// The day, as in `2026-11-30`; empty where the recording doesn't say.
    pub(crate) date: String,
    /// The method, as it was sent.
    pub(crate) method: String,
    /// The address without its query.
    pub(crate) url: Url,
    /// The members of the query, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// What was sent.
    pub(crate) request: Message,
    /// The status.
    pub(crate) status: u16,
    /// What came.
    pub(crate) response: Message,
}

impl Exchange {
    /// Whether the server did what it was asked for.
    pub(crate) fn is_success(&self) -> bool {
        (200..400).contains(&self.status)
    }

    /// The request in a line.
    pub(crate) fn line(&self) -> String {
        super::value::bounded(&format!("{} {} → {}", self.method, self.url.path(), self.status))
    }
}

/// The headers and the body of a request or a response.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    /// Names in lower case, and values.
    pub(crate) headers: Vec<(String, String)>,
    /// The media type without its parameters, in lower case; empty where none is stated.
    pub(crate) media_type: String,
    /// The body.
    pub(crate) body: Body,
}

impl Message {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }
}

/// A body, as far as the recording has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Body {
    /// There was none.
    #[default]
    Empty,
    /// JSON.
    Json(Value),
    /// A sequence of JSON values: lines, or values one behind the other.
    Items(Vec<Value>),
    /// A form, name by name.
    Form(Vec<(String, String)>),
    /// A text of another kind.
    Text(String),
    /// Bytes.
    Bytes,
    /// There was one, of which the recording has nothing or only a part.
    Partial,
}

impl Body {
    /// Reads a text by its media type, and by what it looks like.
    pub(crate) fn of_text(text: &str, media_type: &str) -> Self {
        if text.is_empty() {
            return Self::Empty;
        }
        if is_redacted(text) {
            return Self::Partial;
        }
        if media_type == "application/x-www-form-urlencoded" {
            let pairs = url::form_urlencoded::parse(text.as_bytes());
            return Self::Form(
                pairs.map(|(name, it)| (name.into_owned(), it.into_owned())).collect(),
            );
        }
        let looks_like_json = text.trim_start().starts_with(['{', '[']);
        if is_json(media_type) || looks_like_json {
            let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
            if let Ok(mut values) = values.collect::<Result<Vec<_>, _>>() {
                return match values.len() {
                    1 if !is_sequence(media_type) => Self::Json(values.remove(0)),
                    _ => Self::Items(values),
                };
            }
        }
        Self::Text(text.to_owned())
    }
}

/// Whether a media type is one of JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    media_type.ends_with("/json") || media_type.ends_with("+json") || is_sequence(media_type)
}

/// Whether a media type is one of several JSON values.
pub(crate) fn is_sequence(media_type: &str) -> bool {
    const SEQUENCES: [&str; 6] = [
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines",
        "application/json-seq",
        "application/jsonlines",
    ];
    SEQUENCES.contains(&media_type)
}

/// A media type as it is compared.
pub(crate) fn plain_media_type(text: &str) -> String {
    essence(text).to_ascii_lowercase()
}
