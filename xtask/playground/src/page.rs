//! The static page: what npm pins bundles it, serves it and opens it in a browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clientwright_cli::{Error, Outcome};

use crate::program;

fn folder(root: &Path) -> PathBuf {
    root.join("codegen/playground/page")
}

fn node(root: &Path, script: &str) -> Command {
    let mut node = Command::new("node");
    node.arg(folder(root).join(script)).current_dir(folder(root));
    node
}

/// Has npm install what `package-lock.json` pins, unless it is there.
pub(crate) fn install(root: &Path) -> Result<(), Error> {
    let folder = folder(root);
    let modified = |path: &str| fs::metadata(folder.join(path)).and_then(|it| it.modified()).ok();
    let installed = modified("node_modules/.package-lock.json");
    if installed.is_some() && installed >= modified("package-lock.json") {
        return Ok(());
    }
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]);
    program::run(npm.current_dir(&folder)).map_err(|it| it.help("the page needs Node 20 and npm"))
}

/// Checks the types, and writes the page.
pub(crate) fn build(
    root: &Path,
    engine: &Path,
    policy: &[String],
    out: &Path,
) -> Result<(), Error> {
    program::run(node(root, "tools/build.js").arg(engine).arg(out).args(policy))
}

/// Serves the page until somebody stops it.
pub(crate) fn serve(root: &Path, out: &Path, port: u16) -> Result<Outcome, Error> {
    program::run(node(root, "tools/serve.js").arg(out).arg(port.to_string()))?;
    Ok(Outcome::Done)
}

/// Takes the picture for the README.
pub(crate) fn picture(root: &Path, out: &Path) -> Result<Outcome, Error> {
    program::run(node(root, "tools/picture.js").arg(out))?;
    Ok(Outcome::Done)
}

/// Runs the tests in a browser; `program` is the command that the page is compared with.
pub(crate) fn test(
    root: &Path,
    out: &Path,
    word: &str,
    program: Option<&Path>,
) -> Result<Outcome, Error> {
    let mut node = Command::new("node");
    node.arg("--test").current_dir(folder(root)).env("PLAYGROUND", out);
    if !word.is_empty() {
        node.arg(format!("--test-name-pattern={word}"));
    }
    if let Some(program) = program {
        node.env("CLIENTWRIGHT", program);
    }
    program::run(node.args(tests(root)?))?;
    Ok(Outcome::Done)
}

/// The files of tests, by name, because versions of Node differ in what a folder means.
fn tests(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let folder = folder(root).join("tests");
    let entries = fs::read_dir(&folder).map_err(|it| Error::at(&folder, it))?;
    let is_test = |it: &PathBuf| it.to_string_lossy().ends_with(".test.js");
    let mut files: Vec<_> = entries.flatten().map(|it| it.path()).filter(is_test).collect();
    files.sort();
    Ok(files)
}
