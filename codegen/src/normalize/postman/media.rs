//! Media types: what a body is, by its headers, what the collection says, and what it looks like.

use super::collection::{Body, Entry, Sent};
use super::sample;
use super::variables::{Variables, only_variable};
use crate::http::{essence, is_token};

pub(super) const JSON: &str = "application/json";
pub(super) const FORM: &str = "application/x-www-form-urlencoded";
pub(super) const MULTIPART: &str = "multipart/form-data";
pub(super) const BYTES: &str = "application/octet-stream";
pub(super) const TEXT: &str = "text/plain";
pub(super) const HTML: &str = "text/html";

/// Whatever the user says, where a header has a variable that nobody sets.
const ANY: &str = "*/*";
const ANY_TEXT: &str = "text/*";

/// What headers say about the type of the body, without its parameters.
pub(super) fn stated(headers: &[Entry], variables: &Variables) -> Option<String> {
    sound_essence(&content_type(headers, variables)?)
}

fn content_type(headers: &[Entry], variables: &Variables) -> Option<String> {
    let is_content_type =
        |it: &&Entry| !it.disabled && it.key.trim().eq_ignore_ascii_case("content-type");
    let value = headers.iter().rfind(is_content_type)?.value.as_deref()?;
    // No media type has a star, but a range.
    Some(variables.fill_or(value, &|_| "*"))
}

fn sound_essence(value: &str) -> Option<String> {
    let essence = essence(value).to_ascii_lowercase();
    let sound = |it: &str| {
        !it.is_empty()
            && it.bytes().all(|it| it.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&it))
    };
    let (kind, rest) = essence.split_once('/')?;
    (sound(kind) && sound(rest)).then_some(essence)
}

/// The one media type that headers ask for, parameters included: some APIs are versioned by it.
pub(super) fn asked(headers: &[Entry], variables: &Variables) -> Option<String> {
    let is_accept = |it: &&Entry| !it.disabled && it.key.trim().eq_ignore_ascii_case("accept");
    let value = variables.fill(headers.iter().find(is_accept)?.value.as_deref()?);
    let essence = sound_essence(&value).filter(|_| !value.contains([',', '*']))?;
    Some(essence + &parameters(&value, &["charset", "q"]))
}

/// The parameters of a media type but for those that say nothing of it here, each with the semicolon before it.
fn parameters(media_type: &str, idle: &[&str]) -> String {
    let is_kept = |it: &&str| {
        let (name, value) = it.split_once('=').unwrap_or((it, ""));
        let name = name.trim();
        let is_value = !value.is_empty() && !value.contains('*');
        is_token(name) && is_value && !idle.iter().any(|it| it.eq_ignore_ascii_case(name))
    };
    let kept = media_type.trim().split(';').skip(1).filter(is_kept);
    kept.flat_map(|it| [";", it]).collect()
}

/// A media type without the encoding of its text, which tells no bodies apart.
pub(super) fn without_charset(media_type: &str) -> String {
    essence(media_type).to_owned() + &parameters(media_type, &["charset"])
}

/// The media type of what a request sends, with the parameters that its header gives it.
pub(super) fn of_request(sent: &Sent, variables: &Variables) -> Option<String> {
    let header = content_type(&sent.headers, variables).unwrap_or_default();
    let stated = sound_essence(&header);
    Some(match sent.body.as_ref()? {
        Body::Raw { text, language, .. } => {
            let is_unsaid = stated.is_none() && !header.trim().is_empty();
            let stated = stated.map(|it| repaired(it, text, variables));
            let kind = of_text(stated, language.as_deref(), text);
            // The header names a media type, which nobody knows yet.
            let kind = if is_unsaid && kind == TEXT { ANY_TEXT.to_owned() } else { kind };
            with_parameters(kind, &header)
        }
        Body::UrlEncoded(_) => FORM.to_owned(),
        Body::FormData(_) => MULTIPART.to_owned(),
        Body::File => {
            let unsaid = if header.trim().is_empty() { BYTES } else { ANY };
            with_parameters(stated.unwrap_or_else(|| unsaid.to_owned()), &header)
        }
        Body::GraphQl { .. } => JSON.to_owned(),
    })
}

/// A media type with the parameters that a header gives it, if it is that of the header.
fn with_parameters(kind: String, header: &str) -> String {
    let is_form = kind == FORM || kind == MULTIPART;
    if is_form || sound_essence(header).as_ref() != Some(&kind) {
        return kind;
    }
    // JSON has one encoding (RFC 8259, section 8.1), and a delimiter is the sender's.
    let idle: &[&str] = if is_text(&kind) { &["boundary"] } else { &["boundary", "charset"] };
    let parameters = parameters(header, idle);
    kind + &parameters
}

/// What a text is whose header says that it is a form or JSON, but that can't be read as such: people copy headers.
fn repaired(stated: String, text: &str, variables: &Variables) -> String {
    let text = text.trim();
    let is_unsaid = only_variable(text).is_some();
    let begins = |c: char| text.starts_with(c);
    let is_wrong = match stated.as_str() {
        FORM => !is_form(text),
        JSON => sample::parse(text, variables).is_err() && (begins('<') || is_form(text)),
        // The parts of a form begin with a delimiter (RFC 2046, section 5.1.1).
        MULTIPART => begins('{') || begins('[') || begins('<') || is_form(text),
        _ => false,
    };
    if is_unsaid || !is_wrong {
        return stated;
    }
    let is_json = (begins('{') || begins('[')) && sample::parse(text, variables).is_ok();
    let kind = match () {
        () if is_json || begins('{') => JSON,
        () if begins('<') => "application/xml",
        () if is_form(text) => FORM,
        () => TEXT,
    };
    kind.to_owned()
}

/// Whether a text is the fields of a form, one behind the other: names without blanks or brackets at their front.
fn is_form(text: &str) -> bool {
    let is_field = |it: &str| {
        let name = it.split_once('=').map(|(name, _)| name.trim());
        let starts = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '%');
        name.is_some_and(|it| {
            (it.starts_with(starts) || it.starts_with("{{")) && !it.contains(char::is_whitespace)
        })
    };
    let mut fields = text.split('&').filter(|it| !it.trim().is_empty());
    // A name alone is a field without a value, beside others.
    fields.clone().any(is_field)
        && fields.all(|it| is_field(it) || !it.contains(char::is_whitespace))
}

/// The media type of a text: as stated, or else as the collection or the text itself shows.
pub(super) fn of_text(stated: Option<String>, language: Option<&str>, text: &str) -> String {
    if let Some(stated) = stated {
        return stated;
    }
    let begins = |c: char| text.trim_start().starts_with(c);
    let known = match language {
        Some("json") => JSON,
        Some("xml") => "application/xml",
        Some("html") => HTML,
        Some("javascript") => "application/javascript",
        _ if begins('{') || begins('[') => JSON,
        _ if begins('<') => "application/xml",
        _ => TEXT,
    };
    known.to_owned()
}

/// Whether a media type is JSON.
pub(super) fn is_json(media: &str) -> bool {
    let media = essence(media);
    media.ends_with("/json") || media.ends_with("+json")
}

/// Whether a media type is one of files.
pub(super) fn is_file(media: &str) -> bool {
    let kinds = ["image/", "audio/", "video/", "font/", "application/vnd."];
    let files = [BYTES, "application/pdf", "application/zip", "application/gzip"];
    let is_known = kinds.iter().any(|it| media.starts_with(it)) || files.contains(&media);
    is_known && !is_json(media) && !is_text(media)
}

/// Whether a media type is one of text, that isn't JSON.
pub(super) fn is_text(media: &str) -> bool {
    let media = essence(media);
    media.starts_with("text/")
        || media.ends_with("/xml")
        || media.ends_with("+xml")
        || [
            "application/javascript",
            "application/graphql",
            "application/yaml",
            "application/x-yaml",
            "application/sql",
        ]
        .contains(&media)
}
