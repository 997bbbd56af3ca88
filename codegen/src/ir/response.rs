//! What comes back of a request.

use std::collections::BTreeMap;

use crate::ir::{Docs, Facts, Ty};
use crate::pointer::Pointer;

/// A documented response.
#[derive(Clone, Debug)]
pub struct ResponseCase {
    /// When it comes.
    pub status: Status,
    /// What its body is.
    pub payload: Payload,
    /// What is written about it.
    pub docs: Docs,
    /// Bodies from the description.
    pub examples: Vec<Example>,
    /// The media type of the body; empty where it has none.
    pub media_type: String,
    /// All media types that the description has for it, in the description's order.
    pub documented: Vec<String>,
    /// What the schema of its body says that the type doesn't show.
    pub facts: Facts,
    /// The headers that it documents itself.
    pub headers: Vec<OwnHeader>,
    /// What the values of a stream hold its items in, if they aren't the items.
    pub envelope: Option<Envelope>,
    /// Where the document has it, if others may have the same one.
    pub shared_at: Option<Pointer>,
}

/// What one response says of a header: its type is with those of the operation.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnHeader {
    /// Its name on the wire, in lower case.
    pub wire: String,
    /// Whether it always comes.
    pub required: bool,
    /// Whether the vendor advises against using it.
    pub deprecated: bool,
    /// What its schema says that its type doesn't show.
    pub facts: Facts,
    /// Where the document has it, if others may have the same one.
    pub shared_at: Option<Pointer>,
}

/// What the values of a stream hold: an item, or an error instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The JSON pointer of the item; empty where it is the whole value.
    pub item: String,
    /// The JSON pointer of the error.
    pub error: String,
}

/// What a client does with responses, unless it or a call is told otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponseRules {
    /// Whether what isn't as described is accepted where it has one reading.
    pub accepts_deviations: bool,
    /// Whether items of lists that can't be read are left out.
    pub skips_items: bool,
    /// Where errors have their message, as JSON pointers; the usual members beside.
    pub error_messages: Vec<String>,
    /// Where errors have their code, likewise.
    pub error_codes: Vec<String>,
}

/// The same request for another of the documented media types.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The name of the builder's method, such as `accept_csv`.
    pub name: String,
    /// The name of the static that describes it to the runtime.
    pub constant: String,
    /// The media type: the value of the `accept` header.
    pub accept: String,
    /// Every documented response, those of this media type and what else may come.
    pub responses: Vec<ResponseCase>,
    /// What a successful request gives.
    pub outcome: Outcome,
}

/// The headers that the responses of an operation document.
#[derive(Clone, Debug)]
pub struct ResponseHeaders {
    /// The name of the struct, such as `ListUsersHeaders`.
    pub name: String,
    /// The struct in [`Shared`] that this is another name of.
    pub same_as: Option<String>,
    /// The headers, each of which may be missing.
    pub fields: Vec<HeaderField>,
}

/// A header of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderField {
    /// The field's name.
    pub name: String,
    /// Its name on the wire, in lower case.
    pub wire: String,
    /// How its value is written.
    pub form: HeaderForm,
    /// The type of its value.
    pub ty: Ty,
    /// What is written about it.
    pub docs: Docs,
    /// A value for tests.
    pub example: serde_json::Value,
}

/// How the value of a header is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderForm {
    /// As text.
    Scalar,
    /// As texts with commas between, or in several lines.
    List,
    /// As JSON (`content: application/json`).
    Json,
}

/// An example of a body.
#[derive(Clone, Debug)]
pub struct Example {
    /// The value as the description gives it, or made from the type.
    pub value: serde_json::Value,
    /// What the generated type writes after it read `value`.
    pub written: serde_json::Value,
}

/// A key of the `responses` object.
///
/// Source: OpenAPI 3.0.4, "Responses Object". A code wins over its class, and both win over `default`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status, such as `404`.
    Code(u16),
    /// A class of statuses, such as `4XX`.
    Class(u8),
    /// Every status that no other key names.
    Default,
}

impl Status {
    /// Whether it is an error's.
    pub fn is_error(self) -> bool {
        match self {
            // Who gets a 304 has asked for it, and it is no success.
            Self::Code(code) => code >= 400 || code == 304,
            Self::Class(class) => class >= 4,
            Self::Default => true,
        }
    }

    /// The status, if it is a single one.
    pub fn code(self) -> Option<u16> {
        match self {
            Self::Code(code) => Some(code),
            Self::Class(_) | Self::Default => None,
        }
    }
}

/// What a response's body is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// There is none, or it says nothing.
    Empty,
    /// JSON.
    Json(Ty),
    /// Text as it stands.
    Text,
    /// Bytes, which are streamed.
    Bytes,
    /// A sequence of JSON values, which are streamed; of server-sent events where the type describes whole ones.
    Items(Ty),
    /// A sequence of server-sent events, which are streamed, with data of this type.
    Events(Ty),
    /// A redirect that isn't followed.
    Redirect,
}

/// What a successful request gives.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A decoded body.
    Value(Ty),
    /// A stream of bytes.
    Download,
    /// A stream of values.
    Items(Ty),
    /// A stream of server-sent events with data of this type.
    Events(Ty),
    /// One of several, by status.
    Cases(ResponseEnum),
}

impl Outcome {
    /// Whether what it gives is still to come.
    pub fn is_stream(&self) -> bool {
        match self {
            Self::Download | Self::Items(_) | Self::Events(_) => true,
            Self::Value(_) | Self::Cases(_) => false,
        }
    }
}

/// What the documented error responses of an operation give.
#[derive(Clone, Debug, Default)]
pub struct ErrorBody {
    /// The name of the enum, or of what stands for it, such as `GetUserError`.
    pub name: String,
    /// The enum in [`Shared`] that this is another name of.
    pub same_as: Option<String>,
    /// The types; none where no error has a documented body.
    pub cases: Vec<ErrorCase>,
}

/// What several operations document alike, in a module of its own: it is called after what it holds, because a name after
/// one operation would say something of that alone.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// The enums of errors, sorted by name.
    pub errors: Vec<ErrorBody>,
    /// The structs of headers, sorted by name.
    pub headers: Vec<ResponseHeaders>,
    /// What so many operations say of an error, and of where it is known from, that it is said once; sorted by what it says.
    pub notes: Vec<ErrorNote>,
    /// By their names the features of the crate with any of which they are there; without one they always are.
    pub features: BTreeMap<String, Vec<String>>,
}

/// What operations say of an error in the same words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorNote {
    /// When the error comes.
    pub status: Status,
    /// What is written about it.
    pub docs: Docs,
    /// Where it stands among all notes: in the order in which the operations say them.
    pub place: usize,
}

impl Shared {
    /// Whether a note says what `case` says of itself.
    pub fn has_note_of(&self, case: &ResponseCase) -> bool {
        // Many operations ask this of many notes.
        let found = self.notes.binary_search_by(|it| it.said().cmp(&case.said()));
        found.is_ok()
    }
}

impl ErrorNote {
    /// What it says.
    pub fn said(&self) -> (Status, &Docs) {
        (self.status, &self.docs)
    }
}

impl ResponseCase {
    /// What it says of itself.
    pub fn said(&self) -> (Status, &Docs) {
        (self.status, &self.docs)
    }
}

/// A type that error responses have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorCase {
    /// The name of the variant, after the type.
    pub variant: String,
    /// The type.
    pub ty: Ty,
    /// When it comes.
    pub statuses: Vec<Status>,
}

/// An enum over the responses of one operation.
#[derive(Clone, Debug)]
pub struct ResponseEnum {
    /// Its name.
    pub name: String,
    /// The variants: name, status, body.
    pub cases: Vec<(String, Status, Payload)>,
}
