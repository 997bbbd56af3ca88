//! A call that was made, and what is wrong with it.

use std::fmt;

use serde_json::Value;

use super::contract::Contract;
use super::message::{Message, text};

/// What Prism's own errors have as their type.
const PROBLEM: &str = "https://stoplight.io/prism/errors#";

/// Those of its errors that aren't about the request.
const NO_RESPONSE: [&str; 3] = ["UNKNOWN", "SCHEMA_TOO_COMPLEX", "NO_RESPONSE_RESPONSE_DEFINED"];

/// A call of a wire test.
#[derive(Debug)]
pub(super) struct Call {
    /// The method and the path as the description has it.
    pub(super) operation: String,
    method: String,
    path: String,
    test: String,
    url: String,
    sent: Option<Message>,
    response: Option<(u16, Message)>,
    end: End,
    message: String,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The response was read, or is a documented error that was.
    Read,
    /// The status isn't documented.
    Undocumented,
    /// The body isn't what the type is.
    Unreadable,
    /// There is no response.
    Unsent,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The client sent nothing, or the mock didn't answer.
    Unsent,
    /// The mock has something against the request.
    Refused,
    /// The mock took the request and couldn't make a response.
    WithoutResponse,
    /// The body of the request isn't what the document says.
    InvalidRequest,
    /// The body of the response isn't what the document says, by which the mock made it.
    InvalidResponse,
    /// The client can't read the response.
    Unreadable,
    /// An example of the document isn't what its schema says.
    InvalidExample,
}

/// Something that is wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The method and the path, or the pointer to an example.
    pub(super) operation: String,
    pub(super) kind: Kind,
    pub(super) message: String,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsent => "unsent",
            Self::Refused => "refused",
            Self::WithoutResponse => "without-response",
            Self::InvalidRequest => "invalid-request",
            Self::InvalidResponse => "invalid-response",
            Self::Unreadable => "unreadable",
            Self::InvalidExample => "invalid-example",
        })
    }
}

impl Call {
    /// Reads a line of the program.
    pub(super) fn read(line: &Value) -> Self {
        let of = |key: &str| text(line.get(key).unwrap_or(&Value::Null));
        let (method, path) = (of("method"), of("path"));
        let response = line.get("response").and_then(|it| {
            let status = it.get("status")?.as_u64()?;
            Some((u16::try_from(status).ok()?, Message::read(it)))
        });
        Self {
            operation: format!("{method} {path}"),
            method,
            path,
            test: of("test"),
            url: of("url"),
            sent: line.get("sent").map(Message::read),
            response,
            end: match of("end").as_str() {
                "read" | "documented" => End::Read,
                "undocumented" => End::Undocumented,
                "unreadable" => End::Unreadable,
                _ => End::Unsent,
            },
            message: of("message"),
        }
    }

    /// What the mock has to say in place of a response.
    fn refusal(&self) -> Option<(Kind, String)> {
        let (_, response) = self.response.as_ref()?;
        if response.media_type() != "application/problem+json" {
            return None;
        }
        let problem: Value = serde_json::from_str(&response.body).ok()?;
        let of = |key: &str| problem.get(key).and_then(Value::as_str).unwrap_or_default();
        let code = of("type").strip_prefix(PROBLEM)?;
        let each = problem.get("validation").and_then(Value::as_array).into_iter().flatten();
        let each = each.map(|it| {
            let location = it.get("location").and_then(Value::as_array).into_iter().flatten();
            let location = location.map(text).collect::<Vec<_>>().join(".");
            format!("{location}: {}", it.get("message").map(text).unwrap_or_default())
        });
        let each = each.collect::<Vec<_>>().join("; ");
        let detail = if each.is_empty() { of("detail") } else { &each };
        let kind = match code {
            _ if NO_RESPONSE.contains(&code) => Kind::WithoutResponse,
            "VIOLATIONS" if detail.split("; ").all(|it| it.starts_with("response")) => {
                Kind::InvalidResponse
            }
            _ => Kind::Refused,
        };
        Some((kind, format!("{code}: {detail}")))
    }

    /// Whether the mock took the request.
    pub(super) fn is_accepted(&self) -> bool {
        self.response.is_some() && self.refusal().is_none_or(|(kind, _)| kind != Kind::Refused)
    }

    /// Whether the client could read what came.
    pub(super) fn is_read(&self) -> bool {
        self.response.is_some() && self.refusal().is_none() && self.end == End::Read
    }

    /// Judges the bodies; `None` for each that can't be judged.
    pub(super) fn bodies(&self, contract: &Contract) -> [Option<Result<(), String>>; 2] {
        let sent = self.sent.as_ref();
        let sent = sent.and_then(|it| contract.judge_request(&self.method, &self.path, it));
        let response = self.response.as_ref().filter(|_| self.refusal().is_none());
        let response = response.and_then(|(status, it)| {
            contract.judge_response(&self.method, &self.path, *status, it)
        });
        [sent, response]
    }

    /// All that is wrong with the call.
    pub(super) fn faults(&self, contract: &Contract) -> Vec<Fault> {
        let fault = |kind, message: String| {
            let (message, test, url) = (short(&message), &self.test, &self.url);
            let message = format!("{message} ({test}, {url})");
            Fault { operation: self.operation.clone(), kind, message }
        };
        let mut faults = Vec::new();
        let [sent, response] = self.bodies(contract);
        if let Some(Err(complaint)) = sent {
            faults.push(fault(Kind::InvalidRequest, complaint));
        }
        if let Some((kind, message)) = self.refusal() {
            faults.push(fault(kind, message));
            return faults;
        }
        if self.response.is_none() {
            faults.push(fault(Kind::Unsent, self.message.clone()));
            return faults;
        }
        if let Some(Err(complaint)) = response {
            faults.push(fault(Kind::InvalidResponse, complaint));
        } else if self.end != End::Read {
            faults.push(fault(Kind::Unreadable, self.message.clone()));
        }
        faults
    }
}

/// A message that fits on a few lines: complaints have the whole value in them.
pub(super) fn short(message: &str) -> String {
    const MOST: usize = 400;
    let all = message.chars().count();
    if all <= MOST {
        return message.to_owned();
    }
    let first = message.chars().take(MOST / 2);
    first.chain(" … ".chars()).chain(message.chars().skip(all - MOST / 2)).collect()
}
