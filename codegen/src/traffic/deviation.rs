//! What was seen otherwise than it is described, each kind once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::pointer::Pointer;

/// How many values of one deviation are kept: what further ones show is found by the next run.
const MOST_VALUES: usize = 256;

/// In what way something was otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A required member was missing; at the object.
    Missing(String),
    /// `null` came for a value that can't be; at the value, or the reference to it.
    Null,
    /// A value came in another form that has one reading; at the value.
    Form(Form),
    /// A value of the right type isn't of its format; at the value.
    Format,
    /// A value is of another type; at the value.
    Type,
    /// A value isn't listed in its enumeration; at the value.
    Value,
    /// An object has a member that nobody described; at the object.
    Member(String),
    /// A status that nobody documented came; at the responses.
    Status(u16),
    /// A body came in a media type that nobody documented, or where none is; at the response or the request body.
    MediaType(String),
    /// No body came where one is documented; at the response.
    Empty,
    /// A body isn't what its media type says; at the response or the request body.
    Unreadable(String),
    /// A body was sent to an operation without one; at the operation.
    RequestBody(String),
    /// A parameter was sent that nobody described; at the operation.
    Parameter(String),
    /// A required parameter wasn't sent; at the parameter.
    MissingParameter,
    /// A required path parameter was sent empty; at the parameter.
    EmptyParameter,
    /// A credential was sent that isn't asked for; at the operation, or at the root for all that inherit its `security`.
    Credential(Credential),
    /// A credential that is asked for wasn't needed, where these schemes were sent; at the same places.
    CredentialUnneeded(Vec<String>),
    /// A response came value by value where one value is documented; at the operation.
    Stream(StreamForm),
    /// The requests were made below a path that no server has; at the root.
    Server(String),
    /// A path was called that isn't described; at the paths.
    Operation(String, String),
}

impl Kind {
    /// The deviation in a clause.
    pub(crate) fn clause(&self) -> String {
        match self {
            Self::Missing(name) => format!("required member `{name}` is missing"),
            Self::Null => "`null` for a value that is not nullable".to_owned(),
            Self::Form(form) => form.clause().to_owned(),
            Self::Format => "the value is not of its format".to_owned(),
            Self::Type => "the value is of another type".to_owned(),
            Self::Value => "the value is not in the enumeration".to_owned(),
            Self::Member(name) => format!("undocumented member `{name}`"),
            Self::Status(status) => format!("undocumented status {status}"),
            Self::MediaType(name) if name.is_empty() => "undocumented body".to_owned(),
            Self::MediaType(name) => format!("undocumented media type `{name}`"),
            Self::Empty => "an empty body where one is documented".to_owned(),
            Self::Unreadable(name) => format!("the body is not `{name}`"),
            Self::RequestBody(_) => "undocumented request body".to_owned(),
            Self::Parameter(name) => format!("undocumented query parameter `{name}`"),
            Self::MissingParameter => "a required parameter is missing".to_owned(),
            Self::EmptyParameter => "an empty value for a path parameter".to_owned(),
            Self::Credential(it) => format!("undocumented credential ({})", it.clause()),
            Self::CredentialUnneeded(_) => "a required credential is not needed".to_owned(),
            Self::Stream(form) => form.clause().to_owned(),
            Self::Server(base) if base.is_empty() => {
                "requests without the path of any server".to_owned()
            }
            Self::Server(base) => format!("requests below `{base}`, which no server has"),
            Self::Operation(method, path) => format!("undocumented operation `{method} {path}`"),
        }
    }
}

/// A form of a value that isn't that of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// A number or boolean as text.
    Text,
    /// Seconds since 1970 for a time.
    UnixSeconds,
    /// Milliseconds since 1970 for a time.
    UnixMilliseconds,
    /// One item for a list.
    ListOrOne,
    /// `""` or a date of zeros for no value.
    EmptyNull,
}

impl Form {
    /// The value of `x-clientwright-wire`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::UnixSeconds => "unix-seconds",
            Self::UnixMilliseconds => "unix-milliseconds",
            Self::ListOrOne => "list-or-one",
            Self::EmptyNull => "empty-null",
        }
    }

    fn clause(self) -> &'static str {
        match self {
            Self::Text => "a number or boolean came as text",
            Self::UnixSeconds => "seconds since 1970 for a time",
            Self::UnixMilliseconds => "milliseconds since 1970 for a time",
            Self::ListOrOne => "one item for a list",
            Self::EmptyNull => "an empty text or a date of zeros for no value",
        }
    }
}

/// How a response came value by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StreamForm {
    /// JSON values, one behind the other.
    Values,
    /// Server-sent events.
    Events,
}

impl StreamForm {
    fn clause(self) -> &'static str {
        match self {
            Self::Values => "several JSON values where one is documented",
            Self::Events => "server-sent events where one value is documented",
        }
    }
}

/// How a request was authenticated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Credential {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// A header of this name.
    Header(String),
}

impl Credential {
    fn clause(&self) -> String {
        match self {
            Self::Bearer => "a bearer token".to_owned(),
            Self::Basic => "a user name and a password".to_owned(),
            Self::Header(name) => format!("the header `{name}`"),
        }
    }
}

/// A deviation, with what shows it.
#[derive(Clone, Debug)]
pub(crate) struct Deviation {
    /// Where in the canonical document.
    pub(crate) at: Pointer,
    /// In what way.
    pub(crate) kind: Kind,
    /// The values that were seen there.
    pub(crate) values: Vec<Value>,
    /// The exchanges that show it.
    pub(crate) seen: BTreeSet<usize>,
    /// How many exchanges have something at this place.
    pub(crate) of: usize,
    /// Where it was seen first, and what.
    pub(crate) excerpt: String,
    /// Whether it is a whole body.
    pub(crate) is_body: bool,
    /// Whether it was required there: a credential, without which the server refused.
    pub(crate) is_required: bool,
    /// Whether it was seen in a request.
    pub(crate) is_sent: bool,
}

/// Something that one exchange shows.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) at: Pointer,
    pub(crate) kind: Kind,
    pub(crate) value: Option<Value>,
    pub(crate) excerpt: String,
    /// Whether it is a whole body.
    pub(crate) is_body: bool,
    /// Whether it is of a request.
    pub(crate) is_sent: bool,
}

/// What one exchange shows: deviations, and the places that it has something at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    pub(crate) found: Vec<Found>,
    pub(crate) looked: Vec<Pointer>,
}

impl Notes {
    pub(crate) fn look(&mut self, at: &Pointer) {
        self.looked.push(at.clone());
    }
}

/// All deviations.
#[derive(Debug, Default)]
pub(crate) struct Deviations {
    found: BTreeMap<(Pointer, Kind), Deviation>,
    looked: BTreeMap<Pointer, Looked>,
}

#[derive(Debug, Default)]
struct Looked {
    last: Option<usize>,
    times: usize,
}

impl Deviations {
    /// Adds what the exchange `index` shows.
    pub(crate) fn add(&mut self, index: usize, notes: Notes) {
        for at in notes.looked {
            let looked = self.looked.entry(at).or_default();
            if looked.last != Some(index) {
                looked.last = Some(index);
                looked.times += 1;
            }
        }
        for Found { at, kind, value, excerpt, is_body, is_sent } in notes.found {
            let of = self.found.entry((at.clone(), kind.clone())).or_insert_with(|| Deviation {
                at,
                kind,
                values: Vec::new(),
                seen: BTreeSet::new(),
                of: 0,
                excerpt,
                is_body,
                is_required: false,
                is_sent,
            });
            of.is_sent |= is_sent;
            of.seen.insert(index);
            if of.values.len() < MOST_VALUES
                && let Some(value) = value
                && !of.values.contains(&value)
            {
                of.values.push(value);
            }
        }
    }

    /// The deviations in the order of their places.
    pub(crate) fn into_list(self) -> Vec<Deviation> {
        let Self { found, looked } = self;
        let all = found.into_values().map(|mut it| {
            it.of = looked.get(&it.at).map_or(it.seen.len(), |looked| looked.times);
            it
        });
        all.collect()
    }
}
