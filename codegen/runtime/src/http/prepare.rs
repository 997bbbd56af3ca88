//! From the values of a call to the request that is sent.
//!
//! Headers come in this order: `accept`, `content-type`, `user-agent` if one was set, the client's own, the
//! parameters, `cookie`, the credentials. `exchange` adds those that come from a source of tokens.

use std::borrow::Cow;

use super::{
    Body, Headers, Operation, Request, RequestError, RequestErrorKind,
    call::{Draft, Payload},
    client::Inner,
    credentials::{self, Proof},
    escape, form, multipart,
    redirect::Trip,
    transport::Sensitive,
};

/// Writes the request.
///
/// # Errors
///
/// A [`RequestError`] when an argument, a credential or a server doesn't do.
pub(crate) fn prepare(
    client: &Inner,
    operation: &'static Operation,
    draft: Draft,
) -> Result<Trip, RequestError> {
    write(client, operation, draft).map_err(|it| it.of(operation.name))
}

fn write(
    client: &Inner,
    operation: &'static Operation,
    draft: Draft,
) -> Result<Trip, RequestError> {
    if let Some(error) = draft.error {
        return Err(error);
    }
    let proofs = credentials::choose(operation, &client.proven)?;
    let (content_type, body) = payload(draft.payload, draft.content_type);

    let base = base(client, operation)?;
    let url = if let Some(next) = &draft.next_page {
        let keys: Vec<Proof> = proofs.iter().map(|it| (*it).clone()).collect();
        next.url(&base, &keys)?
    } else {
        let mut query = draft.query;
        query.extend(proofs.iter().filter_map(|it| it.query()));
        let mut url = base;
        url.push_str(&path(operation.path, &draft.path)?);
        if !query.is_empty() {
            // A template may have a query of its own, as those of Postman do.
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&form::join(&query));
        }
        url
    };

    let mut cookies = draft.cookies;
    let mut headers = Headers::new();
    if !operation.accept.is_empty() {
        headers.append("accept", operation.accept);
    }
    if let Some(content_type) = content_type {
        headers.append("content-type", content_type);
    }
    for (name, value) in client.headers.iter().chain(draft.headers.iter()) {
        headers.set(name, value);
    }
    for proof in &proofs {
        if let Proof::Cookie(name, value) = proof {
            cookies.push(((*name).to_owned(), value.clone()));
        }
    }
    if !cookies.is_empty() {
        // RFC 6265, section 5.4: there is one such header.
        let own = headers.get("cookie").map(str::to_owned);
        let pairs = cookies.iter().map(|(name, value)| format!("{name}={value}"));
        headers.set("cookie", own.into_iter().chain(pairs).collect::<Vec<_>>().join("; "));
    }
    for proof in &proofs {
        if let Proof::Header(name, value) = proof {
            headers.set(name, value);
        }
    }

    let mut request = Request::new(operation.method, url);
    request.headers = headers;
    request.body = body;
    request.sensitive = sensitive(client, &proofs);
    let (mut keys, mut tokens) = (Vec::new(), Vec::new());
    for proof in proofs {
        match proof {
            Proof::Query(..) => keys.push(proof.clone()),
            Proof::Tokens(header) => tokens.push(header.clone()),
            Proof::Header(..) | Proof::Cookie(..) => {}
        }
    }
    Ok(Trip { operation, request, keys, tokens, trusted: true })
}

/// The client's server, or the operation's own.
fn base(client: &Inner, operation: &Operation) -> Result<String, RequestError> {
    let Some(own) = operation.server else { return Ok(client.base.clone()) };
    client.server.base_of(own, &client.named).map_err(|it| {
        let message = format!("{it}; set `{}` of the client's builder", own.name);
        RequestError::new(RequestErrorKind::Server, message)
    })
}

/// The path with its values, which are escaped already.
fn path(template: &str, values: &[(String, String)]) -> Result<String, RequestError> {
    let fail = |message: String| Err(RequestError::new(RequestErrorKind::Argument, message));
    let mut path = String::new();
    if !template.is_empty() && !template.starts_with('/') {
        path.push('/');
    }
    let mut rest = template;
    while let Some((before, from)) = rest.split_once('{') {
        let Some((name, after)) = from.split_once('}') else { break };
        if name.is_empty() {
            // Braces without a name are no parameter.
            path.push_str(&escape::literal(before));
            path.push_str(&escape::literal("{}"));
            rest = after;
            continue;
        }
        let Some((_, value)) = values.iter().find(|(it, _)| it == name) else {
            return fail(format!("the path parameter `{name}` is missing"));
        };
        path.push_str(&escape::literal(before));
        path.push_str(value);
        rest = after;
    }
    path.push_str(&escape::literal(rest));
    // RFC 3986, section 6.2.2.3: such a segment would be taken out, and another operation called.
    let before_query = path.split('?').next().unwrap_or_default();
    if before_query.split('/').any(|it| matches!(it, "." | "..")) {
        return fail("a path parameter makes a segment of `.` or `..`".to_owned());
    }
    Ok(path)
}

/// The content type and the body.
fn payload(payload: Payload, other: Option<Cow<'static, str>>) -> (Option<String>, Body) {
    let (media_type, body) = match payload {
        Payload::None => return (None, Body::empty()),
        Payload::Raw { media_type, body } => (media_type, body),
        Payload::Form(pairs) => ("application/x-www-form-urlencoded", form::join(&pairs).into()),
        Payload::Multipart(parts) => {
            let media_type = other.as_deref().unwrap_or("multipart/form-data");
            let (content_type, body) = multipart::write(media_type, &parts);
            return (Some(content_type), body.into());
        }
    };
    (Some(other.unwrap_or(Cow::Borrowed(media_type)).into_owned()), body)
}

/// What `Debug` hides: the credentials, and the client's own headers, which may be some.
fn sensitive(client: &Inner, proofs: &[&Proof]) -> Sensitive {
    let own = client.headers.iter().map(|(name, _)| name.as_str()).filter(|it| *it != "user-agent");
    let headers =
        own.chain(proofs.iter().filter_map(|it| it.header())).map(str::to_owned).collect();
    let query = proofs
        .iter()
        .filter_map(|it| match it {
            Proof::Query(name, _) => Some((*name).to_owned()),
            Proof::Header(..) | Proof::Cookie(..) | Proof::Tokens(_) => None,
        })
        .collect();
    Sensitive { headers, query }
}
