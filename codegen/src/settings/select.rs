//! `[select]`: which operations the client has.

use super::{Setting, Table};
use crate::http::is_token;

/// The table `[select]`: patterns of operations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Select {
    /// Those that the client has; all of the description where there are none.
    pub include: Vec<Setting<String>>,
    /// Those that it doesn't have, whatever `include` says.
    pub exclude: Vec<Setting<String>>,
}

impl Select {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        Self { include: table.strings("include"), exclude: table.strings("exclude") }
    }
}

/// What a pattern says about operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern<'p> {
    /// `tag:pets`: it has this tag.
    Tag(&'p str),
    /// `/pets`: its path is this one or below it.
    Below(Vec<&'p str>),
    /// `GET /pets`: its method and its path are these.
    Endpoint(&'p str, Vec<&'p str>),
    /// `listPets`: its `operationId` is this one.
    Id(&'p str),
}

impl<'p> Pattern<'p> {
    /// Reads a pattern; every text is one.
    pub fn new(text: &'p str) -> Self {
        if let Some(tag) = text.strip_prefix("tag:") {
            return Self::Tag(tag);
        }
        if text.starts_with('/') {
            return Self::Below(segments(text));
        }
        match text.split_once(' ') {
            Some((method, path)) if is_token(method) && path.starts_with('/') => {
                Self::Endpoint(method, segments(path))
            }
            _ => Self::Id(text),
        }
    }

    /// Whether an operation is meant: `id` is what the description calls it, and `endpoint` its method and path.
    pub fn is_of(&self, id: &str, endpoint: Option<(&str, &str)>, tags: &[String]) -> bool {
        match self {
            Self::Tag(tag) => tags.iter().any(|it| it == tag),
            Self::Id(wanted) => id == *wanted,
            Self::Below(wanted) => endpoint.is_some_and(|(_, path)| {
                let path = segments(path);
                path.len() >= wanted.len() && wanted.iter().zip(&path).all(is_like)
            }),
            Self::Endpoint(wanted, steps) => endpoint.is_some_and(|(method, path)| {
                let path = segments(path);
                method.eq_ignore_ascii_case(wanted)
                    && path.len() == steps.len()
                    && steps.iter().zip(&path).all(is_like)
            }),
        }
    }
}

/// The segments of a path; one that is empty at its end says nothing here.
fn segments(path: &str) -> Vec<&str> {
    let path = path.trim_start_matches('/').trim_end_matches('/');
    if path.is_empty() { Vec::new() } else { path.split('/').collect() }
}

/// Whether a segment of a path is as one of a pattern: the same text, anything for `*`, or a parameter for another, whose
/// names say nothing.
fn is_like((wanted, segment): (&&str, &&str)) -> bool {
    let is_parameter = |it: &str| it.starts_with('{') && it.ends_with('}');
    *wanted == "*" || wanted == segment || is_parameter(wanted) && is_parameter(segment)
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    fn is(pattern: &str, method: &str, path: &str) -> bool {
        Pattern::new(pattern).is_of("listPets", Some((method, path)), &["pets".to_owned()])
    }

    #[test]
    fn a_path_means_what_is_below_it_too() {
        assert!(is("/pets", "GET", "/pets"));
        assert!(is("/pets/", "GET", "/pets/{id}/toys"));
        assert!(is("/", "GET", "/pets"));
        assert!(!is("/pets", "GET", "/petstores"));
        assert!(!is("/pets/{id}", "GET", "/pets"));
    }

    #[test]
    fn parameters_are_alike_whatever_they_are_called() {
        assert!(is("/pets/{petId}", "GET", "/pets/{id}"));
        assert!(is("/*/{petId}", "GET", "/pets/{id}"));
        assert!(!is("/pets/{petId}", "GET", "/pets/mine"));
        assert!(is("/pets/*", "GET", "/pets/mine"));
    }

    #[test]
    fn an_endpoint_is_one_operation() {
        assert!(is("get /pets", "GET", "/pets"));
        assert!(!is("GET /pets", "POST", "/pets"));
        assert!(!is("GET /pets", "GET", "/pets/{id}"));
    }

    #[test]
    fn tags_and_ids_are_whole() {
        assert!(is("tag:pets", "GET", "/"));
        assert!(!is("tag:pet", "GET", "/"));
        assert!(is("listPets", "GET", "/"));
        assert!(!is("listpets", "GET", "/"));
    }
}
