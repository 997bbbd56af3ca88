//! `Cargo.toml`.

use std::fmt::Write as _;

use super::{Files, Manifest};
use crate::ir::Api;

/// Adds the file.
pub(super) fn files(api: &Api, manifest: &Manifest, files: &mut Files<'_>) {
    let Manifest { runtime, workspace, command: _ } = manifest;
    let description = toml_string(&format!("A client of {}", one_line(&api.title)));
    let (features, runtime) = (features(), without_defaults(runtime));
    let mut out = format!(
        "[package]\nname = \"{}\"\ndescription = {description}\nversion = \"0.1.0\"\nedition = \"2021\"\n\
         rust-version = \"1.89\"\n\n[features]\n{features}\n[dependencies]\nclientwright-runtime = {runtime}\n",
        api.package
    );
    if !workspace {
        out.push_str("\n# A workspace of its own, wherever the folder is\n[workspace]\n");
    }
    files.plain("Cargo.toml", "#", &out);
}

/// Those of the runtime that pass through, each with what it is for.
const PASSED: &[(&str, &str)] = &[
    ("rustls", "The HTTP client, with TLS by rustls; it wins over `native-tls`"),
    ("native-tls", "The HTTP client, with the platform's TLS: disable the default features, too"),
    ("http2", "HTTP/2, where a server speaks it"),
    ("blocking", "`blocking::Wait`, for programs that aren't async"),
];

fn features() -> String {
    let mut out = "default = [\"rustls\"]\n".to_owned();
    for (name, what) in PASSED {
        let _ = writeln!(out, "# {what}\n{name} = [\"clientwright-runtime/{name}\"]");
    }
    out.push_str("# `serde::Serialize` and `serde::Deserialize` for the types\nserde = []\n");
    out
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

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A TOML basic string.
fn toml_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
