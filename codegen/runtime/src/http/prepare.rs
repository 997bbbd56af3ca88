//! From the values of a call to the request that is sent.
//!
//! Headers come in this order: `accept`, `content-type`, `user-agent` if one was set, the client's own, the
//! parameters, an idempotency key, those of the options, `cookie`, the credentials. `exchange` adds those that come from
//! a source of tokens.

use std::borrow::Cow;

use super::{
    body::Body,
    client::Inner,
    credentials::{self, Auth},
    draft::{Draft, Payload},
    error::{RequestError, RequestErrorKind},
    escape::{self, Escape},
    form,
    headers::Headers,
    multipart,
    operation::Operation,
    prepared::PreparedRequest,
    redact::Secrets,
    request::{Request, Sensitive},
    style::Pair,
};

/// Writes the request.
///
/// # Errors
///
/// Returns a [`RequestError`] when an argument, a credential or a server doesn't do.
pub(crate) fn prepare(
    client: &Inner,
    operation: &'static Operation,
    draft: Draft,
) -> Result<PreparedRequest, RequestError> {
    write(client, operation, draft).map_err(|it| it.of(operation.name))
}

fn write(
    client: &Inner,
    operation: &'static Operation,
    draft: Draft,
) -> Result<PreparedRequest, RequestError> {
    if let Some(error) = draft.error {
        return Err(error);
    }
    let (content_type, body) = payload(draft.payload, draft.content_type);
    let Inner { shared, options } = client;
    options.check()?;
    let target = draft.target.as_ref();
    let mut auths = match target {
        _ if options.anonymous => Vec::new(),
        // Nobody says which are needed.
        Some(_) => shared.auths.iter().map(|it| &it.auth).collect(),
        None => credentials::choose(operation, &shared.auths, shared.signer.is_some())?,
    };
    // What is said for one call wins.
    auths.retain(|it| !it.goes_to_one_of(&options.headers));

    let mut url = base(client, operation)?;
    if let Some(next) = &draft.next_page {
        let keys: Vec<Auth> = auths.iter().map(|it| (*it).clone()).collect();
        url = next.url(&url, &keys)?;
    } else {
        match target {
            Some(target) => url = target.url(&url)?,
            None => url.push_str(&path(operation.path, &draft.path)?),
        }
        let query = query(draft.query, &options.query, &auths);
        if !query.is_empty() {
            // A template may have a query of its own, as those of Postman do.
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&form::join(&query));
        }
    }

    let mut headers = Headers::new();
    if !operation.accept.is_empty() {
        headers.append("accept", operation.accept);
    }
    if let Some(content_type) = content_type {
        headers.append("content-type", content_type);
    }
    for (name, value) in shared.headers.iter().chain(&draft.headers) {
        headers.insert(name, value);
    }
    let keyed = key(client, operation, &mut headers);
    for (name, value) in &options.headers {
        headers.insert(name, value);
    }
    cookies(draft.cookies, &auths, &mut headers);
    for auth in &auths {
        if let Auth::Header(name, value) = auth {
            headers.set_secret(name, value.expose());
        }
    }

    let method = draft.target.map_or(Cow::Borrowed(operation.method), |it| it.method);
    let mut request = Request::new(method, url);
    request.headers = headers;
    request.body = body;
    request.operation = Some(operation.name);
    request.extensions = options.extensions.clone();
    request.sensitive = sensitive(client, operation, &auths);
    let (mut keys, mut tokens) = (Vec::new(), Vec::new());
    for auth in auths {
        match auth {
            Auth::Query(..) => keys.push(auth.clone()),
            Auth::Tokens(header) => tokens.push(header.clone()),
            Auth::Header(..) | Auth::Cookie(..) => {}
        }
    }
    Ok(PreparedRequest { keys, tokens, keyed, ..PreparedRequest::new(operation, request) })
}

/// The parameters, those of the options instead of others of their names, and the keys that go there.
fn query(parameters: Vec<Pair>, options: &[(String, String)], auths: &[&Auth]) -> Vec<Pair> {
    let mut query = parameters;
    for (name, _) in options {
        let name = Escape::Strict.name(name);
        query.retain(|(it, _)| *it != name);
    }
    let escaped =
        |(name, value): &(String, String)| (Escape::Strict.name(name), Escape::Strict.value(value));
    query.extend(options.iter().map(escaped));
    query.extend(auths.iter().filter_map(|it| it.query()));
    query
}

/// Adds the cookies of the call and of its credentials.
fn cookies(mut cookies: Vec<Pair>, auths: &[&Auth], headers: &mut Headers) {
    for auth in auths {
        if let Auth::Cookie(name, value) = auth {
            cookies.push(((*name).to_owned(), value.expose().to_owned()));
        }
    }
    if !cookies.is_empty() {
        // RFC 6265, section 5.4: there is one such header.
        let own = headers.get("cookie").map(str::to_owned);
        let pairs = cookies.iter().map(|(name, value)| format!("{name}={value}"));
        headers.insert("cookie", own.into_iter().chain(pairs).collect::<Vec<_>>().join("; "));
    }
}

/// Sees to it that a request that is to have an idempotency key has one; whether it has.
///
/// It is made once for all attempts. One of the options wins, then a parameter.
fn key(client: &Inner, operation: &Operation, headers: &mut Headers) -> bool {
    let Inner { shared, options } = client;
    // What the user calls a key, the server is said to take for one.
    if operation.idempotency_key.is_none() && options.idempotency_key.is_none() {
        return false;
    }
    let name = key_header(operation);
    if let Some(key) = &options.idempotency_key {
        headers.insert(name, key);
    } else if headers.get(name).is_none()
        && !options.headers.iter().any(|(it, _)| it.eq_ignore_ascii_case(name))
    {
        headers.append(name, shared.environment.random.uuid().to_string());
    }
    true
}

/// Where the options say, else the operation's own server, else the client's.
fn base(client: &Inner, operation: &Operation) -> Result<String, RequestError> {
    let Inner { shared, options } = client;
    if let Some(Ok(url)) = &options.base_url {
        return Ok(url.clone());
    }
    let Some(own) = operation.server else { return Ok(shared.base.clone()) };
    shared.server.base_of(own, &shared.named).map_err(|it| {
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
    if before_query.split('/').any(escape::is_dots) {
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
            return (Some(content_type), body);
        }
    };
    (Some(other.unwrap_or(Cow::Borrowed(media_type)).into_owned()), body)
}

/// What `Debug` hides: the credentials, and the client's own headers and what its options have, which may be some.
fn sensitive(client: &Inner, operation: &Operation, auths: &[&Auth]) -> Sensitive {
    let Inner { shared, options } = client;
    let own = shared.headers.iter().chain(&options.headers).map(|(name, _)| name.as_str());
    let key = options.idempotency_key.as_ref().map(|_| key_header(operation));
    let credentials = auths.iter().filter_map(|it| it.header());
    let headers = own.filter(|it| *it != "user-agent").chain(key).chain(credentials);
    let keys = auths.iter().filter_map(|it| match it {
        Auth::Query(name, _) => Some(*name),
        Auth::Header(..) | Auth::Cookie(..) | Auth::Tokens(_) => None,
    });
    let query = options.query.iter().map(|(name, _)| name.as_str()).chain(keys);
    Sensitive {
        headers: headers.map(str::to_owned).collect(),
        query: query.map(str::to_owned).collect(),
        secrets: secrets(client, auths),
        is_led_away: false,
    }
}

/// What no error repeats.
fn secrets(client: &Inner, auths: &[&Auth]) -> Secrets {
    let Inner { shared, options } = client;
    let mut secrets = Secrets::with_members(shared.secret_members);
    for auth in auths {
        match auth {
            Auth::Header(_, value) => secrets.add_header(value.expose()),
            Auth::Query(_, value) | Auth::Cookie(_, value) => secrets.add(value.expose()),
            // They are known when they have been got.
            Auth::Tokens(_) => {}
        }
    }
    let own = shared.headers.iter().filter(|(name, _)| *name != "user-agent");
    for (_, value) in own.chain(&options.headers).chain(&options.query) {
        secrets.add_other(value);
    }
    secrets
}

/// The header of the operation's idempotency keys, or the one for all that state none.
fn key_header(operation: &Operation) -> &'static str {
    operation.idempotency_key.unwrap_or("idempotency-key")
}
