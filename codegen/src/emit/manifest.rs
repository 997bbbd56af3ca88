//! `Cargo.toml`.

use super::{Files, Manifest};
use crate::ir::Api;

/// Adds the file.
pub(super) fn files(api: &Api, manifest: &Manifest, files: &mut Files<'_>) {
    let Manifest { runtime, workspace, command: _ } = manifest;
    let description = toml_string(&format!("A client of {}", one_line(&api.title)));
    let mut out = format!(
        "[package]\nname = \"{}\"\ndescription = {description}\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         rust-version = \"1.89\"\n\n[features]\n# `serde::Serialize` and `serde::Deserialize` for the types\nserde = []\n\n\
         [dependencies]\nclientwright-runtime = {runtime}\n",
        api.package
    );
    if !workspace {
        out.push_str("\n# A workspace of its own, wherever the folder is\n[workspace]\n");
    }
    files.plain("Cargo.toml", "#", &out);
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
