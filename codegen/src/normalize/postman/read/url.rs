//! Addresses: as one text, as parts, or as both.
//!
//! Where the text (`raw`) and the parts disagree, the parts count, because Postman sends them; what the parts lack comes
//! from the text. Segments of the path stay as they are written, percent-encoding and all, since they are sent so.

use super::entries;
use super::spot::Spot;
use crate::diagnostic::findings::postman::Unusable;
use crate::diagnostic::{Sink, findings};
use crate::normalize::postman::collection::{Entry, Url};

/// A text, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Split {
    base: String,
    path: Vec<String>,
    /// What follows the question mark, if there is one.
    query: Option<String>,
}

/// The address of a request: its `url`, with `urlObject` as the parts where there is one.
///
/// `None` where there is no address at all.
pub(super) fn address(request: &Spot<'_>, sink: &mut Sink) -> Option<Url> {
    let url = request.get("url");
    let parts = request.get("urlObject").filter(Spot::is_object);
    let raw = url.as_ref().and_then(|it| it.text().or_else(|| it.text_of("raw")));
    let parts = parts.or_else(|| url.clone().filter(Spot::is_object));
    let spot = url.or_else(|| parts.clone())?;
    let url = whole(raw, parts.as_ref(), &spot, sink);
    let is_empty = url.base.is_empty() && url.path.is_empty() && url.query.is_empty();
    (!is_empty).then_some(url)
}

/// The address that is the whole request.
pub(super) fn bare(request: &Spot<'_>, text: &str, sink: &mut Sink) -> Option<Url> {
    (!text.trim().is_empty()).then(|| whole(Some(text.to_owned()), None, request, sink))
}

fn whole(raw: Option<String>, parts: Option<&Spot<'_>>, spot: &Spot<'_>, sink: &mut Sink) -> Url {
    let mut raw = raw;
    if let Some(repaired) = raw.as_deref().and_then(two_slashes) {
        spot.report(sink, findings::postman::two_slashes());
        raw = Some(repaired);
    }
    let mut url = parse(raw.as_deref(), parts, spot, sink);
    repair_port(&mut url.base, spot, sink);
    drop_user(&mut url.base, spot, sink);
    name_placeholders(&mut url.base, spot, sink);
    drop_dots(&mut url.path, spot, sink);
    url
}

/// `https:/host` and `https:///host` with two slashes.
fn two_slashes(text: &str) -> Option<String> {
    let (scheme, rest) = text.trim().split_once(":/")?;
    let is_scheme = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https");
    let host = rest.trim_start_matches('/');
    let slashes = 1 + rest.len() - host.len();
    (is_scheme && slashes != 2 && !host.is_empty()).then(|| format!("{scheme}://{host}"))
}

/// An address that is a text and nothing more.
fn from_text(text: &str, spot: &Spot<'_>) -> Url {
    let split = split(text);
    let query = split.query.iter().flat_map(|it| entries::query_text(it, &spot.at)).collect();
    Url { base: split.base, path: split.path, query, variables: Vec::new() }
}

/// Why no request can be sent to `base`, if none can; variables in it may stand for anything.
pub(super) fn fault(base: &str) -> Option<Unusable> {
    let (_, authority) = split_scheme(base);
    if authority.contains("{{") || base.is_empty() {
        return None;
    }
    let (host, port) = split_port(authority);
    if host.is_empty() {
        return Some(Unusable::NoHost);
    }
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "\"'`^|\\<>,;()".contains(c);
    if host.contains(is_odd) {
        return Some(Unusable::Host(host.to_owned()));
    }
    let is_odd = port.is_some_and(|it| it.parse::<u16>().is_err());
    is_odd.then(|| Unusable::Port(authority.to_owned()))
}

fn parse(raw: Option<&str>, parts: Option<&Spot<'_>>, spot: &Spot<'_>, sink: &mut Sink) -> Url {
    let text = raw.map(|it| from_text(it, spot));
    let Some(parts) = parts else { return text.unwrap_or_default() };
    let has_text = text.as_ref().is_some_and(|it| !it.base.is_empty() || !it.path.is_empty());
    let text = text.unwrap_or_default();
    let mut url = text.clone();
    let mut path = parts.get("path").map(|it| path(&it));
    if let Some(mut host) = host(parts) {
        // So Postman itself splits an address without two slashes after its scheme.
        if matches!(host.as_str(), "http:" | "https:") {
            let mut rest = path.take().unwrap_or_default().into_iter().skip_while(String::is_empty);
            host = format!("{host}//{}", rest.next().unwrap_or_default());
            path = Some(rest.collect());
        }
        let (base, leading) = compose(parts, &host, &text.base);
        url.base = base;
        let rest = path.unwrap_or_else(|| text.path.get(leading.len()..).unwrap_or(&[]).to_vec());
        url.path = leading.into_iter().chain(rest).collect();
    } else if let Some(path) = path {
        url.path = path;
    }
    let behind = split_query(&mut url.path);
    if let Some(query) = parts.get("query") {
        url.query = entries::query(&query);
    }
    if let Some(query) = behind.filter(|_| url.query.is_empty()) {
        url.query = entries::query_text(&query, &spot.at);
    }
    if has_text && fault(&url.base).is_none() && differs(&url, &text) {
        spot.report(sink, findings::postman::raw_differs());
    }
    let variables = parts.any(&["variable", "variables"]);
    url.variables = variables.map(|it| entries::path_variables(&it)).unwrap_or_default();
    url
}

/// The host as one text; `None` where none is stated.
fn host(parts: &Spot<'_>) -> Option<String> {
    let host = parts.get("host")?;
    let labels: Vec<_> = host.items().iter().filter_map(Spot::text).collect();
    let text = host.text().unwrap_or_else(|| labels.join("."));
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The base that protocol, host and port make, and the segments of the path that the host brought along.
///
/// A protocol or port that isn't stated is that of the base that is `known` from the text, if that has the same host.
fn compose(parts: &Spot<'_>, host: &str, known: &str) -> (String, Vec<String>) {
    let protocol = parts.word_of(&["protocol"]).unwrap_or_default().to_ascii_lowercase();
    let protocol = protocol.trim_end_matches([':', '/']);
    let port = parts.word_of(&["port"]).unwrap_or_default();
    let port = port.trim_start_matches(':');
    let (known_scheme, known_authority) = split_scheme(known);
    let (known_host, known_port) = split_port(known_authority);
    let same_host = known_authority == host || known_host == host;
    let same_port = port.is_empty() || known_port == Some(port);
    let same_protocol = protocol.is_empty() || known_scheme == Some(protocol);
    if same_host && same_port && same_protocol {
        return (known.to_owned(), Vec::new());
    }
    let mut text = host.to_owned();
    if !port.is_empty() {
        text = format!("{text}:{port}");
    }
    if !protocol.is_empty() && find(&text, &["://"]).is_none() {
        text = format!("{protocol}://{text}");
    }
    let split = split(&text);
    (split.base, split.path)
}

/// The segments of a path that is a text, or a list of texts and of objects with a `value`.
fn path(spot: &Spot<'_>) -> Vec<String> {
    if let Some(text) = spot.text() {
        return segments(&text);
    }
    let text = |it: Spot<'_>| it.text().or_else(|| it.text_of("value"));
    let items: Vec<_> = spot.items().into_iter().filter_map(text).collect();
    if items.is_empty() {
        return Vec::new();
    }
    let path = items.join("/");
    // Only a slash that is written counts as the one that begins a path.
    let is_rooted = items.first().is_some_and(|it| it.starts_with('/'));
    path.get(usize::from(is_rooted)..).unwrap_or_default().split('/').map(str::to_owned).collect()
}

/// Takes off the query that some write behind the last segment of a path, where Postman sends it as one.
fn split_query(path: &mut Vec<String>) -> Option<String> {
    let mut query = None;
    for (index, segment) in path.iter_mut().enumerate() {
        let (before, behind) = cut(segment, &["?"]);
        if let Some(behind) = behind {
            (query, *segment) = (Some((index, behind.to_owned())), before.to_owned());
            break;
        }
    }
    let (index, behind) = query?;
    let rest: Vec<String> = path.drain(index + 1..).collect();
    Some([behind].into_iter().chain(rest).collect::<Vec<_>>().join("/"))
}

/// The segments of a path; a slash at its beginning adds none.
fn segments(path: &str) -> Vec<String> {
    if path.is_empty() {
        return Vec::new();
    }
    path.strip_prefix('/').unwrap_or(path).split('/').map(ToOwned::to_owned).collect()
}

/// Takes a text apart. Without a scheme it begins with a path (`/users`), with a variable, or else with a host, as
/// Postman reads it.
fn split(text: &str) -> Split {
    let text = text.trim();
    let text = find(text, &["#"]).and_then(|it| text.get(..it)).unwrap_or(text);
    let (address, query) = cut(text, &["?"]);
    let query = query.map(ToOwned::to_owned);
    let (scheme, rest) = split_scheme(address);
    let (authority, path) = match find(rest, &["/"]) {
        Some(index) => rest.split_at(index),
        None => (rest, ""),
    };
    if scheme.is_some() {
        let base = address.strip_suffix(path).unwrap_or(address).to_owned();
        return Split { base: lower_scheme(base), path: segments(path), query };
    }
    let end = variables_end(authority);
    if end == 0 {
        let base = if authority.is_empty() { String::new() } else { format!("http://{authority}") };
        return Split { base, path: segments(path), query };
    }
    // A port or the rest of a host goes on with these; anything else is the beginning of the path.
    let continues = authority.get(end..).is_some_and(|it| it.starts_with([':', '.', '-']));
    let end = if continues { authority.len() } else { end };
    let (base, path) = address.split_at(end);
    Split { base: base.to_owned(), path: segments(path), query }
}

/// Where the variables end that a text begins with.
fn variables_end(text: &str) -> usize {
    let mut end = 0;
    while let Some(length) = text.get(end..).and_then(variable_length) {
        end += length;
    }
    end
}

/// The length of the variable that a text begins with.
fn variable_length(text: &str) -> Option<usize> {
    let (name, _) = text.strip_prefix("{{")?.split_once("}}")?;
    (!name.contains(['/', '{'])).then_some(name.len() + 4)
}

/// Where the first of `marks` stands outside of variables.
fn find(text: &str, marks: &[&str]) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = text.get(from..).filter(|it| !it.is_empty())?;
        if marks.iter().any(|it| rest.starts_with(it)) {
            return Some(from);
        }
        let step = variable_length(rest);
        from += step.or_else(|| rest.chars().next().map(char::len_utf8))?;
    }
}

/// What stands before and after the first of `marks`.
fn cut<'a>(text: &'a str, marks: &[&str]) -> (&'a str, Option<&'a str>) {
    match find(text, marks) {
        Some(index) => (text.get(..index).unwrap_or(text), text.get(index + 1..)),
        None => (text, None),
    }
}

/// The scheme, if there is one, and what follows it.
fn split_scheme(text: &str) -> (Option<&str>, &str) {
    let is_scheme = |it: &str| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        it.contains("{{")
            || (it.starts_with(|c: char| c.is_ascii_alphabetic()) && it.chars().all(is_part))
    };
    let end = find(text, &["://"]).filter(|it| text.get(..*it).is_some_and(is_scheme));
    match end {
        Some(end) => (text.get(..end), text.get(end + 3..).unwrap_or_default()),
        None => (None, text),
    }
}

/// Host and port; the colons of an address in brackets are none of a port.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains([']', '}']) => (host, Some(port)),
        Some((host, port)) if variable_length(port) == Some(port.len()) => (host, Some(port)),
        _ => (authority, None),
    }
}

fn lower_scheme(base: String) -> String {
    match base.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('{') => {
            format!("{}://{rest}", scheme.to_ascii_lowercase())
        }
        _ => base,
    }
}

/// `host::8080`, of which Postman sends nothing, is meant with one colon.
fn repair_port(base: &mut String, spot: &Spot<'_>, sink: &mut Sink) {
    if let Some((host, port)) = base.rsplit_once("::")
        && !host.contains('[')
        && (port.parse::<u16>().is_ok() || variable_length(port) == Some(port.len()))
    {
        spot.report(sink, findings::postman::two_colons());
        *base = format!("{host}:{port}");
    }
}

/// A user and a password before the host are no part of where the API is.
fn drop_user(base: &mut String, spot: &Spot<'_>, sink: &mut Sink) {
    let (scheme, authority) = split_scheme(base);
    if let Some(index) = find(authority, &["@"]) {
        let host = authority.get(index + 1..).unwrap_or_default();
        let repaired = scheme.map(|it| format!("{it}://{host}")).unwrap_or(host.to_owned());
        spot.report(sink, findings::postman::user_in_address());
        *base = repaired;
    }
}

/// `.` and `..` aren't sent as they are. RFC 3986, section 5.2.4.
fn drop_dots(path: &mut Vec<String>, spot: &Spot<'_>, sink: &mut Sink) {
    let dots = |it: &str| match it.to_ascii_lowercase().replace("%2e", ".").as_str() {
        "." => Some(1),
        ".." => Some(2),
        _ => None,
    };
    if !path.iter().any(|it| dots(it).is_some()) {
        return;
    }
    spot.report(sink, findings::postman::dots_in_path());
    let ends_in_dots = path.last().is_some_and(|it| dots(it).is_some());
    for segment in std::mem::take(path) {
        match dots(&segment) {
            None => path.push(segment),
            Some(2) => {
                path.pop();
            }
            Some(_) => {}
        }
    }
    if ends_in_dots {
        path.push(String::new());
    }
}

/// Whether two readings of an address are of different requests. A text may be without the query, and it may have the
/// parameters that are switched off or not.
fn differs(parts: &Url, text: &Url) -> bool {
    let pairs = |entries: &[Entry], all: bool| {
        let sent = entries.iter().filter(|it| all || !it.disabled);
        let pair = |it: &Entry| (it.key.trim().to_owned(), it.value.clone().unwrap_or_default());
        sent.map(pair).map(|(key, value)| (key, value.trim().to_owned())).collect::<Vec<_>>()
    };
    let same_query =
        [false, true].iter().any(|all| pairs(&parts.query, *all) == pairs(&text.query, false));
    let same_query = same_query || text.query.is_empty();
    parts.base != text.base || parts.path != text.path || !same_query
}

/// Placeholders that aren't Postman's, in the host: `<host>`, `{host}`. Postman would send them as they are, but people
/// write them for something to be filled in.
fn name_placeholders(base: &mut String, spot: &Spot<'_>, sink: &mut Sink) {
    for (open, close) in [('<', '>'), ('{', '}')] {
        let Some((before, rest)) = base.split_once(open) else { continue };
        let Some((name, after)) = rest.split_once(close) else { continue };
        if !name.is_empty() && !name.contains([open, close]) && !after.contains([open, close]) {
            spot.report(sink, findings::postman::placeholder_in_host(name));
            *base = format!("{before}{{{{{name}}}}}{after}");
        }
    }
}
