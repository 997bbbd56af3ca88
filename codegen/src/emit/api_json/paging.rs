//! How the results of an operation come page by page.

use serde_json::{Value, json};

use crate::ir::{Api, FirstPage, PagePlace, PageStep, Paging};

use super::object::Object;
use super::ty::ty;

pub(super) fn paging(api: &Api, paging: &Paging) -> Value {
    let Paging { step, limit, items, item, total, pages, more, page_size, confirmed } = paging;
    let place = |it: &Option<PagePlace>| it.as_ref().map(|it| json!(it.as_str()));
    let mut out = Object::new();
    put_step(step, &mut out);
    out.put_some("limit", limit.as_ref().map(|it| json!(it)));
    out.put("items", items.as_str());
    out.put("item", ty(api, item));
    out.put_some("total", place(total));
    out.put_some("pages", place(pages));
    out.put_some("more", place(more));
    out.put_some("page_size", place(page_size));
    out.put_some("provenance", (!confirmed).then_some("inferred"));
    out.into()
}

/// How one page leads to the next.
fn put_step(step: &PageStep, out: &mut Object) {
    let (style, facts) = match step {
        PageStep::Offset { parameter, first } => {
            ("offset", vec![("parameter", json!(parameter)), ("first", json!(first))])
        }
        PageStep::Page { parameter, first: FirstPage::Is(first) } => {
            ("page", vec![("parameter", json!(parameter)), ("first", json!(first))])
        }
        PageStep::Page { parameter, first: FirstPage::At(number) } => {
            ("page", vec![("parameter", json!(parameter)), ("number", json!(number.as_str()))])
        }
        PageStep::Cursor { parameter, next } => {
            ("cursor", vec![("parameter", json!(parameter)), ("next", json!(next.as_str()))])
        }
        PageStep::LastItem { parameter, member } => {
            ("last-item", vec![("parameter", json!(parameter)), ("member", json!(member.as_str()))])
        }
        PageStep::NextUrl(next) => ("next-url", vec![("next", json!(next.as_str()))]),
        PageStep::Link => ("link", Vec::new()),
    };
    out.put("style", style);
    for (name, it) in facts {
        out.put(name, it);
    }
}
