//! Names: of operations, and of the types that their bodies show.

use std::collections::BTreeSet;

use heck::ToLowerCamelCase;

use crate::words::symbols_as_words;

use super::endpoints::Endpoint;

/// Requests that send one kind of body.
pub(super) struct Sending<'a> {
    /// They, by their index.
    pub(super) requests: &'a [usize],
    /// Whether they send several things, so that none of them tells what the operation does.
    pub(super) are_several: bool,
}

/// Names longer than this are sentences.
const MOST_WORDS: usize = 9;

/// The operation ids that are given.
#[derive(Debug, Default)]
pub(super) struct Ids(BTreeSet<String>);

impl Ids {
    /// The id of an endpoint: the name of its request.
    ///
    /// Where several requests have different names it is what their names share, or else the end of the path. Where the
    /// id is taken, the tag stands in front of it, and then a number behind it.
    pub(super) fn take(
        &mut self,
        endpoint: &Endpoint<'_>,
        are_several: bool,
        tag: Option<&str>,
    ) -> Option<String> {
        Some(self.claim(&proposal(endpoint, are_several)?, tag))
    }

    /// The ids of the ways to send an endpoint's body, each by its own requests; `None` where that tells none apart.
    ///
    /// `own` is the id of the endpoint, which one of them may have, too.
    pub(super) fn take_for_ways(
        &mut self,
        endpoint: &Endpoint<'_>,
        ways: &[Sending<'_>],
        own: Option<&str>,
        tag: Option<&str>,
    ) -> Vec<Option<String>> {
        let proposal_of = |it: &Sending<'_>| proposal(&endpoint.only(it.requests), it.are_several);
        let proposals: Vec<Option<String>> = ways.iter().map(proposal_of).collect();
        let of_all = proposal(endpoint, true);
        let ids = proposals.iter().map(|proposal| {
            let is_alone = proposals.iter().filter(|it| *it == proposal).count() == 1;
            let proposal = proposal.as_ref().filter(|_| is_alone)?;
            match own {
                Some(own) if of_all.as_ref() == Some(proposal) => Some(own.to_owned()),
                _ => Some(self.claim(proposal, tag)),
            }
        });
        ids.collect()
    }

    fn claim(&mut self, id: &str, tag: Option<&str>) -> String {
        let tagged = tag.map_or_else(|| id.to_owned(), |tag| format!("{tag}/{id}"));
        let numbered = (2..).map(|number| format!("{tagged}{number}"));
        let mut proposals = [id.to_owned(), tagged.clone()].into_iter().chain(numbered);
        proposals.find(|it| self.0.insert(it.clone())).unwrap_or_default()
    }
}

/// The id that an endpoint should have.
fn proposal(endpoint: &Endpoint<'_>, are_several: bool) -> Option<String> {
    let id = symbols_as_words(&words(endpoint, are_several)?).to_lower_camel_case();
    (!id.is_empty()).then_some(id)
}

/// The words of an operation's name; `None` where method and path have to do.
fn words(endpoint: &Endpoint<'_>, are_several: bool) -> Option<String> {
    let names: Vec<&str> =
        endpoint.requests.iter().map(|it| without_number(&it.request.name)).collect();
    let (first, others) = names.split_first()?;
    if !are_several || others.iter().all(|it| it == first) {
        return is_name(first).then(|| (*first).to_owned());
    }
    let split = |name: &str| -> Vec<String> {
        let sound = |c: char| if c.is_alphanumeric() { c } else { ' ' };
        name.chars().map(sound).collect::<String>().split_whitespace().map(str::to_owned).collect()
    };
    let shared = others.iter().fold(split(first), |shared, name| common(&shared, &split(name)));
    if shared.len() > 1 && is_name(first) {
        return Some(shared.join(" "));
    }
    let last = endpoint.literals().next_back()?;
    let is_plural = last.ends_with('s') && !last.ends_with("ss");
    let verb = if is_plural || endpoint.method != "POST" { endpoint.method } else { "" };
    Some(format!("{} {last}", verb.to_lowercase()))
}

/// A name without the number that people put in front of it to keep an order: `2. `, `3.1 `, `04 - `.
pub(super) fn without_number(name: &str) -> &str {
    let name = name.trim();
    let rest = name.trim_start_matches(|it: char| it.is_ascii_digit() || it == '.');
    let number = name.strip_suffix(rest).unwrap_or_default();
    if !number.starts_with(|it: char| it.is_ascii_digit()) {
        return name;
    }
    let marked = rest.trim_start().strip_prefix([')', ']', ':', '-', '\u{2013}', '\u{2014}']);
    let rest = marked.or_else(|| number.contains('.').then_some(rest)).unwrap_or_default();
    let words = rest.trim_start();
    if words.len() < rest.len() && words.starts_with(char::is_alphabetic) { words } else { name }
}

/// Whether a request's name is one, and neither an address nor a sentence.
fn is_name(name: &str) -> bool {
    let is_address =
        name.starts_with(['/', '{', ':']) || name.contains("://") || name.contains("{{");
    !is_address && name.split_whitespace().count() <= MOST_WORDS
}

/// The longest sequence of words that is part of both, upper and lower case being the same.
fn common(a: &[String], b: &[String]) -> Vec<String> {
    let mut best: Vec<Vec<usize>> = vec![vec![0; b.len() + 1]; a.len() + 1];
    let get = |best: &[Vec<usize>], i: usize, j: usize| {
        best.get(i).and_then(|it| it.get(j)).copied().unwrap_or_default()
    };
    for (i, one) in a.iter().enumerate().rev() {
        for (j, other) in b.iter().enumerate().rev() {
            let value = if one.eq_ignore_ascii_case(other) {
                get(&best, i + 1, j + 1) + 1
            } else {
                get(&best, i + 1, j).max(get(&best, i, j + 1))
            };
            if let Some(cell) = best.get_mut(i).and_then(|it| it.get_mut(j)) {
                *cell = value;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut words = Vec::new();
    while let (Some(one), Some(other)) = (a.get(i), b.get(j)) {
        if one.eq_ignore_ascii_case(other) {
            words.push(one.clone());
            (i, j) = (i + 1, j + 1);
        } else if get(&best, i + 1, j) >= get(&best, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    words
}

/// What the type of a body may be called, best first: by the thing that the path is about.
pub(super) fn of_body(endpoint: &Endpoint<'_>, suffix: &str) -> Vec<String> {
    let noun = endpoint.literals().next_back().map(str::to_owned);
    let request = endpoint.first().map(|it| without_number(&it.name)).filter(|it| is_name(it));
    let named = request.map(|it| format!("{it} {suffix}"));
    noun.into_iter().chain(named).chain([suffix.to_owned()]).collect()
}

/// What the type of an error may be called: by the service that the path begins with.
pub(super) fn of_error(endpoint: &Endpoint<'_>) -> Vec<String> {
    let service = endpoint.literals().next().map(|it| format!("{it} error"));
    service.into_iter().chain(["error".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::without_number;

    #[test]
    fn numbers_in_front_of_names_are_left_out() {
        let table = [
            ("1. Login", "Login"),
            (" 2.10 Get all users ", "Get all users"),
            ("3) Delete", "Delete"),
            ("04 - Refund: all", "Refund: all"),
            ("2-factor login", "2-factor login"),
            ("3D models", "3D models"),
            ("2 users", "2 users"),
            ("1.5x speed", "1.5x speed"),
            ("v1. Login", "v1. Login"),
            ("404.", "404."),
            ("1. 2. 3.", "1. 2. 3."),
            ("", ""),
        ];
        for (name, expected) in table {
            assert_eq!(without_number(name), expected, "{name}");
        }
    }
}
