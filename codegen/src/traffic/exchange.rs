//! One request and its response, as a recording has them.

use serde_json::Value;
use url::Url;

use crate::diagnostic::Place;
use crate::http::essence;
pub(super) use crate::http::is_sequence;

use super::events;
use super::redacted::is_redacted;

/// The media type of server-sent events.
pub(super) const EVENTS: &str = "text/event-stream";

/// What stands before each value of a JSON text sequence (RFC 7464, section 2.1).
const SEPARATOR: char = '\u{1e}';

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
    /// Whether the recording would show a credential: some programs leave them out.
    pub(crate) shows_credentials: bool,
}

impl Exchange {
    /// Whether the server did what it was asked for.
    pub(crate) fn is_success(&self) -> bool {
        (200..400).contains(&self.status)
    }

    /// The server: scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
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
    /// The data of server-sent events.
    Events(Vec<Value>),
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
        let text = text.trim_start_matches('\u{feff}');
        // White space alone is no body: some servers end every response by a line end.
        if text.trim().is_empty() {
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
        if media_type == EVENTS || events::looks_like_some(text) {
            return Self::Events(events::data(text));
        }
        let begins_as_json = |it: &str| it.trim_start().starts_with(['{', '[', SEPARATOR]);
        if is_json(media_type) || begins_as_json(text) {
            // No JSON value has the separator in it, since it would be escaped there.
            let text = text.replace(SEPARATOR, "\n");
            let values = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
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

/// A media type as it is compared.
pub(crate) fn plain_media_type(text: &str) -> String {
    essence(text).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_is_read_by_what_it_looks_like() {
        let lines = Body::Items(vec![json!({"a": 1}), json!({"a": 2})]);
        for text in
            ["{\"a\":1}\n{\"a\":2}\n", "\u{1e}{\"a\":1}\n\u{1e}{\"a\":2}\n", "{\"a\":1}{\"a\":2}"]
        {
            for media_type in ["application/json", "text/plain", "", "application/x-ndjson"] {
                assert_eq!(Body::of_text(text, media_type), lines, "{text} {media_type}");
            }
        }
        let one = "\u{1e}{\"a\":1}\n";
        assert_eq!(Body::of_text(one, "application/json"), Body::Json(json!({"a": 1})));
        assert_eq!(Body::of_text(one, "application/json-seq"), Body::Items(vec![json!({"a": 1})]));
        let events = "event: x\ndata: {\"a\":1}\n\n: still there\n\ndata: two\ndata: lines\n\ndata: [DONE]\n\n";
        let data = Body::Events(vec![json!({"a": 1}), json!("two\nlines")]);
        assert_eq!(Body::of_text(events, "text/event-stream"), data);
        assert_eq!(Body::of_text(events, "application/json"), data);
        assert_eq!(Body::of_text("\u{feff}[1]", "application/json"), Body::Json(json!([1])));
        for empty in ["", "\n", " \r\n\t"] {
            assert_eq!(Body::of_text(empty, "text/plain"), Body::Empty, "{empty:?}");
        }
        let text = "data: is what this text is about";
        assert_eq!(Body::of_text(text, "text/plain"), Body::Text(text.to_owned()));
    }
}
