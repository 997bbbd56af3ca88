//! What the package is called where nobody gives a name, and what it says of itself.
//!
//! - In: the title of the description; `[package]` of the settings.
//! - Out: a name that Cargo takes, without the words that say of the title's document that it is one; the metadata.

use super::names::snake;
use crate::ir::Metadata;
use crate::settings::{Package, Setting};

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

/// How long a name may be: crates.io takes 64 letters, and a few are for what goes around it.
const LONGEST: usize = 56;

/// What the package says of itself.
pub(super) fn metadata(package: &Package) -> Metadata {
    let value = |it: &Option<Setting<String>>| it.as_ref().map(|it| it.value.clone());
    let values = |it: &[Setting<String>]| it.iter().map(|it| it.value.clone()).collect();
    Metadata {
        version: value(&package.version),
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

/// Makes a package name of a title: `FLOW webinars` gives `flow-webinars`.
pub fn package_name(title: &str) -> String {
    let title = without_possessives(title);
    let title = title.replace("OpenAPI", "Openapi").replace("OpenApi", "Openapi");
    let name = snake(&title);
    let words: Vec<&str> = name.split('_').filter(|it| !it.is_empty()).collect();
    let telling = telling(&words);
    let nothing_left = matches!(telling.as_slice(), [] | ["api"]);
    let name = joined(if nothing_left { &words } else { &telling });
    match name.as_str() {
        "" | "value" => "api-client".to_owned(),
        // Cargo refuses these, or they hide a crate that generated code names.
        "test" | "core" | "std" | "alloc" | "proc-macro" | "clientwright-runtime" => {
            format!("{name}-client")
        }
        _ => match snake(&name).strip_suffix('_') {
            Some(keyword) => format!("{keyword}-client"),
            None => snake(&name).replace('_', "-"),
        },
    }
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
        if !name.is_empty() && name.len() + 1 + word.len() > LONGEST {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(word);
    }
    // All ASCII, so that no letter is cut apart.
    name.truncate(LONGEST);
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
    use super::package_name;

    #[test]
    fn titles_become_package_names() {
        let long = "a title that is a sentence and goes on and on without ever coming to an end";
        let table = [
            ("FLOW webinars", "flow-webinars"),
            ("1Password Connect", "n1password-connect"),
            ("Straßen & Öfen", "strassen-oefen"),
            ("", "api-client"),
            ("Погода", "pogoda"),
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
