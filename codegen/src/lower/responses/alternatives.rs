//! Other media types that an operation's responses come in: a method of the request builder for each.

use crate::ir::{Alternative, Operation, Outcome, Payload, ResponseCase};
use crate::lower::names::{SETTER_RESERVED, Scope, camel, shouty, snake};
use crate::lower::responses::content::Content;
use crate::lower::responses::{Responses, name_cases, streams, successes};

/// What a request may ask for instead, in the document's order; without names.
pub(in crate::lower) fn alternatives(responses: &Responses, method: &str) -> Vec<Alternative> {
    let counted: Vec<_> = successes(&responses.cases).iter().map(|it| it.status).collect();
    let body_variants = || responses.contents.iter().filter(|(status, _)| counted.contains(status));
    let is_whole = matches!(super::outcome(&responses.cases, method), Outcome::Cases(_));
    let mut media_types: Vec<&str> = Vec::new();
    for (_, contents) in body_variants() {
        let Some(first) = contents.first() else { continue };
        let alike = contents.iter().filter(|it| is_alike(first, it)).count();
        for content in contents {
            // Beside others a sequence is read whole, for which an endless one never ends.
            let waits =
                is_whole && matches!(content.payload, Payload::Items(_) | Payload::Events(_));
            let alone = is_alike(first, content) && alike < 2 && !waits;
            let known = media_types.contains(&content.media_type.as_str());
            if !alone && !known {
                media_types.push(&content.media_type);
            }
        }
    }
    let of = |media_type: &str| {
        let mut cases = responses.cases.clone();
        for (status, contents) in body_variants() {
            let content = contents.iter().find(|it| it.media_type == media_type);
            let case = cases.iter_mut().find(|it| it.status == *status);
            if let (Some(case), Some(content)) = (case, content) {
                put(case, content.clone());
            }
        }
        Alternative {
            name: String::new(),
            constant: String::new(),
            accept: media_type.to_owned(),
            outcome: outcome((media_type, &cases), method),
            responses: cases,
        }
    };
    media_types.into_iter().map(of).collect()
}

/// What whoever asks for an alternative gets: a stream where it is one, whatever a success of another status would bring.
pub(super) fn outcome((accept, responses): (&str, &[ResponseCase]), method: &str) -> Outcome {
    let asked = responses.iter().find(|it| it.media_type == accept);
    asked.and_then(|it| streams(&it.payload)).unwrap_or_else(|| super::outcome(responses, method))
}

/// Whether what comes is handled in the same way, so that both may be asked for at once.
pub(super) fn is_alike(first: &Content, other: &Content) -> bool {
    match first.payload {
        Payload::Text | Payload::Bytes => first.payload == other.payload,
        _ => first.media_type == other.media_type,
    }
}

pub(super) fn put(case: &mut ResponseCase, content: Content) {
    let Content { payload, media_type, examples, facts, envelope } = content;
    case.facts = facts;
    (case.payload, case.media_type, case.examples) = (payload, media_type, examples);
    case.envelope = envelope;
}

/// What the request builders of an operation have, all its kinds of body together: `accept_csv` is one name in them all.
pub(super) fn setters(kinds: &[Operation]) -> Scope {
    let mut setters = Scope::new(SETTER_RESERVED);
    for operation in kinds {
        let params = operation.params.iter().map(|it| &it.name);
        let body = operation.body.iter().flat_map(|it| {
            let others = it.choice.iter().map(|it| &it.name);
            others.chain(it.extras().iter().map(|it| &it.name)).chain([&it.name])
        });
        for name in params.chain(body) {
            setters.claim(name);
        }
    }
    setters
}

/// Gives the methods, statics and enums of the alternatives their names; `scope` is the module's.
pub(super) fn name(operation: &mut Operation, mut setters: Scope, scope: &mut Scope) {
    let stem = operation.builder.trim_end_matches('_').to_owned();
    let constant = operation.constant.trim_end_matches('_').to_owned();
    for alternative in &mut operation.alternatives {
        let words = words(&alternative.accept);
        alternative.name = setters.take(&snake(&format!("accept {words}")));
        alternative.constant = scope.take(&format!("{constant}_{}", shouty(&words)));
        name_cases(&mut alternative.outcome, &format!("{stem}{}Response", camel(&words)), scope);
    }
}

/// What people call a media type: `csv`, `event stream`, `github diff`.
fn words(media_type: &str) -> String {
    let (essence, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    let (main, sub) = essence.trim().split_once('/').unwrap_or(("", essence));
    let sub = sub.strip_prefix("vnd.").or_else(|| sub.strip_prefix("x-")).unwrap_or(sub);
    let called = match (main, sub) {
        ("text", "plain") => "text",
        (main, "*") => main,
        (_, sub) => sub,
    };
    format!("{called} {parameters}").trim().replace("charset=", "")
}
