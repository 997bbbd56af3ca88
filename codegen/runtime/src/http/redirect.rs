//! Which redirects are followed, and with what.
//!
//! - `GET` and `HEAD` follow 301, 302, 303, 307 and 308 (RFC 9110, section 15.4).
//! - Other methods follow 303 as a `GET`, and 307 and 308; a status that the operation documents is a response, and so is
//!   not followed.
//! - `QUERY` follows 301 and 302 as it does 307 and 308 (RFC 10008, section 2.5).
//! - A body is sent again within the origin only, and when it can be; a 303 is followed without.
//! - Another origin (scheme, host or port) gets no credentials, and of the headers only `accept` and `user-agent`; nor
//!   does an origin after it, even the first one again.
//! - From https to http nothing is followed: it is an error, not a response that could be taken for the API's.

use std::borrow::Cow;

use url::{Url, form_urlencoded};

use super::{
    body::Body,
    credentials::Auth,
    headers::Headers,
    prepared::PreparedRequest,
    request::Request,
    transport::{TransportError, TransportErrorKind},
};

/// How many redirects one call follows.
const MAX_REDIRECTS: usize = 10;

/// The request to where a response leads, or `None` when the response itself is the result.
///
/// # Errors
///
/// [`TransportErrorKind::Redirect`] when it must not be followed.
pub(crate) fn next(
    prepared: &PreparedRequest,
    status: u16,
    headers: &Headers,
) -> Result<Option<PreparedRequest>, TransportError> {
    let Some(location) = headers.get("location").filter(|_| is_redirect(status)) else {
        return Ok(None);
    };
    if !is_read(&prepared.request.method) && prepared.operation.documents_redirects() {
        return Ok(None);
    }
    let from = parse(&prepared.request.url)?;
    let mut to = from.join(location).map_err(|_| refuse("the location is not a URL"))?;
    let same_origin = from.origin() == to.origin();
    let Some(method) = method(prepared, status, same_origin) else { return Ok(None) };
    match (from.scheme(), to.scheme()) {
        ("https", "http") => return Err(refuse("a redirect from https to http is not followed")),
        (_, "http" | "https") => {}
        (_, other) => return Err(refuse(&format!("a redirect to `{other}:` is not followed"))),
    }
    if prepared.n_redirects == MAX_REDIRECTS {
        return Err(refuse(&format!("more than {MAX_REDIRECTS} redirects")));
    }
    if !strip(&mut to) {
        return Err(refuse("the location has no host"));
    }
    let trusted = prepared.trusted && same_origin;
    keep_keys(&mut to, &prepared.keys, trusted);

    let n_redirects = prepared.n_redirects + 1;
    let mut next = PreparedRequest { trusted, n_redirects, ..prepared.clone() };
    let request = &mut next.request;
    request.url = to.into();
    request.method = method;
    if status == 303 && !request.body.is_empty() {
        request.body = Body::empty();
        request.headers.retain(|it| !it.starts_with("content-"));
    }
    if !trusted {
        request.sensitive.is_led_away = true;
        request.headers.retain(|it| matches!(it, "accept" | "user-agent"));
        // A signature in it lets everybody in who has the URL.
        request.sensitive.hide_query_of(&request.url);
    }
    Ok(Some(next))
}

/// The method that follows, or `None` when the status isn't followed.
fn method(prepared: &PreparedRequest, status: u16, same_origin: bool) -> Option<Cow<'static, str>> {
    let Request { method, body, .. } = &prepared.request;
    let may_follow = body.is_empty() || (same_origin && body.is_replayable());
    match status {
        303 if is_read(method) => Some(method.clone()),
        303 => Some(Cow::Borrowed("GET")),
        _ if is_read(method) => may_follow.then(|| method.clone()),
        301 | 302 if *method != "QUERY" => None,
        // What does something is done there where it was asked for, or not at all.
        _ => (same_origin && may_follow).then(|| method.clone()),
    }
}

fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

fn is_read(method: &str) -> bool {
    matches!(method, "GET" | "HEAD")
}

/// Takes the fragment out, and credentials that a server invents, which would become an `authorization` header; whether
/// the URL has a host.
pub(crate) fn strip(url: &mut Url) -> bool {
    url.set_fragment(None);
    url.set_username("").is_ok() && url.set_password(None).is_ok()
}

/// Sees to it that the query holds each API key when trusted, and none when not.
///
/// A server that copies the query into its location would hand the key to the other origin.
pub(crate) fn keep_keys(url: &mut Url, keys: &[Auth], trusted: bool) {
    if keys.is_empty() {
        return;
    }
    let mut pairs: Vec<String> =
        url.query().map_or_else(Vec::new, |it| it.split('&').map(str::to_owned).collect());
    for key in keys {
        let Auth::Query(name, value) = key else { continue };
        let is_key = |pair: &String, any_value: bool| {
            form_urlencoded::parse(pair.as_bytes()).any(|(it_name, it_value): (Cow<'_, str>, _)| {
                it_name == *name && (any_value || it_value == value.expose())
            })
        };
        if !trusted {
            pairs.retain(|it| !is_key(it, false));
        } else if !pairs.iter().any(|it| is_key(it, true)) {
            pairs.extend(key.query().map(|(name, value)| format!("{name}={value}")));
        }
    }
    let query = pairs.join("&");
    url.set_query(Some(query.as_str()).filter(|it| !it.is_empty()));
}

fn parse(url: &str) -> Result<Url, TransportError> {
    Url::parse(url).map_err(|_| refuse("the request's own URL cannot be read"))
}

fn refuse(message: &str) -> TransportError {
    TransportError::new(TransportErrorKind::Redirect, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::operation::{Operation, ResponseSpec, Status};

    static DOCUMENTED: Operation = Operation {
        method: "POST",
        responses: &[ResponseSpec::empty(Status::Code(302))],
        ..Operation::BASE
    };
    static PLAIN: Operation = Operation::BASE;

    fn prepared(operation: &'static Operation, method: &'static str, url: &str) -> PreparedRequest {
        let mut request = Request::new(method, url);
        for (name, value) in [
            ("accept", "a"),
            ("content-type", "c"),
            ("user-agent", "u"),
            ("x-y", "z"),
            ("authorization", "s"),
        ] {
            request.headers.append(name, value);
        }
        if !is_read(method) {
            request.body = Body::from("body");
        }
        PreparedRequest {
            keys: vec![Auth::Query("key", "s 1".into())],
            ..PreparedRequest::new(operation, request)
        }
    }

    fn follow(
        prepared: &PreparedRequest,
        status: u16,
        location: &str,
    ) -> Result<Option<String>, String> {
        let headers = [("location", location)].into_iter().collect();
        next(prepared, status, &headers)
            .map(|it| {
                it.map(|it| {
                    let names: Vec<&str> =
                        it.request.headers.iter().map(|(name, _)| name).collect();
                    format!("{} {} {}", it.request.method, it.request.url, names.join(","))
                })
            })
            .map_err(|it| it.to_string())
    }

    const ALL: &str = "accept,content-type,user-agent,x-y,authorization";

    #[test]
    fn which_method_follows_which_status() {
        let url = "https://x.test/a/b";
        for status in [301, 302, 303, 307, 308] {
            let followed = follow(&prepared(&PLAIN, "GET", url), status, "/c");
            assert_eq!(
                followed,
                Ok(Some(format!("GET https://x.test/c?key=s%201 {ALL}"))),
                "{status}"
            );
        }
        for status in [300, 304, 305, 306] {
            assert_eq!(follow(&prepared(&PLAIN, "GET", url), status, "/c"), Ok(None), "{status}");
        }
        for status in [301, 302] {
            assert_eq!(follow(&prepared(&PLAIN, "POST", url), status, "/c"), Ok(None), "{status}");
        }
        for status in [307, 308] {
            let followed = follow(&prepared(&PLAIN, "PUT", url), status, "c");
            assert_eq!(followed, Ok(Some(format!("PUT https://x.test/a/c?key=s%201 {ALL}"))));
            assert_eq!(follow(&prepared(&PLAIN, "PUT", url), status, "https://y.test/c"), Ok(None));
        }
        assert_eq!(
            follow(&prepared(&PLAIN, "POST", url), 303, "/c?d=e#f"),
            Ok(Some(
                "GET https://x.test/c?d=e&key=s%201 accept,user-agent,x-y,authorization".to_owned()
            ))
        );
        assert_eq!(follow(&prepared(&DOCUMENTED, "POST", url), 302, "/c"), Ok(None));
    }

    #[test]
    fn a_query_stays_one_but_for_303() {
        let url = "https://x.test/a";
        for status in [301, 302, 307, 308] {
            let followed = follow(&prepared(&PLAIN, "QUERY", url), status, "/c");
            assert_eq!(followed, Ok(Some(format!("QUERY https://x.test/c?key=s%201 {ALL}"))));
            assert_eq!(
                follow(&prepared(&PLAIN, "QUERY", url), status, "https://y.test/c"),
                Ok(None)
            );
        }
        let get = "GET https://x.test/c?key=s%201 accept,user-agent,x-y,authorization";
        assert_eq!(follow(&prepared(&PLAIN, "QUERY", url), 303, "/c"), Ok(Some(get.to_owned())));
    }

    #[test]
    fn another_origin_gets_no_credentials() {
        for (location, url) in [
            ("https://y.test/c", "https://y.test/c"),
            ("//y.test/c", "https://y.test/c"),
            ("https://x.test:444/c", "https://x.test:444/c"),
            ("https://user:pass@y.test/c", "https://y.test/c"),
            ("https://y.test/c?key=s+1&a=%2F", "https://y.test/c?a=%2F"),
            ("https://y.test/c?k%65y=s%201", "https://y.test/c"),
            ("https://y.test/c?key=signed", "https://y.test/c?key=signed"),
        ] {
            let followed = follow(&prepared(&PLAIN, "GET", "https://x.test/a"), 302, location);
            assert_eq!(followed, Ok(Some(format!("GET {url} accept,user-agent"))), "{location}");
        }
    }

    #[test]
    fn credentials_do_not_come_back_with_the_first_origin() {
        let first = prepared(&PLAIN, "GET", "https://x.test/a");
        let to = |location: &str| [("location", location)].into_iter().collect();
        let second = next(&first, 302, &to("https://y.test/b")).unwrap().unwrap();
        let third = next(&second, 302, &to("https://x.test/c?key=s%201")).unwrap().unwrap();
        assert_eq!(third.request.url, "https://x.test/c");
        assert_eq!(third.request.headers.len(), 2);
    }

    #[test]
    fn some_locations_are_refused() {
        let prepared = prepared(&PLAIN, "GET", "https://x.test/a");
        for (location, message) in [
            ("http://x.test/a", "a redirect from https to http is not followed"),
            ("ftp://x.test/a", "a redirect to `ftp:` is not followed"),
            ("https://", "the location is not a URL"),
        ] {
            assert_eq!(follow(&prepared, 301, location), Err(message.to_owned()));
        }
        assert_eq!(next(&prepared, 301, &Headers::new()).map(|it| it.is_some()), Ok(false));
    }
}
