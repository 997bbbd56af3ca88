//! The token endpoint of an OAuth 2.0 server.
//!
//! RFC 6749: sections 3.2 (the endpoint), 5.1 (a token) and 5.2 (a refusal).

use std::{fmt::Write as _, time::Duration};

use bytes::Bytes;
use serde_json::Value;
use url::{Url, form_urlencoded};
use zeroize::{Zeroize, Zeroizing};

use super::{AccessToken, TokenRequest, error::TokenError};
use crate::{
    http::{
        collect,
        error::{Error, build::BuildError, said},
        headers::{Headers, bare},
        media_type::essence,
        operation::Operation,
        reading::Reading,
        redact::Secrets,
        request::Request,
        retry::{Attempts, FailedAttempt, Failure},
        secret::Secret,
        transport::TransportResponse,
    },
    json::decode,
};

static TOKEN: Operation = Operation { name: "token", method: "POST", ..Operation::BASE };

/// How many bytes of a response are read.
const MOST: usize = 1 << 20;

/// What is sent to a token endpoint.
pub(crate) struct Form {
    /// The URL, checked.
    pub(crate) url: String,
    /// The body, as [`encoded`] writes it.
    pub(crate) body: Zeroizing<Vec<u8>>,
    /// The `authorization` header, if the client proves itself there.
    pub(crate) authorization: Option<Secret>,
    /// Whether it may be sent twice.
    pub(crate) may_repeat: bool,
}

/// The fields of a form (`application/x-www-form-urlencoded`).
pub(crate) fn encoded(fields: &[(&str, &str)]) -> Zeroizing<Vec<u8>> {
    // A byte becomes three at most, so that the buffer doesn't grow and leave a copy behind.
    let most = fields.iter().map(|(name, value)| 3 * (name.len() + value.len()) + 2).sum();
    let mut form = form_urlencoded::Serializer::new(String::with_capacity(most));
    form.extend_pairs(fields);
    Zeroizing::new(form.finish().into_bytes())
}

/// Sends the form, again where that may help, and reads the response.
///
/// # Errors
///
/// Returns a [`TokenError`] of every kind but [`Other`](super::TokenErrorKind::Other).
pub(crate) async fn post(token: &TokenRequest, form: Form) -> Result<AccessToken, TokenError> {
    let may_repeat = form.may_repeat;
    let mut request = request(token, form);
    let mut attempts = Attempts::new(&token.environment, &token.retry, token.deadline);
    loop {
        attempts.begin(token.limits, &mut request, may_repeat);
        request.timeout = attempts.left();
        request.attempt = attempts.n;
        let after =
            |failure| attempts.after(&FailedAttempt { may_repeat, ..FailedAttempt::of(failure) });
        let wait = match token.transport().send(request.clone()).await {
            Ok(response) => {
                let TransportResponse { status, headers, .. } = &response;
                match after(Failure::Response { status: *status, headers }) {
                    Some(wait) => wait,
                    None => return receive(token, &request, response).await,
                }
            }
            Err(error) => match after(Failure::Transport(error.kind())) {
                Some(wait) => wait,
                None => return Err(request.error(error).into()),
            },
        };
        token.transport().sleep(wait).await;
    }
}

async fn receive(
    token: &TokenRequest,
    request: &Request,
    response: TransportResponse,
) -> Result<AccessToken, TokenError> {
    let status = response.status;
    if status / 100 == 3 {
        // Where it leads, nobody has said that the secrets may go.
        let to = response.headers.get("location").map(bare).unwrap_or_default();
        let to = request.sensitive.secrets.hide(to);
        return Err(TokenError::redirected(status, &to));
    }
    let (head, body) = collect::open(request, response, 1, Reading::default());
    let limit = token.limits.max_body.min(MOST);
    let buffered = collect::buffer(&TOKEN, request, head, body, limit).await;
    let buffered = match buffered {
        Ok(buffered) => buffered,
        Err(Error::Transport(error)) => return Err(error.into()),
        Err(_) => return Err(TokenError::response(status, "and a body that is too long")),
    };
    let content_type = buffered.head.headers.get("content-type").unwrap_or_default();
    read(status, content_type, &buffered.bytes, &request.sensitive.secrets)
}

fn request(token: &TokenRequest, form: Form) -> Request {
    let mut headers = Headers::new();
    headers.append("accept", "application/json");
    headers.append("content-type", "application/x-www-form-urlencoded");
    if let Some(user_agent) = token.user_agent() {
        headers.append("user-agent", user_agent);
    }
    let mut request = Request::new(TOKEN.method, form.url);
    request.sensitive.secrets.add_form(&form.body);
    if let Some(authorization) = form.authorization {
        headers.set_secret("authorization", authorization.expose());
        request.sensitive.secrets.add_header(authorization.expose());
    }
    request.headers = headers;
    // Wiped when the last who sends it lets go of it.
    request.body = Bytes::from_owner(form.body).into();
    request.connect_timeout = token.limits.connect_timeout;
    request.accepts_gzip = true;
    request.is_for_token = true;
    request.default_user_agent = token.environment.package.user_agent;
    // Such a query is rare, and what it holds is nobody's business.
    request.sensitive.hide_query_of(&request.url);
    request
}

/// The body is in no message: a token may be in it. What it says of a refusal is, without what was sent.
fn read(
    status: u16,
    content_type: &str,
    bytes: &[u8],
    secrets: &Secrets,
) -> Result<AccessToken, TokenError> {
    let json = Wiped(members(content_type, bytes));
    let json = &json.0;
    let text = |name: &str| json.get(name).and_then(Value::as_str).filter(|it| !it.is_empty());
    let Some(token) = text("access_token").filter(|_| status / 100 == 2) else {
        return Err(if let Some(code) = text("error") {
            let description = text("error_description").map(|it| secrets.hide(it));
            TokenError::refused(status, &secrets.hide(code), description.as_deref())
        } else {
            let said = said::message(bytes, content_type, secrets).filter(|_| status >= 400);
            TokenError::without_token(status, said.as_deref())
        });
    };
    let kind = text("token_type").unwrap_or("Bearer");
    if ["dpop", "mac", "pop"].iter().any(|it| it.eq_ignore_ascii_case(kind)) {
        // RFC 6749, section 7.1. Other words are what some servers say for a bearer token.
        let what = format!("and a token of type `{kind}`, which is no bearer token");
        return Err(TokenError::response(status, what));
    }
    let mut token = AccessToken::new(token);
    token.expires_in = json.get("expires_in").and_then(seconds);
    token.refresh_token = text("refresh_token").map(Into::into);
    Ok(token)
}

/// The members of a response: JSON, or a form, which some servers that are older than RFC 6749 have stayed with.
fn members(content_type: &str, bytes: &[u8]) -> Value {
    if essence(content_type) == "application/x-www-form-urlencoded" {
        return form_urlencoded::parse(bytes).collect();
    }
    decode(bytes).unwrap_or_default()
}

/// JSON whose texts are wiped, since tokens may be among them.
struct Wiped(Value);

impl Drop for Wiped {
    fn drop(&mut self) {
        for member in self.0.as_object_mut().into_iter().flat_map(|it| it.values_mut()) {
            if let Value::String(text) = member {
                text.zeroize();
            }
        }
    }
}

/// Some servers write the number as a string.
fn seconds(value: &Value) -> Option<Duration> {
    let seconds = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    Duration::try_from_secs_f64(seconds.max(0.0)).ok()
}

/// The pair that a client proves itself by in an `authorization` header, as RFC 6749, section 2.3.1, encodes it.
pub(crate) fn basic_pair(id: &str, secret: &str) -> Secret {
    let mut pair = String::with_capacity(3 * (id.len() + secret.len()) + 1);
    pair.extend(form_urlencoded::byte_serialize(id.as_bytes()));
    pair.push(':');
    pair.extend(form_urlencoded::byte_serialize(secret.as_bytes()));
    Secret::new(pair)
}

/// Refuses a URL that no token request can go to (RFC 6749, section 3.2).
pub(crate) fn check_url(text: &str) -> Result<(), BuildError> {
    let problem = problem(text);
    problem.map_or(Ok(()), |it| Err(BuildError::new(format!("has a token URL that {it}"))))
}

/// What is wrong with the URL of an endpoint; it isn't repeated, since it may hold a password.
pub(crate) fn problem(text: &str) -> Option<String> {
    let mut problem = String::new();
    match Url::parse(text) {
        Err(error) => {
            let _ = write!(problem, "is not an absolute URL: {error}");
        }
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            problem.push_str("is neither http nor https");
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            problem.push_str("holds a user or password");
        }
        Ok(url) if url.fragment().is_some() => problem.push_str("has a fragment"),
        Ok(_) if text.chars().any(|it| it.is_whitespace() || it.is_control() || it == '\\') => {
            problem.push_str("has a backslash, a space or a control character");
        }
        Ok(_) => return None,
    }
    Some(problem)
}
