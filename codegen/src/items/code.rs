//! Items of generated files, as they stand there.
//!
//! What prettyplease prints keeps an item together and has an empty line between two, so that lines and their first
//! columns tell items apart.

use std::collections::BTreeMap;

use super::passage::Passage;

/// Words behind which the name of an item stands that is defined there, or that something is implemented for.
const BEFORE_NAMES: &[&str] = &["struct", "enum", "type", "impl", "for"];

/// How Rust calls what a node has become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// A method of an operation.
    pub method: Option<String>,
    /// A type, or what is a request.
    pub item: String,
}

/// A part of a file that has something of a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Where.
    pub passage: Passage,
    /// The line that begins what is around it: an `impl`.
    pub around: Option<String>,
}

/// Where names stand in the files of a crate: what defines them, what is implemented for them, and methods.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    items: BTreeMap<String, Vec<Part>>,
    /// By the name of the method; beside each the words of its signature.
    methods: BTreeMap<String, Vec<(Part, Vec<String>)>>,
}

impl Parts {
    /// Reads the files of a crate below `src`, but for codecs.
    pub fn read(files: &BTreeMap<String, String>) -> Self {
        let mut code = Self::default();
        for (path, text) in files {
            if path.starts_with("src/") && !path.starts_with("src/codec/") {
                code.add(path, &text.lines().collect::<Vec<_>>());
            }
        }
        code
    }

    /// The parts that have something of these names, the method first.
    pub fn of(&self, names: &Names) -> Vec<Part> {
        let called = names.method.as_ref().and_then(|it| self.methods.get(it));
        let gives = |it: &&(Part, Vec<String>)| it.1.contains(&names.item);
        let methods = called.into_iter().flatten().filter(gives).map(|(it, _)| it);
        let items = self.items.get(&names.item).into_iter().flatten();
        methods.chain(items).cloned().collect()
    }

    fn add(&mut self, path: &str, lines: &[&str]) {
        for (first, block) in blocks(lines, 0) {
            let Some(head) = block.iter().copied().find(|it| is_head(it, 0)) else { continue };
            let passage = passage(path, first, block);
            let words: Vec<_> = words(head).collect();
            let mut known = "";
            for pair in words.windows(2) {
                if let [before, name] = pair
                    && BEFORE_NAMES.contains(before)
                    && *name != known
                {
                    let part = Part { passage: passage.clone(), around: None };
                    self.items.entry((*name).to_owned()).or_default().push(part);
                    known = name;
                }
            }
            if words.first() == Some(&"impl") {
                self.add_methods(path, first, block, head);
            }
        }
    }

    /// Adds the methods of an `impl`.
    fn add_methods(&mut self, path: &str, first: usize, block: &[&str], around: &str) {
        let inside = block.get(1..block.len().saturating_sub(1)).unwrap_or_default();
        for (at, method) in blocks(inside, 4) {
            let start = method.iter().position(|it| is_head(it, 4)).unwrap_or(method.len());
            let rest = method.get(start..).unwrap_or_default();
            let end = rest.iter().position(|it| it.ends_with('{')).map_or(rest.len(), |it| it + 1);
            let signature = rest.get(..end).unwrap_or_default().join(" ");
            let mut all = words(&signature);
            if all.any(|it| it == "fn")
                && let Some(name) = all.next()
            {
                let passage = passage(path, first + 1 + at, method);
                let part = Part { passage, around: Some(around.to_owned()) };
                let given = all.map(str::to_owned).collect();
                self.methods.entry(name.to_owned()).or_default().push((part, given));
            }
        }
    }
}

fn passage(path: &str, first: usize, block: &[&str]) -> Passage {
    Passage { file: path.to_owned(), first: first + 1, last: first + block.len() }
}

/// Whether an item begins with the line, behind its documentation and attributes.
fn is_head(line: &str, indent: usize) -> bool {
    let text = line.get(indent..).unwrap_or_default();
    !text.is_empty() && !text.starts_with([' ', '/', '#', ')', ']', '}'])
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|it: char| !it.is_alphanumeric() && it != '_').filter(|it| !it.is_empty())
}

/// The items that begin at that column, each with the number of its first line from 0.
fn blocks<'l, 't>(lines: &'l [&'t str], indent: usize) -> Vec<(usize, &'l [&'t str])> {
    let is_at = |line: &str| line.get(indent..).is_some_and(|it| !it.starts_with(' '));
    let is_end = |line: &&'t str| {
        let ends = line.trim_end().ends_with(['}', ';']) && is_at(line);
        ends && !line.trim_start().starts_with("//")
    };
    let mut next = 0;
    let found = lines.split_inclusive(is_end).filter_map(|it| {
        let begin = next;
        next += it.len();
        let start = it.iter().position(|line| !line.trim().is_empty())?;
        Some((begin + start, it.get(start..)?))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PETS: &str = "\
//! Pets.

/// Pets.
pub struct PetsClient(Client);

impl PetsClient {
    /// Lists them.
    pub fn list(&self) -> List {
        List(self.0.call(&LIST))
    }

    /// Adds one.
    pub fn add(
        &self,
        name: &str,
    ) -> AddPet {
        self.0.call(&ADD)
    }
}

pub type AddPet = ApiRequest<()>;

/// A list.
pub struct List(Call);

impl From<List> for Call {
    fn from(it: List) -> Self {
        it.0
    }
}
";

    #[test]
    fn an_operation_is_its_method_and_its_request() {
        let files = [("src/pets.rs", PETS), ("src/codec/pets.rs", PETS)];
        let code = Parts::read(&files.map(|(path, it)| (path.to_owned(), it.to_owned())).into());
        let lines = |method: &str, item: &str| {
            let names = Names { method: Some(method.to_owned()), item: item.to_owned() };
            let parts = code.of(&names).into_iter();
            parts.map(|it| (it.passage.first, it.passage.last)).collect::<Vec<_>>()
        };
        assert_eq!(lines("list", "List"), [(7, 10), (23, 24)]);
        assert_eq!(lines("add", "AddPet"), [(12, 18), (21, 21)]);
        assert_eq!(lines("list", "Other"), []);
        let part = code.of(&Names { method: Some("list".to_owned()), item: "List".to_owned() });
        assert_eq!(part[0].around.as_deref(), Some("impl PetsClient {"));
    }
}
