//! Parameters: what stands in the path, the query and the headers of an operation's requests.
//!
//! What every request sends is required; what one of them leaves out, or has switched off, is optional.

use serde_json::{Map, Value, json};

use crate::pointer::Pointer;

use super::collection::{Entry, Request};
use super::endpoints::{Endpoint, Saved, originals};
use super::security;
use super::values::{Scalar, Values};
use super::variables::Variables;

/// Headers that say what a body is, or that the client sets by itself.
const NOT_PARAMETERS: [&str; 10] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "postman-token",
    "transfer-encoding",
    "user-agent",
];

/// What stands between cookies, of which a request has one header (RFC 6265, section 5.4; RFC 9113, section 8.2.3).
const COOKIE_SEPARATOR: &str = "; ";

/// The parameters of one operation.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    declared: Vec<Parameter>,
    /// How many requests the operation stands for.
    n_requests: usize,
}

/// A parameter.
#[derive(Debug)]
struct Parameter {
    place: Place,
    name: String,
    description: Option<String>,
    values: Values,
    /// Whether a response was saved for a request without it.
    spared: bool,
    /// Whether a request says that something may stand there, for those of a path.
    is_said: bool,
    /// Where the collection has it first.
    at: Option<Pointer>,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Path,
    Query,
    Header,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

impl Parameters {
    /// Collects the parameters of an endpoint.
    pub(super) fn new(endpoint: &Endpoint<'_>, variables: &Variables) -> Self {
        let mut all = Self { declared: Vec::new(), n_requests: endpoint.requests.len() };
        for (index, saved) in endpoint.requests.iter().enumerate() {
            all.path(index, saved);
            all.entries(index, saved.request, variables);
        }
        for saved in &endpoint.requests {
            all.spare(saved, variables);
        }
        all
    }

    fn path(&mut self, index: usize, saved: &Saved<'_>) {
        for it in &saved.path {
            let description = it.entry.and_then(|it| it.description.clone());
            let at = it.entry.map(|it| it.at.clone());
            let parameter = self.declare(Place::Path, &it.name, description, at);
            parameter.values.note(index, it.value.clone(), false);
            parameter.is_said |= it.is_said;
        }
    }

    fn entries(&mut self, index: usize, request: &Request, variables: &Variables) {
        let query = request.sent.url.query.iter().map(|it| (Place::Query, it));
        let headers = request.sent.headers.iter().filter(|it| is_parameter(it));
        let entries = query.chain(headers.map(|it| (Place::Header, it)));
        for (place, entry) in entries.filter(|(it, entry)| !is_key(request, *it, entry, variables))
        {
            let value = variables.fill(entry.value.as_deref().unwrap_or_default());
            let parameter = self.declare(
                place,
                &variables.fill(&entry.key),
                entry.description.clone(),
                Some(entry.at.clone()),
            );
            if parameter.is_cookies() && !entry.disabled {
                parameter.values.note_joined(index, &value, COOKIE_SEPARATOR);
            } else {
                parameter.values.note(index, value, entry.disabled);
            }
        }
    }

    /// A response that was saved for less shows what isn't needed; one saved for more shows what there is.
    fn spare(&mut self, saved: &Saved<'_>, variables: &Variables) {
        let request = saved.request;
        for original in originals(request, variables) {
            let query = &original.url.query;
            for parameter in self.declared.iter_mut().filter(|it| it.place == Place::Query) {
                let is_sent =
                    |it: &&Entry| !it.disabled && variables.fill(&it.key) == parameter.name;
                parameter.spared |= query.iter().find(is_sent).is_none();
            }
            for entry in query.iter().filter(|it| !is_key(request, Place::Query, it, variables)) {
                let known = self
                    .declared
                    .iter()
                    .any(|it| it.place == Place::Query && it.name == variables.fill(&entry.key));
                if !known {
                    let value = variables.fill(entry.value.as_deref().unwrap_or_default());
                    let name = variables.fill(&entry.key);
                    let at = Some(entry.at.clone());
                    let description = entry.description.clone();
                    self.declare(Place::Query, &name, description, at).values.note_idle(value);
                }
            }
        }
    }

    fn declare(
        &mut self,
        place: Place,
        name: &str,
        description: Option<String>,
        at: Option<Pointer>,
    ) -> &mut Parameter {
        let same = |it: &Parameter| {
            it.place == place
                && (it.name == name || place == Place::Header && it.name.eq_ignore_ascii_case(name))
        };
        let index = self.declared.iter().position(same).unwrap_or_else(|| {
            self.declared.push(Parameter {
                place,
                name: name.to_owned(),
                description: None,
                values: Values::default(),
                spared: false,
                is_said: false,
                at,
            });
            self.declared.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the index was found or pushed just above")]
        let parameter = &mut self.declared[index];
        parameter.description = parameter.description.take().or(description);
        parameter
    }

    /// The Parameter Objects, and where the collection has each.
    pub(super) fn objects(&self) -> Vec<(Value, Option<Pointer>)> {
        self.declared.iter().map(|it| (self.object(it), it.at.clone())).collect()
    }

    fn object(&self, parameter: &Parameter) -> Value {
        let mut object = Map::new();
        object.insert("name".to_owned(), Value::from(parameter.name.clone()));
        object.insert("in".to_owned(), Value::from(parameter.place.name()));
        let required = parameter.place == Place::Path
            || parameter.values.n_senders() == self.n_requests && !parameter.spared;
        if required {
            object.insert("required".to_owned(), Value::Bool(true));
        }
        let text = parameter.description.as_deref();
        let text = match parameter.place {
            Place::Path => text.map(str::to_owned),
            Place::Query | Place::Header => parameter.values.described(text),
        };
        if let Some(text) = text {
            object.insert("description".to_owned(), Value::from(text));
        }
        let (kind, repeats) = (parameter.kind(), parameter.values.repeat());
        let item = json!({ "type": kind.name() });
        object.insert("schema".to_owned(), parameter.values.schema(item));
        let example = parameter.values.first().map(|it| typed(kind, repeats, it));
        if let Some(example) = example.filter(|it| it.as_str() != Some("")) {
            object.insert("example".to_owned(), example);
        }
        if parameter.place == Place::Path && !parameter.is_said {
            object.insert("x-provenance".to_owned(), Value::from("inferred"));
            let note = "saved requests have an id in the path";
            object.insert("x-provenance-note".to_owned(), Value::from(note));
        }
        Value::Object(object)
    }

    /// What each request sends, as `x-clientwright-requests` writes it.
    pub(super) fn sent(&self) -> Vec<Value> {
        let mut all = vec![Vec::new(); self.n_requests];
        for parameter in &self.declared {
            let (place, name, kind) = (parameter.place.name(), &parameter.name, parameter.kind());
            let repeats = parameter.values.repeat();
            for (index, values) in parameter.values.sent() {
                let value = typed(kind, repeats, values);
                if let Some(request) = all.get_mut(index) {
                    request.push(json!({ "in": place, "name": name, "value": value }));
                }
            }
        }
        all.into_iter().map(Value::Array).collect()
    }
}

impl Parameter {
    fn is_cookies(&self) -> bool {
        self.place == Place::Header && self.name.eq_ignore_ascii_case("cookie")
    }

    fn kind(&self) -> Scalar {
        if self.place == Place::Path {
            return Scalar::String;
        }
        Scalar::of(&self.name, self.values.all())
    }
}

/// What a request sends, as its type: a list where some request sends several.
fn typed(kind: Scalar, repeats: bool, values: &[String]) -> Value {
    match values {
        [only] if !repeats => kind.value(only),
        values => values.iter().map(|it| kind.value(it)).collect(),
    }
}

/// Whether an entry stands where the request's authentication puts its key, which then takes the entry's place.
fn is_key(request: &Request, place: Place, entry: &Entry, variables: &Variables) -> bool {
    let key = variables.fill(&entry.key);
    let (query, header) = (request.auth.query_name(), request.auth.header_name());
    match place {
        Place::Path => false,
        Place::Query => query.is_some_and(|it| variables.fill(it) == key),
        Place::Header => header.is_some_and(|it| variables.fill(it).eq_ignore_ascii_case(&key)),
    }
}

fn is_parameter(header: &Entry) -> bool {
    let key = header.key.to_ascii_lowercase();
    !key.is_empty()
        && !NOT_PARAMETERS.contains(&key.as_str())
        && (header.disabled || !security::is_credential(header))
}
