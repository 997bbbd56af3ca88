//! The functions of a file that use names.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::{Token, tokens};

/// A name that is looked for.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// Which crate it is gone from, and by which of its changes.
    of: (usize, usize),
    name: &'a str,
    last: &'a str,
    kind: Kind<'a>,
}

/// What tells the name from others that are spelled the same.
#[derive(Debug)]
enum Kind<'a> {
    /// A type: it stands anywhere.
    Type,
    /// A variant, behind its type.
    Variant(&'a str),
    /// A method, which is called.
    Method,
    /// A field or a setter, which is used in a function that names its type or calls an operation that has it.
    Member(BTreeSet<&'a str>),
}

impl<'a> Wanted<'a> {
    /// A name as changes have it: `archives.get_archive`, `Pet`, `Pet.name`, `Status::Active`; and the operations that are
    /// touched.
    pub(super) fn new(of: (usize, usize), name: &'a str, touches: &'a [String]) -> Self {
        let is_upper = |it: &str| it.starts_with(char::is_uppercase);
        let (last, kind) = if let Some((ty, variant)) = name.rsplit_once("::") {
            (variant, Kind::Variant(ty))
        } else if let Some((owner, last)) = name.rsplit_once('.') {
            if is_upper(owner) {
                let methods = touches.iter().map(|it| it.rsplit('.').next().unwrap_or(it));
                (last, Kind::Member(methods.chain([owner]).collect()))
            } else {
                (last, Kind::Method)
            }
        } else if is_upper(name) {
            (name, Kind::Type)
        } else {
            (name, Kind::Method)
        };
        Self { of, name, last, kind }
    }
}

/// A function, or what stands outside of functions, that uses a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) wanted: (usize, usize),
    pub(super) function: String,
    pub(super) line: usize,
    pub(super) name: String,
}

/// Finds the names in the file that is `module`: each once a function, where it stands first. None where the file can't be
/// read as Rust.
pub(super) fn find_in(text: &str, module: &str, wanted: &[Wanted<'_>]) -> Option<Vec<Usage>> {
    let mut by_last = BTreeMap::new();
    for it in wanted {
        by_last.entry(it.last).or_insert_with(Vec::new).push(it);
    }
    let mut found = Vec::new();
    let tokens = tokens(text)?;
    // Most files name nothing that is gone.
    if !tokens.iter().filter_map(|(it, _)| as_name(it)).any(|it| by_last.contains_key(it)) {
        return Some(found);
    }
    for (function, tokens) in functions(&tokens, module) {
        let names = tokens.iter().filter_map(|(it, _)| as_name(it));
        let names: BTreeSet<&str> = names.collect();
        let mut known = BTreeSet::new();
        for (at, (token, line)) in tokens.iter().enumerate() {
            let all = as_name(token).and_then(|it| by_last.get(it)).into_iter().flatten();
            for it in all.filter(|it| is_use(it, &tokens, at, &names)) {
                if known.insert((it.of, it.name)) {
                    let (function, name) = (function.clone(), it.name.to_owned());
                    found.push(Usage { wanted: it.of, function, line: *line, name });
                }
            }
        }
    }
    Some(found)
}

type Tokens = [(Token, usize)];

fn as_name(token: &Token) -> Option<&str> {
    match token {
        Token::Name(name) => Some(name),
        Token::Sign(_) => None,
    }
}

/// Whether the name at a place is what is looked for, as far as what is beside it tells.
fn is_use(it: &Wanted<'_>, tokens: &Tokens, at: usize, names: &BTreeSet<&str>) -> bool {
    let token = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(|(it, _)| it);
    let is_sign = |at: Option<usize>, c: char| token(at) == Some(&Token::Sign(c));
    let before = |n: usize| at.checked_sub(n);
    let is_below = is_sign(before(1), ':') && is_sign(before(2), ':');
    let is_of = is_sign(before(1), '.');
    match &it.kind {
        Kind::Type => !is_of,
        Kind::Variant(ty) => is_below && token(before(3)).and_then(as_name) == Some(ty),
        Kind::Method => is_of || is_below,
        Kind::Member(near) => {
            let is_named = is_sign(Some(at + 1), ':') && !is_sign(Some(at + 2), ':');
            (is_of || is_named && !is_below) && near.iter().any(|it| names.contains(it))
        }
    }
}

/// The functions of a file by their paths, and what stands in none of them, by its module, each with its tokens.
fn functions(tokens: &Tokens, module: &str) -> BTreeMap<String, Vec<(Token, usize)>> {
    let mut found: BTreeMap<String, Vec<_>> = BTreeMap::new();
    let mut scopes: Vec<Option<String>> = Vec::new();
    let mut pending: Option<String> = None;
    let mut depth: usize = 0;
    for (at, (token, line)) in tokens.iter().enumerate() {
        match token {
            // What a function returns may be an `impl`, too.
            Token::Name(word) if depth == 0 && !(word == "impl" && pending.is_some()) => {
                pending = declared(word, tokens.get(at + 1..).unwrap_or_default()).or(pending);
            }
            Token::Sign('(' | '[') => depth += 1,
            Token::Sign(')' | ']') => depth = depth.saturating_sub(1),
            Token::Sign(';') if depth == 0 => pending = None,
            Token::Sign('{') => scopes.push(pending.take()),
            Token::Sign('}') => {
                scopes.pop();
            }
            Token::Name(_) | Token::Sign(_) => {}
        }
        let path = scopes.iter().chain([&pending]).flatten().map(String::as_str);
        let path = std::iter::once(module).chain(path).collect::<Vec<_>>().join("::");
        found.entry(path).or_default().push((token.clone(), *line));
    }
    found
}

/// What a keyword declares, of which the name, or the type of an `impl`, follows.
fn declared(keyword: &str, after: &Tokens) -> Option<String> {
    match keyword {
        "fn" | "mod" | "trait" => after.first().and_then(|(it, _)| as_name(it)).map(str::to_owned),
        "impl" => {
            let head = after.iter().take_while(|(it, _)| !matches!(it, Token::Sign('{' | ';')));
            let mut depth = 0_usize;
            let mut ty = None;
            for (token, _) in head {
                match token {
                    Token::Sign('<') => depth += 1,
                    Token::Sign('>') => depth = depth.saturating_sub(1),
                    Token::Name(it) if it == "where" && depth == 0 => break,
                    Token::Name(it) if depth == 0 && it != "for" && it != "dyn" => {
                        ty = Some(it.clone());
                    }
                    _ => {}
                }
            }
            ty
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
use shop::types::{Pet, Status};
struct Cage { pet: Pet }
impl<T: Into<Pet>> From<T> for Cage {
    fn from(it: T) -> Self { Self { pet: it.into() } }
}
mod inner {
    async fn feed(client: &shop::Client) -> Result<(), ()> {
        let pet = client.pets().get_pet(\"1\").await?;
        println!(\"{}\", pet.name);
        if pet.status == Status::Active { return Ok(()) }
        Ok(())
    }
    fn other(it: &Other) -> &str { &it.name }
    fn later(pet: &Pet) -> impl Future<Output = ()> { show(pet) }
}
";

    fn found(name: &str, touches: &[&str]) -> Vec<(String, usize)> {
        let touches: Vec<_> = touches.iter().map(|it| (*it).to_owned()).collect();
        let found = find_in(TEXT, "app", &[Wanted::new((0, 0), name, &touches)]).unwrap();
        found.into_iter().map(|it| (it.function, it.line)).collect()
    }

    #[test]
    fn a_function_is_told_by_its_path() {
        let of = |it: &str, line| (it.to_owned(), line);
        let all = [of("app", 2), of("app::Cage", 4), of("app::inner::later", 15)];
        assert_eq!(found("Pet", &[]), all);
        assert_eq!(found("pets.get_pet", &[]), [of("app::inner::feed", 9)]);
        assert_eq!(found("Status::Active", &[]), [of("app::inner::feed", 11)]);
        assert_eq!(found("Status::Gone", &[]), []);
    }

    #[test]
    fn a_member_is_used_where_its_type_or_its_operation_is() {
        assert_eq!(found("Pet.name", &["pets.get_pet"]), [("app::inner::feed".to_owned(), 10)]);
        assert_eq!(found("Pet.name", &["pets.list_pets"]), []);
    }
}
