//! Replies: what each status brings, and what that makes of a call's result.

use openapiv3::{MediaType, ReferenceOr, Response, StatusCode};
use serde_json::Value;

use crate::diagnostic::Code;
use crate::ir::{
    Body, Docs, ErrorBody, Example, Group, Operation, Outcome, Payload, ReplyCase, ReplyEnum,
    Status, Ty,
};
use crate::lower::Cx;
use crate::lower::bodies::Media;
use crate::lower::components::REPLIES;
use crate::lower::facets::{Node, provenance};
use crate::lower::names::{BUILDER_RESERVED, Scope};
use crate::lower::operations::Site;
use crate::pointer::Pointer;

impl<'a> Cx<'a> {
    /// The documented replies of an operation, the most particular first.
    pub(super) fn replies(&mut self, site: &Site<'a>) -> Vec<ReplyCase> {
        let at = site.at().child("responses");
        let responses = &site.source.responses;
        let mut cases = Vec::new();
        for (code, response) in &responses.responses {
            let status = match code {
                StatusCode::Code(code) => Status::Code(*code),
                StatusCode::Range(class) => Status::Class(u8::try_from(*class).unwrap_or(0)),
            };
            cases.extend(self.reply(site, status, response, &at.child(&code.to_string())));
        }
        if let Some(response) = &responses.default {
            cases.extend(self.reply(site, Status::Default, response, &at.child("default")));
        }
        cases.sort_by_key(|it| it.status);
        cases
    }

    fn reply(
        &mut self,
        site: &Site<'a>,
        status: Status,
        response: &'a ReferenceOr<Response>,
        at: &Pointer,
    ) -> Option<ReplyCase> {
        let (source, at) = self.follow(&REPLIES, response, at)?;
        let (payload, media_type, examples) =
            self.payload(site, status, source, &at.child("content"));
        let docs = Docs {
            text: Some(source.description.clone()).filter(|it| !it.trim().is_empty()),
            provenance: provenance(|name| source.extensions.get(name)),
            deprecated: false,
        };
        Some(ReplyCase { status, payload, docs, examples, media_type })
    }

    fn payload(
        &mut self,
        site: &Site<'a>,
        status: Status,
        source: &'a Response,
        at: &Pointer,
    ) -> (Payload, String, Vec<Example>) {
        let nothing = (Payload::Empty, String::new(), Vec::new());
        if is_redirect(status) {
            let followed = matches!(site.method, "GET" | "HEAD");
            return if followed { nothing } else { (Payload::Redirect, String::new(), Vec::new()) };
        }
        if site.method == "HEAD" || matches!(status, Status::Code(204 | 205 | 304)) {
            return nothing;
        }
        let mut choices: Vec<(Media, &str, &'a MediaType)> = source
            .content
            .iter()
            .map(|(name, it)| (self.media(name, it, at), name.as_str(), it))
            .collect();
        choices.sort_by_key(|(media, name, _)| (*media, name.contains('*')));
        let Some((media, media_type, content)) = choices.first().copied() else { return nothing };
        let at = at.child(media_type).child("schema");
        let schema = content.schema.as_ref().map(Node::from);
        let payload = match media {
            Media::Json => Payload::Json(schema.map_or(Ty::Any, |it| self.ty(it, &at))),
            Media::Text | Media::Form | Media::Multipart => Payload::Text,
            Media::Xml => {
                self.report(Code::XmlBody, &at, "an XML reply is given as text");
                Payload::Text
            }
            Media::Bytes => Payload::Bytes,
        };
        let mut values: Vec<Value> = content.example.iter().cloned().collect();
        values.extend(self.example_values(&content.examples));
        if values.is_empty() && matches!(payload, Payload::Json(_)) {
            values.extend(
                schema
                    .and_then(|it| self.resolve_node(it, &at)?.schema.schema_data.example.clone()),
            );
        }
        let examples =
            values.into_iter().map(|value| Example { value, written: Value::Null }).collect();
        // What is only handed on may be asked for by a range: `image/*`.
        let media_type = match media {
            Media::Bytes => media_type.to_owned(),
            _ => media.concrete(media_type),
        };
        (payload, media_type, examples)
    }
}

/// A redirect that could be followed.
fn is_redirect(status: Status) -> bool {
    matches!(status, Status::Code(301 | 302 | 303 | 307 | 308))
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..=299) | Status::Class(2))
}

/// The replies that are a success: `default` too where no 2xx is documented.
fn successes(replies: &[ReplyCase]) -> Vec<&ReplyCase> {
    let mut found: Vec<&ReplyCase> = replies
        .iter()
        .filter(|it| is_success(it.status) || it.payload == Payload::Redirect)
        .collect();
    if !replies.iter().any(|it| is_success(it.status))
        && !found.iter().any(|it| it.payload == Payload::Redirect)
    {
        found.extend(replies.iter().filter(|it| it.status == Status::Default));
    }
    found
}

/// What a successful call gives.
pub(super) fn outcome(replies: &[ReplyCase], method: &str) -> Outcome {
    let successes = successes(replies);
    let followed = matches!(method, "GET") && replies.iter().any(|it| is_redirect(it.status));
    if successes.iter().any(|it| it.payload == Payload::Bytes) || (successes.is_empty() && followed)
    {
        return Outcome::Download;
    }
    let mut payloads: Vec<&Payload> = Vec::new();
    for case in &successes {
        if !payloads.contains(&&case.payload) {
            payloads.push(&case.payload);
        }
    }
    let ty = |payload: &Payload| match payload {
        Payload::Json(ty) => Some(ty.clone()),
        Payload::Text => Some(Ty::String),
        Payload::Empty | Payload::Bytes | Payload::Redirect => None,
    };
    match payloads.as_slice() {
        [] | [Payload::Empty] => Outcome::Value(Ty::Unit),
        [one] if ty(one).is_some() => Outcome::Value(ty(one).unwrap_or(Ty::Unit)),
        [one, Payload::Empty] | [Payload::Empty, one] if ty(one).is_some() => {
            Outcome::Value(super::schemas::nullable(ty(one).unwrap_or(Ty::Unit)))
        }
        _ => Outcome::Cases(cases(successes.into_iter())),
    }
}

/// What a documented error reply gives.
pub(super) fn error(replies: &[ReplyCase]) -> ErrorBody {
    let counted = successes(replies).iter().any(|it| it.status == Status::Default);
    let errors: Vec<&ReplyCase> = replies
        .iter()
        .filter(|it| !is_success(it.status) && (it.status != Status::Default || !counted))
        .filter(|it| matches!(it.payload, Payload::Json(_) | Payload::Text))
        .collect();
    let mut payloads: Vec<&Payload> = Vec::new();
    for case in &errors {
        if !payloads.contains(&&case.payload) {
            payloads.push(&case.payload);
        }
    }
    match payloads.as_slice() {
        [] => ErrorBody::None,
        [Payload::Json(ty)] => ErrorBody::Value(ty.clone()),
        [Payload::Text] => ErrorBody::Value(Ty::String),
        _ => ErrorBody::Cases(cases(errors.into_iter())),
    }
}

fn cases<'r>(replies: impl Iterator<Item = &'r ReplyCase>) -> ReplyEnum {
    let mut scope = Scope::default();
    let cases =
        replies.map(|it| (scope.take(&status_name(it.status)), it.status, it.payload.clone()));
    ReplyEnum { name: String::new(), cases: cases.collect() }
}

/// The value of the `accept` header: the media types of what a success may bring, else of an error.
pub(super) fn accept(replies: &[ReplyCase]) -> String {
    let mut types: Vec<&str> = Vec::new();
    let successes = successes(replies);
    let with_body = |it: &&ReplyCase| !it.media_type.is_empty();
    let chosen: Vec<&ReplyCase> = if successes.iter().any(with_body) {
        successes.into_iter().filter(with_body).collect()
    } else {
        replies.iter().filter(with_body).collect()
    };
    for case in chosen {
        if !types.contains(&case.media_type.as_str()) {
            types.push(&case.media_type);
        }
    }
    types.join(", ")
}

/// Gives the enums over replies their names, after the request builders of the same module.
pub(super) fn name_enums(group: &mut Group) {
    let mut scope = Scope::new(BUILDER_RESERVED);
    scope.claim(group.handle.as_deref().unwrap_or("Client"));
    group.operations.iter().for_each(|it| {
        scope.claim(&it.builder);
    });
    let mut last = (Outcome::Value(Ty::Unit), ErrorBody::None);
    for operation in &mut group.operations {
        if operation.alternative {
            (operation.outcome, operation.error) = last.clone();
            continue;
        }
        let stem = operation.builder.trim_end_matches('_');
        if let Outcome::Cases(it) = &mut operation.outcome {
            it.name = scope.take(&format!("{stem}Reply"));
        }
        if let ErrorBody::Cases(it) = &mut operation.error {
            it.name = scope.take(&format!("{stem}Error"));
        }
        last = (operation.outcome.clone(), operation.error.clone());
    }
}

/// Calls `each` with every type that an operation mentions, to change it.
pub(super) fn each_ty_of_operation(operation: &mut Operation, each: &mut dyn FnMut(&mut Ty)) {
    operation.params.iter_mut().for_each(|it| each(&mut it.ty));
    operation.body.iter_mut().flat_map(Body::types_mut).for_each(&mut *each);
    let mut payload = |payload: &mut Payload| {
        if let Payload::Json(ty) = payload {
            each(ty);
        }
    };
    operation.replies.iter_mut().for_each(|it| payload(&mut it.payload));
    if let Outcome::Cases(it) = &mut operation.outcome {
        it.cases.iter_mut().for_each(|(.., it)| payload(it));
    }
    if let ErrorBody::Cases(it) = &mut operation.error {
        it.cases.iter_mut().for_each(|(.., it)| payload(it));
    }
    if let Outcome::Value(ty) = &mut operation.outcome {
        each(ty);
    }
    if let ErrorBody::Value(ty) = &mut operation.error {
        each(ty);
    }
}

/// The name of a status as a variant: its reason phrase.
///
/// Source: RFC 9110, section 15, and the IANA registry of status codes.
fn status_name(status: Status) -> String {
    let code = match status {
        Status::Code(code) => code,
        Status::Class(class) => return format!("Status{class}xx"),
        Status::Default => return "Default".to_owned(),
    };
    let name = match code {
        200 => "Ok",
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
