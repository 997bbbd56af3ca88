//! The static facts of an operation, as generated code states them.

use super::{paging::Paging, scheme::Scheme, server::NamedServer};

/// One operation of an API: what is the same in each of its calls.
///
/// Generated code ends each with `..Operation::BASE`, so that a later fact does not break it:
///
/// ```
/// use clientwright_runtime::codegen::{Operation, ResponseSpec, Status};
///
/// static CONFIRM_EMAIL: Operation = Operation {
///     name: "confirmEmail",
///     method: "POST",
///     path: "/users/{userId}/confirm",
///     accept: "application/json",
///     responses: &[ResponseSpec::json(Status::Code(200)), ResponseSpec::json(Status::Default)],
///     ..Operation::BASE
/// };
/// # assert_eq!(CONFIRM_EMAIL.security.len(), 0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The name that errors mention.
    pub name: &'static str,
    /// The method, as it is sent.
    pub method: &'static str,
    /// The path template, such as `/users/{userId}/confirm`.
    pub path: &'static str,
    /// The operation's own server, when it has one.
    ///
    /// What the user sets for it wins, then a `Server::custom` of the client, then its
    /// template.
    pub server: Option<&'static NamedServer>,
    /// The `accept` header; empty for none.
    pub accept: &'static str,
    /// Alternatives (any of the outer slice) of schemes (all of an inner slice).
    ///
    /// An empty outer slice needs none; an empty inner slice makes credentials optional.
    pub security: &'static [&'static [&'static Scheme]],
    /// The documented responses.
    pub responses: &'static [ResponseSpec],
    /// The header that takes an idempotency key, where the server knows by it that a request was sent twice; in lower
    /// case.
    ///
    /// A call without such a header gets one, and is sent again where that may help, whatever its method.
    pub idempotency_key: Option<&'static str>,
    /// Whether sending a request of it twice does no harm, where its method tells otherwise (RFC 9110, section 9.2.2): a
    /// `POST` that only reads, a `PUT` that counts.
    pub is_repeatable: Option<bool>,
    /// How its results come page by page, if they do.
    pub paging: Option<&'static Paging>,
    /// Where in each value of a stream its item is, if not the value is the item.
    pub envelope: Option<&'static Envelope>,
}

/// What the values of a stream hold: an item, or an error instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The JSON pointer of the item; empty where it is the whole value.
    pub item: &'static str,
    /// The JSON pointer of the error; empty where there is none. There is none either where that is missing, `null`, `false` or an empty text.
    pub error: &'static str,
}

impl Operation {
    /// What an operation is unless it says otherwise: `GET` of the server's root, anonymous, nothing documented.
    pub const BASE: Self = Self {
        name: "",
        method: "GET",
        path: "",
        server: None,
        accept: "",
        security: &[],
        responses: &[],
        idempotency_key: None,
        is_repeatable: None,
        paging: None,
        envelope: None,
    };

    /// The documented response for `status`: exact, else its class, else the default.
    fn response(&self, status: u16) -> Option<&'static ResponseSpec> {
        self.exact(status).or_else(|| self.class(status)).or_else(|| self.fallback())
    }

    /// The documented response of exactly this status.
    fn exact(&self, status: u16) -> Option<&'static ResponseSpec> {
        self.responses.iter().find(|it| it.status == Status::Code(status))
    }

    /// Whether a redirect is one of the documented responses.
    pub(crate) fn documents_redirects(&self) -> bool {
        self.responses
            .iter()
            .any(|it| matches!(it.status, Status::Code(300..=399) | Status::Class(3)))
    }

    /// The documented response of the status' class, such as `4XX`.
    fn class(&self, status: u16) -> Option<&'static ResponseSpec> {
        self.responses.iter().find(
            |it| matches!(it.status, Status::Class(class) if u16::from(class) == status / 100),
        )
    }

    /// Whether a status says yes: 2xx, or a documented 3xx, which is there because it wasn't followed.
    ///
    /// Nothing is in a 304, which nobody gets who hasn't asked for it by a header.
    pub(crate) fn is_success(&self, status: u16) -> bool {
        match status / 100 {
            2 => true,
            3 if status == 304 => false,
            3 => self.exact(status).or_else(|| self.class(status)).is_some(),
            _ => false,
        }
    }

    /// How the body of a response of this status reads, where that is documented.
    pub(crate) fn kind(&self, status: u16) -> Option<BodyKind> {
        if self.is_success(status) {
            self.success_kind(status)
        } else {
            self.response(status).map(|it| it.body)
        }
    }

    /// How the body of a success reads: as documented for its status, else as for the other successes, else by default.
    fn success_kind(&self, status: u16) -> Option<BodyKind> {
        let is_success = |it: Status| match it {
            Status::Code(code) => code / 100 == 2,
            Status::Class(class) => class == 2,
            Status::Default => false,
        };
        self.exact(status)
            .or_else(|| self.class(status))
            .or_else(|| self.responses.iter().find(|it| is_success(it.status)))
            .or_else(|| self.fallback())
            .map(|it| it.body)
    }

    /// The documented response of every other status.
    fn fallback(&self) -> Option<&'static ResponseSpec> {
        self.responses.iter().find(|it| it.status == Status::Default)
    }
}

/// A documented response: which status, and how its body reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseSpec {
    /// Which statuses it is for.
    pub status: Status,
    /// How its body reads.
    pub body: BodyKind,
}

impl ResponseSpec {
    /// Creates a response with a JSON body.
    pub const fn json(status: Status) -> Self {
        Self { status, body: BodyKind::Json }
    }

    /// Creates a response whose body is text.
    pub const fn text(status: Status) -> Self {
        Self { status, body: BodyKind::Text }
    }

    /// Creates a response without a body that anyone reads.
    pub const fn empty(status: Status) -> Self {
        Self { status, body: BodyKind::Empty }
    }

    /// Creates a response whose body is a sequence of items.
    pub const fn items(status: Status) -> Self {
        Self { status, body: BodyKind::Items }
    }

    /// Creates a response whose body is bytes.
    pub const fn bytes(status: Status) -> Self {
        Self { status, body: BodyKind::Bytes }
    }
}

/// A key of the Responses Object.
///
/// Source: OpenAPI 3.0.4, [Responses Object]: a code wins over its class, and both win over `default`.
///
/// [Responses Object]: https://spec.openapis.org/oas/v3.0.4.html#responses-object
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// One status, such as `404`.
    Code(u16),
    /// A class of statuses: `Class(4)` is `4XX`.
    Class(u8),
    /// Every status that no other key names.
    Default,
}

/// How the body of a response reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// JSON; a body of no bytes reads like nothing at all.
    Json,
    /// Text: the string itself, never JSON.
    Text,
    /// Bytes; [`Download`](crate::Download) streams them.
    Bytes,
    /// A sequence; [`Items`](crate::Items) streams it.
    Items,
    /// Nothing; whatever comes is ignored. An unfollowed redirect reads as its location.
    Empty,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_wins_over_its_class_and_both_over_default() {
        static RESPONSES: &[ResponseSpec] = &[
            ResponseSpec::json(Status::Default),
            ResponseSpec::text(Status::Class(4)),
            ResponseSpec::empty(Status::Code(404)),
        ];
        let operation = Operation { responses: RESPONSES, ..Operation::BASE };
        let kind = |status| operation.response(status).map(|it| it.body);
        assert_eq!(kind(404), Some(BodyKind::Empty));
        assert_eq!(kind(410), Some(BodyKind::Text));
        assert_eq!(kind(500), Some(BodyKind::Json));
        assert_eq!(Operation::BASE.response(200), None);
    }
}
