//! A program that makes the calls of a crate's wire tests, to a mock.
//!
//! It is the crate with its own tests for a `main`: the module `stand_in` takes the place of the transport that they
//! response from, so that what they call, and with what, is said once.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::corpus::wait;
use clientwright_cli::Error;
use clientwright_cli::files::{self, Tree};

/// What the tests get in place of the runtime's module.
const STAND_IN: &str = include_str!("stand_in.rs");

/// What would have a client ask somebody else to send its requests.
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

/// The crate with a `main`; `None` where its tests aren't such as this knows.
pub(super) fn of(mut krate: Tree) -> Option<Tree> {
    let tests = krate.remove("tests/wire.rs")?;
    let own = "#[macro_use]\n#[path = \"stand_in/stand_in.rs\"]\nmod stand_in;\n\
        use stand_in::{MemoryTransport, block_on};";
    let tests =
        replaced(&tests, "use clientwright_runtime::testing::{MemoryTransport, block_on};", own)?;
    let listening = ".observer(stand_in::Listener)\n        \
        .retry(clientwright_runtime::RetryPolicy::none())\n        .transport(transport);";
    let tests = replaced(&tests, ".transport(transport);", listening)?;
    let names = tests.split("#[test]\nfn ").skip(1).filter_map(|it| Some(it.split_once('(')?.0));
    let calls = names.map(|it| format!("({:?}, {it})", it.trim_start_matches("r#")));
    let calls = calls.collect::<Vec<_>>().join(",\n        ");
    let tests = tests.replace("#[test]\n", "");
    let main =
        format!("{tests}\nfn main() {{\n    stand_in::run(&[\n        {calls}\n    ]);\n}}\n");
    krate.insert("src/main.rs".to_owned(), main);
    krate.insert("src/stand_in/stand_in.rs".to_owned(), STAND_IN.to_owned());
    Some(krate)
}

/// `text` with what stands in it once replaced.
fn replaced(text: &str, from: &str, to: &str) -> Option<String> {
    (text.matches(from).count() == 1).then(|| text.replace(from, to))
}

/// Makes the calls to `mock`, which hears what responses are preferred, and returns what came of each.
pub(super) fn run(
    program: &Path,
    dir: &Path,
    mock: &str,
    prefer: &str,
    limit: Duration,
) -> Result<Vec<Value>, Error> {
    let out = dir.join("calls.jsonl");
    let file = File::create(&out).map_err(|it| Error::io(&out, "can't write", &it))?;
    let mut command = Command::new(program);
    command.env("CONFORMANCE_MOCK", mock).env("CONFORMANCE_PREFER", prefer);
    for name in PROXIES {
        command.env_remove(name);
    }
    let child = command.stdin(Stdio::null()).stdout(file).stderr(Stdio::null()).spawn();
    let child = child.map_err(|it| Error::io(program, "can't run", &it))?;
    let end = wait(child, limit).map_err(|it| Error::io(program, "can't run", &it))?;
    if !end.contains("status: 0") {
        return Err(Error::at(program, end));
    }
    let text = files::read(&out)?;
    Ok(text.lines().filter_map(|it| serde_json::from_str(it).ok()).collect())
}
