//! Pagination as the settings have it, held against the description.

use crate::diagnostic::{Finding, Place, findings, most_similar};
use crate::http::is_token;
use crate::ir::{FirstPage, PagePlace, PageStep, Paging, Ty};
use crate::pointer::Pointer;
use crate::settings::{PageRule, PageStyle, Setting};

use super::candidates::Candidates;

/// What doesn't fit, and where the settings have it.
type Misfits = Vec<(Option<Place>, Finding)>;

/// What the settings say of an operation; of one that they don't name, headers have to be documented that lead on.
///
/// # Errors
///
/// What of it the description doesn't have.
pub(super) fn validate(
    rule: &PageRule,
    candidates: &Candidates<'_>,
    is_named: bool,
) -> Result<Paging, Misfits> {
    let mut check = Check { candidates, is_named, misfits: Vec::new() };
    let (items, item) = check.items(rule.items.as_ref());
    let step = check.step(rule, &item);
    let paging = Paging {
        step,
        limit: rule.limit.as_ref().map(|it| check.parameter(it)),
        items,
        item,
        total: check.place(rule.total.as_ref()),
        pages: check.place(rule.pages.as_ref()),
        more: check.place(rule.more.as_ref()),
        page_size: check.place(rule.page_size.as_ref()),
        confirmed: true,
    };
    if check.misfits.is_empty() { Ok(paging) } else { Err(check.misfits) }
}

struct Check<'s> {
    candidates: &'s Candidates<'s>,
    /// Whether the settings name the operation.
    is_named: bool,
    misfits: Misfits,
}

impl Check<'_> {
    fn step(&mut self, rule: &PageRule, item: &Ty) -> PageStep {
        let parameter = rule.parameter.as_ref().map(|it| self.parameter(it)).unwrap_or_default();
        let next = self.place(rule.next.as_ref()).unwrap_or_else(|| Pointer::root().into());
        let first = rule.first.as_ref().map(|it| it.value);
        match rule.style {
            PageStyle::Offset => PageStep::Offset { parameter, first: first.unwrap_or(0) },
            PageStyle::Page => {
                let number = self.place(rule.number.as_ref());
                let first = match (first, number) {
                    (None, Some(number)) => FirstPage::At(number),
                    (first, _) => FirstPage::Is(first.unwrap_or(1)),
                };
                PageStep::Page { parameter, first }
            }
            PageStyle::Cursor => PageStep::Cursor { parameter, next },
            PageStyle::LastItem => {
                let member = rule.member.as_ref().map(|it| self.member(it, item));
                PageStep::LastItem { parameter, member: member.unwrap_or_else(Pointer::root) }
            }
            PageStyle::NextUrl => PageStep::NextUrl(next),
            PageStyle::Link => PageStep::Link,
        }
    }

    fn parameter(&mut self, setting: &Setting<String>) -> String {
        let name = &setting.value;
        if self.candidates.parameters.iter().all(|it| it.wire != *name) {
            let id = &self.candidates.operation.id;
            self.misfit(setting, findings::settings::no_page_parameter(id, name));
        }
        name.clone()
    }

    /// A place in the response: a JSON pointer into its body, or the name of a header.
    fn place(&mut self, setting: Option<&Setting<String>>) -> Option<PagePlace> {
        let setting = setting?;
        let name = &setting.value;
        if !name.starts_with('/') && is_token(name) {
            return self.header(setting);
        }
        let at = self.pointer(setting)?;
        let candidates = self.candidates;
        if !candidates.is_any && candidates.type_at(candidates.page()?, &at).is_none() {
            let id = &candidates.operation.id;
            self.misfit(setting, findings::settings::nothing_in_page(id, at.as_str()));
        }
        Some(at.into())
    }

    /// A header of the response, which many descriptions leave out; not a member without its slash, nor a documented header
    /// with a slip.
    fn header(&mut self, setting: &Setting<String>) -> Option<PagePlace> {
        let name = &setting.value;
        let candidates = self.candidates;
        let documented = candidates.operation.headers.iter().flat_map(|it| &it.fields);
        let documented: Vec<&str> = documented.map(|it| it.wire.as_str()).collect();
        if documented.iter().any(|it| it.eq_ignore_ascii_case(name)) {
            return Some(PagePlace::Header(name.clone()));
        }
        let member = Pointer::root().child(name);
        let is_member = candidates
            .page()
            .is_some_and(|it| !candidates.is_any && candidates.type_at(it, &member).is_some());
        let near = most_similar(&name.to_ascii_lowercase(), documented);
        if is_member || near.is_some() || !self.is_named {
            let near = if is_member { Some(member.as_str()) } else { near };
            let id = &candidates.operation.id;
            self.misfit(setting, findings::settings::no_header_of_page(id, name, near));
            return None;
        }
        Some(PagePlace::Header(name.clone()))
    }

    fn items(&mut self, setting: Option<&Setting<String>>) -> (Pointer, Ty) {
        let Some(setting) = setting else {
            if let Some(item) = &self.candidates.list {
                return (Pointer::root(), item.clone());
            }
            if !self.candidates.is_any {
                let id = &self.candidates.operation.id;
                self.misfits.push((None, findings::settings::page_is_no_list(id)));
            }
            return (Pointer::root(), Ty::Any);
        };
        let at = self.pointer(setting).unwrap_or_else(Pointer::root);
        let candidates = self.candidates;
        if candidates.is_any {
            return (at, Ty::Any);
        }
        let found = candidates.page().and_then(|it| candidates.type_at(it, &at));
        match found.as_ref().map(|it| candidates.plain(it)) {
            Some(Ty::List(item)) => (at, (**item).clone()),
            Some(Ty::Any) => (at, Ty::Any),
            _ => {
                let id = &candidates.operation.id;
                self.misfit(setting, findings::settings::no_list_in_page(id, at.as_str()));
                (at, Ty::Any)
            }
        }
    }

    fn member(&mut self, setting: &Setting<String>, item: &Ty) -> Pointer {
        let Some(at) = self.pointer(setting) else { return Pointer::root() };
        if self.candidates.type_at(item, &at).is_none() {
            self.misfit(setting, findings::settings::nothing_in_item(at.as_str()));
        }
        at
    }

    fn pointer(&mut self, setting: &Setting<String>) -> Option<Pointer> {
        let at = Pointer::parse(&setting.value);
        if at.is_none() {
            self.misfit(setting, findings::settings::no_pointer(&setting.value, "/items"));
        }
        at
    }

    fn misfit(&mut self, setting: &Setting<String>, finding: Finding) {
        self.misfits.push((Some(setting.place.clone()), finding));
    }
}
