//! Variables: what stands in `{{…}}`, and what it stands for.

use indexmap::IndexMap;

/// How deep a variable's value may refer to other variables.
const DEPTH: usize = 8;

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
        self.value_at(name, DEPTH)
    }

    fn value_at(&self, name: &str, depth: usize) -> Option<String> {
        if let Some(stand_in) = name.strip_prefix('$') {
            return Some(dynamic(stand_in));
        }
        let value = &self.0.get(name)?.value;
        if value.is_empty() || depth == 0 {
            return None;
        }
        Some(self.fill_at(value, depth - 1))
    }

    /// `text` with every variable replaced: by its value, or else by its name.
    pub(super) fn fill(&self, text: &str) -> String {
        self.fill_at(text, DEPTH)
    }

    fn fill_at(&self, text: &str, depth: usize) -> String {
        pieces(text)
            .map(|it| match it {
                Piece::Text(text) => text.to_owned(),
                Piece::Variable(name) => {
                    self.value_at(name, depth).unwrap_or_else(|| name.to_owned())
                }
            })
            .collect()
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
    let (name, after) = text.strip_prefix("{{")?.split_once("}}")?;
    let sound = !name.trim().is_empty() && !name.contains(['{', '}', '"', '\n', '/', ':']);
    sound.then(|| (name.trim(), after))
}

/// The variable that `text` is, if it is nothing else.
pub(super) fn only_variable(text: &str) -> Option<&str> {
    leading_variable(text).filter(|(_, after)| after.is_empty()).map(|(name, _)| name)
}

/// What stands for a dynamic variable, the same in every run: `$guid`, `$timestamp`.
fn dynamic(name: &str) -> String {
    let fixed = match name {
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
    };
    fixed.to_owned()
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
