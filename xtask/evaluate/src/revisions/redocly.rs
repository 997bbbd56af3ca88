//! `redocly diff`, which compares documents node by node.

use std::path::{Path, PathBuf};
use std::process::Command;

use clientwright::Pointer;
use serde_json::Value;

use crate::install;

/// The version that is compared with.
const VERSION: &str = "2.77.0";

/// A change that it finds.
#[derive(Debug)]
pub(super) struct Change {
    /// What the node is, such as `Schema`.
    pub(super) of: String,
    /// `added`, `removed` or `modified`.
    pub(super) kind: String,
    /// What of the node differs, where that is a plain value.
    pub(super) property: Option<String>,
    pub(super) base: Option<Pointer>,
    pub(super) revision: Option<Pointer>,
    /// Where it is used, through all references.
    pub(super) used: Option<Pointer>,
    /// What the node has been and is.
    pub(super) values: (Value, Value),
    /// Whether it would call it breaking.
    pub(super) is_major: bool,
}

impl Change {
    /// What differs, in a few words.
    pub(super) fn what(&self) -> String {
        let property = self.property.as_deref().map(|it| format!(" `{it}`")).unwrap_or_default();
        format!("{}{property} {}", self.of, self.kind)
    }
}

/// Where it is installed, or why it isn't.
pub(super) fn installed(target: &Path) -> Result<PathBuf, String> {
    install::npm(target, "@redocly/cli", VERSION)
}

/// What it finds between two files.
pub(super) fn compare(dir: &Path, base: &Path, revision: &Path) -> Result<Vec<Change>, String> {
    let program = dir.join("node_modules/@redocly/cli/bin/cli.js");
    let run = Command::new("node")
        .arg(program)
        .arg("diff")
        .args([base, revision])
        .args(["--format", "json", "--fail-on", "none"])
        .env("REDOCLY_TELEMETRY", "off")
        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
        .output();
    let run = run.map_err(|it| format!("can't start redocly: {it}"))?;
    let report: Value = serde_json::from_slice(&run.stdout)
        .map_err(|it| format!("redocly: {it}: {}", String::from_utf8_lossy(&run.stderr).trim()))?;
    let changes = report.get("changes").and_then(Value::as_array);
    Ok(changes.into_iter().flatten().map(change).collect())
}

fn change(it: &Value) -> Change {
    let text = |key: &str| it.get(key).and_then(Value::as_str).map(str::to_owned);
    let pointer = |it: &str| Pointer::parse(it.strip_prefix('#').unwrap_or(it));
    let side = |key: &str| pointer(it.get(key)?.get("pointer")?.as_str()?);
    let value = |key: &str| it.get(key).and_then(|it| it.get("value")).cloned().unwrap_or_default();
    Change {
        of: text("typeName").unwrap_or_default(),
        kind: text("kind").unwrap_or_default(),
        property: text("property"),
        base: side("base"),
        revision: side("revision"),
        used: text("path").as_deref().and_then(pointer),
        values: (value("base"), value("revision")),
        is_major: text("impact").as_deref() == Some("major"),
    }
}
