//! The rules by which names and types tell that results come page by page.
//!
//! In this order, the first that fits: a cursor that the response gives; the last item's id; offsets and page numbers that
//! the response counts; an address in the response; one in its `Link` header; offsets and page numbers that only an empty page
//! ends. What the request asks for comes before addresses, since those lead nowhere behind a proxy.
//! Each rule needs the parameter, the member of the response that belongs to it, and one list that the items are in.

use crate::diagnostic::{Finding, findings};
use crate::ir::{FirstPage, PageStep, Paging, Ty};
use crate::pointer::Pointer;

use super::candidates::{Candidates, Member, Parameter};
use super::words::{
    CURSOR, HARDLY_ITEMS, ITEMS, LIMIT, MORE, NEXT, NEXT_URL, NOT_ITEMS, NUMBER, OF_THE_PAGE,
    OFFSET, PAGE, PAGES, PERHAPS_FROM_ONE, TOTAL, WEAK, WRAPPERS, fold_name,
};
use crate::words::singular;

/// Why an operation that looks paginated isn't taken for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ambiguity {
    /// Nothing says what the first page is called.
    FirstPage,
    /// There are several members that the items may be in.
    Items,
}

impl Ambiguity {
    /// What there is to say of an operation, and of so many others that it is about.
    pub(super) fn finding(self, id: &str, n_others: usize) -> Finding {
        match self {
            Self::FirstPage => findings::pagination::unknown_first_page(id, n_others),
            Self::Items => findings::pagination::several_items(id, n_others),
        }
    }
}

/// Parameters whose values are counted.
const COUNTED: &[&str] = &["page", "offset", "pagenumber", "start"];

/// How an operation is paginated, if it is.
///
/// # Errors
///
/// An [`Ambiguity`] when it looks like it, but isn't sure.
pub(super) fn infer(candidates: &Candidates<'_>) -> Result<Option<Paging>, Ambiguity> {
    if !matches!(candidates.operation.method.as_str(), "GET" | "POST" | "QUERY") {
        return Ok(None);
    }
    let facts = Facts::new(candidates);
    let Some(step) = facts.step()? else { return Ok(None) };
    let Some((items, item)) = items(candidates)? else { return Ok(None) };
    if candidates.sends(&items, &item) {
        return Ok(None);
    }
    // Only objects have an id that could lead on.
    if matches!(step, PageStep::LastItem { .. }) {
        let record = candidates.record(&item);
        let id = record.and_then(|(_, it)| it.fields.iter().find(|it| it.wire == "id"));
        if id.is_none_or(|it| !candidates.is_scalar(&it.ty)) {
            return Ok(None);
        }
    }
    let at = |member: Option<&Member>| member.map(|it| it.at.clone().into());
    let counted = matches!(step, PageStep::Offset { .. } | PageStep::Page { .. });
    Ok(Some(Paging {
        limit: facts.limit.map(|it| it.wire.clone()),
        items,
        item,
        total: at(facts.total.filter(|it| counted && !it.hints.mentions(OF_THE_PAGE))),
        pages: at(facts.pages.filter(|_| matches!(step, PageStep::Page { .. }))),
        more: at(facts.more),
        page_size: at(facts.page_size.filter(|_| counted)),
        step,
        confirmed: false,
    }))
}

/// The list of the items, where there is one, and the type of an item.
fn items(candidates: &Candidates<'_>) -> Result<Option<(Pointer, Ty)>, Ambiguity> {
    if let Some(item) = &candidates.list {
        return Ok(Some((Pointer::root(), item.clone())));
    }
    let is_of_path = |it: &Member| of_path(candidates, it);
    let lists: Vec<(&Member, &Ty)> = candidates
        .members
        .iter()
        .filter(|it| is_of_path(it) || !NOT_ITEMS.contains(&it.word.as_str()))
        .filter(|it| it.depth == 0 || WRAPPERS.contains(&it.within.as_str()))
        .filter_map(|it| match candidates.plain(&it.ty) {
            Ty::List(item) => Some((it, &**item)),
            _ => None,
        })
        .collect();
    let likely = |it: &Member| is_of_path(it) || !HARDLY_ITEMS.contains(&it.word.as_str());
    let of = |fits: &dyn Fn(&Member, &Ty) -> bool| -> Vec<(&Member, &Ty)> {
        lists.iter().copied().filter(|(member, item)| fits(member, item)).collect()
    };
    let known = |it: &Member| ITEMS.contains(&it.word.as_str());
    let choices = [
        of(&|it, item| known(it) && candidates.is_object(item)),
        of(&|it, _| is_of_path(it)),
        of(&|it, item| likely(it) && candidates.is_object(item)),
        // Of lists of scalars, such as columns of values, one is no more than its like.
        of(&|it, _| likely(it)),
        lists.clone(),
    ];
    // What may be anything may be the list.
    let is_open = |it: &Member| matches!(candidates.plain(&it.ty), Ty::Any | Ty::Map(_));
    let open = candidates.members.iter().any(|it| it.depth == 0 && known(it) && is_open(it));
    for candidates in choices {
        match candidates.as_slice() {
            [] => {}
            [(member, _)] if open && !likely(member) => {
                return Err(Ambiguity::Items);
            }
            [(member, item)] => {
                let is_named = known(member) || is_of_path(member);
                let others = lists.iter().map(|it| it.0).filter(|it| likely(it));
                if others.filter(|it| it.at != member.at).any(|it| rivals(it, member, is_named)) {
                    return Err(Ambiguity::Items);
                }
                return Ok(Some((member.at.clone(), (*item).clone())));
            }
            _ => return Err(Ambiguity::Items),
        }
    }
    Ok(None)
}

/// Whether another list may have the rows: some responses have a list for each column, all of one length.
///
/// What is called like items still isn't, where it may be missing and a list beside it can't.
fn rivals(other: &Member, items: &Member, is_named: bool) -> bool {
    let is_beside = other.at.split_last().map(|it| it.0) == items.at.split_last().map(|it| it.0);
    is_beside && (!is_named || (other.is_sure && !items.is_sure))
}

/// Whether a member is called as the path ends.
fn of_path(candidates: &Candidates<'_>, member: &Member) -> bool {
    let path = candidates.operation.path.rsplit('/').find(|it| !it.is_empty() && !it.contains('{'));
    let path = fold_name(path.unwrap_or_default());
    member.word == path || singular(&member.word) == singular(&path)
}

/// The parameters and members that have to do with pages.
struct Facts<'s> {
    candidates: &'s Candidates<'s>,
    limit: Option<&'s Parameter>,
    total: Option<&'s Member>,
    pages: Option<&'s Member>,
    more: Option<&'s Member>,
    page_size: Option<&'s Member>,
}

impl<'s> Facts<'s> {
    fn new(candidates: &'s Candidates<'s>) -> Self {
        let number = |it: &&Member| candidates.is_number(&it.ty, &it.hints);
        let member = |words: &[&str], fits: &dyn Fn(&&Member) -> bool| {
            let find =
                |word: &&str| candidates.members.iter().find(|it| it.word == **word && fits(it));
            words.iter().find_map(find)
        };
        let limit =
            candidates.named(LIMIT).into_iter().find(|it| candidates.is_number(&it.ty, &it.hints));
        let stated_total =
            |it: &&Member| number(it) && it.hints.mentions(&["total", "overall", "all pages"]);
        Self {
            candidates,
            limit,
            total: member(TOTAL, &number).or_else(|| member(&["count"], &stated_total)),
            pages: member(PAGES, &number),
            more: member(MORE, &|it| *candidates.plain(&it.ty) == Ty::Bool),
            // One that is called like the parameter says what became of it.
            page_size: limit.and_then(|limit| {
                let same = |it: &&Member| it.word == limit.word && number(it);
                candidates.members.iter().find(same)
            }),
        }
    }

    fn step(&self) -> Result<Option<PageStep>, Ambiguity> {
        if let Some(step) = self.cursor().or_else(|| self.last_item()) {
            return Ok(Some(step));
        }
        let numbered = self.numbered();
        match &numbered {
            Ok(Some(step)) if self.is_counted() => return Ok(Some(step.clone())),
            _ => {}
        }
        if let Some(step) = self.next_url().or_else(|| self.link()) {
            return Ok(Some(step));
        }
        numbered
    }

    /// Whether the response says how much there is, or whether there is more.
    fn is_counted(&self) -> bool {
        self.total.is_some() || self.more.is_some() || self.pages.is_some()
    }

    /// A parameter that takes what the response has for it.
    fn cursor(&self) -> Option<PageStep> {
        let candidates = self.candidates;
        let takes = |it: &&Parameter| candidates.is_scalar(&it.ty);
        let parameters: Vec<&Parameter> =
            candidates.named(CURSOR).into_iter().filter(takes).collect();
        let members = || self.candidates.members.iter().filter(|it| self.is_cursor(it));
        for word in NEXT {
            for member in members().filter(|it| it.word == *word) {
                let wanted = member.word.strip_prefix("next").unwrap_or(&member.word);
                let number = candidates.is_number(&member.ty, &member.hints);
                let counts = |it: &Parameter| COUNTED.contains(&it.word.as_str());
                // Numbers count, and texts don't.
                let takes = |it: &&&Parameter| {
                    !counts(it) || number == candidates.is_number(&it.ty, &it.hints)
                };
                let mut same = parameters.iter().filter(takes);
                let same = same.find(|it| it.word == member.word || it.word == wanted);
                let other = parameters.iter().find(|it| !WEAK.contains(&it.word.as_str()));
                // `next` alone may as well be the item that follows this one.
                let item = ["next", "after"].contains(&member.word.as_str()) && member.depth == 0;
                let found = match same {
                    Some(it) => Some(it),
                    None if number
                        && ["nextpagenumber", "nextoffset", "nextstart"]
                            .contains(&member.word.as_str()) =>
                    {
                        parameters.iter().find(|it| counts(it))
                    }
                    None if item && member.hints.mentions(&["previous"]) => None,
                    None => other,
                };
                if let Some(parameter) = found {
                    return Some(cursor(parameter, member));
                }
            }
        }
        // One of the same name on both sides leads on only where that is said.
        let leads = ["next", "subsequent", "following", "more results", "further", "continue"];
        parameters.iter().find_map(|parameter| {
            let counts = OFFSET.contains(&parameter.word.as_str())
                || PAGE.contains(&parameter.word.as_str());
            let member =
                members().find(|it| it.word == parameter.word && it.hints.mentions(&leads));
            member.filter(|_| !counts).map(|it| cursor(parameter, it))
        })
    }

    /// Whether a member holds a value for a parameter, and no address.
    fn is_cursor(&self, member: &Member) -> bool {
        self.candidates.is_scalar(&member.ty) && !self.is_address(member)
    }

    fn is_address(&self, member: &Member) -> bool {
        let Member { word, within, hints, ty, .. } = member;
        let shown = hints.example.as_ref().and_then(|it| it.as_str());
        let is_named = || ["url", "uri", "link", "href"].iter().any(|it| word.contains(it));
        let is_stated = || {
            let mut words = hints.text.split(|it: char| !it.is_alphanumeric());
            words.any(|it| ["url", "uri", "link", "hyperlink", "href", "urls"].contains(&it))
        };
        *self.candidates.plain(ty) == Ty::String
            && (is_named()
                || hints.format.starts_with("uri")
                || ["links", "link"].contains(&within.as_str())
                || shown.is_some_and(|it| it.starts_with("http") || it.starts_with('/'))
                || is_stated())
    }

    /// A parameter that takes the id of the last item, while the response says whether there is more.
    fn last_item(&self) -> Option<PageStep> {
        self.more?;
        let parameter = self.candidates.named(&["startingafter", "after"]).into_iter().next()?;
        let last =
            self.candidates.members.iter().find(|it| it.word == "lastid" && self.is_cursor(it));
        if let Some(last) = last {
            return Some(cursor(parameter, last));
        }
        let is_first = parameter.word == "startingafter";
        let member = Pointer::root().child("id");
        is_first.then(|| PageStep::LastItem { parameter: parameter.wire.clone(), member })
    }

    /// An offset or the number of a page.
    fn numbered(&self) -> Result<Option<PageStep>, Ambiguity> {
        let candidates = self.candidates;
        let number = |it: &&Parameter| candidates.is_number(&it.ty, &it.hints);
        let offset = candidates.named(OFFSET).into_iter().find(number);
        let page = candidates.named(PAGE).into_iter().find(number);
        let ends = self.limit.is_some() || self.is_counted();
        match (offset, page) {
            (None, None) => Ok(None),
            // Of both that one counts which the response tells.
            (Some(_), Some(page)) => {
                let number = self.number().filter(|_| ends);
                let first = |it| Self::first_of(page, it);
                let parameter = page.wire.clone();
                Ok(number.map(|it| PageStep::Page { parameter, first: first(it) }))
            }
            (Some(offset), None) => Ok(Self::offset(offset).filter(|_| ends)),
            (None, Some(_)) if !ends => Ok(None),
            (None, Some(page)) => match self.first_page(page) {
                Some(first) => Ok(Some(PageStep::Page { parameter: page.wire.clone(), first })),
                // Without a list there is nothing that could be ambiguous.
                None if items(candidates)?.is_none() => Ok(None),
                None => Err(Ambiguity::FirstPage),
            },
        }
    }

    fn offset(offset: &Parameter) -> Option<PageStep> {
        let pages = [
            "page number",
            "page index",
            "number of pages",
            "pages to skip",
            "number of the page",
            "page offset",
        ];
        if offset.hints.mentions(&pages) {
            return None;
        }
        let open = PERHAPS_FROM_ONE.contains(&offset.word.as_str());
        let first = match (open, offset.hints.first()) {
            (true, first) => first?,
            // Counted from 1 it isn't what it is called.
            (false, Some(1)) => return None,
            (false, _) => 0,
        };
        Some(PageStep::Offset { parameter: offset.wire.clone(), first })
    }

    fn first_page(&self, page: &Parameter) -> Option<FirstPage> {
        let number = self.number().map(|it| Self::first_of(page, it));
        page.hints.first().map(FirstPage::Is).or(number)
    }

    fn first_of(page: &Parameter, number: &Member) -> FirstPage {
        let first = page.hints.first().or_else(|| number.hints.first());
        first.map_or_else(|| FirstPage::At(number.at.clone().into()), FirstPage::Is)
    }

    /// The member that says which page it is on.
    fn number(&self) -> Option<&'s Member> {
        let candidates = self.candidates;
        let number = |it: &&Member| candidates.is_number(&it.ty, &it.hints);
        let find =
            |word: &&str| candidates.members.iter().find(|it| it.word == **word && number(it));
        NUMBER.iter().find_map(find)
    }

    /// An address in the response.
    fn next_url(&self) -> Option<PageStep> {
        if self.candidates.operation.method != "GET" {
            return None;
        }
        let candidates = self.candidates;
        let find = |word: &&str| {
            candidates.members.iter().find(|it| it.word == **word && self.is_address(it))
        };
        // One that is called nothing more is about pages where a parameter is, or a list that is nothing else.
        let sure = |it: &&Member| {
            let paged = self.limit.is_some()
                || [PAGE, OFFSET, CURSOR].iter().any(|it| !candidates.named(it).is_empty());
            let known = |it: &Member| {
                let named = ITEMS.contains(&it.word.as_str()) || of_path(candidates, it);
                named || it.within == "embedded"
            };
            let listed = || {
                candidates
                    .members
                    .iter()
                    .any(|it| known(it) && matches!(candidates.plain(&it.ty), Ty::List(_)))
            };
            it.word.len() > "nextpage".len() || paged || listed()
        };
        let member = NEXT_URL.iter().find_map(find).filter(sure);
        // HAL and JSON:API have objects with the address in them.
        let href = || {
            let is_it = |it: &&Member| it.word == "href" && it.within == "next";
            candidates.members.iter().find(is_it).filter(sure)
        };
        member.or_else(href).map(|it| PageStep::NextUrl(it.at.clone().into()))
    }

    /// An address in the header, where a parameter shows that there are pages.
    fn link(&self) -> Option<PageStep> {
        let operation = self.candidates.operation;
        let documented = operation.headers.as_ref()?.fields.iter().any(|it| it.wire == "link");
        let paged = self.limit.is_some() || !self.candidates.named(PAGE).is_empty();
        (documented && paged && operation.method == "GET").then_some(PageStep::Link)
    }
}

fn cursor(parameter: &Parameter, member: &Member) -> PageStep {
    PageStep::Cursor { parameter: parameter.wire.clone(), next: member.at.clone().into() }
}
