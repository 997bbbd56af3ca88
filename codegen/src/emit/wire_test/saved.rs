//! The requests that an operation stands for, each as an operation that sends just that.

use heck::ToSnakeCase as _;
use serde_json::Value;

use crate::ir::{Body, BodyKind, Docs, Example, Operation, Param, Sent};

/// A test of a saved request.
#[derive(Debug)]
pub(super) struct Test {
    /// What of its name isn't the operation's already.
    pub(super) name: String,
    /// The operation with what is given to the call as its examples, and without what isn't sent.
    pub(super) given: Operation,
    /// The same with what the types write.
    pub(super) written: Operation,
    /// The variant that the body is, where its text is that of another one too.
    pub(super) variant: Option<String>,
}

/// The tests of the requests that an operation stands for, without those that its types don't take.
pub(super) fn tests(operation: &Operation) -> Vec<Test> {
    let sound = operation.requests.iter().filter_map(|it| Some((&it.name, it.sent.as_ref()?)));
    let bare = bare(operation);
    let mut tests: Vec<Test> = Vec::new();
    for (name, sent) in sound {
        tests.push(Test {
            name: short(name, operation),
            given: sending(&bare, sent, |it| &it.value),
            written: sending(&bare, sent, |it| &it.written),
            variant: sent.variant.clone(),
        });
    }
    tests
}

/// A request's name in a test's, without what repeats the operation's.
fn short(name: &str, operation: &Operation) -> String {
    let words = words(name);
    let own = operation.name.trim_matches('_');
    match words.strip_prefix(own) {
        Some("") => String::new(),
        Some(rest) if rest.starts_with('_') => rest.trim_start_matches('_').to_owned(),
        _ => words,
    }
}

fn words(name: &str) -> String {
    let ascii = |c: char| if c.is_ascii_alphanumeric() { c } else { ' ' };
    name.chars().map(ascii).collect::<String>().to_snake_case()
}

/// The operation without what a call doesn't depend on, some of which grows with the number of requests.
fn bare(operation: &Operation) -> Operation {
    Operation {
        docs: Docs::default(),
        responses: Vec::new(),
        alternatives: Vec::new(),
        headers: None,
        requests: Vec::new(),
        ..operation.clone()
    }
}

/// The operation that sends what a request does.
fn sending(operation: &Operation, sent: &Sent, part: fn(&Example) -> &Value) -> Operation {
    let mut out = operation.clone();
    let params = operation.params.iter().zip(&sent.params).filter_map(|(param, value)| {
        Some(Param { example: value.as_ref()?.clone(), ..param.clone() })
    });
    out.params = params.collect();
    out.body = operation.body.as_ref().and_then(|body| match body.kind {
        // It is made of the parameters.
        BodyKind::Form(_) | BodyKind::Multipart(_) => Some(body.clone()),
        BodyKind::Json(_) | BodyKind::Text | BodyKind::Bytes => {
            let example = part(sent.body.as_ref()?).clone();
            Some(Body { example, ..body.clone() })
        }
    });
    out
}
