//! The templates of paths, and which paths match them.

use std::collections::BTreeSet;

use crate::pointer::percent_decoded;

/// How many segments of a path a parameter may take.
const SPAN: usize = 64;

/// The template of a path, segment by segment.
#[derive(Clone, Debug)]
pub(super) struct Template(Vec<Part>);

#[derive(Clone, Debug)]
enum Part {
    /// A segment, without its encoding.
    Literal(String),
    /// A segment with a parameter.
    Parameter(String),
}

/// The segments of a path, without their encoding.
pub(super) fn decoded(path: &str) -> Vec<String> {
    path.trim_end_matches('/').split('/').map(percent_decoded).collect()
}

impl Template {
    pub(super) fn new(path: &str) -> Self {
        let part = |it: &str| {
            if it.contains('{') {
                Part::Parameter(it.to_owned())
            } else {
                Part::Literal(percent_decoded(it))
            }
        };
        Self(path.trim_end_matches('/').split('/').map(part).collect())
    }

    /// How many segments of `path` are literal, where it matches; a parameter takes one segment, or else one to many.
    pub(super) fn matches(&self, path: &[String], may_span: bool) -> Option<usize> {
        if may_span && path.len() <= SPAN {
            return self.spans(path);
        }
        fit(&self.0, path).then(|| self.literals())
    }

    /// The same, where the parameter at the end is empty.
    pub(super) fn matches_empty(&self, path: &[String]) -> Option<usize> {
        let (_, before) = self.0.split_last()?;
        fit(before, path).then(|| self.literals())
    }

    fn literals(&self) -> usize {
        self.0.iter().filter(|it| matches!(it, Part::Literal(_))).count()
    }

    fn spans(&self, path: &[String]) -> Option<usize> {
        // Where in the path what was matched so far may end.
        let mut ends = BTreeSet::from([0]);
        for part in &self.0 {
            let mut next = BTreeSet::new();
            for start in &ends {
                let left = path.get(*start..).unwrap_or_default();
                let most = match part {
                    Part::Literal(_) => left.len().min(1),
                    Part::Parameter(_) => left.len(),
                };
                for length in 1..=most {
                    let taken = left.get(..length).unwrap_or_default().join("/");
                    if part.takes(&taken) {
                        next.insert(*start + length);
                    }
                }
            }
            if next.is_empty() {
                return None;
            }
            ends = next;
        }
        ends.contains(&path.len()).then(|| self.literals())
    }
}

/// Whether each part takes a segment.
fn fit(parts: &[Part], path: &[String]) -> bool {
    parts.len() == path.len() && parts.iter().zip(path).all(|(part, text)| part.takes(text))
}

impl Part {
    fn takes(&self, text: &str) -> bool {
        match self {
            Self::Literal(literal) => literal == text,
            Self::Parameter(template) => segment(template, text),
        }
    }
}

/// Whether a text is one that a segment with parameters stands for, each of which takes a character at least.
fn segment(template: &str, text: &str) -> bool {
    let Some((before, mut rest)) = template.split_once('{') else { return template == text };
    let Some(mut text) = text.strip_prefix(before) else { return false };
    loop {
        let Some((_, after)) = rest.split_once('}') else { return false };
        let mut left = text.chars();
        if left.next().is_none() {
            return false;
        }
        let left = left.as_str();
        let Some((literal, next)) = after.split_once('{') else {
            return left.ends_with(&percent_decoded(after));
        };
        // What follows the parameter is meant where it comes first: whatever is left then is the most.
        let Some(at) = left.find(literal) else { return false };
        text = left.get(at + literal.len()..).unwrap_or_default();
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::{Template, decoded};

    #[test]
    fn literals_count_and_parameters_take_a_segment() {
        let matches = |template: &str, path: &str, may_span| {
            Template::new(template).matches(&decoded(path), may_span)
        };
        assert_eq!(matches("/users/me", "/users/me", false), Some(3));
        assert_eq!(matches("/users/{id}", "/users/me", false), Some(2));
        assert_eq!(matches("/users/{id}", "/users/me/x", false), None);
        assert_eq!(matches("/users/{id}", "/users/", false), None);
        assert_eq!(matches("/files/{path}", "/files/a/b", true), Some(2));
        assert_eq!(matches("/a%20b/{x}:run", "/a%20b/7:run", false), Some(2));
        assert_eq!(matches("/r/{x}.{y}", "/r/a.json", false), Some(2));
        assert_eq!(matches("/r/{x}.{y}", "/r/.json", false), None);
        let many = format!("/{}:end", "{a}".repeat(40));
        assert_eq!(matches(&many, &format!("/{}", "x".repeat(4000)), false), None);
        assert_eq!(matches(&many, &format!("/{}:end", "x".repeat(40)), false), Some(1));
        let empty = |path: &str| Template::new("/users/{id}").matches_empty(&decoded(path));
        assert_eq!((empty("/users/"), empty("/orders/")), (Some(2), None));
    }
}
