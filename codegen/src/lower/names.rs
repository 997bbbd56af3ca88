//! Names: words of a description to identifiers of Rust, each unique in its scope, and the ledger that keeps them.

mod inside;
mod ledger;
mod namespaces;

pub(super) use inside::{Called, Hold, Inside, Kept, REST, value_key};
pub use ledger::Ledger;
pub(super) use ledger::{Case, Former, Kind, Wanted};
pub(super) use namespaces::shortened;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use crate::words::{spelled, symbols_as_words, value};

/// Keywords of every edition up to 2024, strict and reserved (Rust reference, "Keywords"); sorted.
pub(super) const KEYWORDS: &[&str] = &[
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
    "ApiRequest",
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
    "Envelope",
    "Err",
    "Error",
    "Event",
    "FilePart",
    "FixedOffset",
    "From",
    "Future",
    "Headers",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Items",
    "Json",
    "Maybe",
    "NaiveDate",
    "Never",
    "None",
    "Ok",
    "Operation",
    "Option",
    "PagedItems",
    "Pages",
    "Paging",
    "Param",
    "Patch",
    "Pending",
    "Reader",
    "Redirect",
    "RequestOptions",
    "Response",
    "ResponseBody",
    "ResponseSpec",
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
    "Waiter",
    "WaiterSpec",
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
    "shared",
    "std",
    "test",
    "types",
    "webhook_events",
];

/// What a client has besides the accessors of its groups.
pub(super) const CLIENT_RESERVED: &[&str] = &[
    "builder",
    "clone",
    "default",
    "deviation_counts",
    "from",
    "from_env",
    "into",
    "new",
    "request",
    "retry_policy",
    "try_into",
    "with_options",
];

/// Names whose calls on a handle would mean the method of a trait of the prelude that takes it by value.
pub(super) const HANDLE_RESERVED: &[&str] = &["into", "try_into"];

/// What a request builder has besides its setters.
pub(super) const SETTER_RESERVED: &[&str] = &["clone", "into_future", "maybe", "options", "send"];

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
    let symbols_as_words = |it: &&str| it.chars().any(char::is_alphanumeric);
    let first = text.split(['(', '{', '[', '\n', '\r']).find(symbols_as_words).unwrap_or_default();
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

/// Makes the name of a type: `user_role`, `user role` and `userRole` give `UserRole`.
pub(super) fn camel(words: &str) -> String {
    camel_of(&symbols_as_words(words), "N")
}

/// Makes the name of a variant: as that of a type, but `2` gives `Value2`.
pub(super) fn variant_name(words: &str) -> String {
    variant_of(&symbols_as_words(words))
}

/// Makes the name of a method, field, argument or module.
pub(super) fn snake(words: &str) -> String {
    if is_snake(words) {
        return identifier(words, "n", "value");
    }
    snake_of(&symbols_as_words(words))
}

/// Whether it is in snake case already, as most names of members are.
fn is_snake(name: &str) -> bool {
    name.split('_').all(is_snake_word)
}

fn is_snake_word(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
}

/// Makes the name of a static.
pub(super) fn shouty(words: &str) -> String {
    identifier(&symbols_as_words(words).to_shouty_snake_case(), "N_", "VALUE")
}

/// Makes the name of a module that is a file of its own: Windows doesn't take some names at all.
pub(super) fn module(words: &str) -> String {
    let mut name = identifier(&symbols_as_words(words).to_snake_case(), "n", "group");
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

/// Gives a variant to a value of an enumeration: by its text, else by what tells it from others that sound alike.
pub(super) fn value_name(scope: &mut Scope, text: &str) -> String {
    if text.is_empty() {
        return scope.take_with("Empty", &["EmptyText".to_owned()]);
    }
    let words = few_words(text);
    scope.take_apart(&variant_of(&value(&words)), &words, variant_of)
}

/// The variant of a value that nothing else sounds like.
pub(super) fn plain_value_name(text: &str) -> String {
    value_name(&mut Scope::default(), text)
}

/// Whether a member or parameter that is alone is called just as it is written, so that of several it has the name.
pub(super) fn is_as_written(name: &str) -> bool {
    snake(name).trim_end_matches('_') == name
}

/// Gives a member or parameter a field or argument in the same way.
pub(super) fn member_name(scope: &mut Scope, name: &str) -> String {
    scope.take_apart(&snake(name), name, snake_of)
}

/// The case of a text, in words.
fn case(text: &str) -> &'static str {
    let all = |case: fn(char) -> bool| text.chars().filter(|it| it.is_alphabetic()).all(case);
    match () {
        () if all(char::is_uppercase) => "uppercase",
        () if all(char::is_lowercase) => "lowercase",
        () => "mixed case",
    }
}

fn variant_of(told: &str) -> String {
    camel_of(told, "Value")
}

/// Words that were told, as the name of a type or variant; a `_` keeps numbers apart, as in `V1_2`.
fn camel_of(told: &str, before_digit: &str) -> String {
    let mut name = String::new();
    for word in snake_words(told).split('_') {
        if name.ends_with(|it: char| it.is_ascii_digit())
            && word.starts_with(|it: char| it.is_ascii_digit())
        {
            name.push('_');
        }
        match word.split_at_checked(1) {
            Some((first, rest)) if is_snake_word(word) => {
                name.push_str(&first.to_ascii_uppercase());
                name.push_str(rest);
            }
            _ => name.push_str(&word.to_upper_camel_case()),
        }
    }
    identifier(&name, before_digit, "Value")
}

fn snake_of(told: &str) -> String {
    identifier(&snake_words(told), "n", "value")
}

/// Words that were told, in snake case, which most are in already: a description has tens of thousands.
fn snake_words(told: &str) -> Cow<'_, str> {
    if is_snake(told) { Cow::Borrowed(told) } else { Cow::Owned(told.to_snake_case()) }
}

/// Makes a name of ASCII letters, digits and `_` an identifier: no digit in front, no keyword, not empty.
fn identifier(name: &str, before_digit: &str, empty: &str) -> String {
    let mut name = if name.is_empty() { empty.to_owned() } else { name.to_owned() };
    if name.starts_with(|it: char| it.is_ascii_digit()) {
        name.insert_str(0, before_digit);
    }
    if is_keyword(&name) {
        name.push('_');
    }
    name
}

/// Whether Rust takes `name` for a name.
fn is_identifier(name: &str) -> bool {
    name.starts_with(unicode_ident::is_xid_start)
        && name.chars().all(unicode_ident::is_xid_continue)
        && !is_keyword(name)
}

/// Whether Rust keeps `name` for itself.
fn is_keyword(name: &str) -> bool {
    KEYWORDS.binary_search(&name).is_ok()
}

/// The names taken in one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    taken: BTreeSet<String>,
    /// Of names that texts gave, those texts.
    texts: BTreeMap<String, String>,
    /// Of names that got a number, the next one to try.
    next: BTreeMap<String, usize>,
}

impl Scope {
    /// A scope in which `reserved` are taken.
    pub(super) fn new(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|it| (*it).to_owned()).collect(), ..Self::default() }
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
        let mut number = self.next.get(name).copied().unwrap_or(2);
        loop {
            let numbered = if stem.ends_with(|c: char| c.is_ascii_digit()) && separator.is_empty() {
                format!("{stem}_{number}")
            } else {
                format!("{stem}{separator}{number}")
            };
            number += 1;
            if self.taken.insert(numbered.clone()) {
                self.next.insert(name.to_owned(), number);
                return numbered;
            }
        }
    }

    /// Takes `name`, which `text` gives, or one with what tells it from the text that took it: its signs, or else its case.
    fn take_apart(&mut self, name: &str, text: &str, cased: fn(&str) -> String) -> String {
        let taken = if self.claim(name) {
            name.to_owned()
        } else {
            let by_case = cased(&format!("{} {}", symbols_as_words(text), case(text)));
            let by_signs = cased(&spelled(text));
            let sounds_alike = |other: &String| cased(&spelled(other)) == by_signs;
            if self.texts.get(name).is_some_and(sounds_alike) {
                self.take_with(name, &[by_case])
            } else {
                self.take_with(name, &[by_signs, by_case])
            }
        };
        self.texts.insert(taken.clone(), text.to_owned());
        taken
    }

    /// Takes `name` if it is free, and says whether it was.
    pub(super) fn claim(&mut self, name: &str) -> bool {
        self.taken.insert(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, Scope, camel, few_words, module, shouty, snake, value_name};

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }

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
            ("\u{1f642}", "SlightSmile", "slight_smile"),
            ("größe", "Groesse", "groesse"),
            ("名前", "MingQian", "ming_qian"),
            ("1.10", "N1_10", "n1_10"),
            ("EnableIPv6", "EnableIpv6", "enable_ipv6"),
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
            ("Öffnungs Zeiten", "oeffnungs_zeiten"),
            ("\u{202e}", "group"),
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
    fn values_that_sound_alike_are_told_apart() {
        let table: &[(&[&str], &[&str])] = &[
            (&["created_at", "-created_at"], &["CreatedAt", "MinusCreatedAt"]),
            (&["a-b", "a_b", "a b"], &["AB", "AUnderscoreB", "ASpaceB"]),
            (&["asc", "ASC", "Asc"], &["Asc", "AscUppercase", "AscMixedCase"]),
            (&["1.10", "11.0", "110"], &["Value1_10", "Value11_0", "Value110"]),
            (&["", "empty", " "], &["Empty", "EmptyLowercase", "Space"]),
            (&["C", "C++", "C#"], &["C", "CPlusPlus", "CSharp"]),
            (&["≤", "≥", "≠"], &["LessEqual", "GreaterEqual", "NotEqual"]),
            (&["votes-+1", "votes--1"], &["VotesPlus1", "VotesMinus1"]),
        ];
        for (values, expected) in table {
            let mut scope = Scope::default();
            let names: Vec<String> = values.iter().map(|it| value_name(&mut scope, it)).collect();
            assert_eq!(names, *expected, "{values:?}");
        }
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
