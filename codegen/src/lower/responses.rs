//! Responses: what each status brings, and what that makes of a call's result.

mod alternatives;
mod content;
mod contents;
mod errors;
mod headers;
mod streams;

pub(super) use alternatives::alternatives;
pub(super) use errors::error;
pub(super) use headers::named as named_headers;
pub(super) use streams::report_unknown as report_unknown_streams;

use std::collections::BTreeMap;

use openapiv3::{ReferenceOr, Response, StatusCode};

use crate::canonical::Endpoint;
use crate::ir::{
    Docs, ErrorNote, Facts, Group, HeaderField, Outcome, Payload, ResponseCase, ResponseEnum,
    Shared, Status, Ty,
};
use crate::lower::facets::provenance;
use crate::lower::names::{BUILDER_RESERVED, Scope};
use crate::lower::owner::Owner;
use crate::lower::pass::Pass;
use crate::lower::resolver::RESPONSES;
use crate::lower::walk::Walk;
use crate::settings::Stream;

use content::Content;

/// What an operation documents about its responses.
#[derive(Debug, Default)]
pub(super) struct Responses {
    /// The responses with what is asked for, the most particular first.
    pub(super) cases: Vec<ResponseCase>,
    /// What each may hold, beginning with what is asked for.
    contents: Vec<(Status, Vec<Content>)>,
    /// The headers of all of them.
    pub(super) headers: Vec<HeaderField>,
}

/// Whether a documented status is one of success.
fn succeeds(code: &StatusCode) -> bool {
    code.to_string().starts_with('2')
}

/// Whether `default` is the success as well: no status of one is documented.
fn default_succeeds(endpoint: &Endpoint<'_>) -> bool {
    !endpoint.source.responses.responses.keys().any(succeeds)
}

impl<'a> Walk<'a> {
    /// The documented responses of an operation.
    pub(super) fn responses(&mut self, endpoint: &Endpoint<'a>) -> Responses {
        let described = &endpoint.source.responses;
        let stream = self.said_of_stream(endpoint);
        let mut responses = Responses::default();
        for (code, response) in &described.responses {
            let status = match code {
                StatusCode::Code(code) => Status::Code(*code),
                StatusCode::Range(class) => Status::Class(u8::try_from(*class).unwrap_or(0)),
            };
            let stream = if succeeds(code) { stream.as_ref() } else { Some(&Stream::Off) };
            let case = (status, &*code.to_string(), stream);
            self.response(endpoint, case, response, &mut responses);
        }
        if let Some(response) = &described.default {
            let stream =
                if default_succeeds(endpoint) { stream.as_ref() } else { Some(&Stream::Off) };
            self.response(endpoint, (Status::Default, "default", stream), response, &mut responses);
        }
        responses.cases.sort_by_key(|it| it.status);
        responses.contents.sort_by_key(|it| it.0);
        responses
    }

    fn response(
        &mut self,
        endpoint: &Endpoint<'a>,
        (status, key, stream): (Status, &str, Option<&Stream>),
        response: &'a ReferenceOr<Response>,
        responses: &mut Responses,
    ) {
        let at = endpoint.at().child("responses").child(key);
        let Some((source, at)) = self.follow(&RESPONSES, response, &at) else { return };
        let of = self.operation_name(&endpoint.at());
        // Alone, it is the success as well.
        let is_both = status == Status::Default && default_succeeds(endpoint);
        let own = || Owner::Response {
            of,
            status: if is_both { "2XX".to_owned() } else { key.to_owned() },
        };
        self.note_owner((&RESPONSES, response), &at, Owner::SharedResponse, own);
        let docs = Docs {
            text: Some(source.description.clone()).filter(|it| !it.trim().is_empty()),
            provenance: provenance(|name| source.extensions.get(name)),
            deprecated: false,
        };
        let (payload, examples, media_type) = (Payload::Empty, Vec::new(), String::new());
        let mut case = ResponseCase {
            status,
            payload,
            docs,
            examples,
            media_type,
            documented: source.content.keys().cloned().collect(),
            facts: Facts::default(),
            headers: Vec::new(),
            envelope: None,
            shared_at: RESPONSES.name(response).is_some().then(|| at.clone()),
        };
        if is_redirect(status) && matches!(endpoint.method, "GET" | "HEAD") {
            // It is followed, so that nobody sees what is in it.
            return responses.cases.push(case);
        }
        if is_redirect(status) {
            case.payload = Payload::Redirect;
        } else if endpoint.method != "HEAD" && !matches!(status, Status::Code(204 | 205 | 304)) {
            let contents = self.contents(source, &at.child("content"), stream);
            if let Some(first) = contents.first() {
                alternatives::put(&mut case, first.clone());
            }
            responses.contents.push((status, contents));
        }
        let of = (&at, endpoint);
        case.headers = self.response_headers(source, of, &mut responses.headers);
        responses.cases.push(case);
    }
}

/// A redirect that could be followed.
fn is_redirect(status: Status) -> bool {
    matches!(status, Status::Code(301 | 302 | 303 | 307 | 308))
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..=299) | Status::Class(2))
}

/// The responses that are a success: `default` too where no 2xx is documented.
fn successes(responses: &[ResponseCase]) -> Vec<&ResponseCase> {
    let mut found: Vec<&ResponseCase> = responses
        .iter()
        .filter(|it| is_success(it.status) || it.payload == Payload::Redirect)
        .collect();
    if !responses.iter().any(|it| is_success(it.status))
        && !found.iter().any(|it| it.payload == Payload::Redirect)
    {
        found.extend(responses.iter().filter(|it| it.status == Status::Default));
    }
    found
}

/// Finds out what calls give and names that, once it shows which responses have the same type.
pub(super) const PASS: Pass =
    Pass { name: "resolve_outcomes", run: |draft, _| run(&mut draft.groups) };

fn run(groups: &mut [Group]) {
    for operation in groups.iter_mut().flat_map(|it| &mut it.operations) {
        operation.outcome = outcome(&operation.responses, &operation.method);
        operation.error = error(&operation.responses);
        for it in &mut operation.alternatives {
            it.outcome = alternatives::outcome((&it.accept, &it.responses), &operation.method);
        }
    }
    groups.iter_mut().for_each(name);
}

/// Gives the variants of errors their names, once the types have `names`.
pub(super) fn name_errors(groups: &mut [Group], names: &[String]) {
    let operations = groups.iter_mut().flat_map(|it| &mut it.operations);
    operations.for_each(|it| errors::name_variants(&mut it.error, names));
}

/// Makes one type of the errors, and of the headers, of several operations that are the same.
///
/// Only the first kind of body of an operation counts, since the others have its types.
pub(super) fn share(groups: &mut [Group]) -> Shared {
    let notes = notes(groups);
    let (errors, headers) = (errors::share(groups), headers::share(groups));
    Shared { errors, headers, notes, ..Shared::default() }
}

/// How many operations say the same where it is said once.
const MANY: usize = 10;

/// What many operations say of an error and of where it is known from.
fn notes(groups: &[Group]) -> Vec<ErrorNote> {
    let operations = groups.iter().flat_map(|it| &it.operations).filter(|it| !it.alternative);
    let errors = operations.flat_map(|it| &it.responses).filter(|it| it.status.is_error());
    let said = errors.filter(|it| it.docs.provenance.is_some()).map(ResponseCase::said);
    let mut found: BTreeMap<(Status, &Docs), (usize, usize)> = BTreeMap::new();
    for (place, said) in said.enumerate() {
        // The first place counts.
        let (_, n_operations) = found.entry(said).or_insert((place, 0));
        *n_operations += 1;
    }
    let many = found.into_iter().filter(|(_, (_, n_operations))| *n_operations >= MANY);
    many.map(|((status, docs), (place, _))| ErrorNote { status, docs: docs.clone(), place })
        .collect()
}

/// What a successful call gives.
pub(super) fn outcome(responses: &[ResponseCase], method: &str) -> Outcome {
    let successes = successes(responses);
    let followed = matches!(method, "GET") && responses.iter().any(|it| is_redirect(it.status));
    let payloads = distinct(successes.iter().map(|it| it.payload.clone()));
    let ty = |payload: &Payload| match payload {
        Payload::Json(ty) => Some(ty.clone()),
        Payload::Text => Some(Ty::String),
        Payload::Empty
        | Payload::Bytes
        | Payload::Items(_)
        | Payload::Events(_)
        | Payload::Redirect => None,
    };
    match payloads.as_slice() {
        [] if followed => Outcome::Download,
        [] | [Payload::Empty] => Outcome::Value(Ty::Unit),
        [one] | [one, Payload::Empty] | [Payload::Empty, one] if streams(one).is_some() => {
            streams(one).unwrap_or(Outcome::Download)
        }
        [one] if ty(one).is_some() => Outcome::Value(ty(one).unwrap_or(Ty::Unit)),
        [one, Payload::Empty] | [Payload::Empty, one] if ty(one).is_some() => {
            Outcome::Value(ty(one).unwrap_or(Ty::Unit).nullable())
        }
        _ => Outcome::Cases(cases(successes.into_iter())),
    }
}

/// What is given as it arrives, where that is all that a success brings.
fn streams(payload: &Payload) -> Option<Outcome> {
    match payload {
        Payload::Bytes => Some(Outcome::Download),
        Payload::Items(ty) => Some(Outcome::Items(ty.clone())),
        Payload::Events(ty) => Some(Outcome::Events(ty.clone())),
        Payload::Empty | Payload::Json(_) | Payload::Text | Payload::Redirect => None,
    }
}

/// The responses that are not a success.
pub(super) fn failures(responses: &[ResponseCase]) -> Vec<&ResponseCase> {
    let counted = successes(responses).iter().any(|it| it.status == Status::Default);
    responses
        .iter()
        .filter(|it| !is_success(it.status) && (it.status != Status::Default || !counted))
        .collect()
}

fn distinct(payloads: impl Iterator<Item = Payload>) -> Vec<Payload> {
    let mut distinct = Vec::new();
    for payload in payloads {
        if !distinct.contains(&payload) {
            distinct.push(payload);
        }
    }
    distinct
}

/// What a body is beside others of another kind: a sequence can't stream there, and is text.
fn in_memory(payload: &Payload) -> Payload {
    match payload {
        Payload::Items(_) | Payload::Events(_) => Payload::Text,
        Payload::Empty | Payload::Json(_) | Payload::Text | Payload::Bytes | Payload::Redirect => {
            payload.clone()
        }
    }
}

fn cases<'r>(responses: impl Iterator<Item = &'r ResponseCase>) -> ResponseEnum {
    let mut scope = Scope::default();
    let cases = responses
        .map(|it| (scope.take(&status_name(it.status)), it.status, in_memory(&it.payload)));
    ResponseEnum { name: String::new(), cases: cases.collect() }
}

/// The value of the `accept` header: the media types of what a success may bring, else of an error.
pub(super) fn accept(responses: &Responses) -> String {
    let successes = successes(&responses.cases);
    let with_body = |it: &&ResponseCase| !it.media_type.is_empty();
    let chosen: Vec<&ResponseCase> = if successes.iter().any(with_body) {
        successes.into_iter().filter(with_body).collect()
    } else {
        responses.cases.iter().filter(with_body).collect()
    };
    let mut types: Vec<&str> = Vec::new();
    for case in chosen {
        let contents = responses.contents.iter().find(|(status, _)| *status == case.status);
        let contents = contents.map_or(&[][..], |(_, it)| it);
        let alike = contents
            .iter()
            .filter(|it| contents.first().is_some_and(|first| alternatives::is_alike(first, it)));
        for media_type in alike.map(|it| it.media_type.as_str()) {
            if !types.contains(&media_type) {
                types.push(media_type);
            }
        }
    }
    types.join(", ")
}

/// Names what stands beside the request builders of a module, after them: structs and enums over responses, statics.
fn name(group: &mut Group) {
    let mut scope = Scope::new(BUILDER_RESERVED);
    scope.claim(group.handle.as_deref().unwrap_or("Client"));
    for operation in &group.operations {
        scope.claim(&operation.builder);
        scope.claim(&operation.constant);
    }
    // An operation stands before its other kinds of body, whose responses are the same.
    for kinds in group.operations.chunk_by_mut(|_, next| next.alternative) {
        let setters = alternatives::setters(kinds);
        let Some((operation, others)) = kinds.split_first_mut() else { continue };
        let stem = operation.builder.trim_end_matches('_');
        name_cases(&mut operation.outcome, &format!("{stem}Response"), &mut scope);
        operation.error.name = scope.take(&format!("{stem}Error"));
        if let Some(it) = &mut operation.headers {
            it.name = scope.take(&format!("{stem}Headers"));
        }
        alternatives::name(operation, setters, &mut scope);
        for other in others {
            other.outcome = operation.outcome.clone();
            other.error = operation.error.clone();
            other.alternatives.clone_from(&operation.alternatives);
            other.headers.clone_from(&operation.headers);
        }
    }
    // Behind all others, so that no name changes for one of these; which are needed the types say in the end.
    for operation in &mut group.operations {
        let stem = operation.builder.trim_end_matches('_');
        operation.required = Some(scope.take(&format!("{stem}Required")));
    }
}

fn name_cases(outcome: &mut Outcome, name: &str, scope: &mut Scope) {
    if let Outcome::Cases(it) = outcome {
        it.name = scope.take(name);
    }
}

/// The name of a status as a variant: its reason phrase.
///
/// Source: RFC 9110, section 15, and the IANA registry of status codes. A 200 goes by its number, because a variant `Ok` would
/// read as that of `Result`.
fn status_name(status: Status) -> String {
    let code = match status {
        Status::Code(code) => code,
        Status::Class(class) => return format!("Status{class}xx"),
        Status::Default => return "OtherStatus".to_owned(),
    };
    let name = match code {
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritativeInformation",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "ContentTooLarge",
        415 => "UnsupportedMediaType",
        422 => "UnprocessableContent",
        423 => "Locked",
        424 => "FailedDependency",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        _ => return format!("Status{code}"),
    };
    name.to_owned()
}
