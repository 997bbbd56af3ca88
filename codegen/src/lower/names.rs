//! Names: words of a description to identifiers of Rust, each unique in its scope, and the ledger that keeps them.

mod ledger;

pub(super) use ledger::Kind;
pub use ledger::Ledger;

use std::borrow::Cow;
use std::collections::BTreeSet;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use crate::words::spoken;

/// Keywords of every edition up to 2024, strict and reserved.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Names that generated type modules and codecs use unqualified, so that no type may have them.
pub(super) const TYPE_RESERVED: &[&str] = &[
    "Base64",
    "Base64Url",
    "BTreeMap",
    "Box",
    "Clone",
    "DateTime",
    "Debug",
    "DecodeError",
    "Default",
    "Display",
    "Err",
    "FixedOffset",
    "Formatter",
    "From",
    "Into",
    "IntoIterator",
    "Json",
    "Kind",
    "NaiveDate",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Patch",
    "Reader",
    "Result",
    "Scalar",
    "Shape",
    "Some",
    "String",
    "ToString",
    "Uuid",
    "Value",
    "Vec",
    "Writer",
];

/// Names that generated operation modules use unqualified, so that neither a handle nor a request builder may have them.
pub(super) const BUILDER_RESERVED: &[&str] = &[
    "Accept",
    "Arc",
    "Base64",
    "Base64Url",
    "Body",
    "Box",
    "BTreeMap",
    "Bytes",
    "Call",
    "Client",
    "ClientBuilder",
    "Clone",
    "DateTime",
    "Debug",
    "DecodeError",
    "Default",
    "Download",
    "Err",
    "Error",
    "Event",
    "File",
    "FixedOffset",
    "From",
    "Future",
    "Headers",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Items",
    "Json",
    "NaiveDate",
    "Never",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Param",
    "Patch",
    "Pending",
    "Reader",
    "Redirect",
    "Reply",
    "ReplyBody",
    "Response",
    "Result",
    "Self",
    "Server",
    "Some",
    "Status",
    "String",
    "Style",
    "Uuid",
    "Value",
    "Vec",
    "Wire",
    "Writer",
];

/// Modules that every crate has, files that have a meaning to Cargo, and names that the language gives to crates.
pub(super) const MODULE_RESERVED: &[&str] = &[
    "alloc",
    "blocking",
    "client",
    "clientwright_runtime",
    "codec",
    "core",
    "lib",
    "main",
    "runtime",
    "std",
    "test",
    "types",
    "webhook_events",
];

/// What a client has besides the accessors of its groups.
pub(super) const CLIENT_RESERVED: &[&str] =
    &["builder", "clone", "default", "from", "into", "new", "request", "try_into", "with_options"];

/// Names whose calls on a handle would mean the method of a trait of the prelude that takes it by value.
pub(super) const HANDLE_RESERVED: &[&str] = &["into", "try_into"];

/// What a request builder has besides its setters.
pub(super) const SETTER_RESERVED: &[&str] = &["into_future", "send"];

/// What a union has besides the constructors of its variants, by traits of the prelude or of the runtime.
pub(super) const MAKER_RESERVED: &[&str] =
    &["clone", "eq", "fmt", "from", "into", "ne", "read", "try_from", "try_into", "write"];

/// How long the name of a file may be, without its ending: file systems take 255 bytes, some of them 143.
const LONGEST_FILE: usize = 120;

/// How long the text of a value may be to be its name as a whole, on one line or on several.
const WHOLE: (usize, usize) = (80, 40);

/// The first words of a long text, such as a query: those before its first bracket or line break, where there are any.
pub(super) fn few_words(text: &str) -> Cow<'_, str> {
    let (line, part) = WHOLE;
    let whole = if text.contains('\n') { part } else { line };
    if text.chars().count() <= whole {
        return Cow::Borrowed(text);
    }
    let spoken = |it: &&str| it.chars().any(char::is_alphanumeric);
    let first = text.split(['(', '{', '[', '\n', '\r']).find(spoken).unwrap_or_default();
    let mut words = String::new();
    for word in first.split_whitespace() {
        if !words.is_empty() && words.chars().count() + word.chars().count() >= part {
            break;
        }
        words.push(' ');
        words.extend(word.chars().take(part));
    }
    Cow::Owned(words.trim_start().to_owned())
}

/// Makes the name of a type or variant: `user_role`, `user role` and `userRole` give `UserRole`.
pub(super) fn camel(words: &str) -> String {
    identifier(&spoken(words).to_upper_camel_case(), "N", "Value")
}

/// Makes the name of a method, field, argument or module.
pub(super) fn snake(words: &str) -> String {
    identifier(&spoken(words).to_snake_case(), "n", "value")
}

/// Makes the name of a module that is a file of its own.
///
/// Rust takes only ASCII there (E0754), and Windows doesn't take some names at all.
pub(super) fn module(words: &str) -> String {
    let mut name = identifier(&spoken(&ascii(words)).to_snake_case(), "n", "group");
    // All ASCII, so that no letter is cut apart.
    name.truncate(LONGEST_FILE);
    let numbered = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    if matches!(name.as_str(), "aux" | "con" | "nul" | "prn")
        || numbered.is_some_and(|it| it.parse::<u8>().is_ok())
    {
        name.push('_');
    }
    name
}

/// Words in ASCII; nothing where no letter has one that stands for it.
pub(super) fn ascii(words: &str) -> String {
    let ascii: String = words.chars().map(plain_letter).collect();
    if words.is_ascii() || ascii.chars().any(char::is_alphanumeric) { ascii } else { String::new() }
}

/// The letters of ASCII that stand for `c`: `oe` for `ö`; a space where nothing does.
fn plain_letter(c: char) -> String {
    let plain = match c {
        c if c.is_ascii() => return c.to_string(),
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'Ä' | 'Æ' => "Ae",
        'Ö' | 'Œ' => "Oe",
        'Ü' => "Ue",
        'ß' => "ss",
        'à'..='å' => "a",
        'À'..='Å' => "A",
        'ç' => "c",
        'Ç' => "C",
        'è'..='ë' => "e",
        'È'..='Ë' => "E",
        'ì'..='ï' => "i",
        'Ì'..='Ï' => "I",
        'ñ' => "n",
        'Ñ' => "N",
        'ò'..='õ' | 'ø' => "o",
        'Ò'..='Õ' | 'Ø' => "O",
        'ù'..='û' => "u",
        'Ù'..='Û' => "U",
        _ => " ",
    };
    plain.to_owned()
}

/// Makes the name of a static.
pub(super) fn shouty(words: &str) -> String {
    identifier(&spoken(words).to_shouty_snake_case(), "N_", "VALUE")
}

/// Makes `name` an identifier: nothing that Rust doesn't allow in one, no digit in front, no keyword.
fn identifier(name: &str, before_digit: &str, empty: &str) -> String {
    let mut name: String = name.chars().filter(|c| unicode_ident::is_xid_continue(*c)).collect();
    if name.is_empty() {
        empty.clone_into(&mut name);
    }
    // Letters without case would give a type, a static and an argument the same name.
    let upper = before_digit.starts_with(char::is_uppercase);
    if !name.starts_with(unicode_ident::is_xid_start)
        || upper && !name.starts_with(char::is_uppercase)
    {
        name.insert_str(0, before_digit);
    }
    if KEYWORDS.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// Whether Rust takes `name` for a name.
fn is_identifier(name: &str) -> bool {
    name.starts_with(unicode_ident::is_xid_start)
        && name.chars().all(unicode_ident::is_xid_continue)
        && !KEYWORDS.contains(&name)
}

/// The names taken in one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// A scope in which `reserved` are taken.
    pub(super) fn new(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|it| (*it).to_owned()).collect() }
    }

    /// Takes `name`, or what comes of it with a number behind where it is taken.
    pub(super) fn take(&mut self, name: &str) -> String {
        self.take_with(name, &[])
    }

    /// Takes `name`, or the first of `others` that is free, or what comes of `name` with a number behind.
    pub(super) fn take_with(&mut self, name: &str, others: &[String]) -> String {
        let candidates = std::iter::once(name).chain(others.iter().map(String::as_str));
        for candidate in candidates {
            if self.taken.insert(candidate.to_owned()) {
                return candidate.to_owned();
            }
        }
        let stem = name.trim_end_matches('_');
        let separator =
            if stem.chars().any(char::is_uppercase) && !stem.contains('_') { "" } else { "_" };
        let mut number = 2_usize;
        loop {
            let numbered = if stem.ends_with(|c: char| c.is_ascii_digit()) && separator.is_empty() {
                format!("{stem}_{number}")
            } else {
                format!("{stem}{separator}{number}")
            };
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
            number += 1;
        }
    }

    /// Takes `name` if it is free, and says whether it was.
    pub(super) fn claim(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, camel, few_words, module, shouty, snake};

    #[test]
    fn words_become_identifiers() {
        let table = [
            ("sha256CheckSum", "Sha256CheckSum", "sha256_check_sum"),
            (
                "From Date (unix timestamp in milliseconds)",
                "FromDateUnixTimestampInMilliseconds",
                "from_date_unix_timestamp_in_milliseconds",
            ),
            ("HAS_ID", "HasId", "has_id"),
            ("listAPIs", "ListApis", "list_apis"),
            ("OAuth2 and GraphQL", "Oauth2AndGraphql", "oauth2_and_graphql"),
            ("type", "Type", "type_"),
            ("self", "Self_", "self_"),
            ("2fa", "N2fa", "n2fa"),
            ("+1", "Plus1", "plus_1"),
            ("-1", "Minus1", "minus_1"),
            ("*", "Star", "star"),
            ("", "Value", "value"),
            ("\u{1f600}", "Value", "value"),
            ("größe", "Größe", "größe"),
            ("名前", "N名前", "名前"),
            ("a-b", "AB", "a_b"),
            ("Keycloak (OAuth2)", "KeycloakOauth2", "keycloak_oauth2"),
            ("archive.available", "ArchiveAvailable", "archive_available"),
        ];
        for (words, upper, lower) in table {
            assert_eq!((camel(words).as_str(), snake(words).as_str()), (upper, lower), "{words}");
        }
        assert_eq!(shouty("confirmEmail"), "CONFIRM_EMAIL");
    }

    #[test]
    fn a_long_text_is_named_by_its_first_words() {
        let table = [
            ("short (as it is)", "short (as it is)"),
            ("query GetUser($id: ID!) {\n  user(id: $id) { name }\n}", "query GetUser"),
            ("{\n  me {\n    name\n    and_much_more\n  }\n}", "me"),
            ("new\nline", "new\nline"),
        ];
        for (text, expected) in table {
            assert_eq!(few_words(text), expected, "{text}");
        }
        let sentence = "a sentence that goes on and on and on, ".repeat(4);
        assert_eq!(few_words(&sentence), "a sentence that goes on and on and on,");
        assert_eq!(few_words(&"x".repeat(100)).len(), 40);
        assert_eq!(few_words(&"\n".repeat(100)), "");
    }

    #[test]
    fn a_module_can_be_a_file_anywhere() {
        let table = [
            ("größe", "groesse"),
            ("Öffnungs Zeiten", "oeffnungs_zeiten"),
            ("名前", "group"),
            ("con", "con_"),
            ("COM1", "com1_"),
            ("company", "company"),
            ("self", "self_"),
        ];
        for (words, expected) in table {
            assert_eq!(module(words), expected, "{words}");
        }
        assert_eq!(module(&"ä".repeat(300)).len(), 120);
    }

    #[test]
    fn a_name_is_given_once() {
        let mut scope = Scope::new(&["Option"]);
        assert_eq!(scope.take("Option"), "Option2");
        assert_eq!(scope.take("a_b"), "a_b");
        assert_eq!(scope.take("a_b"), "a_b_2");
        assert_eq!(scope.take("type_"), "type_");
        assert_eq!(scope.take("type_"), "type_2");
        assert_eq!(scope.take_with("a_b", &["x".to_owned()]), "x");
        assert_eq!(
            ["Self_", "Self_", "Self_"].map(|it| scope.take(it)),
            ["Self_", "Self2", "Self3"]
        );
    }
}
