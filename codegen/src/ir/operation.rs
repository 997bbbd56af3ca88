//! Operations and what they send.

use crate::ir::{
    Alternative, Docs, ErrorBody, Example, Facts, HeaderField, Outcome, Paging, ResponseCase,
    ResponseHeaders, Ty, Waiter, Wire,
};
use crate::pointer::Pointer;

/// The operations under one tag.
#[derive(Clone, Debug)]
pub struct Group {
    /// The tag in the description.
    pub tag: String,
    /// The group that this one is under: an index into [`Api::groups`](crate::ir::Api::groups). Nothing is under itself.
    pub parent: Option<usize>,
    /// The module, such as `users`.
    pub module: String,
    /// The handle's name, such as `UsersClient`; `None` for the operations without a tag, which are the client's own methods.
    pub handle: Option<String>,
    /// The name of the method that gives the handle: the client's, or that of the handle above.
    pub accessor: String,
    /// What is written about it.
    pub docs: Docs,
    /// The feature of the crate with which it is there; without one it always is.
    pub feature: Option<String>,
    /// The operations, in the description's order; there may be none where other groups are under this one.
    pub operations: Vec<Operation>,
}

impl Group {
    /// The group itself below those that it is under, from the top.
    pub fn lineage<'a>(&'a self, groups: &'a [Self]) -> Vec<&'a Self> {
        let mut lineage: Vec<&Self> =
            std::iter::successors(Some(self), |it| groups.get(it.parent?)).collect();
        lineage.reverse();
        lineage
    }
}

/// One request that can be made.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The method's name, such as `confirm_email`.
    pub name: String,
    /// The request builder's name, such as `ConfirmEmail`.
    pub builder: String,
    /// The name of the static that describes it to the runtime, such as `CONFIRM_EMAIL`.
    pub constant: String,
    /// Its name in the description: the `operationId`, or method and path.
    pub id: String,
    /// Where the canonical document defines it.
    pub pointer: Pointer,
    /// Whether it sends the body of the operation before it in another media type; the static, the responses and their
    /// enums are that one's.
    pub alternative: bool,
    /// All of its tags in the description.
    pub tags: Vec<String>,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path template, such as `/users/{userId}`.
    pub path: String,
    /// The server, where the operation has its own: an index into [`Api::named_servers`](crate::ir::Api::named_servers).
    pub server: Option<usize>,
    /// A line about what it does.
    pub summary: Option<String>,
    /// What is written about it.
    pub docs: Docs,
    /// When it goes away: what the description's `x-sunset` says.
    pub sunset: Option<String>,
    /// How stable it is: what the description's `x-stability-level` says.
    pub stability: Option<String>,
    /// What the description says that it needs: the names of schemes with the scopes of each, of which any one set will do.
    pub requirements: Vec<Vec<(String, Vec<String>)>>,
    /// Any one of these sets of credentials will do: indices into [`Api::auths`](crate::ir::Api::auths).
    pub security: Vec<Vec<usize>>,
    /// The schemes, by their names in the description, that its requests go without because no client of this kind can
    /// send them; empty where one of the sets is whole.
    pub unsent: Vec<String>,
    /// The parameters and form fields: first the required ones, which are arguments, then the optional ones, which are
    /// setters.
    pub params: Vec<Param>,
    /// The name of the struct of the parameters that the method takes by name, where it does.
    pub required: Option<String>,
    /// The body, where it isn't made of form fields alone.
    pub body: Option<Body>,
    /// The value of the `accept` header; empty where none is sent.
    pub accept: String,
    /// Every documented response.
    pub responses: Vec<ResponseCase>,
    /// What a successful request gives.
    pub outcome: Outcome,
    /// What a documented error response gives.
    pub error: ErrorBody,
    /// What a successful request gives when it asks for another media type.
    pub alternatives: Vec<Alternative>,
    /// The headers that its responses document.
    pub headers: Option<ResponseHeaders>,
    /// The header that takes an idempotency key, in lower case, where the server knows one.
    pub idempotency_key: Option<String>,
    /// Whether sending a request of it twice does no harm, where its method tells otherwise.
    pub is_repeatable: Option<bool>,
    /// How its results come page by page, if they do.
    pub paging: Option<Paging>,
    /// The states of what it tells that can be waited for.
    pub waiters: Vec<Waiter>,
    /// The requests of the description that it stands for, where that says so.
    pub requests: Vec<SavedRequest>,
    /// Whether there is a value for all that it sends, so that a test can call it.
    pub testable: bool,
}

impl Operation {
    /// What a successful request gives, by whichever media type.
    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        std::iter::once(&self.outcome).chain(self.alternatives.iter().map(|it| &it.outcome))
    }

    /// The parameters, of an alternative those that the operation itself hasn't.
    pub fn own_params(&self) -> impl Iterator<Item = &Param> {
        self.params.iter().filter(|it| !self.alternative || it.location.is_field())
    }

    /// The responses, which are the operation's own and not an alternative's.
    pub fn own_replies(&self) -> &[ResponseCase] {
        if self.alternative { &[] } else { &self.responses }
    }

    /// Whether a call of it has nothing to choose but its arguments and options, so that its request is the runtime's.
    pub fn is_plain(&self) -> bool {
        let body = self.body.as_ref();
        let sets_body =
            body.is_some_and(|it| !it.required || !it.extras().is_empty() || it.choice.is_some());
        let sets = sets_body || self.params.iter().any(Param::is_setter);
        let ends = !self.alternatives.is_empty() || self.paging.is_some();
        !sets && !ends && self.waiters.is_empty()
    }

    /// The headers of its responses, of which an alternative has none of its own.
    pub fn own_headers(&self) -> &[HeaderField] {
        match &self.headers {
            Some(headers) if !self.alternative => &headers.fields,
            _ => &[],
        }
    }
}

/// A request of the description that an operation stands for.
#[derive(Clone, Debug)]
pub struct SavedRequest {
    /// Its name in the description.
    pub name: String,
    /// What it sends; `None` where that doesn't fit the operation's types.
    pub sent: Option<Sent>,
}

/// What a saved request sends.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The value of each of the operation's parameters, in their order; `None` for one that it doesn't send.
    pub params: Vec<Option<serde_json::Value>>,
    /// The body, where it sends one that isn't made of form fields.
    pub body: Option<Example>,
    /// The variant that the body is, where one reading it would take another for it.
    pub variant: Option<String>,
}

/// A parameter or form field.
#[derive(Clone, Debug)]
pub struct Param {
    /// The argument's or setter's name.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Where it travels.
    pub location: Location,
    /// How its value is written.
    pub style: ParamStyle,
    /// Whether reserved characters stay as they are: `allowReserved`.
    pub allow_reserved: bool,
    /// Its type.
    pub ty: Ty,
    /// The form in which its value is sent.
    pub form: Wire,
    /// Whether the request can't be made without it.
    pub required: bool,
    /// Whether there is nothing to choose: the request sends the example, and nobody is asked for it.
    pub constant: bool,
    /// The media types that the description has for a part or file, which may be ranges; empty for the usual one.
    pub media_types: Vec<String>,
    /// The headers of its part that have one value, with that.
    pub part_headers: Vec<(String, String)>,
    /// What is written about it.
    pub docs: Docs,
    /// What its schema says that its type doesn't show.
    pub facts: Facts,
    /// Where the document has it, if others may have the same one.
    pub shared_at: Option<Pointer>,
    /// A value for tests and documentation.
    pub example: serde_json::Value,
}

impl Param {
    /// Whether a method takes it as an argument.
    pub fn is_argument(&self) -> bool {
        self.required && !self.constant
    }

    /// Whether a request builder has a setter for it.
    pub fn is_setter(&self) -> bool {
        !self.required
    }

    /// The media type that a part or file has when nobody says another.
    pub fn media_type(&self) -> Option<&str> {
        self.media_types.iter().map(String::as_str).find(|it| !it.contains('*'))
    }
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// In an `application/x-www-form-urlencoded` body.
    Form,
    /// A part of a `multipart/form-data` body.
    Part,
    /// A part that is a file.
    File,
    /// Several parts that are files.
    Files,
}

impl Location {
    /// The word for it: OpenAPI's, where a parameter object says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Form => "form",
            Self::Part => "part",
            Self::File => "file",
            Self::Files => "files",
        }
    }

    /// Whether it is in the body.
    pub fn is_field(self) -> bool {
        match self {
            Self::Form | Self::Part | Self::File | Self::Files => true,
            Self::Path | Self::Query | Self::Header | Self::Cookie => false,
        }
    }
}

/// How a parameter's value is written.
///
/// Source: OpenAPI 3.0.4, "Style Values".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamStyle {
    /// The default of its location: `simple` in a path or header, exploded `form` elsewhere.
    Default,
    /// The default of a path, of which an empty value may be sent.
    DefaultOrEmpty,
    /// `simple`, exploded.
    SimpleExplode,
    /// Exploded `form`, where that isn't the default: the members of an object in a form are fields.
    FormExplode,
    /// `form`, not exploded: `a,b`.
    Form,
    /// `spaceDelimited`, not exploded.
    SpaceDelimited,
    /// `pipeDelimited`, not exploded.
    PipeDelimited,
    /// Swagger 2.0's `tsv`.
    TabDelimited,
    /// `deepObject`
    DeepObject,
    /// `label`, not exploded.
    Label,
    /// `label`, exploded.
    LabelExplode,
    /// `matrix`, not exploded.
    Matrix,
    /// `matrix`, exploded.
    MatrixExplode,
    /// OpenAPI 3.2's `cookie`, not exploded: `a,b`, and nothing is escaped.
    Cookie,
    /// `cookie`, exploded: a cookie for each item or member.
    CookieExplode,
    /// A JSON text (`content: application/json`).
    Json,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// What it is.
    pub kind: BodyKind,
    /// The media type.
    pub media_type: String,
    /// All media types that the description has for it, or for another kind of body, in the description's order.
    pub documented: Vec<String>,
    /// Other media types for the same value.
    pub choice: Option<MediaTypeChoice>,
    /// The argument's or setter's name; empty for forms, whose fields are parameters.
    pub name: String,
    /// Whether the request can't be made without it.
    pub required: bool,
    /// What is written about it.
    pub docs: Docs,
    /// What its schema says that its type doesn't show.
    pub facts: Facts,
    /// Where the document has it, if others may have the same one.
    pub shared_at: Option<Pointer>,
    /// Bodies for tests and documentation, the first one being used in the wire test.
    pub example: serde_json::Value,
}

impl Body {
    /// The fields of a form that the description doesn't name.
    pub fn extras(&self) -> &[Extra] {
        match &self.kind {
            BodyKind::Form(extras) | BodyKind::Multipart(extras) => extras,
            BodyKind::Json(_) | BodyKind::Text | BodyKind::Bytes => &[],
        }
    }
}

/// The media types that a body may be sent in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaTypeChoice {
    /// The name of the setter.
    pub name: String,
    /// Those that the description names, the one that is sent unless told another first; some may be ranges.
    pub known: Vec<String>,
}

/// Fields of a form that the description doesn't name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// The name of the setter, which takes a field's name and its value.
    pub name: String,
    /// Where such a field travels.
    pub location: Location,
    /// The type of its value.
    pub ty: Ty,
    /// A value for tests.
    pub example: serde_json::Value,
}

/// What a request body is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// JSON.
    Json(Ty),
    /// Text as it stands.
    Text,
    /// Bytes as they stand.
    Bytes,
    /// The form fields among the parameters, URL-encoded, and those that the description doesn't name.
    Form(Vec<Extra>),
    /// The form fields among the parameters, as parts, and those that the description doesn't name.
    Multipart(Vec<Extra>),
}
