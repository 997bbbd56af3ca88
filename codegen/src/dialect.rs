//! Which dialect a document is written in.
//!
//! - In: a document as loaded, overlay applied.
//! - Out: the first rule of a table that fits; `None`, and why, for what can't be read.
//! - Moves: nothing; the document is only looked at.

mod others;

use std::fmt;

use serde_json::Value;

use crate::diagnostic::{Finding, Sink, findings};
use crate::document::Document;
use crate::pointer::Pointer;

/// A dialect of API description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// OpenAPI (Swagger) 2.0.
    Swagger2,
    /// OpenAPI 3.0.
    OpenApi30,
    /// OpenAPI 3.1.
    OpenApi31,
    /// OpenAPI 3.2, and what comes after it as far as it is the same.
    OpenApi32,
    /// A Postman collection, of any version.
    Postman,
}

/// What is read, for texts: every dialect by its versions.
pub const READ: &str = "OpenAPI 2.0, 3.0, 3.1 and 3.2, Postman collections";

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Swagger2 => "OpenAPI 2.0",
            Self::OpenApi30 => "OpenAPI 3.0",
            Self::OpenApi31 => "OpenAPI 3.1",
            Self::OpenApi32 => "OpenAPI 3.2",
            Self::Postman => "Postman",
        })
    }
}

/// Finds out which dialect `document` is written in.
///
/// Returns `None`, and says in `sink` what it seems to be, for a dialect that can't be read.
pub fn detect(document: &Document, sink: &mut Sink) -> Option<Dialect> {
    let verdict = RULES.iter().find_map(|rule| rule(document));
    match verdict
        .unwrap_or_else(|| Verdict::No(Pointer::root(), findings::dialect::no_description()))
    {
        Verdict::Is(dialect) => Some(dialect),
        Verdict::Like { dialect, at, finding } => {
            document.report(sink, &at, finding);
            Some(dialect)
        }
        Verdict::No(at, finding) => {
            document.report(sink, &at, finding);
            None
        }
    }
}

/// The dialect of a document that has to be imported before anything can be done with it.
pub fn imported(document: &Document) -> Option<Dialect> {
    match RULES.iter().find_map(|rule| rule(document))? {
        Verdict::Is(Dialect::Postman) => Some(Dialect::Postman),
        Verdict::Is(_) | Verdict::Like { .. } | Verdict::No(..) => None,
    }
}

/// What a rule says about a document.
enum Verdict {
    /// It is this.
    Is(Dialect),
    /// It is read as this, and there is something to say about the version.
    Like { dialect: Dialect, at: Pointer, finding: Finding },
    /// It is something that can't be read.
    No(Pointer, Finding),
}

/// In this order; the first that says anything decides.
const RULES: [fn(&Document) -> Option<Verdict>; 5] =
    [openapi, swagger, postman, others::find, has_paths];

fn openapi(document: &Document) -> Option<Verdict> {
    let version = version(document, "openapi")?;
    let minor = minor(&version);
    Some(match minor {
        Some((3, 0)) => Verdict::Is(Dialect::OpenApi30),
        Some((3, 1)) => Verdict::Is(Dialect::OpenApi31),
        Some((3, 2)) => Verdict::Is(Dialect::OpenApi32),
        Some((3, _)) => Verdict::Like {
            dialect: Dialect::OpenApi32,
            at: Pointer::root().child("openapi"),
            finding: findings::dialect::newer_version(&version),
        },
        Some((4.., _)) => too_new("openapi", &version),
        Some((2, _)) => odd("openapi", &version, Dialect::Swagger2),
        _ => odd("openapi", &version, three_or_two(document)),
    })
}

fn swagger(document: &Document) -> Option<Verdict> {
    let of = |key: &'static str| Some((key, version(document, key)?));
    let (key, version) = of("swagger").or_else(|| of("swaggerVersion"))?;
    Some(match minor(&version) {
        Some((2, _)) => Verdict::Is(Dialect::Swagger2),
        Some((1, _)) => {
            let what = format!("Swagger {version}");
            let help = "convert it to OpenAPI first, or ask the vendor for a newer description";
            Verdict::No(Pointer::root().child(key), findings::dialect::unreadable(&what, help))
        }
        Some((3, 0)) => odd(key, &version, Dialect::OpenApi30),
        Some((3, 1)) => odd(key, &version, Dialect::OpenApi31),
        Some((3, _)) => odd(key, &version, Dialect::OpenApi32),
        Some((4.., _)) => too_new(key, &version),
        _ => odd(key, &version, three_or_two(document)),
    })
}

/// Another major version is another language.
fn too_new(at: &str, version: &str) -> Verdict {
    Verdict::No(Pointer::root().child(at), findings::dialect::unknown_major(at, version, READ))
}

fn odd(at: &str, version: &str, dialect: Dialect) -> Verdict {
    let finding = findings::dialect::no_version(at, version, &dialect.to_string());
    Verdict::Like { dialect, at: Pointer::root().child(at), finding }
}

/// A collection as exported (2.0, 2.1), as the API and the documenter wrap it, or of version 1.
fn postman(document: &Document) -> Option<Verdict> {
    let is_collection = |it: &Value| {
        let info = it.get("info");
        let member = |key| info.and_then(|it| it.get(key)).and_then(Value::as_str);
        let named = member("schema")
            .is_some_and(|it| it.contains("getpostman.com") || it.contains("postman.com/"));
        let requests = it.get("requests").and_then(Value::as_array);
        let is_ordered = it.get("order").is_some_and(Value::is_array);
        let has_url = |it: &Value| it.get("url").is_some();
        let first = requests.is_some_and(|it| is_ordered || it.iter().any(has_url));
        let items = it.get("item").and_then(Value::as_array);
        let is_item = |it: &Value| it.get("request").is_some() || it.get("item").is_some();
        let holds = items.is_some_and(|it| info.is_some() || it.iter().any(is_item));
        named || first || holds
    };
    let root = &document.root;
    let is_postman = is_collection(root) || root.get("collection").is_some_and(is_collection);
    is_postman.then_some(Verdict::Is(Dialect::Postman))
}

/// A document that forgot its version.
fn has_paths(document: &Document) -> Option<Verdict> {
    document.root.get("paths").filter(|it| it.is_object())?;
    let dialect = three_or_two(document);
    let finding = findings::dialect::missing_version(&dialect.to_string());
    Some(Verdict::Like { dialect, at: Pointer::root(), finding })
}

/// Which of OpenAPI 2 and 3 a document without a version looks like.
fn three_or_two(document: &Document) -> Dialect {
    let has = |key: &str| document.root.get(key).is_some();
    let of_two = [
        "definitions",
        "host",
        "basePath",
        "schemes",
        "consumes",
        "produces",
        "securityDefinitions",
    ];
    if has("webhooks") || has("jsonSchemaDialect") {
        Dialect::OpenApi31
    } else if !has("components") && !has("servers") && of_two.iter().any(|it| has(it)) {
        Dialect::Swagger2
    } else {
        Dialect::OpenApi30
    }
}

/// A version, as it is written: `swagger: 2.0` is a number in YAML.
fn version(document: &Document, key: &str) -> Option<String> {
    let at = Pointer::root().child(key);
    match at.get(&document.root)? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => {
            let received = document.origins.place(&at);
            Some(
                document
                    .raw
                    .get(&(received.file, received.pointer))
                    .cloned()
                    .unwrap_or_else(|| number.to_string()),
            )
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The first two numbers of a version: `3.0.1-rc` is (3, 0), `v2` is (2, 0).
fn minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim_start_matches(['v', 'V']).split('.');
    let major = parts.next()?.parse().ok()?;
    let digits =
        parts.next().map(|it| it.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    Some((major, digits.map_or(Ok(0), str::parse).ok()?))
}

#[cfg(test)]
mod tests;
