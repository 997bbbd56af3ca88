//! A place between pages, as text that goes from process to process.

use serde_json::{Map, Value, json};
use url::Url;

use super::progress::{Mark, NextRequest};
use crate::http::{
    call::Call,
    credentials::Auth,
    error::{RequestError, RequestErrorKind},
    links::NextPage,
    operation::Operation,
    paging::Strategy,
    redirect::keep_keys,
};

/// What the next page is asked for by, and what is known when it is.
#[derive(Clone)]
pub(super) struct Continuation {
    pub(super) next: NextRequest,
    pub(super) mark: Mark,
    /// How many items of that page were handed out already.
    pub(super) skip: usize,
}

impl Continuation {
    pub(super) fn new(next: NextRequest, mark: Mark) -> Self {
        Self { next, mark, skip: 0 }
    }

    /// Writes it, without the API keys that an address may have in its query.
    pub(super) fn write(&self, call: &Call) -> String {
        let mut token = Map::new();
        token.insert("operation".to_owned(), call.operation.name.into());
        match &self.next {
            NextRequest::First => {}
            NextRequest::By(_, value) => {
                token.insert("value".to_owned(), String::from_utf8_lossy(value).into());
            }
            NextRequest::At(next) => {
                let url = next.resolved().map(|it| without_keys(it, call));
                token.insert("url".to_owned(), url.unwrap_or_else(|| next.to.clone()).into());
            }
        }
        let Mark { position, first, from_start, pages, items } = self.mark;
        token.insert("mark".to_owned(), json!([position, first, from_start, pages, items]));
        if self.skip > 0 {
            token.insert("skip".to_owned(), self.skip.into());
        }
        Value::Object(token).to_string()
    }

    /// Reads what was written for the operation.
    ///
    /// # Errors
    ///
    /// [`RequestErrorKind::Paging`] when it is something else.
    pub(super) fn read(token: &str, operation: &Operation) -> Result<Self, RequestError> {
        let read = || {
            let token: Value = serde_json::from_str(token).ok()?;
            let text = |name: &str| token.get(name).and_then(Value::as_str);
            if text("operation") != Some(operation.name) {
                return None;
            }
            let next = match (operation.paging?.strategy, text("value"), text("url")) {
                (_, None, None) => NextRequest::First,
                (Strategy::NextUrl(_) | Strategy::Link, None, Some(url)) => {
                    // Whether it may be asked for is seen when it is.
                    NextRequest::At(NextPage { from: url.to_owned(), to: url.to_owned() })
                }
                (
                    Strategy::Offset { parameter, .. }
                    | Strategy::Page { parameter, .. }
                    | Strategy::Cursor { parameter, .. }
                    | Strategy::LastItem { parameter, .. },
                    Some(value),
                    None,
                ) => {
                    let json: Value = serde_json::from_str(value).ok()?;
                    // In a query its members would be parameters of their own.
                    if json.is_object() && !parameter.starts_with('/') {
                        return None;
                    }
                    NextRequest::By(parameter, value.as_bytes().to_vec())
                }
                _ => return None,
            };
            let number = Value::as_u64;
            let mark: [Value; 5] = serde_json::from_value(token.get("mark")?.clone()).ok()?;
            let [position, first, from_start, pages, items] = &mark;
            let mark = Mark {
                position: number(position),
                first: number(first)?,
                from_start: from_start.as_bool()?,
                pages: usize::try_from(number(pages)?).ok()?,
                items: number(items)?,
            };
            let skip = token.get("skip").map_or(Some(0), Value::as_u64)?;
            Some(Self { next, mark, skip: usize::try_from(skip).ok()? })
        };
        let fail = || {
            let message = "the continuation token is none of this operation";
            RequestError::new(RequestErrorKind::Paging, message)
        };
        read().ok_or_else(fail)
    }
}

fn without_keys(mut url: Url, call: &Call) -> String {
    let auths = call.client.shared.auths.iter().map(|it| it.auth.clone());
    keep_keys(&mut url, &auths.collect::<Vec<Auth>>(), false);
    url.into()
}
