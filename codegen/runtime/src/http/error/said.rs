//! What a server says of an error: a message for people and a code for programs.
//!
//! In: a body of which nothing need be documented.
//! Out: its message and its code, where the description's settings, RFC 9457 (problem details), RFC 6749 (section 5.2) or
//! custom have them, and a part of it to show.

use serde_json::Value;

use crate::{
    http::{charset, media_type::essence, reading::ErrorMembers, redact::Secrets, response::Head},
    json::{Reader, redacted},
};

/// How long a body may be of which these are read.
const MOST: usize = 1 << 16;
/// How many characters of a text are its message.
const LINE: usize = 500;

/// Members that hold a message, the most telling first.
const MESSAGES: &[&str] = &[
    "message",
    "error_description",
    "errorMessage",
    "error_message",
    "detail",
    "error",
    "errors",
    "title",
    "msg",
    "description",
    "reason",
    "errorDescription",
    "fault",
];

/// Members that hold a code.
const CODES: &[&str] =
    &["code", "errorCode", "error_code", "errcode", "errno", "error", "errors", "type", "status"];

/// What a server says of an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(super) message: Option<String>,
    pub(super) code: Option<String>,
}

impl Said {
    /// What the body of a response says.
    pub(super) fn of(head: &Head, body: &[u8]) -> Self {
        let content_type = head.headers.get("content-type").unwrap_or_default();
        Self::read(body, content_type, head.reading.error_members, &head.secrets)
    }

    /// Reads a body of this content type.
    fn read(body: &[u8], content_type: &str, members: ErrorMembers, secrets: &Secrets) -> Self {
        if body.len() > MOST {
            return Self::default();
        }
        let text = charset::text(body, content_type).unwrap_or_default();
        let said = match serde_json::from_str::<Value>(&text) {
            Ok(value) => Self {
                message: at(&value, members.message).or_else(|| message_in(&value, 0)),
                code: code_in(&value, members),
            },
            Err(_) => Self { message: plain(&text, content_type), code: None },
        };
        let hide = |it: String| secrets.hide(&it);
        Self { message: said.message.map(hide), code: said.code.map(hide) }
    }
}

/// What a body of this content type says for people, of which no settings are known.
pub(crate) fn message(body: &[u8], content_type: &str, secrets: &Secrets) -> Option<String> {
    Said::read(body, content_type, ErrorMembers::default(), secrets).message
}

/// The code that the body of an error has.
pub(crate) fn code_of(body: &[u8], members: ErrorMembers) -> Option<String> {
    let body = Some(body).filter(|it| !it.is_empty() && it.len() <= MOST)?;
    code_in(&serde_json::from_slice(body).ok()?, members)
}

fn code_in(value: &Value, members: ErrorMembers) -> Option<String> {
    at(value, members.code).or_else(|| code(value, 0))
}

/// The text of the first member that is there.
fn at(value: &Value, pointers: &[&str]) -> Option<String> {
    pointers.iter().find_map(|it| scalar(value.pointer(it)?))
}

/// A text that says something, or a number.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|it| !it.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// How far in a message or code may lie: `{"errors": [{"error": {"message": …}}]}`.
const DEEPEST: usize = 4;

fn message_in(value: &Value, depth: usize) -> Option<String> {
    match value {
        Value::String(_) => scalar(value),
        Value::Array(items) if depth < DEEPEST => {
            items.iter().find_map(|it| message_in(it, depth + 1))
        }
        Value::Object(object) if depth < DEEPEST => {
            let named = MESSAGES.iter().find_map(|it| message_in(object.get(*it)?, depth + 1));
            // `{"errors": {"email": ["is taken"]}}`
            named.or_else(|| (depth > 0).then(|| object.iter().find_map(of_member(depth)))?)
        }
        _ => None,
    }
}

fn of_member(depth: usize) -> impl Fn((&String, &Value)) -> Option<String> {
    move |(name, value)| match value {
        Value::Array(_) => message_in(value, depth + 1).map(|it| format!("{name}: {it}")),
        _ => None,
    }
}

fn code(value: &Value, depth: usize) -> Option<String> {
    match value {
        Value::Array(items) if depth < DEEPEST => items.iter().find_map(|it| code(it, depth + 1)),
        Value::Object(object) if depth < DEEPEST => CODES.iter().find_map(|name| {
            let value = object.get(*name)?;
            match *name {
                // A sentence is a message; OAuth has a code there, and the sentence beside.
                "error" => match scalar(value).filter(|it| is_word(it)) {
                    Some(word) => Some(word),
                    None => code(value, depth + 1),
                },
                "errors" => code(value, depth + 1),
                // RFC 9457, section 3.1.1: `about:blank` says nothing.
                "type" => scalar(value).filter(|it| it != "about:blank"),
                // The status of the response says it better.
                "status" => value.as_str().filter(|it| is_name(it)).map(str::to_owned),
                _ => scalar(value),
            }
        }),
        _ => None,
    }
}

fn is_word(text: &str) -> bool {
    !text.contains(char::is_whitespace)
}

fn is_name(text: &str) -> bool {
    is_word(text) && text.starts_with(|it: char| it.is_ascii_alphabetic())
}

/// A body that is a sentence, and no page.
fn plain(text: &str, content_type: &str) -> Option<String> {
    let text = text.trim();
    let is_page = essence(content_type) == "text/html" || text.starts_with('<');
    let is_json = text.starts_with(['{', '[']);
    let is_sentence = !text.is_empty() && !is_page && !is_json && text.chars().count() <= LINE;
    is_sentence.then(|| text.to_owned())
}

/// What a page is called: that of a proxy says little else, and that late.
fn title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let from = lower.find("<title")?;
    let from = from + lower.get(from..)?.find('>')? + 1;
    let to = from + lower.get(from..)?.find("</title")?;
    let title = page.get(from..to)?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(title).filter(|it| !it.is_empty())
}

/// A part of a body to show: text or JSON, without the values of members whose names are those of secrets; of a page its
/// title.
///
/// `None` for no body.
pub(super) fn excerpt(body: &[u8], content_type: &str, secrets: &Secrets) -> Option<String> {
    let Some(text) = charset::text(body, content_type) else {
        let media_type = essence(content_type);
        let of = if media_type.is_empty() { media_type } else { format!(" of `{media_type}`") };
        return Some(format!("{} bytes{}", body.len(), of.escape_debug()));
    };
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let mut json = String::new();
    let is_secret = |name: &str| secrets.hides_member(name);
    let mut reader = Reader::new(text.as_bytes());
    if text.len() <= MOST && redacted(&mut reader, &is_secret, &mut json).is_ok() {
        return Some(secrets.shown(format_args!("{json}")));
    }
    // What looks like JSON and isn't, or is long, may have a secret anywhere.
    if text.starts_with(['{', '[']) {
        return Some(format!("{} bytes", body.len()));
    }
    if let Some(title) = title(text).filter(|_| text.starts_with('<')) {
        return Some(secrets.shown(format_args!("a page with the title `{title}`")));
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(secrets.shown(format_args!("{line}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> (Option<String>, Option<String>) {
        let members = ErrorMembers { message: &["/fault/text"], code: &["/fault/number"] };
        let said = Said::read(body.as_bytes(), "application/json", members, &Secrets::default());
        (said.message, said.code)
    }

    #[test]
    fn the_usual_members_have_the_message_and_the_code() {
        let table = [
            (r#"{"message":"no such user","code":17}"#, "no such user", "17"),
            (r#"{"detail":"no flow of that"}"#, "no flow of that", ""),
            (
                r#"{"detail":[{"loc":["body"],"msg":"field required","type":"missing"}]}"#,
                "field required",
                "",
            ),
            (
                r#"{"type":"https://x.test/out-of-credit","title":"Out of credit","detail":"30 left"}"#,
                "30 left",
                "https://x.test/out-of-credit",
            ),
            (r#"{"type":"about:blank","title":"Not Found","status":404}"#, "Not Found", ""),
            (
                r#"{"error":"invalid_grant","error_description":"it has expired"}"#,
                "it has expired",
                "invalid_grant",
            ),
            (
                r#"{"error":{"message":"bad key","type":"auth","code":"invalid_key"}}"#,
                "bad key",
                "invalid_key",
            ),
            (r#"{"error":"it is not there"}"#, "it is not there", ""),
            (
                r#"{"errors":[{"message":"taken","extensions":{},"code":"UNIQUE"}]}"#,
                "taken",
                "UNIQUE",
            ),
            (r#"{"errors":["is taken"]}"#, "is taken", ""),
            (r#"{"errors":{"email":["is taken"]}}"#, "email: is taken", ""),
            (
                r#"{"errcode":"M_FORBIDDEN","error":"You are not invited"}"#,
                "You are not invited",
                "M_FORBIDDEN",
            ),
            (r#"{"error":{"code":404,"message":"gone","status":"NOT_FOUND"}}"#, "gone", "404"),
            (
                r#"{"fault":{"text":"by the setting","number":9},"message":"other"}"#,
                "by the setting",
                "9",
            ),
            (r#""a text""#, "a text", ""),
            ("Not Found", "Not Found", ""),
            ("<html>no</html>", "", ""),
            (r#"{"id":7}"#, "", ""),
            ("", "", ""),
        ];
        for (body, message, code) in table {
            let text = |it: &str| Some(it.to_owned()).filter(|it| !it.is_empty());
            assert_eq!(said(body), (text(message), text(code)), "{body}");
        }
    }

    #[test]
    fn an_excerpt_is_bounded_and_shows_no_secret() {
        let shown = |body: &[u8]| excerpt(body, "image/png", &Secrets::default());
        assert_eq!(shown(b"").as_deref(), None);
        assert_eq!(shown(b"\xff\xd8").as_deref(), Some("2 bytes of `image/png`"));
        assert_eq!(shown(b"no\n  way").as_deref(), Some("no way"));
        let page = b"<!DOCTYPE html>\n<html><HEAD><title lang=en>502\n Bad Gateway</TITLE></HEAD><hr>nginx";
        assert_eq!(shown(page).as_deref(), Some("a page with the title `502 Bad Gateway`"));
        assert_eq!(shown(b"<p>no <b>way</b>").as_deref(), Some("<p>no <b>way</b>"));
        assert_eq!(
            shown(br#"{"user":{"name":"a","api_key":"k","tokens":["t"]}}"#).as_deref(),
            Some(r#"{"user":{"name":"a","api_key":"…","tokens":"…"}}"#)
        );
        assert_eq!(shown(br#"{"token":"t"#).as_deref(), Some("11 bytes"));
        assert!(shown("a".repeat(5000).as_bytes()).unwrap().len() < 1100);
    }
}
