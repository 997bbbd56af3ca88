//! What the package is called where nobody gives a name, and what it says of itself.
//!
//! - In: the title of the description; `[package]` of the settings.
//! - Out: a name that Cargo takes, without the words that say of the title's document that it is one; the metadata.

use super::names::{KEYWORDS, snake};
use crate::ir::{Dependency, Metadata};
use crate::settings::{Package, Setting, Types};

/// Formats of descriptions.
const FORMATS: &[&str] = &["openapi", "swagger"];

/// What descriptions call themselves.
const DOCUMENTS: &[&str] = &[
    "definition",
    "description",
    "docs",
    "document",
    "documentation",
    "spec",
    "specification",
    "specs",
];

/// How long a name may be: what crates.io takes.
const LONGEST: usize = 64;

/// How long one that is made of a title may be: a few letters are for what goes around it.
const LONGEST_MADE: usize = 56;

/// The crates that come with the compiler.
const STANDARD: &[&str] = &["alloc", "core", "proc_macro", "std", "test"];

/// Folders that Cargo makes beside what it builds.
const BUILD_FOLDERS: &[&str] = &["build", "deps", "examples", "incremental"];

/// Names of devices, which Windows takes for no folder; `COM1` to `COM9` and `LPT1` to `LPT9` are more of them.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];

/// The version of a crate that nobody has given one, and of which none was released.
const FIRST_VERSION: &str = "0.1.0";

/// What generated code depends on.
const RUNTIME: &str = "clientwright_runtime";

/// What the package says of itself.
pub(super) fn metadata(package: &Package) -> Metadata {
    let value = |it: &Option<Setting<String>>| it.as_ref().map(|it| it.value.clone());
    let values = |it: &[Setting<String>]| it.iter().map(|it| it.value.clone()).collect();
    Metadata {
        version: value(&package.version).unwrap_or_else(|| FIRST_VERSION.to_owned()),
        license: value(&package.license),
        description: value(&package.description),
        homepage: value(&package.homepage),
        documentation: value(&package.documentation),
        repository: value(&package.repository),
        authors: values(&package.authors),
        keywords: values(&package.keywords),
        publish: package.publish.as_ref().map(|it| it.value),
    }
}

/// The crates that types of the user's own are in, by their names.
pub(super) fn dependencies(settings: &Types) -> Vec<Dependency> {
    let mut all: Vec<Dependency> = settings
        .dependencies
        .iter()
        .map(|it| Dependency {
            name: it.package.clone(),
            requirement: it.requirement.value.clone(),
        })
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// Says why `name` can't be the name of a package, in words that follow it: what Cargo or the compiler refuses on some
/// platform, and what would hide a crate that generated code names.
///
/// # Errors
///
/// The name can't be one.
pub fn check_package_name(name: &str) -> Result<(), String> {
    let krate = name.replace('-', "_");
    let folded = name.to_ascii_lowercase();
    let is_port = ["com", "lpt"]
        .iter()
        .any(|it| folded.strip_prefix(it).is_some_and(|it| matches!(it.as_bytes(), [b'1'..=b'9'])));
    let why = if name.is_empty() {
        "is empty"
    } else if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        "doesn't begin with a letter from a to z"
    } else if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        "has other characters than ASCII letters, digits, `-` and `_`"
    } else if name.len() > LONGEST {
        return Err(format!("has more than {LONGEST} letters"));
    } else if KEYWORDS.contains(&krate.as_str()) {
        "is a keyword of Rust"
    } else if STANDARD.contains(&krate.as_str()) {
        "is a crate of Rust's standard library"
    } else if BUILD_FOLDERS.contains(&folded.as_str()) {
        "is a folder of Cargo's builds"
    } else if is_port || DEVICES.contains(&folded.as_str()) {
        "is the name of a device on Windows"
    } else if krate == RUNTIME {
        "is the crate that generated code depends on"
    } else {
        return Ok(());
    };
    Err(why.to_owned())
}

/// Makes a package name of a title: `FLOW webinars` gives `flow-webinars`.
pub fn package_name(title: &str) -> String {
    let title = without_possessives(title);
    let title = title.replace("OpenAPI", "Openapi").replace("OpenApi", "Openapi");
    let name = snake(&title);
    let words: Vec<&str> = name.split('_').filter(|it| !it.is_empty()).collect();
    let telling = telling(&words);
    let nothing_left = matches!(telling.as_slice(), [] | ["api"]);
    let name = joined(if nothing_left { &words } else { &telling });
    let name = match name.as_str() {
        "" | "value" => "api-client".to_owned(),
        // A keyword has a line behind it.
        _ => snake(&name).trim_end_matches('_').replace('_', "-"),
    };
    if check_package_name(&name).is_ok() { name } else { format!("{name}-client") }
}

/// Leaves out the format and its version, what the description calls itself behind that or at the end, and `REST`.
fn telling<'w>(words: &[&'w str]) -> Vec<&'w str> {
    let is_document = |it: &&str| DOCUMENTS.contains(it);
    let end = words.len() - words.iter().rev().take_while(|it| is_document(it)).count();
    let mut telling = Vec::new();
    let mut words = words.iter().take(end).peekable();
    while let Some(word) = words.next() {
        if FORMATS.contains(word) {
            let is_version = |it: &str| it.chars().all(|c| c.is_ascii_digit());
            while words.next_if(|it| is_document(it) || is_version(it)).is_some() {}
        } else if *word != "rest" || words.peek() != Some(&&"api") {
            telling.push(*word);
        }
    }
    telling
}

/// The words that fit, with hyphens.
fn joined(words: &[&str]) -> String {
    let mut name = String::new();
    for word in words {
        if !name.is_empty() && name.len() + 1 + word.len() > LONGEST_MADE {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(word);
    }
    // All ASCII, so that no letter is cut apart.
    name.truncate(LONGEST_MADE);
    name
}

/// Takes the `'s` off `Shop's`.
fn without_possessives(title: &str) -> String {
    let words = title.split(' ');
    let bare = words.map(|it| it.strip_suffix("'s").or(it.strip_suffix("\u{2019}s")).unwrap_or(it));
    bare.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{check_package_name, package_name};

    #[test]
    fn titles_become_package_names() {
        let long = "a title that is a sentence and goes on and on without ever coming to an end";
        let table = [
            ("FLOW webinars", "flow-webinars"),
            ("1Password Connect", "n1password-connect"),
            ("Straßen & Öfen", "strassen-oefen"),
            ("", "api-client"),
            ("Погода", "pogoda"),
            ("Łódź", "lodz"),
            ("Привет", "privet"),
            ("東京", "dong-jing"),
            ("std", "std-client"),
            ("Crate", "crate-client"),
            ("Self", "self-client"),
            ("Proc Macro", "proc-macro-client"),
            ("COM1", "com1-client"),
            ("NUL", "nul-client"),
            ("Build", "build-client"),
            ("clientwright_runtime", "clientwright-runtime-client"),
            ("…", "api-client"),
            ("test", "test-client"),
            ("OpenAPI 3scale", "n3scale"),
            ("OpenAIRE", "open-aire"),
            ("Match", "match-client"),
            ("Swagger Type", "type-client"),
            (long, "a-title-that-is-a-sentence-and-goes-on-and-on-without"),
        ];
        for (title, name) in table {
            assert_eq!(package_name(title), name);
        }
    }

    #[test]
    fn names_that_nobody_takes_are_refused() {
        let refused = [
            ("", "is empty"),
            ("1a", "doesn't begin"),
            ("-a", "doesn't begin"),
            ("_", "doesn't begin"),
            ("żółw", "doesn't begin"),
            ("a.b", "has other characters"),
            ("a/b", "has other characters"),
            ("zażółć", "has other characters"),
            ("std", "standard library"),
            ("core", "standard library"),
            ("alloc", "standard library"),
            ("proc-macro", "standard library"),
            ("proc_macro", "standard library"),
            ("test", "standard library"),
            ("self", "keyword"),
            ("Self", "keyword"),
            ("crate", "keyword"),
            ("super", "keyword"),
            ("async", "keyword"),
            ("gen", "keyword"),
            ("try", "keyword"),
            ("typeof", "keyword"),
            ("con", "device"),
            ("Nul", "device"),
            ("com1", "device"),
            ("LPT9", "device"),
            ("deps", "builds"),
            ("build", "builds"),
            ("examples", "builds"),
            ("incremental", "builds"),
            ("clientwright-runtime", "depends on"),
            ("clientwright_runtime", "depends on"),
        ];
        for (name, why) in refused {
            let said = check_package_name(name).unwrap_err();
            assert!(said.contains(why), "{name}: {said}");
        }
        assert!(check_package_name(&"a".repeat(65)).is_err());
        for name in
            ["a", "acme-api", "Acme_Api", "com", "com10", "com0", "stds", "union", "default"]
        {
            assert_eq!(check_package_name(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn words_about_the_description_are_left_out() {
        let table = [
            (
                "GitHub's official OpenAPI spec + Octokit extension",
                "git-hub-official-octokit-extension",
            ),
            ("Swagger Petstore - OpenAPI 3.1", "petstore"),
            ("Chomp Food Database API Documentation", "chomp-food-database-api"),
            ("Shop REST API", "shop-api"),
            ("The rest of the shop", "the-rest-of-the-shop"),
            ("Product Specification API", "product-specification-api"),
        ];
        for (title, name) in table {
            assert_eq!(package_name(title), name);
        }
    }

    #[test]
    fn titles_that_say_nothing_else_stay() {
        let titles = ["REST API", "API Documentation", "OpenAPI definition", "Swagger"];
        let names = ["rest-api", "api-documentation", "openapi-definition", "swagger"];
        assert_eq!(titles.map(package_name), names);
    }
}
