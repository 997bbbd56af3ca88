//! `Cargo.toml`.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Files, parts};
use crate::ir::{ALL_TAGS, Api, Dependency, Metadata, RequestSigner};
use crate::request::Manifest;

/// Adds the file.
pub(super) fn files(api: &Api, manifest: &Manifest, files: &mut Files<'_>) {
    let (features, runtime) = (features(api), without_defaults(manifest.get_runtime()));
    let mut out = package(api);
    let _ =
        write!(out, "\n[features]\n{features}\n[dependencies]\nclientwright-runtime = {runtime}\n");
    for Dependency { name, requirement } in &api.dependencies {
        let _ = writeln!(out, "{name} = {}", toml(requirement));
    }
    if !manifest.is_in_workspace() {
        out.push_str("\n# A workspace of its own, wherever the folder is\n[workspace]\n");
    }
    // What docs.rs builds.
    out.push_str("\n[package.metadata.docs.rs]\nall-features = true\n");
    files.plain("Cargo.toml", "#", &out);
}

fn package(api: &Api) -> String {
    let Metadata {
        version,
        license,
        description,
        homepage,
        documentation,
        repository,
        authors,
        keywords,
        publish,
    } = &api.metadata;
    let about = format!("A client of {}", api.title);
    let mut out = format!("[package]\nname = \"{}\"\n", api.package);
    let mut line = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            let _ = writeln!(out, "{key} = {}", toml_string(value));
        }
    };
    line("description", Some(description.as_deref().unwrap_or(&about)));
    line("version", Some(version));
    line("edition", Some("2024"));
    line("rust-version", Some("1.89"));
    line("license", license.as_deref());
    line("homepage", homepage.as_deref());
    line("documentation", documentation.as_deref());
    line("repository", repository.as_deref());
    line("readme", Some("README.md"));
    let list =
        |items: &[String]| items.iter().map(|it| toml_string(it)).collect::<Vec<_>>().join(", ");
    if !authors.is_empty() {
        let _ = writeln!(out, "authors = [{}]", list(authors));
    }
    if !keywords.is_empty() {
        let _ = writeln!(out, "keywords = [{}]", list(keywords));
    }
    out.push_str("categories = [\"api-bindings\"]\n");
    if let Some(publish) = publish {
        let _ = writeln!(out, "publish = {publish}");
    }
    out
}

/// What the features of the crate are for.
pub(super) fn described(api: &Api) -> Vec<(&'static str, &'static str)> {
    let all = api.has_parts().then(|| (ALL_TAGS, parts::said_of_all()));
    passed(api).chain([("serde", SERDE)]).chain(all).collect()
}

const SERDE: &str = "`serde::Serialize` and `serde::Deserialize` for the types";

/// Those of the runtime that pass through, each with what it is for.
const PASSED: &[(&str, &str)] = &[
    ("rustls", "The HTTP client, with TLS by rustls; it wins over `native-tls`"),
    (
        "native-tls",
        "The HTTP client, with the platform's TLS: disable the default features as well",
    ),
    ("http2", "HTTP/2, where a server speaks it"),
    ("blocking", "`blocking::Wait`, for programs that aren't async"),
    ("tracing", "A span for each call, and events, with the crate `tracing`"),
];

/// Those of the runtime that this crate has a use for.
fn passed(api: &Api) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
    let webhooks = ("webhooks", "Verifies the signatures of webhooks");
    let pkce = ("pkce", "Asks people for authorizations, with a proof key (RFC 7636)");
    let own =
        [(!api.webhooks.is_empty()).then_some(webhooks), super::grants::asks(api).then_some(pkce)];
    let signers = api.signers.iter().map(|it| match it {
        RequestSigner::AwsSigV4 => (it.feature(), "Signs requests by the keys of an AWS account"),
        RequestSigner::Digest => {
            (it.feature(), "Signs requests by a user and a password (RFC 7616)")
        }
    });
    PASSED.iter().copied().chain(own.into_iter().flatten()).chain(signers)
}

fn features(api: &Api) -> String {
    let parts = if api.has_parts() { format!(", \"{ALL_TAGS}\"") } else { String::new() };
    let mut out = format!("default = [\"rustls\"{parts}]\n");
    for (name, what) in passed(api) {
        // Who verifies events has them.
        let events = api.webhook_feature().filter(|_| name == "webhooks");
        let events = events.map_or_else(String::new, |it| format!(", \"{it}\""));
        let _ = writeln!(out, "# {what}\n{name} = [\"clientwright-runtime/{name}\"{events}]");
    }
    let _ = writeln!(out, "# {SERDE}\nserde = []");
    out + &parts::manifest(api)
}

/// The dependency with the features that are chosen here alone.
fn without_defaults(dependency: &str) -> String {
    const NO: &str = "default-features = false";
    match dependency.trim().strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        Some(table) if table.contains("default-features") => dependency.to_owned(),
        Some(table) if table.trim().is_empty() => format!("{{ {NO} }}"),
        Some(table) => format!("{{ {}, {NO} }}", table.trim()),
        None => format!("{{ version = {dependency}, {NO} }}"),
    }
}

/// A value on one line; settings have let in none that TOML doesn't have.
fn toml(value: &Value) -> String {
    match value {
        Value::String(text) => toml_string(text),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", "))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(key, it)| format!("{key} = {}", toml(it)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A TOML basic string, in one line.
fn toml_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in crate::markdown::one_line(text).chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::PASSED;
    use crate::ir::{RESERVED_FEATURES, RequestSigner};

    #[test]
    fn no_tag_has_the_feature_of_something_else() {
        let signers = [RequestSigner::AwsSigV4, RequestSigner::Digest].map(RequestSigner::feature);
        let own = PASSED.iter().map(|it| it.0).chain(["default", "serde", "webhooks", "pkce"]);
        for name in own.chain(signers) {
            assert!(RESERVED_FEATURES.contains(&name), "{name}");
        }
    }
}
