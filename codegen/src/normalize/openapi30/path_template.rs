//! How a path template is spelled: variables as URI templates, web frameworks and scripts write them.
//!
//! - In: a path in any spelling, and the names of the path parameters that are declared for it.
//! - Out: a path whose variables are names in braces; what its query had of variables, apart.

use crate::normalize::openapi30::match_path_parameters::plain;

/// Writes every variable as a name in braces.
pub(crate) fn with_plain_variables(path: &str, declared: &[String]) -> String {
    let path = without_doubled_braces(path);
    let path = plain_names(&path, declared);
    let segments = path.split('/').map(|it| framework_variables(it, declared));
    segments.collect::<Vec<_>>().join("/")
}

/// The names of the variables that may stand for several segments, as those do that are written `{+a}`, `{a=b/*}`,
/// `{a*}`, `{a+}` or `{*a}`.
///
/// Source: RFC 6570, section 3.2.3; `google.api.http`, "Path template syntax"; the catch-all parameters of frameworks.
pub(crate) fn spanning_variables(path: &str, declared: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((inner, after)) = rest.split_once('{').and_then(|it| end_of_variable(it.1)) {
        let spans = inner.starts_with(['+', '*'])
            || inner.ends_with(['*', '+'])
            || inner.split_once('=').is_some_and(|(_, form)| form.contains(['/', '*']));
        if spans {
            let is_whole = declared.iter().any(|name| name == inner);
            names.push(if is_whole { inner } else { plain_name(inner) }.to_owned());
        }
        rest = after;
    }
    names
}

/// A segment that looks like a variable of a web framework though no such parameter is declared: `:id`, `[id]`.
pub(crate) fn likely_variable(path: &str) -> Option<&str> {
    let is_name = |it: &str| !it.is_empty() && it.chars().all(|c| c.is_alphanumeric() || c == '_');
    path.split('/').find(|segment| {
        let bracketed = segment.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        segment.strip_prefix(':').or(bracketed).is_some_and(is_name)
    })
}

/// `{{a}}` of Postman and `${a}` of scripts are `{a}`.
fn without_doubled_braces(path: &str) -> String {
    let path = path.replace("${", "{");
    if path.contains("{{") { path.replace("{{", "{").replace("}}", "}") } else { path }
}

/// Leaves out what URI templates and frameworks put around names in braces: `{.a*}`, `{a:[0-9]+}`, `{ a }`, `{a=b/*}`.
///
/// A parameter that is declared by all of it is called so.
fn plain_names(path: &str, declared: &[String]) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inner, after)) = end_of_variable(after) else { break };
        let name = plain_name(inner);
        let is_whole = name.is_empty() || declared.iter().any(|it| it == inner);
        plain.push_str(before);
        plain.push('{');
        plain.push_str(if is_whole { inner } else { name });
        plain.push('}');
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// The name among what is in braces.
fn plain_name(inner: &str) -> &str {
    let name = inner.split([':', '=']).next().unwrap_or_default().trim();
    let name = name.trim_start_matches(['.', ';', '/', '+', '#', '*']);
    name.trim_end_matches(['*', '?', '+']).trim()
}

/// What is in braces, which a regular expression in it may have too (`{a:[0-9]{2}}`), and what is behind them.
fn end_of_variable(text: &str) -> Option<(&str, &str)> {
    let mut open = 1;
    let end = text.find(|c| {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        open == 0
    });
    // Where they aren't balanced, the first one closes it.
    let end = end.or_else(|| text.find('}'))?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// `<a>` and `<int:a>`, which no URL can have, and `:a`, `[a]` or `*a` where a parameter is declared by that name.
///
/// `:a` alone stays: a colon may stand in a path (RFC 3986, section 3.3), as in `/items:batchGet`.
fn framework_variables(segment: &str, declared: &[String]) -> String {
    let segment = angle_brackets(segment);
    let undeclared_here = |name: &&String| !segment.contains(&format!("{{{name}}}"));
    let marked = segment.trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
    if marked != segment && !segment.contains('{') {
        let alike = |it: &&String| !marked.is_empty() && plain(it) == plain(marked);
        if let Some(name) = declared.iter().find(alike) {
            return format!("{{{name}}}");
        }
    }
    declared
        .iter()
        .filter(undeclared_here)
        .fold(segment.clone(), |segment, name| colon_variable(&segment, name))
}

fn angle_brackets(segment: &str) -> String {
    let mut plain = String::with_capacity(segment.len());
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('<') {
        let Some((inner, after)) = after.split_once('>') else { break };
        let name = inner.rsplit(':').next().unwrap_or(inner).trim();
        plain.extend([before, "{", name, "}"]);
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// `:from` of `:from-:to`, where it is all of the word.
fn colon_variable(segment: &str, name: &str) -> String {
    let mark = format!(":{name}");
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    match segment.split_once(&mark) {
        Some((before, rest)) if ends(rest) && !before.ends_with(|c: char| c.is_alphanumeric()) => {
            format!("{before}{{{name}}}{rest}")
        }
        _ => segment.to_owned(),
    }
}

/// Takes `{?a,b}` out of a path: URI templates write the query so.
pub(crate) fn take_expansions(path: &mut String) -> Vec<(String, String)> {
    let mut names = Vec::new();
    while let Some(start) = path.find("{?").or_else(|| path.find("{&")) {
        let Some(length) = path.get(start..).and_then(|it| it.find('}')) else { break };
        let inner = path.get(start + 2..start + length).unwrap_or_default().to_owned();
        let variables = inner.split(',').map(|it| it.trim_end_matches('*').trim());
        names
            .extend(variables.filter(|it| !it.is_empty()).map(|it| (it.to_owned(), it.to_owned())));
        path.replace_range(start..=start + length, "");
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{likely_variable, spanning_variables, take_expansions, with_plain_variables};

    fn plain(path: &str, declared: &[&str]) -> String {
        let declared: Vec<String> = declared.iter().map(|it| (*it).to_owned()).collect();
        with_plain_variables(path, &declared)
    }

    #[test]
    fn variables_are_written_plainly() {
        assert_eq!(plain("/a/{.b*}/{ c }/{d:[0-9]{2}}/{}x{", &[]), "/a/{b}/{c}/{d}/{}x{");
        assert_eq!(plain("/{name=shelves/*}:merge/{rest+}", &[]), "/{name}:merge/{rest}");
        assert_eq!(plain("/{{a}}/${b}/<c>/<int:d>.json", &[]), "/{a}/{b}/{c}/{d}.json");
    }

    #[test]
    fn a_name_that_is_declared_stays_whole() {
        assert_eq!(plain("/{id:int}/{rest*}", &["id:int"]), "/{id:int}/{rest}");
    }

    #[test]
    fn marks_of_frameworks_count_where_the_parameter_is_declared() {
        assert_eq!(plain("/a/:user_id/[b]", &["userId", "b"]), "/a/{userId}/{b}");
        assert_eq!(plain("/:from-:to.json", &["from", "to"]), "/{from}-{to}.json");
        assert_eq!(plain("/a:b/x/:custom/{a}:b", &["a"]), "/a:b/x/:custom/{a}:b");
        assert_eq!(likely_variable("/x/:custom"), Some(":custom"));
        assert_eq!(likely_variable("/v1/items:batchGet/a:b"), None);
    }

    #[test]
    fn variables_that_span_segments_are_known() {
        let path = "/a/{+b}/{c=**}/{d=e/*}/{f*}/{g+}/{*h}/{i}/{j:int}";
        assert_eq!(spanning_variables(path, &[]), ["b", "c", "d", "f", "g", "h"]);
        assert_eq!(spanning_variables("/{g+}", &["g+".to_owned()]), ["g+"]);
    }

    #[test]
    fn expansions_name_query_parameters() {
        let mut path = "/a{?b,c*}/d{&e}".to_owned();
        let names: Vec<String> = take_expansions(&mut path).into_iter().map(|it| it.0).collect();
        assert_eq!(
            (path.as_str(), names),
            ("/a/d", vec!["b".to_owned(), "c".to_owned(), "e".to_owned()])
        );
    }
}
