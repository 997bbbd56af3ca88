//! Variables: what stands in `{{…}}`, and what it stands for.

use indexmap::IndexMap;

/// How deep a variable's value may refer to other variables.
const DEPTH: usize = 8;

/// How many bytes other variables add to the value of one; those that come after stay names. Values that refer to several
/// others each would multiply.
const WITHIN: usize = 16 * 1024;

/// How many bytes variables add to a text; those that come after stay names.
const ADDED: usize = 1024 * 1024;

/// The variables of a collection.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables(IndexMap<String, Variable>);

/// A variable.
#[derive(Clone, Debug, Default)]
pub(super) struct Variable {
    /// Its value; empty where it is for the user to set.
    pub value: String,
    /// What is written about it.
    pub description: Option<String>,
}

impl Variables {
    /// Adds a variable, unless one of its name has a value already.
    pub(super) fn declare(&mut self, name: &str, variable: Variable) {
        match self.0.get_mut(name) {
            Some(known) if known.value.is_empty() => {
                let description = known.description.take().or(variable.description);
                *known = Variable { description, ..variable };
            }
            Some(_) => {}
            None => {
                self.0.insert(name.to_owned(), variable);
            }
        }
    }

    /// The names of all variables.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What is declared under a name.
    pub(super) fn declared(&self, name: &str) -> Option<&Variable> {
        self.0.get(name)
    }

    /// The value of a variable, the variables in it replaced; `None` where nobody gave it one.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let mut filler = Filler::new(self, &|name| name);
        filler.value(name, DEPTH, usize::MAX).then_some(filler.filled)
    }

    /// `text` with every variable replaced: by its value, or else by its name.
    pub(super) fn fill(&self, text: &str) -> String {
        self.fill_or(text, &|name| name)
    }

    /// `text` with every variable replaced: by its value, or else by what stands in for its name.
    pub(super) fn fill_or(&self, text: &str, stand_in: &dyn Fn(&str) -> &str) -> String {
        let mut filler = Filler::new(self, stand_in);
        filler.text(text, DEPTH, text.len().saturating_add(ADDED));
        filler.filled
    }
}

/// Replaces variables, within bounds of depth and length.
struct Filler<'a> {
    variables: &'a Variables,
    /// What stands for a variable without a value, by its name.
    stand_in: &'a dyn Fn(&str) -> &str,
    filled: String,
}

impl<'a> Filler<'a> {
    fn new(variables: &'a Variables, stand_in: &'a dyn Fn(&str) -> &str) -> Self {
        Self { variables, stand_in, filled: String::new() }
    }

    /// Adds the value of a variable, if somebody gave it one and this makes no more than `most` bytes.
    fn value(&mut self, name: &str, depth: usize, most: usize) -> bool {
        if let Some(name) = name.strip_prefix('$') {
            self.filled.push_str(dynamic(name));
            return true;
        }
        let value = self.variables.declared(name).map_or("", |it| it.value.as_str());
        let end = self.filled.len().saturating_add(value.len());
        if value.is_empty() || depth == 0 || end > most {
            return false;
        }
        self.text(value, depth - 1, most.min(end.saturating_add(WITHIN)));
        true
    }

    fn text(&mut self, text: &str, depth: usize, most: usize) {
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => self.filled.push_str(text),
                Piece::Variable(name) => {
                    if !self.value(name, depth, most) {
                        self.filled.push_str((self.stand_in)(name));
                    }
                }
            }
        }
    }
}

/// A piece of a text with variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text between variables.
    Text(&'a str),
    /// The name of a variable.
    Variable(&'a str),
}

/// The pieces of a text, in their order; none is empty.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = leading_variable(rest) {
            rest = after;
            return Some(Piece::Variable(name));
        }
        let begins = |at: &usize| rest.get(*at..).is_some_and(|it| leading_variable(it).is_some());
        let end = (1..rest.len()).find(begins).unwrap_or(rest.len());
        let (text, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Text(text))
    })
}

/// The variable that `text` begins with, and what follows it.
fn leading_variable(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix("{{")?;
    // No further than a name goes, so that braces that nothing closes don't cost a look at all the rest.
    let (name, rest) = text.split_at(text.find(['{', '}', '"', '\n', '/', ':'])?);
    let after = rest.strip_prefix("}}")?;
    (!name.trim().is_empty()).then(|| (name.trim(), after))
}

/// The variable that `text` is, if it is nothing else.
pub(super) fn only_variable(text: &str) -> Option<&str> {
    leading_variable(text).filter(|(_, after)| after.is_empty()).map(|(name, _)| name)
}

/// What stands for a dynamic variable, the same in every run: `$guid`, `$timestamp`.
fn dynamic(name: &str) -> &str {
    match name {
        "guid" | "randomUUID" => "3f2c9a54-6d1b-4e0f-9a77-0c5d2e8b1f60",
        "timestamp" => "1767225600",
        "isoTimestamp" | "randomDateRecent" | "randomDatePast" | "randomDateFuture" => {
            "2026-01-01T00:00:00.000Z"
        }
        "randomInt" => "7",
        "randomBoolean" => "true",
        "randomEmail" | "randomExampleEmail" => "someone@example.com",
        "randomUrl" => "https://example.com",
        "randomIP" => "192.0.2.1",
        "randomPrice" | "randomBankAccount" | "randomCreditCardMask" => "1234",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Variables {
        let mut variables = Variables::default();
        for (name, value) in pairs {
            let value = (*value).to_owned();
            variables.declare(name, Variable { value, ..Variable::default() });
        }
        variables
    }

    #[test]
    fn a_variable_is_replaced_by_its_value_or_else_its_name() {
        let known = variables(&[("host", "{{name}}.test"), ("name", "x"), ("empty", "")]);
        assert_eq!(
            known.fill("https://{{host}}/{{ empty }}/{{none}}"),
            "https://x.test/empty/none"
        );
        assert_eq!(known.fill("{\"a\": {\"b\": {}}}"), "{\"a\": {\"b\": {}}}");
        assert_eq!(known.value("empty"), None);
        assert_eq!(known.value("$timestamp").as_deref(), Some("1767225600"));
    }

    #[test]
    fn variables_that_are_made_of_themselves_end() {
        let known = variables(&[("a", "{{b}}"), ("b", "{{a}}")]);
        assert_eq!(known.fill("{{a}}"), "a");
    }

    #[test]
    fn variables_that_multiply_each_other_end() {
        let mut pairs = vec![("own".to_owned(), "{{own}}".repeat(1000))];
        pairs
            .extend((0..30).map(|it| (format!("v{it}"), format!("{{{{v{}}}}}", it + 1).repeat(8))));
        let pairs: Vec<_> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let known = variables(&pairs);
        for name in ["own", "v0"] {
            let filled = known.fill(&format!("{{{{{name}}}}}/{{{{{name}}}}}"));
            assert!(filled.len() < 8 * WITHIN, "{} bytes", filled.len());
        }
        let long = "x".repeat(2 * WITHIN);
        let known = variables(&[("long", long.as_str()), ("outer", "{{long}}")]);
        assert_eq!(known.fill("{{long}}/{{long}}").len(), 4 * WITHIN + 1);
        assert_eq!(known.fill("{{outer}}"), "long");
    }

    #[test]
    fn the_first_value_counts() {
        let known = variables(&[("a", ""), ("a", "1"), ("a", "2")]);
        assert_eq!(known.value("a").as_deref(), Some("1"));
    }

    #[test]
    fn braces_that_hold_no_name_are_text() {
        let of = |text: &'static str| pieces(text).collect::<Vec<_>>();
        assert_eq!(of("{{{{a}}"), [Piece::Text("{{"), Piece::Variable("a")]);
        assert_eq!(of("{{}}"), [Piece::Text("{{}}")]);
        assert_eq!(of("ä{{a}}ö"), [Piece::Text("ä"), Piece::Variable("a"), Piece::Text("ö")]);
        assert_eq!(only_variable("{{a}}"), Some("a"));
        assert_eq!(only_variable("{{a}}b"), None);
    }
}
