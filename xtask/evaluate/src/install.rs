//! Programs that others publish for Node and Python, installed below the target folder where they aren't there yet.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output};

/// Installs a package for Node in that version with npm, once, and returns the folder that has `node_modules`.
///
/// # Errors
///
/// Why it can't be installed.
pub fn npm(target: &Path, name: &str, version: &str) -> Result<PathBuf, String> {
    run(Command::new("node").arg("--version")).map_err(|it| format!("no Node here: {it}"))?;
    let last = name.rsplit('/').next().unwrap_or(name);
    once(&target.join(format!("{last}-{version}")), |fresh| {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--no-update-notifier"])
            .args(["--ignore-scripts", "--fetch-retries=1", "--fetch-timeout=20000"])
            .arg("--prefix")
            .arg(fresh)
            .arg("--cache")
            .arg(fresh.join("cache"))
            .arg(format!("{name}@{version}"))
            .current_dir(fresh);
        run(&mut npm).map_err(|it| format!("{name} can't be installed: {it}"))?;
        let _ = fs::remove_dir_all(fresh.join("cache"));
        Ok(())
    })
}

/// Installs packages for Python, each with its version, with pip, once, and returns the folder that Python is to look for
/// modules in; `Err` says why not.
pub(crate) fn pip(target: &Path, packages: &[(&str, &str)]) -> Result<PathBuf, String> {
    run(Command::new("python3").arg("--version")).map_err(|it| format!("no Python here: {it}"))?;
    let words: Vec<String> =
        packages.iter().map(|(it, version)| format!("{it}-{version}")).collect();
    once(&target.join(words.join("-")), |fresh| {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--no-cache-dir"])
            .args(["--disable-pip-version-check", "--retries=1", "--timeout=20", "--target"])
            .arg(fresh)
            .args(packages.iter().map(|(it, version)| format!("{it}=={version}")));
        run(&mut pip).map_err(|it| format!("{} can't be installed: {it}", words.join(", ")))
    })
}

/// Has `install` fill a folder, unless it is there; what is half installed never looks installed to the next run.
fn once(
    installed: &Path,
    install: impl FnOnce(&Path) -> Result<(), String>,
) -> Result<PathBuf, String> {
    if installed.is_dir() {
        return Ok(installed.to_path_buf());
    }
    let unwritable = |it: std::io::Error| format!("can't write {}: {it}", installed.display());
    let fresh = installed.with_file_name(format!(
        "{}.{}",
        installed.file_name().unwrap_or_default().to_string_lossy(),
        process::id()
    ));
    fs::create_dir_all(&fresh).map_err(unwritable)?;
    let done = install(&fresh).and_then(|()| match fs::rename(&fresh, installed) {
        // Another run was faster.
        Err(_) if installed.is_dir() => Ok(()),
        other => other.map_err(unwritable),
    });
    let _ = fs::remove_dir_all(&fresh);
    done.map(|()| installed.to_path_buf())
}

fn run(command: &mut Command) -> Result<(), String> {
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(said(&output)),
        Err(error) => Err(error.to_string()),
    }
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.trim().chars().take(2000).collect()
}
