//! What the crate's page and its README say besides the first call: a chapter for each thing that the crate has.

use super::{example, parts};
use crate::ir::{Api, Body, BodyKind, Location, Operation, Outcome, Param, Ty, TypeKind};
use crate::markdown::{self, Markdown, code, markdown};

/// A chapter.
pub(super) struct Chapter {
    pub(super) title: &'static str,
    pub(super) text: Markdown,
    /// A test of the documentation.
    pub(super) example: Option<String>,
}

/// The chapters, in the order in which people ask.
pub(super) fn all(api: &Api) -> Vec<Chapter> {
    let mut chapters = vec![chapter("Other servers", SERVERS.into(), None)];
    chapters
        .extend(example::pages(api).map(|it| chapter("Pagination", PAGINATION.into(), Some(it))));
    chapters.extend(example::waiter(api).map(|it| chapter("Waiting", WAITING.into(), Some(it))));
    let json = example::shortest(api, |it| sends_record(api, it));
    chapters.extend(json.map(|it| chapter("Values to send", VALUES.into(), Some(it))));
    for (title, text, does) in BODIES {
        if api.operations().any(|(_, it)| does(it)) {
            let shows = |it: &Operation| does(it) && !leaves_upload_out(it);
            chapters.push(chapter(title, text.into(), example::shortest(api, shows)));
        }
    }
    let optional = example::optional(api);
    chapters.extend(optional.map(|it| chapter("Optional values", OPTIONAL.into(), Some(it))));
    let first = example::first_call(api);
    if let Some(first) = &first {
        chapters.push(chapter("Errors", errors(api), Some(example::errors(api, first))));
        let options = example::options(api, first);
        chapters.push(chapter("Timeouts and retries", retries(api), Some(options)));
    }
    chapters.extend(parts::text(api).map(|it| chapter("Features of tags", it, None)));
    chapters.push(chapter("Observing", OBSERVING.into(), None));
    if let Some(first) = &first {
        chapters.push(chapter("Tests of yours", TESTS.into(), Some(example::mock(api, first))));
        let blocking = example::blocking(api, first);
        chapters.push(chapter("Without async", BLOCKING.into(), Some(blocking)));
    }
    chapters
}

fn chapter(title: &'static str, text: Markdown, example: Option<String>) -> Chapter {
    Chapter { title, text, example }
}

const SERVERS: &str = "`.server(…)` on the builder takes a `Server`, which has a constructor for each server of the description, and \
    `Server::custom(url)` for a proxy, a test server or an installation of your own.";

const PAGINATION: &str = "A request whose response is one page of many has two more methods: `items` returns a stream of items, and \
    `pages` one of pages. Each page is requested when it is needed. After an error `resume` asks for the page again; \
    `continuation_token` is the place as text, to go on from later.";

const WAITING: &str = "A method `wait_until_…` repeats a call until the response has a given state or a time limit is reached; \
    `states` is a stream of all responses on the way.";

const VALUES: &str = "A type in `types` that is sent as JSON has a constructor `new`, which takes the required fields: as a struct with \
    names, where arguments could be taken for each other. Optional fields are set by methods `with_…`, and all fields are public.";

const OPTIONAL: &str = "Setters take values. For an `Option` there is `maybe`, of the trait `Maybe`, which requests and types implement: it \
    calls the setter if there is a value.";

const ERRORS: &str = "A call that fails returns an `Error`: what the description documents is `Api`, with a typed body; any other \
    response is kept as it came.";

const ANY_ERROR: &str = "`AnyError` is the error of every operation, so that `?` works where several are called. No error shows a \
    credential.";

const OBSERVING: &str = "`.observer(…)` on the builder takes an `Observer`, which is told of each call, attempt, retry and deviation. \
    The feature `tracing` writes a span for each call. `.signer(…)` takes what signs each request, and `.wrap(…)` a `Transport` \
    around the one that sends: for headers or a record of what passes.";

const TESTS: &str = "A `Mock` in place of the network answers the calls that a test expects, and fails on others. `Replay` answers \
    from a recording. `testing::blank` and `testing::from_json` make values of types that are only received.";

const BLOCKING: &str = "With the feature `blocking` every request can be waited for by `wait` of the trait `blocking::Wait`, and every \
    stream is an iterator by `wait_each` of `blocking::WaitEach`.";

/// Which operations do.
type Does = fn(&Operation) -> bool;

/// What bodies are that aren't JSON: the title, what there is to know, and which operations have one.
const BODIES: [(&str, &str, Does); 4] = [
    (
        "Uploads",
        "A body of bytes, and a file of a form, comes from memory, from disk or from a stream (`Body::from_path`, \
         `FilePart::from_path`), and is sent as it is read.",
        uploads,
    ),
    (
        "Downloads",
        "A body of bytes is a `Download`: `save` writes it to a file, `chunk` returns it piece by piece as it arrives, and `bytes` all of it.",
        downloads,
    ),
    ("Streams", "Items of a stream come one after the other, each as soon as it is there.", |it| {
        matches!(it.outcome, Outcome::Items(_))
    }),
    (
        "Events",
        "Server-sent events come one after the other, each as soon as it is there. `.reconnect(Reconnect::new())` connects again when \
         the connection ends.",
        |it| matches!(it.outcome, Outcome::Events(_)),
    ),
];

fn uploads(operation: &Operation) -> bool {
    files(operation).next().is_some() || bytes(operation).is_some()
}

/// Whether an operation may be called without what it uploads, so that its shortest call shows none.
fn leaves_upload_out(operation: &Operation) -> bool {
    uploads(operation)
        && !files(operation).any(Param::is_argument)
        && !bytes(operation).is_some_and(|it| it.required)
}

fn files(operation: &Operation) -> impl Iterator<Item = &Param> {
    operation.params.iter().filter(|it| matches!(it.location, Location::File | Location::Files))
}

fn bytes(operation: &Operation) -> Option<&Body> {
    operation.body.as_ref().filter(|it| matches!(it.kind, BodyKind::Bytes))
}

fn downloads(operation: &Operation) -> bool {
    matches!(operation.outcome, Outcome::Download)
}

/// Whether the body is JSON of an object's type.
fn sends_record(api: &Api, operation: &Operation) -> bool {
    let body = operation.body.as_ref().filter(|it| it.required);
    let Some(BodyKind::Json(Ty::Named(id))) = body.map(|it| &it.kind) else { return false };
    matches!(api.def(*id).kind, TypeKind::Record(_))
}

fn errors(api: &Api) -> Markdown {
    let documented = api.operations().find(|(_, it)| !it.error.cases.is_empty());
    let enumeration = documented.map(|(group, operation)| {
        let name = code(&api.path_of(group, &operation.error.name).join("::"));
        markdown!(
            "The body is an enum of the operation's, such as {}, with a variant for each type that is documented.",
            name
        )
    });
    let parts = [ERRORS.into()].into_iter().chain(enumeration).chain([ANY_ERROR.into()]);
    Markdown::joined(parts, " ")
}

fn retries(api: &Api) -> Markdown {
    let retried = |often: &str| {
        let often = markdown::plain(often);
        markdown!(
            "A request that is safe to repeat is retried {}, if no response arrives or one that asks for a retry.",
            often
        )
    };
    let retried = match api.retry.as_ref().and_then(|it| it.max_retries) {
        Some(0) => markdown!("No request is retried."),
        None | Some(2) => retried("up to twice"),
        Some(1) => retried("once"),
        Some(n) => retried(&format!("up to {n} times")),
    };
    markdown!(
        "A call may take one minute in all. {} `RequestOptions` change that for some calls, `ClientBuilder` for all.",
        retried
    )
}
