//! The text of a request, written from the specification and not from the runtime: what the wire tests expect.
//!
//! Source: OpenAPI 3.0.4, "Style Values", "Style Examples" and "Encoding Object"; RFC 6570 for the escaping; WHATWG URL,
//! section 5.2, for `application/x-www-form-urlencoded`; RFC 7578 for multipart.
//!
//! Examples are as the codecs write them, so that JSON text is the example's text.

use std::borrow::Cow;

use serde_json::Value;
use url::Url;

use super::server;
use crate::ir::{
    Api, AuthKind, Body, BodyKind, Docs, Extra, Facts, Location, NamedServer, Operation, Param,
    ParamStyle, Place, Wire,
};

/// Name and value.
type Pair = (String, String);

/// The name and content of the files that tests send.
const FILES: [(&str, &str); 2] = [("first.bin", "first content"), ("second.bin", "second content")];

/// The files that tests send for a parameter: as many as its example says, as far as there are.
pub(super) fn files(param: &Param) -> &'static [(&'static str, &'static str)] {
    let n_files = match (param.location, &param.example) {
        (Location::Files, Value::Array(items)) => items.len(),
        (Location::Files, _) => FILES.len(),
        _ => 1,
    };
    FILES.get(..n_files).unwrap_or(&FILES)
}

/// Where tests believe the API is when the description names no host.
pub(super) const ORIGIN: &str = "https://api.example.com";

/// A request as `Request::to_text` shows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sent {
    /// The first line and the headers.
    pub(super) head: String,
    /// The body.
    pub(super) body: String,
}

/// The request with the given parameters and perhaps the body.
pub(super) fn request(
    api: &Api,
    operation: &Operation,
    params: &[&Param],
    body: Option<&Body>,
) -> Sent {
    let credentials = credentials(api, operation);
    let mut path = literal(&operation.path);
    let (mut query, mut headers, mut cookies) = (Vec::new(), Vec::new(), Vec::new());
    let mut fields = Vec::new();
    let sent = params.iter().map(|it| {
        if it.form.is_plain() {
            return Cow::Borrowed(*it);
        }
        let example = it.form.written(&api.types, &it.ty, it.example.clone());
        Cow::Owned(Param { example, ..(*it).clone() })
    });
    let sent = sent.collect::<Vec<_>>();
    for param in &sent {
        match param.location {
            Location::Path => {
                let escape = if param.allow_reserved { reserved_in_path } else { strict };
                path = path.replace(&format!("{{{}}}", literal(&param.wire)), &one(param, escape));
            }
            Location::Query => query.extend(pairs(param, strict)),
            Location::Header => {
                headers.push((param.wire.to_lowercase(), one(param, str::to_owned)));
            }
            Location::Cookie => cookies.extend(pairs(param, strict)),
            Location::Form | Location::Part | Location::File | Location::Files => {
                fields.push(&**param);
            }
        }
    }
    // No URL can have the braces that are left, and values have none.
    path = path.replace('{', "%7B").replace('}', "%7D");
    query.extend(credentials.query);
    cookies.extend(credentials.cookies);
    let (content_type, body) = content(operation, &fields, body);
    let mut all = Vec::new();
    if !operation.accept.is_empty() {
        all.push(("accept".to_owned(), operation.accept.clone()));
    }
    all.extend(content_type.map(|it| ("content-type".to_owned(), it)));
    for (name, value) in headers {
        set(&mut all, name, value);
    }
    if !cookies.is_empty() {
        let own = all.iter().find(|(it, _)| it == "cookie").map(|(_, it)| format!("{it}; "));
        let cookies = joined(&cookies, "=", "; ");
        set(&mut all, "cookie".to_owned(), own.unwrap_or_default() + &cookies);
    }
    for (name, value) in credentials.headers {
        set(&mut all, name, value);
    }
    let query = if query.is_empty() {
        String::new()
    } else {
        // A template may have a query of its own.
        format!("{}{}", if path.contains('?') { '&' } else { '?' }, joined(&query, "=", "&"))
    };
    let mut head = format!("{} {}{path}{query}", operation.method, base(api, operation));
    for (name, value) in all {
        head.extend(["\n", &name, ": ", &value]);
    }
    Sent { head, body }
}

/// A header has one value; another takes its place.
fn set(headers: &mut Vec<Pair>, name: String, value: String) {
    match headers.iter_mut().find(|(it, _)| *it == name) {
        Some((_, old)) => *old = value,
        None => headers.push((name, value)),
    }
}

/// The base URL of the operation with the examples of the server's variables, as URLs are written (WHATWG URL): hosts in
/// lower case, without the port of the scheme, and percent-encoded.
fn base(api: &Api, operation: &Operation) -> String {
    let own = operation.server.and_then(|it| api.named_servers.get(it));
    if let Some(set) = own.and_then(unknown_server) {
        return set;
    }
    let Some(first) = api.servers.first().filter(|it| server::is_absolute(it)) else {
        return ORIGIN.to_owned();
    };
    let url = own.map_or(&first.url, |it| &it.url).clone();
    let filled = first
        .variables
        .iter()
        .fold(url, |url, it| url.replace(&format!("{{{}}}", it.wire), &it.example));
    let defaults = own.iter().flat_map(|it| &it.variables);
    let filled = defaults.fold(filled, |url, (wire, default)| {
        url.replace(&format!("{{{wire}}}"), default.as_deref().unwrap_or_default())
    });
    let written = Url::parse(&filled).map_or(filled, String::from);
    written.trim_end_matches('/').to_owned()
}

/// What tests set a named server to that isn't known without: one with a variable that has no default.
pub(super) fn unknown_server(server: &NamedServer) -> Option<String> {
    let unknown = server.variables.iter().any(|(_, default)| default.is_none());
    unknown.then(|| format!("https://{}.example.com", server.name.replace('_', "-")))
}

fn joined(pairs: &[Pair], between: &str, after: &str) -> String {
    pairs
        .iter()
        .map(|(name, value)| format!("{name}{between}{value}"))
        .collect::<Vec<_>>()
        .join(after)
}

// Bodies ---------------------------------------------------------------------------------------------------------

/// The content type and the body.
fn content(
    operation: &Operation,
    fields: &[&Param],
    body: Option<&Body>,
) -> (Option<String>, String) {
    let Some(kind) = operation.body.as_ref() else { return (None, String::new()) };
    match &kind.kind {
        BodyKind::Form(_) if body.is_some() || !fields.is_empty() => {
            let pairs = fields.iter().flat_map(|it| form_pairs(it)).collect::<Vec<_>>();
            (Some("application/x-www-form-urlencoded".to_owned()), joined(&pairs, "=", "&"))
        }
        BodyKind::Multipart(_) if body.is_some() || !fields.is_empty() => {
            let parts = fields.iter().flat_map(|it| parts(it)).collect::<String>();
            (
                Some(format!("{}; boundary={BOUNDARY}", kind.media_type)),
                format!("{parts}--{BOUNDARY}--\r\n"),
            )
        }
        BodyKind::Form(_) | BodyKind::Multipart(_) => (None, String::new()),
        BodyKind::Json(_) => match body {
            Some(body) => (Some(body.media_type.clone()), body.example.to_string()),
            None => (None, String::new()),
        },
        BodyKind::Text | BodyKind::Bytes => match body {
            Some(body) => (Some(body.media_type.clone()), text_example(body)),
            None => (None, String::new()),
        },
    }
}

/// The example of a body that isn't JSON.
pub(super) fn text_example(body: &Body) -> String {
    scalar(&body.example)
}

/// The runtime's, as long as no part contains it.
const BOUNDARY: &str = "clientwright-form-data";

fn form_pairs(param: &Param) -> Vec<Pair> {
    if param.style == ParamStyle::Default && param.example.is_object() {
        return vec![(urlencoded(&param.wire), urlencoded(&param.example.to_string()))];
    }
    pairs(param, urlencoded)
}

fn parts(param: &Param) -> Vec<String> {
    let json = "application/json";
    let field = named(param);
    match param.location {
        Location::File | Location::Files => {
            let media_type = param.media_type().unwrap_or("application/octet-stream");
            let file = |(file, body): &(&str, &str)| {
                part(field, &format!("; filename=\"{file}\""), media_type, body)
            };
            files(param).iter().map(file).collect()
        }
        Location::Path
        | Location::Query
        | Location::Header
        | Location::Cookie
        | Location::Form
        | Location::Part => match (param.style, &param.example) {
            (_, Value::Null) => Vec::new(),
            (ParamStyle::Json, it) => {
                let media_type = param.media_type().unwrap_or(json);
                vec![part(field, "", media_type, &it.to_string())]
            }
            (ParamStyle::Default, Value::Array(items)) => {
                present(items).map(|it| default_part(param, it)).collect()
            }
            (ParamStyle::Default, it) => vec![default_part(param, it)],
            (_, _) => {
                let pairs = pairs(param, str::to_owned);
                let part = |(name, value): &(String, String)| {
                    let is_named = *name == param.wire;
                    let headers = if is_named { param.part_headers.as_slice() } else { &[] };
                    part((name, headers), "", "text/plain", value)
                };
                pairs.iter().map(part).collect()
            }
        },
    }
}

/// A value by the media type of its kind, or by that of its Encoding Object.
fn default_part(param: &Param, value: &Value) -> String {
    let usual = match value {
        Value::Array(_) | Value::Object(_) => "application/json",
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => "text/plain",
    };
    part(named(param), "", param.media_type().unwrap_or(usual), &scalar(value))
}

/// What a field is called, and the headers of its parts.
type Field<'a> = (&'a str, &'a [Pair]);

fn named(param: &Param) -> Field<'_> {
    (&param.wire, &param.part_headers)
}

fn part((name, headers): Field<'_>, file: &str, media_type: &str, body: &str) -> String {
    let headers = headers.iter();
    let headers: String = headers.flat_map(|(name, value)| [name, ": ", value, "\r\n"]).collect();
    let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\
         Content-Type: {media_type}\r\n{headers}\r\n{body}\r\n"
    )
}

/// Fields that the description doesn't name, as tests send them.
pub(super) fn other_fields(body: &Body) -> Vec<(&Extra, Param)> {
    let field = |extra: &Extra| Param {
        name: extra.name.clone(),
        wire: format!("other {}", extra.name),
        location: extra.location,
        style: ParamStyle::Default,
        allow_reserved: false,
        ty: extra.ty.clone(),
        form: Wire::default(),
        required: false,
        constant: false,
        media_types: Vec::new(),
        part_headers: Vec::new(),
        docs: Docs::default(),
        facts: Facts::default(),
        shared_at: None,
        example: extra.example.clone(),
    };
    body.extras().iter().map(|it| (it, field(it))).collect()
}

/// The media type that tests send a body in when they may choose: not the one that is sent anyway.
pub(super) fn other_media_type(body: &Body) -> Option<&str> {
    let known = body.choice.as_ref()?.known.iter().skip(1);
    Some(known.map(String::as_str).find(|it| !it.contains('*')).unwrap_or("application/vnd.other"))
}

// Styles ---------------------------------------------------------------------------------------------------------

/// A value in the style `simple`, as headers of responses have it.
pub(super) fn simple(value: &Value) -> String {
    list(value, str::to_owned, ",", ",")
}

/// The value as one string: in a path or a header.
fn one(param: &Param, escape: fn(&str) -> String) -> String {
    let (name, value) = (escape(&param.wire), &param.example);
    let label = |text: String| format!(".{text}");
    match param.style {
        ParamStyle::Json => escape(&value.to_string()),
        ParamStyle::SimpleExplode => list(value, escape, ",", "="),
        ParamStyle::Label => label(list(value, escape, ",", ",")),
        ParamStyle::LabelExplode => label(list(value, escape, ".", "=")),
        ParamStyle::Matrix => matrix(&[(name, list(value, escape, ",", ","))]),
        ParamStyle::MatrixExplode => matrix(&exploded(&name, value, escape)),
        ParamStyle::SpaceDelimited => list(value, escape, &escape(" "), &escape(" ")),
        ParamStyle::PipeDelimited => list(value, escape, &escape("|"), &escape("|")),
        ParamStyle::TabDelimited => list(value, escape, &escape("\t"), &escape("\t")),
        ParamStyle::Default
        | ParamStyle::DefaultOrEmpty
        | ParamStyle::FormExplode
        | ParamStyle::Form
        | ParamStyle::Cookie
        | ParamStyle::CookieExplode
        | ParamStyle::DeepObject => list(value, escape, ",", ","),
    }
}

/// The value as pairs: in a query, a cookie or a form.
fn pairs(param: &Param, escape: fn(&str) -> String) -> Vec<Pair> {
    let (name, value) = (escape(&param.wire), &param.example);
    if value.is_null() {
        return Vec::new();
    }
    let escape = if param.allow_reserved { reserved } else { escape };
    let whole = |delimiter: &str| list(value, escape, delimiter, delimiter);
    match param.style {
        ParamStyle::Default | ParamStyle::DefaultOrEmpty | ParamStyle::FormExplode => {
            exploded(&name, value, escape)
        }
        ParamStyle::SpaceDelimited => vec![(name, whole(&escape(" ")))],
        ParamStyle::PipeDelimited => vec![(name, whole(&escape("|")))],
        ParamStyle::TabDelimited => vec![(name, whole(&escape("\t")))],
        ParamStyle::DeepObject => deep(&param.wire, value, escape),
        ParamStyle::Json => vec![(name, escape(&value.to_string()))],
        // OpenAPI 3.2.0, "Style Values": no percent-encoding or other escaping.
        ParamStyle::Cookie => vec![(param.wire.clone(), list(value, str::to_owned, ",", ","))],
        ParamStyle::CookieExplode => exploded(&param.wire, value, str::to_owned),
        ParamStyle::Form
        | ParamStyle::SimpleExplode
        | ParamStyle::Label
        | ParamStyle::LabelExplode
        | ParamStyle::Matrix
        | ParamStyle::MatrixExplode => vec![(name, whole(","))],
    }
}

/// Items with `delimiter` between them, or members with `between` between name and value.
fn list(value: &Value, escape: fn(&str) -> String, delimiter: &str, between: &str) -> String {
    let texts = match value {
        Value::Array(items) => present(items).map(|it| item(it, escape)).collect::<Vec<_>>(),
        Value::Object(members) => {
            let members = members.iter().filter(|(_, it)| !it.is_null());
            members
                .map(|(name, it)| {
                    format!("{}{between}{}", escape(name), list(it, escape, ",", ","))
                })
                .collect()
        }
        Value::Null => Vec::new(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![escape(&scalar(value))],
    };
    texts.join(delimiter)
}

/// Each item under `name`, each member under its own.
fn exploded(name: &str, value: &Value, escape: fn(&str) -> String) -> Vec<Pair> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => {
            present(items).map(|it| (name.to_owned(), item(it, escape))).collect()
        }
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, it)| match it {
                Value::Object(_) => vec![(escape(name), list(it, escape, ",", ","))],
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_) => exploded(&escape(name), it, escape),
            })
            .collect(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            vec![(name.to_owned(), escape(&scalar(value)))]
        }
    }
}

fn deep(name: &str, value: &Value, escape: fn(&str) -> String) -> Vec<Pair> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(member, it)| deep(&format!("{name}[{member}]"), it, escape))
            .collect(),
        Value::Array(items) => present(items)
            .enumerate()
            .flat_map(|(index, it)| deep(&format!("{name}[{index}]"), it, escape))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            exploded(&escape(name), value, escape)
        }
    }
}

/// RFC 6570, section 3.2.7: without a value there is no equals sign.
fn matrix(pairs: &[Pair]) -> String {
    let one = |(name, value): &Pair| {
        if value.is_empty() { format!(";{name}") } else { format!(";{name}={value}") }
    };
    pairs.iter().map(one).collect()
}

/// An item of a list: what a list inside it has, with commas.
fn item(value: &Value, escape: fn(&str) -> String) -> String {
    match value {
        Value::Array(items) => {
            present(items).map(|it| item(it, escape)).collect::<Vec<_>>().join(",")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            escape(&scalar(value))
        }
    }
}

fn present(items: &[Value]) -> impl Iterator<Item = &Value> {
    items.iter().filter(|it| !it.is_null())
}

/// A scalar without quotes; an object or array as its JSON text.
pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number_text(number),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// Numbers without a fraction are written without one.
fn number_text(number: &serde_json::Number) -> String {
    let text = number.to_string();
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

// Escaping -------------------------------------------------------------------------------------------------------

fn escaped(text: &str, keeps: fn(u8) -> bool) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if keeps(byte) {
            out.push(char::from(byte));
        } else {
            out.extend(format!("%{byte:02X}").chars());
        }
        out
    })
}

fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

fn strict(text: &str) -> String {
    escaped(text, unreserved)
}

/// The fixed part of a path: what may stand in one stays.
fn literal(text: &str) -> String {
    escaped(text, |byte| unreserved(byte) || b":/?@!$&'()*+,;=%{}".contains(&byte))
}

/// As RFC 6570's reserved expansion, without the characters that OpenAPI forbids or that end a value.
fn reserved(text: &str) -> String {
    escaped(text, |byte| unreserved(byte) || b":/?@!$'()*,;=%".contains(&byte))
}

/// The same in a path, which a question mark would end.
fn reserved_in_path(text: &str) -> String {
    escaped(text, |byte| unreserved(byte) || b":/@!$&'()*+,;=%".contains(&byte))
}

fn urlencoded(text: &str) -> String {
    escaped(text, |byte| byte.is_ascii_alphanumeric() || b"*-._ ".contains(&byte)).replace(' ', "+")
}

// Credentials ----------------------------------------------------------------------------------------------------

#[derive(Default)]
struct Credentials {
    query: Vec<Pair>,
    headers: Vec<Pair>,
    cookies: Vec<Pair>,
}

/// The value of a credential in tests.
pub(super) fn secret(name: &str) -> String {
    format!("test-{name}")
}

/// Those of the first alternative that isn't empty.
fn credentials(api: &Api, operation: &Operation) -> Credentials {
    let mut out = Credentials::default();
    let first = operation.security.iter().find(|it| !it.is_empty());
    for auth in first.into_iter().flatten().filter_map(|idx| api.auths.get(*idx)) {
        let secret = secret(&auth.name);
        match &auth.kind {
            AuthKind::ApiKey { place: Place::Header, name } => {
                out.headers.push((name.to_lowercase(), secret));
            }
            AuthKind::ApiKey { place: Place::Query, name } => {
                out.query.push((strict(name), strict(&secret)));
            }
            AuthKind::ApiKey { place: Place::Cookie, name } => {
                out.cookies.push((name.clone(), secret));
            }
            AuthKind::Bearer | AuthKind::OAuth2 | AuthKind::OpenIdConnect => {
                out.headers.push(("authorization".to_owned(), format!("Bearer {secret}")));
            }
            AuthKind::Http { scheme } => {
                out.headers.push(("authorization".to_owned(), format!("{scheme} {secret}")));
            }
            AuthKind::Basic => {
                let pair = base64(format!("user:{secret}").as_bytes());
                out.headers.push(("authorization".to_owned(), format!("Basic {pair}")));
            }
        }
    }
    out
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let idx = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or_default();
            let letter = ALPHABET.get(idx).copied().unwrap_or(b'=');
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}
