//! newman, which is installed below the target folder when it isn't there.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The version that everybody compares with.
const VERSION: &str = "6.2.2";

/// What would have newman ask somebody else to send its requests.
const PROXIES: [&str; 8] = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
];

/// newman, installed.
#[derive(Debug)]
pub(super) struct Newman(PathBuf);

/// A request of a collection, and what newman did with it.
#[derive(Debug)]
pub(super) struct Recorded {
    /// The names of its folders and its own.
    pub(super) name: Vec<String>,
    /// Method, URL, headers and body, or why nothing was sent.
    pub(super) sent: Result<Raw, String>,
}

/// A request as it arrived.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Newman {
    /// newman, or why there is none.
    pub(super) fn find() -> Result<Self, String> {
        static INSTALLED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
        let newman = || xtask_evaluate::install::npm(&crate::target(), "newman", VERSION);
        INSTALLED.get_or_init(newman).clone().map(Self)
    }

    /// Runs a collection. `environment` has values for variables that the collection gives none.
    #[track_caller]
    pub(super) fn record(&self, collection: &str, environment: &Value) -> Vec<Recorded> {
        let dir = TempDir::new_in(crate::target()).unwrap();
        let [input, given, files] =
            ["collection.json", "environment.json", "files"].map(|it| dir.path().join(it));
        fs::write(&input, collection).unwrap();
        fs::write(&given, environment.to_string()).unwrap();
        fs::create_dir(&files).unwrap();
        let script = crate::root().join("tests/it/src/newman/record.js");
        let mut command = Command::new("node");
        command.arg(script).arg(&self.0).args([&input, &given, &files]).current_dir(dir.path());
        for name in PROXIES {
            command.env_remove(name);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "newman: {}", said(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|it| recorded(&serde_json::from_str(it).unwrap())).collect()
    }
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.trim().chars().take(2000).collect()
}

fn recorded(line: &Value) -> Recorded {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut name: Vec<String> =
        line["folders"].as_array().into_iter().flatten().map(text).collect();
    name.push(text(&line["name"]));
    if let Some(error) = line["error"].as_str() {
        return Recorded { name, sent: Err(error.to_owned()) };
    }
    let headers = line["headers"].as_array().into_iter().flatten();
    let sent = Raw {
        method: text(&line["method"]),
        url: ["scheme", "host", "path"]
            .map(|it| text(&line[it]))
            .join("|")
            .replacen('|', "://", 1)
            .replacen('|', "", 1),
        headers: headers.map(|it| (text(&it[0]), text(&it[1]))).collect(),
        body: text(&line["body"]),
    };
    Recorded { name, sent: Ok(sent) }
}
